"""Formulas give what exact arithmetic gives, and refuse what is hostile before computing it."""

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formula import (
    FUNCTIONS,
    MAX_BITS,
    MAX_LENGTH,
    FormulaError,
    as_decimal,
    evaluate,
    fill_slots,
    write_number,
)

Written = tuple[str, Fraction | None]


def _joined(sign: str, left: Written, right: Written) -> Written:
    text = f"({left[0]}) {sign} ({right[0]})"
    a, b = left[1], right[1]
    if a is None or b is None or (sign == "/" and b == 0):
        return text, None
    return text, {"+": a + b, "-": a - b, "*": a * b, "/": a / b if b else None}[sign]


def _powered(base: Written, exponent: int) -> Written:
    text = f"({base[0]}) ^ {exponent}"
    if base[1] is None or (base[1] == 0 and exponent < 0):
        return text, None
    return text, base[1] ** exponent


literals: st.SearchStrategy[Written] = st.builds(
    lambda whole, part: (f"{whole}.{part:03d}", Fraction(whole) + Fraction(part, 1000)),
    st.integers(0, 9999),
    st.integers(0, 999),
)
expressions: st.SearchStrategy[Written] = st.recursive(
    literals,
    lambda inner: (
        st.builds(_joined, st.sampled_from("+-*/"), inner, inner)
        | st.builds(_powered, inner, st.integers(-3, 3))
        | inner.map(lambda one: (f"-({one[0]})", None if one[1] is None else -one[1]))
    ),
    max_leaves=8,
)


@given(expressions.filter(lambda one: len(one[0]) <= MAX_LENGTH))
def test_arithmetic_is_exact(expression: Written) -> None:
    text, expected = expression
    if expected is None:
        with pytest.raises(FormulaError):
            evaluate(text)
    else:
        assert evaluate(text) == expected


@given(st.integers(0, 99), st.integers(1, 99), st.integers(1, 99), st.integers(1, 9))
def test_precedence_is_that_of_arithmetic_without_parentheses(a: int, b: int, c: int, d: int) -> None:
    assert evaluate(f"{a} - {b} * {c} / {d} + {a}") == Fraction(a) - Fraction(b * c, d) + a
    assert evaluate(f"-{b}^2") == -(b**2)
    assert evaluate(f"2^{d}^2") == 2 ** (d**2)
    assert evaluate(f"{b}^-1") == Fraction(1, b)
    assert evaluate(f"{a} - {b} - {c}") == a - b - c


@given(st.floats(0.001, 500))
def test_functions_agree_with_the_standard_library(x: float) -> None:
    text = f"{Decimal(repr(x)):f}"
    for name, oracle in (("ln", math.log), ("log2", math.log2), ("sqrt", math.sqrt), ("exp", math.exp)):
        assert float(evaluate(f"{name}({text})")) == pytest.approx(oracle(x), rel=1e-12, abs=1e-15)


@given(st.floats(1e-6, 1 - 1e-6))
def test_the_normal_quantile_agrees_with_the_standard_library(p: float) -> None:
    assert float(evaluate(f"z({Decimal(repr(p)):f})")) == pytest.approx(NormalDist().inv_cdf(p), abs=1e-9)


def test_the_normal_quantile_agrees_with_published_tables() -> None:
    assert f"{as_decimal(evaluate('z(0.975)')):.15f}" == "1.959963984540054"
    assert evaluate("z(0.8) + z(0.2)") < Decimal("1e-40")


def test_results_stay_exact_where_they_can() -> None:
    for text, exact in (
        ("ln(1)", 0),
        ("exp(0)", 1),
        ("log2(8)", 3),
        ("log2(1/4)", -2),
        ("sqrt(9/4)", Fraction(3, 2)),
        ("ceil(21.43)", 22),
        ("ceil(-21.43)", -21),
        ("floor(-0.5)", -1),
        ("ceil(3 * sqrt(2)^2)", 6),
        ("sum(1, 2, 1/2)", Fraction(7, 2)),
        ("min(3, 1/2, 2)", Fraction(1, 2)),
        ("max(3, sqrt(2))", 3),
        ("8.4e22 / 1e22", Fraction(42, 5)),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("(" * 190 + "1" + ")" * 190, 1),
        ("-" * 300 + "1", 1),
        ("+".join("1" * 200), 200),
    ):
        assert evaluate(text) == exact, text


@given(st.lists(st.integers(-50, 50), min_size=1, max_size=6))
def test_sum_min_and_max_are_those_of_python(values: list[int]) -> None:
    listed = ", ".join(map(str, values))
    assert evaluate(f"sum({listed})") == sum(values)
    assert evaluate(f"min({listed})") == min(values)
    assert evaluate(f"max({listed})") == max(values)


HOSTILE = {
    "9^9^9^9^9": "exponent",
    "2^100000": "exponent",
    "99999999^999": "too large",
    "((2^1000)^20)^2": "too large",
    "0.5^(10^9)": "exponent",
    "2^0.5^(-10^5)": "exponent",
    "exp(exp(exp(9)))": "exp takes at most",
    "exp(10^9)": "exp takes at most",
    "1e999": "too long",
    "1" * 41: "too long",
    "1" * 401: "at most 400",
    "1/0": "divides by zero",
    "1/(2-2)": "divides by zero",
    "0^-1": "divides by zero",
    "sqrt(2)/(sqrt(2)-sqrt(2))": "divides by zero",
    "ln(0)": "positive",
    "log2(-1)": "positive",
    "sqrt(-1)": "isn't negative",
    "(-2)^0.5": "broken exponent",
    "floor(exp(999))": "too large",
    "z(0)": "between 0 and 1",
    "z(1)": "between 0 and 1",
    "": "isn't a formula",
    "1 +": "isn't a formula",
    "2 3": "isn't a formula",
    "(1": "isn't a formula",
    "2^": "isn't a formula",
    "(" * 210: "isn't a formula",
    "ln 2": "isn't a formula",
    "ln": "'(' is missing after ln",
    "ln()": "isn't part of a formula",
    "ln(1, 2)": "takes one value",
    "factorial(99999)": "isn't a function",
    "__import__('os')": "isn't part of a formula",
    "1;2": "isn't part of a formula",
    "x.y": "isn't part of a formula",
    "7//2": "isn't part of a formula",
    "(1, 2)": "isn't part of a formula",
    "1 if 2 else 3": "isn't part of a formula",
    "sum(x for x in y)": "isn't part of a formula",
}


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_hostile_or_broken_is_refused_in_words(text: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(HOSTILE[text])):
        evaluate(text)


tokens = st.sampled_from(
    ["9", "0.1", "1e40", "+", "-", "*", "/", "^", "(", ")", ",", *(f"{name}(" for name in FUNCTIONS)]
)


@given(st.lists(tokens, max_size=40).map(" ".join) | st.text(max_size=60))
def test_any_text_is_computed_within_bounds_or_refused(text: str) -> None:
    try:
        value = evaluate(text)
    except FormulaError:
        return
    if isinstance(value, Fraction):
        assert max(value.numerator.bit_length(), value.denominator.bit_length()) <= MAX_BITS
    else:
        assert value.is_finite()
        assert len(value.as_tuple().digits) <= 50


# numbers in prose


def test_a_slot_becomes_the_value_as_its_spec_says() -> None:
    assert fill_slots("F1 is {= 2*80/(2*80+20+40) | .3}.") == "F1 is 0.727."
    assert fill_slots("{= 0.6*400 - 15*30 | +,.0}K and {= 240 | +.0}K") == "-210K and +240K"
    assert (
        fill_slots("{= 62462 | ,.0} people, {= 6*7e9*2e12 | .1e} operations")
        == "62,462 people, 8.4e22 operations"
    )
    assert fill_slots("{= 1/4} and {= 100}") == "0.25 and 100"
    assert fill_slots("no slot, but {from?}") == "no slot, but {from?}"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("{= 1/3 }", "more than six decimals"),
        ("{= 1/3 | 3}", "doesn't say how to write"),
        ("{= 1/3", "isn't closed"),
        ("{= 1/ | .2}", "isn't a formula"),
    ],
)
def test_a_slot_that_cannot_be_filled_is_refused(text: str, phrase: str) -> None:
    with pytest.raises(FormulaError, match=phrase):
        fill_slots(text)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_halves_are_rounded_away_from_zero(thousandths: int, places: int) -> None:
    expected = (Decimal(thousandths) / 1000).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    assert Decimal(write_number(Fraction(thousandths, 1000), f".{places}")) == expected


def test_dollars_have_two_decimals_or_none() -> None:
    said = "$0.2 a million, {= 1/2}, $3 and $0.6."
    assert fill_slots(said) == "$0.20 a million, 0.5, $3 and $0.60."
    assert fill_slots("$1.2 million, $18.9K") == "$1.2 million, $18.9K"
