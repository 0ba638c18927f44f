"""Files that members send by the handful: reading them holds up nobody, for as long as it takes."""

import asyncio
from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from random import Random
from typing import Any

from bot.work import Worker
from handlers.critique.resume import Review
from tests.simulation.turns import Turns

FILES = 5
"""Uploads of one flood."""


class SlowReader:
    """The place of a process that reads files: one at a time, and none before everybody else is done.

    `held_up` is called when somebody waits for a file to be read who has sent none. By chance it dies.
    """

    def __init__(self, turns: Turns, chance: Random, held_up: Callable[[], None]) -> None:
        self._turns = turns
        self._chance = chance
        self._held_up = held_up
        self._one = asyncio.Lock()
        self._others_done = asyncio.Event()
        self._others_done.set()
        self.read = set[object]()
        """What was read since the flood began; a reading that is repeated counts once."""

    def begin(self) -> None:
        """A flood begins."""
        self.read.clear()
        self._others_done.clear()
        self._turns.on_standstill(self._standstill)

    def others_done(self) -> None:
        self._others_done.set()

    def _standstill(self) -> None:
        if not self._others_done.is_set():
            self._held_up()
            self._others_done.set()

    async def __call__(self, _: Callable[..., Any], *args: Any) -> Any:
        """Reads what its last argument holds."""
        async with self._one:
            await self._others_done.wait()
            await self._turns.take()
            self._turns.done()
            self.read.update(args[-1:])
            if self._chance.random() < 0.1:
                raise BrokenProcessPool
            return Review(())


class Drawer:
    """The place of a process that draws: nothing is drawn, in a turn of its own."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    async def __call__(self, _: Callable[..., Any], *__: Any) -> Any:
        await self._turns.take()
        self._turns.done()
        return b""


class SimulatedWorker(Worker):
    """A worker whose files take as long as all the rest of what happens at the time."""

    def __init__(self, reader: SlowReader, pictures: "Drawer | SlowReader") -> None:
        super().__init__()
        self.reader = reader
        self.files = reader  # type: ignore[assignment] # it is called as a pool is, and is none
        self.pictures = pictures  # type: ignore[assignment] # as above
