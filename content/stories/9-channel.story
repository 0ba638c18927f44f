# In the channel: the question of the day, committee night, and a question that was wrong.
alice: /prep-admin setup channel=#general zone=Europe/Berlin
alice: /prep start zone=Europe/Berlin
bob: /prep start zone=America/New_York
erin: /prep start zone=Asia/Kolkata
carol: /prep start zone=UTC
alice: /prep-admin quiz
alice: /prep-admin quiz time=09:30 days=daily case=wed teams=2
alice: [Turn the question on]
@as-of 2026-11-25T08:31Z
@advance 30m
bob: [B]
bob: [A]
bob: [A]
erin: [B]
carol: [I don't know]
alice: [A]
erin: [Put my name on the board]
erin: [Remove my name]
bob: [Put my name on the board]
bob: [Read the packet]
bob: [Vote hire]
bob: {sentence=Offline and production agree since they changed the method, and they said it in public; show=named}
erin: [Vote no hire]
erin: {sentence=An AUC of 0.97 for churn should have rung a bell in the first week; show=anonymous}
carol: [Vote no hire]
carol: {sentence=Too few users in the test and no guardrail}
carol: [Vote hire]
carol: {sentence=I changed my mind}
@advance 24h
bob: [A #2]
bob: [My answer, all reasons]
bob: [The board]
erin: [This question is wrong]
erin: [What a committee weighs]
bob: [Vote hire]
bob: {sentence=too late}
alice: /prep-admin bank
alice: [Look at question 1]
alice: [Correct this question]
alice: {answer=}
alice: {answer=A; explanation=The first option is right, as a member has shown.}
alice: [Look at this question]
alice: [Correct this question]
alice: {answer=B}
alice: [Look at this question]
alice: [Take the correction back]
erin: [This question is wrong]
alice: [Look at this question]
alice: [Void this question]
alice: [Count it again]
alice: /prep-admin bank
alice: [Look at question 1]
alice: [Close the reports]
alice: /prep-admin bank no-such-question
alice: [Draw new teams]
@advance 6d
