"""Short texts that test one decision each, by authors who had read the labelling guide alone. They were tuned on:
what is held here is that none of these decisions gets lost, not how good the rules are on others' texts."""

from pathlib import Path
from typing import Any

import pytest

from bot.rules import Critic
from tests.bench import critique_corpus as bench
from tests.rules.corpus import HERE
from tools.model.samples import jsonl_rows

PROBES = sorted((HERE / "probes").glob("*/*.jsonl"))
REPROACHES = [path for path in PROBES if path.parent.name == "sums"]
RIGHT = 0.85
"""The least share of right decisions in a file."""


def decided(critic: Critic, listener: Critic, decision: str, row: dict[str, Any]) -> bool:
    """Whether the engine decides as the label does."""
    if decision == "families":
        return set(critic.critique(row["text"]).families) == set(row["families"])
    if decision in bench.BOOLEANS:
        return bool(listener.critique(row["text"], "story").flags[decision] is row["given"])
    said = {finding.rule for finding in critic.critique(row["text"]).findings}
    return (decision in said) is row["given"]


@pytest.mark.parametrize("path", PROBES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_decision_agrees_with_the_labels(path: Path, critic: Critic, listener: Critic) -> None:
    every = jsonl_rows(path)
    wrong = [row["text"] for row in every if not decided(critic, listener, path.stem, row)]
    assert len(wrong) <= (1 - RIGHT) * len(every), wrong


@pytest.mark.parametrize("path", REPROACHES, ids=lambda path: path.stem)
def test_nobody_is_told_without_cause_that_a_number_is_wrong(path: Path, critic: Critic) -> None:
    """A wrong reproach costs more trust than ten that are not made."""
    every = jsonl_rows(path)
    decided_so = [row for row in every if row["given"] and decided(critic, critic, path.stem, row)]
    wrong = [row["text"] for row in every if not row["given"] and not decided(critic, critic, path.stem, row)]
    assert wrong == []
    assert len(decided_so) >= 0.75 * sum(row["given"] for row in every)


def test_both_sides_of_each_decision_are_there() -> None:
    assert (len(PROBES), len(REPROACHES)) == (2 * (1 + 7 + 6) + 3 + 12 + 6, 3)
    for path in [one for one in PROBES if one.parent.name != "words"]:
        sides = [
            bool(row["families"] if path.stem == "families" else row["given"]) for row in jsonl_rows(path)
        ]
        assert (0.1 if path in REPROACHES else 0.2) <= sum(sides) / len(sides) <= 0.8, path
