"""Keys of written number questions, each worked out in another way than its formula does: by counting things one by
one, by simulating, by definition instead of closed form, or from the result back to what was asked."""

import math
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate, combinations, count, product, takewhile
from statistics import NormalDist, mean, pstdev

Q = Fraction


def first(holds: Callable[[int], bool]) -> int:
    """The smallest number from 1 for which it holds."""
    return next(number for number in count(1) if holds(number))


def last(holds: Callable[[int], bool]) -> int:
    """The largest number from 1 for which it holds, when it holds up to there and no further."""
    return first(lambda number: not holds(number)) - 1


def power(people: float, before: float, after: float) -> float:
    """The power of a two-sided test at 5 % of two shares with so many people an arm, by the normal distribution."""
    noise = math.sqrt((before * (1 - before) + after * (1 - after)) / people)
    return NormalDist().cdf(abs(after - before) / noise - NormalDist().inv_cdf(0.975))


def passes(accepted: float, proposed: int) -> float:
    """Tokens of a pass of speculation: the expectation over where the first refusal stands."""
    ends = [(accepted**n * (1 - accepted), n + 1) for n in range(proposed)]
    return sum(chance * tokens for chance, tokens in [*ends, (accepted**proposed, proposed + 1)])


def root(below: Callable[[float], bool], high: float) -> float:
    """Where it stops to be true of the numbers from 0 on, by halving."""
    low = 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle) else (low, middle)
    return low


def beaten(models: list[tuple[float, float]]) -> int:
    """How many have another that is as good on both sides and better on one; the first counts up, the second down."""
    return sum(any(a[0] >= b[0] and a[1] <= b[1] and a != b for a in models) for b in models)


def agreement_above_chance(both: Fraction, yes: Fraction) -> Fraction:
    """Kappa from the table of four cells that these margins have."""
    yes_yes = yes - (1 - both) / 2
    no_no = both - yes_yes
    chance = (yes_yes + (1 - both) / 2) ** 2 + (no_no + (1 - both) / 2) ** 2
    return (both - chance) / (1 - chance)


def copies(appends: int) -> int:
    """Copies of an array that doubles, append by append."""
    room, copied = 1, 0
    for held in range(appends):
        if held == room:
            room, copied = 2 * room, copied + held
    return copied


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
    "twenty-metrics": 100 * sum(0.95**tests_before * 0.05 for tests_before in range(20)),
    "chi-square-of-a-split": float(sum(Q((seen - 40_000) ** 2, 40_000) for seen in (40_400, 39_600))),
    "people-with-covariate": float(20_000 * (1 - Q(36, 100))),
    "error-budget-minutes": float(Q(5, 10_000) * 30 * 1_440),
    "p99-of-two-hundred": min(v for v in LATENCIES if sum(one <= v for one in LATENCIES) >= 198),
    "half-meet-a-slow-server": first(lambda n: 1 - Q(99, 100) ** n >= Q(1, 2)),
    "speed-up-for-a-target": float(28 / (20 - Q(12))),
    "ten-business-days": sum(7 for _week_of_five in range(0, 10, 5)),
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
    "waiting-without-service": 20 * sum(n * 0.2 * 0.8**n for n in range(3_000)),
    "tail-of-a-queue": root(lambda t: 1 - math.exp(-t * 0.2 / 10) < 0.99, 10_000),
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
    "f2-of-a-screen": float(1 / (Q(1, 5) / Q(1, 2) + Q(4, 5) / Q(4, 5))),
    "balanced-accuracy-of-counts": float(1 - (Q(20, 50) + Q(50, 950)) / 2),
    "overlap-of-two-boxes": len({*range(100)} & {*range(30, 130)}) / len({*range(100)} | {*range(30, 130)}),
    "when-to-act": float(next(p for p in (Q(n, 1000) for n in range(1001)) if (1 - p) * 1 <= p * 9)),
    "how-sure-is-85": 196 * math.sqrt(425 * 75 / 500**3),
    "mcnemar-of-pairs": float(2 * Q((30 - 22) ** 2, 22)),
    "kappa-of-two": float(agreement_above_chance(Q(8, 10), Q(7, 10))),
    "rmse-of-four": math.dist((3, 4, 0, 0), (0, 0, 0, 0)) / 2,
    "rouge-l-f": float(1 / ((Q(8, 6) + Q(12, 6)) / 2)),
    "two-draws-of-ten": 100 * sum("pass" in two for two in TWO_OF_TEN) / len(TWO_OF_TEN),
    "preferred-in-both-orders": float(Q(7, 12) * 100),
    "auc-by-pairs": mean((p > n) + (p == n) / 2 for p, n in product([0.8, 0.4], [0.6, 0.4, 0.1])),
    "brier-of-three": float(sum((p - y) ** 2 for p, y in ((Q(8, 10), 1), (Q(6, 10), 0), (Q(3, 10), 0))) / 3),
    "four-times-the-items": float(2 * Q(sum(40_000 for _ in range(40_000)), 10_000 * 10_000)),
    "n-log-n-grows": 2**22 * math.log2(2**22) / (2**20 * math.log2(2**20)),
    "halving-five-million": len(list(takewhile(bool, (5_000_000 // 2**halved for halved in count())))),
    "copies-of-a-thousand": copies(1_000),
    "bucket-in-four-seconds": 20 + sum(5 for _second in range(4)),
    "token-bill-of-a-query": float(1000 * (3000 * Q(4, 10**7) + 500 * Q(16, 10**7))),
    "a-thousand-on-own-card": float(Q(120, 60 * 1800) * 1000),
    "reservation-break-even": first(lambda used: 100 * used >= 60 * 100),
    "what-a-cache-saves": float(2_000_000 * Q(4, 1000) - (1_400_000 * Q(4, 1000) + 900)),
    "cache-pays-from": first(lambda n: n * 1000 * Q(1, 4) * Q(2, 1000) >= 600) / 1000,
    "kernels-paid-back": first(lambda months: 7_500 * months >= 60_000),
    "price-of-a-solved-task": 3 * sum(n * 0.4 * 0.6 ** (n - 1) for n in range(1, 400)),
    "when-to-save": root(lambda interval: 2 / interval**2 > 1 / (2 * 400), 400),
    "share-lost-to-failures": 100 * (2 / 40 + 40 / (2 * 400)),
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
    "replicas-for-a-tighter-objective": first(lambda n: 45 * n >= 900 / 0.7)
    - first(lambda n: 60 * n >= 900 / 0.7),
    "always-on-or-by-request": first(lambda n: 2 * n >= 6_000),
    "saving-of-a-schedule": sum(2 * (16 - (16 if 8 <= h < 18 else 6)) for _ in range(30) for h in range(24)),
    "exp-in-half-precision": root(lambda x: math.exp(x) < 65_504, 100),
    "loss-of-three-logits": -math.log(1 / (1 + math.exp(-2) + math.exp(-3))),
    "rounding-in-int8": max(abs(n / 1e4 - 0.05 * round(n / 1e4 / 0.05)) for n in range(63_501)),
    # language models
    "rate-behind-a-judge": next(
        100 * x for x in (n / 1000 for n in range(1001)) if 0.9 * x + 0.2 * (1 - x) > 0.7599
    ),
    "groups-without-a-signal": 100
    * sum(
        math.prod(0.9 if right else 0.1 for right in group)
        for group in product((0, 1), repeat=8)
        if len(set(group)) == 1
    ),
    "what-a-defense-costs": 100 - 100 * (56 / 100) / (80 / 100),
    "reload-or-prefill-again": 7e9 / (128 * 1024) / 8000,
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
