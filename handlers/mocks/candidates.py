"""Candidates of a week, and what becomes of them: candidates with their free hours, pairs, mocks. Pure.

The people of a week and its history are turned into candidates and matched here, by functions that can run in a
process of their own.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product
from typing import Final, NamedTuple, cast

from bot.core.rounds import ANY
from bot.core.values import MemberId
from bot.core.wall_time import Quiet, out_of_quiet
from bot.pairing.hours import Gain, Window
from bot.pairing.policy import (
    FIVE,
    NEVER,
    TURN_WEEKS,
    Candidate,
    LeftReason,
    Match,
    Outcome,
    Part,
    Policy,
    week_later,
)
from bot.pairing.week import QUARTER, block_instant, block_starts, week_bitmap
from handlers.mocks.model import NOTICE, Mock, Round, Season, Seat

OTHERS: Final = 3
"""Other common times that a mock keeps."""
SPARE: Final = dt.timedelta(hours=1)
"""Between two mocks of one person."""
NAMED: Final = 2
"""Hours that are named to somebody as those that would add most of the others."""
CROWD: Final = 300
"""People up to whom they are worked out for each of them at once: it takes the square of their number."""
_EARLIEST, _LATEST = 7, 22
_LEVELS: Mapping[str, int] = {"junior": 2, "mid": 3, "senior": 4, "staff": 5}
"""Levels as numbers; who named none is in the middle."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A season so far: the rounds that are still open in it, and with whom it has been."""

    still: frozenset[str]
    partners: frozenset[MemberId] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is in this week, before their hours are looked at."""

    id: MemberId
    zone: str
    windows: tuple[Window, ...]
    seat: Seat
    avoids: frozenset[MemberId] = frozenset()
    waited: int = NEVER
    quiet: Quiet | None = None
    level: str = ""
    focus: Mapping[str, float] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    last: Part | None = None
    busy: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    """From when to when they have one already."""
    loop: Loop | None = None


def candidates(people: Iterable[Person], monday: dt.date, told: dt.datetime) -> tuple[Candidate, ...]:
    """The same people with the quarter hours of this week of which they hear a day before.

    Who is told at `told`, or when their quiet hours end, can meet once NOTICE has passed after that.
    """
    return tuple(_candidate(p, _free_quarters(p, monday, told)) for p in people)


def _free_quarters(who: Person, monday: dt.date, told: dt.datetime) -> int:
    """Without the mocks that they have already, and the time before and after them."""
    origin, earliest = block_instant(monday, 0), out_of_quiet(told, who.zone, who.quiet) + NOTICE
    first = max(-((origin - earliest) // QUARTER), 0)
    bitmap = week_bitmap(who.windows, who.zone, monday) >> first << first
    for begin, end in who.busy:
        first = max((begin - SPARE - origin) // QUARTER, 0)
        last = max(-((origin - end - SPARE) // QUARTER), first)
        bitmap &= ~(((1 << last - first) - 1) << first)
    return bitmap


def _candidate(who: Person, bitmap: int) -> Candidate:
    chosen: frozenset[str] | None = None if who.seat.round == ANY else frozenset({who.seat.round})
    offered: frozenset[str] | None = None
    opened: frozenset[str] = frozenset()
    if who.loop is not None and who.loop.still:
        chosen = offered = opened = who.loop.still
    return Candidate(
        id=who.id,
        bitmap=bitmap,
        zone=who.zone,
        wants=frozenset() if who.seat.role == "interviewer" else chosen,
        offers=frozenset() if who.seat.role == "candidate" else offered,
        level=_LEVELS.get(who.level, 3),
        focus=who.focus,
        done=who.done,
        last=who.last,
        open=opened,
        avoids=frozenset(who.avoids),
        waited=who.waited,
        size=who.seat.size,
    )


class Past(NamedTuple):
    """What somebody has done in mocks: which rounds they answered in, and their part in the last one."""

    done: Mapping[str, int] = {}
    last: Part | None = None


def pasts(mocks: Iterable[Mock]) -> dict[MemberId, Past]:
    """The past of everybody who was in a mock that counts."""
    done: dict[MemberId, Counter[str]] = {}
    last: dict[MemberId, Part] = {}
    for mock in sorted((m for m in mocks if m.counts and len(m.members) > 1), key=lambda m: m.at):
        done.setdefault(mock.candidate, Counter())[mock.round] += 1
        last |= {mock.candidate: "candidate", mock.interviewer: "interviewer"}
    return {m: Past(done.get(m, Counter()), last[m]) for m in last}


def history(mocks: Iterable[Mock], monday: dt.date) -> dict[frozenset[str], int]:
    """Weeks since two people last had a mock, as of the week of `monday`."""
    found: dict[frozenset[str], int] = {}
    for mock in sorted(mocks, key=lambda m: m.week):
        if mock.counts:
            ago = max((monday - mock.week).days // 7, 0)
            found.update(dict.fromkeys(map(frozenset, combinations(mock.members, 2)), ago))
    return found


def overlap(me: Person, others: Sequence[Person], monday: dt.date, told: dt.datetime) -> int:
    """With how many of the others a mock would fit; who avoids whom is not looked at."""
    mine, *theirs = _starts((me, *others), monday, told)
    return sum(bool(mine & starts) for starts in theirs)


def overlaps(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> dict[MemberId, int]:
    """With how many of the others each of them shares a block; who avoids whom is not looked at."""
    from bot.pairing.table import Table  # noqa: PLC0415 - numpy, in the worker alone

    who = tuple(replace(c, avoids=frozenset()) for c in candidates(people, monday, told))
    table = Table(who, {}, 0, Policy(), monday)
    return {MemberId(p.id): int(table.row(i)[0].sum()) for i, p in enumerate(table.people)}


@dataclass(frozen=True, slots=True)
class Tally:
    """How pairings came out, without names: people left by reason, each once a week."""

    people: int = 0
    pairs: int = 0
    threes: int = 0
    repeats: int = 0
    left: Mapping[LeftReason, int] = field(default_factory=dict)


def tally(outcomes: Sequence[Outcome], people: int) -> Tally:
    """The sums of all outcomes."""
    matches = [m for o in outcomes for m in o.matches]
    return Tally(
        people=people,
        pairs=sum(len(o.pairs) for o in outcomes),
        threes=sum(len(o.threes) for o in outcomes),
        repeats=sum(m.weeks is not None for m in matches),
        left=Counter(left.reason for o in outcomes for left in o.left),
    )


def simulate(
    people: Sequence[Person],
    past: Mapping[frozenset[str], int],
    seed: int,
    monday: dt.date,
    told: dt.datetime,
    weeks: int,
    policy: Policy,
) -> Tally:
    """The next weeks as if nothing changed: everybody with the same hours, and everybody meets."""
    from bot.pairing.matching import pair  # noqa: PLC0415 - numpy, in the worker alone

    who = candidates(people, monday, told)
    outcomes: list[Outcome] = []
    for week in range(weeks):
        outcomes.append(pair(who, past, seed + week, policy, monday))
        who, past = week_later(who, past, outcomes[-1])
    return tally(outcomes, len(who))


def mock_of(found: Match, seats: Mapping[MemberId, Seat], monday: dt.date) -> Mock:
    """The appointment of a match, with two other times at which it would fit."""
    members = tuple(MemberId(m) for m in found.members)
    return Mock(
        week=monday,
        at=block_instant(monday, found.block_start),
        members=members,
        minutes=found.minutes,
        round=cast(Round, found.round),
        others=tuple(block_instant(monday, quarter) for quarter in found.others[:OTHERS]),
        blocks=found.blocks,
        weeks=found.weeks,
        reasons=found.reasons,
        swap=all(seats[m].role == "both" for m in members),
    )


# a week in which some are in a season: one mock for everybody, then more for who asks for more


def loop(season: Season, mocks: Iterable[Mock]) -> Loop:
    """How far somebody is, from the mocks that they had or have in it."""
    mine = [m for m in mocks if m.counts and season.begun <= m.week <= season.last]
    partners = frozenset(partner for m in mine for partner in m.members)
    return Loop(frozenset(FIVE) - {m.round for m in mine}, partners)


def wanted_mocks(seat: Seat, monday: dt.date, mine: Sequence[Mock]) -> tuple[int, Loop | None]:
    """How many mocks somebody wants in this week, from all theirs, and how far their season is."""
    if seat.season is None or not seat.season.under_way(monday):
        return 1, None
    so_far = loop(seat.season, mine)
    has = sum(m.week == monday and m.counts for m in mine)
    return seat.season.wanted(monday, len(so_far.still), has), so_far


def match(
    people: Sequence[Person],
    past: Mapping[frozenset[str], int],
    seed: int,
    monday: dt.date,
    told: dt.datetime,
    policy: Policy,
) -> Outcome:
    """The week's pairs, groups of three and people left.

    First everybody who has nothing yet. Then, round by round, those who are left and those in a season who want more:
    with somebody whom they have not met in it, at no hour at which they have another mock, and in a round that is
    open for both. Who wants more and finds nobody among these gets it with somebody in a season who has what
    they want themselves, but fewer than the `most` that they have said yes to; if need be, somebody met before.
    """
    from bot.pairing.matching import pair  # noqa: PLC0415 - numpy, in the worker alone

    def matched(who: Iterable[Person], number: int) -> Outcome:
        return pair(candidates(who, monday, told), past, seed + number, policy, monday)

    outcome, number = matched((p for p in people if not p.busy), 0), 0
    while True:
        number += 1
        for who, short in _ways(people, outcome, monday):
            # without those pairs that bring somebody who wants more a round that is not open
            known = {p.id: p.loop.still if p.loop and p.loop.still else frozenset(FIVE) for p in short}
            found = matched(who, number).pairs
            more = [p for p in found if all(p.round in known.get(MemberId(m), FIVE) for m in p.members)]
            if more:
                outcome = _merge(outcome, more)
                break
        else:
            return outcome


def _ways(
    people: Sequence[Person], outcome: Outcome, monday: dt.date
) -> Iterator[tuple[list[Person], list[Person]]]:
    """Whom to match for more mocks, and who of them wants more: these alone, with help, with help of any who will."""
    now = [_with_outcome(p, outcome, monday) for p in people]
    short = [p for p in now if _wants_more(p, monday)]
    yield short, short
    yield _with_help(short, [p for p in now if p not in short]), short
    # as if they had met nobody in their season; whom they avoid they go on avoiding
    anybody = [_with_outcome(replace(p, loop=p.loop and Loop(p.loop.still)), outcome, monday) for p in people]
    again = [p for p in anybody if _wants_more(p, monday)]
    yield _with_help(again, [p for p in anybody if p not in again]), short


def _wants_more(who: Person, monday: dt.date) -> bool:
    """Whether somebody wants another mock in this week: in a season, as many as bring its open rounds to an end."""
    season, has = who.seat.season, len(who.busy)
    if season is None or who.loop is None or not who.loop.still:
        return not has
    return has < season.wanted(monday, len(who.loop.still), has)


def _with_help(short: Sequence[Person], others: Iterable[Person]) -> list[Person]:
    """Those who want more, each with one who may have another mock for their sake: any round will do for these."""
    free = [replace(p, loop=None) for p in others if p.seat.season and len(p.busy) < p.seat.season.most]
    return [
        replace(p, avoids=p.avoids | {o.id for o in side} - {p.id}) for side in (short, free) for p in side
    ]


def _with_outcome(who: Person, outcome: Outcome, monday: dt.date) -> Person:
    """Somebody with what they have been given so far; further behind in a season, one is left out less often."""
    mine = [m for m in outcome.matches if who.id in m.members]
    others = {MemberId(m) for found in mine for m in found.members}
    begins = [(block_instant(monday, m.block_start), dt.timedelta(minutes=m.minutes)) for m in mine]
    spans = [(at, at + length) for at, length in begins]
    before = who.loop or Loop(frozenset())
    still = before.still - {m.round for m in mine}
    return replace(
        who,
        busy=(*who.busy, *spans),
        avoids=(who.avoids | before.partners | others) - {who.id},
        waited=TURN_WEEKS - len(still) if still else who.waited,
        seat=who.seat.copy_with(size=2),
        loop=Loop(still) if who.loop else None,
    )


def _merge(first: Outcome, more: Sequence[Match]) -> Outcome:
    now = {m for pair in more for m in pair.members}
    return replace(
        first,
        pairs=(*first.pairs, *more),
        left=tuple(one for one in first.left if one.member not in now),
        points=first.points + sum(pair.points for pair in more),
    )


# which hours somebody could add so that more of the others fit; who avoids whom is not looked at


def gains(me: Person, others: Sequence[Person], monday: dt.date, told: dt.datetime) -> tuple[Gain, ...]:
    """The hour by day that adds most of the others, and the one that then adds most of the rest; none that adds none.

    Of equals the earliest. A mock begins a day after `told` at the soonest, as in `candidates`.
    """
    (starts,) = _starts([me], monday, told)
    missing = [s for s in _starts(others, monday, told) if s and not s & starts]
    found: list[Gain] = []
    hours = product(range(7), range(_EARLIEST, _LATEST)) if missing else ()
    windows = [Window(day=day, start=dt.time(hour), end=dt.time(hour + 1)) for day, hour in hours]
    with_hour = [replace(me, windows=(*me.windows, window)) for window in windows]
    wider = list(zip(windows, _starts(with_hour, monday, told), strict=True))
    while missing and len(found) < NAMED:
        window, reached = max(wider, key=lambda pair: sum(bool(s & pair[1]) for s in missing))
        left = [s for s in missing if not s & reached]
        if len(left) == len(missing):
            break
        found.append(Gain(window=window, more=len(missing) - len(left)))
        missing = left
    return tuple(found)


def _starts(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> list[int]:
    """Where a mock could begin for each of them."""
    return [block_starts(c.bitmap) for c in candidates(people, monday, told)]


def gains_of_all(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> dict[str, tuple[Gain, ...]]:
    """The same for each of them; of a larger crowd nothing."""
    if len(people) > CROWD:
        return {}
    return {me.id: gains(me, [p for p in people if p is not me], monday, told) for me in people}
