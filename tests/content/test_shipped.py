"""The content that ships: sound, large enough, and its computed keys equal values worked out elsewhere."""

import datetime as dt
import math
from fractions import Fraction
from pathlib import Path
from statistics import NormalDist

import pytest

import content
from content.check import check
from content.finder import load
from content.formula import as_decimal
from content.models import Round
from content.quiz import Choice, Numeric
from tests.content import question_keys
from tests.handlers.ask.test_ask_waits import walk

SHIPPED = load()
Z = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)

KEYS = question_keys.KEYS | {
    "f1-from-counts": float(2 / (1 / Fraction(80, 100) + 1 / Fraction(80, 120))),
    "macro-f1": sum(2 * p * r / (p + r) for p, r in ((0.9, 90 / 95), (8 / 14, 0.4), (1 / 3, 0.4))) / 3,
    "micro-f1": 100 / 120,
    "ndcg-linear": (3 + 2 / math.log2(3) + 1 / math.log2(5)) / (3 + 2 / math.log2(3) + 1 / math.log2(4)),
    "mean-reciprocal-rank": (6 + 2 + 3) / 6 / 4,
    "calibration-error": 0.079,
    "loss-to-perplexity": math.e**3,
    "leaf-percentile": 100 * math.exp(math.log(0.99) / 100),
    "amdahl-kernel": 100 / 55,
    "time-per-token": 20,
    "static-batch-waste": 16.875,
    "littles-law": 50,
    "load-for-p99": 1 - 5 / (50 / math.log(100)),
    "kv-per-token": 128,
    "sequences-on-a-card": 57_940_000_000 // (4096 * 128 * 1024),
    "adam-state": 112,
    "gqa-saving": 8,
    "decode-ceiling": 3350 / 16.06,
    "gpu-hours": 8.4e22 / 989e12 / 0.4 / 3600,
    "price-of-a-million": 2.5 / (1500 * 3600 * 0.4 / 1e6),
    "break-even-queries": 3600 / 1050,
    "carbon-of-a-run": 4480 * 1.1 * 0.4,
    "speculation-speed": sum(0.8**accepted for accepted in range(5)) / 1.4,
    "pipeline-bubble": 300 / 19,
    "utility-in-thousands": 240,
    "people-per-arm": math.ceil(Z**2 * (0.05 * 0.95 + 0.055 * 0.945) / 0.005**2),
    "cuped-share": 51,
}
RIGHT = {
    "accuracy-imbalance": "88%",
    "precision-base-rate": "15.4%",
    "word-error-rate": "1.2",
    "average-precision-chance": "0.03",
    "recall-at-k-limit": "0.25",
    "bleu-brevity": "0.374",
    "order-of-percentiles": "p50, mean, p95, p99, maximum",
    "merge-percentiles": "100 ms",
    "fan-out-tail": "63.4%",
    "goodput": "7.25 per second",
    "ridge-point": "about 295",
    "training-operations": "8.4e22",
    "replicas-at-peak": "22",
    "sixty-per-cent-faster": "37.5%",
    "speed-to-latency": "36% lower",
    "prefix-cache-left": "40%",
    "eight-per-cent-traffic": "162 ms",
    "business-day-window": "1 to 4 December",
    "peeking": "about 19%",
}


def test_the_shipped_content_has_no_errors() -> None:
    assert [
        str(error) for error in check() if "/rules/" not in error.file and "/lexicon/" not in error.file
    ] == []


def test_each_computed_key_equals_a_value_worked_out_in_another_way() -> None:
    for key in KEYS:
        question = SHIPPED.questions[key]
        assert isinstance(question, Numeric), key
        assert float(as_decimal(question.value)) == pytest.approx(KEYS[key], rel=1e-9), key


def test_each_right_choice_shows_the_value_that_the_fact_sheet_gives() -> None:
    for key, shown in RIGHT.items():
        question = SHIPPED.questions[key]
        assert isinstance(question, Choice), key
        (right,) = (option for option in question.options if option.key in question.answer)
        assert shown in right.text, key


def test_every_numeric_question_has_an_independent_value_here() -> None:
    assert {key for key, one in SHIPPED.questions.items() if one.kind == "numeric"} == set(KEYS)


def test_there_is_enough_to_learn_from() -> None:
    assert len(SHIPPED.questions) >= 300
    assert len(SHIPPED.templates) >= 30
    assert 45 <= len(SHIPPED.tasks) <= 65
    assert len(SHIPPED.asks) == 25
    assert list(SHIPPED.rounds) == list(Round)  # in the order of the loop
    assert {one for ask in SHIPPED.asks.values() for one in ask.rounds} == set(Round)
    assert [int(key[1:]) for key in SHIPPED.claims] == list(range(1, 52))


LEAST = {
    "accuracy": (50, ("accuracy", "calibration", "ranking", "generation")),
    "efficiency": (50, ("latency", "queueing", "roofline", "decoding")),
    "cost": (50, ("cost",)),
    "trade-offs and decisions": (60, ("tradeoffs", "experiments")),
    "serving, quantisation, memory, parallelism": (50, ("serving", "compression", "memory", "parallelism")),
    "coding": (30, ("algorithms", "numerics", "leakage")),
    "system design, behavioural and the loop": (40, ("design", "stories", "loop")),
}


def test_every_family_has_its_share_of_the_bank() -> None:
    for family, (least, topics) in LEAST.items():
        assert sum(question.topic in topics for question in SHIPPED.questions.values()) >= least, family


def test_every_kind_is_asked_and_twenty_flagged_claims_are_sentences() -> None:
    kinds = {question.kind for question in SHIPPED.questions.values()}
    assert kinds == {"single", "multiple", "numeric", "ordering", "scenario", "sentence"}
    claims = {
        one.claim for one in SHIPPED.questions.values() if isinstance(one, Choice) and one.kind == "sentence"
    }
    assert sum(SHIPPED.claims[claim].flagged for claim in claims if claim) >= 20


def test_both_coding_rounds_have_thirty_questions_between_them_and_every_round_has_some() -> None:
    rounds = [question.round for question in SHIPPED.questions.values()]
    assert rounds.count(Round.CODING_ALGORITHMS) + rounds.count(Round.CODING_ML) >= 30
    assert min(rounds.count(one) for one in Round) >= 15


def test_every_topic_that_a_task_drills_has_five_questions() -> None:
    drilled = {
        task.call.values["topic"]
        for task in SHIPPED.tasks.values()
        if task.call and "topic" in task.call.values
    }
    for topic in drilled:
        assert sum(question.topic == topic for question in SHIPPED.questions.values()) >= 5, topic


def test_the_checklist_covers_the_seven_items_in_eight_to_ten_hours() -> None:
    once = [task for task in SHIPPED.tasks.values() if not task.recurring]
    assert {task.item for task in once} == set(range(1, 8))
    assert 8 * 60 <= sum(task.minutes for task in once) <= 10 * 60


def test_claims_that_are_impossible_or_contradicted_are_flagged() -> None:
    flagged = {key for key, claim in SHIPPED.claims.items() if claim.flagged}
    assert {"A02", "A03", "A04", "A05", "A07", "A12", "A33", "A40", "A45"} <= flagged
    assert not {"A06", "A14", "A15", "A17", "A28", "A29", "A31", "A34", "A35", "A39", "A49"} & flagged


def test_both_figures_of_the_article_for_the_decision_and_for_the_whole_are_present() -> None:
    stages = SHIPPED.timeline
    assert stages["onsite-to-update"].window.days == "business"
    assert stages["onsite-to-decision"].window.days == "unstated"
    assert (stages["screen-to-offer"].window.low, stages["screen-to-offer-short"].window.high) == (22, 21)


def spoken(day: dt.date) -> str:
    return f"{day.day} {day:%B}"


def test_dates_in_the_timeline_facts_follow_the_federal_calendar() -> None:
    before, christmas = dt.date(2026, 11, 19), dt.date(2026, 12, 17)
    for start in (before, christmas):
        for count in (7, 10):
            assert spoken(walk(start, count)) in SHIPPED.facts["T07"].text
    window = SHIPPED.questions["business-day-window"]
    assert isinstance(window, Choice)
    first, last = walk(before, 7), walk(before, 10)
    assert window.options[2].text == f"{first.day} to {spoken(last)}"
    assert spoken(walk(dt.date(2027, 3, 6), 7)) in SHIPPED.facts["T03"].text


def test_every_formula_slot_was_filled_and_no_file_is_long() -> None:
    root = Path(content.__file__).parent
    shown = [str(part) for part in (SHIPPED.facts, SHIPPED.claims, SHIPPED.questions, SHIPPED.rounds)]
    assert not any("{=" in text for text in shown)
    for part in ("briefs", "checklist", "facts", "note_questions", "questions", "rounds"):
        for path in (root / part).glob("*.yaml"):
            assert len(path.read_text().splitlines()) < 400, path


def test_a_rounds_title_is_a_plain_noun() -> None:
    rounds = SHIPPED.rounds.values()
    titles = {*(p.title for r in rounds for p in r.plan), *(p.title for r in rounds for p in r.rubric)}
    assert not [title for title in titles if " of " in title]
