"""Channels of two servers that have the same bot: each group speaks in its own alone, whatever anybody names."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.core.ids import ChannelId, SpaceId, channel_id, space_id
from bot.core.member import Group
from bot.platforms.discord.channels import rights
from bot.store import members
from bot.store.directory import Directory
from bot.store.store import Unit
from tests.onstage.discord import DiscordWorld, discord_world
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.person import Person

STRING, CHANNEL = 3, 7


class Servers:
    """Two servers: ours, whose #general nobody else may speak in, and that of strangers with an organiser."""

    def __init__(self, w: DiscordWorld) -> None:
        self.w = w
        self.ours, self.theirs = w.guild, Guild(w.harness, "Strangers")
        self.mallory: Person = self.theirs.person("mallory", manage=True)

    @property
    def target(self) -> int:
        """#general of ours."""
        return self.ours.channel("general").id

    @property
    def space(self) -> SpaceId:
        return space_id("discord", str(self.theirs.id))

    async def unit(self) -> Unit:
        group = await Directory(self.w.app.store).group_of(self.space)
        return self.w.app.store.unit(group, self.w.now)

    async def group(self) -> Group:
        return await members.group(await self.unit())

    def said(self, channel: int) -> list[str]:
        state = self.w.harness.state
        inside = state.messages.get(channel, {}).values()
        return [m.content for m in inside if m.author_id == state.bot_user.id and not m.is_ephemeral]


@pytest.fixture
async def servers(tmp_path: Path) -> AsyncIterator[Servers]:
    async with discord_world(tmp_path, {}) as w:
        yield Servers(w)


def option(kind: int, value: Any) -> dict[str, Any]:
    return {"type": kind, "name": "channel", "value": str(value)}


@pytest.mark.parametrize("kind", [STRING, CHANNEL])
@pytest.mark.parametrize("written", ["{}", "<#{}>", "<#{}|general>"])
async def test_an_organiser_cannot_name_the_channel_of_another_server(
    servers: Servers, kind: int, written: str
) -> None:
    form = await servers.mallory.forge_slash("prep-admin setup", option(kind, written.format(servers.target)))
    assert form.title == "Set up Loopmate"
    assert form.fields["channel"] == ""
    assert (await servers.group()).channel is None
    refused = await servers.mallory.slash("/prep-admin quiz on=on days=daily time=09:00")
    assert "I have no channel to post in yet." in refused.text
    await servers.w.advance(days=2)
    assert servers.said(servers.target) == []


async def test_a_channel_named_in_a_form_or_by_an_old_button_is_looked_up_again(servers: Servers) -> None:
    await servers.mallory.slash("/prep-admin setup")
    form = await servers.mallory.press("Change them")
    assert form.fields["channel"] == str(servers.theirs.channel("general").id)
    state = servers.w.harness.state
    shown = await servers.mallory.fill(zone="Mars")
    assert any(label.startswith("Correct") for label in shown.labels)
    payload = f"1:{(await servers.unit()).group}:admin.setup:{servers.target}"
    before = len(state.messages)
    await servers.mallory.forge_press(payload)
    assert (await servers.group()).channel is None
    assert len(state.messages) >= before
    assert servers.said(servers.target) == []


async def test_a_channel_is_found_by_its_name_and_by_picking_it(servers: Servers) -> None:
    prep = servers.theirs.channel("prep")
    for given in (option(STRING, "#prep"), option(STRING, f"<#{prep.id}>"), option(CHANNEL, prep.id)):
        shown = await servers.mallory.forge_slash("prep-admin setup", given)
        assert "Saved: " in shown.text
        assert (await servers.group()).channel == channel_id(servers.space, str(prep.id))
    await servers.mallory.press("Post in the channel you chose")
    await servers.w.time.drain()
    assert len(servers.said(prep.id)) == 1


async def test_two_channels_of_one_name_are_asked_back(servers: Servers) -> None:
    for _ in range(2):
        servers.theirs.handle.create_text_channel("twins")
    await servers.mallory.forge_slash("prep-admin setup", option(STRING, "#twins"))
    assert (await servers.group()).channel is None


async def test_a_foreign_channel_in_a_record_of_an_earlier_version_is_never_posted_in(
    servers: Servers,
) -> None:
    await servers.mallory.slash("/prep-admin setup")
    await servers.mallory.press("Use these settings")
    unit, foreign = await servers.unit(), channel_id(servers.space, str(servers.target))
    members.put_group(unit, (await members.group(unit)).model_copy(update={"channel": foreign}))
    await unit.commit()
    await servers.mallory.slash("/prep-admin quiz on=on days=daily time=09:00")
    await servers.w.advance(days=2)
    assert servers.said(servers.target) == []
    assert "belongs to another server" in (await servers.group()).closed[ChannelId(foreign)]


# closed, and open again


class Closed:
    """What became of a channel that the bot may not post in."""

    def __init__(self, w: DiscordWorld) -> None:
        self.w, self.guild = w, w.guild

    async def why(self) -> str | None:
        group = await Directory(self.w.app.store).group_of(self.w.space)
        return (await members.group(self.w.app.store.unit(group, self.w.now))).closed.get(self.w.room)

    async def settled(self) -> str | None:
        await self.w.harness.env.settle()
        await self.w.time.drain()
        return await self.why()


@pytest.mark.parametrize("how", ["mute", "hide"])
async def test_a_channel_that_is_closed_opens_again_when_its_rules_change(tmp_path: Path, how: str) -> None:
    async with discord_world(tmp_path, {}) as w:
        olga, closed = w.person("olga", organiser=True), Closed(w)
        await olga.say("/prep start zone=UTC")
        await olga.say("/prep-admin setup channel=#general")
        await olga.say("/prep-admin quiz on=on days=daily time=09:00")
        if how == "mute":
            w.guild.mute("general")
        else:
            w.guild.hide("general")
        await w.advance(hours=2)
        why = await closed.why()
        assert why is not None
        assert ("Send Messages" if how == "mute" else "View Channel") in why
        (told,) = [s for s in olga.inbox if "I can't post in your group's channel." in s.text]
        assert "the channel's settings > Permissions" in told.text
        w.guild.allow("general")
        assert await closed.settled() is None
        posted = [s.text for s in w.channel if "Question of the day" in s.text]
        assert len(posted) == 1


async def test_an_organiser_who_never_joined_hears_of_it_by_dm(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        olga = w.person("olga", organiser=True)
        w.guild.mute("general")
        await olga.say("/prep-admin setup channel=#general")
        (told,) = [s for s in olga.inbox if "I can't post in your group's channel." in s.text]
        assert "allow Send Messages" in told.text


async def test_a_role_that_gets_its_right_back_opens_the_channel(tmp_path: Path) -> None:
    async with discord_world(tmp_path, {}) as w:
        olga, closed = w.person("olga", organiser=True), Closed(w)
        await olga.say("/prep start zone=UTC")
        w.guild.forbid("send_messages")
        await olga.say("/prep-admin setup channel=#general")
        assert await closed.why() == (
            "I'm not allowed to post there. Fix: the channel's settings > Permissions > add my role, "
            "allow Send Messages."
        )
        await w.advance(seconds=1)
        w.guild.grant("send_messages")
        assert await closed.settled() is None


def test_rights_in_a_channel_are_computed_as_discord_does() -> None:
    view, send, files = 1 << 10, 1 << 11, 1 << 15
    roles = [{"id": "1", "permissions": str(view | send)}, {"id": "2", "permissions": str(files)}]
    mine, everything = {"1", "2"}, view | send | files

    def rule(name: int, allow: int = 0, deny: int = 0) -> dict[str, str]:
        return {"id": str(name), "allow": str(allow), "deny": str(deny)}

    def found(*rules: dict[str, str]) -> int:
        return rights(roles, rules, guild=1, mine=mine, me=9)

    assert found() == everything
    assert found(rule(1, deny=send)) == view | files
    assert found(rule(1, deny=send), rule(2, allow=send)) == everything
    assert found(rule(2, allow=send, deny=send)) == everything
    assert found(rule(2, allow=send), rule(9, deny=send)) == view | files
    assert found(rule(9, deny=view)) == 0
    assert found(rule(7, deny=everything)) == everything
    assert rights([{"id": "1", "permissions": "8"}], [rule(1, deny=send)], guild=1, mine=mine, me=9) & send
