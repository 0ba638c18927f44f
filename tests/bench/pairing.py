"""`python -m tests.bench.pairing`: the weekly pairing.

Each size is matched in a process of its own, as the bot does: its seconds of processor time and of the clock, its
peak memory, the share of what no pairing can exceed, and who is left over though there was somebody for them.
`--live` measures commands while 10,000 members are matched in the worker.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import subprocess
import sys
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
from tests.world import Somebody, World, world

SIZES = (20, 100, 1_000, 5_000, 10_000)
WARM = 10
"""Rounds of calls before it is measured: the first ones load what the rest find loaded."""
CALLS = 100
AT_ONCE = 20
ZONES = ("UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin")


def main() -> None:
    print(
        "\nOne weekly pairing, a fifth of all pairs share hours (aims: the optimum to 1,000 within 2 s; 99.5% of "
        "the bound at 10,000 within 30 s; nobody left over who had someone)"
    )
    for count in SIZES:
        program = [sys.executable, "-m", "tests.bench.pairing", "--one", str(count)]
        env = os.environ | {"OPENBLAS_NUM_THREADS": "1"}  # as in the worker
        done = subprocess.run(program, check=True, text=True, stdout=subprocess.PIPE, env=env)
        found = json.loads(done.stdout.splitlines()[-1])
        print(
            f"  {found['members']:6,.0f} members  {found['cpu']:7.2f} s processor, {found['seconds']:7.2f} s clock  "
            f"{found['mb']:5.0f} MB  {found['share']:8.3%} of the bound  {found['over']:.0f} left who had someone"
        )
    print(
        "\nA command while 10,000 members are matched (aim: p99 at most twice the same run without, under 300 ms)"
    )
    for name, p99 in asyncio.run(live()).items():
        print(f"  {name:24} p99 {p99:8.1f} ms")


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


def one(count: int) -> dict[str, float]:
    """All figures of one size."""
    people = group(count)
    clock, began = time.process_time(), time.perf_counter()
    pair(people, {}, 1, Policy(), NO_WEEK)
    found: dict[str, float] = {
        "members": count,
        "cpu": time.process_time() - clock,
        "seconds": time.perf_counter() - began,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    outcome = pair(people, {}, 1, Policy(), NO_WEEK, bounded=True)
    found["share"] = outcome.points / outcome.bound if outcome.bound else 1.0
    found["over"] = sum(left.possible for left in outcome.left)
    return found


async def live(count: int = 10_000) -> dict[str, float]:
    """Milliseconds of `/prep settings` through the whole path, without a matching beside it and with one."""
    worker = Worker()
    with tempfile.TemporaryDirectory() as folder:
        async with world(Path(folder)) as w:
            callers = [await w.member(f"m{n}", "UTC") for n in range(AT_ONCE)]
            people = await worker.matching(group, count)
            for _ in range(WARM):
                await _times(w, callers)
            alone = [t for _ in range(CALLS) for t in await _times(w, callers)]
            matching = asyncio.create_task(
                worker.matching(partial(pair, bounded=True), people, {}, 1, Policy(), NO_WEEK)
            )
            beside: list[float] = []
            while not matching.done():
                beside += await _times(w, callers)
            await matching
    worker.close()
    return {
        "without a matching": quantiles(alone, n=100)[98],
        "while it is matched": quantiles(beside, n=100)[98],
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
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int)
    parser.add_argument("--live", action="store_true")
    asked = parser.parse_args()
    if asked.one is not None:
        print(json.dumps(one(asked.one)))
    elif asked.live:
        print(json.dumps(asyncio.run(live())))
    else:
        main()
