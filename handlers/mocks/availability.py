"""Hours for mock rounds: those of a usual week, others for one week, and with whom they overlap."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Final

from bot.context import Context
from bot.core.command import command, press
from bot.core.dates import parse_date
from bot.core.errors import BadArguments, Refusal
from bot.core.reply import Reply
from bot.core.wall_time import local_date
from bot.pairing import BLOCK_MINUTES
from bot.pairing.hours import Gain, Window
from bot.pairing.week import block_starts
from bot.store.members import note_use
from handlers.mocks import calls, candidates, cards, model, records
from handlers.mocks.candidates import Person
from handlers.mocks.records import HOURS, SEATS
from handlers.mocks.scheduling import Plan, plan

NAMED: Final = 2
CROWD: Final = 300
"""People up to whom it is worked out for each of them at once: it takes the square of their number."""
_EARLIEST, _LATEST = 7, 22
_NEAR = {"this": dt.timedelta(), "next": dt.timedelta(weeks=1)}


async def next_pairing(ctx: Context, coming: Plan) -> cards.NextPairing:
    """What the caller can expect of the next pairing."""
    me = ctx.member
    known = await HOURS.get(ctx.unit, me.id) or model.Hours(windows=())
    mine = known.in_week(coming.monday)
    others = [p for p in (await records.snapshot(ctx, coming.monday)).people if p.id != me.id]
    person = Person(id=me.id, zone=me.zone, windows=mine, seat=model.Seat(), quiet=me.quiet)
    return cards.NextPairing(
        run=coming.run,
        monday=coming.monday,
        windows=known.windows,
        overlap=(candidates.overlap(person, others, coming.monday, coming.run), len(others)),
        paused=me.paused(local_date(coming.run, me.zone)),
        ready=await records.on_standby(ctx.unit, me.id),
        instead=known.weeks.get(coming.monday, ()),
        wider=gains(person, others, coming.monday, coming.run) if mine else (),
    )


@command(
    "Your hours for mock rounds",
    form=("windows",),
    opens="asked",
    title="Your mock hours",
    example="mon 18:00-22:00, sat 10:00-20:00",
)
async def set_hours(ctx: Context, args: calls.Hours) -> Reply:
    given, saved = args.windows, args.windows is not None
    if given is not None and given.week:
        monday = model.monday_of(_day_of(given.week, ctx.today))
        changed = _change_week(ctx, monday, given.windows) if given.windows else _reset_week(ctx, monday)
        return await changed
    if given is not None and not given.windows:
        HOURS.delete(ctx.unit, ctx.member.id)
        return Reply(body=cards.HOURS_CLEARED)
    if given is not None:
        known = await HOURS.get(ctx.unit, ctx.member.id) or model.Hours(windows=())
        now = known.from_week(model.monday_of(ctx.today)).copy_with(windows=given.windows)
        HOURS.put(ctx.unit, ctx.member.id, now)
        await note_use(records.PRACTICE, ctx.unit, ctx.member.id, calls.Hours.path, ctx.today)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    shown = await next_pairing(ctx, await plan(ctx))
    return Reply(body=cards.hours(shown, ctx.member.zone, seated=seat is not None, saved=saved))


def _day_of(words: str, today: dt.date) -> dt.date:
    """A day of the week that was named; raises BadArguments for what is no date."""
    if words in _NEAR:
        return today + _NEAR[words]
    try:
        return parse_date(words, today)
    except ValueError as error:
        raise BadArguments({"windows": str(error)}) from error


async def _usual(ctx: Context) -> model.Hours:
    """The caller's hours, without those of weeks that are over; raises Refusal where they have given none."""
    known = await HOURS.get(ctx.unit, ctx.member.id)
    if known is None:
        said = "Write the hours of a usual week first; then those of one week can differ."
        raise Refusal(said, calls.Hours().call(ask=True), "Set my hours")
    return known.from_week(model.monday_of(ctx.today))


@press(form=("windows",), title="Your hours for one week")
async def set_week_hours(ctx: Context, args: calls.WeekHours) -> Reply:
    """Kept until that week is over; the usual hours stay."""
    return await _change_week(ctx, model.monday_of(args.week), args.windows)


async def _change_week(ctx: Context, monday: dt.date, windows: tuple[Window, ...] | None) -> Reply:
    known, coming = await _usual(ctx), await plan(ctx)
    if problem := model.skip_problem(monday, ctx.today):
        raise Refusal(problem, calls.Hours().call(), "Show my hours")
    if monday < coming.monday:
        raise Refusal(cards.too_late_to_skip(monday), calls.Hours().call(), "Show my hours")
    if windows is None:
        raise Refusal("No hours were given.", calls.WeekHours(week=monday).call(ask=True), "Write them")
    HOURS.put(ctx.unit, ctx.member.id, known.with_week(monday, windows))
    return Reply(body=cards.week_hours(monday, windows, await next_pairing(ctx, coming), ctx.member.zone))


@press()
async def reset_week(ctx: Context, args: calls.UsualWeek) -> Reply:
    return await _reset_week(ctx, model.monday_of(args.week))


async def _reset_week(ctx: Context, monday: dt.date) -> Reply:
    HOURS.put(ctx.unit, ctx.member.id, (await _usual(ctx)).with_week(monday, ()))
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    shown = await next_pairing(ctx, await plan(ctx))
    return Reply(body=cards.hours(shown, ctx.member.zone, seated=seat is not None, saved=True))


# which hours somebody could add so that more of the others fit; who avoids whom is not looked at


def gains(me: Person, others: Sequence[Person], monday: dt.date, told: dt.datetime) -> tuple[Gain, ...]:
    """The hour by day that adds most of the others, and the one that then adds most of the rest; none that adds none.

    Of equals the earliest. A mock begins a day after `told` at the soonest, as in `candidates.candidates`.
    """
    (starts,) = _starts([me], monday, told)
    missing = [s for s in _starts(others, monday, told) if s and not s & starts]
    found: list[Gain] = []
    hours = product(range(7), range(_EARLIEST, _LATEST)) if missing else ()
    windows = [Window(day=day, start=dt.time(hour), end=dt.time(hour + 1)) for day, hour in hours]
    with_hour = [replace(me, windows=(*me.windows, window)) for window in windows]
    wider = list(zip(windows, _starts(with_hour, monday, told), strict=True))
    while missing and len(found) < NAMED:
        window, reached = max(wider, key=lambda pair: sum(bool(s & pair[1]) for s in missing))
        left = [s for s in missing if not s & reached]
        if len(left) == len(missing):
            break
        found.append(Gain(window=window, more=len(missing) - len(left)))
        missing = left
    return tuple(found)


def _starts(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> list[int]:
    """Where a mock could begin for each of them."""
    return [block_starts(c.bitmap, BLOCK_MINUTES) for c in candidates.candidates(people, monday, told)]


def gains_of_all(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> dict[str, tuple[Gain, ...]]:
    """The same for each of them; of a larger crowd nothing."""
    if len(people) > CROWD:
        return {}
    return {me.id: gains(me, [p for p in people if p is not me], monday, told) for me in people}
