"""What an answer changes, what comes back when, and what a quiz asks."""

import datetime as dt
import math
from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.models import CallSpec, Fact, Source
from content.quiz import Choice
from handlers.quiz import model
from handlers.quiz.model import Learner, Memory, Outcome, Question, Session, Turn
from tests.handlers.quiz.quiz_examples import multiple, numeric, single

DAY = dt.date(2026, 11, 24)
ONE = dt.timedelta(days=1)
GOOD_STABILITY = 2.3065
"""FSRS 6, default parameter w2: the stability after a first Good."""


def asked(*questions: Question) -> dict[str, Question]:
    return {q.id: q for q in questions}


def started(questions: dict[str, Question], seed: int = 0, **learner: object) -> Learner:
    session = model.begin(list(questions.values()), None, "mixed", 5, Random(seed))
    return Learner.model_validate({"session": session, **learner})


def known(due: dt.date, stability: float = 3.0) -> Memory:
    return Memory(stability=stability, difficulty=5.0, state=2, last=due - 3 * ONE, due=due)


# when a question comes back


def test_a_first_right_answer_comes_back_after_the_published_stability() -> None:
    after = model.remember(None, "right", DAY)
    assert after.stability == GOOD_STABILITY
    assert after.due == DAY + round(GOOD_STABILITY) * ONE


def test_a_second_right_answer_follows_the_published_formula() -> None:
    first = model.remember(None, "right", DAY)
    w4, w5, w8, w9, w10, w20 = 6.4133, 0.8334, 1.8722, 0.1666, 0.796, 0.1542
    difficulty = w4 - math.exp(w5 * 2) + 1
    recall = (1 + (0.9 ** (-1 / w20) - 1) * 2 / GOOD_STABILITY) ** -w20
    growth = math.exp(w8) * (11 - difficulty) * GOOD_STABILITY**-w9 * (math.exp(w10 * (1 - recall)) - 1)
    expected = GOOD_STABILITY * (1 + growth)
    second = model.remember(first, "right", first.due)
    assert second.stability == pytest.approx(expected, rel=1e-3)
    assert second.due == first.due + round(expected) * ONE


@given(
    st.lists(st.sampled_from(("right", "wrong", "unsure")), max_size=12), st.sampled_from(("wrong", "unsure"))
)
def test_what_was_not_right_always_comes_back_tomorrow(before: list[Outcome], last: Outcome) -> None:
    memory, day = None, DAY
    for outcome in before:
        memory = model.remember(memory, outcome, day)
        day = memory.due
    assert model.remember(memory, last, day).due == day + ONE


@given(st.lists(st.sampled_from(("right", "wrong", "unsure")), min_size=1, max_size=30), st.integers(0, 400))
def test_a_question_comes_back_within_sixty_days(outcomes: list[Outcome], late: int) -> None:
    memory, day = None, DAY
    for outcome in outcomes:
        memory = model.remember(memory, outcome, day)
        assert ONE <= memory.due - day <= model.LONGEST * ONE
        day = memory.due + late * ONE


def test_not_knowing_is_remembered_like_a_mistake_and_counted_apart() -> None:
    questions = asked(single())
    wrong = model.answered(started(questions), 1, "wrong", questions, DAY)
    unsure = model.answered(started(questions), 1, "unsure", questions, DAY)
    assert wrong.memories == unsure.memories
    assert (wrong.tallies["latency"].wrong, unsure.tallies["latency"].unsure) == (1, 1)
    assert unsure.tallies["latency"].answered == 1


def test_recall_falls_with_the_days() -> None:
    memory = model.remember(None, "right", DAY)
    chances = [model.recall(memory, DAY + n * ONE) for n in range(30)]
    assert chances[0] == 1
    assert all(a > b for a, b in pairwise(chances))


def test_a_zone_further_west_makes_no_review_negative() -> None:
    memory = model.remember(None, "right", DAY)
    assert model.remember(memory, "right", DAY - ONE).due >= DAY


# what is asked


def test_what_is_due_comes_first_least_remembered_first_then_what_is_new() -> None:
    questions = asked(*(single(n) for n in ("new", "weak", "strong", "later")))
    memories = {"weak": known(DAY, 1.0), "strong": known(DAY, 30.0), "later": known(DAY + ONE)}
    mine = Learner(memories=memories)
    chosen = model.choose(mine, list(questions.values()), "mixed", 5, day=DAY, focus={}, chance=Random(0))
    assert [q.id for q in chosen] == ["weak", "strong", "new"]


def test_review_asks_nothing_new_and_new_asks_nothing_known() -> None:
    questions = [single(n) for n in ("new", "old")]
    mine = Learner(memories={"old": known(DAY)})
    review = model.choose(mine, questions, "review", 5, day=DAY, focus={}, chance=Random(0))
    new = model.choose(mine, questions, "new", 5, day=DAY, focus={}, chance=Random(0))
    assert [q.id for q in review] == ["old"]
    assert [q.id for q in new] == ["new"]


@given(st.integers(1, 10), st.integers(0, 20), st.integers(0, 20), st.integers(0, 99))
def test_a_quiz_never_asks_more_than_wanted_nor_twice(count: int, old: int, new: int, seed: int) -> None:
    pool = [single(f"q{n}") for n in range(old + new)]
    mine = Learner(memories={f"q{n}": known(DAY) for n in range(old)})
    chosen = model.choose(mine, pool, "mixed", count, day=DAY, focus={}, chance=Random(seed))
    assert len(chosen) == min(count, old + new)
    assert len({q.id for q in chosen}) == len(chosen)


def test_new_questions_begin_with_the_easier_ones() -> None:
    pool = [single(f"q{n}", difficulty=3 - n) for n in range(3)]
    chosen = model.choose(Learner(), pool, "new", 3, day=DAY, focus={}, chance=Random(3))
    assert [q.difficulty for q in chosen] == [1, 2, 3]


def test_focus_brings_a_weak_topic_first_as_often_as_its_weight_says() -> None:
    pool = [single("weak", "cost"), single("other", "memory")]
    firsts = Counter(model.fresh(Learner(), pool, {"cost": 3.0}, Random(seed))[0].id for seed in range(1_000))
    assert 760 <= firsts["weak"] <= 840  # expected 4 / (4 + 1), standard deviation 13


def test_a_topic_is_found_by_its_beginning_and_ambiguity_is_shown() -> None:
    questions = asked(single("a", "cost"), single("b", "compression"), single("c", "feature-stores"))
    assert model.find_topics("Feature  Stores", questions) == ["feature-stores"]
    assert model.find_topics("COM", questions) == ["compression"]
    assert model.find_topics("co", questions) == ["compression", "cost"]
    assert model.find_topics("cost", questions) == ["cost"]
    assert model.find_topics("@everyone", questions) == model.find_topics("  ", questions) == []


def test_a_hyphen_or_a_blank_more_or_less_is_the_same_topic() -> None:
    questions = asked(single("a", "tradeoffs"), single("b", "feature-stores"))
    for typed in ("trade-offs", "Trade offs", "tradeoff"):
        assert model.find_topics(typed, questions) == ["tradeoffs"]
    assert model.find_topics("featurestores", questions) == ["feature-stores"]


def test_a_text_that_is_no_topic_has_the_nearest_ones() -> None:
    questions = asked(*(single(t, t) for t in ("cost", "latency", "memory", "ranking", "serving")))
    assert model.nearest_topics("latncy", questions) == ["latency"]
    assert model.nearest_topics("servin count=3", questions) == ["serving"]
    assert model.nearest_topics("@@@", questions) == ["cost", "latency", "memory"]


# letters


def test_each_letter_hides_the_right_option_equally_often() -> None:
    question = single()
    places = Counter(model.shuffled(question, Random(seed)).index("b") for seed in range(2_000))
    assert all(420 <= places[n] <= 580 for n in range(4))  # expected 500, standard deviation 19


def test_options_named_by_letters_keep_their_letters() -> None:
    named = [{"key": k, "text": f"{k.upper()} (1, {n})", "why": "So it is."} for n, k in enumerate("abcd")]
    question = Choice.model_validate({**single().model_dump(), "options": named})
    assert all(model.shuffled(question, Random(seed)) == "abcd" for seed in range(50))


def test_letters_and_keys_are_each_others_inverse() -> None:
    turn = Turn(question="one", order="cadb")
    assert [model.letter_of(turn, key) for key in "cadb"] == ["A", "B", "C", "D"]
    assert model.keys_of(turn, "bd") == "ab"


# the course of a quiz


def test_a_quiz_goes_on_where_it_was_left_and_counts_only_what_was_answered() -> None:
    questions = asked(single("x"), multiple("y"), numeric(name="z"))
    mine = model.answered(started(questions), 1, "right", questions, DAY, "b")
    assert mine.session and model.current(mine.session, questions) == 2
    assert set(mine.memories) == {"x"}
    assert mine.finished == 0
    assert mine.practised == ()


def test_a_question_that_content_lost_or_changed_is_passed_over() -> None:
    questions = asked(single("x"), single("y"), single("z"))
    mine = started(questions)
    assert mine.session
    left = asked(single("y", options=3), single("z"))
    assert model.current(mine.session, left) == 3
    assert model.current(mine.session, {}) is None


def test_the_end_is_noted_as_a_task_of_the_checklist_would_name_it() -> None:
    questions = asked(single("x"))
    session = Session(id="s", topic="latency", mode="new", count=1, turns=(Turn(question="x", order="abcd"),))
    mine = model.answered(Learner(session=session), 1, "wrong", questions, DAY)
    assert mine.finished == 1
    assert mine.practised_on == DAY
    first = CallSpec.of(mine.practised[0])
    assert (first.path, dict(first.values)) == ("quiz", {"topic": "latency", "mode": "new"})


def test_the_review_counts_as_done_only_when_nothing_is_due_any_more() -> None:
    questions = asked(single("x"), single("y"))
    session = Session(id="s", topic=None, mode="review", count=1, turns=(Turn(question="x", order="abcd"),))
    both = {"x": known(DAY), "y": known(DAY)}
    left = model.answered(Learner(session=session, memories=both), 1, "right", questions, DAY)
    done = model.answered(Learner(session=session, memories={"x": known(DAY)}), 1, "right", questions, DAY)
    assert "quiz topic=all mode=review" in done.practised
    assert model.due(left, questions.values(), DAY) == [questions["y"]]
    mixed = session.model_copy(update={"mode": "mixed"})
    still = model.answered(Learner(session=mixed, memories=both), 1, "right", questions, DAY)
    assert still.practised == ("quiz topic=all mode=mixed",)


def test_a_new_day_begins_with_nothing_practised() -> None:
    mine = model.noted(
        model.noted(Learner(), "quiz topic=cost mode=new", DAY), "quiz topic=all mode=review", DAY
    )
    assert len(mine.practised) == 2
    assert model.noted(mine, "quiz topic=all mode=new", DAY + ONE).practised == ("quiz topic=all mode=new",)


# sources


def test_the_source_is_the_questions_own_or_that_of_its_fact() -> None:
    paper = Source(id="S01", title="A paper", urls=("https://example.org/p",), level="F")
    cited = Fact(id="M01", topic="latency", text="It is so.", sources=("S01",))
    derived = Fact(id="D01", topic="latency", text="It is so.", basis="derived")
    facts = {"M01": cited, "D01": derived}
    found = model.origin(single(sources=["D01", "M01"]), facts, {"S01": paper})
    assert (found.title, found.url) == ("A paper", "https://example.org/p")
    assert model.origin(single(sources=["D01"]), facts, {"S01": paper}).title == "worked out from definitions"
    assert model.origin(single(sources=["L20"]), facts, {}).title == "the article, line 20"
