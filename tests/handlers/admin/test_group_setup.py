"""Setting a group up: where, in which zone, with which holidays; and what the cards say of it."""

import datetime as dt
import re

from bot.app import registry
from bot.core.card import plain
from bot.core.command import ORGANISER
from bot.core.member import Group
from bot.core.values import GroupId, channel_id
from bot.core.wall_time import Wall
from handlers.admin import cards
from tests.world import SPACE, World, card_problems, write

LONGEST = "America/Argentina/ComodRivadavia"


def test_a_channel_of_any_name_that_platforms_allow_fits_on_every_card() -> None:
    for name in ("#a", "#" + "w" * 79, "#" + "語" * 79, "#💬・prep_2027-b"):
        group = Group(
            id=GroupId("g"), spaces=(SPACE,), channel=channel_id(SPACE, name), zone=LONGEST, country="US"
        )
        at = Wall(at=dt.time(23, 45), zone=LONGEST, days=(2,))
        shown = [
            cards.propose_setup(name, "US", at, at, called=name),
            cards.setup_summary(group, "w" * 60 + " " + "x" * 90, 9_999, called=name),
            cards.post_receipt(name, "/invite @Loopmate"),
        ]
        assert [p for card in shown for p in card_problems(card)] == []


async def test_what_is_no_channel_is_refused_and_nothing_is_saved(w: World) -> None:
    alice = w.person("alice", organiser=True)
    for name in (
        *("prep", "#", "#a b", "#a:b", "#@everyone", "#<!channel>", "##", "#a,b", "#a/b", "#`x`"),
        *("#\u202egnp", "#\u200b", "#" + "w" * 80, "#" + "w" * 100_000),
    ):
        shown = await alice.say(f'/prep-admin setup channel="{name}"')
        assert "Saved" not in shown.text
        assert "went wrong" not in shown.text
        await w.advance(seconds=10)
    assert "#general" in (await alice.say("/prep-admin setup")).text


async def test_setting_up_again_takes_holidays_away_and_says_how_many_have_joined(w: World) -> None:
    alice = w.person("alice", organiser=True)
    shown = await alice.say("/prep-admin setup channel=#prep country=US")
    assert "Nobody is enrolled yet." in shown.text
    await w.member("bob")
    assert "no public holidays" in (await alice.say("/prep-admin setup country=none")).text
    shown = await alice.press("Use these settings")
    assert "no public holidays" in shown.text
    assert "Enrolled so far: 1." in shown.text


async def test_only_of_who_lets_them_organizers_see_that_somebody_is_paused(w: World) -> None:
    alice = w.person("alice", organiser=True)
    await alice.say("/prep-admin setup channel=#prep")
    bob, erin = await w.member("bob"), await w.member("erin")
    await bob.say("/prep settings checkin=on")
    for who in (bob, erin):
        await who.say("/prep pause 2026-11-26")
    listed = (await alice.say("/prep-admin members")).text
    assert listed.count("paused") == 1
    assert re.search(r"bob, \S+, paused", listed)
    await w.advance(days=2)
    assert "paused" not in (await alice.say("/prep-admin members")).text


def test_no_word_of_an_invitation_is_lost() -> None:
    group = Group(id=GroupId("g"), spaces=(SPACE,), channel=channel_id(SPACE, "#prep"))
    for length in (1, 9, 70, 71, 131, 139):
        text = " ".join(["w" * length] * (400 // (length + 1)))
        card = cards.setup_summary(group, text, 0, called="#prep")
        assert card_problems(card) == []
        assert text in " ".join(plain(card, write))
        assert text == " ".join(plain(cards.invitation(text), write))


def test_every_command_below_admin_is_for_organizers_alone() -> None:
    assert {command.access for command in registry().commands("admin")} == {ORGANISER}
