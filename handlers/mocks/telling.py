"""What is done and said about mock rounds by itself: the weekly run, its outcomes, reminders, cancellations."""

from bot.context import Context
from bot.core.command import message, work
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from bot.core.when import DAY, local_date
from handlers.mocks import cards, dropping, meeting_cards, notices, running, store, weeks
from handlers.mocks import people as taking
from handlers.mocks.calendar import taken_out
from handlers.mocks.calls import (
    Announce,
    Cancelled,
    CancelledNow,
    Check,
    Fewer,
    Introduce,
    KeepJobs,
    LookUp,
    Outcome,
    PairingRun,
    Reminder,
)
from handlers.mocks.meeting_calls import HeadsUp, HeadsUps
from handlers.mocks.model import Mock
from handlers.mocks.store import HOURS, MOCKS, SEATS, TURNS

GONE = "it does not take place"


async def others(ctx: Context, mock: Mock) -> tuple[Member | None, ...]:
    """The others of a mock; None for who is gone."""
    people = await store.people_of(ctx.unit, mock)
    return tuple(people.get(m) for m in mock.members if m != ctx.member.id)


@work()
async def run_weekly(ctx: Context, args: PairingRun) -> None:
    await running.keep_job(ctx)
    await running.run(ctx, weeks.week_after(ctx.due, weeks.rule_of(await ctx.the_group()).zone))


@work()
async def look_up(ctx: Context, args: LookUp) -> None:
    await running.look_up(ctx, args.batch)


@work()
async def introduce(ctx: Context, args: Introduce) -> None:
    await running.introduce(ctx, args.mock)


@work()
async def announce(ctx: Context, args: Announce) -> None:
    await running.announce(ctx, args.week, args.batch)


@work()
async def check(ctx: Context, args: Check) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is not None and mock.sequence == args.sequence:
        await dropping.check(ctx, args.mock)


@work()
async def keep_jobs(ctx: Context, args: KeepJobs) -> None:
    await running.keep_job(ctx)


@work(lapses=True)
async def heads_ups(ctx: Context, args: HeadsUps) -> None:
    await running.heads_ups(ctx)


@message()
async def heads_up(ctx: Context, args: HeadsUp) -> Reply | Unsent:
    seat, coming = await SEATS.get(ctx.unit, ctx.member.id), await taking.plan(ctx)
    if seat is None or coming.monday != args.week or not seat.takes_part(args.week):
        return Unsent(why="they are not in that week")
    known = await HOURS.get(ctx.unit, ctx.member.id)
    row = (
        cards.skip_button(args.week, out=False),
        notices.change_hours(known.windows if known else ()),
        notices.standby(on=await store.on_standby(ctx.unit, ctx.member.id)),
    )
    shown = meeting_cards.heads_up(notices.week(args.week), coming.run, args, row)
    return Reply(body=shown)


@message()
async def outcome(ctx: Context, args: Outcome) -> Reply | Unsent:
    if args.mock:
        mock, people = await _expected(ctx, args.mock)
        return _introduced(ctx, args.mock, mock, people) if mock else Unsent(why=GONE)
    turn = await TURNS.get(ctx.unit, ctx.member.id)
    seat, known = await SEATS.get(ctx.unit, ctx.member.id), await HOURS.get(ctx.unit, ctx.member.id)
    if turn is None or turn.week != args.week or turn.reason is None or seat is None:
        return Unsent(why="a partner was found, or they are not in any more")
    windows = known.windows if known else ()
    on = await store.on_standby(ctx.unit, ctx.member.id)
    shown = notices.no_partner(turn.week, turn.reason, seat, ctx.member, windows, notices.standby(on=on))
    return Reply(body=shown)


def _introduced(ctx: Context, key: str, mock: Mock, people: list[Member]) -> Reply:
    row = meeting_cards.answers(key, mock, notices.zones_of(people, ctx.joined))
    return Reply(body=notices.outcome(key, mock, people, ctx.joined, row, ctx.call_place(people)))


async def _expected(ctx: Context, key: str, *, begun: bool = False) -> tuple[Mock | None, list[Member]]:
    """The mock and its people in order; None when it is over, cancelled, without the reader, or short of one.

    begun: it may have begun, but not ended.
    """
    mock = await MOCKS.get(ctx.unit, key)
    on = mock is not None and begun and not mock.cancelled and ctx.now < mock.end
    if mock is None or not (on or mock.coming(ctx.now)) or (ctx.joined and ctx.joined.id not in mock.members):
        return None, []
    people = await store.people_of(ctx.unit, mock)
    return (None, []) if weeks.gone(mock, people) else (mock, [people[m] for m in mock.members])


@message()
async def reminder(ctx: Context, args: Reminder) -> Reply | Unsent:
    mock, people = await _expected(ctx, args.mock)
    if mock is None or mock.sequence != args.sequence:
        return Unsent(why=GONE)
    zone = ctx.member.zone
    tomorrow = local_date(mock.at, zone) - local_date(ctx.now, zone) == DAY
    return Reply(body=notices.reminder(args.mock, mock, people, ctx.member, tomorrow=tomorrow))


@message()
async def cancelled(ctx: Context, args: Cancelled) -> Reply | Unsent:
    return await _cancelled(ctx, args)


@message(urgent=True)
async def cancelled_now(ctx: Context, args: CancelledNow) -> Reply | Unsent:
    return await _cancelled(ctx, args)


async def _cancelled(ctx: Context, args: Cancelled | CancelledNow) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.cancelled or ctx.member.id not in mock.members:
        return Unsent(why=GONE)
    run = (await taking.plan(ctx)).run
    seated = await SEATS.get(ctx.unit, ctx.member.id) is not None
    shown = notices.cancelled(
        mock,
        await others(ctx, mock),
        ctx.member,
        notices.After(run, seated=seated, last=args.last, file=taken_out(args.mock, mock, ctx.now)),
    )
    return Reply(body=shown)


@message()
async def fewer(ctx: Context, args: Fewer) -> Reply | Unsent:
    mock, people = await _expected(ctx, args.mock, begun=True)
    return Reply(body=notices.fewer(args.mock, mock, people, ctx.joined)) if mock else Unsent(why=GONE)
