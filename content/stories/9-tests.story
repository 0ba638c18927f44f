# A coding mock whose interviewer sends the tests of its question.
alice: /prep-admin setup channel=#general zone=Europe/Berlin
dave: /prep start zone=Europe/Berlin days=wed quiet=none
erin: /prep start zone=Bengaluru days=wed quiet=none
dave: /prep mock join round=coding_ml role=interviewer repeat=weekly
erin: /prep mock join round=coding_ml role=candidate repeat=weekly
dave: /prep mock hours sat 10:00-20:00
erin: /prep mock hours sat 10:00-20:00
@advance 6d
dave: [Works for me]
erin: [Works for me]
@advance 5d
@advance 1h
erin: [Start (45 min)]
@advance 16m
dave (DM): [Send the tests]
@advance 1m
