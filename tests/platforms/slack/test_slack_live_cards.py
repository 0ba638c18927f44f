"""The one card of a flow that has working buttons, in a DM and a group DM: the one before it loses them."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.platforms.port import Receipt
from tests.platforms.slack.loopback import SCOPES
from tests.platforms.slack.slackdesk import Desk, another, at_desk, delivery, row, said

PROPOSAL = card("Saturday at 15:00.", row("Works for me"))
PLACES = pytest.mark.parametrize("place", ["dm", "meeting"])


class Pair:
    """Two people of a mock, and what they see of it."""

    def __init__(self, desk: Desk, place: str = "dm") -> None:
        self.desk, self.place = desk, place
        self.people = [desk.space.person(name) for name in ("dave", "erin")]
        self.erin = self.people[1]

    async def tell(self, entry: str, by: Desk | None = None) -> Receipt:
        """A card of the mock, into erin's DM or the group DM of the two."""
        desk, people = by or self.desk, [person.user.id for person in self.people]
        more: dict[str, Any] = {"place": "meeting", "people": people} if self.place == "meeting" else {}
        answer = said(PROPOSAL, flow="mock.7")
        return await desk.platform.deliver(
            delivery(desk, PROPOSAL, people[1], id=entry, answer=answer, **more)
        )

    @property
    def labels(self) -> list[list[str]]:
        """The buttons of each card there."""
        return [seen.labels for seen in self.erin.seen if seen.where == self.place]


@PLACES
async def test_after_a_restart_the_card_before_loses_its_buttons(desk: Desk, place: str) -> None:
    pair = Pair(desk, place)
    await pair.tell("a")
    async with another(desk) as later:
        await pair.tell("b", by=later)
        await pair.tell("c", by=later)
    assert pair.labels == [[], [], ["Works for me"]]
    assert desk.slack.count("conversations.history") == 2, "once for each process"
    assert desk.slack.count("chat.update") == 2


@PLACES
async def test_without_the_scope_it_is_not_looked_for(place: str) -> None:
    missing = "im:history" if place == "dm" else "mpim:history"
    async with at_desk(scopes=[scope for scope in SCOPES if scope != missing]) as desk:
        pair = Pair(desk, place)
        await pair.tell("a")
        async with another(desk) as later:
            await pair.tell("b", by=later)
        assert desk.slack.count("conversations.history") == 0
        assert pair.labels == [["Works for me"]] * 2


@PLACES
@pytest.mark.parametrize(
    ("method", "fault"),
    [
        ("conversations.history", {"error": "channel_not_found"}),
        ("conversations.history", {"error": "missing_scope"}),
        ("conversations.history", {"error": "token_expired"}),
        ("conversations.history", {"retry_after": 30}),
        ("conversations.history", {"status": 500}),
        ("chat.update", {"error": "message_not_found"}),
        ("chat.update", {"error": "cant_update_message"}),
        ("chat.update", {"error": "channel_not_found"}),
        ("chat.update", {"error": "is_archived"}),
        ("chat.update", {"error": "token_revoked"}),
        ("chat.update", {"drop": True}),
    ],
)
async def test_what_stands_in_the_way_holds_up_no_message(
    desk: Desk, place: str, method: str, fault: dict[str, Any]
) -> None:
    pair = Pair(desk, place)
    await pair.tell("a")
    async with another(desk) as later:
        desk.slack.fail(method, **fault)
        with capture_logs() as logs:
            assert (await pair.tell("b", by=later)).outcome == "sent"
        assert [e["event"] for e in logs] == ["slack.unsettled"]
        assert pair.labels == [["Works for me"]] * 2
        tried = desk.slack.count(method)
        await pair.tell("c", by=later)
    assert desk.slack.count("conversations.history") == 2, "looked for once"
    assert desk.slack.count("chat.update") == (1 if method == "conversations.history" else tried + 1)
    assert pair.labels == [["Works for me"], [], ["Works for me"]]


async def test_a_press_on_an_older_card_that_kept_its_buttons_closes_both(desk: Desk) -> None:
    pair = Pair(desk)
    await pair.tell("a")
    desk.slack.fail("chat.update", status=500)
    await pair.tell("b")
    desk.answers(said(card("Another time?", row("Sunday")), flow="mock.7"))
    await pair.erin.press("Works for me", on=pair.erin.seen[0])
    assert pair.labels == [[], [], ["Sunday"]]
