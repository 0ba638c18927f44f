"""Tables and CSV files: any number of objectives; what cannot be used is named by its line and column."""

from fractions import Fraction

import pytest

from bot.core.kinds import Upload
from handlers.tradeoff import table
from handlers.tradeoff.case import Case, Objective
from handlers.tradeoff.options import Unreadable
from handlers.tradeoff.table import MOST_ROWS, limits_of, parse, weights_of

HEADER = "name, accuracy (% higher), p99 (ms lower), memory (GB lower)"
MANY = "\n".join([HEADER, *(f"o{n},1,{n},3" for n in range(10_000))])
GOOD = f"{HEADER}\nbase, 90.0, 20, 16\nsmall, 89.1, 0.012 s, 8000 MB\n"


def test_units_of_the_same_kind_are_converted_exactly() -> None:
    found = parse(GOOD)
    assert found.objectives == (
        Objective("accuracy", "points", higher=True),
        Objective("p99", "ms", higher=False),
        Objective("memory", "GB", higher=False),
    )
    assert [c.name for c in found.choices] == ["base", "small"]
    assert found.choices[1].values == (Fraction("89.1"), Fraction(12), Fraction(8))


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("\n", ";"),
        GOOD.replace(",", "\t"),
        "\ufeff".join(["", GOOD]).lstrip("\ufeff"),
        "Name,accuracy %,p99 ms,memory GB\nbase,90.0,20,16\nsmall,89.1,12,8\n",
        'option,"accuracy (%, higher)",p99 (ms),memory (GB)\nbase,90%,20ms,16\nsmall,89.1,12,8',
    ],
    ids=["one line", "tabs", "a mark", "no brackets", "quoted"],
)
def test_a_table_is_read_however_it_is_set(text: str) -> None:
    assert table.is_table(text)
    assert parse(text).choices[1].values == (Fraction("89.1"), Fraction(12), Fraction(8))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "nothing is there"),
        (HEADER, "0 options"),
        (f"{HEADER}\nbase,1,2,3", "1 options"),
        (f"{HEADER}\nbase,1,2,3,4\nsmall,1,2,3", "Line 2: it has 5 cells, the header has 4"),
        (f"{HEADER}\nbase,1,2,3\nsmall,1,2", "Line 3: it has 3 cells"),
        (f"{HEADER}\nbase,1,2,3\nbase,1,2,4", "'base' is there twice"),
        (f"{HEADER}\nbase,1,2,3\nsmall,1,$5,4", "Line 3, p99: '$5' isn't in ms"),
        (f"{HEADER}\nbase,1,2,3\nsmall,1,2 GB,4", "can't be converted"),
        (f"{HEADER}\nbase,1,2,3\nsmall,x,2,4", "Line 3, accuracy: 'x' isn't a number"),
        (f"{HEADER}\nbase,1,2,3\nsmall,{'9' * 13},2,4", "more than 12 digits"),
        (f"{HEADER}\nbase,1,2,3\nsmall,1e9999999,2,4", "isn't in points"),
        (f"{HEADER}\nbase,1,2,3\n,1,2,4", "the first cell is the option's name"),
        ("name, speed, p99 (ms)\na,1,2\nb,2,3", "'speed' has no unit"),
        ("name, stars (stars), p99 (ms)\na,1,2\nb,2,3", "is more of 'stars' better?"),
        ("name, p99 (ms)\na,1\nb,2", "1 objectives"),
        ("name, p99 (ms), P99 (ms)\na,1,2\nb,2,3", "there twice"),
        (f'{HEADER}\n"base,1,2,3\nsmall,1,2,4', "Check its quotation marks"),
        (MANY, f"10,000 options. Keep the best {MOST_ROWS}"),
        (f"{HEADER}\nbase,1,2,{'3' * 420_000}", "Keep it under"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_named(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(text)
    assert words in str(refused.value)
    assert len(str(refused.value)) <= 140


def test_a_file_is_refused_by_its_size_before_it_is_read_and_when_it_is_no_text() -> None:
    with pytest.raises(Unreadable, match=r"9,000,000 bytes"):
        table.text_of(Upload(name="a.csv", data=b"\xff" * 9_000_000))  # read first, it would be no text
    with pytest.raises(Unreadable, match="isn't UTF-8 text"):
        table.text_of(Upload(name="a.xlsx", data=b"PK\x03\x04\xff\xfe"))
    assert table.text_of(Upload(name="a.csv", data=GOOD.encode("utf-8-sig"))) == GOOD


CASE: Case = parse(GOOD)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$400K a point, $16K a ms", {0: 400_000, 1: 16_000}),
        ("400k per pp; 16000 per p99", {0: 400_000, 1: 16_000}),
        ("$16M a second, $2K/GB", {1: 16_000, 2: 2_000}),
        ("$1.2M a point and 30 a ms", {0: 1_200_000, 1: 30}),
    ],
)
def test_weights_are_read_as_money_for_one_unit(text: str, expected: dict[int, int]) -> None:
    assert weights_of(text, CASE) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("$0 a point", "0 says that it doesn't matter"),
        ("-5 a point", "isn't an amount"),
        ("$400K", "isn't a weight"),
        ("$4 a banana", "is none of the objectives"),
        ("$4 a ms, $5 a s", "two weights for p99"),
        (f"{'9' * 41} a point", "isn't an amount"),
    ],
)
def test_a_weight_that_says_nothing_is_told_so(text: str, words: str) -> None:
    with pytest.raises(Unreadable) as refused:
        weights_of(text, CASE)
    assert words in str(refused.value)


def test_limits_name_an_objective_or_a_unit_that_only_one_has() -> None:
    assert limits_of("p99 0.03 s, memory <= 12 GB, accuracy at least 89", CASE) == {1: 30, 2: 12, 0: 89}
    assert limits_of("30 ms", CASE) == {1: 30}
    with pytest.raises(Unreadable, match="is in ms, not in"):
        limits_of("p99 30 GB", CASE)
    with pytest.raises(Unreadable, match="names no single objective"):
        limits_of("banana 3", CASE)
