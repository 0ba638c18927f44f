# Critique and the trade-off bench.
alice: /prep start zone=Europe/Berlin
dave: /prep start zone=Europe/Berlin
dave: /prep bullet
dave: {text=Fine-tuned DistilBERT on product reviews, improved F1 to 0.81}
dave: [Show an example]
dave: [I disagree: 1]
dave: [More]
dave: [Show the rule: no_baseline]
dave: [Try again]
dave: {text="Fine-tuned DistilBERT on product reviews; F1 0.78 to 0.81, p95 latency 22 to 28 ms"}
dave: [Try again]
dave: {text="Fine-tuned DistilBERT on product reviews; F1 0.78 to 0.81; int8 export cut p95 latency from 22 to 15 ms, so it launched without more GPU nodes"}
dave: [Forget it now]
dave: [Try again]
@advance 1m
dave: /prep tradeoff
dave: {options=only one}
dave: {w1=400; w2=30; options="base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms; huge: +0.9pp +90ms"}
dave: [More]
dave: [Change the numbers]
dave: {limit=130ms}
dave: /prep tradeoff base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms
dave: /prep progress
dave: /prep tradeoff w1=400 w2=30 <<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<: 78.0% 120ms; >>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>>: -0.3pp -12ms; &&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&&: +0.6pp +15ms
dave: [More]
