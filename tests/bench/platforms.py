"""How long until an answer is visible on Slack and Discord, beside a bare app of the same SDK; memory and start.

Both apps run in this process before the same loopback server, one after the other. The bare one makes three round
trips to Redis and answers a line: what a hand-written bot of one command costs at least.
"""

import asyncio
import datetime as dt
import itertools
import json
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from simcord.interactions import base_payload
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import open_app
from bot.core.wall_time import ManualClock
from bot.platforms.discord.adapter import DiscordPlatform
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import PlatformServices
from bot.settings import Settings
from tests.bench.measurement import Figures, latencies, raw_server
from tests.bench.memory import resident
from tests.desk import running
from tests.onstage.slack import SlackWorld, slack_world
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import TOKEN, Loopback, connected, loopback
from tests.platforms.slack import payloads
from tests.platforms.slack.loopback import Loopback as SlackServer
from tests.platforms.slack.loopback import slack
from tests.platforms.slack.member import Member
from tests.platforms.slack.slackdesk import Later
from tests.platforms.slack.state import Json
from tests.platforms.slack.transports import InProcess, Transport
from tests.platforms.slack.workspace import Workspace
from tests.world import KEY, START
from tools.bench import empty

CALLS = 2_000
AT_ONCE = 100
APART = dt.timedelta(seconds=0.11)
"""Of simulated time between two calls: nobody meets a limit."""
AT_REST = 5.0
"""Seconds after which a connected process is at rest."""
One = Callable[[int], Awaitable[None]]


async def measured(one: One) -> Figures:
    return await latencies(one, CALLS, AT_ONCE)


@asynccontextmanager
async def three_trips() -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """What the bare apps do before they answer."""
    async with raw_server() as pipe:
        await pipe("HSET", "h", "a", "x" * 400)

        async def trips() -> None:
            for _ in range(3):
                await pipe("HMGET", "h", "a", "b")

        yield trips


# Slack


class Waiting(dict[str, "asyncio.Future[None]"]):
    """What answers are waited for."""

    def wait_for(self, name: str) -> "asyncio.Future[None]":
        self[name] = asyncio.get_running_loop().create_future()
        return self[name]

    def settle(self, name: str) -> None:
        if name in self:
            self.pop(name).set_result(None)


def answers_of_slack(server: SlackServer) -> Waiting:
    """Settled when a response URL was used, which is when a person sees the answer."""
    waiting, use = Waiting(), server.use_hook

    def used(name: str, body: Json) -> tuple[str, int]:
        said = use(name, body)
        waiting.settle(name)
        return said

    server.use_hook = used  # type: ignore[method-assign] # the one place through which answers come
    return waiting


def caller_on_slack(
    space: Workspace, people: list[Member], text: str, before: Callable[[], None], by: Transport
) -> One:
    """Types one command and waits until its answer stands there."""
    answered, general = answers_of_slack(space.slack), space.channel("general")
    root, word = text.split()

    async def one(number: int) -> None:
        before()
        who = people[number % len(people)]
        hook = space.team.hook(who.user.id, general.id)
        url = f"{space.slack.root}/hooks/{hook.id}"
        seen = answered.wait_for(hook.id)
        await by.send("slash_commands", payloads.slash(space.team, who.user, general, root, word, url))
        await seen

    return one


async def ours_on_slack() -> dict[str, Figures]:
    with tempfile.TemporaryDirectory() as folder:
        async with slack_world(Path(folder), {}, more=(empty,)) as w:
            people = [await joined(w, n) for n in range(AT_ONCE)]

            def tick() -> None:
                w.clock.set(w.clock.now() + APART)

            by = w.hall.space.transport
            return {
                f"loopmate, {text}": await measured(caller_on_slack(w.hall.space, people, text, tick, by))
                for text in ("/prep-admin bench", "/prep settings")
            }


async def joined(w: SlackWorld, number: int) -> Member:
    w.clock.set(w.clock.now() + dt.timedelta(seconds=1))
    await w.member(f"m{number}", "UTC")
    return w.hall.member(f"m{number}", admin=False)


async def bare_on_slack() -> Figures:
    async with slack() as server, three_trips() as trips:
        space = Workspace(server, Later())
        app = _bolt(space, trips)
        people = [space.person(f"m{n}") for n in range(AT_ONCE)]
        return await measured(caller_on_slack(space, people, "/prep bench", lambda: None, InProcess(app)))


def _bolt(space: Workspace, trips: Callable[[], Awaitable[None]]) -> AsyncApp:
    async def authorize() -> AuthorizeResult:
        team = space.team
        return AuthorizeResult(
            enterprise_id=None, team_id=team.id, bot_token=team.token, bot_user_id=team.bot.id
        )

    client = AsyncWebClient(token=space.team.token, base_url=space.slack.url)
    app = AsyncApp(client=client, authorize=authorize, request_verification_enabled=False)

    async def prep(ack: Any, respond: Any) -> None:
        await ack()
        await trips()
        await respond("Nothing.")

    app.command("/prep")(prep)
    return app


# Discord


def answers_of_discord(api: Loopback) -> Waiting:
    """Settled when an interaction's answer has arrived at Discord."""
    waiting, dispatch = Waiting(), api.answer_request

    def dispatched(request: Any, asked: Any, files: Any) -> Any:
        found = dispatch(request, asked, files)
        parts = asked.path.strip("/").split("/")
        if parts[0] == "interactions":
            waiting.settle(parts[1])
        return found

    api.answer_request = dispatched  # type: ignore[method-assign] # the one place through which answers come
    return waiting


def caller_on_discord(api: Loopback, guild: Guild, text: str, before: Callable[[], None]) -> One:
    answered, room = answers_of_discord(api), guild.channel("general").id
    root, word = text.removeprefix("/").split()
    people = [guild.person(f"m{next(_NUMBERS)}") for _ in range(AT_ONCE)]

    async def one(number: int) -> None:
        before()
        data = {"id": "1", "name": root, "type": 1, "options": [{"type": 1, "name": word, "options": []}]}
        who = people[number % AT_ONCE].id
        made, payload = base_payload(
            api.state, type=2, channel_id=room, guild_id=guild.id, user_id=who, data=data
        )
        seen = answered.wait_for(str(made.id))
        api.gateway.emit("INTERACTION_CREATE", payload)
        await seen

    return one


_NUMBERS = itertools.count()


async def ours_on_discord() -> dict[str, Figures]:
    clock = ManualClock(START)
    with tempfile.TemporaryDirectory() as folder:
        async with loopback() as api:
            guild = Guild(api)
            options = DiscordOptions(TOKEN, api_url=api.api_url, gateway_url=api.gateway.url, beat=0.5)

            def platform(house: PlatformServices) -> DiscordPlatform:
                return DiscordPlatform(house, options)

            def tick() -> None:
                clock.set(clock.now() + APART)

            settings = Settings(data=Path(folder), xdg_config_home=Path(folder), key=KEY)
            async with open_app(settings, {"discord": platform}, clock=clock, seed=0, more=(empty,)) as app:
                ready = asyncio.Event()
                task = asyncio.create_task(app.platforms["discord"].run(lambda _: ready.set()))
                await ready.wait()
                figures = {
                    f"loopmate, {text}": await measured(caller_on_discord(api, guild, text, tick))
                    for text in ("/prep-admin bench", "/prep help")
                }
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            return figures


async def bare_on_discord() -> Figures:
    async with loopback() as api, three_trips() as trips:
        guild = Guild(api)

        class Bare(discord.AutoShardedClient):
            async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
                await trips()
                await interaction.response.send_message("Nothing.", ephemeral=True)

        client = Bare(intents=discord.Intents(guilds=True), allowed_mentions=discord.AllowedMentions.none())
        async with connected(client, api):
            return await measured(caller_on_discord(api, guild, "/prep bench", lambda: None))


# a process of its own


async def process() -> Figures:
    """Seconds from the start until both platforms are ready, and MB at rest."""
    with tempfile.TemporaryDirectory() as folder:
        async with slack() as server, loopback() as api:
            Guild(api)
            given = {"LOOPMATE_DATA": folder, "LOOPMATE_KEY": KEY}
            given |= server.environment(server.team().token) | api.environment
            began = time.perf_counter()
            async with running(Path(folder), "run", **given) as bot:
                await bot.until("Slack:", "Discord:")
                seconds = time.perf_counter() - began
                await asyncio.sleep(AT_REST)
                at_rest = resident(bot.process.pid) // 1024
    return {"start_to_ready_s": round(seconds, 2), "MB_at_rest": at_rest}


def figures() -> dict[str, Any]:
    """All of it, as one object."""
    bare = "bare Bolt, three round trips", "bare discord.py, three round trips"
    return {
        "slack": {bare[0]: asyncio.run(bare_on_slack()), **asyncio.run(ours_on_slack())},
        "discord": {bare[1]: asyncio.run(bare_on_discord()), **asyncio.run(ours_on_discord())},
        "process": asyncio.run(process()),
    }


if __name__ == "__main__":
    print(json.dumps(figures(), indent=1))
