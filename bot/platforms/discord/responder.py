"""Answers to people: to an interaction within its three seconds and fifteen minutes, or in the DM."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import discord
from discord.webhook.async_ import async_context

from bot.core.card import Form
from bot.core.errors import log
from bot.core.reply import Answer, Profile, Responder
from bot.core.values import ChannelId, SpaceId
from bot.platforms.discord import render
from bot.platforms.discord.channels import UNKNOWN, Channels
from bot.platforms.discord.client import parameters
from bot.platforms.discord.deliveries import DiscordMessages
from bot.platforms.discord.error_mapping import ACKNOWLEDGED, DELETED, readable, wait_for
from bot.platforms.discord.inbound import FORM, Happening, guild_channel
from bot.platforms.discord.modal import modal
from bot.platforms.discord.render import Message
from bot.platforms.traffic import Question, Way

REPLY, THINK, THINK_ON_CARD, REPLACE, SUGGEST, MODAL = 4, 5, 6, 7, 8, 9
"""Kinds of interaction callbacks."""

Stage = Literal["fresh", "thinking", "on card", "done", "late"]
CALLBACK, TOKEN = 3.0, 900.0
"""Seconds in which Discord takes the first answer to an interaction, and all others."""


class Callbacks:
    """Answers one interaction; its token lives for 15 minutes.

    It's answered through the library's webhook adapter and not its HTTP client: those calls are outside the bot's
    50 requests a second, so a morning of reminders does not delay somebody's button.
    """

    def __init__(self, interaction: discord.Interaction[Any]) -> None:
        self._id = interaction.id
        self._token = interaction.token
        self._application = interaction.application_id
        self._session = interaction.followup.session

    async def answer(self, kind: int, data: Mapping[str, Any], files: Sequence[discord.File] = ()) -> str:
        """The first answer; `kind` is one of this module's constants. Returns the id of its message, if it is one."""
        with readable():
            made = await async_context.get().create_interaction_response(
                self._id,
                self._token,
                session=self._session,
                params=parameters({"type": kind, "data": dict(data)}, files),
            )
        resource: Mapping[str, Any] = (made or {}).get("resource") or {}
        return str((resource.get("message") or {}).get("id", ""))

    async def edit(self, body: Mapping[str, Any], files: Sequence[discord.File] = ()) -> str:
        """Changes the first answer, or the card on which the button was pressed; returns its id."""
        return await self._send(async_context.get().edit_original_interaction_response, body, files)

    async def follow_up(self, body: Mapping[str, Any], files: Sequence[discord.File] = ()) -> str:
        """A further message; returns its id."""
        return await self._send(async_context.get().execute_webhook, body, files, wait=True)

    async def _send(
        self,
        request: Callable[..., Awaitable[Any]],
        body: Mapping[str, Any],
        files: Sequence[discord.File],
        **more: Any,
    ) -> str:
        more |= parameters(body, files)._asdict()
        with readable():
            made = await request(self._application, self._token, session=self._session, **more)
        return str(made["id"]) if made else ""

    async def take_back(self) -> None:
        """Deletes the first answer, also one that only says that the bot is thinking."""
        with readable():
            await async_context.get().delete_original_interaction_response(
                self._application, self._token, session=self._session
            )


@dataclass(slots=True)
class InteractionResponder(Responder):
    """Answers one interaction: by it while its token lives, else in the DM."""

    happening: Happening
    calls: Callbacks
    messages: DiscordMessages
    channels: Channels
    question: Question
    patience: float | None = None
    _stage: Stage = "fresh"
    _why: Exception | None = field(default=None, repr=False)
    """The last thing that went wrong."""
    _unsure: bool = False
    """Whether a first answer may have arrived of which Discord has not said so."""

    async def defer(self) -> None:
        """Says that an answer is on its way: on a card of the caller's alone by nothing that one could see."""
        if self._stage != "fresh":
            return
        on_card = self.happening.alone
        think = (THINK_ON_CARD, {}) if on_card else (THINK, {"flags": self._flags})
        said = await self.question.answer([self._first(*think)], self._wait)
        self._stage = "late" if said is None else "on card" if on_card else "thinking"

    def _first(self, kind: int, data: dict[str, Any], files: Sequence[discord.File] = ()) -> Way:
        """The first answer. One that arrived while its receipt was lost may not be given again."""

        async def call() -> str:
            try:
                return await self.calls.answer(kind, data, files)
            except discord.HTTPException as error:
                if error.code == ACKNOWLEDGED and self._unsure:
                    return ""
                self._unsure = self._unsure or error.status >= 500
                raise
            except Exception:
                self._unsure = True
                raise

        return Way("callback", call, CALLBACK)

    def _wait(self, error: Exception) -> float | None:
        self._why = error
        return wait_for(error)

    @property
    def _flags(self) -> int:
        """Where others are as well, the caller alone sees the answer."""
        apart = self.happening.guild is not None or self.happening.guest == "guest"
        return render.EPHEMERAL if apart else 0

    async def send(self, answer: Answer) -> None:
        """Shows the answer where it was asked for; what comes too late for that goes into the DM."""
        can_open = self._stage == "fresh" and self.happening.kind != FORM
        form = answer.body if isinstance(answer.body, Form) and can_open else None
        message = self.messages.written(answer)
        if message.files and self._stage == "fresh":  # a picture may take longer to draw than Discord waits
            await self.defer()
        message, files = await self.messages.draw(message)
        settled = None if form or answer.replace else self._settled(answer.flow)
        if settled is not None and self._stage == "fresh":
            said = await self.question.answer([self._first(REPLACE, settled.change())], self._wait)
            self._stage = "late" if said is None else "done"
            self._note_settled(answer.flow, is_done=said is not None)
        first = [self._first(MODAL, modal(form, answer.payloads[0]))] if form else []
        ways = first or list(self._ways(message, files, answer))
        told = False

        async def by_dm() -> str:
            nonlocal told
            if not told:
                self.messages.note_late(self.happening.id, self._why)
            told = True
            channel = await self.messages.dm(self.happening.user)
            await self.messages.answer(channel, answer, f"late/{self.happening.id}")
            return ""

        arrival = await self.question.answer([*ways, Way("late", by_dm, TOKEN)], self._wait)
        if arrival is None:
            self.messages.note_lost("interaction", self.happening.id, self._why)
        if self._stage == "thinking" and told:
            await self._try(self.calls.take_back())
        if settled is not None and self._stage == "on card" and not told:
            is_done = await self._try(self.calls.edit(settled.change()))
            self._note_settled(answer.flow, is_done=is_done)
        if arrival is not None and not told and self._in_own_dm:
            await self.messages.follow(int(self.happening.channel), arrival.ref, message)
        self._stage = "late" if told else "done"

    @property
    def _in_own_dm(self) -> bool:
        """Whether it was asked in the bot's DM, where it may change what it has said."""
        return self.happening.guild is None and self.happening.guest != "guest"

    def _note_settled(self, flow: str, *, is_done: bool) -> None:
        """The card that was pressed has lost its buttons by the interaction, so nobody needs to take them again."""
        if is_done and self._in_own_dm:
            self.messages.live.settle(self.happening.channel, flow, self.happening.message)

    def _settled(self, flow: str) -> Message | None:
        """The card that was pressed without its buttons, if it's one of this flow and the caller's alone."""
        card = render.shown(self.happening.components, flow) if flow and self.happening.alone else None
        return card.bare if card is not None else None

    def _ways(self, message: Message, files: list[discord.File], answer: Answer) -> Iterator[Way]:
        """How the interaction takes this message now, the best way first."""
        replace = answer.replace and self.happening.alone
        new = message.body(self._flags)
        follow_up = Way("follow-up", lambda: self.calls.follow_up(new, files), TOKEN)
        match self._stage:
            case "fresh":
                yield self._first(REPLACE if replace else REPLY, message.change() if replace else new, files)
            case "thinking" | "on card" if replace or self._stage == "thinking":
                yield Way("edit", lambda: self._edit(message, files), TOKEN)
                yield follow_up
            case "on card" | "done":
                yield follow_up

    async def _edit(self, message: Message, files: list[discord.File]) -> str:
        """Changes the message in place; one that was deleted meanwhile comes as a new message."""
        try:
            return await self.calls.edit(message.change(), files)
        except discord.NotFound as error:
            if error.code == DELETED:
                log.info("card deleted", interaction=self.happening.id)
            raise

    async def _try(self, call: Awaitable[object]) -> bool:
        """What nobody waits for: once. Returns whether it was done."""
        try:
            await call
        except Exception as error:
            wait_for(error)  # raises what is a mistake of ours
            return False
        return True

    async def drop(self) -> None:
        """Nothing will be said: no "thinking" stays, and no "did not respond" appears."""
        if self._stage == "fresh" and self.happening.message:
            await self.question.answer([self._first(THINK_ON_CARD, {})], wait_for)
        elif self._stage in ("fresh", "thinking"):
            await self.defer()
            if self._stage == "thinking":
                await self._try(self.calls.take_back())
        self._stage = "done"

    async def admin(self) -> bool:
        """Whether the caller may manage the server; Discord says so with each interaction."""
        return self.happening.guild is not None and self.happening.manages

    async def organises(self, space: SpaceId) -> bool:
        return await self.channels.may_manage(space, int(self.happening.user))

    async def profile(self) -> Profile:
        """In a server its nickname, which Discord says with each interaction; a zone it says to nobody."""
        return Profile(name=self.happening.name if self.happening.guild else "")

    async def find_channel(self, named: str) -> ChannelId:
        """One of the server in which this was asked."""
        guild = self.happening.guild
        if guild is None:
            raise ValueError(UNKNOWN)
        return guild_channel(guild, str(await self.channels.find(int(guild), named)))


@dataclass(slots=True)
class DirectResponder(Responder):
    """Answers words typed in the bot's DM, or where they name the bot in a channel, which are not an interaction."""

    event: str
    user: int
    channel: int
    messages: DiscordMessages
    channels: Channels
    question: Question
    in_channel: bool = False
    _sent: int = 0

    async def send(self, answer: Answer) -> None:
        errors: list[Exception] = []
        self._sent += 1  # Discord takes what has the meaning of the one before for that one
        meaning = f"answer/{self.event}/{self._sent}"

        def wait(error: Exception) -> float | None:
            errors.append(error)
            return wait_for(error)

        async def call() -> str:
            await self.messages.answer(self.channel, answer, meaning, self.event if self.in_channel else "")
            return ""

        async def by_dm() -> str:
            await self.messages.answer(await self.messages.dm(str(self.user)), answer, meaning)
            return ""

        ways = [Way("here", call, TOKEN), *([Way("dm", by_dm, TOKEN)] if self.in_channel else [])]
        if await self.question.answer(ways, wait) is None:
            self.messages.note_lost("message", self.event, errors[-1])

    async def organises(self, space: SpaceId) -> bool:
        return await self.channels.may_manage(space, self.user)

    async def find_channel(self, _: str) -> ChannelId:
        """A DM belongs to no server."""
        raise ValueError(UNKNOWN)
