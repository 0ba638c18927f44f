"""Connections: the SDK's client for the Web API, with errors as our own and short waits; requests and sockets."""

import asyncio
import hmac
import logging
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.core.errors import log
from bot.platforms.port import Unready
from bot.platforms.slack.error_mapping import Refused, Unreached, map_error, retry_after
from bot.platforms.slack.settings import SlackOptions

SHORT_WAIT = 2
"""Seconds that Slack may ask for before the message is put back instead."""


class ShortWaits(AsyncRateLimitErrorRetryHandler):
    """Waits as Slack asks, if that is soon; what takes longer goes back to the outbox, which is patient."""

    async def _can_retry_async(self, *, response: HttpResponse | None = None, **_: Any) -> bool:
        if response is None or response.status_code != 429:
            return False
        return retry_after(response.headers) <= SHORT_WAIT


Renew = Callable[[str], Awaitable[str]]
"""The token to use now, instead of one that Slack has refused ("": none was refused)."""


class RenewingClient(AsyncWebClient):
    """The SDK's client. It repeats nothing but what Slack asked to be repeated, and what it refused for the token:
    a message whose fate is unknown goes back to the outbox, which looks it up first."""

    renew: Renew | None = None

    async def current_token(self, refused: str = "") -> str:
        """The token to use now, which is perhaps another than the one that was refused."""
        if self.renew is not None:
            self.token = await self.renew(refused)
        return self.token or ""

    async def api_call(self, *args: Any, **more: Any) -> AsyncSlackResponse:
        used = await self.current_token()
        try:
            return await super().api_call(*args, **more)
        except SlackApiError as error:
            if not isinstance(map_error(error), Unready) or await self.current_token(used) == used:
                raise
            return await super().api_call(*args, **more)


def web_client(
    options: SlackOptions, token: str, session: aiohttp.ClientSession, renew: Renew | None = None
) -> RenewingClient:
    """A client; one that is to `renew` its token asks for it before each call."""
    made = RenewingClient(
        token=token,
        base_url=options.base_url,
        session=session,
        logger=sdk_logger(),
        retry_handlers=[ShortWaits(max_retry_count=1)],
    )
    made.renew = renew
    return made


async def await_answer(call: Awaitable[AsyncSlackResponse], kind: str = "bot") -> Mapping[str, Any]:
    """The answer of a method.

    Raises:
        Refused: no. Busy: later. Unreached: nobody knows. Unready: the token is no longer valid.
    """
    try:
        response = await call
    except SlackApiError as error:
        raise map_error(error, kind) from None
    except (aiohttp.ClientError, TimeoutError, SlackRequestError, AttributeError) as error:
        # AttributeError is the SDK's own, where JSON came that isn't an object
        raise Unreached(type(error).__name__) from None
    return response.data if isinstance(response.data, dict) else {}


def open_session() -> aiohttp.ClientSession:
    """The connections that all clients share; one call may take 20 seconds."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20.0), trust_env=True)


@cache
def sdk_logger() -> logging.Logger:
    """The SDK's logger. It has a level of its own: without one the SDK would log texts."""
    made = logging.Logger("loopmate.slack", logging.WARNING)
    made.addHandler(_ToTheLog())
    return made


class _ToTheLog(logging.Handler):
    """What the SDK reports, without its words: they may hold a token or somebody's text."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.funcName == "__init__":
            return  # bolt has seen a token in the environment, and says that it does not use it
        kind = record.exc_info[0] if record.exc_info else None
        log.warning("slack.sdk", where=record.funcName, error=kind.__name__ if kind else "")


# how payloads arrive: signed requests at the bot's own server, or Slack's sockets


APART: Final = 300.0
"""Seconds that the instant in a signature may differ from this machine's clock; Bolt allows as many."""
QUIET: Final = 3600.0
"""Seconds until the log says once more that requests are refused."""
_INSTANT = re.compile(rb"[0-9]{1,12}")
CLOCK_FIX: Final = "let this machine's clock follow network time (timedatectl set-ntp true)"
COPY_AGAIN: Final = (
    "if no command is answered, copy Basic Information > App Credentials > Signing Secret of this very app to "
    "SLACK_SIGNING_SECRET; if they are, it was a stranger"
)


@dataclass(slots=True)
class SignedRequests:
    """Requests at PATH, of any server. What Slack hasn't signed isn't even parsed."""

    app: AsyncApp
    secret: str
    _said: dict[str, float] = field(default_factory=dict)

    async def receive(self, request: web.Request) -> web.Response:
        if refused := self._why_refused(request.headers, await request.read()):
            self._say(*refused)
            return web.Response(status=401, text="not signed")
        try:
            bolt = await to_bolt_request(request)
        except (ValueError, AttributeError, TypeError):  # no JSON object, no UTF-8: nothing of Slack's
            return web.Response(status=400, text="not readable")
        return await to_aiohttp_response(await self.app.async_dispatch(bolt))

    def _why_refused(self, headers: Mapping[str, str], body: bytes) -> tuple[str, str] | None:
        """The reason and its fix; None: Slack has signed it, just now."""
        given = (headers.get(f"X-Slack-{name}", "") for name in ("Request-Timestamp", "Signature"))
        instant, signature = (one.encode(errors="surrogateescape") for one in given)
        own = hmac.new(self.secret.encode(), b"v0:" + instant + b":" + body, "sha256").hexdigest()
        if not _INSTANT.fullmatch(instant) or not hmac.compare_digest(b"v0=" + own.encode(), signature):
            return "signature", COPY_AGAIN
        return ("clock", CLOCK_FIX) if abs(time.time() - int(instant)) > APART else None

    def _say(self, reason: str, fix: str) -> None:
        """Strangers may knock all day long, so the log has each reason once an hour."""
        now = time.monotonic()
        if now - self._said.get(reason, -QUIET) >= QUIET:
            self._said[reason] = now
            log.warning("slack.request_refused", reason=reason, fix=fix)


PING: Final = 5.0
"""Seconds between pings; a connection that answers four of them with nothing is replaced."""
LOST: Final = 60.0
"""Seconds without a connection after which everything starts over."""
NO_SCOPE: Final = (
    "The app-level token lacks the scope connections:write. Make one with it at api.slack.com/apps > Basic "
    "Information > App-Level Tokens, and put it into SLACK_APP_TOKEN."
)


class Socket(SocketModeClient):
    """The SDK's client, which would try a wrong token forever.

    `trouble` gets the exception that ends the connection for good; `greeted` is called each time a connection is
    made, with the number of those that the app has now, and whether this process has had one before.
    """

    def __init__(
        self,
        app: AsyncApp,
        token: str,
        client: AsyncWebClient,
        greeted: Callable[[int, bool], Awaitable[None]],
        ping: float,
    ) -> None:
        super().__init__(app_token=token, logger=sdk_logger(), web_client=client, ping_interval=ping)
        self.trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._app = app
        self._greeted = greeted
        self._had_one = False
        self.socket_mode_request_listeners.append(self._dispatch)

    async def issue_new_wss_url(self) -> str:
        """An address for one connection. A token that's no longer valid stops everything."""
        try:
            answer = await self.web_client.apps_connections_open(app_token=self.app_token)
        except SlackApiError as error:
            said = map_error(error, "app")
            if isinstance(said, Refused) and said.error == "missing_scope":
                said = Unready(NO_SCOPE)
            if isinstance(said, Unready):
                self._give_up(said)
            raise said from None
        return str(answer["url"])

    async def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        match message.get("type"):
            case "hello":
                await self._greeted(int(message.get("num_connections") or 1), self._had_one)
                self._had_one = True
            case "disconnect":
                log.info("slack.disconnect", reason=message.get("reason"))
                if message.get("reason") == "link_disabled":
                    said = "Socket Mode is switched off: switch it on at api.slack.com/apps > Socket Mode."
                    self._give_up(Unready(said))
        await super().run_message_listeners(message, raw_message)

    def _give_up(self, error: Unready) -> None:
        if not self.trouble.done():
            self.trouble.set_exception(error)

    async def _dispatch(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        answer = await run_async_bolt_app(self._app, request)
        await send_async_response(client, request, answer, 0.0)

    async def close(self) -> None:
        """Ends the connection and everything that belongs to it."""
        await super().close()  # type: ignore[no-untyped-call] # the SDK's own
        ended = (self.message_processor, self.current_session_monitor, self.message_receiver)
        await asyncio.gather(*(task for task in ended if task is not None), return_exceptions=True)


async def serve_socket(socket: Socket) -> None:
    """Keeps a connection until it is canceled.

    Raises:
        Unready: a person has to fix something. ConnectionError: there was no connection for too long.
    """
    connecting = asyncio.ensure_future(socket.connect())  # type: ignore[no-untyped-call] # the SDK's own
    watching = asyncio.ensure_future(_watch(socket))
    try:
        done, _ = await asyncio.wait({socket.trouble, watching}, return_when=asyncio.FIRST_COMPLETED)
        await done.pop()
    finally:
        for task in (connecting, watching):
            task.cancel()
        await asyncio.gather(connecting, watching, return_exceptions=True)
        socket.trouble.cancel()
        await socket.close()


async def _watch(socket: Socket) -> None:
    """Ends when there has been no connection for too long: the SDK may hold on to an address that is spent."""
    loop = asyncio.get_running_loop()
    seen = loop.time()
    while loop.time() - seen < LOST:
        await asyncio.sleep(PING)
        if await socket.is_connected():
            seen = loop.time()
    raise ConnectionError("no connection to Slack")
