"""How a week is paired and announced: reads, decides, writes into the unit."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.context import Context, meeting
from bot.core.entry import LATE
from bot.core.ids import MemberId, new_id
from bot.core.member import Member
from bot.store import members
from handlers.mocks import appointing, dropping, notices, partners, season, store, timing, weeks
from handlers.mocks import people as taking
from handlers.mocks.calls import Announce, Introduce, LookUp, Outcome, PairingRun, PreviewReady
from handlers.mocks.meeting_calls import HeadsUp, HeadsUps, NoOther, Release
from handlers.mocks.model import Mock
from handlers.mocks.partners import Tally
from handlers.mocks.policy import LeftReason
from handlers.mocks.policy import Outcome as Matched
from handlers.mocks.store import MOCKS, PAIRINGS, SEATS, TURNS, people_of
from handlers.mocks.weeks import Pairing, Turn
from handlers.mocks.widening import gains_of_all

JOB = "pairing"
LOOK = "pairing-look"
HEADS_UP = "pairing-heads-up"
LOOKED_UP = 50
"""People asked after in a minute, so that the platforms' limits are kept; more where an hour would not do."""
MINUTES = 50
"""Minutes of that hour that are used."""
BATCH = 198
"""People after whom the next entry tells the others: 200 with a group of three in the last place."""
TOLD_FOR = dt.timedelta(days=2)
WINDOW = dt.timedelta(hours=2)
"""An organiser who wants to see a pairing first has so long; then it is told."""


async def keep_job(ctx: Context) -> None:
    """Sets up the weekly pairing and the look an hour before, or moves them when the group's zone or time changed.

    A job that is right is left alone: to set it up again could skip an instant that is due just now.
    """
    rule = weeks.rule_of(await ctx.the_group())
    known = await ctx.unit.jobs(None)
    for name, wanted, what, late in (
        (JOB, rule, PairingRun(), LATE),
        (LOOK, weeks.look_rule(rule), LookUp(), LATE),
        (HEADS_UP, weeks.heads_up_rule(rule), HeadsUps(), weeks.heads_up_late(rule)),
    ):
        job = known[name][0] if name in known else None
        if job is None or (job.rule, job.late) != (wanted, int(late.total_seconds())):
            ctx.every(name, wanted, what, whom=None, late=late)


# the pairing


async def look_up(ctx: Context, batch: int) -> None:
    """Has the platforms asked after one batch of those who are in; who is gone is then not paired."""
    monday = (await taking.plan(ctx)).monday
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


async def run(
    ctx: Context, monday: dt.date, again: frozenset[MemberId] | None = None, *, held: bool = False
) -> tuple[Tally, taking.Snapshot]:
    """Pairs those who have no partner in this week yet, and has everybody told.

    again: who lost a partner in the middle of the week: of those who stay without, only these hear of it.
    held: an organiser looks at it first, as they do where the rules say so.
    """
    key = monday.isoformat()
    record = await PAIRINGS.get(ctx.unit, key) or Pairing()
    rules, before = await store.rules(ctx.unit), await taking.snapshot(ctx, monday)
    held = again is None and (held or rules.preview)
    outcome: Matched = await ctx.work.matching(
        season.match,
        before.people,
        partners.history(before.mocks.values(), monday),
        ctx.chance.getrandbits(32),
        monday,
        ctx.now + (WINDOW if held else dt.timedelta()),
        rules.policy,
    )
    batches = await _write(ctx, before, outcome, Writing(record.batches, again, rules, held))
    total = record.batches + batches
    if held and batches:
        ctx.do(Release(week=monday), key, str(total), at=ctx.now + WINDOW)
        for who in (await ctx.the_group()).organisers:
            ctx.tell(who, PreviewReady(week=monday), key, str(total), within=WINDOW)
    elif batches:
        _tell(ctx, monday, range(record.batches, total))
    if batches:
        PAIRINGS.put(ctx.unit, key, Pairing(batches=total, told=record.told if held else total))
    _prune(ctx, before)
    return partners.tally([outcome], len(before.people)), before


def _tell(ctx: Context, monday: dt.date, batches: Iterable[int]) -> None:
    for batch in batches:
        ctx.do(Announce(week=monday, batch=batch), monday.isoformat(), str(batch))


async def release(ctx: Context, monday: dt.date) -> int:
    """Tells everybody what an organiser has looked at, or has had time to; answers how many mocks there are."""
    drafts = {k: m for k, m in (await MOCKS.all(ctx.unit)).items() if (m.week, m.state) == (monday, "draft")}
    for key, mock in drafts.items():
        MOCKS.put(ctx.unit, key, mock.model_copy(update={"state": "proposed"}))
    record = await PAIRINGS.get(ctx.unit, monday.isoformat()) or Pairing()
    _tell(ctx, monday, range(record.told, record.batches))
    PAIRINGS.put(ctx.unit, monday.isoformat(), Pairing(batches=record.batches, told=record.batches))
    return len(drafts)


async def discard(ctx: Context, monday: dt.date) -> int:
    """Forgets what nobody was told yet; answers how many mocks there were."""
    drafts = [k for k, m in (await MOCKS.all(ctx.unit)).items() if (m.week, m.state) == (monday, "draft")]
    record = await PAIRINGS.get(ctx.unit, monday.isoformat()) or Pairing()
    for key in drafts:
        MOCKS.delete(ctx.unit, key)
    for who, turn in (await TURNS.all(ctx.unit)).items():
        if turn.week == monday and turn.batch >= record.told:
            TURNS.delete(ctx.unit, who)
    PAIRINGS.put(ctx.unit, monday.isoformat(), Pairing(batches=record.told, told=record.told))
    return len(drafts)


@dataclass(frozen=True, slots=True)
class Writing:
    """The number of the first batch, who of those left hears of it (None: all), and the group's rules."""

    first: int
    again: frozenset[MemberId] | None
    rules: store.Rules
    held: bool


async def _write(ctx: Context, before: taking.Snapshot, outcome: Matched, how: Writing) -> int:
    """Writes mocks and turns by batches of people; answers how many batches there are."""
    seats, told, first = before.seats, 0, how.first
    for found in (*outcome.pairs, *outcome.threes):
        mock = partners.mock_of(found, seats, before.monday)
        batch = first + told // BATCH
        state = "draft" if how.held else mock.state
        place = how.rules.place_for(new_id(ctx.chance, 22))
        mock = mock.model_copy(update={"batch": batch, "place": place, "state": state})
        MOCKS.put(ctx.unit, new_id(ctx.chance, 8), mock)
        _take_turn(ctx, before, mock, batch)
        told += len(mock.members)
        if told % taking.AT_ONCE < len(mock.members):
            await asyncio.sleep(0)
    if how.again is not None:
        _no_other(ctx, before, outcome, how.again)
        return -(-told // BATCH)
    for who, reason in (
        *((left.member, left.reason) for left in outcome.left),
        *((m, LeftReason.NO_HOURS) for m in before.without),
    ):
        TURNS.put(ctx.unit, who, Turn(week=before.monday, batch=first + told // BATCH, reason=reason))
        told += 1
    return -(-told // BATCH)


def _no_other(ctx: Context, before: taking.Snapshot, outcome: Matched, again: frozenset[MemberId]) -> None:
    """Who lost a partner, and gets no other, hears so; in a season they may have another mock in this week."""
    paired = {m for found in (*outcome.pairs, *outcome.threes) for m in found.members}
    has = {p.id: len(p.busy) for p in before.people} | dict.fromkeys(before.without, 0)
    for who in sorted(again & has.keys() - paired):
        what = NoOther(week=before.monday, has=has[who])
        ctx.tell(who, what, f"{before.monday}", f"{ctx.now:%d%H%M}", within=TOLD_FOR)


def _take_turn(ctx: Context, before: taking.Snapshot, mock: Mock, batch: int) -> None:
    """One of three has had their turn; who was left by an earlier run of this week no longer is."""
    for who in mock.members:
        if len(mock.members) > 2:
            TURNS.put(ctx.unit, who, Turn(week=before.monday, batch=batch))
        elif who in before.turns and before.turns[who].week == before.monday:
            TURNS.delete(ctx.unit, who)


def _prune(ctx: Context, before: taking.Snapshot) -> None:
    oldest = before.monday - dt.timedelta(weeks=weeks.REMEMBERED)
    for key, mock in before.mocks.items():
        if mock.week < oldest:
            MOCKS.delete(ctx.unit, key)


async def heads_ups(ctx: Context) -> None:
    """The day before: everybody who is in hears when the pairing closes and with how many they overlap."""
    coming = await taking.plan(ctx)
    before = await taking.snapshot(ctx, coming.monday)
    shared = await ctx.work.matching(partners.overlaps, before.people, coming.monday, coming.run)
    wider = await ctx.work.matching(gains_of_all, before.people, coming.monday, coming.run)
    key = coming.monday.isoformat()
    for who in (*(p.id for p in before.people), *before.without):
        others = len(before.people) - (who in shared)
        hint = notices.widen(wider.get(who, ()))
        what = HeadsUp(week=coming.monday, some=shared.get(who, 0), others=others, hint=hint)
        ctx.tell(who, what, key, within=coming.run - ctx.now)


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
    mock = await dropping.check(ctx, key)
    if mock is None:
        return
    people = await people_of(ctx.unit, mock)
    await _meet(ctx, key, mock, [people[m] for m in mock.members])
    appointing.schedule(ctx, key, mock, people.values())


async def _meet(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Who shares a place hears of the others there, all at once, when it is quiet hours for none of them; unless
    that would be late, then each hears at home. Who shares none hears at home as well."""
    by = max(mock.at - weeks.NOTICE, ctx.now)
    at = timing.awake_together(people, ctx.now, by) if await meeting(ctx.unit, mock.members) else ctx.now
    if at is None:
        for member in people:
            ctx.tell(member.id, Outcome(mock=key), key, within=mock.at - ctx.now)
    elif at > ctx.now:
        ctx.do(Introduce(mock=key), key, at=at)
    else:
        ctx.tell(appointing.together(mock, people), Outcome(mock=key), key, within=mock.at - ctx.now)


async def introduce(ctx: Context, key: str) -> None:
    """Tells the people of a mock of each other; who has left meanwhile is taken out first."""
    if (mock := await dropping.check(ctx, key)) is not None:
        people = await people_of(ctx.unit, mock)
        to = appointing.together(mock, [people[m] for m in mock.members])
        ctx.tell(to, Outcome(mock=key), key, within=mock.at - ctx.now)


async def _announce_left(ctx: Context, who: MemberId, monday: dt.date) -> None:
    """Once a day, however often the organiser tries. A turn of somebody who is gone is swept up."""
    if await members.MEMBERS.get(ctx.unit, who) is None:
        TURNS.delete(ctx.unit, who)
        return
    ctx.tell(who, Outcome(week=monday), f"{monday}", f"{ctx.now.date()}", within=TOLD_FOR)
