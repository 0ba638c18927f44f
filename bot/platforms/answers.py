"""Answers that somebody is waiting for: each is tried by every way that its platform lists, while that way is open.

A way closes when its life is over or when the platform refuses it. Trouble that passes (a 503, a rate limit, a
dropped connection) is waited for within the life; if the wait is long, the next way has its turn meanwhile.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

SHORT = 2.0
"""Seconds worth waiting for the better way before the next one is tried."""
FIRST, LONGEST = 0.25, 30.0
"""Seconds before a way is tried again, doubled each time; a platform may ask for more."""
ATTEMPT = 20.0
"""Seconds for one try: a connection that hangs must not use up the whole life."""
LEAST = 0.5
"""Seconds that a try gets when its life is all but over: the platform knows better than our clock."""

Sleep = Callable[[float], Awaitable[None]]
Wait = Callable[[Exception], float | None]
"""What an error means: seconds before the same way is worth another try, at least; None: it is closed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the reader: `send` answers a reference of its own, `life` is in seconds since the question."""

    name: str
    send: Callable[[], Awaitable[str]]
    life: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """By which way an answer arrived, and what that way calls it."""

    way: str
    ref: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person did and waits for; `begun` is when it came in, by `monotonic`."""

    begun: float
    monotonic: Callable[[], float]
    sleep: Sleep

    async def answer(self, ways: Sequence[Way], wait: Wait) -> Arrival | None:
        """Sends by the first way that takes it; None when all of them are closed.

        Each way is tried at least once. What `wait` raises, it raises.
        """
        ready, tries = [self.begun] * len(ways), [0] * len(ways)
        still = list(range(len(ways)))
        while still:
            now = self.monotonic()
            soon = next((n for n in still if ready[n] <= now + SHORT), None)
            n = min(still, key=ready.__getitem__) if soon is None else soon
            left = self.begun + ways[n].life - max(ready[n], now)
            if left < 0 and tries[n]:
                still.remove(n)
                continue
            if ready[n] > now:
                await self.sleep(ready[n] - now)
            try:
                async with asyncio.timeout(min(ATTEMPT, max(left, LEAST))):
                    return Arrival(ways[n].name, await ways[n].send())
            except Exception as error:
                seconds = wait(error)
            if seconds is None:
                still.remove(n)
                continue
            ready[n] = self.monotonic() + max(seconds, min(FIRST * 2 ** tries[n], LONGEST))
            tries[n] += 1
        return None
