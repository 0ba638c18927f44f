"""Which hours somebody could add so that more of the others fit. Pure; who avoids whom is not looked at."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from bot.pairing import BLOCK_MINUTES
from bot.pairing.hours import Gain, Window, block_starts
from handlers.mocks.candidates import Person, candidates

NAMED: Final = 2
CROWD: Final = 300
"""People up to whom it is worked out for each of them at once: it takes the square of their number."""
_EARLIEST, _LATEST = 7, 22


def gains(me: Person, others: Sequence[Person], monday: dt.date, told: dt.datetime) -> tuple[Gain, ...]:
    """The hour by day that adds most of the others, and the one that then adds most of the rest; none that adds none.

    Of equals the earliest. A mock begins a day after `told` at the soonest, as in `candidates.candidates`.
    """
    (mine,) = candidates([me], monday, told)
    starts = block_starts(mine.bitmap, BLOCK_MINUTES)
    missing = [s for s in _starts(others, monday, told) if s and not s & starts]
    found: list[Gain] = []
    wider = [(w, _with(me, w, monday, told)) for w in _hours()] if missing else []
    while missing and len(found) < NAMED:
        window, reached = max(wider, key=lambda pair: sum(bool(s & pair[1]) for s in missing))
        left = [s for s in missing if not s & reached]
        if len(left) == len(missing):
            break
        found.append(Gain(window=window, more=len(missing) - len(left)))
        missing = left
    return tuple(found)


def _hours() -> Iterator[Window]:
    for day in range(7):
        for hour in range(_EARLIEST, _LATEST):
            yield Window(day=day, start=dt.time(hour), end=dt.time(hour + 1))


def _starts(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> list[int]:
    return [block_starts(c.bitmap, BLOCK_MINUTES) for c in candidates(people, monday, told)]


def _with(me: Person, window: Window, monday: dt.date, told: dt.datetime) -> int:
    """Where a mock could begin with this hour beside one's own."""
    (starts,) = _starts([replace(me, windows=(*me.windows, window))], monday, told)
    return starts


def gains_of_all(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> dict[str, tuple[Gain, ...]]:
    """The same for each of them; of a larger crowd nothing."""
    if len(people) > CROWD:
        return {}
    return {me.id: gains(me, [p for p in people if p is not me], monday, told) for me in people}
