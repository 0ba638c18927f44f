"""Discord as a platform: one process holds the bot's connection, the others send by REST and wait for their turn."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import discord

from bot.core.errors import StoreDown, log
from bot.core.values import AccountId, ChannelId, name_in
from bot.platforms.discord.client import Buckets, point_library
from bot.platforms.discord.error_mapping import NOBODY, REFUSED, readable
from bot.platforms.discord.gateway_events import Client
from bot.platforms.discord.inbound import NAME
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import Booked, Booking, Busy, Delivery, Lease, PlatformServices, Receipt, Unready

BAD_TOKEN, PRIVILEGED = 4004, 4014
"""Codes with which the gateway closes a connection for good."""
PRIVILEGES = (
    "Discord refuses an intent that this program doesn't ask for. Fix: run the newest version of it, or turn the "
    "intents on at discord.com/developers > your application > Bot."
)


class Dropped(Exception):
    """The connection is over, or another process has it; the supervisor starts again."""


class DiscordPlatform:
    """One bot. `client` is the connection of now: it is another one after each failure."""

    name = NAME

    def __init__(self, services: PlatformServices, options: DiscordOptions) -> None:
        self.counts: Counter[str] = Counter()
        self._services = services
        self._options = options
        self._is_refused = False
        self._buckets = Buckets(services.clock.monotonic)
        self.client = self._client(lambda _: None)  # nobody listens yet

    def _client(self, ready: Callable[[str], None]) -> Client:
        return Client(self._services, self._options, self.counts, self._buckets, ready)

    # the connection

    async def run(self, ready: Callable[[str], None]) -> None:
        """Logs in, waits for the lease, connects, and works until it is canceled.

        Raises:
            Unready: Discord refuses the token.
        """
        point_library(self._options)
        self._is_refused = False
        self.client = self._client(ready)
        try:
            async with self.client as client, _unready():
                with readable():
                    await client.login(self._options.token)
                try:
                    await self._serve(client, self._services.lease(f"{NAME}/{client.application_id}"), ready)
                finally:
                    await client.idle(self._options.stopping)
        finally:
            self.client.can_send = False

    async def _serve(self, client: Client, lease: Lease, ready: Callable[[str], None]) -> None:
        try:
            if not await self._holds(lease):
                ready(f"Discord: {client.user}, sending; another process holds the connection")
            while not await self._holds(lease):
                await asyncio.sleep(self._options.beat)
                self._check_token()
            await self._stay_connected(client, lease)
        finally:
            try:
                await lease.release()
            except StoreDown as error:  # then it lapses by itself
                log.warning("store down", reason=str(error))

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
            await asyncio.gather(connection, client.leave_gateway(), return_exceptions=True)

    async def _holds(self, lease: Lease, *, otherwise: bool = False) -> bool:
        """Whether the lease is ours. While the store is down nobody can take it away, or get it."""
        try:
            return await lease.hold()
        except StoreDown:
            return otherwise

    def _check_token(self) -> None:
        if self._is_refused:
            raise Unready(REFUSED)

    # what the runner asks for

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message by REST, whichever process holds the connection.

        Raises:
            Busy: not logged in yet, or Discord asks for patience.
            Unready: the token is refused; `run` ends with the same.
        """
        if not self.client.can_send:
            raise Busy(self._options.beat)
        try:
            receipt = await self.client.deliverer.deliver(delivery)
        except Unready:
            self._is_refused = True
            raise
        if receipt.outcome != "sent":
            log.info("not delivered", platform=NAME, entry=delivery.id, outcome=receipt.outcome)
        return receipt

    async def here(self, account: AccountId) -> bool | None:
        """Whether the person is in one of the bot's servers; None: too many to look, or not allowed to."""
        client = self.client
        if not client.can_send:
            return None
        if client.is_ready():
            guilds = [guild.id for guild in client.guilds]
        else:
            listed = await client.http.get_guilds(200, with_counts=False)
            guilds = [int(guild["id"]) for guild in listed]
        if not 0 < len(guilds) <= 20:  # each takes a request
            return None
        unsure = False
        for guild in guilds:
            try:
                await client.http.get_member(guild, int(name_in(account)))
            except discord.HTTPException as error:
                unsure = unsure or error.code not in NOBODY
            else:
                return True
        return None if unsure else False

    async def channel_problem(self, channel: ChannelId) -> str | None:
        """Why nothing can be posted in a channel; None: not logged in, or Discord doesn't say."""
        return await self.client.channels.problem(channel) if self.client.can_send else None

    async def book(self, booking: Booking) -> Booked:
        """Makes a voice channel and an event for people who meet, where the server allows it.

        Raises:
            Busy: not logged in yet, or Discord asks for patience.
        """
        if not self.client.can_send:
            raise Busy(self._options.beat)
        return await self.client.bookings.book(booking)


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
