"""Weeks of mock rounds with no-shows, pauses and cancellations: everybody's outcome is told, nothing twice."""

from pathlib import Path

import pytest

from tests.handlers.mocks.term import DAY, Heard, Mate, Term, played


def needed(term: Term, mate: Mate, one: Heard) -> bool:
    """Whether a message is the only one of its kind to somebody at a mock which they waited through in vain."""
    if one.kind != "waiting":
        return True
    for mock in term.mocks.values():
        told = sum(h.kind == one.kind and mock.at <= h.at <= mock.end for h in mate.heard)
        in_vain = mate.id in mock.here and set(mock.members) > set(mock.here) and not mock.cancelled
        if mock.at <= one.at <= mock.end and mock.end + DAY < term.w.now:
            return told == 1 and in_vain
    return False


async def test_a_week_of_twelve_leaves_nobody_without_a_word_and_says_nothing_twice(tmp_path: Path) -> None:
    term, sent = await played(tmp_path, 12, 1, seed=2)
    assert term.problems() == []
    assert sent.get("set aside", 0) == sent.get("late", 0) == 0
    assert term.counts()["heard introduced"] == 12
    for kind, words in (
        ("introduced", "heard nothing"),
        ("time", "heard 0 times"),
        ("waiting", "waited for"),
    ):
        # of what is said again when somebody waits on, one may be lost unseen: here somebody heard it once
        mate, one = next(
            (m, h) for m in term.people for h in m.heard if h.kind == kind and needed(term, m, h)
        )
        mate.heard.remove(one)
        assert any(words in problem for problem in term.problems()), f"a lost {kind} is found"
        mate.heard += [one, one]
        assert any("times" in problem for problem in term.problems()), f"a doubled {kind} is found"
        mate.heard.remove(one)
    assert term.problems() == []


@pytest.mark.soak
async def test_a_term_of_five_hundred_for_twelve_weeks(tmp_path: Path) -> None:
    term, sent = await played(tmp_path, 500, 12)
    assert term.problems() == []
    assert sent.get("set aside", 0) == sent.get("late", 0) == 0
