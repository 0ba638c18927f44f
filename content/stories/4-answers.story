# What can be looked up: facts with their sources, waits, and questions for one's interviewers.
alice: /prep start zone=Europe/Berlin
erin: /prep start zone=Asia/Kolkata date=2026-12-10 minutes=15
erin: /prep ask
erin: {question=How long does feedback take?}
erin: /prep ask kv cache
erin: [Show note M54]
erin: [Ask again]
erin: {question=kv cache}
erin: /prep ask kv cache
erin: [More]
erin: /prep ask xyzzy
erin: [Notes on cost]
erin: /prep ask which font for my resume
erin: /prep to-ask
erin: [More]
erin: [Why these questions?]
erin: [For one round]
erin: {round=inference}
@advance 1m
erin: /prep timeline
erin: [More]
erin: [Wait 5]
erin: {date=2026-11-20}
erin: [Remind me on 8 December]
erin: /prep timeline stage=screen date=yesterday
@advance 16d
