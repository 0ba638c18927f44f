"""`loopmate rules`: what a pack's authors look up, try and count."""

import json
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.program import build

OPEN = "Fine-tuned DistilBERT for reviews, improved F1 to 0.81"


def rules(*args: str, given: str = "") -> tuple[int, str, str]:
    result = CliRunner().invoke(build(), ["rules", *args], input=given)
    return result.exit_code, result.stdout, result.stderr


def test_a_rule_is_shown_with_its_examples_and_an_unknown_one_is_named() -> None:
    code, out, _ = rules("show", "no_baseline")
    assert code == 0
    assert out.startswith("no_baseline: major, baseline, for bullet")
    assert "\nSource: article#" in out
    assert "  bad: " in out
    assert "  good: " in out
    code, _, err = rules("show", "no_such_rule")
    assert code == 2
    assert err.startswith(
        "There's no rule 'no_such_rule'. Choose one of these: accuracy_only, blaming_others"
    )


def test_the_examples_of_a_pack_are_run() -> None:
    code, out, err = rules("test", "--pack", "backend")
    assert (code, out) == (0, "")
    assert err == "backend: 10 rules; wrong examples: 0.\n"


def test_coverage_counts_how_often_each_rule_speaks_the_silent_ones_first() -> None:
    lines = "".join(json.dumps({"id": n, "text": OPEN}) + "\n" for n in range(3))
    _, out, _ = rules("coverage", "-", "--format", "json", given=lines)
    rows = [json.loads(line) for line in out.splitlines()]
    assert rows[0]["fired"] == 0
    assert {"rule": "no_baseline", "fired": 3, "texts": 3} in rows


def test_why_names_the_facts_and_the_rules_behind_a_verdict(tmp_path: Path) -> None:
    file = tmp_path / "cv.jsonl"
    file.write_text("\n" + json.dumps({"id": 1, "text": OPEN}))
    code, out, _ = rules("why", f"{file}:2")
    assert code == 0
    assert "rule no_baseline (major) at '0.81'" in out.splitlines()
    assert any(line.startswith("measure '0.81': family=accuracy, metric=f1") for line in out.splitlines())
    assert rules("why", f"{file}:1")[2] == f"{file} has no item on line 1.\n"
    assert "names no place" in rules("why", "cv.md")[2]
