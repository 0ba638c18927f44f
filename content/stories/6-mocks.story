# Who practises with whom: hours, the pairing, and what comes of it.
alice: /prep start zone=Europe/Berlin
bob: /prep start zone=Europe/London
carol: /prep start zone=Europe/Berlin
dave: /prep start zone=Europe/Berlin
alice: /prep mock join
alice: [Change my choices]
alice: {round=inference; role=both}
alice: [Set my hours]
alice: {windows=whenever}
alice: {windows=sat 10:00-20:00, sun 10:00-18:00}
bob: /prep mock join round=inference role=both
bob: /prep mock hours windows="sat 9:00-19:00"
carol: /prep mock join
carol: /prep mock hours windows="sat 9:00-19:00"
carol: /prep mock skip
carol: [Undo the skip]
dave: /prep mock join
alice: /prep mock avoid
alice: [Avoid somebody]
alice: {who=dave}
alice: /prep mock avoid
alice: [Remove dave]
@advance 1m
alice: /prep-admin pairing simulate
alice: [Simulate 12 weeks]
alice: /prep-admin pairing run
alice: /prep mock history
@advance 11d
bob: [Cannot come on Sat 5 Dec]
@advance 2d
carol: /prep mock leave
alice: [Cannot come on Sat 12 Dec]
@advance 12d
alice: [Cannot come on Sat 19 Dec]
