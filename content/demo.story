# The demo group: six people, from the first evening to the third Wednesday. `loopmate console --demo` plays it.
# Tuesday, 24 November. Alice sets up the group; four people join at once.
alice: /prep-admin setup channel=#general zone=Europe/Berlin
alice: [Post in #general]
alice: /prep start zone=Europe/Berlin
bob: /prep start zone=Europe/London days=daily date=2026-12-14
carol: /prep start zone=Europe/Berlin days=daily
dave: /prep start zone=Europe/Berlin
erin: /prep start zone=Asia/Kolkata days=daily
alice: /prep-admin quiz time=09:30 days=daily
alice: [Turn the question on]
bob: /prep settings
bob: [My dates]
bob: {onsite=2026-12-14}
dave: /prep mock join round=inference role=interviewer repeat=weekly
dave: /prep mock hours sat 10:00-20:00
erin: /prep mock join round=inference role=candidate repeat=weekly
erin: /prep mock hours sat 10:00-20:00
carol (DM): bullet Fine-tuned DistilBERT on product reviews, improved F1 to 0.81
@advance 4m
carol (DM): bullet Fine-tuned DistilBERT on product reviews; F1 0.78 to 0.81, p95 latency 22 to 28 ms
erin (DM): quiz count=2
erin (DM): [I don't know]
erin (DM): [Next question]
erin (DM): [I don't know]

# Wednesday
@advance 1d
bob: [B]
carol: [B]
erin: [A]
bob (DM): done 1
erin (DM): quiz count=1
erin (DM): [B]
carol (DM): quiz count=1
carol (DM): [B]

# Thursday
@advance 1d
alice: [A]
dave: [C]
erin: [C]
bob (DM): done 1
carol (DM): done 1
erin (DM): quiz count=1
erin (DM): [A]

# Friday
@advance 1d
bob: [D]
carol: [A]
dave: [B]
alice (DM): tradeoff w1=400 w2=30 base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms; huge: +0.9pp +90ms
bob (DM): quiz count=2
bob (DM): [C]
bob (DM): [Next question]
bob (DM): [A]
erin (DM): done 1
carol (DM): quiz count=1
carol (DM): [A]

# Saturday
@advance 1d
erin: [B]
bob: [B]
bob (DM): done 1
erin (DM): quiz count=1
erin (DM): [D]
carol (DM): done 1

# Sunday: pairs are made in the evening.
@advance 1d
carol: [A]
bob (DM): quiz count=1
bob (DM): [A]
erin (DM): done 1
carol (DM): quiz count=1
carol (DM): [C]

# Monday: Dave and Erin take their time.
@advance 1d
dave: [Works for me]
erin: [Works for me]
bob: [A]
erin: [A]
dave (DM): [Open the brief]
bob (DM): done 1
erin (DM): quiz count=1
erin (DM): [A]
carol (DM): done 1
fay: /prep start zone=America/New_York days=daily

# Tuesday
@advance 1d
fay: [B]
alice: [B]
carol: [D]
bob (DM): quiz count=1
bob (DM): [B]
fay (DM): bullet Built a RAG chatbot with LangChain that answers questions about HR policies
erin (DM): done 1
carol (DM): quiz count=1
carol (DM): [D]

# Wednesday
@advance 1d
fay: [C]
bob: [A]
erin: [C]
bob (DM): done 1
fay (DM): quiz count=1
fay (DM): [A]
erin (DM): quiz count=1
erin (DM): [C]
carol (DM): done 1

# Thursday
@advance 1d
dave: [A]
carol: [B]
fay: [B]
bob (DM): quiz count=1
bob (DM): [D]
fay (DM): done 1
erin (DM): done 1
carol (DM): quiz count=1
carol (DM): [A]

# Friday
@advance 1d
bob: [C]
erin: [A]
alice: [C]
bob (DM): done 1
fay (DM): quiz count=1
fay (DM): [B]
erin (DM): quiz count=1
erin (DM): [B]
carol (DM): done 1

# Saturday: the mock at ten, with its feedback.
@advance 1d
@advance 56m
dave: [I'm here]
erin: [Start (45 min)]
@advance 6m
dave (DM): [Hint 1]
@advance 52m
dave (DM): [Start feedback]
dave (DM): [4]
dave (DM): [Write the sentence]
dave (DM): {sentence=She compared two options with numbers}
dave (DM): [2]
dave (DM): [3]
dave (DM): [2]
dave (DM): [3]
dave (DM): [Skip this]
dave (DM): [Drill: trade-offs]
dave (DM): [Send the feedback]
erin (DM): [Start feedback]
erin (DM): [4]
erin (DM): [Skip this]
erin (DM): [3]
erin (DM): [3]
erin (DM): [Skip this]
erin (DM): [Send the feedback]
erin (DM): [Read your feedback]
bob (DM): done 1
fay (DM): done 1
carol (DM): quiz count=1
carol (DM): [B]

# Sunday
@advance 1d
bob: [B]
fay: [A]
bob (DM): quiz count=1
bob (DM): [C]
carol (DM): done 1

# Monday
@advance 1d
carol: [C]
erin: [B]
fay: [D]
bob (DM): done 1
erin (DM): quiz count=1
erin (DM): [A]
fay (DM): quiz count=1
fay (DM): [C]
carol (DM): quiz count=1
carol (DM): [D]

# Tuesday
@advance 1d
bob: [A]
alice: [A]
dave: [D]
bob (DM): quiz count=2
bob (DM): [B]
bob (DM): [Next question]
bob (DM): [B]
carol (DM): done 1
erin (DM): done 1
fay (DM): done 1

# Wednesday, 9 December: the question of the day is open, and Bob's onsite is in five days.
@advance 1d
carol: [A]
erin: [B]
alice (DM): tradeoff w1=400 w2=30 base: 78.0% 120ms; small: -0.3pp -12ms; big: +0.6pp +15ms; huge: +0.9pp +90ms
bob: /prep plan
