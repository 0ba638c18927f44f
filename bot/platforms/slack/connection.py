"""How payloads arrive: signed requests at the bot's own server, or Slack's sockets."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.port import Unready
from bot.platforms.slack.client import sdk_logger
from bot.platforms.slack.error_mapping import Refused, map_error

log = structlog.get_logger("loopmate")


def receiver(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """What answers at PATH, on whichever server."""

    async def receive(request: web.Request) -> web.Response:
        if not request.headers.get("X-Slack-Request-Timestamp", "").isdigit():
            return web.Response(status=401, text="not signed")
        try:
            bolt = await to_bolt_request(request)
        except (ValueError, AttributeError, TypeError):  # no JSON object, no UTF-8: nothing of Slack's
            return web.Response(status=400, text="not readable")
        return await to_aiohttp_response(await app.async_dispatch(bolt))

    return receive


PING: Final = 5.0
"""Seconds between pings; a connection that answers four of them with nothing is replaced."""
LOST: Final = 60.0
"""Seconds without a connection after which everything is begun anew."""
SWITCHED_OFF: Final = "Socket Mode is switched off: switch it on at api.slack.com/apps > Socket Mode."
NO_SCOPE: Final = (
    "The app-level token lacks the scope connections:write. Make one with it at api.slack.com/apps > Basic "
    "Information > App-Level Tokens, and put it into SLACK_APP_TOKEN."
)


class Socket(SocketModeClient):
    """The SDK's client, which would try a wrong token for ever.

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
        """An address for one connection. A token that is none any more ends it all."""
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
                    self._give_up(Unready(SWITCHED_OFF))
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
