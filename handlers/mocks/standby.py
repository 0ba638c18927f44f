"""Who is on standby: members who may be asked, within their hours, when somebody's partner does not come."""

import asyncio
import datetime as dt

from bot.context import Context
from bot.core.command import message, press, work
from bot.core.errors import Refusal
from bot.core.ids import MemberId
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from bot.core.when import local_date
from bot.store import members
from handlers.mocks import meeting_cards as cards
from handlers.mocks import weeks
from handlers.mocks.calls import History
from handlers.mocks.hours import QUARTER, block_instant, block_starts, week_bitmap
from handlers.mocks.meeting_calls import FindStandby, Found, Nobody, StandbyEnd, StandIn, Wanted, Willing
from handlers.mocks.model import OPEN, Mock
from handlers.mocks.store import AVOIDED, HOURS, MOCKS, STANDBY, Standby

ASKED_AT_ONCE = 3
MINUTE = dt.timedelta(minutes=1)


@press()
async def willing(ctx: Context, args: Willing) -> Reply:
    if args.on:
        STANDBY.put(ctx.unit, ctx.member.id, Standby(since=ctx.now))
    else:
        STANDBY.delete(ctx.unit, ctx.member.id)
    return Reply(body=cards.willing(on=args.on))


@press()
async def find_standby(ctx: Context, args: FindStandby) -> Reply:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled or ctx.member.id not in mock.members:
        raise Refusal("That mock is not waiting for anybody.", History().call(), "My mock rounds")
    if mock.state in OPEN:  # who asks is there, whether or not they have said so
        mock = mock.present(ctx.member.id)
        MOCKS.put(ctx.unit, args.mock, mock)
    free = (await _free(ctx, mock))[:ASKED_AT_ONCE]
    if not free:
        return Reply(body=cards.nobody(args.mock))
    for who in free:
        ctx.tell(who, Wanted(mock=args.mock), args.mock, within=MINUTE * 10, until=mock.end)
    ctx.do(
        StandbyEnd(mock=args.mock, member=ctx.member.id),
        args.mock,
        f"{ctx.now:%H:%M:%S}",
        at=ctx.now + MINUTE,
        until=mock.end,
    )
    return Reply(body=cards.looking(len(free)))


async def _free(ctx: Context, mock: Mock) -> list[MemberId]:
    """Those on standby who could come now, longest on standby first."""
    ready, hours, avoided, everyone, mocks = await asyncio.gather(
        STANDBY.all(ctx.unit),
        HOURS.all(ctx.unit),
        AVOIDED.all(ctx.unit),
        members.MEMBERS.all(ctx.unit),
        MOCKS.all(ctx.unit),
    )
    waiting = [m for m in mock.here if m in everyone]
    busy = {m for other in mocks.values() if _near(other, ctx.now) for m in other.members}

    def fits(who: MemberId) -> bool:
        member = everyone.get(who)
        if member is None or who in busy or who in mock.members or who not in hours:
            return False
        if weeks.away(member, local_date(ctx.now, member.zone)):
            return False
        apart = any(_apart(avoided, who, other) for other in waiting)
        return not apart and _covers(hours[who], member.zone, ctx.now, mock.minutes)

    return [MemberId(m) for m in sorted(ready, key=lambda m: ready[m].since) if fits(MemberId(m))]


def _near(mock: Mock, now: dt.datetime) -> bool:
    """Whether a mock is on now, or soon."""
    return mock.counts and mock.at - dt.timedelta(hours=1) < now < mock.end


def _apart(avoided: dict[str, weeks.Avoided], one: MemberId, other: MemberId) -> bool:
    nobody = weeks.Avoided()
    return other in avoided.get(one, nobody).who or one in avoided.get(other, nobody).who


def _covers(hours: weeks.Hours, zone: str, now: dt.datetime, minutes: int) -> bool:
    """Whether a meeting that begins in this quarter hour lies within somebody's hours."""
    monday = weeks.monday_of(now.date())
    quarter = (now - block_instant(monday, 0)) // QUARTER
    return bool(block_starts(week_bitmap(hours.in_week(monday), zone, monday), minutes) >> quarter & 1)


@message(urgent=True)
async def wanted(ctx: Context, args: Wanted) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled or mock.state == "running":
        return Unsent(why="nobody waits any more")
    return Reply(body=cards.wanted(args.mock, mock))


@press()
async def stand_in(ctx: Context, args: StandIn) -> Reply:
    """The first who presses takes the place of who has not come."""
    mock = await MOCKS.get(ctx.unit, args.mock)
    me, ready = ctx.member.id, await STANDBY.get(ctx.unit, ctx.member.id)
    if mock is None or ready is None or mock.state not in ("proposed", "accepted") or ctx.now > mock.end:
        raise Refusal("Thank you. Nobody waits there any more.", History().call(), "My mock rounds")
    if me not in await _free(ctx, mock):
        raise Refusal("Thank you. That place is taken.", History().call(), "My mock rounds")
    missing = next(m for m in (*mock.out, *mock.members) if m not in mock.here)
    MOCKS.put(ctx.unit, args.mock, mock.replaced(missing, by=me))
    for who in mock.here:
        ctx.tell(who, Found(mock=args.mock), args.mock, me, within=MINUTE * 30, until=mock.end)
    other = await members.MEMBERS.get(ctx.unit, mock.here[0]) if mock.here else None
    return Reply(body=cards.stood_in(args.mock, mock, other))


@message(urgent=True)
async def found(ctx: Context, args: Found) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.here:
        return Unsent(why="it does not take place")
    who = await members.MEMBERS.get(ctx.unit, mock.here[-1])
    return Reply(body=cards.found(args.mock, mock, who))


@work(lapses=True)
async def standby_end(ctx: Context, args: StandbyEnd) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is not None and mock.state in ("proposed", "accepted"):
        ctx.tell(
            MemberId(args.member), Nobody(mock=args.mock), args.mock, f"{ctx.now:%H:%M}", within=MINUTE * 30
        )


@message(urgent=True)
async def nobody(ctx: Context, args: Nobody) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state not in ("proposed", "accepted"):
        return Unsent(why="somebody came")
    return Reply(body=cards.nobody(args.mock))
