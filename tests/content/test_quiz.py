"""Questions: what their files must hold, which answers they accept, and what is found in a written one."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations, product
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from content.finder import load
from content.quiz import WHAT_IS_WRONG, Choice, Numeric, Ordering, Point, Scenario
from tests.content.examples import OPTIONS, POINT, RUNGS, question

CONTENT = load()


def number(**changed: object) -> Numeric:
    """Two hundred thirds of a millisecond."""
    slips = [{"formula": "100", "why": "That is the limit."}]
    found: Numeric = question("numeric", **{"formula": "200/3", "slips": slips} | changed)
    return found


@pytest.mark.parametrize(
    ("kind", "changed", "phrase"),
    [
        ("multiple", {"answer": ["c", "a"]}, "in order"),
        ("multiple", {"answer": ["a", "a"]}, "in order"),
        ("multiple", {"answer": ["e"]}, "isn't an option"),
        ("single", {"answer": ["a", "c"]}, "a single choice has one answer"),
        ("multiple", {"options": [OPTIONS[1]] * 3}, "a, b, c"),
        ("sentence", {"sentence": None}, "'sentence' is missing"),
        ("sentence", {"answer": ["a", "b"]}, "has one answer"),
        ("single", {"sentence": "So."}, "kind sentence"),
        ("ordering", {"items": RUNGS[:2]}, "at least 3"),
        ("ordering", {"items": [*RUNGS, RUNGS[0]]}, "at most 5"),
        ("ordering", {"items": [{"text": "a"}] * 3}, "why"),
        ("scenario", {"points": [POINT]}, "at least 2"),
        ("scenario", {"points": [{**POINT, "shown_by": [["240K"]]}] * 2}, "at least 2"),
        ("scenario", {"weak": None}, "weak"),
        ("riddle", {}, "riddle"),
    ],
)
def test_what_cannot_be_asked_is_refused(kind: str, changed: dict[str, object], phrase: str) -> None:
    with pytest.raises(ValidationError, match=phrase):
        question(kind, **changed)


def test_a_multiple_choice_needs_exactly_the_right_options() -> None:
    asked: Choice = question("multiple")
    assert [asked.accepts(chosen) for chosen in ("ac", "a", "acd")] == [True, False, False]
    assert [option.key for option in asked.wrong] == ["b", "d"]


def test_a_sentence_is_a_single_choice_about_a_claim_and_needs_no_stem() -> None:
    found: Choice = question("sentence", claim="A12")
    assert (found.stem, found.asks, found.claim) == (WHAT_IS_WRONG, "It saves 12 million QPS.", "A12")
    assert found.one
    assert found.accepts("b")


def test_an_order_is_right_as_it_is_written_and_counts_what_stands_in_its_place() -> None:
    found: Ordering = question("ordering")
    assert (found.keys, found.accepts("abcd"), found.accepts("abdc")) == ("abcd", True, False)
    placed = {"abcd": 4, "abdc": 2, "dcba": 0, "bcda": 0, "a": 1, "": 0}
    assert {chosen: found.placed(chosen) for chosen in placed} == placed


# numbers


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"write": ".1"}, "66.7 ms"),
        ({"formula": "36", "unit": "thousand dollars"}, "36 thousand dollars"),
        ({"formula": "43.4", "tolerance": "0.1"}, "43.4 ms"),
        ({"formula": "0.6", "unit": "parts"}, "0.60 parts"),
        ({"formula": "1.6", "unit": "dollars"}, "1.60 dollars"),
        ({"formula": "0.61", "unit": "kappa", "is_measure": True}, "kappa 0.61"),
    ],
)
def test_the_key_has_its_unit_and_no_zeros_beyond_the_digits_asked_for(
    changed: dict[str, object], shown: str
) -> None:
    assert number(**{"write": ".2"} | changed).shown == shown


def test_a_mistake_is_told_by_the_number_that_it_gives() -> None:
    slips = [{"formula": "0.0052", "why": "Rate and time are multiplied, not divided."}]
    said = ["Got 0.0052 ms? Rate and time are multiplied, not divided."]
    assert list(number(slips=slips).mistakes) == said


@pytest.mark.parametrize(
    ("changed", "low", "high", "step"),
    [
        ({}, "65.3334", "67.9999", "0.0002"),
        ({"formula": "50", "tolerance": "0.5"}, "49.5", "50.5", "0.01"),
    ],
)
def test_a_tolerance_is_a_share_of_the_key_or_in_the_unit_of_the_question(
    changed: dict[str, object], low: str, high: str, step: str
) -> None:
    asked = number(**changed)
    assert asked.accepts(Decimal(low)) and asked.accepts(Decimal(high))
    assert not asked.accepts(Decimal(low) - Decimal(step))
    assert not asked.accepts(Decimal(high) + Decimal(step))


def test_a_known_mistake_is_recognized_and_an_unknown_one_is_not() -> None:
    asked = number()
    assert asked.slip(Decimal("100.5")) is asked.slips[0]
    assert asked.slip(Decimal(5)) is None


F2 = {"formula": "5/7", "unit": "F2", "write": ".3", "tolerance": "0.003"}


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
    assert number(**F2 | changed).precision == words


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
    assert number(**F2).is_rounded(Decimal(answer), Decimal(step)) is rounded


def test_every_number_of_the_bank_is_asked_to_five_digits_at_most() -> None:
    numerics = [one for one in CONTENT.questions.values() if isinstance(one, Numeric)]
    drawn = [one.item(1) for one in CONTENT.templates.values() if one.kind == "numeric"]
    for one in (*numerics, *drawn):
        assert isinstance(one, Numeric)
        assert one.precision.split()[0] in {"two", "three", "four", "five", "the"}, one.id


# written answers: a point is found by the facts of its question, in any words, and only there

SCENARIOS = {key: one for key, one in CONTENT.questions.items() if isinstance(one, Scenario)}
WAYS: dict[str, list[list[str]]] = yaml.safe_load(
    Path(__file__).with_name("written_answers.yaml").read_text(encoding="utf-8")
)
ROUNDS = range(10)


def paraphrase(ways: list[list[str]], number: int) -> str:
    """One of ten answers: other ways to say the points, begun at another one."""
    chosen = [way[(number >> at) % len(way)] for at, way in enumerate(ways)]
    start = number % len(chosen)
    return " ".join([*chosen[start:], *chosen[:start]])


def is_complete(points: Sequence[Point], text: str) -> bool:
    """Whether all points but one at most are found."""
    return sum(point.evidence(text) is not None for point in points) >= len(points) - 1


def test_every_scenario_has_other_ways_to_say_its_points() -> None:
    assert set(WAYS) == set(SCENARIOS)
    assert all(len(WAYS[key]) == len(one.points) for key, one in SCENARIOS.items())
    for key, ways in WAYS.items():
        assert len({paraphrase(ways, number) for number in ROUNDS}) == len(ROUNDS), key


def test_a_strong_answer_has_every_point_and_a_thin_one_has_not() -> None:
    for name, one in SCENARIOS.items():
        assert [point.says for point in one.points if point.evidence(one.explanation) is None] == [], name
        assert not is_complete(one.points, one.weak), name


def test_the_same_answer_in_other_words_is_complete() -> None:
    for (name, one), number in product(SCENARIOS.items(), ROUNDS):
        text = paraphrase(WAYS[name], number)
        assert is_complete(one.points, text), text


def test_the_answer_to_another_question_is_not_complete() -> None:
    for one, other in permutations(SCENARIOS.values(), 2):
        assert not is_complete(one.points, other.explanation), (one.id, other.id)


def test_one_word_alone_finds_no_point() -> None:
    for point in (point for one in SCENARIOS.values() for point in one.points):
        for fact in (fact for group in point.shown_by for fact in group):
            assert point.evidence(f"{fact}.") is None, fact


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        (
            "I say no. It is +$240,000. Then -450 thousand, so no. Test it.",
            "It is +$240,000. Then -450 thousand, so no.",
        ),
        ("It is 241K and 450K.", "It is 241K and 450K."),
        ("It is 250K and 450K.", None),
        ("", None),
    ],
)
def test_a_point_is_quoted_by_the_shortest_passage_that_shows_it(text: str, passage: str | None) -> None:
    assert Point.model_validate(POINT).evidence(text) == passage
