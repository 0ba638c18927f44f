"""When somebody drops out of a mock: who is left meets, is told, or goes back to the pool."""

import asyncio
import datetime as dt
from collections.abc import Iterable

from bot.context import Context
from bot.core.entry import LATE
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.when import out_of_quiet
from bot.store.forget import PSEUDONYM
from handlers.mocks import candidates, entries, model, scheduling
from handlers.mocks.model import Mock
from handlers.mocks.records import HOURS, MOCKS, SEATS, people_of

SOON = dt.timedelta(hours=3)
"""Word that a mock is cancelled comes so long before it, also in quiet hours."""
AGAIN = dt.timedelta(minutes=10)
"""After somebody dropped out others are looked for: two who drop out together leave two who can meet."""


async def check(ctx: Context, key: str) -> Mock | None:
    """The mock, after those who cannot be expected any more are taken out; None when it does not take place."""
    mock = await MOCKS.get(ctx.unit, key)
    if mock is None or not mock.is_expected(ctx.now):
        return None
    people = await people_of(ctx.unit, mock)
    known = tuple(m if m in people else PSEUDONYM for m in mock.members)
    mock = mock.model_copy(update={"members": known})
    out = model.absent_members(mock, people) | await _without_seat(ctx, mock)
    return await drop(ctx, key, mock, out) if out else mock


async def _without_seat(ctx: Context, mock: Mock) -> frozenset[MemberId]:
    """Who of a mock has no seat: they left the mock rounds at the very moment at which they were paired."""
    seats = await asyncio.gather(*(SEATS.get(ctx.unit, m) for m in mock.members))
    return frozenset(m for m, seat in zip(mock.members, seats, strict=True) if seat is None)


async def drop(ctx: Context, key: str, mock: Mock, out: Iterable[MemberId]) -> Mock | None:
    """Takes people out of a mock, and who has left the group, and has the others told; two still meet."""
    people = await people_of(ctx.unit, mock)
    left = tuple(m for m in mock.members if m in people and m not in frozenset(out))
    if len(left) > 1:
        faces, after = [people[m] for m in left], mock.without(frozenset(mock.members) - frozenset(left))
        MOCKS.put(ctx.unit, key, after)
        ctx.tell(
            scheduling.shared_place(after, faces),
            entries.Fewer(mock=key),
            key,
            within=max(LATE, mock.at - ctx.now),
        )
        if after.state == "accepted" != mock.state:
            await scheduling.announce_agreement(ctx, key, after, faces)
        elif after.state == "accepted":  # another one may interview now
            ctx.do(entries.prepare(key), key, *after.members)
        return after
    if mock.at <= ctx.now < mock.end and left:
        return _desert(ctx, key, mock, left[0])
    scheduling.give_up_booking(ctx, mock)
    MOCKS.put(ctx.unit, key, mock.cancel())
    late = [m for m in left if not await has_time(ctx, people[m], mock.week)]
    if len(late) < len(left) and mock.state != "draft":
        ctx.do(entries.Rematch(week=mock.week, mock=key), key, at=ctx.now + AGAIN)
    for member in left:
        how = entries.CancelledNow if _cannot_wait(ctx, mock, people[member]) else entries.Cancelled
        word = how(mock=key, last=member in late)
        ctx.tell(member, word, key, within=max(LATE, mock.at - ctx.now))
    await _move_to_next_pairing(ctx, mock)
    return None


def _desert(ctx: Context, key: str, mock: Mock, left: MemberId) -> Mock:
    """At its time somebody cannot come: the other is given at once what else the hour can be used for."""
    for member in mock.partners(left):
        mock = mock.decline(member)
    MOCKS.put(ctx.unit, key, mock)
    ctx.tell(left, entries.Alone(mock=key), key, "out", until=mock.end)
    return mock


async def close(ctx: Context, key: str, mock: Mock) -> None:
    """After its hour: nobody took the place of who could not come, and another partner is looked for."""
    scheduling.give_up_booking(ctx, mock)
    MOCKS.put(ctx.unit, key, mock.cancel())
    for member in (await people_of(ctx.unit, mock)).values():
        if member.id not in mock.out and await has_time(ctx, member, mock.week):
            ctx.do(entries.Rematch(week=mock.week, mock=key), key, at=ctx.now)
    await _move_to_next_pairing(ctx, mock)


async def has_time(ctx: Context, member: Member, monday: dt.date) -> bool:
    """Whether their hours hold another mock in this week, with the notice that everybody is given."""
    known = await HOURS.get(ctx.unit, member.id)
    windows = known.in_week(monday) if known else ()
    me = candidates.Person(
        id=member.id, zone=member.zone, windows=windows, seat=model.Seat(), quiet=member.quiet
    )
    return candidates.has_time(me, monday, ctx.now + AGAIN)


def _cannot_wait(ctx: Context, mock: Mock, member: Member) -> bool:
    """Whether quiet hours would end too shortly before the mock, or after it."""
    return mock.at - out_of_quiet(ctx.now, member.zone, member.quiet) < SOON


async def _move_to_next_pairing(ctx: Context, mock: Mock) -> None:
    """Who was in for that week alone is in for the next pairing instead."""
    coming = await scheduling.plan(ctx)
    for member in mock.members:
        seat = await SEATS.get(ctx.unit, member)
        if seat is not None and seat.only is not None and seat.only < coming.monday:
            SEATS.put(ctx.unit, member, seat.model_copy(update={"only": coming.monday}))
