"""The time of a mock: who is there, who waits, and what can be done when somebody does not come."""

import datetime as dt

from bot.context import Context
from bot.core.command import message, press, work
from bot.core.errors import Refusal
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from bot.store import members
from handlers.mocks import appointing, dropping
from handlers.mocks import meeting_cards as cards
from handlers.mocks import people as taking
from handlers.mocks.agreeing import SOON, faces_of, mine, named
from handlers.mocks.calls import History
from handlers.mocks.meeting_calls import (
    Alone,
    Begin,
    Delay,
    Here,
    Late,
    Missed,
    Now,
    Pool,
    Rematch,
    Started,
    Waiting,
    WaitMore,
)
from handlers.mocks.model import Mock
from handlers.mocks.store import MOCKS

PATIENCE = dt.timedelta(minutes=5)
LATE_BY = dt.timedelta(minutes=15)
"""Who comes ten minutes late is asked after so long."""
TOMORROW = dt.timedelta(days=1)


@work()
async def begin(ctx: Context, args: Begin) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state not in ("proposed", "accepted") or mock.sequence != args.sequence:
        return
    faces = await faces_of(ctx, mock)
    what = Now(mock=args.mock)
    meant = (args.mock, str(mock.sequence))
    ctx.tell(appointing.together(mock, faces), what, *meant, at=mock.at, until=mock.end)
    _wait(ctx, args.mock, mock, "first", at=mock.at + PATIENCE)


def _wait(ctx: Context, key: str, mock: Mock, meaning: str, *, at: dt.datetime) -> None:
    """Looks at an instant whether somebody waits, while the mock goes on."""
    ctx.do(Waiting(mock=key, sequence=mock.sequence), key, meaning, at=at, until=mock.end)


@message(urgent=True)
async def now(ctx: Context, args: Now) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled:
        return Unsent(why="it does not take place")
    faces = await faces_of(ctx, mock)
    return Reply(body=cards.now(args.mock, mock, faces, ctx.joined, ctx.call_place(faces)))


async def _begun(ctx: Context, key: str) -> Mock:
    """The caller's mock at its time, from a quarter of an hour before.

    Raises:
        Refusal: as `mine`; or it is too early, or over.
    """
    mock = await mine(ctx, key)
    if mock.at - LATE_BY > ctx.now:
        raise Refusal("It is not time yet. I write to you then.", History().call(), "My mock rounds")
    if mock.end + SOON < ctx.now:
        raise Refusal("That mock is over.", History().call(), "My mock rounds")
    return mock


@press()
async def here(ctx: Context, args: Here) -> Reply:
    mock = (await _begun(ctx, args.mock)).present(ctx.member.id)
    MOCKS.put(ctx.unit, args.mock, mock)
    missing = [m for m in mock.members if m not in mock.here]
    if missing and mock.deserted:
        return Reply(body=cards.alone(args.mock, await named(ctx, missing), out=True))
    if missing:
        _wait(ctx, args.mock, mock, ctx.member.id, at=max(mock.at + PATIENCE, ctx.now))
    return Reply(body=cards.here(args.mock, mock, await named(ctx, missing)))


@press()
async def late(ctx: Context, args: Late) -> Reply:
    mock, me = await _begun(ctx, args.mock), ctx.member.id
    MOCKS.put(ctx.unit, args.mock, mock.delayed(me))
    for member in mock.partners(me):
        ctx.tell(member, Delay(mock=args.mock, member=me), args.mock, me, until=mock.end)
    return Reply(body=cards.late(await named(ctx, mock.partners(me))))


@message(urgent=True)
async def delay(ctx: Context, args: Delay) -> Reply:
    return Reply(body=cards.delay(await members.MEMBERS.get(ctx.unit, args.member)))


@press()
async def wait_more(ctx: Context, args: WaitMore) -> Reply:
    mock = await _begun(ctx, args.mock)
    _wait(ctx, args.mock, mock, f"{ctx.now:%H:%M:%S}", at=ctx.now + PATIENCE)
    return Reply(body=cards.waiting_on())


@work(lapses=True)
async def waiting(ctx: Context, args: Waiting) -> None:
    """Somebody is there, somebody is not: the one hears what can be done, the other is asked. Once each time."""
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.state not in ("proposed", "accepted") or mock.sequence != args.sequence:
        return
    if mock.deserted:
        return
    missing = [m for m in mock.members if m not in mock.here]
    if not missing or not mock.here:
        return
    if all(m in mock.late for m in missing) and ctx.now < mock.at + LATE_BY:
        _wait(ctx, args.mock, mock, "late", at=mock.at + LATE_BY)
        return
    when = f"{ctx.now:%H:%M}"
    for member in mock.here:
        ctx.tell(member, Alone(mock=args.mock), args.mock, when, within=SOON)
    for member in missing:
        ctx.tell(member, Missed(mock=args.mock), args.mock, when, within=SOON)


@message(urgent=True)
async def alone(ctx: Context, args: Alone) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    missing = [m for m in mock.members if m not in mock.here] if mock and not mock.cancelled else []
    if mock is None or not missing:
        return Unsent(why="they are all there")
    if mock.deserted:
        return Reply(body=cards.alone(args.mock, await named(ctx, mock.out), out=True))
    return Reply(body=cards.alone(args.mock, await named(ctx, missing), out=False))


@message(urgent=True)
async def missed(ctx: Context, args: Missed) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or mock.cancelled or ctx.member.id in mock.here or ctx.member.id not in mock.members:
        return Unsent(why="they are there, or not expected any more")
    return Reply(body=cards.missed(args.mock, mock, await named(ctx, mock.here), ctx.member.zone))


@press()
async def pool(ctx: Context, args: Pool) -> Reply:
    """The partner did not come: it does not count, and another is looked for in what is left of the week."""
    mock = (await _begun(ctx, args.mock)).said(ctx.member.id, "no")
    MOCKS.put(ctx.unit, args.mock, mock)
    time_left = await dropping.has_time(ctx, ctx.member, mock.week)
    if time_left:
        ctx.do(Rematch(week=mock.week, mock=args.mock), args.mock, at=ctx.now)
    return Reply(body=cards.pooled((await taking.plan(ctx)).run, time_left=time_left))


@work()
async def started(ctx: Context, args: Started) -> None:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is not None and not mock.cancelled:
        pressed = tuple(dict.fromkeys([*mock.pressed, *mock.members]))
        MOCKS.put(ctx.unit, args.mock, mock.model_copy(update={"state": "met", "pressed": pressed}))
