# Plain words in the DM: what leads nowhere by itself gets one helpful line.
alice: /prep-admin setup channel=#general zone=Europe/Berlin country=DE
alice: /prep-admin invite
erin: /prep start zone=Europe/Berlin
erin (DM): how do i pause
erin (DM): unsubscribe from the daily list
erin (DM): can you check my cv
erin (DM): i'm so nervous
erin (DM): B
erin (DM): hola, necesito ayuda con mi entrevista por favor
erin (DM): https://jobs.lever.co/ostrel/applied-ai-engineer-2291
erin (DM): you suck
erin (DM): thank you!
erin (DM): my onsite is on 20 December
erin: /prep mock hours sat 9:00-12:00
erin: /prep mock hours none
erin (DM): I got rejected
erin (DM): I got the offer!
erin (DM): I moved to Lisbon
erin (DM): leave
erin (DM): cancel
erin (DM): I don't want this anymore, I want to die
erin (DM): ping
@advance 1m
erin (DM): my interview is soon
erin (DM): I'm away from 2 December until 9 December
zoe (DM): hello
zoe (DM): what is p99?
zoe (DM): Fine-tuned DistilBERT on product reviews, improved F1 to 0.81
@advance 1h
zoe (DM): i'm so nervous
