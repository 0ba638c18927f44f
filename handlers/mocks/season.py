"""A week's mocks where some are in a season: one for everybody, then more for who asks for more. Pure."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from bot.core.ids import MemberId
from handlers.mocks.hours import block_instant
from handlers.mocks.model import Mock
from handlers.mocks.partners import Loop, Person, candidates
from handlers.mocks.policy import FIVE, TURN_WEEKS, Match, Outcome, Policy
from handlers.mocks.weeks import Season, Seat


def loop(season: Season, mocks: Iterable[Mock]) -> Loop:
    """How far somebody is, from the mocks that they had or have in it."""
    mine = [m for m in mocks if m.counts and season.begun <= m.week <= season.last]
    partners = frozenset(partner for m in mine for partner in m.members)
    return Loop(frozenset(FIVE) - {m.round for m in mine}, partners)


def asked(seat: Seat, monday: dt.date, mine: Sequence[Mock]) -> tuple[int, Loop | None]:
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
    from handlers.mocks.matching import pair  # noqa: PLC0415 - numpy, in the worker alone

    def matched(who: Iterable[Person], number: int) -> Outcome:
        return pair(candidates(who, monday, told), past, seed + number, policy, monday)

    outcome = matched((p for p in people if not p.busy), 0)
    for number in count(1):
        for who, short in _ways(people, outcome, monday):
            more = _useful(matched(who, number), short)
            if more:
                outcome = _joined(outcome, more)
                break
        else:
            return outcome
    raise AssertionError("unreachable")


def _ways(
    people: Sequence[Person], outcome: Outcome, monday: dt.date
) -> Iterator[tuple[list[Person], list[Person]]]:
    """Whom to match for more mocks, and who of them wants more: these alone, with help, with help of any who will."""
    now = [_after(p, outcome, monday) for p in people]
    short = [p for p in now if _short(p, monday)]
    yield short, short
    rest = [p for p in now if p not in short]
    yield _with_help(short, rest), short
    anybody = [_after(_forgetting(p), outcome, monday) for p in people]
    again = [p for p in anybody if _short(p, monday)]
    yield _with_help(again, [p for p in anybody if p not in again]), short


def _forgetting(who: Person) -> Person:
    """Somebody as if they had met nobody in their season; whom they avoid they go on avoiding."""
    return replace(who, loop=Loop(who.loop.still)) if who.loop else who


def _short(who: Person, monday: dt.date) -> bool:
    """Whether somebody wants another mock in this week: in a season, as many as bring its open rounds to an end."""
    if who.loop is None or not who.loop.still:
        return not who.busy
    season, has = who.seat.season, len(who.busy)
    return has < (season.wanted(monday, len(who.loop.still), has) if season else who.wanted)


def _with_help(short: Sequence[Person], others: Iterable[Person]) -> list[Person]:
    """Those who want more, each with one who may have another mock for their sake: any round will do for these."""
    free = [replace(p, loop=None) for p in others if p.seat.season and len(p.busy) < p.seat.season.most]
    return [
        replace(p, avoids=p.avoids | {o.id for o in side} - {p.id}) for side in (short, free) for p in side
    ]


def _useful(found: Outcome, short: Iterable[Person]) -> tuple[Match, ...]:
    """Without those pairs that bring somebody who wants more a round that is not open."""
    known = {p.id: p.loop.still if p.loop and p.loop.still else frozenset(FIVE) for p in short}
    return tuple(
        pair for pair in found.pairs if all(pair.round in known.get(MemberId(m), FIVE) for m in pair.members)
    )


def _after(who: Person, outcome: Outcome, monday: dt.date) -> Person:
    """Somebody with what they have been given so far; who is further behind in their season is less often left."""
    mine = [m for m in (*outcome.pairs, *outcome.threes) if who.id in m.members]
    others = {MemberId(m) for found in mine for m in found.members}
    before = who.loop or Loop(frozenset())
    still = before.still - {m.round for m in mine}
    return replace(
        who,
        busy=(*who.busy, *(_span(m, monday) for m in mine)),
        avoids=(who.avoids | before.partners | others) - {who.id},
        waited=TURN_WEEKS - len(still) if still else who.waited,
        seat=who.seat.model_copy(update={"size": 2}),
        loop=Loop(still) if who.loop else None,
    )


def _span(found: Match, monday: dt.date) -> tuple[dt.datetime, dt.datetime]:
    at = block_instant(monday, found.block_start)
    return at, at + dt.timedelta(minutes=found.minutes)


def _joined(first: Outcome, more: Sequence[Match]) -> Outcome:
    now = {m for pair in more for m in pair.members}
    return replace(
        first,
        pairs=(*first.pairs, *more),
        left=tuple(one for one in first.left if one.member not in now),
        points=first.points + sum(pair.points for pair in more),
    )
