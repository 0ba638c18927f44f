"""`python -m tests.bench.pairing`: commands while the worker matches the week of 10,000 members, and its outcome.

How good the pairing is for fewer, tests/handlers/mocks holds against networkx and a linear program.
"""

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import quantiles

from bot.pairing.matching import pair
from bot.pairing.policy import FIVE, NEVER, Candidate, Policy
from bot.pairing.table import NO_WEEK
from bot.work import Worker
from tests.bench.measurement import Figures, print_row
from tests.world import Somebody, World, world

MEMBERS = 10_000
WARM = 10
"""Rounds of calls before it is measured: the first ones load what the rest find loaded."""
CALLS = 100
AT_ONCE = 20
ZONES = ("UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin")


def main() -> None:
    print(
        f"\nA command while {MEMBERS:,} members are matched, a fifth of all pairs share hours (aims: p99 at most "
        "twice the same run without, under 300 ms; 99.5% of the bound within 30 s; nobody left who had someone)"
    )
    print_row("/prep settings, the matching", asyncio.run(live()))


def group(count: int) -> list[Candidate]:
    """Members who are free in one or two blocks of an evening in a week; nobody is free always."""
    chance = random.Random(count)
    rounds = list(FIVE)
    blocks = [0b11111 << (96 + 96 * day + 4 * hour) for day in range(7) for hour in (17, 19)]
    return [
        Candidate(
            f"m{n}",
            sum(chance.sample(blocks, chance.choice((1, 2, 2)))),
            zone=chance.choice(ZONES),
            wants=chance.choice((None, frozenset(chance.sample(rounds, 2)))),
            offers=chance.choice((None, frozenset(chance.sample(rounds, 3)))),
            level=chance.randrange(1, 6),
            last=chance.choice((None, "candidate", "interviewer")),
            done={chance.choice(rounds): 1},
            waited=chance.choice((NEVER, 3, 12)),
        )
        for n in range(count)
    ]


async def live(count: int = MEMBERS) -> Figures:
    """Milliseconds of `/prep settings` through the whole path, without a matching beside it and with one."""
    worker = Worker()
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder)) as w:
            callers = [await w.member(f"m{n}", "UTC") for n in range(AT_ONCE)]
            people = await worker.matching(group, count)
            for _ in range(WARM):
                await _times(w, callers)
            alone = [t for _ in range(CALLS) for t in await _times(w, callers)]
            began = time.perf_counter()
            matching = asyncio.create_task(
                worker.matching(partial(pair, bounded=True), people, {}, 1, Policy(), NO_WEEK)
            )
            beside: list[float] = []
            while not matching.done():
                beside += await _times(w, callers)
            outcome, seconds = await matching, time.perf_counter() - began
    worker.close()
    return {
        "alone_p99_ms": round(quantiles(alone, n=100)[98], 1),
        "beside_p99_ms": round(quantiles(beside, n=100)[98], 1),
        "seconds": round(seconds, 1),
        "percent_of_the_bound": round(100 * outcome.points / outcome.bound, 2),
        "left_who_had_someone": sum(left.possible for left in outcome.left),
    }


async def _times(w: World, callers: Sequence[Somebody]) -> list[float]:
    times: list[float] = []
    await w.advance(seconds=11)  # nobody is slowed down by the limits
    await asyncio.gather(*(_timed(who, times) for who in callers))
    return times


async def _timed(who: Somebody, times: list[float]) -> None:
    began = time.perf_counter()
    await who.say("/prep settings")
    times.append((time.perf_counter() - began) * 1_000)


if __name__ == "__main__":
    main()
