"""Templates: the same seed gives the same question, its key is right, and no wrong answer looks like it."""

import json
import os
from decimal import Decimal
from functools import partial

import pytest
from pydantic import ValidationError

from content.finder import load
from content.formula import as_decimal, write_number
from content.quiz import Choice, Numeric
from content.templates import Chance, Template, TemplateError, holds, substitute
from tests.content import examples
from tests.content.template_golden import FILE, now
from tests.content.template_keys import NUMBERS, RIGHT, V
from tests.steps import steps

TEMPLATES = load().templates
TRIED = 10_000 if os.environ.get("LOOPMATE_FULL") else 100
ALLOWED = 15_000
"""Calls of functions for one item: two milliseconds where half of them are of C. The dearest takes 7,600 and one."""


def template(**changed: object) -> Template:
    given = {
        "draws": [{"name": "rate", "from": 10, "to": 90, "step": 10}, {"name": "time", "of": [0.25, 0.5]}],
        "stem": "{rate} a second for {time} s, {= rate*time | .1} at once?",
        "explanation": "{rate} x {time}.",
        "steps": ["Multiply them.", "It is {= rate*time | .1}."],
        "formula": "rate*time",
        "unit": "requests",
        "write": ".1",
        "sane": [1, 100],
        "slips": [{"formula": "rate/time", "why": "Not divided: {rate}."}],
    }
    return examples.template(**given | changed)


def floats(values: dict[str, str]) -> V:
    """The drawn values that are numbers."""
    return {name: float(text) for name, text in values.items() if text.replace(".", "").lstrip("-").isdigit()}


def judged(one: Template, seed: int) -> Choice | Numeric:
    """The question of a seed, held against the second computation; a template itself sees that its key is sane and
    that no two of its answers look alike."""
    drawn, item = one.draw(seed)
    values = floats(dict(drawn))
    if isinstance(item, Numeric):
        assert float(as_decimal(item.value)) == pytest.approx(NUMBERS[one.id](values), rel=1e-9, abs=1e-12)
        assert item.accepts(Decimal(write_number(item.value, item.write).replace(",", "")))
    elif one.kind == "pick":
        right = item.options["abcdef".index(item.answer[0])].text.split()[0]
        unit = float(10 ** -int(one.write.strip(",.e")))  # of the last decimal that is shown
        key = float(right.rstrip("%").replace(",", ""))
        assert abs(key - NUMBERS[one.id](values)) <= unit / 2 * 1.0001
    else:
        assert {"abcdef".index(key) for key in item.answer} == RIGHT[one.id](values)
    return item


def test_every_seed_gives_a_sound_question_whose_key_is_computed_twice_and_few_give_the_same() -> None:
    for name, one in TEMPLATES.items():
        items = [judged(one, seed) for seed in range(TRIED)]
        for seed, item in enumerate(items):
            assert "{" not in item.stem + item.explanation + " ".join(item.steps), (name, seed)
        distinct = {(item.stem, str(getattr(item, "options", ""))) for item in items[:60]}
        assert len(distinct) >= 25, f"{name} is soon used up"


def test_an_item_takes_few_steps() -> None:
    for one in TEMPLATES.values():
        assert steps(partial(one.item, 50_000)) < ALLOWED, one.id


def test_there_are_at_least_thirty_on_all_that_is_to_be_drilled() -> None:
    assert len(TEMPLATES) >= 30
    assert {t.topic for t in TEMPLATES.values()} >= {
        "tradeoffs",
        "queueing",
        "memory",
        "roofline",
        "cost",
        "experiments",
    }
    assert set(TEMPLATES) == {*NUMBERS, *RIGHT}


def test_what_a_seed_once_gave_it_gives_forever() -> None:
    known = json.loads(FILE.read_text("utf-8"))
    for name, items in now().items():
        assert known.get(name) == items, (
            f"raise the version of {name}, or run python -m tests.content.template_golden"
        )


def test_the_drawing_is_the_published_hash() -> None:
    """SHA-256 of "a/1/7/1" and "a/1/7/2" modulo 1,000,003, as sha256sum and bc give them."""
    chance = Chance("a/1/7")
    assert [chance.below(1_000_003), chance.below(1_000_003)] == [359_075, 681_824]


def test_values_stand_in_texts_as_drawn_and_in_formulas_in_parentheses() -> None:
    one = template(
        draws=[{"name": "rate", "of": [-4, -8]}, {"name": "time", "of": [0.5, 0.25]}], sane=[-9, 9]
    )
    item = one.item(3)
    assert isinstance(item, Numeric)
    rate, span = one.draw(3)[0]["rate"], one.draw(3)[0]["time"]
    assert item.formula == f"({rate})*({span})"
    assert item.stem.startswith(f"{rate} a second for {span} s, {float(rate) * float(span):.1f} at once?")
    assert substitute("exp(e*x)", {"e": "1", "x": "2"}) == "exp((1)*(2))"


def test_a_condition_holds_for_every_question() -> None:
    one = template(where=["rate*time >= 20"])
    assert all(float(v["rate"]) * float(v["time"]) >= 20 for v, _ in map(one.draw, range(200)))


@pytest.mark.parametrize(
    ("condition", "true"),
    [("2 > 1", True), ("1/3 = 2/6", True), ("2^0.5 <= 1.4", False), ("1 != 1", False), ("3 < 2", False)],
)
def test_conditions_compare_exactly(condition: str, true: bool) -> None:
    assert holds(condition, {}) is true


@pytest.mark.parametrize(
    ("changed", "phrase"),
    [
        ({"draws": [{"name": "rate", "from": 1, "to": 5}]}, "needs from, to and step"),
        ({"draws": [{"name": "rate", "of": [1]}]}, "it needs 2 to 10,000"),
        ({"draws": [{"name": "rate", "from": 0, "to": 1, "step": 0.00001}]}, "it needs 2 to 10,000"),
        ({"draws": [{"name": "a b", "rows": [[1, 2], [3]]}]}, "a value for each of its names"),
        ({"draws": [{"name": "exp", "of": [1, 2]}]}, "is a function"),
        ({"lets": [{"name": "rate", "is": "1"}]}, "named twice"),
        ({"slips": []}, "needs formula, unit, sane and slips"),
        ({"kind": "pick"}, "two slips or more"),
        ({"kind": "single"}, "three options or more"),
    ],
)
def test_a_template_that_lacks_something_is_refused_in_words(changed: dict[str, object], phrase: str) -> None:
    with pytest.raises(ValidationError, match=phrase):
        template(**changed)


ALIKE = [
    {"text": text, "right": right, "because": "So.", "why": "It isn't."}
    for text, right in (("{rate}", "rate > 0"), ("{rate}", "rate < 0"), ("{time}", "rate < 0"))
]
UNEVEN = [{"name": "rate", "of": [10, 30]}, {"name": "time", "of": [0.25, 0.75]}]


@pytest.mark.parametrize(
    ("changed", "phrase"),
    [
        ({"sane": [200, 300]}, r"400 because the key isn't between 200 and 300 \(`sane`\)"),
        ({"slips": [{"formula": "time*rate", "why": "It is the key."}]}, "because two answers look alike"),
        (
            {"slips": [{"formula": "rate*time+0.2", "why": "So."}], "tolerance": "1"},
            "a slip is as good as right",
        ),
        ({"write": ".0", "tolerance": "0.01", "draws": UNEVEN}, "the key as it's shown would be refused"),
        ({"kind": "single", "formula": "", "slips": [], "options": ALIKE}, "because two options look alike"),
        ({"where": ["rate >"]}, "isn't a condition"),
        ({"where": ["rate > 1000"]}, "400 because 'rate > 1000' doesn't hold"),
        ({"formula": "rate*tim"}, "because 'tim' isn't a function"),
        ({"stem": "{= rate*tim}?"}, "isn't a function"),
    ],
)
def test_a_template_that_gives_no_question_says_why(changed: dict[str, object], phrase: str) -> None:
    with pytest.raises(ValueError, match=phrase) as raised:
        template(**changed).item(1)
    assert isinstance(raised.value, TemplateError | ValidationError)
