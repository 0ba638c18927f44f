"""Two who agree on a mock: it works, another time, or the first one stays."""

import asyncio
import datetime as dt
from collections.abc import Iterable

from bot.context import Context
from bot.core.command import message, press
from bot.core.errors import Refusal
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.reply import Skip as Unsent
from bot.store import members
from handlers.mocks import appointing
from handlers.mocks import meeting_cards as cards
from handlers.mocks.calendar import appointment
from handlers.mocks.calls import History
from handlers.mocks.meeting_calls import (
    Accept,
    Agree,
    Agreed,
    Asked,
    Keep,
    Kept,
    Moved,
    Propose,
    Times,
)
from handlers.mocks.model import Mock
from handlers.mocks.store import MOCKS, people_of

SOON = dt.timedelta(hours=1)


async def mine(ctx: Context, key: str) -> Mock:
    """The caller's mock, however it stands.

    Raises:
        Refusal: there is none of this id, or it is cancelled.
    """
    mock = await MOCKS.get(ctx.unit, key)
    if mock is None or ctx.member.id not in mock.members or mock.state == "draft":
        raise Refusal(
            "I find no such mock of yours. This lists them all:", History().call(), "My mock rounds"
        )
    if mock.cancelled:
        said = "That mock is cancelled: somebody cannot come. Nothing is asked of you."
        raise Refusal(said, History().call(), "My mock rounds")
    return mock


async def still_open(ctx: Context, key: str) -> Mock:
    """The caller's mock, not begun yet.

    Raises:
        Refusal: as `mine`; or it has begun or is over.
    """
    mock = await mine(ctx, key)
    if not mock.coming(ctx.now):
        raise Refusal("That mock has begun or is over.", History().call(), "My mock rounds")
    return mock


async def faces_of(ctx: Context, mock: Mock) -> list[Member]:
    """Those of a mock who are still members, in order."""
    known = await people_of(ctx.unit, mock)
    return [known[m] for m in mock.members if m in known]


async def named(ctx: Context, who: Iterable[MemberId]) -> list[Member | None]:
    return list(await asyncio.gather(*(members.MEMBERS.get(ctx.unit, m) for m in who)))


@press()
async def accept(ctx: Context, args: Accept) -> Reply:
    before = await still_open(ctx, args.mock)
    mock = before.accept(ctx.member.id)
    MOCKS.put(ctx.unit, args.mock, mock)
    if mock.state == "accepted" != before.state:
        appointing.all_agreed(ctx, args.mock, mock, await faces_of(ctx, mock))
    missing = [m for m in mock.members if m not in mock.accepted]
    return Reply(body=cards.accepted(mock, await named(ctx, missing)))


@press()
async def times(ctx: Context, args: Times) -> Reply:
    mock = await still_open(ctx, args.mock)
    MOCKS.put(ctx.unit, args.mock, mock.touched(ctx.member.id))
    free = [at for at in await _free(ctx, args.mock, mock) if at != mock.wish]
    zones = [ctx.member.zone, *(m.zone for m in await faces_of(ctx, mock) if m.id != ctx.member.id)]
    return Reply(body=cards.times(args.mock, mock, free, zones, ctx.now + SOON))


async def _slot(ctx: Context, key: str, mock: Mock, slot: str) -> dt.datetime:
    """The other time that a button names.

    Raises:
        Refusal: it is over, or not a common time any more.
    """
    for at in await _free(ctx, key, mock):
        if cards.slot_of(at) == slot and at > ctx.now:
            return at
    raise Refusal("That time is no longer free for all of you.", History().call(), "My mock rounds")


async def _free(ctx: Context, key: str, mock: Mock) -> list[dt.datetime]:
    """Other common times at which none of them has another mock."""
    theirs = [
        m
        for k, m in (await MOCKS.all(ctx.unit)).items()
        if k != key and m.coming(ctx.now) and not set(m.members).isdisjoint(mock.members)
    ]
    length = dt.timedelta(minutes=mock.minutes)
    wished = (mock.wish,) if mock.wish else ()
    return [
        at for at in (*mock.others, *wished) if not any(m.at < at + length and at < m.end for m in theirs)
    ]


@press()
async def propose(ctx: Context, args: Propose) -> Reply:
    mock, me = await still_open(ctx, args.mock), ctx.member.id
    at = await _slot(ctx, args.mock, mock, args.slot)
    if mock.wish == at and mock.wisher != me:
        return await _move(ctx, args.mock, mock, at)
    MOCKS.put(ctx.unit, args.mock, mock.touched(me).model_copy(update={"wish": at, "wisher": me}))
    for member in mock.partners(me):
        what = Asked(mock=args.mock, slot=args.slot)
        ctx.tell(member, what, args.mock, args.slot, me, within=mock.at - ctx.now)
    return Reply(body=cards.proposed(at))


@press()
async def agree(ctx: Context, args: Agree) -> Reply:
    mock = await still_open(ctx, args.mock)
    at = await _slot(ctx, args.mock, mock, args.slot)
    if mock.wish != at:
        raise Refusal("Nobody asks for that time any more.", History().call(), "My mock rounds")
    return await _move(ctx, args.mock, mock, at)


async def _move(ctx: Context, key: str, mock: Mock, at: dt.datetime) -> Reply:
    """To the time that another asked for and the caller agrees to; a third is asked."""
    wisher = (mock.wisher,) if mock.wisher else ()
    moved = mock.moved(at, by=(*wisher, ctx.member.id))
    MOCKS.put(ctx.unit, key, moved)
    faces = await faces_of(ctx, moved)
    appointing.schedule(ctx, key, moved, faces)
    if moved.state == "accepted":
        appointing.all_agreed(ctx, key, moved, faces)
    else:
        what = Moved(mock=key, sequence=moved.sequence)
        ctx.tell(appointing.together(moved, faces), what, key, str(moved.sequence), within=at - ctx.now)
    missing = [m for m in moved.members if m not in moved.accepted]
    return Reply(body=cards.accepted(moved, await named(ctx, missing)))


@press()
async def keep(ctx: Context, args: Keep) -> Reply:
    mock = await still_open(ctx, args.mock)
    if mock.wisher is not None and mock.wisher != ctx.member.id:
        ctx.tell(mock.wisher, Kept(mock=args.mock), args.mock, str(mock.wish), within=mock.at - ctx.now)
    after = mock.accept(ctx.member.id).model_copy(update={"wish": None, "wisher": None})
    MOCKS.put(ctx.unit, args.mock, after)
    return Reply(body=cards.kept(mock, None))


@message()
async def agreed(ctx: Context, args: Agreed) -> Reply | Unsent:
    mock = await _as_told(ctx, args.mock, args.sequence)
    if mock is None:
        return Unsent(why="it was moved or cancelled since")
    faces = await faces_of(ctx, mock)
    file = appointment(args.mock, mock, ctx.now)
    return Reply(body=cards.agreed(args.mock, mock, faces, ctx.joined, file, ctx.call_place(faces)))


@message()
async def moved(ctx: Context, args: Moved) -> Reply | Unsent:
    mock = await _as_told(ctx, args.mock, args.sequence)
    if mock is None:
        return Unsent(why="it was moved or cancelled since")
    faces = await faces_of(ctx, mock)
    file = appointment(args.mock, mock, ctx.now)
    return Reply(body=cards.moved(args.mock, mock, faces, ctx.joined, file))


async def _as_told(ctx: Context, key: str, sequence: int) -> Mock | None:
    """The mock, if it still is what the entry says."""
    mock = await MOCKS.get(ctx.unit, key)
    return mock if mock and mock.coming(ctx.now) and mock.sequence == sequence else None


@message()
async def asked(ctx: Context, args: Asked) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.coming(ctx.now) or mock.wish is None or cards.slot_of(mock.wish) != args.slot:
        return Unsent(why="nobody asks for that time any more")
    who = await members.MEMBERS.get(ctx.unit, mock.wisher) if mock.wisher else None
    return Reply(body=cards.asked(args.mock, mock, who, mock.wish, ctx.joined))


@message()
async def kept(ctx: Context, args: Kept) -> Reply | Unsent:
    mock = await MOCKS.get(ctx.unit, args.mock)
    if mock is None or not mock.coming(ctx.now):
        return Unsent(why="it does not take place")
    return Reply(body=cards.kept(mock, ctx.joined))
