"""One family in many ways: what each number is a number of."""

import pytest

from bot.rules import Critic

TEXTS = {
    "accuracy": """\
Top-1 from 76.1 to 78.3.
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
% success of suction grasp 91.5 → 96.2.
""",
    "efficiency": """\
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
Evaluates 400k roofs in 6 min.
""",
    "cost": """\
Fine-tuning run: $1,150 → $310 on spot instances.
Reduced the GPU fleet from 40 to 26 cards.
Gave 14 of 40 A100s back.
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
""",
    "business": """\
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
Lead time of storm alerts went from 10 to 45 minutes.
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
""",
}


@pytest.mark.parametrize("family", TEXTS)
def test_a_number_belongs_to_its_family_in_all_these_words(critic: Critic, family: str) -> None:
    told = TEXTS[family].splitlines()
    assert [text for text in told if critic.critique(text).families != (family,)] == []
