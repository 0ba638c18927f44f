"""How well the rules do on labelled texts of the project: `unseen_a` was tuned on after a first look, `tuned_c` is
tuned on, `unseen_b` is frozen. The frozen floor is what was measured there at first sight."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.rules import Critic
from bot.rules.facts import FAMILIES
from tests.bench import critique_corpus as bench

HERE = Path(__file__).parent


def items(name: str, kind: str) -> list[dict[str, Any]]:
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [item for line in lines if (item := json.loads(line))["kind"] == kind]


@pytest.mark.parametrize(
    ("name", "count", "precision", "recall", "verdicts"),
    [("unseen_a", 60, 0.95, 0.95, 0.95), ("unseen_b", 40, 0.90, 0.90, 0.90)],
)
def test_findings_families_and_verdicts_agree_with_the_labels(
    critic: Critic, name: str, count: int, precision: float, recall: float, verdicts: float
) -> None:
    judged = [bench.judge(critic, item) for item in items(name, "bullet")]
    assert len(judged) == count
    pooled = bench.tally(judged, bench.ELEVEN, bench.said_rules, "findings")
    assert pooled.precision >= precision
    assert pooled.recall >= recall
    assert sum(one.verdict == one.item["verdict"] for one in judged) >= verdicts * count
    for family in FAMILIES:
        assert bench.tally(judged, [family], bench.said_families, "families").f1 >= 0.95


@pytest.mark.parametrize(("name", "count"), [("unseen_a", 15), ("tuned_c", 12)])
def test_what_is_said_of_stories_agrees_with_the_labels(listener: Critic, name: str, count: int) -> None:
    told = [bench.listen(listener, item) for item in items(name, "story")]
    assert len(told) == count
    for flag in bench.BOOLEANS:
        assert sum(one.flags[flag] == one.item[flag] for one in told) >= 0.9 * count


def test_the_labels_are_by_several_hands_and_no_text_stands_twice() -> None:
    rows = [row for name in ("unseen_a", "unseen_b") for row in items(name, "bullet")]
    assert len({row["author"] for row in rows}) >= 8
    assert len({row["text"] for row in rows}) == len(rows)


def test_an_interval_is_wide_where_little_is_known() -> None:
    assert bench.interval(0, 0) == (0.0, 1.0)
    assert list(bench.interval(9, 10)) == pytest.approx([0.596, 0.982], abs=0.001)
