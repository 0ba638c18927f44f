"""Every card of the product is what it was; Slack and Discord take it; and it keeps the rules for all cards."""

import difflib
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest
from discord.components import Container, _component_factory

from bot.core.card import LABEL, Card, Instant, join
from bot.core.layout import HEADLINE, LINES, Look, count_lines, join_lines, split_headline, write_part
from bot.gallery.capture import Gallery, Shot
from bot.gallery.command import summary, transcripts
from bot.gallery.page import page, scenes_of, transcript
from bot.platforms.discord.preview import raw as on_discord
from bot.platforms.slack.preview import raw as on_slack
from tests.gallery.exhibits import SNAPSHOTS, UNUSED, makers, played, texts
from tests.platforms.discord.rules import message_problems
from tests.platforms.slack.blocks import check_message

UNSEEN = {"handlers.channel.cards.withdrawal": "it takes the name of the question that chance drew"}
"""Makers of cards that tests of their own alone read (tests/stories/test_day_story.py, tests/test_guests.py)."""
LONGER: Mapping[str, tuple[int, str]] = {
    "a question and its options": (
        14,
        "quiz-- quiz.next--question quiz.page-- quiz.put-- quiz.restart-- quiz.write-- "
        "day.asked-- admin.bank-- tradeoff--exercise timeline--which waits.list-- checklist.swap--",
    ),
    "why an answer is right": (8, "quiz. day.revealed--"),
    "a list, or all of a thing, page by page": (
        14,
        "quiz.why-- plan--week plan.more-- today.more-- tradeoff.all-- help-- ask--heres ask--im-not-sure "
        "notes. to-ask critique.more-- night.",
    ),
    "the text itself: a critique with its better line, a rule, an example, a task's steps": (
        12,
        "bullet--good critique.anyway-- critique.again-- critique.rule-- critique.example-- checklist.begin-- "
        "checklist.one-more--",
    ),
    "the day's list, of five tasks at most": (
        9,
        "today-- home checklist.reminder-- checklist.nudge-- done--todays-list-",
    ),
    "fields that somebody asked for": (9, "settings--"),
    "a mock's introduction to people in two time zones": (7, "mocks.outcome--"),
    "a welcome that repeats a date": (7, "start--welcome-youre-in"),
    "what [More] shows": (12, "more--"),
    "the invitation as it will be posted": (10, "admin.setup--saved admin.invite--"),
    "a question to read aloud, which isn't cut": (11, "session.said--"),
    "a brief, a page of a guide": (9, "session.open-- session.another-- session.guide--"),
}
"""Why a card may be longer than `LINES` on a phone, up to how many, and what the names of such cards begin with."""
REFRESH = "If that is meant: python -m tests.gallery.refresh, and look at what it changed."


@pytest.fixture(scope="module")
def gallery() -> Gallery:
    return played()[0]


@pytest.fixture(scope="module")
def cards(gallery: Gallery) -> list[tuple[Shot, Card]]:
    return [(shot, shot.answer.body) for shot in gallery.shots if isinstance(shot.answer.body, Card)]


def difference(path: Path, now: str) -> str:
    before = path.read_text(encoding="utf-8") if path.is_file() else ""
    name = str(path.relative_to(SNAPSHOTS))
    lines = difflib.unified_diff(
        before.splitlines(), now.splitlines(), f"{name}, kept", f"{name}, now", lineterm=""
    )
    return "\n".join(lines)


def test_every_card_is_what_its_snapshot_says_on_every_platform(gallery: Gallery) -> None:
    """Also that equal stories show equal cards: the snapshots were taken in another run."""
    made = texts(gallery.shots)
    changed = [found for path, text in made.items() if (found := difference(path, text))]
    gone = sorted(str(p.relative_to(SNAPSHOTS)) for p in SNAPSHOTS.rglob("*.*") if p not in made)
    assert not changed, "\n\n".join([f"{len(changed)} cards changed. {REFRESH}", *changed[:10]])
    assert not gone, f"Not shown any more: {', '.join(gone)}. {REFRESH}"


def test_every_step_can_be_done_and_every_command_press_message_and_maker_of_cards_is_shown(
    gallery: Gallery,
) -> None:
    """A new one needs a step in a story, or in bot/gallery/staged.py where a terminal can't show it."""
    assert gallery.troubles == ()
    assert not UNUSED.exists()
    assert gallery.missing == ()
    assert "Not shown: nothing." in summary(gallery)
    assert makers() - played()[1] == set(UNSEEN)


def test_the_page_holds_every_card_and_label_and_needs_no_network_and_no_script(
    gallery: Gallery, cards: list[tuple[Shot, Card]]
) -> None:
    spoken, drawn = transcripts(gallery), page(gallery)
    assert {f"Button: {button.label}" for _, body in cards for button in body.buttons} <= set(
        spoken.splitlines()
    )
    assert all(f'data-name="{shot.name}"' in drawn for shot in gallery.shots)
    assert not [live for live in ("<script", 'src="http', "<link") if live in drawn]


def test_slack_and_discord_take_every_card(cards: list[tuple[Shot, Card]]) -> None:
    for shot, _ in cards:
        made = on_slack(shot.exhibit)
        check_message(made["text"], made["blocks"])
        made = on_discord(shot.exhibit)
        assert not list(message_problems(made)), shot.name
        (container,) = (_component_factory(part) for part in made["components"])
        assert isinstance(container, Container)
        assert len(container.children) == len(made["components"][0]["components"]), shot.name


def test_a_card_has_six_lines_on_a_phone_unless_there_is_a_reason(cards: list[tuple[Shot, Card]]) -> None:
    """What else there is to say waits behind [More]: details(...) of bot/core/card.py."""
    over = {}
    for shot, body in cards:
        look = Look(shot.answer.zone, shot.exhibit.at)
        if (lines := count_lines(body, partial(write_part, look=look))) > LINES:
            over[shot.name] = lines
    allowed = {start: most for most, starts in LONGER.values() for start in starts.split()}
    most = {
        name: max([n for start, n in allowed.items() if name.startswith(start)], default=LINES)
        for name in over
    }
    longer = [
        f"{name}: {lines} lines, {most[name]} at most" for name, lines in over.items() if lines > most[name]
    ]
    assert not longer, "\n".join(longer)
    assert [start for start in allowed if not any(name.startswith(start) for name in over)] == []


def test_labels_fit_beside_another_one_on_a_phone_and_differ_within_a_card(
    cards: list[tuple[Shot, Card]],
) -> None:
    for shot, body in cards:
        labels = [button.label for button in body.buttons]
        assert len(set(labels)) == len(labels), f"{shot.name}: {labels}"
        assert all(len(label) <= LABEL for label in labels), f"{shot.name}: {labels}"


def test_every_card_has_a_headline_that_a_screen_reader_says_first_and_then_every_button(
    cards: list[tuple[Shot, Card]],
) -> None:
    for shot, body in cards:
        look = Look(shot.answer.zone, shot.exhibit.at)
        head = split_headline(join_lines(body).blocks[0].line)[0]  # type: ignore[union-attr]
        assert head, f"{shot.name}: its first sentence is longer than {HEADLINE} characters"
        lead = join(head[:1], partial(write_part, look=look))
        for platform, scenes in scenes_of(shot, {}).items():
            said = transcript(scenes)
            first = next(line for line in said.split("\n") if not line.startswith("Only "))
            assert isinstance(head[0], Instant) or first.startswith(lead), f"{platform}, {shot.name}: {said}"
            for button in body.buttons:
                spoken = button.label if platform == "discord" else button.spoken or button.label
                assert f"Button: {spoken}" in said


def test_every_card_leads_on_but_those_that_end_something_or_send_elsewhere(
    cards: list[tuple[Shot, Card]],
) -> None:
    """A person who reads it is one press from what is next."""
    ends = (
        "admin.announcement-- admin.bank--no-question admin.connect-- admin.post-announcement-- "
        "member.forget-now-- member.removed-- more--"
    )
    alone = {shot.name for shot, body in cards if not body.buttons}
    assert {name for name in alone if not name.startswith(tuple(ends.split()))} == set()
