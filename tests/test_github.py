"""What the forge runs and asks: workflows name steps that there are, and nothing may write to the repository."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))


def read(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_reads_alone_ends_in_time_and_runs_what_there_is(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    targets = re.findall(r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 30
        for line in (line for step in job["steps"] for line in step.get("run", "").splitlines()):
            assert not line.startswith("make ") or line.split()[1] in targets
            assert not line.startswith(".") or (ROOT / line.split()[0]).is_file()


def test_every_check_of_a_change_runs_on_linux_and_the_critique_on_the_other_systems() -> None:
    jobs = read(ROOT / ".github" / "workflows" / "check.yml")["jobs"]
    assert ".ci/run" in [step.get("run") for step in jobs["linux"]["steps"]]
    assert jobs["critique"]["strategy"]["matrix"]["system"] == ["macos-latest", "windows-latest"]
    assert "./" in [step.get("uses") for step in jobs["critique"]["steps"]]


@pytest.mark.parametrize("path", [f for f in FORMS if f.name != "config.yml"], ids=lambda path: path.name)
def test_a_form_of_a_report_asks_for_few_things_and_says_what_for(path: Path) -> None:
    form = read(path)
    fields = [one for one in form["body"] if one["type"] != "markdown"]
    assert form["name"]
    assert form["description"].endswith(".")
    assert 2 <= len(fields) <= 4
    assert all(one["attributes"]["label"] for one in fields)


def test_the_hooks_of_a_commit_are_steps_of_make_test() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (local,) = read(ROOT / ".pre-commit-config.yaml")["repos"]
    programs = {hook["entry"].split()[0] for hook in local["hooks"]}
    assert all(program in makefile for program in programs)
