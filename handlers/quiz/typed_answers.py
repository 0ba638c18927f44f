"""Pure: the number that somebody typed, judged in the unit that a question asks for.

    16.9%   0.169   1/6   20 ms   0.02 s   2.4x   $1.16   1.2k   31,231   0,5   8.4e22   209 tokens/s

A comma or a point before three digits can be either, so both readings count. A number without a unit is in
the question's. What would be right in another unit is said, not failed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, localcontext

from bot.core.text import echo
from content.formula import Number, as_decimal
from content.quiz import Numeric, Slip
from content.units import PERCENT, SHOWN, Unit, find_unit

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
            Again: it isn't a number, its unit doesn't fit, it would be right in another unit, or is the key rounded
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
