"""The quarter hours in UTC that windows of wall time mean in a given week.

A bitmap is an int with one bit per quarter hour of nine days: bit 0 is the quarter that begins on the Sunday before
the week at 00:00 UTC, bit 96 on Monday at 00:00 UTC. A block belongs to the week in which it begins in UTC; the days
before and after are there so that a block across midnight on Sunday is neither lost nor counted in two weeks.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import and_, or_
from typing import Final

from bot.core.wall_time import DAY, instant_of, local
from bot.pairing import BLOCK_MINUTES
from bot.pairing.hours import ALL_DAY, DAY_MINUTES, Window

QUARTER: Final = dt.timedelta(minutes=15)
QUARTERS_A_DAY: Final = 96

QUARTERS: Final = 9 * QUARTERS_A_DAY

_DAYTIME = (dt.time(9), dt.time(21))
_WHOLE = (1 << QUARTERS) - 1
_WEEK = ((1 << 7 * QUARTERS_A_DAY) - 1) << QUARTERS_A_DAY


def week_bitmap(windows: Iterable[Window], zone: str, monday: dt.date) -> int:
    """The quarter hours, in UTC, around the week of `monday` that are wholly inside the windows.

    Each date is converted on its own, so a change of the clocks within the week is right.
    """
    if monday.weekday() != 0:
        raise ValueError(f"{monday} isn't a Monday: a week is named by its Monday.")
    return reduce(or_, (_window_bitmap(w.day, w.start, w.end, zone, monday) for w in windows), 0)


@lru_cache(maxsize=50_000)
def _window_bitmap(day: int, start: dt.time, end: dt.time, zone: str, monday: dt.date) -> int:
    """One window's quarters: the members of a group share zones, and often hours."""
    bitmap, origin = 0, _origin(monday)
    for weeks in (-1, 0, 1):
        date = monday + (day + 7 * weeks) * DAY
        last = date if end > start else date + DAY
        first = max(-((origin - instant_of(date, start, zone)) // QUARTER), 0)
        until = min((instant_of(last, end, zone) - origin) // QUARTER, QUARTERS)
        bitmap |= ((1 << until - first) - 1) << first if until > first else 0
    return bitmap


def daytime(zone: str, monday: dt.date, span: tuple[dt.time, dt.time] = _DAYTIME) -> int:
    """The quarters between 9:00 and 21:00 in a zone: when anybody would meet, wherever they live."""
    return reduce(or_, (_window_bitmap(day, *span, zone, monday) for day in range(7)), 0)


def block_starts(bitmap: int, minutes: int = BLOCK_MINUTES) -> int:
    """The quarters of the week at which a block of `minutes` (rounded up to quarters) fits.

    What starts in common is `block_starts(a) & block_starts(b)`: a block fits both where it fits each.
    """
    if minutes <= 0:
        raise ValueError(f"A block of {minutes} minutes is too short: it takes at least one.")
    return reduce(and_, (bitmap >> n for n in range(_quarters_of(minutes)))) & _WEEK


def common_blocks(bitmaps: Sequence[int], minutes: int = BLOCK_MINUTES) -> tuple[int, ...]:
    """Where blocks that fit everybody begin, in order, as many as fit without overlapping."""
    starts = block_starts(reduce(and_, bitmaps, _WHOLE), minutes) if bitmaps else 0
    found: list[int] = []
    while starts:
        found.append(next(_bits(starts)))
        taken = found[-1] + _quarters_of(minutes)
        starts = starts >> taken << taken
    return tuple(found)


def best_start(free: Sequence[tuple[int, str]], monday: dt.date, minutes: int) -> int:
    """The quarter at which people should begin, from each one's bitmap and zone.

    Where some block is between 9:00 and 21:00 for all, the first such one; else the one whose worst hour is the
    least bad. Blocks on dates that are in this week for everybody come first. Raises ValueError if there is none.
    """
    common = reduce(and_, (block_starts(bitmap, minutes) for bitmap, _ in free))

    zones = sorted({zone for _, zone in free})
    here = reduce(and_, (daytime(zone, monday, ALL_DAY) for zone in zones), common) or common
    civil = reduce(and_, (block_starts(daytime(zone, monday), minutes) for zone in zones), here)
    if civil:
        return next(_bits(civil))
    return min(_bits(here), key=lambda q: (max(_odd_minutes(monday, q, minutes, z) for z in zones), q))


def _bits(bitmap: int) -> Iterator[int]:
    while bitmap:
        yield (bitmap & -bitmap).bit_length() - 1
        bitmap &= bitmap - 1


def _odd_minutes(monday: dt.date, quarter: int, minutes: int, zone: str) -> int:
    """Minutes by which a block begins before 9:00 or ends after 21:00 there, the lesser of the two by the clock."""
    opens, closes = (at.hour * 60 for at in _DAYTIME)
    wall = local(block_instant(monday, quarter), zone)
    begins = wall.hour * 60 + wall.minute
    if begins >= opens and begins + minutes <= closes:
        return 0
    return min((opens - begins) % DAY_MINUTES, (begins + minutes - closes) % DAY_MINUTES)


def block_instant(monday: dt.date, quarter: int) -> dt.datetime:
    """The instant (UTC) at which this quarter of the week of `monday` begins."""
    return _origin(monday) + quarter * QUARTER


def _quarters_of(minutes: int) -> int:
    return -(-minutes // 15)


def _origin(monday: dt.date) -> dt.datetime:
    return dt.datetime.combine(monday, dt.time(), dt.UTC) - DAY
