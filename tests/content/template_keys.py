"""The keys of all templates, worked out a second time: in floats, from the drawn values, by other ways."""

import itertools
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from statistics import NormalDist, mean, pstdev

V = Mapping[str, float]
Z = NormalDist().inv_cdf(0.975) + NormalDist().inv_cdf(0.8)


def _binomial_tail(count: float, chance: float) -> float:
    """P(at least one of `count`), summed up over the first one that happens."""
    return math.fsum(chance * (1 - chance) ** before for before in range(int(count)))


def _rank(shares: list[tuple[float, float]], percent: int) -> float:
    """The nearest-rank percentile of (count, value) pairs, by writing all values out."""
    values = sorted(value for count, value in shares for _ in range(round(count)))
    return values[math.ceil(percent * len(values) / 100) - 1]


def _people(rate: float, up: float) -> int:
    spread = sum(p * (100 - p) for p in (rate, rate + up))
    return math.ceil(round(Z**2 * spread / up**2, 6))


def _sequences(v: V) -> int:
    left, one = (v["memory"] - v["weights"] - v["spare"]) * 10**9, v["context"] * v["kib"] * 1024
    return int(Fraction(round(left)) // Fraction(round(one)))


def _half_width(rate: float, pairs: float) -> float:
    """From the spread of a hundred wins and losses, and the normal quantile rounded as 1.96 is."""
    wide = round(NormalDist().inv_cdf(0.975), 2)
    return 100 * wide * pstdev([1] * int(rate) + [0] * int(100 - rate)) / math.sqrt(pairs)


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


NUMBERS: Mapping[str, Callable[[V], float]] = {
    "utility-sum": lambda v: v["gain"] * v["point"] - v["slower"] * v["milli"],
    "utility-faster": lambda v: -(v["loss"] * v["point"] - v["faster"] * v["milli"]),
    "break-even-ms": lambda v: v["point"] / (v["milli"] / v["gain"]),
    "price-of-a-ms": lambda v: v["point"] / (v["slower"] / v["gain"]),
    "value-of-a-point": lambda v: v["worth"] * (1 / v["lift"]),
    "weight-up-30": lambda v: v["gain"] * v["point"] - v["slower"] * (v["milli"] + 0.3 * v["milli"]),
    "clicks-to-income": lambda v: 100 * v["uplift"] / v["lift"],
    "people-an-arm": lambda v: _people(v["rate"], v["up"]),
    "sixteen-rule": lambda v: 16 * v["rate"] * (100 - v["rate"]) / v["up"] ** 2,
    "relative-or-points": lambda v: 100 * ((v["old"] + v["up"]) / v["old"] - 1),
    "lift-to-rate": lambda v: v["rate"] + v["rate"] * v["lift"] / 100,
    "weeks-of-a-test": lambda v: next(
        7 * n for n in itertools.count(1) if v["daily"] * 7 * n >= 2 * v["arm"]
    ),
    "many-metrics": lambda v: 100 * _binomial_tail(v["count"], v["level"] / 100),
    "people-with-cuped": lambda v: v["people"] - v["people"] * v["rho"] * v["rho"],
    "split-chi-square": lambda v: sum(off**2 / (v["all"] / 2) for off in (v["gap"], -v["gap"])),
    "in-flight": lambda v: v["rate"] / (1000 / v["time"]),
    "slots-to-rate": lambda v: v["slots"] * (1 / v["time"]),
    "mm1-time": lambda v: v["service"] + v["service"] * v["load"] / (1 - v["load"]),
    "mm1-load-for-p99": lambda v: 1 - v["service"] / (v["limit"] / math.log(100)),
    "faster-is-capacity": lambda v: 100 * v["cut"] / (100 - v["cut"]),
    "fan-out": lambda v: 100 * _binomial_tail(v["servers"], v["slow"] / 100),
    "leaf-target": lambda v: 100 * (v["good"] / 100) ** (1 / v["servers"]),
    "p95-of-counts": lambda v: _rank(
        [*((v[f"c{n}"], v[f"v{n}"]) for n in (1, 2, 3)), (100 - v["c1"] - v["c2"] - v["c3"], v["v4"])], 95
    ),
    "goodput-rate": lambda v: v["done"] / v["span"] - v["done"] * (100 - v["met"]) / 100 / v["span"],
    "amdahl-whole": lambda v: 100 / (100 - v["part"] + v["part"] / v["times"]),
    "time-a-token": lambda v: v["each"],
    "fill-a-batch": lambda v: sum(1000 / v["rate"] for _ in range(1, int(v["batch"]))),
    "static-batch": lambda v: 100 * mean([v["short"]] * (int(v["batch"]) - 1) + [v["long"]]) / v["long"],
    "cache-mean": lambda v: mean([v["hit"]] * int(v["hits"]) + [v["miss"]] * (100 - int(v["hits"]))),
    "weights-in-gb": lambda v: v["billions"] * 1e9 * v["bits"] / 8 / 1e9,
    "cache-a-token": lambda v: (
        sum(2 * v["heads"] * v["size"] * v["bytes"] for _ in range(int(v["layers"]))) / 1024
    ),
    "sequences-that-fit": _sequences,
    "grouped-heads": lambda v: v["full"] / (v["heads"] / v["groups"]),
    "bits-with-extra": lambda v: v["billions"] * (v["bits"] * v["group"] + 16 + 4) / v["group"] / 8,
    "ridge-of-a-card": lambda v: v["peak"] * v["share"] * 1e10 / (v["band"] * 1e12),
    "decode-limit": lambda v: 1 / (v["billions"] * 1e9 * v["bytes"] / (v["band"] * 1e9)),
    "decode-step": lambda v: (
        sum([v["weights"] * 1e9] + [v["context"] * v["kb"] * 1e3] * int(v["batch"])) / (v["band"] * 1e6)
    ),
    "speculation": lambda v: (
        sum(v["accept"] ** n for n in range(int(v["guess"]) + 1)) / (1 + v["guess"] * v["cost"])
    ),
    "idle-pipeline": lambda v: 100 * (1 - v["micro"] / (v["micro"] + v["stages"] - 1)),
    "prompt-left": lambda v: (100 - v["hits"]) + v["hits"] * (100 - v["shared"]) / 100,
    "million-tokens": lambda v: v["hour"] / (v["speed"] * 36 * v["used"] / 1e6),
    "thousand-queries": lambda v: 1e3 * (v["into"] * v["pin"] / 1e6 + v["out"] * v["pin"] * v["times"] / 1e6),
    "build-or-buy": lambda v: v["gpus"] * v["hour"] * 24 * 30 / (v["query"] * 1e6),
    "replicas-for-peak": lambda v: next(
        n for n in itertools.count(1) if n * v["each"] * v["use"] >= 100 * v["peak"]
    ),
    "spot-in-truth": lambda v: 100 * (100 - v["cut"]) / (100 - v["redo"]),
    "scaling-saves": lambda v: (
        100
        - 100 * (sum(v["high"] if hour < v["busy"] else v["low"] for hour in range(24)) / (24 * v["high"]))
    ),
    "gpu-hours-to-train": lambda v: v["billions"] * v["tokens"] * 6e6 / v["peak"] / (v["used"] / 100) / 3600,
    "carbon-of-training": lambda v: v["grid"] * v["pue"] * v["kilo"] * v["devices"] * v["hours"],
    "f1-of-counts": lambda v: 2 / ((v["tp"] + v["fp"]) / v["tp"] + (v["tp"] + v["fn"]) / v["tp"]),
    "base-rate": lambda v: 100 / (1 + v["alarm"] * (100 - v["rare"]) / (v["found"] * v["rare"])),
    "loss-to-ppl": lambda v: math.e ** v["loss"],
    "word-errors": lambda v: v["swap"] / v["words"] + v["gone"] / v["words"] + v["extra"] / v["words"],
    "recall-and-k": lambda v: 100 - 100 * (v["all"] - v["found"]) / v["all"],
    "win-rate-interval": lambda v: _half_width(v["rate"], v["pairs"]),
    "pass-at-k": lambda v: (
        100 - 100 * (math.comb(int(v["samples"] - v["passing"]), 2) / math.comb(int(v["samples"]), 2))
    ),
    "kappa-of-a-judge": _kappa,
    "cases-for-a-margin": _cases,
    "index-memory": lambda v: v["tokens"] / (v["chunk"] - v["overlap"]) * (v["size"] * v["bytes"] / 1000),
    "fused-rank": lambda v: (120 + v["first"] + v["second"]) / ((60 + v["first"]) * (60 + v["second"])),
    "stages-of-a-pipeline": lambda v: list(
        itertools.accumulate((100, v["recall"], v["keep"], v["use"]), lambda left, one: left * one / 100)
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
    "advantage-in-a-group": lambda v: (
        (1 - v["right"] / v["count"]) / pstdev([1] * int(v["right"]) + [0] * int(v["count"] - v["right"]))
    ),
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
    "reserve-or-on-demand": lambda v: (
        v["hour"]
        * sum(
            v["base"] * (100 - v["cut"]) / 100 + (v["peak"] - v["base"] if hour < v["busy"] else 0)
            for hour in range(24)
        )
    ),
    "ring-all-reduce": lambda v: sum(
        v["billions"] * 2 / v["gpus"] / v["link"] * 1e3 for _ in range(2 * (int(v["gpus"]) - 1))
    ),
    "sharded-state": lambda v: v["billions"] * (16 - v["split"]) + v["billions"] * v["split"] / v["gpus"],
    "mfu-measured": lambda v: 100 * v["speed"] / (v["peak"] * 1e12 / (6 * v["billions"] * 1e9)),
    "false-among-found": lambda v: 100 / (1 + v["moved"] * v["power"] / ((100 - v["moved"]) * v["level"])),
    "interval-by-units": lambda v: math.sqrt(1 - v["rho"] + v["views"] * v["rho"]),
}


def _front(v: V) -> set[int]:
    """Who is not beaten, by comparing each with each."""
    options = [(round(v["base"] + v[f"b{n}"], 6), v[f"m{n}"]) for n in range(1, 6)]

    def beats(a: tuple[float, float], b: tuple[float, float]) -> bool:
        return a != b and a[0] >= b[0] and a[1] <= b[1]

    return {n for n, mine in enumerate(options) if not any(beats(other, mine) for other in options)}


def _within(v: V) -> set[int]:
    kept = [(v[f"b{n}"], n - 1) for n in range(1, 5) if v[f"m{n}"] < v["limit"]]
    return {max(kept)[1]}


def _shipped(v: V) -> set[int]:
    if v["now"] + v["slower"] > v["limit"]:
        return {2}
    return {0} if v["gain"] * v["point"] > v["slower"] * v["milli"] else {1}


RIGHT: Mapping[str, Callable[[V], set[int]]] = {
    "front-of-five": _front,
    "limit-first": _within,
    "ship-or-not": _shipped,
}
