"""How hard a question is as the group answered it: shares, times, and whether it tells the strong from the weak."""

import math
from collections.abc import Mapping

import pytest

from handlers.quiz.difficulty import difficulties
from handlers.quiz.model import Answers, Outcome


def first(outcome: Outcome, seconds: int | None = None) -> Answers:
    return Answers(topic="cost", first=outcome, seconds=seconds)


def member(x: Outcome, *elsewhere: Outcome, seconds: int | None = None) -> Mapping[str, Answers]:
    others = {f"other{n}": first(outcome) for n, outcome in enumerate(elsewhere)}
    return {"x": first(x, seconds), **others}


def test_shares_and_times_are_those_of_first_answers() -> None:
    group = [
        member("right", seconds=10),
        member("wrong", seconds=30),
        member("unsure", seconds=80),
        member("right"),
    ]
    (found,) = difficulties(group)
    assert (found.question, found.topic, found.members) == ("x", "cost", 4)
    assert (found.right, found.unsure, found.seconds) == (0.5, 0.25, 30)


def test_what_fewer_than_three_have_answered_is_not_shown() -> None:
    assert difficulties([member("right"), member("wrong")]) == []
    assert difficulties([]) == []
    (found,) = difficulties([member("right", seconds=5), member("wrong", seconds=5), member("wrong")])
    assert found.seconds is None


def test_discrimination_is_the_correlation_with_being_right_elsewhere() -> None:
    """By hand: 1, 1, 0, 0 against 3/3, 2/3, 1/3, 0/3 have r = (2/3) / sqrt(1 * 5/9) = 2 / sqrt(5)."""
    group = [
        member("right", "right", "right", "right"),
        member("right", "right", "right", "wrong"),
        member("wrong", "right", "unsure", "wrong"),
        member("wrong", "wrong", "wrong", "wrong"),
    ]
    found = next(d for d in difficulties(group) if d.question == "x")
    assert found.discrimination == pytest.approx(2 / math.sqrt(5))


def test_a_question_that_the_strong_fail_and_the_weak_pass_stands_out_below_zero() -> None:
    strong, weak = ("right", "right", "right"), ("wrong", "wrong", "wrong")
    group = [member("wrong", *strong), member("wrong", *strong), member("right", *weak)]  # type: ignore[arg-type] # outcomes
    assert next(d for d in difficulties(group) if d.question == "x").discrimination == pytest.approx(-1)


def test_where_all_were_right_or_too_few_are_known_nothing_is_said() -> None:
    same = [member("right", "right", "wrong", "right") for _ in range(4)]
    unknown = [member("right", "right"), member("wrong", "wrong"), member("wrong", "right")]
    assert all(d.discrimination is None for d in difficulties(same) if d.question == "x")
    assert difficulties(unknown)[0].discrimination is None


def test_the_hardest_comes_first() -> None:
    group = [
        {"easy": first("right"), "hard": first("wrong"), "middle": first(o)}
        for o in ("right", "wrong", "wrong")
    ]
    assert [d.question for d in difficulties(group)] == ["hard", "middle", "easy"]
