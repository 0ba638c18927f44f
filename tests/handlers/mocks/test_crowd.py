"""The crowds that the weekly pairing is measured on."""

from handlers.mocks.crowd import figures, group


def test_a_crowd_is_the_same_each_time_and_its_figures_are_shares_and_seconds() -> None:
    assert group(20) == group(20)
    found = figures(20)
    assert (found["members"], found["over"]) == (20, 0)
    assert 0.99 < found["share"] <= 1
    assert min(found["cpu"], found["seconds"]) > 0
