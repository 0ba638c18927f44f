"""Matching: who meets whom this week: as many people as possible, then those whose turn it is, then the most points.

Up to 1,000 members all pairs that may meet are weighed; beyond, the 16 best of each, and who is left over then is
paired around. Both by the blossom algorithm (rustworkx). Who still is left over joins the pair with which the three
weigh most and whose turn it is, where all three have a block and each two of them may meet; in a small group that
three is looked for first, and the rest is paired around it.

The outcome depends on the seed and not on the order of the input. Reasons come from closed lists, and none
of them looks at who avoids whom. Everything here can be pickled, for it runs in a process of its own.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final, Literal

import numpy as np
import rustworkx

from bot.pairing.policy import (
    Candidate,
    Left,
    LeftReason,
    Match,
    Met,
    Outcome,
    Policy,
    Reason,
    best_round,
    turn_points,
)
from bot.pairing.table import CHANCE_BITS, NO_WEEK, WHOLE, Edges, Table
from bot.pairing.week import best_start, common_blocks

FEW: Final = 16
"""The best partners of each: who are weighed beyond WHOLE members, and among whom room is made for others."""
SMALL: Final = 200
"""Members up to which a group of three is looked for before the pairs; people left over who are paired around at a
time."""
TRIES: Final = 12
HALVES: Final = 500
"""Members up to whom the bound of a pairing is exact: beyond, it would take longer than the pairing."""
SHRINKING: Final = 8
Pairs = list[tuple[int, int]]
Groups = list[tuple[int, ...]]


def pair(
    candidates: Iterable[Candidate],
    history: Met,
    seed: int,
    policy: Policy | None = None,
    monday: dt.date = NO_WEEK,
    *,
    bounded: bool = False,
) -> Outcome:
    """The week's pairs, groups of three and people left; `bounded`: with what no pairing can exceed.

    history: weeks since two people last met, absent if never. Raises ValueError when an id is there twice.
    """
    table = Table(candidates, history, seed, policy or Policy(), monday)
    outcome = _outcome(table)
    return replace(outcome, bound=max(bound(table), outcome.points)) if bounded else outcome


def bound(table: Table) -> int:
    """What no pairing can weigh more than, in points: the optimum where a pair may be taken by halves, and beyond
    HALVES members a little more. Groups of three, which count half of each of their pairs, are within it."""
    if (size := len(table)) <= HALVES:
        # everybody there twice, once to choose and once to be chosen: each choice is half a pair
        both = ((i, size + j, w) for a, b, w in table.edges() for i, j in ((a, b), (b, a)))
        return sum(table.points(i, j - size) for i, j in heaviest_matching(2 * size, both, most=False)) // 2
    # With y[i] + y[j] >= weight of (i, j) for every pair and y >= 0, sum(y) is a bound, by duality. y begins with
    # half of each one's best pair. Then all shrink at once by half of what they could do without if the others
    # stayed: a pair gives up at most the halves of both its ends.
    y = table.most(np.zeros(len(table))) / 2
    for _ in range(SHRINKING):
        y -= (y - table.most(y)) / 2
    return int(np.floor(y.sum() + 1e-6))


def heaviest_matching(nodes: int, edges: Iterable[tuple[int, int, int]], *, most: bool = True) -> Pairs:
    """The matching with most pairs, and of these (or, where not `most`, of all) the heaviest; pairs in order."""
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(list(edges))
    found = rustworkx.max_weight_matching(graph, max_cardinality=most, weight_fn=int)
    return sorted(_in_order(*edge) for edge in found)


def _pairs(table: Table, edges: Edges) -> Pairs:
    """The pairs alone. Turns matter only to who is left over: without them the solver is three times as fast."""
    reachable = _reachable(edges)
    if len(reachable) % 2 and len(table) > SMALL:
        rest = _without(edges, [min(reachable, key=lambda i: (table.turn(i), int(table.chance[i])))])
        found = _solve(table, rest, turns=0)
        if 2 * len(found) == len(reachable) - 1:
            return found
    pairs = _solve(table, edges, turns=0)
    return pairs if 2 * len(pairs) == len(reachable) else _solve(table, edges, turns=1)


def _reachable(edges: Edges) -> list[int]:
    """Who could meet anybody at all."""
    found: list[int] = np.unique(np.concatenate([edges.one, edges.other])).tolist()
    return found


def _solve(table: Table, edges: Edges, turns: Literal[0, 1]) -> Pairs:
    """The heaviest pairs of the graph; where pairs were left out of it, who is left over is paired around."""
    pairs = heaviest_matching(len(table), whole_weights(table, edges, turns))
    while len(table) > WHOLE and (better := _augment(table, edges, pairs)):
        pairs = better
    return pairs


def whole_weights(table: Table, edges: Edges, turns: Literal[0, 1]) -> Iterator[tuple[int, int, int]]:
    """Pairs with whole weights: turns, if they count, outweigh points; in a small group points outweigh chance."""
    size = len(table) // 2 + 1
    shift = CHANCE_BITS + size.bit_length() if len(table) <= SMALL else 0
    keep = 1 << 15 + size.bit_length()
    own = [(keep * table.turn(i) if turns else -turn_points(p)) for i, p in enumerate(table.people)]
    chance = table.jitter(edges.one, edges.other).tolist() if shift else [0] * len(edges)
    rows = zip(edges, chance, strict=True)
    return ((i, j, (own[i] + own[j] + p << shift) + c) for (i, j, p), c in rows)


def _without(edges: Edges, who: Sequence[int]) -> Edges:
    return edges.where(~(np.isin(edges.one, who) | np.isin(edges.other, who)))


def _in_order(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _augment(table: Table, edges: Edges, pairs: Pairs) -> Pairs | None:
    """More pairs, found near those left over; None if there are none."""
    mate = {i: j for pair in pairs for i, j in (pair, pair[::-1])}
    alone = [i for i in range(len(table)) if i not in mate][:SMALL]
    rows = {i: table.row(i) for i in alone}
    partners = {i: np.flatnonzero(allowed) for i, (allowed, _) in rows.items()}
    if len(alone) < 2 or not any(len(w) for w in partners.values()):
        return None
    near = {i for i, w in partners.items() if len(w)}
    near |= {int(j) for i, w in partners.items() for j in w[np.argsort(-rows[i][1][w])][:FEW]}
    near |= {mate[i] for i in near if i in mate}
    inside = edges.where(np.isin(edges.one, list(near)) & np.isin(edges.other, list(near)))
    known = {(i, j): p for i, j, p in inside}
    for i, w in partners.items():
        known |= {_in_order(i, j): int(rows[i][1][j]) for j in w.tolist() if j in near}
    known |= {pair: table.points(*pair) for pair in pairs if pair[0] in near}
    back = sorted(near)
    order = {i: n for n, i in enumerate(back)}
    found = heaviest_matching(len(back), ((order[i], order[j], p) for (i, j), p in known.items()))
    kept = [pair for pair in pairs if pair[0] not in near]
    better = sorted([*kept, *((back[i], back[j]) for i, j in found)])
    return better if len(better) > len(pairs) else None


# groups of three


def _three_first(table: Table, edges: Edges) -> Groups | None:
    """In a small group where somebody would be left over: the three whose turn it is most and who never met, if then
    fewer are; None if there are no such three."""
    pairs = _pairs(table, edges)
    if 2 * len(pairs) == len(_reachable(edges)):
        return list(pairs)
    for three in _threes(table)[:TRIES]:
        found = _pairs(table, _without(edges, three))
        if 2 * len(found) + 3 > 2 * len(pairs):
            return _with_thirds(table, [*found, three])
    return None


def _threes(table: Table) -> list[tuple[int, int, int]]:
    """Possible threes of those who went longest without being one, whose turn it is first."""
    turns = [table.turn(i) for i in range(len(table))]
    order = sorted(range(len(table)), key=lambda i: (turns[i], int(table.chance[i])))
    longest = sorted(order[: TRIES + 6])

    def rank(group: tuple[int, int, int]) -> tuple[int, int, int, int]:
        often = sum(table.people[i].turns for i in group)
        return often, _repeats(table, group), sum(turns[i] for i in group), -table.worth(group)

    return sorted((three for three in combinations(longest, 3) if table.three(*three)), key=rank)


def _repeats(table: Table, group: Sequence[int]) -> int:
    return sum(table.met(i, j) is not None for i, j in combinations(group, 2))


def _with_thirds(table: Table, groups: Sequence[tuple[int, ...]]) -> Groups:
    """Who is left over joins a pair, most of them, then those whose turn it is, then the most points."""
    inside = {i for group in groups for i in group}
    over = [i for i in range(len(table)) if i not in inside]
    twos = [group for group in groups if len(group) == 2]
    edges: list[tuple[int, int, int]] = []
    for n, who in enumerate(over):
        allowed, _ = table.row(who)
        for m, (one, other) in enumerate(twos, len(over)):
            if allowed[one] and allowed[other] and table.fits_three(who, one, other):
                edges.append((n, m, _third_points(table, who, (one, other))))
    joined = {m - len(over): over[n] for n, m in heaviest_matching(len(over) + len(twos), edges)}
    grown = ((*duo, joined[m]) if m in joined else duo for m, duo in enumerate(twos))
    return sorted([*(g for g in groups if len(g) == 3), *grown])


def _third_points(table: Table, who: int, duo: tuple[int, ...]) -> int:
    group = (*duo, who)
    spared = sum(table.turn(i) for i in duo)
    fresh = 3 - _repeats(table, group)
    chance = int(table.jitter(np.array([duo[0]]), np.array([who]))[0])
    return (((1_000_000 - spared) * 4 + fresh << 20) + max(table.worth(group), 0) << CHANCE_BITS) + chance


# what comes of it


def _outcome(table: Table) -> Outcome:
    edges = table.edges() if len(table) <= WHOLE else table.best(FEW)
    groups = _three_first(table, edges) if len(table) <= SMALL else None
    groups = groups or _with_thirds(table, _pairs(table, edges))
    inside = {i for group in groups for i in group}
    over = [i for i in range(len(table)) if i not in inside]
    matches = sorted((_match(table, group) for group in groups), key=lambda m: sorted(m.members))
    return Outcome(
        pairs=tuple(m for m in matches if len(m.members) == 2),
        threes=tuple(m for m in matches if len(m.members) == 3),
        left=tuple(_left(table, i, len(over)) for i in over),
        points=sum(m.points for m in matches),
    )


def _match(table: Table, group: Sequence[int]) -> Match:
    policy = table.policy
    # who answers, who interviews, who listens: the way round that fits best
    ways = [(duo, *table.better_way(*duo)) for duo in combinations(sorted(group), 2)]
    duo, _, first = max(ways, key=lambda way: way[1])
    parts = (*(duo if first else duo[::-1]), *(k for k in group if k not in duo))
    people = [table.people[i] for i in parts]
    answering, interviewing = people[0], people[1]
    fits = [best_round(answering, _open_for_all(interviewing, people[2:], policy), policy)]
    if policy.roles == "both":
        fits.append(best_round(interviewing, answering, policy))
    points, which = max(fits, key=lambda fit: fit[0])
    starts = common_blocks([p.bitmap for p in people], policy.minutes)
    best = best_start([(p.bitmap, p.zone) for p in people], table.monday, policy.minutes)
    met = (table.met(i, j) for i, j in combinations(group, 2))
    weeks = min((w for w in met if w is not None), default=None)
    return Match(
        members=tuple(p.id for p in people),
        block_start=best,
        blocks=len(starts),
        round=which,
        weeks=weeks,
        reasons=tuple(_reasons(people, weeks, offered=points > 0)),
        points=table.worth(group),
        minutes=policy.minutes,
        others=tuple(s for s in starts if s != best),
    )


def _open_for_all(asking: Candidate, listening: Sequence[Candidate], policy: Policy) -> Candidate:
    """The one who interviews, in such rounds only as are open for the third, too, if that one is in a season."""
    offered = frozenset(policy.quota) if asking.offers is None else asking.offers
    for third in (t for t in listening if t.open):
        return replace(asking, offers=offered & third.open)
    return asking


def _reasons(people: Sequence[Candidate], weeks: int | None, *, offered: bool) -> Iterator[Reason]:
    answering, interviewing = people[0], people[1]
    yield Reason.COMMON_HOURS
    yield Reason.NEVER_MET if weeks is None else Reason.LAST_MET
    if offered and answering.wants is not None and interviewing.offers is not None:
        yield Reason.SAME_ROUND
    # one would answer and the other would interview; two who want the same take turns
    fits = answering.wants != frozenset() and interviewing.offers != frozenset()
    yield Reason.ROLES_FIT if fits else Reason.TAKE_TURNS
    if len(people) == 3:
        yield Reason.ODD_NUMBER


def _left(table: Table, i: int, left: int) -> Left:
    mine = table.starts[i]
    possible = bool(table.row(i)[0].any())
    if not mine:
        reason = LeftReason.NO_HOURS
    elif len(table) == 1:
        reason = LeftReason.ALONE
    elif not any(mine & theirs for j, theirs in enumerate(table.starts) if j != i):
        reason = LeftReason.NO_OVERLAP
    elif left == len(table) % 2 == 1:
        reason = LeftReason.ODD_NUMBER
    else:
        reason = LeftReason.NOT_EVERYONE
    return Left(table.people[i].id, reason, possible)
