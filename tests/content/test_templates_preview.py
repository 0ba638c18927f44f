"""An author sees the whole question before members do."""

import pytest

from content.finder import load
from content.listing import preview

CONTENT = load()


def test_a_template_is_shown_with_its_seed_its_values_its_key_and_its_steps() -> None:
    template = CONTENT.templates["in-flight"]
    drawn = template.drawn(7)
    busy = float(drawn["rate"]) * float(drawn["time"]) / 1000
    shown = preview(CONTENT, "in-flight", 7)
    assert (
        shown[0]
        == f"Template in-flight, version {template.version}, seed 7: rate {drawn['rate']}, time {drawn['time']}"
    )
    assert f"  Key: {busy:g} requests, give or take {round(busy / 100, 6):g}" in shown
    assert sum(line.startswith("Step ") for line in shown) == len(template.steps)
    assert sum(line.startswith("  Slip: ") for line in shown) == len(template.slips)


def test_the_same_seed_shows_the_same_and_another_one_something_else() -> None:
    assert preview(CONTENT, "mm1-time", 5) == preview(CONTENT, "mm1-time", 5)
    assert len({tuple(preview(CONTENT, "mm1-time", seed)) for seed in range(10)}) > 5


def test_a_written_question_is_shown_with_every_option_and_its_reason() -> None:
    question = CONTENT.questions["merge-percentiles"]
    shown = "\n".join(preview(CONTENT, "merge-percentiles"))
    assert "(right): 100 ms" in shown
    assert shown.count("(wrong)") == 3
    assert question.explanation in shown


@pytest.mark.parametrize("name", ["no-such", "", "@everyone", "x" * 500])
def test_an_unknown_id_is_named_with_ones_that_exist(name: str) -> None:
    with pytest.raises(KeyError, match="use an id such as"):
        preview(CONTENT, name)


def test_every_template_and_every_question_can_be_shown() -> None:
    for name in (*CONTENT.questions, *CONTENT.templates):
        assert all(line.strip() and "{=" not in line for line in preview(CONTENT, name))
