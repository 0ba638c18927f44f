"""Tests that an interviewer sends: a right answer passes them, code that does nothing passes none."""

import os
import subprocess
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest

from content.finder import load
from content.mocks import Brief, describe_calls, name_test_file, write_test_file
from content.models import Round
from tests.content import brief_solutions
from tests.content.brief_mistakes import MISTAKES

ROOT = Path(__file__).parents[2]
CODING = [brief for brief in load().briefs.values() if brief.is_coding]
ANSWERS = {
    Round.CODING_ALGORITHMS: ("algorithms_streams", "algorithms_stores", "algorithms_plans"),
    Round.CODING_ML: ("learning_metrics", "learning_models", "learning_systems"),
}
FOLDER = Path(brief_solutions.__path__[0])
NOTHING = "def __getattr__(name):\n    return lambda *values, **named: None\n"


@dataclass(frozen=True)
class Outcome:
    passed: list[str]
    failed: list[str]


def run(brief: Brief, solution: str) -> Outcome:
    """The tests of a brief on a solution, in this process: 200 of their own would take minutes."""
    known, tests = ModuleType("solution"), ModuleType("tests")
    exec(solution, vars(known))  # noqa: S102 - the code under test
    sys.modules["solution"] = known
    try:
        exec(write_test_file(brief), vars(tests))  # noqa: S102 - the file that an interviewer sends
    finally:
        del sys.modules["solution"]
    found = Outcome([], [])
    for name, test in vars(tests).items():
        if name.startswith("test_"):
            with warnings.catch_warnings(action="error"):
                try:
                    test()
                except Exception:
                    found.failed.append(name)
                else:
                    found.passed.append(name)
    return found


def answers(brief: Brief) -> str:
    return "".join(f"from {brief_solutions.__name__}.{name} import *\n" for name in ANSWERS[brief.round])


def run_as_candidate(brief: Brief, solution: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Both files in one folder, and Python."""
    (folder / "solution.py").write_text(solution)
    (folder / name_test_file(brief)).write_text(write_test_file(brief))
    command = [sys.executable, "-W", "error", name_test_file(brief)]
    whole = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=whole, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("brief", CODING, ids=lambda brief: brief.id)
def test_a_right_answer_passes_every_test_of_a_brief_and_one_that_does_nothing_none(brief: Brief) -> None:
    right = run(brief, answers(brief))
    assert right.failed == []
    assert len(right.passed) == brief.tests.count("\ndef test_") >= 3
    assert run(brief, NOTHING).passed == []


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_that_a_brief_warns_of_fails_a_test_and_not_all(name: str) -> None:
    brief, (was, now) = next(one for one in CODING if one.id == name), MISTAKES[name]
    sources = [Path(FOLDER, f"{module}.py").read_text() for module in ANSWERS[brief.round]]
    (source,) = [one for one in sources if was in one]
    done = run(brief, source.replace(was, now, 1))
    assert done.failed and done.passed


def test_a_candidate_who_runs_the_file_sees_what_passed(tmp_path: Path) -> None:
    brief = CODING[0]
    done = run_as_candidate(brief, answers(brief), tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("passed ") == len(run(brief, answers(brief)).passed)


def test_a_failure_names_its_rule_and_shows_the_line(tmp_path: Path) -> None:
    brief = next(one for one in CODING if one.id == "ml-b01")
    always_one = "def cross_entropy(scores, labels):\n    return 1.0\n"
    done = run_as_candidate(brief, always_one, tmp_path)
    assert done.returncode == 1
    assert "FAILED a batch without labels gives zero - AssertionError()" in done.stdout
    assert "assert close(cross_entropy([[1.0, 2.0]], [-100]), 0)" in done.stdout


def test_whoever_answers_can_be_told_every_name_that_the_tests_import() -> None:
    for brief in CODING:
        names = brief.tests.partition("from solution import ")[2].partition("  #")[0].split(", ")
        assert [name for name in names if f"{name}(" not in describe_calls(brief)] == [], brief.id
