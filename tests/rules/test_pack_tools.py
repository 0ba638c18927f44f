"""Tools for authors: examples, coverage, and why a text is judged as it is."""

import shutil
from pathlib import Path

import pytest

from bot.rules import Critic, Refused
from bot.rules.pack import load
from bot.rules.pack_tools import coverage, examples, slow, why
from content.errors import ContentError
from tests.rules.conftest import CONTENT

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


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in RULE
    (folder / "content" / "rules").mkdir(parents=True)
    (folder / "content" / "rules" / "small.yaml").write_text(RULE.replace(old, new) if old else RULE)
    shutil.copytree(CONTENT / "lexicon", folder / "content" / "lexicon")
    return folder / "content"


def test_a_pack_brings_its_own_phrases_flags_and_verdicts(tmp_path: Path) -> None:
    critic = Critic.load(written(tmp_path), "small")
    with_pear = critic.critique("Built a ripe pear model.")
    assert (with_pear.verdict, dict(with_pear.flags), with_pear.findings) == (
        "strong",
        {"has_pear": True},
        (),
    )
    assert [found.rule for found in critic.critique("Built a model.").findings] == ["no_pear"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('bad: "Built an apple model."', 'bad: "Built a pear."', "is silent on its bad example"),
        ('good: "Built a pear model."', 'good: "Built a plum."', "speaks on its good example"),
        ('bad: "Built an apple model."', 'bad: "Built an apple model.", span: apple', ""),
    ],
)
def test_an_example_that_fails_is_named(tmp_path: Path, old: str, new: str, says: str) -> None:
    wrong = [str(one) for one in examples(Critic.load(written(tmp_path, old, new), "small"))]
    assert [says in one for one in wrong] == ([True] if says else [])


def test_a_span_that_lies_elsewhere_is_named(tmp_path: Path) -> None:
    old = "when: {none: {fact: pears}}"
    new = "when: {has: {fact: action_verb}}\n    span: {fact: action_verb}"
    root = written(tmp_path, old, new)
    path = root / "rules" / "small.yaml"
    path.write_text(path.read_text().replace('apple model."}', 'apple model.", span: apple}'))
    assert "points at 'Built', not at 'apple'" in " ".join(map(str, examples(Critic.load(root, "small"))))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{fact: pears}}\n    message", "{fact: peers}}\n    message", "rule no_pear: fact peers is unknown"),
        (
            "name: has_pear, kinds: [bullet], when: {has: {fact: pears}}",
            "name: has_pear, kinds: [bullet], when: {has: {fact: pearz}}",
            "fact pearz is unknown",
        ),
        ("pears: [pear", "measure: [pear", "cue measure has the name of a fact"),
        ("{fact: pears}}\n    message", "{fact: pears, over: 2}}\n    message", "has no field value"),
    ],
)
def test_a_misspelt_fact_is_refused_with_its_place(tmp_path: Path, old: str, new: str, says: str) -> None:
    root = written(tmp_path, old, new)
    with pytest.raises(ContentError, match=r"content/rules/small\.yaml") as caught:
        load(root / "rules" / "small.yaml")
    assert says in str(caught.value)


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


def test_pumped_phrases_are_found_slow_only_by_the_clock_that_is_asked(listener: Critic) -> None:
    texts = ["because " * 250]
    assert all(len(text) <= 2000 for text in texts)
    ticks = iter(range(100))
    assert slow(listener, texts, lambda: 0.0) == []
    assert [text for text, _ in slow(listener, texts, lambda: float(next(ticks)))] == texts
