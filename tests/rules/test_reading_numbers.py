"""How single numbers are read."""

import pytest

from bot.rules import Critic
from bot.rules.facts import Quantity
from bot.rules.numbers.quantities import read_quantities
from bot.rules.numbers.scene import NumberScene


def quantities(critic: Critic, text: str) -> list[Quantity]:
    reading = critic.read(text).reading
    return read_quantities(NumberScene(critic.words, reading.tokens, reading.hits))


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
