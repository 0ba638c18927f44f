# Clocks that change, a move to another zone, a nudge, a list left for tomorrow, and the days around an onsite.
@as-of 2027-03-26T06:00Z
alice: /prep-admin setup country=US
alice: [Use these settings]
bob: /prep start zone=Berlin date=2027-04-15 event=onsite
bob: /prep remind nudge=60 days=daily
bob: /prep remind where=both names=on
@advance 26h
bob (DM): [Tomorrow]
@advance 2d
bob (DM): [Why?]
bob: /prep remind where=channel
bob: /prep settings zone=Chicago
bob: /prep remind where=both
@advance 4d
bob (DM): [I have 30 minutes a day]
bob (DM): [Swap a task]
bob (DM): [Take this plan]
bob: /prep pause until 2027-04-14
@advance 15d
bob (DM): [Remind me then]
bob (DM): [Quiet until I return]
