"""`content check` of what mocks are made of: briefs and guides, cases of committee night, criteria of feedback."""

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from content import check_mocks
from content.check import check
from content.document import ContentError
from content.finder import PARTS, Placed, load, read_items
from content.mocks import Case

SHIPPED = load()
ROOT = SHIPPED.root


def tree(folder: Path) -> Path:
    """Briefs and what they refer to, without the parts that no brief needs."""
    root = folder / "content"
    root.mkdir()
    for name in ("briefs", "rounds", "facts"):
        shutil.copytree(ROOT / name, root / name)
    for name in ("claims.yaml", "sources.yaml", "asks.yaml", "timeline.yaml"):
        shutil.copy(ROOT / name, root / name)
    return root


def change(path: Path, old: str, new: str) -> int:
    """Replaces the first `old`; the line on which it stood."""
    text = path.read_text()
    path.write_text(text.replace(old, new, 1))
    return text.count("\n", 0, text.index(old)) + 1


SOURCES = "sources: [M54, M60, M61, O31]"
FIRST = "id: inf-b01\n    round: inference"
STAGES = "\n    stages: [{minute: 16, say: Go on.}, {minute: 10, say: Go back.}]"
WORDS = '          - "' + "a " * 60 + 'b"\n'
ON_ITS_LINE = [
    ("inference_1", SOURCES, "sources: [M54, M99]", "M99 isn't a fact"),
    ("inference_1", SOURCES, "sources: [A02]", "A02 is doubtful and can't be a source"),
    ("inference_1", "minute: 11", "minute: 5", "greater than or equal to 6"),
    ("inference_1", "level: mid", "level: expert", "'junior', 'mid', 'senior' or 'staff'"),
    ("inference_1", "id: inf-b01", "id: alg-b77", "doesn't fit the round inference"),
    ("inference_1", FIRST, FIRST + STAGES, "the minutes of the stages must rise"),
    ("guide", "Read the brief once.", f"Read the brief once. {'x' * 130}", "at most 140 fit here"),
    (
        "behavioural_1",
        "minute: 15",
        "minute: 14",
        "beh-b01: no stage of behavioural begins at 14: use one of 0, 5, 15, 25, 34, 37, 42",
    ),
]
SOMEWHERE = [
    ("inference_1", "minute: 11", "minute: 30", "the minutes of the hints must rise"),
    ("behavioural_3", "level: staff", "level: senior", "has 1 briefs for staff level, 2 are needed"),
    ("coding_ml_1", "    tests: |-", "    tests: |-\n      def (", "tests: line 1 isn't Python"),
    ("coding_ml_1", "def test_", "def ", "tests: nothing runs "),
    (
        "inference_1",
        "    sources:",
        '    tests: "assert order == [1, 2]"\n    sources:',
        "coding rounds have `tests` in Python, and no other round has",
    ),
    (
        "guide",
        '          - "Have paper',
        WORDS * 3 + '          - "Have paper',
        "to read, at most 3 are given",
    ),
]


@pytest.mark.parametrize(("name", "old", "new", "phrase"), [*ON_ITS_LINE, *SOMEWHERE])
def test_a_planted_fault_is_found_in_its_file(
    tmp_path: Path, name: str, old: str, new: str, phrase: str
) -> None:
    root = tree(tmp_path)
    line = change(root / "briefs" / f"{name}.yaml", old, new)
    found = [error for error in check(root) if phrase in error.text]
    assert {error.file for error in found} == {f"content/briefs/{name}.yaml"}
    assert (name, old, new, phrase) in SOMEWHERE or [error.line for error in found] == [line]


@pytest.mark.parametrize(
    ("gone", "file", "phrase"),
    [
        ("inference_3.yaml", "inference_4", "the round inference has 18 briefs, at least 25 are needed"),
        ("inference_*.yaml", "", "the round inference has 0 briefs"),
    ],
)
def test_a_round_with_too_few_briefs_is_named_with_its_number(
    tmp_path: Path, gone: str, file: str, phrase: str
) -> None:
    root = tree(tmp_path)
    assert check(root) == []
    for path in (root / "briefs").glob(gone):
        path.unlink()
    (error,) = check(root)
    assert phrase in error.text
    assert file in error.file


def test_a_question_with_other_numbers_is_the_same_question(tmp_path: Path) -> None:
    root = tree(tmp_path)
    text = (ROOT / "briefs" / "inference_1.yaml").read_text()
    first = "  - id: inf-b01" + text.split("  - id: inf-b01")[1].split("  - id: ")[0]
    copied = first.replace("inf-b01", "inf-b90").replace("80 GB", "40 GB").replace("60 ms", "70 ms")
    (root / "briefs" / "inference_9.yaml").write_text("briefs:\n" + copied)
    (error,) = check(root)
    assert error.file == "content/briefs/inference_9.yaml"
    assert "question:" in (root / "briefs" / "inference_9.yaml").read_text().splitlines()[error.line - 1]
    assert "asks nearly what inf-b01 asks (content/briefs/inference_1.yaml:2)" in error.text


# cases: mixed evidence, sums that are computed, cues that tell considerations apart

CASES: list[Placed[Case]] = list(read_items(ROOT, PARTS["cases"]))
CASE = CASES[0].item


def with_changes(**changes: object) -> Placed[Case]:
    """The first case with something changed."""
    return Placed(CASE.id, CASE.model_copy(update=changes), CASES[0].document, CASES[0].path)


SHARED = tuple(one.model_copy(update={"cues": ("same", "word")}) for one in CASE.weighs)


@pytest.mark.parametrize(
    ("cases", "phrase"),
    [
        (CASES[:3], "there are 3 cases, at least 12 are needed"),
        ([with_changes(weighs=SHARED), *CASES[1:]], "is also at consideration 1"),
        ([*CASES, with_changes(id="other")], f"is nearly the case {CASE.id}"),
        ([], ""),
    ],
    ids=["too few", "a cue of two", "twice", "none are sound"],
)
def test_cases_that_are_too_few_alike_or_unclear_are_refused(cases: list[Placed[Case]], phrase: str) -> None:
    found = list(check_mocks.check_cases(cases))
    assert bool(found) is bool(phrase)
    assert all(phrase in error.text for error in found)


PROS = [one.model_dump() for one in CASE.weighs if one.side == "hire"]
ALIKE = [one.model_copy(update={"score": 3}).model_dump() for one in CASE.scores]
TWICE = [CASE.scores[at].model_dump() for at in (0, 0, 3)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"sums": ["no number here"]}, "a sum has numbers"),
        ({"weighs": PROS * 2}, "isn't mixed"),
        ({"scores": ALIKE}, "same score"),
        ({"scores": TWICE}, "twice"),
    ],
)
def test_a_case_says_what_is_wrong_with_it(more: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Case.model_validate(CASE.model_dump(mode="json") | more)


# criteria

TOPICS = {one.item.topic: one for part in ("templates", "questions") for one in read_items(ROOT, PARTS[part])}
CRITERIA = (ROOT / "feedback" / "criteria.yaml").read_text(encoding="utf-8")
LEARNING = "  - {key: beh-learning, round: behavioural, dimension: learning, topics: [stories]}\n"


def problems(folder: Path, criteria: str) -> list[ContentError]:
    """What is wrong with these criteria beside the shipped rounds and topics."""
    root = folder / "content"
    (root / "feedback").mkdir(parents=True)
    (root / "feedback" / "criteria.yaml").write_text(criteria, encoding="utf-8")
    try:
        found = read_items(root, PARTS["criteria"])
    except ContentError as error:
        return list(error.all())
    return list(check_mocks.check_criteria(found, read_items(ROOT, PARTS["rounds"]), TOPICS))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("dimension: approach", "dimension: aproach", "'aproach' isn't a dimension of coding_algorithms"),
        ("topics: [stories]}", "topics: [storys]}", "there's no topic 'storys'"),
        ("topics: [tradeoffs]", "topics: []", "name one or more topics to drill"),
        (LEARNING, "", "the round behavioural has 2 criteria of its own, 3 are asked"),
        ("compression, decoding]", "compression]", "no weak mark leads to the topic 'decoding'"),
        ('title: "Hints helped"', "round: inference", "give either a title and four levels, or a round"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert CRITERIA.count(old) >= 1
    found = problems(tmp_path, CRITERIA.replace(old, new, 1))
    assert any(said in error.text and error.line > 1 for error in found), found


def test_a_topic_that_no_criterion_names_is_told_at_its_question() -> None:
    criteria, rounds = (read_items(ROOT, PARTS[part]) for part in ("criteria", "rounds"))
    stray = TOPICS["latency"]
    (error,) = check_mocks.check_criteria(criteria, rounds, TOPICS | {"latencies": stray})
    assert (error.file, error.line) == (stray.file, stray.error("", "topic").line)
    assert "write 'latency', or name it in a criterion (content/feedback/criteria.yaml)" in error.text
