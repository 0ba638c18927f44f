"""The better line: the author's own words in their order, with blanks where something is missing."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import get_args

import pytest
import yaml

from bot.rules import Critic
from bot.rules.report import Blank
from bot.rules.words.tokens import untagged
from tests.rules.corpus import HERE, items

WORD = re.compile(r"[^\W_]+(?:[.,'’/+-][^\W_]+)*")
NAME = 6
"""Words of a number or a metric; what a whole clause tells may have a blank in it."""
BLANK = re.compile(r"\{[^{}]+\}")
LINES = yaml.safe_load((HERE / "lines.yaml").read_text("utf-8"))


def line(critic: Critic, text: str) -> str:
    return critic.critique(text).better().line


def question(critic: Critic, text: str) -> str:
    report = critic.critique(text)
    assert not report.better().line
    return report.better().question


@pytest.mark.parametrize("mark", ["- ", "• ", "* ", "– ", "– • ", "1. ", "2) ", "(3) ", "a) "])
def test_the_mark_of_a_list_is_no_word_of_the_bullet(critic: Critic, mark: str) -> None:
    text = "Fine-tuned DistilBERT on reviews, F1 to 0.81"
    plain, marked = critic.critique(text), critic.critique(mark + text)
    assert marked.better().line == plain.better().line
    assert [found.rule for found in marked.findings] == [found.rule for found in plain.findings]


def test_a_minus_before_a_number_is_no_mark(critic: Critic) -> None:
    assert critic.critique("-22% refunds.").families == ("business",)
    assert not critic.critique("-22% refunds.").findings


def test_a_possible_issue_says_nothing_beside_a_number(critic: Critic) -> None:
    text = "Rewrote the recognizer: memory 900 -> 350 MB, WER 9.1 -> 11.8 %, shipped to 2M phones."
    report = critic.critique(text)
    assert [(found.rule, found.severity) for found in report.findings] == [("unmitigated_regression", "hint")]
    assert "acceptable" not in report.better().line


@pytest.mark.parametrize("shown", LINES)
def test_a_line_has_its_blanks_where_they_belong(critic: Critic, shown: str) -> None:
    """By what each text shows: the line, or the one question that stands for it."""
    for row in LINES[shown]:
        report = critic.critique(row["text"])
        assert (report.better().line or report.better().question) == row["better"]


@pytest.mark.parametrize(
    "text",
    [
        "Best student paper award, 2023.",
        "Diploma in Data Science, average 9.1",
        "Transferred from a city college, B.S. Computer Science, GPA 3.4",
        "Working part time at a bakery while in school",
        "Military service completed as research personnel in an AI laboratory.",
        "Guest lecturer in MLOps at a polytechnic.",
        "Tutor for Introduction to Robotics, held weekly exercise sessions and corrected exams.",
        "Swedish B2, English C1.",
    ],
)
def test_nothing_is_asked_of_what_is_no_work_on_a_system_or_data(critic: Critic, text: str) -> None:
    assert critic.critique(text).findings
    assert critic.critique(text).better() == ("", "")


def test_a_text_with_nothing_open_has_neither_line_nor_question(critic: Critic) -> None:
    text = "F1 0.78 to 0.81; int8 export cut p95 from 22 to 15 ms, so it launched without more GPU nodes"
    assert (line(critic, text), question(critic, text)) == ("", "")


def test_marks_of_style_are_left_out_of_the_line(critic: Critic) -> None:
    for text in ("<b>Cut</b> p95 of <i>search</i> by 30%", "**Cut** p95 of `search` by __30%__"):
        assert line(critic, text) == "Cut p95 of search by 30%, so that {what changed}"
    assert line(critic, "**@everyone** Tuned 2 * 3 models").startswith("@everyone Tuned 2 * 3 models")
    assert line(critic, "<!channel> trained 5 models lol").startswith("trained 5 models lol")


def test_each_blank_that_a_pack_can_ask_for_is_in_its_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "better-lines.md").read_text("utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)[1:] == [*get_args(Blank)]


def test_a_pack_says_by_rule_what_a_line_asks_for() -> None:
    better = line(Critic.load(pack="backend"), "Improved the performance of the gateway by 30%.")
    assert better.startswith("Improved the performance of the gateway by 30% ({metric})")


def test_lines_keep_the_words_and_break_no_phrase(critic: Critic) -> None:
    """On every seventh tuned text: all words in their order but for a weak opener, the same numbers, and no blank
    inside of a number or the name of a metric."""
    lines = [
        (text, better)
        for row in items("tuned", "bullet")[::7]
        if (better := line(critic, text := row["text"]))
    ]
    assert len(lines) > 300
    assert [pair for pair in lines if broken(critic, *pair)] == []


def broken(critic: Critic, text: str, better: str) -> bool:
    facts = critic.read(text).facts
    weak = max((fact.span[1] for fact in facts.get("weak_opener", ())), default=0)
    typed, ours = words(untagged(text)), words(BLANK.sub(" ", better))
    kept = SequenceMatcher(None, typed, ours, autojunk=False).get_matching_blocks()
    left_out = len(typed) - sum(block.size for block in kept)
    if left_out > len(words(text[:weak])) + (2 if weak else 0):
        return True
    names = [
        name
        for kind in ("measure", "loose_number", "metric_mention")
        for fact in facts.get(kind, ())
        if len((name := text[slice(*fact.span)]).split()) <= NAME
    ]
    whole = " ".join(better.split())
    return any(weak == 0 and " ".join(untagged(name).split()) not in whole for name in names)


def words(text: str) -> Sequence[str]:
    return [found.casefold() for found in WORD.findall(text)]
