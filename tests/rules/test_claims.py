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
    ],
)
def test_a_sum_that_does_not_follow_is_named_with_the_right_one(critic: Critic, text: str, real: str) -> None:
    (message,) = said(critic, text, "contradicts_own_numbers")
    assert message.endswith(f"the two ends make it {real}.")


@pytest.mark.parametrize(
    "text",
    [
        "Cut p95 from 200 ms to 150 ms (25 %).",
        "Cut p95 from 200 ms to 150 ms (33 % faster).",
        "Raised throughput 2x from 100 to 200 QPS.",
        "Cut p95 from 200 to 150 ms and cost by 40 %.",
        "F1 from 0.78 to 0.81, revenue +4 %.",
        "Recall at a fixed 5% alert rate up from 0.54 to 0.68.",
        "Halved WER (22% to 11%).",
    ],
)
def test_a_right_sum_or_another_number_is_left_alone(critic: Critic, text: str) -> None:
    assert said(critic, text, "contradicts_own_numbers") == []


@pytest.mark.parametrize(
    ("text", "speaks"),
    [
        ("Acceptance from 40 % to 52 % (+12 %).", True),
        ("Acceptance from 40 % to 52 % (+12 pp).", False),
        ("Acceptance from 40 % to 52 % (+30 %).", False),
    ],
)
def test_points_are_not_per_cent(critic: Critic, text: str, speaks: bool) -> None:
    assert bool(said(critic, text, "percent_or_points")) is speaks


def test_hints_are_kept_apart_and_open_nothing(critic: Critic) -> None:
    report = critic.critique("Distilled the ranker: p95 90 to 40 ms, CTR +2 %.")
    assert report.findings == ()
    assert [hint.rule for hint in report.hints] == ["no_rejected_option"]
    assert report.verdict == "strong"
