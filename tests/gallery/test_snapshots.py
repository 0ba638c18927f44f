"""Every card of the shipped stories is what it was, on every platform; a change is seen, and meant."""

import difflib
import json
import os
from pathlib import Path

import pytest

from bot.gallery.capture import Gallery, stories
from bot.gallery.make import summary, transcripts
from bot.gallery.page import page
from tests.gallery.exhibits import SNAPSHOTS, played, texts
from tests.onstage.telling import FULL

ELSEWHERE = "it takes a second platform, and a terminal is one"
UNSHOWN = {
    "admin.connected": ELSEWHERE,
    "admin.organiser": ELSEWHERE,
    "group.use": "it takes a second group",
    "home.card": "a terminal has no page at home",
    "member.account-gone": "nobody leaves a terminal",
    "member.dm-closed": "a terminal cannot close a DM",
    "member.welcome-back": "nobody leaves a terminal",
    "mock.avoid-one": "it takes two members of one name, and a terminal has none",
    "more": "no card of the shipped stories is too long",
    "quiz.page": "no question of the shipped stories is too long",
}
"""What no story can show, with the reason."""
STORIED = frozenset(
    {
        "checklist.answer-due",
        "checklist.ask-answer",
        "checklist.bring-in",
        "checklist.digest-card",
        "checklist.event-plan",
        "critique.anyway",
        "critique.practise",
        "feedback.give",
        "member.in-channel",
        "mock.back",
        "mock.pool",
        "mock.usual-week",
        "mock.week-hours",
        "mocks.cancelled-now",
        "mocks.complaint",
        "mocks.fewer",
        "mocks.moved",
        "mocks.no-other",
        "mocks.nobody",
        "mocks.preview-ready",
        "mocks.resting",
        "session.stop",
        "session.swap",
        "session.swapped",
    }
)
"""What a shipped story could show and none does: these cards are seen in tests/stories alone."""
REFRESH = "If that is meant: python -m tests.gallery.refresh, and look at what it changed."


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return played()


def difference(path: Path, now: str) -> str:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    name = str(path.relative_to(SNAPSHOTS))
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), f"{name}, kept", f"{name}, now", lineterm=""
    )
    return "\n".join(lines)


def test_every_card_is_what_its_snapshot_says_on_every_platform(gallery: Gallery) -> None:
    made = {path: text for shot in gallery.shots for path, text in texts(shot).items()}
    changed = [found for path, text in made.items() if (found := difference(path, text))]
    gone = sorted(str(p.relative_to(SNAPSHOTS)) for p in SNAPSHOTS.rglob("*.*") if p not in made)
    assert not changed, "\n\n".join([f"{len(changed)} cards changed. {REFRESH}", *changed[:10]])
    assert not gone, f"Not shown any more: {', '.join(gone)}. {REFRESH}"


def test_every_step_of_the_shipped_stories_can_be_done(gallery: Gallery) -> None:
    assert gallery.troubles == ()


def test_the_stories_show_every_command_press_and_message_that_a_terminal_can_show(gallery: Gallery) -> None:
    assert set(gallery.missing) - STORIED == set(UNSHOWN)
    assert all(path in summary(gallery) for path in UNSHOWN)


def test_names_of_cards_are_unique_and_begin_with_the_path_of_their_handler(gallery: Gallery) -> None:
    names = [shot.name for shot in gallery.shots]
    assert len(set(names)) == len(names)
    assert all(shot.name.startswith(f"{shot.path}--") for shot in gallery.shots)


def test_playing_again_shows_the_same_cards() -> None:
    scripts = stories() if os.environ.get(FULL) else stories()[:1]
    once, again = played(scripts), played(scripts)
    assert once.shots
    assert [texts(shot) for shot in again.shots] == [texts(shot) for shot in once.shots]


def test_every_label_of_every_card_stands_on_the_page_and_in_the_transcript(gallery: Gallery) -> None:
    spoken, drawn = transcripts(gallery), page(gallery)
    for shot in gallery.shots:
        discord = json.loads(texts(shot)[SNAPSHOTS / "discord" / f"{shot.name}.json"])
        for row in discord.get("components", ()):
            for button in row["components"]:
                assert f"Button: {button['label']}" in spoken
        assert f'data-name="{shot.name}"' in drawn


def test_the_page_needs_no_network_and_no_script(gallery: Gallery) -> None:
    drawn = page(gallery)
    assert "<script" not in drawn
    assert 'src="http' not in drawn
    assert "<link" not in drawn
