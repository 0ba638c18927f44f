"""Every rule of every pack carries its tests; here they run."""

import pytest

from bot.rules import Critic
from bot.rules.batch import packs
from bot.rules.pack import Rule
from bot.rules.pack_tools import examples

CRITICS = {name: Critic.load(pack=name) for name in packs()}
SHIPPED = [(name, rule) for name, critic in CRITICS.items() for rule in critic.pack.rules]
ELEVEN = {
    "no_metric",
    "no_baseline",
    "accuracy_only",
    "unmitigated_regression",
    "no_outcome",
    "vague_teamwork",
    "weak_verb",
    "laundry_list",
    "training_metric_only",
    "buzzword",
    "missing_unit_or_stat",
}
BEYOND = {
    "impossible_value",
    "contradicts_own_numbers",
    "percent_or_points",
    "name_dropping",
    "missing_method",
    "no_rejected_option",
}


def test_the_pack_for_bullets_has_the_eleven_rules_and_six_more() -> None:
    assert {rule.id for rule in CRITICS["applied-ai"].pack.rules} == ELEVEN | BEYOND


def test_what_is_beyond_the_eleven_leaves_the_verdict_alone() -> None:
    assert CRITICS["applied-ai"].ready.light == BEYOND


@pytest.mark.parametrize("name", CRITICS)
def test_each_rule_finds_its_bad_texts_and_leaves_its_good_ones(name: str) -> None:
    assert [str(wrong) for wrong in examples(CRITICS[name])] == []


@pytest.mark.parametrize(("name", "rule"), SHIPPED, ids=[f"{name}-{rule.id}" for name, rule in SHIPPED])
def test_each_rule_has_two_bad_and_two_good_examples(name: str, rule: Rule) -> None:
    assert sum(case.bad is not None for case in rule.tests) >= 2
    assert sum(case.good is not None for case in rule.tests) >= 2


@pytest.mark.parametrize(("name", "rule"), SHIPPED, ids=[f"{name}-{rule.id}" for name, rule in SHIPPED])
def test_what_a_rule_says_is_a_sentence_without_invented_numbers(name: str, rule: Rule) -> None:
    for text in (rule.message, rule.fix):
        assert text[-1] in ".?"
        kept = text.replace("F1", "").replace("p95", "").replace("p99", "").replace("p50", "")
        assert not any(char.isdigit() for char in kept)


def test_another_role_is_ten_rules_and_no_code() -> None:
    assert len(CRITICS["backend"].pack.rules) == 10
    text = "Built a highly available payment platform."
    assert {found.rule for found in CRITICS["backend"].critique(text).findings} >= {"scale_without_load"}
