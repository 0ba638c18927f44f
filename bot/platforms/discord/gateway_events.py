"""What happens on Discord, brought to the dispatcher; and the answers for which the way back is closed."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import discord
import structlog

from bot.core.call import Call
from bot.core.card import Card
from bot.core.errors import StoreDown
from bot.core.ids import SpaceId, space_id
from bot.core.kinds import UPLOAD_LIMIT, Upload
from bot.core.reply import Answer, Reader, Responder
from bot.platforms.discord import words
from bot.platforms.discord.channels import Channels
from bot.platforms.discord.client import first_file, read_interaction
from bot.platforms.discord.deliveries import DiscordMessages
from bot.platforms.discord.error_mapping import wait_for
from bot.platforms.discord.inbound import (
    NAME,
    TYPING,
    FileRef,
    Happening,
    Heard,
    build_direct_inbound,
    build_inbound,
    guild_channel,
    read,
    read_typing,
    suggestions,
)
from bot.platforms.discord.responder import (
    SUGGEST,
    Callbacks,
    DirectResponder,
    InteractionResponder,
    LateAnswers,
)
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import PlatformServices, Recent

SUGGESTING = 1.0
"""Seconds for suggestions while somebody types; after three Discord gives up."""
REPORTED = 10
"""How often it is tried to report something while the store is down."""
UNREADABLE = (KeyError, TypeError, ValueError, AttributeError)
"""What reading raises where Discord sends something else than this version knows."""
log = structlog.get_logger("loopmate")


class GatewayEvents:
    """Works on what happens for one client. `counts` says how often something was unusual."""

    def __init__(
        self,
        client: discord.AutoShardedClient,
        download: Callable[[str], Awaitable[bytes | None]],
        services: PlatformServices,
        mail: DiscordMessages,
        channels: Channels,
        counts: Counter[str],
        options: DiscordOptions,
    ) -> None:
        self._client = client
        self._download = download
        self._services = services
        self._channels = channels
        self._mail = mail
        self._counts = counts
        self._late = LateAnswers(mail, counts)
        self._patience = options.patience
        self._beat = options.beat
        self._recent = Recent()

    async def read_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """A command, a press, a form, or somebody typing an option."""
        if not self._recent.is_first(f"interaction/{interaction.id}"):
            return
        happened, calls = read_interaction(self._client, interaction), Callbacks(interaction)
        if happened.kind == TYPING:
            await self._suggest(happened, calls)
            return
        responder = InteractionResponder(
            happened,
            calls,
            self._services,
            self._channels,
            self._late,
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
            upload = await self._fetch(heard.file, responder)
            if upload is None:
                return
        guests = self._services.guests if happened.guest else None
        await (guests or self._services.door).handle(build_inbound(happened, heard.signal, upload), responder)

    async def read_message(self, message: discord.Message) -> None:
        """Words in the bot's DM, with a file or without one."""
        if not self._recent.is_first(f"message/{message.id}"):
            return
        question = self._services.question()
        responder = DirectResponder(str(message.id), message.channel.id, self._mail, self._late, question)
        file, upload = first_file(message), None
        if file is not None:
            upload = await self._fetch(file, responder)
            if upload is None:
                return
        author = message.author
        await self._services.door.handle(
            build_direct_inbound(
                str(message.id), str(author.id), author.display_name, message.content, upload
            ),
            responder,
        )

    async def _fetch(self, file: FileRef, responder: Responder) -> Upload | None:
        """The file in memory; None when its sender was told why not."""
        if file.size > UPLOAD_LIMIT:
            await responder.send(_plain(words.too_large(file.size)))
            return None
        if (data := await self._download(file.url)) is not None:
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

    # what nobody asked for

    async def report_joined(self, guild: discord.Guild) -> None:
        """The bot is in a server, for the first time or again: which of them, the server's group knows."""
        space, me = space_id(NAME, str(guild.id)), guild.me
        since = me.joined_at if me is not None and me.joined_at else self._services.clock.now()
        event = f"{NAME}/joined/{guild.id}/{since:%Y%m%dT%H%M%S}"
        await self._report(space, event, Call(path="space.returned", values={"space": space}))

    async def report_removed(self, guild: discord.Guild) -> None:
        space = space_id(NAME, str(guild.id))
        event = f"{NAME}/removed/{guild.id}/{self._services.clock.now():%Y%m%dT%H%M%S}"
        await self._report(space, event, Call(path="space.removed", values={"space": space}))

    async def report_deleted(self, guild: discord.Guild, channel: int) -> None:
        gone = guild_channel(str(guild.id), str(channel))
        call = Call(path="space.channel-gone", values={"channel": gone, "why": "deleted"})
        await self._report(space_id(NAME, str(guild.id)), f"{NAME}/deleted/{channel}", call)

    async def report_rights(self, guild: discord.Guild) -> None:
        """Somebody changed what the bot may do: a channel may be open again."""
        space, now = space_id(NAME, str(guild.id)), self._services.clock.now()
        call = Call(path="space.changed", values={"space": space})
        await self._report(space, f"{NAME}/rights/{guild.id}/{now:%Y%m%dT%H%M%S%f}", call)

    async def _report(self, space: SpaceId, event: str, what: Call) -> None:
        for _ in range(REPORTED):
            try:
                await self._services.door.report(space, event, what)
            except StoreDown:
                await asyncio.sleep(self._beat)
                continue
            return
        log.error("not reported", platform=NAME, space=space, what=what.path)

    # answers that an interaction does not take any more


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
