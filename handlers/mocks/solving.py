"""Matchings on graphs of numbered nodes: exact, by a relaxation with repair, and what no matching can exceed.

- `heaviest`: the blossom algorithm (rustworkx, integer weights): most nodes, then most weight.
- `relaxed`: each node chooses a partner and is chosen once, the assignment problem on the double cover, by scipy's
  sparse solver; what comes out in cycles is cut.
- `duals`: a bound by the dual of the same relaxation. With y[i] + y[j] >= weight of (i, j) for every pair and
  y >= 0, no pairing weighs more than sum(y); nor does one with groups of three that count half of
  each of their pairs.
  The y are potentials along alternating paths of a matching (Bellman and Ford's iteration), mended where they break
  the condition, so that the bound holds whatever the matching was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import rustworkx

from handlers.mocks.table import CHANCE_BITS, Edges

Floats = npt.NDArray[np.float64]
Groups = Sequence[tuple[int, ...]]
Weighted = Iterable[tuple[int, int, int]]
ROUNDS: Final = 400
"""Iterations of the potentials; where they have not settled by then, mending costs a little more."""
LOOK: Final = 10
SHRINKING: Final = 40
NEEDS: Final = "More than {most:,} members need scipy. Install it: pip install loopmate[large]"


class TooMany(ValueError):
    """A crowd that needs a library which is not there, in words."""


def heaviest(nodes: int, edges: Weighted) -> list[tuple[int, int]]:
    """The matching with most pairs, and of these the heaviest; pairs in order."""
    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(list(edges))
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted((min(edge), max(edge)) for edge in found)


def relaxed(nodes: int, edges: Edges, jitter: npt.NDArray[np.int64], most: int) -> list[tuple[int, int]]:
    """Pairs out of the best choice of a partner by each. Raises TooMany as `choices`."""
    weights = edges.points + jitter / (1 << CHANCE_BITS)
    weight_of = dict(
        zip(zip(edges.one.tolist(), edges.other.tolist(), strict=True), weights.tolist(), strict=True)
    )
    return sorted(_cut(choices(nodes, edges, jitter, most), weight_of))


def choices(nodes: int, edges: Edges, jitter: npt.NDArray[np.int64], most: int) -> list[int]:
    """The partner whom each chooses, -1 for none, where each is chosen once at most: most choices, then the heaviest.

    Raises:
        TooMany: scipy is not installed; `most` is how many can do without it.
    """
    try:
        from scipy.sparse import csr_array  # noqa: PLC0415 - the extra `large`: 143 MB that few need
        from scipy.sparse.csgraph import (  # noqa: PLC0415 - as above
            maximum_bipartite_matching,
            min_weight_full_bipartite_matching,
        )
    except ImportError as error:
        raise TooMany(NEEDS.format(most=most)) from error
    weights = edges.points + jitter / (1 << CHANCE_BITS)
    top = float(weights.max(initial=0)) + 1
    rows, columns = np.concatenate([edges.one, edges.other]), np.concatenate([edges.other, edges.one])
    costs = np.concatenate([top - weights, top - weights])
    graph = csr_array((costs, (rows, columns)), shape=(nodes, nodes))
    alone = _perhaps_alone(maximum_bipartite_matching(graph, perm_type="column"), rows, columns)
    if len(alone):  # a column of nobody for each: for all of them it would take ten times as long
        rows, columns = (
            np.concatenate([rows, alone]),
            np.concatenate([columns, nodes + np.arange(len(alone))]),
        )
        costs = np.concatenate([costs, np.full(len(alone), top)])
        graph = csr_array((costs, (rows, columns)), shape=(nodes, nodes + len(alone)))
    _, chosen = min_weight_full_bipartite_matching(graph)
    return [int(j) if j < nodes else -1 for j in chosen]


def _perhaps_alone(
    chosen: npt.NDArray[np.int32], rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Who can be without a choice while as many as possible have one (Dulmage and Mendelsohn): those without one in
    `chosen`, and whose choice one of these could take instead."""
    chooser = np.full(len(chosen), -1)
    chooser[chosen[chosen >= 0]] = np.flatnonzero(chosen >= 0)
    found, new = chosen < 0, chosen < 0
    while new.any():
        takers = chooser[columns[new[rows]]]
        new = np.zeros_like(found)
        new[takers[takers >= 0]] = True
        new &= ~found
        found |= new
    return np.flatnonzero(found)


def _cut(chosen: Sequence[int], weight_of: Mapping[tuple[int, int], float]) -> Iterator[tuple[int, int]]:
    """Pairs out of chains and cycles of choices: of a cycle the best way to take every second step."""
    seen: set[int] = set()
    chosen_by = {j: i for i, j in enumerate(chosen) if j >= 0}
    for start in sorted(range(len(chosen)), key=lambda i: i in chosen_by):
        chain = []
        at = start
        while at >= 0 and at not in seen:
            seen.add(at)
            chain.append(at)
            at = chosen[at]
        yield from _every_second(chain, weight_of, closed=at == start and len(chain) > 1)


def _every_second(
    chain: Sequence[int], weight_of: Mapping[tuple[int, int], float], *, closed: bool
) -> Iterator[tuple[int, int]]:
    ways = range(len(chain)) if closed else range(len(chain) % 2 + 1)
    if closed and len(chain) % 2 == 0:
        ways = range(2)
    turned = [[*chain[n:], *chain[:n]] if closed else list(chain[n:]) for n in ways]
    steps = [[_edge(way[k], way[k + 1]) for k in range(0, len(way) - 1, 2)] for way in turned]
    yield from max(steps, key=lambda pairs: sum(weight_of[e] for e in pairs), default=[])


def _edge(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def ahead(nodes: int, groups: Groups) -> list[int]:
    """Each node's partner, in a group of three the next one round, -1 for none."""
    found = [-1] * nodes
    for group in groups:
        for one, other in pairwise([*group, group[0]]):
            found[one] = other
    return found


def duals(nodes: int, edges: Edges, chosen: Sequence[int]) -> Floats:
    """y of each node, for these edges: its sum is what no pairing along them can weigh more than, in points.

    chosen: whom each has chosen, -1 for nobody; the nearer to the relaxation's optimum the tighter the bound.
    """
    if not len(edges):
        return np.zeros(nodes)
    source = np.concatenate([edges.one, edges.other])
    order = np.argsort(source, kind="stable")
    target = np.concatenate([edges.other, edges.one])[order]
    weight = np.concatenate([edges.points, edges.points])[order].astype(np.float64)
    return _Directed(nodes, source[order], target, weight).duals(np.array(chosen, np.int64))


class _Directed:
    """Every pair in both directions, sorted by where it starts."""

    def __init__(
        self,
        nodes: int,
        source: npt.NDArray[np.int64],
        target: npt.NDArray[np.int64],
        weight: Floats,
    ) -> None:
        self.source, self.target, self.weight = source, target, weight
        self.having, self.first = np.unique(source, return_index=True)
        self.nodes = nodes

    def duals(self, ahead: npt.NDArray[np.int64]) -> Floats:
        own = self._own(ahead)
        known = ahead >= 0
        v = np.where(known, own / 2, 0.0)
        u, best = np.zeros(self.nodes), np.full(self.nodes, np.inf)
        for number in range(ROUNDS):
            u, before = self._most(self.weight - v[self.target]), u
            u = np.maximum(u, 0.0)
            v[ahead[known]] = own[known] - u[known]
            settled = bool(np.array_equal(u, before))
            if settled or number % LOOK == LOOK - 1:
                best = min(best, self._mended((u + v) / 2), key=np.sum)
            if settled:
                break
        return best

    def _own(self, ahead: npt.NDArray[np.int64]) -> Floats:
        """The weight of each one's choice."""
        mine = ahead[self.source] == self.target
        weights = dict(zip(self.source[mine].tolist(), self.weight[mine].tolist(), strict=True))
        return np.array([weights.get(i, 0.0) for i in range(self.nodes)])

    def _most(self, values: Floats) -> Floats:
        most = np.zeros(self.nodes)
        most[self.having] = np.maximum.reduceat(values, self.first)
        return most

    def _mended(self, y: Floats) -> Floats:
        """y after each has grown by half of the worst breach at it, and shrunk while there is slack.

        Half of a node's breach (or slack) is safe for all at once: a pair gets the halves of both its nodes.
        """
        y = np.maximum(y, 0.0)
        y += np.maximum(self._most(self.weight - y[self.source] - y[self.target]), 0.0) / 2
        for _ in range(SHRINKING):
            y -= (y - np.maximum(self._most(self.weight - y[self.target]), 0.0)) / 2
        return y
