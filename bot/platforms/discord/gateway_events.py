"""What people do on Discord, brought to the door; and the answers for which the way back is closed."""

import asyncio
from collections import Counter
from typing import Any

import discord
import structlog

from bot.core.card import Card
from bot.core.kinds import UPLOAD_LIMIT, Upload
from bot.core.reply import Answer, Reader, Responder
from bot.platforms.bounded import Recent
from bot.platforms.discord import words
from bot.platforms.discord.channels import Channels
from bot.platforms.discord.client import Client, first_file, read_interaction
from bot.platforms.discord.deliveries import DiscordMessages
from bot.platforms.discord.error_mapping import ACKNOWLEDGED, wait_for
from bot.platforms.discord.inbound import (
    TYPING,
    FileRef,
    Happening,
    Heard,
    build_direct_inbound,
    build_inbound,
    read,
    read_typing,
    suggestions,
)
from bot.platforms.discord.responder import SUGGEST, Callbacks, DirectResponder, InteractionResponder
from bot.platforms.port import PlatformServices

SUGGESTING = 1.0
"""Seconds for suggestions while somebody types; after three Discord gives up."""
CLASHES = 3
"""Answers that somebody else had given already; a single one can be a request of ours that was repeated."""
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading raises where Discord sends something else than this version knows."""
log = structlog.get_logger("loopmate")


class GatewayEvents:
    """Hears for one client. `counts` says how often something was unusual; `patience` see Responder."""

    def __init__(
        self,
        services: PlatformServices,
        mail: DiscordMessages,
        channels: Channels,
        counts: Counter[str],
        patience: float,
    ) -> None:
        self._services = services
        self._channels = channels
        self._mail = mail
        self._counts = counts
        self._patience = patience
        self._recent = Recent()

    async def interaction(self, client: Client, interaction: discord.Interaction[Any]) -> None:
        """A command, a press, a form, or somebody typing an option."""
        if not self._recent.is_first(f"interaction/{interaction.id}"):
            return
        happened, calls = read_interaction(client, interaction), Callbacks(interaction)
        if happened.kind == TYPING:
            await self._suggest(happened, calls)
            return
        responder = InteractionResponder(
            happened,
            calls,
            self._services,
            self._channels,
            self,
            self._patience,
            self._services.question(),
        )
        try:
            heard = read(happened, self._services.word)
        except UNREADABLE as error:
            _unreadable(happened, error)
            await responder.send(_plain(words.unreadable()))
            return
        if not isinstance(heard, Heard):
            await responder.send(_plain(words.not_for_critique(heard)))
            return
        upload = None
        if heard.file is not None:
            await responder.defer("caller")  # a download may take longer than Discord waits
            upload = await self._fetch(client, heard.file, responder)
            if upload is None:
                return
        await self._services.door.handle(build_inbound(happened, heard.signal, upload), responder)

    async def message(self, client: Client, message: discord.Message) -> None:
        """Words in the bot's DM, with a file or without one."""
        if not self._recent.is_first(f"message/{message.id}"):
            return
        question = self._services.question()
        responder = DirectResponder(str(message.id), message.channel.id, self._mail, self, question)
        file, upload = first_file(message), None
        if file is not None:
            upload = await self._fetch(client, file, responder)
            if upload is None:
                return
        author = message.author
        await self._services.door.handle(
            build_direct_inbound(
                str(message.id), str(author.id), author.display_name, message.content, upload
            ),
            responder,
        )

    async def _fetch(self, client: Client, file: FileRef, responder: Responder) -> Upload | None:
        """The file in memory; None when its sender was told why not."""
        if file.size > UPLOAD_LIMIT:
            await responder.send(_plain(words.too_large(file.size)))
            return None
        if (data := await client.download(file.url)) is not None:
            return Upload(name=file.name, data=data)
        log.warning("file not handed over", platform="discord")
        await responder.send(_plain(words.unread_file()))
        return None

    async def _suggest(self, happened: Happening, calls: Callbacks) -> None:
        choices = suggestions(iter(await self._find_suggestions(happened)))
        try:
            await calls.answer(SUGGEST, {"choices": choices})
        except Exception as error:
            wait_for(error)  # raises what is a mistake of ours; else the next letter asks again

    async def _find_suggestions(self, happened: Happening) -> list[str]:
        try:
            path, field, typed = read_typing(happened, self._services.word)
        except UNREADABLE as error:
            _unreadable(happened, error)
            return []
        asked = self._services.door.suggest(happened.account, path, field, typed, happened.space)
        try:
            return list(await asyncio.wait_for(asked, SUGGESTING))
        except TimeoutError:
            return []

    async def by_dm(self, happening: Happening, answer: Answer) -> str:
        """An answer for which it is too late where it was asked for: into the DM, which only its reader sees."""
        channel = await self._mail.dm(happening.user)
        await self._mail.answer(channel, answer, f"late/{happening.id}")
        return ""

    def late(self, interaction: str, why: Exception | None) -> None:
        """The interaction takes no answer any more."""
        code = getattr(why, "code", 0)
        self._counts["late answers"] += 1
        log.warning("late answer", platform="discord", interaction=interaction, code=code)
        if code == ACKNOWLEDGED:
            self._clash()

    def _clash(self) -> None:
        self._counts["answered elsewhere"] += 1
        if self._counts["answered elsewhere"] == CLASHES:
            log.error(
                "another process answers with this token",
                platform="discord",
                mend="stop the other process, or give it a bot of its own",
            )

    def lost(self, what: str, event: str, why: Exception | None) -> None:
        """No way was left."""
        self._counts["lost answers"] += 1
        log.warning("answer lost", platform="discord", code=getattr(why, "code", 0), **{what: event})


def _unreadable(happened: Happening, error: Exception) -> None:
    """From a newer version of Discord, perhaps; its words are nobody's business."""
    log.warning(
        "unreadable",
        platform="discord",
        interaction=happened.id,
        kind=happened.kind,
        error=type(error).__name__,
    )


def _plain(card: Card) -> Answer:
    """A card of the adapter's own: for the caller, without buttons."""
    return Answer(body=card, reader=Reader())
