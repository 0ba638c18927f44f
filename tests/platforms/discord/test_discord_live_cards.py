"""The one card of a flow that has working buttons: the one before it loses them, by one edit, in its turn."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.reply import Answer, Inbound, Pressed, Visible
from bot.core.values import AccountId, ChannelId
from bot.core.wall_time import ManualClock
from bot.platforms.port import Delivery, Receipt
from tests.platforms.discord.doorway import Doorway, said
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.harness import START
from tests.platforms.discord.loopback import Loopback, loopback
from tests.platforms.discord.person import Person, Silence
from tests.platforms.discord.process import Process, running

MESSAGES = "/channels/*/messages"
ONE, PRESSED = f"{MESSAGES}/*", "/webhooks/*/messages/@original"
UPDATE, UNSETTLED = 7, "card unsettled"
EXPIRED = {"message": "Invalid Webhook Token", "code": 50027}


def live(*lines: str, **more: Any) -> Answer:
    return said(*lines, **more).model_copy(update={"flow": "mock.7"})


def ask(inbound: Inbound) -> Answer:
    """A question, and for whoever presses it the next one."""
    return live("Next" if isinstance(inbound.signal, Pressed) else "First")


class Town:
    """A server with two people, and processes of the bot that come and go, all by one clock."""

    def __init__(self, api: Loopback) -> None:
        self.api, self.clock, self.guild = api, ManualClock(START), Guild(api)
        self.people = [self.guild.person(name) for name in ("dave", "erin")]

    @property
    def erin(self) -> Person:
        return self.people[1]

    def process(self, defers: Visible | None = None) -> Any:
        return running(self.api, Doorway(ask, defers=defers), clock=self.clock)

    async def tell(self, bot: Process, entry: str, place: str = "dm") -> Receipt:
        """A card of the flow, into erin's DM or the thread of the two."""
        accounts = tuple(AccountId(f"discord:@:{p.id}") for p in self.people)
        group = ChannelId(f"discord:{self.guild.id}:{self.guild.channel('general').id}")
        meeting = {"people": accounts, "channel": group, "topic": "dave and erin", "place": "meeting"}
        more: dict[str, Any] = meeting if place == "meeting" else {}
        return await bot.platform.deliver(Delivery(id=entry, to=accounts[1], answer=live(entry), **more))

    async def press(self, number: int) -> None:
        """erin presses; done when that many cards are in her DM."""
        with suppress(Silence):  # what changes first is the card itself
            await self.erin.press("Go")
        await self.api.changes.until(lambda: len(self.erin.inbox) == number)

    def labels(self, place: str = "dm") -> list[list[str]]:
        """The buttons of each card there."""
        return [seen.labels for seen in self.erin.seen if seen.where == place]

    def edits(self) -> list[str]:
        """How cards were changed: each request by the interaction that pressed it, or by the bot."""
        updates = [
            a for a in self.api.requests("POST", "/interactions/*/callback") if a.body["type"] == UPDATE
        ]
        return (
            ["answer"] * len(updates)
            + ["token"] * len(self.api.requests("PATCH", PRESSED))
            + ["bot"] * len(self.api.requests("PATCH", ONE))
        )


@asynccontextmanager
async def town() -> AsyncIterator[Town]:
    async with loopback() as api:
        yield Town(api)


@pytest.fixture
async def t() -> AsyncIterator[Town]:
    async with town() as one:
        yield one


@pytest.mark.parametrize("place", ["dm", "meeting"])
async def test_after_a_restart_the_card_before_loses_its_buttons(t: Town, place: str) -> None:
    for entry in ("a", "b", "c"):
        async with t.process() as bot:
            assert (await t.tell(bot, entry, place)).outcome == "sent"
    assert t.labels(place) == [[], [], ["Go"]]
    assert t.edits() == ["bot"] * 2


@pytest.mark.parametrize("defers", [None, "caller"])
async def test_a_pressed_card_is_changed_once(t: Town, defers: Visible | None) -> None:
    async with t.process(defers) as bot:
        await t.erin.dm("quiz")
        for number in range(2, 5):
            await t.press(number)
        await t.tell(bot, "later")
    assert t.labels() == [[], [], [], [], ["Go"]]
    assert t.edits() == ["token" if defers else "answer"] * 3 + ["bot"]


@pytest.mark.parametrize("has_restarted", [False, True])
async def test_a_press_after_the_interaction_has_expired_still_takes_the_buttons(
    t: Town, has_restarted: bool
) -> None:
    if has_restarted:
        async with t.process():
            await t.erin.dm("quiz")
    async with t.process("caller"):
        if not has_restarted:
            await t.erin.dm("quiz")
        t.api.fail("PATCH", PRESSED, 401, EXPIRED)
        await t.press(2)
        await t.api.changes.until(lambda: t.api.requests("PATCH", ONE))
    assert t.labels() == [[], ["Go"]]
    assert t.edits() == ["token", "bot"]


async def test_edits_have_their_turn_among_the_messages(t: Town) -> None:
    async with t.process() as bot:
        for number in range(30):
            assert (await t.tell(bot, f"e{number}")).outcome == "sent"
    assert t.labels() == [[]] * 29 + [["Go"]]
    assert (t.clock.now() - START).total_seconds() == pytest.approx((30 + 29 - 40) / 40)


async def test_an_edit_that_would_have_to_wait_long_is_left_out(t: Town) -> None:
    async with t.process() as bot:
        t.api.bucket("PATCH", ONE, limit=1, reset=300)
        with capture_logs() as logs:
            for entry in ("a", "b", "c"):
                assert (await t.tell(bot, entry)).outcome == "sent"
    assert t.labels() == [[], ["Go"], ["Go"]]
    assert (UNSETTLED in [e["event"] for e in logs], [a.status for a in t.api.requests("PATCH", ONE)]) == (
        True,
        [200],
    )


@pytest.mark.parametrize("place", ["dm", "meeting"])
@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        pytest.param("GET", MESSAGES, 403, 50001, id="may not read what was said"),
        pytest.param("GET", MESSAGES, 404, 10003, id="the channel is gone"),
        pytest.param("GET", MESSAGES, 401, 0, id="the token is refused"),
        pytest.param("PATCH", ONE, 404, 10008, id="the message is gone"),
        pytest.param("PATCH", ONE, 404, 10003, id="the channel is gone before the edit"),
        pytest.param("PATCH", ONE, 403, 50001, id="may not see the channel any more"),
        pytest.param("PATCH", ONE, 401, 0, id="the token is refused before the edit"),
        pytest.param("PATCH", ONE, 503, 0, id="Discord has trouble"),
    ],
)
async def test_what_stands_in_the_way_of_an_edit_holds_up_no_message(
    t: Town, place: str, method: str, path: str, status: int, code: int
) -> None:
    async with t.process() as bot:
        await t.tell(bot, "a", place)
    async with t.process() as bot:
        t.api.fail(method, path, status, {"message": "no", "code": code}, drop=status == 503, times=5)
        with capture_logs() as logs:
            assert (await t.tell(bot, "b", place)).outcome == "sent"
    assert UNSETTLED in [e["event"] for e in logs]
    assert t.labels(place) == [["Go"], ["Go"]]
    assert len(t.api.requests("POST", MESSAGES)) == 2
