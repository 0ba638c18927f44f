"""How much may be asked: windows slide on the instant that is passed in."""

import datetime as dt

import pytest

from bot.core.values import GroupId
from bot.dispatcher.rate_limits import RateLimits, RateWindow

START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
GROUP = GroupId("g")


def at(seconds: float) -> dt.datetime:
    return START + dt.timedelta(seconds=seconds)


def ask(
    some: RateLimits, who: str, seconds: float, *, heavy: bool = False, exempt: bool = False, size: int = 0
) -> float:
    """The seconds that somebody has to wait."""
    wait = some.wait(who, GROUP, size, heavy=heavy, exempt=exempt, now=at(seconds))
    return wait.total_seconds()


def test_a_window_lets_through_as_many_as_it_says_and_then_tells_how_long() -> None:
    window = RateWindow(2, 10)
    for second in (0, 4):
        assert window.wait("a", at(second)) == dt.timedelta()
        window.count("a", at(second))
    assert window.wait("a", at(5)) == dt.timedelta(seconds=5)
    assert window.wait("a", at(9.5)) == dt.timedelta(seconds=0.5)
    assert window.wait("a", at(10)) == dt.timedelta()
    assert window.wait("b", at(5)) == dt.timedelta()


def test_a_refused_call_does_not_count_so_a_flood_ends_by_itself() -> None:
    some = RateLimits()
    for _ in range(20):
        ask(some, "alice", 0)
    assert all(ask(some, "alice", 1 + n / 100) > 0 for n in range(500))
    assert ask(some, "alice", 10) == 0


def test_heavy_calls_are_three_a_minute_and_light_ones_go_on() -> None:
    some = RateLimits()
    assert [ask(some, "alice", n, heavy=True) for n in range(3)] == [0, 0, 0]
    assert ask(some, "alice", 30, heavy=True) == 30
    assert ask(some, "alice", 30) == 0
    assert ask(some, "alice", 60, heavy=True) == 0


@pytest.mark.parametrize(("size", "most"), [(0, 200), (100, 200), (101, 202), (500, 1_000)])
def test_a_group_may_call_twice_a_member_and_never_less_than_two_hundred_times(size: int, most: int) -> None:
    some = RateLimits()
    through = [ask(some, f"m{n}", 0, size=size) == 0 for n in range(most + 5)]
    assert through == [True] * most + [False] * 5


def test_an_answer_to_a_quiz_is_not_held_to_the_groups_limit_but_to_the_members() -> None:
    some = RateLimits()
    for n in range(200):
        ask(some, f"m{n}", 0)
    assert ask(some, "alice", 1) == 9
    assert [ask(some, "alice", 1, exempt=True) for _ in range(20)] == [0] * 20
    assert ask(some, "alice", 1, exempt=True) == 10


def test_a_refusal_is_told_once_in_ten_seconds() -> None:
    some = RateLimits()
    told = [some.tell("alice", at(second)) for second in (0, 1, 9, 10, 11)]
    assert told == [True, False, False, True, False]
    assert some.tell("bob", at(1))


def test_a_heavy_call_too_many_and_what_follows_it_are_answered_until_it_is_a_flood() -> None:
    some, group = RateLimits(), GroupId("g")

    def asked(*, heavy: bool) -> str:
        if not some.wait("alice", group, 1, heavy=heavy, exempt=False, now=at(0)):
            return "done"
        return "told" if some.tell("alice", at(0), heavy=heavy) else "silence"

    assert [asked(heavy=True) for _ in range(5)] == ["done", "done", "done", "told", "told"]
    assert [asked(heavy=False), asked(heavy=True)] == ["done", "told"]
    assert [asked(heavy=True) for _ in range(15)] == [*["told"] * 13, *["silence"] * 2]


def test_many_strangers_do_not_fill_the_memory() -> None:
    window = RateWindow(1, 10, keys=3)
    for who in ("a", "b", "c"):
        window.count(who, at(0))
    assert window.wait("a", at(1))
    window.count("d", at(1))
    assert window.wait("a", at(1))
    assert not window.wait("b", at(1))


def test_the_wait_that_is_told_is_true_also_when_more_got_through_than_the_window_holds() -> None:
    some = RateLimits()
    for n in range(200):
        ask(some, f"m{n}", 0)
    for n in range(5):
        ask(some, f"m{n}", 4, exempt=True)
    told = ask(some, "alice", 5)
    assert told == 5
    for n in range(200):
        ask(some, f"n{n}", 8, exempt=True)
    assert ask(some, "alice", 9) == 9
    assert ask(some, "alice", 18) == 0


def test_a_clock_that_is_set_back_shuts_nobody_out() -> None:
    some = RateLimits()
    for _ in range(20):
        ask(some, "alice", 3_600)
    assert ask(some, "alice", 0) == 0
    assert some.tell("bob", at(3_600))
    assert some.tell("bob", at(0))
