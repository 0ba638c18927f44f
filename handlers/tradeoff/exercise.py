"""Exercises by seed: the same number gives the same case, on every platform and in every later version."""

from dataclasses import dataclass
from random import Random

VERSION = 1
"""Part of what the seed is hashed with: what changes the numbers makes a new version."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """Options as one would type them, two weights in thousands of dollars, and a limit in milliseconds."""

    options: str
    w1: int
    w2: int
    limit: int


def exercise(seed: int) -> Exercise:
    """Four options that differ in accuracy (tenths of a point) and latency (whole milliseconds)."""
    chance = Random(f"tradeoff/{VERSION}/{seed}")  # noqa: S311 - the same case each time is the point
    points, ms = chance.randrange(820, 920), chance.randrange(40, 90)
    steps = [(chance.randrange(2, 16), chance.randrange(4, 40)) for _ in range(2)]
    named = [("today", points, ms)]
    named += [(f"bigger {n}", points + up, ms + slower) for n, (up, slower) in enumerate(steps, 1)]
    down, faster = chance.randrange(2, 12), chance.randrange(5, 30)
    named.append(("smaller", points - down, ms - faster))
    options = "; ".join(f"{name}: {value // 10}.{value % 10}% {latency}ms" for name, value, latency in named)
    slowest = max(latency for _, _, latency in named)
    return Exercise(
        options, 100 * chance.randrange(1, 9), 10 * chance.randrange(1, 6), slowest - chance.randrange(0, 6)
    )
