"""What is said of those who are missing when a mock begins: bob isn't, bob and erin aren't."""

import datetime as dt
from typing import Any

import pytest

from bot.core.card import Card, plain
from bot.core.member import Member
from bot.core.values import MemberId
from bot.platforms.spec import PlatformSpec, specs
from handlers.mocks import agreement_cards, meeting_cards
from handlers.mocks.model import Mock
from handlers.mocks.view import MockView
from tests.world import write

NOW = dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
ALICE, BOB, ERIN = (
    Member(id=MemberId(name), name=name, zone="UTC", joined=NOW) for name in ("alice", "bob", "erin")
)
MOCK = Mock(week=NOW.date(), at=NOW, members=(ALICE.id, BOB.id, ERIN.id))


@pytest.mark.parametrize("spec", specs(), ids=lambda spec: spec.name)
def test_who_reports_what_nobody_hears_of_is_told_where_else_to_turn(spec: PlatformSpec[Any]) -> None:
    whom = spec.words.admins or "somebody you trust outside this group"
    for apart in (True, False):
        kept = "\n".join(plain(meeting_cards.report_receipt(spec.words, told=False, apart=apart), write))
        assert f"There's nobody here I can tell. To be heard now, turn to {whom}" in kept
        sent = "\n".join(plain(meeting_cards.report_receipt(spec.words, told=True, apart=apart), write))
        assert "turn to" not in sent


def test_the_verb_agrees_with_one_name_and_with_two() -> None:
    three = MOCK.accept(ALICE.id).arrive(ALICE.id)
    assert first(meeting_cards.arrival(view(three.arrive(ERIN.id)))) == "Good. bob isn't here yet."
    assert first(meeting_cards.arrival(view(three))) == "Good. bob and erin aren't here yet."
    two = three.without(frozenset([ERIN.id]))
    assert first(meeting_cards.delay_note(view(two))) == "Noted: ten minutes late. bob knows."
    assert first(meeting_cards.delay_note(view(three))) == "Noted: ten minutes late. bob and erin know."
    assert first(meeting_cards.ways_out(view(three))).startswith("bob and erin haven't answered yet")
    here = MOCK.arrive(BOB.id).arrive(ERIN.id)
    assert first(meeting_cards.call_for_missing(view(here))).startswith("bob and erin are waiting")
    agreed = plain(agreement_cards.acceptance(view(three)), write)
    assert agreed[1] == "I'll tell you when bob and erin have answered too."


def view(mock: Mock) -> MockView:
    """The mock as alice sees it."""
    return MockView("k", mock, {m.id: m for m in (ALICE, BOB, ERIN)}, ALICE)


def first(shown: Card) -> str:
    return plain(shown, write)[0]
