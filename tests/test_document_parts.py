"""The documents say of the commands what their declarations say, and show what the program prints."""

import re

import pytest

from bot.gallery.capture import Gallery
from bot.rules.facts import KINDS
from content.finder import load
from tests.document_parts import FACTS, README, RULES, part_of, parts
from tests.pictures import EXHIBITS, FOLDER, play_story, words_in, words_of

LARGEST = 9 * 1024
"""Bytes of a README that is read to its end."""


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return play_story()


def test_what_the_documents_show_of_the_program_is_what_it_says_today() -> None:
    old = [
        f"{document.name}: {part}"
        for (document, part), body in parts().items()
        if part_of(document.read_text("utf-8"), part) != body
    ]
    assert old == [], "these parts are old; run: python -m tests.document_parts"


def test_the_readme_is_read_in_a_few_minutes() -> None:
    assert len(README.read_bytes()) <= LARGEST, "move what only some readers need to a page of docs/"


def test_the_readme_promises_no_more_questions_than_there_are() -> None:
    known = load()
    promised = re.search(r"More than (\d+) questions and (\d+) templates", README.read_text("utf-8"))
    assert promised
    assert len(known.questions) > int(promised[1])
    assert len(known.templates) > int(promised[2])


def test_the_page_for_authors_of_rules_lists_every_fact_once() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", part_of(RULES.read_text("utf-8"), FACTS), re.MULTILINE)
    assert sorted(listed) == sorted(KINDS)


@pytest.mark.parametrize("platform", EXHIBITS)
def test_the_pictures_show_the_cards_of_today(platform: str, gallery: Gallery) -> None:
    """Without a browser: each picture carries the words of the card that was photographed."""
    assert words_in(FOLDER / f"{platform}.png") == words_of(gallery, platform), "it's old; run: make pictures"
