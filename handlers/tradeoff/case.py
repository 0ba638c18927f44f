"""A case: options with a value for each objective. Values are exact, in the objective's own unit."""

from dataclasses import dataclass
from fractions import Fraction
from random import Random

SIZES = {
    "time": {"us": "0.000001", "ms": "0.001", "s": "1", "min": "60", "h": "3600"},
    "memory": {"KB": "0.001", "MB": "1", "GB": "1000", "TB": "1000000"},
    "money": {"$": "1", "$K": "1000", "$M": "1000000"},
    "points": {"points": "1"},
}
UNITS = {unit: (what, Fraction(size)) for what, sizes in SIZES.items() for unit, size in sizes.items()}
"""Unit -> what it measures, and its size among its relatives: what measures the same can be converted."""
ALIASES = {
    **{unit.casefold(): unit for unit in UNITS},
    **dict.fromkeys(("point", "pp", "pts", "pt", "%", "percent"), "points"),
    **dict.fromkeys(("sec", "secs", "second", "seconds"), "s"),
    **dict.fromkeys(("msec", "msecs", "millisecond", "milliseconds"), "ms"),
    **dict.fromkeys(("µs", "microseconds"), "us"),
    **dict.fromkeys(("minute", "minutes"), "min"),
    **dict.fromkeys(("hour", "hours"), "h"),
    **dict.fromkeys(("usd", "dollar", "dollars"), "$"),
}
HIGHER, LOWER = frozenset({"points"}), frozenset({"time", "memory", "money"})
"""What measures these is better higher, or lower, unless it is said otherwise."""


def unit_of(text: str) -> str:
    """The unit as it is kept: `seconds` is `s`, `%` is `points`; one that isn't known stays as it was typed."""
    typed = text.strip()
    low = typed.casefold().replace("μ", "µ")
    return ALIASES.get(low, typed)


def measures(unit: str) -> str:
    """What a unit measures; a unit of its own measures itself."""
    return UNITS[unit][0] if unit in UNITS else unit


def convert(value: Fraction, unit: str, into: str) -> Fraction | None:
    """The value in another unit of the same kind; None where there is no way."""
    if unit == into:
        return value
    if measures(unit) != measures(into) or unit not in UNITS:
        return None
    return value * UNITS[unit][1] / UNITS[into][1]


@dataclass(frozen=True, slots=True)
class Objective:
    """What is compared: its unit, and whether more of it is better."""

    name: str
    unit: str
    higher: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to go, with its values in the order of the objectives."""

    name: str
    values: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """The first choice is the one that the others are compared with."""

    objectives: tuple[Objective, ...]
    choices: tuple[Choice, ...]

    def gain(self, at: int, one: Choice, other: Choice) -> Fraction:
        """By how much `one` is better than `other` on an objective; negative when it is worse."""
        difference = one.values[at] - other.values[at]
        return difference if self.objectives[at].higher else -difference


def figure(value: Fraction, *, signed: bool = False) -> str:
    """A figure with at most two decimals, as 1.23e+15 when it is huge, and a sign where a change is meant."""
    if value and abs(value) < Fraction(1, 200):
        text = f"{float(value):.2g}"
    elif abs(value) < 10**9:
        text = f"{float(round(value, 2)):,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{float(value):.2e}"
    return f"+{text}" if signed and value > 0 else text


def money(value: Fraction, *, signed: bool = False) -> str:
    """Money in $K or $M where that is shorter: 240000 is 240K."""
    for size, mark in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if abs(value) >= 10 * size or (abs(value) >= size and value % (size // 100) == 0):
            return f"{figure(value / size, signed=signed)}{mark}"
    return figure(value, signed=signed)


VERSION = 1
"""Part of what the seed is hashed with: what changes the numbers makes a new version."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """Options as one would type them, two weights in thousands of dollars, and a limit in milliseconds."""

    options: str
    w1: int
    w2: int
    limit: int


def exercise(seed: int) -> Exercise:
    """The same number gives the same case, on every platform and in every later version: four options that differ
    in accuracy (tenths of a point) and latency (whole milliseconds)."""
    chance = Random(f"tradeoff/{VERSION}/{seed}")  # noqa: S311 - the same case each time is the point
    points, ms = chance.randrange(820, 920), chance.randrange(40, 90)
    steps = [(chance.randrange(2, 16), chance.randrange(4, 40)) for _ in range(2)]
    named = [("today", points, ms)]
    named += [(f"bigger {n}", points + up, ms + slower) for n, (up, slower) in enumerate(steps, 1)]
    down, faster = chance.randrange(2, 12), chance.randrange(5, 30)
    named.append(("smaller", points - down, ms - faster))
    options = "; ".join(f"{name}: {value // 10}.{value % 10}% {latency}ms" for name, value, latency in named)
    slowest = max(latency for _, _, latency in named)
    return Exercise(
        options, 100 * chance.randrange(1, 9), 10 * chance.randrange(1, 6), slowest - chance.randrange(0, 6)
    )
