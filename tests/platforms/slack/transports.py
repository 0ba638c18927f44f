"""Two ways by which a workspace reaches a bot beside Socket Mode: in process, and by signed requests."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Protocol
from urllib.parse import urlencode

import aiohttp
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from tests.platforms.slack.sockets import Ack, Kind
from tests.platforms.slack.state import Json


class Transport(Protocol):
    """Carries one payload to the bot and its acknowledgement back; `Sockets` is one as well."""

    async def send(self, kind: Kind, payload: Json) -> Ack: ...


class InProcess:
    """Straight into a Bolt app, as its own Socket Mode handler does it."""

    def __init__(self, app: AsyncApp, patience: float = 3.0) -> None:
        self.app, self.patience = app, patience

    async def send(self, kind: Kind, payload: Json) -> Ack:  # noqa: ARG002 # Bolt tells by the payload
        copied = json.loads(json.dumps(payload))
        headers = {"content-type": ["application/json"]}
        request = AsyncBoltRequest(mode="socket_mode", body=copied, headers=headers)  # type: ignore[arg-type] # Bolt itself passes a dict
        try:
            async with asyncio.timeout(self.patience):
                response: BoltResponse = await self.app.async_dispatch(request)
        except TimeoutError:
            return Ack(False, why="operation_timeout")
        return _ack(response.status, response.body)


class Http:
    """Signed requests to a port, as Slack sends them without Socket Mode."""

    def __init__(self, url: str, secret: str, now: Callable[[], float] = time.time) -> None:
        self.url, self.secret, self.now = url, secret, now

    async def send(self, kind: Kind, payload: Json) -> Ack:
        body, content_type = encoded(kind, payload)
        return await post_signed(self.url, self.secret, body, content_type, int(self.now()))


def encoded(kind: Kind, payload: Json) -> tuple[str, str]:
    """The body of a request and its content type."""
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields), "application/x-www-form-urlencoded"


def sign(secret: str, timestamp: int | str, body: str) -> str:
    """The signature of version 0: HMAC-SHA256 over `v0:<timestamp>:<body>`."""
    said = f"v0:{timestamp}:{body}".encode()
    return "v0=" + hmac.new(secret.encode(), said, hashlib.sha256).hexdigest()


async def post_signed(
    url: str, secret: str, body: str, content_type: str, timestamp: int, signature: str | None = None
) -> Ack:
    """Posts a body with Slack's two headers; another `signature`, or an empty one, makes a forgery."""
    given = sign(secret, timestamp, body) if signature is None else signature
    headers = {"Content-Type": content_type, "X-Slack-Request-Timestamp": str(timestamp)}
    if given:
        headers["X-Slack-Signature"] = given
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body.encode(), headers=headers) as response,
    ):
        return _ack(response.status, await response.text())


def _ack(status: int, body: str | None) -> Ack:
    if status != 200:
        return Ack(False, why=f"status {status}: {body}")
    if not body:
        return Ack(True)
    return Ack(True, json.loads(body) if body.startswith("{") else {"text": body})
