"""Whatever is typed: no error, valid spans, no invented digit, and no more work than the length calls for."""

import re
import sys
from collections.abc import Iterator
from os import environ
from random import Random
from types import FrameType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.rules import Critic, as_json
from bot.rules.words.tokens import normalize
from tests.rules.corpus import items

WORDS = "F1 |0.81| to |from |12 ms|%|$|1,234|-|→| vs |per |p95 |A100|(|)|;|. |half |İ|×|🔥|<b>|\n|k"
PIECES = st.sampled_from(
    [*WORDS.split("|"), "halved ", "7B", "@5 ", "one ", "of ", "€", "accuracy ", "cost "]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join))
HOSTILE = {
    "numbers": "1 " * 1000,
    "long number": "1" * 2000,
    "exponents": "1e99 " * 400,
    "arrows": "->" * 1000,
    "pairs": "1 to " * 400,
    "metrics": "F1 " * 666,
    "metric numbers": "F1 1 " * 400,
    "brackets": "(" * 2000,
    "open tags": "<a" * 1000,
    "hyphens": "a-" * 1000,
    "name": "a-1" * 666,
    "per": "per / " * 333,
    "from": "from 1 to 2 ms " * 133,
    "lists": "a, " * 666,
    "spaces": " " * 2000,
    "cues": "within because " * 133,
    "teams": "as a team " * 200,
    "commas": "1,1" * 666,
    "dots": "1." * 1000,
    "emoji": "🔥" * 2000,
    "zalgo": "a\u0301" * 1000,
    "launch": "live in all shops " * 111,
}
CRITIC = Critic.load()
DOES_THE_SUM = "contradicts_own_numbers"
"""Tells what the two ends of a change make: the one rule whose message may hold a number that the text has not."""


@given(TEXTS)
@example("-0%")
@example("clustering for meetings, by which the")
@example("2 %")
@example("of which 3")
@example("by it")
@example("0 x: F1 0.58 to 0.74")
@settings(max_examples=150, deadline=None)
def test_any_text_is_judged_with_valid_spans_and_no_new_digit(text: str) -> None:
    report = CRITIC.critique(text)
    for finding in report.findings:
        start, end = finding.span
        assert 0 <= start <= end <= len(text)
        if finding.rule != DOES_THE_SUM:
            assert set(re.findall(r"\d", finding.message)) <= set(re.findall(r"\d", text))
    assert set(re.findall(r"\d", report.better().line)) <= set(re.findall(r"\d", text))
    as_json(report, "x", text)


@given(st.text(max_size=300))
@settings(max_examples=150, deadline=None)
def test_normalizing_moves_no_character(text: str) -> None:
    normal = normalize(text)
    assert len(normal.flat) == len(normal.low) == len(text)


def steps(text: str) -> int:
    """Lines of our own code that run for a text: work without a clock."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        CRITIC.critique(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", HOSTILE)
def test_twice_the_text_is_not_four_times_the_work(name: str) -> None:
    text = HOSTILE[name][:2000]
    CRITIC.critique(text)  # the first text of a process also loads what all of them need
    assert steps(text) < 3 * steps(text[:1000]) + 2000


def test_whatever_is_left_of_a_bullet_is_judged() -> None:
    every = items("tuned", "bullet")[:: 1 if environ.get("LOOPMATE_FULL") else 80]
    for item in every:
        words = item["text"].split(" ")
        for at in range(1, len(words)):
            for part in (words[:at], words[at:]):
                CRITIC.critique(" ".join(part))


def assembled(count: int) -> Iterator[str]:
    """Texts put together at random from bullets, their pieces, marks and letters of every script."""
    chance = Random(20_261_129)
    bullets = [item["text"] for item in items("tuned", "bullet")]
    pieces = [*WORDS.split("|"), *(word for text in bullets[::40] for word in text.split(" "))]
    for _ in range(count):
        parts = list[str]()
        for _ in range(chance.randrange(1, 40)):
            piece, bullet = chance.choice(pieces), chance.choice(bullets)[chance.randrange(40) :]
            letter = chr(chance.choice((chance.randrange(1, 0xD800), chance.randrange(0xE000, 0x110000))))
            number = str(chance.randrange(10**6) / 10 ** chance.randrange(7))
            parts.append(chance.choice((piece, bullet, letter, number, " ")))
        yield chance.choice(("", " ")).join(parts)[:2000]


def test_texts_put_together_at_random_are_judged_without_an_error() -> None:
    """Ten thousand in `make soak`."""
    for text in assembled(10_000 if environ.get("LOOPMATE_FULL") else 300):
        report = CRITIC.critique(text)
        assert all(0 <= start <= end <= len(text) for start, end in (one.span for one in report.findings))
        as_json(report, "x", text)
