"""When what is said about a mock is said, and when it is looked at whether everybody still comes. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence

from bot.core.member import Member
from bot.core.when import Quiet, instant_of, local, local_date, out_of_quiet
from handlers.mocks.hours import QUARTER

_DAY = dt.timedelta(days=1)
_CHECKS_BEFORE = (dt.timedelta(minutes=30), dt.timedelta(minutes=5))


def day_reminder(at: dt.datetime, member: Member) -> dt.datetime:
    """The day before a mock, at the time of the member's list."""
    return instant_of(local_date(at, member.zone) - _DAY, member.at, member.zone)


def season_over(last: dt.date, member: Member) -> dt.datetime:
    """The morning after a season's last day, at the time of the member's list."""
    return instant_of(last + _DAY, member.at, member.zone)


def last_reminder(at: dt.datetime, zone: str, quiet: Quiet | None) -> dt.datetime:
    """A quarter of an hour before a mock; earlier when quiet hours would hold it back until the mock has begun."""
    wish = at - QUARTER
    if out_of_quiet(wish, zone, quiet) < at:
        return wish
    while quiet is not None and quiet.covers(local(wish, zone).time()):
        wish -= QUARTER
    return wish


def awake_together(people: Sequence[Member], now: dt.datetime, by: dt.datetime) -> dt.datetime | None:
    """The first instant from `now` to `by` that lies in nobody's quiet hours, if there is one."""
    at = now
    while at <= by:
        later = max(out_of_quiet(at, m.zone, m.quiet) for m in people)
        if later == at:
            return at
        at = later
    return None


def checks(at: dt.datetime, people: Iterable[Member]) -> tuple[dt.datetime, ...]:
    """When it is looked at whether everybody still takes part: before the first reminder, before the hour's,
    and just before it begins, for who leaves after the reminders."""
    return min(day_reminder(at, m) for m in people) - QUARTER, *(at - span for span in _CHECKS_BEFORE)
