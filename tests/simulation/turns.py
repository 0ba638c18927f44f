"""Whose turn it is: of all that waits to talk to the server or a platform, a seed chooses what happens next."""

import asyncio
from collections.abc import Callable, Coroutine, Sized
from contextvars import ContextVar
from random import Random
from typing import Any

STANDSTILL = 50
"""Looks, a millisecond apart, after which it is said that nobody waits for a turn, but somebody for something."""
STUCK = 5_000
"""Looks, a millisecond apart, after which what plays is taken to play no more."""
OWNER: ContextVar[set[asyncio.Task[Any]] | None] = ContextVar("OWNER", default=None)
"""The tasks of the process that this code belongs to: whoever is killed takes them along."""


class Turns:
    """One thing at a time, in an order that is chance's."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._waiting: list[asyncio.Future[None]] = []
        self._free = asyncio.Event()
        self._free.set()
        self._standstill: Callable[[], None] = lambda: None

    def on_standstill(self, call: Callable[[], None]) -> None:
        """Calls `call` when all that plays waits for something that is nobody's turn."""
        self._standstill = call

    async def take(self) -> None:
        """Waits for its turn; whoever has it says `done`."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        await turn

    def done(self) -> None:
        self._free.set()

    async def play(self, *parts: Coroutine[Any, Any, Any]) -> None:
        """Runs these side by side until each is over."""
        playing, idle = {asyncio.ensure_future(part) for part in parts}, 0
        while not all(part.done() for part in playing):
            await self._calm()
            self._waiting = [turn for turn in self._waiting if not turn.done()]
            if self._waiting:
                idle = 0
                self._free.clear()
                self._waiting.pop(self._chance.randrange(len(self._waiting))).set_result(None)
            else:
                idle += 1
                await asyncio.sleep(0.001 if idle > 1 else 0)
                if idle == STANDSTILL:
                    self._standstill()
                assert idle < STUCK, "everybody waits for something that nobody does"
        for part in playing:
            if not part.cancelled() and (error := part.exception()) is not None:
                raise error

    async def _calm(self) -> None:
        """Until everybody waits: whoever has the turn is through, and the loop has nothing ready but this."""
        await self._free.wait()
        ready: Sized = asyncio.get_running_loop()._ready  # type: ignore[attr-defined] # there is no public word for it
        while True:
            await asyncio.sleep(0)
            if not len(ready):
                return


def owned_tasks(loop: asyncio.AbstractEventLoop, coro: Any, **more: Any) -> asyncio.Task[Any]:
    """A task factory: each task is noted with the process that began it."""
    task: asyncio.Task[Any] = asyncio.Task(coro, loop=loop, **more)
    if (owner := OWNER.get()) is not None:
        owner.add(task)
        task.add_done_callback(owner.discard)
    return task
