"""What a summary or a written answer tells, each flag with texts that only look like it."""

import json

import pytest

from bot.rules import Critic
from tests.rules.corpus import HERE

HAS_PROBLEM = """\
Beekeepers open every hive to see whether the queen is there. I trained a CNN on 600 hours of sound.

Radio dispatchers of a taxi firm pick cars by gut feeling, and on rainy evenings half of the callers
hang up. / I trained a matching model on two years of rides. Pickup time fell from 11 to 8 minutes.

Bakers in our chain bake for a day that never comes. I built a forecast with LightGBM.

Why we did it / Translators of patents need three days per file. / What I did / I fine-tuned a T5.

The old scanner let one broken weld in nine pass. We built a U-Net on 4,000 radiographs.

Before the project, tenants phoned four times until a plumber came. I wrote a router on top of BERT.
"""
NOT_HAS_PROBLEM = """\
A network with three hidden layers and a Huber loss gives the height of the tide. RMSE is 4 cm.

The depot sends out 9,000 parcels a day. I trained a ranker on two years of scans; recall is 0.88.

I trained a speech model for Welsh. 400 hours of radio were transcribed by students. WER is 17%.

My bachelor thesis: a detector for road signs. Data are 8,000 photos from two dashcams. mAP is 0.71.

I rewrote the attention kernel in Triton. Throughput rose from 800 to 1,300 tokens per second.

Artificial intelligence is changing every industry. I am passionate about language models. We trained a
3B model on 80 GB of Czech text.

Dataset: 12,000 chest scans from two clinics. Model: DenseNet-121. AUC 0.87.
"""
HAS_DATA = """\
The harbour office lent us 14 months of AIS tracks, and two pilots marked 900 near misses.

We scraped 36,000 recipes and had a cook tag 2,000 of them.

Trained on 1.2 million court decisions.

The ward's own archive, 5,400 ultrasound clips, was anonymised for us.

Material / 640 hours of interviews, typed by pensioners.

Ground truth came from 310 blood samples that the lab measured twice.
"""
NOT_HAS_DATA = """\
The plant makes 40,000 bottles an hour and throws away 900 of them.

I built a planner for 62 buses. It runs in 9 seconds.

The service answers 2,000 queries per second from three replicas.

Microphones and vibration sensors on every pump feed a random forest.

Our 1,400 drivers deliver 80,000 parcels each day; 3% come back.

F1 rose from 0.71 to 0.80 and 300 shops use it.
"""
HAS_APPROACH = """\
A graph neural network over the pipe plan scores each valve.

I wrote a small rules layer and a nearest-neighbour lookup for the rest.

The labels go into a gradient-boosted ranker with monotone constraints.

We split the page with a layout parser, then a T5 fills the fields.

I moved the joins into one query and cached user vectors.
"""
NOT_HAS_APPROACH = """\
We introduced an AI-based solution together with a partner. Waste fell by 8%.

The method is under NDA. F1 rose from 0.71 to 0.80.

Next year I will train a transformer on the logs.

I compared three vendors and recommended the second. Its error rate is 4%.

I coordinated the works council, the vendor and IT. Calls fell by a third.
"""
HAS_ACCURACY = """\
Recall is 0.91 on wards that were not in training.
"""
NOT_HAS_ACCURACY = """\
We aim for a recall of 0.9 on unseen wards.

Targets / Recall 0.9 / Precision 0.8

The pilot should show an F1 of at least 0.8.

Training loss went from 3.1 to 1.9.
"""
HAS_IMPACT = """\
I trained a parser for bills of lading. Clerks type a third less since May. Next year we will add the
customs forms.

I trained a router for tenants' letters. Since May no letter has waited longer than a day.

Nurses waited for the list. I rewrote the solver. Nurses get the list at six today, and overtime is down
by a fifth.

I built a parser. Two publishers have licensed it.
"""
NOT_HAS_IMPACT = """\
I trained a tagger on 4,000 films. Editors who saw it were pleased. The archive will decide in June.

I trained a model for leaks, recall 0.8. Two plumbers looked at it. The trial begins in autumn, and we
expect 20% fewer calls.

Midwives type each visit twice. I trained a parser on 900 notes; F1 is 0.84. The clinic hopes to save an
hour a day.

I trained a detector for cracks, mAP 0.71. The bridge office may use it next year.

Growers lose a tenth of their tomatoes. I collected 3,000 photos and trained a ResNet. Accuracy 91%.

I rewrote the attention kernel; 1.6x faster. I presented it at a meetup with 60 people.
"""
HAS_ALTERNATIVE = """\
We thought about RFID too. Tags for 400,000 books cost more than the whole budget.

We discussed radar too. The port authority did not allow it, so the cameras remained.

A hosted model was tested: its F1 was similar, but it stores the letters abroad and that was forbidden.

We also looked at a bi-encoder; it missed part numbers, so the cross-encoder stayed.

A bigger model brought 0.4 points and doubled the bill, which nobody wanted to pay.

Rule-based extraction came first. After the fourth supplier it had 300 rules and still failed on tables.

I had hoped for zero-shot prompts. They called every rash eczema.

Stereo cameras would have been more exact, but no tram has room for two.

GPT-4 read the forms well at 30 times the price; the small model does the job.

Why not a transformer? On 900 samples it never beat the trees.

We took LightGBM over a neural net because the credit officers must explain each case.

The vendor's API was fine in English and useless in Tagalog.

Kalman filtering alone lost the track in tunnels, hence the particle filter.

I compared four encoders; three were too large for the till.

Federated training sounded right for the clinics, yet two of nine never sent an update, and I trained
centrally.

An OCR service from the cloud read the plates as well but may not leave the country.

Random forests gave the same AUC with twice the memory. I kept the regression.

Fine-tuning was not needed in the end: a prompt with six examples came within a point.
"""
NOT_HAS_ALTERNATIVE = """\
Phones are not allowed in the vault, so guards wrote on paper. I built a speech model that runs offline.

I trained a U-Net on 900 slides. It was tested on two wards and found 40 of 42 tumours.

The old keyword list found 61%, the new model finds 84%.

I trained a U-Net on 4,000 tiles. IoU is 0.7. It runs on a Jetson.

Orders dropped from 40 to 31 a day, and rejected parcels fell by a third.

First I cleaned the data, then I trained the model, at last I wrote the service.

The system replaced a manual check and saves two hours a day.

We tested it on 12 wards for three months. Alarms fell from 200 to 80 per shift.

Customers abandoned their carts less often after launch.

At first nurses were sceptical, but now they use it each shift.

The model is better on long texts. Precision is 0.9.

Users considered it helpful in 84% of the cases, but asked for a dark mode.

We moved from Jenkins to GitHub Actions. Builds take 9 minutes.

I trained three models and averaged them. Recall is 0.9.

Tenants rejected half of the offers before; now it is a fifth.

The first version went live in May, the second in June with two more languages.

The model is fast, but the queue in front of it was slow until we sharded it.

Accuracy is better on weekdays, but weekends are fine too.
"""
DECIDES = """\
Latency is 40 ms against 70, recall loses a point. So I mask the rare classes and live with it.

By day nobody can wait for two seconds. At night it is quiet, and there I run the large one.

Rent, don't buy. The traffic of a pilot is unknown, and rented cards go back.

I would leave the old index in place until the audit; 12 ms more do not buy us anything.

My recommendation: the small encoder. Half the bill, one point less.

The 8B, for now. It misses some idioms, and nobody complains about them.

We should not pay for the second replica as long as nobody waits.

Neither. The 13B is too slow for the counter, the 3B too weak for legal letters, so I'd fine-tune the
3B.

Quantise to four bits on the tablets only.

Then the night job it is. Nobody reads the report before eight.

Retraining weekly is not worth the 400 euro. Once a month is enough.

No to streaming. Patients look at the app twice a week.

It costs 30 ms, and we have 80 ms left. I therefore accept it.

Fewer labels, better ones: I'd pay two radiologists rather than ten students.

We can't afford the big one. 9,000 a month is more than the whole team's budget.

With 40 ms spare I see no reason to refuse, so we ship on Monday.

Pay for the second annotator. Disagreement costs us a week each time.

I'm for the nightly job, reluctantly.

My take: skip the reranker this year.

In this case the cheaper model suffices, and I'd not touch the rest.

Sixteen bits stay. Nobody has asked for a smaller phone app.

We can live with 20 ms more, so in it goes.

The answer is no. Two points of recall are not what drivers lack.
"""
NOT_DECIDES = """\
Batch 4 takes 9 ms and batch 16 takes 31 ms. Both variants are inside the limit, and I stay neutral.

The small one costs 200 a month, the large one 900. I cannot recommend either of them.

The card costs 700 a month and the other 300. The fast one is nicer for the users. Which of them is
right depends on what the owners want.

Both have a point: the doctor waits, or the bill grows. I'd like to talk with the clinic first.

Quality speaks for the large one, money for the small one. It's hard to say which I would take.

Hard to say. Latency rises by 20 ms, recall by 3 points. There are good arguments for both.

Break-even is at 40,000 calls, and we might have 30,000 or 50,000. The steering committee should decide.

Latency against quality is the oldest trade-off in serving. One must consider the use case and the
users.

I'd measure both for two weeks and look at the numbers. Until then no judgement from me.

Caching saves money but answers may be old. It depends.

The Monday build takes 3 hours on 8 nodes. That's 24 node hours, at 2 euro it's 48.

Not sure. One gives better answers, the other is cheaper; I could live with either.

If quality counts, the large one; if money counts, the small one.

It would be wrong to decide that from a desk.

I could imagine both. More traffic data would be needed.

The lease costs 600 and the purchase 9,000. That makes 15 months.

Everything has its price, and good engineers know that.

There is no obvious answer here: recall or money.
"""
BOTH_SIDES = """\
The tablet model writes duller replies, and half of the servers can go.

The bigger one translates legal terms properly, and each page costs 4 cents more.

Recall climbs by two points, memory by 3 GB.

Pharmacists get fewer wrong warnings, but the list loads a second later.

Sales rise by 0.4%, and the cluster bill by 900 euro.
"""
NOT_BOTH_SIDES = """\
It answers in 40 ms and the old one in 90 ms, and there is no right or wrong in waiting.

The lease is 900 euro and the purchase 14,000, so after 16 months we own it for nothing.

The new one is simply nicer, and everybody asked for it.

A canary first, then the rest of the fleet on Thursday.

Two weeks of labelling by four people, 80 hours, at 25 euro that's 2,000.
"""
CALCULATES = """\
A card is 650 dollars a month and we need nine more, so 5,850 dollars on top.

Each of the 40 raters does 55 pages an hour: 2,200 pages an hour, or 17,600 in a shift of eight hours.

0.6 points at $400K each is $240K; 15 ms at $30K is $450K.

Three nodes are 2,100 euro, minus the 800 that we save leaves 1,300.

Twice a day 35 GB: about 2,100 GB a month at 2 cents, 42 dollars.

12 percent of 50,000 tickets are 6,000 tickets which no agent has to read.
"""
NOT_CALCULATES = """\
Spot costs 90 cents an hour and on-demand 2.80; p95 is 180 ms, the SLO is 250, and quality is 86 against
88 percent. We serve 420 requests a minute on 12 cards.

The big model has 70B parameters, F1 0.84 against 0.79, and a p99 of 310 ms on 4 GPUs; the small one has
13B, 120 ms on 2 GPUs. The contract says 300 ms. I would take the small one.

Accuracy rises from 91.2 to 92.0, latency from 45 to 60 ms. Traffic is 3,000 requests per second, and
the budget is $40,000 a month. Ship it.

About 300 users complained in May, 250 in June. The old index has 40 million vectors, recall is 0.93. It
needs 64 GB of memory and 8 cores. I'd keep it.

Training takes 18 hours on 8 cards, and there are 12 days left. The model has 24 layers, 30 epochs. So I
would start now.

We have two models, three regions and five people. One takes 40 ms, the other 90.
"""
NAMES_LIMIT = """\
The lab has to have every result out within two hours of the blood draw, and the big model needs three.

Procurement signed 30,000 euro for the whole year. The large cluster alone eats 41,000.

The exam platform opens on the 14th, so anything trained after that is wasted.

The watch has 2 MB of flash, and the new model alone is 2.6 MB.

Our customers were guaranteed 99.5% uptime, which the single replica cannot hold.

Answers slower than two seconds break the call-centre agreement.

The auditor accepts no false approvals above one in a thousand.

The ambulance desk wants an answer in under 800 ms, and the reranker takes 950.

We have until Thursday evening, then the billboards are printed.

I'd pay for it: 7,000 of the 9,500 that the board released are still there.

The pipeline has to finish before the ferry leaves at 5:40.

Nothing larger than 16 GB goes onto the tractors, so the 13B is out.
"""
NOT_NAMES_LIMIT = """\
The small one answers in less than 300 ms and costs 20 euro, so I'd take it.

The saving is roughly 2,000 a month, quality falls by half a point. Users would hardly see it.

Below 20,000 calls a month the API wins, above it our own card.

The queue grows over the weekend and is empty by morning, that's fine with everyone.

Within a year the labels pay for themselves, and the model gets better with each batch.

I'd roll back if more than 3% of the answers are rated bad.

Accuracy goes up to 93%, but at most ten customers a day would notice.

People want good answers, and they say the old ones were better.

It takes two more engineers and at least a quarter of work, for half a point of recall.

I suppose that the drivers need the map more than the price.
"""
NAMES_BREAK_EVEN = """\
With more than 60 patients a day the nurse is cheaper than the model.

If labels cost less than 20 cents each I'd label instead.

At 900 documents the two bills are the same, and we have 2,000.

As soon as a third of the calls is in Portuguese, the large model earns its price.

It takes 14 months until the cards are paid back.

My answer would be the other one if a missed crack cost more than 4,000 euro.

Only above 85% utilisation does buying beat renting.

The gain would have to be three times larger to justify the second GPU.

The lease is cheaper up to 11 hours a day; beyond, we should own.

The API loses from the moment we translate more than 300 pages a day.

I would reconsider at 5 million rows.
"""
NOT_NAMES_BREAK_EVEN = """\
If errors rise above 2% we go back to the old model.

The contract says p99 below 250 ms, we'd be at 270. So no.

I'd take the small one, it stays below 300 ms and is cheaper.

The large model is better on long texts and costs more than twice as much.

I'd wait until the audit is over and then ship.

When the team is larger we can look at it again.

Once deployed, the small model is cheaper to run, and users like it.

We would lose 3 points, which is more than the whole gain of last year.

After two weeks of A/B I would look at the numbers and decide.

For less than 200 euro a month we get one more point of recall. I'd buy.
"""
NAMES_ASSUMPTION = """\
This holds only while the traffic stays as it is, which nobody can promise.

I took 40 euro for an hour of a nurse; HR has not confirmed it.

I'm treating the two clinics as alike, though I have no proof.

All this rests on the vendor's own numbers.

If one wrong page really costs us 5 euro, the large one wins. I have that number from hearsay.

I'm not certain that offline recall carries over to the new shop.

How often drivers ignore the warning, we have no figures for.
"""
NOT_NAMES_ASSUMPTION = """\
The small one costs 300, the large one 900. I'd keep the small one: nobody sees the difference.

Canary on one ward, then everywhere. The old image stays for a week.

If the error rate rises we switch back.

0.5 points more is noise on 600 samples, so no.

Roughly 40 euro a month for two points is a bargain. Take it.
"""
NAMES_CHECK = """\
Give it to the Lisbon branch for a month and count the complaints there.

Route 3% of the calls to it and see if the handling time moves.

Two radiologists read 200 cases of each without knowing which is which.

Keep the old binary on the second node so that we can flip back within minutes.

I'd let it score silently beside the clerks for two weeks.

Start on one truck, look at the misses every evening.

Before anybody sees it, run last month's invoices through both and diff the outputs.

If refunds climb in the first week, the switch goes off.

We'd phase it in: first the night shift, then the day.
"""
NOT_NAMES_CHECK = """\
I'd take it. Recall is 3 points better and the bill rises by 90 euro.

The last A/B was in winter, but I believe the number.

We compared them last year, the large one was better.

For a pilot of two months renting is cheaper.

No. The limit is 100 ms.

Labels stay ours, and the next model can use them too.

I sampled 40 answers, 38 were right, so ship it.
"""


def judged(critic: Critic, kind: str, flag: str, texts: str) -> dict[str, bool]:
    told = [" ".join(text.split()).replace(" / ", "\n") for text in texts.split("\n\n")]
    return {text: critic.critique(text, kind).flags[flag] for text in told}


@pytest.mark.parametrize(
    ("flag", "texts", "so"),
    [
        ("has_problem", HAS_PROBLEM, True),
        ("has_problem", NOT_HAS_PROBLEM, False),
        ("has_data", HAS_DATA, True),
        ("has_data", NOT_HAS_DATA, False),
        ("has_approach", HAS_APPROACH, True),
        ("has_approach", NOT_HAS_APPROACH, False),
        ("has_accuracy", HAS_ACCURACY, True),
        ("has_accuracy", NOT_HAS_ACCURACY, False),
        ("has_impact", HAS_IMPACT, True),
        ("has_impact", NOT_HAS_IMPACT, False),
        ("has_alternative", HAS_ALTERNATIVE, True),
        ("has_alternative", NOT_HAS_ALTERNATIVE, False),
    ],
)
def test_a_summary_is_read_for_what_it_tells(project_critic: Critic, flag: str, texts: str, so: bool) -> None:
    said = judged(project_critic, "project", flag, texts)
    assert [text for text, found in said.items() if found != so] == []


@pytest.mark.parametrize(
    ("flag", "texts", "so"),
    [
        ("decides", DECIDES, True),
        ("decides", NOT_DECIDES, False),
        ("both_sides", BOTH_SIDES, True),
        ("both_sides", NOT_BOTH_SIDES, False),
        ("calculates", CALCULATES, True),
        ("calculates", NOT_CALCULATES, False),
        ("names_limit", NAMES_LIMIT, True),
        ("names_limit", NOT_NAMES_LIMIT, False),
        ("names_break_even", NAMES_BREAK_EVEN, True),
        ("names_break_even", NOT_NAMES_BREAK_EVEN, False),
        ("names_assumption", NAMES_ASSUMPTION, True),
        ("names_assumption", NOT_NAMES_ASSUMPTION, False),
        ("names_check", NAMES_CHECK, True),
        ("names_check", NOT_NAMES_CHECK, False),
    ],
)
def test_an_answer_is_read_for_what_it_weighs(answer_critic: Critic, flag: str, texts: str, so: bool) -> None:
    said = judged(answer_critic, "answer", flag, texts)
    assert [text for text, found in said.items() if found != so] == []


AGREED = 0.9
"""The least share of labelled texts on which each flag agrees; they were tuned on."""


@pytest.mark.parametrize("kind", ["project", "answer"])
def test_what_is_said_of_longer_texts_agrees_with_their_labels(
    kind: str, project_critic: Critic, answer_critic: Critic
) -> None:
    judge = {"project": project_critic, "answer": answer_critic}[kind]
    labelled = [
        json.loads(line) for line in (HERE / "long" / f"{kind}.jsonl").read_text("utf-8").splitlines()
    ]
    said = [judge.critique(row["text"], kind).flags for row in labelled]
    flags = [name for name in labelled[0] if name not in ("id", "text")]
    for name in flags:
        agreed = sum(one[name] == row[name] for one, row in zip(said, labelled, strict=True))
        assert agreed >= AGREED * len(labelled), name
