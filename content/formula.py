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

import ast
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
MAX_DIGITS = 40
MAX_EXPONENT = 1_000
MAX_BITS = 20_000
PRECISION = 50

TOKENS = re.compile(r"(?:\s*(?:[0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]{1,3})?|[a-z][a-z0-9]*|[-+*/^(),]))*")
CONTEXT = decimal.Context(prec=PRECISION, Emax=100_000, Emin=-100_000)
NEARLY = Decimal("1e-30")


class FormulaError(ValueError):
    """Why a formula cannot be computed, as a sentence for its author."""


@lru_cache(maxsize=1024)
def evaluate(text: str) -> Number:
    """The value of the formula `text`. Raises FormulaError, never anything else."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"the formula has {len(text)} characters, at most {MAX_LENGTH} are read: split it")
    known = TOKENS.match(text)
    rest = text[known.end() if known else 0 :]
    if rest.strip():
        raise FormulaError(f"'{rest.strip()[:10]}' isn't part of a formula: see the language's list")
    source = " ".join(text.replace("^", "**").split())
    try:
        tree = ast.parse(source, mode="eval")
        with decimal.localcontext(CONTEXT):
            return _compute(tree.body, source)
    except SyntaxError:
        said = f"'{text.strip()[:40]}' isn't a formula"
        raise FormulaError(f"{said}: a number, sign or parenthesis is missing, or one is too many") from None
    except ZeroDivisionError:
        raise FormulaError("the formula divides by zero: check its numbers") from None
    except decimal.DecimalException:
        raise FormulaError("a value of the formula is out of range: use smaller numbers") from None


def as_decimal(value: Number) -> Decimal:
    """`value` as a Decimal of 50 digits."""
    if isinstance(value, Decimal):
        return value
    return CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _compute(node: ast.expr, source: str) -> Number:
    match node:
        case ast.Constant():
            return _literal(source[node.col_offset : node.end_col_offset])
        case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=inner):
            value = _compute(inner, source)
            return -value if isinstance(node.op, ast.USub) else value
        case ast.BinOp(left=left, op=op, right=right) if type(op) in OPERATIONS:
            return OPERATIONS[type(op)](_compute(left, source), _compute(right, source))
        case ast.Call(func=ast.Name(id=name), args=given) if name in FUNCTIONS and given:
            values = [_compute(one, source) for one in given]
            if name in OF_MANY:
                return OF_MANY[name](values)
            if len(values) != 1:
                raise FormulaError(f"{name} takes one value, not {len(values)}: remove the others")
            return OF_ONE[name](values[0])
        case ast.Name(id=name) if name in FUNCTIONS:
            raise FormulaError(f"'(' is missing after {name}: add it")
        case ast.Name(id=name) | ast.Call(func=ast.Name(id=name)) if name not in FUNCTIONS:
            raise FormulaError(f"'{name}' isn't a function: use one of {', '.join(sorted(FUNCTIONS))}")
    said = source[node.col_offset : node.end_col_offset]
    raise FormulaError(f"'{said[:10]}' isn't part of a formula: see the language's list")


def _literal(token: str) -> Fraction:
    mantissa, _, exponent = token.partition("e")
    if len(mantissa) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_DIGITS:
        raise FormulaError(
            f"the number {token[:20]} is too long: at most {MAX_DIGITS} digits, exponents to {MAX_DIGITS}"
        )
    return Fraction(token)


def _size(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


def _apply(operation: Callable[[Any, Any], Any], left: Number, right: Number) -> Number:
    if not (isinstance(left, Fraction) and isinstance(right, Fraction)):
        return Decimal(operation(as_decimal(left), as_decimal(right)))
    value: Fraction = operation(left, right)
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
        raise FormulaError("a negative number can't be raised to a broken exponent: check the sign")
    return Decimal(as_decimal(base) ** as_decimal(exponent))


def _ln(value: Number) -> Number:
    if value <= 0:
        raise FormulaError("a logarithm needs a positive number: check the sign")
    return Fraction(0) if value == 1 else as_decimal(value).ln()


def _log2(value: Number) -> Number:
    if isinstance(value, Fraction) and value > 0:
        up, down = value.numerator, value.denominator
        if not (up & (up - 1) or down & (down - 1)):
            return Fraction(up.bit_length() - down.bit_length())
    return as_decimal(_ln(value)) / Decimal(2).ln()


def _exp(value: Number) -> Number:
    if abs(as_decimal(value)) > MAX_EXPONENT:
        raise FormulaError(f"exp takes at most {MAX_EXPONENT}: use a smaller value")
    return Fraction(1) if value == 0 else as_decimal(value).exp()


def _sqrt(value: Number) -> Number:
    if value < 0:
        raise FormulaError("a root needs a number that isn't negative: check the sign")
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


@lru_cache(maxsize=64)
def _z(value: Number) -> Number:
    """The standard normal quantile by Newton's method from the double of the standard library."""
    p = as_decimal(value)
    if not Decimal("1e-9") <= p <= 1 - Decimal("1e-9"):
        raise FormulaError("z takes a probability between 0 and 1: write 0.975 for 97.5 %")
    pi = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")
    x = Decimal(NormalDist().inv_cdf(float(p)))
    for _ in range(2):
        density = (-x * x / 2).exp() / (2 * pi).sqrt()
        # P(Z < x) = 1/2 + density(x) * (x + x^3/3 + x^5/(3*5) + ...), Marsaglia 2004
        term, total, odd = x, x, 1
        while abs(term) > Decimal("1e-60"):
            odd += 2
            term = term * x * x / odd
            total += term
        x -= (Decimal("0.5") + density * total - p) / density
    return x


OF_ONE: dict[str, Callable[[Number], Number]] = {
    "ln": _ln,
    "log2": _log2,
    "exp": _exp,
    "sqrt": _sqrt,
    "ceil": lambda value: -_floor(-value),
    "floor": _floor,
    "z": _z,
    "pos": lambda value: Fraction(value > 0),  # what a formula counts and chooses with
}
OF_MANY: dict[str, Callable[[list[Number]], Number]] = {
    "sum": partial(reduce, partial(_apply, operator.add)),
    "min": partial(min, key=as_decimal),
    "max": partial(max, key=as_decimal),
}
FUNCTIONS = frozenset({*OF_ONE, *OF_MANY})
OPERATIONS: dict[type[ast.operator], Callable[[Number, Number], Number]] = {
    ast.Add: partial(_apply, operator.add),
    ast.Sub: partial(_apply, operator.sub),
    ast.Mult: partial(_apply, operator.mul),
    ast.Div: partial(_apply, operator.truediv),
    ast.Pow: power,
}


# numbers in prose

SLOT = re.compile(r"\{=([^{}|]*)(?:\|([^{}|]*))?\}")
MONEY = re.compile(r"(\$[0-9,]*\.[0-9])(?![0-9A-Za-z]| (?:thousand|million|billion)\b)")
"""Dollars with one decimal: `$0.2`, but not `$1.2 million` or `$18.9K`."""
SPEC = re.compile(r"(\+?)(,?)\.([0-9])(e?)")


def fill_slots(text: str) -> str:
    """`text` with every slot replaced, and dollars with two decimals. Raises FormulaError with a sentence."""
    shown = SLOT.sub(lambda slot: write_number(evaluate(slot[1].strip()), (slot[2] or "").strip()), text)
    if "{=" in shown:
        raise FormulaError("a slot isn't closed: write {= formula | .2}")
    return MONEY.sub(r"\g<1>0", shown)


def write_number(value: Number, spec: str = "") -> str:
    """`value` as `spec` says. Raises FormulaError for a spec that is none."""
    if not spec:
        short = round_to(as_decimal(value), -6)
        if short != as_decimal(value):
            raise FormulaError(
                "the value has more than six decimals: say how many to write, as in {= 1/3 | .3}"
            )
        return f"{short:f}".rstrip("0").rstrip(".")
    match = SPEC.fullmatch(spec)
    if match is None:
        raise FormulaError(f"'{spec}' doesn't say how to write a number: use for example .2 or +,.0")
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
