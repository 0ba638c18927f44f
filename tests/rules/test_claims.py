"""Claims are held against their own numbers."""

import pytest

from bot.rules import Critic


def said(critic: Critic, text: str, rule: str) -> list[str]:
    return [found.message for found in critic.critique(text).findings if found.rule == rule]


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
    (message,) = said(critic, text, "contradicts_own_numbers")
    assert message.endswith(f"the start and end give {real}.")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("Cut p95 from 200 ms to 150 ms (40 %) at the same recall.", "200 ms to 150 ms (40 %)"),
        ("Cut p95 from 200 ms to 150 ms (a 40 % cut) at the same recall.", "200 ms to 150 ms (a 40 % cut)"),
        ("Cut p95 by 60 % (from 200 to 150 ms) at the same recall.", "60 % (from 200 to 150 ms)"),
        ("(Cut p95 by 60 %, from 200 to 150 ms).", "60 %, from 200 to 150 ms"),
    ],
)
def test_the_words_that_are_quoted_end_with_their_bracket(critic: Critic, text: str, quoted: str) -> None:
    (message,) = said(critic, text, "contradicts_own_numbers")
    assert message.startswith(f"'{quoted}' doesn't add up")


def test_hints_are_kept_apart_and_open_nothing(critic: Critic) -> None:
    report = critic.critique("Search: p95 latency 90 to 40 ms, CTR +2 %.")
    assert report.findings == ()
    assert [hint.rule for hint in report.hints] == ["missing_method"]
    assert report.verdict == "strong"
