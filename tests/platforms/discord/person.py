"""One person on Discord: what they do, and what they see of it."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from simcord import BackendError, ChannelHandle, MemberActor, UserHandle
from simcord.actors import _dispatch_actor_interaction
from simcord.backend import serializers
from simcord.backend.access import channel_accessible
from simcord.backend.models import Channel, Message
from simcord.components import walk_components
from simcord.enums import ChannelType
from simcord.results import InteractionResult, ResponseMessage

from tests.platforms.discord import rules
from tests.platforms.discord.loopback import Loopback
from tests.platforms.discord.markdown import read
from tests.platforms.discord.options import options_of
from tests.seen import Seen, Where

CRITIQUE = "Critique with Loopmate"
_LOADING = 1 << 7
_OF_OURS = (0, 19, 20, 23)
"""Message types: plain, a reply, the answer to a command, to a context menu. Others are Discord's own lines."""
_BUTTON, _LINK, _WORDS = 2, 5, 10
_MESSAGE = 2_000
"""Characters of a message."""


class Silence(AssertionError):
    """Nothing was shown for what somebody did."""


class Person:
    """Somebody in a server. What they do answers what they see of it, as a Seen."""

    def __init__(self, discord: Loopback, member: MemberActor) -> None:
        self._discord, self.membership = discord, member
        self.user: UserHandle = member.user
        self.result: InteractionResult | None = None
        """What became of their last interaction, in simcord's words."""
        self.open_form: tuple[InteractionResult, Seen] | None = None
        self._forged_on: Message | None = None

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def name(self) -> str:
        return self.user.name

    async def slash(self, text: str, *, channel: str | None = "general", **files: tuple[str, bytes]) -> Seen:
        """Types `/prep start zone=UTC` in a channel or (None) in the bot's DM. `file=("cv.pdf", b"...")` attaches."""
        words = text.removeprefix("/").split()
        path = " ".join(word for word in words if "=" not in word)
        values = dict(word.split("=", 1) for word in words if "=" in word)
        options = options_of(self._discord.commands, path, values, self.listed if channel else {})
        return await self.choose(path, options | files, channel=channel)

    async def choose(self, path: str, options: Mapping[str, Any], *, channel: str | None = "general") -> Seen:
        """Picks a command and its options, as the client has them."""
        before = self._discord.state.change
        if channel is None:
            result = await self.user.slash(path, **options)
        else:
            result = await self.membership.slash(self._channel(channel), path, **options)
        return self.answer_to(result, before, path)

    async def forge_slash(self, path: str, *options: dict[str, Any], **more: Any) -> Seen:
        """Sends a command in #general with whatever options, as no client would; `more` stands beside them."""
        root, *words = path.split()
        inside = list(options)
        for word in reversed(words):
            inside = [{"type": 1, "name": word, "options": inside}]
        data = {"id": "1", "name": root, "type": 1, "options": inside}
        before = self._discord.state.change
        result = await _dispatch_actor_interaction(
            self.membership, 2, self._channel("general"), data, extra=more or None
        )
        return self.answer_to(result, before, path)

    async def forge(self, kind: int, data: dict[str, Any], ref: str = "") -> Seen:
        """Presses or submits what nobody has shown them, as if it were on that card, or on any that they see."""
        state, message = self._discord.state, self._card(ref)
        before, reads = state.change, self.reads(state.channels.get(message.channel_id))
        private, guild = reads and self.is_dm(message.channel_id), self.membership.guild
        at = message.channel_id if reads else self._channel("general").id
        result: InteractionResult = await _dispatch_actor_interaction(
            self.user if private else self.membership,
            kind,
            ChannelHandle(self._discord.env, None if private else guild, state.channels[at]),
            data,
            extra={"message": dict(serializers.message_payload(state, message))},
            source_message_id=message.id if reads else None,
        )
        return self.answer_to(result, before, "what was forged")

    def _card(self, ref: str) -> Message:
        if ref:
            with suppress(BackendError):
                return self.message_of(ref)
        if self._forged_on is None and (seen := self.visible_messages()):
            self._forged_on = seen[-1][1]
        if self._forged_on is None:  # to whoever has never seen anything of the bot's
            state = self._discord.state
            self._forged_on = state.create_message(self._channel("general").id, state.bot_user.id, "Hello")
        return self._forged_on

    @property
    def channels(self) -> dict[str, ChannelHandle]:
        """What their client lists, by `#name` and by id."""
        named = self.membership.guild.channels
        return {f"#{n}": c for n, c in named.items()} | {str(c.id): c for c in named.values()}

    @property
    def listed(self) -> dict[str, Any]:
        """The channels, and the people of the server by `@name` and by id."""
        env, guild = self._discord.env, self.membership.guild
        state = self._discord.state
        users = [UserHandle(env, state.get_user(i)) for i in state.guilds[guild.id].members]
        people = [MemberActor(env, guild, user) for user in users]
        return {**self.channels, **{f"@{p.name}": p for p in people}, **{str(p.id): p for p in people}}

    async def autocomplete(self, path: str, option: str, beginning: str) -> list[str]:
        """The values that are offered in #general for an option while they type."""
        found = await self.membership.autocomplete(self._channel("general"), path, option, beginning)
        return [str(choice["value"]) for choice in found]

    async def press(self, label: str, *, on: Seen | None = None, nth: int = 1) -> Seen:
        """Presses a button by its label, on the newest card that they see it on, or on the nth newest."""
        cards = [on] if on else [s for s in reversed(self.seen) if label in s.labels]
        assert len(cards) >= nth, f"{self.name} sees no [{label}]"
        card = cards[nth - 1]
        before, message = self._discord.state.change, self.message_of(card.ref)
        where = ResponseMessage(self._discord.env, message)
        actor = self.user if self.is_dm(message.channel_id) else self.membership
        result = await actor.click(where, custom_id=card.payload(label))
        return self.answer_to(result, before, f"[{label}]")

    async def fill(self, **values: str | tuple[str, bytes]) -> Seen:
        """Submits the open form; what they do not name stays as it stands in it."""
        assert self.open_form is not None, f"{self.name} has no form open"
        (shown, form), self.open_form = self.open_form, None
        unknown = set(values) - set(form.fields)
        assert not unknown, f"the form {form.title!r} has no {sorted(unknown)}: {list(form.fields)}"
        filled = {name: values.get(name, standing) for name, standing in form.fields.items()}
        kinds = {c["custom_id"]: c["type"] for c in rules.controls(shown.modal or {})}
        sent = {n: self._given(kinds[n], v) for n, v in filled.items() if v or kinds[n] == _TEXT}
        before = self._discord.state.change
        actor = self.user if self.is_dm(shown._interaction.channel_id) else self.membership
        return self.answer_to(await actor.submit_modal(shown, sent), before, f"the form {form.title!r}")

    def _given(self, kind: int, value: Any) -> Any:
        """A field's value as their client sends it."""
        if kind in (_USER, _CHANNEL):
            return [self.listed.get(f"@{value}") or self.listed[str(value)]]
        if kind == _CHECKBOXES:
            return str(value).split(",")
        return value if kind in _TAKE_ONE else [value]

    async def dm(self, text: str, *files: tuple[str, bytes]) -> Seen:
        """Writes to the bot; of a text that is too long the client makes a file."""
        if len(text) > _MESSAGE:
            text, files = "", (("message.txt", text.encode()), *files)
        before, state = self._discord.state.change, self._discord.state
        attached = state.store_attachments(self.user.dm_channel.id, [*files])
        await self.user.send_dm(text, attachments=attached)
        return self._newest(before, text)

    async def correct(self, text: str, *, channel: str | None = None) -> None:
        """Other words for what they wrote last to the bot or in a channel; with the same ones a preview appears."""
        state, place = self._discord.state, self._channel(channel) if channel else self.user.dm_channel
        words = text.replace("@Loopmate", f"<@{state.bot_user.id}>")
        said = [m for m in state.messages[place.id].values() if m.author_id == self.id][-1]
        if said.content == words:
            state.emit("MESSAGE_UPDATE", serializers.message_payload(state, said))
            await self._discord.settle()
        else:
            by = self.membership if channel else self.user
            await by.edit(ResponseMessage(self._discord.env, said), words)

    async def upload(self, name: str, data: bytes, text: str = "", *more: tuple[str, bytes]) -> Seen:
        """Drops files into the bot's DM."""
        return await self.dm(text, (name, data), *more)

    async def say(self, text: str, *, channel: str = "general") -> Seen:
        """Speaks in a channel; answers their own message."""
        said = await self.membership.send(self._channel(channel), text)
        return self.seen_of(self.message_of(str(said.id)))

    async def names(self, text: str, *, channel: str = "general") -> Seen:
        """Speaks in a channel and names the bot where it says @Loopmate; answers what came of it."""
        before = self._discord.state.change
        await self.say(text.replace("@Loopmate", f"<@{self._discord.state.bot_user.id}>"), channel=channel)
        return self._newest(before, text)

    async def context_menu(self, message: Seen, name: str = CRITIQUE) -> Seen:
        """Picks a command from the menu of a message in a channel."""
        before, stored = self._discord.state.change, self.message_of(message.ref)
        model = self._discord.state.channels[stored.channel_id]
        channel = ChannelHandle(self._discord.env, self.membership.guild, model)
        target = ResponseMessage(self._discord.env, stored)
        return self.answer_to(await self.membership.context_menu(channel, name, target), before, name)

    def leave(self) -> None:
        """Leaves the server; the bot is not told (that event is privileged)."""
        self.membership.guild.remove_member(self.membership)

    def close_dms(self) -> None:
        """Takes no DMs from now on: 50007."""
        self._discord.state.closed.add(self.id)

    def open_dms(self) -> None:
        self._discord.state.closed.discard(self.id)

    def delete_account(self) -> None:
        """10013 from now on."""
        self._discord.state.deleted.add(self.id)
        self.leave()

    async def delete(self, message: Seen) -> None:
        """Deletes a message (in a DM they may not: it goes as if a moderator had)."""
        stored = self.message_of(message.ref)
        self._discord.state.delete_message(stored.channel_id, stored.id)
        await self._discord.env.settle()

    @property
    def seen(self) -> list[Seen]:
        """All of the bot's messages that they can see, the last changed last."""
        return [self.seen_of(message) for _, message in self.visible_messages()]

    @property
    def inbox(self) -> list[Seen]:
        """Their DMs."""
        return [s for s in self.seen if s.where == "dm"]

    def answer_to(self, result: InteractionResult, before: int, what: str) -> Seen:
        """What the interaction itself showed, else what else came of it."""
        self.result = result
        assert result.acknowledged, f"Discord tells {self.name} that {what} did not respond"
        if result.modal is not None:
            self.open_form = (result, self._shown(result.modal))
            return self.open_form[1]
        own = [r for r in (result.response, *result.followups) if r is not None]
        changed = self._discord.state.changed
        new = [r for r in own if changed[r.id][0] > before and not r._message.flags & _LOADING]
        return self.seen_of(new[-1]._message) if new else self._newest(before, what)

    def _newest(self, before: int, what: str) -> Seen:
        new = [message for number, message in self.visible_messages() if number > before]
        if not new:
            raise Silence(f"{self.name} was shown nothing for {what}")
        return self.seen_of(new[-1])

    def visible_messages(self) -> list[tuple[int, Message]]:
        state = self._discord.state
        found = [
            (state.changed[message.id][0], message)
            for channel_id, inside in state.messages.items()
            if self.reads(state.channels.get(channel_id))
            for message in inside.values()
            if self.is_for_me(message)
        ]
        return sorted(found, key=lambda pair: pair[0])

    def is_for_me(self, message: Message) -> bool:
        ours = message.author_id == self._discord.state.bot_user.id and message.type in _OF_OURS
        return ours and message.visible_to(self.id) and not message.flags & _LOADING

    def reads(self, channel: Channel | None) -> bool:
        if channel is None:
            return False
        if channel.type == ChannelType.PRIVATE_THREAD and self.id not in channel.thread_members:
            return False
        return channel_accessible(self._discord.state, channel.id, self.id)

    def seen_of(self, message: Message) -> Seen:
        parts = list(walk_components(message.components))
        buttons = [part for part in parts if part["type"] == _BUTTON]
        texts = [str(part["content"]) for part in parts if part["type"] == _WORDS]
        blobs = [(a["filename"], self._discord.state.cdn.get(a["url"])) for a in message.attachments]
        pictures = [f"Picture: {a['description']}" for a in message.attachments if a.get("description")]
        channel = self._discord.state.channels[message.channel_id]
        where: Where = "caller" if message.is_ephemeral else "meeting" if channel.is_thread else "channel"
        return Seen(
            at=self._discord.state.changed[message.id][1],
            where="dm" if channel.type == ChannelType.DM and not message.is_ephemeral else where,
            lines=[line for text in texts or [message.content] for line in read(text).split("\n")] + pictures,
            labels=[b.get("label") or "" for b in buttons],
            payloads=[b["url"] if b.get("style") == _LINK else b["custom_id"] for b in buttons],
            files=[(name, blob) for name, blob in blobs if blob is not None],
            ref=str(message.id),
            goes_on=bool(texts) and texts[0].startswith("### ") and "\n" in texts[0],
        )

    def _shown(self, modal: dict[str, Any]) -> Seen:
        labels = [part.get("label") or "" for part in modal["components"]]
        return Seen(
            at=self._discord.now(),
            where="caller",
            lines=labels,
            title=modal["title"],
            fields={c["custom_id"]: _standing(c) for c in rules.controls(modal)},
            payloads=[modal["custom_id"]],
        )

    def is_dm(self, channel_id: int) -> bool:
        return self._discord.state.channels[channel_id].type == ChannelType.DM

    def _channel(self, name: str) -> ChannelHandle:
        """A channel, or a thread."""
        guild, state = self.membership.guild, self._discord.state
        threads = (state.channels[i] for i in state.guilds[guild.id].thread_ids)
        named = {str(one.name): ChannelHandle(self._discord.env, guild, one) for one in threads}
        named |= guild.channels
        assert name in named, f"{self.name} finds no #{name}: {list(named)}"
        return named[name]

    def message_of(self, ref: str) -> Message:
        for inside in self._discord.state.messages.values():
            if int(ref) in inside:
                return inside[int(ref)]
        raise BackendError(404, 10008, f"the message {ref} is gone")


_TEXT, _USER, _CHANNEL, _FILE, _RADIO, _CHECKBOXES, _CHECKBOX = 4, 5, 8, 19, 21, 22, 23
_TAKE_ONE = (_TEXT, _FILE, _RADIO, _CHECKBOX)


def _standing(control: dict[str, Any]) -> str:
    """What stands in a field when the form opens."""
    chosen = [o["value"] for o in control.get("options") or [] if o.get("default")]
    chosen += [o["id"] for o in control.get("default_values") or []]
    return str(control.get("value") or ",".join(chosen))
