"""Mock rounds: orchestration only."""

import datetime as dt

from bot.context import Context
from bot.core.command import command, press
from bot.core.errors import BadArguments, Refusal
from bot.core.ids import MemberId
from bot.core.reply import Reply
from bot.store.members import note_use
from handlers.mocks import avoiding, cards, dropping, meeting_calls, running, store, timing, weeks
from handlers.mocks import people as taking
from handlers.mocks.afterwards import (
    ask_met,
    complain,
    did_you_meet,
    im_back,
    met,
    no_other,
    rematch,
    resting,
    settle,
)
from handlers.mocks.agreeing import accept, agree, agreed, asked, keep, kept, moved, propose, times
from handlers.mocks.calendar import taken_out
from handlers.mocks.calls import (
    Avoid,
    AvoidOne,
    Cannot,
    History,
    Join,
    Leave,
    Skip,
    Unavoid,
    Unskip,
)
from handlers.mocks.giving import hours, place, usual_week, week_hours
from handlers.mocks.meeting import (
    alone,
    begin,
    delay,
    here,
    late,
    missed,
    now,
    pool,
    started,
    wait_more,
    waiting,
)
from handlers.mocks.model import Mock
from handlers.mocks.organising import (
    approve,
    complaint,
    complaints,
    discard,
    preview,
    preview_ready,
    release,
    report,
    rules,
    run_now,
    simulate,
)
from handlers.mocks.relay import carried, relay, relay_offer, relay_open, write
from handlers.mocks.standby import find_standby, found, nobody, stand_in, standby_end, wanted, willing
from handlers.mocks.store import MOCKS, SEATS
from handlers.mocks.telling import (
    announce,
    cancelled,
    cancelled_now,
    check,
    fewer,
    heads_up,
    heads_ups,
    introduce,
    keep_jobs,
    look_up,
    others,
    outcome,
    reminder,
    run_weekly,
)
from handlers.mocks.weeks import Season, Seat

__all__ = [
    "accept",
    "agree",
    "agreed",
    "alone",
    "announce",
    "approve",
    "ask_met",
    "asked",
    "avoid",
    "avoid_one",
    "begin",
    "cancelled",
    "cancelled_now",
    "cannot",
    "carried",
    "check",
    "complain",
    "complaint",
    "complaints",
    "delay",
    "did_you_meet",
    "discard",
    "fewer",
    "find_standby",
    "found",
    "heads_up",
    "heads_ups",
    "here",
    "history",
    "hours",
    "im_back",
    "introduce",
    "join",
    "keep",
    "keep_jobs",
    "kept",
    "late",
    "leave",
    "look_up",
    "met",
    "missed",
    "moved",
    "no_other",
    "nobody",
    "now",
    "outcome",
    "pool",
    "preview",
    "preview_ready",
    "propose",
    "relay",
    "relay_offer",
    "relay_open",
    "release",
    "rematch",
    "reminder",
    "report",
    "resting",
    "rules",
    "run_now",
    "run_weekly",
    "settle",
    "simulate",
    "skip",
    "stand_in",
    "standby_end",
    "started",
    "times",
    "unavoid",
    "unskip",
    "usual_week",
    "wait_more",
    "waiting",
    "wanted",
    "week_hours",
    "willing",
    "write",
]
"""All handlers of mock rounds; those of one mock, of organisers and of what happens by itself stand beside."""
PAGE = 5


# being in


@command(
    "Take part in the weekly mock rounds",
    form=("round", "role", "size", "repeat", "season"),
    opens="asked",
    title="Your mock choices",
    example="round=inference repeat=weekly",
)
async def join(ctx: Context, args: Join) -> Reply:
    coming = await taking.plan(ctx)
    known = await SEATS.get(ctx.unit, ctx.member.id)
    if args.repeat is None and args.season in (None, "off") and known is None:
        return Reply(body=cards.how_often(args, coming.run, coming.monday))
    seat = _seated(known or Seat(), args, coming.monday)
    SEATS.put(ctx.unit, ctx.member.id, seat)
    if seat.season is not None:
        last = seat.season.last
        after, over = timing.season_over(last, ctx.member), meeting_calls.season_over(last)
        ctx.tell(ctx.member.id, over, f"{last}", at=after, within=running.TOLD_FOR)
    await running.keep_job(ctx)
    await note_use(store.PRACTICE, ctx.unit, ctx.member.id, Join.path, ctx.today)
    return Reply(body=cards.joined(seat, await place(ctx, coming)))


def _seated(seat: Seat, args: Join, monday: dt.date) -> Seat:
    """What was chosen; what was not named stays, but a seat for a week that is over."""
    return seat.model_copy(
        update={
            "round": args.round or seat.round,
            "role": args.role or seat.role,
            "size": int(args.size) if args.size else seat.size,
            "only": monday if args.repeat == "once" else _only(seat, args, monday),
            "resting": False,
            "season": _season(seat, args, monday),
        }
    )


def _season(seat: Seat, args: Join, monday: dt.date) -> Season | None:
    """The one that was asked for; one that is under way goes on, unless it is ended or another is asked for."""
    known = seat.season if seat.season and monday <= seat.season.last else None
    if args.season == "off" or args.repeat == "once":
        return None
    if args.season is None or (known and str(known.weeks) == args.season):
        return known
    return Season(begun=monday, weeks=2 if args.season == "2" else 3)


def _only(seat: Seat, args: Join, monday: dt.date) -> dt.date | None:
    """A bare join is for every week; a change of something else leaves the week alone."""
    if args.repeat == "weekly" or args.season in ("2", "3") or not args.model_fields_set or seat.only is None:
        return None
    return max(seat.only, monday)


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
    seat, coming = await _seat(ctx), (await taking.plan(ctx)).monday
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
    seat, coming = await _seat(ctx), await taking.plan(ctx)
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
    files = [taken_out(key, await _drop_me(ctx, key), ctx.now) for key in mine]
    return Reply(body=cards.left(len(mine), [f for f in files if f is not None]))


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
    if mock.state not in ("proposed", "accepted") or mock.end < ctx.now:
        raise Refusal("That mock has begun or is over.", History().call(), "My mock rounds")
    await dropping.drop(ctx, key, mock, {ctx.member.id})
    return mock


@press()
async def cannot(ctx: Context, args: Cannot) -> Reply:
    mock = await _drop_me(ctx, args.mock)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if seat is not None and seat.only is None:
        SEATS.put(ctx.unit, ctx.member.id, _skipping(seat, ctx.today, {*seat.skips, mock.week}))
    run, file = (await taking.plan(ctx)).run, taken_out(args.mock, mock, ctx.now)
    return Reply(body=cards.cannot(mock, run, file, seated=seat is not None))


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
    await note_use(store.PRACTICE, ctx.unit, ctx.member.id, History.path, ctx.today)
    more = start + PAGE < len(mine)
    shown = cards.history(held, page, ctx.now, ctx.member, more=more, total=len(mine))
    return Reply(body=shown)


async def _held(ctx: Context, key: str, mock: Mock) -> cards.Held:
    return cards.Held(key, mock, await others(ctx, mock))
