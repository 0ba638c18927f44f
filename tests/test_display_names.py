"""Members are called what others see them called: on Slack no handle, on Discord the server's nickname first."""

from pathlib import Path

import pytest

from bot.store import members
from tests.onstage.cast import Troupe
from tests.onstage.discord import DiscordPlayer, discord_world
from tests.onstage.slack import slack_world
from tests.platforms.discord.person import Person
from tests.records import unit_of


async def name_in_store(w: Troupe) -> str:
    (member,) = (await members.MEMBERS.all(await unit_of(w))).values()
    return member.name


@pytest.mark.parametrize("dm", [False, True], ids=["command", "typed"])
async def test_on_slack_a_joining_member_is_looked_up_once_and_nobody_else_is(
    tmp_path: Path, dm: bool
) -> None:
    async with slack_world(tmp_path, {}) as w:
        ada = w.player("ada42", organiser=False)
        ada.member.user.display = "Ada Lovelace"
        shown = await ada.say("start zone=UTC" if dm else "/prep start zone=UTC", dm=dm)
        assert "Welcome, Ada Lovelace!" in shown.text
        assert await name_in_store(w) == "Ada Lovelace"
        assert w.hall.server.count("users.info") == 1
        for typed in ("/prep today", "today"):
            await ada.say(typed, dm=not typed.startswith("/"))
        assert w.hall.server.count("users.info") == 1


async def test_where_slack_does_not_say_it_the_handle_does_until_settings_are_changed(tmp_path: Path) -> None:
    async with slack_world(tmp_path, {}) as w:
        ada = w.player("ada42", organiser=False)
        ada.member.user.display = "Ada Lovelace"
        w.hall.server.fail("users.info", status=503, times=2)
        assert "Welcome, ada42!" in (await ada.say("/prep start zone=UTC")).text
        await ada.say("/prep settings minutes=20")
        assert await name_in_store(w) == "ada42"
        await ada.say("/prep settings minutes=30")
        assert await name_in_store(w) == "Ada Lovelace"


@pytest.mark.parametrize("nickname", ["Countess", None])
async def test_on_discord_it_is_the_servers_nickname_or_the_name_that_all_servers_show(
    tmp_path: Path, nickname: str | None
) -> None:
    async with discord_world(tmp_path, {}) as w:
        assert w.hall.guild is not None
        user = w.api.env.create_user("ada42", global_name="Ada Lovelace")
        someone = Person(w.api, w.hall.guild.handle.add_member(user, nick=nickname))
        ada = DiscordPlayer(w, someone, organiser=False)
        seen = nickname or "Ada Lovelace"
        assert f"Welcome, {seen}!" in (await ada.say("/prep start zone=UTC")).text
        await ada.say("settings minutes=20", dm=True)
        assert await name_in_store(w) == seen


async def test_who_has_a_zone_in_their_profile_is_not_asked_for_it(tmp_path: Path) -> None:
    async with slack_world(tmp_path, {}) as w:
        ada = w.player("ada42", organiser=False)
        ada.member.user.tz = "Europe/Berlin"
        shown = await ada.say("/prep start")
        assert "at 08:00 Berlin time on weekdays" in shown.text
        assert "I took your time zone from your profile." in shown.text
        assert w.hall.server.count("users.info") == 1
        bob = w.player("bob", organiser=False)
        bob.member.user.tz = "Europe/Berlin"
        shown = await bob.say("/prep start zone=Tokyo")
        assert "Tokyo time" in shown.text
        assert "from your profile" not in shown.text


async def test_who_has_none_that_is_known_is_asked(tmp_path: Path) -> None:
    async with slack_world(tmp_path, {}) as w:
        ada = w.player("ada42", organiser=False)
        ada.member.user.tz = "Mars/Olympus_Mons"
        assert "What time is it for you?" in (await ada.say("/prep start")).text
