"""Traffic with a platform's servers: events and cards that were there before, ways to answer, and rate limits."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.core.wall_time import Clock
from bot.platforms.port import Busy, Sleep

K = TypeVar("K")
V = TypeVar("V")
KNOWN_CARDS = 2_000
"""Live cards remembered, a few kilobytes each."""


class Bounded(dict[K, V]):
    """At most `most` keys: the one that was added longest ago goes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            del self[next(iter(self))]


CORRECTED_WITHIN = 900.0
"""Seconds in which words that somebody corrects in the DM are read anew, as the event that they were: what that has
changed isn't changed again, and what meant nothing is answered."""


class Recent:
    """Events that a platform sends again, believing that they did not arrive: each is worked on once."""

    def __init__(self, most: int = 10_000) -> None:
        self._seen: Bounded[str, None] = Bounded(most)

    def is_first(self, event: str) -> bool:
        known = event in self._seen
        self._seen[event] = None
        return not known


class LiveCards(Generic[V]):
    """The newest card of each flow in each conversation, as it is without its buttons, which it loses when the next
    one comes.

    In memory alone: what is said is stored nowhere. Of a flow that it doesn't know, since a restart for example, the
    platform looks for the live card among the last messages there, where each card says its flow.
    """

    def __init__(self) -> None:
        self._newest: Bounded[tuple[str, str], tuple[str, V | None]] = Bounded(KNOWN_CARDS)

    def knows(self, place: str, flow: str) -> bool:
        return (place, flow) in self._newest

    def follow(self, place: str, flow: str, ref: str, bare: V | None) -> tuple[str, V] | None:
        """A card is shown in a place, `bare` if it has buttons; returns the one of its flow that was live there."""
        known, was = self._newest.pop((place, flow), ("", None))
        self._newest[(place, flow)] = (ref, bare)
        return (known, was) if was is not None and (known != ref or not ref) else None

    def settle(self, place: str, flow: str, ref: str) -> None:
        """A card was pressed and has lost its buttons; of a flow that isn't known, it was the live one."""
        if self._newest.get((place, flow), (ref, None))[0] == ref:
            self._newest[(place, flow)] = (ref, None)


# answers that somebody is waiting for: each is tried by every way that its platform lists, while that way is open.
# A way closes when its life is over or when the platform refuses it. Trouble that passes (a 503, a rate limit, a
# dropped connection) is waited for within the life; if the wait is long, the next way has its turn meanwhile

SHORT_WAIT = 2.0
"""Seconds worth waiting for the better way before the next one is tried."""
FIRST_RETRY, LONGEST_RETRY = 0.25, 30.0
"""Seconds before a way is tried again, doubled each time; a platform may ask for more."""
TRY_SECONDS = 20.0
"""Seconds for one try: a connection that hangs must not use up the whole life."""
LEAST_TRY_SECONDS = 0.5
"""Seconds that a try gets when its life is all but over: the platform knows better than our clock."""

Wait = Callable[[Exception], float | None]
"""What an error means: seconds before the same way is worth another try, at least; None: it is closed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the reader: `send` may answer a reference of its own, `life` is in seconds since the question."""

    name: str
    send: Callable[[], Awaitable[object]]
    life: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """By which way an answer arrived, and what that way calls it."""

    way: str
    ref: str


class Question:
    """Something that a person has just done, and waits for."""

    def __init__(self, clock: Clock, sleep: Sleep) -> None:
        self._monotonic = clock.monotonic
        self._sleep = sleep
        self._begun = clock.monotonic()

    async def answer(self, ways: Sequence[Way], wait: Wait) -> Arrival | None:
        """Sends by the first way that takes it; None when all of them are closed.

        Each way is tried at least once. What `wait` raises, it raises.
        """
        ready, tries = [self._begun] * len(ways), [0] * len(ways)
        still = list(range(len(ways)))
        while still:
            now = self._monotonic()
            soon = next((n for n in still if ready[n] <= now + SHORT_WAIT), None)
            n = min(still, key=ready.__getitem__) if soon is None else soon
            left = self._begun + ways[n].life - max(ready[n], now)
            if left < 0 and tries[n]:
                still.remove(n)
                continue
            if ready[n] > now:
                await self._sleep(ready[n] - now)
            try:
                async with asyncio.timeout(min(TRY_SECONDS, max(left, LEAST_TRY_SECONDS))):
                    sent = await ways[n].send()
                    return Arrival(ways[n].name, sent if isinstance(sent, str) else "")
            except Exception as error:
                seconds = wait(error)
            if seconds is None:
                still.remove(n)
                continue
            ready[n] = self._monotonic() + max(seconds, min(FIRST_RETRY * 2 ** tries[n], LONGEST_RETRY))
            tries[n] += 1
        return None


# turns: a token bucket for each place that messages go to, so that a slow one delays nobody else

PATIENT = 2.0
"""Seconds that a message waits for its turn; beyond that it is better to come back later."""
KEPT = 10_000
"""Buckets remembered: a full one says nothing, and what wasn't used for longest is full."""


class Pace:
    """`rate` messages a second to each key, `burst` at once."""

    def __init__(
        self, rate: float, burst: int, monotonic: Callable[[], float], sleep: Sleep = asyncio.sleep
    ) -> None:
        self._rate = rate
        self._burst = burst
        self._monotonic = monotonic
        self._sleep = sleep
        self._spent: Bounded[str, tuple[float, float]] = Bounded(KEPT)
        """Key -> tokens left (below 0: promised to those who wait), and when that was counted; the last one used is
        the last to go."""
        self._tickets: Bounded[str, float] = Bounded(KEPT)

    async def turn(self, key: str, most: float = PATIENT, ticket: str = "") -> None:
        """Returns when it is this message's turn.

        Raises:
            Busy: that takes more than `most` seconds.
        """
        wait = self.wait(key, most, ticket)
        if wait > most:
            raise Busy(wait)
        if wait:
            await self._sleep(wait)

    def wait(self, key: str, most: float = PATIENT, ticket: str = "") -> float:
        """Seconds until it is this message's turn. Up to `most` its place in the line is kept; beyond that it has
        none, but with a `ticket`, for which the message comes back then."""
        now = self._monotonic()
        if (at := self._tickets.pop(ticket, None)) is not None:
            wait = max(0.0, at - now)
        else:
            left = self._left(key, now) - 1
            wait = max(0.0, -left / self._rate)
            if ticket or wait <= most:
                self._spend(key, left, now)
        if ticket and wait:
            self._tickets[ticket] = now + wait
        return wait

    def hold(self, key: str, seconds: float) -> None:
        """The platform asks for a pause: nothing goes to `key` for so long. Who had a place in the line gets
        another one when they come back, behind the pause."""
        now, left = self._monotonic(), 1 - seconds * self._rate
        self._spend(key, left if self._tickets else min(self._left(key, now), left), now)
        self._tickets.clear()

    def _spend(self, key: str, left: float, now: float) -> None:
        self._spent.pop(key, None)
        self._spent[key] = (left, now)

    def _left(self, key: str, now: float) -> float:
        left, then = self._spent.get(key, (float(self._burst), now))
        return min(float(self._burst), left + (now - then) * self._rate)
