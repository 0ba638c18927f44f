"""What is said of those who are missing when a mock begins: bob isn't, bob and erin aren't."""

import datetime as dt

from bot.core.card import Card, plain
from bot.core.member import Member
from bot.core.values import MemberId
from handlers.mocks import agreement_cards, meeting_cards
from handlers.mocks.model import Mock
from tests.world import write

NOW = dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
ALICE, BOB, ERIN = (
    Member(id=MemberId(name), name=name, zone="UTC", joined=NOW) for name in ("alice", "bob", "erin")
)
MOCK = Mock(week=NOW.date(), at=NOW, members=(ALICE.id, BOB.id, ERIN.id))


def test_the_verb_agrees_with_one_name_and_with_two() -> None:
    one, two = [BOB], [BOB, ERIN]
    assert first(meeting_cards.arrival("k", MOCK, one)) == "Good. bob isn't here yet."
    assert first(meeting_cards.arrival("k", MOCK, two)) == "Good. bob and erin aren't here yet."
    assert first(meeting_cards.delay_note(one)) == "Noted: ten minutes late. bob knows."
    assert first(meeting_cards.delay_note(two)) == "Noted: ten minutes late. bob and erin know."
    assert first(meeting_cards.ways_out("k", two, out=False)).startswith("bob and erin haven't answered yet")
    assert first(meeting_cards.call_for_missing("k", MOCK, two, "UTC")).startswith("bob and erin are waiting")
    agreed = plain(agreement_cards.acceptance("k", MOCK, ALICE, two, two), write)
    assert agreed[1] == "I'll tell you when bob and erin have answered too."


def first(shown: Card) -> str:
    return plain(shown, write)[0]
