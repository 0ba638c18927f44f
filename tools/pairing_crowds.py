"""Crowds to measure the weekly pairing on: made from their size alone, so that every run has the same ones."""

import random
import time
from typing import Final

from bot.pairing.matching import pair, pair_with_bound
from bot.pairing.policy import FIVE, NEVER, Candidate, Outcome, Policy
from bot.pairing.table import NO_WEEK

SIZES: Final = (20, 100, 1_000, 5_000, 10_000)
ZONES: Final = ("UTC", "Asia/Kathmandu", "America/New_York", "Europe/Berlin")


def group(count: int) -> list[Candidate]:
    """Members who are free in one or two blocks of an evening in a week; nobody is free always."""
    chance = random.Random(count)  # noqa: S311 - the same crowd each time is the point
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


def timed(people: list[Candidate]) -> dict[str, float]:
    """Seconds of processor time (`cpu`) and of the clock that one pairing of these takes."""
    clock, began = time.process_time(), time.perf_counter()
    pair(people, {}, 1, Policy(), NO_WEEK)
    return {"cpu": time.process_time() - clock, "seconds": time.perf_counter() - began}


def judged(people: list[Candidate]) -> tuple[Outcome, dict[str, float]]:
    """The outcome, its share of what no pairing can exceed, and how many are left who had someone (`over`)."""
    outcome = pair_with_bound(people, {}, 1, Policy(), NO_WEEK)
    share = outcome.points / outcome.bound if outcome.bound else 1.0
    return outcome, {"share": share, "over": sum(left.possible for left in outcome.left)}


def figures(count: int) -> dict[str, float]:
    """What one pairing of so many members takes, and how good it is."""
    people = group(count)
    return {"members": count} | timed(people) | judged(people)[1]
