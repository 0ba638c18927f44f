"""What a pairing is judged by, written a second time and another way: the weight of two people as the table of points
in `bot/pairing/policy.py` says it, and the linear program whose optimum no pairing exceeds."""

from itertools import combinations

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from bot.pairing.policy import Candidate, Part, Policy
from bot.pairing.table import NO_WEEK, Table
from bot.pairing.week import block_starts, daytime


def weight(one: Candidate, other: Candidate, weeks: int | None, policy: Policy) -> int:
    """Points of two who share hours; `weeks` since they last met, None for never."""
    common = block_starts(one.bitmap, policy.minutes) & block_starts(other.bitmap, policy.minutes)
    by_day = daytime(one.zone, NO_WEEK) & daytime(other.zone, NO_WEEK)
    civil = common & block_starts(one.bitmap & other.bitmap & by_day, policy.minutes)
    there, back = _answers(one, other, policy), _answers(other, one, policy)
    return (
        10_000
        - (round(6_000 * 0.92 ** (max(weeks, 1) - 1)) if weeks is not None else 0)
        + 60 * (26 - min(one.waited, 26))
        + 60 * (26 - min(other.waited, 26))
        + ((there + back) // 2 if policy.roles == "both" else max(there, back))
        + 50 * (4 - abs(one.level - other.level))
        + 5 * min(common.bit_count(), 12)
        + (200 if civil else 0)
    )


def _answers(who: Candidate, asks: Candidate, policy: Policy) -> int:
    """What it is worth that `who` answers and `asks` interviews."""
    loops = 1 + min(
        (who.done.get(r, 0) // n for r, n in policy.quota.items() if _wanted(who, r) and n), default=0
    )
    best = 0
    for which, count in policy.quota.items():
        if _wanted(who, which) and (asks.offers is None or which in asks.offers):
            still = max(count * loops - who.done.get(which, 0), 0)
            points = 300 + 100 * still // count + int(100 * who.focus.get(which, 0.0))
            best = max(best, points + (0 if who.wants is None else 50))
    season = 6_000 * ((len(who.open) > 0) + (len(asks.open) > 0)) if best else 0
    return best + season + _changes(who, "candidate", policy) + _changes(asks, "interviewer", policy)


def _wanted(who: Candidate, which: str) -> bool:
    return who.wants is None or which in who.wants


def _changes(who: Candidate, part: Part, policy: Policy) -> int:
    if policy.roles != "alternate":
        return 0
    return 75 if who.last is None else 150 if who.last != part else 0


def relaxed_optimum(table: Table) -> float:
    """The least sum of one number y >= 0 for each person with y[i] + y[j] >= points of each pair that may meet: the
    dual of the relaxation in which pairs are taken by halves, solved by HiGHS."""
    duos = [(i, j) for i, j in combinations(range(len(table)), 2) if table.allowed(i, j)]
    if not duos:
        return 0.0
    rows = np.repeat(np.arange(len(duos)), 2)
    pairs = csr_array(
        (-np.ones(2 * len(duos)), (rows, np.array(duos).ravel())), shape=(len(duos), len(table))
    )
    needed = [-table.points(i, j) for i, j in duos]
    return float(linprog(np.ones(len(table)), A_ub=pairs, b_ub=needed, bounds=(0, None)).fun)
