"""Pure: the units in which numbers are asked for and typed. What is no unit here only counts: requests, F1."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Unit:
    """`factor` is in the dimension's own unit (s, byte, g, dollar, 1); `times` is its part of k or million.

    No `dimension`: no unit was given. Not `known`: words that count something.
    """

    dimension: str
    factor: Decimal
    times: Decimal = Decimal(1)
    known: bool = True

    def scale(self, wanted: "Unit") -> Decimal | None:
        """By what a number in this unit is multiplied to be in the `wanted` one; None: they do not compare.

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


def unit_of(words: str) -> Unit:
    """The unit that words name: a known one, one of it per time, k or million of it, else words that count."""
    words = " ".join(re.sub(r"([$€£%])", r" \1 ", words.casefold()).split())
    if not words:
        return NONE
    return _BY_NAME.get(words) or _rate(words) or _many(words) or _inside(words)


def _rate(words: str) -> Unit | None:
    """`requests a second`, `GB/s`."""
    found = _RATE.fullmatch(words)
    time = _BY_NAME.get(found["time"]) if found else None
    if found is None or time is None or time.dimension != "time":
        return None
    what = unit_of(found["what"])
    dimension = f"{what.dimension or 'number'}/time"
    return Unit(dimension, what.factor / time.factor, what.times)


def _many(words: str) -> Unit | None:
    """`million queries`, `k $`."""
    first, _, rest = words.partition(" ")
    times = _TIMES.get(first)
    if times is None:
        return None
    inner = unit_of(rest)
    return replace(inner, factor=inner.factor * times, times=times)


def _inside(words: str) -> Unit:
    """A known unit with words around it (`gpu hours`, `% of the time`), else words that count."""
    parts = words.replace("-", " ").split()
    for part in (parts[0], parts[-1]):
        if part in _BY_NAME:
            return _BY_NAME[part]
    return Unit("number", Decimal(1), known=False)
