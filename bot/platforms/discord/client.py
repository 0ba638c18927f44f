"""What this bot asks of discord.py: no privileged intent, one address, files with limits; and what it reads."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, Literal, cast
from urllib.request import getproxies

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.platforms.discord.error_mapping import REFUSED
from bot.platforms.discord.inbound import FileRef, Happening, file_ref
from bot.platforms.discord.settings import API, GATEWAY, DiscordOptions
from bot.platforms.download import download
from bot.platforms.port import Unready

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


def proxy_for(options: DiscordOptions) -> str | None:
    """The proxy that the environment names (HTTPS_PROXY), as for every other request of ours; a server at an
    address of one's own is asked directly."""
    return None if options.api_url else getproxies().get("https")


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
    async with discord.Client(intents=intents(), proxy=proxy_for(options)) as client:
        try:
            await client.login(options.token)
        except discord.LoginFailure as error:
            raise Unready(REFUSED) from error
        yield client


async def download_file(url: str) -> bytes | None:
    """A file that a member handed over; None when Discord doesn't give it, or more than may be taken.

    The library's own way follows redirects, and reads whatever comes.
    """
    async with aiohttp.ClientSession(timeout=DOWNLOADING, trust_env=True) as session:
        return await download(session, url, HOSTS, Route.BASE)


def posting_rules(channel: discord.abc.GuildChannel) -> tuple[object, object]:
    """What a channel says about who may post in it."""
    return channel.overwrites, getattr(channel, "slowmode_delay", 0)


def read_interaction(client: discord.Client, interaction: discord.Interaction[Any]) -> Happening:
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
        guest=_guest(interaction),
        manages=may.manage_guild or may.administrator,
        card=card is not None,
        alone=card is not None and (interaction.guild_id is None or card.flags.ephemeral),
        message=str(card.id) if card is not None else "",
        components=[part.to_dict() for part in card.components] if card is not None else (),
        data=cast(Mapping[str, Any], interaction.data or {}),
    )


def _guest(interaction: discord.Interaction[Any]) -> Literal["", "guest", "homeless"]:
    """Whether only the user has brought the bot here: Discord names who did, the server (0) or the user (1)."""
    if not interaction.is_user_integration() or interaction.is_guild_integration():
        return ""
    return "homeless" if interaction.context.dm_channel else "guest"


def first_file(message: discord.Message) -> FileRef | None:
    """The first file of a message."""
    return next((file_ref(dict(a.to_dict())) for a in message.attachments), None)
