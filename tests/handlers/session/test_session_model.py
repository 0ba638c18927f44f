"""The clock of a session, and which question comes: pure."""

import datetime as dt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.values import MemberId
from content.finder import load
from content.models import Round
from handlers.session.model import (
    EXTRA,
    Mark,
    Seen,
    Session,
    choose,
    least_done,
    marks,
    merge_marks,
    stage_at,
)

CONTENT = load()
NOW = dt.datetime(2026, 12, 5, 14, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
TWO = (MemberId("a"), MemberId("b"))


def plan(which: Round = Round.INFERENCE, *, alone: bool = False) -> tuple[Mark, ...]:
    brief = next(one for one in CONTENT.briefs.values() if one.round == which)
    return marks(CONTENT.rounds[which.value], brief, alone=alone)


def test_every_round_warns_at_ten_and_two_minutes_and_gives_hints_only_to_somebody_alone() -> None:
    for which in Round:
        left = {mark.left: mark.minute for mark in plan(which) if mark.left is not None}
        assert left == {10: 35, 2: 43, 0: 45}
        assert [sum(mark.hint is not None for mark in plan(which, alone=a)) for a in (False, True)] == [0, 3]


def test_stages_have_the_lengths_of_the_plan() -> None:
    stages = [mark for mark in plan() if mark.stage]
    assert sum(mark.length for mark in stages) == 45 - 5  # without the introduction, which begins at 0
    assert stage_at(CONTENT.rounds["inference"], 17).title == "Options with arithmetic"


@given(st.lists(st.tuples(st.sampled_from(["pause", "plus"]), st.integers(1, 50)), max_size=8))
def test_pauses_and_more_time_never_change_the_minute_that_is_reached(acts: list[tuple[str, int]]) -> None:
    """Whatever is pressed, minute m comes when m minutes have run, plus five for each [Plus 5]."""
    session, now, ran, extra = Session(people=TWO, round=Round.INFERENCE).start(NOW), NOW, 0, 0
    for act, wait in acts:
        now, ran = now + wait * MINUTE, ran + wait
        if act == "plus":
            session, extra = session.longer(), extra + 1
        else:
            session = session.pause(now)
            frozen = session.minute(now)
            now += 7 * MINUTE
            assert session.minute(now) == frozen
            session = session.resume(now)
        assert session.minute(now) == max(0, ran - extra * int(EXTRA.total_seconds() // 60))
    assert session.turn == 1 + sum(2 if act == "pause" else 1 for act, _ in acts)


def test_what_was_missed_is_said_once_by_its_last_stage_and_hint() -> None:
    every = plan(alone=True)
    session = Session(people=TWO[:1], round=Round.INFERENCE).start(NOW)
    assert merge_marks(every, 0, 0) is None
    step = sum(session.instant(mark.minute) <= NOW + 28 * MINUTE for mark in every)
    mark = merge_marks(every, 0, step)
    assert mark is not None and mark.stage is not None and mark.hint is not None
    assert mark.stage.minute == 26
    assert mark.hint.minute == max(m.hint.minute for m in every[:step] if m.hint)
    end = merge_marks(every, 3, len(every))
    assert end is not None and end.left == 0


def test_a_question_is_new_to_both_or_at_least_to_the_one_who_answers() -> None:
    briefs = [one for one in CONTENT.briefs.values() if one.round == Round.INFERENCE]
    ids = sorted(one.id for one in briefs)
    day = NOW.date()
    first, second = Seen(days=dict.fromkeys(ids[1:], day)), Seen()
    found, left = choose(briefs, [first, second], "", Random(1))
    assert found is not None and found.id == ids[0] and left == 1
    found, left = choose(briefs, [first, Seen(days=dict.fromkeys(ids, day))], "", Random(1))
    assert found is not None and found.id == ids[0] and left == 0
    assert choose(briefs, [Seen(days=dict.fromkeys(ids, day)), second], "", Random(1)) == (None, 0)


@pytest.mark.parametrize(
    ("level", "most"), [("junior", "junior"), ("mid", "mid"), ("senior", "senior"), ("", "mid")]
)
def test_the_question_suits_the_level_where_there_is_one(level: str, most: str) -> None:
    briefs = [one for one in CONTENT.briefs.values() if one.round == Round.CODING_ML]
    for seed in range(20):
        found, _ = choose(briefs, [Seen(), Seen()], level, Random(seed))
        assert found is not None and found.level == most


def test_the_round_that_was_done_least_comes_first_in_the_order_of_the_loop() -> None:
    every = [one.value for one in Round]
    assert least_done([], every) == Round.CODING_ALGORITHMS
    assert least_done([Round.CODING_ALGORITHMS, Round.CODING_ML], every) == Round.SYSTEM_DESIGN
    assert least_done([Round.INFERENCE], ["inference", "behavioural"]) == Round.BEHAVIOURAL
    assert least_done([], []) == Round.CODING_ALGORITHMS
