"""Who meets whom this week: as many people as possible, then those whose turn it is, then the most points.

Up to 1,000 members all pairs that may meet are weighed exactly; up to 5,000 the 16 best of each; beyond, each
chooses the best partner in a relaxation (scipy) whose cycles are cut and mended. Who is left over joins the pair
with which the three weigh most and whose turn it is, where all three have a block and each two of them may meet;
in a small group that three is looked for first, and the rest is paired around it.

The outcome depends on the seed and not on the order of the input. Reasons come from closed lists, and none
of them looks at who avoids whom. Everything here can be pickled, for it runs in a process of its own.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from handlers.mocks import grouping, solving
from handlers.mocks.matched import Left, LeftReason, Match, Outcome, Reason
from handlers.mocks.model import common_blocks
from handlers.mocks.policy import Candidate, Met, Policy, best_fit, fit
from handlers.mocks.slots import best_start
from handlers.mocks.table import NO_WEEK, Table


def pair(
    candidates: Iterable[Candidate],
    history: Met,
    seed: int,
    policy: Policy | None = None,
    monday: dt.date = NO_WEEK,
) -> Outcome:
    """The week's pairs, groups of three and people left.

    history: weeks since two people last met, absent if never. Raises ValueError when an id is there twice, and
    TooMany (a ValueError) when there are more than 5,000 and scipy is not installed.
    """
    table = Table(candidates, history, seed, policy or Policy(), monday)
    return _outcome(table, grouping.grouped(table, grouping.candidates(table)))


def certified(
    candidates: Iterable[Candidate], history: Met, seed: int, policy: Policy, monday: dt.date
) -> Outcome:
    """The same with the relaxation's bound, as a certificate of how good it is."""
    table = Table(candidates, history, seed, policy, monday)
    graph = grouping.candidates(table)
    groups = grouping.grouped(table, graph)
    y = solving.duals(len(table), graph.edges, grouping.chosen(table, graph, groups))
    if graph.partial:  # the pairs that were not weighed count for the bound, too
        y += np.maximum(table.most(y) - y, 0.0) / 2
    outcome = _outcome(table, groups)
    return replace(outcome, bound=max(int(np.floor(y.sum() + 1e-6)), outcome.points))


def pair_weights(candidates: Iterable[Candidate], history: Met, seed: int) -> dict[frozenset[str], int]:
    """Every allowed pair with its integer weight: the graph whose heaviest largest matching `pair` takes."""
    table = Table(candidates, history, seed, Policy())
    edges = table.edges()
    people = table.people
    return {
        frozenset((people[i].id, people[j].id)): w for i, j, w in grouping.integers(table, edges, turns=1)
    }


# what comes of it


def _outcome(table: Table, groups: grouping.Groups) -> Outcome:
    inside = {i for group in groups for i in group}
    over = [i for i in range(len(table)) if i not in inside]
    matches = [_match(table, group) for group in groups]
    ordered = sorted(matches, key=lambda m: sorted(m.members))
    return Outcome(
        pairs=tuple(m for m in ordered if len(m.members) == 2),
        threes=tuple(m for m in ordered if len(m.members) == 3),
        left=tuple(_left(table, i, len(over)) for i in over),
        points=sum(m.points for m in matches),
    )


def _match(table: Table, group: Sequence[int]) -> Match:
    people = [table.people[i] for i in _in_parts(table, group)]
    answering, asking = people[0], people[1]
    chosen = fit(answering, _open_for_all(asking, people[2:], table.policy), table.policy)
    if table.policy.roles == "both":
        chosen = max(chosen, fit(asking, answering, table.policy), key=lambda f: (f.offered, f.points))
    starts = common_blocks([p.bitmap for p in people], table.policy.minutes)
    best = best_start(people, table.monday, table.policy.minutes)
    met = [w for i, j in combinations(group, 2) if (w := table.met(i, j)) is not None]
    weeks = min(met, default=None)
    return Match(
        members=tuple(p.id for p in people),
        block_start=best,
        blocks=len(starts),
        round=chosen.round,
        weeks=weeks,
        reasons=tuple(_reasons(people, weeks, offered=chosen.offered)),
        points=table.worth(group),
        minutes=table.policy.minutes,
        others=tuple(s for s in starts if s != best),
    )


def _open_for_all(asking: Candidate, listening: Sequence[Candidate], policy: Policy) -> Candidate:
    """The one who interviews, in such rounds only as are open for the third, too, if that one is in a season."""
    offered = frozenset(policy.quota) if asking.offers is None else asking.offers
    for third in (t for t in listening if t.open):
        return replace(asking, offers=offered & third.open)
    return asking


def _in_parts(table: Table, group: Sequence[int]) -> tuple[int, ...]:
    """Who answers, who interviews, who listens: the way round that fits best."""
    people = table.people
    best: tuple[int, tuple[int, ...]] | None = None
    for i, j in combinations(sorted(group), 2):
        found, first = best_fit(people[i], people[j], table.policy)
        order = (i, j) if first else (j, i)
        if best is None or found.points > best[0]:
            best = (found.points, order)
    pair = best[1] if best else tuple(group[:2])
    return (*pair, *(k for k in group if k not in pair))


def _reasons(people: Sequence[Candidate], weeks: int | None, *, offered: bool) -> Iterator[Reason]:
    answering, asking = people[0], people[1]
    yield Reason.COMMON_HOURS
    yield Reason.NEVER_MET if weeks is None else Reason.LAST_MET
    if offered and answering.wants is not None and asking.offers is not None:
        yield Reason.SAME_ROUND
    yield Reason.ROLES_FIT if _parts_fit(answering, asking) else Reason.TAKE_TURNS
    if len(people) == 3:
        yield Reason.ODD_NUMBER


def _parts_fit(answering: Candidate, asking: Candidate) -> bool:
    """One would answer and the other would interview; two who want the same take turns."""
    return answering.wants != frozenset() and asking.offers != frozenset()


def _left(table: Table, i: int, left: int) -> Left:
    mine = table.starts[i]
    possible = bool(table.row(i)[0].any())
    if not mine:
        reason = LeftReason.NO_HOURS
    elif not any(mine & theirs for j, theirs in enumerate(table.starts) if j != i):
        reason = LeftReason.NO_OVERLAP
    elif left == len(table) % 2 == 1:
        reason = LeftReason.ODD_NUMBER
    else:
        reason = LeftReason.NOT_EVERYONE
    return Left(table.people[i].id, reason, possible)
