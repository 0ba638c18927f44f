"""Giving hours: those of a usual week, and others for one week."""

import datetime as dt

from bot.context import Context
from bot.core.command import command, press
from bot.core.errors import BadArguments, Refusal
from bot.core.reply import Reply
from bot.core.when import local_date, parse_date
from bot.store.members import note_use
from handlers.mocks import cards, store, weeks
from handlers.mocks import people as taking
from handlers.mocks.calls import Hours, UsualWeek, WeekHours
from handlers.mocks.hours import Window
from handlers.mocks.store import HOURS, SEATS

_NEAR = {"this": dt.timedelta(), "next": dt.timedelta(weeks=1)}


async def place(ctx: Context, coming: taking.Plan) -> cards.Place:
    """How the caller stands before the next pairing."""
    known = await HOURS.get(ctx.unit, ctx.member.id)
    that_week = known.in_week(coming.monday) if known else ()
    return cards.Place(
        coming.run,
        coming.monday,
        known.windows if known else (),
        await taking.overlap(ctx, that_week, coming),
        ctx.member.paused(local_date(coming.run, ctx.member.zone)),
        await store.on_standby(ctx.unit, ctx.member.id),
        known.weeks.get(coming.monday, ()) if known else (),
        await taking.widening(ctx, that_week, coming),
    )


@command(
    "Your hours for mock rounds",
    form=("windows",),
    opens="asked",
    title="Your mock hours",
    example="mon 18:00-22:00, sat 10:00-20:00",
)
async def hours(ctx: Context, args: Hours) -> Reply:
    given, saved = args.windows, args.windows is not None
    if given is not None and given.week:
        monday = weeks.monday_of(_day_of(given.week, ctx.today))
        return await _one_week(ctx, monday, given.windows) if given.windows else await _as_usual(ctx, monday)
    if given is not None:
        known = await HOURS.get(ctx.unit, ctx.member.id) or weeks.Hours(windows=())
        now = known.from_week(weeks.monday_of(ctx.today)).model_copy(update={"windows": given.windows})
        HOURS.put(ctx.unit, ctx.member.id, now)
        await note_use(store.PRACTICE, ctx.unit, ctx.member.id, Hours.path, ctx.today)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    shown = await place(ctx, await taking.plan(ctx))
    return Reply(body=cards.hours(shown, ctx.member.zone, seated=seat is not None, saved=saved))


def _day_of(words: str, today: dt.date) -> dt.date:
    """A day of the week that was named.

    Raises:
        BadArguments: it is no date.
    """
    if words in _NEAR:
        return today + _NEAR[words]
    try:
        return parse_date(words, today)
    except ValueError as error:
        raise BadArguments({"windows": str(error)}) from error


async def _usual(ctx: Context) -> weeks.Hours:
    """The caller's hours, without those of weeks that are over.

    Raises:
        Refusal: they have given none.
    """
    known = await HOURS.get(ctx.unit, ctx.member.id)
    if known is None:
        said = "Write the hours of a usual week first; then those of one week can differ."
        raise Refusal(said, Hours().call(ask=True), "Set my hours")
    return known.from_week(weeks.monday_of(ctx.today))


@press(form=("windows",), title="Your hours for one week")
async def week_hours(ctx: Context, args: WeekHours) -> Reply:
    """Kept until that week is over; the usual hours stay."""
    return await _one_week(ctx, weeks.monday_of(args.week), args.windows)


async def _one_week(ctx: Context, monday: dt.date, windows: tuple[Window, ...] | None) -> Reply:
    known, coming = await _usual(ctx), await taking.plan(ctx)
    if problem := weeks.skip_problem(monday, ctx.today):
        raise Refusal(problem, Hours().call(), "Show my hours")
    if monday < coming.monday:
        raise Refusal(cards.paired_already(monday), Hours().call(), "Show my hours")
    if windows is None:
        raise Refusal("No hours were given.", WeekHours(week=monday).call(ask=True), "Write them")
    HOURS.put(ctx.unit, ctx.member.id, known.with_week(monday, windows))
    shown = await place(ctx, coming)
    return Reply(body=cards.week_hours(monday, windows, shown, ctx.member.zone))


@press()
async def usual_week(ctx: Context, args: UsualWeek) -> Reply:
    return await _as_usual(ctx, weeks.monday_of(args.week))


async def _as_usual(ctx: Context, monday: dt.date) -> Reply:
    known = await _usual(ctx)
    HOURS.put(ctx.unit, ctx.member.id, known.with_week(monday, ()))
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    shown = await place(ctx, await taking.plan(ctx))
    return Reply(body=cards.hours(shown, ctx.member.zone, seated=seat is not None, saved=True))
