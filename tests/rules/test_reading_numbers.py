"""How single numbers are read."""

import pytest

from bot.rules import Critic
from bot.rules.extract import extract
from bot.rules.facts import Quantity
from bot.rules.numbers.quantities import Reader


def quantities(critic: Critic, text: str) -> list[Quantity]:
    known = extract(text, critic.words)
    return Reader(critic.words, list(known.tokens), known.hits).all()


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
        ("2.5 GB", 2.5e9, "bytes"),
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
    ("text", "family"),
    [
        ("RAM per pod 64 → 24 GB", "efficiency"),
        ("retrains in 11 min instead of 2 h", "cost"),
        ("a nurse files a report in 9 min, was 20", "business"),
        ("time per epoch from 90 s to 60 s", "cost"),
        ("three H100 nodes were switched off", "cost"),
        ("two servers where there were nine", "cost"),
        ("editors open 15% fewer mails", "business"),
        ("live in 4 countries", "business"),
        ("cut spoiled food by 12%", "business"),
        ("decision time 25 ms", "efficiency"),
        ("default in calls for all iOS users", "business"),
        ("the triage model is in 6 clinics", "business"),
        ("refund rate down 12%", "business"),
        ("kappa 0.51 → 0.70", "accuracy"),
        ("MAPE 25 % to 17 %", "accuracy"),
        ("GPU idle time went from 42% to 15%", "efficiency"),
        ("from 13B to 8B parameters", "efficiency"),
        ("facture cloud réduite de 30 %", "cost"),
    ],
)
def test_a_result_belongs_to_one_family(critic: Critic, text: str, family: str) -> None:
    assert extract(text, critic.words).families() == (family,)


@pytest.mark.parametrize(
    "text",
    [
        "on 8 GPUs",
        "with a team of six",
        "trained on 2.3M chats",
        "fine-tuned with LoRA on 20k support tickets",
        "removing 18% of samples",
        "over two weeks",
        "improved the recommendation engine by 20%",
        "cut the model by 20%",
        "5 models",
        "deployed to production",
        "migrated 60 pipelines from Airflow 1.10 to 2.7",
        "deployed on Jetson AGX Orin 64GB",
        "trained a 3D encoder of 340M parameters",
        "ran 200 experiments over 6 months",
        "a 70/15/15 split",
        "moved 70% of the traffic to L4",
        "authored 14 reports",
        "5 sensors at 100 Hz",
    ],
)
def test_what_is_no_result_belongs_to_no_family(critic: Critic, text: str) -> None:
    assert extract(text, critic.words).families() == ()
