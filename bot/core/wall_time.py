"""Clocks, and the instants that wall times, days, quiet hours and dates mean.

All but the clocks is pure: `after`, `instant` and `today` come in as arguments. An instant is an aware
datetime and leaves in UTC; a wall time is a `datetime.time` without a zone; a zone is its IANA name.

One rule turns a wall time into an instant, the one that zoneinfo applies at `fold=0` (PEP 495):
a wall time that does not exist is moved forward by the gap (02:30 becomes 03:30), and of one that
happens twice the first is meant. A whole missing day (30 December 2011 in Apia) is a gap of 24 hours
by the same rule: what was due on it falls due at the same wall time of the day after, and a daily
rule fires once there, not twice.
"""

import bisect
import datetime as dt
import functools
import hashlib
import importlib.resources
import time
import zoneinfo
from pathlib import Path
from typing import Annotated, Final, Protocol, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, ValidationInfo, model_validator

from bot.core.text import echo
from bot.core.values import Frozen

DAY: Final = dt.timedelta(days=1)
WEEK: Final = 7 * DAY
EVERY_DAY: Final = (0, 1, 2, 3, 4, 5, 6)
WEEKDAYS: Final = EVERY_DAY[:5]
WEEKENDS: Final = EVERY_DAY[5:]
YEARS: Final = range(1970, 3000)


def monday_of(date: dt.date) -> dt.date:
    """The Monday of a date's week, which is what a week is named by."""
    return date - date.weekday() * DAY


# clocks: the only place that knows what time it is


def to_ms(at: dt.datetime) -> int:
    return round(at.timestamp() * 1_000)


def from_ms(ms: float | bytes | str) -> dt.datetime:
    """The instant (UTC) of a number of milliseconds since 1970."""
    return dt.datetime.fromtimestamp(float(ms) / 1_000, dt.UTC)


class Clock(Protocol):
    """`now` is aware UTC; `monotonic` counts seconds and never steps back."""

    def now(self) -> dt.datetime: ...

    def monotonic(self) -> float: ...


class SystemClock:
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
        """Moves to `at`. Raises ValueError: `at` is in the past."""
        if at < self._at:
            raise ValueError(f"time doesn't run backwards: it is {self._at:%Y-%m-%dT%H:%MZ} already")
        self._at = at

    def rebase(self, at: dt.datetime) -> None:
        """Makes `at` the beginning: for a simulation in which nothing has happened yet."""
        self._at = self._start = at


# zones: their rules as this machine has them, and which edition these are


@functools.lru_cache(maxsize=1024)  # zoneinfo's own cache keeps eight zones, then reads files again
def find_rules(zone: str) -> ZoneInfo | None:
    """The rules of a zone, of which tzdata keeps the old names as well; None: this machine has none of this name."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return None


def zone_info(zone: str) -> ZoneInfo:
    """The rules of an IANA zone; a ValueError in words when there is none of this name."""
    if (found := find_rules(zone)) is None:
        raise ValueError(f"{echo(zone)} isn't a time zone. Write a name such as Europe/Berlin.")
    return found


def clocks(zone: str) -> ZoneInfo:
    """The rules by which stored clocks are read: UTC for a zone that this machine does not know anymore.

    Whose zone has vanished still gets answers, and cards say so; nothing can be planned by it (`Wall` refuses).
    """
    return find_rules(zone) or zone_info("UTC")


def check_zone(zone: str) -> str:
    if zone == "localtime":
        raise ValueError("'localtime' is another zone on every machine. Write a name such as Europe/Berlin.")
    zone_info(zone)
    return zone


def is_known(zone: str) -> bool:
    """Whether this machine has the rules of a zone: one that was stored may have been taken out since."""
    return find_rules(zone) is not None


@functools.cache
def edition() -> str:
    """A digest of all rules that this machine has: it changes with them, whatever they call their version.

    Reads about a megabyte, once in a process's life, in some ten milliseconds.
    """
    digest = hashlib.sha256()
    for zone in sorted(zoneinfo.available_timezones()):
        digest.update(zone.encode())
        digest.update(_rules(zone))
    return digest.hexdigest()[:16]


def _rules(zone: str) -> bytes:
    """The file that zoneinfo reads for a zone: the system's, else the one of the tzdata package."""
    for folder in zoneinfo.TZPATH:
        if (file := Path(folder) / zone).is_file():
            return file.read_bytes()
    return importlib.resources.files("tzdata").joinpath("zoneinfo", *zone.split("/")).read_bytes()


# rules


def _plain_time(at: dt.time) -> dt.time:
    if at.tzinfo is not None:
        raise ValueError("A wall time carries no zone of its own: the zone is a separate field.")
    return at.replace(fold=0)


def _whole_minutes(at: dt.time) -> dt.time:
    if at.second or at.microsecond:
        raise ValueError("Quiet hours begin and end at whole minutes, as in 21:00-07:00.")
    return _plain_time(at)


def _plain_date(date: dt.date | None) -> dt.date | None:
    if date is not None and date.year not in YEARS:
        raise ValueError(f"The year must be from {YEARS[0]} to {YEARS[-1]}, as in 2027-03-01.")
    return date


def _in_order(days: tuple[int, ...]) -> tuple[int, ...]:
    if not days or not set(days) <= set(EVERY_DAY):
        raise ValueError("Days are one or more numbers from 0 (Monday) to 6 (Sunday).")
    return tuple(sorted(set(days)))


def _check_new_zone(zone: str, info: ValidationInfo) -> str:
    """A stored one was known when it was written: its record is read, though nothing can be planned by it."""
    return zone if info.context else check_zone(zone)


WallTime = Annotated[dt.time, AfterValidator(_plain_time)]
Zone = Annotated[str, AfterValidator(_check_new_zone)]
Days = Annotated[tuple[int, ...], AfterValidator(_in_order)]


class Quiet(Frozen):
    """Hours in which nothing is sent: from `start` up to, not including, `end`, also across midnight."""

    start: Annotated[dt.time, AfterValidator(_whole_minutes)]
    end: Annotated[dt.time, AfterValidator(_whole_minutes)]

    @model_validator(mode="after")
    def _has_length(self) -> Self:
        if self.start == self.end:
            raise ValueError(
                "Quiet hours must end at another time than they begin. Write 21:00-07:00, or none."
            )
        return self

    def covers(self, wall: dt.time) -> bool:
        if self.start < self.end:
            return self.start <= wall < self.end
        return wall >= self.start or wall < self.end


class Wall(Frozen):
    """When something is due: a wall time in a zone, on some weekdays (0 is Monday), or on one date only."""

    at: WallTime
    zone: Zone
    days: Days = EVERY_DAY
    date: Annotated[dt.date | None, AfterValidator(_plain_date)] = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if self.date is not None and self.days != EVERY_DAY:
            raise ValueError("A rule has weekdays or one date, not both: leave out the days.")
        return self


def next_instant(rule: Wall, after: dt.datetime) -> dt.datetime | None:
    """The first instant (UTC) of the rule strictly later than `after`; None when its one date is past.

    A wall time in a gap fires once, moved by the gap; one that happens twice fires at the first only.
    """
    after = _utc(after)
    if rule.date is not None:
        once = instant_of(rule.date, rule.at, rule.zone)
        return once if once > after else None
    return _next_on_days(rule.at, rule.days, after, zone_info(rule.zone))


@functools.lru_cache(4_096)
def _next_on_days(at: dt.time, days: tuple[int, ...], after: dt.datetime, place: ZoneInfo) -> dt.datetime:
    """Many have the same rule and are due at the same instant. Reloaded rules are another `place`."""
    # The day before counts too: a gap across midnight moves its last minutes past `after`'s date. A week
    # and a day later is the last chance: a clock set back across midnight repeats the end of a date.
    yesterday = after.astimezone(place).toordinal() - 1
    ahead = (
        dt.datetime.combine(dt.date.fromordinal(ordinal), at, place).astimezone(dt.UTC)
        for ordinal in range(yesterday, yesterday + 10)
        if (ordinal - 1) % 7 in days
    )
    return next(instant for instant in ahead if instant > after)


def instant_of(date: dt.date, at: dt.time, zone: str) -> dt.datetime:
    """The instant (UTC) of a wall time on a date: moved by a gap, the first of two in an overlap."""
    return dt.datetime.combine(date, _plain_time(at), clocks(zone)).astimezone(dt.UTC)


def local(instant: dt.datetime, zone: str) -> dt.datetime:
    """The same instant as the clocks of the zone show it, aware."""
    return _utc(instant).astimezone(clocks(zone))


def local_date(instant: dt.datetime, zone: str) -> dt.date:
    return local(instant, zone).date()


def out_of_quiet(instant: dt.datetime, zone: str, quiet: Quiet | None) -> dt.datetime:
    """The first instant (UTC) at or after `instant` that is outside the quiet hours on the zone's clocks.

    Of two clock changes less than a day apart (none is known after 1970) only one may be seen.
    """
    instant, place = _utc(instant), clocks(zone)
    if quiet is None:
        return instant
    while quiet.covers((wall := instant.astimezone(place)).time()):
        wait = (_since_midnight(quiet.end) - _since_midnight(wall.time())) % DAY
        instant = _wait_until(instant, wait, place)
    return instant


def _wait_until(instant: dt.datetime, wait: dt.timedelta, place: ZoneInfo) -> dt.datetime:
    """Where the wait ends, or the first change of the clocks on the way, after which to look again."""
    start, offset = instant.replace(microsecond=0), place.utcoffset(instant.astimezone(place))
    seconds = range(1, -(-(instant + wait - start) // dt.timedelta(seconds=1)) + 1)

    def changed(second: int) -> bool:
        return (start + dt.timedelta(seconds=second)).astimezone(place).utcoffset() != offset

    if not changed(seconds[-1]):
        return instant + wait
    return start + dt.timedelta(seconds=seconds[bisect.bisect_left(seconds, True, key=changed)])


def _since_midnight(wall: dt.time) -> dt.timedelta:
    return dt.timedelta(
        hours=wall.hour, minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond
    )


def _utc(instant: dt.datetime) -> dt.datetime:
    if instant.tzinfo is None:
        raise ValueError(
            "An instant needs a zone, and this datetime has none. Give it one, such as datetime.UTC."
        )
    return instant.astimezone(dt.UTC)
