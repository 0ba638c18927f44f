"""Numbers in prose come from formulas."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formula import FormulaError, filled, written


def test_a_slot_becomes_the_value_as_its_spec_says() -> None:
    assert filled("F1 is {= 2*80/(2*80+20+40) | .3}.") == "F1 is 0.727."
    assert filled("{= 0.6*400 - 15*30 | +,.0}K and {= 240 | +.0}K") == "-210K and +240K"
    assert (
        filled("{= 62462 | ,.0} people, {= 6*7e9*2e12 | .1e} operations")
        == "62,462 people, 8.4e22 operations"
    )
    assert filled("{= 1/4} and {= 100}") == "0.25 and 100"
    assert filled("no slot, but {from?}") == "no slot, but {from?}"


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("{= 1/3 }", "more than six decimals"),
        ("{= 1/3 | 3}", "does not say how to write"),
        ("{= 1/3", "not closed"),
        ("{= 1/ | .2}", "a number is missing"),
    ],
)
def test_a_slot_that_cannot_be_filled_is_refused(text: str, phrase: str) -> None:
    with pytest.raises(FormulaError, match=phrase):
        filled(text)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_halves_are_rounded_away_from_zero(thousandths: int, places: int) -> None:
    expected = (Decimal(thousandths) / 1000).quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    assert Decimal(written(Fraction(thousandths, 1000), f".{places}")) == expected


def test_dollars_have_two_decimals_or_none() -> None:
    said = "$0.2 a million, {= 1/2}, $3 and $0.6."
    assert filled(said) == "$0.20 a million, 0.5, $3 and $0.60."
    assert filled("$1.2 million, $18.9K") == "$1.2 million, $18.9K"
