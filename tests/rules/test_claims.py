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
    assert message.endswith(f"the two ends make it {real}.")


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
    assert message.startswith(f"'{quoted}' does not add up")


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
        "Sensitivity up 8 points at the expense of specificity (0.93 to 0.90).",
        "MAPE 10% to 5%, 4% more loaves sold.",
        "EM 61.0 vs 61.1 before, +30 % tok/s.",
        "Cut false rejects to a quarter (2,000 to 500 a day).",
        "The share solved grew by half, from 24% to 36%.",
        "Basket value up 4% over a six-week holdout while inference took 19 ms.",
        "AUC 0.88 to 0.87, 40 % lower licence fees.",
        "Ran a half-width net on the camera: from 3 to 11 frames per second.",
        "Turnaround from 12 s to 3 s, with a 50 % reduction in the API bill.",
        "Beam from 5 to 1: 3.2x faster.",
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
    report = critic.critique("Search: p95 latency 90 to 40 ms, CTR +2 %.")
    assert report.findings == ()
    assert [hint.rule for hint in report.hints] == ["missing_method"]
    assert report.verdict == "strong"


@pytest.mark.parametrize(
    "text",
    [
        "Marked 900 misheard surnames; WER 12 % to 9 %.",
        "False alarms per shift from 118 to 23 at equal recall.",
        "Saves per session from 0.9 to 1.2 in a three-week test.",
        "Captioner with CIDEr 118, before 109.",
        "Error rate of the reader for books of 1930-1960 from 14 % to 6 %.",
    ],
)
def test_what_is_counted_has_no_bound(critic: Critic, text: str) -> None:
    assert said(critic, text, "impossible_value") == []


@pytest.mark.parametrize(
    "text", ["MRR 0.47 to 1.8.", "Lifted kappa from 0.61 to 1.4.", "R² of 1.24 on the test year."]
)
def test_no_share_ends_above_the_whole(critic: Critic, text: str) -> None:
    assert said(critic, text, "impossible_value")
