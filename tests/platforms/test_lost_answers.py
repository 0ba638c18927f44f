"""No answer is lost: seeded faults on every request by which somebody is answered, on both platforms.

An answer is lost when its asker sees nothing within the life of what they did: fifteen minutes.
"""

import asyncio
import datetime as dt
import os
from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest
from simcord.backend.models.interaction import ResponseKind

from bot.core import kinds
from bot.core.card import Ask, card
from tests.onstage.telling import FULL
from tests.platforms.discord.loopback import Loopback
from tests.platforms.door import asked, row, said
from tests.platforms.sides import DiscordSide
from tests.platforms.slack.member import Member
from tests.platforms.slack.slackdesk import at_desk, form

FAULTS = 100 if os.environ.get(FULL) else 25
"""On each platform."""
LIFE = dt.timedelta(minutes=15)
WORDS = "Today, 15 minutes"
AND_DONE = " and done"
KINDS = ("503", "500", "429", "soon", "garbled", f"garbled{AND_DONE}", "dropped", f"dropped{AND_DONE}")
ZONE = Ask(name="zone", label="Your time zone", kind=kinds.ZONE)


# Slack

SLACK_METHODS = (
    "response_url",
    "chat.postMessage",
    "chat.postEphemeral",
    "chat.update",
    "conversations.open",
    "users.info",
    "views.open",
    "views.publish",
)


BREAKS_SLACK: dict[str, dict[str, Any]] = {
    "503": {"status": 503},
    "500": {"status": 500},
    "429": {"retry_after": 45},
    "soon": {"retry_after": 3},
    "garbled": {"body": '{"ok": tr', "status": 200},
    "dropped": {"drop": True},
}
ON_SLACK: dict[str, Callable[[Member], Awaitable[Any]]] = {
    "command": lambda alice: alice.slash("/prep today"),
    "dm": lambda alice: alice.dm("today"),
    "thread": lambda alice: alice.dm("today", below=next(alice.team.visible(alice.user.id))),
    "name": lambda alice: alice.names("@Loopmate today"),
    "home": lambda alice: alice.open_home(),
    "press": lambda alice: alice.press("Done"),
    "shortcut": lambda alice: alice.shortcut(alice.says("Cut latency by half")),
}


async def seen_on_slack(seed: int) -> tuple[str, bool]:
    """What was done and what broke, and whether an answer was seen in time."""
    chance = Random(seed)
    acts, wants_form = chance.choice(list(ON_SLACK)), chance.random() < 0.3
    broken = [(m, chance.choice(KINDS), chance.choice((1, 2, 3, 9))) for m in chance.sample(SLACK_METHODS, 3)]
    async with at_desk() as desk:
        alice, begun = desk.space.person("alice"), desk.slack.clock.now()
        desk.answers(card("First", row("Done")))
        await alice.dm("today")
        desk.answers(said(form()) if wants_form else said(card(WORDS), replace=True))
        for method, kind, times in broken:
            what, done = BREAKS_SLACK[kind.removesuffix(AND_DONE)], kind.endswith(AND_DONE)
            desk.slack.fail(method, **what, after=done, times=times)
        await ON_SLACK[acts](alice)
        await desk.platform.intake.idle()
        shown = alice.modal is not None or any(
            WORDS in s.text or "Open the form" in s.text for s in alice.seen
        )
        in_time = desk.slack.clock.now() - begun < LIFE
    return f"{acts}, {broken}", shown and in_time


# Discord

DISCORD_REQUESTS = (
    ("POST", "/interactions/*/callback"),
    ("PATCH", "/webhooks/*/messages/@original"),
    ("POST", "/webhooks/*"),
    ("POST", "/users/@me/channels"),
    ("POST", "/channels/*/messages"),
)


def breaks_discord(api: Loopback, request: tuple[str, str], kind: str, times: int) -> None:
    done = kind.endswith(AND_DONE)
    match kind.split(maxsplit=1)[0]:
        case "503" | "500":
            api.fail(*request, int(kind), times=times)
        case "429":
            api.limit(*request, 45, times=times, via=request[1][1] not in "iw")
        case "soon":
            api.limit(*request, 3, times=times, via=False)
        case "garbled":
            api.fail(*request, 200, raw='{"id": ', stored=done, times=times)
        case "dropped":
            api.fail(*request, 200, drop=True, stored=done, times=times)


def shown_on_discord(side: DiscordSide) -> bool:
    opened = any(i.response_kind is ResponseKind.MODAL for i in side.api.state.interactions.values())
    return opened or any(WORDS in s.text or "Open the form" in s.text for s in side.erin.seen)


async def seen_on_discord(seed: int) -> tuple[str, bool]:
    chance = Random(seed)
    acts: str = chance.choice(("slash", "press", "dm", "name"))
    broken = [
        (r, chance.choice(KINDS), chance.choice((1, 2, 3, 9))) for r in chance.sample(DISCORD_REQUESTS, 3)
    ]
    async with DiscordSide.opened() as side:
        side.door.answer = lambda _: said("First")
        await side.erin.slash("/prep start")
        begun = side.clock.now()
        wants_form, replaces = chance.random() < 0.3, chance.random() < 0.5
        answer = asked(ZONE) if wants_form else said(WORDS, replace=replaces)
        side.door.answer, side.door.defers = lambda _: answer, chance.random() < 0.6
        for request, kind, times in broken:
            breaks_discord(side.api, request, kind, times)
        doing: dict[str, Callable[[], Awaitable[Any]]] = {
            "slash": lambda: side.erin.slash("/prep start"),
            "press": lambda: side.erin.press("Go"),
            "dm": lambda: side.erin.dm("today"),
            "name": lambda: side.erin.names("@Loopmate today"),
        }
        done = asyncio.ensure_future(doing[acts]())
        try:
            await side.api.changes.until(lambda: shown_on_discord(side), within=5.0)
            seen = side.clock.now() - begun < LIFE
        except TimeoutError:
            seen = False
        done.cancel()
        await asyncio.gather(done, return_exceptions=True)
    return f"{acts}, {side.door.defers}, {broken}", seen


@pytest.mark.parametrize("seed", range(FAULTS))
@pytest.mark.parametrize("seen_on", [seen_on_slack, seen_on_discord])
async def test_no_answer_is_lost(seen_on: Callable[[int], Awaitable[tuple[str, bool]]], seed: int) -> None:
    what, seen = await seen_on(seed)
    assert seen, what
