"""The course of a quiz: what an answer changes, what is passed over, and what counts no more."""

import datetime as dt
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from content.models import CallSpec
from content.quiz import Question
from handlers.quiz import course
from handlers.quiz.course import Wish, without_voided
from handlers.quiz.model import Bank, Learner, Memory, Outcome, Session, Tally, Turn
from tests.handlers.quiz.quiz_examples import bank, ordering, single, template

DAY = dt.date(2026, 11, 24)
ONE = dt.timedelta(days=1)
NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


def known(due: dt.date) -> Memory:
    return Memory(stability=3.0, difficulty=5.0, state=2, last=due - 3 * ONE, due=due)


def started(some: Bank, mode: str = "mixed", **learner: object) -> Learner:
    wish = Wish(mode=mode)  # type: ignore[arg-type] # as the tests spell it
    session = course.begin_session(some.on(None), wish, NOW, Random(0))
    return Learner.model_validate({"session": session, **learner})


def answered(
    mine: Learner, some: Bank, number: int, outcome: Outcome, seconds: int = 10, day: dt.date = DAY
) -> Learner:
    assert mine.session
    question = some.asked(mine.session.turns[number - 1])
    assert question
    now = NOW + dt.timedelta(seconds=seconds)
    return course.with_answer(mine, number, question, outcome, some, day=day, now=now, chosen="b")


def test_not_knowing_is_remembered_like_a_mistake_and_counted_apart() -> None:
    some = bank(single())
    wrong, unsure = (answered(started(some), some, 1, outcome) for outcome in ("wrong", "unsure"))
    assert wrong.memories == unsure.memories
    assert (wrong.tallies["latency"].wrong, unsure.tallies["latency"].unsure) == (1, 1)
    assert unsure.tallies["latency"].answered == 1


def test_a_hint_or_a_long_time_makes_the_gap_shorter_and_a_break_does_not() -> None:
    some = bank(single())
    mine = started(some)
    assert mine.session
    hinted = mine.session.with_turn(1, mine.session.turns[0].copy_with(hinted=True))
    quick, slow, away = (
        answered(mine, some, 1, "right", seconds).memories["one"] for seconds in (10, 120, 2_400)
    )
    helped = answered(mine.copy_with(session=hinted), some, 1, "right").memories["one"]
    assert slow.stability == helped.stability < quick.stability == away.stability


def test_the_more_is_to_be_known_the_sooner_a_question_comes_back() -> None:
    some = bank(single())
    due = [
        answered(started(some, recall=recall), some, 1, "right").memories["one"].due
        for recall in (97, 90, 75)
    ]
    assert due == sorted(set(due))


def test_every_answer_is_kept_with_its_rating_and_the_days_between() -> None:
    some = bank(template())
    mine = answered(started(some), some, 1, "right", 33)
    again = answered(mine.copy_with(session=started(some).session), some, 1, "wrong", day=DAY + 5 * ONE)
    kept = again.answers["doubling"]
    assert kept.history == "0:3 5:1"
    assert (kept.first, kept.seconds, kept.right, kept.wrong) == ("right", 33, 1, 1)
    assert again.reviews == 2


def test_new_ones_are_counted_by_the_day_and_reviews_are_not() -> None:
    some = bank(single("x"), single("y"), single("z"))
    mine = started(some, memories={"y": known(DAY)})
    for number in (1, 2, 3):
        mine = answered(mine, some, number, "right")
    assert mine.new_today(DAY) == 2
    assert mine.new_today(DAY + ONE) == 0


def test_the_end_is_noted_as_a_task_of_the_checklist_would_name_it() -> None:
    some = bank(single("x"))
    session = Session(id="s", topic="latency", mode="new", count=1, turns=(Turn(question="x", order="abcd"),))
    mine = answered(Learner(session=session), some, 1, "wrong")
    assert (mine.finished, mine.practised_on) == (1, DAY)
    first = CallSpec.of(mine.practised[0])
    assert (first.path, dict(first.values)) == ("quiz", {"topic": "latency", "mode": "new"})


def test_the_review_counts_as_done_only_when_nothing_is_due_any_more() -> None:
    some = bank(single("x"), single("y"))
    session = Session(id="s", topic=None, mode="review", count=1, turns=(Turn(question="x", order="abcd"),))
    both = {"x": known(DAY), "y": known(DAY)}
    left = answered(Learner(session=session, memories=both), some, 1, "right")
    done = answered(Learner(session=session, memories={"x": known(DAY)}), some, 1, "right")
    assert "quiz topic=all mode=review" in done.practised
    assert [a.id for a in course.list_due(left, some.on(None), DAY)] == ["y"]
    mixed = session.copy_with(mode="mixed")
    still = answered(Learner(session=mixed, memories=both), some, 1, "right")
    assert still.practised == ("quiz topic=all mode=mixed",)


def test_a_new_day_begins_with_nothing_practiced() -> None:
    mine = course.with_practice(
        course.with_practice(Learner(), "quiz topic=cost mode=new", DAY), "quiz mode=review", DAY
    )
    assert len(mine.practised) == 2
    assert course.with_practice(mine, "quiz topic=all mode=new", DAY + ONE).practised == (
        "quiz topic=all mode=new",
    )


# orders


def test_an_order_is_pressed_letter_by_letter_and_the_last_one_falls_into_place() -> None:
    turn = Turn(question="order", order="cadb")
    for letter, so_far in (("b", "a"), ("b", "a"), ("d", "ab"), ("a", "abcd")):
        turn = course.with_placed(turn, letter)
        assert turn.chosen == so_far
    assert ordering().accepts(turn.chosen)


# what is weak, and what counts no more


def test_a_topic_is_weak_after_five_answers_with_three_in_ten_not_right() -> None:
    tallies = {
        "weak": Tally(right=3, wrong=1, unsure=1),
        "strong": Tally(right=8, wrong=2),
        "unknown": Tally(wrong=4),
    }
    assert course.weak_topics(Learner(tallies=tallies)) == {"weak": 0.4}


@given(
    st.lists(st.sampled_from(["x", "y", "z"]), max_size=6),
    st.lists(st.sets(st.sampled_from(["x", "y", "z"])), max_size=5),
)
def test_whatever_is_voided_in_whatever_order_the_tallies_are_those_of_the_rest(
    asked: list[str], voids: list[set[str]]
) -> None:
    questions: dict[str, Question] = {
        name: single(name, topic) for name, topic in (("x", "cost"), ("y", "cost"), ("z", "memory"))
    }
    some, mine = Bank(questions, {}), Learner()
    for name in asked:
        session = Session(
            id="s", topic=None, mode="mixed", count=1, turns=(Turn(question=name, order="abcd"),)
        )
        mine = answered(mine.copy_with(session=session), some, 1, "right")
    for voided in voids:
        mine = without_voided(mine, voided)
        wanted = [questions[name].topic for name in asked if name not in voided]
        assert {t: tally.right for t, tally in mine.tallies.items() if tally.right} == {
            t: wanted.count(t) for t in set(wanted)
        }


def test_who_never_knows_the_one_question_of_a_day_is_asked_others_too() -> None:
    some = bank(*(single(f"q{n}") for n in range(9)))
    mine, day, asked = Learner(), DAY, []
    for _ in range(21):
        chosen = course.choose_questions(mine, some, Wish(count=1), day=day, focus={}, chance=Random(0))
        mine = mine.copy_with(session=course.begin_session(chosen, Wish(count=1), NOW, Random(0)))
        mine = answered(mine, some, 1, "unsure", day=day)
        asked.append(chosen[0].id)
        day += ONE
    assert not [
        one for one, two, three in zip(asked, asked[1:], asked[2:], strict=False) if one == two == three
    ]
    assert len(set(asked)) > 4
    assert min(asked.count(one) for one in asked[:4]) > 2  # none of them is dropped


def test_what_is_wrong_day_after_day_waits_longer_until_it_is_right_once() -> None:
    some = bank(single())
    mine, day, waits = Learner(), DAY, []
    for outcome in ("wrong", "unsure", "wrong", "wrong", "wrong", "right", "wrong", "wrong"):
        session = course.begin_session(some.on(None), Wish(count=1), NOW, Random(0))
        mine = answered(mine.copy_with(session=session), some, 1, outcome, day=day)
        (memory,) = mine.memories.values()
        waits.append((memory.due - day).days)
        day = memory.due
    assert waits[:5] == [1, 2, 4, 8, 8]
    assert waits[6:] == [1, 2]


def test_an_answer_that_is_wrong_twice_on_one_day_comes_back_tomorrow() -> None:
    some, mine = bank(single()), Learner()
    for _ in range(2):
        session = course.begin_session(some.on(None), Wish(count=1), NOW, Random(0))
        mine = answered(mine.copy_with(session=session), some, 1, "wrong")
    assert mine.memories["one"].due == DAY + ONE
