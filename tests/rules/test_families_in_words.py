"""One family in many ways: what each number is a number of."""

import pytest

from bot.rules import Critic

TEXTS = {
    "accuracy": """\
Bad welds found 71 → 93%.
Prompt-leak rate 4% → 0.2%.
Editors prefer its summaries over their own in 71% of pairs.
Sequences of three or more steps up from 18 % to 26 % correct.
Fraud ring model; PR-AUC .41 → .52 on claims worth €1.9m.
Precision on timeouts 0.4 → 0.7.
Correct diagnoses 81 of 100, junior doctors 76.
False low-battery alerts 14% → 5%.
Wrong rejects of good bottles fell from 4% to 1%.
F1 did not budge from 0.81.
Essay marks rated correct by teachers 91 % (90 % with GPT-4).
Fabricated case numbers in 1.2 % of letters, 9 % before.
Agreement between two graders was 0.66; after I wrote the guide, 0.82.
Wrong-drug suggestions per 1,000 prescriptions: 14 with the rule table, 5 with the model.
Reduced confusions between lamb and mutton cuts from 12 % to 4 %.
The forecast of tonnage was 9 % too high, since the fix it is 2 % too high.
Wrong links: 1 in 20 pages before, 1 in 200 since the check.
Top-1 from 76.1 to 78.3.
Unsupported statements fell from nine in a hundred to three in a hundred.
chrF 0.51 → 0.57.
Order corr .38→.47.
Fabricated article numbers 5.1 pct to 0.8 pct.
Success of docking 91 of 100, formerly 84 of 100.
Success was 77 % in both variants.
Eval suite average 58.2 → 61.0.
Dice 0.81 → 0.86 on small lesions.
Exact match up 4 points.
Word errors down a fifth.
Judges preferred our answers 62:38.
Human raters liked the new voice better in 64 % of pairs.
False alarms fell from 12 to 3 per day.
Misses 9 % → 4 %.
Hit rate@10 of 0.31 against 0.27.
Missed lesions: 14 to 6 in 1,000.
Groundedness 0.71 → 0.88.
Wrong answers in the audit down from 11 % to 4 %.
RMSE 4.1 → 3.2 °C.
Forecast error −18 %.
Calibration error cut by two thirds.
Tracks lost per minute 1.4 → 0.3.
Pass@1 34 % → 48 %.
Toxic outputs 2.1 % → 0.2 %.
Jailbreak success fell from 31 % to 4 %.
Attack success rate 40 % → 7 %.
Citation accuracy 72 % → 93 %.
OCR character accuracy 94.1 % → 98.2 %.
Landing position error 42 cm → 15 cm.
Flags 8 of 10 patients who later fall (paper form: 5 of 10).
Confuses iron with gold ore in 2 % of samples, the technician in 3 %.
Wrong splits from 7 to 3 percent.
Half as many invented quotes.
MOS of the cloned voice: 4.22 vs 3.90 recordings.
Precision at the top 200 alerts: 0.58 (before 0.29).
Correlation with true yields 0.55 → 0.71.
Recall for returns 61 % → 74 %.
Wrongly held parcels 3.4 % → 1.1 %.
Accidental activations of the speaker: 2.1 a day → 0.5.
Leaks that the sensor overlooked: 3 a year, formerly 11.
Rejects 98.9 % of cloned voices, before 92 %.
The scanner reads 99.1 % of plates, the old one 93 %.
The drill lands within 2 mm of the plan, by hand 8 mm.
Moisture predicted within 0.3 points.
Valuation within 7 % of the sale price for 71 % of flats, brokers 58 %.
Codes agree with the senior coder in 92 % of letters, 84 % before.
4 words in 100 are wrong, it was 9.
390 of 410 crates counted correctly, previously 352.
Only 2 of 60 answers contradict the manual, formerly 9.
Slip rate of the camera 2.1 % → 0.4 %.
Pseudo rejects 6 % → 2 %.
Claims without evidence 14 % → 3 %.
2 digits of 1,000 wrong.
Answered 33 of 40 exam questions right (students 28).
RMSE of wind 2.2 → 1.5 m/s.
Rank correlation to the clinic score .41 → .66.
Accurate replies 79 % → 94 %.
Hears 9 of 10 corncrakes, volunteers 6.
Tariff code right at the first guess: 87 %, was 72 %.
Gave a wrong dosage in 1 of 800 chats.
Score on GAIA 29 → 44.
Missed intrusions: twenty-one, earlier fifty-six.
Ours wins 63 % against the vendor in blind votes.
Testers voted for the new avatar in 57 of 90 clips.
Inter-rater alpha is 0.83, no longer 0.62.
Graded by lawyers 4.2 of 5 vs 3.5.
90 % interval covers 88 % of weeks, before 70 %.
% success of suction grasp 91.5 → 96.2.
Tested on 1,800 calls from 6 call centres, WER 10.9 vs 14.2.
Valid-JSON rate went up from 93 to 99.6 per cent under constrained decoding.
Weights from the camera differ from the scale by 2.6 %, formerly by 6.
Bus arrivals were out by 50 s on average, before by 140.
The dose estimate errs by 4 %, the older one by 9.
kcal estimate 24 % off → 14 % off.
Labels given by the model match the doctors' in 95 % of films.
Answers were judged helpful by nurses in 84 % of cases.
Toxic continuations were sampled in 0.5 % of prompts.
The agent solved 44 % of the held-out tasks.
Right drawer 68 → 83 percent.
6 % of replies contradicted the handbook, down from 15 %.
Hausdorff distance of the tumour masks fell from 8.8 to 6.1 mm.
Elusion of the privilege review 0.7 %, target 2 %.
""",
    "efficiency": """\
Planning run cut from 90 to 20 minutes.
The matching job runs 40 s where the first version took 15 min.
Serves at 1.8x tokens per second.
The guard model in front adds 0.4 s.
Checkpoint loading takes 12 s and not 3 minutes.
Planner for the mobile library solved in 9 s instead of 3 min.
Batch jobs skip around 5 h of idle time every week.
Energy per token down 7 %.
Swapped the encoder: 33M parameters instead of 110M.
Distilled the tagger to a 60M model (it was 560M).
GPU occupancy 40% → 75% after fusing the kernels.
Ported the matcher to Rust: 9 min → 70 s for all of Norway.
1,000 tax files in 4 minutes, formerly 2 hours.
A referral letter takes 20 s, before it was four minutes.
Timetable validation in 2 minutes; before, 35.
Throughput of the embedding workers tripled.
GPU wait on input 22% → 3%.
Cut invoice generation to 4 minutes.
Time needed to compute a tide table went from nine minutes to 40 seconds.
Got the flood simulation down to 40 minutes a run.
New tariffs searchable in 3 min against 20 h.
Plots finish in 15 minutes, previously about a day.
Cold start went from 40 s to 6 s.
Index build 5 h to 40 min.
Bundle 12 MB → 3 MB.
Now at 60 frames per second instead of 24.
Half as much memory per worker.
Time to first byte from 900 ms to 200 ms.
GPU occupancy rose from 31 % to 77 %.
Query latency at the 99th percentile fell below 100 ms from 340 ms.
Batch job: 6 h → 50 min.
Processes 4x as many pages per minute.
Model shrunk from 340M to 66M parameters.
Cache hit rate 52 % → 91 %.
Energy per inference 4.1 mJ → 1.3 mJ.
Battery drain −30 %.
Data loading no longer stalls: GPU idle time 40 % → 5 %.
Feature lag from 30 min to 20 s.
RAM per pod 8 → 3 GiB.
The end-to-end pipeline is done in 12 min, previously 75.
Network payload per call cut by 80 %.
Context window of 128k at the same memory: 22 GB both.
ms/grasp 140 → 55 on the arm.
The index was rebuilt every night during 6 hours; now it is a matter of 25 minutes.
Machine time per file went from 6 minutes to 45 seconds.
Attention kernel 1.6x over FlashAttention.
Contracts parsed per minute on one core: 75, formerly 20.
Serves three times the number of merchants from the same GPU.
1.6x samples/s with fused kernels.
Mails per second went from 30 to 110.
The vocabulary file is a third smaller.
rt factor 0.7 -> 0.3.
Berth solver: 2 hours of computing → 9 minutes, so harbour planners rerun it at noon.
Invoice preview for bookkeepers: 5 s → 0.8 s.
Statement generation 14 min → 80 s for auditors.
Placement run stays 7 min.
Runs at 14x real time.
Bitrate halved at the same picture.
Rewrote consolidation in Polars: 4 h → 5 min.
Nightly backups from 5 h to 45 min.
Forecasts for 7,000 substations in 11 min rather than 3 hours.
Download in parallel makes start of the node 4 min faster.
The autoscaler reacts within 25 s, formerly 4 min.
One Orin handles 14 cameras instead of 5.
Bytes per event 800 → 110.
Tokens in the system prompt 3,900 → 800.
Cache answers 58 % of the calls, 22 % before.
Kernel fusion: 1.6x on H100.
Feature build before training 7 h → 40 min.
Halved the time the model takes to answer a query in the control room.
Notebook GPUs start in under 40 s; researchers had been waiting five minutes.
Pages per minute 14 → 60.
A tile renders in 9 minutes, was 40.
Tariff plans for all meters are recomputed in 9 minutes, by a job that lasted 3 hours.
The load forecast is ready 12 minutes after midnight.
Halved the time the ranker takes to answer.
Embedding cache: hit rate 15 % → 70 %.
Disk reads per query from 21 to 4.
A lookup at 1/60 of the inference time.
Cut the nightly roster sync (52K students) from 3.5 hrs to 18 min.
The loader spends 40 s on a page instead of 3 minutes.
Parallel OCR: 1,000 pages in 6 minutes, formerly 50.
Got the eval harness from 9 hours down to 50 minutes by batching judge calls.
GPU nodes draw 41 MWh a month, was 60.
Average idle time of the replicas 31 % → 12 %.
The parser reads a catalogue in 3 min and not in 40 min.
""",
    "cost": """\
Saved 3 million yen a month in wasted GPU hours.
With active learning we pay 2.5 million pesos less each month to the company of annotation.
Embedding now costs $2 per million instead of $9.
Serving runs on 3 boxes instead of 9.
Training of the agent 3 days → 5 hours.
Pose regressor, training in 25 min.
One Orin instead of three in every van.
One workstation PC does the work of four since I pruned the net.
Retired 12 of 30 feature-store nodes.
The tagger lives on one VM of the council and no longer on six.
Got rid of nine spare replicas by caching embeddings.
€900 a month we do not pay any more to AWS.
The pruning made a $120k order of A100s unnecessary.
Infra −$14k/mo, no traffic lost.
Half of the GPUs were returned.
4 pods now carry what 22 did.
The old OCR contract ran out and we did not renew it: 18,000 euros a year.
Training on four 3090s lasts 2 days, on the old script 9.
The museum pays 70 euros a month for the server, against 450 to the vendor before.
Cancelled the vector store that nobody queried, $1,100 a month.
Killed three idle endpoints ($4,200/month).
Relabelled the moths with two foresters: 4.8 → 1.9 EUR a picture.
Hired 12 nursing students as labellers at £2 per scan where a radiologist costs £11.
Brought the LLM bill from 14% of turnover down to 6%.
Two m6i.8xlarge less.
Moved the captioner to the batch API at half price.
Recipe tagger: +$0.004 per recipe.
A run of the sampler takes half the GPU hours.
Cloud billing down by Rs. 4.5 lakhs per month.
Cut the bill with one vector store to $0 of extra compute.
Fine-tuning run: $1,150 → $310 on spot instances.
Reduced the GPU fleet from 40 to 26 cards.
Gave 14 of 40 A100s back.
Two of the three tile servers were closed.
The rival API is six times as expensive as ours.
The transformer took 40 times as long to fit.
Reserved instances brought 31 % off our AWS bill.
1.1 million documents were summarised for 640 dollars.
Two thirds of the CPU nodes went away.
Moved the scoring from 3 DGX machines to a single one.
The service runs on 2 nodes, before on 7.
Core count of the scoring service 64 → 16.
Cloud bill 41 → 17 thousand shekels.
1,800 core-hours a month return to the other groups.
One less Jetson per machine.
R11k a month became R900.
A minute of speech costs us €0.25 where the vendor charged €1.90.
Two hundred euros less of hosting each month.
LLM cost per customer per month from $1.42 to $0.51.
GPU rent £90 out of a £400 budget.
Pages per euro from 260 to 900.
Labelling of one leaf costs half of before.
The bill of the API went from $900 a month to nothing.
Dropped the weather feed, which cost 40k a year.
One of three GPU servers was given to the archive.
Eleven planned graphics cards were not bought.
The cache let us take 7 of 10 build servers out of the rack.
Serves the maps with one GPU in place of three.
Right-sized 60 Triton replicas to 22.
We run the forecast on 2 pods and not on 9.
Turned off nine of the twelve inference hosts.
Our OpenAI invoice shrank from $48k to $11k.
Cloud spend fell by a third.
Saved 9k euros a month on hosting.
€0.40 → €0.15 per 1,000 pages.
Annotation at 6 cents instead of 22 cents per box.
Pretraining in 12 days, before 19.
Epoch time 50 min → 18 min.
Cut the time to train from two weeks to four days.
Trains overnight on a single GPU rather than on eight.
The hyperparameter sweep costs 300 GPU hours, not 2,100.
Halved our Snowflake bill.
Needs 5 nodes in place of 12.
Kept the training budget under $5k (planned: $12k).
Saved the company about $200,000 a year in licence fees.
Retired 3 Kubernetes clusters.
Avoided the purchase of 6 GPU servers.
Labelling cost per hour of audio fell 45 %.
TPU-hours down 60 %.
Vendor contract of $90k a year ended.
Storage bill −70 % after compressing embeddings.
Monthly inference cost: 14k → 6k USD.
Brought the price of a query down to a tenth of a cent from 2 cents.
Labelling budget for the year went from 180k to 65k.
PHP 2.10 → 1.30 per audio hour.
Same job on 3 T4 cards where the vendor's needed 11.
One A10G does what four did.
Annotators label 140 images an hour instead of 55.
Training of the pose net takes 9 hours now, it took two days.
Monthly refit of the price model 3 h instead of 14 h.
Query engine charges cut by half.
Vector store fees: €1,900 → €420 a month.
Fine-tuning an adapter lasts 25 min, it lasted 5 h.
Training on 8 cards: 9 days → 5 with fused kernels.
Retraining wall clock went from 30 hours to 8.
Served with 6 fewer pods.
Sixteen cards replaced by four newer ones, all T4 cards returned.
5 of 8 training servers are back in the pool.
Fewer GPUs for the voice bot: nine instead of fifteen.
Annotated with 4 biologists in place of 10.
Labels come from 3 annotators instead of 11.
The 20B run was over after 17 days and not 26.
Query engine credits: 290 a month, 130 after the rewrite.
Each retraining used to block 12 GPUs; with adapters it is 2.
The fleet's monthly Databricks charge fell below $9,000, having exceeded $21,000 all winter.
Payments to crowd workers for rating answers were cut by $30k in the first quarter.
Pruning unused columns took the warehouse credits per week from 4,300 to 1,900.
Compute spend per campaign: 18,000 euros before, 5,200 with the surrogate.
Nightly rebuilds cost us about 400 vCPU-hours and take about 110 now.
Consolidated the scoring servers of two branches, leaving 3 of the original 8 running.
Edge boxes per shop went from four to one.
Training on a day of logs now needs 4 hours of wall clock, having needed 9.
Dropped all 14 GPU instances from the moderation fleet by compiling for AVX-512.
Transcribing an hour of tape now comes to 8p in compute, within the 15p allowed.
Server bill for matchmaking shrank by 38% once idle lobbies slept.
Fits on a single A10 instead of four, so three cards per site went back.
Annotators are paid for 2,000 pages a month now instead of 9,000.
The eval suite burned $1,200 of API credits a night and now burns $90.
Returned 5 of 8 rented H100 nodes.
The sweep finishes in 7 hours on the same cluster, it took 3 days.
Fine-tuning for a tenant is billed at $6 instead of the $70 a full model took.
The grid search would have cost 20,000 H100-hours; transfer of settings needed 2,500.
I shortened the monthly refit of 600 store models from two days to five hours.
Caching keeps a third of questions away from the LLM, which is worth $11k a month in tokens.
The vector database costs $400 a month; the managed one was $2,900.
Dropped from 22 workers on Celery down to 6.
11 server become 4.
We pay a tenth per page of what the vendor charged.
$0.24 → $0.06 per pupil-month.
Cancelled the annual subscription of £60k.
12k EUR less per year for annotation.
Storage of embeddings: 900 € a month, 260 € with PQ.
OCR bill divided by three after the switch to batch.
Retired two old rankers, save 9 pod.
Lost GPU hours per month 7,000 → 1,100.
Retraining on Sundays: 14 h on 8 cards before, 5 h on 2 now.
Made the reading coach cheaper, $0.42 → $0.09 per pupil-month.
Training of the wake-word net now lasts 40 min per run on one card, before it was 3 h.
Our Bedrock invoice is down by two thirds.
Needs one T4 per ward instead of four.
Deleted stale indices: storage 3,400 € → 1,250 € a month.
Distilled the judge, so an eval costs $4 and no longer $55.
Four T4s carry the load of eleven.
Of the nine inference servers just two are still running.
We no longer pay the €400-a-month server in Frankfurt.
Retired 14 cron scripts spread over 5 servers in favour of one.
The GPU bill is half what it was.
""",
    "business": """\
Training of nurses cut from 5 days to 2.
Delivery run cut from 90 to 70 minutes.
Jobs found by graduates 40% → 55%.
Leak rate of the pipes 4% → 2%.
The harbour rents 60 refrigerated containers less.
Damaged boxes in the warehouse from 4.2% to 1.6% of the season.
Designed to run offline, the app cut missed collections from 40 to 11 a week.
Every twelfth invoice needs a correction by the clerks, it was every third.
Of every hundred letters we send out, 14 now bring a payment; it was 9 under the old rules.
Two in three seedlings survive the winter, one in three before.
Caseworkers correct one profile in ten rather than every third.
Generates substitutes for missing goods, 62 % are bought.
A quarter fewer boxes are melted or given away.
With the sizer camera the rejected boxes in port passed from 4.2% to 1.6% of the season.
Used in Lyon, Nantes and Lille, 41 libraries in all.
Opened the booking bot to Spanish hotels.
Runs on the phones of 600 drivers.
A reading aid that saves half an hour at every visit.
Four drivers freed for night tours.
Saves €40k a year in scrapped dough.
Refill share 12% → 20%.
The shop throws out 90 photos fewer a day.
The tool is meant for clerks and took 30% of their typing away.
My will reader cut clerk time from 40 to 12 minutes a will.
Refunds for GPU jobs −₩9M per month.
£1,150 a month no longer paid in fines to the council.
Each surveyor does 11 roofs a day with the drone model; without it 4.
Freed one of two night dispatchers for the day shift.
We see 18 % more returning guests since the room suggestions.
Cost of goods returned: −€210k.
34 % d'appels en moins au bureau central.
Reduje las llamadas al centro de atención en un 22 % con un bot.
Chatbot is answering 65 of 100 questions from students.
Roughly one shipment in thirty used to be held; it is one in ninety these days.
Complaints on wrong change at the kiosks, 60 weekly, are 8 now.
Stray dogs are found after 3 days, 8 the summer before.
Coupon targeting: cost per redeemed coupon €3.10 → €1.90.
Three in four anglers renew their licence online since then; it was half.
Support tickets on timeouts 140 → 12 a month.
Questions to the front desk about delay fell 28%.
Pupils solve the next exercise alone 64% of the time, same as with the big model (63%).
The plant packs now 1,900 boxes more per day.
Typists need 12 minutes less for each letter.
Feed written off each month down 9 %.
The reader went live in 12 wineries.
Served 420 locksmiths a day.
Missed pick-ups fell by a third.
Vans do nine jobs a day, up from seven.
Two rooms lost per year where it used to be seven.
12 fines in 2021, 4 in 2022.
Children who practise: 410 in September, 3,600 by Easter.
Pupils abandon one book in seven these days, as against one in three.
18 % less questions at reception.
71 % of skippers renewed.
Teachers send three quarters of drafts unchanged, having sent barely half before.
Locksmiths save around 4 h of driving every week.
Took drivers' search time at the kerb from 95 s to 61 s.
A refund takes two days instead of nine; GPU server replaced.
Exchanges because of a wrong size went from 11% to 6% of orders.
Three quarters of clinics renewed the contract after the pilot.
Average invoice per customer rose by €14 after the upsell model.
Ward occupancy stayed at 88%.
Property tax bill £90k lower by the valuation model.
Longest hold on the hotline fell from 41 minutes to 6.
An hour of audio takes 20 min of their work where it took 55.
Court assistants spend 9 minutes per question where they spent 20.
Twice as many comments published.
The plant gained 11 h of running time a month.
Scrap in press line 3 was Rs 41 lakh per quarter, now Rs 26 lakh.
Cement price outlook for the buyers: 310k dinars less paid a year.
Cost per km of the fleet from €1.10 to €0.92.
Complaints about estimated bills from 900 to 400 a month.
The desk of 90 underwriters uses it.
44 trucks running it.
Hail map seen by 1.4 million people on a stormy day.
Avoided Rs. 3.1 crore in penalties.
Median wait for the dentist 48 min to 21 min, still the same single GPU.
Cut check-in time for travellers by 40 seconds.
Operators close 20 % more cases a day.
A claims handler now needs 4 minutes per file instead of 11.
First-month churn fell from 7 % to 5.2 %.
4 % more subscribers renewed.
Average order value up €3.
Sellers list an item in 40 s, before it was 3 min.
Fewer returns: 14 % to 11 %.
Installed in 60 schools across Wales.
In use by 1,400 dentists.
Rolled out to all 27 EU markets.
Default keyboard suggestion for 90M users.
Serves 3M riders a day.
Editors accept 64 % of the headlines, 41 % before.
Time to hire went from 41 to 29 days.
The nurses' paperwork went from 2 h to 35 min a shift.
Hotline calls down 18 %.
Lifted repeat purchases by 3 points.
NPS rose by 6.
Watch time per user +2.4 %.
Search exits −12 %.
Prevented €4M of fraud a year.
Saved 30 analyst hours a week.
Freed two full-time clerks for other work.
Weekly active users went from 20k to 34k.
Food waste in 200 canteens is 22 % lower.
Ticket backlog from 4,000 to 300.
Out-of-stock rate halved.
On-time departures 81 % → 88 %.
Sign-up completion 54 → 61 %.
Response rate of recruiters' mails 9 % → 14 %.
Sales of recommended items grew by a fifth.
Downtime of the line: 9 h → 2 h a month.
Ad load unchanged, revenue per mille up 7 %.
Students finish 12 % more lessons.
Collected 8 % more overdue invoices.
Sessions last 12 minutes instead of 8.
Claims handlers close 41 files a day where it used to be 29.
Patients wait 9 days for a bed, it was 23.
Reviewers clear 320 flagged listings per shift; it was 190.
Time from loan request to decision: 3 days → 4 hours.
1 in 9 invoices needs a human now, formerly 1 in 3.
Released on all 14 etchers of the fab.
Rolled out in Poland, Czechia and Hungary.
Our alert reached 18,000 fishermen before the storm.
Herbicide consumption decreased on 43 %.
Freed four enumerators for field visits.
Two clerks were moved to customer care.
Emergency stops per 100 km 3.5 → 1.2.
Legal review of a lease: 3 days → 2 hours.
Editing a clip 55 min → 20 min.
Security review of a supplier 5 weeks → 8 days.
Closing of the ledger 8 days → 4.
Screening of an application 9 min → 3 min.
Certificates issued in 6 min by registrars where it took 30.
Dwell time of barges at the quay 90 → 55 min.
Pick errors 11 per 10k lines → 4.
0.4 FTE fewer in the back office.
Lorry utilisation 55 % → 71 %.
Throughput of the warehouse up 14 %.
Packers do 160 lines per hour, formerly 120.
The pile of unread letters shrank from 900 to 120.
Legal fees for disputed claims −18 %.
Locum doctors' bill went down by 22 %.
Towing spend of the fleet fell from €1.2m to €0.7m.
Calves lost in the first week: 14 per season, down from 31.
Gate holds per 100 departures 6.2 → 3.9.
Parking fines challenged by motorists went from 12 % to 7 %.
Vets sign the note after 1 edit on average, 4 before.
Bags left behind 8.4 → 5.1 per thousand passengers.
Inspectors visit 9 restaurants a day, earlier 6.
Onboarded 210 pharmacies within a year.
Flood warning by SMS to 31,000 farmers.
Offers accepted by 12k households.
Sold to 4 insurers.
64 % of glass claims are settled the same day.
Average stay in the emergency room 5.1 h → 3.8 h.
Infections that reached stage 2: 17 in 2021, 6 in 2023.
Welded frames 30 fewer a month.
Swaps refused by foremen dropped to 9 % from 22 %.
Policyholders wait 3 days for their money now.
Site visits avoided by remote diagnosis: 1,700 in the first quarter.
8,000 enquiries weekly with no agent.
Broken jars per batch 3.1 against 5.6.
Keeps 1 in 4 callers out of the queue.
Unpaid invoices after 60 days: 12 %, formerly 19 %.
Salt use of the gritters 22 % lower.
Avoided 11 evacuations by mistake.
Empty skips visited needlessly, 31 % fewer.
Trains cancelled for missing drivers: 38 in May, 14 now.
Unplanned halts of the press line: 14 a month before the model, 5 since.
Hospitals using the bed planner: 2 in 2020, 19 in 2023.
Night call-outs: 31 last winter, 12 this one.
The claims bot closed 41% of cases at launch and 57% after the retraining.
The queue predictor is in use in all 12 border posts.
The agent has closed 2,100 stale tickets that support would otherwise have done by hand.
Access requests are answered in three working days, previously four weeks.
Markdown spend on dairy fell by €800k over the year thanks to the demand model.
Crop loss in the treated plots was 9%, in the others 16%.
Doctors dictate for 20 minutes a day, formerly an hour.
Wasted meals on board dropped by a fifth.
Ambulances reach the patient 70 seconds sooner.
Overbooked rooms fell from 40 to 11 a month.
Empty runs of the trucks are down to 17% from 24%.
Drill-bit failures: nine in the year before, three in the year after.
Editors reject one suggested caption in eight; it was one in three.
The triage model is at work in surgeries in Bath, Exeter and Truro, where it sees 900 letters a day.
The travel bot had 800k conversations over the summer.
Pickers walk 350 metres less per order since slotting by predicted demand.
Average delay per bus shrank by 40 seconds in the morning peak.
Inspectors visit 30 bridges a week where they used to manage 18.
Reps spend 6 hours a week less on notes.
In daily use by 70 paralegals.
Took alert summaries to GA in Canada and Mexico.
Takedown requests from publishers fell by about 25 a week.
Rider idle 16 → 11 min an hour.
1 in 7 parcels came back, now 1 in 12.
22 of 30 branches plan their shifts with it.
Reordering by hand went from 3 hours a day to 20 minutes.
Fewer fuel stops: 1.4 per trip instead of 2.1.
Wrote the sync that 250 meter readers use on their rounds.
Idle hours of drivers −18 %.
The delay minutes of the trains went from 500 to 410 a week.
Patients sent home without a bed check: from 9 a week to 2.
Second checks were dispensed with on two cases, some 600 reviewer-days.
The forecast leaves fewer empty kiosks, 8 → 3 per week.
Baggage delay per flight was shortened by 3 minutes.
Chillers in the depot use 12 % less electricity.
Trams lose 8 s less at each light.
Waiting list for MRI shrank from 61 days to 38.
Store managers accept 71 % of proposed orders as they are.
No-shows: 14 % → 9 %.
Live with 140 farmers in Kenya since March.
Chargebacks cost us 210k a quarter less.
Half as many phone calls at the permit desk.
Readers stay 40 s longer on each story.
Nurse overtime fell by $12K a month.
Gritting salt went down by €30k a winter.
The mean error dropped, saving £70k of stock a year.
The parser is now on in Kenya and Uganda.
Put the assistant in the 14 depots of the client.
Wrong invoices per month 300 to 120.
Empty docks 11 → 3 per morning.
71 pct of questions w/o escalation, was 60.
Weekly requests went from 0.4 to 2.1 million.
45 nature reserves have installed it.
2,600 growers in Chile, Peru and Ecuador use it.
The limits of 640 lorries are set by it.
Wrote the yard planner that dispatchers run at 9 depots.
Rolled the meter reader out to 31 boatyards.
Homework helper is live for all 9th graders of the county, 3,200 kids.
SDRs get back 40 minutes a day.
Restorers spend 3 days on a frame where they spent 8.
A loan officer decides in 15 minutes and not in 2 days.
It takes her 20 minutes to write up a referral instead of 45.
Cheese graders need 30 % fewer hours.
Core logging takes a third fewer hours.
Formwork was struck a day earlier on 7 sites.
Unplanned stops of the press: 9 per week, now 4.
Rolled out to every second tram.
Three lapsed members came back.
Chatbot de citas: las llamadas perdidas bajaron 22 %.
As filas na agência caíram 35 %.
Average call lasts 4 min 10, it lasted 6 min 30.
Permit decisions come 11 days sooner.
Fewer than 3 % of lots are held, formerly 8 %.
Answers roughly 800 questions a day from farmers.
Missed collections 210 → 60 a week.
Share of closed questions is 61 %, from 44 %.
Kiln energy 940 → 890 kWh/t.
Net drone: 3 escaped fish this season, 41 the one before.
An estimator does a tender in 2 days that used to take 5.
An archivist dates a letter in 6 minutes instead of 25.
Chiller control: electricity consumption -12.6 %.
Kiln schedule: 940 → 890 kWh/t of clinker.
Loom idle time 31 % → 22 %.
The press gained 9 h of running time a week.
Broken eggs flat at 1.1 %.
2.2x as many letters published.
Complaints about late trams from 900 to 400 a month.
Returns because of a wrong size 11 % → 7 %.
Wagons shunted twice, of which there were 40 in a usual week, are at 11 since the yard follows the sort plan.
Lost keys at the hostel desk used to be five a week; with the tag finder it is one.
Her count of a pallet, which took 12 minutes, takes 3 with the camera.
One in eight wedding bookings used to fall through at the deposit; with the reminder it is one in twenty.
Letters that come back unread: nearly none now, 40 a month when we began.
Not a single container opened by mistake since, after seven in the year before.
Kitchens throw away 25 kg of rice a day, compared to 60 kg before.
The share of guests asking for another room fell, in both houses, to 2.1% from 6.4%.
Stock takes went from monthly to weekly at 12 shops.
Checks customs forms at the counter: 310 forms corrected before the truck left.
3 of 8 packers freed for the returns desk.
Freed about 900 inspector hours a year.
Guests wait 12 minutes at the desk, it was 31.
Complaint letters became three times fewer.
Crews visit one field 2 times instead of 3.
Kites lost per weekend: 4 this summer, 11 in the last.
The foundry throws away 9 castings per shift where it threw away 21.
Tourists who miss the last boat: one in forty now, one in nine last season.
Drivers get home for dinner on three nights out of five, up from one.
It is bolted on 60 forklifts now.
Egg grader, 11 hatcheries since autumn.
Moved it from pilot to all 900 kiosks.
Live with 22 vets in Wales.
Rolled out to 18 ski resorts.
Welders now grind only one seam in fifteen.
Screens 2.1M parcels a month.
Night nurses: paper rounds dropped, fifteen minutes per shift won back.
Forty clerks regained about one free morning a week.
It spares each of them 25 minutes.
Cutting planner; leather thrown away is 900 euros less each month.
Mule detector, €3.1M of client money stopped in the first year.
""",
}
SETTINGS = """\
Our vision is to halve the food waste of 300 canteens.
Wrote a proposal that will cut call handling time by 40 percent.
The router samples every tenth request.
82% of the candidates are used for training.
Shipped the reader to the French version of the site.
Trained in Lyon and Nantes, 41 volunteers.
The router saves 20 minutes of every build.
Two filters moved to the front of the pipeline.
Eight years as a nurse with 30 patients each week before I moved to data.
Our search became better, from 70 to 88.
Presented the ice cream forecast to 120 persons at a meetup.
Synthetic share 40% → 60%.
Freelance consulting for museums and agencies, three days a week.
We hope to bring no-shows from 18% to 9% next season.
Set up 12 servers, and 3 of them crashed in the first week.
Every researcher was given two GPUs.
The job was tested on 4 A100s given to us by the university.
Doubled the context length of the decoder.
Halved the width of the network.
Merged 3 million points of lidar.
Recorded audio in the 6 hospitals.
Speech is cut in chunks of 20 s with an overlap of 1 s.
Pressure sampled each 200 ms, kept for 60 days.
Footage stored at 8 fps, 30 days.
Timeout of 900 ms and 2 retries.
Fine-tuned with a sequence length of 2,048 and rank 8.
Cards of 48 GB, batch 8.
Set the drift alarm to a PSI threshold of 0.3.
Switched the guideline from 11 to 6 classes.
Went from 140 to 60 features.
Loss spikes went from 12 to 2 with warm-up.
The router lets the large model see only 21 % of requests.
Edge device with 8 GB RAM and a 4 TOPS chip.
Two cards with 24 GB, 128 GB RAM, 4 TB disk.
The pilot was done in 5 months with two people.
Captions recorded for 600 hours of audio, with better latency to come.
A corpus of 700 licence agreements.
Compared five vendors on 300 calls.
Wrote 9k lines of Go and a manual of 40 pages.
Recorded in 11 fire stations, 2,400 calls.
Prompts in 9 languages, 60k reviews.
Explained the model in 5 town halls.
Gave demos to 15 customers at the fair.
Grew the team from 3 to 9 people.
Raised window length from 30 to 120 and stride from 5 to 10.
Cut the batch size from 64 to 32.
Finished a PhD with 4 papers and 2 patents on voice conversion.
Drove 2,100 km with two cameras.
Retrained on 14 days of chargebacks.
Ward demand forecast 7 days ahead.
Doubled the training set to 2M calls.
Collected 4,200 driving clips with 6 safety drivers over two winters.
Flew 60 survey missions over 14 vineyards at 40 m.
Led four engineers and a designer through a 7-month rewrite of the search stack.
Labelled 12,000 x-rays with 3 radiologists over one spring.
Ranked 900k product photos from 5 suppliers.
Questionnaires came back from 310 clinics, and I sorted them into 14 themes.
The data set of 800k loan files was deduplicated with 12 heuristics.
Mentored 4 juniors and reviewed about 200 merge requests over the year.
Shadowed 9 claims adjusters for two weeks.
Recorded 90 hours of speech with 200 volunteers from 6 regions.
Planned the 18-month migration of 70 services with two architects.
Surveyed 75 plant managers over four weeks about what they would trust.
Built the evaluation set from 3,000 complaints by 12 insurers.
Migrated 45 dashboards from one vendor to another over 3 sprints.
Fraud labels reach us after about 60 days and the base rate is 0.3%.
Collected 4,200 grasps with 6 operators over one summer.
Wrote an 8-week course on causal inference for 55 students.
Studied 1.9 GB of forum posts from two communities.
Clips of up to 45 seconds were transcribed.
Bed load is forecast every fifteen minutes from 4 sensors.
Cut the recordings into 20-second windows.
Wind model for a 90 MW park in the north.
Sensors report each 300 ms over 6 channels.
Read the code of three vendors and summarised it.
A 10x growth hacker for every team.
Coordinated vendors in 6 countries.
Held a three-day course on prompt writing for 20 editors.
Responsible for GPU capacity across four sites.
Weaviate, Milvus, Bedrock: used all of them for clients.
Celebrated the launch with the whole department.
Trained on 2.4M settled parking fines, 60 towns and nine years of appeals.
Increased the number of test cases from 200 to 900.
The sample rate went from 8 to 16.
Retrained the ranker weekly instead of monthly.
The index is rebuilt daily instead of weekly.
The bug list went from 60 to 12.
The course had 12 lessons last year and 20 this year.
Drew up a plan so that ports might one day share berth data; priced at €30k.
Fed by 90 tractors, 14 sensors each, two seasons of history.
Presented the poster at EMNLP and answered the questions of about 40 visitors.
Hope to extend it to grooming, where each lost booking costs the salon around 90 euros.
The data come from sensors mounted on 140 ferries.
Interviewed 30 drivers and 12 dispatchers before any code was written.
Cleaned 120,000 scans of blueprints from 6 archives.
Rewrote the parser; 900 lines now, 4,000 before.
Labelled only the 4,000 hardest clips instead of all 60,000.
30 % fewer messages on the Kafka bus.
Two papers in 2021, four in 2022.
Gave a demo of the robot at the fair for more than 300 visitors.
Recorded 30 hours of reading, with consent, in six schools.
Trained on 6,000 rulings and compared four tokenizers.
"""


@pytest.mark.parametrize("family", TEXTS)
def test_a_number_belongs_to_its_family_in_all_these_words(critic: Critic, family: str) -> None:
    told = TEXTS[family].splitlines()
    assert [text for text in told if critic.critique(text).families != (family,)] == []


def test_what_was_set_or_given_belongs_to_no_family(critic: Critic) -> None:
    assert [text for text in SETTINGS.splitlines() if critic.critique(text).families] == []
