"""Stories: their parts, who acts, how they end, and how long they take to say."""

import json
from typing import Any

import pytest

from bot.rules import Critic
from bot.rules.batch import Judged, critic_for, judge_lines
from bot.rules.facts import Amount
from bot.rules.stories.sentences import sentences
from bot.rules.words.tokens import lex, normalize

FULL = (
    "Nurses muted the alert because it rang forty times a night. I was asked to bring it under ten. I split the data "
    "by shift and refitted the model. Amélie, the charge nurse, labeled 200 alerts with me. I had tuned it on day "
    "shifts only. We landed on seven alerts a night. Since then every plan of mine begins with slices."
)
WITHOUT = {
    "has_task": ("I was asked to bring it under ten. ", ""),
    "result_quantified": ("We landed on seven alerts a night.", "The nurses stopped muting it."),
    "collaboration_specific": ("Amélie, the charge nurse, labeled 200 alerts with me. ", ""),
    "learning_from_failure": (" Since then every plan of mine begins with slices.", ""),
}


def flags(listener: Critic, text: str) -> dict[str, bool]:
    return dict(listener.critique(text, "story").flags)


def amount(listener: Critic, text: str, name: str) -> float:
    facts = listener.read(text, "story").facts["amount"]
    return next(fact.value for fact in facts if isinstance(fact, Amount) and fact.name == name)


def test_a_full_story_has_all_parts(listener: Critic) -> None:
    found = flags(listener, FULL)
    assert [name for name, so in found.items() if not so] == ["monologue"]
    assert listener.critique(FULL, "story").verdict == "strong"


@pytest.mark.parametrize("name", WITHOUT)
def test_each_part_is_missed_when_it_is_taken_out(listener: Critic, name: str) -> None:
    old, new = WITHOUT[name]
    assert old in FULL
    before, after = flags(listener, FULL), flags(listener, FULL.replace(old, new))
    assert {flag for flag in before if before[flag] != after[flag]} == {name}


@pytest.mark.parametrize(
    "text",
    [
        "S: pager rang nightly. T: end it. A: capped the cache. R: zero pages in 8 weeks.",
        "Situation: pager rang nightly. Task: end it. Action: capped the cache. Result: zero pages in 8 weeks.",
        "S - pager rang nightly.\nT - end it.\nA - Capped the cache.\nR - Zero pages in 8 weeks.",
    ],
)
def test_labels_say_which_part_is_which(listener: Critic, text: str) -> None:
    found = flags(listener, text)
    assert all(found[name] for name in ("has_situation", "has_task", "has_action", "has_result"))
    assert found["monologue"]


def test_fine_words_are_no_act(listener: Critic) -> None:
    text = "I pushed the boundaries of what is possible and turned every obstacle into fuel."
    assert not flags(listener, text)["has_action"]


def test_a_story_is_timed_at_150_words_a_minute(listener: Critic) -> None:
    assert amount(listener, "word " * 300, "spoken_seconds") == 120
    assert amount(listener, "We did it. We won. I slept. I ate.", "i_share") == 50


def test_a_sentence_ends_at_a_mark_before_a_capital() -> None:
    tokens = lex(normalize("Dr. Okafor saw 2.5 days, i.e. too long. I cut it! Result: 1 day\nDone"))
    assert len(sentences(tokens)) == 4
    assert [one.label for one in sentences(tokens)] == ["", "", "result", "result"]


def test_a_sentence_ends_after_a_unit_and_before_a_name_with_a_digit() -> None:
    tokens = lex(
        normalize("It adds 50 ms. I ship it; p99 stays. A point is $4 per ms. Ms. Lee said - pay it.")
    )
    assert (len(sentences(tokens)), len(sentences(tokens, halves=True))) == (4, 6)


def test_without_capitals_there_are_sentences(listener: Critic) -> None:
    text = "our bot made up rules. i had to end it. pulled 600 answers, cut them anew. these fell from 7 % to 1 %."
    found = flags(listener, text)
    assert all(found[name] for name in ("has_situation", "has_task", "has_action", "result_quantified"))


@pytest.mark.parametrize("form", ["{}: ", "**{}** ", "## {}\n", "1. {} - ", "[{}] ", "({}) "])
def test_headings_come_in_many_forms(listener: Critic, form: str) -> None:
    parts = ["Bins were wrong.", "2 % by May.", "Relearned the map.", "1 % since April."]
    named = zip(("Situation", "Task", "Action", "Result"), parts, strict=True)
    found = flags(listener, "\n".join(form.format(name) + part for name, part in named))
    assert all(found[name] for name in ("has_situation", "has_task", "has_action", "result_quantified"))


def test_a_finding_points_at_whoever_did_nothing_in_the_story(listener: Critic) -> None:
    text = (
        "Orders were late. I had to help. The product manager was quite unhappy. I built a model. It works."
    )
    (found,) = [one for one in listener.critique(text, "story").findings if one.rule == "vague_collaboration"]
    assert text[slice(*found.span)] == "product manager"


def test_the_finding_about_a_missing_part_comes_first(listener: Critic) -> None:
    report = listener.critique("I built a model with Mei, the SRE, who ran the tests.", "story")
    assert report.findings[0].severity == "major"
    assert report.findings[0].rule in {"missing_situation", "missing_task", "missing_result"}


def test_a_row_of_a_story_has_the_eight_booleans_and_the_verdict(critic: Critic) -> None:
    line = json.dumps({"id": "s", "text": FULL}).encode()
    (one,) = judge_lines(critic, "story", [line])
    assert isinstance(one, Judged)
    row: dict[str, Any] = json.loads(one.json())
    assert [name for name in row if name.startswith("has_")] == [
        "has_situation",
        "has_task",
        "has_action",
        "has_result",
    ]
    assert row["verdict"] == "strong"
    assert {"result_quantified", "collaboration_specific", "learning_from_failure", "monologue"} <= set(row)


def test_a_kind_with_a_pack_of_its_own_is_handed_on(critic: Critic, listener: Critic) -> None:
    assert critic_for(critic, "story").pack.pack == "star"
    assert critic_for(critic, "bullet") is critic
    assert critic_for(listener, "story") is listener


@pytest.mark.parametrize("text", ["", "   ", "🔥", "a" * 4000, "I " * 2000])
def test_any_text_can_be_listened_to(listener: Critic, text: str) -> None:
    assert listener.critique(text, "story").verdict == "weak"
