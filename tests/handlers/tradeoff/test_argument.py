"""A written answer: what is missing comes first, and what it takes to be right is what the rules call important."""

import pytest

from bot.rules import Refused, load_critic
from content.finder import load
from handlers.tradeoff.argument import grade_text

CONTENT = load()
RULES = load_critic(CONTENT.root, "tradeoff-answer")
WHOLE = (
    "I would not ship it: 0.6 points x $400K is +$240K of accuracy, 15 ms x $30K is -$450K of latency. "
    "p99 stays within the limit of 50 ms. I assume these weights; it flips below 8 ms. "
    "Canary first, or a cache."
)


def test_an_answer_with_everything_has_nothing_missing() -> None:
    judged = grade_text(RULES, WHOLE)
    assert judged.right
    assert judged.missing == ()
    assert len(judged.there) == 7


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("0.6 points of accuracy are worth $240K and 15 ms of latency cost $450K.", "no_decision"),
        ("I would not ship it, 15 ms more latency cost $450K of $900K and 30 % of 100.", "one_side_only"),
        ("I would not ship it, latency matters more than accuracy here.", "no_sum"),
    ],
)
def test_an_answer_that_lacks_something_important_is_not_right_and_is_told_that_first(
    text: str, rule: str
) -> None:
    judged = grade_text(RULES, text)
    assert not judged.right
    assert judged.missing[0].severity == "major"
    assert rule in [finding.rule for finding in judged.missing]


def test_smaller_things_are_said_and_do_not_make_it_wrong() -> None:
    judged = grade_text(
        RULES,
        "I would not ship it: +$240K for 0.6 points of accuracy, -$450K for 15 ms of latency, so -$210K.",
    )
    assert judged.right
    assert {"no_limit", "no_check"} <= {finding.rule for finding in judged.missing}


def test_a_text_that_is_longer_than_is_read_is_refused_in_words() -> None:
    with pytest.raises(Refused, match="I read 4,000 at most"):
        grade_text(RULES, "x" * 5_000)
