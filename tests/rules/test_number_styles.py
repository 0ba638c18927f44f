"""Numbers as people write them, negation, things that did not change, options that were turned down."""

import pytest
import yaml

from bot.rules import Critic
from bot.rules.facts import Measure
from tests.rules.corpus import HERE

READINGS = yaml.safe_load((HERE / "readings.yaml").read_text("utf-8"))


def only(critic: Critic, text: str) -> Measure:
    (measure,) = critic.read(text).measures
    return measure


def rules(critic: Critic, text: str) -> set[str]:
    return {finding.rule for finding in critic.critique(text).findings}


@pytest.mark.parametrize("shown", READINGS)
def test_a_number_is_read_for_what_it_is(critic: Critic, shown: str) -> None:
    for row in READINGS[shown]:
        measure = critic.read(row["text"]).measures[0]._asdict()
        assert {field: measure[field] for field in row if field != "text"} == pytest.approx(
            {field: value for field, value in row.items() if field != "text"}
        ), row["text"]


@pytest.mark.parametrize(
    "reason",
    [
        "within the 0.5 pp agreed",
        "a price they were happy to pay",
        "which the review team accepted",
        "inside the budget of one point",
        "offset by a second check",
    ],
)
def test_a_tolerance_or_a_reason_excuses_what_got_worse(critic: Critic, reason: str) -> None:
    text = "Recall fell from 0.90 to 0.89, {}; p95 fell from 90 to 40 ms."
    assert "unmitigated_regression" not in rules(critic, text.format(reason))
    assert "unmitigated_regression" in rules(
        critic, "Recall fell from 0.90 to 0.85; p95 fell from 90 to 40 ms."
    )


def test_a_rejected_option_pairs_nothing(critic: Critic) -> None:
    text = "Ruled out the ensemble at 90 ms; F1 0.91 vs 0.88."
    assert critic.critique(text).families == ("accuracy",)
    assert len(critic.read(text).facts["alternative"]) == 1


@pytest.mark.parametrize(
    "text",
    ["Trained on 256 H100s.", "Batch size of 512.", "Learning rate of 3e-4.", "Runs on 8 GPUs with 2 pods."],
)
def test_what_it_ran_on_is_no_result(critic: Critic, text: str) -> None:
    assert critic.read(text).measures == []


def test_a_metric_on_calls_is_not_about_calls(critic: Critic) -> None:
    assert only(critic, "WER on noisy calls under 12% (was 19%).").metric == "word_error_rate"


def test_a_percentage_of_nothing_is_asked_for(critic: Critic) -> None:
    assert "missing_unit_or_stat" in rules(critic, "Got 92% on the test set.")
