"""Discord as a platform: one process holds the bot's connection, the others send by REST and wait for their turn."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
import structlog

from bot.core.errors import StoreDown
from bot.core.faults import log_bug
from bot.core.ids import AccountId, ChannelId, name_in
from bot.platforms.discord.bookings import Bookings
from bot.platforms.discord.buckets import Buckets
from bot.platforms.discord.channels import Channels
from bot.platforms.discord.client import (
    WORDS,
    download_file,
    intents,
    point_library,
    posting_rules,
    proxy_for,
)
from bot.platforms.discord.deliveries import Deliverer, DiscordMessages
from bot.platforms.discord.error_mapping import NOBODY, REFUSED, in_its_words
from bot.platforms.discord.gateway_events import GatewayEvents
from bot.platforms.discord.inbound import NAME
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.discord.threads import Threads
from bot.platforms.discord.tree import sync, tree
from bot.platforms.port import Booked, Booking, Busy, Delivery, Lease, PlatformServices, Receipt, Unready

LOOKED_THROUGH = 20
"""Servers in which somebody is looked for, one request each."""
BAD_TOKEN, PRIVILEGED = 4004, 4014
"""Codes with which the gateway closes a connection for good."""
PRIVILEGES = (
    "Discord refuses an intent that this program does not ask for. Fix: run the newest version of it, or turn the "
    "intents on at discord.com/developers > your application > Bot."
)
log = structlog.get_logger("loopmate")


class Dropped(Exception):
    """The connection is over, or another process has it; the supervisor starts again."""


class Client(discord.AutoShardedClient):
    """One connection; a new one is made each time."""

    def __init__(self, platform: "DiscordPlatform", trace: aiohttp.TraceConfig, proxy: str | None) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # it speaks in no voice channel
        super().__init__(
            intents=intents(),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            http_trace=trace,
            proxy=proxy,
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
        if posting_rules(before) != posting_rules(after):
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
        """A file that a member handed over; None when it can't be had within the limits."""
        return await download_file(url)


@dataclass(frozen=True, slots=True)
class Session:
    """All that works for one logged-in client."""

    client: Client
    events: GatewayEvents
    deliverer: Deliverer
    channels: Channels
    bookings: Bookings


class DiscordPlatform:
    """One bot. `client` is the connection of now: it is another one after each failure."""

    name = NAME

    def __init__(self, services: PlatformServices, options: DiscordOptions) -> None:
        self.counts: Counter[str] = Counter()
        self._services = services
        self._options = options
        self._session: Session | None = None
        self._ready: Callable[[str], None] = _silent
        self._tree_refused = ""
        """In Discord's words, if it did not take the commands."""
        self._refused = asyncio.Event()
        self._buckets = Buckets(services.clock.monotonic)
        self.client = Client(self, self._buckets.trace(), proxy_for(self._options))

    # the connection

    async def run(self, ready: Callable[[str], None]) -> None:
        """Logs in, waits for the lease, connects, and works until it is canceled.

        Raises:
            Unready: Discord refuses the token.
        """
        point_library(self._options)
        self._ready = ready
        self._refused.clear()
        self.client = Client(self, self._buckets.trace(), proxy_for(self._options))
        try:
            async with self.client as client, _unready():
                await client.login(self._options.token)
                await self._serve(client, self._services.lease(f"{NAME}/{client.application_id}"))
        finally:
            self._session = None

    async def _serve(self, client: Client, lease: Lease) -> None:
        try:
            if not await self._holds(lease):
                self._ready(f"Discord: {client.user}, sending; another process holds the connection")
            while not await self._holds(lease):
                await self._pause()
            await self._stay_connected(client, lease)
        finally:
            await _let_go(lease)

    async def _stay_connected(self, client: Client, lease: Lease) -> None:
        connection = asyncio.create_task(client.connect())
        try:
            while not (await asyncio.wait({connection}, timeout=self._options.beat))[0]:
                self._check_token()
                if not await self._holds(lease, otherwise=True):
                    raise Dropped("another process has taken the connection")
            connection.result()
            raise Dropped("the connection ended")
        finally:
            connection.cancel()
            await asyncio.gather(connection, return_exceptions=True)

    async def _holds(self, lease: Lease, *, otherwise: bool = False) -> bool:
        """Whether the lease is ours. While the store is down nobody can take it away, or get it."""
        try:
            return await lease.hold()
        except StoreDown:
            return otherwise

    async def _pause(self) -> None:
        await asyncio.sleep(self._options.beat)
        self._check_token()

    def _check_token(self) -> None:
        if self._refused.is_set():
            raise Unready(REFUSED)

    # what the client tells

    @property
    def events(self) -> GatewayEvents:
        """Where what happens on the connection of now is worked on."""
        if self._session is None:
            raise Dropped("the connection is over")
        return self._session.events

    async def prepare(self, client: Client) -> None:
        """Logged in: from now on messages can be sent; the commands are brought up to date."""
        mail = DiscordMessages(client, self._services, self._options.burst, self.counts, self._buckets)
        channels = Channels(client)

        async def fetch(url: str) -> bytes | None:
            return await client.download(url)

        events = GatewayEvents(client, fetch, self._services, mail, channels, self.counts, self._options)
        self._session = Session(
            client,
            events,
            Deliverer(mail, Threads(client, self._buckets), channels),
            channels,
            Bookings(client, self._buckets),
        )
        mail.command_ids = await self._sync(client)

    async def _sync(self, client: Client) -> dict[str, str]:
        """The commands' ids. A tree that Discord does not take leaves the old one standing, and all else working."""
        ids: dict[str, str] = {}
        registry, word = self._services.door.registry, self._services.word
        application = client.application_id or 0
        try:
            try:
                sent, ids = await sync(client.http, application, tree(registry, word))
            except discord.HTTPException as error:
                if error.status != 400:
                    raise
                # an application of which User Install is turned off
                alone = tree(registry, word, for_users=False)
                sent, ids = await sync(client.http, application, alone)
            self.counts["trees sent"] += sent
        except (discord.HTTPException, Busy) as error:
            status, code = getattr(error, "status", 429), getattr(error, "code", 0)
            said = in_its_words(error)
            log.warning("commands not registered", platform=NAME, status=status, code=code, reason=said)
            self._tree_refused = f'; the old commands stay, for Discord refused the new ones: "{said}"'
        else:
            self._tree_refused = ""
        return ids

    def greet(self, client: Client) -> None:
        """Says that it is connected, and to how many servers."""
        count = len(client.guilds)
        servers = f"{count} {'server' if count == 1 else 'servers'}"
        self._ready(f"Discord: {client.user}, connected, {servers}{self._tree_refused}")

    # what the runner asks for

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message by REST, whoever holds the connection.

        Raises:
            Busy: not logged in yet, or Discord asks for patience.
            Unready: the token is refused; `run` ends with the same.
        """
        if self._session is None:
            raise Busy(self._options.beat)
        try:
            receipt = await self._session.deliverer.deliver(delivery)
        except Unready:
            self._refused.set()
            raise
        if receipt.outcome != "sent":
            log.info("not delivered", platform=NAME, entry=delivery.id, outcome=receipt.outcome)
        return receipt

    async def here(self, account: AccountId) -> bool | None:
        """Whether the person is in one of the bot's servers; None: too many to look, or not allowed to."""
        if self._session is None:
            return None
        client = self._session.client
        guilds = await _guilds(client)
        if not 0 < len(guilds) <= LOOKED_THROUGH:
            return None
        unsure = False
        for guild in guilds:
            found = await _is_in(client, guild, int(name_in(account)))
            if found:
                return True
            unsure = unsure or found is None
        return None if unsure else False

    async def channel_problem(self, channel: ChannelId) -> str | None:
        """Why nothing can be posted in a channel; None: not logged in, or Discord doesn't say."""
        return None if self._session is None else await self._session.channels.problem(channel)

    async def book(self, booking: Booking) -> Booked:
        """Makes a voice channel and an event for people who meet, where the server allows it.

        Raises:
            Busy: not logged in yet, or Discord asks for patience.
        """
        if self._session is None:
            raise Busy(self._options.beat)
        try:
            return await self._session.bookings.book(booking)
        except discord.RateLimited as error:
            raise Busy(error.retry_after) from error


async def _guilds(client: Client) -> list[int]:
    if client.is_ready():
        return [guild.id for guild in client.guilds]
    return [int(guild["id"]) for guild in await client.http.get_guilds(200, with_counts=False)]


async def _is_in(client: Client, guild: int, user: int) -> bool | None:
    try:
        await client.http.get_member(guild, user)
    except discord.HTTPException as error:
        return False if error.code in NOBODY else None
    return True


async def _let_go(lease: Lease) -> None:
    try:
        await lease.release()
    except StoreDown:  # then it lapses by itself
        log.warning("store down")


@asynccontextmanager
async def _unready() -> AsyncIterator[None]:
    """The library's failures that only a person can fix, in words."""
    try:
        yield
    except discord.LoginFailure as error:
        raise Unready(REFUSED) from error
    except discord.PrivilegedIntentsRequired as error:
        raise Unready(PRIVILEGES) from error
    except discord.ConnectionClosed as error:
        if error.code in (BAD_TOKEN, PRIVILEGED):
            raise Unready(REFUSED if error.code == BAD_TOKEN else PRIVILEGES) from error
        raise


def _silent(_: str) -> None:
    """Nobody listens yet."""
