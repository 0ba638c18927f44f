"""`python -m tests.bench.pairing`: the matching's seconds, beside networkx on the same edges and weights."""

import random
import time

import networkx as nx

from handlers.mocks.matching import pair, pair_weights
from handlers.mocks.policy import Candidate

ORACLE = 100
"""Members up to which networkx is asked: at 1,000 it takes the better part of a minute."""


def main() -> None:
    print("\nOne weekly pairing, about a fifth of all pairs share hours; exact")
    for count in (20, ORACLE, 1_000):
        people = group(count)
        began = time.perf_counter()
        outcome = pair(people, {}, seed=1)
        seconds = time.perf_counter() - began
        seats = 2 * len(outcome.pairs) + 3 * len(outcome.threes)
        line = f"  {count:5} members  {seconds:8.3f} s  {seats} with a partner, {len(outcome.left)} without"
        print(line + (f"; networkx {oracle(people):.3f} s" if count <= ORACLE else ""))


def group(count: int) -> list[Candidate]:
    """Members who are free in one to three blocks of an evening in a week; nobody is free always."""
    chance = random.Random(count)
    blocks = [0b11111 << (96 + 96 * day + 4 * hour) for day in range(7) for hour in (17, 19)]
    return [Candidate(f"m{n}", sum(chance.sample(blocks, chance.choice((1, 2, 2))))) for n in range(count)]


def oracle(people: list[Candidate]) -> float:
    """Seconds of networkx on the same graph."""
    graph: nx.Graph[str] = nx.Graph()
    for (one, other), weight in pair_weights(people, {}, seed=1).items():
        graph.add_edge(one, other, weight=weight)
    began = time.perf_counter()
    nx.max_weight_matching(graph, maxcardinality=True)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
