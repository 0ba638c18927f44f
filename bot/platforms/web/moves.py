"""Where the simulated clock can be moved to."""

import datetime as dt
from collections.abc import Callable, Mapping

from bot.core.when import Wall, instant_of, local_date, next_instant

MORNING, EVENING = dt.time(8), dt.time(20)
SUNDAY = 6


def hour_later(now: dt.datetime, _: str) -> dt.datetime:
    return now + dt.timedelta(hours=1)


def next_morning(now: dt.datetime, zone: str) -> dt.datetime:
    """08:00 of the next day in a zone."""
    return instant_of(local_date(now, zone) + dt.timedelta(days=1), MORNING, zone)


def next_sunday(now: dt.datetime, zone: str) -> dt.datetime:
    """20:00 of the next Sunday in a zone: what a group does on Sundays is done by then."""
    found = next_instant(Wall(at=EVENING, zone=zone, days=(SUNDAY,)), now)
    return found or now


MOVES: Mapping[str, Callable[[dt.datetime, str], dt.datetime]] = {
    "hour": hour_later,
    "morning": next_morning,
    "sunday": next_sunday,
}
"""From now and a zone to when."""
