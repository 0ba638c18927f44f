"""Works and messages of mock rounds: the weekly run, its outcomes, reminders, cancellations."""

import datetime as dt
from collections.abc import Sequence
from typing import Final

from bot.context import Context, find_meeting
from bot.core.command import Args, work
from bot.core.member import Member
from bot.core.reply import Hold, Reply, Skip
from bot.core.values import MemberId
from bot.core.wall_time import DAY, local_date
from bot.store import members
from handlers.mocks import (
    agreement_cards,
    candidates,
    entries,
    model,
    notice_cards,
    pairing_service,
    records,
    scheduling,
)
from handlers.mocks.model import Mock
from handlers.mocks.records import HOURS, MOCKS, SEATS, TURNS
from handlers.mocks.view import MockView, view_of
from handlers.practice import private_message

LOOKED_UP: Final = 50
"""People asked after in a minute, so that the platforms' limits are kept; more where an hour would not do."""
MINUTES: Final = 50
"""Minutes of that hour that are used."""
GONE: Final = "it isn't taking place"
HALF_A_DAY: Final = DAY / 2
UNSEEN: Final = "you hadn't been here for a while"


@work()
async def run_weekly(ctx: Context, args: entries.PairingRun) -> None:
    await pairing_service.keep_jobs(ctx)
    rule = scheduling.rule_of(await ctx.the_group())
    await pairing_service.run(ctx, scheduling.week_after(ctx.due, rule.zone))


@work()
async def keep_jobs(ctx: Context, args: entries.KeepJobs) -> None:
    await pairing_service.keep_jobs(ctx)


@work()
async def rematch(ctx: Context, args: entries.Rematch) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock) if args.mock else None
    await pairing_service.run(
        ctx, args.week, again=frozenset((*mock.members, *mock.replaced) if mock else ())
    )


@work()
async def release(ctx: Context, args: entries.Release) -> None:
    if not await pairing_service.is_previewed(ctx, args.week):
        await pairing_service.release(ctx, args.week)


@work()
async def look_up(ctx: Context, args: entries.LookUp) -> None:
    """Has the platforms asked after one batch of those who are in, so that nobody who is gone is paired."""
    monday = (await scheduling.plan(ctx)).monday
    everyone, seats = await members.MEMBERS.all(ctx.unit), await SEATS.all(ctx.unit)
    seated = [m for m in sorted(seats) if seats[m].takes_part(monday) and m in everyone]
    size = max(LOOKED_UP, -(-len(seated) // MINUTES))
    start, following = args.batch * size, args.batch + 1
    for who in seated[start : start + size]:
        if everyone[who].gone is None:
            ctx.look(MemberId(who), f"{monday}")
    if len(seated) > start + size:
        later = ctx.now + dt.timedelta(minutes=1)
        ctx.do(entries.LookUp(batch=following), f"{monday}", str(following), at=later)


# the day before the pairing


@work(lapses=True)
async def heads_ups(ctx: Context, args: entries.HeadsUps) -> None:
    """Everybody who is in hears when the pairing closes and with how many they overlap."""
    coming = await scheduling.plan(ctx)
    before = await records.snapshot(ctx, coming.monday)
    shared = await ctx.work.matching(candidates.overlaps, before.people, coming.monday, coming.run)
    wider = await ctx.work.matching(candidates.gains_of_all, before.people, coming.monday, coming.run)
    for who in (*(p.id for p in before.people), *before.without):
        others = len(before.people) - (who in shared)
        hint = notice_cards.hours_hint(wider.get(who, ()))
        what = entries.HeadsUp(week=coming.monday, some=shared.get(who, 0), others=others, hint=hint)
        ctx.tell(who, what, coming.monday.isoformat(), within=coming.run - ctx.now)


@private_message()
async def heads_up(ctx: Context, args: entries.HeadsUp) -> Reply | Skip | Hold:
    seat, coming = await SEATS.get(ctx.unit, ctx.member.id), await scheduling.plan(ctx)
    if seat is None or coming.monday != args.week or not seat.takes_part(args.week):
        return Skip(why="you weren't in that week's pairing")
    if ctx.member.quiet_for(ctx.today) > model.UNSEEN:
        return Skip(why=UNSEEN)
    mine = (await records.mocks_of(ctx.unit, ctx.member.id)).values()
    if now := next((m for m in mine if m.at <= ctx.now < m.end and not m.cancelled), None):
        return Hold(until=now.end)
    known = await HOURS.get_or_new(ctx.unit, ctx.member.id)
    ready = await records.on_standby(ctx.unit, ctx.member.id)
    return Reply(body=notice_cards.heads_up(coming.run, args, known, ready=ready))


# how it came out


@work()
async def announce(ctx: Context, args: entries.Announce) -> None:
    """Tells one batch; members who have left meanwhile are taken out first."""
    for key, mock in (await MOCKS.all(ctx.unit)).items():
        told = (mock.week, mock.batch) == (args.week, args.batch) and mock.coming(ctx.now)
        if told and (left := await scheduling.check(ctx, key)) is not None:
            people = await records.faces_of(ctx, left.members)
            await _introduce(ctx, key, left, people)
            scheduling.schedule(ctx, key, left, people)
    what, today = entries.Outcome(week=args.week), f"{ctx.now.date()}"
    for who, turn in (await TURNS.all(ctx.unit)).items():
        if (turn.week, turn.batch) == (args.week, args.batch) and turn.reason is not None:
            if await members.MEMBERS.get(ctx.unit, who) is None:
                TURNS.delete(ctx.unit, who)  # of somebody who is gone
            else:  # once a day, however often the organizer tries
                ctx.tell(MemberId(who), what, f"{args.week}", today, within=pairing_service.TOLD_FOR)


async def _introduce(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Who shares a place hears of the others there, all at once, when it is quiet hours for none of them; unless
    that would be late, then each hears at home. Who shares none hears at home as well."""
    by = max(mock.at - model.NOTICE, ctx.now)
    shared = await find_meeting(ctx.unit, mock.members)
    at = scheduling.awake_together(people, ctx.now, by) if shared else ctx.now
    if at is not None and at > ctx.now:
        ctx.do(entries.Introduce(mock=key), key, at=at)
        return
    for to in [scheduling.shared_place(mock, people)] if at else [m.id for m in people]:
        ctx.tell(to, entries.Outcome(mock=key), key, within=mock.at - ctx.now)


@work()
async def introduce(ctx: Context, args: entries.Introduce) -> None:
    """Tells the people of a mock about each other; anyone who has left meanwhile is taken out first."""
    if (mock := await scheduling.check(ctx, args.mock)) is not None:
        to = scheduling.shared_place(mock, await records.faces_of(ctx, mock.members))
        ctx.tell(to, entries.Outcome(mock=args.mock), args.mock, within=mock.at - ctx.now)


@private_message(flow="mock")
async def outcome(ctx: Context, args: entries.Outcome) -> Reply | Skip:
    if args.mock:
        at = await _mock_to_come(ctx, args.mock)
        return Reply(body=agreement_cards.introduction(at), about=args.mock) if at else Skip(why=GONE)
    turn = await TURNS.get(ctx.unit, ctx.member.id)
    seat, hours = await SEATS.get(ctx.unit, ctx.member.id), await HOURS.get_or_new(ctx.unit, ctx.member.id)
    if turn is None or turn.week != args.week or turn.reason is None or seat is None:
        return Skip(why="a partner was found, or you aren't in the mock rounds anymore")
    if ctx.member.quiet_for(ctx.today) > model.UNSEEN:
        return Skip(why=UNSEEN)
    ready = await records.on_standby(ctx.unit, ctx.member.id)
    return Reply(body=notice_cards.no_partner(turn.week, turn.reason, seat, hours, ready=ready))


@private_message()
async def no_other(ctx: Context, args: entries.NoOther) -> Reply | Skip:
    mine = (await records.mocks_of(ctx.unit, ctx.member.id)).values()
    now = sum(mock.week == args.week and mock.counts for mock in mine)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if now > args.has or seat is None:
        return Skip(why="a partner was found, or you aren't in the mock rounds anymore")
    if await _heard(ctx, ctx.due, entries.Cancelled):
        return Skip(why="the cancellation said so")
    run = (await scheduling.plan(ctx, seat)).run
    return Reply(body=notice_cards.no_other_partner(args.week, run))


async def _heard(ctx: Context, since: dt.datetime, *messages: type[Args]) -> bool:
    """Whether any of these has reached the addressee since then."""
    paths = {one.path for one in messages}
    lines = await members.iterate_ledger(ctx.unit, ctx.member.id)
    return any(one.path in paths and one.outcome == "sent" and one.at > since for one in lines)


# before a mock


async def _mock_to_come(ctx: Context, key: str, *, begun: bool = False) -> MockView | None:
    """The mock; None when it is over, cancelled, without the reader, or short of one.

    begun: it may have begun, but not ended.
    """
    mock = await MOCKS.get(ctx.unit, key)
    on = mock is not None and begun and not mock.cancelled and ctx.now < mock.end
    if mock is None or not (on or mock.coming(ctx.now)) or (ctx.joined and ctx.joined.id not in mock.members):
        return None
    at = await view_of(ctx, key, mock)
    return None if model.absent_members(mock, at.known) else at


@work()
async def check(ctx: Context, args: entries.Check) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is not None and mock.sequence == args.sequence:
        await scheduling.check(ctx, args.mock)


@private_message()
async def remind(ctx: Context, args: entries.Reminder) -> Reply | Skip:
    at, zone = await _mock_to_come(ctx, args.mock), ctx.member.zone
    if at is None or at.mock.sequence != args.sequence:
        return Skip(why=GONE)
    tomorrow = local_date(at.mock.at, zone) - local_date(ctx.now, zone) == DAY
    if tomorrow and await _heard(ctx, ctx.now - HALF_A_DAY, entries.Outcome, entries.Agreed, entries.Moved):
        return Skip(why="you heard of it today")
    return Reply(body=notice_cards.reminder(at, tomorrow=tomorrow))


@private_message()
async def report_cancellation(ctx: Context, args: entries.Cancelled) -> Reply | Skip:
    return await _report_cancellation(ctx, args)


@private_message(urgent=True)
async def report_cancellation_now(ctx: Context, args: entries.CancelledNow) -> Reply | Skip:
    return await _report_cancellation(ctx, args)


async def _report_cancellation(ctx: Context, args: entries.Cancelled) -> Reply | Skip:
    mock, me = await MOCKS.get(ctx.unit, args.mock), ctx.member.id
    if mock is None or not mock.cancelled or me not in mock.members:
        return Skip(why=GONE)
    seat = await SEATS.get(ctx.unit, me)
    run = (await scheduling.plan(ctx, seat)).run if seat else None
    file = scheduling.calendar_cancellation(args.mock, mock, ctx.now)
    at, search = await view_of(ctx, args.mock, mock), await _search(ctx, mock, last=args.last)
    return Reply(body=notice_cards.cancellation(at, run, file, search))


async def _search(ctx: Context, cancelled: Mock, *, last: bool) -> notice_cards.Search:
    """How it is now, after quiet hours perhaps; who was found is introduced in a message of its own."""
    if last:
        return "too late"
    if ctx.now < ctx.due + scheduling.AGAIN:
        return "on"
    mine = (await records.mocks_of(ctx.unit, ctx.member.id)).values()
    return "" if any(m.week == cancelled.week and m.coming(ctx.now) for m in mine) else "in vain"


@private_message()
async def report_fewer(ctx: Context, args: entries.Fewer) -> Reply | Skip:
    at = await _mock_to_come(ctx, args.mock, begun=True)
    return Reply(body=notice_cards.two_left(at)) if at else Skip(why=GONE)
