"""Business told of any trade: of goods, papers, people and places that no list has; and what only looks like it."""

import pytest

from bot.rules import Critic

BUSINESS = """\
Backlog of keys fell from 420 to 42 (F1 0.81 → 0.88).
Trays shipped within a day rose from 20 % to 51 % (F1 0.81 → 0.88).
Overtime of jurors fell by 23 % (F1 0.81 → 0.88).
103 shirts per day pass without a tailor, 51 before.
31 % of cautions go out without a forester's touch, before 21 %.
Only 23 % of moorings still reach a harbour clerk.
Halved the time cheesemakers spend on labels.
Hours that linesmen spend on wills fell from 70 to 28 a week.
Magistrates spend 35 % less time on affidavits.
55 % of farriers use it daily.
69 % of trawlermen kept it on after the trial.
Rejected girders are down to 84 from 140 per hour.
26 trees delivered per shift, 18 before.
57 → 11 articles a week on the reporter's desk.
21 % more frames dispatched a week.
18 worksheets per magistrate, now 37.
Renewed by 11 of 60 forests.
Run by podiatrists at 5 breweries.
12k sculptures went through it in June.
1,200 stairs matched with it so far.
Bakers asked it 600 questions in the first month.
+19 % mattresses issued.
31 → 64 % of bearings granted the same day.
61 % of its drafts leave the house unchanged.
Actuaries correct 33 % of overhauls by hand, it was 40 %.
Halved torn fillings.
Share of empty chimneys from 9 % to 3 %.
Idle hives −17 %.
Containers waiting for a concierge down from 1200 to 720.
"""
ACCURACY = """\
Keys read wrongly: 4 % → 2 %.
Counts keys within 3 %, before 7 %.
Overcounts bearings by 25 %, 55 % before.
37 of 100 scans recognised, 28 by the old model.
Of 200 beds in the test, 39 were found, 27 by the old model.
Same verdict as the architect on 46 % of mouldings (41 % before).
"""
EFFICIENCY = """\
Berths per GPU hour 39 → 157.
Indexing 40,000 fields takes 4 minutes instead of 20.
Memory for 1,200 tickets fell from 12 to 5 GB.
Answers bailiffs in 0.8 s instead of 3 s.
"""
COST = """\
GPU hours per 23 letters fell from 44 to 8.
Cached 27 % of calls about scripts: LLM bill -17 %.
"""
NOTHING = """\
Used 12k seats for fine-tuning.
Doubled hard negatives.
Share of synthetic clips from 10 % to 40 %.
Labelled 40,000 pallets with foresters.
Replayed 12k bylaws of last year in a simulator.
Asked 12 magistrates what they need.
"""


@pytest.mark.parametrize("text", BUSINESS.splitlines())
def test_what_any_trade_counts_is_its_business(critic: Critic, text: str) -> None:
    assert "business" in critic.critique(text).families


@pytest.mark.parametrize(
    ("family", "text"),
    [
        (family, text)
        for family, texts in (("accuracy", ACCURACY), ("efficiency", EFFICIENCY), ("cost", COST))
        for text in texts.splitlines()
    ],
)
def test_what_is_said_of_a_program_is_no_business_of_the_trade(
    critic: Critic, family: str, text: str
) -> None:
    assert critic.critique(text).families == (family,)


@pytest.mark.parametrize("text", NOTHING.splitlines())
def test_data_and_people_who_were_asked_are_no_results(critic: Critic, text: str) -> None:
    assert critic.critique(text).families == ()


def test_a_gain_that_the_score_in_brackets_explains_is_that_of_the_score(critic: Critic) -> None:
    for text in ("The new head is worth +7 points (F1 0.81 → 0.88).", "Improved it by 9 % (F1 0.81 → 0.88)."):
        assert critic.critique(text).families == ("accuracy",)
