"""Waiting until something is so, without guessing how long that takes."""

import asyncio
from collections.abc import Callable

_LOOK_AGAIN = 0.01
"""Seconds after which a condition is looked at again though nobody has said that anything happened."""


class Changes:
    """Who changes something says so; who waits looks again."""

    def __init__(self) -> None:
        self._happened = asyncio.Event()

    def happened(self) -> None:
        self._happened.set()
        self._happened = asyncio.Event()

    async def until(self, so: Callable[[], object], within: float = 30.0) -> None:
        """Returns when `so()` is true.

        Raises:
            TimeoutError: it was not within so many seconds.
        """
        async with asyncio.timeout(within):
            while not so():
                await self._next()

    async def _next(self) -> None:
        waiting = asyncio.ensure_future(self._happened.wait())
        await asyncio.wait([waiting], timeout=_LOOK_AGAIN)
        waiting.cancel()
