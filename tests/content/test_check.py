"""`content check` finds what is planted, and nothing in a sound tree."""

import re
from pathlib import Path

import pytest

from content.check import check

SOUND = {
    "sources.yaml": """\
sources:
  - id: S01
    level: F
    title: A page
    urls: ["https://example.org/page"]
""",
    "claims.yaml": """\
claims:
  - id: A01
    lines: [6]
    claim: There are five rounds.
    verdict: holds
    check: The sum is right.
  - id: A02
    lines: [6]
    claim: A decision takes a week.
    verdict: doubtful
    check: Another line says otherwise.
""",
    "asks.yaml": """\
asks:
  - id: ask-01
    rounds: [inference]
    question: What gives way first?
    why: It shows the limit.
""",
    "timeline.yaml": """\
timeline:
  - key: screen
    title: After the screen
    window: {low: 3, high: 5, days: business}
    reading: {low: 3, high: 5, days: business}
    claim: A02
    caveat: No promise.
""",
    "note_questions/notes.yaml": """\
note_questions:
  - note: M01
    questions: [what is f1, f1 formula, is f1 good, f1 or accuracy, one number for both, balanced score]
  - note: A01
    questions: [how many rounds, rounds in a loop, number of interviews, is it five, five really, loop length]
""",
    "facts/facts.yaml": """\
facts:
  - id: M01
    topic: accuracy
    text: F1 is the harmonic mean.
    sources: [S01]
""",
    "checklist/1.yaml": """\
tasks:
  - key: quiz-it
    item: 5
    title: Answer questions
    why: Because they are due.
    done_when: None is due.
    steps:
      - {text: Answer, minutes: 5}
    call: quiz topic=accuracy
    sources: [M01, L20]
  - key: after-it
    item: 5
    title: Think about the answers
    why: Because it helps.
    done_when: You thought.
    steps:
      - {text: Think, minutes: 5}
    sources: [A01]
    after: [quiz-it]
""",
    "questions/accuracy.yaml": """\
questions:
  - id: choose-one
    topic: accuracy
    round: coding_ml
    difficulty: 1
    kind: single
    stem: Which of these values is right for the first case?
    options:
      - key: a
        text: 1,000 ms
        why: It forgets something.
      - key: b
        text: 2,000 ms
        why: "Right: it is the sum."
      - key: c
        text: 3,000 ms
        why: It counts something twice.
    answer: [b]
    explanation: It is the sum.
    sources: [M01]
    disputes: [A02]
  - id: compute-one
    topic: accuracy
    round: coding_ml
    difficulty: 2
    kind: numeric
    stem: What do a third and a sixth make together?
    formula: 1/3 + 1/6
    unit: parts
    write: ".2"
    tolerance: 2 %
    slips:
      - formula: 2/9
        why: Tops and bottoms were added.
    explanation: They make one half.
    steps: [Find a common denominator., 2/6 + 1/6 = 0.5.]
    sources: [M01]
""",
    "rounds/inference.yaml": """\
rounds:
  - key: inference
    kind: inference
    minutes: 45
    title: Inference
    about: A model is too slow.
    plan:
      - {minute: 0, title: Start, what: Say hello.}
      - {minute: 5, title: Measure, what: Find the limit.}
      - {minute: 20, title: Choose, what: Compare options.}
      - {minute: 40, title: Close, what: Say thanks.}
    rubric:
      - {key: one, title: One, levels: [None at all, Some of it, Most of it, All of it]}
      - {key: two, title: Two, levels: [None at all, Some of it, Most of it, All of it]}
      - {key: three, title: Three, levels: [None at all, Some of it, Most of it, All of it]}
      - {key: four, title: Four, levels: [None at all, Some of it, Most of it, All of it]}
    prompts:
      - {id: inf-1, text: Why is it slow?, look_for: Measures., hint: Where?, follow_ups: [And then?]}
      - {id: inf-2, text: Why is it slow?, look_for: Measures., hint: Where?, follow_ups: [And then?]}
      - {id: inf-3, text: Why is it late?, look_for: Measures., hint: Where?, follow_ups: [And then?]}
      - {id: inf-4, text: Why is it big?, look_for: Measures., hint: Where?, follow_ups: [And then?]}
    red_flags: [Guesses first., Never measures., Blames others.]
    sources: [S01]
""",
}


def tree(folder: Path, **changed: tuple[str, str]) -> Path:
    """The sound tree with `old` replaced by `new` in the file whose stem is the keyword."""
    root = folder / "content"
    for name, text in SOUND.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        old, new = changed.get(path.parent.name) or changed.get(path.stem) or ("", "")
        assert old in text, old
        path.write_text(text.replace(old, new, 1))
    return root


@pytest.mark.parametrize(
    ("part", "old", "new", "expected"),
    [
        ("questions", "sources: [M01]", "sources: [M01, M99]", "20: choose-one: M99 isn't a fact"),
        ("facts", "sources: [S01]", "sources: [S09]", "5: M01: S09 isn't a fact, claim or source"),
        ("timeline", "claim: A02", "claim: A77", "6: screen: A77 isn't a fact"),
        (
            "questions",
            "sources: [M01]\n    disputes: [A02]",
            "sources: [M01, A02]",
            "20: choose-one: A02 is doubtful and",
        ),
        ("checklist", "sources: [A01]", "sources: [A02]", "18: after-it: A02 is doubtful"),
        ("questions", "text: 3,000 ms", "text: 2000.0  MS", "15: choose-one: options b and c say the same"),
        ("questions", "text: 3,000 ms", "text: 2 seconds", "15: choose-one: options b and c say the same"),
        ("questions", "formula: 2/9", "formula: '0.505'", "33: compute-one: this slip would be accepted"),
        ("questions", 'write: ".2"', 'write: ".0"', "30: compute-one: the key as it's shown"),
        (
            "questions",
            "        why: It counts something twice.\n",
            "",
            "15: questions > 1 > options > 3: 'why'",
        ),
        ("questions", "why: It counts something twice.", "why: 'Wrong!'", "17: choose-one: option c has no"),
        ("questions", "formula: 1/3 + 1/6", "formula: 9^9^9", "28: questions > 2 > formula: an exponent"),
        (
            "questions",
            "What do a third and a sixth make together?",
            "Which of these values is right for the second case?",
            "27: compute-one: asks nearly what choose-one asks",
        ),
        ("note_questions", "is it five", "what's an F1?", "5: A01: 'what's an F1?' is a question of M01 too"),
        ("note_questions", "note: A01", "note: A77", "4: A77: no fact, claim or round has this id"),
        ("note_questions", "is it five", "what is it?", "5: A01: 'what is it?' has no word to search for"),
        ("questions", "id: compute-one", "id: choose-one", "22: choose-one: is already in content/"),
        ("checklist", "after: [quiz-it]", "after: [read-it]", "19: after-it: comes after 'read-it'"),
        (
            "checklist",
            "sources: [M01, L20]",
            "sources: [M01]\n    after: [after-it]",
            "11: quiz-it: comes after",
        ),
        (
            "checklist",
            "topic=accuracy",
            "topic=astrology",
            "9: quiz-it: there's no topic 'astrology': use one of accuracy",
        ),
        (
            "timeline",
            "    claim: A02",
            "    follows: dinner\n    claim: A02",
            "6: screen: follows 'dinner', which",
        ),
        ("rounds", "id: inf-4", "id: inf-1", "21: inference: prompt inf-1 is already in inference"),
        ("rounds", "minute: 20", "minute: 4", "2: rounds > 1: the plan must begin at minute 0 and rise"),
    ],
)
def test_each_planted_fault_is_found_with_file_and_line(
    tmp_path: Path, part: str, old: str, new: str, expected: str
) -> None:
    file = next(name for name in SOUND if re.match(rf"{part}\b", name))
    found = [str(error) for error in check(tree(tmp_path, **{part: (old, new)}))]
    assert any(one.startswith(f"content/{file}:{expected}") for one in found), found


def test_calls_are_compared_with_the_commands_that_exist(tmp_path: Path) -> None:
    root = tree(tmp_path)
    assert check(root, paths={"quiz", "today"}) == []
    (error,) = check(root, paths={"today"})
    assert str(error).startswith("content/checklist/1.yaml:9: quiz-it: 'quiz' isn't a command")


def test_a_file_that_nobody_reads_is_an_error(tmp_path: Path) -> None:
    root = tree(tmp_path)
    for name in ("questions/draft.yml", "briefs/mine.yaml", "notes/own.yaml"):
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text("questions: []\n")
    reads = "no part of the content reads this file: "
    assert list(map(str, check(root))) == [
        f"content/briefs/mine.yaml:1: {reads}call it briefs/*_[0-9].yaml or briefs/guide*.yaml",
        f"content/notes/own.yaml:1: {reads}move it or remove it",
        f"content/questions/draft.yml:1: {reads}call it questions/*.yaml",
    ]


def test_a_broken_file_does_not_make_references_to_it_dangle(tmp_path: Path) -> None:
    found = check(tree(tmp_path, sources=("level: F", "level: yes")))
    assert [error.file for error in found] == ["content/sources.yaml"]
