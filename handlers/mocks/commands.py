"""Being in the mock rounds: joining, a week left out, leaving, hours, whom one avoids, and the mocks one has had."""

import datetime as dt
from typing import Final

from bot.context import Context
from bot.core.command import command, press
from bot.core.dates import parse_date
from bot.core.errors import BadArguments, Refusal, blame_field
from bot.core.layout import page_of
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.values import Call, MemberId
from bot.core.wall_time import DAY, WEEK, local_date, monday_of
from bot.pairing.hours import Window
from bot.store import members
from handlers.mocks import calls, candidates, cards, model, pairing_service, records, scheduling
from handlers.mocks.calls import refuse
from handlers.mocks.candidates import Person
from handlers.mocks.model import Avoided, Mock, Season, Seat
from handlers.mocks.records import AVOIDED, HOURS, SEATS
from handlers.mocks.scheduling import calendar_cancellation

_NEAR = {"this": dt.timedelta(), "next": WEEK}
PAGE: Final = 5
MOST_AVOIDED: Final = 50


# the mocks one has had


@command("Your past and upcoming mock rounds", example="page=2")
async def history(ctx: Context, args: calls.History) -> Reply:
    await ctx.note_use(records.PRACTICE, calls.History.path)
    mine = list((await records.mocks_of(ctx.unit, ctx.member.id)).items())
    if not mine and (seat := await SEATS.get(ctx.unit, ctx.member.id)) is not None:
        coming = await next_pairing(ctx, await scheduling.plan(ctx))
        return Reply(body=cards.membership(seat, coming, "No mock rounds yet. "))
    listed, me = page_of(mine, args.page, PAGE), ctx.member
    held = [(key, mock, await records.members_of(ctx, mock.partners(me.id))) for key, mock in listed.shown]
    return Reply(body=cards.history(held, listed, ctx.now, me))


# being in


@command(
    "Take part in the weekly mock rounds",
    form=("round", "role", "size", "repeat", "season"),
    opens="asked",
    title="Your mock choices",
    example="round=inference repeat=weekly",
)
async def join(ctx: Context, args: calls.Join) -> Reply:
    coming = await scheduling.plan(ctx)
    known = await SEATS.get(ctx.unit, ctx.member.id)
    if args.repeat is None and args.season in (None, "off") and known is None:
        return Reply(body=cards.how_often(args, coming.run, coming.monday))
    seat = _change_seat(known or Seat(), args, coming.monday)
    SEATS.put(ctx.unit, ctx.member.id, seat)
    if seat.season is not None:
        last = seat.season.last
        over = Call(path="feedback.season-over", values={"last": f"{last}"})
        ctx.tell(
            ctx.member.id, over, f"{last}", at=ctx.member.note_at(last + DAY), within=pairing_service.TOLD_FOR
        )
    await pairing_service.keep_jobs(ctx)
    await ctx.note_use(records.PRACTICE, calls.Join.path)
    return Reply(body=cards.membership(seat, await next_pairing(ctx, coming)))


def _change_seat(seat: Seat, args: calls.Join, monday: dt.date) -> Seat:
    """What was chosen; what was not named stays, but a seat for a week that is over. A bare join is for all weeks."""
    weekly = args.repeat == "weekly" or args.season in ("2", "3") or not args.model_fields_set
    same = None if weekly or seat.only is None else max(seat.only, monday)
    return seat.copy_with(
        round=args.round or seat.round,
        role=args.role or seat.role,
        size=int(args.size) if args.size else seat.size,
        only=monday if args.repeat == "once" else same,
        resting=False,
        season=_season(seat, args, monday),
    )


def _season(seat: Seat, args: calls.Join, monday: dt.date) -> Season | None:
    """The one that was asked for; one that is under way goes on, unless it is ended or another is asked for."""
    known = seat.season if seat.season and monday <= seat.season.last else None
    if args.season == "off" or args.repeat == "once":
        return None
    if args.season is None or (known and str(known.weeks) == args.season):
        return known
    return Season(begun=monday, weeks=2 if args.season == "2" else 3)


async def _my_seat(ctx: Context) -> Seat:
    """The caller's seat; raises Refusal where they are not in."""
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if seat is None:
        nothing = "You aren't in the mock rounds, so there's nothing to change."
        raise Refusal(nothing, calls.Join().call(), "Join the mock rounds")
    return seat


@command("Leave out one week of mock rounds", example="2026-12-07")
async def skip(ctx: Context, args: calls.Skip) -> Reply:
    coming = (await scheduling.plan(ctx)).monday
    return await _skip_week(ctx, monday_of(args.week) if args.week else coming, coming)


async def _skip_week(ctx: Context, monday: dt.date, coming: dt.date) -> Reply:
    """Leaves a week out, of those that are still to be paired: from `coming` on."""
    seat = await _my_seat(ctx)
    if problem := model.skip_problem(monday, ctx.today):
        raise BadArguments({"week": problem})
    if monday < coming:
        raise refuse(cards.too_late_to_skip(monday))
    _put_skips(ctx, seat, {*seat.skips, monday})
    mine = await records.mocks_to_come(ctx.unit, ctx.member.id)
    return Reply(body=cards.skip_note(monday, next(iter(mine.items()), None), ctx.member.zone))


def _put_skips(ctx: Context, seat: Seat, skips: set[dt.date]) -> Seat:
    ahead = tuple(sorted(monday for monday in skips if monday >= monday_of(ctx.today)))
    after = seat.copy_with(skips=ahead)
    SEATS.put(ctx.unit, ctx.member.id, after)
    return after


@press()
async def unskip(ctx: Context, args: calls.Unskip) -> Reply:
    seat, coming = await _my_seat(ctx), await scheduling.plan(ctx)
    monday = monday_of(args.week)
    if monday < coming.monday:
        raise refuse(cards.too_late_to_skip(monday))
    _put_skips(ctx, seat, set(seat.skips) - {monday})
    return Reply(body=cards.unskip_note(monday, coming.run))


@command("Leave the mock rounds")
async def leave(ctx: Context, args: calls.Leave) -> Reply:
    await _my_seat(ctx)
    SEATS.delete(ctx.unit, ctx.member.id)
    mine = await records.mocks_to_come(ctx.unit, ctx.member.id)
    files = [calendar_cancellation(key, await _drop_me(ctx, key), ctx.now) for key in mine]
    return Reply(body=cards.farewell(len(mine), [f for f in files if f is not None]))


async def _drop_me(ctx: Context, key: str) -> Mock:
    """Takes the caller out of a mock of theirs; raises Refusal for none of this id, or what is over or cancelled."""
    mock = await scheduling.find_mine(ctx, key)
    if mock.cancelled:
        raise refuse("That mock is already canceled.")
    if mock.state not in model.OPEN or mock.end < ctx.now:
        raise refuse("That mock has begun or is over.")
    await scheduling.drop(ctx, key, mock, {ctx.member.id})
    return mock


@press()
async def cannot_come(ctx: Context, args: calls.Cannot) -> Reply:
    mock = await _drop_me(ctx, args.mock)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if seat is not None and seat.only is None:
        seat = _put_skips(ctx, seat, {*seat.skips, mock.week})
    run, file = (await scheduling.plan(ctx, seat)).run, calendar_cancellation(args.mock, mock, ctx.now)
    early = seat is not None and (await scheduling.plan(ctx)).monday == mock.week in seat.skips
    return Reply(body=cards.absence_note(mock, run, file, seated=seat is not None, early=early))


# hours


async def next_pairing(ctx: Context, coming: scheduling.Plan) -> cards.NextPairing:
    """What the caller can expect of the next pairing."""
    me = ctx.member
    known = await HOURS.get_or_new(ctx.unit, me.id)
    mine = known.in_week(coming.monday)
    others = [p for p in (await records.snapshot(ctx, coming.monday)).people if p.id != me.id]
    person = Person(id=me.id, zone=me.zone, windows=mine, seat=Seat(), quiet=me.quiet)
    return cards.NextPairing(
        run=coming.run,
        monday=coming.monday,
        windows=known.windows,
        overlap=(candidates.overlap(person, others, coming.monday, coming.run), len(others)),
        paused=me.paused(local_date(coming.run, me.zone)),
        ready=await records.on_standby(ctx.unit, me.id),
        instead=known.weeks.get(coming.monday, ()),
        wider=candidates.gains(person, others, coming.monday, coming.run) if mine else (),
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
        monday = monday_of(_day_of(given.week, ctx.today))
        return await (_reset_week(ctx, monday) if given.usual else _change_week(ctx, monday, given.windows))
    if given is not None and not given.windows:
        HOURS.delete(ctx.unit, ctx.member.id)
        return Reply(body=cards.HOURS_CLEARED)
    if given is not None:
        HOURS.put(ctx.unit, ctx.member.id, (await _my_hours(ctx)).copy_with(windows=given.windows))
        await ctx.note_use(records.PRACTICE, calls.Hours.path)
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    shown = await next_pairing(ctx, await scheduling.plan(ctx))
    return Reply(body=cards.hours(shown, ctx.member.zone, seated=seat is not None, saved=saved))


def _day_of(words: str, today: dt.date) -> dt.date:
    """A day of the week that was named; raises BadArguments for what isn't a date."""
    if words in _NEAR:
        return today + _NEAR[words]
    with blame_field("windows", ValueError):
        return parse_date(words, today)


async def _my_hours(ctx: Context) -> model.Hours:
    """The caller's hours, without those of weeks that are over."""
    known = await HOURS.get_or_new(ctx.unit, ctx.member.id)
    return known.from_week(monday_of(ctx.today))


@press(form=("windows",), title="Your hours for one week")
async def set_week_hours(ctx: Context, args: calls.WeekHours) -> Reply:
    """Kept until that week is over; the usual hours stay."""
    return await _change_week(ctx, monday_of(args.week), args.windows)


async def _change_week(ctx: Context, monday: dt.date, windows: tuple[Window, ...] | None) -> Reply:
    coming = await scheduling.plan(ctx)
    if problem := model.skip_problem(monday, ctx.today):
        raise Refusal(problem, calls.Hours().call(), "Show my hours")
    if monday < coming.monday:
        raise Refusal(cards.too_late_for_hours(monday), calls.Hours().call(), "Show my hours")
    known = await _my_hours(ctx)
    if windows is None:
        raise Refusal("No hours were given.", calls.WeekHours(week=monday).call(ask=True), "Write them")
    if not windows:
        return await _skip_week(ctx, monday, coming.monday)
    await _take_part(ctx, monday)
    HOURS.put(ctx.unit, ctx.member.id, known.with_week(monday, windows))
    return Reply(body=cards.week_hours(monday, windows, await next_pairing(ctx, coming), ctx.member.zone))


async def _take_part(ctx: Context, monday: dt.date) -> Seat | None:
    """The caller's seat, if they have one: who gives hours for a week leaves it out no longer."""
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    if seat is None or monday not in seat.skips:
        return seat
    return _put_skips(ctx, seat, set(seat.skips) - {monday})


@press()
async def reset_week(ctx: Context, args: calls.UsualWeek) -> Reply:
    return await _reset_week(ctx, monday_of(args.week))


async def _reset_week(ctx: Context, monday: dt.date) -> Reply:
    HOURS.put(ctx.unit, ctx.member.id, (await _my_hours(ctx)).with_week(monday, ()))
    seat = await _take_part(ctx, monday)
    shown = await next_pairing(ctx, await scheduling.plan(ctx))
    return Reply(body=cards.hours(shown, ctx.member.zone, seated=seat is not None, saved=True))


# avoiding: nobody else sees the list


@command("Members you're never paired with", form=("who",), opens="asked", title="Whom do you avoid?")
async def avoid(ctx: Context, args: calls.Avoid) -> Reply:
    """Avoids the member of that name; for none, shows the list."""
    name = args.who.value if args.who else ""
    if not name:
        return Reply(body=cards.own_list(await records.faces_of(ctx, await _avoided_ids(ctx))))
    others = await calls.others_named(ctx, name, "That's you. Name somebody else.")
    if len(others) > 1:
        return Reply(body=cards.which_one(others, "Avoid", calls.AvoidOne))
    return await _add_avoided(ctx, others[0])


@press()
async def avoid_one(ctx: Context, args: calls.AvoidOne) -> Reply:
    other = await members.MEMBERS.get(ctx.unit, args.member)
    if other is None or other.id == ctx.member.id:
        raise Refusal("That member isn't there anymore.", calls.Avoid().call(), "My list")
    return await _add_avoided(ctx, other)


async def _add_avoided(ctx: Context, other: Member) -> Reply:
    known = await _avoided_ids(ctx)
    if len(known) >= MOST_AVOIDED and other.id not in known:
        said = f"Your list holds {MOST_AVOIDED} names, which is all it can. Remove one to add another."
        raise Refusal(said, calls.Avoid().call(), "My list")
    AVOIDED.put(ctx.unit, ctx.member.id, Avoided(who=tuple(dict.fromkeys([*known, other.id]))))
    mine = await records.mocks_to_come(ctx.unit, ctx.member.id)
    together = next(((k, m) for k, m in mine.items() if other.id in m.members), None)
    return Reply(body=cards.avoid_note(other, together, ctx.member.zone))


@press()
async def unavoid(ctx: Context, args: calls.Unavoid) -> Reply:
    known = await _avoided_ids(ctx)
    who = tuple(m for m in known if m != args.member)
    if who:
        AVOIDED.put(ctx.unit, ctx.member.id, Avoided(who=who))
    else:
        AVOIDED.delete(ctx.unit, ctx.member.id)
    removed = await members.MEMBERS.get(ctx.unit, args.member) if args.member in known else None
    return Reply(body=cards.unavoid_note(removed, await records.faces_of(ctx, who)))


async def _avoided_ids(ctx: Context) -> tuple[MemberId, ...]:
    return (await AVOIDED.get_or_new(ctx.unit, ctx.member.id)).who
