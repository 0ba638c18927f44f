"""What is said of a platform is said on that platform alone, and an export reaches who takes no DMs."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.channel import set_up
from tests.onstage.discord import discord_world
from tests.onstage.slack import slack_world
from tests.stories.mock_rounds import mails, to_pairing
from tests.stories.two_platforms import DISCORD, SLACK, connected
from tests.world import World

SHOWN = "Discord shows /prep-admin only to people with Manage Server."


async def test_how_discord_shows_the_command_is_said_of_whoever_is_on_discord(w: World) -> None:
    alice, _ = await connected(w)
    await w.member("dora", "UTC", on=DISCORD)
    await w.member("sam", "UTC", on=SLACK)
    await alice.say("/prep-admin members")
    named = await alice.press("Promote dora")
    assert SHOWN in named.text
    assert "Server Settings > Integrations > my name." in " ".join(named.text.split())
    assert SHOWN not in (await alice.press("Demote dora")).text
    assert SHOWN not in (await alice.press("Promote sam")).text


@pytest.mark.parametrize(("on", "says"), [("slack", True), ("discord", False), ("console", False)])
async def test_invite_is_hinted_at_on_slack_alone(w: World, on: str, says: bool) -> None:
    olga = await w.member("olga", "UTC", organiser=True, on=on)
    ready = await set_up(olga)
    posted = await olga.press(next(label for label in ready.labels if label.startswith("Post in ")))
    assert ("/invite" in posted.text) is says
    await w.happened(olga.where, "space.channel-gone", channel=olga.where.channel, why="removed")
    (told,) = [s for s in olga.inbox if s.text.startswith("I can't post in your group's channel.")]
    assert ("/invite" in told.text) is says
    assert "Invite me again" in told.text


@pytest.mark.parametrize(
    ("on", "call"), [("slack", "in a huddle"), ("discord", "in a voice channel"), ("console", "here.")]
)
async def test_partners_are_told_of_the_call_that_their_platform_has(w: World, on: str, call: str) -> None:
    people = [await w.member(name, "UTC", on=on, days="wed") for name in ("bob", "erin")]
    for who in people:
        await who.say("/prep mock join repeat=weekly")
        await who.say("/prep mock hours sat 9:00-10:00")
    await to_pairing(w)
    (told,) = mails(people[0])
    assert call in told.text
    assert "huddle" not in told.text.replace(call, "")


async def test_an_export_on_discord_comes_as_a_file_that_its_owner_alone_sees(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        w.person("carol").close_dms()
        await w.member("carol", "UTC")
        shown = await w.hall.people["carol"].slash("/prep privacy export")
        assert shown.where == "caller"
        ((name, data),) = shown.files
        assert name == "loopmate-export.zip"
        assert "records.json" in zipfile.ZipFile(io.BytesIO(data)).namelist()


async def test_an_export_that_slack_does_not_take_is_said_with_what_to_do(tmp_path: Path) -> None:
    async with slack_world(tmp_path, {}) as w:
        someone = w.hall.member("carol", admin=False)
        someone.user.refuses = "cannot_dm_bot"
        carol = await w.member("carol", "UTC")
        await carol.say("/prep privacy export")
        told = await someone.sees("I couldn't send you the file loopmate-export.zip.")
        assert (told.where, "show this to your organizer" in told.text) == ("caller", True)
        someone.user.refuses = ""
        await someone.press("Send it again", on=told)
        await w.hall.space.settled()
        assert [name for s in someone.seen for name, _ in s.files] == ["loopmate-export.zip"]
