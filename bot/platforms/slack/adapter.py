"""Slack as a platform: one workspace by its token or many by OAuth, over Socket Mode or signed requests."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import aiohttp
from aiohttp.web import RouteDef, post

from bot.core.errors import StoreDown, log
from bot.core.values import AccountId, ChannelId, name_in, space_of
from bot.platforms.port import Booked, Booking, Busy, Delivery, PlatformServices, Receipt, Unready
from bot.platforms.slack.connection import (
    PING,
    SignedRequests,
    Socket,
    open_session,
    serve_socket,
    web_client,
)
from bot.platforms.slack.error_mapping import Refused, Unreached, why_closed
from bot.platforms.slack.gateway_events import GatewayEvents, Workspace, Workspaces, build_app
from bot.platforms.slack.manifest import INSTALL, PATH
from bot.platforms.slack.oauth import InstallPages
from bot.platforms.slack.settings import SlackOptions
from bot.platforms.traffic import PATIENT

CONNECTING, REFUSED = 2.0, 60.0
"""Seconds after which a delivery comes back: there's no connection, or its workspace refused the token."""
STOPPING = 10.0
"""Seconds that what was asked before the end has to be answered."""
MOST_CONNECTIONS = 10
"""Of an app, by Slack's own limit."""
VERIFY = "If Slack hasn't verified the address yet, press Retry at api.slack.com/apps > Event Subscriptions."


class SlackPlatform:
    """`app` takes what Slack sends and `intake` works on it; `run` connects, and everything waits until it has.

    `ping`: seconds between pings of the connection; `patient`: how long a delivery waits for its turn. `counts`
    says how often a delivery could not be looked up.
    """

    name = "slack"

    def __init__(
        self,
        services: PlatformServices,
        options: SlackOptions,
        *,
        ping: float = PING,
        patient: float = PATIENT,
    ) -> None:
        self.counts: Counter[str] = Counter()
        self._services = services
        self._options = options
        self._ping = ping
        self._patient = patient
        self._trouble: asyncio.Future[None] | None = None
        self.intake = GatewayEvents(services, self._give_up)
        self._pages = InstallPages(
            services, options, lambda: self.intake.workspaces.add if self.intake.workspaces else None
        )
        self.app = build_app(options, self.intake)

    @property
    def routes(self) -> Sequence[RouteDef]:
        """What the bot's own server has to hand on."""
        pages = self._pages.routes if self._options.client_id else []
        if self._options.app_token:
            return pages
        return [*pages, post(PATH, SignedRequests(self.app, self._options.signing_secret).receive)]

    async def run(self, ready: Callable[[str], None]) -> None:
        """Connects, and works until it is canceled.

        Raises:
            Unready: a token is wrong, or the like. ConnectionError: start over.
        """
        async with self.open_web() as session:
            serving = asyncio.ensure_future(self._serve(session, ready))
            self._trouble = asyncio.get_running_loop().create_future()
            try:
                done, _ = await asyncio.wait({serving, self._trouble}, return_when=asyncio.FIRST_COMPLETED)
                await done.pop()
            finally:
                self._trouble.cancel()
                self._trouble = None
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)
                await self.intake.idle(STOPPING)

    @asynccontextmanager
    async def open_web(self) -> AsyncIterator[aiohttp.ClientSession]:
        """The Web API alone: messages can be sent, and what is dispatched to `app` is answered."""
        async with open_session() as session:
            made = Workspaces(self._services, self._options, session, self._patient, self.counts)
            if self._options.bot_token:
                try:
                    await made.open_home()
                except Unready:  # where others have installed the bot it goes on for them
                    if not self._options.client_id:
                        raise
                    log.warning("slack.own_token_refused")
            self.intake.workspaces = made
            try:
                yield session
            finally:
                self.intake.workspaces = None

    async def _serve(self, session: aiohttp.ClientSession, ready: Callable[[str], None]) -> None:
        where = await self._describe()
        if not self._options.app_token:
            ready(f"{where}, HTTP on port {self._options.http_port}. {VERIFY}")
            await asyncio.Event().wait()
        client = web_client(self._options, "", session)

        async def greeted(connections: int, again: bool) -> None:
            ready(f"{where}, Socket Mode")
            try:  # the processes of one store are no strangers
                own = await self._services.processes()
            except StoreDown:
                own = MOST_CONNECTIONS
            if connections > own + again:  # the one before may still be counted
                log.warning("slack.another_process_uses_this_app_token", connections=connections)

        await serve_socket(Socket(self.app, self._options.app_token, client, greeted, self._ping))

    async def _describe(self) -> str:
        """Where the bot works, for the person who started it."""
        home = self.intake.workspaces.home if self.intake.workspaces else None
        named = f"Slack: workspace {home.me.place}" if home else "Slack"
        if not self._options.client_id or self._services.installs is None:
            return named
        count = sum(not one.org for one in (await self._services.installs.all()).values())
        return f"{named}: {count} installed, more at {self._options.public_url}{INSTALL}"

    async def _give_up(self, here: Workspace, error: Unready) -> None:
        """A token is no longer valid: the bot's own stops everything, that of one install only its workspace."""
        if self._options.client_id and self.intake.workspaces is not None:
            await self.intake.workspaces.lose(here, error)
        elif self._trouble is not None and not self._trouble.done():
            self._trouble.set_exception(error)

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message.

        Raises:
            Busy: later. Unready: a person has to fix the token. Anything else is tried again.
        """
        if self.intake.workspaces is None:
            raise Busy(CONNECTING)
        here = await self._find(delivery.to)
        if here is None:
            return Receipt(outcome="closed", why="I'm not installed in that workspace.")
        try:
            return await here.deliverer.deliver(delivery)
        except Unready as error:
            await self._give_up(here, error)
            if self._options.client_id:
                raise Busy(REFUSED) from None
            raise

    async def _find(self, address: AccountId | ChannelId) -> Workspace | None:
        team = space_of(address).partition(":")[2]
        here = await self.intake.workspaces.find(team) if self.intake.workspaces else None
        return here if here and here.me.team == team else None

    async def here(self, account: AccountId) -> bool | None:
        """Whether somebody is still in the workspace; None: Slack does not say."""
        there = await self._find(account)
        try:
            left = await there.messages.web.has_left(name_in(account)) if there else None
        except Busy:
            left = None
        return None if left is None else not left

    async def channel_problem(self, channel: ChannelId) -> str | None:
        """Why nothing can be posted in a channel; None: Slack doesn't say, or it's another workspace's."""
        if (there := await self._find(channel)) is None:
            return None
        web = there.messages.web
        try:
            shown = await web.channel(name_in(channel))
        except Refused as refused:
            error = refused.error
            return None if error == "missing_scope" else why_closed(error, web.me.word, web.bot_name)
        except (Busy, Unreached, Unready):
            return None
        if shown.get("is_archived"):
            return why_closed("is_archived", web.me.word, web.bot_name)
        anywhere = "chat:write.public" in web.scopes and not shown.get("is_private")
        is_open = shown.get("is_member") or anywhere
        return "" if is_open else why_closed("not_in_channel", web.me.word, web.bot_name)

    async def book(self, booking: Booking) -> Booked:
        """A link to the huddle of the group DM that these people share with the bot.

        Slack's documentation doesn't name that address, so it may stop working: a card says what to do then.

        Raises:
            Busy: others have their turn first.
        """
        there = await self._find(booking.people[0]) if len(booking.people) > 1 else None
        if there is None:
            return Booked()
        channel = await there.messages.together([name_in(person) for person in booking.people])
        return Booked(place=f"https://app.slack.com/huddle/{there.me.team}/{channel}", venue="huddle")
