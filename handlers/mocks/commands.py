"""Mock rounds: orchestration only."""

import datetime as dt

from bot.context import Context
from bot.core.command import ORGANISER, command, message, press, work
from bot.core.errors import BadArguments, Refusal
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from bot.core.when import DAY, local_date
from handlers.mocks import avoiding, cards, notices, running, store, weeks
from handlers.mocks.calls import (
    Announce,
    Avoid,
    AvoidOne,
    Cancelled,
    CancelledNow,
    Cannot,
    Check,
    Fewer,
    History,
    Hours,
    Introduce,
    Join,
    Leave,
    LookUp,
    Outcome,
    PairingRun,
    Reminder,
    RunNow,
    Simulate,
    Skip,
    Unavoid,
    Unskip,
)
from handlers.mocks.mock import Mock
from handlers.mocks.store import HOURS, MOCKS, SEATS, TURNS
from handlers.mocks.weeks import Seat

PAGE = 5
GONE = "it does not take place"


# being in


@command(
    "Take part in the weekly mock rounds",
    form=("round", "role", "size", "repeat"),
    opens="asked",
    title="Your choices for mock rounds",
    example="round=inference role=both",
)
async def join(ctx: Context, args: Join) -> Reply:
    coming = await running.plan(ctx)
    seat = _seated(await SEATS.get(ctx.unit, ctx.member.id) or Seat(), args, coming.monday)
    SEATS.put(ctx.unit, ctx.member.id, seat)
    await running.keep_job(ctx)
    await store.note(ctx.unit, ctx.member.id, Join.path, ctx.today)
    return Reply(body=cards.joined(seat, await _place(ctx, coming)))


def _seated(seat: Seat, args: Join, monday: dt.date) -> Seat:
    """What was chosen; what was not named stays, but a seat for a week that is over."""
    return seat.model_copy(
        update={
            "round": args.round or seat.round,
            "role": args.role or seat.role,
            "size": int(args.size) if args.size else seat.size,
            "only": monday if args.repeat == "once" else _only(seat, args, monday),
        }
    )


def _only(seat: Seat, args: Join, monday: dt.date) -> dt.date | None:
    """A bare join is for every week; a change of something else leaves the week alone."""
    if args.repeat == "weekly" or not args.model_fields_set or seat.only is None:
        return None
    return max(seat.only, monday)


async def _place(ctx: Context, coming: running.Plan) -> cards.Place:
    known = await HOURS.get(ctx.unit, ctx.member.id)
    windows = known.windows if known else ()
    shared = await running.overlap(ctx, windows, coming)
    paused = ctx.member.paused(local_date(coming.run, ctx.member.zone))
    return cards.Place(coming.run, coming.monday, windows, shared, paused)


@command(
    "Your hours for mock rounds",
    form=("windows",),
    opens="asked",
    title="Your hours for mock rounds",
    example="mon 18:00-22:00, sat 10:00-20:00",
)
async def hours(ctx: Context, args: Hours) -> Reply:
    if args.windows is not None:
        HOURS.put(ctx.unit, ctx.member.id, weeks.Hours(windows=args.windows))
        await store.note(ctx.unit, ctx.member.id, Hours.path, ctx.today)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    place = await _place(ctx, await running.plan(ctx))
    saved = args.windows is not None
    return Reply(body=cards.hours(place, ctx.member.zone, seated=seat is not None, saved=saved))


async def _seat(ctx: Context) -> Seat:
    """The caller's seat.

    Raises:
        Refusal: they are not in.
    """
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if seat is None:
        raise Refusal(*cards.not_in())
    return seat


@command("Leave out one week of mock rounds", example="2026-12-07")
async def skip(ctx: Context, args: Skip) -> Reply:
    seat, coming = await _seat(ctx), (await running.plan(ctx)).monday
    monday = weeks.monday_of(args.week) if args.week else coming
    if problem := weeks.skip_problem(monday, ctx.today):
        raise BadArguments({"week": problem})
    if monday < coming:
        raise _paired_already(monday)
    SEATS.put(ctx.unit, ctx.member.id, _skipping(seat, ctx.today, {*seat.skips, monday}))
    mine = await store.coming(ctx.unit, ctx.member.id)
    return Reply(body=cards.skipped(monday, next(iter(mine.items()), None), ctx.member.zone))


def _skipping(seat: Seat, today: dt.date, skips: set[dt.date]) -> Seat:
    kept = tuple(sorted(monday for monday in skips if monday >= weeks.monday_of(today)))
    return seat.model_copy(update={"skips": kept})


def _paired_already(monday: dt.date) -> Refusal:
    return Refusal(cards.paired_already(monday), History().call(), "My mock rounds")


@press()
async def unskip(ctx: Context, args: Unskip) -> Reply:
    seat, coming = await _seat(ctx), await running.plan(ctx)
    monday = weeks.monday_of(args.week)
    if monday < coming.monday:
        raise _paired_already(monday)
    SEATS.put(ctx.unit, ctx.member.id, _skipping(seat, ctx.today, set(seat.skips) - {monday}))
    return Reply(body=cards.unskipped(monday, coming.run))


@command("Leave the mock rounds")
async def leave(ctx: Context, args: Leave) -> Reply:
    await _seat(ctx)
    SEATS.delete(ctx.unit, ctx.member.id)
    mine = await store.coming(ctx.unit, ctx.member.id)
    for key in mine:
        await _drop_me(ctx, key)
    return Reply(body=cards.left(len(mine)))


async def _drop_me(ctx: Context, key: str) -> Mock:
    """Takes the caller out of a mock of theirs that is to come.

    Raises:
        Refusal: there is none of this id, or it is over or cancelled.
    """
    mock = await MOCKS.get(ctx.unit, key)
    if mock is None or ctx.member.id not in mock.members:
        raise Refusal(
            "I find no such mock of yours. This lists them all:", History().call(), "My mock rounds"
        )
    if mock.cancelled:
        raise Refusal("That mock is cancelled already.", History().call(), "My mock rounds")
    if not mock.coming(ctx.now):
        raise Refusal("That mock has begun or is over.", History().call(), "My mock rounds")
    await running.drop(ctx, key, mock, {ctx.member.id})
    return mock


@press()
async def cannot(ctx: Context, args: Cannot) -> Reply:
    mock = await _drop_me(ctx, args.mock)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    return Reply(body=cards.cannot(mock, (await running.plan(ctx)).run, seated=seat is not None))


# avoiding


@command("Members you are never paired with", form=("who",), opens="asked", title="Whom do you avoid?")
async def avoid(ctx: Context, args: Avoid) -> Reply:
    return await avoiding.named(ctx, args.who.value if args.who else "")


@press()
async def avoid_one(ctx: Context, args: AvoidOne) -> Reply:
    return await avoiding.one(ctx, MemberId(args.member))


@press()
async def unavoid(ctx: Context, args: Unavoid) -> Reply:
    return await avoiding.not_any_more(ctx, MemberId(args.member))


# what was


@command("Mock rounds that were and that come", example="page=2")
async def history(ctx: Context, args: History) -> Reply:
    mine = list((await store.mocks_of(ctx.unit, ctx.member.id)).items())
    page = min(args.page, max(1, -(-len(mine) // PAGE)))
    start = (page - 1) * PAGE
    held = [await _held(ctx, key, mock) for key, mock in mine[start : start + PAGE]]
    await store.note(ctx.unit, ctx.member.id, History.path, ctx.today)
    more = start + PAGE < len(mine)
    return Reply(body=cards.history(held, page, ctx.now, ctx.member, more=more, total=len(mine)))


async def _held(ctx: Context, key: str, mock: Mock) -> cards.Held:
    return cards.Held(key, mock, await _others(ctx, mock))


async def _others(ctx: Context, mock: Mock) -> tuple[Member | None, ...]:
    """The others of a mock; None for who is gone."""
    people = await store.people_of(ctx.unit, mock)
    return tuple(people.get(m) for m in mock.members if m != ctx.member.id)


# organisers


@command("Pair now for the coming week", access=ORGANISER, heavy=True)
async def run_now(ctx: Context, args: RunNow) -> Reply:
    monday = weeks.week_after(ctx.now, weeks.rule_of(await ctx.the_group()).zone)
    tally, before = await running.run(ctx, monday)
    _audit(ctx, "pairing.run")
    return Reply(body=cards.ran(monday, tally, _out(before)))


@command("A dry run: counts of the next weeks' pairings", access=ORGANISER, heavy=True, example="weeks=4")
async def simulate(ctx: Context, args: Simulate) -> Reply:
    coming = await running.plan(ctx)
    before = await running.snapshot(ctx, coming.monday)
    tally = await ctx.work(
        weeks.simulate,
        before.people,
        weeks.history(before.mocks.values(), coming.monday),
        ctx.chance.getrandbits(32),
        coming.monday,
        coming.run + weeks.NOTICE,
        args.weeks,
        (await store.rules(ctx.unit)).policy,
    )
    _audit(ctx, "pairing.simulate")
    return Reply(body=cards.simulated(coming.monday, args.weeks, tally, _out(before)))


def _out(before: running.Snapshot) -> cards.Out:
    return cards.Out(len(before.without), before.skipping, before.paused, before.paired)


def _audit(ctx: Context, act: str) -> None:
    ctx.unit.audit(act=act, by=ctx.store.vault.hashed(ctx.who.account))


# what happens by itself


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
    await running.check(ctx, args.mock)


@message()
async def outcome(ctx: Context, args: Outcome) -> Reply | Unsent:
    if args.mock:
        mock, people = await _expected(ctx, args.mock)
        return Reply(body=notices.outcome(args.mock, mock, people, ctx.joined)) if mock else Unsent(why=GONE)
    turn = await TURNS.get(ctx.unit, ctx.member.id)
    seat, known = await SEATS.get(ctx.unit, ctx.member.id), await HOURS.get(ctx.unit, ctx.member.id)
    if turn is None or turn.week != args.week or turn.reason is None or seat is None:
        return Unsent(why="a partner was found, or they are not in any more")
    windows = known.windows if known else ()
    return Reply(body=notices.no_partner(turn.week, turn.reason, seat, ctx.member, windows))


async def _expected(ctx: Context, key: str) -> tuple[Mock | None, list[Member]]:
    """The mock and its people in order; None when it is over, cancelled, without the reader, or short of one."""
    mock = await MOCKS.get(ctx.unit, key)
    if mock is None or not mock.coming(ctx.now) or (ctx.joined and ctx.joined.id not in mock.members):
        return None, []
    people = await store.people_of(ctx.unit, mock)
    return (None, []) if weeks.gone(mock, people) else (mock, [people[m] for m in mock.members])


@message()
async def reminder(ctx: Context, args: Reminder) -> Reply | Unsent:
    mock, people = await _expected(ctx, args.mock)
    if mock is None:
        return Unsent(why=GONE)
    zone = ctx.member.zone
    tomorrow = local_date(mock.at, zone) - local_date(ctx.now, zone) == DAY
    return Reply(body=notices.reminder(args.mock, mock, people, ctx.member, tomorrow=tomorrow))


@message()
async def cancelled(ctx: Context, args: Cancelled) -> Reply | Unsent:
    return await _cancelled(ctx, args.mock)


@message(urgent=True)
async def cancelled_now(ctx: Context, args: CancelledNow) -> Reply | Unsent:
    return await _cancelled(ctx, args.mock)


async def _cancelled(ctx: Context, key: str) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, key)
    if mock is None or not mock.cancelled or ctx.member.id not in mock.members:
        return Unsent(why=GONE)
    run = (await running.plan(ctx)).run
    seated = await SEATS.get(ctx.unit, ctx.member.id) is not None
    others = await _others(ctx, mock)
    return Reply(body=notices.cancelled(mock, others, ctx.member, run, seated=seated))


@message()
async def fewer(ctx: Context, args: Fewer) -> Reply | Unsent:
    mock, people = await _expected(ctx, args.mock)
    return Reply(body=notices.fewer(args.mock, mock, people, ctx.joined)) if mock else Unsent(why=GONE)
