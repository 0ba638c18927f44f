"""Keys of the number questions on language models, each worked out in another way than its formula does."""

import math
from fractions import Fraction
from itertools import accumulate, combinations, product
from statistics import pstdev

Q = Fraction
MONTHS = range(12)


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


KEYS: dict[str, float] = {
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
}
