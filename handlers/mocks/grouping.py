"""The groups of a week by number: exact where there are few pairs, the best of each where there are many."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

import numpy as np

from handlers.mocks import solving
from handlers.mocks.policy import turn_points
from handlers.mocks.table import CHANCE_BITS, Edges, Table

EXACT: Final = 1_000
DENSE: Final = 150_000
"""Pairs up to which all are weighed at once; beyond, each one's MANY best come first."""
MANY: Final = 48
SPARSE: Final = 5_000
FEW: Final = 16
MORE: Final = 32
"""The best of each beyond SPARSE, where the relaxation takes more pairs in its stride."""
SMALL: Final = 200
"""Members up to which a group of three is looked for before the pairs."""
TRIES: Final = 12
Pairs = list[tuple[int, int]]
Groups = list[tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Graph:
    """The pairs that are weighed; `partial`: the best of each, and others are left out."""

    edges: Edges
    partial: bool = False


def candidates(table: Table) -> Graph:
    if len(table) <= EXACT and table.count() <= DENSE:
        return Graph(table.edges())
    most = MANY if len(table) <= EXACT else FEW if len(table) <= SPARSE else MORE
    return Graph(table.best(most), partial=True)


def grouped(table: Table, graph: Graph) -> Groups:
    if len(table) <= SMALL and (groups := _three_first(table, graph)):
        return groups
    pairs = mended(table, graph, _pairs(table, graph.edges))
    return _with_threes(table, pairs)


def chosen(table: Table, graph: Graph, groups: Groups) -> list[int]:
    """Whom each has, as the bound wants it: of a large crowd the choices before they were cut into pairs."""
    if len(table) <= SPARSE:
        return solving.ahead(len(table), groups)
    edges = graph.edges
    return solving.choices(len(table), edges, table.jitter(edges.one, edges.other), SPARSE)


def _pairs(table: Table, edges: Edges) -> Pairs:
    """The pairs alone. Turns matter only to whom is left over: without them the solver is three times as fast."""
    if len(table) > SPARSE:
        return solving.relaxed(len(table), edges, table.jitter(edges.one, edges.other), SPARSE)
    pairs = solving.heaviest(len(table), integers(table, edges, turns=0))
    asked = _asked(edges)
    over = len(asked) - 2 * len(pairs)
    if over == 0:
        return pairs
    if over == 1 and len(table) > SMALL:
        rest = _without(edges, [min(asked, key=lambda i: (table.turn(i), int(table.chance[i])))])
        found = solving.heaviest(len(table), integers(table, rest, turns=0))
        if len(found) == len(pairs):
            return found
    return solving.heaviest(len(table), integers(table, edges, turns=1))


def _asked(edges: Edges) -> list[int]:
    """Who could meet anybody at all."""
    found: list[int] = np.unique(np.concatenate([edges.one, edges.other])).tolist()
    return found


def _without(edges: Edges, who: Sequence[int]) -> Edges:
    kept = ~(np.isin(edges.one, who) | np.isin(edges.other, who))
    return Edges(edges.one[kept], edges.other[kept], edges.points[kept])


def integers(table: Table, edges: Edges, turns: Literal[0, 1]) -> Iterator[tuple[int, int, int]]:
    """Pairs with whole weights: turns, if asked, outweigh all points, and in a small group points all of chance."""
    size = len(table) // 2 + 1
    shift = CHANCE_BITS + size.bit_length() if len(table) <= SMALL else 0
    keep = 1 << 15 + size.bit_length()
    own = [(keep * table.turn(i) if turns else -turn_points(p)) for i, p in enumerate(table.people)]
    chance = table.jitter(edges.one, edges.other).tolist() if shift else [0] * len(edges)
    rows = zip(edges.one.tolist(), edges.other.tolist(), edges.points.tolist(), chance, strict=True)
    return ((i, j, (own[i] + own[j] + p << shift) + c) for i, j, p, c in rows)


def mended(table: Table, graph: Graph, pairs: Pairs) -> Pairs:
    """Where pairs were left out of the weighing: who is left over and could meet somebody is paired around."""
    while graph.partial and (better := _augmented(table, graph.edges, pairs)):
        pairs = better
    return pairs


def _augmented(table: Table, edges: Edges, pairs: Pairs) -> Pairs | None:
    """More pairs, found near those left over; None if there are none."""
    mate = {i: j for pair in pairs for i, j in (pair, pair[::-1])}
    alone = [i for i in range(len(table)) if i not in mate]
    rows = {i: table.row(i) for i in alone[:SMALL]}
    wanted = {i: np.flatnonzero(allowed) for i, (allowed, _) in rows.items()}
    if len(alone) < 2 or not any(len(w) for w in wanted.values()):
        return None
    near = {i for i, w in wanted.items() if len(w)}
    near |= {int(j) for i, w in wanted.items() for j in w[np.argsort(-rows[i][1][w])][:64]}
    near |= {mate[i] for i in near if i in mate}
    inside = np.isin(edges.one, list(near)) & np.isin(edges.other, list(near))
    rest = Edges(edges.one[inside], edges.other[inside], edges.points[inside])
    known = {
        (i, j): p
        for i, j, p in zip(rest.one.tolist(), rest.other.tolist(), rest.points.tolist(), strict=True)
    }
    for i, w in wanted.items():
        known |= {_ordered(i, j): int(rows[i][1][j]) for j in w.tolist() if j in near}
    known |= {pair: table.points(*pair) for pair in pairs if pair[0] in near}
    order = {i: n for n, i in enumerate(sorted(near))}
    back = sorted(near)
    found = solving.heaviest(len(order), ((order[i], order[j], p) for (i, j), p in known.items()))
    kept = [pair for pair in pairs if pair[0] not in near]
    better = sorted([*kept, *((back[i], back[j]) for i, j in found)])
    return better if len(better) > len(pairs) else None


def _ordered(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


# groups of three


def _three_first(table: Table, graph: Graph) -> Groups | None:
    """In a small group where somebody would be left over: the three whose turn it is most and who never met, if then
    fewer are; None if there are no such three."""
    pairs = _pairs(table, graph.edges)
    over = len(_asked(graph.edges)) - 2 * len(pairs)
    if over == 0:
        return list(pairs)
    for three in _threes(table)[:TRIES]:
        found = _pairs(table, _without(graph.edges, three))
        if len(_asked(graph.edges)) - 3 - 2 * len(found) < over:
            return _with_threes(table, [*found, three])
    return None


def _threes(table: Table) -> list[tuple[int, int, int]]:
    """Possible threes of those who went longest without being one, whose turn it is first."""
    turns = [table.turn(i) for i in range(len(table))]
    order = sorted(range(len(table)), key=lambda i: (turns[i], int(table.chance[i])))
    longest = sorted(order[: TRIES + 6])
    found = [three for three in combinations(longest, 3) if table.three(*three)]
    often = [p.turns for p in table.people]
    return sorted(
        found,
        key=lambda g: (
            sum(often[i] for i in g),
            _repeats(table, g),
            sum(turns[i] for i in g),
            -table.worth(g),
        ),
    )


def _repeats(table: Table, group: Sequence[int]) -> int:
    return sum(table.met(i, j) is not None for i, j in combinations(group, 2))


def _with_threes(table: Table, pairs: Sequence[tuple[int, ...]]) -> Groups:
    """Who is left over joins a pair, most of them, then those whose turn it is, then the most points."""
    inside = {i for group in pairs for i in group}
    over = [i for i in range(len(table)) if i not in inside]
    twos = [group for group in pairs if len(group) == 2]
    edges = [
        (n, m, _joining(table, who, twos[m - len(over)]))
        for n, who in enumerate(over)
        for m in _joinable(table, who, twos, len(over))
    ]
    joined = {m - len(over): over[n] for n, m in solving.heaviest(len(over) + len(twos), edges)}
    grown = ((*duo, joined[m]) if m in joined else duo for m, duo in enumerate(twos))
    return sorted([*(g for g in pairs if len(g) == 3), *grown])


def _joinable(table: Table, who: int, twos: Sequence[tuple[int, ...]], start: int) -> Iterator[int]:
    allowed, _ = table.row(who)
    for m, duo in enumerate(twos, start):
        if allowed[duo[0]] and allowed[duo[1]] and table.three(who, duo[0], duo[1]):
            yield m


def _joining(table: Table, who: int, duo: tuple[int, ...]) -> int:
    group = (*duo, who)
    spared = sum(table.turn(i) for i in duo)
    fresh = 3 - _repeats(table, group)
    return (((1_000_000 - spared) * 4 + fresh << 20) + max(table.worth(group), 0) << CHANCE_BITS) + int(
        table.jitter(np.array([duo[0]]), np.array([who]))[0]
    )
