"""Every rule carries its tests; here they run."""

import pytest

from bot.rules import Critic
from bot.rules.pack import Case, Rule

SHIPPED = Critic.load().pack.rules
CASES = [(rule, case) for rule in SHIPPED for case in rule.tests]
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


def test_the_pack_has_the_eleven_rules() -> None:
    assert {rule.id for rule in SHIPPED} >= ELEVEN


@pytest.mark.parametrize(
    ("rule", "case"), CASES, ids=[f"{rule.id}-{case.bad or case.good}" for rule, case in CASES]
)
def test_a_rule_finds_its_bad_texts_and_leaves_its_good_ones(critic: Critic, rule: Rule, case: Case) -> None:
    text = case.bad or case.good or ""
    found = [finding for finding in critic.critique(text).findings if finding.rule == rule.id]
    assert bool(found) == (case.bad is not None)


@pytest.mark.parametrize(("rule", "case"), [(rule, case) for rule, case in CASES if case.span])
def test_a_finding_points_at_what_its_test_names(critic: Critic, rule: Rule, case: Case) -> None:
    text, wanted = case.bad or "", case.span or ""
    finding = next(found for found in critic.critique(text).findings if found.rule == rule.id)
    pointed = text[slice(*finding.span)]
    assert wanted in pointed or pointed in wanted


@pytest.mark.parametrize("rule", SHIPPED, ids=lambda rule: rule.id)
def test_what_a_rule_says_is_a_sentence_without_invented_numbers(rule: Rule) -> None:
    for text in (rule.message, rule.fix):
        assert text[-1] in ".?"
        assert not any(char.isdigit() for char in text.replace("F1", "").replace("p95", ""))
