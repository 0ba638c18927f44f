"""When a group is paired, when what is said about a mock is said, and all that is set up for its day."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import icalendar

from bot.context import Context
from bot.core.card import File
from bot.core.entry import LATE, To
from bot.core.member import Group, Member
from bot.core.when import DAY, Quiet, Wall, instant_of, local, local_date, next_instant, out_of_quiet
from bot.pairing.hours import QUARTER
from handlers.mocks import entries, records
from handlers.mocks.model import Mock, monday_of

HEADS_UP_AT: Final = dt.time(10)
CHECKS_BEFORE: Final = (dt.timedelta(minutes=30), dt.timedelta(minutes=5))
TOPIC_NAMES: Final = 45
"""Characters of all names in the name of a shared place, which has 80 in all."""
ASKED = dt.timedelta(minutes=10)
"""After the end of a mock it is asked whether it took place."""
LEFT_OPEN: Final = dt.timedelta(hours=2)
"""After the end of a mock its voice channel is deleted: nobody is cut off in the middle of a sentence."""
SETTLED = dt.timedelta(days=1)
"""After the end of a mock what nobody said anything about is settled."""


# the pairing


@dataclass(frozen=True, slots=True)
class Plan:
    """The next pairing: its instant, and the week that it is for."""

    run: dt.datetime
    monday: dt.date


async def plan(ctx: Context) -> Plan:
    """When the group is paired next."""
    rule = rule_of(await ctx.the_group())
    run = next_instant(rule, ctx.now) or ctx.now
    return Plan(run, week_after(run, rule.zone))


def rule_of(group: Group) -> Wall:
    """When the group is paired: as it was set, else on Sundays at 18:00 in the group's zone."""
    return group.pairing or Wall(at=dt.time(18), zone=group.zone, days=(6,))


def look_rule(rule: Wall) -> Wall:
    """An hour before the pairing, by the clock: on the day before for one in the first hour of a day."""
    at = (dt.datetime.combine(dt.date.min + DAY, rule.at) - dt.timedelta(hours=1)).time()
    days = rule.days if at < rule.at else tuple(sorted((day - 1) % 7 for day in rule.days))
    return rule.model_copy(update={"at": at, "days": days})


def heads_up_rule(rule: Wall) -> Wall:
    """At ten on the day before the pairing."""
    return rule.model_copy(
        update={"at": HEADS_UP_AT, "days": tuple(sorted((day - 1) % 7 for day in rule.days))}
    )


def heads_up_late(rule: Wall) -> dt.timedelta:
    """For how long that is of use: until the pairing; an hour less, for a night in which clocks go forward."""
    midnight = dt.datetime.combine(dt.date.min, dt.time())
    between = dt.datetime.combine(midnight, rule.at) - dt.datetime.combine(midnight, HEADS_UP_AT)
    return DAY + between - dt.timedelta(hours=1)


def week_after(instant: dt.datetime, zone: str) -> dt.date:
    """The first Monday after the instant's date in the zone: the week that is paired then."""
    return monday_of(local_date(instant, zone)) + 7 * DAY


# the times of a mock


def day_reminder(at: dt.datetime, member: Member) -> dt.datetime:
    """The day before a mock, at the time of the member's list."""
    return instant_of(local_date(at, member.zone) - DAY, member.at, member.zone)


def season_over(last: dt.date, member: Member) -> dt.datetime:
    """The morning after a season's last day, at the time of the member's list."""
    return instant_of(last + DAY, member.at, member.zone)


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


def check_times(at: dt.datetime, people: Iterable[Member]) -> tuple[dt.datetime, ...]:
    """When it is looked at whether everybody still takes part: before the first reminder, before the hour's,
    and just before it begins, for who leaves after the reminders."""
    return min(day_reminder(at, m) for m in people) - QUARTER, *(at - span for span in CHECKS_BEFORE)


# what is set up for it


def shared_place(mock: Mock, people: Sequence[Member]) -> To:
    """The place that the people of a mock share, for as long as they are the same."""
    return To(people=tuple(m.id for m in people), topic=topic(mock, people))


async def announce_agreement(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Everybody can come: they get a place and a date where the platform has them, and then hear so; the interviewer
    gets a brief."""
    meant = (key, str(mock.sequence), *mock.members)
    ctx.do(entries.prepare(key), *meant)
    if mock.place:
        tell_agreement(ctx, key, mock, people)
        return
    what = entries.Booked(
        mock=key,
        sequence=mock.sequence,
        title="Study session" if any(m.discreet for m in people) else "Mock interview",
        at=mock.at.isoformat(),
        minutes=mock.minutes,
        voice=(await records.rules(ctx.unit)).voice,
    )
    ctx.book(shared_place(mock, people), what, *meant, until=mock.at)


def tell_agreement(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Says with whom, when and where."""
    meant = (key, str(mock.sequence), *mock.members)
    what = entries.Agreed(mock=key, sequence=mock.sequence)
    ctx.tell(shared_place(mock, people), what, *meant, within=mock.at - ctx.now)


def give_up_booking(ctx: Context, mock: Mock) -> None:
    """What was made for it isn't wanted any more."""
    if mock.booking:
        ctx.give_up_booking(mock.booking)


def schedule(ctx: Context, key: str, mock: Mock, people: Iterable[Member]) -> None:
    """Sets up all that is to be said and done about a mock; what is of an earlier time of it says nothing then."""
    version = str(mock.sequence)
    known = tuple(people)
    for member in known:
        _remind(ctx, key, mock, member)
    for number, at in enumerate(check_times(mock.at, known)):
        if at > ctx.now:
            ctx.do(entries.Check(mock=key, sequence=mock.sequence), key, version, str(number), at=at)
    ctx.do(entries.Begin(mock=key, sequence=mock.sequence), key, version, at=mock.at)
    ctx.do(entries.AskMet(mock=key, sequence=mock.sequence), key, version, at=mock.end + ASKED)
    ctx.do(entries.Settle(mock=key, sequence=mock.sequence), key, version, at=mock.end + SETTLED)


def _remind(ctx: Context, key: str, mock: Mock, member: Member) -> None:
    day = day_reminder(mock.at, member)
    last = last_reminder(mock.at, member.zone, member.quiet)
    for which, at in (("day", day), ("soon", last)):
        if at > ctx.now:
            what = entries.Reminder(mock=key, sequence=mock.sequence)
            within = min(LATE, mock.at - at)
            ctx.tell(member.id, what, key, which, str(mock.sequence), at=at, within=within)


def topic(mock: Mock, people: Sequence[Member]) -> str:
    """What the place is called that the people of a mock share; neutral where one of them wants that."""
    day, most = local(mock.at, people[0].zone), TOPIC_NAMES // len(people)
    names = [m.name if len(m.name) <= most else m.name[: most - 1] + "…" for m in people]
    what = "Study session" if any(m.discreet for m in people) else "Mock"
    return f"{what}: {', '.join(names[:-1])} and {names[-1]}, {day.day} {day:%b}"


# for calendars: a neutral title, one id for all versions of a mock, and which version is the newest


def calendar_file(key: str, mock: Mock, now: dt.datetime) -> File:
    """The mock as it is now; of a cancelled one, the file that takes it out again.

    RFC 5545 (UID, SEQUENCE, STATUS) and RFC 5546 (PUBLISH and CANCEL, which name no organizer and no attendee).
    """
    event = icalendar.Event()
    event.add("uid", f"{key}@loopmate")
    event.add("sequence", mock.sequence)
    event.add("dtstamp", now)
    event.add("dtstart", mock.at.astimezone(dt.UTC))
    event.add("duration", dt.timedelta(minutes=mock.minutes))
    event.add("summary", "Study session")
    event.add("status", "CANCELLED" if mock.cancelled else "CONFIRMED")
    if mock.place:
        event.add("location", mock.place)
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Loopmate//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if mock.cancelled else "PUBLISH")
    calendar.add_component(event)
    about = "takes it out of your calendar" if mock.cancelled else "for your calendar, with a neutral title"
    return File(name="study-session.ics", about=about, data=calendar.to_ical())


def calendar_cancellation(key: str, mock: Mock, now: dt.datetime) -> File | None:
    """Takes a mock out of the calendar of somebody who does not meet; None where no file was given."""
    if not mock.filed:
        return None
    return calendar_file(key, mock if mock.cancelled else mock.cancel(), now)
