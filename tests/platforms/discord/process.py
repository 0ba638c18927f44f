"""A process of the bot before Discord on a loopback port, with a door behind it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

from bot.core.values import AccountId
from bot.core.wall_time import ManualClock
from bot.platforms.discord.adapter import DiscordPlatform
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import Delivery, Platform, Receipt
from bot.work import Worker
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import TOKEN, Loopback, loopback
from tests.platforms.discord.person import Person
from tests.platforms.discord.state import START
from tests.platforms.door import Door, Key, said, services, sleep_by


def options(api: Loopback, token: str = TOKEN) -> DiscordOptions:
    return DiscordOptions(
        token, api_url=api.api_url, gateway_url=api.gateway.url, beat=0.02, suggesting=0.1, burst=100
    )


class Process:
    """One process of the bot, running beside the test."""

    def __init__(
        self,
        api: Loopback,
        door: Door | None = None,
        key: Key | None = None,
        clock: ManualClock | None = None,
        work: Worker | None = None,
        **option: Any,
    ) -> None:
        """With a `clock` it waits by that; `option` is one of the platform's own."""
        self.api, self.door, self.key = api, door or Door(), key or Key()
        self.leases: list[str] = []
        self.said: list[str] = []
        self.clock = clock or ManualClock(START)
        more: dict[str, Any] = {"sleep": sleep_by(clock)} if clock else {}
        more |= {"work": work} if work else {}
        self.platform = DiscordPlatform(
            services(self.door, self.clock, lease=self._lease, **more), replace(options(api), **option)
        )
        self.task: asyncio.Task[None] | None = None

    async def start(self, *, connected: bool = True) -> None:
        self.api.is_here = True
        self.task = asyncio.create_task(self.platform.run(self.said.append))
        await self.api.changes.until(lambda: self._is_up(connected=connected))

    def _lease(self, name: str) -> Key:
        self.leases.append(name)
        return self.key

    def _is_up(self, *, connected: bool) -> bool:
        assert self.task is not None
        return self.task.done() or any("connected, " in words or not connected for words in self.said)

    async def end(self) -> BaseException | None:
        """What the platform ended with, by itself."""
        assert self.task is not None
        await asyncio.wait({self.task}, timeout=30)
        return self.task.exception()

    async def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await self.task

    async def tell(self, person: Person, entry: str = "e1", *, daily: bool = False) -> Receipt:
        to = AccountId(f"discord:@:{person.id}")
        return await self.platform.deliver(Delivery(id=entry, to=to, answer=said("Your list"), daily=daily))


@asynccontextmanager
async def running(
    api: Loopback,
    door: Door | None = None,
    key: Key | None = None,
    clock: ManualClock | None = None,
    **more: Any,
) -> AsyncIterator[Process]:
    process = Process(api, door, key, clock, **more)
    try:
        await process.start()
        yield process
    finally:
        await process.stop()


@asynccontextmanager
async def serving(platform: Platform, api: Loopback) -> AsyncIterator[None]:
    """Any platform runs and is connected, until the block ends."""
    said, api.is_here = list[str](), True
    task = asyncio.create_task(platform.run(said.append))
    try:
        await api.changes.until(lambda: task.done() or any("connected, " in words for words in said))
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def at_work(door: Door | None = None) -> AsyncIterator[tuple[Loopback, Person, Process]]:
    """Discord on its port, somebody in a server there, and a process of the bot."""
    async with loopback() as api:
        erin = Guild(api).person("erin")
        async with running(api, door) as process:
            yield api, erin, process
