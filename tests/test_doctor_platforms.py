"""The doctor finds what is wrong with the tokens and rights of a platform, and the fix makes it right."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

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
from tests.platforms.slack.loopback import APP_TOKEN
from tests.platforms.slack.loopback import Loopback as LoopbackSlack
from tests.world import world

TOKENS = ("slack_bot_token", "slack_app_token", "slack_signing_secret", "discord_token")


def settings(**values: str | int) -> Settings:
    return all_settings().model_validate(
        {n: SecretStr(str(v)) if n in TOKENS else v for n, v in values.items()}
    )


SLACK, DISCORD = (next(spec for spec in specs() if spec.name == name) for name in ("slack", "discord"))


async def registered(settings: Settings) -> list[Finding]:
    found: list[Finding] = await DISCORD.examine_commands(settings, registry())
    return found


def problems(findings: list[Finding]) -> list[Finding]:
    """Everything that is not ready; each of them has a fix."""
    wrong = [one for one in findings if one.state != "ready"]
    assert all(one.fix for one in wrong)
    return wrong


def only(findings: list[Finding]) -> Finding:
    (one,) = findings
    return one


# Slack


@pytest.fixture
async def slack() -> AsyncIterator[LoopbackSlack]:
    there = LoopbackSlack()
    await there.start()
    there.team("ML Loop")
    yield there
    await there.stop()
    assert there.complaints == []


def of(slack: LoopbackSlack, **more: str | int) -> Settings:
    (team,) = slack.teams.values()
    known = {"slack_bot_token": team.token, "slack_app_token": APP_TOKEN, "slack_api_url": slack.url}
    return settings(**(known | more))


async def test_a_sound_slack_is_one_line_with_workspace_scopes_and_mode(slack: LoopbackSlack) -> None:
    one = only(await SLACK.examine(of(slack)))
    assert one.line() == 'Slack     ready: workspace "ML Loop", 13 scopes, Socket Mode'
    assert "ML Loop" in one.private


# Discord


@pytest.fixture
async def discord() -> AsyncIterator[Loopback]:
    async with loopback() as api:
        yield api


def at(api: Loopback, **more: str | int) -> Settings:
    known = {"discord_token": TOKEN, "discord_api_url": api.api_url, "discord_gateway_url": api.gateway.url}
    return settings(**(known | more))


async def test_commands_that_differ_from_this_versions_are_named_until_they_are_registered(
    discord: Loopback,
) -> None:
    one = only(problems(await registered(at(discord))))
    assert (one.state, one.found) == ("warning", "commands: Discord has none yet")
    ours = tree(registry(), "prep")
    older = [{**ours[0], "description": "Practice"}, *ours[1:], {"type": 3, "name": "Gone by now"}]
    discord.state.register_commands(None, older)
    one = only(problems(await registered(at(discord))))
    assert (one.state, one.found.partition(": ")[2]) == (
        "warning",
        "Discord's differ from this version's: Gone by now, prep",
    )
    assert "loopmate run" in one.fix
    discord.state.register_commands(None, ours)
    assert await registered(at(discord)) == []


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
        assert await installation.examine_channels(settings(), w.app.store) == []
