"""Which of the common blocks: one by day for everybody, else one that is nearest to it for whoever has it worst."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import and_

from bot.core.when import local
from handlers.mocks.model import block_instant, block_starts, daytime, week_of_dates
from handlers.mocks.policy import Candidate

_DAY_BEGINS, _DAY_ENDS, _DAY = 9 * 60, 21 * 60, 24 * 60


def best_start(people: Sequence[Candidate], monday: dt.date, minutes: int) -> int:
    """The quarter at which these should begin.

    Where some block lies between 9:00 and 21:00 for all, the first such one; else the one whose worst hour is the
    least bad. Blocks on dates that are in this week for everybody come first. Raises ValueError if there is none.
    """
    common = _all(block_starts(p.bitmap, minutes) for p in people)
    if not common:
        raise ValueError("These people have no common block.")
    here = common & _all(week_of_dates(p.zone, monday) for p in people) or common
    civil = here & _all(block_starts(daytime(p.zone, monday), minutes) for p in people)
    if civil:
        return (civil & -civil).bit_length() - 1
    zones = sorted({p.zone for p in people})
    return min(_numbers(here), key=lambda q: (max(_odd_hour(monday, q, minutes, z) for z in zones), q))


def _all(bitmaps: Iterable[int]) -> int:
    return reduce(and_, bitmaps)


def _numbers(starts: int) -> Iterator[int]:
    while starts:
        yield (starts & -starts).bit_length() - 1
        starts &= starts - 1


def _odd_hour(monday: dt.date, quarter: int, minutes: int, zone: str) -> int:
    """Minutes by which a block begins before 9:00 or ends after 21:00 there, the lesser of the two by the clock."""
    wall = local(block_instant(monday, quarter), zone)
    begins = wall.hour * 60 + wall.minute
    if begins >= _DAY_BEGINS and begins + minutes <= _DAY_ENDS:
        return 0
    early, late = (_DAY_BEGINS - begins) % _DAY, (begins + minutes - _DAY_ENDS) % _DAY
    return min(early, late)
