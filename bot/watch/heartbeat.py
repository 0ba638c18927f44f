"""A sign of life for a watcher outside, which notices when it stops: a host that sleeps cannot complain itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp
import structlog

from bot.watch.metrics import Metrics

EVERY: Final = 60.0
"""Seconds between two calls, at least."""
PATIENCE: Final = aiohttp.ClientTimeout(total=20)
Fetch = Callable[[str], Awaitable[int]]
log = structlog.get_logger("loopmate")


async def fetch(url: str) -> int:
    """The status with which `url` answers."""
    async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(url) as answer:
        return answer.status


class Heartbeat:
    """Calls `url` after a round of the runner, at most once a minute; never in anybody's way."""

    def __init__(
        self, url: str, monotonic: Callable[[], float], metrics: Metrics, fetch: Fetch = fetch
    ) -> None:
        self._url = url
        self._monotonic = monotonic
        self._metrics = metrics
        self._fetch = fetch
        self._last = float("-inf")
        self._flight: asyncio.Task[None] | None = None

    def round(self) -> None:
        """The runner has finished a round."""
        if not self._url or self._monotonic() - self._last < EVERY:
            return
        if self._flight is not None and not self._flight.done():
            return
        self._last = self._monotonic()
        self._flight = asyncio.create_task(self._call())

    async def _call(self) -> None:
        """The address is a secret of sorts: it stands in no log, nor does an error that may quote it."""
        try:
            status = await self._fetch(self._url)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            self._failed(type(error).__name__)
            return
        if status >= 400:
            self._failed(str(status))
        else:
            self._metrics.heartbeats.labels("ok").inc()

    def _failed(self, error: str) -> None:
        self._metrics.heartbeats.labels("failed").inc()
        log.warning("heartbeat failed", error=error)

    async def close(self) -> None:
        """Ends a call that is under way."""
        if self._flight is not None:
            self._flight.cancel()
            await asyncio.gather(self._flight, return_exceptions=True)
