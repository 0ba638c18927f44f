"""The pairing of a week: read, decided, written into the unit; its jobs, and what an organizer approves or drops."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from typing import Final

from bot.context import Context
from bot.core.entry import LATE
from bot.core.values import MemberId, new_id
from bot.pairing.policy import LeftReason, Outcome
from handlers.mocks import candidates, entries, records, scheduling
from handlers.mocks.candidates import Tally
from handlers.mocks.model import Mock, Pairing, Turn
from handlers.mocks.records import AT_ONCE, MOCKS, PAIRINGS, TURNS, Snapshot

BATCH: Final = 198
"""People after whom the next entry tells the others: 200 with a group of three in the last place."""
TOLD_FOR: Final = dt.timedelta(days=2)
WINDOW: Final = dt.timedelta(hours=2)
"""An organizer who wants to see a pairing first has so long; then it is told."""


async def keep_jobs(ctx: Context) -> None:
    """Sets up the weekly pairing, the look an hour and the word a day before, or moves them with the group's
    zone or time.

    A job that is right is left alone: to set it up again could skip an instant that is due just now.
    """
    rule = scheduling.rule_of(await ctx.the_group())
    days = tuple(sorted((day - 1) % 7 for day in rule.days))
    heads_up = rule.copy_with(at=scheduling.HEADS_UP_AT, days=days)
    known = await ctx.unit.jobs(None)
    for name, wanted, what, late in (
        ("pairing", rule, entries.PairingRun(), LATE),
        ("pairing-look", scheduling.look_rule(rule), entries.LookUp(), LATE),
        ("pairing-heads-up", heads_up, entries.HeadsUps(), scheduling.heads_up_late(rule)),
    ):
        job = known[name][0] if name in known else None
        if job is None or (job.rule, job.late) != (wanted, int(late.total_seconds())):
            ctx.every(name, wanted, what, whom=None, late=late)


async def run(
    ctx: Context, monday: dt.date, again: frozenset[MemberId] | None = None, *, preview: bool = False
) -> tuple[Tally, Snapshot]:
    """Pairs those who have no partner in this week yet, and has everybody told: where the rules say so two hours
    later, so that an organizer can look first. What waited of an earlier pairing of the week is dropped.

    again: who lost a partner in the middle of the week: of those who stay without, only these hear of it.
    preview: drafts alone, which change nothing for anybody until an organizer approves them.
    """
    key = monday.isoformat()
    if again is None:
        await discard(ctx, monday)
    record = await PAIRINGS.get_or_new(ctx.unit, key)
    rules, before = await records.rules(ctx.unit), await records.snapshot(ctx, monday)
    held = again is None and (preview or rules.preview)
    outcome: Outcome = await ctx.work.matching(
        candidates.match,
        before.people,
        candidates.history(before.mocks.values(), monday),
        ctx.chance.getrandbits(32),
        monday,
        ctx.now + (WINDOW if held else dt.timedelta()),
        rules.policy,
    )
    batches = await _write(ctx, before, outcome, record.batches, again, rules, held=held, preview=preview)
    total = record.batches + batches
    if held and batches and not preview:
        ctx.do(entries.Release(week=monday), key, str(total), at=ctx.now + WINDOW)
        for who in (await ctx.the_group()).organisers:
            ctx.tell(who, entries.PreviewReady(week=monday), key, str(total), within=WINDOW)
    elif batches and not held:
        _tell(ctx, monday, range(record.batches, total))
    if batches:
        told = record.told if held else total
        PAIRINGS.put(ctx.unit, key, Pairing(batches=total, told=told, preview=preview))
    return candidates.tally([outcome], len(before.people)), before


def _tell(ctx: Context, monday: dt.date, batches: Iterable[int]) -> None:
    for batch in batches:
        ctx.do(entries.Announce(week=monday, batch=batch), monday.isoformat(), str(batch))


async def is_previewed(ctx: Context, monday: dt.date) -> bool:
    """Whether what waits of a week's pairing is told by nothing but an organizer's approval."""
    record = await PAIRINGS.get(ctx.unit, monday.isoformat())
    return record is not None and record.preview


async def release(ctx: Context, monday: dt.date) -> int:
    """Tells everybody what an organizer has looked at, or has had time to; returns how many mocks there are."""
    drafts = await records.drafts(ctx.unit, monday)
    for key, mock in drafts.items():
        MOCKS.put(ctx.unit, key, mock.copy_with(state="proposed"))
    record = await PAIRINGS.get_or_new(ctx.unit, monday.isoformat())
    _tell(ctx, monday, range(record.told, record.batches))
    PAIRINGS.put(ctx.unit, monday.isoformat(), Pairing(batches=record.batches, told=record.batches))
    return len(drafts)


async def discard(ctx: Context, monday: dt.date) -> int:
    """Forgets what nobody was told yet; returns how many mocks there were."""
    drafts = await records.drafts(ctx.unit, monday)
    record = await PAIRINGS.get_or_new(ctx.unit, monday.isoformat())
    for key in drafts:
        MOCKS.delete(ctx.unit, key)
    for who, turn in (await TURNS.all(ctx.unit)).items():
        if turn.week == monday and turn.batch >= record.told:
            TURNS.delete(ctx.unit, who)
    PAIRINGS.put(ctx.unit, monday.isoformat(), Pairing(batches=record.told, told=record.told))
    return len(drafts)


async def _write(
    ctx: Context,
    before: Snapshot,
    outcome: Outcome,
    first: int,
    again: frozenset[MemberId] | None,
    rules: records.Rules,
    *,
    held: bool,
    preview: bool,
) -> int:
    """Writes mocks and turns by batches of people; returns how many batches there are.

    first: the number of the first batch; again: who of those left hears of it, None for all.
    """
    seats, told = {p.id: p.seat for p in before.people}, 0
    for found in outcome.matches:
        mock = candidates.mock_of(found, seats, before.monday)
        mock = mock.copy_with(
            batch=first + told // BATCH,
            place=rules.place_for(new_id(ctx.chance, 22)),
            venue=rules.venue,
            state="draft" if held else mock.state,
            after_all=any(_heard_of_none(before, who, first) for who in mock.members),
        )
        MOCKS.put(ctx.unit, new_id(ctx.chance, 8), mock)
        if not preview:
            _take_turn(ctx, before, mock)
        told += len(mock.members)
        if told % AT_ONCE < len(mock.members):
            await asyncio.sleep(0)
    if again is not None:
        _no_other(ctx, before, outcome, again)
    elif not preview:
        left = {one.member: one.reason for one in outcome.left}
        for who, reason in (left | dict.fromkeys(before.without, LeftReason.NO_HOURS)).items():
            TURNS.put(ctx.unit, who, Turn(week=before.monday, batch=first + told // BATCH, reason=reason))
            told += 1
    return -(-told // BATCH)


def _no_other(ctx: Context, before: Snapshot, outcome: Outcome, again: frozenset[MemberId]) -> None:
    """Who lost a partner, and gets no other, hears so; in a season they may have another mock in this week."""
    paired = {m for found in outcome.matches for m in found.members}
    has = {p.id: len(p.busy) for p in before.people} | dict.fromkeys(before.without, 0)
    for who in sorted(again & has.keys() - paired):
        what = entries.NoOther(week=before.monday, has=has[who])
        ctx.tell(who, what, f"{before.monday}", f"{ctx.now:%d%H%M}", within=TOLD_FOR)


def _heard_of_none(before: Snapshot, who: MemberId, first: int) -> bool:
    """Whether somebody was told, by a batch before `first`, that there was no partner in this week."""
    turn = before.turns.get(who)
    return turn is not None and turn.week == before.monday and turn.reason is not None and turn.batch < first


def _take_turn(ctx: Context, before: Snapshot, mock: Mock) -> None:
    """One of three has had their turn; who was left by an earlier run of this week no longer is."""
    for who in mock.members:
        if len(mock.members) > 2:
            TURNS.put(ctx.unit, who, Turn(week=before.monday, batch=mock.batch))
        elif who in before.turns and before.turns[who].week == before.monday:
            TURNS.delete(ctx.unit, who)
