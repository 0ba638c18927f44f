"""Envelopes that come twice, at once or later or to another process, and double clicks: done and answered once."""

import asyncio
import datetime as dt
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from simcord.interactions import base_payload

from bot.context import Context
from bot.core.card import card
from bot.core.command import ANYONE, Args, command
from bot.core.reply import Reply
from bot.core.values import Call
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.settings import SlackOptions
from tests.onstage.cast import Player, Troupe
from tests.onstage.discord import discord_world
from tests.onstage.slack import SlackWorld, slack_world
from tests.onstage.telling import FULL
from tests.platforms.slack import payloads
from tests.platforms.slack.loopback import APP_TOKEN
from tests.platforms.slack.member import Member
from tests.platforms.slack.sockets import Kind
from tests.platforms.slack.state import Json
from tests.platforms.slack.transports import InProcess
from tests.records import group_of, unit_of

SHARE = 1 if os.environ.get(FULL) else 40
"""Ten thousand in all; `make test` does a fortieth of them."""
ON_SLACK, ON_DISCORD, CLICKS = 7_600 // SHARE, 2_000 // SHARE, 200 // SHARE
"""Envelopes that come three times, and pairs of double clicks on each platform."""
PEOPLE, TOGETHER = 50, 5


class Tick(Args, path="admin.tick"):
    """Under the other root: `/prep` is full."""


@command("Counts one, each time", access=ANYONE)
async def tick(ctx: Context, args: Tick) -> Reply:
    ctx.unit.add("tick")
    return Reply(body=card("Counted."))


async def ticks(w: Troupe) -> int:
    """How often the state was changed."""
    return (await (await unit_of(w)).counts())["tick"]


async def button(w: Troupe) -> str:
    """The payload of a button that ticks."""
    written = w.app.registry.encode(await group_of(w), Call(path="admin.tick"))
    assert written is not None
    return written


class Envelopes:
    """What Slack hands over for people who tick: by a command, a press, or words in the DM."""

    def __init__(self, w: SlackWorld, pressed: str) -> None:
        self._hall, self._team, self._pressed = w.hall, w.hall.team, pressed
        self._general = w.hall.space.channel("general")

    def __iter__(self) -> Iterator[tuple[Kind, Json]]:
        for number in range(ON_SLACK):
            who = self._hall.member(f"m{number % PEOPLE}", admin=False)
            yield (self._slash, self._press, self._words)[number % 3](who)

    def _hook(self, who: Member) -> str:
        return f"{self._hall.server.root}/hooks/{self._team.hook(who.user.id, self._general.id).id}"

    def _slash(self, who: Member) -> tuple[Kind, Json]:
        sent = payloads.slash(self._team, who.user, self._general, "/prep-admin", "tick", self._hook(who))
        return "slash_commands", sent

    def _press(self, who: Member) -> tuple[Kind, Json]:
        message = self._team.post(self._general.id, self._team.bot.id, "Hello", only_for=who.user.id)
        pressed = {"type": "button", "action_id": "press-0-0", "value": self._pressed}
        block = {"block_id": "row"}
        return "interactive", payloads.press(self._team, who.user, message, block, pressed, self._hook(who))

    def _words(self, who: Member) -> tuple[Kind, Json]:
        said = self._team.post(self._team.direct([who.user.id]).id, who.user.id, "admin.tick")
        return "events_api", payloads.event(self._team, payloads.typed(self._team, said, []))


async def test_what_slack_sends_again_to_this_process_or_another_is_done_once(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, {}, more=(tick,)) as w:
        await w.member("mia")
        options = SlackOptions(w.hall.team.token, app_token=APP_TOKEN, api_url=w.hall.server.url)
        other = SlackPlatform(w.app.services, options)
        async with other.open_web():
            here, there = w.hall.space.transport, InProcess(other.app)
            for kind, payload in Envelopes(w, await button(w)):
                w.clock.set(w.now + dt.timedelta(seconds=1))
                acks = await asyncio.gather(*(to.send(kind, payload) for to in (here, there, here)))
                assert all(ack.ok for ack in acks)
                await asyncio.gather(other.intake.idle(), w.hall.space.settled())
            team = w.hall.team
            answers = [m for m in team.messages if m.user == team.bot.id and m.text == "Counted."]
            assert await ticks(w) == len(answers) == ON_SLACK


async def test_what_discord_sends_again_is_done_once(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}, more=(tick,)) as w:
        await w.member("mia")
        people = [w.hall.person(f"m{n}", manage=False) for n in range(TOGETHER)]
        pressed, state = await button(w), w.api.state
        room = w.guild.channel("general").id
        for first in range(0, ON_DISCORD, TOGETHER):
            w.clock.set(w.now + dt.timedelta(seconds=5))
            made = [
                base_payload(
                    state, channel_id=room, guild_id=w.guild.id, user_id=who.id, **_asked(number, pressed)
                )
                for number, who in enumerate(people, first)
            ]
            for _ in range(3):
                for _, payload in made:
                    state.emit("INTERACTION_CREATE", payload)
            await w.api.settle()
            assert all(interaction.responded for interaction, _ in made)
        said = [str(m.components) for inside in state.messages.values() for m in inside.values()]
        assert await ticks(w) == sum("Counted" in words for words in said) == ON_DISCORD


def _asked(number: int, pressed: str) -> dict[str, Any]:
    """A press, or a command: the kind of interaction and what it holds."""
    if number % 2:
        return {"type": 3, "data": {"custom_id": pressed, "component_type": 2}}
    inside = [{"type": 1, "name": "tick", "options": []}]
    return {"type": 2, "data": {"id": "2", "name": "prep-admin", "type": 1, "options": inside}}


async def clicked_twice(w: Troupe) -> Counter[str]:
    """[Done 1] and [Undo], each clicked twice; how the answers begin."""
    mia = await w.member("mia")
    assert isinstance(mia, Player)
    begun: Counter[str] = Counter()
    for _ in range(CLICKS):
        await w.advance(seconds=5)
        day = await mia.say("/prep today")
        first = await mia.press("Done 1", on=day)
        second = await mia.press("Done 1", on=day)
        back, nothing = await mia.press("Undo", on=first), await mia.press("Undo", on=first)
        begun.update(s.text.partition(":")[0].splitlines()[0] for s in (first, second, back, nothing))
    return begun


@pytest.mark.parametrize("world", [slack_world, discord_world])
async def test_words_that_are_corrected_are_answered_if_they_meant_nothing_and_what_was_done_is_done_once(
    world: Any, tmp_path: Path
) -> None:
    async with world(tmp_path, {}, more=(tick,)) as w:
        player = await w.member("mia")
        mia = player.member if world is slack_world else player.someone
        await mia.dm("tik")
        assert "can't help" in mia.seen[-1].text
        for text in ("admin.tick", "Admin.tick", "admin.tick "):
            await w.advance(seconds=5)
            await mia.correct(text)
        assert await ticks(w) == 1
        assert [seen.lines[0] for seen in mia.seen].count("Counted.") == 1


@pytest.mark.parametrize("world", [slack_world, discord_world])
async def test_a_double_click_is_one(world: Any, tmp_path: Path) -> None:
    async with world(tmp_path, {}) as w:
        begun = await clicked_twice(w)
    assert {begun["Done"], begun["Done already"], begun["Undone"]} == {CLICKS}


async def test_a_double_click_leaves_the_first_answer_on_the_card(tmp_path: Path) -> None:
    """The second comes while the first is being worked on, and would say that nothing changed."""
    async with slack_world(tmp_path, {}) as w:
        await w.member("mia")
        mia = w.hall.member("mia", admin=False)
        await mia.dm("today")
        await asyncio.gather(*(mia.press("Done 1") for _ in range(3)))
        assert [s.lines[0].partition(":")[0] for s in mia.seen if "Undo" in s.labels] == ["Done"]
        assert w.app.dispatcher.counts["duplicate"] == 2
        await mia.press("Undo")
        await mia.press("Done")
        assert "Undo" in mia.seen[-1].labels, "pressed anew, it's done anew"
