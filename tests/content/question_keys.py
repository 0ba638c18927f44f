"""Keys of written number questions, each worked out in another way than its formula does: by counting things one by
one, by simulating, by definition instead of closed form, or from the result back to what was asked."""

import datetime as dt
import math
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate, combinations, count, product
from statistics import NormalDist, pstdev

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


def any_passes(passing: int, samples: int, drawn: int) -> Fraction:
    """The share of all ways to draw samples in which one at least passes, by listing them."""
    ways = list(combinations(range(samples), drawn))
    return Q(sum(min(way) < passing for way in ways), len(ways))


def chain(step: float, steps: int) -> float:
    """The share of tasks whose steps all succeed, one step after the other."""
    return float(list(accumulate([step] * steps, lambda left, one: left * one))[-1])


def read_experts(experts: int, chosen: int, tokens: int) -> float:
    """The mean share of experts that some token of a batch chose, over all choices of two for each."""
    pairs = list(combinations(range(experts), chosen))
    missed = sum(0 not in pair for pair in pairs) / len(pairs)
    return 1 - math.prod([missed] * tokens)


LATENCIES = [30.0] * 180 + [80.0] * 12 + [150.0] * 6 + [700.0] * 2
MODELS = [(80.0, 10.0), (82.0, 14.0), (81.0, 18.0), (85.0, 30.0), (84.0, 31.0), (79.0, 9.0)]
SPENT = 120 + 60 + sum(Q(12, 100) * 6 for _hour in range(26_280)) / 1000
TWO_OF_TEN = list(combinations(["pass"] * 4 + ["fail"] * 6, 2))
MONTHS = range(12)

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
    # language models
    "success-over-steps": 100 * chain(0.95, 20),
    "step-needed-for-target": 100 * math.exp(math.log(0.9) / 10),
    "check-and-retry": 100 * sum(0.8 * 0.2**failed for failed in range(3)),
    "tokens-of-an-agent-run": sum(4 + 1.5 * earlier for earlier in range(10)),
    "expert-read-share": 100 * read_experts(8, 2, 4),
    "mla-cache-size": sum(2 * (512 + 64) for _layer in range(61)) / 2**10,
    "b200-or-h100-decode": (1 / 3.35) / (1 / 8),
    "disaggregation-transfer": 8000 * (2**17 / 50e6),
    "win-rate-with-ties": 100 - 100 * (140 + 40) / 400,
    "interval-of-a-win-rate": 196 * pstdev([1] * 220 + [0] * 180) / 20,
    "judge-agreement": 1 - (1 - 0.79) / (0.6 * 0.4 + 0.4 * 0.6),
    "pass-at-k-estimate": float(100 * any_passes(5, 20, 2)),
    "consistency-of-eight": 100 * chain(0.9, 8),
    "sample-size-of-evals": next(n for n in range(1, 9999) if 1.96 * math.sqrt(0.16 / n) <= 0.02),
    "rare-harm-zero-seen": 300 / 300,
    "false-discoveries": 100 * (80 / 20) / (80 / 20 + 20 * 4 / 5),
    "group-relative-advantage": (1 - sum([1, 0, 0, 1]) / 4) / pstdev([1, 0, 0, 1]),
    "lora-parameters-all-layers": sum(2 * 16 * 4096 for _ in product(range(32), range(4))) / 1e6,
    "cached-input-bill": sum(0.00025 * (0.1 if token < 8000 else 1) for token in range(10_000)),
    "write-premium-break-even": next(n for n in range(1, 9) if 1.25 + 0.1 * (n - 1) < n),
    "batch-and-cache-mix": 16 + 24 / 2,
    "reasoning-cost-per-task": 0.9 * 4 + 0.1 * (4 + 10),
    "price-falls-each-year": sum(10 * 0.5 ** (month / 12) for month in MONTHS),
    "vectors-of-a-corpus": 125_000 * 1024 * 4 / 1e9,
    "fusion-of-ranks": (62 + 70) / (62 * 70),
    "faithfulness-score": 100 - 100 * 2 / 8,
    "product-quantization-size": 768 / (96 / 4),
    "cost-of-context": 100 / (1 + 400 * 2 / (6000 * 0.5)),
    "base-rate-of-blocks": 100 / (1 + (0.995 * 0.01) / (0.005 * 0.9)),
    "jailbreak-rate-interval": 196 * pstdev([1] * 8 + [0] * 392) / 20,
    "document-pipeline-night": next(n for n in range(1, 99) if n * 12 * 0.8 * 8 * 3600 >= 6e6),
    "cold-start-of-a-70b": 140 * (7 - 2) / (7 * 2),
    "quality-tier-routing": (700 * 0.25 + 300 * 3.05) / 1000,
    "all-reduce-bytes": sum(14 / 8 for _step in range(2 * 7)),
    "zero-stage-one-memory": 8 * 2 + 8 * 2 + 96 / 16,
    "failures-of-a-large-run": 24 / (419 / 54),
    "mfu-of-a-run": 100 * 400 / (989e12 / (6 * 70e9)),
    "attention-cost-square": (16_000 * 16_000) / (4_000 * 4_000),
    "odds-at-half-temperature": math.exp(math.log(3) / 0.5),
    "parameters-of-a-block": sum((4 * 4096**2, 2 * 4096 * 4 * 4096)) / 1e6,
    "compute-optimal-data": sum(7 for _ in range(20)),
    "click-at-position-five": float((1 / Q(3, 10)) / (1 / Q(9, 10))),
    "new-ranker-on-old-logs": 100 * sum([1 / 0.1] * 11 + [0.0] * 989) / 1000,
    "tokens-of-a-photo": len(range(0, 1344, 28)) * len(range(0, 896, 28)),
    "silence-before-an-answer": max(accumulate([500, 150, 350, *[20] * 15, 120, 80])),
    "stability-of-three-bins": sum(  # the divergence of today from training, and back
        one * math.log(one / other)
        for pair in ((0.5, 0.4), (0.3, 0.3), (0.2, 0.3))
        for one, other in (pair, pair[::-1])
    ),
    "city-with-and-without": 12.5 - (10 + 10.2 - 9),
}
