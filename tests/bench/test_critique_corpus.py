from pathlib import Path

import pytest

from tests.bench import critique_corpus as bench

LINES = (
    '{"id": "a", "text": "Cut p95 from 80 to 40 ms.", "families": ["efficiency"], '
    '"findings": ["no_outcome"], "verdict": "fair"}\n'
    '{"id": "b", "text": "Did some ML.", "families": [], "findings": ["no_metric", "buzzword"], "verdict": "weak"}\n'
)


def test_a_tally_counts_by_hand() -> None:
    item = {"findings": ["x", "y"]}
    one = bench.Judged(item, frozenset(), frozenset({"y", "z"}), "fair")
    counted = bench.tally([one], ["x", "y", "z"], "findings")
    assert (counted.hit, counted.extra, counted.missed) == (1, 1, 1)
    assert (counted.precision, counted.recall, counted.f1) == (0.5, 0.5, 0.5)


def test_the_script_prints_figures_and_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text(LINES, encoding="utf-8")
    bench.main([str(file), "--errors"])
    printed = capsys.readouterr().out
    assert "items               2" in printed
    assert "verdict             2/2 = 1.000" in printed
    assert "missed finding buzzword" in printed
    assert "extra finding no_outcome" in printed
