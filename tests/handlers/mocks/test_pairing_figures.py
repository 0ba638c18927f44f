"""The organizers' figures of the mock rounds: nothing of fewer than three members, not even that it's nobody."""

import datetime as dt

import pytest

from bot.core.card import plain
from bot.core.member import Member
from bot.core.values import MemberId
from bot.pairing.policy import LeftReason
from handlers.mocks import organizer_cards
from handlers.mocks.model import Mock, Turn
from handlers.mocks.organizer import count_figures
from tests.world import write

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MONDAY = dt.date(2026, 11, 16)
PEOPLE = {i: Member(id=MemberId(i), name=i, zone="UTC", joined=NOW - dt.timedelta(weeks=5)) for i in "abcdef"}
HELD = Mock(week=MONDAY, at=NOW - dt.timedelta(days=5), members=(), state="met")


def mocks(*pairs: str, **changes: object) -> list[Mock]:
    return [HELD.copy_with(members=tuple(map(MemberId, pair)), **changes) for pair in pairs]


def pressed(*pairs: str, **changes: object) -> list[Mock]:
    """Mocks in which everybody pressed something."""
    return [one.copy_with(pressed=one.members) for one in mocks(*pairs, **changes)]


def shown(past: list[Mock], *left: str, people: str = "abcdef") -> str:
    turns = {who: Turn(week=MONDAY, batch=1, reason=LeftReason.ALONE) for who in left}
    here = {who: PEOPLE[who] for who in people}
    card = organizer_cards.figures(count_figures(past, turns, here, NOW), 0)
    return "\n".join(plain(card, write))


KINDS: list[tuple[dict[str, object], str]] = [
    ({"state": "cancelled"}, "canceled"),
    ({"state": "not_met"}, "didn't happen"),
    ({"state": "accepted"}, "no answer yet"),
    ({"weeks": 2}, "had met before"),
]


@pytest.mark.parametrize(("change", "words"), KINDS, ids=lambda one: one if isinstance(one, str) else "")
def test_what_happened_to_two_members_looks_as_if_it_had_happened_to_nobody(
    change: dict[str, object], words: str
) -> None:
    rest = pressed("ab", "cd")
    few = shown([*rest, *pressed("ef", "ef", **change)])
    assert words not in few
    assert words in shown([*rest, *pressed("ab", "cd", **change)])


def test_who_was_silent_or_alone_is_counted_from_three_on() -> None:
    everyone = pressed("ab", "cd", "ef")
    assert "silent" not in shown([*everyone, *mocks("ab")])
    assert "2 had silent members" in shown([*everyone, *mocks("ab", "cd")])
    assert "found no partner" not in shown(everyone, "a", "b")
    assert "3 members found no partner" in shown(everyone, "a", "b", "c")


def test_of_a_group_of_two_no_figure_is_shown() -> None:
    few = shown(mocks("ab", "ab"), "a", people="ab")
    assert few == shown([], people="ab")
    assert "wait" not in few
    assert "2 of 2 mocks took place in eight weeks (100%)." in shown(pressed("ab", "cd"))
    assert "Longest wait for a partner: 5 weeks" in shown(pressed("ab", "cd"))
