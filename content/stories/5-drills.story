# Critique and the trade-off bench.
alice: /prep start zone=Europe/Berlin
dave: /prep start zone=Europe/Berlin
dave: /prep bullet
dave: {text=Fine-tuned DistilBERT on product reviews, improved F1 to 0.81}
dave: [Why? #2]
dave: [Show an example]
dave: [I disagree: 1]
dave: [More]
dave: [Show the rule]
dave: [Try again]
dave: {text="Fine-tuned DistilBERT on product reviews; F1 0.78 to 0.81, p95 latency 22 to 28 ms"}
dave: [Try again]
dave: {text="Fine-tuned DistilBERT on product reviews; F1 0.78 to 0.81; int8 export cut p95 latency from 22 to 15 ms, so it launched without more GPU nodes"}
dave: [Practice the answer]
dave: [Forget it now]
dave: /prep critique.forget
@advance 1m
dave: /prep bullet text="Ich habe ein Modell trainiert und die Genauigkeit von 81 auf 86 % verbessert"
dave: [Judge it anyway]
dave: /prep bullet text="hello there"
@advance 1m
dave: [Try again]
@advance 1m
dave: /prep tradeoff
dave: {options=only one}
dave: {w1=400; w2=30; options="base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms; huge: +0.9pp +90ms"}
dave: [All options]
dave: [Change the numbers]
dave: {limit=130ms}
dave: [Argue it]
dave: {answer=I would take small because it is nice to have it}
dave: [Argue again]
dave: {answer="Ich würde die kleinere Option nehmen, weil sie unter dem Limit ist"}
dave: [Save this case]
dave: {title=My distilled model}
@advance 1m
dave: /prep tradeoff saved
dave: [Open case 1]
dave: [My saved cases]
dave: [Delete case 1]
dave: /prep tradeoff base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms
dave: /prep progress
dave: [What shows each round]
dave: /prep tradeoff seed=7
dave: [Show the answer]
dave: /prep tradeoff weights="$400K a point, $30K a ms" limits="p99 40 ms" name, accuracy (% higher), p99 (ms lower), cost ($/1k lower); A,90.0,20,1.0; B,91.2,28,1.4; C,90.8,30,1.5; D,92.0,0.055 s,2.2; E,89.5,12,0.6; F,90.0,25,0.9
dave: [All options]
dave: [More]
@advance 1m
dave: /prep tradeoff weights="$400K a point" base: 78.0% 120ms; small: -0.3pp -12ms
dave: /prep tradeoff w1=400 w2=30 <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<: 78.0% 120ms; >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>: -0.3pp -12ms; &&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&: +0.6pp +15ms
dave: [More]
