"""Numbers as people write them, negation, things that did not change, options that were turned down."""

import pytest

from bot.rules import Critic
from bot.rules.facts import Measure


def only(critic: Critic, text: str) -> Measure:
    (measure,) = critic.read(text).measures
    return measure


def rules(critic: Critic, text: str) -> set[str]:
    return {finding.rule for finding in critic.critique(text).findings}


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("F1 0.78→0.81.", 0.78, 0.81),
        ("F1 .78→.81.", 0.78, 0.81),
        ("p99 120 → 80 ms.", 0.12, 0.08),
        ("p99 from 6.2 s down to 4 s.", 6.2, 4),
        ("Serving cost is 3 100 $ instead of 9 400 $.", 9400, 3100),
        ("Serving cost from €12.000 to €7.500.", 12000, 7500),
        ("Serving cost from $1,240 to $390.", 1240, 390),
        ("Cost per query: 0.9¢ → 0.2¢.", 0.009, 0.002),
        ("Cost is 3 rubles a page and before was 11.", 11, 3),
        ("Cloud bill S/ 38,000 → S/ 14,500 a month.", 38000, 14500),
        ("Serving bill from ₦1.2m to ₦400k monthly.", 1.2e6, 4e5),
        ("Hosting Fr. 900 to Fr. 310 a month.", 900, 310),
        ("Cost of a summary fell from 14 øre to 3 øre.", 0.14, 0.03),
        ("Transcription from 12 Kenyan shillings to 3 a call.", 12, 3),
        ("API bill Rp12 juta, now Rp4 juta.", 12e6, 4e6),
        ("Misrouted files fell from one in five to one in twenty.", 20, 5),
        ("Missed defects went from 6 of 100 to 2 of 100.", 6, 2),
        ("Unsupported answers fell from 9 out of 60 to 3 out of 60.", 15, 5),
        ("The sweep went from a week to a day.", 7 * 86400, 86400),
        ("Throughput was 90 docs/s, became 1100 docs/s.", 90, 1100),
        ("BLEU 33.5 and before 33.7.", 33.7, 33.5),
        ("A full re-index needs 5 h and no longer 26 h.", 26 * 3600, 5 * 3600),
        ("IoU 0.94 against 0.87 before.", 0.87, 0.94),
        ("The nightly job ends in 1 h and not in 4.", 4 * 3600, 3600),
        ("Unsupported sentences: 9% on arrival, 2.4% on departure.", 9, 2.4),
    ],
)
def test_both_ends_are_read(critic: Critic, text: str, before: float, after: float) -> None:
    measure = only(critic, text)
    assert [measure.before, measure.after] == pytest.approx([before, after])


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("Recall +2.1 pp.", 1),
        ("False alarms cut by a third.", 1),
        ("Memory halved.", 1),
        ("Throughput 3x higher.", 1),
        ("Latency 20 % lower.", 1),
        ("Runs at one-fifth the price of the old API.", 1),
        ("Latency is up 20 %.", -1),
        ("Recall fell 4 points.", -1),
    ],
)
def test_a_change_without_ends_is_better_or_worse(critic: Critic, text: str, good: int) -> None:
    assert only(critic, text).good == good


@pytest.mark.parametrize(
    "text",
    [
        "Pruned the tagger without losing AUC (0.88).",
        "F1 unchanged at 0.91.",
        "F1 0.91 both before and after.",
        "Recall stays at 0.90.",
    ],
)
def test_what_did_not_change_is_a_result_with_its_reference(critic: Critic, text: str) -> None:
    measure = only(critic, text)
    assert (measure.family, measure.good, measure.ref) == ("accuracy", 0, True)


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


@pytest.mark.parametrize(
    "name", ["MRR@10", "MAP@10", "mAP@0.5", "mAP@[.5:.95]", "mAP50", "recall@20", "hit@5"]
)
def test_the_cut_off_of_a_metric_is_part_of_its_name(critic: Critic, name: str) -> None:
    measure = only(critic, f"Rebuilt the detector: {name} from 0.54 to 0.66.")
    assert (measure.family, measure.before, measure.after, measure.good) == ("accuracy", 0.54, 0.66, 1)


@pytest.mark.parametrize(
    "text",
    [
        "F1 0.84 before and 0.89 after.",
        "F1 before: 0.84, after: 0.89.",
        "F1 from 0.84 till 0.89.",
        "F1 0.89 instead of 0.84 after ten epochs more.",
        "F1 0.89 rather than 0.84 after the rewrite.",
    ],
)
def test_then_and_now_are_told_apart(critic: Critic, text: str) -> None:
    (measure,) = [one for one in critic.read(text).measures if one.family == "accuracy"]
    assert (measure.before, measure.after, measure.good) == (0.84, 0.89, 1)
