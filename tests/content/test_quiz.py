"""Answers are judged by the computed key, its tolerance and the known mistakes."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from pydantic import ValidationError

from content.quiz import Choice, Numeric

COMMON = {
    "id": "one",
    "topic": "latency",
    "round": "inference",
    "difficulty": 1,
    "stem": "How long does it take?",
    "explanation": "It takes as long as it takes.",
    "sources": ["M31"],
}


def numeric(**changed: object) -> Numeric:
    asked = {
        **COMMON,
        "kind": "numeric",
        "formula": "200/3",
        "unit": "ms",
        "write": ".1",
        "tolerance": "2 %",
        "slips": [{"formula": "100", "why": "That is the limit."}],
    }
    return Numeric.model_validate(asked | changed)


def choice(**changed: object) -> Choice:
    options = [{"key": key, "text": f"Option {key}", "why": "For a reason."} for key in "abcd"]
    asked = {**COMMON, "kind": "multiple", "options": options, "answer": ["a", "c"]}
    return Choice.model_validate(asked | changed)


def test_the_key_is_computed_exactly_and_shown_with_its_unit() -> None:
    assert numeric().value == Fraction(200, 3)
    assert numeric().shown == "66.7 ms"


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"formula": "36", "unit": "thousand dollars"}, "36 thousand dollars"),
        ({"formula": "43.4", "tolerance": "0.1"}, "43.4 ms"),
        ({"formula": "0.6", "unit": "parts"}, "0.60 parts"),
        ({"formula": "1.6", "unit": "dollars"}, "1.60 dollars"),
        ({"formula": "0.61", "unit": "kappa", "is_measure": True}, "kappa 0.61"),
    ],
)
def test_the_key_has_no_zeros_beyond_the_digits_asked_for(changed: dict[str, object], shown: str) -> None:
    assert numeric(write=".2", **changed).shown == shown


def test_a_mistake_is_told_by_the_number_that_it_gives() -> None:
    slips = [{"formula": "0.0052", "why": "Rate and time are multiplied, not divided."}]
    assert list(numeric(slips=slips).mistakes) == [
        "Got 0.0052 ms? Rate and time are multiplied, not divided."
    ]


def test_a_relative_tolerance_is_a_share_of_the_key() -> None:
    low, high = Decimal(200) / 3 * Decimal("0.98"), Decimal(200) / 3 * Decimal("1.02")
    question = numeric()
    assert question.accepts(low + Decimal("0.0001"))
    assert question.accepts(high - Decimal("0.0001"))
    assert not question.accepts(low - Decimal("0.0001"))
    assert not question.accepts(high + Decimal("0.0001"))


def test_an_absolute_tolerance_is_in_the_unit_of_the_question() -> None:
    question = numeric(formula="50", tolerance="0.5")
    assert question.accepts(Decimal("50.5"))
    assert not question.accepts(Decimal("50.51"))


def test_a_known_mistake_is_recognised_and_an_unknown_one_is_not() -> None:
    question = numeric()
    found = question.slip(Decimal("100.5"))
    assert found is not None
    assert found.why == "That is the limit."
    assert question.slip(Decimal(5)) is None


def test_a_multiple_choice_needs_exactly_the_right_options() -> None:
    question = choice()
    assert question.accepts(frozenset("ac"))
    assert not question.accepts(frozenset("a"))
    assert not question.accepts(frozenset("acd"))
    assert [option.key for option in question.wrong] == ["b", "d"]


@pytest.mark.parametrize(
    ("changed", "phrase"),
    [
        ({"answer": ["c", "a"]}, "in order"),
        ({"answer": ["a", "a"]}, "in order"),
        ({"answer": ["e"]}, "is no option"),
        ({"kind": "single"}, "a single choice has one answer"),
        ({"options": [{"key": "b", "text": "x", "why": "why"}] * 3}, "a, b, c"),
    ],
)
def test_a_choice_that_cannot_be_answered_is_refused(changed: dict[str, object], phrase: str) -> None:
    with pytest.raises(ValidationError, match=phrase):
        choice(**changed)
