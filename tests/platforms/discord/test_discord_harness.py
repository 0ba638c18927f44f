"""The loopback Discord is as strict as Discord: what it would refuse or show badly fails a bot's test."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any

import discord
import pytest
from simcord import SetupError

from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import connected, loopback
from tests.platforms.discord.rules import problems
from tests.platforms.sides import DiscordSide

SEND, ANSWER, COMMANDS = "/channels/1/messages", "/interactions/1/token/callback", "/applications/1/commands"
QUIET: dict[str, Any] = {"allowed_mentions": {"parse": []}}


def fields(count: int, **more: Any) -> dict[str, Any]:
    parts = [{"type": 18, "component": {"type": 4, "custom_id": f"f{n}"} | more} for n in range(count)]
    return {"type": 9, "data": {"title": "Start", "custom_id": "1:form", "components": parts}}


def buttons(*ids: str, label: str = "Today") -> dict[str, Any]:
    row = [{"type": 2, "style": 2, "label": label, "custom_id": one} for one in ids]
    return {"components": [{"type": 1, "components": row}]}


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        (ANSWER, fields(5), "a modal cannot answer a modal"),
        (ANSWER, fields(6), "between 1 and 5 components"),
        (ANSWER, fields(1, max_length=3, value="four"), "f0 holds 4 characters, its field takes 3"),
        (ANSWER, {"type": 8, "data": {"choices": [{"name": "a", "value": "a"}] * 26}}, "26 choices"),
        (SEND, {"content": "x" * 2_001, **QUIET}, "2000 or fewer characters"),
        (SEND, buttons("today", "today"), "'today' is not unique"),
        (SEND, buttons("today", label="x" * 81), "label: must be 80 or fewer"),
        (SEND, {"nonce": "n" * 26}, "nonce has at most 25"),
        (COMMANDS, [{"type": 1, "name": "prep", "description": "d" * 7_997}], "has 8,001 characters"),
        # what Discord would take, and members would be worse off with
        (SEND, {"content": "hello"}, "everything in the text pings"),
        (SEND, {"content": "hello", "allowed_mentions": {"parse": ["everyone"]}}, "lets everyone be pinged"),
        (SEND, {"content": "hello", "allowed_mentions": {"users": ["5"]}}, "names somebody"),
        (SEND, {"embeds": [{"image": {"url": "attachment://plot.png"}}]}, "no alternative text"),
        (SEND, {"attachments": [{"filename": "plot.png"}]}, "plot.png has no description"),
    ],
)
def test_a_request_that_discord_or_the_house_forbids_is_a_problem(
    path: str, body: Mapping[str, Any] | list[Any], why: str
) -> None:
    found = problems("PUT" if path == COMMANDS else "POST", path, body, answers=5)
    assert any(why in problem.why for problem in found), found


@pytest.mark.parametrize(
    ("text", "pings", "why"), [("x" * 2_001, False, "2000 or fewer"), ("@everyone", True, "lets everyone")]
)
async def test_what_is_forbidden_fails_the_test_at_the_end(text: str, pings: bool, why: str) -> None:
    client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
    with pytest.raises(AssertionError, match=why):
        async with loopback() as api, connected(client, api):
            user = await client.fetch_user(Guild(api).person("erin").id)
            with nullcontext() if pings else pytest.raises(discord.HTTPException, match=why):
                await user.send(text, allowed_mentions=discord.AllowedMentions(everyone=pings, users=False))


async def test_what_the_tree_does_not_have_and_a_value_out_of_range_cannot_be_sent(t: DiscordSide) -> None:
    unknown = (
        "/prep stop",
        "/other",
        "/prep start zon=UTC",
        "/prep start minutes=many",
        "/prep start minutes=4",
    )
    for person, text in (*((t.erin, text) for text in unknown), (t.person("ben"), "/prep-admin setup")):
        with pytest.raises(SetupError):
            await person.slash(text)
    assert t.door.inbounds == []
