"""Pure: the days on which nobody is expected to study, and the streak that they leave alone.

Days off, the public holidays of the group's country (those of the `holidays` package), pauses and the days of
events are neutral. Of the study days of a week, Monday to Sunday, one may be missed for nothing.
"""

import datetime as dt
import functools
from typing import NamedTuple

import holidays

from bot.core.member import Member
from bot.core.when import DAY, local_date
from handlers.checklist.model import Checklist


class Run(NamedTuple):
    """A streak in days; `forgiven`: the one day of this week that may be missed was missed."""

    days: int
    forgiven: bool


@functools.cache
def _calendar(country: str) -> holidays.HolidayBase | None:
    try:
        return holidays.country_holidays(country, language="en_US")
    except NotImplementedError:  # a country that the package knew once
        return None


def holiday(country: str, day: dt.date) -> str:
    """What the public holiday of a country (ISO code) on a day is called; "" for none, or for no country."""
    calendar = _calendar(country) if country else None
    return str(calendar.get(day) or "") if calendar is not None else ""


def day_off(member: Member, day: dt.date, country: str) -> str:
    """Why a local day is no study day of the member's, in words; "" when it is one."""
    if day.weekday() not in member.days:
        return "not a study day"
    name = holiday(country, day)
    return f"a public holiday, {name}" if name else ""


def run(record: Checklist, member: Member, today: dt.date, country: str = "") -> Run:
    """Days in a row on which something was practised, up to `today`, which is not over yet."""
    active = {t.day for t in record.ticks if not t.told}
    if not active:
        return Run(0, False)
    count, day, oldest = 0, max(today, *active), min(active)
    missed: set[dt.date] = set()
    while day >= oldest:
        if day in active:
            count += 1
        elif day < today and not _neutral(record, member, day, country):
            if _monday(day) in missed:
                break
            missed.add(_monday(day))
        day -= DAY
    return Run(count, count > 0 and _monday(today) in missed)


def _monday(day: dt.date) -> dt.date:
    return day - day.weekday() * DAY


def _neutral(record: Checklist, member: Member, day: dt.date, country: str) -> bool:
    if day_off(member, day, country) or member.silent(day):
        return True
    if member.pause is not None and day >= local_date(member.pause.since, member.zone) and member.paused(day):
        return True
    return any(first <= day <= last for first, last in record.rests)


def rest_of(member: Member, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first and last local day before `today` on which the member's pause held, if there is one."""
    if member.pause is None:
        return None
    first, until = local_date(member.pause.since, member.zone), member.pause.until
    last = min(today, until or today) - DAY
    return (first, last) if first <= last else None
