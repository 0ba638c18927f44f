"""Discord on a loopback port: its REST API and gateway over real sockets, for what happens on the way.

The world behind it is simcord's, made stricter (`Stricter`); people (`Guild`, `Person`) act in it. Requests can be
made to fail and to be limited.

async with loopback() as api:                    # the library's addresses point to it, its own waits are short
    guild = Guild(api)
    ...
    api.fail("POST", "/channels/*/messages", 500, times=2)
"""

import asyncio
import datetime as dt
import fnmatch
import io
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import discord
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route
from simcord import BackendError, Env
from simcord.backend.cdn import CDN_BASE, CdnStore
from simcord.backend.models.interaction import ResponseKind
from simcord.http import router

from tests.platforms.changes import Changes
from tests.platforms.discord.gateway import Gateway
from tests.platforms.discord.hurry import hurried
from tests.platforms.discord.state import START, Nonces, Now, Stricter, enforced

TOKEN = "loopback.bot.token"  # noqa: S105 - of a bot that does not exist
_API: Final = "/api/v10"
_OPEN: Final = ("interactions", "webhooks")
"""Whoever knows the token in the path may use these."""


@dataclass
class Fault:
    """What becomes of the next requests; `stored`: it is done all the same, and only the answer is lost."""

    method: str
    path: str
    status: int
    body: Mapping[str, Any]
    times: int
    headers: Mapping[str, str]
    stored: bool = False
    raw: str = ""
    drop: bool = False


@dataclass
class Bucket:
    """A rate limit of Discord's, told beside each answer: `limit` requests to a path in `reset` seconds."""

    method: str
    path: str
    limit: int
    reset: float
    used: int = 0
    since: dt.datetime | None = None


@dataclass(frozen=True)
class Upload:
    """One file of a multipart request, as the router takes it."""

    filename: str
    description: str | None
    fp: io.BytesIO


@dataclass
class Asked:
    """One request that came in, and what it was answered with."""

    method: str
    path: str
    body: Any
    status: int = 0
    files: list[str] = field(default_factory=list)


class _Cdn(CdnStore):
    """Uploads can be fetched from this server."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""

    def store_attachment(
        self, attachment_id: int, channel_id: int, filename: str, data: bytes, description: str | None
    ) -> dict[str, Any]:
        stored = super().store_attachment(attachment_id, channel_id, filename, data, description)
        url = stored["url"].replace(CDN_BASE, self.base)
        self._blobs[url] = data
        return stored | {"url": url, "proxy_url": url}


class _Env(Env):
    """Lets people act over sockets: what they did is done when the bot has answered it."""

    def __init__(self, api: "Loopback") -> None:
        super().__init__(discord.AutoShardedClient(intents=discord.Intents(guilds=True)), shard_count=1)
        self.backend = api.state
        self._api = api

    async def _settle_internal(self, *, dispatch: str | None = None, **_: Any) -> None:
        before = self._api.state.change
        if self._api.is_here:
            await self._api.settle()
        elif dispatch == "INTERACTION_CREATE":
            await self._api.changes.until(lambda: self._api.is_answered(before))


class Loopback:
    """The server. `asked` is every request in its order, `connections` counts websockets."""

    def __init__(self, now: Now = lambda: START) -> None:
        self.now, self.token = now, TOKEN
        self.state = Stricter(now)
        self.cdn = self.state.cdn = _Cdn()
        self.changes = Changes()
        self.gateway = Gateway(self.state, self.changes, TOKEN)
        self.env = _Env(self)
        self.asked: list[Asked] = []
        self.applied: dict[str, Any] = {}
        """What PATCH /applications/@me has set."""
        self.public = False
        """Whether anybody may add the bot to a server."""
        self.is_here = False
        """Whether the bot works in this process, where it can be seen when it's done."""
        self._faults: list[Fault] = []
        self._nonces = Nonces(self.state, now)
        self._buckets: list[Bucket] = []
        self.slept: list[float] = []
        """Seconds that the library wanted to wait, in their order."""
        self._runner: web.AppRunner | None = None
        self.base = ""

    async def start(self) -> None:
        app = web.Application(client_max_size=30_000_000)
        app.router.add_get("/gateway/", self.gateway.answer)
        app.router.add_get("/attachments/{tail:.*}", self._file)
        app.router.add_route("*", _API + "/{tail:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base = self.cdn.base = f"http://{host}:{port}"
        self.gateway.url = f"ws://{host}:{port}/gateway/"
        self.gateway.start()

    async def stop(self) -> None:
        """Ends the server. Raises AssertionError for what the house forbids."""
        await self.gateway.stop()
        if self._runner is not None:
            await self._runner.cleanup()
        assert not self.state.breaches, "; ".join(self.state.breaches)

    @property
    def api_url(self) -> str:
        """For `Route.BASE`."""
        return self.base + _API

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the bot is started with, to work here."""
        urls = {"LOOPMATE_DISCORD_API_URL": self.api_url, "LOOPMATE_DISCORD_GATEWAY_URL": self.gateway.url}
        return {"DISCORD_TOKEN": self.token} | urls

    @property
    def commands(self) -> list[dict[str, Any]]:
        """What is registered globally."""
        return list(self.state.commands.get(None, {}).values())

    # what a test does to it

    def fail(
        self,
        method: str,
        path: str,
        status: int,
        body: Mapping[str, Any] | None = None,
        *,
        times: int = 1,
        headers: Mapping[str, str] | None = None,
        stored: bool = False,
        raw: str = "",
        drop: bool = False,
    ) -> None:
        """The next `times` requests to `path` (a pattern: `/channels/*/messages`) are answered so; `raw` stands in
        the place of JSON, `drop` ends the connection without an answer."""
        text = {"message": f"{status}: injected", "code": 0}
        given = Fault(method, path, status, body or text, times, headers or {}, stored, raw=raw, drop=drop)
        self._faults.append(given)

    def limit(self, method: str, path: str, seconds: float, *, times: int = 1, via: bool = True) -> None:
        """429. Without `via` it does not come from Discord's API, and the library must not try again."""
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": False}
        headers = {"Retry-After": str(int(seconds))} | ({"Via": "1.1 google"} if via else {})
        self.fail(method, path, 429, body, times=times, headers=headers)

    def bucket(self, method: str, path: str, limit: int, reset: float) -> None:
        """All requests to `path` (a pattern) share a bucket, by the world's time; what is over it is a 429."""
        self._buckets.append(Bucket(method, path, limit, reset))

    def _limited(self, asked: Asked) -> tuple[bool, dict[str, str]]:
        """Whether a request is over its bucket, and what Discord says of that."""
        now = self.now()
        for bucket in self._buckets:
            if bucket.method != asked.method or not fnmatch.fnmatch(asked.path, bucket.path):
                continue
            if bucket.since is None or (now - bucket.since).total_seconds() >= bucket.reset:
                bucket.since, bucket.used = now, 0
            bucket.used += 1
            left = max(0.0, bucket.reset - (now - bucket.since).total_seconds())
            told = {
                "X-RateLimit-Limit": str(bucket.limit),
                "X-RateLimit-Remaining": str(max(0, bucket.limit - bucket.used)),
                "X-RateLimit-Reset-After": str(left),
                "X-RateLimit-Bucket": bucket.path.replace("/", ""),
            }
            return bucket.used > bucket.limit, told | {"Retry-After": str(left), "Via": "1.1 google"}
        return False, {}

    def requests(self, method: str, pattern: str) -> list[Asked]:
        """What was asked for: `requests("POST", "/channels/*/messages")`."""
        return [a for a in self.asked if a.method == method and fnmatch.fnmatch(a.path, pattern)]

    def is_answered(self, before: int) -> bool:
        """Whether the newest interaction is; one that only promised an update waits for a message to change."""
        newest = max(self.state.interactions.values(), key=lambda record: record.id)
        promised = newest.response_kind is ResponseKind.DEFERRED_UPDATE and self.state.change == before
        return newest.responded and not newest.loading and not promised

    async def settle(self) -> None:
        """Until the bot has heard of everything, and done what comes of it; it works in this process."""
        while True:
            await self.changes.until(lambda: self.gateway.is_heard)
            busy = [task for task in asyncio.all_tasks() if task.get_name().startswith("discord.py: on_")]
            if not busy:
                return
            await asyncio.wait(busy)

    # requests

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        body, files = await _read(request)
        path = request.path.removeprefix(_API)
        asked = Asked(request.method, path, body, files=[f.filename for f in files])
        self.asked.append(asked)
        try:
            answer = await self._decide(request, asked, files)
        except BackendError as error:
            answer = _json(error.to_json(), error.status)
        asked.status = answer.status
        self.changes.happened()
        return answer

    async def _decide(self, request: web.Request, asked: Asked, files: list[Upload]) -> web.StreamResponse:
        mine = (f for f in self._faults if f.method == asked.method and fnmatch.fnmatch(asked.path, f.path))
        if fault := next((fault for fault in mine if fault.times), None):
            fault.times -= 1
            if fault.stored:
                self.answer_request(request, asked, files)
            if fault.drop and request.transport:
                request.transport.close()
            if fault.raw:
                told = {"Content-Type": "application/json"}
                return web.Response(body=fault.raw.encode(), status=fault.status, headers=told)
            return _json(fault.body, fault.status, fault.headers)
        is_open = asked.path.split("/")[1] in _OPEN
        if not is_open and request.headers.get("Authorization") != f"Bot {self.token}":
            raise BackendError(401, 0, "401: Unauthorized")
        over, told = self._limited(asked)
        if over:
            body = {"message": "rate limited", "retry_after": float(told["Retry-After"]), "global": False}
            return _json(body, 429, told)
        told.pop("Retry-After", None)
        return _json(self.answer_request(request, asked, files), headers=told)

    def answer_request(self, request: web.Request, asked: Asked, files: list[Upload]) -> Any:
        match asked.method, asked.path:
            case "GET", "/gateway/bot":
                limits = {"total": 1000, "remaining": 999, "reset_after": 14_400_000, "max_concurrency": 1}
                return {"url": self.gateway.url, "shards": 1, "session_start_limit": limits}
            case "GET" | "PATCH", "/applications/@me":
                self.applied |= asked.body or {}
                return self._route(request, asked, files, "/oauth2/applications/@me", "GET") | self.applied
            case "GET", "/oauth2/applications/@me":
                return self._route(request, asked, files) | {"bot_public": self.public}
            case "GET", "/users/@me/guilds":
                return [g | self._rights(int(g["id"])) for g in self._route(request, asked, files)]
        nonce = enforced(asked.method, asked.path, asked.body)
        if nonce is None:
            return self._route(request, asked, files)
        return self._nonces.sent(nonce) or self._nonces.keep(nonce, self._route(request, asked, files))

    def _rights(self, guild: int) -> dict[str, str]:
        """What the bot may do in a server, which simcord leaves out of the list of servers."""
        bot, channel = self.state.bot_user.id, self.state.guilds[guild].channel_ids[0]
        return {"permissions": str(self.state.compute_permissions(guild, bot, channel))}

    def _route(
        self, request: web.Request, asked: Asked, files: list[Upload], path: str = "", method: str = ""
    ) -> Any:
        found = router.dispatch(
            self.state,
            method or asked.method,
            path or asked.path,
            json=asked.body,
            params=dict(request.query),
            files=files,
            reason=request.headers.get("X-Audit-Log-Reason"),
            message_content_access=False,
        )
        is_callback = asked.path.endswith("/callback")
        return None if is_callback and request.query.get("with_response") not in ("1", "true") else found

    async def _file(self, request: web.Request) -> web.Response:
        blob = self.cdn.get(f"{self.base}{request.path}")
        return web.Response(status=404) if blob is None else web.Response(body=blob)


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    if not request.content_type.startswith("multipart/"):
        text = await request.text()
        return (json.loads(text) if text else None), []
    parts = await request.post()
    body: Any = json.loads(str(parts["payload_json"])) if "payload_json" in parts else None
    described = {str(a["id"]): a.get("description") for a in (body or {}).get("attachments") or []}
    files = [(name, part) for name, part in parts.items() if isinstance(part, web.FileField)]
    return body, [_upload(name, part, described) for name, part in files]


def _upload(name: str, part: web.FileField, described: Mapping[str, str | None]) -> Upload:
    number = name.partition("[")[2].rstrip("]")
    return Upload(part.filename, described.get(number), io.BytesIO(part.file.read()))


def _json(body: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    """As Discord answers: the library reads JSON only where no charset is named."""
    if body is None:
        return web.Response(status=204, headers=headers)
    told = {"Content-Type": "application/json"} | dict(headers or {})
    return web.Response(body=json.dumps(body).encode(), status=status, headers=told)


@asynccontextmanager
async def opened(api: Loopback) -> AsyncIterator[Loopback]:
    """A server that the library talks to while it is open; its own waits are short. It can be opened again."""
    await api.start()
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api.api_url, yarl.URL(api.gateway.url)
    try:
        with hurried() as api.slept:
            yield api
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
        await api.stop()


def loopback(now: Now = lambda: START) -> AbstractAsyncContextManager[Loopback]:
    """A server for one test."""
    return opened(Loopback(now))


@asynccontextmanager
async def connected(client: discord.Client, api: Loopback) -> AsyncIterator[asyncio.Task[None]]:
    """The client logs in and works, until the block ends; gives its task."""
    api.is_here = True
    await client.login(api.token)
    task = asyncio.create_task(client.connect())
    try:
        await api.changes.until(lambda: task.done() or (api.gateway.lines and client.is_ready()))
        yield task
    finally:
        await client.close()
        await asyncio.gather(task, return_exceptions=True)
