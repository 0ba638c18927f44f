"""A number question says how closely it wants its answer, and knows a right value that was rounded too far."""

from __future__ import annotations

from decimal import Decimal

import pytest

from content.finder import load
from content.quiz import Numeric

CONTENT = load()
NUMERICS = [one for one in CONTENT.questions.values() if isinstance(one, Numeric)]


def numeric(**changed: object) -> Numeric:
    asked = {
        "id": "one",
        "topic": "accuracy",
        "round": "inference",
        "difficulty": 1,
        "kind": "numeric",
        "stem": "What is F2?",
        "explanation": "It is F2.",
        "sources": ["M03"],
        "formula": "5/7",
        "unit": "F2",
        "write": ".3",
        "tolerance": "0.003",
        "slips": [{"formula": "0.5", "why": "That's F0.5."}],
    }
    return Numeric.model_validate(asked | changed)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "three digits"),
        ({"tolerance": "0.01"}, "two digits"),
        ({"tolerance": "0.00001"}, "five digits"),
        ({"formula": "30400", "tolerance": "4 %"}, "two digits"),
        ({"formula": "107", "tolerance": "0"}, "the exact number"),
    ],
)
def test_the_digits_asked_for_are_the_fewest_that_are_accepted(
    changed: dict[str, object], words: str
) -> None:
    assert numeric(**changed).precision == words


@pytest.mark.parametrize(
    ("answer", "step", "rounded"),
    [
        ("0.7", "0.1", True),
        ("0.71", "0.01", True),
        ("0.714", "0.001", False),
        ("0.72", "0.01", False),
        ("0.70", "0.01", False),
        ("0", "10", False),
    ],
)
def test_the_key_with_too_few_digits_is_known_from_another_number(
    answer: str, step: str, rounded: bool
) -> None:
    assert numeric().is_rounded(Decimal(answer), Decimal(step)) is rounded


def test_every_number_of_the_bank_is_asked_to_six_digits_at_most_and_has_steps() -> None:
    for question in NUMERICS:
        assert question.precision.split()[0] in {"two", "three", "four", "five", "the"}
        assert len(question.steps) >= 2, question.id


def test_every_drawn_number_says_how_closely_it_is_asked() -> None:
    for template in [one for one in CONTENT.templates.values() if one.kind == "numeric"]:
        item = template.item(1)
        assert isinstance(item, Numeric), template.id
        assert item.precision.endswith(("digits", "number")), template.id
