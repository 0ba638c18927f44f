"""A server and the people in it, at their keyboards.

async with loopback() as api:
    guild = Guild(api)
    erin = guild.person("erin", manage=True)
    await erin.slash("/prep start zone=UTC", channel="general")
    await erin.press("Join")
    assert "You are in" in erin.seen[-1].text
"""

import discord
from simcord import ChannelHandle, RoleHandle
from simcord.backend import serializers
from simcord.backend.models import Channel, Message, Overwrite
from simcord.backend.models import Guild as Model
from simcord.enums import OverwriteType

from tests.platforms.discord.loopback import Loopback
from tests.platforms.discord.person import Person


class Guild:
    """A server that has invited the bot with every permission but Administrator; #general stands."""

    def __init__(self, api: Loopback, name: str = "ML Loop") -> None:
        self.api = api
        self.handle = api.env.create_guild(name)
        self._organisers: RoleHandle | None = None
        self._before: tuple[Model, dict[int, tuple[Channel, dict[int, Message]]]] | None = None
        self.channel("general")

    @property
    def id(self) -> int:
        return self.handle.id

    @property
    def bots_role(self) -> str:
        """What Discord writes where somebody picks the role that it has made for the bot."""
        roles = self.api.state.guilds[self.id].roles.values()
        return next(f"<@&{role.id}>" for role in roles if role.managed)

    def channel(self, name: str) -> ChannelHandle:
        """The text channel of that name; it is made when there is none."""
        return self.handle.channels.get(name) or self.handle.create_text_channel(name)

    def thread(self, name: str) -> Channel:
        """The newest thread of that name."""
        found = [c for c in self.threads() if c.name == name]
        assert found, f"no thread is called {name!r}: {[c.name for c in self.threads()]}"
        return found[-1]

    def threads(self) -> list[Channel]:
        inside = self.api.state.guilds[self.id].thread_ids
        return [self.api.state.channels[i] for i in inside]

    def person(self, name: str, *, manage: bool = False) -> Person:
        """Somebody who joins the server; `manage`: with Manage Server."""
        user = self.api.env.create_user(name)
        member = self.handle.add_member(user, roles=[self._organiser()] if manage else [])
        return Person(self.api, member)

    def _organiser(self) -> RoleHandle:
        if self._organisers is None:
            manage = discord.Permissions(manage_guild=True)
            self._organisers = self.handle.create_role("organisers", permissions=manage)
        return self._organisers

    def welcome(self, person: Person) -> Person:
        """The same person, here as well: an account is one and the same in all servers."""
        return Person(self.api, self.handle.add_member(person.user))

    def hide(self, name: str) -> None:
        """The bot cannot see the channel any more: 50001."""
        self.deny(name, discord.Permissions(view_channel=True))

    def mute(self, name: str) -> None:
        """The bot may not post in the channel: 50013."""
        self.deny(name, discord.Permissions(send_messages=True))

    def allow(self, name: str) -> None:
        """The channel says nothing of the bot any more."""
        bot = self.api.state.bot_user.id
        self.api.state.set_overwrite(self.channel(name).id, Overwrite(bot, OverwriteType.MEMBER))

    def deny(self, name: str, what: discord.Permissions) -> None:
        bot = self.api.state.bot_user.id
        rule = Overwrite(bot, OverwriteType.MEMBER, deny=what.value)
        self.api.state.set_overwrite(self.channel(name).id, rule)

    def forbid(self, permission: str) -> None:
        """Takes one permission from the bot's role and from everyone: `forbid("create_private_threads")`."""
        self._set(permission, granted=False)

    def grant(self, permission: str) -> None:
        """Gives the bot's role one permission back."""
        self._set(permission, granted=True)

    def _set(self, permission: str, *, granted: bool) -> None:
        for role in [
            r for r in self.api.state.guilds[self.id].roles.values() if r.managed or r.id == self.id
        ]:
            if granted and not role.managed:
                continue
            left = discord.Permissions(role.permissions)
            left.update(**{permission: granted})
            self.api.state.edit_role(self.id, role.id, {"permissions": left.value})

    def delete_channel(self, name: str) -> None:
        """The channel is gone: 10003, and CHANNEL_DELETE."""
        self.api.state.delete_channel(self.channel(name).id)

    async def kick_bot(self) -> None:
        """The bot is removed: GUILD_DELETE, and the server is unknown to it."""
        state = self.api.state
        model = state.guilds[self.id]
        inside = [*model.channel_ids, *model.thread_ids]
        self._before = model, {i: (state.channels[i], state.messages[i]) for i in inside}
        state.remove_guild(self.id)
        await self.api.env.settle()

    async def invite_bot(self) -> None:
        """The bot comes back after it was kicked: GUILD_CREATE, with all that stood here."""
        assert self._before is not None, "the bot was never kicked"
        state, (model, channels) = self.api.state, self._before
        state.guilds[self.id] = model
        for i, (channel, messages) in channels.items():
            state.channels[i], state.messages[i] = channel, messages
        payload = dict(serializers.guild_create_payload(state, model))
        # Discord leaves the key out for a server that has just invited the bot; the library asks for that.
        payload.pop("unavailable", None)
        state.emit("GUILD_CREATE", payload)
        await self.api.env.settle()
