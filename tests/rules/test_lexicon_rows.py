"""The lexicon is broad, and no phrase means two things."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from bot.rules import Critic
from bot.rules.words import lexicon
from bot.rules.words.schema import Metrics
from content.document import ContentError, fit, read
from tests.rules.conftest import CONTENT

FILES = sorted((CONTENT / "lexicon").glob("*.yaml"))
ROWS = [
    metric
    for path in FILES
    if (document := read(path)).value.get("kind") == "metrics"  # type: ignore[attr-defined] # a mapping, as the loader checks
    for metric in fit(document, Metrics).metrics
]


def test_there_are_at_least_250_metrics_each_with_a_range_and_its_own_name() -> None:
    assert len(ROWS) >= 250
    assert len({row.id for row in ROWS}) == len(ROWS)
    assert [row.id for row in ROWS if row.range is None and row.kind in ("score", "rate", "time")] == []


@pytest.mark.parametrize(
    ("name", "says"),
    [("kinds_of_two: [", "'sets' lacks kinds_of_one"), ("k: []\n  kinds_of_one: [", "asks for the set k:")],
)
def test_sets_of_words_are_those_that_readers_ask_for(tmp_path: Path, name: str, says: str) -> None:
    folder = tmp_path / "content" / "lexicon"
    shutil.copytree(CONTENT / "lexicon", folder)
    words = folder / "words.yaml"
    text = words.read_text("utf-8")
    assert text.count("\n  kinds_of_one: [") == 1
    words.write_text(text.replace("\n  kinds_of_one: [", f"\n  {name}"), "utf-8")
    with pytest.raises(ContentError, match=says):
        lexicon.load(folder)


def test_no_phrase_belongs_to_two_metrics() -> None:
    said = Counter(" ".join(lexicon.form_words(form)) for row in ROWS for form in row.forms)
    assert [form for form, count in said.items() if count > 1] == []


def test_no_phrase_is_only_a_number() -> None:
    keys = [lexicon.form_words(form) for row in ROWS for form in row.forms]
    assert [words for words in keys if all(word.isdigit() for word in words)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Owned the roadmap for 5 squads.",
        "Ran 3 jobs in AWS Glue.",
        "Was on-call 1 week in 4; wrote the runbook.",
        "Measured 4 desks with a ruler.",
    ],
)
def test_a_word_that_only_looks_like_a_benchmark_is_none(critic: Critic, text: str) -> None:
    assert critic.read(text).measures == []
