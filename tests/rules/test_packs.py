"""Packs of rules: what they bring, what is refused in them, their own tests, and the tools of their authors."""

import re
import shutil
import textwrap
from pathlib import Path

import pytest

from bot.rules import Critic, Refused
from bot.rules.batch import packs
from bot.rules.pack import CONFIDENCES, load
from bot.rules.pack_tools import coverage, examples, why
from bot.rules.words import lexicon
from content.document import ContentError
from tests import document_parts
from tests.rules.conftest import CONTENT

CRITICS = {name: Critic.load(pack=name) for name in packs()}
BEYOND = {
    "impossible_value",
    "contradicts_own_numbers",
    "percent_or_points",
    "name_dropping",
    "missing_method",
    "no_rejected_option",
}
RULE = """pack: small
version: 1
lang: en
dimensions: {outcome: 1}
cues:
  pears: [pear, "ripe pear"]
flags:
  - {name: has_pear, kinds: [bullet], when: {has: {fact: pears}}}
verdicts:
  - {verdict: strong, when: {has: {fact: flag, name: has_pear}}}
rules:
  - id: no_pear
    kinds: [bullet]
    dimension: outcome
    severity: major
    when: {none: {fact: pears}}
    message: There is no pear here.
    why: Because this is a test of packs.
    fix: Add a pear.
    source: article#metrics
    tests:
      - {bad: "Built an apple model."}
      - {good: "Built a pear model."}
"""


AGAIN = RULE.partition("rules:\n")[2]


def written(folder: Path, old: str = "", new: str = "") -> Path:
    """A folder of content with the pack `small`, its text changed at one place."""
    assert old in RULE
    (folder / "content" / "rules").mkdir(parents=True)
    (folder / "content" / "rules" / "small.yaml").write_text(RULE.replace(old, new, 1) if old else RULE)
    shutil.copytree(CONTENT / "lexicon", folder / "content" / "lexicon")
    return folder / "content"


def critic_of(folder: Path, old: str = "", new: str = "") -> Critic:
    return Critic.load(written(folder, old, new), "small")


def test_a_pack_brings_its_own_phrases_flags_and_verdicts(tmp_path: Path) -> None:
    critic = critic_of(tmp_path)
    with_pear = critic.critique("Built a ripe pear model.")
    assert (with_pear.verdict, dict(with_pear.flags), with_pear.findings) == (
        "strong",
        {"has_pear": True},
        (),
    )
    assert [found.rule for found in critic.critique("Built a model.").findings] == ["no_pear"]


def test_a_join_asks_for_a_partner_of_the_same_family(tmp_path: Path) -> None:
    join = "{join: {each: {fact: measure, shape: level}, without: {fact: measure, shape: change}}}"
    critic = critic_of(tmp_path, "{none: {fact: pears}}", join)
    assert critic.critique("F1 0.8, p95 from 80 to 40 ms.").findings
    assert not critic.critique("F1 0.8, up from 0.7 to 0.8 F1.").findings


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("    severity: major", "    severity: major\n    color: red", 16, "color"),
        ("severity: major", "severity: loud", 15, "severity"),
        ("{none: {fact: pears}}", "{none: {fact: peers}}", 16, "rule no_pear: fact peers is unknown"),
        ("when: {has: {fact: pears}}", "when: {has: {fact: pearz}}", 8, "fact pearz is unknown"),
        ("pears: [pear", "measure: [pear", 6, "cue measure has the name of a fact"),
        ("{none: {fact: pears}}", "{none: {fact: pears, over: 2}}", 16, "has no field value"),
        ("{none: {fact: pears}}", "{has: {fact: outcome, family: cost}}", 16, "the fact outcome has no field family"),
        ("{none: {fact: pears}}", "{has: {fact: pears}, none: {fact: hype}}", 16, "exactly one of"),
        ("{none: {fact: pears}}", "{has: {fact: decision}}", 16, "fact decision is never read in a bullet"),
        ("    severity: major", "    severity: major\n    confidence: luck", 16, "confidence: should be 'no_metric'"),
        ('      - {good: "Built a pear model."}\n', "", 22, "tests"),
        ("    kinds: [bullet]", "    kinds: []", 13, "should have at least 1 item, not 0"),
        ("There is no pear", "There is no {spam}", 17, "{spam} can't be filled in"),
        ("dimension: outcome", "dimension: beauty", 12, "rule no_pear: dimension beauty"),
        ("flags:", "credits:\n  beauty: [{worth: 100}]\nflags:", 8, "dimension beauty isn't in"),
        ("flags:", "credits:\n  outcome: [{worth: 100, when: {has: {fact: mesure}}}]\nflags:", 8, "mesure"),
        ("name: has_pear}}}", "name: has_paer}}}", 10, "has_paer of the fact flag is unknown: did you mean has_pear"),
        ("{none: {fact: pears}}", "{none: {fact: flag, name: [has_pear, pair]}}", 16, "name pair of the fact flag"),
        ("{none: {fact: pears}}", "{none: {fact: mesure}}", 16, "fact mesure is unknown: did you mean measure?"),
        ("{has: {fact: pears}}", "{has: {fact: piece, name: chekc}}", 8, "chekc of the fact piece is unknown"),
        ("{has: {fact: flag, name: has_pear}}", "{any: [\n  {has: {fact: sum}},\n  {has: {fact: s}}]}", 12, "fact s"),
        ("{has: {fact: flag, name: has_pear}}", "{has: {fact: duty}}", 10, "fact duty is never read in a bullet"),
        ("flags:", "credits:\n  outcome: [{worth: 9, when: {has: {fact: sum}}}]\nflags:", 8, "sum is never read"),
        ("{has: {fact: pears}}", "{has: {fact: flag, name: has_pear}}", 8, "flag has_pear must come before"),
        ("[bullet], when: {has: {fact: pears}}", "[story], when: {has: {fact: section, name: reslt}}", 8, "reslt"),
        ("[bullet], when: {has: {fact: pears}}", "[set], when: {has: {fact: amount, name: projcts}}", 8, "projcts"),
        ("{none: {fact: pears}}", "{none: {fact: pears, name: plums}}", 16, "the fact pears has no field name"),
        ("{none: {fact: pears}}", "{none: {fact: measure, family: acuracy}}", 16, "did you mean 'accuracy'?"),
        ("{none: {fact: pears}}", "{none: {fact: measure, shape: [level, chnage]}}", 16, "did you mean 'change'?"),
        ("{none: {fact: pears}}", "{none: {fact: measure, metric: latencyy}}", 16, "did you mean latency?"),
        ("{none: {fact: pears}}", "{none: {fact: measure, unit: [time, percents]}}", 16, "did you mean percent?"),
        ("    severity: major", "    severity: major\n    unless: [other]", 12, "rule no_pear: 'unless' names other"),
        ("rules:\n", f"rules:\n{AGAIN}", 24, "rule no_pear: has the id of"),
    ],
)  # fmt: skip
def test_an_error_names_file_line_and_field(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(ContentError, match=r"^content/rules/small\.yaml:") as caught:
        load(written(tmp_path, old, new) / "rules" / "small.yaml", CRITICS["applied-ai"].words.metrics)
    assert says in str(caught.value)
    assert line in [error.line for error in caught.value.all()]


def test_a_piece_is_asked_for_by_a_heading_of_the_pack(tmp_path: Path) -> None:
    asked = "{name: under, kinds: [answer], when: {has: {fact: piece, name: %s}}}"
    known = RULE.replace("cues:", "cues:\n  heading_check: [test]").replace("[bullet]", "[answer]")
    pack = tmp_path / "small.yaml"
    for name in ("check", '""', '[check, ""]'):
        pack.write_text(known.replace("flags:", f"flags:\n  - {asked % name}"))
        assert load(pack).flags[0].name == "under"
    pack.write_text(known.replace("flags:", f"flags:\n  - {asked % 'chekc'}"))
    with pytest.raises(
        ContentError, match=r":9: name chekc of the fact piece is unknown: did you mean check\?"
    ):
        load(pack)


def test_a_verdict_may_ask_for_what_is_read_in_one_of_the_kinds_of_its_pack(tmp_path: Path) -> None:
    pack = tmp_path / "small.yaml"
    pack.write_text(
        RULE.replace("[bullet]", "[bullet, story]").replace(
            "strong, when: {has: {fact: flag, name: has_pear}}", "strong, when: {has: {fact: duty}}"
        )
    )
    assert load(pack).verdicts


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kind: poems\n", r"lexicon/odd\.yaml:1: 'kind' must be one of"),
        ("kind: cues\ncues:\n  outcom:\n    - [now used]\n", "outcom"),
        (
            "kind: units\nunits:\n  - {dim: tme, scale: 1, forms: [s]}\n",
            r"odd\.yaml:3: .*did you mean 'time'\?",
        ),
    ],
)
def test_a_lexicon_file_of_no_known_kind_or_cue_is_refused(tmp_path: Path, text: str, says: str) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    (folder / "odd.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=says):
        lexicon.load(folder)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('bad: "Built an apple model."', 'bad: "Built a pear."', "is silent on its bad example"),
        ('good: "Built a pear model."', 'good: "Built a plum."', "speaks on its good example"),
        ('bad: "Built an apple model."', 'bad: "Built an apple model.", span: apple', ""),
    ],
)
def test_an_example_that_fails_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    wrong = [str(one) for one in examples(critic_of(tmp_path, old, new))]
    assert [says in one for one in wrong] == ([True] if says else [])


def test_a_span_that_lies_elsewhere_is_named(tmp_path: Path) -> None:
    old = "when: {none: {fact: pears}}"
    new = "when: {has: {fact: action_verb}}\n    span: {fact: action_verb}"
    root = written(tmp_path, old, new)
    path = root / "rules" / "small.yaml"
    path.write_text(path.read_text().replace('apple model."}', 'apple model.", span: apple}'))
    assert "points at 'Built', not at 'apple'" in " ".join(map(str, examples(Critic.load(root, "small"))))


def test_an_act_of_two_words_is_shown_whole(critic: Critic) -> None:
    shown = [*why(critic, "Fine-tuned the parser on tickets.")]
    assert {"action_verb 'Fine-tuned'", "own_act 'Fine-tuned'", "method 'Fine-tuned'"} <= {*shown}
    assert not critic.read("Fine-grained alerts for the parser.").facts.get("own_act")


def test_coverage_counts_how_often_each_rule_speaks(critic: Critic) -> None:
    found = {one.rule: one for one in coverage(critic, ["Responsible for models.", "Built a model."])}
    assert (found["weak_verb"].fired, found["weak_verb"].texts) == (1, 2)
    assert found["no_metric"].fired == 2
    assert found["training_metric_only"].fired == 0
    assert next(iter(found.values())).fired == 0


def test_why_shows_numbers_bindings_and_verdict(critic: Critic) -> None:
    lines = list(why(critic, "Cut p95 latency of the parser from 80 to 40 ms."))
    assert lines[0].startswith("'80 to 40 ms' is clearly an efficiency result that got better. It goes with ")
    assert "latency" in lines[0].partition("I can tell by ")[2]
    assert any(line.startswith("measure '80 to 40 ms': family=efficiency, metric=") for line in lines)
    assert any(line.startswith("rule no_outcome (minor)") for line in lines)
    assert lines[-1] == "verdict fair"
    with pytest.raises(Refused):
        list(why(critic, "x" * 2001))


def test_the_pack_for_bullets_has_the_eleven_rules_and_six_that_leave_the_verdict_alone() -> None:
    assert {rule.id for rule in CRITICS["applied-ai"].pack.rules} == {*CONFIDENCES} | BEYOND
    assert CRITICS["applied-ai"].ready.light == BEYOND


@pytest.mark.parametrize("name", CRITICS)
def test_each_rule_finds_its_bad_texts_and_leaves_its_good_ones(name: str) -> None:
    assert [str(wrong) for wrong in examples(CRITICS[name])] == []


@pytest.mark.parametrize("name", CRITICS)
def test_each_rule_has_two_examples_of_each_kind_and_says_sentences_without_invented_numbers(
    name: str,
) -> None:
    for rule in CRITICS[name].pack.rules:
        bad = sum(case.bad is not None for case in rule.tests)
        assert bad >= 2 <= len(rule.tests) - bad, rule.id
        for text in (rule.message, rule.fix):
            assert text[-1] in ".?", rule.id
            assert not re.search(r"\d", re.sub(r"F1|p95|p99|p50", "", text)), rule.id


def test_another_role_is_ten_rules_and_no_code() -> None:
    assert len(CRITICS["backend"].pack.rules) == 10
    text = "Built a highly available payment platform."
    assert {found.rule for found in CRITICS["backend"].critique(text).findings} >= {"scale_without_load"}


def test_the_rule_of_the_page_works_as_it_is_printed_there(tmp_path: Path) -> None:
    text = (document_parts.ROOT / "docs" / "rules.md").read_text("utf-8")
    rule = textwrap.dedent(document_parts.part_of(text, "rule"))
    cues = [re.search(rf"`({name}: \[[^`]*)`", text) for name in ("caching", "hit_rate")]
    root = tmp_path / "content"
    shutil.copytree(CONTENT / "lexicon", root / "lexicon")
    pack = (CONTENT / "rules" / "backend.yaml").read_text("utf-8")
    added = "".join(f"  {found[1]}\n" for found in cues if found)
    (root / "rules").mkdir()
    (root / "rules" / "backend.yaml").write_text(
        pack.replace("cues:\n", f"cues:\n{added}", 1) + textwrap.indent(rule, "  ") + "\n", "utf-8"
    )
    critic = Critic.load(root, pack="backend")
    assert "cache_without_hit_rate" in {rule.id for rule in critic.pack.rules}
    assert [str(wrong) for wrong in examples(critic)] == []
