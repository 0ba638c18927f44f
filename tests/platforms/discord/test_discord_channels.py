"""Channels of two servers that have the same bot: each group speaks in its own alone, whatever anybody names."""

from typing import Any

import pytest

from bot.core.errors import Refusal
from bot.core.member import Group
from bot.core.values import ChannelId, SpaceId, channel_id, space_id
from bot.platforms.discord.adapter import DiscordPlatform
from bot.platforms.discord.channels import rights
from bot.store import members
from bot.store.members import Directory
from bot.store.store import Unit
from tests.onstage.discord import DiscordWorld
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.person import Person
from tests.platforms.sides import DiscordSide
from tests.records import group_of

PRESS, STRING, CHANNEL = 3, 3, 7


class Servers:
    """Two servers: ours, whose #general nobody else may speak in, and that of strangers with an organizer."""

    def __init__(self, w: DiscordWorld) -> None:
        self.w = w
        self.ours, self.theirs = w.guild, Guild(w.api, "Strangers")
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
        state = self.w.api.state
        inside = state.messages.get(channel, {}).values()
        return [m.content for m in inside if m.author_id == state.bot_user.id and not m.is_ephemeral]


@pytest.fixture
def servers(w: DiscordWorld) -> Servers:
    return Servers(w)


def option(kind: int, value: Any) -> dict[str, Any]:
    return {"type": kind, "name": "channel", "value": str(value)}


@pytest.mark.parametrize(
    ("kind", "written"), [(STRING, "{}"), (STRING, "<#{}|general>"), (CHANNEL, "{}"), (CHANNEL, "<#{}>")]
)
async def test_nobody_can_name_the_channel_of_another_server(
    servers: Servers, kind: int, written: str
) -> None:
    form = await servers.mallory.forge_slash("prep-admin setup", option(kind, written.format(servers.target)))
    assert form.title == "Set up Loopmate"
    assert form.fields["channel"] == ""
    assert (await servers.group()).channel is None
    refused = await servers.mallory.slash("/prep-admin quiz on=on days=daily time=09:00")
    assert "I have no channel to post in yet." in refused.text
    payload = f"1:{(await servers.unit()).group}:admin.setup:{servers.target}"
    await servers.mallory.forge(PRESS, {"custom_id": payload, "component_type": 2})
    assert (await servers.group()).channel is None
    await servers.w.advance(days=2)
    assert servers.said(servers.target) == []


async def test_a_channel_is_found_by_name_or_picked_and_of_two_of_one_name_neither(servers: Servers) -> None:
    for _ in range(2):
        servers.theirs.handle.create_text_channel("twins")
    await servers.mallory.forge_slash("prep-admin setup", option(STRING, "#twins"))
    assert (await servers.group()).channel is None
    prep = servers.theirs.channel("prep")
    for given in (option(STRING, "#prep"), option(STRING, f"<#{prep.id}>"), option(CHANNEL, prep.id)):
        shown = await servers.mallory.forge_slash("prep-admin setup", given)
        assert "Saved: " in shown.text
        assert (await servers.group()).channel == channel_id(servers.space, str(prep.id))
    await servers.mallory.press("Post in the channel you chose")
    await servers.w.time.drain()
    assert len(servers.said(prep.id)) == 1


@pytest.mark.parametrize("kind", ["forum", "stage"])
async def test_where_nothing_can_be_posted_the_set_up_asks_for_a_channel_at_once(
    servers: Servers, kind: str
) -> None:
    made = getattr(servers.theirs.handle, f"create_{kind}_channel")("talks")
    if kind == "forum":
        servers.w.api.state.create_thread(made.id, "my question", servers.mallory.id)
    where = "my question" if kind == "forum" else "talks"
    form = await servers.mallory.slash("/prep-admin setup zone=Asia/Tokyo", channel=where)
    assert (form.title, form.fields["channel"]) == ("Set up Loopmate", "")
    assert form.fields["zone"] == "Asia/Tokyo"
    assert servers.mallory.result is not None
    assert "text channels only" in str(servers.mallory.result.modal)
    await servers.mallory.fill(channel=str(servers.theirs.channel("general").id))
    assert (await servers.group()).channel == channel_id(
        servers.space, str(servers.theirs.channel("general").id)
    )


async def test_where_discord_does_not_say_which_channels_there_are_the_form_asks_again(
    servers: Servers,
) -> None:
    servers.w.api.limit("GET", "/guilds/*/channels", 60)
    form = await servers.mallory.forge_slash("prep-admin setup", option(STRING, "#general"))
    assert (form.title, form.fields["channel"]) == ("Set up Loopmate", "")


@pytest.mark.parametrize("raw", ["<html>busy</html>", '"busy"', "[1]"])
async def test_an_answer_that_cannot_be_read_is_none_and_is_said_in_words(t: DiscordSide, raw: str) -> None:
    assert isinstance(t.platform, DiscordPlatform)
    channels, space = t.platform.client.channels, space_id("discord", str(t.guild.id))
    for path in ("/guilds/*/channels", "/guilds/*/members/*", "/channels/*"):
        t.api.fail("GET", path, 200, raw=raw)
    with pytest.raises(ValueError, match="Try again in a minute"):
        await channels.find(t.guild.id, "#general")
    with pytest.raises(Refusal, match="Try again in a minute"):
        await channels.may_manage(space, t.erin.id)
    assert await t.platform.channel_problem(ChannelId(t.general)) is None


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


async def closed(w: DiscordWorld) -> str | None:
    """Why the bot may not post in the group's channel, once all has settled."""
    await w.api.settle()
    await w.time.drain()
    group = await group_of(w)
    return (await members.group(w.app.store.unit(group, w.now))).closed.get(w.room)


@pytest.mark.parametrize(
    ("how", "undo", "says"),
    [
        ("mute", "allow", "Send Messages"),
        ("hide", "allow", "View Channel"),
        ("forbid", "grant", "Send Messages"),
    ],
)
async def test_a_closed_channel_opens_again_when_rules_or_roles_change(
    w: DiscordWorld, how: str, undo: str, says: str
) -> None:
    olga = w.person("olga", organiser=True)
    await olga.say("/prep start zone=UTC")
    await olga.say("/prep-admin setup channel=#general")
    await olga.say("/prep-admin quiz on=on days=daily time=09:00")
    what = "send_messages" if how == "forbid" else "general"
    getattr(w.guild, how)(what)
    await w.advance(hours=2)
    assert says in (await closed(w) or "")
    (told,) = [s for s in olga.inbox if "I can't post in your group's channel." in s.text]
    assert "the channel's settings > Permissions" in told.text
    getattr(w.guild, undo)(what)
    assert await closed(w) is None
    posted = [s.text for s in w.channel if "Question of the day" in s.text]
    assert len(posted) == 1


@pytest.mark.parametrize("joins", [False, True])
async def test_who_set_a_group_up_uses_the_buttons_of_its_news_in_their_dm(
    w: DiscordWorld, joins: bool
) -> None:
    """There Discord doesn't say who may manage the server, so it's asked."""
    olga, someone = w.person("olga", organiser=True), w.hall.person("olga", manage=True)
    if joins:
        await olga.say("/prep start zone=UTC")
    w.guild.mute("general")
    await olga.say("/prep-admin setup channel=#general")
    await w.advance(minutes=1)
    (told,) = (s for s in someone.inbox if "Look again" in s.labels)
    assert (await someone.press("Look again", on=told)).lines[0] == "Something needs your attention:"
    if joins:
        for shown in (
            await someone.dm("/prep-admin health"),
            await someone.slash("/prep-admin health", channel=None),
        ):
            assert shown.lines[0] == "Something needs your attention:"
    w.api.fail("GET", "/guilds/*/members/*", 403)
    assert "Try again in a minute" in (await someone.press("Look again", on=told)).text
    await someone.press(next(x for s in someone.seen for x in s.labels if x.startswith("Post in")))
    await w.advance(minutes=1)
    news = [s.lines[0] for s in someone.inbox].count("I can't post in your group's channel.")
    assert news == 2, "told anew, for the invitation isn't posted"
    (role,) = (r.id for r in w.api.state.guilds[w.guild.id].roles.values() if r.name == "organisers")
    w.api.state.edit_role(w.guild.id, role, {"permissions": 0})
    await w.api.settle()
    assert "for the people who organize" in (await someone.press("Look again", on=told)).text


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
