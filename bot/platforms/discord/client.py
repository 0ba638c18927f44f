"""discord.py's client as this bot uses it: it hands on what happens, and asks for no privileged intent."""

import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, cast

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.core.faults import log_bug
from bot.platforms.discord.error_mapping import REFUSED
from bot.platforms.discord.inbound import FileRef, Happening, file_ref
from bot.platforms.discord.settings import API, GATEWAY, DiscordOptions
from bot.platforms.download import download
from bot.platforms.port import Unready

if TYPE_CHECKING:
    from bot.platforms.discord.adapter import DiscordPlatform

WORDS: Final = (discord.MessageType.default, discord.MessageType.reply)
HOSTS: Final = ("cdn.discordapp.com", "media.discordapp.net")
"""Where files are."""
DOWNLOADING: Final = aiohttp.ClientTimeout(total=20)


def point_library(options: DiscordOptions) -> None:
    """Sends all of discord.py's requests to the API and the gateway that the options name.

    The library keeps both addresses on its classes: one process speaks to one Discord.
    """
    Route.BASE = (options.api_url or API).rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(options.gateway_url or GATEWAY)


def intents() -> discord.Intents:
    """Servers, and messages in DMs: neither is privileged."""
    return discord.Intents(guilds=True, dm_messages=True)


@asynccontextmanager
async def logged_in(options: DiscordOptions) -> AsyncIterator[discord.Client]:
    """A client that can ask and does not connect.

    Raises:
        Unready: Discord refuses the token.
    """
    point_library(options)
    async with discord.Client(intents=intents()) as client:
        try:
            await client.login(options.token)
        except discord.LoginFailure as error:
            raise Unready(REFUSED) from error
        yield client


class Client(discord.AutoShardedClient):
    """One connection; a new one is made each time."""

    def __init__(self, platform: "DiscordPlatform", trace: aiohttp.TraceConfig) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it speaks in no voice channel
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=trace,
        )
        self._platform = platform

    async def setup_hook(self) -> None:
        """After the login, before the connection."""
        await self._platform.prepare(self)

    async def on_ready(self) -> None:
        self._platform.greet(self)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        await self._platform.events.read_interaction(interaction)

    async def on_message(self, message: discord.Message) -> None:
        """Words in a DM; those of bots, and what Discord itself says there, are nothing to answer."""
        if message.guild is None and not message.author.bot and message.type in WORDS:
            await self._platform.events.read_message(message)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._platform.events.report_joined(guild)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        await self._platform.events.report_removed(guild)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        await self._platform.events.report_deleted(channel.guild, channel.id)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        if _rules(before) != _rules(after):
            await self._platform.events.report_rights(after.guild)

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        if before.permissions != after.permissions:
            await self._platform.events.report_rights(after.guild)

    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Without a privileged intent Discord tells of the bot itself alone."""
        if before.roles != after.roles:
            await self._platform.events.report_rights(after.guild)

    async def on_error(self, event: str, /, *_: object, **__: object) -> None:
        """A mistake of ours while something was worked on; the library would print what people wrote."""
        error = sys.exc_info()[1]
        if error is not None:
            log_bug(error, reference="", platform="discord", during=event)

    async def download(self, url: str) -> bytes | None:
        """A file that a member handed over; None when Discord doesn't give it, or more than may be taken.

        The library's own way follows redirects, and reads whatever comes.
        """
        async with aiohttp.ClientSession(timeout=DOWNLOADING) as session:
            return await download(session, url, HOSTS, Route.BASE)


def _rules(channel: discord.abc.GuildChannel) -> tuple[object, object]:
    """What a channel says about who may post in it."""
    return channel.overwrites, getattr(channel, "slowmode_delay", 0)


def read_interaction(client: Client, interaction: discord.Interaction[Any]) -> Happening:
    """An interaction as plain values."""
    guild = client.get_guild(interaction.guild_id) if interaction.guild_id else None
    card, may = interaction.message, interaction.permissions
    return Happening(
        id=str(interaction.id),
        kind=interaction.type.value,
        token=interaction.token,
        user=str(interaction.user.id),
        name=interaction.user.display_name,
        guild=str(interaction.guild_id) if interaction.guild_id else None,
        place=guild.name if guild else "",
        channel=str(interaction.channel_id),
        manages=may.manage_guild or may.administrator,
        card=card is not None,
        alone=card is not None and (interaction.guild_id is None or card.flags.ephemeral),
        data=cast(Mapping[str, Any], interaction.data or {}),
    )


def first_file(message: discord.Message) -> FileRef | None:
    """The first file of a message."""
    return next((file_ref(dict(a.to_dict())) for a in message.attachments), None)
