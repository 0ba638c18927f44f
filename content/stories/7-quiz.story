# Quizzes at the bus stop: a number, a letter, several letters, not knowing, and what was practised.
erin: /prep start zone=Asia/Kolkata
erin: /prep quiz count=3
erin: [Write the number]
erin: {answer=about five}
erin: {answer=0.058}
erin: [Next question]
erin: [I don't know]
erin: [This question is wrong]
erin: /prep quiz topic=compression count=3
erin: [A]
erin: [Why not B or D?]
erin: [Next question]
erin: [Choose letters]
erin: {letters=E}
erin: {letters=A, B}
erin: [Next question]
erin: [I don't know]
@advance 1m
erin: /prep quiz topic=nothing
erin: /prep quiz topic=accuracy count=10
erin: [A]
erin: [Next question]
erin: [A]
erin: [Next question]
erin: [A]
erin: [Next question]
erin: [A]
erin: [Next question]
erin: [A]
erin: [Next question]
@advance 1m
erin: /prep progress
erin: [Counts by topic]
@advance 24h
erin: /prep quiz
