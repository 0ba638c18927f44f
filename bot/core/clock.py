"""Clocks, the only place that knows what time it is, and how much may be asked in a while on the clock passed in."""

import datetime as dt
import time
from collections import OrderedDict, deque
from collections.abc import Hashable
from typing import Protocol

from bot.core.values import GroupId

_KEYS = 50_000
"""Windows kept at once; the one used longest ago makes room."""


def to_ms(at: dt.datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1_000)


def from_ms(ms: float | bytes | str) -> dt.datetime:
    """The instant (UTC) of so many milliseconds since 1970."""
    return dt.datetime.fromtimestamp(float(ms) / 1_000, dt.UTC)


class Clock(Protocol):
    """`now` is aware UTC; `monotonic` counts seconds and never steps back."""

    def now(self) -> dt.datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """Simulated time: it moves only when told to, and only forward."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at
        self._start = at

    def now(self) -> dt.datetime:
        return self._at

    def monotonic(self) -> float:
        return (self._at - self._start).total_seconds()

    def set(self, at: dt.datetime) -> None:
        """Moves to `at`.

        Raises:
            ValueError: `at` lies in the past.
        """
        if at < self._at:
            raise ValueError(f"time does not run backwards: it is {self._at:%Y-%m-%dT%H:%MZ} already")
        self._at = at

    def rebase(self, at: dt.datetime) -> None:
        """Makes `at` the beginning: for a simulation in which nothing has happened yet."""
        self._at = self._start = at


class RateWindow:
    """At most `most` events in any `seconds`, for each key; at most `keys` keys are remembered."""

    def __init__(self, most: int, seconds: float, keys: int = _KEYS) -> None:
        self._most = most
        self._keys = keys
        self._span = dt.timedelta(seconds=seconds)
        self._seen: OrderedDict[Hashable, deque[dt.datetime]] = OrderedDict()

    def wait(self, key: Hashable, now: dt.datetime, most: int = 0) -> dt.timedelta:
        """How long until `key` may go on; zero if it may now."""
        times, most = self._times(key, now), most or self._most
        return times[-most] + self._span - now if len(times) >= most else dt.timedelta()

    def count(self, key: Hashable, now: dt.datetime) -> None:
        """Counts one event of `key`."""
        self._times(key, now).append(now)

    def _times(self, key: Hashable, now: dt.datetime) -> deque[dt.datetime]:
        times = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        if times and times[-1] > now:  # the clock was set back: what it said before would hold for hours
            times.clear()
        while times and now - times[0] >= self._span:
            times.popleft()
        if len(self._seen) > self._keys:
            self._seen.popitem(last=False)
        return times


class RateLimits:
    """20 Calls in 10 s a member and 3 heavy ones a minute; a group 2 a member in 10 s, never less than 200.

    In a flood a refused Call is answered once in 10 s; what comes in between is dropped without a word, on purpose:
    an answer to a flood is a flood. A heavy one too many is no flood: it's answered, and counts towards one.
    """

    def __init__(self) -> None:
        self._member = RateWindow(20, 10)
        self._heavy = RateWindow(3, 60)
        self._group = RateWindow(200, 10)
        self._told = RateWindow(1, 10)

    def wait(
        self, who: Hashable, group: GroupId, size: int, *, heavy: bool, exempt: bool, now: dt.datetime
    ) -> dt.timedelta:
        """Zero and counted if the Call may run, else how long to wait. `exempt`: not held to the group's."""
        waits = [self._member.wait(who, now)]
        if heavy:
            waits.append(self._heavy.wait(who, now))
        if not exempt:
            waits.append(self._group.wait(group, now, max(200, 2 * size)))
        if longest := max(waits):
            if heavy and not waits[0]:
                self._member.count(who, now)
            return longest
        self._member.count(who, now)
        self._group.count(group, now)
        if heavy:
            self._heavy.count(who, now)
        return dt.timedelta()

    def tell(self, who: Hashable, now: dt.datetime, *, heavy: bool = False) -> bool:
        """Whether a refusal is answered this time."""
        if heavy and not self._member.wait(who, now):
            return True
        if self._told.wait(who, now):
            return False
        self._told.count(who, now)
        return True
