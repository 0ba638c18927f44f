"""A form's field is what its name says: no card calls it missing."""

from pathlib import Path

import pytest

import content
from handlers.stories import model
from handlers.stories.calls import PARTS

ROOT = Path(content.__file__).parent
FULL = {
    "problem": "clerks retype bills",
    "data": "1.2 million reviews",
    "approach": "a BERT",
    "accuracy": "errors from 9% to 4%",
    "speed": "80 ms at the 95th percentile",
    "cost": "$100 a month",
    "impact": "clerks like it",
    "rejected": "GPT-4, too dear",
}


def test_a_summary_with_all_fields_filled_in_lacks_nothing() -> None:
    assert tuple(FULL) == PARTS
    report = model.PROJECT.report(ROOT, FULL)
    assert (report.verdict, report.findings) == ("strong", ())


@pytest.mark.parametrize("name", ["problem", "data", "approach", "impact", "rejected"])
@pytest.mark.parametrize("text", ["reviews", "old bills\nfrom the shop", "alerts down 40%"])
def test_a_field_with_any_words_is_what_its_name_says(name: str, text: str) -> None:
    report = model.PROJECT.report(ROOT, {**FULL, name: text})
    assert report.findings == ()


def test_a_number_that_is_not_there_is_looked_for_and_not_called_missing() -> None:
    report = model.PROJECT.report(ROOT, {**FULL, "accuracy": "much better"})
    assert [one.message for one in report.findings] == ["I couldn't find an accuracy metric with a number."]


def test_no_finding_of_a_summary_calls_anything_missing() -> None:
    report = model.PROJECT.report(ROOT, {"problem": "late"})
    assert len(report.findings) >= 6
    assert all(one.message.startswith("I couldn't find ") for one in report.findings)


def test_a_story_in_four_fields_has_its_four_parts() -> None:
    parts = {
        "situation": "late orders",
        "task": "halve it",
        "action": "rebuilt the index",
        "result": "alerts down 40%",
    }
    report = model.STORY.report(ROOT, parts)
    assert [one.rule for one in report.findings] == ["monologue_story"]
    assert report.flags["result_quantified"]


def test_a_team_that_is_named_is_somebody() -> None:
    text = (
        "I discovered a data-pipeline drift, initiated a root-cause meeting with the data-engineering team, and "
        "co-authored a post-mortem that prevented a potential 5% drop in ad relevance."
    )
    flags = model.STORY.report(ROOT, {"text": text}).flags
    assert flags["has_situation"] and flags["has_action"] and not flags["monologue"]
