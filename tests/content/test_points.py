"""A written answer is read by a list: a point is found by the facts of its question, in any words, and only there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations, product
from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from content.finder import load
from content.quiz import Point, Scenario

CONTENT = load()
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


def test_a_point_is_quoted_by_the_shortest_passage_that_shows_it() -> None:
    point = Point(says="the sum", shown_by=(("240K",), ("450K",)))
    assert point.evidence("I say no. It is +$240,000. Then -450 thousand, so no. Test it.") == (
        "It is +$240,000. Then -450 thousand, so no."
    )
    assert point.evidence("It is 241K and 450K.") == "It is 241K and 450K."
    assert point.evidence("It is 250K and 450K.") is None
    assert point.evidence("") is None


def test_a_point_that_one_word_could_find_is_refused() -> None:
    with pytest.raises(ValidationError, match="at least 2 items"):
        Point(says="the sum", shown_by=(("240K",),))
