"""A week's mocks where some are in a season: one for everybody, then more for who asks for more. Pure."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.core.ids import MemberId
from handlers.mocks import weeks
from handlers.mocks.matching import Match, Outcome
from handlers.mocks.mock import Mock
from handlers.mocks.model import block_instant
from handlers.mocks.policy import FIVE, Policy
from handlers.mocks.weeks import MOST, Loop, Person, Season, Seat


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

    First everybody who has nothing yet; then, pair by pair, those who are left and those in a season who want more:
    with somebody whom they have not met in it, and at no hour at which they have another mock.
    """
    outcome = weeks.match([p for p in people if not p.busy], past, seed, monday, told, policy)
    for number in range(1, MOST):
        more = [p for p in (_after(p, outcome, monday) for p in people) if len(p.busy) < p.wanted]
        found = weeks.match(more, past, seed + number, monday, told, policy) if len(more) > 1 else Outcome()
        if not found.pairs:
            break
        outcome = _joined(outcome, found)
    return outcome


def _after(who: Person, outcome: Outcome, monday: dt.date) -> Person:
    """Somebody with what they have been given so far."""
    mine = [m for m in (*outcome.pairs, *outcome.threes) if who.id in m.members]
    others = {MemberId(m) for found in mine for m in found.members}
    before = who.loop or Loop(frozenset())
    return replace(
        who,
        busy=(*who.busy, *(_span(m, monday) for m in mine)),
        avoids=(who.avoids | before.partners | others) - {who.id},
        seat=who.seat.model_copy(update={"size": 2}),
        loop=Loop(before.still - {m.round for m in mine}) if who.loop else None,
    )


def _span(found: Match, monday: dt.date) -> tuple[dt.datetime, dt.datetime]:
    at = block_instant(monday, found.block_start)
    return at, at + dt.timedelta(minutes=found.minutes)


def _joined(first: Outcome, more: Outcome) -> Outcome:
    now = {m for pair in more.pairs for m in pair.members}
    return replace(
        first,
        pairs=(*first.pairs, *more.pairs),
        left=tuple(one for one in first.left if one.member not in now),
        points=first.points + more.points,
    )
