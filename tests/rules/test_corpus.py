"""How well the rules do on the project's labelled texts. What was tuned on must stay right; the frozen part is
measured by `make quality` for a release, and read by nothing else."""

from os import environ
from typing import Any

import pytest

from bot.rules import Critic
from bot.rules.facts import FAMILIES
from tests.bench import critique_corpus as bench
from tests.rules import quality
from tests.rules.corpus import items

STEP = 1 if environ.get("LOOPMATE_FULL") else 3
EVERY = [row for kind in ("bullet", "story", "set") for row in items("tuned", kind)]


@pytest.fixture(scope="module")
def judged(critic: Critic) -> list[bench.Judged]:
    return [bench.judge(critic, item) for item in items("tuned", "bullet")[::STEP]]


def test_findings_agree_with_the_labels(judged: list[bench.Judged]) -> None:
    pooled = bench.tally(judged, bench.ELEVEN, bench.said_rules, "findings")
    assert (pooled.precision >= 0.95, pooled.recall >= 0.95) == (True, True)
    assert sum(one.verdict == one.item["verdict"] for one in judged) >= 0.95 * len(judged)


@pytest.mark.parametrize("family", FAMILIES)
def test_families_agree_with_the_labels(judged: list[bench.Judged], family: str) -> None:
    assert bench.tally(judged, [family], bench.said_families, "families").f1 >= 0.95


def test_what_is_said_of_stories_agrees_with_the_labels(listener: Critic) -> None:
    told = [bench.listen(listener, item) for item in items("tuned", "story")[::STEP]]
    agreed = {flag: sum(one.flags[flag] == one.item[flag] for one in told) for flag in bench.BOOLEANS}
    assert min(agreed.values()) >= 0.9 * len(told), agreed


def test_what_is_said_of_sets_agrees_with_the_labels(project_critic: Critic) -> None:
    held = bench.hold(project_critic, items("tuned", "set"))
    assert held["right_count"][0] == held["right_count"][1]
    assert held["laundry_list"][0] == held["laundry_list"][1]
    right, cycles = held["full_cycle"]
    assert right >= 0.9 * cycles


def test_there_are_enough_texts_by_several_hands_and_none_stands_twice() -> None:
    counted = {kind: [row for row in EVERY if row["kind"] == kind] for kind in ("bullet", "story", "set")}
    assert len(counted["bullet"]) >= 300
    assert len(counted["story"]) >= 40
    assert len({row["author"] for row in counted["bullet"]}) >= 8
    texts = [row["text"] for row in (*counted["bullet"], *counted["story"])]
    assert len(set(texts)) == len(texts)
    assert len({row["id"] for row in EVERY}) == len(EVERY)


def test_each_author_is_in_one_part_alone() -> None:
    hands = {part: {name.split("/")[-1] for name in quality.authors(part)} for part in quality.PARTS}
    assert not hands["tuned"] & hands["frozen"]


def consistent(row: dict[str, Any]) -> bool:
    """As the guide has it: a story that is quantified has a result, one with a named partner is no monologue."""
    if row["kind"] != "story":
        return True
    return (row["has_result"] or not row["result_quantified"]) and not (
        row["collaboration_specific"] and row["monologue"]
    )


def test_no_label_contradicts_the_guide() -> None:
    assert [row["id"] for row in EVERY if not consistent(row)] == []


def test_an_interval_is_wide_where_little_is_known() -> None:
    assert bench.interval(0, 0) == (0.0, 1.0)
    assert list(bench.interval(9, 10)) == pytest.approx([0.596, 0.982], abs=0.001)
