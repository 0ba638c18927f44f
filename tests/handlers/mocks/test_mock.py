"""What a mock becomes by what its people press."""

import datetime as dt
import json

from cryptography.fernet import Fernet

from bot.core.ids import MemberId
from bot.store.vault import Vault
from handlers.mocks.model import Mock
from handlers.mocks.records import MOCKS

AT = dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
A, B, C = MemberId("a"), MemberId("b"), MemberId("c")
MOCK = Mock(week=dt.date(2026, 11, 30), at=AT, members=(A, B))


def test_who_says_that_they_met_is_believed_and_an_answer_can_be_changed() -> None:
    assert MOCK.answer(A, "no").state == "not_met"
    assert not MOCK.answer(A, "no").counts
    assert MOCK.answer(A, "no").answer(B, "yes").state == "met"
    assert MOCK.answer(A, "yes").answer(A, "no").state == "not_met"
    assert MOCK.answer(A, "yes").counts


def test_records_of_the_first_version_keep_whether_they_were_cancelled() -> None:
    vault = Vault((Fernet.generate_key().decode(),))
    for cancelled, state in ((True, "cancelled"), (False, "proposed")):
        body = {"week": "2026-11-30", "at": AT.isoformat(), "members": ["a", "b"], "cancelled": cancelled}
        _, mock = MOCKS.unpack(b"stamp\n1\n" + json.dumps(body).encode(), vault)
        assert (mock.state, mock.members, mock.minutes) == (state, (A, B), 45)


def test_who_stands_in_cannot_see_a_place_of_the_others_and_a_link_for_everybody_stays() -> None:
    booked = MOCK.model_copy(update={"place": "https://x", "venue": "voice", "event": "e", "booking": "r"})
    after = booked.replace_with(B, by=C)
    assert (after.place, after.venue, after.event, after.booking) == ("", "", "", "")
    linked = MOCK.model_copy(update={"place": "https://x", "venue": "shared"}).replace_with(B, by=C)
    assert (linked.place, linked.venue) == ("https://x", "shared")
