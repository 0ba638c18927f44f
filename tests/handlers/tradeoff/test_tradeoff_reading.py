import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.finder import load
from handlers.tradeoff.case import Choice
from handlers.tradeoff.options import Unreadable, parse, parse_amount, parse_limit


def option(name: str, *values: int | str) -> Choice:
    return Choice(name, tuple(map(Fraction, values)))


def test_signed_values_are_changes_against_the_first_option() -> None:
    assert parse("base: 78.0% 120ms; A: +1.5pp +40ms; B: -0.3pp -12ms").choices == (
        option("base", 78, 120),
        option("A", "79.5", 160),
        option("B", "77.7", 108),
    )


@pytest.mark.parametrize(
    ("typed", "values", "written"),
    [
        ("{} 120ms", (78, 120),
         ["78%", "0.78", "78.0 %", "F1 0.78", "f1 = 78%", "accuracy 78 percent", ".78", "0,78", "78,0%"]),
        ("78%, {}", (78, 120), ["120ms", "120 ms", "0.12 s", "0,12s", "p95 120ms", "120ms p95", "120000us"]),
        ("{} +0ms", ("79.5", 120),
         ["+1.5pp", "+1.5 pp", "+1.5 points", "+1,5 pt", "+1.5 percentage points", "+1.5 %-points"]),
    ],
    ids=["accuracy", "latency", "points"],
)  # fmt: skip
def test_a_value_has_several_spellings(typed: str, values: tuple[int | str, int], written: list[str]) -> None:
    for one in written:
        found = parse(f"base: 78% 120ms; A: {typed.format(one)}").choices[1]
        assert found == option("A", *values), one


def test_a_comma_after_a_leading_zero_can_only_be_a_decimal_one() -> None:
    assert parse("base: 0,785 120ms; A: 80% 1ms").choices[0].values[0] == Fraction("78.5")


def test_invisible_characters_are_dropped_and_make_no_second_name() -> None:
    assert parse("ba\u200bse: 7\u202e8% 120ms; A: 80% 1ms").choices[0] == option("base", 78, 120)
    with pytest.raises(Unreadable, match="twice"):
        parse("base: 78% 120ms; b\u200base: 80% 1ms")


def test_lines_separate_options_too_and_typographic_signs_are_read() -> None:
    lines = parse("base: 78\u00a0% 120\u00a0ms\n\nint8 (A100): \u22120.3 pp \u221212 ms.\n")
    assert lines.choices[1] == option("int8 (A100)", "77.7", 108)


def test_cost_is_kept_when_all_options_have_one() -> None:
    priced = parse("a: $1.4/1k 78% 9ms; b: 79% 9ms +$0.2; c: 79% 9ms -$0.4")
    assert [(o.unit, o.higher) for o in priced.objectives] == [("points", True), ("ms", False), ("$", False)]
    assert [c.values[2] for c in priced.choices] == [Fraction("1.4"), Fraction("1.6"), 1]


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("", "The options", "nothing is there"),
        (" ;\n; ", "The options", "nothing is there"),
        ("A: 78% 120ms", "The options", "one option alone"),
        ("today: +1pp +2ms", "Option today", "a change of today"),
        ("x" * 2_001, "The options", "2,000 characters"),
        (";".join(f"{c}: 78% 1ms" for c in "abcdefghi"), "The options", "these are 9"),
        ("78% 120ms; A: 79% 1ms", "Option 1", "no name"),
        (": 78% 120ms; A: 79% 1ms", "Option 1", "is empty"),
        (f"{'n' * 25}: 78% 120ms; A: 79% 1ms", "Option 1", "longer than 24"),
        ("base: 78% 120ms; A: 79% 1ms; a: 79% 2ms", "Option a", "twice"),
        ("base: +1pp 120ms; A: 79% 1ms", "Option base", "is a change"),
        ("base: 78% 120ms; A: +1.5% +40ms", "Option A", "Write +1.5pp for points, or the absolute value"),
        ("base: 78% 120ms; A: +1pp -40%", "Option A", "Write -40pp for points"),
        ("base: 78% 120ms; A: 1.5pp +40ms", "Option A", "has no sign. Write +1.5pp"),
        ("base: 78% 120ms; A: +0.015 +40ms", "Option A", "'+0.015' has no unit"),
        ("base: 78% 120; A: 79% 1ms", "Option base", "Write 120ms or 120s"),
        ("base: 120 78%; A: 79% 1ms", "Option base", "'120' has no unit"),
        ("base: 78 120ms; A: 79% 1ms", "Option base", "Write 78% or 0.78"),
        ("base: 78.5 120ms; A: 79% 1ms", "Option base", "'78.5' has no unit"),
        ("base: 1 120ms; A: 79% 1ms", "Option base", "'1' has no unit"),
        ("base: 100.1% 120ms; A: 79% 1ms", "Option base", "more than 100%"),
        ("base: 99% 120ms; A: +1.5pp 1ms", "Option A", "makes accuracy 100.5%"),
        ("base: 1% 120ms; A: -1.5pp 1ms", "Option A", "less than 0"),
        ("base: 78% 120ms; A: +1pp -121ms", "Option A", "makes latency -1, less than 0"),
        ("base: 78% 120ms 90ms; A: 79% 1ms", "Option base", "two values for latency, '120ms' and '90ms'"),
        ("base: 78% 0.79 90ms; A: 79% 1ms", "Option base", "'0.79' has no unit"),
        ("base: 78% 79% 90ms; A: 79% 1ms", "Option base", "two values for accuracy"),
        ("base: 78% 120ms; A: +1pp", "Option A", "latency is missing"),
        ("base: 78% 120ms; A: +1ms", "Option A", "accuracy is missing"),
        ("base: 78% 120ms; A:", "Option A", "accuracy is missing"),
        ("base: 78% 120ms $1; A: +1pp +1ms", "Option A", "a cost for all options or for none"),
        ("base: 78% 120ms; A: +1pp +1ms $1", "Option A", "a cost for all options or for none"),
        ("base: F1 78% 120ms; A: AUC 79% 1ms", "Option A", "'auc' here and 'f1' in Option base"),
        ("base: 78% p95 120ms; A: 79% p99 1ms", "Option A", "'p99' here and 'p95' in Option base"),
        ("base: 78% 120ms $1; A: 79% 1ms €1", "Option A", "currency is '€' here"),
        ("base: 78% 1,200ms; A: 79% 1ms", "Option base", "can be 1.200 or 1200"),
        ("base: 78% 1,200.5ms; A: 79% 1ms", "Option base", "two marks"),
        ("base: 78% 1234567890123ms; A: 79% 1ms", "Option base", "more than 12 digits"),
        ("base: 78% 12e3ms; A: 79% 1ms", "Option base", "'12e3ms' has a unit that isn't known"),
        ("base: 78% 120 furlongs; A: 79% 1ms", "Option base", "'120' has no unit"),
        ("base: good 120ms; A: 79% 1ms", "Option base", "'good' isn't a value"),
        ("base: 78% 120ms, A: 79% 1ms; B: 79% 1ms", "Option base", "'A' isn't a value"),
    ],
)
def test_a_refusal_names_the_option_and_says_what_to_write(text: str, where: str, says: str) -> None:
    with pytest.raises(Unreadable) as refused:
        parse(text)
    assert str(refused.value).startswith(f"{where}: ")
    assert says in str(refused.value)


def test_what_is_echoed_is_short_and_has_no_control_characters() -> None:
    with pytest.raises(Unreadable) as refused:
        parse(f"base: \x1b\u202e\u200b{'z' * 500}; A: 79% 1ms")
    assert f"'{'z' * 39}…'" in str(refused.value)
    assert str(refused.value).isprintable()


@given(st.text(alphabet="base:;%ms+-.,0123456789 pF$/\n\u202e\u00bd\u0661²", max_size=200))
def test_any_text_is_read_exactly_or_refused_in_words(text: str) -> None:
    try:
        options = parse(text).choices
    except Unreadable as refused:
        assert str(refused).isprintable()
        assert len(str(refused)) < 250
    else:
        assert 2 <= len(options) <= 8
        assert all(0 <= o.values[0] <= 100 and o.values[1] >= 0 for o in options)


cents = st.integers(0, 10_000).map(lambda n: Decimal(n) / 100)


@given(st.lists(st.tuples(cents, cents), min_size=2, max_size=8))
def test_what_is_written_absolutely_or_as_changes_reads_the_same(rows: list[tuple[Decimal, Decimal]]) -> None:
    (a0, l0), *rest = rows
    start = f"o0: {a0}% {l0}ms;"
    absolute = "; ".join(f"o{i}: {a}% {ms}ms" for i, (a, ms) in enumerate(rest, 1))
    changes = "; ".join(f"o{i}: {a - a0:+f}pp {ms - l0:+f}ms" for i, (a, ms) in enumerate(rest, 1))
    assert parse(start + absolute) == parse(start + changes)
    assert [o.values for o in parse(start + changes).choices] == [tuple(map(Fraction, row)) for row in rows]


@pytest.mark.parametrize(
    ("text", "value"), [("400K", 400_000), ("$1.5m", 1_500_000), ("30000", 30_000), (" 0,5 ", "0.5")]
)
def test_weights_may_be_written_short(text: str, value: int | str) -> None:
    assert parse_amount(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "-3", "0", "much", "1e9", "1,000", "9" * 13, " " * 100, "1K per point"])
def test_a_weight_that_is_no_amount_above_zero_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^w1: "):
        parse_amount(text, "w1")


def test_a_limit_is_a_time_with_its_unit() -> None:
    assert parse_limit("50ms") == 50
    assert parse_limit(" 0.2 s") == 200


@pytest.mark.parametrize("text", ["", "50", "+50ms", "$50", "fast", "50 ms please", " " * 100])
def test_a_limit_without_a_unit_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=r"^The limit: .*Write 50ms or 0\.2s"):
        parse_limit(text)


def test_changes_alone_are_counted_from_today() -> None:
    assert parse("a: +0.6pp +15ms; b: -0.3pp -12ms").choices == (
        option("today", 0, 0),
        option("a", "0.6", 15),
        option("b", "-0.3", -12),
    )


def test_a_name_needs_no_colon_before_its_figures() -> None:
    assert parse("base 78% 120ms; int8 model +1.5pp +40ms") == parse(
        "base: 78% 120ms; int8 model: +1.5pp +40ms"
    )


def test_what_the_help_says_to_type_is_understood() -> None:
    for answer in load().help.values():
        for typed in re.findall(r"'tradeoff ([^']+)'", answer.text):
            assert len(parse(typed).choices) == 2
