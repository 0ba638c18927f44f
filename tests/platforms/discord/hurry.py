"""The library's own waits, shortened. The one seam: the name `asyncio` in the modules of discord.py that wait.

It sleeps 1, 3, 5 s after a 500, 5 s before it identifies again, as long as a 429 says, and waits two seconds
for further servers before it calls itself ready. None of that can be set, and no test has the time.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import discord.client
import discord.gateway
import discord.http
import discord.shard
import discord.state
import discord.webhook.async_

LONGEST = 0.002
"""Seconds that any of those waits takes instead."""
_SLEEPERS = (discord.client, discord.gateway, discord.http, discord.shard, discord.webhook.async_)


class Hurried:
    """Stands for the module asyncio: all of it, but `sleep` is short and says how long it should have been."""

    def __init__(self, slept: list[float]) -> None:
        self._slept = slept

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def sleep(self, seconds: float, result: Any = None) -> Any:
        self._slept.append(seconds)
        return await asyncio.sleep(min(seconds, LONGEST), result)


class Impatient(Hurried):
    """As Hurried, and waits for the next server at most LONGEST."""

    async def wait_for(self, awaitable: Any, timeout: float | None) -> Any:  # noqa: ASYNC109 - as asyncio has it
        return await asyncio.wait_for(
            awaitable, 10 * LONGEST if timeout is None else min(timeout, 10 * LONGEST)
        )


@contextmanager
def hurried() -> Iterator[list[float]]:
    """While it is open the library waits shortly; gives the seconds that it wanted to sleep, in their order."""
    slept: list[float] = []
    modules = [*((module, Hurried(slept)) for module in _SLEEPERS), (discord.state, Impatient(slept))]
    for module, stand_in in modules:
        vars(module)["asyncio"] = stand_in
    try:
        yield slept
    finally:
        for module, _ in modules:
            vars(module)["asyncio"] = asyncio
