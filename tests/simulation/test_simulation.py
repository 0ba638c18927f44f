"""Time that holds: under faults each reminder comes, never early, and never twice unless that could not be known."""

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.simulation.chaos import Bend, deaf_ack, forgotten_entries, hasty_tick, simulate, straight

FULL = bool(os.environ.get("LOOPMATE_FULL"))
SEEDS = range(120 if FULL else 3)


async def test_nothing_is_lost_early_or_doubled_under_faults(tmp_path: Path) -> None:
    faults: Counter[str] = Counter()
    for seed in SEEDS:
        report = await simulate(tmp_path / str(seed), seed)
        assert report.problems() == [], str(report)
        faults += report.faults
    kinds = {"not sent", "answer lost", "platform refused", "platform failed after sending"}
    assert set(faults) == kinds, "a run without some kind of fault proves nothing about it"


PLANTED = [(hasty_tick, "early"), (forgotten_entries, "lost"), (deaf_ack, "pending")]


@pytest.mark.parametrize(("planted", "sign"), PLANTED)
async def test_a_planted_fault_is_flagged(tmp_path: Path, planted: Bend, sign: str) -> None:
    report = await simulate(tmp_path, 3, planted)
    assert any(sign in problem for problem in report.problems()), str(report)


async def test_the_same_seed_is_the_same_run(tmp_path: Path) -> None:
    first = await simulate(tmp_path / "a", 5, straight)
    second = await simulate(tmp_path / "b", 5, straight)
    assert (first.sent, first.faults) == (second.sent, second.faults)
