"""The time of a mock: who is there, who waits, who can stand in, and afterwards whether it took place."""

import asyncio
import datetime as dt
from typing import Final

from bot.context import Context
from bot.core.command import press, work
from bot.core.entry import alias
from bot.core.errors import Refusal
from bot.core.reply import Reply, Skip
from bot.core.values import MemberId
from bot.core.wall_time import local_date, monday_of
from bot.pairing.week import QUARTER, block_instant, block_starts, week_bitmap
from bot.store import members
from handlers.mocks import calls, entries, model, scheduling
from handlers.mocks import meeting_cards as cards
from handlers.mocks.agreement import NOTHING_WRITTEN, SOON, my_mock
from handlers.mocks.calls import refuse
from handlers.mocks.model import LATE_BY, OPEN, Mock
from handlers.mocks.records import (
    AVOIDED,
    COMPLAINTS,
    HOURS,
    MOCKS,
    SEATS,
    STANDBY,
    Standby,
    Written,
    faces_of,
)
from handlers.mocks.view import view_of
from handlers.practice import note_practice, private_message

PATIENCE: Final = dt.timedelta(minutes=5)
TOMORROW: Final = dt.timedelta(days=1)
MINUTE: Final = dt.timedelta(minutes=1)
ASKED_AT_ONCE: Final = 3


@work()
async def begin(ctx: Context, args: entries.Begin) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state not in OPEN or mock.sequence != args.sequence:
        return
    to = scheduling.shared_place(mock, await faces_of(ctx, mock.members))
    ctx.tell(to, entries.Now(mock=args.mock), args.mock, str(mock.sequence), at=mock.at, until=mock.end)
    _wait(ctx, args.mock, mock, "first", at=mock.at + PATIENCE)


def _wait(ctx: Context, key: str, mock: Mock, meaning: str, *, at: dt.datetime) -> None:
    """Looks at an instant whether somebody waits, while the mock goes on."""
    ctx.do(entries.Waiting(mock=key, sequence=mock.sequence), key, meaning, at=at, until=mock.end)


@private_message(urgent=True)
async def ask_who_is_there(ctx: Context, args: entries.Now) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled:
        return Skip(why="it isn't taking place")
    return Reply(body=cards.roll_call(await view_of(ctx, args.mock, mock)))


async def _my_begun_mock(ctx: Context, key: str) -> Mock:
    """The caller's mock at its time, from a quarter of an hour before; raises Refusal for any other."""
    mock = await my_mock(ctx, key)
    if mock.at - LATE_BY > ctx.now:
        raise refuse("It isn't time yet. I'll write to you then.")
    if mock.end + SOON < ctx.now:
        raise refuse("That mock is over.")
    return mock


@press()
async def arrive(ctx: Context, args: calls.Here) -> Reply:
    mock = (await _my_begun_mock(ctx, args.mock)).arrive(ctx.member.id)
    MOCKS.put(ctx.unit, args.mock, mock)
    at = await view_of(ctx, args.mock, mock)
    if at.missing and mock.deserted:
        return Reply(body=cards.ways_out(at))
    if at.missing:
        _wait(ctx, args.mock, mock, alias(ctx.member.id), at=max(mock.at + PATIENCE, ctx.now))
    return Reply(body=cards.arrival(at))


@press()
async def say_late(ctx: Context, args: calls.Late) -> Reply:
    mock, me = await _my_begun_mock(ctx, args.mock), ctx.member.id
    MOCKS.put(ctx.unit, args.mock, mock.delay(me))
    for member in mock.partners(me):
        ctx.tell(member, entries.Delay(mock=args.mock, member=me), args.mock, alias(me), until=mock.end)
    return Reply(body=cards.delay_note(await view_of(ctx, args.mock, mock)))


@private_message(urgent=True)
async def report_delay(ctx: Context, args: entries.Delay) -> Reply:
    return Reply(body=cards.delay(await members.MEMBERS.get(ctx.unit, args.member)))


@press()
async def wait_more(ctx: Context, args: calls.WaitMore) -> Reply:
    mock = await _my_begun_mock(ctx, args.mock)
    _wait(ctx, args.mock, mock, f"{ctx.now:%H:%M:%S}", at=ctx.now + PATIENCE)
    return Reply(body=cards.LONGER_WAIT)


@work(lapses=True)
async def look_who_waits(ctx: Context, args: entries.Waiting) -> None:
    """Somebody is there, somebody is not: the one hears what can be done, the other is asked. Once each time."""
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state not in OPEN or mock.sequence != args.sequence or mock.deserted:
        return
    if not mock.missing or not mock.here:
        return
    if all(m in mock.late for m in mock.missing) and ctx.now < mock.at + LATE_BY:
        _wait(ctx, args.mock, mock, "late", at=mock.at + LATE_BY)
        return
    when = f"{ctx.now:%H:%M}"
    for member in mock.here:
        ctx.tell(member, entries.Alone(mock=args.mock), args.mock, when, within=SOON)
    for member in mock.missing:
        ctx.tell(member, entries.Missed(mock=args.mock), args.mock, when, within=SOON)


@private_message(urgent=True)
async def offer_ways_out(ctx: Context, args: entries.Alone) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled or not mock.missing:
        return Skip(why="everyone is there")
    return Reply(body=cards.ways_out(await view_of(ctx, args.mock, mock)))


@private_message(urgent=True)
async def ask_missing(ctx: Context, args: entries.Missed) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled or ctx.member.id in mock.here or ctx.member.id not in mock.members:
        return Skip(why="you were there, or not expected anymore")
    return Reply(body=cards.call_for_missing(await view_of(ctx, args.mock, mock)))


@press()
async def go_back_to_pool(ctx: Context, args: calls.Pool) -> Reply:
    """The partner did not come: it does not count, and another is looked for in what is left of the week. So it is
    for who was replaced, whose mock goes on without them."""
    mock, me = await MOCKS.get(ctx.unit, args.mock), ctx.member.id
    seat, meaning = await SEATS.get(ctx.unit, me), [args.mock]
    if mock is not None and me in mock.replaced and seat is not None:
        # they may have said that they can't come
        skips = tuple(week for week in seat.skips if week != mock.week)
        SEATS.put(ctx.unit, me, seat.copy_with(skips=skips, resting=False))
        meaning.append(alias(me))
    else:
        mock = (await _my_begun_mock(ctx, args.mock)).answer(me, "no")
        MOCKS.put(ctx.unit, args.mock, mock)
    time_left = await scheduling.has_time(ctx, ctx.member, mock.week)
    if time_left:
        ctx.do(entries.Rematch(week=mock.week, mock=args.mock), *meaning, at=ctx.now)
    return Reply(body=cards.return_to_pool((await scheduling.plan(ctx)).run, time_left=time_left))


@work()
async def note_session(ctx: Context, args: entries.Started) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is not None and not mock.cancelled:
        pressed = tuple(dict.fromkeys([*mock.pressed, *mock.members]))
        MOCKS.put(ctx.unit, args.mock, mock.copy_with(state="met", pressed=pressed))


# standby: members who may be asked, within their hours, when somebody's partner does not come


@press()
async def set_standby(ctx: Context, args: calls.Standby) -> Reply:
    if args.on:
        STANDBY.put(ctx.unit, ctx.member.id, Standby(since=ctx.now))
    else:
        STANDBY.delete(ctx.unit, ctx.member.id)
    return Reply(body=cards.standby(on=args.on))


@press()
async def find_standby(ctx: Context, args: calls.FindStandby) -> Reply:
    mock, me = await MOCKS.get(ctx.unit, args.mock), ctx.member.id
    await scheduling.refuse_replaced(ctx, args.mock, mock)
    if mock is None or mock.state not in OPEN or ctx.now > mock.end or me not in mock.members:
        raise refuse("That mock isn't waiting for anybody.")
    mock = mock.arrive(me)  # who asks is there, whether or not they have said so
    free = await _free_standbys(ctx, mock)
    new = [who for who in free if who not in mock.standbys][:ASKED_AT_ONCE]
    MOCKS.put(ctx.unit, args.mock, mock.copy_with(standbys=(*mock.standbys, *new)))
    if not new:
        return Reply(body=cards.no_standby(args.mock, len(mock.standbys) if free else 0))
    for who in new:
        ctx.tell(who, entries.Wanted(mock=args.mock), args.mock, within=MINUTE * 10, until=mock.end)
    end, when = entries.StandbyEnd(mock=args.mock, member=me), f"{ctx.now:%H:%M:%S}"
    ctx.do(end, args.mock, alias(me), when, at=ctx.now + MINUTE, until=mock.end)
    return Reply(body=cards.standby_search(len(new), more=bool(mock.standbys)))


async def _free_standbys(ctx: Context, mock: Mock) -> list[MemberId]:
    """Those on standby who could come now, longest on standby first."""
    ready, hours, avoided, everyone, mocks = await asyncio.gather(
        STANDBY.all(ctx.unit),
        HOURS.all(ctx.unit),
        AVOIDED.all(ctx.unit),
        members.MEMBERS.all(ctx.unit),
        MOCKS.all(ctx.unit),
    )
    waiting = [m for m in mock.here if m in everyone]
    near = [m for m in mocks.values() if m.counts and m.at - dt.timedelta(hours=1) < ctx.now < m.end]
    busy = {who for other in near for who in other.members}
    monday = monday_of(ctx.now.date())
    quarter = (ctx.now - block_instant(monday, 0)) // QUARTER

    def fits(who: MemberId) -> bool:
        member = everyone.get(who)
        if member is None or who in busy or who in mock.members or who not in hours:
            return False
        if model.is_inactive(member, local_date(ctx.now, member.zone)):
            return False
        avoids = {other for other in waiting if other in avoided and who in avoided[other].who}
        avoids |= set(waiting) & set(avoided[who].who if who in avoided else ())
        week = week_bitmap(hours[who].in_week(monday), member.zone, monday)
        return not avoids and bool(block_starts(week, mock.minutes) >> quarter & 1)

    return [MemberId(m) for m in sorted(ready, key=lambda m: ready[m].since) if fits(MemberId(m))]


@private_message(urgent=True)
async def ask_standby(ctx: Context, args: entries.Wanted) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled or mock.state == "running":
        return Skip(why="nobody is waiting anymore")
    return Reply(body=cards.standby_request(mock, calls.StandIn(mock=args.mock)))


@press()
async def stand_in(ctx: Context, args: calls.StandIn) -> Reply:
    """The first who presses takes the place of who has not come."""
    mock = await MOCKS.get(ctx.unit, args.mock)
    me, ready = ctx.member.id, await STANDBY.get(ctx.unit, ctx.member.id)
    if mock is None or ready is None or mock.state not in OPEN or ctx.now > mock.end:
        raise refuse("Thank you. Nobody is waiting there anymore.")
    if me not in await _free_standbys(ctx, mock):
        raise refuse("Thank you. That place is taken.")
    missing = next(m for m in (*mock.out, *mock.members) if m not in mock.here)
    after = mock.replace_with(missing, by=me)
    MOCKS.put(ctx.unit, args.mock, after)
    for who in mock.here:
        what, meant = entries.Found(mock=args.mock), alias(me)
        ctx.tell(who, what, args.mock, meant, within=MINUTE * 30, until=mock.end)
    return Reply(body=cards.stand_in_thanks(await view_of(ctx, args.mock, after)))


@private_message(urgent=True)
async def report_stand_in(ctx: Context, args: entries.Found) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.here:
        return Skip(why="it isn't taking place")
    return Reply(body=cards.stand_in_news(await view_of(ctx, args.mock, mock)))


@work(lapses=True)
async def end_standby_search(ctx: Context, args: entries.StandbyEnd) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is not None and mock.state in OPEN:
        who, when = MemberId(args.member), f"{ctx.now:%H:%M}"
        ctx.tell(who, entries.Nobody(mock=args.mock), args.mock, when, within=MINUTE * 30)


@private_message(urgent=True)
async def report_nobody(ctx: Context, args: entries.Nobody) -> Reply | Skip:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state not in OPEN:
        return Skip(why="somebody came")
    return Reply(body=cards.no_standby(args.mock, len(mock.standbys), again=True))


# afterwards


@work()
async def ask_met(ctx: Context, args: entries.AskMet) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state in ("met", "not_met", "cancelled") or mock.sequence != args.sequence:
        return
    if mock.deserted:
        await scheduling.close(ctx, args.mock, mock)
        return
    for member in mock.members:
        ctx.tell(member, entries.DidYouMeet(mock=args.mock), args.mock, str(args.sequence), within=TOMORROW)


@private_message()
async def ask_whether_met(ctx: Context, args: entries.DidYouMeet) -> Reply | Skip:
    mock, me = await MOCKS.get(ctx.unit, args.mock), ctx.member.id
    answered = mock is None or me in (*mock.yes, *mock.no) or me not in mock.members
    if mock is None or answered or mock.cancelled:
        return Skip(why="you had answered already")
    return Reply(body=cards.met_question(await view_of(ctx, args.mock, mock)))


@press()
async def answer_met(ctx: Context, args: calls.Met) -> Reply:
    mock, me = await my_mock(ctx, args.mock), ctx.member.id
    if mock.at > ctx.now:
        raise refuse("That mock is still to come.")
    if args.answer == "later":
        MOCKS.put(ctx.unit, args.mock, mock.touch(me))
        at, what = ctx.now + TOMORROW, entries.DidYouMeet(mock=args.mock)
        ctx.tell(me, what, args.mock, f"{at:%m-%d}", at=at, within=TOMORROW)
        return Reply(body=cards.ASKED_TOMORROW)
    MOCKS.put(ctx.unit, args.mock, mock.answer(me, args.answer))
    if args.answer == "yes":
        await note_practice(ctx, "mock")
        return Reply(body=cards.meeting_note(args.mock))
    return Reply(body=cards.no_meeting_note(args.mock))


@work()
async def settle(ctx: Context, args: entries.Settle) -> None:
    """A day later: a mock at which nobody pressed anything did not take place; silent three times, one rests."""
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.sequence != args.sequence or mock.cancelled:
        return
    if not mock.pressed:
        MOCKS.put(ctx.unit, args.mock, mock.copy_with(state="not_met"))
    mocks = (await MOCKS.all(ctx.unit)).values()
    for member in mock.members:
        seat = await SEATS.get(ctx.unit, member)
        if seat is not None and not seat.resting and model.is_silent(mocks, member, ctx.now):
            SEATS.put(ctx.unit, member, seat.copy_with(resting=True))
            ctx.tell(member, entries.Resting(), args.mock, within=TOMORROW * 3)


@private_message()
async def report_rest(ctx: Context, args: entries.Resting) -> Reply | Skip:
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    return Reply(body=cards.REST) if seat and seat.resting else Skip(why="you're back")


@press()
async def come_back(ctx: Context, args: calls.ImBack) -> Reply:
    seat = await SEATS.get_or_new(ctx.unit, ctx.member.id)
    SEATS.put(ctx.unit, ctx.member.id, seat.copy_with(resting=False))
    return Reply(body=cards.welcome_back((await scheduling.plan(ctx)).run))


@press(form=("text",), title="To the organizer alone")
async def complain(ctx: Context, args: calls.Complain) -> Reply:
    """Kept for organizers who weren't in the mock; those who are members hear that there is something to read."""
    mock = await my_mock(ctx, args.mock)
    if args.text is None or not args.text.value.strip():
        raise Refusal(NOTHING_WRITTEN, calls.Complain(mock=args.mock).call(ask=True), "Write it")
    written = Written(by=ctx.member.id, mock=args.mock, text=args.text, at=ctx.now)
    COMPLAINTS.put(ctx.unit, f"{args.mock}-{ctx.unit.uid}", written)
    organizers = set((await ctx.the_group()).organisers) - {ctx.member.id}
    told = sorted(organizers.difference(mock.everybody))
    for who in told:
        ctx.tell(who, entries.Complaint(), args.mock, f"{ctx.now:%d%H%M%S}", within=TOMORROW * 3)
    return Reply(
        body=cards.report_receipt(
            ctx.words_of(ctx.who.account), told=bool(told), apart=len(told) < len(organizers)
        )
    )
