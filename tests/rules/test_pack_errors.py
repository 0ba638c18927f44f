"""A wrong pack is refused with its file, its line and its rule."""

import shutil
from pathlib import Path

import pytest

from bot.rules import Critic
from bot.rules.pack import load
from bot.rules.words import lexicon
from content.errors import ContentError

SHIPPED = Path(__file__).parents[2] / "content"
RULE = """pack: small
version: 1
lang: en
dimensions: {outcome: 1}
rules:
  - id: any_measure
    kinds: [bullet]
    dimension: outcome
    severity: hint
    when: {has: {fact: measure}}
    message: There is a number here.
    why: Because this is a test of packs.
    fix: Nothing has to be done about it.
    source: article#metrics
    tests:
      - {bad: "F1 from 0.7 to 0.8."}
      - {good: "Built it."}
"""


def written(folder: Path, old: str = "", new: str = "") -> Path:
    assert old in RULE
    path = folder / "content" / "rules" / "small.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(RULE.replace(old, new) if old else RULE, encoding="utf-8")
    return path


def test_a_right_pack_loads(tmp_path: Path) -> None:
    assert load(written(tmp_path)).rules[0].id == "any_measure"


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("    severity: hint", "    severity: hint\n    colour: red", 10, "colour"),
        ("severity: hint", "severity: loud", 9, "severity"),
        ("{fact: measure}", "{fact: mesure}", 10, "mesure is unknown"),
        ("{fact: measure}", "{fact: outcome, family: cost}", 10, "the fact outcome has no field family"),
        ("{has: {fact: measure}}", "{has: {fact: measure}, none: {fact: hype}}", 10, "exactly one of"),
        ("{fact: measure}", "{fact: data_set}", 10, "fact data_set is never read in a bullet"),
        ("    severity: hint", "    severity: hint\n    confidence: luck", 6, "confidence luck is unknown"),
        ('      - {good: "Built it."}\n', "", 16, "tests"),
        ("dimension: outcome", "dimension: beauty", 6, "rule any_measure: dimension beauty"),
        (
            "rules:",
            "credits:\n  beauty: [{worth: 100, when: {has: {fact: measure}}}]\nrules:",
            6,
            "dimension beauty is not in",
        ),
        (
            "rules:",
            "credits:\n  outcome: [{worth: 100, when: {has: {fact: mesure}}}]\nrules:",
            6,
            "mesure is unknown",
        ),
        (
            "    severity: hint",
            "    severity: hint\n    unless: [other]",
            6,
            "rule any_measure: 'unless' names other",
        ),
    ],
)
def test_an_error_names_file_line_and_field(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    with pytest.raises(ContentError) as caught:
        load(written(tmp_path, old, new))
    assert str(caught.value).startswith("content/rules/small.yaml:")
    assert says in str(caught.value)
    assert line in [error.line for error in caught.value.all()]


def test_a_rule_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(RULE + RULE.split("rules:\n")[1], encoding="utf-8")
    with pytest.raises(ContentError, match="rule any_measure: stands twice"):
        load(path)


def test_a_new_rule_is_yaml_only(tmp_path: Path) -> None:
    path = written(tmp_path)
    shutil.copytree(SHIPPED / "lexicon", path.parents[1] / "lexicon")
    critic = Critic.load(path.parents[1], "small")
    assert [found.rule for found in critic.critique("F1 from 0.7 to 0.8.").findings] == ["any_measure"]
    assert critic.critique("Built it.").findings == ()


def test_a_join_asks_for_a_partner_of_the_same_family(tmp_path: Path) -> None:
    join = "{join: {each: {fact: measure, shape: level}, without: {fact: measure, shape: change}}}"
    path = written(tmp_path, "{has: {fact: measure}}", join)
    shutil.copytree(SHIPPED / "lexicon", path.parents[1] / "lexicon")
    critic = Critic.load(path.parents[1], "small")
    assert critic.critique("F1 0.8, p95 from 80 to 40 ms.").findings
    assert not critic.critique("F1 0.8, up from 0.7 to 0.8 F1.").findings


def test_a_new_metric_is_a_row(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED / "lexicon", folder / "lexicon")
    shutil.copytree(SHIPPED / "rules", folder / "rules")
    text = "Raised the zorblax from 3 to 4."
    assert "efficiency" not in Critic.load(folder).critique(text).families
    row = "kind: metrics\nmetrics:\n  - {id: zorblax, family: efficiency, good: up, kind: score, forms: [zorblax]}\n"
    (folder / "lexicon" / "own.yaml").write_text(row, encoding="utf-8")
    assert Critic.load(folder).critique(text).families == ("efficiency",)


def test_a_lexicon_file_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(SHIPPED / "lexicon", folder / "lexicon")
    shutil.copytree(SHIPPED / "rules", folder / "rules")
    (folder / "lexicon" / "odd.yaml").write_text("kind: poems\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"content/lexicon/odd\.yaml:1: 'kind' must be one of"):
        Critic.load(folder)


def test_a_cue_that_no_fact_is_made_of_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lexicon").mkdir()
    (tmp_path / "lexicon" / "cues.yaml").write_text("kind: cues\ncues:\n  outcom:\n    - [now used]\n")
    with pytest.raises(ContentError, match="outcom"):
        lexicon.load(tmp_path / "lexicon")
