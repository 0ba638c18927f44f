# Two weeks before an interview: what fits, the day before, and the wait.
alice: /prep start zone=Europe/Berlin date=2026-12-10
alice: /prep plan
alice: [I have 30 minutes a day]
alice: /prep today
alice: [Tomorrow]
alice: /prep settings
alice: [My dates]
alice: /prep remind nudge=60
@advance 3d
alice: [I have 45 minutes a day]
alice: [Take this plan]
alice: [Swap a task]
@advance 13d
alice: /prep today
@advance 3d
alice: [Remind me then]
@advance 14d
