"""Every card of the product is one that Slack's and Discord's own models take, and keeps the rules for all cards."""

from functools import partial
from typing import Any

import pytest
from discord.components import Container, _component_factory
from slack_sdk.models.blocks import Block

from bot.core.card import LABEL, Card, Instant, join
from bot.core.layout import HEADLINE, join_lines, split_headline
from bot.gallery.capture import Gallery, Shot
from bot.gallery.page import scenes_of
from bot.gallery.transcript import transcript
from bot.platforms.discord.preview import raw as on_discord
from bot.platforms.plain_text import Look, write_part
from bot.platforms.slack.preview import raw as on_slack
from tests.gallery.exhibits import played
from tests.platforms.discord.rules import message_problems
from tests.platforms.slack.blocks import check_message


@pytest.fixture(scope="module")
def cards() -> list[Shot]:
    gallery: Gallery = played()
    return [shot for shot in gallery.shots if isinstance(shot.answer.body, Card)]


def test_slack_takes_every_card(cards: list[Shot]) -> None:
    for shot in cards:
        made = on_slack(shot.exhibit)
        check_message(made["text"], made["blocks"])
        read = [block.to_dict() for block in Block.parse_all(made["blocks"])]
        assert [b["type"] for b in read] == [b["type"] for b in made["blocks"]], shot.name


def test_discord_takes_every_card(cards: list[Shot]) -> None:
    for shot in cards:
        made = on_discord(shot.exhibit)
        assert not list(message_problems(made)), shot.name
        (container,) = (_component_factory(part) for part in made["components"])
        assert isinstance(container, Container)
        assert len(container.children) == len(made["components"][0]["components"]), shot.name


def test_every_label_fits_beside_another_one_on_a_phone(cards: list[Shot]) -> None:
    long = {
        f"{shot.path}: {b.label}" for shot in cards for b in body_of(shot).buttons if len(b.label) > LABEL
    }
    assert not long


def test_no_two_buttons_of_a_card_are_called_the_same(cards: list[Shot]) -> None:
    for shot in cards:
        labels = [b.label for b in body_of(shot).buttons]
        assert len(set(labels)) == len(labels), f"{shot.name}: {labels}"


def test_every_card_has_a_headline(cards: list[Shot]) -> None:
    without = [shot.name for shot in cards if not has_headline(body_of(shot))]
    assert not without, f"{len(without)} first sentences are longer than {HEADLINE} characters: {without}"


def body_of(shot: Shot) -> Card:
    assert isinstance(shot.answer.body, Card)
    return shot.answer.body


def has_headline(body: Card) -> bool:
    first: Any = body.blocks[0]
    return bool(split_headline(first.line)[0])


def test_a_screen_reader_hears_the_headline_first_and_then_every_button(cards: list[Shot]) -> None:
    """`pytest -s` prints what it says of five of them, on both platforms."""
    printed = ["quiz.answer", "bullet", "today", "mocks.outcome", "tradeoff"]
    for shot in cards:
        look = Look(shot.answer.reader.zone, shot.message.at)
        head = split_headline(join_lines(body_of(shot)).blocks[0].line)[0]  # type: ignore[union-attr]
        lead = join(head[:1], partial(write_part, look=look))
        for platform, scenes in scenes_of(shot, {}).items():
            said = transcript(scenes)
            first = next(line for line in said.split("\n") if not line.startswith("Only "))
            assert isinstance(head[0], Instant) or first.startswith(lead), f"{platform}, {shot.name}: {said}"
            for button in body_of(shot).buttons:
                spoken = button.label if platform == "discord" else button.spoken or button.label
                assert f"Button: {spoken}" in said
            if shot.path in printed:
                print(f"\n{platform}, {shot.name}\n{said}")
        printed = [path for path in printed if path != shot.path]
