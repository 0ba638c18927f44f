# Weeks of mock rounds in which things change: three who become two, a new time, nobody on standby, a rest, a season.
alice: /prep-admin setup channel=#general zone=Europe/London
alice: /prep start zone=Europe/London days=sun quiet=none
bob: /prep start zone=Europe/London days=sun quiet=none
carol: /prep start zone=Europe/London days=sun quiet=none
dave: /prep start zone=Europe/London days=sun quiet=none
alice: /prep-admin pairing rules preview=on place=https://meet.example/{token}
alice: [Name an organizer]
alice: [Promote alice]
bob: /prep mock join round=inference role=both repeat=weekly
bob: /prep mock hours sat 10:00-12:00
bob: [Hours for one week]
bob: {windows=sat 10:00-13:00}
bob: [As in a usual week]
carol: /prep mock join round=inference role=both repeat=weekly
carol: /prep mock hours sat 10:00-12:00
@advance 1m
dave: /prep mock join round=inference role=both repeat=weekly
dave: /prep mock hours sat 10:00-12:00
@advance 6d
bob: [Another time]
bob: [Sat 5 Dec 10:45]
carol: [The new time works]
dave: [Can't come on Sat 5 Dec]
dave: /prep mock leave
carol: [Can't come on Sat 5 Dec]
erin: /prep start zone=Europe/London days=sun quiet=none
erin: /prep mock hours sat 10:00-12:00
erin: /prep mock join repeat=once
@advance 6d
@advance 14h
erin: [Can't come on Sat 12 Dec]
bob: [Works for me]
carol: [Works for me]
erin: /prep mock hours sat 9:00-19:00
erin: /prep mock standby
@advance 5d
@advance 12h
bob: [I'm here]
@advance 5m
bob: [Find someone on standby]
@advance 2m
bob: [Match me again]
bob: [Report privately]
bob: {text=Nobody came}
@advance 5d
bob: [Works for me]
bob: /prep settings quiet=18:00-11:00
@advance 1d
@advance 22h
carol: [Can't come on Sat 19 Dec]
bob: /prep settings quiet=none
@advance 7d
@advance 3h
bob: [Not yet]
@advance 24h
bob: [Yes, we met]
bob: [Start feedback]
bob: /prep mock join season=2
@advance 9d
carol: /prep today
@advance 13d
carol: [Take part again]
