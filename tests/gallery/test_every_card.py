"""Every card of the product is one that Slack's and Discord's own models take, and keeps the rules for all cards."""

from typing import Any

import pytest
from discord.components import Container, _component_factory
from slack_sdk.models.blocks import Block

from bot.core.card import LABEL, Card
from bot.core.layout import HEADLINE, split_headline
from bot.gallery.capture import Gallery, Shot
from bot.platforms.discord.preview import raw as on_discord
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
