"""Who takes part in a week: everybody who is in, awake and without a partner yet, read once for a pairing."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.context import Context
from bot.core.ids import MemberId
from bot.core.member import Member
from bot.core.when import local_date, next_instant
from bot.store import members
from handlers.mocks import partners, season, weeks
from handlers.mocks.hours import Window
from handlers.mocks.model import Mock
from handlers.mocks.partners import Person
from handlers.mocks.policy import NEVER
from handlers.mocks.store import AVOIDED, HOURS, MOCKS, SEATS, TURNS
from handlers.mocks.weeks import Avoided, Seat, Turn
from handlers.mocks.widening import Gain, gains

AT_ONCE = 200
"""People after whom others have their turn."""


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
    """Everybody who is in this week and has no partner yet, or in a season not as many as they want."""
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
    mine = _by_member(mocks.values())
    wishes = {m: season.asked(s, monday, mine.get(MemberId(m), ())) for m, s in asked.items()}
    busy = {m: [o for o in mine.get(MemberId(m), ()) if o.week == monday and m in o.taken] for m in asked}
    free = [MemberId(m) for m in sorted(asked) if len(busy[m]) < wishes[m][0]]
    past = partners.pasts(mocks.values())
    people: list[Person] = []
    for number, m in enumerate((m for m in free if m in hours), 1):
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
        people.append(
            Person(
                id=m,
                zone=everyone[m].zone,
                windows=hours[m].in_week(monday),
                seat=asked[m],
                avoids=_avoids(m, avoided, this_week),
                waited=(monday - turns[m].week).days // 7 if m in turns else NEVER,
                quiet=everyone[m].quiet,
                level=everyone[m].level,
                focus=everyone[m].focus,
                done=past[m].done if m in past else {},
                last=past[m].last if m in past else None,
                wanted=wishes[m][0],
                busy=tuple((mock.at, mock.end) for mock in busy[m]),
                loop=wishes[m][1],
            )
        )
    return Snapshot(
        monday=monday,
        people=tuple(people),
        without=tuple(m for m in free if m not in hours and not busy[m]),
        mocks=mocks,
        turns=turns,
        paused=len(seated) - len(awake),
        skipping=len(awake) - len(asked),
        paired=len(asked) - len(free),
    )


def _paused(member: Member, now: dt.datetime) -> bool:
    return weeks.away(member, local_date(now, member.zone))


def _by_member(mocks: Iterable[Mock]) -> dict[MemberId, list[Mock]]:
    found: dict[MemberId, list[Mock]] = {}
    for mock in mocks:
        for who in mock.members:
            found.setdefault(who, []).append(mock)
    return found


def _avoids(who: MemberId, avoided: Mapping[str, Avoided], this_week: Iterable[Mock]) -> frozenset[MemberId]:
    """Whom they avoid, and with whom a mock of this week did not take place already."""
    met = {
        m
        for mock in this_week
        if mock.state in ("cancelled", "not_met") and who in mock.members
        for m in mock.members
    }
    return frozenset({*avoided.get(who, Avoided()).who, *met} - {who})


async def overlap(ctx: Context, mine: Sequence[Window], coming: Plan) -> tuple[int, int]:
    """With how many of the others who are in these hours overlap, and how many others there are."""
    others = await _others(ctx, coming)
    return partners.overlap(_me(ctx, mine), others, coming.monday, coming.run), len(others)


async def widening(ctx: Context, mine: Sequence[Window], coming: Plan) -> tuple[Gain, ...]:
    """Which hours would add most of the others who are in; nothing for who has none."""
    if not mine:
        return ()
    return gains(_me(ctx, mine), await _others(ctx, coming), coming.monday, coming.run)


async def _others(ctx: Context, coming: Plan) -> list[Person]:
    return [p for p in (await snapshot(ctx, coming.monday)).people if p.id != ctx.member.id]


def _me(ctx: Context, mine: Sequence[Window]) -> Person:
    me = ctx.member
    return Person(id=me.id, zone=me.zone, windows=tuple(mine), seat=Seat(), quiet=me.quiet)
