"""A right number is right however it is written; a right number in a wrong unit is said, not failed."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.quiz import Numeric
from content.units import find_unit
from handlers.quiz.typed_answers import Again, grade_number, read_letters, read_number, read_order
from tests.handlers.quiz.quiz_examples import numeric

SHARE = numeric("27/160", "%", "2 %", formula="100*27/160")
MILLISECONDS = numeric("20", "ms")
SPEED = numeric("2.4", "times as fast")
PRICE = numeric("1.157", "dollars")
COUNT = numeric("1200", "requests")
F1 = numeric("8/11", "F1", "0.002")
RATE = numeric("209", "tokens per second")
MILLIONS = numeric("3.43", "million queries")
THOUSANDS = numeric("240", "thousand dollars")
CACHE = numeric("128", "KiB")


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        (SHARE, ("16.9%", "16.9", "0.169", "27/160", "16,9 percent of the places")),
        (MILLISECONDS, ("20", "20 ms", "0.02 s", "0,02 seconds", "1/50 s", "20000µs", "~20 ms.", "２０ms")),
        (SPEED, ("2.4x", "2,4 ×", "240 %", "2.4 times as fast")),
        (PRICE, ("$1.16", "1.16 $", "116 cents")),
        (COUNT, ("1.2k", "1,200", "1.200", "1 200", "1'200 requests", "1.2e3", "1.2 x 10^3", "1,200.00", "1.200,00")),
        (F1, ("0.727 F1", ".727", "72.7 %")),
        (RATE, ("209 tokens/s", "209 tps", "12,540 tokens a minute")),
        (MILLIONS, ("3.43M", "3.43 million queries")),
        (THOUSANDS, ("$240k", "240k", "$240,000", "0.24 million dollars")),
        (CACHE, ("131,072 bytes", "0.125 MiB")),
    ],
)  # fmt: skip
def test_a_right_number_is_right_in_any_spelling(question: Numeric, texts: tuple[str, ...]) -> None:
    assert [text for text in texts if not grade_number(question, text).right] == []


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        (MILLISECONDS, "0.02", "right in s"),
        (MILLISECONDS, "20000", "right in us"),
        (MILLISECONDS, "20 s", "right, but not in 's'"),
        (F1, "72.7", "right in %"),
        (F1, "0.727%", "right, but not in '%'"),
        (SHARE, "0.169%", "without the %"),
        (MILLIONS, "3,430,000", "as a full number"),
        (THOUSANDS, "240 dollars", "right, but not in 'dollars'"),
        (THOUSANDS, "240000", "right in dollars"),
        (CACHE, "128 KB", "right, but not in 'KB'"),
        (CACHE, "131072", "right in bytes"),
    ],
)
def test_a_right_number_in_a_wrong_unit_is_told_so_and_asked_again(
    question: Numeric, text: str, said: str
) -> None:
    with pytest.raises(Again, match=said):
        grade_number(question, text)


@pytest.mark.parametrize("text", ["21", "19.5 ms", "0.021 s", "-20", "1e30", "20/3", "9" * 40])
def test_a_wrong_number_is_wrong(text: str) -> None:
    assert not grade_number(MILLISECONDS, text).right


def test_a_known_mistake_is_named_also_in_another_unit() -> None:
    for text in ("7777", "7777 ms", "7.777 s", "7,777 ms"):
        slip = grade_number(MILLISECONDS, text).slip
        assert slip and slip.why == "That is the known mistake.", text


def test_a_known_mistake_is_named_that_is_nearly_right_in_another_unit() -> None:
    """35 GB without the scales of groups; 37.6875 GB with them are 35.1 GiB."""
    question = numeric("37.6875", "GB", slips=[{"formula": "35", "why": "The scales are missing."}])
    slip = grade_number(question, "35").slip
    assert slip and slip.why == "The scales are missing."
    with pytest.raises(Again, match="right in GiB"):
        grade_number(question, "35.1")


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        ("Write one such as 20",
         ["", " ", "abc", "@everyone", "1/0", "20-25", "2+3", "1/2/3", "½", "10²", "1,2,3", "1 2", "--5", "5 1/2",
          "1" * 100_000, "<b>5</b>", "\x00", "NaN", "Infinity", "1e9999", "0x10", "5 ms 3 s"]),
        ("more than 40 characters", ["9" * 41, "0." + "1" * 39, "1/" + "3" * 41, "1,234," * 7 + "567"]),
        ("from -30 to 30", ["1e31", "1e-31", "2 x 10^99", "1E999", "5*10^-31"]),
        ("Write the number in ms", ["5 GB", "20 GB", "20x", "20 %", "5 milis", "20 €", "20 k -"]),
    ],
    ids=["no number", "too long", "too large", "another kind of unit"],
)  # fmt: skip
def test_what_cannot_be_judged_is_asked_again_and_says_nothing_about_the_number(
    said: str, texts: list[str]
) -> None:
    for text in texts:
        with pytest.raises(Again, match=said) as told:
            grade_number(MILLISECONDS, text)
        assert len(str(told.value)) <= 140
        assert "right" not in str(told.value)


@given(st.text(max_size=70))
def test_any_text_is_judged_or_asked_again(text: str) -> None:
    for question in (SHARE, MILLISECONDS, RATE, THOUSANDS):
        try:
            grade_number(question, text)
        except Again as again:
            assert len(str(again)) <= 140


@given(st.integers(0, 10**9), st.integers(0, 3))
def test_what_is_written_with_marks_is_read_as_the_same_number(whole: int, places: int) -> None:
    number = Decimal(whole).scaleb(-places)
    assert number in read_number(f"{number:,f}")[0]
    assert number in read_number(f"{number:,f}".translate(str.maketrans(",.", ".,")))[0]


def test_hostile_numbers_end() -> None:
    """An expression that tries every way to read them would be at it for years."""
    for text in ("1 " * 30, "1," * 30, "1/" * 30, "1" + " " * 58 + "^", "'" * 60, "1.1" * 20, "a per " * 10):
        with pytest.raises(Again):
            grade_number(MILLISECONDS, text)


def test_a_rate_is_not_a_count_and_bytes_a_second_are_not_bytes() -> None:
    assert find_unit("requests a second").dimension == find_unit("qps").dimension == "number/time"
    assert find_unit("GB/s").dimension == "bytes/time"
    assert find_unit("GB/s").factor == Decimal(10**9)
    assert find_unit("gpu hours") == find_unit("h")


@pytest.mark.parametrize(
    ("read", "meant", "texts"),
    [
        (read_letters, "ac", ["A, C", "a c", "AC", "c and a", "C,A.", " a;c ", "A & C", "a a c"]),
        (read_order, "badc", ["B A D C", "b, a, d, c", "badc", "B>A>D>C", " b - a - d - c. "]),
    ],
    ids=["a choice", "an order"],
)
def test_letters_are_read_in_any_spelling(
    read: Callable[[str, int], str], meant: str, texts: list[str]
) -> None:
    assert {read(text, 4) for text in texts} == {meant}


@pytest.mark.parametrize(
    ("read", "said", "texts"),
    [
        (read_letters, "from A to D",
         ["", " ", ",", "E", "A, X", "1, 3", "all of them", "A" * 61, "@here", "\u202ea"]),
        (read_order, "such as D C B A",
         ["", "abc", "abcde", "aabc", "abcd" * 900, "1234", "@everyone", "a b c \x00"]),
    ],
    ids=["no choice", "no order of all"],
)  # fmt: skip
def test_other_letters_are_asked_again(read: Callable[[str, int], str], said: str, texts: list[str]) -> None:
    for text in texts:
        with pytest.raises(Again, match=said) as told:
            read(text, 4)
        assert len(str(told.value)) <= 140


@pytest.mark.parametrize(
    ("text", "readings"),
    [("$-5", [-5]), ("-$5", [-5]), ("1,234", [1234, "1.234"]), ("1.234", ["1.234", 1234])],
)
def test_a_sign_may_follow_the_coin_and_the_likelier_reading_comes_first(
    text: str, readings: list[int | str]
) -> None:
    assert list(read_number(text)[0]) == [Decimal(one) for one in readings]


NEARLY = (
    *((F1, "0.7"), (F1, "70%"), (F1, "0.73"), (PRICE, "1"), (PRICE, "1.2 $")),
    *((RATE, "200"), (CACHE, "100"), (SHARE, "0.2")),
)
OTHERS = ((F1, "0.70"), (F1, "0.74"), (RATE, "240"), (CACHE, "90"), (SHARE, "0.3"), (PRICE, "0"))


def test_a_right_value_that_was_rounded_too_far_is_nearly_right_and_another_value_is_wrong() -> None:
    for question, text in NEARLY:
        with pytest.raises(Again, match="Almost: give one more digit"):
            grade_number(question, text)
    assert [text for question, text in OTHERS if grade_number(question, text).right] == []
