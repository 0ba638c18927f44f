"""A loopback Slack: the Web API, response URLs, files and Socket Mode on one port, as strict as the real one.

`.complaints` collects what a bot of ours must never do: methods, arguments and blocks that Slack does not know,
answers to nobody. A test ends with `slack.complaints == []`; the `slack` context manager sees to it.
"""

import datetime as dt
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from aiohttp import web

from bot.core.wall_time import ManualClock
from tests.platforms.changes import Changes
from tests.platforms.slack.blocks import Refused
from tests.platforms.slack.hooks import HookRefused, use
from tests.platforms.slack.methods import METHODS, Method, SlackError, refused
from tests.platforms.slack.oauth import Oauth
from tests.platforms.slack.sockets import Sockets
from tests.platforms.slack.state import START, Json, Team, User
from tests.platforms.slack.uploads import FILE_METHODS, visible
from tests.platforms.slack.views import VIEW_METHODS

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "im:history",
    "im:write",
    "mpim:history",
    "mpim:write",
    "channels:read",
    "groups:history",
    "groups:read",
    "users:read",
)
T = TypeVar("T")
APP_TOKEN = "xapp-1-A0LOOP-1-planted"  # noqa: S105 # it opens nothing
EVERYWHERE = ("token", "team_id")
"""Arguments of every method; Bolt's client adds the workspace to all of them."""
ALL = METHODS | VIEW_METHODS | FILE_METHODS


@dataclass(frozen=True)
class Called:
    """A call of the Web API as it came in; `answer` is "ok", an error, or a status."""

    method: str
    args: Json
    answer: str


@dataclass
class Fault:
    """`after`: the work is done first, only its answer goes wrong. `body`: what is sent in the place of JSON; `drop`:
    the connection ends without an answer; `retry_after`: it's a 429."""

    error: str = ""
    status: int = 0
    retry_after: int | None = None
    after: bool = False
    body: str = ""
    drop: bool = False

    @property
    def name(self) -> str:
        """The error or the status that the caller gets."""
        return self.error or str(self.status if self.retry_after is None else 429)


class Loopback:
    """The server. `url` ends with /api/, as a client's base_url must."""

    def __init__(self, clock: ManualClock | None = None) -> None:
        self.clock = clock or ManualClock(START)
        self.teams: dict[str, Team] = {}
        self.complaints: list[str] = []
        self.calls: list[Called] = []
        self.root = ""
        self.patience = 30.0
        self.sockets = Sockets(APP_TOKEN, self.complain)
        self.oauth = Oauth(self.teams)
        self._a_minute: dict[str, int] = {}
        self._times: defaultdict[str, deque[float]] = defaultdict(deque)
        self._faults: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self.changes = Changes()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"{self.root}/api/"

    def environment(self, token: str) -> dict[str, str]:
        """What a process of the bot is started with, to work here with this workspace's token."""
        return {"SLACK_BOT_TOKEN": token, "SLACK_APP_TOKEN": APP_TOKEN, "LOOPMATE_SLACK_API_URL": self.url}

    def wait(self, seconds: float) -> None:
        """Time passes, for the bot as well."""
        self.clock.set(self.clock.now() + dt.timedelta(seconds=seconds))

    def complain(self, what: str) -> None:
        self.complaints.append(what)

    def team(self, name: str = "ML Loop", scopes: tuple[str, ...] = SCOPES) -> Team:
        """Another workspace with the app installed, its token in `.token`."""
        number = len(self.teams) + 1
        bot = User(f"U{number}BOT", "loopmate", bot=True)
        token, domain = f"xoxb-{number}-planted", name.lower().replace(" ", "-")
        made = Team(f"T{number:04d}", name, domain, token, set(scopes), self.clock, bot)
        made.users[bot.id] = bot
        self.teams[made.token] = made
        return made

    def fail(self, method: str, *, times: int = 1, **wrong: Any) -> None:
        """The next `times` calls of a method go wrong as a Fault says; response_url, upload and download are methods
        here, too."""
        self._faults[method].extend([Fault(**wrong)] * times)

    def limit(self, method: str, a_minute: int) -> None:
        """What comes more often in any minute of the server's clock is refused: 429."""
        self._a_minute[method] = a_minute

    def _over_the_minute(self, method: str) -> Fault | None:
        now, times = self.clock.now().timestamp(), self._times[method]
        while times and times[0] <= now - 60:
            times.popleft()
        if len(times) >= self._a_minute.get(method, 1_000_000):
            return Fault(retry_after=int(61 - (now - times[0])))
        times.append(now)
        return None

    def count(self, method: str) -> int:
        """How often a method was called, whatever came of it."""
        return sum(one.method == method for one in self.calls)

    async def until(self, find: Callable[[], T], what: str) -> T:
        """Waits until `find()` is true, asking after everything that happens here; fails with `what`."""
        try:
            await self.changes.until(find, self.patience)
        except TimeoutError:
            raise AssertionError(f"{what} within {self.patience} s; calls: {self.calls[-5:]}") from None
        return find()

    async def start(self) -> None:
        app = web.Application(client_max_size=2**25)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/hooks/{hook:.+}", self._hook)
        app.router.add_post("/upload/{team}/{file}", self._upload)
        app.router.add_get("/files-pri/{file}/{name:.+}", self._download)
        app.router.add_get("/link/", self.sockets.connect)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.root = f"http://127.0.0.1:{port}"
        self.sockets.url = f"ws://127.0.0.1:{port}/link/"

    async def stop(self) -> None:
        await self.sockets.close()
        if self._runner:
            await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        args = await self._arguments(request)
        fault = self._faults[name].popleft() if self._faults[name] else self._over_the_minute(name)
        answer, team = {"ok": True}, self._team(request, args)
        if fault is None or fault.after:
            answer = self._answer(name, request, args, team)
        response = await self._respond(request, fault, answer, team)
        said = "ok" if answer["ok"] else str(answer["error"])
        self.calls.append(Called(name, args, said if fault is None else fault.name))
        self.changes.happened()
        return response

    async def _respond(
        self, request: web.Request, fault: Fault | None, answer: Json, team: Team | None
    ) -> web.Response:
        if fault and fault.drop and request.transport:
            request.transport.close()
        if fault and fault.body:
            return web.Response(text=fault.body, content_type="application/json")
        if fault and fault.retry_after is not None:
            wait = {"Retry-After": str(fault.retry_after)}
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=wait)
        if fault and fault.status:
            return web.Response(
                text="<html>Internal Server Error</html>", status=fault.status, content_type="text/html"
            )
        if fault and fault.error:
            answer = {"ok": False, "error": fault.error}
        scopes = {"X-OAuth-Scopes": ",".join(sorted(team.scopes))} if team else {}
        return web.json_response(self.filled(answer), headers=scopes)

    def filled(self, answer: Json) -> Json:
        """With the addresses of this server where `{loopback}` stands."""
        filled: Json = json.loads(json.dumps(answer).replace("{loopback}", self.root))
        return filled

    def _team(self, request: web.Request, args: Json) -> Team | None:
        return self.teams.get(_token(request, args))

    def _answer(self, name: str, request: web.Request, args: Json, team: Team | None) -> Json:
        try:
            if name == "apps.connections.open":
                return {"ok": True, "url": self.sockets.open(request.headers.get("Authorization", ""))}
            if name == "oauth.v2.access":
                return {"ok": True, **self.oauth.access(args)}
            return {"ok": True, **self._run(name, request, args, team)}
        except Refused as wrong:
            self.complain(f"{name}: {wrong}")
            return refused(wrong).answer
        except SlackError as wrong:
            return wrong.answer

    def _run(self, name: str, request: web.Request, args: Json, team: Team | None) -> Json:
        method = ALL.get(name)
        if method is None:
            self.complain(f"{name}: no such method here")
            raise SlackError("unknown_method")
        if team is None:
            raise SlackError("invalid_auth" if "Authorization" in request.headers else "not_authed")
        token = _token(request, args)
        if team.trouble or self.oauth.is_expired(token, team):
            raise SlackError(team.trouble or "token_expired")
        if method.scopes and not team.scopes.intersection(method.scopes):
            needed = ",".join(method.scopes)
            raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(team.scopes)))
        self._check_arguments(name, method, args)
        return method.run(team, args)

    def _check_arguments(self, name: str, method: Method, args: Json) -> None:
        if unknown := set(args) - {*method.known.split(), *EVERYWHERE}:
            self.complain(f"{name}: unknown arguments {sorted(unknown)}")
        if nulls := sorted(key for key, value in args.items() if value is None):
            self.complain(f"{name}: {nulls} are null, which Slack does not take")
        if missing := [key for key in method.needed.split() if args.get(key) in (None, "")]:
            self.complain(f"{name}: {missing} missing")
            raise SlackError("invalid_arguments", response_metadata={"messages": [f"missing: {missing}"]})

    async def _arguments(self, request: web.Request) -> Json:
        """From the query, a form or JSON; lists and objects in a form are JSON texts."""
        args: Json = dict(request.query)
        if request.content_type == "application/json" and request.can_read_body:
            return args | dict(await request.json())
        for key, value in (await request.post()).items():
            args[key] = value
        for key in ("blocks", "view", "metadata"):
            if isinstance(args.get(key), str):
                args[key] = json.loads(args[key])
        return args

    async def _hook(self, request: web.Request) -> web.Response:
        fault = self._faults["response_url"].popleft() if self._faults["response_url"] else None
        body = await request.json()
        said, status = "ok", 200
        if fault is None or fault.after:
            said, status = self.use_hook(request.match_info["hook"], body)
        self.calls.append(Called("response_url", body, said if fault is None else fault.name))
        self.changes.happened()
        if fault:
            return await self._respond(request, fault, {"ok": True}, None)
        if status == 200:
            return web.Response(text="ok")
        return web.json_response({"ok": False, "error": said}, status=status)

    def use_hook(self, name: str, body: Json) -> tuple[str, int]:
        found = [(team, team.hooks[name]) for team in self.teams.values() if name in team.hooks]
        if not found:
            self.complain(f"response_url: {name} was never given out")
            return "invalid_token", 404
        try:
            use(*found[0], body)
        except HookRefused as wrong:
            if wrong.loud:
                self.complain(f"response_url: {wrong.loud}")
            return wrong.error, wrong.status
        return "ok", 200

    async def _upload(self, request: web.Request) -> web.Response:
        if self._faults["upload"]:
            return await self._respond(request, self._faults["upload"].popleft(), {"ok": True}, None)
        team = next(t for t in self.teams.values() if t.id == request.match_info["team"])
        file, data = team.files[request.match_info["file"]], await request.read()
        if len(data) != file.length:
            self.complain(f"upload: {len(data)} bytes, {file.length} were announced")
            return web.Response(text="length mismatch", status=400)
        file.data = data
        return web.Response(text=f"OK - {len(data)}")

    async def _download(self, request: web.Request) -> web.Response:
        """Without the right token Slack answers 200 and a page to log in."""
        if self._faults["download"]:
            return await self._respond(request, self._faults["download"].popleft(), {"ok": True}, None)
        team = self._team(request, {})
        file = team.files.get(request.match_info["file"].partition("-")[2]) if team else None
        if not team or team.trouble or "files:read" not in team.scopes or not file or not visible(team, file):
            return web.Response(text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html")
        return web.Response(body=file.data, content_type="application/octet-stream")


def _token(request: web.Request, args: Json) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ") or str(args.get("token", ""))


@asynccontextmanager
async def slack(clock: ManualClock | None = None) -> AsyncIterator[Loopback]:
    """A loopback Slack for one test, which fails if there are complaints at its end."""
    made = Loopback(clock)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
    assert made.complaints == [], "\n".join(made.complaints)
