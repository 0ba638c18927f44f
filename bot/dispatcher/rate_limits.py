"""Limits on how often somebody may ask."""

import datetime as dt
from collections import OrderedDict, deque
from collections.abc import Hashable

from bot.core.values import GroupId


class RateWindow:
    """At most `most` events in any `seconds`, for each key. Past `keys` keys the least recently used one goes."""

    def __init__(self, most: int, seconds: float, keys: int = 50_000) -> None:
        self._most = most
        self._keys = keys
        self._span = dt.timedelta(seconds=seconds)
        self._seen: OrderedDict[Hashable, deque[dt.datetime]] = OrderedDict()

    def wait(self, key: Hashable, now: dt.datetime, most: int = 0) -> dt.timedelta:
        """How long until `key` may go on; zero if it may now."""
        times, most = self._times(key, now), most or self._most
        return times[-most] + self._span - now if len(times) >= most else dt.timedelta()

    def count(self, key: Hashable, now: dt.datetime) -> None:
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
    an answer to a flood is a flood. A heavy one too many isn't a flood: it's answered, and counts towards one.
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
