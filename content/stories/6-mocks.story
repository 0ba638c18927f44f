# Who practices with whom: hours, the pairing, and what comes of it.
alice: /prep start zone=Europe/Berlin days=sun
bob: /prep start zone=Europe/London days=sun
carol: /prep start zone=Europe/Berlin days=sun
dave: /prep start zone=Europe/Berlin days=sun
alice: /prep mock join round=inference role=both
alice: [Every week]
alice: [Change my choices]
alice: {round=inference; role=both}
alice: [Set my hours]
alice: {windows=whenever}
alice: {windows=sat 10:00-20:00}
bob: /prep mock join round=inference role=both
bob: [Every week]
bob: /prep mock hours windows="sun 9:00-19:00"
carol: /prep mock join repeat=weekly
carol: /prep mock hours windows="sat 9:00-19:00"
carol: /prep mock skip
carol: [Undo the skip]
dave: /prep mock join
dave: [This week only]
dave: /prep mock hours windows="sun 9:00-19:00"
alice: /prep mock avoid
alice: [Avoid somebody]
alice: {who=dave}
alice: /prep mock avoid
alice: [Remove dave]
@advance 1m
alice: /prep-admin pairing simulate
alice: [Simulate 12 weeks]
alice: /prep-admin pairing rules
alice: /prep-admin pairing preview
@advance 1m
alice: /prep-admin pairing approve
alice: /prep mock history
carol: [Another time]
carol: [Sat 5 Dec 10:45]
alice: [The new time works]
alice: /prep pause 2026-12-20
alice: [Resume everything]
bob: [Works for me]
dave: [Works for me]
erin: /prep start zone=Europe/Berlin days=sun
erin: /prep mock hours windows="sat 9:00-19:00, sun 9:00-19:00"
erin: /prep mock standby
@advance 11d
@advance 104m
alice: [I'm here]
@advance 5m
alice: [Find someone on standby]
alice: [Find someone on standby]
erin: [I can join now]
alice: [Write through me]
erin: [Agree]
alice: [Write a message]
alice: {text=Call me at meet.example/a}
erin: [Answer]
erin: {text=On my way}
erin: [Stop messages]
carol: [Can't come on Sat 5 Dec]
@advance 22h
@advance 70m
bob: [I'm here]
@advance 5m
bob: [Wait 5 more]
dave: [10 minutes late]
@advance 10m
bob: [Practice alone]
bob: [Report privately]
bob: {text=The place did not open}
@advance 1h
bob: [Yes, we met]
dave: [No, we didn't]
bob: /prep mock skip
dave: /prep mock leave
alice: /prep-admin pairing preview
alice: /prep-admin pairing cancel
alice: /prep-admin pairing run
alice: /prep-admin pairing report
alice: [Read private reports (1)]
carol: [Another time]
carol: [Sat 12 Dec 10:45]
alice: [Keep the first time]
@advance 5d
alice: /prep mock solo round=inference
@advance 17h
carol: [Can't come on Sat 12 Dec]
@advance 12d
