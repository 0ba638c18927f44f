"""After a mock: whether it took place, who was silent, what somebody tells the organisers."""

import datetime as dt

from bot.context import Context
from bot.core.command import message, press, work
from bot.core.errors import Refusal
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from handlers.mocks import dropping, running, weeks
from handlers.mocks import meeting_cards as cards
from handlers.mocks import people as taking
from handlers.mocks.agreeing import mine, named
from handlers.mocks.calls import History
from handlers.mocks.meeting_calls import (
    AskMet,
    Complain,
    Complaint,
    DidYouMeet,
    ImBack,
    Met,
    NoOther,
    Rematch,
    Resting,
    Settle,
)
from handlers.mocks.notices import week
from handlers.mocks.store import COMPLAINTS, MOCKS, SEATS, Written, mocks_of

TOMORROW = dt.timedelta(days=1)


@work()
async def ask_met(ctx: Context, args: AskMet) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state in ("met", "not_met", "cancelled") or mock.sequence != args.sequence:
        return
    if mock.deserted:
        await dropping.close(ctx, args.mock, mock)
        return
    for member in mock.members:
        ctx.tell(member, DidYouMeet(mock=args.mock), args.mock, str(args.sequence), within=TOMORROW)


@message()
async def did_you_meet(ctx: Context, args: DidYouMeet) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    answered = mock is None or ctx.member.id in (*mock.yes, *mock.no) or ctx.member.id not in mock.members
    if mock is None or answered or mock.cancelled:
        return Unsent(why="it is known already")
    others = await named(ctx, mock.partners(ctx.member.id))
    return Reply(body=cards.did_you_meet(args.mock, others, ctx.member))


@press()
async def met(ctx: Context, args: Met) -> Reply:
    mock, me = await mine(ctx, args.mock), ctx.member.id
    if mock.at > ctx.now:
        raise Refusal("That mock is still to come.", History().call(), "My mock rounds")
    if args.answer == "later":
        MOCKS.put(ctx.unit, args.mock, mock.touched(me))
        at = ctx.now + TOMORROW
        ctx.tell(me, DidYouMeet(mock=args.mock), args.mock, f"{at:%m-%d}", at=at, within=TOMORROW)
        return Reply(body=cards.later())
    MOCKS.put(ctx.unit, args.mock, mock.said(me, args.answer))
    if args.answer == "yes":
        return Reply(body=cards.met(args.mock))
    return Reply(body=cards.not_met(args.mock))


@work()
async def settle(ctx: Context, args: Settle) -> None:
    """A day later: a mock at which nobody pressed anything did not take place; who was silent thrice rests."""
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.sequence != args.sequence or mock.cancelled:
        return
    if not mock.pressed:
        MOCKS.put(ctx.unit, args.mock, mock.model_copy(update={"state": "not_met"}))
    mocks = (await MOCKS.all(ctx.unit)).values()
    for member in mock.members:
        seat = await SEATS.get(ctx.unit, member)
        if seat is not None and not seat.resting and weeks.silent(mocks, member, ctx.now):
            SEATS.put(ctx.unit, member, seat.model_copy(update={"resting": True}))
            ctx.tell(member, Resting(), args.mock, within=TOMORROW * 3)


@message()
async def no_other(ctx: Context, args: NoOther) -> Reply | Unsent:
    mine = (await mocks_of(ctx.unit, ctx.member.id)).values()
    now = sum(mock.week == args.week and mock.counts for mock in mine)
    if now > args.has or await SEATS.get(ctx.unit, ctx.member.id) is None:
        return Unsent(why="a partner was found, or they are not in any more")
    return Reply(body=cards.no_other(week(args.week), (await taking.plan(ctx)).run))


@message()
async def resting(ctx: Context, args: Resting) -> Reply | Unsent:
    seat = await SEATS.get(ctx.unit, ctx.member.id)
    return Reply(body=cards.resting()) if seat and seat.resting else Unsent(why="they are back")


@press()
async def im_back(ctx: Context, args: ImBack) -> Reply:
    seat = await SEATS.get(ctx.unit, ctx.member.id) or weeks.Seat()
    SEATS.put(ctx.unit, ctx.member.id, seat.model_copy(update={"resting": False}))
    return Reply(body=cards.back((await taking.plan(ctx)).run))


@press(form=("text",), title="To the organiser alone")
async def complain(ctx: Context, args: Complain) -> Reply:
    """Kept for organisers; those who are members hear that there is something to read."""
    await mine(ctx, args.mock)
    if args.text is None or not args.text.value.strip():
        again = Complain(mock=args.mock).call(ask=True)
        raise Refusal("Nothing was written, so nothing was sent.", again, "Write it")
    written = Written(by=ctx.member.id, mock=args.mock, text=args.text, at=ctx.now)
    COMPLAINTS.put(ctx.unit, f"{args.mock}-{ctx.now:%m%d%H%M%S}", written)
    organisers = [o for o in (await ctx.the_group()).organisers if o != ctx.member.id]
    for who in organisers:
        ctx.tell(who, Complaint(), args.mock, f"{ctx.now:%d%H%M%S}", within=TOMORROW * 3)
    return Reply(body=cards.complained(told=bool(organisers)))


@work()
async def rematch(ctx: Context, args: Rematch) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock) if args.mock else None
    freed = frozenset(m for m in (mock.members if mock else ()))
    await running.run(ctx, args.week, again=freed)
