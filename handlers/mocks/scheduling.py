"""Schedules of mock rounds: when a group is paired, when each message about a mock is sent, and who drops out."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.context import Context
from bot.core.card import File
from bot.core.entry import LATE, To, alias
from bot.core.errors import Refusal
from bot.core.member import Group, Member
from bot.core.text import all_of, one_line
from bot.core.values import MemberId
from bot.core.wall_time import DAY, Quiet, Wall, local, local_date, monday_of, next_instant, out_of_quiet
from bot.pairing.week import QUARTER, block_starts
from bot.store.forget import PSEUDONYM
from handlers.mocks import calls, candidates, entries, model, records
from handlers.mocks.model import Mock, Seat
from handlers.mocks.notice_cards import TOO_LATE
from handlers.mocks.records import HOURS, MOCKS, SEATS, people_of

HEADS_UP_AT: Final = dt.time(10)
"""On the day before the pairing."""
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


async def plan(ctx: Context, seat: Seat | None = None) -> Plan:
    """When the group is paired next; for a seat, past the weeks that it leaves out."""
    rule = rule_of(await ctx.the_group())
    run = next_instant(rule, ctx.now) or ctx.now
    while seat is not None and week_after(run, rule.zone) in seat.skips:
        run = next_instant(rule, run) or run + 7 * DAY
    return Plan(run, week_after(run, rule.zone))


def rule_of(group: Group) -> Wall:
    """When the group is paired: as it was set, else on Sundays at 18:00 in the group's zone."""
    return group.pairing or Wall(at=dt.time(18), zone=group.zone, days=(6,))


def look_rule(rule: Wall) -> Wall:
    """An hour before the pairing, by the clock: on the day before for one in the first hour of a day."""
    at = (dt.datetime.combine(dt.date.min + DAY, rule.at) - dt.timedelta(hours=1)).time()
    days = rule.days if at < rule.at else tuple(sorted((day - 1) % 7 for day in rule.days))
    return rule.copy_with(at=at, days=days)


def heads_up_late(rule: Wall) -> dt.timedelta:
    """For how long word on the day before is of use: until the pairing; an hour less, for a night in which clocks go
    forward."""
    midnight = dt.datetime.combine(dt.date.min, dt.time())
    between = dt.datetime.combine(midnight, rule.at) - dt.datetime.combine(midnight, HEADS_UP_AT)
    return DAY + between - dt.timedelta(hours=1)


def week_after(instant: dt.datetime, zone: str) -> dt.date:
    """The first Monday after the instant's date in the zone: the week that is paired then."""
    return monday_of(local_date(instant, zone)) + 7 * DAY


# the times of a mock


def day_reminder(at: dt.datetime, member: Member) -> dt.datetime:
    """The day before a mock, after the member's list."""
    return member.note_at(local_date(at, member.zone) - DAY)


def last_reminder(at: dt.datetime, zone: str, quiet: Quiet | None) -> dt.datetime:
    """A quarter of an hour before a mock; earlier when quiet hours would hold it back until the mock has begun."""
    wish = at - QUARTER
    if out_of_quiet(wish, zone, quiet) < at:
        return wish
    while quiet is not None and quiet.covers(local(wish, zone).time()):
        wish -= QUARTER
    return wish


def awake_together(people: Sequence[Member], now: dt.datetime, by: dt.datetime) -> dt.datetime | None:
    """The first instant from `now` to `by` that is in nobody's quiet hours, if there is one."""
    at = now
    while at <= by:
        later = max(out_of_quiet(at, m.zone, m.quiet) for m in people)
        if later == at:
            return at
        at = later
    return None


# what is set up for it


def shared_place(mock: Mock, people: Sequence[Member]) -> To:
    """The place that the people of a mock share, for as long as they are the same."""
    return To(people=tuple(m.id for m in people), topic=topic(mock, people))


async def announce_agreement(
    ctx: Context, key: str, mock: Mock, people: Sequence[Member], told: str = ""
) -> None:
    """Everybody can come: they get a place and a date where the platform has them, and then hear so, but for who was
    `told`; the interviewer gets a brief."""
    meant = (key, str(mock.sequence), *map(alias, mock.members))
    ctx.do(entries.prepare(key, agreed=True, told=told), *meant)
    if mock.place:
        tell_agreement(ctx, key, mock, people, told)
        return
    what = entries.Booked(
        mock=key,
        sequence=mock.sequence,
        title="Study session" if any(m.discreet for m in people) else "Mock interview",
        at=mock.at.isoformat(),
        minutes=mock.minutes,
        voice=(await records.rules(ctx.unit)).voice,
        told=told,
    )
    ctx.book(shared_place(mock, people), what, *meant, until=mock.at)


def tell_agreement(ctx: Context, key: str, mock: Mock, people: Sequence[Member], told: str) -> None:
    """Says with whom, when and where."""
    meant = (key, str(mock.sequence), *map(alias, mock.members))
    what = entries.Agreed(mock=key, sequence=mock.sequence, told=told)
    ctx.tell(shared_place(mock, people), what, *meant, within=mock.at - ctx.now)


def give_up_booking(ctx: Context, mock: Mock) -> None:
    """What was made for it isn't wanted anymore."""
    if mock.booking:
        ctx.give_up_booking(mock.booking)


def schedule(ctx: Context, key: str, mock: Mock, people: Iterable[Member]) -> None:
    """Sets up all that is to be said and done about a mock; what is of an earlier time of it says nothing then."""
    version, first = str(mock.sequence), mock.at
    for member in people:
        day, last = day_reminder(mock.at, member), last_reminder(mock.at, member.zone, member.quiet)
        first = min(first, day)
        for which, at in (("day", day), ("soon", last)):
            if at > ctx.now:
                what = entries.Reminder(mock=key, sequence=mock.sequence)
                ctx.tell(member.id, what, key, which, version, at=at, within=min(LATE, mock.at - at))
    # whether everybody still takes part: before the reminders, and twice before it begins, for who leaves after them
    for number, at in enumerate((first - QUARTER, *(mock.at - span for span in CHECKS_BEFORE))):
        if at > ctx.now:
            ctx.do(entries.Check(mock=key, sequence=mock.sequence), key, version, str(number), at=at)
    ctx.do(entries.Begin(mock=key, sequence=mock.sequence), key, version, at=mock.at)
    ctx.do(entries.AskMet(mock=key, sequence=mock.sequence), key, version, at=mock.end + ASKED)
    ctx.do(entries.Settle(mock=key, sequence=mock.sequence), key, version, at=mock.end + SETTLED)


def topic(mock: Mock, people: Sequence[Member]) -> str:
    """What the place is called that the people of a mock share; neutral where one of them wants that."""
    day, most = local(mock.at, people[0].zone), TOPIC_NAMES // len(people)
    what = "Study session" if any(m.discreet for m in people) else "Mock"
    return f"{what}: {all_of([one_line(m.name, most) for m in people])}, {day.day} {day:%b}"


# for calendars: a neutral title, one id for all versions of a mock, and which version is the newest


def calendar_file(key: str, mock: Mock, now: dt.datetime) -> File:
    """The mock as it is now; of a cancelled one, the file that takes it out again.

    RFC 5545 (UID, SEQUENCE, STATUS) and RFC 5546 (PUBLISH and CANCEL, which name no organizer and no attendee).
    """
    import icalendar  # noqa: PLC0415 - three megabytes that a process without mocks never needs

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
    about = "removes the date" if mock.cancelled else "for your calendar"
    return File(name="study-session.ics", about=about, data=calendar.to_ical())


def calendar_cancellation(key: str, mock: Mock, now: dt.datetime) -> File | None:
    """Takes a mock out of the calendar of somebody who does not meet; None where no file was given."""
    if not mock.filed:
        return None
    return calendar_file(key, mock if mock.cancelled else mock.cancel(), now)


# when somebody drops out: who is left meets, is told, or goes back to the pool


SOON = dt.timedelta(hours=3)
"""Word that a mock is cancelled comes so long before it, also in quiet hours."""
AGAIN = dt.timedelta(minutes=10)
"""After somebody dropped out others are looked for: two who drop out together leave two who can meet."""


async def check(ctx: Context, key: str) -> Mock | None:
    """The mock, after those who cannot be expected anymore are taken out; None when it does not take place."""
    mock = await MOCKS.get(ctx.unit, key)
    if mock is None or not mock.is_expected(ctx.now):
        return None
    people = await people_of(ctx, mock)
    mock = mock.copy_with(members=tuple(m if m in people else PSEUDONYM for m in mock.members))
    # who has no seat left the mock rounds at the very moment at which they were paired
    unseated = {m for m in mock.members if await SEATS.get(ctx.unit, m) is None}
    out = model.absent_members(mock, people) | unseated
    return await drop(ctx, key, mock, out) if out else mock


async def drop(ctx: Context, key: str, mock: Mock, out: Iterable[MemberId]) -> Mock | None:
    """Takes people out of a mock, and who has left the group, and has the others told; two still meet."""
    people = await people_of(ctx, mock)
    left = tuple(m for m in mock.members if m in people and m not in frozenset(out))
    within = max(LATE, mock.at - ctx.now)
    if len(left) > 1:
        faces, after = [people[m] for m in left], mock.without(frozenset(mock.members) - frozenset(left))
        MOCKS.put(ctx.unit, key, after)
        if after.state == "accepted" != mock.state:  # which names who is left
            await announce_agreement(ctx, key, after, faces)
            return after
        ctx.tell(shared_place(after, faces), entries.Fewer(mock=key), key, within=within)
        if after.state == "accepted":  # another one may interview now
            ctx.do(entries.prepare(key), key, *map(alias, after.members))
        return after
    if mock.at <= ctx.now < mock.end and left:
        # at its time: the other is given at once what else the hour can be used for
        for member in mock.partners(left[0]):
            mock = mock.decline(member)
        MOCKS.put(ctx.unit, key, mock)
        ctx.tell(left[0], entries.Alone(mock=key), key, "out", until=mock.end)
        return mock
    give_up_booking(ctx, mock)
    MOCKS.put(ctx.unit, key, mock.cancel())
    late = [m for m in left if not await has_time(ctx, people[m], mock.week)]
    if len(late) < len(left) and mock.state != "draft":
        ctx.do(entries.Rematch(week=mock.week, mock=key), key, at=ctx.now + AGAIN)
    for member in left:
        heard = out_of_quiet(ctx.now, people[member].zone, people[member].quiet)
        how = entries.CancelledNow if mock.at - heard < SOON else entries.Cancelled
        ctx.tell(member, how(mock=key, last=member in late), key, within=within)
    await _move_to_next_pairing(ctx, mock)
    return None


async def close(ctx: Context, key: str, mock: Mock) -> None:
    """After its hour: nobody took the place of who could not come, and another partner is looked for."""
    give_up_booking(ctx, mock)
    MOCKS.put(ctx.unit, key, mock.cancel())
    for member in (await people_of(ctx, mock)).values():
        if member.id not in mock.out and await has_time(ctx, member, mock.week):
            ctx.do(entries.Rematch(week=mock.week, mock=key), key, at=ctx.now)
    await _move_to_next_pairing(ctx, mock)


async def has_time(ctx: Context, member: Member, monday: dt.date) -> bool:
    """Whether their hours hold another mock in this week, with the notice that everybody is given."""
    windows = (await HOURS.get_or_new(ctx.unit, member.id)).in_week(monday)
    me = candidates.Person(member.id, member.zone, windows, model.Seat(), quiet=member.quiet)
    return any(block_starts(c.bitmap) for c in candidates.candidates([me], monday, ctx.now + AGAIN))


async def find_mine(ctx: Context, key: str) -> Mock:
    """The caller's mock, whatever became of it; raises Refusal for none of this id."""
    mock = await MOCKS.get(ctx.unit, key)
    await refuse_replaced(ctx, key, mock)
    if mock is None or ctx.member.id not in mock.members or mock.state == "draft":
        raise calls.refuse("I can't find that mock of yours. Here are all of them:")
    return mock


async def refuse_replaced(ctx: Context, key: str, mock: Mock | None) -> None:
    """Raises Refusal where somebody on standby, who isn't named, has stepped in for the caller."""
    if mock is None or ctx.member.id not in mock.replaced:
        return
    said = "Somebody on standby stepped in for you, so you don't need to do anything."
    if await SEATS.get(ctx.unit, ctx.member.id) is None:
        raise Refusal(said, calls.Join().call(), "Join the mock rounds")
    if not await has_time(ctx, ctx.member, mock.week):
        raise Refusal(said, calls.History().call(), "My mock rounds", more=(TOO_LATE,))
    more = ("If you'd like another partner this week, I can look for one.",)
    raise Refusal(said, calls.Pool(mock=key).call(), "Match me again", more)


async def _move_to_next_pairing(ctx: Context, mock: Mock) -> None:
    """Who was in for that week alone is in for the next pairing instead."""
    coming = await plan(ctx)
    for member in mock.members:
        seat = await SEATS.get(ctx.unit, member)
        if seat is not None and seat.only is not None and seat.only < coming.monday:
            SEATS.put(ctx.unit, member, seat.copy_with(only=coming.monday))
