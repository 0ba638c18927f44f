# What one rarely sees: what is done already, gone, unknown, or not to be had.
alice: /prep admin.post
alice: /prep-admin setup zone=UTC
alice: /prep privacy show
alice: /prep start zone=UTC minutes=5 days=daily
alice: /prep start
alice: /prep ask claim 99
alice: /prep notes.show id=M99
alice: /prep more
bob: /prep home
alice: /prep today
alice (DM): done 1
alice: [Done 1]
alice: [Undo]
alice: [Undo]
alice: /prep checklist.later
alice: /prep checklist.later
@advance 1m
alice: /prep story new text="Nutzer gingen nach leeren Suchen, und ich habe das Modell gebaut und es verbessert."
alice: /prep project problem="Nutzer gingen nach leeren Suchen, und ich habe das Modell gebaut und es verbessert."
alice: /prep waits.remind stage=onsite-to-update date=2026-11-02
alice: /prep settings date=2026-12-20 minutes=240 event=onsite
alice: /prep checklist.swap
alice: /prep checklist.bring-in task=no-such-task
bob: /prep start zone=UTC days=sun
bob: /prep mock join round=inference role=interviewer repeat=weekly
bob: /prep mock hours daily 9:00-20:00
alice: /prep mock join round=inference role=candidate repeat=weekly
alice: /prep mock hours daily 9:00-20:00
@advance 1m
alice: /prep mock solo round=inference
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
@advance 1m
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
@advance 1m
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
alice: [Give me another]
@advance 14h
alice: /prep today
alice: /prep checklist.later
@advance 5d
alice: [Works for me]
bob: [Works for me]
alice: /prep checklist.later
@advance 11h
alice: /prep quiz count=1
alice: [I don't know]
alice: /prep quiz.next
alice: /prep quiz.single question=accuracy-imbalance order=abcd option=x
alice: /prep settings days=none
alice: /prep remind days=none
