"""Texts that the models must see alike, whatever they have been trained on."""

import pytest

from bot.rules import Critic
from bot.rules.extract import read_grammar
from bot.rules.model.canonical import Canonical

PAIRS = (
    ("Cut latency from 22 ms to 15 ms on Qwen.", "Cut latency 0.022 s → 0.015 s on Qwen"),
    ("Index fell from 2 GB to 1 GB.", "Index fell 2000MB -> 1000 MB"),
    ("Fine-tuned Whisper for calls; WER 12 %.", "Fine-tuned Qwen2.5-72B-Instruct for calls; WER 12 per cent"),
    ("Spend is down from $9k to $4k a month.", "Spend is down $9k → $4k a month"),
    ("Served answers at sub-300 ms.", "Served  answers  at  sub-0.3 s"),
    (
        "Shipped the ranker to every shop in the region. Clicks rose by 4 %.",
        "Shipped the ranker to every shop in the region.\nClicks rose by 4 %",
    ),
    (
        "Mean absolute error dropped by 9 minutes (from 31 to 22) at no cost.",
        "Mean absolute error dropped by 9 minutes (from 31 to\n22) at no cost.",
    ),
    (
        "Kappa 0.55 to 0.74, and labelling an image costs $11 instead of 30. Reports are weekly.",
        "Kappa 0.55 to 0.74, and labelling an image costs $11 instead of\n30. Reports are weekly.",
    ),
)


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_another_way_to_write_it_is_the_same_to_the_models(critic: Critic, one: str, other: str) -> None:
    assert _seen(critic, one) == _seen(critic, other)


def _seen(critic: Critic, text: str) -> tuple[list[str], list[tuple[str, ...]], list[int]]:
    reading = read_grammar(text, critic.words)
    canonical = Canonical(reading.tokens, reading.hits, reading.values, critic.model.codes)
    return canonical.keys, canonical.marks, canonical.numbers


def test_each_place_is_where_its_words_are_in_the_text(critic: Critic) -> None:
    text = "Moved YOLOv8 Nano to INT8, from 22 ms to 15 ms."
    reading = read_grammar(text, critic.words)
    canonical = Canonical(reading.tokens, reading.hits, reading.values, critic.model.codes)
    (number,) = canonical.numbers
    assert canonical.keys[number] == "<time>"
    start, end = canonical.span(number, number)
    assert text[start:end] == "from 22 ms to 15 ms"
    name = canonical.keys.index("<name>")
    assert slice(*canonical.span(name, name)).start == text.index("YOLOv8")
    assert text[slice(*canonical.span(name, name))] == "YOLOv8 Nano"
