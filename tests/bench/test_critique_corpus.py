from tests.bench import critique_corpus as bench


def test_a_tally_counts_by_hand() -> None:
    item = {"findings": ["x", "y"]}
    one = bench.Judged(item, frozenset(), frozenset({"y", "z"}), "fair")
    counted = bench.tally([one], ["x", "y", "z"], "findings")
    assert (counted.hit, counted.extra, counted.missed) == (1, 1, 1)
    assert (counted.precision, counted.recall, counted.f1) == (0.5, 0.5, 0.5)
