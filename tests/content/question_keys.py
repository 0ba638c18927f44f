"""Keys of written number questions, each worked out in another way than its formula does: by counting things one by
one, by simulating, by definition instead of closed form, or from the result back to what was asked."""

import datetime as dt
import math
from collections.abc import Callable
from fractions import Fraction
from itertools import count
from statistics import NormalDist

Q = Fraction


def first(holds: Callable[[int], bool]) -> int:
    """The smallest number from 1 for which it holds."""
    return next(number for number in count(1) if holds(number))


def last(holds: Callable[[int], bool]) -> int:
    """The largest number from 1 for which it holds, when it holds up to there and no further."""
    return first(lambda number: not holds(number)) - 1


def nearest_rank(values: list[float], share: Fraction) -> float:
    """The smallest value with at least this share of all values at or below it."""
    return min(v for v in values if Q(sum(one <= v for one in values), len(values)) >= share)


def power(people: float, before: float, after: float) -> float:
    """The power of a two-sided test at 5 % of two shares with so many people an arm, by the normal distribution."""
    noise = math.sqrt((before * (1 - before) + after * (1 - after)) / people)
    return NormalDist().cdf(abs(after - before) / noise - NormalDist().inv_cdf(0.975))


def passes(accepted: float, proposed: int) -> float:
    """Tokens of a pass of speculation: the expectation over where the first refusal stands."""
    ends = [(accepted**n * (1 - accepted), n + 1) for n in range(proposed)]
    return sum(chance * tokens for chance, tokens in [*ends, (accepted**proposed, proposed + 1)])


def business_days_later(start: dt.date, days: int) -> int:
    """Calendar days until the business day that is `days` business days after `start`."""
    day = start
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < 5
    return (day - start).days


def alone_false(tests: int, level: float) -> float:
    """The chance that any of so many independent tests is false, adding one after the other."""
    any_so_far = 0.0
    for _ in range(tests):
        any_so_far += (1 - any_so_far) * level
    return any_so_far


def waiting(load: float, service: float) -> float:
    """The mean wait of M/M/1: the mean number of people before one, each taking a service (PASTA)."""
    return service * sum(n * (1 - load) * load**n for n in range(3_000))


def tail(load: float, service: float, share: float) -> float:
    """The percentile of the time in an M/M/1 system, found by halving on its distribution function."""
    low, high = 0.0, 1_000 * service
    for _ in range(200):
        middle = (low + high) / 2
        below = 1 - math.exp(-middle * (1 - load) / service)
        low, high = (middle, high) if below < share else (low, middle)
    return low


def beaten(models: list[tuple[float, float]]) -> int:
    """How many have another that is as good on both sides and better on one; the first counts up, the second down."""
    return sum(any(a[0] >= b[0] and a[1] <= b[1] and a != b for a in models) for b in models)


LATENCIES = [30.0] * 180 + [80.0] * 12 + [150.0] * 6 + [700.0] * 2
MODELS = [(80.0, 10.0), (82.0, 14.0), (81.0, 18.0), (85.0, 30.0), (84.0, 31.0), (79.0, 9.0)]

KEYS: dict[str, float] = {
    "three-and-a-quarter-times": float(100 - Q(100) * 100 / 325),
    "numbers-trained-by-lora": sum(8 for _ in range(4096)) + sum(8 for _ in range(11008)),
    "score-after-distillation": float(80 - 80 * Q(3, 100)),
    "tokens-in-a-pass": passes(0.7, 3),
    "mean-prompt-time": float(Q(7, 10) * (500 * Q(2, 10)) + Q(3, 10) * 500),
    "billion-vectors": 4 * 768 / 1000,
    "pictures-to-review": 5_000 * 9 // 10 + 995_000 // 100,
    "warm-replicas-for-a-ramp": first(lambda n: 50 * n >= sum(5 for _ in range(90))),
    "three-nines-in-a-row": float(100 * Q(999, 1000) * Q(999, 1000) * Q(999, 1000)),
    "mean-time-of-a-cascade": float(Q(3, 4) * 50 + Q(1, 4) * (50 + 300)),
    "rule-of-sixteen": float(16 / Q(1, 60) ** 2),
    "smallest-effect-relative": float((Q(84, 10) / 8 - 1) * 100),
    "people-for-a-fifth": first(lambda n: power(n, 0.2, 0.21) >= 0.8),
    "twenty-metrics": 100 * alone_false(20, 0.05),
    "chi-square-of-a-split": float(sum(Q((seen - 40_000) ** 2, 40_000) for seen in (40_400, 39_600))),
    "people-with-covariate": float(20_000 * (1 - Q(36, 100))),
    "error-budget-minutes": float(Q(5, 10_000) * 30 * 1_440),
    "p99-of-two-hundred": nearest_rank(LATENCIES, Q(99, 100)),
    "half-meet-a-slow-server": first(lambda n: 1 - Q(99, 100) ** n >= Q(1, 2)),
    "speed-up-for-a-target": float(28 / (20 - Q(12))),
    "ten-business-days": business_days_later(dt.date(2026, 3, 3), 10),
    "minutes-for-questions": len(range(5, 45 - 3 - 5)),
    "thirty-billion-in-bf16": 30e9 * 16 / 8 / 1e9,
    "four-bits-in-groups-of-64": float(70 * Q(64 * 4 + 16 + 4, 64 * 8)),
    "cache-of-a-large-model": float(Q(sum(2 * 8 * 128 for _layer in range(80)), 1024)),
    "cache-of-a-long-document": float(Q(2**15 * 2**17, 2**30)),
    "cache-as-large-as-weights": float(Q(1_606 * 10**7, 2**17)),
    "room-for-the-longest": float(Q(700, 4096) * 100),
    "cards-for-adam": first(lambda n: n * 80 >= 13 * 16),
    "four-times-the-prompt": last(lambda n: n * 16_384 * 131_072 <= 57_940_000_000),
    "bubble-below-a-tenth": first(lambda m: Q(7, m + 7) <= Q(1, 10)),
    "network-time-of-forty-layers": float(sum(Q(50, 25_000) for _ in range(40)) * 1_000),
    "waiting-without-service": waiting(0.8, 20),
    "tail-of-a-queue": tail(0.8, 10, 0.99),
    "from-half-to-nearly-full": float(Q(1, 1 - Q(95, 100)) / Q(1, 1 - Q(5, 10))),
    "capacity-from-latency": float(Q(100, 80)),
    "wait-from-queue-length": 900 / 300,
    "four-bit-ceiling": 1 / (8.03e9 * 133 / 256 / 3.35e12),
    "two-cards-large-model": 1 / (70e9 / (2 * 3.35e12) * 2),
    "step-of-thirty-two": 1_000 * (16.06e9 / 3.35e12 + sum(2_048 * 131_072 for _ in range(32)) / 3.35e12),
    "time-to-read-a-prompt": sum(2 * 8.03e9 for _ in range(2_000)) / 494.5e12 * 1_000,
    "bandwidth-in-use": 16.06 / 33.5 * 100,
    "whole-time-from-tokens": 0.5 + math.fsum(0.030 for _ in range(2, 102)),
    "throughput-of-a-batch": float(Q(16_000, 18)),
    "largest-batch-in-budget": last(lambda b: 10 + Q(b, 2) <= 30),
    "time-to-fill-a-batch": float(sum(Q(1_000, 500) for _arrival in range(2, 17))),
    "both-objectives-met": 1_200 * 88 / 100 / 60,
    "how-many-are-beaten": beaten(MODELS),
    "utility-of-a-slim-model": float(12 * 12 - Q(250, 2)),
    "highest-price-of-a-ms": float(Q(6, 10) * 400 / 15),
    "both-weights-against": float(Q(6, 10) * (400 - 120) - 5 * (30 + 9)),
    "value-of-the-last-step": float((2 * 400 - 35 * 30) - (Q(12, 10) * 400 - 8 * 30)),
    "w2-from-a-slowdown": float(Q(80_000_000 * 4, 1_000) / 200),
    "serving-cost-of-a-ms": sum(3 * 2 * 24 for _ in range(365)),
    "utility-with-serving-cost": 150 - 80 - 45,
    "points-of-click-rate": float(50 * Q(51, 50) - 50),
}
