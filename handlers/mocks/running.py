"""How a week is paired, announced, and mended when somebody drops out: reads, decides, writes into the unit."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.context import Context, meeting
from bot.core.entry import LATE, To
from bot.core.ids import MemberId, new_id
from bot.core.member import Member
from bot.core.when import out_of_quiet
from bot.store import members
from bot.store.forget import PSEUDONYM
from handlers.mocks import notices, season, store, weeks
from handlers.mocks import people as taking
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
    PreviewReady,
    Reminder,
)
from handlers.mocks.matching import LeftReason
from handlers.mocks.matching import Outcome as Matched
from handlers.mocks.meeting_calls import (
    Agreed,
    Alone,
    AskMet,
    Begin,
    HeadsUp,
    HeadsUps,
    NoOther,
    Release,
    Rematch,
    Settle,
    prepare,
)
from handlers.mocks.mock import Mock
from handlers.mocks.store import HOURS, MOCKS, PAIRINGS, SEATS, TURNS, people_of
from handlers.mocks.weeks import Pairing, Tally, Turn
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
SOON = dt.timedelta(hours=3)
"""Word that a mock is cancelled comes so long before it, also in quiet hours."""
TOLD_FOR = dt.timedelta(days=2)
ASKED = dt.timedelta(minutes=10)
"""After the end of a mock it is asked whether it took place."""
SETTLED = dt.timedelta(days=1)
"""After the end of a mock what nobody said anything about is settled."""
WINDOW = dt.timedelta(hours=2)
"""An organiser who wants to see a pairing first has so long; then it is told."""
AGAIN = dt.timedelta(minutes=10)
"""After somebody dropped out others are looked for: two who drop out together leave two who can meet."""


async def keep_job(ctx: Context) -> None:
    """Sets up the weekly pairing and the look an hour before, or moves them when the group's zone or time changed.

    A job that is right is left alone: to set it up again could skip an instant that is due just now.
    """
    rule = weeks.rule_of(await ctx.the_group())
    known = await ctx.unit.jobs(None)
    for name, wanted, what in (
        (JOB, rule, PairingRun()),
        (LOOK, weeks.look_rule(rule), LookUp()),
        (HEADS_UP, weeks.heads_up_rule(rule), HeadsUps()),
    ):
        if name not in known or known[name][0].rule != wanted:
            ctx.every(name, wanted, what, whom=None)


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
    outcome: Matched = await ctx.work(
        season.match,
        before.people,
        weeks.history(before.mocks.values(), monday),
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
    return weeks.tally([outcome], len(before.people)), before


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
        mock = weeks.mock_of(found, seats, before.monday)
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
    shared = await ctx.work(weeks.overlaps, before.people, coming.monday, coming.run)
    wider = await ctx.work(gains_of_all, before.people, coming.monday, coming.run)
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
    mock = await check(ctx, key)
    if mock is None:
        return
    people = await people_of(ctx.unit, mock)
    await _meet(ctx, key, mock, [people[m] for m in mock.members])
    schedule(ctx, key, mock, people.values())


async def _meet(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Who shares a place hears of the others there, all at once, when it is quiet hours for none of them; unless
    that would be late, then each hears at home. Who shares none hears at home as well."""
    by = max(mock.at - weeks.NOTICE, ctx.now)
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


def all_agreed(ctx: Context, key: str, mock: Mock, people: Sequence[Member]) -> None:
    """Everybody can come: they hear so, with the appointment, and the interviewer gets a brief."""
    meant = (key, str(mock.sequence), *mock.members)
    what = Agreed(mock=key, sequence=mock.sequence)
    ctx.tell(together(mock, people), what, *meant, within=mock.at - ctx.now)
    ctx.do(prepare(key), *meant)


def schedule(ctx: Context, key: str, mock: Mock, people: Iterable[Member]) -> None:
    """Sets up all that is to be said and done about a mock; what is of an earlier time of it says nothing then."""
    version = str(mock.sequence)
    known = tuple(people)
    for member in known:
        _remind(ctx, key, mock, member)
    for number, at in enumerate(weeks.checks(mock.at, known)):
        if at > ctx.now:
            ctx.do(Check(mock=key, sequence=mock.sequence), key, version, str(number), at=at)
    ctx.do(Begin(mock=key, sequence=mock.sequence), key, version, at=mock.at)
    ctx.do(AskMet(mock=key, sequence=mock.sequence), key, version, at=mock.end + ASKED)
    ctx.do(Settle(mock=key, sequence=mock.sequence), key, version, at=mock.end + SETTLED)


def _remind(ctx: Context, key: str, mock: Mock, member: Member) -> None:
    day = weeks.day_reminder(mock.at, member)
    last = weeks.last_reminder(mock.at, member.zone, member.quiet)
    for which, at in (("day", day), ("soon", last)):
        if at > ctx.now:
            what = Reminder(mock=key, sequence=mock.sequence)
            within = min(LATE, mock.at - at)
            ctx.tell(member.id, what, key, which, str(mock.sequence), at=at, within=within)


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
        faces, after = [people[m] for m in left], mock.without(frozenset(mock.members) - frozenset(left))
        MOCKS.put(ctx.unit, key, after)
        ctx.tell(together(after, faces), Fewer(mock=key), key, within=max(LATE, mock.at - ctx.now))
        if after.state == "accepted" != mock.state:
            all_agreed(ctx, key, after, faces)
        elif after.state == "accepted":  # another one may interview now
            ctx.do(prepare(key), key, *after.members)
        return after
    if mock.at <= ctx.now < mock.end and left:
        return _desert(ctx, key, mock, left[0])
    MOCKS.put(ctx.unit, key, mock.cancel())
    late = [m for m in left if not await has_time(ctx, people[m], mock.week)]
    if len(late) < len(left) and mock.state != "draft":
        ctx.do(Rematch(week=mock.week, mock=key), key, at=ctx.now + AGAIN)
    for member in left:
        how = CancelledNow if _cannot_wait(ctx, mock, people[member]) else Cancelled
        word = how(mock=key, last=member in late)
        ctx.tell(member, word, key, within=max(LATE, mock.at - ctx.now))
    await _back_to_the_pool(ctx, mock)
    return None


def _desert(ctx: Context, key: str, mock: Mock, left: MemberId) -> Mock:
    """At its time somebody cannot come: the other is given at once what else the hour can be used for."""
    for member in mock.partners(left):
        mock = mock.declined(member)
    MOCKS.put(ctx.unit, key, mock)
    ctx.tell(left, Alone(mock=key), key, "out", within=max(LATE, mock.end - ctx.now))
    return mock


async def close(ctx: Context, key: str, mock: Mock) -> None:
    """After its hour: nobody took the place of who could not come, and another partner is looked for."""
    MOCKS.put(ctx.unit, key, mock.cancel())
    for member in (await people_of(ctx.unit, mock)).values():
        if member.id not in mock.out and await has_time(ctx, member, mock.week):
            ctx.do(Rematch(week=mock.week, mock=key), key, at=ctx.now)
    await _back_to_the_pool(ctx, mock)


async def has_time(ctx: Context, member: Member, monday: dt.date) -> bool:
    """Whether their hours hold another mock in this week, with the notice that everybody is given."""
    known = await HOURS.get(ctx.unit, member.id)
    windows = known.in_week(monday) if known else ()
    me = weeks.Person(id=member.id, zone=member.zone, windows=windows, seat=weeks.Seat(), quiet=member.quiet)
    return weeks.has_time(me, monday, ctx.now + AGAIN)


def _cannot_wait(ctx: Context, mock: Mock, member: Member) -> bool:
    """Whether quiet hours would end too shortly before the mock, or after it."""
    return mock.at - out_of_quiet(ctx.now, member.zone, member.quiet) < SOON


async def _back_to_the_pool(ctx: Context, mock: Mock) -> None:
    """Who was in for that week alone is in for the next pairing instead."""
    coming = await taking.plan(ctx)
    for member in mock.members:
        seat = await SEATS.get(ctx.unit, member)
        if seat is not None and seat.only is not None and seat.only < coming.monday:
            SEATS.put(ctx.unit, member, seat.model_copy(update={"only": coming.monday}))
