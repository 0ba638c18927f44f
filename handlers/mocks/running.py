"""How a week is paired, announced, and mended when somebody drops out: reads, decides, writes into the unit."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.context import Context, meeting
from bot.core.entry import LATE, To
from bot.core.ids import MemberId, new_id
from bot.core.member import Member
from bot.core.when import local_date, next_instant, out_of_quiet
from bot.store import members
from bot.store.forget import PSEUDONYM
from handlers.mocks import notices, store, weeks
from handlers.mocks.calls import (
    Announce,
    Cancelled,
    CancelledNow,
    Check,
    Fewer,
    Introduce,
    LookUp,
    Outcome,
    PairingRun,
    Reminder,
)
from handlers.mocks.matching import LeftReason
from handlers.mocks.matching import Outcome as Matched
from handlers.mocks.mock import Mock
from handlers.mocks.model import Window
from handlers.mocks.policy import NEVER
from handlers.mocks.store import AVOIDED, HOURS, MOCKS, PAIRINGS, SEATS, TURNS, people_of
from handlers.mocks.weeks import Avoided, Pairing, Person, Seat, Tally, Turn

JOB = "pairing"
LOOK = "pairing-look"
LOOKED_UP = 50
"""People asked after in a minute, so that the platforms' limits are kept; more where an hour would not do."""
MINUTES = 50
"""Minutes of that hour that are used."""
BATCH = 198
"""People after whom the next entry tells the others: 200 with a group of three in the last place."""
SOON = dt.timedelta(hours=3)
"""Word that a mock is cancelled comes so long before it, also in quiet hours."""
TOLD_FOR = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Plan:
    """The next pairing: its instant, and the week that it is for."""

    run: dt.datetime
    monday: dt.date


async def plan(ctx: Context) -> Plan:
    """When the group is paired next."""
    rule = weeks.rule_of(await ctx.the_group())
    run = next_instant(rule, ctx.now) or ctx.now
    return Plan(run, weeks.week_after(run, rule.zone))


async def keep_job(ctx: Context) -> None:
    """Sets up the weekly pairing and the look an hour before, or moves them when the group's zone or time changed.

    A job that is right is left alone: to set it up again could skip an instant that is due just now.
    """
    rule = weeks.rule_of(await ctx.the_group())
    known = await ctx.unit.jobs(None)
    for name, wanted, what in ((JOB, rule, PairingRun()), (LOOK, weeks.look_rule(rule), LookUp())):
        if name not in known or known[name][0].rule != wanted:
            ctx.every(name, wanted, what, whom=None)


# who takes part


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A week before it is paired. `without` are in and have given no hours; the numbers are of the others."""

    monday: dt.date
    people: tuple[Person, ...]
    without: tuple[MemberId, ...]
    mocks: Mapping[str, Mock]
    turns: Mapping[str, Turn]
    paused: int = 0
    skipping: int = 0
    paired: int = 0

    @property
    def seats(self) -> dict[MemberId, Seat]:
        return {p.id: p.seat for p in self.people}


async def snapshot(ctx: Context, monday: dt.date) -> Snapshot:
    """Everybody who is in this week and has no partner yet."""
    unit = ctx.unit
    everyone, seats, hours, avoided, turns, mocks = await asyncio.gather(
        members.MEMBERS.all(unit),
        SEATS.all(unit),
        HOURS.all(unit),
        AVOIDED.all(unit),
        TURNS.all(unit),
        MOCKS.all(unit),
    )
    seated = {m: s for m, s in seats.items() if m in everyone}
    awake = {m: s for m, s in seated.items() if not _paused(everyone[m], ctx.now)}
    asked = {m: s for m, s in awake.items() if s.takes_part(monday)}
    this_week = [m for m in mocks.values() if m.week == monday]
    busy = {m for mock in this_week if not mock.cancelled for m in mock.members}
    free = [MemberId(m) for m in sorted(asked) if m not in busy]
    past = weeks.pasts(mocks.values())
    return Snapshot(
        monday=monday,
        people=tuple(
            Person(
                id=m,
                zone=everyone[m].zone,
                windows=hours[m].windows,
                seat=asked[m],
                avoids=_avoids(m, avoided, this_week),
                waited=(monday - turns[m].week).days // 7 if m in turns else NEVER,
                level=everyone[m].level,
                focus=everyone[m].focus,
                done=past[m].done if m in past else {},
                last=past[m].last if m in past else None,
            )
            for m in free
            if m in hours
        ),
        without=tuple(m for m in free if m not in hours),
        mocks=mocks,
        turns=turns,
        paused=len(seated) - len(awake),
        skipping=len(awake) - len(asked),
        paired=len(asked) - len(free),
    )


def _paused(member: Member, now: dt.datetime) -> bool:
    return weeks.away(member, local_date(now, member.zone))


def _avoids(who: MemberId, avoided: Mapping[str, Avoided], this_week: Iterable[Mock]) -> frozenset[MemberId]:
    """Whom they avoid, and with whom a mock of this week was cancelled already."""
    met = {m for mock in this_week if mock.cancelled and who in mock.members for m in mock.members}
    return frozenset({*avoided.get(who, Avoided()).who, *met} - {who})


async def overlap(ctx: Context, mine: Sequence[Window], coming: Plan) -> tuple[int, int]:
    """With how many of the others who are in these hours overlap, and how many others there are."""
    me = ctx.member
    others = [p for p in (await snapshot(ctx, coming.monday)).people if p.id != me.id]
    person = Person(id=me.id, zone=me.zone, windows=tuple(mine), seat=Seat())
    return weeks.overlap(person, others, coming.monday, coming.run + weeks.NOTICE), len(others)


# the pairing


async def look_up(ctx: Context, batch: int) -> None:
    """Has the platforms asked after one batch of those who are in; who is gone is then not paired."""
    monday = (await plan(ctx)).monday
    everyone, seats = await members.MEMBERS.all(ctx.unit), await SEATS.all(ctx.unit)
    asked = [m for m in sorted(seats) if seats[m].takes_part(monday) and m in everyone]
    size = max(LOOKED_UP, -(-len(asked) // MINUTES))
    start, following = batch * size, batch + 1
    for who in asked[start : start + size]:
        if everyone[who].gone is None:
            ctx.look(MemberId(who), f"{monday}")
    if len(asked) > start + size:
        later = ctx.now + dt.timedelta(minutes=1)
        ctx.do(LookUp(batch=following), f"{monday}", str(following), at=later)


async def run(ctx: Context, monday: dt.date) -> tuple[Tally, Snapshot]:
    """Pairs those who have no partner in this week yet, and has everybody told."""
    key = monday.isoformat()
    record = await PAIRINGS.get(ctx.unit, key) or Pairing()
    before = await snapshot(ctx, monday)
    outcome: Matched = await ctx.work(
        weeks.match,
        before.people,
        weeks.history(before.mocks.values(), monday),
        ctx.chance.getrandbits(32),
        monday,
        ctx.now + weeks.NOTICE,
        (await store.rules(ctx.unit)).policy,
    )
    batches = _write(ctx, before, outcome, record.batches)
    if batches:
        PAIRINGS.put(ctx.unit, key, Pairing(batches=record.batches + batches))
    for batch in range(record.batches, record.batches + batches):
        ctx.do(Announce(week=monday, batch=batch), key, str(batch))
    _prune(ctx, before)
    return weeks.tally([outcome], len(before.people)), before


def _write(ctx: Context, before: Snapshot, outcome: Matched, first: int) -> int:
    """Writes mocks and turns by batches of people; answers how many batches there are."""
    seats, told = before.seats, 0
    for found in (*outcome.pairs, *outcome.threes):
        mock = weeks.mock_of(found, seats, before.monday)
        batch = first + told // BATCH
        MOCKS.put(ctx.unit, new_id(ctx.chance, 8), mock.model_copy(update={"batch": batch}))
        _take_turn(ctx, before, mock, batch)
        told += len(mock.members)
    for who, reason in (
        *((left.member, left.reason) for left in outcome.left),
        *((m, LeftReason.NO_HOURS) for m in before.without),
    ):
        TURNS.put(ctx.unit, who, Turn(week=before.monday, batch=first + told // BATCH, reason=reason))
        told += 1
    return -(-told // BATCH)


def _take_turn(ctx: Context, before: Snapshot, mock: Mock, batch: int) -> None:
    """One of three has had their turn; who was left by an earlier run of this week no longer is."""
    for who in mock.members:
        if len(mock.members) > 2:
            TURNS.put(ctx.unit, who, Turn(week=before.monday, batch=batch))
        elif who in before.turns and before.turns[who].week == before.monday:
            TURNS.delete(ctx.unit, who)


def _prune(ctx: Context, before: Snapshot) -> None:
    oldest = before.monday - dt.timedelta(weeks=weeks.REMEMBERED)
    for key, mock in before.mocks.items():
        if mock.week < oldest:
            MOCKS.delete(ctx.unit, key)


# telling


async def announce(ctx: Context, monday: dt.date, batch: int) -> None:
    """Tells one batch; who has left meanwhile is taken out first."""
    for key, mock in (await MOCKS.all(ctx.unit)).items():
        if (mock.week, mock.batch) == (monday, batch) and mock.coming(ctx.now):
            await _announce_mock(ctx, key)
    for who, turn in (await TURNS.all(ctx.unit)).items():
        if (turn.week, turn.batch) == (monday, batch) and turn.reason is not None:
            await _announce_left(ctx, MemberId(who), monday)


async def _announce_mock(ctx: Context, key: str) -> None:
    mock = await check(ctx, key)
    if mock is None:
        return
    people = await people_of(ctx.unit, mock)
    await _meet(ctx, key, mock, [people[m] for m in mock.members])
    for member in people.values():
        _remind(ctx, key, mock, member)
    for number, at in enumerate(weeks.checks(mock.at, people.values())):
        if at > ctx.now:
            ctx.do(Check(mock=key), key, str(number), at=at)


async def _meet(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Who shares a place hears of the others there, all at once, when it is quiet hours for none of them; unless
    that would be late, then each hears at home. Who shares none hears at home as well."""
    by = ctx.now + (mock.at - ctx.now) / 2
    at = weeks.awake_together(people, ctx.now, by) if await meeting(ctx.unit, mock.members) else ctx.now
    if at is None:
        for member in people:
            ctx.tell(member.id, Outcome(mock=key), key, within=mock.at - ctx.now)
    elif at > ctx.now:
        ctx.do(Introduce(mock=key), key, at=at)
    else:
        ctx.tell(together(mock, people), Outcome(mock=key), key, within=mock.at - ctx.now)


def together(mock: Mock, people: Sequence[Member]) -> To:
    """The place that the people of a mock share, for as long as they are the same."""
    return To(people=tuple(m.id for m in people), topic=notices.topic(mock, people))


async def introduce(ctx: Context, key: str) -> None:
    """Tells the people of a mock of each other; who has left meanwhile is taken out first."""
    if (mock := await check(ctx, key)) is not None:
        people = await people_of(ctx.unit, mock)
        to = together(mock, [people[m] for m in mock.members])
        ctx.tell(to, Outcome(mock=key), key, within=mock.at - ctx.now)


def _remind(ctx: Context, key: str, mock: Mock, member: Member) -> None:
    day = weeks.day_reminder(mock.at, member)
    hour = weeks.hour_reminder(mock.at, member.zone, member.quiet)
    for which, at in (("day", day), ("hour", hour)):
        if at > ctx.now:
            ctx.tell(member.id, Reminder(mock=key), key, which, at=at, within=min(LATE, mock.at - at))


async def _announce_left(ctx: Context, who: MemberId, monday: dt.date) -> None:
    """Once a day, however often the organiser tries. A turn of somebody who is gone is swept up."""
    if await members.MEMBERS.get(ctx.unit, who) is None:
        TURNS.delete(ctx.unit, who)
        return
    ctx.tell(who, Outcome(week=monday), f"{monday}", f"{ctx.now.date()}", within=TOLD_FOR)


# dropping out


async def check(ctx: Context, key: str) -> Mock | None:
    """The mock, after those who cannot be expected any more are taken out; None when it does not take place."""
    mock = await MOCKS.get(ctx.unit, key)
    if mock is None or not mock.coming(ctx.now):
        return None
    people = await people_of(ctx.unit, mock)
    known = tuple(m if m in people else PSEUDONYM for m in mock.members)
    mock = mock.model_copy(update={"members": known})
    out = weeks.gone(mock, people) | await _out_again(ctx, mock)
    return await drop(ctx, key, mock, out) if out else mock


async def _out_again(ctx: Context, mock: Mock) -> frozenset[MemberId]:
    """Who of a mock has no seat: they left the mock rounds at the very moment at which they were paired."""
    seats = await asyncio.gather(*(SEATS.get(ctx.unit, m) for m in mock.members))
    return frozenset(m for m, seat in zip(mock.members, seats, strict=True) if seat is None)


async def drop(ctx: Context, key: str, mock: Mock, out: Iterable[MemberId]) -> Mock | None:
    """Takes people out of a mock, and who has left the group, and has the others told; two still meet."""
    people = await people_of(ctx.unit, mock)
    left = tuple(m for m in mock.members if m in people and m not in frozenset(out))
    if len(left) > 1:
        mock = mock.model_copy(update={"members": left})
        MOCKS.put(ctx.unit, key, mock)
        ctx.tell(together(mock, [people[m] for m in left]), Fewer(mock=key), key, within=mock.at - ctx.now)
        return mock
    MOCKS.put(ctx.unit, key, mock.cancel())
    for member in left:
        word = CancelledNow(mock=key) if _cannot_wait(ctx, mock, people[member]) else Cancelled(mock=key)
        ctx.tell(member, word, key, within=max(LATE, mock.at - ctx.now))
    await _back_to_the_pool(ctx, mock)
    return None


def _cannot_wait(ctx: Context, mock: Mock, member: Member) -> bool:
    """Whether quiet hours would end too shortly before the mock, or after it."""
    return mock.at - out_of_quiet(ctx.now, member.zone, member.quiet) < SOON


async def _back_to_the_pool(ctx: Context, mock: Mock) -> None:
    """Who was in for that week alone is in for the next pairing instead."""
    coming = await plan(ctx)
    for member in mock.members:
        seat = await SEATS.get(ctx.unit, member)
        if seat is not None and seat.only is not None and seat.only < coming.monday:
            SEATS.put(ctx.unit, member, seat.model_copy(update={"only": coming.monday}))
