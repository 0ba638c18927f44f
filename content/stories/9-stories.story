# Stories and projects: written in a form, judged, kept, rehearsed aloud, deleted.
erin: /prep start zone=Asia/Kolkata
erin: /prep story new
erin: {title=Pager; situation="Our search returned nothing for one user in fifty, and support had 300 complaints a week."; task="I had to bring empty results below 0.5 % in a month, at the same latency."; action="I traced empty results to a stale index and proposed two fixes; Mei, the search lead, measured both on her replica, and I built the second, since the other would have cost 20 ms."; result="Empty results fell from 2.0 % to 0.4 %, p95 stayed at 38 ms, and complaints fell from 300 to 40 a week. I learned to check the index age first."}
erin: [Keep this story]
erin: /prep story map
erin: [My stories]
erin: [Open story 1]
erin: [More]
erin: [Delete the story]
erin: /prep story new text="We had an outage once. I fixed it."
erin: [Change the story]
erin: /prep story list
erin: /prep story map
@advance 1m
erin: [Rehearse aloud, 2 min]
erin: [Stop the clock]
erin: [Rehearse once more]
@advance 3m
erin: [Too long]
erin: /prep project
erin: {title=Ranking; problem="Users left after empty searches; 2 % of searches found nothing."; data="2 million queries, 20,000 labelled by three people."; approach="A distilled cross-encoder after a first stage of 500 candidates."; accuracy="NDCG at 10 from 0.41 to 0.46 on a held-out month."; speed="p95 from 30 to 38 ms; the limit is 50 ms."; cost="Two more replicas at $2 an hour."; impact="Empty searches fell from 2.0 % to 0.4 %."}
erin: [More]
erin: [Keep this summary]
erin: [Open project 1]
erin: [Delete the project]
erin: [My projects]
