"""What Discord alone does with the one card of a flow that has working buttons: one edit, in its turn."""

from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from bot.core.reply import Answer, Inbound, Pressed
from tests.platforms.discord.person import Silence
from tests.platforms.discord.state import START
from tests.platforms.door import said
from tests.platforms.sides import FLOW, DiscordSide

PRESSED = "/webhooks/*/messages/@original"
UPDATE = 7
EXPIRED = {"message": "Invalid Webhook Token", "code": 50027}


def ask(inbound: Inbound) -> Answer:
    """A question, and for whoever presses it the next one."""
    words = "Next" if isinstance(inbound.signal, Pressed) else "First"
    return said(words, flow=FLOW)


@pytest.fixture(autouse=True)
def asking(t: DiscordSide) -> None:
    t.door.answer = ask


async def press(t: DiscordSide, number: int) -> None:
    """erin presses; done when that many cards are in her DM."""
    with suppress(Silence):  # what changes first is the card itself
        await t.erin.press("Go")
    await t.api.changes.until(lambda: len(t.erin.inbox) == number)


def edits(t: DiscordSide) -> list[str]:
    """How cards were changed: each request by the interaction that pressed it, or by the bot."""
    callbacks = t.api.requests("POST", "/interactions/*/callback")
    return (
        ["answer"] * sum(a.body["type"] == UPDATE for a in callbacks)
        + ["token"] * len(t.api.requests("PATCH", PRESSED))
        + ["bot"] * t.count("edit")
    )


@pytest.mark.parametrize("defers", [False, True])
async def test_a_pressed_card_is_changed_once(t: DiscordSide, defers: bool) -> None:
    t.door.defers = defers
    await t.erin.dm("quiz")
    for number in range(2, 5):
        await press(t, number)
    await t.tell("later", flow=FLOW)
    assert t.labels() == [[], [], [], [], ["Go"]]
    assert edits(t) == ["token" if defers else "answer"] * 3 + ["bot"]


@pytest.mark.parametrize("has_restarted", [False, True])
async def test_a_press_after_the_interaction_has_expired_still_takes_the_buttons(
    t: DiscordSide, has_restarted: bool
) -> None:
    await t.erin.dm("quiz")
    if has_restarted:
        await t.restart()
    t.door.defers = True
    t.api.fail("PATCH", PRESSED, 401, EXPIRED)
    await press(t, 2)
    await t.api.changes.until(lambda: t.count("edit"))
    assert t.labels() == [[], ["Go"]]
    assert edits(t) == ["token", "bot"]


async def test_edits_have_their_turn_among_the_messages(t: DiscordSide) -> None:
    for number in range(30):
        assert (await t.tell(f"e{number}", flow=FLOW)).outcome == "sent"
    assert t.labels() == [[]] * 29 + [["Go"]]
    assert (t.clock.now() - START).total_seconds() == pytest.approx((30 + 29 - 40) / 40)


async def test_an_edit_that_would_have_to_wait_long_is_left_out(t: DiscordSide) -> None:
    t.api.bucket(*t.REQUESTS["edit"], limit=1, reset=300)
    with capture_logs() as logs:
        for entry in ("a", "b", "c"):
            assert (await t.tell(entry, flow=FLOW)).outcome == "sent"
    assert t.labels() == [[], ["Go"], ["Go"]]
    assert t.UNSETTLED in [e["event"] for e in logs]
    assert [a.status for a in t.api.requests(*t.REQUESTS["edit"])] == [200]
