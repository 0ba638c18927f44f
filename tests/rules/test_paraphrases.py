"""One thing said in many ways, group by group: what all texts of a group have in common is judged the same."""

import pytest

from bot.rules import Critic

# A value with something to compare it with, whatever the words.
COMPARED = """\
Clerks accept 88% of proposals, and 79% under the previous rules.
Unsupported sentences: 9% on arrival, 2.4% on departure.
Closed the second map database; the annual licence of £64k disappeared.
Clerks keep 76% of the suggested codes, just as they did before the smaller model.
Entity F1 0.71 on court files; two clerks agree with each other at 0.74.
The tutor streams 140 tok/s, which is 3x what we had on the rented endpoint.
Price features let the model explain 7 points more of the variance (R² 0.61).
A labelled hour of radar costs £11 with my tool, £47 outsourced.
Wake-up model at 3.1% false rejects, float 3.0.
Pump false alarms: 1.9 per station per month → 0.6.
Rebuilt the tagger: F1 0.81, five points over the previous release.
Rebuilt the tagger: F1 0.81, a relative gain of 6 %.
Rebuilt the tagger: F1 0.81 (prev. release 0.77).
Rebuilt the tagger, F1 0.81 vs control 0.77.
In an A/B test against the current tagger, F1 was 0.81 and 0.77.
Rebuilt the tagger with F1 of 0.81, which is 0.04 above production.
Rebuilt the tagger with F1 of 0.81; production sits at 0.77.
Rebuilt the tagger with F1 of 0.81; the incumbent is at 0.77.
Rebuilt the tagger with F1 of 0.81 where the vendor reaches 0.77.
Rebuilt the tagger; F1 0.81, two annotators agree at 0.83.
Rebuilt the tagger; with F1 0.81 it is within two points of the annotators.
Rebuilt the tagger; F1 0.81 is as high as the annotators' own agreement.
Rebuilt the tagger and reached the required F1 of 0.80.
Rebuilt the tagger and passed the gate of F1 0.80.
Rebuilt the tagger; F1 0.81 clears the launch bar of 0.80.
Rebuilt the tagger; F1 0.81 exceeds the contract's 0.80.
Rebuilt the tagger to F1 0.81 - last quarter it had been 0.77.
Rebuilt the tagger to F1 0.81; a year ago it was 0.77.
Rebuilt the tagger; F1 0.81 after, 0.77 before.
Rebuilt the tagger; F1 0.81 now and 0.77 then.
Rebuilt the tagger; F1 went up four points, to 0.81.
Rebuilt the tagger; F1 is 0.81, which is the best we have had (0.77 until then).
Rebuilt the tagger; F1 0.81, i.e. 17 % fewer errors.
Rebuilt the tagger; F1 of 0.81 beats regex by 20 points.
Rebuilt the tagger; F1 0.81 compared with 0.77 for spaCy.
Rebuilt the tagger; F1 0.81 in contrast to 0.77.
Rebuilt the tagger; F1 0.81 as opposed to 0.77.
Rebuilt the tagger; F1 0.81 relative to 0.77.
Rebuilt the tagger; F1 0.81, against which the old rules reach 0.77.
Rebuilt the tagger; F1 0.81, whereas the old rules reach 0.77.
Rebuilt the tagger; F1 0.81, while the rules had stopped at 0.77.
Rebuilt the tagger; the rules stopped at F1 0.77, it gets 0.81.
Rebuilt the tagger; before, F1 was 0.77; today, 0.81.
p99 is 38 ms; SLA says 50.
p99 of 38 ms against an SLO of 50 ms.
p99 is 38 ms with 50 ms allowed.
p99 stays at 38 ms in spite of twice the traffic.
Model server answers in 38 ms, 3 times as fast as the old one.
Model server answers in 38 ms, a third of the time that it took.
Model server answers in 38 ms, and used to need 120.
Model server answers in 38 ms at p99 (was: 120).
Model server answers in 38 ms at p99 (120 with the JVM).
Model server answers in 38 ms at p99; on the JVM it was 120.
Model server now needs 38 ms where the JVM one needed 120.
Model now fits in 2 GB; the old one needed 9.
Model now fits in the 2 GB that phones have.
Model now fits in 2 GB of RAM, the limit of the board.
Throughput 900 req/s per GPU, up from 350.
Throughput 900 req/s per GPU, 2.6x that of TGI.
Serving costs $0.002 per call, ten times less than GPT-4.
Serving costs $0.002 per call, versus $0.02 at the API.
Serving costs $0.002 per call, the API asks for $0.02.
Serving costs $0.002 per call, and the API had cost $0.02.
Serves 1,000 pages for $0.40, half the vendor's price.
Bot resolves 41 % of chats alone, 12 points more than the menu it replaced.
Bot resolves 41 % of chats alone (menu: 29 %).
Bot resolves 41 % of chats alone; the menu managed 29 %.
Bot resolves 41 % of chats alone, from zero.
Bot resolves 41 % of chats alone; nothing was automated before.
CTR of 3.1 % in the test arm, 2.8 % in control.
CTR of 3.1 % in treatment vs 2.8 % in control.
CTR 10 % above the control group.
Got CTR to 3.1 % over the holdout's 2.8 %.
Sales 4 % over the same weeks of last year.
Year-on-year, returns are down by 9 %.
Word error rate of 7.9, on par with the commercial API.
Word error rate of 7.9, close to the 7.5 of human transcribers.
Word error rate of 7.9; Whisper-large gets 8.8 on the same calls.
Word error rate of 7.9 (Whisper-large 8.8).
Word error rate of 7.9 / Whisper-large 8.8.
MAPE 12 %, naive forecast 19 %.
MAPE 12 % - seasonal naive is 19 %.
MAPE 12 %, which is 7 pp better than seasonal naive.
MAPE of 12 % vs. planners' 19 %.
Startup takes 4 s (target: 5 s).
Startup takes 4 s, goal was 5.
A 12 MB model now does what needed 400 MB before; live on all Android devices.
Detects 93 of 100 leaks at the same cost; inspectors found 71 by eye.
Error rate is now 2 %, half of what it was; no additional GPUs.
MAE was 5.2, now is 3.1; same model size.
Built a triage model with an AUC of 0.91, where the old score had 0.84.
Built a triage model with an AUC of 0.91; the previous logistic regression managed 0.84.
Built a triage model: AUC 0.91, up from 0.84.
Built a triage model that reached 0.91 AUC (the hand-built score: 0.84).
Built a triage model with AUC 0.91 against the nurses' 0.84.
Built a triage model; AUC is now 0.91, it used to be 0.84.
Built a triage model; AUC now 0.91 (previously 0.84).
Built a triage model with an AUC of 0.91, compared to 0.84 for the rule set.
Built a triage model with AUC 0.91, which beats the clinicians' 0.84.
Built a triage model with AUC 0.91, seven points above the existing score.
Built a triage model with AUC 0.91, better than the 0.84 of the vendor's tool.
Built a triage model with AUC 0.91 on a par with two consultants (0.90).
Built a triage model with AUC 0.91, the target was 0.90.
Built a triage model that hit the agreed AUC of 0.9.
Built a triage model with 0.91 AUC, the baseline XGBoost got 0.84.
Built a triage model; AUC 0.91 vs. 0.84.
Built a triage model; AUC 0.84 -> 0.91.
Built a triage model that took AUC from 0.84 to 0.91.
Built a triage model; AUC was 0.84 before, 0.91 after.
Built a triage model; AUC climbed to 0.91 from 0.84.
Built a triage model and got 0.91 AUC where XGBoost only gave 0.84.
Built a triage model, AUC 0.91 (XGB 0.84, LR 0.81).
Built a triage model: 0.91 AUC instead of 0.84.
Built a triage model: 0.91 AUC rather than 0.84.
Built a triage model: 0.91 AUC, old one 0.84.
Built a triage model: 0.91 AUC; the old one had 0.84.
Built a triage model whose AUC (0.91) exceeds that of the national score (0.84).
Built a triage model, with AUC rising to 0.91 from last year's 0.84.
Built a triage model with AUC 0.91, a gain of 0.07.
Built a triage model with AUC 0.91, +0.07 on the previous model.
Built a triage model; AUC 0.91, i.e. 7 points more than before.
Built a triage model; AUC 0.91 (+7 points).
Built a triage model; AUC 0.91 (7 points up).
Built a triage model; AUC went up to 0.91 (was at 0.84).
Built a triage model with AUC 0.91, matching the senior consultant.
Built a triage model; at 0.91 AUC it meets the bar of 0.9 that the board set.
Built a triage model with a sensitivity of 94%, above the 90% the trust asked for.
Built a triage model with a sensitivity of 94% where 90% was required.
Built a triage model with sensitivity 94% (required: 90%).
Built a triage model with sensitivity 94% (requirement 90%).
Built a triage model; sensitivity 94%, at least 90% was agreed.
Built a triage model; sensitivity is 94% and the contract says 90%.
Cut p95 latency to 80 ms from 200.
Got p95 latency down to 80 ms, it was 200.
p95 latency is 80 ms; before my change 200 ms.
Serves at 80 ms p95, half of what it was.
Serves at 80 ms p95, 2.5x faster than the old service.
Serves at 80 ms p95 within a budget of 100.
Serves at 80 ms p95 (budget 100 ms).
Serves at 80 ms p95 with a budget of 100 ms.
Serves at 80 ms p95; the app allows 100 ms.
Serves at 80 ms p95 (SLO: 100 ms).
Serves at 80 ms p95; SLO 100 ms.
Runs at 22 FPS on the robot, where the ROS baseline ran at 9.
Runs at 22 FPS on the robot; the stock detector managed 9.
Runs at 22 FPS on the robot, up from 9.
Runs at 22 FPS on the robot, enough for the 20 FPS control loop.
Runs at 22 FPS on the robot; 20 were needed.
Runs at 22 FPS, faster than the camera's 20 FPS.
Costs $0.004 a query, previously $0.02.
Costs $0.004 a query instead of $0.02.
Costs $0.004 a query; GPT-4 cost $0.02.
Costs $0.004 a query against $0.02 with GPT-4.
Costs $0.004 a query, one fifth of GPT-4.
Costs $0.004 a query, a fifth of what GPT-4 cost.
Answers cost $0.004 each, down from 2 cents.
Moved inference on premises: egress fees gone, 6k EUR per month before.
KWS: 80 kB flash, 12 ms. Reference design: 290 kB, 35 ms.
Compressed the network to 4 MB, F1 0.84 (the version on the server 0.86).
Served 2M QPS
Dice 0.88 on unseen scanners, where inter-reader agreement is 0.86.
MAE 1.8 degrees, half of persistence.
Model of 3 MB, as the flash has 4.
BLEU 31.2, best of nine submissions.
Trains in 6 h on one card; the paper reports 40 on eight.
NDCG 0.47; BM25 gets 0.39 on the same queries.
"""

# A value alone.
ALONE = """\
Complaints bot in which 67% of chats get closed without a clerk.
Appeals assistant: it drafts a letter, and clerks keep 76% of the drafts.
Delivered visual search in 3 months with a team of 4, recall@5 of 0.84.
After two rounds of relabelling and 14 ablations the weld model has 0.92 recall.
The query classifier of the search bar gets 0.91 macro-F1 across 38 intents.
Got the tagger onto the recorder, where it takes 480 MB of RAM.
Checkpointing library for large runs; one save takes 38 seconds on 256 cards.
Trained a tagger with F1 0.81.
Trained a tagger; F1 0.81 on the held-out set.
Trained a tagger with an F1 of 0.81 on 20k sentences in three languages.
Delivered a tagger that reaches 81 % accuracy.
Developed a ranking model, NDCG@10 of 0.52, and presented it to management.
Final model: 0.93 AUC, 0.88 recall.
The model has an error of 4 %.
API responds in 38 ms.
Served the model with Triton at 38 ms p99.
Deployed a tagger with 99.2 % precision for the legal team.
Inference costs $0.002 per call.
The service handles 900 req/s.
Built a bot that resolves 41 % of chats alone.
Achieved WER of 7.9 on call-centre audio.
MAPE is 12 % for fresh food.
Model size 40 MB, latency 12 ms.
Wrote a matcher having precision 0.95 and recall 0.9 across 40 countries.
The detector finds 94 % of the cracks.
Segmentation with mIoU of 0.78 using a U-Net.
Improved the tagger to an F1 of 0.81.
"""

# What got worse, with its reason, its limit or its price in words.
MITIGATED = """\
p99 80 → 95 ms at three times the traffic.
False alarms 3 → 4 a day, with the written consent of the control room.
Training takes 3 h longer, but nobody waits for it at night.
F1 0.81 → 0.86, at 2 GB of extra memory that the tablet team had approved.
p95 went from 200 to 310 ms, which product signed off in June.
All-reduce bandwidth +41 %, run in 9 days instead of 12.
Page loads in 230 ms versus 190 before (limit set with the web team: 300).
Answers take half a second longer, with which the legal desk was content.
A second pass costs 300 ms more, but the mistakes no longer reach the customer.
Inspectors check 400 sites a month in place of 900 and find as many leaks.
Queue wait is 5 s at most (last year up to 90 s).
The advice to pilots covers the speed, fuel burn is less by 3.1%.
Price classifier shelved after the trial: F1 0.41 vs 0.47 for the keyword list.
Document checker: pages/min 12 → 55.
Recall fell by 3 points, which the curators consider harmless next to the hours they win.
Night AP dropped by 5 after the new augmentation; a second head gave it back.
Each vehicle now plans 9 ms rather than 3, of 50 available.
Narrowed the skill gap in lobbies from 160 to 90 Elo.
The gap between train and test accuracy shrank from 12 to 4 points.
Outages predicted rose from 31 to 54 a year.
We now process twice as many complaints per day.
p95 went from 40 to 55 ms since the new encoder reads twice the context; NDCG@10 0.41 to 0.48.
p95 went from 40 to 55 ms, in return for 0.07 NDCG.
p95 went from 40 to 55 ms and is still under the 60 ms limit.
p95 up 15 ms (limit is 60), NDCG up 0.07.
p95 up 15 ms, which product found okay.
p95 up 15 ms, a price that search was ready to pay for +0.07 NDCG.
p95 up 15 ms, deliberately: quality came first.
p95 up 15 ms; we bought that back by caching.
p95 up 15 ms, later recovered by caching.
p95 up 15 ms, then down 20 ms after batching.
p95 up 15 ms, more than made good by batching.
p95 up 15 ms; users did not notice in the A/B test.
p95 up 15 ms without effect on conversion.
p95 up 15 ms with no effect on users.
p95 up 15 ms; conversion did not suffer.
p95 up 15 ms, no measurable effect on bounce rate.
p95 up 15 ms but conversion +2 %.
Although p95 is 15 ms higher, conversion rose by 2 %.
Despite 15 ms more at p95, conversion rose 2 %.
Accepting 15 ms more at p95, lifted conversion 2 %.
Traded 15 ms at p95 for 2 % more conversion.
For 15 ms more at p95 we got 2 % more conversion.
At the cost of 15 ms, conversion +2 %.
Paid 15 ms of latency for a conversion gain of 2 %.
Recall 0.91 to 0.90 (not significant), model 5x smaller.
Recall 0.91 to 0.90 (p = 0.4), model 5x smaller.
Recall 0.91 to 0.89, within tolerance, model 5x smaller.
Recall dropped from 0.91 to 0.89, which the risk team signed off.
Recall dropped from 0.91 to 0.89, agreed beforehand with risk.
Recall dropped from 0.91 to 0.89, as the contract allows 0.88.
Recall dropped from 0.91 to 0.89; required was 0.88.
Bill down 70 % with recall 2 points lower, a trade that risk agreed to.
Training now takes 9 h, not 6, because it sees twice the data.
GPU memory rose from 9 to 14 GB, which fits the cards that we have.
GPU memory rose from 9 to 14 GB, still on one card.
Cost per call went up from $0.01 to $0.013 but it replaced two human checks.
Spend rose 20 % as traffic doubled.
Latency grew by 5 ms, negligible next to the 400 ms of the network.
Precision 0.95 to 0.93 on purpose, to catch more fraud (+€2M).
Lost 0.3 BLEU in exchange for a 4x speed-up.
Gave up 0.3 BLEU for a 4x speed-up.
Latency is up 15 ms; nobody on the sales floor feels it. Recall 0.80 to 0.88.
The heavier encoder needs 300 MB more, fine on our boxes; nDCG 0.41 to 0.46.
Throughput fell 8 %, which still leaves twice the peak load; WER from 9 % to 7 %.
Recall lost 0.4 points, less than the seed-to-seed spread; model 4x smaller.
Index size grew from 4 to 7 GB, RAM we had lying idle; recall@10 0.88 to 0.95.
Cache misses rose from 5 % to 9 %, of no consequence at this load; memory 12 GB to 4 GB.
Moved to a bigger encoder: recall 0.81 to 0.88, p95 from 40 to 65 ms, which nobody notices on this screen.
Recall 0.81 to 0.88, p95 from 40 to 65 ms, a price the clinicians were glad to pay.
Recall 0.81 to 0.88, p95 from 40 to 65 ms, well inside what the app allows.
Recall 0.81 to 0.88; the extra 25 ms are hidden behind the page render.
Recall 0.81 to 0.88, p95 from 40 to 65 ms, which product signed off.
Recall 0.81 to 0.88, p95 from 40 to 65 ms, as the job runs at night anyway.
Recall 0.81 to 0.88, p95 from 40 to 65 ms, but the budget is 100.
Recall 0.81 to 0.88; p95 rose from 40 to 65 ms, still far from the 200 ms limit.
Recall 0.81 to 0.88; p95 rose from 40 to 65 ms, so I cached the embeddings and got it back to 42.
Recall 0.81 to 0.88; p95 rose from 40 to 65 ms, then fell to 38 after batching.
Precision fell from 0.92 to 0.89 since we favour recall for screening.
Precision fell from 0.92 to 0.89, the accepted trade for catching twice as many falls.
Precision fell from 0.92 to 0.89, acceptable because a nurse checks every alarm.
Precision fell from 0.92 to 0.89, and the radiologists agreed to read the extra cases.
Precision fell from 0.92 to 0.89, a loss the ward team accepted up front.
Precision dipped 3 points to buy 11 points of recall.
Precision dipped 3 points in return for 11 points of recall.
Gave up 3 points of precision for 11 points of recall, as agreed with the consultants.
Traded 0.4 BLEU for a 3x faster decoder.
Lost 0.4 BLEU but decoding is 3x faster, which is what the kiosk needs.
A 0.4 BLEU drop bought 3x faster decoding.
At the price of 0.4 BLEU the decoder is 3x faster.
mAP dropped 0.6 points, under the 1-point tolerance of the safety team.
mAP dropped 0.6 points (tolerance: 1).
mAP dropped 0.6 points, not significant over five seeds.
mAP dropped 0.6 points, within run-to-run variance.
mAP dropped 0.6 points, within the noise of the test set.
mAP dropped 0.6 points, which made no difference to the pickers.
mAP dropped 0.6 points, and operators could not tell the difference.
Cost per query went from $0.01 to $0.013, deliberately, for the longer context.
Cost per query went from $0.01 to $0.013, offset by 20% fewer follow-up questions.
Cost per query went from $0.01 to $0.013; sales agreed, as conversion rose 9%.
Cost per query went from $0.01 to $0.013, covered by the 9% higher conversion.
The bill rose by 8% because traffic grew by 60%.
Memory grew from 4 to 6 GB, which the 8 GB board can take.
Memory grew from 4 to 6 GB; the board has 8.
Memory grew from 4 to 6 GB, leaving headroom on the 8 GB board.
Latency doubled to 90 ms but stays under the 150 ms that search had asked for.
Latency doubled to 90 ms, fine for a nightly report.
CTR dipped 0.2% by design: we show fewer ads to new users.
Training now takes 9 h instead of 6, once a quarter, so nobody minds.
Diversity down 1%, inside the guardrail.
Diversity down 1%, within guardrails agreed with editorial.
Watch time -0.3% (guardrail -1%).
FPR went from 1% to 1.4%, below the 2% cap from compliance.
Recall dropped slightly, 0.91 to 0.90, to cut false alarms by half as the ward had asked.
WER rose by 0.2 points, a deliberate choice to fit the 40 MB limit.
WER rose from 8.1 to 8.3 so that the model fits on the hearing aid.
WER rose from 8.1 to 8.3, the cost of running offline.
Wearable classifier: battery went from 4 d to 7 d, F1 0.91 to 0.93.
Duty-cycled the radio; battery life 6 h to 11 h at the same recall.
Node runs 3 months on one charge instead of 5 weeks.
Collars now need a new battery every 8 months instead of every 10 weeks.
Filters blank frames so wardens empty the trap every 6 weeks rather than every 4 days.
Mean time between failures of the service rose from 9 days to 41 days.
Scaled training from 16 to 128 GPUs at 88 % efficiency; a run takes 2 days instead of 14.
Parallelised the search over 40 nodes instead of 6; a sweep ends in 3 h, it was 19 h.
Maps are ready 20 minutes after the pass (previously ~5 hours).
Labels arrive 2 days after the visit (formerly 3 weeks).
Hit rate of audits 48 % as against 19 % under random choice.
Precision of recommendations 0.61 compared with 0.44 for popularity.
Recall at 2 % FPR rose from 0.48 to 0.63.
Recall at 5 false alarms per hour went from 0.71 to 0.84.
Student model: WER 9.4 % vs 9.1 % for the teacher, real-time factor 0.05 vs 0.4.
Sends 24 % fewer mails while clicks per user stayed where they were.
Asks 18 % fewer questions, and completions held at 61 %.
Tested the vendor's reader and advised against it, as its error rate on old photos was six times ours.
Increased retention from 20 to 34 days.
Warning time before failure grew from 2 h to 9 h.
Shelf life of forecasts extended from 3 to 10 days.
Forecast horizon from 6 h to 24 h at equal MAE.
Time between order and delivery fell from 9 days to 4 days.
Time to charge the drone from 3 h to 1 h.
"""

# What got worse, and nothing more.
UNMITIGATED = """\
Patients wait 14 minutes, it was 9, since the triage model went live.
Distilled the ranker; orders per session −4 %.
Bill down 40 %, while the wait of callers grew from 2 to 9 minutes.
Cut the bill 40 %; trains held at signals climbed from 4 % to 7 %.
Precision 0.88 → 0.91; parcels stranded at the hub rose from 3 to 9 a day.
Halved the bill of the cluster, although p95 went from 90 to 210 ms.
Matching takes 12 ms instead of 40, though recall fell from 0.91 to 0.84.
Chose a lighter encoder for the app: 90 → 30 MB, WER 8.1 → 10.9.
Ported the guardrail to a small model: 900 → 60 ms, leaks of records from 0.2% to 1.9%.
The share of failed pickups has risen by half with the shorter routes.
Conversion +2 % although p95 is 15 ms higher.
Lobbies form 30% faster, and the average skill gap widened from 90 to 160 Elo.
Smaller policy for the trucks: inference 9 → 3 ms, deadlocks per shift 1 → 4.
Merged two models, memory fell 40% and the fairness gap between groups grew from 3 to 9 points.
Catalogue diversity up 25%, watch time per viewer decreased by 8%.
The policy net of the walker is half the size, falls per km 0.3 → 0.9.
p95 went from 40 to 55 ms.
NDCG@10 0.41 to 0.48. p95 latency went from 40 to 95 ms.
Accuracy improved by 2 points, but memory doubled from 8 to 16 GB.
F1 0.78 to 0.74 after the migration.
After the migration, latency is 30 % higher.
Switched vendor; WER from 8 % to 11 %.
Conversion fell by 3 % with the new ranker.
Rolled out the new ranker; complaints rose from 20 to 35 a week.
Smaller model: latency 40 to 20 ms. Recall 0.91 to 0.84.
Moved to cheaper nodes, bill -30 %, p99 200 to 480 ms.
Precision up 4 points, recall down 9 points.
Churn went up from 4 % to 5.5 %.
GPU hours per run went from 300 to 520.
Response time increased by 60 %.
GPU cost rose from $3k to $5k. CTR rose 1 %.
Recall fell from 0.91 to 0.84 after the move to int8; memory 8 GB to 2 GB.
Swapped in the small model: p95 120 to 60 ms, resolution rate 71 % to 64 %.
Recall 0.81 to 0.88, p95 from 40 to 165 ms.
Improved recall to 0.88 from 0.81; latency went up to 165 ms from 40.
New model: BLEU 31 to 29, otherwise the same.
Replaced the tagger; F1 fell from 0.84 to 0.80.
Moved to int4: throughput +40%, accuracy 81% to 76%.
Switched vendor; cost per call up 60%.
Ranking change raised CTR 2% while returns went up 8%.
Compressed the model to a quarter, WER 9.1% to 12.4%.
Sped up decoding 2x, but BLEU dropped by 2.1.
Raised automation to 61%, complaints doubled.
New encoder: overall accuracy 81 to 86 %, rare classes fell from 74 to 66 %.
F1 of the tagger 0.78 to 0.82, long mails dropped from 0.71 to 0.62.
Pacing: overspend from 8 % to 3 %, underdelivery from 7 % to 12 %.
Replaced the rules; precision 71 to 79 %, night shots went from 70 to 58 %.
WER 9.4 % vs 7.1 % for the old system, real-time factor 0.3.
"""

# Somebody outside the team has something of it.
OUTCOMES = """\
Cut p95 from 80 to 35 ms; the feature shipped in the spring release.
Cut p95 from 80 to 35 ms, and search feels instant to shoppers.
Cut p95 from 80 to 35 ms; the mobile app dropped its spinner.
Cut p95 from 80 to 35 ms, in time for Black Friday.
Cut p95 from 80 to 35 ms; two other teams took the service over.
Cut p95 from 80 to 35 ms and made the tablet version possible.
Cut p95 from 80 to 35 ms, after which three banks signed.
Cut p95 from 80 to 35 ms; on-call has been quiet since.
Cut p95 from 80 to 35 ms; editors no longer wait for previews.
Cut p95 from 80 to 35 ms; we closed one data centre.
Cut p95 from 80 to 35 ms, saving two GPU nodes.
Cut p95 from 80 to 35 ms; all traffic goes through it.
Cut p95 from 80 to 35 ms; it handles every payment in Poland.
Cut p95 from 80 to 35 ms; the dispatchers plan with it every morning.
Cut p95 from 80 to 35 ms; clinicians get the score during the visit.
Cut p95 from 80 to 35 ms for the 2M users of the app.
Cut p95 from 80 to 35 ms, and complaints about lag stopped.
Cut p95 from 80 to 35 ms, which the largest customer had asked for before renewing.
Cut p95 from 80 to 35 ms; drivers see the route before they leave the yard.
Cut p95 from 80 to 35 ms, making live subtitles usable for deaf viewers.
Cut p95 from 80 to 35 ms; the plant switched its second line over to it.
Cut p95 from 80 to 35 ms and let support answer while the customer is on the line.
Cut p95 from 80 to 35 ms; sales demoes run on it.
Cut p95 from 80 to 35 ms; the hospital bought it for four more wards.
Cut p95 from 80 to 35 ms; it went to production in May for all tenants.
Cut p95 from 80 to 35 ms, so pilots get the warning in the cockpit.
Dice 0.81 to 0.86, 40 ms per slice; used in theatre since May.
Recall@50 0.21 to 0.27 at equal latency, and shipped to everyone in Indonesia.
p95 12 ms vs 31 ms; the search team moved over the same week.
AUC 0.81 vs 0.77 at 20 ms; the retention desk works down its list every day.
p95 400 to 120 ms, so the assistant could be put on the home screen.
p95 400 to 120 ms; merchants stopped complaining about timeouts.
p95 400 to 120 ms; two hospitals have since signed up.
p95 400 to 120 ms, live on two wards.
p95 400 to 120 ms; the pilot was extended to the whole trust.
p95 400 to 120 ms, which let the warehouse run a third shift.
p95 400 to 120 ms; operators no longer stop the line.
p95 400 to 120 ms; it became the default in the app.
p95 400 to 120 ms; the customer renewed for two years.
p95 400 to 120 ms; sales closed its first bank with it.
p95 400 to 120 ms; GPs get the letter while the patient is still in the room.
p95 400 to 120 ms and drivers see the new route before the next junction.
p95 400 to 120 ms; we switched off 12 nodes.
p95 400 to 120 ms; every clinic letter now goes through it.
p95 400 to 120 ms; now the basis of the weekly bed meeting.
p95 400 to 120 ms; adopted by the three other squads.
p95 400 to 120 ms; planners trust it enough to skip the manual check.
p95 400 to 120 ms; the robots now work a full night without a person on site.
p95 400 to 120 ms; pickers no longer have to wait.
p95 400 to 120 ms; it runs in all stores in Tokyo.
p95 400 to 120 ms and support stopped seeing timeouts.
p95 400 to 120 ms; students get feedback in class.
p95 400 to 120 ms; the feature went from beta to every paying account.
p95 400 to 120 ms; nurses told us they get home on time.
p95 400 to 120 ms; the clinic dropped its paper forms.
p95 400 to 120 ms; a museum bought it.
p95 400 to 120 ms; the council has extended the contract.
p95 400 to 120 ms, demoed to the board and funded for another year.
p95 400 to 120 ms; listeners skip less.
p95 400 to 120 ms, which is why shoppers see fresh results.
p95 400 to 120 ms, making checkout feel instant for shoppers.
Faster convolution kernels, 2.4x, merged upstream in TFLite.
Rewrote the eval harness: 20 minutes a run, and every team uses it.
Upscaler 1.7 ms vs 3.1 ms, on by default on the new console.
Automated the reserve runs; month-end 3 days → 6 hours.
Wrote the migration playbook that three orgs have since followed.
Operators have fixed 52 leaks that it found.
Insurer sends its storm warnings from it.
"""

# Work on the system, its data or its training.
NO_OUTCOMES = """\
Cut p95 from 80 to 35 ms by caching.
Cut p95 from 80 to 35 ms and wrote tests.
Cut p95 from 80 to 35 ms with a new runtime, on the same cards.
Cut p95 from 80 to 35 ms; presented it at the team meeting.
Cut p95 from 80 to 35 ms; documented the method.
Cut p95 from 80 to 35 ms, deployed to production.
Cut p95 from 80 to 35 ms in the search service.
Cut p95 from 80 to 35 ms after profiling with the platform team.
Cut p95 from 80 to 35 ms so that experiments run faster.
Cut training from 9 h to 3 h, so researchers can iterate quicker.
Lifted F1 from 0.7 to 0.8 for customer emails at equal latency.
Lifted F1 from 0.7 to 0.8 with labels from support agents, same latency.
Raised recall from 0.7 to 0.8 at the same speed; paper accepted at a workshop.
Lowered WER from 9 to 7 on calls to customer service, same model size.
Built a model to reduce no-shows at outpatient clinics; AUC 0.71 to 0.78 at equal latency.
Developed a churn model for a telecom, AUC 0.81 vs 0.77, 20 ms.
Fine-tuned a segmentation model on ward images, Dice 0.81 to 0.86, 40 ms per slice.
Trained a recommender on 40M sessions; recall@50 0.21 to 0.27 at the same latency.
Set up Airflow, MLflow and CI for the team.
Benchmarked four vector databases on 10M embeddings, p95 12 ms vs 31 ms.
Reduced GPU hours per experiment from 120 to 45.
Wrote an internal library for feature computation used in 4 repos.
Implemented gradient checkpointing so that a 7B model trains on one GPU.
Quantised the model so that it runs 2x faster.
Evaluated 5 LLMs for triage letters; the best agreed with the panel in 84% versus 71%, at the same cost.
Published a paper on graph pooling with 3 points higher accuracy than the baseline and equal FLOPs.
Designed an A/B testing framework for ranking experiments.
Optimised the data loader, step time 420 to 260 ms.
Built dashboards to monitor drift of 12 models.
Labelled 900 scans that two radiologists read independently; Dice 0.81 to 0.86 at the same speed.
Calibrated the cameras; reprojection error 1.4 to 0.6 px, runtime unchanged.
Robots find their dock 9% faster in simulation after I retuned the planner.
Improved recall from 0.71 to 0.79 on queries that users typed in 2022, same latency.
Trained on sessions where customers bought something; NDCG 0.41 to 0.45 at 12 ms.
Wrote the evaluation protocol with three clinicians; kappa 0.61 to 0.78 on the same GPU.
Modelled which patients return within 30 days, AUC 0.71 to 0.77, trains in 4 minutes as before.
Compared five rerankers, best MRR 0.44 vs 0.39 at 30 ms.
Migrated the training pipeline to Ray; epoch time 50 to 18 min.
Wrote CUDA kernels for the sparse attention, 2.1x faster at equal perplexity.
Reproduced a NeurIPS paper and improved its F1 by 1.2 points with half the memory.
Built the retrieval part of a hackathon project, recall 0.61 to 0.72, 40 ms.
Explored knowledge distillation for ASR: WER 9.8 to 9.1, RTF 0.3 to 0.1.
Quantised Llama-2 to 4 bits, memory 26 GB to 7 GB, MMLU 45.9 to 45.1 which we accept.
Simulated demand for 40 stores; MAPE 19% to 14% with the same runtime.
Trained a churn classifier for a telecom provider, AUC 0.77 to 0.82, inference unchanged.
Implemented a cache for embeddings, p95 90 to 30 ms.
Reduced flaky tests in the ML repo from 14% to 2%.
Created a feature store with 300 features and point-in-time joins.
Improved data loading, GPU utilisation 41% to 88%.
Wrote a tokenizer for Thai, 18% fewer tokens per sentence.
Built an internal leaderboard for prompts.
Set up monitoring for drift and data quality.
Presented results at the company all-hands.
Ran ablations over 40 configurations and picked the best.
Mentored two interns who built a demo.
Developed an anomaly detector for sensor data, F1 0.66 to 0.74 at 5 ms.
Reviewed 60 pull requests and wrote coding guidelines.
Designed prompts for extracting dates from letters; accuracy 84% to 93% at the same token cost.
Tested the planner with 14 operators, success 81% to 90%, no slower.
Fine-tuned Whisper for Cantonese call audio: CER 21% to 13%, real-time factor 0.2 as before.
Halved the cost of a training run by mixed precision.
Switched from Adam to Lion, GPU hours per run 310 to 240.
Improved long-tail recall from 0.22 to 0.31 without more memory.
Built a simulator for user behaviour so the team can test rankers offline.
Refactored training code, which cut the time to start an experiment from 2 h to 10 min.
Ported the detector to TensorRT, 18 to 41 FPS on the Orin.
Ensembled three models for the Kaggle final, top 2% of 3,100 teams.
Cut per-frame cost of the hair simulation from 3.0 ms to 1.1 ms.
Cut per-token cost of the decoder from 9 ms to 4 ms.
"""

# A number of nobody knows what.
LOOSE = """\
Demand model beats the old one by 14 %.
Performance of the matcher rose to 88.
The planner is now 15 % up.
Reports got 40 % better with the new template.
Improved the routing of ambulances from 61 to 74.
Improved the matching of tenders by 8.5 with better prompts.
Harvest forecast improved 3x over the agronomist's guess.
My leak model was 0.4 at first and 0.7 by the end.
Ticket quality improved to 91 with the new prompt.
The error of the load in holidays passed from 11 to 6.
Raised the skill of our seasonal outlook by about a fifth.
Raised the main indicator of the matchmaking service by 19%.
Achieved a result of 97.4 with an ensemble of five networks.
Fraud prediction improved from 58 to 67.
Raised the extraction of lease terms from 81 to 90.
Improvement of the forecast of empty containers from 70 to 84.
Milk predictions came out at 93%, up from 88.
10x team productivity with my copilot.
Robot arm: 12 instead of 19 since I replaced the motion planner.
Contract tagger: 71 → 79 with a bigger gazetteer.
OCR for invoices went from 81 to 88.
Churn forecaster, values of 0.79 in Spain and 0.82 in Italy.
Ran an ensemble of seven: 0.713 public, 0.702 private.
The route optimiser is 30% improved since my change.
Made the tax bot smarter by 25% using retrieval.
Shaved 120 off each request to the ranking service.
Beats the previous store model by 6 points.
Improved the copy generator by four points in a test with 30k impressions.
Improved results by 25%.
Increased performance from 71 to 83.
Model went from 0.62 to 0.79.
Boosted the system by 40 %.
Got a 2.5x improvement.
Improved efficiency by 30 %.
Optimised the pipeline by 60 %.
Enhanced the quality of the output by 18 %.
12 → 31 after fine-tuning.
Gained 7 points with better prompts.
Reached 94 % with a transformer.
Scored 0.88 on the test set.
Reduced by half with pruning.
Improved user experience by 20%.
Productivity +35 %.
Delivered a 15% uplift.
Raised KPIs by 12 %.
Improvement of 3.2 over the baseline.
From 55 to 71 in two months.
Model is 2x better.
Streamlined the deployment by 40%.
Optimised the inference stack by 2x.
Improved search by 12%.
Boosted the system from 71 to 83.
Increased performance by 30% through feature engineering.
Made the pipeline 25% better.
Raised quality from 3.1 to 4.2.
Improved our results by 8 points.
The new version scores 0.83.
Achieved 87% on the test set.
Optimised the recommender, getting +14%.
Our approach was 2x better.
Improved model efficiency by 40%.
Delivered a 15% improvement with the new architecture.
Got a 3.4 gain over the old model.
Fine-tuned the detector and it now gets 92%.
Raised the score from 64 to 78.
Increased overall results by 20% in two sprints.
Tuned the ranker for an uplift of 6%.
Brought our metric from 0.31 to 0.44.
0.91
Score 0.77.
Our biomass estimates are 20% better.
Reward 830
"""

# Something that no lexicon lists, but that is named.
NAMED = """\
Improved the picks of each robot from 400 to 520 per hour.
Optimised the number of stops from 31 to 24.
Improved the turnaround of samples from 9 to 4 days.
Faithfulness of the booking assistant, as judged by two lawyers on 500 answers, improved from 82 to 93 per cent.
Samples/s −4%, limit agreed with research was −10%.
Fraud scoring caught R4.1m more in its first quarter than the rules had.
Resolved 46 % → 61 %, at a third of the price per chat.
Lifted click-through on the first result from 31% to 38%.
The better rival found 90% of the clauses, ours 88%.
Detection of leaks within an hour rose from 74% to 86%.
Meals returned per kitchen and day 25 → 31.
Share of claims settled on day one: 12% -> 30%.
Pump failures, 12 instead of 19 this winter.
Support bot: 31 tickets a day instead of 44.
Router crashes 12 → 2.
Cut p50 from 80 to 35 and p99 from 300 to 140 ms.
p50 80 -> 35 ms / p99 300 -> 140 ms.
Latency (ms): 120 -> 80.
Latency in ms 120 to 80.
Response time, in seconds: 4.1 before, 1.3 now.
WER in percent: 12.1 to 9.4.
ImageNet top-1: 76.1 -> 78.3.
COCO AP 41.2 -> 43.0.
GLUE 82.4 -> 84.1.
MMLU 61 to 64.
HumanEval from 34 to 48.
GSM8K: 52 → 67.
SQuAD 88.1 -> 90.2.
LibriSpeech test-other 7.1 -> 5.9.
MTEB average from 58.2 to 61.0.
SWE-bench Verified 22 -> 31.
AlpacaEval 71 -> 80.
MT-Bench 6.9 → 7.4.
TPS per GPU 900 → 1,500.
QPS 300 -> 900 on one node.
Requests per second: 120 -> 410.
Throughput: 120 -> 410 images/s.
GPU utilisation: 35 -> 82.
Peak VRAM (GB) 22 -> 13.
Model size in MB: 410 to 95.
Cost per 1k calls (USD): 1.20 -> 0.35.
Queue time halved.
Twice as many documents per second.
Training is 3x faster.
3x faster inference.
40 % faster.
Inference got 35 % quicker.
40 % cheaper to run.
30 % smaller model.
20 % fewer parameters.
Half the memory.
A third of the latency.
Two thirds fewer wrong matches.
10 % more orders.
Boosted orders by a tenth.
Average order 41 € -> 44 €.
NDCG 0.41 -> 0.46, MRR 0.36 -> 0.40, latency flat.
Net promoter score 31 → 44.
Elo +45 against the previous model.
Sharpe ratio 1.1 to 1.4.
Sample efficiency: 40 % fewer steps to the same reward.
Return per episode 210 → 290.
Success rate of the arm 71 -> 88 %.
Cut false alarms by 4 a day.
Reduced on-call pages from 30 to 4 a week.
Reduced the number of manual checks by 1,200 a month.
Raised precision at 90 % recall from 41 to 58.
Reached 95 % of the accuracy of the big model at a tenth of its cost.
Kept 98 % of the teacher's F1 with a fifth of the parameters.
Index build 5 h to 40 min.
Data freshness from 24 h to 15 min.
Grew weekly actives 9 %.
Added 1.1 points of margin.
Brought the gap between offline and online AUC from 0.06 down to 0.01.
Brier score down by 11 %.
Deployment frequency from monthly to weekly, rollbacks from 9 to 2 a year.
Cut planning failures from 9% to 4% on the warehouse robots.
Referral letters sent the same day went from 40% to 85%.
Share of slots filled rose from 71% to 88%.
Seat usage went from 40% to 52%.
Night shifts covered rose from 31 to 44.
Brought the share of robots idle at noon from 22% to 9%.
Double bookings fell by a third.
Skipped songs fell 8%.
Creators posting weekly rose from 4% to 6%.
Reports signed within an hour: 34% to 71%.
Doors opened on the first try went from 88% to 97%.
Wasted trips dropped by half.
Cut wrong turns by 40%.
Bags lost per flight fell from 3 to 1.
Doubled the number of districts that report weekly.
Letters typed by hand dropped from 60 to 12 a day.
Questions answered without a human rose to 64% from 41%.
Ward rounds finished before noon up from 55% to 78%.
Weekend discharges up 11%.
Playlists saved up 6%.
Cold-start items shown in the first week rose from 12% to 31%.
New songs reach 30% more listeners.
Collections: agent hours down 1,200 a month.
Field-visit hours cut by 300 a week.
Moved the report to one box; bill down by 9 kEUR a month.
Hosting costs down 120 kUSD per year.
Rage quits (matches left in under 3 min) from 14% to 8%.
Late runs (over 30 min) down from 9% to 4%.
CSI +0.05 over the radar scheme, same runtime.
Heidke skill score 0.41 to 0.48 for fog.
Released the corpus; downloaded 9k times.
Released the tokenizer; installed 40k times.
Default rate at 6 months 3.1% compared with 4.4% for the old card.
The bot of the city answered 210,000 enquiries.
Taught the in-house course; 80+ people took it.
This spares about 3 person-years per survey.
Detection range 90 m to 140 m at the same frame rate.
"""

# Speed, size or cost in words beside an accuracy.
PAIRED_IN_WORDS = """\
Raised F1 from 0.71 to 0.80 with a model a quarter as big.
Raised F1 from 0.71 to 0.80, and a page takes seconds.
Raised F1 from 0.71 to 0.80 with only 300 labels instead of 5,000.
Lifted NDCG from 0.41 to 0.47 with no extra compute; the shop uses it daily.
Raised F1 from 0.71 to 0.80 at no extra latency.
Raised F1 from 0.71 to 0.80 without slowing it down.
Raised F1 from 0.71 to 0.80 on the same hardware.
Raised F1 from 0.71 to 0.80 with the same model size.
Raised F1 from 0.71 to 0.80 at equal compute.
Raised F1 from 0.71 to 0.80; serving stays on CPU, so the bill does not change.
Raised F1 from 0.71 to 0.80, speed unchanged.
Raised F1 from 0.71 to 0.80 and it is just as fast.
Raised F1 from 0.71 to 0.80 at identical throughput.
Raised F1 from 0.71 to 0.80 with no additional cost.
Raised F1 from 0.71 to 0.80 with a model half the size.
Raised F1 from 0.71 to 0.80 and it still fits in memory.
Raised F1 from 0.71 to 0.80 while inference stayed real time.
Raised F1 from 0.71 to 0.80, still in real time on the robot's Jetson.
Raised F1 from 0.71 to 0.80; runs on one small GPU as before.
Raised F1 from 0.71 to 0.80 with fewer parameters.
Raised F1 from 0.71 to 0.80 although the new model is cheaper to run.
Raised F1 from 0.71 to 0.80 within the same latency budget.
Raised F1 from 0.71 to 0.80, same GPU bill.
Raised F1 from 0.71 to 0.80, using a lighter backbone.
"""

# Words that look like speed, size or cost and are none.
LOOK_ALIKES = """\
Built a tumour segmenter, Dice 0.81 to 0.86 on a cohort of effect size 0.4.
Improved ranking NDCG from 0.41 to 0.46 using sample size calculations.
Raised F1 from 0.71 to 0.80 to build trust in the tagger.
Estimated walking speed of patients, R2 0.71 to 0.82.
Predicted bed utilisation, MAPE 18% to 12%.
Predicted energy prices, MAE from 9.1 to 7.4.
Modelled patient throughput, error 14% to 9%.
Improved WER from 14% to 11% for low-cost microphones.
Raised AUC from 0.80 to 0.86 with 12 vital parameters.
Trained cost-sensitive trees, recall 0.71 to 0.80.
Detects memory loss from speech, AUC 0.79 to 0.85.
Improved mAP from 0.52 to 0.61 with smaller anchors and larger images.
"""

# Numbers that were there before the work, and texts without any.
NO_RESULTS = """\
Sampling temperature went from 0.7 to 0.2.
Dropout went from 0.1 to 0.3.
Prepared the tender for a speech platform (volume 4 million euros).
Pretrained a 1B encoder on 40k hours of speech in twelve languages.
Ingested 3bn events from 14 source systems with Flink.
Wrote the proposal for a grant of 2 million euros.
Lane-change prediction with a 2 s horizon.
Joint work with historians on handwriting identification.
Supported the agency in matters of artificial intelligence.
"""

# Working with others is all that is said.
TOGETHER = """\
Joint work with historians and engineers on handwriting identification.
Worked with sales, legal, finance and operations on all data topics.
In a spirit of partnership, agencies and the office grew closer through data.
"""

# Lists of tools or tricks; a loss is no result.
LISTED = """\
Trained U-Net, SegFormer, DETR and ViT on roofs; validation loss 0.22.
Built RAG with hybrid retrieval, query decomposition, a knowledge graph and self-reflection.
"""

# Only about training, however the loss is told.
TRAINING = """\
CTC loss converged at 0.41 after 90k steps.
Cross entropy reached 1.9 after 200k updates, against 2.1 without warmup.
"""


def rules(critic: Critic, text: str) -> set[str]:
    return {finding.rule for finding in critic.critique(text).findings}


@pytest.mark.parametrize(
    ("texts", "rule"),
    [
        (ALONE, "no_baseline"),
        (UNMITIGATED, "unmitigated_regression"),
        (NO_OUTCOMES, "no_outcome"),
        (LOOSE, "missing_unit_or_stat"),
        (LOOK_ALIKES, "accuracy_only"),
        (NO_RESULTS, "no_metric"),
        (TOGETHER, "vague_teamwork"),
        (LISTED, "laundry_list"),
        (TRAINING, "training_metric_only"),
    ],
)
def test_the_rule_speaks_in_all_these_words(critic: Critic, texts: str, rule: str) -> None:
    assert [text for text in texts.splitlines() if rule not in rules(critic, text)] == []


@pytest.mark.parametrize(
    ("texts", "silent"),
    [
        (COMPARED, {"no_baseline"}),
        (MITIGATED, {"unmitigated_regression"}),
        (OUTCOMES, {"no_outcome"}),
        (NAMED, {"missing_unit_or_stat", "no_metric"}),
        (PAIRED_IN_WORDS, {"accuracy_only"}),
    ],
)
def test_the_rule_is_silent_in_all_these_words(critic: Critic, texts: str, silent: set[str]) -> None:
    assert [text for text in texts.splitlines() if silent & rules(critic, text)] == []
