# What happens in a mock: the brief, the clock of its stages, feedback; and practice alone.
alice: /prep-admin setup channel=#general zone=Europe/Berlin
dave: /prep start zone=Europe/Berlin days=wed quiet=none
erin: /prep start zone=Bengaluru days=wed quiet=none
dave: /prep mock join round=inference role=interviewer repeat=weekly
erin: /prep mock join round=inference role=candidate repeat=weekly
dave: /prep mock hours sat 10:00-20:00
erin: /prep mock hours sat 10:00-20:00
@advance 6d
dave: [Works for me]
erin: [Works for me]
dave (DM): [Open the brief]
dave (DM): [Give me another]
dave (DM): [Next: If they ask]
dave (DM): [My first time: 3 minutes]
@advance 5d
@advance 1h
dave: [I'm here]
erin: [Start (45 min)]
@advance 6m
dave (DM): [Hint 1]
dave (DM): [Follow-ups]
dave (DM): [The clock]
erin: [Pause]
@advance 2m
dave (DM): [Continue]
dave (DM): [Plus 5]
@advance 46m
dave (DM): [Start feedback]
dave (DM): [3]
dave (DM): [1]
dave (DM): [Write the sentence]
dave (DM): {sentence=She named two techniques and no price}
dave (DM): [Not seen]
dave (DM): [2]
dave (DM): [3]
dave (DM): [Write the two sentences]
dave (DM): {keep=The sum came first; change=Ask for the percentile}
dave (DM): [Drill: trade-offs]
@advance 1m
dave (DM): [Start over]
dave (DM): [4]
dave (DM): [Write the sentence]
dave (DM): {sentence=She compared two options with numbers}
dave (DM): [2]
dave (DM): [3]
dave (DM): [2]
dave (DM): [3]
dave (DM): [Skip this]
dave (DM): [Drill: trade-offs]
dave (DM): [Send the feedback]
erin: /prep mock history
erin: [My season]
erin: [My feedback]
erin: /prep progress.rounds
erin (DM): [Start feedback]
erin (DM): [4]
erin (DM): [Skip this]
erin (DM): [3]
erin (DM): [3]
erin (DM): [Skip this]
erin (DM): [Send the feedback]
erin (DM): [Read your feedback]
erin (DM): [Read the sentences]
erin (DM): [How it went so far]
@advance 1m
dave (DM): [Swap roles]
erin (DM): [Start (45 min)]
@advance 1m
dave (DM): [Stop here]
erin: /prep mock solo round=inference
erin: [Give me another]
erin: [Start the clock]
@advance 50m
erin (DM): [Rate myself]
erin (DM): [3]
@advance 2h
erin (DM): [Send what I have]
@advance 6d
@advance 22h
@advance 16m
erin: [I'm here]
@advance 5m
erin: [Practice alone]
