# alice sets up a group; bob, carol, dave and erin join it, each another way.
alice: /prep help
alice: /prep today
alice: /prep-admin help
alice: [Pairing]
alice: /prep-admin setup
alice: [Change them]
alice: {channel=#general; zone=Europe/Berlin; country=Germany}
alice: [Use these settings]
alice: [Edit the text]
alice: {text=We practice for interviews, 15 minutes a day. Press Join if you want to.}
alice: [Post in #general]
alice: [Post in #general]
alice: /prep-admin members
bob: [What do you keep?]
bob: [Join]
bob: [Another time zone]
bob: {zone=Nowhere}
bob: {zone=Europe/London}
bob: [Test DM]
carol: [Join]
carol: [08:00 UTC]
@advance 1m
alice: /prep start zone=Europe/Berlin date=2026-12-17 minutes=30
dave: /prep start zone=Europe/Berlin days=daily quiet=none level=senior rounds=inference
erin: /prep start zone=Asia/Kolkata
alice: /prep-admin members
alice: /prep-admin report
alice: /prep-admin health
bob: /prep-admin report
bob: /prep help
bob: /prep help quiz
bob: /prep help karaoke
bob: /prep toady
alice: /prep-admin announce Mock night is on Friday at 19:00.
alice: [Post it]
alice: /prep-admin remove carol
alice: [Remove this member]
@advance 1m
