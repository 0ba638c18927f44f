"""What a bullet tells of each family, in its own words."""

import pytest

from bot.rules import Critic


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Distilled the search ranker; p95 fell from 90 to 40 ms, nDCG stayed at 0.71, "
            "and it now serves every shop.",
            {
                "efficiency": "p95 fell from 90 to 40 ms",
                "accuracy": "nDCG stayed at 0.71",
                "business": "it now serves every shop",
                "outcome": "it now serves every shop",
            },
        ),
        (
            "Rebuilt the classifier for German and Polish comments; F1 up from 0.74 to 0.83 at the same latency, "
            "and moderators look at 30% fewer posts.",
            {
                "accuracy": "F1 up from 0.74 to 0.83 at the same latency",
                "business": "moderators look at 30% fewer posts",
                "outcome": "moderators look at 30% fewer posts",
            },
        ),
        (
            "Sharded the index (900M vectors): RAM per node 512 → 190 GB, recall@10 unchanged at 0.96.",
            {"efficiency": "RAM per node 512 → 190 GB", "accuracy": "recall@10 unchanged at 0.96"},
        ),
        (
            "Cut p95 of the search page from 300 to 120 ms by caching prompts and answers.",
            {"efficiency": "Cut p95 of the search page from 300 to 120 ms by caching prompts and answers"},
        ),
        ("Built the ranking models.", {}),
    ],
)
def test_each_result_is_told_in_the_clause_that_holds_it(
    critic: Critic, text: str, told: dict[str, str]
) -> None:
    assert critic.evidence(text) == told
