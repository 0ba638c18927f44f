"""More keys of written number questions, each worked out in another way than its formula does: counted one by one,
tried step by step, simulated on the definition, or from the result back to what was asked."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import combinations, count, product

Q = Fraction


def first(holds: Callable[[int], bool]) -> int:
    """The smallest number from 0 for which it holds."""
    return next(number for number in count() if holds(number))


def f_beta(precision: Fraction, recall: Fraction, beta: int) -> Fraction:
    """The weighted harmonic mean of the two, as van Rijsbergen defines it."""
    weight = Q(1, 1 + beta**2)
    return 1 / (weight / precision + (1 - weight) / recall)


def overlap(shift: int, side: int = 100) -> Fraction:
    """Cells in both boxes over cells in any of them, row by row alike."""
    one, other = set(range(side)), set(range(shift, side + shift))
    return Q(len(one & other), len(one | other))


def agreement_above_chance(both: Fraction, yes: Fraction) -> Fraction:
    """Kappa from the table of four cells that these margins have."""
    yes_yes = yes - (1 - both) / 2
    no_no = both - yes_yes
    chance = (yes_yes + (1 - both) / 2) ** 2 + (no_no + (1 - both) / 2) ** 2
    return (both - chance) / (1 - chance)


def pairs_won(positives: list[float], negatives: list[float]) -> float:
    pairs = list(product(positives, negatives))
    return sum((p > n) + (p == n) / 2 for p, n in pairs) / len(pairs)


def comparisons(left: int) -> int:
    """How often what is left can be halved, and looked at, until nothing is left."""
    return 0 if left == 0 else 1 + comparisons(left // 2)


def copies(appends: int) -> int:
    """Copies of an array that doubles, append by append."""
    room, copied = 1, 0
    for held in range(appends):
        if held == room:
            room, copied = 2 * room, copied + held
    return copied


def passed(size: int, rate: int, seconds: int) -> int:
    """Requests that a full bucket lets through when somebody always waits."""
    return size + sum(rate for _ in range(seconds))


def tries(share: Fraction) -> float:
    """Expected tries until the first success, summed over how many fail before."""
    return sum(n * float(share) * float(1 - share) ** (n - 1) for n in range(1, 400))


def best_interval(write: float, between: float) -> float:
    """Where the loss stops falling: the zero of its slope, by halving."""
    low, high = 0.01, between
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if write / middle**2 > 1 / (2 * between) else (low, middle)
    return low


def loss(interval: float, write: float, between: float) -> float:
    return write / interval + interval / (2 * between)


def overflow(largest: float) -> float:
    """Where exp reaches `largest`, by halving."""
    low, high = 0.0, 100.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.exp(middle) < largest else (low, middle)
    return low


def needed(peak: int, each: int) -> int:
    """Replicas that take a peak when each is given 70 % of what it takes."""
    return first(lambda n: Q(7, 10) * each * n >= peak)


SPENT = 120 + 60 + sum(Q(12, 100) * 6 for _hour in range(26_280)) / 1000
TWO_OF_TEN = list(combinations(["pass"] * 4 + ["fail"] * 6, 2))

KEYS: dict[str, float] = {
    "f2-of-a-screen": float(f_beta(Q(1, 2), Q(4, 5), 2)),
    "balanced-accuracy-of-counts": float(1 - (Q(20, 50) + Q(50, 950)) / 2),
    "overlap-of-two-boxes": float(overlap(30)),
    "when-to-act": float(next(p for p in (Q(n, 1000) for n in range(1001)) if (1 - p) * 1 <= p * 9)),
    "how-sure-is-85": 196 * math.sqrt(425 * 75 / 500**3),
    "mcnemar-of-pairs": float(2 * Q((30 - 22) ** 2, 22)),
    "kappa-of-two": float(agreement_above_chance(Q(8, 10), Q(7, 10))),
    "rmse-of-four": math.dist((3, 4, 0, 0), (0, 0, 0, 0)) / 2,
    "rouge-l-f": float(1 / ((Q(8, 6) + Q(12, 6)) / 2)),
    "two-draws-of-ten": 100 * sum("pass" in two for two in TWO_OF_TEN) / len(TWO_OF_TEN),
    "preferred-in-both-orders": float(Q(7, 12) * 100),
    "auc-by-pairs": pairs_won([0.8, 0.4], [0.6, 0.4, 0.1]),
    "brier-of-three": float(sum((p - y) ** 2 for p, y in ((Q(8, 10), 1), (Q(6, 10), 0), (Q(3, 10), 0))) / 3),
    "four-times-the-items": float(2 * Q(sum(40_000 for _ in range(40_000)), 10_000 * 10_000)),
    "n-log-n-grows": 2**22 * math.log2(2**22) / (2**20 * math.log2(2**20)),
    "halving-five-million": comparisons(5_000_000),
    "copies-of-a-thousand": copies(1_000),
    "bucket-in-four-seconds": passed(20, 5, 4),
    "token-bill-of-a-query": float(1000 * (3000 * Q(4, 10**7) + 500 * Q(16, 10**7))),
    "a-thousand-on-own-card": float(Q(120, 60 * 1800) * 1000),
    "reservation-break-even": first(lambda used: 100 * used >= 60 * 100),
    "what-a-cache-saves": float(2_000_000 * Q(4, 1000) - (1_400_000 * Q(4, 1000) + 900)),
    "cache-pays-from": first(lambda n: n * 1000 * Q(1, 4) * Q(2, 1000) >= 600) / 1000,
    "kernels-paid-back": first(lambda months: 7_500 * months >= 60_000),
    "price-of-a-solved-task": 3 * tries(Q(4, 10)),
    "when-to-save": best_interval(2, 400),
    "share-lost-to-failures": 100 * loss(40, 2, 400),
    "bill-for-labels": sum(24 for _ in range(20_000)) / 100 + 2_000 * 1.5,
    "three-copies-stored": float(120_000 * Q(2, 100)),
    "pictures-leaving": float(30 * 2_000 * Q(8, 100)),
    "newer-card": float(100 - 100 * Q(22, 30)),
    "average-price-of-a-query": float(Q((6_000 + 2_000) * 100, 4_000_000)),
    "all-the-runs": float(sum([Q(200), *(Q(10) for _trial in range(12)), Q(100)])),
    "price-of-errors": float((2_000 - 1_600) * 100 + (1_000_000 - 2_000) * Q(5, 1000) * 2) / 1000,
    "share-of-hardware": float(100 * 120 / SPENT),
    "spot-break-even": first(lambda lost: lost == 99 or Q(40, 100 - lost) >= 1),
    "cleaner-grid": float(100 * (Q(5, 10) - Q(1, 10)) / Q(5, 10)),
    "replicas-for-a-tighter-objective": needed(900, 45) - needed(900, 60),
    "always-on-or-by-request": first(lambda n: 2 * n >= 6_000),
    "saving-of-a-schedule": sum(2 * (16 - (16 if 8 <= h < 18 else 6)) for _ in range(30) for h in range(24)),
    "exp-in-half-precision": overflow(65_504),
    "loss-of-three-logits": -math.log(1 / (1 + math.exp(-2) + math.exp(-3))),
    "rounding-in-int8": max(abs(n / 1e4 - 0.05 * round(n / 1e4 / 0.05)) for n in range(63_501)),
}
