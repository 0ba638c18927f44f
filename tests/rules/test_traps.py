"""Texts that fooled other readers of numbers, and changes that must change nothing."""

import pytest

from bot.rules import Critic
from bot.rules.facts import Measure

PLAIN = "Rebuilt the intent model; F1 from 0.84 to 0.89, p95 latency from 85 ms to 30 ms, $0.40 to $0.27 per query."


def measures(critic: Critic, text: str) -> list[Measure]:
    return list(critic.read(text).measures)


def rules(critic: Critic, text: str) -> set[str]:
    return {finding.rule for finding in critic.critique(text).findings}


def only(critic: Critic, text: str) -> Measure:
    (measure,) = measures(critic, text)
    return measure


def test_a_rejected_options_cost_does_not_pair_an_accuracy(critic: Critic) -> None:
    text = "Rejected the ensemble at $3 per query; F1 0.91 vs 0.88 for the old model."
    assert critic.critique(text).families == ("accuracy",)
    assert len(critic.read(text).facts["alternative"]) == 1


@pytest.mark.parametrize(
    "name",
    [
        "ViT-L/14",
        "GPT-2",
        "Llama-2-13B",
        "INT8",
        "8-bit",
        "top-5",
        "A100",
        "Q3 2024",
        "COCO 2017",
        "Python 3.11",
    ],
)
def test_a_name_with_digits_is_no_number(critic: Critic, name: str) -> None:
    assert measures(critic, f"Fine-tuned the tagger with {name} and wrote the documentation.") == []


def test_units_need_no_space(critic: Critic) -> None:
    spaced, glued = only(critic, "Cut p99 from 120 ms to 80 ms."), only(critic, "Cut p99 from 120ms to 80ms.")
    assert (spaced.before, spaced.after, spaced.good) == (glued.before, glued.after, glued.good)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("85 ms to 30 ms", "0.085 s to 0.030 s"),
        (" ", "\u00a0"),
        ("from 0.84 to 0.89", "0.84 → 0.89"),
        ("from 0.84 to 0.89", "0.84 -> 0.89"),
        ("query.", "query"),
        ("the intent model", "DistilBERT-base-uncased-v2"),
        ("the intent model", "the 7B intent model"),
        ("p95 latency", "95th-percentile latency"),
        ("from 85 ms to 30 ms", "85 to 30 ms"),
        ("from 85 ms to 30 ms", "30 ms from 85 ms"),
    ],
)
def test_another_way_to_write_it_changes_no_finding(critic: Critic, old: str, new: str) -> None:
    changed = PLAIN.replace(old, new)
    assert changed != PLAIN
    assert rules(critic, changed) == rules(critic, PLAIN)
    assert critic.critique(changed).families == critic.critique(PLAIN).families


@pytest.mark.parametrize(
    ("text", "swapped"),
    [
        ("F1 from 0.84 to 0.89.", "F1 from 0.89 to 0.84."),
        ("p95 120 → 80 ms.", "p95 80 → 120 ms."),
        ("WER 9.1 -> 11.8 %.", "WER 11.8 -> 9.1 %."),
        ("Churn from 8% to 6%.", "Churn from 6% to 8%."),
        ("Serving cost $3 vs $2.", "Serving cost $2 vs $3."),
    ],
)
def test_swapping_the_ends_swaps_good_and_bad(critic: Critic, text: str, swapped: str) -> None:
    one, other = only(critic, text), only(critic, swapped)
    assert one.good != 0
    assert one.good == -other.good


def test_scaling_both_ends_changes_no_finding(critic: Critic) -> None:
    assert rules(critic, "RAM per pod 64 → 24 GB.") == rules(critic, "RAM per pod 64 → 24 MB.")


@pytest.mark.parametrize(
    "text",
    [
        "did alot of modells for the difrent texts",
        "I have made the model that it is more quick, latency from 80 ms to 40 ms",
        "Doing the model for read the labels, accuracy 88 percents to 93 percents",
    ],
)
def test_a_members_english_is_never_the_finding(critic: Critic, text: str) -> None:
    words = " ".join(finding.message + finding.fix for finding in critic.critique(text).findings).lower()
    assert not any(word in words for word in ("grammar", "spelling", "english", "typo"))


@pytest.mark.parametrize(
    "text",
    [
        "88% accuracy in answering over 20,000 questions",
        "Reached 93% precision on over 15,000 invoices",
        "Kept 97% uptime over 1,200 deployments",
    ],
)
def test_a_share_and_how_many_it_was_measured_on_are_no_range(critic: Critic, text: str) -> None:
    found = {finding.rule for finding in critic.critique(text, "bullet").findings}
    assert not found & {"impossible_value", "unmitigated_regression"}
    assert all(measure.before is None for measure in critic.read(text).measures)
