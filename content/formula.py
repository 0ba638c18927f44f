"""Formulas of questions and facts: a small language of its own, computed exactly where that is possible, and the
numbers that they put into prose.

    2*80 / (2*80 + 20 + 40)        ceil((z(0.975) + z(0.8))^2 * 0.0475 / 0.005^2)        sum(3, 2/log2(3))

Numbers, + - * / ^ (right to left, before a sign: -2^2 is -4), parentheses, and the functions of FUNCTIONS.
Results are Fractions while every step is exact, else Decimals of 50 digits. Sizes are limited before anything
is computed, so a hostile formula costs milliseconds at most.

In prose `{= formula | spec }` is replaced by the formula's value, so nobody types a result:

    "F1 is {= 2*80/(2*80+20+40) | .3}"    ->  "F1 is 0.727"
    "{= 0.6*400 - 15*30 | +,.0}"          ->  "-210"

The spec is an optional + (show the sign), an optional comma (thousands), a point and the number of decimals;
`.2e` writes powers of ten as in 8.40e22. Without a spec the value is written exactly, which must be possible
with at most six decimals. Halves are rounded away from zero.
"""

from __future__ import annotations

import decimal
import operator
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache, partial, reduce
from math import isqrt
from statistics import NormalDist
from typing import Any

Number = Fraction | Decimal

MAX_LENGTH = 400
MAX_DEPTH = 30
MAX_DIGITS = 40
MAX_EXPONENT = 1_000
MAX_BITS = 20_000
PRECISION = 50

TOKEN = re.compile(r"\s*(?:([0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]{1,3})?)|([a-z][a-z0-9]*)|([-+*/^(),]))")
CONTEXT = decimal.Context(prec=PRECISION, Emax=100_000, Emin=-100_000)
NEARLY = Decimal("1e-30")
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}


class FormulaError(ValueError):
    """Why a formula cannot be computed, as a sentence for its author."""


@lru_cache(maxsize=1024)
def evaluate(text: str) -> Number:
    """The value of the formula `text`. Raises FormulaError, never anything else."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"the formula has {len(text)} characters, at most {MAX_LENGTH} are read: split it")
    parser = _Parser(_tokens(text))
    try:
        with decimal.localcontext(CONTEXT):
            return parser.whole()
    except ZeroDivisionError:
        raise FormulaError("the formula divides by zero: check its numbers") from None
    except decimal.DecimalException:
        raise FormulaError("a value of the formula is out of range: use smaller numbers") from None


def as_decimal(value: Number) -> Decimal:
    """`value` as a Decimal of 50 digits."""
    if isinstance(value, Decimal):
        return value
    return CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _tokens(text: str) -> list[str]:
    found: list[str] = []
    at = 0
    stripped = text.rstrip()
    while at < len(stripped):
        match = TOKEN.match(stripped, at)
        if match is None:
            raise FormulaError(
                f"'{stripped[at : at + 10].strip()}' is not part of a formula: see the language's list"
            )
        found.append(match.group().strip())
        at = match.end()
    return found


class _Parser:
    """Recursive descent that computes as it reads."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.at = 0
        self.depth = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, *wanted: str) -> str:
        token = self.peek()
        if token and token in wanted:
            self.at += 1
            return token
        return ""

    def expect(self, token: str) -> None:
        if not self.take(token):
            raise FormulaError(f"'{token}' is missing before '{self.peek() or 'the end'}': add it")

    def whole(self) -> Number:
        value = self.total()
        if self.peek():
            raise FormulaError(f"'{self.peek()}' stands where the formula should have ended: remove it")
        return value

    def total(self) -> Number:
        value = self.product()
        while sign := self.take("+", "-"):
            other = self.product()
            value = _apply(sign, value, other)
        return value

    def product(self) -> Number:
        value = self.signed()
        while sign := self.take("*", "/"):
            other = self.signed()
            value = _apply(sign, value, other)
        return value

    def signed(self) -> Number:
        self.deeper()
        sign = self.take("-", "+")
        value = self.signed() if sign else self.power()
        self.depth -= 1
        return -value if sign == "-" else value

    def power(self) -> Number:
        base = self.atom()
        return power(base, self.signed()) if self.take("^") else base

    def atom(self) -> Number:
        if self.take("("):
            value = self.total()
            self.expect(")")
            return value
        token = self.peek()
        self.at += 1
        if token[:1].isdigit():
            return _literal(token)
        if token[:1].isalpha():
            return self.call(token)
        raise FormulaError(f"a number is missing before '{token or 'the end'}': add it")

    def call(self, name: str) -> Number:
        if name not in FUNCTIONS:
            raise FormulaError(f"'{name}' is no function: use one of {', '.join(sorted(FUNCTIONS))}")
        self.expect("(")
        values = [self.total()]
        while self.take(","):
            values.append(self.total())
        self.expect(")")
        if name in OF_MANY:
            return OF_MANY[name](values)
        if len(values) != 1:
            raise FormulaError(f"{name} takes one value, not {len(values)}: remove the others")
        return OF_ONE[name](values[0])

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise FormulaError(f"the formula is nested more than {MAX_DEPTH} levels deep: simplify it")


def _literal(token: str) -> Fraction:
    mantissa, _, exponent = token.partition("e")
    if len(mantissa) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_DIGITS:
        raise FormulaError(
            f"the number {token[:20]} is too long: at most {MAX_DIGITS} digits, exponents to {MAX_DIGITS}"
        )
    return Fraction(token)


def _apply(sign: str, left: Number, right: Number) -> Number:
    if isinstance(left, Fraction) and isinstance(right, Fraction):
        return _bounded(OPERATIONS[sign](left, right))
    return Decimal(OPERATIONS[sign](as_decimal(left), as_decimal(right)))


def _size(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _bounded(value: Fraction) -> Fraction:
    if _size(value) > MAX_BITS:
        raise FormulaError("a value of the formula is too large: use smaller numbers")
    return value


def power(base: Number, exponent: Number) -> Number:
    """base ^ exponent. The exponent is limited before anything is multiplied."""
    if abs(as_decimal(exponent)) > MAX_EXPONENT:
        raise FormulaError(f"an exponent is above {MAX_EXPONENT}: use a smaller one")
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        if _size(base) * abs(exponent.numerator) > MAX_BITS:
            raise FormulaError("a power of the formula is too large: use smaller numbers")
        return base**exponent.numerator
    if base < 0:
        raise FormulaError("a negative number cannot be raised to a broken exponent: check the sign")
    return Decimal(as_decimal(base) ** as_decimal(exponent))


def _ln(value: Number) -> Number:
    if value <= 0:
        raise FormulaError("a logarithm needs a positive number: check the sign")
    return Fraction(0) if value == 1 else as_decimal(value).ln()


def _log2(value: Number) -> Number:
    exact = _exact_log2(value)
    return exact if exact is not None else as_decimal(_ln(value)) / Decimal(2).ln()


def _exact_log2(value: Number) -> Fraction | None:
    if not isinstance(value, Fraction) or value <= 0:
        return None
    up, down = value.numerator, value.denominator
    if up & (up - 1) or down & (down - 1):
        return None
    return Fraction(up.bit_length() - down.bit_length())


def _exp(value: Number) -> Number:
    if abs(as_decimal(value)) > MAX_EXPONENT:
        raise FormulaError(f"exp takes at most {MAX_EXPONENT}: use a smaller value")
    return Fraction(1) if value == 0 else as_decimal(value).exp()


def _sqrt(value: Number) -> Number:
    if value < 0:
        raise FormulaError("a root needs a number that is not negative: check the sign")
    if isinstance(value, Fraction):
        root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
        if root * root == value:
            return root
    return as_decimal(value).sqrt()


def _floor(value: Number) -> Fraction:
    if isinstance(value, Fraction):
        return Fraction(value.numerator // value.denominator)
    if value.adjusted() >= PRECISION - 10:
        raise FormulaError("a value is too large to be rounded to a whole number: use smaller numbers")
    nearest = value.to_integral_value(decimal.ROUND_HALF_EVEN)
    if abs(value - nearest) < NEARLY:
        return Fraction(nearest)
    return Fraction(value.to_integral_value(decimal.ROUND_FLOOR))


def _ceil(value: Number) -> Fraction:
    return -_floor(-value)


def _z(value: Number) -> Number:
    if not Decimal("1e-9") <= as_decimal(value) <= 1 - Decimal("1e-9"):
        raise FormulaError("z takes a probability between 0 and 1: write 0.975 for 97.5 %")
    return quantile(as_decimal(value))


@lru_cache(maxsize=64)
def quantile(p: Decimal) -> Decimal:
    """The standard normal quantile of `p` by Newton's method from the double of the standard library."""
    with decimal.localcontext(CONTEXT):
        x = Decimal(NormalDist().inv_cdf(float(p)))
        for _ in range(2):
            x -= (_phi_below(x) - p) / _density(x)
        return x


def _density(x: Decimal) -> Decimal:
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
    return (-x * x / 2).exp() / (2 * pi).sqrt()


def _phi_below(x: Decimal) -> Decimal:
    """P(Z < x) = 1/2 + density(x) * (x + x^3/3 + x^5/(3*5) + ...), Marsaglia 2004."""
    term = total = x
    odd = 1
    while abs(term) > Decimal("1e-60"):
        odd += 2
        term = term * x * x / odd
        total += term
    return Decimal("0.5") + _density(x) * total


OF_ONE: dict[str, Callable[[Number], Number]] = {
    "ln": _ln,
    "log2": _log2,
    "exp": _exp,
    "sqrt": _sqrt,
    "ceil": _ceil,
    "floor": _floor,
    "z": _z,
    "pos": lambda value: Fraction(value > 0),  # what a formula counts and chooses with
}
OF_MANY: dict[str, Callable[[list[Number]], Number]] = {
    "sum": partial(reduce, partial(_apply, "+")),
    "min": partial(min, key=as_decimal),
    "max": partial(max, key=as_decimal),
}
FUNCTIONS = frozenset({*OF_ONE, *OF_MANY})


# numbers in prose

SLOT = re.compile(r"\{=([^{}|]*)(?:\|([^{}|]*))?\}")
MONEY = re.compile(r"(\$[0-9,]*\.[0-9])(?![0-9A-Za-z]| (?:thousand|million|billion)\b)")
"""Dollars with one decimal: `$0.2`, but not `$1.2 million` or `$18.9K`."""
SPEC = re.compile(r"(\+?)(,?)\.([0-9])(e?)")


def fill_slots(text: str) -> str:
    """`text` with every slot replaced, and dollars with two decimals. Raises FormulaError with a sentence."""
    shown = SLOT.sub(lambda slot: write_number(evaluate(slot[1].strip()), (slot[2] or "").strip()), text)
    if "{=" in shown:
        raise FormulaError("a slot is not closed: write {= formula | .2}")
    return MONEY.sub(r"\g<1>0", shown)


def write_number(value: Number, spec: str = "") -> str:
    """`value` as `spec` says. Raises FormulaError for a spec that is none."""
    if not spec:
        return _exactly(as_decimal(value))
    match = SPEC.fullmatch(spec)
    if match is None:
        raise FormulaError(f"'{spec}' does not say how to write a number: use for example .2 or +,.0")
    sign, comma, places, power = match.groups()
    if power:
        return f"{as_decimal(value):{sign}.{places}e}".replace("e+", "e")
    return f"{round_to(as_decimal(value), -int(places)):{sign}{comma}.{places}f}"


def with_unit(number: str, unit: str, *, is_measure: bool = False) -> str:
    """A number and its unit as engineers write them: `20 ms`, `35%`, and `kappa 0.61` of a measure."""
    if is_measure:
        return f"{unit} {number}"
    return f"{number}{'' if unit.startswith('%') else ' '}{unit}"


def round_to(value: Decimal, exponent: int) -> Decimal:
    """`value` as a multiple of ten to the `exponent`, halves away from zero."""
    return value.quantize(Decimal(1).scaleb(exponent), ROUND_HALF_UP)


def _exactly(value: Decimal) -> str:
    short = round_to(value, -6)
    if short != value:
        raise FormulaError("the value has more than six decimals: say how many to write, as in {= 1/3 | .3}")
    return f"{short:f}".rstrip("0").rstrip(".")
