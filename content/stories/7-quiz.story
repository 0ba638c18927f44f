# Quizzes at the bus stop: every kind of question, hints, not knowing, an exam on a clock, and what was practiced.
erin: /prep start zone=Asia/Kolkata
erin: /prep quiz count=10 mode=new topic=leakage
erin: [A]
erin: [Why not B, C or D?]
erin: [This question is wrong]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [A]
erin: [Start this order again]
erin: [Type the order]
erin: {letters=A A B}
erin: {letters=A B C D E}
@advance 1m
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
@advance 1m
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
@advance 1m
erin: [Choose letters]
erin: {letters=G}
erin: {letters=A, B}
@advance 1m
erin: /prep quiz count=10 mode=new topic=design
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
@advance 1m
erin: [Hint]
erin: [Write the number]
erin: {answer=about five}
erin: {answer=0.058}
@advance 1m
erin: /prep quiz count=10 mode=new topic=tradeoffs
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
@advance 1m
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
@advance 1m
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
erin: [I don't know]
erin: [Next question]
@advance 1m
erin: [Write your answer]
erin: {answer=It depends.}
erin: {answer=It depends on many things, and I like accuracy and latency.}
erin: [I missed something]
erin: [Show a good answer]
@advance 1m
erin: /prep quiz topic=nothing
erin: /prep quiz count=5 mode=review
@advance 1m
erin: /prep quiz mode=generated topic=cost count=1
erin: [I don't know]
erin: [How is this scheduled?]
erin: [Change limit or recall]
erin: {new=51; recall=200}
erin: {new=2; recall=85}
erin: /prep quiz topic=cost
@advance 1m
erin: /prep quiz mode=exam
erin: /prep quiz latency
erin: [End the exam]
erin: /prep quiz mode=exam
erin: [I don't know]
@advance 20m
erin: [Go through the answers]
erin: /prep progress
erin: [Counts by topic]
@advance 24h
erin: /prep quiz
erin (DM): it is b or c
erin: [D]
erin: /prep progress
