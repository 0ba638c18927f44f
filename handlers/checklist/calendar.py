"""Pure: the days on which nobody is expected to study, and the streak that they leave alone.

Free days are the days without a list, the public holidays of the group's country (those of the `holidays` package),
pauses, the days of events, and of the study days of a week, Monday to Sunday, the one that may be missed.
"""

import datetime as dt
from collections.abc import Collection
from typing import Literal, NamedTuple

from bot.core.member import Group, Member
from bot.core.public_holidays import public_holidays
from bot.core.wall_time import (
    DAY,
    Quiet,
    Wall,
    instant_of,
    is_known,
    local_date,
    monday_of,
    next_instant,
    out_of_quiet,
)
from handlers.checklist.model import Checklist


class Streak(NamedTuple):
    """A streak in days; `free`: the study day missed since the last practice, which its week forgives."""

    days: int
    free: dt.date | None = None


def holiday(country: str, day: dt.date) -> str:
    """What the public holiday of a country (ISO code) on a day is called; "" for none, or for no country."""
    try:
        return str(public_holidays(country).get(day) or "") if country else ""
    except NotImplementedError:  # a country that the package knew once
        return ""


def why_free(member: Member, day: dt.date, country: str) -> str:
    """Why a local day is a free day of the member's, in words; "" when it is a study day."""
    if day.weekday() not in member.days:
        return "not a study day"
    name = holiday(country, day)
    return f"a public holiday, {name}" if name else ""


def measure_streak(
    active: Collection[dt.date], record: Checklist, member: Member, today: dt.date, country: str = ""
) -> Streak:
    """Days in a row on which something was practiced, up to `today`, which isn't over yet."""
    if not active:
        return Streak(0)
    count, day, oldest = 0, max(today, *active), min(active)
    missed: dict[dt.date, dt.date] = {}
    while day >= oldest:
        if day in active:
            count += 1
        elif day < today and not is_neutral(record, member, day, country):
            if monday_of(day) in missed:
                break
            missed[monday_of(day)] = day
        day -= DAY
    newest = max(missed.values(), default=None)
    return Streak(count, newest if count and newest and newest > max(active) else None)


def is_neutral(record: Checklist, member: Member, day: dt.date, country: str) -> bool:
    """Whether nobody expects the member to study on a local day."""
    if why_free(member, day, country) or member.silent(day) or member.paused(day):
        return True
    return any(first <= day <= last for first, last in record.rests)


SILENT_LISTS = 3
LAST_WORD = 14 * DAY
"""After it was asked whether less would help: when the last word comes, if there was no answer."""
FARTHEST = 120
"""Days that are looked back on; members who were silent for longer hear nothing anyway."""
BackOff = Literal["list", "ask", "last", "silence"]


def back_off(record: Checklist, member: Member, today: dt.date, country: str = "") -> BackOff:
    """What comes instead of the list of `today`, a study day, to somebody who neither presses nor types: after
    three lists a question whether less would help, two weeks later a last word, then nothing."""
    if member.seen is None:
        return "list"
    seen = local_date(member.seen, member.zone)
    missed = member.seen < instant_of(seen, member.at, member.zone)
    first = max(seen if missed else seen + DAY, today - FARTHEST * DAY)
    every = (first + n * DAY for n in range((today - first).days + 1))
    around = {event.date + n * DAY for event in member.events for n in (-1, 1)}  # their own cards come then
    days = [d for d in every if d == today or not (d in around or is_neutral(record, member, d, country))]
    if len(days) <= SILENT_LISTS:
        return "list"
    asked = days[SILENT_LISTS]
    last = next((day for day in days if day >= asked + LAST_WORD), None)
    return "ask" if asked == today else "last" if last == today else "silence"


def rest_of(member: Member, today: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first and last local day before `today` on which the member's pause held, if there is one."""
    if member.pause is None:
        return None
    first, until = local_date(member.pause.since, member.zone), member.pause.until
    last = min(today, until or today) - DAY
    return (first, last) if first <= last else None


def was_away(
    record: Checklist, member: Member, day: dt.date, until: dt.date, asked: Collection[dt.date]
) -> bool:
    """Whether the member was away between the list of `day` and the one of `until`: in a pause, or silent when they
    were `asked` on a day in between whether less would help."""
    rests = (*record.rests, *filter(None, (rest_of(member, until),)))
    paused = any(first < until and day <= last for first, last in rests)
    return paused or any(day < on < until for on in asked)


AGAIN = dt.timedelta(hours=3)
EVENING = dt.time(21)
LAST_CALL = dt.timedelta(minutes=30)
"""Before the evening's end: what comes later than that doesn't come today."""
DIGEST_AT = dt.time(8)
"""In the group's zone."""


def next_lists(
    member: Member, now: dt.datetime, used: Collection[dt.date] = (), country: str = ""
) -> list[dt.datetime]:
    """The next three times at which the list comes: quiet hours, a pause, holidays and events heeded.

    None in a pause without end, in a zone that this machine doesn't know, or for who wants no lists. `used` are
    local dates whose list has come: each is used once, also when the time or the zone has changed since.
    """
    if not is_known(member.zone) or (rule := member.daily()) is None:
        return []
    after, found = now, list[dt.datetime]()
    while len(found) < 3 and (at := next_instant(rule, after)) is not None:
        after, day = at, local_date(at, member.zone)
        if member.pause is not None and member.paused(day):
            if member.pause.until is None:
                break
            after = instant_of(member.pause.until, dt.time(), member.zone) - dt.timedelta(seconds=1)
            continue
        around = any(member.silent(day + n * DAY) for n in (-1, 0, 1))  # which have cards of their own
        if day not in used and not around and not holiday(country, day):
            found.append(out_of_quiet(at, member.zone, member.quiet))
    return found


def again_at(now: dt.datetime, zone: str, quiet: Quiet | None) -> dt.datetime | None:
    """When a list comes that was put off: in three hours, or half an hour before the evening's end, or not."""
    night = quiet.start if quiet is not None and quiet.start > quiet.end else EVENING
    last = instant_of(local_date(now, zone), night, zone) - LAST_CALL
    at = min(now + AGAIN, last)
    return at if at > now + LAST_CALL and out_of_quiet(at, zone, quiet) == at else None


def nudge_rule(member: Member) -> Wall | None:
    """When it is looked whether the list still waits; None where no nudge comes (`why_no_nudge`)."""
    if why_no_nudge(member):
        return None
    return Wall(at=_nudge_at(member).time(), zone=member.zone, days=member.days)


def _nudge_at(member: Member) -> dt.datetime:
    """So long after the list comes, with its day as the first of all days; quiet hours move it."""
    comes, quiet = dt.datetime.combine(dt.date.min, member.at), member.quiet
    if quiet and quiet.covers(member.at):
        comes = dt.datetime.combine(comes + DAY if member.at > quiet.end else comes, quiet.end)
    return comes + dt.timedelta(minutes=member.nudge)


def why_no_nudge(member: Member) -> str:
    """Why nobody looks whether the list still waits; "" where somebody does."""
    at, quiet = _nudge_at(member), member.quiet
    if not member.nudge or not member.days:
        return "no nudge"
    if at.date() != dt.date.min:
        return f"no nudge, because {member.nudge} minutes later it's tomorrow"
    if quiet and quiet.start > quiet.end and at.time() >= quiet.start:  # which hold it until tomorrow
        return f"no nudge, because {member.nudge} minutes later your quiet hours have begun"
    return ""


def digest_rule(group: Group) -> Wall:
    """When the channel is told that lists are ready."""
    return Wall(at=DIGEST_AT, zone=group.zone)
