"""Slack as a platform: one workspace, by Socket Mode or signed requests."""

import asyncio
import hashlib
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.call import Call
from bot.core.errors import StoreDown
from bot.core.ids import AccountId, ChannelId, name_in, space_id, space_of
from bot.platforms.pace import PATIENT, Pace
from bot.platforms.port import Busy, Delivery, PlatformServices, Receipt, Unready
from bot.platforms.slack import channels
from bot.platforms.slack.client import Web, open_web, sdk_logger, web_client
from bot.platforms.slack.connection import PATH, PING, Receive, Socket, receiver, serve_http, serve_socket
from bot.platforms.slack.deliveries import Deliverer, SlackMessages
from bot.platforms.slack.error_mapping import GONE, Refused, Unreached
from bot.platforms.slack.files import FileUploads
from bot.platforms.slack.gateway_events import GatewayEvents
from bot.platforms.slack.lookup import Lookup
from bot.platforms.slack.permissions import missing, without
from bot.platforms.slack.responder import ResponderDeps
from bot.platforms.slack.settings import SlackOptions

RATE, BURST = 1.0, 10
"""Messages a second to one conversation, and at once: Slack's own limit, which lets bursts pass."""
CONNECTING: Final = 2.0
"""Seconds after which a delivery comes back that found no connection."""
STOPPING: Final = 10.0
"""Seconds that what was asked before the end has to be answered."""
MOST_CONNECTIONS: Final = 10
"""Of an app, by Slack's own limit."""
log = structlog.get_logger("loopmate")


class SlackPlatform:
    """`app` takes what Slack sends; `run` connects, and everything waits until it has.

    `ping`: seconds between pings of the connection; `patient`: how long a delivery waits for its turn. `counts`
    says what became of deliveries, and how often one could not be looked up.
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
        self.web: Web | None = None
        """The connection to the Web API, while there is one."""
        self._services = services
        self._options = options
        self._ping = ping
        self._patient = patient
        self._trouble: asyncio.Future[None] | None = None
        self._intake: GatewayEvents | None = None
        self._deliverer: Deliverer | None = None
        self.app = self._build_app()

    @property
    def routes(self) -> Mapping[str, Receive]:
        """What the bot's own server has to hand on."""
        return {} if self._options.app_token else {PATH: receiver(self.app)}

    async def run(self, ready: Callable[[str], None]) -> None:
        """Connects, and works until it is canceled.

        Raises:
            Unready: a token is wrong, or the like. ConnectionError: begin anew.
        """
        async with self.open_web() as web:
            serving = asyncio.ensure_future(self._serve(web, ready))
            self._trouble = asyncio.get_running_loop().create_future()
            try:
                done, _ = await asyncio.wait({serving, self._trouble}, return_when=asyncio.FIRST_COMPLETED)
                await done.pop()
            finally:
                self._trouble.cancel()
                self._trouble = None
                serving.cancel()
                await asyncio.gather(serving, return_exceptions=True)
                await self.idle(STOPPING)

    @asynccontextmanager
    async def open_web(self) -> AsyncIterator[Web]:
        """The Web API alone: messages can be sent, and what is dispatched to `app` is answered."""
        async with open_web(self._options) as web:
            _log_scopes(web)
            await self._report_token(web)
            self._set_up(web)
            try:
                yield web
            finally:
                self.web = self._intake = self._deliverer = None

    def _set_up(self, web: Web) -> None:
        clock, word = self._services.clock, self._services.word
        post, uploads = SlackMessages(web, self._services), FileUploads(web, self._services)
        lookup = Lookup(web, clock, self.counts, allowed=not self._options.distributed)
        pace = Pace(RATE, BURST, clock.monotonic)
        deliverer = Deliverer(post, uploads, lookup, pace, clock, word, self._patient, self.counts)
        self._intake = GatewayEvents(
            self._services.door,
            ResponderDeps(post, uploads, deliverer, self._services),
            give_up=self._give_up,
        )
        self.web, self._deliverer = web, deliverer

    async def _report_token(self, web: Web) -> None:
        """A workspace that comes back brings a new token: said once for each."""
        space = space_id("slack", web.team)
        mark = hashlib.sha256(self._options.bot_token.encode()).hexdigest()[:16]
        what = Call(path="space.returned", values={"space": space})
        await self._services.door.report(space, f"slack/{web.team}/token/{mark}", what)

    async def _serve(self, web: Web, ready: Callable[[str], None]) -> None:
        if not self._options.app_token:
            said = f"Slack: workspace {web.place}, HTTP on port {self._options.http_port}"
            if self._options.mounted:
                ready(said)
                await asyncio.Event().wait()
            await serve_http(self.app, self._options.http_host, self._options.http_port, lambda: ready(said))
            return
        client = web_client(self._options, "", web.session, web.logger)

        async def greeted(connections: int, again: bool) -> None:
            ready(f"Slack: workspace {web.place}, Socket Mode")
            # the one before may still be counted
            if (
                connections > self._options.connections + again
                and connections > await self._processes() + again
            ):
                log.warning("slack.another_process_uses_this_app_token", connections=connections)

        await serve_socket(Socket(self.app, self._options.app_token, client, greeted, self._ping))

    async def _processes(self) -> int:
        """How many of the bot's own processes may hold a connection; those of one store are no strangers."""
        try:
            return await self._services.processes()
        except StoreDown:
            return MOST_CONNECTIONS

    def _build_app(self) -> AsyncApp:
        """Bolt checks signatures and answers Slack's own questions; everything else comes to the intake."""
        options = self._options

        async def authorize() -> AuthorizeResult:
            web = self.web
            return AuthorizeResult(
                enterprise_id=None,
                team_id=web.team if web else None,
                bot_token=options.bot_token,
                bot_id=web.bot_id if web else None,
                bot_user_id=web.bot_user if web else None,
            )

        async def take(body: dict[str, Any], ack: AsyncAck) -> BoltResponse:
            if self._intake is None:
                return BoltResponse(status=503, body="")  # Slack sends it again
            return await self._intake.take(body, ack)

        logger = sdk_logger()
        app = AsyncApp(
            name="loopmate",
            logger=logger,
            client=AsyncWebClient(base_url=options.base_url, logger=logger),
            authorize=authorize,
            signing_secret=options.signing_secret or "socket mode alone",
            request_verification_enabled=True,
            process_before_response=True,
        )
        app.use(take)
        return app

    def _give_up(self, error: Unready) -> None:
        if self._trouble is not None and not self._trouble.done():
            self._trouble.set_exception(error)

    async def idle(self, most: float | None = None) -> None:
        """Returns when everything that was asked has been answered, or after `most` seconds."""
        if self._intake is not None:
            await self._intake.idle(most)

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message.

        Raises:
            Busy: later. Unready: a person has to mend the token. Anything else is tried again.
        """
        if self._deliverer is None:
            raise Busy(CONNECTING)
        try:
            return await self._deliverer.deliver(delivery)
        except Unready as error:
            self._give_up(error)
            raise

    async def here(self, account: AccountId) -> bool | None:
        """Whether somebody is still in the workspace; None: Slack does not say."""
        if self.web is None:
            return None
        try:
            answer = await self.web.ask(self.web.client.users_info(user=name_in(account)))
        except Refused as refused:
            return False if refused.error in GONE else None
        except (Busy, Unreached, Unready):
            return None
        return not answer["user"].get("deleted", False)

    async def channel_problem(self, channel: ChannelId) -> str | None:
        """Why nothing can be posted in a channel; None: Slack doesn't say, or it's another workspace's."""
        if self.web is None or space_of(channel) != space_id("slack", self.web.team):
            return None
        return await channels.problem(self.web, name_in(channel), self._services.word)


def _log_scopes(web: Web) -> None:
    for scope in missing(web.scopes):
        log.warning("slack.scope_missing", scope=scope.name, means=without(scope))
