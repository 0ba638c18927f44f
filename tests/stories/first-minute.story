# A group of two, from nothing to the first day's list.
alice: /prep-admin setup channel=#general zone=Europe/Berlin
alice: [Post in #general]
erin: [Join]
erin: /prep start zone=Bengaluru minutes=15
erin (DM): today
erin (DM): done 1
erin: /prep bullet Fine-tuned DistilBERT on product reviews, improved F1 to 0.81
erin: /prep tradeoff w1=400 w2=30 base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms
@advance 24h
