"""The bank as a whole: it gives nothing away, asks nothing twice, explains each number, and leads to its sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from content.check import check

SOURCES: dict[str, Any] = {
    "sources": [
        {"id": "S01", "level": "U", "title": "A page", "urls": ["https://example.org/page"]},
        {"id": "S02", "level": "D", "title": "A derivation"},
    ]
}
NUMBER: dict[str, Any] = {
    "id": "in-flight-now",
    "topic": "queueing",
    "round": "inference",
    "difficulty": 1,
    "kind": "numeric",
    "stem": "There are 200 requests a second, and each stays 0.25 s. How many requests are in flight?",
    "formula": "200*0.25",
    "unit": "requests",
    "write": ".0",
    "tolerance": "2 %",
    "slips": [{"formula": "200/0.25", "why": "Multiply, don't divide."}],
    "explanation": "Little's law.",
    "steps": ["Number = rate x time.", "200 x 0.25."],
    "sources": ["S01"],
}
DRAWN: dict[str, Any] = {
    "id": "in-flight-drawn",
    "version": 1,
    "topic": "queueing",
    "round": "inference",
    "difficulty": 1,
    "kind": "numeric",
    "draws": [
        {"name": "rate", "from": 100, "to": 900, "step": 50},
        {"name": "time", "of": [0.25, 0.5]},
    ],
    "stem": "{rate} arrive a second and stay {time} s on average. How many requests is that?",
    "formula": "rate*time",
    "unit": "requests",
    "write": ".1",
    "sane": [10, 900],
    "slips": [{"formula": "rate/time", "why": "Multiply, don't divide."}],
    "explanation": "Little's law.",
    "steps": ["Number = rate x time.", "{rate} x {time}."],
    "sources": ["S01"],
}
SHARE: dict[str, Any] = DRAWN | {
    "id": "recall-drawn",
    "topic": "ranking",
    "kind": "pick",
    "draws": [{"name": "all", "from": 10, "to": 60, "step": 5}, {"name": "k", "of": [20, 100]}],
    "stem": "Of {all} relevant documents 5 are among the first {k}. Which share was found, in %?",
    "formula": "100*5/all",
    "unit": "%",
    "sane": [2, 60],
    "slips": [
        {"formula": "100*k/all", "why": "Not all of them are relevant."},
        {"formula": "100*5/k", "why": "That's the precision."},
    ],
}


def errors(tmp_path: Path, questions: list[dict[str, Any]], *templates: dict[str, Any]) -> list[str]:
    """What the check says of a tree with these questions and templates."""
    root = tmp_path / "content"
    for name, held in (
        ("sources.yaml", SOURCES),
        ("questions/q.yaml", {"questions": questions}),
        ("templates/t.yaml", {"templates": list(templates)}),
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(yaml.safe_dump(held, sort_keys=False).replace("'", '"').replace('""', "'"))
    return [str(error) for error in check(root) if error.file.endswith(("q.yaml", "t.yaml"))]


def test_a_sound_bank_has_no_errors(tmp_path: Path) -> None:
    assert errors(tmp_path, [NUMBER], DRAWN | {"where": ["(rate-200)^2+(time-0.25)^2 > 0"]}) == []


def test_a_template_that_can_draw_a_written_question_is_named(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, [NUMBER], DRAWN)
    assert "in-flight-now: template in-flight-drawn can draw this question" in error


def test_two_slips_of_one_value_are_refused(tmp_path: Path) -> None:
    slips = [*NUMBER["slips"], {"formula": "800", "why": "It's the same number."}]
    (error,) = errors(tmp_path, [NUMBER | {"slips": slips}])
    assert "an earlier slip has this value" in error


def test_a_number_without_a_worked_solution_is_refused(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, [{name: held for name, held in NUMBER.items() if name != "steps"}])
    assert "has no worked solution" in error


def test_a_question_without_a_link_is_refused_unless_it_examines_the_article(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, [NUMBER | {"sources": ["S02"]}])
    assert "has no source with a link" in error
    assert errors(tmp_path, [NUMBER | {"sources": ["L12"]}]) == []


def test_an_option_that_can_not_be_a_share_is_refused(tmp_path: Path) -> None:
    (error,) = errors(tmp_path, [NUMBER], SHARE)
    assert "which can't be: change the slips" in error
    assert errors(tmp_path, [NUMBER], SHARE | {"where": ["k <= all"]}) == []


@pytest.mark.parametrize(("telling", "found"), [(12, False), (13, True)])
def test_the_longest_option_may_be_right_in_three_of_ten_questions(
    tmp_path: Path, telling: int, found: bool
) -> None:
    questions = [choice(number, telling=number < telling) for number in range(40)]
    assert (
        any("the right option is the longest here" in error for error in errors(tmp_path, questions)) is found
    )


def choice(number: int, telling: bool) -> dict[str, Any]:
    """A question with one right option, which is the longest or as long as the others."""
    word = ["alpha", "bravo", "delta", "gamma", "kappa", "omega", "sigma", "theta"]
    stem = " ".join(word[number // 8**at % 8] for at in range(2)) + f" {number} {number + 1} {number * 7}?"
    right = "the right one, told at length" if telling else "the right one"
    texts = (right, "a wrong one x", "a wrong one y")
    return {
        "id": f"choice-{number}",
        "topic": "cost",
        "round": "inference",
        "difficulty": 1,
        "kind": "single",
        "stem": stem,
        "options": [
            {"key": key, "text": text, "why": "For a reason."} for key, text in zip("abc", texts, strict=True)
        ],
        "answer": ["a"],
        "explanation": "It follows.",
        "sources": ["S01"],
    }
