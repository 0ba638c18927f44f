"""Socket Mode of a loopback Slack: each envelope goes to one of the connections, until it's acknowledged."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import WSMsgType, web

from tests.platforms.slack.methods import SlackError
from tests.platforms.slack.state import Json

Kind = Literal["slash_commands", "interactive", "events_api"]
Reason = Literal["refresh_requested", "link_disabled"]
RETRIED = ("events_api",)


@dataclass
class Link:
    """One connection."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport | None


@dataclass(frozen=True)
class Ack:
    """What came back for something that a person did: `ok` in time, with a payload or none."""

    ok: bool
    payload: Json = field(default_factory=dict)
    why: str = ""


class Sockets:
    """The server's side. `patience`: seconds for an acknowledgement; Slack waits three."""

    def __init__(self, app_token: str, complain: Callable[[str], None]) -> None:
        self.url = ""
        self.app_token = app_token
        self.scopes = {"connections:write"}
        self.links: list[Link] = []
        self.patience = 3.0
        self._opened = 0
        self._complain = complain
        self._tickets: set[str] = set()
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._number = 0

    def open(self, authorization: str) -> str:
        """The answer of apps.connections.open: an address that works once."""
        if authorization != f"Bearer {self.app_token}":
            raise SlackError("invalid_auth" if authorization else "not_authed")
        if "connections:write" not in self.scopes:
            raise SlackError("missing_scope", needed="connections:write", provided=",".join(self.scopes))
        self._opened += 1
        ticket = f"ticket-{self._opened}"
        self._tickets.add(ticket)
        return f"{self.url}?ticket={ticket}&app_id=A0LOOP"

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """A WebSocket from its greeting to its end."""
        if request.query.get("ticket") not in self._tickets:
            return web.Response(status=403, text="this address was used before, or never given out")
        self._tickets.discard(request.query["ticket"])
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        link = Link(ws, request.transport)
        self.links.append(link)
        await ws.send_json(
            {
                "type": "hello",
                "num_connections": len(self.links),
                "debug_info": _DEBUG | {"approximate_connection_time": 18060},
                "connection_info": {"app_id": "A0LOOP"},
            }
        )
        try:
            await self._listen(link)
        finally:
            self.links = [one for one in self.links if one is not link]
        return ws

    async def _listen(self, link: Link) -> None:
        async for message in link.ws:
            if message.type is WSMsgType.PING:
                await link.ws.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._take(json.loads(message.data))

    def _take(self, said: Json) -> None:
        waiting = self._acks.get(str(said.get("envelope_id")))
        if unknown := set(said) - {"envelope_id", "payload"}:
            self._complain(f"socket: unknown in an acknowledgement: {sorted(unknown)}")
        if waiting is None:
            self._complain(f"socket: acknowledged an envelope that nobody sent: {said.get('envelope_id')}")
        elif not waiting.done():
            waiting.set_result(said.get("payload") or {})

    async def send(self, kind: Kind, payload: Json) -> Ack:
        """Hands something on to one of the connections; an event that is not acknowledged is sent again."""
        for attempt in range(4 if kind in RETRIED else 1):
            if not self.links:
                return Ack(False, why="no connection")
            retry = {"retry_attempt": attempt, "retry_reason": "timeout" if attempt else ""}
            given = await self._offer(kind, payload, retry if kind in RETRIED else {})
            if given is not None:
                return Ack(True, given)
        return Ack(False, why="operation_timeout")

    async def _offer(self, kind: Kind, payload: Json, more: Json) -> Json | None:
        self._number += 1
        name, link = f"envelope-{self._number}", self.links[self._number % len(self.links)]
        self._acks[name] = asyncio.get_running_loop().create_future()
        envelope = {"envelope_id": name, "type": kind, "payload": payload}
        accepts = {"accepts_response_payload": kind != "events_api"}
        await link.ws.send_json(envelope | accepts | more)
        try:
            async with asyncio.timeout(self.patience):
                return await self._acks[name]
        except TimeoutError:
            return None

    async def disconnect(self, reason: Reason = "refresh_requested", close: bool = True) -> None:
        """Tells every connection to go."""
        for link in list(self.links):
            await link.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": _DEBUG})
            if close:
                await link.ws.close()

    async def cut(self) -> None:
        """Every connection breaks without a word."""
        for link in list(self.links):
            if link.transport:
                link.transport.abort()

    async def close(self) -> None:
        for link in list(self.links):
            await link.ws.close()


_DEBUG: Json = {"host": "applink-loopback", "build_number": 1}
