"""Every card of the product is what it was, on every platform; a change is seen, and meant."""

import difflib
import os
from pathlib import Path

import pytest

from bot.core.card import Card
from bot.gallery.capture import Gallery, stories
from bot.gallery.make import summary, transcripts
from bot.gallery.page import page
from tests.gallery.exhibits import SNAPSHOTS, makers, noting, played, texts
from tests.onstage.telling import FULL

UNSEEN = {
    "handlers.channel.cards.withdrawal": "it takes the name of the question that chance drew",
    "handlers.quiz.single_question.begin": "only guests see it, and a terminal has none",
}
"""Makers of cards that tests of their own alone read (tests/stories/test_day_story.py, tests/test_guests.py)."""
REFRESH = "If that is meant: python -m tests.gallery.refresh, and look at what it changed."


CALLED: set[str] = set()
"""Makers of cards that were called while the stories were played."""


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    with noting(CALLED):
        return played()


def difference(path: Path, now: str) -> str:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    name = str(path.relative_to(SNAPSHOTS))
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), f"{name}, kept", f"{name}, now", lineterm=""
    )
    return "\n".join(lines)


def test_every_card_is_what_its_snapshot_says_on_every_platform(gallery: Gallery) -> None:
    made = texts(gallery.shots)
    changed = [found for path, text in made.items() if (found := difference(path, text))]
    gone = sorted(str(p.relative_to(SNAPSHOTS)) for p in SNAPSHOTS.rglob("*.*") if p not in made)
    assert not changed, "\n\n".join([f"{len(changed)} cards changed. {REFRESH}", *changed[:10]])
    assert not gone, f"Not shown any more: {', '.join(gone)}. {REFRESH}"


def test_every_step_of_the_shipped_stories_can_be_done(gallery: Gallery) -> None:
    assert gallery.troubles == ()


def test_every_command_press_and_message_is_shown(gallery: Gallery) -> None:
    """A new one needs a step in a story, or in bot/gallery/beyond.py where a terminal cannot show it."""
    assert gallery.missing == ()
    assert "Not shown: nothing." in summary(gallery)


def test_every_function_that_makes_a_card_is_shown(gallery: Gallery) -> None:
    assert gallery.shots
    assert set(makers()) - CALLED == set(UNSEEN)


def test_names_of_cards_are_unique_and_begin_with_the_path_of_their_handler(gallery: Gallery) -> None:
    names = [shot.name for shot in gallery.shots]
    assert len(set(names)) == len(names)
    assert all(shot.name.startswith(f"{shot.path}--") for shot in gallery.shots)


def test_playing_again_shows_the_same_cards() -> None:
    scripts = stories() if os.environ.get(FULL) else stories()[:1]
    once, again = played(scripts), played(scripts)
    assert once.shots
    assert texts(again.shots) == texts(once.shots)


def test_every_label_of_every_card_stands_on_the_page_and_in_the_transcript(gallery: Gallery) -> None:
    spoken, drawn = transcripts(gallery), page(gallery)
    for shot in gallery.shots:
        body = shot.answer.body
        for button in body.buttons if isinstance(body, Card) else ():
            assert f"Button: {button.label}" in spoken
        assert f'data-name="{shot.name}"' in drawn


def test_the_page_needs_no_network_and_no_script(gallery: Gallery) -> None:
    drawn = page(gallery)
    assert "<script" not in drawn
    assert 'src="http' not in drawn
    assert "<link" not in drawn
