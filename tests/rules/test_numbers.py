"""How numbers are read: their value and unit, what is none, which two are one change, and claims about them."""

import pytest
import yaml

from bot.rules import Critic
from bot.rules.facts import Measure, Quantity
from bot.rules.numbers.quantities import read_quantities
from tests.rules.corpus import HERE

READINGS = yaml.safe_load((HERE / "readings.yaml").read_text("utf-8"))
PLAIN = "Rebuilt the intent model; F1 from 0.84 to 0.89, p95 latency from 85 ms to 30 ms, $0.40 to $0.27 per query."


def quantities(critic: Critic, text: str) -> list[Quantity]:
    return read_quantities(critic.read(text).reading.scene)


def only(critic: Critic, text: str) -> Measure:
    (measure,) = critic.read(text).measures
    return measure


def rules(critic: Critic, text: str) -> set[str]:
    return {finding.rule for finding in critic.critique(text).findings}


def said(critic: Critic, text: str) -> str:
    """Of a claim that does not follow from its own numbers."""
    found = critic.critique(text).findings
    (message,) = [one.message for one in found if one.rule == "contradicts_own_numbers"]
    return message


@pytest.mark.parametrize(
    ("text", "value", "dim"),
    [
        ("22 ms", 0.022, "time"),
        ("1.9 s", 1.9, "time"),
        ("780ms", 0.78, "time"),
        ("8 min", 480, "span"),
        ("5 h 20", 18000, "span"),
        ("a 30-day run", 2592000, "span"),
        ("900 MB", 9e8, "bytes"),
        ("55 tok/s", 55, "speed"),
        ("14 pages a second", 14, "speed"),
        ("1.1k sentences per second", 1100, "speed"),
        ("$1.1k", 1100, "money"),
        ("€9k/month", 9000, "money"),
        ("$4.3 M", 4.3, "money"),
        ("$4.3 million", 4.3e6, "money"),
        ("-35 %", 35, "percent"),
        ("97 percents", 97, "percent"),
        ("2 pp", 2, "point"),
        ("0.8 percentage points", 0.8, "point"),
        ("1.6x", 1.6, "factor"),
        ("halved", 0.5, "factor"),
        ("a third", 33, "percent"),
        ("0,84", 0.84, "plain"),
        ("1,234", 1234, "plain"),
        ("900 GPU hours", 900, "hours"),
        ("40 epochs", 40, "training"),
    ],
)
def test_a_number_has_a_value_and_a_dimension(critic: Critic, text: str, value: float, dim: str) -> None:
    (quantity,) = quantities(critic, text)
    assert quantity.value == pytest.approx(value)
    assert quantity.dim == dim


@pytest.mark.parametrize(
    "text", ["p<0.01", "in 2023", "batch size 32", "lr 3e-4", "Python 3.11", "95th", "8-bit", "v1.4.2"]
)
def test_some_numbers_are_no_quantities(critic: Critic, text: str) -> None:
    assert quantities(critic, text) == []


@pytest.mark.parametrize(
    "text",
    [
        *("ViT-L/14", "GPT-2", "Llama-2-13B", "INT8", "8-bit", "top-5", "A100", "Q3 2024", "COCO 2017"),
        *("256 H100s", "8 GPUs with 2 pods", "a batch size of 512", "a learning rate of 3e-4"),
    ],
)
def test_a_name_with_digits_and_what_it_ran_on_are_no_result(critic: Critic, text: str) -> None:
    assert critic.read(f"Fine-tuned the tagger with {text} and wrote the documentation.").measures == []


@pytest.mark.parametrize("shown", READINGS)
def test_a_number_is_read_for_what_it_is(critic: Critic, shown: str) -> None:
    for row in READINGS[shown]:
        measure = critic.read(row["text"]).measures[0]._asdict()
        assert {field: measure[field] for field in row if field != "text"} == pytest.approx(
            {field: value for field, value in row.items() if field != "text"}
        ), row["text"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("85 ms to 30 ms", "0.085 s to 0.030 s"),
        ("query.", "query"),
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
    "text",
    [
        "Ruled out the ensemble at 90 ms; F1 0.91 vs 0.88.",
        "Rejected the ensemble at $3 per query; F1 0.91 vs 0.88 for the old model.",
    ],
)
def test_a_rejected_option_pairs_nothing(critic: Critic, text: str) -> None:
    assert critic.critique(text).families == ("accuracy",)
    assert len(critic.read(text).facts["alternative"]) == 1


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


@pytest.mark.parametrize(
    "text",
    [
        "88% accuracy in answering over 20,000 questions",
        "Reached 93% precision on over 15,000 invoices",
        "Kept 97% uptime over 1,200 deployments",
    ],
)
def test_a_share_and_how_many_it_was_measured_on_are_no_range(critic: Critic, text: str) -> None:
    assert not rules(critic, text) & {"impossible_value", "unmitigated_regression"}
    assert all(measure.before is None for measure in critic.read(text).measures)


@pytest.mark.parametrize(
    ("text", "is_possible"),
    [
        ("Cut inference cost by 200%", False),
        ("Cut cost 150%", False),
        ("Made 120% fewer errors", False),
        ("Cut p99 from 90 ms to -5 ms", False),
        ("Cut memory from 8 GB to -2 GB", False),
        ("Cut the price from $90 to -$5", False),
        ("Cut replicas from 8 to -2", False),
        ("Reduced latency by 100%", True),
        ("Increased throughput by 200%", True),
        ("Made it 150% faster", True),
        ("Reduced cost while handling 150% more requests", True),
        ("The new model costs 150% of the old one", True),
        ("Profit margin fell 150%", True),
        ("Margin went from 4% to -2%", True),
        ("Correlation went from 0.4 to -0.2", True),
        ("Latency -20 ms", True),
    ],
)
def test_nothing_falls_by_more_than_the_whole_or_below_zero_that_cannot(
    critic: Critic, text: str, is_possible: bool
) -> None:
    assert all(measure.possible for measure in critic.read(text).measures) is is_possible


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
    ("text", "real"),
    [
        ("Cut p95 from 200 ms to 150 ms (40 %).", "25 %"),
        ("Cut p95 by 60 % from 200 ms to 150 ms.", "25 %"),
        ("Raised throughput 4x from 100 to 200 QPS.", "2x"),
        ("Raised throughput 4x from 20 to 24,000 QPS.", "1,200x"),
        ("Halved, 100 → 1 ms.", "100x"),
        ("Bill from $10k to $6k, a 60% reduction.", "40 %"),
        ("Halved the memory of the service from 9 to 7 GB.", "1.3x"),
        ("Halved the memory of the service 9 → 7 GB.", "1.3x"),
        ("A 5x gain in throughput, from 40 to 80 QPS.", "2x"),
        ("Recall from 61 % to 70 % (+20 points).", "9 points"),
        ("Model size went from 800 MB to 400 MB, a third of its old size.", "50 % of what it was"),
    ],
)
def test_a_sum_that_does_not_follow_is_named_with_the_right_one(critic: Critic, text: str, real: str) -> None:
    assert said(critic, text).endswith(f"the start and end give {real}.")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Cut p95 from 200 ms to 150 ms (a 40 % cut) at the same recall.", "200 ms to 150 ms (a 40 % cut)"),
        ("Cut p95 by 60 % (from 200 to 150 ms) at the same recall.", "60 % (from 200 to 150 ms)"),
        ("(Cut p95 by 60 %, from 200 to 150 ms).", "60 %, from 200 to 150 ms"),
    ],
)
def test_the_words_that_are_quoted_end_with_their_bracket(critic: Critic, text: str, quoted: str) -> None:
    assert said(critic, text).startswith(f"'{quoted}' doesn't add up")


@pytest.mark.parametrize("change", ["0.4 % → 0.9 %", "went from 0.4 % to 0.9 %", "fell from 0.9 % to 0.4 %"])
def test_a_second_change_is_no_claim_of_the_first(critic: Critic, change: str) -> None:
    text = f"Rebuilt the ranker: click-through is now 21 %, up from 18 %, unsubscribes {change}."
    assert not {"contradicts_own_numbers", "impossible_value"} & rules(critic, text)
