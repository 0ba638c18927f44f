"""Pure: the number that somebody typed, judged in the unit that a question asks for.

    16.9%   0.169   1/6   20 ms   0.02 s   2.4x   $1.16   1.2k   31,231   0,5   8.4e22   209 tokens/s

A comma or a point before three digits can be either, so both readings count. A number without a unit is in
the question's. What would be right in another unit is said, not failed.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext

from bot.core.text import echo
from content.formula import Number, as_decimal
from content.quiz import Numeric, Slip


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


LONGEST = 60
DIGITS = 40
"""Characters of a number."""
EXPONENT = 30
EXAMPLES = "Write one such as 20, 0.169, 16.9%, 1/6 or 1.2k."
_SIGNS = str.maketrans({"−": "-", "–": "-", "×": "x", "·": "*", "⁄": "/", "’": "'", "µ": "u", "μ": "u"})
_DIGITS = r"[0-9](?:[0-9.,' ]*[0-9])?|[.,][0-9]+"
_TYPED = re.compile(
    rf"[~≈=]?\s*(?P<sign>[+-]?)\s*(?:(?P<money>[$€£])\s*(?P<inner>[+-]?))?\s*(?P<top>{_DIGITS})"
    rf"(?:\s*/\s*(?P<bottom>{_DIGITS}))?"
    r"(?:\s*[x*]\s*10\s*\^\s*(?P<power>[+-]?[0-9]{1,3})|[eE](?P<exponent>[+-]?[0-9]{1,3}))?"
    r"\s*(?P<unit>[^0-9^*+=-](?:[^0-9]|(?<=[A-Za-z])[0-9])*)?"
)
_SPACED = re.compile(r"[0-9]{1,3}(?:[ '][0-9]{3})+(?:[.,][0-9]+)?")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}(?:[.,][0-9]{3})+")


TINY = Decimal("1e-9")


class Again(ValueError):
    """The answer can't be judged as typed; a sentence that says what to write."""


@dataclass(frozen=True, slots=True)
class GradedNumber:
    """Whether a number is right, and the known mistake that gives it, if one does."""

    right: bool
    slip: Slip | None = None


def grade_number(question: Numeric, text: str) -> GradedNumber:
    """Whether the typed `text` is right.

    Raises:
            Again: it is no number, its unit doesn't fit, it would be right in another unit, or is the key rounded
            too far.
    """
    if question.is_measure and text.lower().startswith(question.unit.lower()):
        text = text[len(question.unit) :].lstrip(" :=")
    readings, words = read_number(text)
    given, wanted = find_unit(words), find_unit(question.unit)
    with localcontext(prec=50):
        scale = given.scale(wanted)
        if scale is None:
            said = (
                f"{echo(words)} doesn't fit here" if given.known else f"I don't know the unit {echo(words)}"
            )
            raise Again(f"{said}. Write the number in {question.unit}.")
        values = [v for r in readings for v in _values(r * scale, given, wanted)]
        if any(question.accepts(v) for v in values):
            return GradedNumber(right=True)
        slip, off = next(
            ((s, _off(v, s.value)) for v in values if (s := question.slip(v))), (None, Decimal(1))
        )
        _refuse_other_unit(question, readings, words, wanted, off)
        if slip is None and any(_is_rounded(question, r, scale, given, wanted) for r in readings):
            raise Again("Almost: give one more digit.")
        return GradedNumber(right=False, slip=slip)


def _is_rounded(question: Numeric, reading: Decimal, scale: Decimal, given: Unit, wanted: Unit) -> bool:
    """Whether the number is the key, rounded too far, by the digits that were typed: hundredths in 0.70, and tens in
    130, whose zero may be rounding."""
    meant = reading.normalize() if reading == reading.to_integral_value() else reading
    step = Decimal(1).scaleb(meant.adjusted() - len(meant.as_tuple().digits) + 1)
    values, steps = (_values(n * scale, given, wanted) for n in (reading, step))
    return any(question.is_rounded(v, s) for v, s in zip(values, steps, strict=True))


def _values(value: Decimal, given: Unit, wanted: Unit) -> Iterator[Decimal]:
    """The value, and where percent is asked for and no unit was given, what it is as a share."""
    yield value
    if wanted == PERCENT and not given.dimension:
        yield value * 100


def _off(value: Decimal, from_: Number) -> Decimal:
    """How far a value is from another, as a share of that."""
    wanted = as_decimal(from_)
    return abs(value - wanted) / (abs(wanted) or 1)


def _refuse_other_unit(
    question: Numeric, readings: tuple[Decimal, ...], words: str, wanted: Unit, off: Decimal
) -> None:
    """Raises Again when a number that isn't right would be right in another unit, and is no nearer to the known
    mistake that it is `off`."""
    if words and any(question.accepts(r) for r in readings):
        raise Again(f"The number is right, but not in {echo(words)}. Write it in {question.unit}.")
    for where, unit in _alternatives(question, wanted):
        converted = (r * unit.factor / wanted.factor for r in readings)
        if any(question.accepts(value) and _off(value, question.value) <= off + TINY for value in converted):
            raise Again(f"That would be right {where}. I ask for {question.unit}: write it again.")


def _alternatives(question: Numeric, wanted: Unit) -> Iterator[tuple[str, Unit]]:
    """Units in which the same answer is often given: those of the dimension, percent for a share."""
    if wanted.dimension != "number":
        yield from ((f"in {n}", u) for n, u in SHOWN.items() if u.dimension == wanted.dimension)
    elif wanted == PERCENT:
        yield "as a share, without the %", Unit("number", Decimal(1))
    elif wanted.times != 1:
        yield "as a full number", Unit("number", wanted.factor / wanted.times)
    elif abs(as_decimal(question.value)) <= 1:
        yield "in %", PERCENT


# reading


def read_number(text: str) -> tuple[tuple[Decimal, ...], str]:
    """The readings of the number, likeliest first, and the words of its unit.

    Raises:
        Again: no number is there.
    """
    unread = Again(f"{echo(text)} isn't a number that I can read. {EXAMPLES}")
    typed = text.strip().rstrip(".;,!")
    if len(typed) > LONGEST or any(unicodedata.category(c) == "No" for c in typed):  # superscripts, ½
        raise unread
    typed = " ".join(unicodedata.normalize("NFKC", typed).translate(_SIGNS).split())
    found = _TYPED.fullmatch(typed) if len(typed) <= LONGEST else None
    if found is None:
        raise unread
    # before anything is computed with it
    if max(len(found["top"]), len(found["bottom"] or "")) > DIGITS:
        raise Again(f"That number has more than {DIGITS} characters. Round it, or write it as 8.4e22.")
    power = int(found["power"] or found["exponent"] or 0)
    if abs(power) > EXPONENT:
        raise Again(f"An exponent goes from -{EXPONENT} to {EXPONENT} here. Check the number.")
    tops = _readings(found["top"])
    if found["bottom"]:
        with localcontext(prec=50):
            tops = tuple(t / b for t in tops for b in _readings(found["bottom"]) if b)
    if not tops:
        raise unread
    sign = -1 if "-" in (found["sign"], found["inner"]) else 1
    scaled = tuple(sign * top.scaleb(power) for top in tops)
    return scaled, f"{found['unit'] or ''} {found['money'] or ''}".strip()


def _readings(digits: str) -> tuple[Decimal, ...]:
    """The numbers that these digits can be; none when their marks make no sense."""
    if _SPACED.fullmatch(digits):
        digits = digits.replace(" ", "").replace("'", "")
        return (Decimal(digits.replace(",", ".")),)
    marks = [c for c in digits if not c.isdigit()]
    if not marks:
        return (Decimal(digits),)
    if not set(marks) <= {",", "."}:
        return ()
    thousands, point = marks[0], marks[-1]
    if len(set(marks)) == 1:
        grouped = [Decimal(digits.replace(point, ""))] if _THOUSANDS.fullmatch(digits) else []
        decimal = [Decimal(digits.replace(point, "."))] if len(marks) == 1 else []
        return tuple(grouped + decimal if point == "," else decimal + grouped)
    whole, _, part = digits.rpartition(point)  # 1,234.5 or 1.234,5
    if point in whole or not _THOUSANDS.fullmatch(whole):
        return ()
    return (Decimal(f"{whole.replace(thousands, '')}.{part}"),)


def read_order(text: str, count: int) -> str:
    """All letters of an order in the order in which they were typed, lower case: "B A D C", "b, a, d, c", "badc".

    Raises:
        Again: a letter is missing, is there twice, or is none of the `count`.
    """
    last = chr(ord("A") + count - 1)
    words = re.sub(r"[\s,;.>&+/-]", "", text.casefold()) if len(text) <= LONGEST else ""
    if sorted(words) != list("abcdef"[:count]):
        example = " ".join(reversed("ABCDEF"[:count]))
        raise Again(
            f"{echo(text)} isn't an order. Write every letter from A to {last} once, such as {example}."
        )
    return words


def read_letters(text: str, count: int) -> str:
    """The letters of a choice in their order, lower case: "A, C", "a and c", "AC".

    Raises:
        Again: other characters, or a letter beyond the `count` options.
    """
    last = chr(ord("A") + count - 1)
    words = re.sub(r"\band\b|[\s,;.&+/]", "", text.casefold()) if len(text) <= LONGEST else ""
    if not words or any(c not in "abcdef"[:count] for c in words):
        raise Again(f"{echo(text)} isn't a choice. Write letters from A to {last}, such as A, C.")
    return "".join(sorted(set(words)))


SHORTEST = 20
"""Characters of a written answer."""
