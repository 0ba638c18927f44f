"""Kinds: what is read from what members type, and the sentences they get when it cannot be."""

import datetime as dt
from decimal import Decimal

import pytest
from annotated_types import Ge, Le, MaxLen
from hypothesis import given
from hypothesis import strategies as st

from bot.core import kinds
from bot.core.kinds import Kind

ALL = [
    *(kinds.DATE, kinds.TIME, kinds.ZONE, kinds.DAYS, kinds.QUIET, kinds.SWITCH, kinds.ATTACHMENT),
    *(kinds.text(), kinds.number(1, 10), kinds.number(None, None), kinds.decimal(None, None)),
    kinds.choice("yes", "no"),
]
numbers, decimals = kinds.number(1, 240), kinds.decimal(None, None)
names = pytest.mark.parametrize("kind", ALL, ids=lambda kind: kind.name)


def said(kind: Kind, text: str) -> str:
    with pytest.raises(ValueError) as refused:
        kind.parse(text)
    return str(refused.value)


@names
@given(text=st.text(max_size=200))
def test_any_text_is_read_or_refused_in_a_short_sentence(kind: Kind, text: str) -> None:
    try:
        kind.parse(text)
    except ValueError as refused:
        sentence = str(refused)
        assert 0 < len(sentence) <= 300
        assert sentence.endswith((".", "?"))
        assert all(c.isprintable() for c in sentence)


@names
def test_a_text_too_long_is_refused_before_it_is_read(kind: Kind) -> None:
    sentence = said(kind, "7" * 100_000)
    assert "100,000 characters" in sentence
    assert f"{kind.longest:,}" in sentence


@names
def test_the_example_of_a_kind_is_one_that_it_reads(kind: Kind) -> None:
    if kind.example:
        assert kind.parse(kind.write(kind.parse(kind.example))) == kind.parse(kind.example)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (numbers, {"15": 15, " 15 ": 15, "+15": 15, "1": 1, "240": 240, "007": 7}),
        (decimals, {"0.5": "0.5", "-3": "-3", "+4.25": "4.25", ".5": "0.5", "5.": "5"}),
        (decimals, {"0,5": "0.5", "0,125": "0.125", "1,5": "1.5"}),
    ],
)
def test_numbers_are_read_with_a_point_or_a_comma(kind: Kind, expected: dict[str, int | str]) -> None:
    assert {text: kind.parse(text) for text in expected} == {t: Decimal(v) for t, v in expected.items()}


@pytest.mark.parametrize(
    ("kind", "words", "texts"),
    [
        (
            numbers,
            "isn't a whole number from 1 to 240.",
            ("", "ten", "1.5", "1e3", "1_000", "٣", "²", "--5", "5-", "0x10", "9999999999"),
        ),
        (
            decimals,
            "isn't a number. Write one such as 0.5 or 400.",
            ("", ".", "1e9", "1E999999999", "nan", "inf", "1,000.5", "1234567890123", "٣.5"),
        ),
        (decimals, "'1,000' can be read in two ways. Write 1.000 or 1000.", ("1,000",)),
        (decimals, "Write -12.500 or -12500.", ("-12,500",)),
        (kinds.number(3, None), "Write a whole number, 3 or more.", ("2",)),
        (kinds.number(None, 3), "Write a whole number, 3 or less.", ("4",)),
    ],
)
def test_what_is_no_number_or_out_of_range_is_refused(kind: Kind, words: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        assert said(kind, text).endswith(words), text


@pytest.mark.parametrize(
    ("value", "text"), [("400", "400"), ("4E+2", "400"), ("0.50", "0.5"), ("-0.00", "-0")]
)
def test_a_decimal_is_written_without_exponent_or_trailing_zeros(value: str, text: str) -> None:
    assert kinds.write_decimal(Decimal(value)) == text


def test_a_text_keeps_its_lines_and_loses_its_control_characters() -> None:
    assert kinds.text().parse("  one\ntwo\x00\x1b[31m\u202ethree\r\n") == "one\ntwo[31mthree"


def test_limits_of_a_field_become_limits_of_its_kind() -> None:
    assert kinds.kind_of(int, [Ge(1), Le(9)]).maximum == 9
    assert kinds.kind_of(str, [MaxLen(12)]).longest == 12
    assert kinds.kind_of(dt.date, []) is kinds.DATE
    assert "from 0 to 1" in said(kinds.kind_of(Decimal, [Ge(Decimal(0)), Le(Decimal(1))]), "7")
