"""Pure: when lists and nudges come, by which rules, and what stands around the dates of a member."""

import datetime as dt
from collections.abc import Collection

from bot.core import tz
from bot.core.member import Event, Group, Member
from bot.core.when import DAY, Quiet, Wall, instant_of, local_date, next_instant, out_of_quiet
from handlers.checklist import resting

AGAIN = dt.timedelta(hours=3)
EVENING = dt.time(21)
LAST_CALL = dt.timedelta(minutes=30)
"""Before the evening's end: what comes later than that does not come today."""
AHEAD = 14 * DAY
"""Before an interview: when it is said what fits and what does not."""
DIGEST_AT = dt.time(8)
"""In the group's zone."""


def coming(
    member: Member, now: dt.datetime, used: Collection[dt.date] = (), country: str = ""
) -> list[dt.datetime]:
    """The next three times at which the list comes: quiet hours, a pause, holidays and events heeded.

    None in a pause without end, or in a zone that this machine does not know. `used` are local dates whose
    list has come: each is used once, also when the time or the zone has changed since.
    """
    after = now
    if not tz.known(member.zone):
        return []
    if member.pause is not None and member.paused(local_date(now, member.zone)):
        if member.pause.until is None:
            return []
        after = instant_of(member.pause.until, dt.time(), member.zone) - dt.timedelta(seconds=1)
    rule, found = member.daily(), list[dt.datetime]()
    while len(found) < 3 and (at := next_instant(rule, after)) is not None:
        after, day = at, local_date(at, member.zone)
        if day not in used and not member.silent(day) and not resting.holiday(country, day):
            found.append(out_of_quiet(at, member.zone, member.quiet))
    return found


def again_at(now: dt.datetime, zone: str, quiet: Quiet | None) -> dt.datetime | None:
    """When a list comes that was put off: in three hours, or half an hour before the evening's end, or not."""
    night = quiet.start if quiet is not None and quiet.start > quiet.end else EVENING
    last = instant_of(local_date(now, zone), night, zone) - LAST_CALL
    at = min(now + AGAIN, last)
    return at if at > now + LAST_CALL and out_of_quiet(at, zone, quiet) == at else None


def nudge_rule(member: Member) -> Wall | None:
    """When it is looked whether the list still waits; None without nudges, or when that is tomorrow already."""
    midnight = dt.datetime.combine(dt.date.min, member.at)
    at = midnight + dt.timedelta(minutes=member.nudge)
    if not member.nudge or at.date() != midnight.date():
        return None
    return Wall(at=at.time(), zone=member.zone, days=member.days)


def digest_rule(group: Group) -> Wall:
    """When the channel is told that lists are ready."""
    return Wall(at=DIGEST_AT, zone=group.zone)


def event_rules(member: Member, event: Event) -> dict[str, Wall]:
    """What comes around a date, by name: two weeks before an interview, the day before, the day after."""
    days = {"eve": event.date - DAY, "after": event.date + DAY}
    if event.kind != "decision":
        days["ahead"] = event.date - AHEAD
    return {name: Wall(at=member.at, zone=member.zone, date=day) for name, day in days.items()}
