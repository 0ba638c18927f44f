"""Units as questions ask for them and as people type them: what each measures, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` is in the dimension's own unit (s, byte, g, dollar, 1); `times` is its part of k or million.

    No `dimension`: no unit was given. Not `known`: words that count something.
    """

    dimension: str
    factor: Decimal
    times: Decimal = Decimal(1)
    known: bool = True

    def scale(self, wanted: Unit) -> Decimal | None:
        """By what a number in this unit is multiplied to be in the `wanted` one; None: they don't compare.

        A number without a unit is in the wanted one; its k or million may be the one that is wanted.
        """
        if not self.dimension or (not self.known and wanted.dimension.startswith("number")):
            return self.times / wanted.times if self.times != 1 else Decimal(1)
        if self.known and self.dimension == wanted.dimension:
            return self.factor / wanted.factor
        return None


NONE = Unit("", Decimal(1))
ONE = Unit("number", Decimal(1))
PERCENT = Unit("number", Decimal("0.01"))


def _family(dimension: str, **factors: str) -> dict[str, Unit]:
    return {name: Unit(dimension, Decimal(f)) for name, f in factors.items()}


SHOWN: Mapping[str, Unit] = {
    **_family("time", ns="1e-9", us="1e-6", ms="0.001", s="1", minutes="60", hours="3600", days="86400"),
    **_family("bytes", bytes="1", KB="1e3", MB="1e6", GB="1e9", TB="1e12", PB="1e15"),
    **_family("bytes", KiB="1024", MiB="1048576", GiB="1073741824", TiB="1099511627776"),
    **_family("mass", mg="0.001", g="1", kg="1000", tonnes="1e6"),
    **_family("energy", Wh="1", kWh="1e3", MWh="1e6"),
    **_family("money", dollars="1", cents="0.01"),
    **_family("euros", euros="1"),
    **_family("pounds", pounds="1"),
}
"""Units as we write them."""
_OTHER_NAMES = {
    "s": "second seconds sec secs",
    "ms": "millisecond milliseconds msec",
    "us": "microsecond microseconds",
    "minutes": "min mins minute",
    "hours": "h hr hrs hour",
    "days": "d day",
    "bytes": "b byte",
    "kg": "kilogram kilograms",
    "g": "gram grams",
    "tonnes": "tonne ton tons",
    "dollars": "$ dollar usd",
    "cents": "cent",
    "euros": "€ euro eur",
    "pounds": "£ pound gbp",
}
_BY_NAME: Mapping[str, Unit] = {
    **{name.casefold(): unit for name, unit in SHOWN.items()},
    **{other: SHOWN[name] for name, others in _OTHER_NAMES.items() for other in others.split()},
    **dict.fromkeys(("%", "percent", "pct"), PERCENT),
    **dict.fromkeys(("x", "times"), ONE),
    **dict.fromkeys(("tps", "qps", "rps"), Unit("number/time", Decimal(1))),
}
_TIMES: Mapping[str, Decimal] = {
    **dict.fromkeys(("k", "thousand"), Decimal(1_000)),
    **dict.fromkeys(("m", "mn", "mio", "million", "millions"), Decimal(1_000_000)),
    **dict.fromkeys(("bn", "billion", "billions"), Decimal(1_000_000_000)),
}
_RATE = re.compile(r"(?P<what>.*?)(?: ?/ ?| ?\bper |\ban? )(?P<time>[a-z]+)")


def find_unit(words: str) -> Unit:
    """The unit that words name: a known one, one of it per time, k or million of it, else words that count."""
    words = " ".join(re.sub(r"([$€£%])", r" \1 ", words.casefold()).split())
    if not words or words in _BY_NAME:
        return _BY_NAME.get(words, NONE)
    rate = _RATE.fullmatch(words)
    time = _BY_NAME.get(rate["time"]) if rate else None
    if rate and time and time.dimension == "time":  # `requests a second`, `GB/s`
        what = find_unit(rate["what"])
        return Unit(f"{what.dimension or 'number'}/time", what.factor / time.factor, what.times)
    first, _, rest = words.partition(" ")
    if times := _TIMES.get(first):  # `million queries`, `k $`
        inner = find_unit(rest)
        return replace(inner, factor=inner.factor * times, times=times)
    parts = words.replace("-", " ").split()  # `gpu hours`, `% of the time`
    around = next((_BY_NAME[part] for part in (*parts[:1], *parts[-1:]) if part in _BY_NAME), None)
    return around or Unit("number", Decimal(1), known=False)


@cache
def names_of(unit: str) -> frozenset[str]:
    """All names of a unit that we write, in small letters; none for words that count something."""
    known = find_unit(unit)
    if unit not in (*SHOWN, "%", "thousand", "million", "billion"):
        return frozenset()
    return frozenset(name for name in (*_BY_NAME, *_TIMES) if find_unit(name) == known)
