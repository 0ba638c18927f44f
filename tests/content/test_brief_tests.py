"""Tests that an interviewer sends: a right answer passes them, code that does nothing passes none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from content.brief_tests import describe_calls, name_test_file, write_test_file
from content.finder import load
from content.interviewer import Brief
from content.models import Round
from tests.content import brief_mistakes, brief_mistakes_more, brief_solutions

ROOT = Path(__file__).parents[2]
CODING = [brief for brief in load().briefs.values() if brief.is_coding]
ANSWERS = {
    Round.CODING_ALGORITHMS: ("algorithms_streams", "algorithms_stores", "algorithms_plans"),
    Round.CODING_ML: ("learning_metrics", "learning_models", "learning_systems"),
}
MISTAKES = brief_mistakes.MISTAKES | brief_mistakes_more.MISTAKES
NOTHING = "def __getattr__(name):\n    return lambda *values, **named: None\n"


def run(brief: Brief, solution: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As a candidate does it: both files in one folder, and Python."""
    (folder / "solution.py").write_text(solution)
    (folder / name_test_file(brief)).write_text(write_test_file(brief))
    command = [sys.executable, "-W", "error", name_test_file(brief)]
    whole = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=whole, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("brief", CODING, ids=lambda brief: brief.id)
def test_a_right_answer_passes_every_test_of_a_brief(brief: Brief, tmp_path: Path) -> None:
    package = brief_solutions.__name__
    done = run(brief, "".join(f"from {package}.{name} import *\n" for name in ANSWERS[brief.round]), tmp_path)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert done.stdout.count("passed ") == brief.tests.count("\ndef test_") >= 3


@pytest.mark.parametrize("brief", CODING, ids=lambda brief: brief.id)
def test_code_that_does_nothing_passes_no_test_of_a_brief(brief: Brief, tmp_path: Path) -> None:
    done = run(brief, NOTHING, tmp_path)
    assert (done.returncode, done.stdout.count("passed "), done.stderr) == (1, 0, ""), done.stdout


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_that_a_brief_warns_of_fails_a_test_and_not_all(name: str, tmp_path: Path) -> None:
    brief = next(one for one in CODING if one.id == name)
    done = run(brief, MISTAKES[name], tmp_path)
    assert (done.returncode, done.stderr) == (1, ""), done.stdout
    assert "passed " in done.stdout


def test_a_failure_names_its_rule_and_shows_the_line(tmp_path: Path) -> None:
    brief = next(one for one in CODING if one.id == "ml-b01")
    always_one = "def cross_entropy(scores, labels):\n    return 1.0\n"
    done = run(brief, always_one, tmp_path)
    assert "FAILED a batch without labels gives zero - AssertionError()" in done.stdout
    assert "assert close(cross_entropy([[1.0, 2.0]], [-100]), 0)" in done.stdout


@pytest.mark.parametrize("brief", CODING, ids=lambda brief: brief.id)
def test_whoever_answers_can_be_told_every_name_that_the_tests_import(brief: Brief) -> None:
    names = brief.tests.partition("from solution import ")[2].partition("  #")[0].split(", ")
    assert [name for name in names if f"{name}(" not in describe_calls(brief)] == []
