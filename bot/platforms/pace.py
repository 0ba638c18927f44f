"""Pacing: a token bucket for each place that messages go to, so that a slow one delays nobody else. Pure but for
the buckets it keeps; time comes in as `monotonic`."""

from collections.abc import Callable

from bot.platforms.port import Bounded

PATIENT = 2.0
"""Seconds that a message waits for its turn; beyond that it is better to come back later."""
KEPT = 10_000
"""Buckets remembered: a full one says nothing, and what wasn't used for longest is full."""


class Pace:
    """`rate` messages a second to each key, `burst` at once."""

    def __init__(self, rate: float, burst: int, monotonic: Callable[[], float]) -> None:
        self._rate = rate
        self._burst = burst
        self._monotonic = monotonic
        self._spent: Bounded[str, tuple[float, float]] = Bounded(KEPT)
        """Key -> tokens left (below 0: promised to those who wait), and when that was counted; the last one used is
        the last to go."""
        self._tickets: Bounded[str, float] = Bounded(KEPT)

    def wait(self, key: str, most: float = PATIENT) -> float:
        """Seconds until it is this message's turn. Up to `most` its place is kept; beyond that it has none."""
        now = self._monotonic()
        left = self._left(key, now) - 1
        wait = max(0.0, -left / self._rate)
        if wait <= most:
            self._spend(key, left, now)
        return wait

    def wait_in_line(self, key: str, ticket: str) -> float:
        """Seconds until it is the turn of `ticket`. However long that is, its place is kept: it comes back then."""
        now = self._monotonic()
        at = self._tickets.pop(ticket, None)
        if at is None:
            left = self._left(key, now) - 1
            self._spend(key, left, now)
            at = now + max(0.0, -left / self._rate)
        if at > now:
            self._tickets[ticket] = at
        return max(0.0, at - now)

    def hold(self, key: str, seconds: float) -> None:
        """The platform asks for a pause: nothing goes to `key` for so long."""
        now = self._monotonic()
        self._spend(key, min(self._left(key, now), 1 - seconds * self._rate), now)

    def _spend(self, key: str, left: float, now: float) -> None:
        self._spent.pop(key, None)
        self._spent[key] = (left, now)

    def _left(self, key: str, now: float) -> float:
        left, then = self._spent.get(key, (float(self._burst), now))
        return min(float(self._burst), left + (now - then) * self._rate)
