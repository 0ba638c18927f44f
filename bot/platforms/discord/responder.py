"""Answers to people: to an interaction within its three seconds and fifteen minutes, or in the DM."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal

import discord
import structlog

from bot.core.card import Card, Form
from bot.core.forms import reopening
from bot.core.reply import Answer, Visible
from bot.platforms.discord import render, words
from bot.platforms.discord.inbound import FORM, Happening
from bot.platforms.discord.mail import Mail
from bot.platforms.discord.modal import modal
from bot.platforms.discord.render import Message
from bot.platforms.discord.troubles import DELETED, EXPIRED
from bot.platforms.discord.wire import MODAL, REPLACE, REPLY, THINK, THINK_ON_CARD, Callbacks, files_of
from bot.platforms.port import House

log = structlog.get_logger("loopmate")

Stage = Literal["fresh", "thinking", "on card", "done"]
Late = Callable[[Happening, Answer, discord.HTTPException], Awaitable[None]]


@dataclass(slots=True)
class InteractionResponder:
    """`late` takes the answers that the interaction does not take any more."""

    happening: Happening
    calls: Callbacks
    house: House
    late: Late
    patience: float | None
    _stage: Stage = "fresh"
    _shown: Visible = "caller"
    _why: discord.HTTPException | None = field(default=None, repr=False)
    """Why nothing more can be said here."""

    async def defer(self, visible: Visible) -> None:
        """Says that an answer is on its way: on a card of the caller's alone by nothing that one could see."""
        if self._stage != "fresh":
            return
        on_card = self.happening.card and self.happening.alone
        self._shown = visible
        try:
            await self.calls.answer(
                THINK_ON_CARD if on_card else THINK, {} if on_card else {"flags": self._flags(visible)}
            )
        except discord.HTTPException as error:
            self._lose(error)
            return
        self._stage = "on card" if on_card else "thinking"

    def _lose(self, error: discord.HTTPException) -> None:
        if error.code not in EXPIRED:
            raise error
        self._stage, self._why = "done", error

    def _flags(self, visible: Visible) -> int:
        private = self.happening.guild is not None and visible == "caller"
        return render.EPHEMERAL if private else 0

    async def send(self, answer: Answer) -> None:
        """Shows the answer where it was asked for; what comes too late for that goes into the DM."""
        try:
            await self._send(answer)
        except discord.HTTPException as error:
            self._lose(error)
        if self._why is not None:
            await self.late(self.happening, answer, self._why)

    async def _send(self, answer: Answer) -> None:
        if self._why is not None:
            return
        if isinstance(answer.body, Form) and self._stage == "fresh" and self.happening.kind != FORM:
            await self.calls.answer(MODAL, modal(answer.body, answer.payloads[0]))
            self._stage = "done"
            return
        message = self._written(answer)
        if message.files and self._stage == "fresh":  # a picture may take longer to draw than Discord waits
            await self.defer(answer.visible)
        if self._why is None:
            await self._put(message, await files_of(message.files, self.house.work), answer)

    def _written(self, answer: Answer) -> Message:
        if isinstance(answer.body, Card):
            return render.message(answer.body, answer.payloads, self.house.word)
        return render.message(reopening(answer.body), answer.payloads[1:], self.house.word)

    async def _put(self, message: Message, files: list[discord.File], answer: Answer) -> None:
        replace = answer.replace and self.happening.card and self.happening.alone
        stage, self._stage = self._stage, "done"
        new = message.body(self._flags(answer.visible))
        match stage:
            case "fresh" if replace:
                await self.calls.answer(REPLACE, message.body(), files)
            case "fresh":
                await self.calls.answer(REPLY, new, files)
            case "thinking" if self._shown == answer.visible or self.happening.guild is None:
                await self._edit(message, new, files)
            case "on card" if replace:
                await self._edit(message, new, files)
            case "thinking":
                await self._elsewhere(new, files)
            case _:
                await self.calls.follow_up(new, files)

    async def _elsewhere(self, new: dict[str, Any], files: list[discord.File]) -> None:
        """Who sees the first message after thinking was settled when the thinking began; a second is free."""
        await self.calls.edit(render.message(words.below(), (), self.house.word).body())
        await self.calls.follow_up(new, files)
        await self.calls.take_back()

    async def _edit(self, message: Message, new: dict[str, Any], files: list[discord.File]) -> None:
        """Changes what stands there; what was deleted meanwhile comes as a new message."""
        try:
            await self.calls.edit(message.body(), files)
        except discord.NotFound as error:
            if error.code != DELETED:
                raise
            log.info("card deleted", interaction=self.happening.id)
            for file in files:
                file.reset()
            await self.calls.follow_up(new, files)

    async def drop(self) -> None:
        """Nothing will be said: no "thinking" stays, and no "did not respond" appears."""
        try:
            await self._drop()
        except discord.HTTPException as error:
            if error.code not in EXPIRED:
                raise

    async def _drop(self) -> None:
        if self._stage == "fresh" and self.happening.card:
            await self.calls.answer(THINK_ON_CARD, {})
        elif self._stage in ("fresh", "thinking"):
            await self.defer("caller")
            if self._stage == "thinking":
                await self.calls.take_back()
        self._stage = "done"

    async def admin(self) -> bool:
        """Whether the caller may manage the server; Discord says so with each interaction."""
        return self.happening.guild is not None and self.happening.manages


@dataclass(slots=True)
class DirectResponder:
    """Answers words typed in the bot's DM, `channel`, which are not an interaction."""

    event: str
    channel: int
    mail: Mail
    patience: float | None = None
    """Discord waits for nothing here."""

    async def defer(self, visible: Visible) -> None:
        """Nobody waits for a sign of life."""

    async def send(self, answer: Answer) -> None:
        await self.mail.answer(self.channel, answer, f"answer/{self.event}")

    async def drop(self) -> None:
        """Nothing was shown."""

    async def admin(self) -> bool:
        """Nobody organises in a DM."""
        return False
