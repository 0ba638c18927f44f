# One person with two accounts, one group on two platforms, and what a terminal lacks.
alice: /prep-admin setup channel=#general zone=Europe/Berlin
alice: /prep start zone=Europe/Berlin
erin: /prep start zone=Asia/Kolkata
alice: /prep-admin connect
alice: /prep-admin connect code=K7QX-29
erin: /prep member.accounts
erin: [Link another account]
erin-at-work: /prep start code=UEBQ-JR
erin: /prep group.pick
erin: /prep member.accounts
erin: [Write to me on Console 2]
erin: [Unlink Console 2]
erin: /prep home
alice: /prep-admin pairing voice
alice: /prep-admin pairing approve
alice: /prep-admin pairing cancel
