"""Setting a group up: where, in which zone, with which holidays; and what the cards say of it."""

import datetime as dt
from pathlib import Path

import pytest

from bot.core.card import plain
from bot.core.ids import GroupId, channel_id
from bot.core.member import Group
from bot.core.when import Wall
from handlers.admin import cards
from tests.world import SPACE, card_problems, world, write

LONGEST = "America/Argentina/ComodRivadavia"


@pytest.mark.parametrize("name", ["#a", "#" + "w" * 79, "#" + "語" * 79, "#💬・prep_2027-b"])
def test_a_channel_of_any_name_that_platforms_allow_fits_on_every_card(name: str) -> None:
    group = Group(
        id=GroupId("g"), spaces=(SPACE,), channel=channel_id(SPACE, name), zone=LONGEST, country="US"
    )
    words = "w" * 60 + " " + "x" * 90
    shown = [
        cards.propose_setup(
            name, LONGEST, "US", Wall(at=dt.time(23, 45), zone=LONGEST, days=(2,)), called=name
        ),
        *(cards.setup_summary(group, words, members, called=name) for members in (0, 9_999)),
        cards.post_receipt(name, "/invite @Loopmate"),
    ]
    assert [p for card in shown for p in card_problems(card)] == []


@pytest.mark.parametrize(
    "name",
    [
        *("prep", "#", "#a b", "#a:b", "#@everyone", "#<!channel>", "##", "#a,b", "#a/b", "#`x`"),
        *("#\u202egnp", "#\u200b", "#" + "w" * 80, "#" + "w" * 100_000),
    ],
)
async def test_what_is_no_channel_is_refused_and_nothing_is_saved(tmp_path: Path, name: str) -> None:
    async with world(tmp_path) as w:
        alice = w.person("alice", organiser=True)
        shown = await alice.say(f'/prep-admin setup channel="{name}"')
        assert "Saved" not in shown.text
        assert "went wrong" not in shown.text
        assert "#general" in (await alice.say("/prep-admin setup")).text


async def test_none_takes_the_holidays_away_again(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = w.person("alice", organiser=True)
        await alice.say("/prep-admin setup channel=#prep country=US")
        shown = await alice.say("/prep-admin setup country=none")
        assert "no public holidays" in shown.text
        assert "no public holidays" in (await alice.press("Use these settings")).text


async def test_setting_up_again_says_how_many_have_joined(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = w.person("alice", organiser=True)
        assert "Nobody is enrolled yet." in (await alice.say("/prep-admin setup channel=#prep")).text
        await w.member("bob")
        assert "Enrolled so far: 1." in (await alice.say("/prep-admin setup channel=#study")).text


async def test_members_are_paused_only_while_their_pause_lasts(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice, bob = w.person("alice", organiser=True), await w.member("bob")
        await bob.say("/prep pause 2026-11-26")
        assert "paused" in (await alice.say("/prep-admin members")).text
        await w.advance(days=2)
        assert "paused" not in (await alice.say("/prep-admin members")).text


@pytest.mark.parametrize("length", [1, 9, 70, 71, 131, 139])
def test_no_word_of_an_invitation_is_lost(length: int) -> None:
    words = ["w" * length] * (400 // (length + 1))
    text = " ".join(words)
    assert len(text) <= 400
    group = Group(id=GroupId("g"), spaces=(SPACE,), channel=channel_id(SPACE, "#prep"))
    card = cards.setup_summary(group, text, 0, called="#prep")
    assert card_problems(card) == []
    assert text in " ".join(plain(card, write))
    assert text == " ".join(plain(cards.invitation(text), write))
