# A member's day: the list, the sitting, what is done and undone, the plan, the reminder.
alice: /prep start zone=Europe/Berlin
erin: /prep start zone=Asia/Kolkata date=2026-12-10 minutes=15 days=daily
dave: /prep start zone=Europe/Berlin minutes=60
erin (DM): today
erin: [Start my 14 minutes]
erin: [Next task]
erin (DM): done 1
erin: [Undo]
erin (DM): done 1
erin (DM): done
erin (DM): done 2
erin (DM): done 3
erin: /prep mock hours sat 9:00-12:00
erin: /prep mock join round=inference role=both repeat=weekly
erin: /prep quiz count=1
erin: [I don't know]
erin (DM): done
erin: [Show my list]
erin: [One more task]
erin (DM): done 9
erin (DM): hello there
dave: /prep today
dave: [More]
dave: /prep plan
@advance 1m
erin: /prep plan
erin: [Show week 1]
erin: [More]
erin: [Show the whole plan]
erin: /prep progress
erin: /prep checklist.resize task=loop-skills how=never
@advance 24h
erin: [Why?]
erin: [Later today]
@advance 30d
erin: [I'm back]
dave (DM): did 1
