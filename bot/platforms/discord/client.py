"""What this bot asks of discord.py: no privileged intent, one address, limits that it keeps itself, files; and what
it reads."""

import io
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any, Literal, cast
from urllib.request import getproxies

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import MultipartParameters, Route

from bot.core.card import Chart
from bot.draw import png
from bot.platforms.discord.error_mapping import REFUSED, readable
from bot.platforms.discord.inbound import Happening
from bot.platforms.discord.render import Attachment
from bot.platforms.discord.settings import API, GATEWAY, DiscordOptions
from bot.platforms.port import Busy, Unready
from bot.platforms.traffic import PATIENT, Bounded
from bot.work import Worker

LONGEST = 10.0
"""Seconds of a 429 that the library may wait for; what asks for more goes back to whoever wanted it."""
KNOWN = 10_000
_ID = re.compile(r"(?<=/)\d{15,}")


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
    """Servers and messages: of those in channels Discord hands on the words where they name the bot. None of it is
    privileged."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


@asynccontextmanager
async def logged_in(options: DiscordOptions) -> AsyncIterator[discord.Client]:
    """A client that can ask and does not connect.

    Raises:
        Unready: Discord refuses the token.
    """
    point_library(options)
    async with discord.Client(intents=intents(), proxy=proxy_for(options)) as client:
        try:
            with readable():
                await client.login(options.token)
        except discord.LoginFailure as error:
            raise Unready(REFUSED) from error
        yield client


def posting_rules(channel: discord.abc.GuildChannel) -> tuple[object, object]:
    return channel.overwrites, getattr(channel, "slowmode_delay", 0)


def read_interaction(client: discord.Client, interaction: discord.Interaction[Any]) -> Happening:
    guild = client.get_guild(interaction.guild_id) if interaction.guild_id else None
    at, channel = interaction.channel, interaction.channel_id
    if isinstance(at, discord.Thread) and isinstance(at.parent, discord.TextChannel):
        channel = at.parent_id  # a thread is archived one day, and has no threads of its own
    card, may = interaction.message, interaction.permissions
    guest: Literal["", "guest", "homeless"] = ""
    # only the user has brought the bot here: Discord names who did, the server (0) or the user (1)
    if interaction.is_user_integration() and not interaction.is_guild_integration():
        guest = "homeless" if interaction.context.dm_channel else "guest"
    return Happening(
        id=str(interaction.id),
        kind=interaction.type.value,
        user=str(interaction.user.id),
        name=interaction.user.display_name,
        guild=str(interaction.guild_id) if interaction.guild_id else None,
        place=guild.name if guild else "",
        channel=str(channel),
        guest=guest,
        manages=may.manage_guild or may.administrator,
        alone=card is not None and (interaction.guild_id is None or card.flags.ephemeral),
        message=str(card.id) if card is not None else "",
        components=[part.to_dict() for part in card.components] if card is not None else (),
        data=cast(Mapping[str, Any], interaction.data or {}),
    )


# limits


class Buckets:
    """Routes that take nothing for a while, by what Discord says of its rate limits beside each answer. Who may wait
    asks here first: the library itself would wait inside of a request for as long as a bucket takes, which may be
    ten minutes. A route is a method and a path with its first id, the major one."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._free: Bounded[str, float] = Bounded(KNOWN)
        """Route -> when it takes a request again."""

    def trace(self) -> aiohttp.TraceConfig:
        """Reads the headers of every answer to one client."""
        made = aiohttp.TraceConfig()
        made.on_request_end.append(self._note_limits)
        return made

    def check(self, method: str, path: str) -> None:
        """Raises Busy while the route takes nothing; `path` begins after the API's version."""
        wait = self._free.get(_route(method, path), 0.0) - self._monotonic()
        if wait > PATIENT:
            raise Busy(wait)

    async def _note_limits(
        self,
        session: aiohttp.ClientSession,  # noqa: ARG002 - the library's signature
        context: SimpleNamespace,  # noqa: ARG002
        end: aiohttp.TraceRequestEndParams,
    ) -> None:
        headers, limited = end.response.headers, end.response.status == 429
        if not limited and headers.get("X-RateLimit-Remaining") != "0":
            return
        try:
            wait = float(headers.get("Retry-After" if limited else "X-RateLimit-Reset-After") or 0)
        except ValueError:
            wait = 60.0
        self._free[_route(end.method, end.url.path.partition("/api/v10")[2])] = self._monotonic() + wait
        if limited and wait > LONGEST:
            end.response.close()
            raise Busy(wait)


def _route(method: str, path: str) -> str:
    first = _ID.search(path)
    end = first.end() if first else len(path)
    return f"{method} {path[:end]}{_ID.sub('*', path[end:])}"


# files


async def files_of(attachments: Sequence[Attachment], work: Worker) -> list[discord.File]:
    """The files to send; charts are drawn by the worker."""
    made: list[discord.File] = []
    for one in attachments:
        data = await work.pictures(png, one.source) if isinstance(one.source, Chart) else one.source
        made.append(discord.File(io.BytesIO(data), one.name, description=one.about))
    return made


def parameters(body: Mapping[str, Any], files: Sequence[discord.File] = ()) -> MultipartParameters:
    """A request's body; with files, read from their beginning, it becomes the `payload_json` part of a form."""
    if not files:
        return MultipartParameters(payload=dict(body), multipart=None, files=None)
    parts: list[dict[str, Any]] = [{"name": "payload_json", "value": json.dumps(body)}]
    for number, file in enumerate(files):
        file.reset()
        part = {"name": f"files[{number}]", "value": file.fp, "filename": file.filename}
        parts.append(part | {"content_type": "application/octet-stream"})
    return MultipartParameters(payload=None, multipart=parts, files=list(files))
