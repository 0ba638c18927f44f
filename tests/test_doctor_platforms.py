"""The doctor finds what is wrong with the tokens and rights of a platform, and the fix makes it right."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import registry
from bot.core.finding import Finding
from bot.core.values import channel_id, space_id
from bot.doctor import installation
from bot.platforms.discord.manifest import tree
from bot.platforms.spec import all_settings, specs
from bot.settings import Settings
from bot.store import members
from bot.store.members import Directory
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import TOKEN, Loopback, loopback
from tests.world import world

DISCORD = next(spec for spec in specs() if spec.name == "discord")


@pytest.fixture
async def discord() -> AsyncIterator[Loopback]:
    async with loopback() as api:
        yield api


def at(api: Loopback) -> Settings:
    known = {"discord_token": TOKEN, "discord_api_url": api.api_url, "discord_gateway_url": api.gateway.url}
    return all_settings().model_validate(known)


async def commands(api: Loopback) -> Finding | None:
    """What is wrong with the commands that Discord shows, with a fix."""
    found = await DISCORD.examine_commands(at(api), registry())
    assert len(found) <= 1
    assert all(one.state == "warning" and "loopmate run" in one.fix for one in found)
    return next(iter(found), None)


async def test_commands_that_differ_from_this_versions_are_named_until_they_are_registered(
    discord: Loopback,
) -> None:
    one = await commands(discord)
    assert one is not None
    assert one.found == "commands: Discord has none yet"
    ours = tree(registry(), "prep")
    older = [{**ours[0], "description": "Practice"}, *ours[1:], {"type": 3, "name": "Gone by now"}]
    discord.state.register_commands(None, older)
    one = await commands(discord)
    assert one is not None
    assert one.found == "commands: Discord's differ from this version's: Gone by now, prep"
    discord.state.register_commands(None, ours)
    assert await commands(discord) is None


async def test_a_channel_whose_own_rules_keep_the_bot_out_is_named_with_the_right(
    discord: Loopback, tmp_path: Path
) -> None:
    guild = Guild(discord)
    space = space_id("discord", str(guild.id))
    channel = channel_id(space, str(guild.channel("general").id))
    async with world(tmp_path) as w:
        unit = w.app.store.unit(await Directory(w.app.store).group_of(space), w.now)
        members.put_group(unit, (await members.group(unit)).with_channel(channel))
        await unit.commit()
        assert await installation.examine_channels(at(discord), w.app.store) == []
        guild.mute("general")
        (found,) = await installation.examine_channels(at(discord), w.app.store)
        assert found.state == "warning"
        assert "the group's channel: I'm not allowed to post there" in found.found
        assert "allow Send Messages" in found.fix
        assert await installation.examine_channels(all_settings()(), w.app.store) == []
