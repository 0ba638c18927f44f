"""Orders, scenarios and sentences: what their files must hold, and what `content check` says of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter, ValidationError

from content.check import check
from content.quiz import WHAT_IS_WRONG, Choice, Ordering, Question

COMMON = {
    "id": "one",
    "topic": "latency",
    "round": "inference",
    "difficulty": 1,
    "explanation": "It takes as long as it takes.",
    "sources": ["M31"],
}
OPTIONS = [{"key": key, "text": f"Option {key}", "why": "For a reason."} for key in "abc"]
POINT = {"says": "the sum", "shown_by": [["240K"], ["450K"]]}
RUNGS = [{"text": f"item {n}", "why": "It stands there."} for n in range(1, 6)]


def read(**changed: object) -> Question:
    found: Question = TypeAdapter(Question).validate_python(COMMON | changed)
    return found


def test_a_sentence_is_a_single_choice_about_a_claim_and_needs_no_stem() -> None:
    found = read(
        kind="sentence", sentence="It saves 12 million QPS.", claim="A12", options=OPTIONS, answer=["c"]
    )
    assert isinstance(found, Choice)
    assert (found.stem, found.asks, found.claim) == (WHAT_IS_WRONG, "It saves 12 million QPS.", "A12")
    assert found.one
    assert found.accepts(frozenset("c"))


@pytest.mark.parametrize(
    ("changed", "phrase"),
    [
        ({"kind": "sentence", "options": OPTIONS, "answer": ["a"]}, "'sentence' is missing"),
        ({"kind": "sentence", "sentence": "So.", "options": OPTIONS, "answer": ["a", "b"]}, "has one answer"),
        (
            {"kind": "single", "stem": "Why?", "sentence": "So.", "options": OPTIONS, "answer": ["a"]},
            "kind sentence",
        ),
        ({"kind": "ordering", "stem": "Put in order.", "items": RUNGS[:2]}, "at least 3"),
        ({"kind": "ordering", "stem": "Put in order.", "items": [*RUNGS, RUNGS[0]]}, "at most 5"),
        ({"kind": "ordering", "stem": "Put in order.", "items": [{"text": "a"}] * 3}, "why"),
        ({"kind": "scenario", "stem": "Do you ship it?", "points": [POINT], "weak": "Yes."}, "at least 2"),
        ({"kind": "scenario", "stem": "Do you ship it?", "points": [POINT, POINT]}, "weak"),
        ({"kind": "riddle", "stem": "What is it?"}, "riddle"),
    ],
)
def test_what_cannot_be_asked_is_refused(changed: dict[str, object], phrase: str) -> None:
    with pytest.raises(ValidationError, match=phrase):
        read(**changed)


def test_an_order_is_right_as_it_is_written_and_counts_what_stands_in_its_place() -> None:
    found = read(kind="ordering", stem="Put in order.", items=RUNGS[:4])
    assert isinstance(found, Ordering)
    assert found.keys == "abcd"
    assert found.accepts("abcd")
    assert not found.accepts("abdc")
    assert [found.placed(chosen) for chosen in ("abcd", "abdc", "dcba", "bcda", "a", "")] == [
        4,
        2,
        0,
        0,
        1,
        0,
    ]


# content check


def problems(folder: Path, text: str) -> list[str]:
    """What is wrong with the questions of one file."""
    place = folder / "content" / "questions"
    place.mkdir(parents=True)
    (place / "all.yaml").write_text(f"questions:\n{text}")
    return [str(e) for e in check(folder / "content") if e.file.startswith("content/questions/")]


HEAD = "topic: cost, round: inference, difficulty: 1, explanation: So it is., sources: [L1]"
NUMBER = (
    "kind: numeric, formula: 2*7, write: '.0', tolerance: 1 %, slips: [{formula: '2', why: Too small.}], "
    "steps: [Double it., 2 x 7.]"
)


@pytest.mark.parametrize(
    ("unit", "stem", "phrase"),
    [
        ("m", "How many m does it take?", "'m' can be read in two ways"),
        ("ms", "How long does it take?", "does not say that the answer is in ms"),
        ("%", "How large is the share?", "does not say that the answer is in %"),
        ("thousand dollars", "How many dollars is it worth?", "the answer is in thousand"),
        ("KiB", "How many KB does a token take?", "the answer is in KiB"),
    ],
)
def test_a_unit_that_the_question_does_not_name_is_refused(
    tmp_path: Path, unit: str, stem: str, phrase: str
) -> None:
    (found,) = problems(tmp_path, f"  - {{id: x, {HEAD}, {NUMBER}, unit: '{unit}', stem: '{stem}'}}\n")
    assert found.startswith("content/questions/all.yaml:2: x: ")
    assert phrase in found


@pytest.mark.parametrize(
    ("unit", "stem"),
    [
        ("ms", "How many milliseconds is that?"),
        ("%", "Which share is it, in percent?"),
        ("thousand dollars", "At $3K each, how many dollars is it?"),
        ("requests", "How many are in flight?"),
        ("tokens a second", "How fast is it, by the token?"),
    ],
)
def test_a_unit_that_is_named_in_other_words_or_can_only_be_one_passes(
    tmp_path: Path, unit: str, stem: str
) -> None:
    assert problems(tmp_path, f"  - {{id: x, {HEAD}, {NUMBER}, unit: '{unit}', stem: '{stem}'}}\n") == []


def test_two_items_of_an_order_that_say_the_same_are_refused(tmp_path: Path) -> None:
    items = "[{text: 1000 ms, why: It is.}, {text: 5 ms, why: It is.}, {text: '1,000.0 ms', why: It is.}]"
    (found,) = problems(
        tmp_path, f"  - {{id: x, {HEAD}, kind: ordering, stem: Put in order., items: {items}}}\n"
    )
    assert "items a and c say the same: change c" in found


def test_a_claim_that_a_sentence_examines_must_exist_and_may_be_flagged(tmp_path: Path) -> None:
    claims = tmp_path / "content"
    claims.mkdir()
    (claims / "claims.yaml").write_text(
        "claims:\n  - {id: A01, lines: [3], claim: It saves queries., verdict: wrong, check: It does not.}\n"
    )
    (claims / "sources.yaml").write_text("sources:\n  - {id: S01, title: A page, level: D}\n")
    options = (
        "[{key: a, text: One, why: Not.}, {key: b, text: Two, why: So.}, {key: c, text: Six, why: Not.}]"
    )
    body = f"{HEAD}, kind: sentence, options: {options}, answer: [b]"
    first, second = "It saves queries a day.", "Nothing like it was ever said before."
    text = (
        f"  - {{id: x, {body}, sentence: {first}, claim: A01}}\n"
        f"  - {{id: y, {body}, sentence: {second}, claim: A02}}\n"
    )
    (found,) = [one for one in problems(tmp_path, text) if "A0" in one]
    assert found.startswith("content/questions/all.yaml:3: y: A02 is no fact, claim or source")


def test_two_sentences_that_are_nearly_the_same_are_one_question(tmp_path: Path) -> None:
    options = (
        "[{key: a, text: One, why: Not.}, {key: b, text: Two, why: So.}, {key: c, text: Three, why: Not.}]"
    )
    body = f"{HEAD}, kind: sentence, options: {options}, answer: [b]"
    said = "Dynamic batching cut the latency of BERT by 35 percent at night"
    text = f"  - {{id: x, {body}, sentence: {said}.}}\n  - {{id: y, {body}, sentence: {said} again.}}\n"
    (found,) = problems(tmp_path, text)
    assert "y: asks nearly what x asks" in found


def test_a_template_may_not_have_the_id_of_a_question(tmp_path: Path) -> None:
    folder = tmp_path / "content" / "templates"
    folder.mkdir(parents=True)
    (folder / "t.yaml").write_text(
        "templates:\n  - {id: x, version: 1, topic: cost, round: inference, difficulty: 1, kind: numeric,\n"
        "     draws: [{name: a, of: [5, 6]}], stem: 'How many ms is {a}?', explanation: So many.,\n     "
        "steps: [One, Two], sources: [L1], formula: a, unit: ms, sane: [0, 9],\n     "
        "slips: [{formula: a+1, why: One more.}]}\n"
    )
    problems(tmp_path, f"  - {{id: x, {HEAD}, {NUMBER}, unit: people, stem: How many come?}}\n")
    found = [str(e) for e in check(tmp_path / "content") if "/templates/" in e.file]
    assert ["a question has this id (content/questions/all.yaml:2)" in one for one in found] == [True]
