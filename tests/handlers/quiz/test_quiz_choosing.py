"""What a quiz asks: due first, a limit for new ones, topics in turn, weak ones more often, none twice."""

import datetime as dt
from collections import Counter
from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from content.quiz import Choice
from handlers.quiz import course
from handlers.quiz.course import Wish
from handlers.quiz.model import Askable, Bank, Learner, Memory
from tests.handlers.quiz.quiz_examples import bank, ordering, scenario, single, template

DAY = dt.date(2026, 11, 24)
ONE = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


def known(due: dt.date, stability: float = 3.0) -> Memory:
    return Memory(stability=stability, difficulty=5.0, state=2, last=due - 3 * ONE, due=due)


def choose(
    mine: Learner, some: Bank, seed: int = 0, focus: dict[str, float] | None = None, **wish: object
) -> list[str]:
    wanted = Wish(**{"mode": "mixed", "count": 5, **wish})  # type: ignore[arg-type] # as the tests spell it
    return [
        a.id
        for a in course.choose_questions(mine, some, wanted, day=DAY, focus=focus or {}, chance=Random(seed))
    ]


def test_what_is_due_comes_first_least_remembered_first_then_what_is_new() -> None:
    some = bank(*(single(n) for n in ("new", "weak", "strong", "later")))
    memories = {"weak": known(DAY, 1.0), "strong": known(DAY, 30.0), "later": known(DAY + ONE)}
    assert choose(Learner(memories=memories), some) == ["weak", "strong", "new"]


def test_a_weak_topic_is_reviewed_before_what_is_remembered_a_little_less() -> None:
    some = bank(single("fading", "cost"), single("weak", "memory"))
    memories = {"fading": known(DAY, 2.9), "weak": known(DAY, 3.0)}
    mine = Learner(memories=memories)
    assert choose(mine, some) == ["fading", "weak"]
    assert choose(mine, some, focus={"memory": 1.0}) == ["weak", "fading"]


def test_review_asks_nothing_new_and_new_asks_nothing_known() -> None:
    some = bank(single("new"), single("old"))
    mine = Learner(memories={"old": known(DAY)})
    assert choose(mine, some, mode="review") == ["old"]
    assert choose(mine, some, mode="new") == ["new"]


def test_a_mixed_quiz_brings_no_more_new_ones_than_the_day_allows() -> None:
    some = bank(*(single(f"q{n}") for n in range(20)), single("old"))
    mine = Learner(memories={"old": known(DAY)}, new_a_day=7, new_on=DAY, new_count=4)
    assert len(choose(mine, some, count=10)) == 1 + 3
    assert choose(mine, some, count=10)[0] == "old"
    assert len(choose(mine.copy_with(new_on=DAY - ONE), some, count=10)) == 1 + 7
    assert len(choose(mine, some, count=10, mode="new")) == 10


@given(
    st.integers(1, 10),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(0, 99),
    st.sampled_from(["mixed", "new", "review", "generated", "exam"]),
)
def test_a_quiz_never_asks_more_than_wanted_nor_anything_twice(
    count: int, old: int, new: int, seed: int, mode: str
) -> None:
    some = bank(*(single(f"q{n}") for n in range(old + new)), *(template(f"t{n}") for n in range(3)))
    mine = Learner(memories={f"q{n}": known(DAY) for n in range(old)})
    chosen = choose(mine, some, seed, count=count, mode=mode)
    assert len(chosen) <= (10 if mode == "exam" else count)
    assert len(set(chosen)) == len(chosen)
    if mode == "mixed":
        assert len(chosen) == min(count, old + new + 3)


def test_new_questions_begin_with_the_easier_ones() -> None:
    some = bank(*(single(f"q{n}", difficulty=3 - n) for n in range(3)))
    assert choose(Learner(), some, 3, mode="new", count=3) == ["q2", "q1", "q0"]


def test_focus_brings_a_weak_topic_first_as_often_as_its_weight_says() -> None:
    pool: list[Askable] = [single("weak", "cost"), single("other", "memory")]
    firsts = Counter(course.draw_by_topic(pool, {"cost": 3.0}, Random(seed))[0].id for seed in range(1_000))
    assert 760 <= firsts["weak"] <= 840  # expected 4 / (4 + 1), standard deviation 13


def test_a_topic_with_many_questions_does_not_crowd_out_one_with_few() -> None:
    pool: list[Askable] = [single(f"many{n}", "cost") for n in range(60)]
    pool += [single(f"few{n}", t) for t in ("memory", "latency") for n in range(5)]
    counts: Counter[str] = Counter()
    for seed in range(300):
        counts.update(a.topic for a in course.draw_by_topic(pool, {}, Random(seed))[:6])
    assert max(counts.values()) < 1.15 * min(counts.values())  # two of each expected


def test_two_of_a_topic_do_not_follow_each_other_where_another_can_stand_between() -> None:
    chosen: list[Askable] = [
        single(f"q{n}", topic) for n, topic in enumerate(["cost", "cost", "memory", "memory"])
    ]
    assert all(a.topic != b.topic for a, b in pairwise(course.spread_topics(chosen)))
    assert [a.id for a in course.spread_topics(chosen[:2])] == ["q0", "q1"]


def test_generated_questions_are_never_used_up() -> None:
    some = bank(single("x"), template("a"), template("b"))
    mine = Learner(memories={"a": known(DAY + 9 * ONE), "b": known(DAY)}, new_a_day=0)
    assert choose(mine, some, mode="generated") == ["b", "a"]


def test_an_exam_has_ten_from_every_family_and_nothing_in_sentences() -> None:
    topics = ["accuracy", "latency", "cost", "tradeoffs", "loop"]
    some = bank(*(single(f"{t}{n}", t) for t in topics for n in range(8)), scenario("case"))
    for seed in range(20):
        chosen = [some.questions[name] for name in choose(Learner(), some, seed, mode="exam")]
        assert Counter(q.topic for q in chosen) == dict.fromkeys(topics, 2)
    session = course.begin_session(chosen, Wish(mode="exam"), NOW, Random(0))
    assert session.ends == NOW + dt.timedelta(minutes=20)


def test_the_first_question_is_seen_when_the_quiz_begins() -> None:
    first, second = course.begin_session([single("x"), single("y")], Wish(), NOW, Random(0)).turns
    assert (first.shown, second.shown) == (NOW, None)


# letters


def test_each_letter_hides_the_right_option_equally_often() -> None:
    question = single()
    places = Counter(course.shuffle_options(question, Random(seed)).index("b") for seed in range(2_000))
    assert all(420 <= places[n] <= 580 for n in range(4))  # expected 500, standard deviation 19


def test_an_order_never_stands_in_its_right_order() -> None:
    shown = {course.shuffle_options(ordering(items=3), Random(seed)) for seed in range(200)}
    assert shown == {"acb", "bac", "bca", "cab", "cba"}


def test_options_named_by_letters_keep_their_letters() -> None:
    named = [{"key": k, "text": f"{k.upper()} (1, {n})", "why": "So it is."} for n, k in enumerate("abcd")]
    question = Choice.model_validate({**single().model_dump(), "options": named})
    assert all(course.shuffle_options(question, Random(seed)) == "abcd" for seed in range(50))
