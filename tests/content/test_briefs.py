"""Interviewers' briefs: enough for each round, complete, with numbers that come out the same elsewhere."""

from __future__ import annotations

import ast
import math
import operator
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import content
from content.check import check
from content.finder import load
from content.formula import SLOT, as_decimal, evaluate, filled
from content.mocks import LINE, Brief
from content.models import Round
from tests.content import brief_figures, brief_figures_language

ROOT = Path(content.__file__).parent
SHIPPED = load()
BRIEFS = SHIPPED.briefs
FILES = sorted((ROOT / "briefs").glob("*.yaml"))
COMPUTED = sorted(
    {slot[1].strip() for path in FILES for slot in SLOT.finditer(" ".join(path.read_text().split()))}
)
PYTHON: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
CALLED: dict[str, Callable[[float], float]] = {
    "ln": math.log,
    "log2": math.log2,
    "exp": math.exp,
    "sqrt": math.sqrt,
    "ceil": lambda value: math.ceil(value - 1e-9),
    "floor": lambda value: math.floor(value + 1e-9),
    "z": {0.975: 1.959963984540054, 0.8: 0.8416212335729143}.__getitem__,
}


def in_floats(formula: str) -> float:
    """The formula by Python's own grammar and floats."""
    return _float(ast.parse(formula.replace("^", "**"), mode="eval").body)


def _float(node: ast.expr) -> float:
    if isinstance(node, ast.BinOp):
        return float(PYTHON[type(node.op)](_float(node.left), _float(node.right)))
    if isinstance(node, ast.UnaryOp):
        return -_float(node.operand)
    if isinstance(node, ast.Call):
        assert isinstance(node.func, ast.Name)
        return float(CALLED[node.func.id](_float(node.args[0])))
    assert isinstance(node, ast.Constant)
    return float(str(node.value))


FIGURES = {**brief_figures.FIGURES, **brief_figures_language.FIGURES}


def shown(brief: Brief) -> str:
    return "\n".join(brief.lines())


def figures() -> dict[str, list[float]]:
    """For each brief that computes: the values that its formulas show, in the order of the file."""
    found: dict[str, list[float]] = {}
    for path in FILES:
        for part in re.split(r"^  - id: ", path.read_text(), flags=re.MULTILINE)[1:]:
            shown_values = [_value(slot[0]) for slot in SLOT.finditer(part)]
            if shown_values:
                found[part.split("\n", 1)[0]] = shown_values
    return found


def _value(slot: str) -> float:
    return float(filled(" ".join(slot.split())).replace(",", ""))


def test_each_round_has_at_least_25_briefs_and_two_for_staff() -> None:
    counts = Counter(brief.round for brief in BRIEFS.values())
    staff = Counter(brief.round for brief in BRIEFS.values() if brief.level == "staff")
    assert {kind: counts[kind] >= 25 and staff[kind] >= 2 for kind in Round} == dict.fromkeys(Round, True)


def test_every_brief_is_complete_and_each_of_its_lines_fits_a_card() -> None:
    for brief in BRIEFS.values():
        assert brief.question.endswith((".", "?")), brief.id
        assert [hint.minute for hint in brief.hints] == sorted({hint.minute for hint in brief.hints}), (
            brief.id
        )
        assert all(len(line) <= LINE for line in brief.lines() if line != brief.question), brief.id
        assert len(brief.question) <= 3 * LINE, brief.id
        assert all(line.endswith((".", "?")) for line in brief.follow_ups), brief.id
        lines = list(brief.lines())
        assert len(set(lines)) == len(lines), brief.id
        assert 150 <= len(shown(brief).split()) <= 1_000, brief.id


def test_hints_and_staged_prompts_come_while_the_candidate_works() -> None:
    for brief in BRIEFS.values():
        starts = [stage.minute for stage in SHIPPED.rounds[brief.round].plan]
        begins = starts[1]
        ends = next(
            stage.minute
            for stage in SHIPPED.rounds[brief.round].plan
            if stage.title == "Candidate's questions"
        )
        assert all(begins < hint.minute < ends for hint in brief.hints), brief.id
        assert {stage.minute for stage in brief.stages} <= set(starts), brief.id


def test_behavioural_briefs_bring_a_prompt_for_each_of_the_other_two_stories() -> None:
    for brief in BRIEFS.values():
        expected = [15, 25] if brief.round is Round.BEHAVIOURAL else []
        assert [stage.minute for stage in brief.stages] == expected, brief.id


def test_no_title_or_question_serves_two_briefs() -> None:
    for field in ("title", "question"):
        values = [getattr(brief, field) for brief in BRIEFS.values()]
        assert len(set(values)) == len(values)


def test_each_formula_gives_what_floats_give() -> None:
    for formula in COMPUTED:
        assert float(as_decimal(evaluate(formula))) == pytest.approx(in_floats(formula), rel=1e-9), formula


def test_each_figure_equals_one_that_was_worked_out_from_the_question() -> None:
    for key, values in figures().items():
        expected = {round(value + 1e-9, places) for value, places in FIGURES[key]}
        assert set(values) == expected


def test_only_briefs_that_compute_have_figures_here() -> None:
    assert set(FIGURES) == set(figures())
    assert len(FIGURES) >= 70


def test_the_guide_for_the_first_time_takes_three_minutes() -> None:
    (guide,) = SHIPPED.guides.values()
    assert guide.minutes <= 3
    text = " ".join(line for part in guide.parts for line in part.lines)
    for needed in ("hint", "silence", "aloud", "Not seen", "never about the person"):
        assert needed in text, needed


def test_no_brief_uses_a_british_spelling_or_leaves_a_formula_open() -> None:
    everything = "\n".join(map(shown, BRIEFS.values())).casefold()
    words = ("optimise", "optimisa", "quantis", "behaviour", "utilis", "tokenis", "colour", "judgement", "{=")
    assert [word for word in words if word in everything] == []


def test_no_file_of_briefs_is_long() -> None:
    assert all(len(path.read_text().splitlines()) < 400 for path in FILES)


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


def only(root: Path) -> tuple[str, int, str]:
    (error,) = check(root)
    return error.file, error.line, error.text


SOURCES = "sources: [M54, M60, M61, O31]"
SAME_LINE = {
    "a source that does not exist": (SOURCES, "sources: [M54, M99]", "M99 is no fact"),
    "a flagged claim as truth": (SOURCES, "sources: [A02]", "A02 is doubtful and cannot be a source"),
    "a hint in the introduction": ("minute: 11", "minute: 5", "greater than or equal to 6"),
    "a level that nobody has": ("level: mid", "level: expert", "'junior', 'mid', 'senior' or 'staff'"),
    "an id of another round": ("id: inf-b01", "id: alg-b77", "is not of the round inference"),
    "stages out of order": (
        "id: inf-b01\n    round: inference",
        "id: inf-b01\n    stages: [{minute: 16, say: Go on.}, {minute: 10, say: Go back.}]\n    round: inference",
        "the minutes of the stages must rise",
    ),
}


@pytest.mark.parametrize("case", SAME_LINE)
def test_each_planted_fault_is_found_on_its_line(case: str, tmp_path: Path) -> None:
    old, new, phrase = SAME_LINE[case]
    root = tree(tmp_path)
    line = change(root / "briefs" / "inference_1.yaml", old, new)
    found = [error for error in check(root) if phrase in error.text]
    assert [(error.file, error.line) for error in found] == [("content/briefs/inference_1.yaml", line)]


def test_the_copied_tree_is_sound(tmp_path: Path) -> None:
    assert check(tree(tmp_path)) == []


def test_hints_out_of_order_are_refused(tmp_path: Path) -> None:
    root = tree(tmp_path)
    change(root / "briefs" / "inference_1.yaml", "minute: 11", "minute: 30")
    assert any("the minutes of the hints must rise" in error.text for error in check(root))


def test_a_stage_that_the_plan_does_not_have_is_named_with_those_it_has(tmp_path: Path) -> None:
    root = tree(tmp_path)
    line = change(root / "briefs" / "behavioural_1.yaml", "minute: 15", "minute: 14")
    file, at, text = only(root)
    assert (file, at) == ("content/briefs/behavioural_1.yaml", line)
    assert text == ("beh-b01: no stage of behavioural begins at 14: use one of 0, 5, 15, 25, 34, 37, 42")


def test_a_round_with_too_few_briefs_is_named_with_its_number(tmp_path: Path) -> None:
    root = tree(tmp_path)
    (root / "briefs" / "inference_3.yaml").unlink()
    file, _, text = only(root)
    assert file == "content/briefs/inference_4.yaml"
    assert "the round inference has 18 briefs, at least 25 are needed" in text


def test_a_round_with_one_brief_for_staff_is_named(tmp_path: Path) -> None:
    root = tree(tmp_path)
    change(root / "briefs" / "behavioural_3.yaml", "level: staff", "level: senior")
    assert "the round behavioural has 1 briefs for staff level, 2 are needed" in only(root)[2]


def test_a_coding_brief_without_tests_is_refused_and_so_are_tests_that_are_not_python(tmp_path: Path) -> None:
    root = tree(tmp_path)
    change(root / "briefs" / "coding_ml_1.yaml", "    tests: |-", "    tests: |-\n      def (")
    change(
        root / "briefs" / "inference_1.yaml",
        "    sources:",
        '    tests: "assert order == [1, 2]"\n    sources:',
    )
    found = {(error.file, error.text.partition(": ")[2].partition(":")[0]) for error in check(root)}
    assert ("content/briefs/coding_ml_1.yaml", "tests") in found
    only_coding = "coding rounds have `tests` in Python, and no other round has"
    assert ("content/briefs/inference_1.yaml", only_coding) in found


def test_a_round_without_any_brief_is_an_error_when_others_have_some(tmp_path: Path) -> None:
    root = tree(tmp_path)
    for path in (root / "briefs").glob("inference_*.yaml"):
        path.unlink()
    assert "the round inference has 0 briefs" in only(root)[2]


def test_a_question_with_other_numbers_is_the_same_question(tmp_path: Path) -> None:
    root = tree(tmp_path)
    text = (ROOT / "briefs" / "inference_1.yaml").read_text()
    first = "  - id: inf-b01" + text.split("  - id: inf-b01")[1].split("  - id: ")[0]
    copied = first.replace("inf-b01", "inf-b90").replace("80 GB", "40 GB").replace("60 ms", "70 ms")
    (root / "briefs" / "inference_9.yaml").write_text("briefs:\n" + copied)
    file, line, said = only(root)
    assert file == "content/briefs/inference_9.yaml"
    assert "question:" in (root / "briefs" / "inference_9.yaml").read_text().splitlines()[line - 1]
    assert "asks nearly what inf-b01 asks (content/briefs/inference_1.yaml:2)" in said


def test_a_line_longer_than_a_card_takes_is_refused_with_its_length(tmp_path: Path) -> None:
    root = tree(tmp_path)
    line = change(root / "briefs" / "guide.yaml", "Read the brief once.", "Read the brief once. " + "x" * 130)
    (error,) = [one for one in check(root) if "at most 140 fit here" in one.text]
    assert (error.file, error.line) == ("content/briefs/guide.yaml", line)


def test_a_guide_that_takes_longer_than_three_minutes_is_refused(tmp_path: Path) -> None:
    root = tree(tmp_path)
    words = '          - "' + "a " * 60 + 'b"\n'
    change(root / "briefs" / "guide.yaml", '          - "Have paper', words * 3 + '          - "Have paper')
    assert "minutes to read, at most 3 are given" in only(root)[2]


def test_a_file_that_is_not_named_as_the_others_is_not_overlooked(tmp_path: Path) -> None:
    root = tree(tmp_path)
    shutil.copy(root / "briefs" / "inference_1.yaml", root / "briefs" / "more.yaml")
    assert only(root)[::2] == (
        "content/briefs/more.yaml",
        "no part of the content reads this file: move it or remove it",
    )
