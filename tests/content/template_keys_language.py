"""Second computations of the templates on language models, in another way than their formulas."""

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import accumulate
from statistics import NormalDist, pstdev

V = Mapping[str, float]


def _half_width(rate: float, pairs: float) -> float:
    """From the spread of a hundred wins and losses, and the normal quantile rounded as 1.96 is."""
    wide = round(NormalDist().inv_cdf(0.975), 2)
    return 100 * wide * pstdev([1] * int(rate) + [0] * int(100 - rate)) / math.sqrt(pairs)


def _all_fail(samples: int, passing: int) -> Fraction:
    """The share of pairs of samples that both fail."""
    return Fraction(math.comb(samples - passing, 2), math.comb(samples, 2))


def _kappa(v: V) -> float:
    """From disagreement seen and expected."""
    judge, human = v["judge"] / 100, v["human"] / 100
    return 1 - (1 - v["agree"] / 100) / (judge * (1 - human) + human * (1 - judge))


def _cases(v: V) -> int:
    """The first number of cases that is enough, from a guess near it."""
    p, wanted = v["rate"] / 100, v["margin"] / 100
    near = int(p * (1 - p) * (1.96 / wanted) ** 2)
    return next(
        n
        for n in range(max(1, near - 2), near + 3)
        if Fraction(196, 100) ** 2 * _q(p) * (1 - _q(p)) <= n * _q(wanted) ** 2
    )


def _q(value: float) -> Fraction:
    return Fraction(str(round(value, 6)))


def _retried(v: V) -> float:
    """Try by try: what is left after each failure that was noticed."""
    done, left = 0.0, 1.0
    for _ in range(int(v["tries"])):
        done += left * v["once"] / 100
        left *= (1 - v["once"] / 100) * v["noticed"] / 100
    return 100 * done


def _advantage(v: V) -> float:
    rewards = [1] * int(v["right"]) + [0] * int(v["count"] - v["right"])
    return (1 - sum(rewards) / len(rewards)) / pstdev(rewards)


def _bought(v: V) -> float:
    """Hour by hour through a day."""
    return sum(
        v["hour"] * (v["base"] * (100 - v["cut"]) / 100 + (v["peak"] - v["base"] if hour < v["busy"] else 0))
        for hour in range(24)
    )


NUMBERS: dict[str, Callable[[V], float]] = {
    "win-rate-interval": lambda v: _half_width(v["rate"], v["pairs"]),
    "pass-at-k": lambda v: float(100 * (1 - _all_fail(int(v["samples"]), int(v["passing"])))),
    "kappa-of-a-judge": _kappa,
    "cases-for-a-margin": _cases,
    "index-memory": lambda v: v["tokens"] / (v["chunk"] - v["overlap"]) * (v["size"] * v["bytes"] / 1000),
    "fused-rank": lambda v: (120 + v["first"] + v["second"]) / ((60 + v["first"]) * (60 + v["second"])),
    "stages-of-a-pipeline": lambda v: list(
        accumulate((100, v["recall"], v["keep"], v["use"]), lambda left, one: left * one / 100)
    )[-1],
    "price-of-a-rag-query": lambda v: (
        sum([v["size"]] * int(v["passages"]) + [500]) * v["price"] / 1e3 + v["answer"] * v["out"] / 1e3
    ),
    "chain-of-steps": lambda v: 100 * math.exp(v["count"] * math.log(v["step"] / 100)),
    "tokens-of-a-loop": lambda v: sum(
        v["prompt"] + v["step"] * earlier for earlier in range(int(v["calls"]))
    ),
    "solved-by-retries": _retried,
    "odds-at-temperature": lambda v: math.exp(math.log(v["odds"]) / v["warmth"]),
    "weights-of-a-decoder": lambda v: (
        v["layers"] * (4 * v["width"] * v["width"] + 2 * v["width"] * (4 * v["width"])) / 1e9
    ),
    "adapter-weights": lambda v: (
        sum(v["rank"] * (v["width"] + v["width"]) for _ in range(int(v["layers"] * v["each"]))) / 1e6
    ),
    "advantage-in-a-group": _advantage,
    "experts-read": lambda v: 100 - 100 * ((v["experts"] - v["chosen"]) / v["experts"]) ** v["batch"],
    "latent-cache": lambda v: (
        sum(v["latent"] + v["rope"] for _ in range(int(v["layers"]))) * v["bytes"] / 2**10
    ),
    "windowed-cache": lambda v: (
        100 * (v["context"] + (v["full"] - 1) * v["window"]) / (v["full"] * v["context"])
    ),
    "move-the-cache": lambda v: v["tokens"] * (v["kib"] * 1024 / (v["link"] * 1e6)),
    "bits-in-blocks": lambda v: v["billions"] / v["block"] * (v["block"] * v["bits"] + v["scale"]) / 8,
    "cached-prefix-bill": lambda v: (
        v["prompt"] * v["share"] / 100 * v["price"] * v["rate"] / 1e5
        + v["prompt"] * (100 - v["share"]) / 100 * v["price"] / 1e3
    ),
    "batch-share-of-a-bill": lambda v: (
        v["bill"] * (100 - v["share"]) / 100 + v["bill"] * v["share"] / 100 * (100 - v["cut"]) / 100
    ),
    "price-of-a-task": lambda v: (
        100 * (v["visible"] * v["out"] / 1e6 + v["hidden"] * v["out"] / 1e6)
        + v["human"]
        - v["human"] * v["solved"] / 100
    ),
    "reserve-or-on-demand": _bought,
    "ring-all-reduce": lambda v: sum(
        v["billions"] * 2 / v["gpus"] / v["link"] * 1e3 for _ in range(2 * (int(v["gpus"]) - 1))
    ),
    "sharded-state": lambda v: v["billions"] * (16 - v["split"]) + v["billions"] * v["split"] / v["gpus"],
    "mfu-measured": lambda v: 100 * v["speed"] / (v["peak"] * 1e12 / (6 * v["billions"] * 1e9)),
    "false-among-found": lambda v: 100 / (1 + v["moved"] * v["power"] / ((100 - v["moved"]) * v["level"])),
    "interval-by-units": lambda v: math.sqrt(1 - v["rho"] + v["views"] * v["rho"]),
}
