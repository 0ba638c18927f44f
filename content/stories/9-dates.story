# An onsite with more tasks than days, what is swapped, the eve and the day itself, a decision that does not come.
bob: /prep start zone=UTC
bob: /prep checklist.event-plan
bob: /prep timeline onsite
bob: /prep timeline onsite-to-update
bob: /prep settings
bob: [My dates]
bob: {onsite=2026-12-10; decision=2026-12-14}
bob: [Show the plan for it]
bob: [Swap a task]
bob: [Put 1 first]
bob: [Undo]
@advance 15d
bob: /prep today
bob: /prep checklist.tomorrow
bob (DM): done 1
bob (DM): done 2
bob: /prep quiz count=1
bob: [I don't know]
bob: /prep checklist.one-more
@advance 14h
bob: /prep plan
@advance 3h
bob: /prep checklist.one-more
@advance 5d
@advance 9h
bob: [Remind me then]
@advance 24h
bob: [Remind me then]
