"""The page's server: on 127.0.0.1 alone, behind a secret, with no request to any other host."""

import asyncio
import contextlib
import datetime as dt
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from aiohttp import web
from aiohttp.typedefs import Handler

from bot import draw
from bot.core.card import Ask, File, Picture
from bot.core.kinds import NONE, UPLOAD_LIMIT, Upload
from bot.core.reply import Pressed, Said, Signal, Submitted
from bot.core.values import AccountId, name_in
from bot.core.wall_time import Wall, instant_of, local_date, next_instant
from bot.platforms.html import style
from bot.platforms.local import GENERAL, ChatMessage, Location, account_of, complete, is_name, split_root
from bot.platforms.web.panes import Pane, View
from bot.platforms.web.space import Address, WebSpace

B = TypeVar("B", File, Picture)
STATIC = Path(__file__).parent / "static"
KINDS = {".js": "text/javascript", ".css": "text/css"}


async def serve(space: WebSpace, address: Address, listening: socket.socket) -> None:
    """Serves the page until it's canceled."""
    guard = Guard(address)
    made = web.Application(client_max_size=UPLOAD_LIMIT + 1_000_000, middlewares=[guard.answer])
    made.on_response_prepare.append(guard.harden)
    made.add_routes(Routes(space).routes)
    runner = web.AppRunner(made, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.SockSite(runner, listening).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()


class Routes:
    def __init__(self, space: WebSpace) -> None:
        self._space = space
        self._history = space.history

    @property
    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.page),
            web.get("/favicon.ico", self.icon),
            web.get("/static/look.css", self.style),
            web.get("/static/{name}", self.static),
            web.get("/events", self.events),
            web.get("/changes", self.changes),
            web.get("/earlier", self.earlier),
            web.get("/complete", self.complete),
            web.get("/propose", self.propose),
            web.get("/picture/{number}/{index}", self.picture),
            web.get("/file/{number}/{index}", self.file),
            web.post("/join", self.join),
            web.post("/say", self.say),
            web.post("/press", self.press),
            web.post("/fill", self.fill),
            web.post("/clock", self.clock),
            web.post("/demo", self.demo),
        ]

    # what is shown

    async def page(self, request: web.Request) -> web.Response:
        html = self._view(request).page(request.query.getall("pane", []))
        return web.Response(text=html, content_type="text/html")

    async def icon(self, _: web.Request) -> web.Response:
        return web.Response(status=204)

    async def static(self, request: web.Request) -> web.Response:
        file = STATIC / Path(request.match_info["name"]).name
        if file.suffix not in KINDS or not file.is_file():
            raise web.HTTPNotFound
        return web.Response(text=file.read_text("utf-8"), content_type=KINDS[file.suffix])

    async def style(self, _: web.Request) -> web.Response:
        return web.Response(text=style(), content_type="text/css")

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Streams the version of the history each time it grows."""
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        version = -1
        with contextlib.suppress(ConnectionError):
            await stream.prepare(request)
            while True:
                with contextlib.suppress(TimeoutError):  # a silent stream says that it's still there
                    await asyncio.wait_for(self._history.wait(version), 15.0)
                version = self._history.version
                await stream.write(f"data: {version}\n\n".encode())
        return stream

    async def changes(self, request: web.Request) -> web.Response:
        """What is new in some panes, and what time it is."""
        view, since = self._view(request), _whole(request.query.get("since", ""))
        panes = [pane for key in request.query.getall("pane", []) if (pane := Pane.of(self._space, key))]
        found = {}
        for pane in panes:
            seen = self._history.seen(pane.account, pane.channel)
            found[pane.key] = view.messages(pane, [m for m in seen if m.version > since])
        clock = view.clock(panes[0].account if panes else None)
        return web.json_response({"version": self._history.version, "panes": found, "clock": clock})

    async def earlier(self, request: web.Request) -> web.Response:
        view, pane = self._view(request), self._pane(request.query.get("pane", ""))
        messages, more = view.newest(pane, _whole(request.query.get("before", "")))
        return web.json_response({"html": view.messages(pane, messages), "more": more})

    async def complete(self, request: web.Request) -> web.Response:
        pane = self._pane(request.query.get("pane", ""))
        text, direct = request.query.get("text", ""), pane.channel is None
        found = await complete(self._space.services, pane.account, text, direct=direct)
        return web.json_response(found[:12])

    async def propose(self, request: web.Request) -> web.Response:
        """Values for a field of the form that somebody has open."""
        account = self._account(request.query.get("as", ""))
        opened = self._space.forms.get(account)
        field, typed = request.query.get("field", ""), request.query.get("typed", "")
        path = opened.form.call.path if opened else ""
        found = await self._space.services.door.suggest(account, path, field, typed)
        return web.json_response(list(found))

    async def picture(self, request: web.Request) -> web.Response:
        block = self._block(request, Picture)
        drawn = await self._space.services.work.pictures(draw.png, block.chart)
        return web.Response(body=drawn, content_type="image/png")

    async def file(self, request: web.Request) -> web.Response:
        block = self._block(request, File)
        named = f"attachment; filename*=UTF-8''{quote(block.name, safe='')}"
        return web.Response(body=block.data, headers={"Content-Disposition": named})

    # what people do

    async def join(self, request: web.Request) -> web.Response:
        name = str((await request.post()).get("name", ""))
        if not is_name(name):
            words = f"A name is 1 to 40 letters, digits, - and _. {name[:40]!r} isn't one."
            return _problem(words, 400)
        account = account_of(name)
        self._history.meet(account)
        panes = [Pane(account, GENERAL), Pane(account, None)]
        return web.json_response({"address": self._view(request).address(panes)})

    async def say(self, request: web.Request) -> web.Response:
        """Somebody types; in a channel the bot reads what begins with a root word, and nothing else."""
        data, local = await request.post(), self._space.local
        pane, text, upload = (
            self._pane(request.query.get("pane", "")),
            str(data.get("text", "")),
            _upload(data),
        )
        root, rest = split_root(text, self._space.services.word)
        typed = text or (upload.name if upload else "")
        self._space.forms.pop(pane.account, None)
        if root is not None or pane.channel is None:
            location = Location(pane.account, pane.channel)
            return await self._act(request, location, Said(text=rest, root=root), typed, upload=upload)
        local.meet(pane.name)
        where = Location(channel=pane.channel)
        self._history.add(ChatMessage(at=local.now, location=where, speaker=pane.name, text=typed))
        return self._form(request, pane.account)

    async def press(self, request: web.Request) -> web.Response:
        data = await request.post()
        account = self._account(request.query.get("as", ""))
        number, _, index = str(data.get("button", "")).partition("/")
        message, at = self._history.find(account, _whole(number)), _whole(index)
        self._space.forms.pop(account, None)
        if message is None or not 0 <= at < len(message.buttons):
            return _problem("That button is gone: the card has changed. Look at it again.", 409)
        button, location = message.buttons[at], Location(account, message.location.channel)
        pressed = Pressed(payload=button.payload)
        return await self._act(request, location, pressed, f"[{button.label}]", on=message)

    async def fill(self, request: web.Request) -> web.Response:
        data = await request.post()
        account = self._account(request.query.get("as", ""))
        if (opened := self._space.forms.pop(account, None)) is None:
            return _problem("This form was closed. Press the button again that opened it.", 409)
        values = {n: ",".join(one for one in data.getall(n) if isinstance(one, str)) for n in data}
        filled = {ask.name: _written(ask, values.get(ask.name, "")) for ask in opened.form.asks}
        sent = Submitted(payload=opened.payload, values=filled)
        return await self._act(request, opened.location, sent, "(a form)", on=opened.on, upload=_upload(data))

    async def _act(
        self,
        request: web.Request,
        location: Location,
        signal: Signal,
        did: str,
        *,
        on: ChatMessage | None = None,
        upload: Upload | None = None,
    ) -> web.Response:
        """Does it, and answers with the form that it opened, if any."""
        assert location.account is not None  # noqa: S101 - whoever acts has one
        local = self._space.local
        local.echo_act(name_in(location.account), did)
        await local.act(location, signal, self._space.forms, typed=did, upload=upload, on=on)
        await local.drain()
        return self._form(request, location.account)

    async def clock(self, request: web.Request) -> web.Response:
        """Moves the simulated clock, and says what came due."""
        view, version, clockwork = self._view(request), self._history.version, self._space.local.clockwork
        zone, now = view.zone(next(iter(self._history.people), None)), self._space.services.clock.now()
        to = _move(str((await request.post()).get("to", "")), now, zone)
        if clockwork is None or to is None:
            raise web.HTTPNotFound
        await clockwork.advance(to)
        return web.json_response({"due": view.due(self._history.since(version))})

    async def demo(self, _: web.Request) -> web.Response:
        if self._space.open_demo is None:
            raise web.HTTPNotFound
        return web.json_response({"address": await self._space.open_demo()})

    # how

    def _view(self, request: web.Request) -> View:
        return View(self._space, request.query.get("look", ""))

    def _form(self, request: web.Request, account: AccountId) -> web.Response:
        return web.json_response({"form": self._view(request).form(account, self._space.forms.get(account))})

    def _pane(self, key: str) -> Pane:
        pane = Pane.of(self._space, key)
        if pane is None:
            raise web.HTTPNotFound
        return pane

    def _account(self, name: str) -> AccountId:
        return self._pane(name).account

    def _block(self, request: web.Request, kind: type[B]) -> B:
        """A picture or a file of a message, by its place among those of its kind."""
        account, where = self._account(request.query.get("as", "")), request.match_info
        message = self._history.find(account, _whole(where["number"]))
        blocks = message.card.blocks if message and message.card else ()
        found = [one for one in blocks if isinstance(one, kind)]
        if not 0 <= (index := _whole(where["index"])) < len(found):
            raise web.HTTPNotFound
        return found[index]


def _problem(words: str, status: int) -> web.Response:
    return web.json_response({"problem": words}, status=status)


def _written(ask: Ask, value: str) -> str:
    """What a field says: one that was emptied takes away what was in it, where that's possible."""
    return NONE if ask.kind.clears and ask.value and not value else value


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 12 else -1


def _move(to: str, now: dt.datetime, zone: str) -> dt.datetime | None:
    match to:
        case "hour":
            return now + dt.timedelta(hours=1)
        case "morning":
            return instant_of(local_date(now, zone) + dt.timedelta(days=1), dt.time(8), zone)
        case "sunday":  # 20:00: what a group does on Sundays is done by then
            return next_instant(Wall(at=dt.time(20), zone=zone, days=(6,)), now) or now
        case _:
            return None


def _upload(data: Mapping[str, Any]) -> Upload | None:
    """The file that was handed over, if there is one."""
    files = (one for one in data.values() if isinstance(one, web.FileField) and one.filename)
    return next((Upload(name=one.filename, data=one.file.read()) for one in files), None)


# who may see the page: a browser of this machine that was given the secret, and no other page in it

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
NO_KEY = "Open the address that the terminal printed: it holds a key that this one doesn't.\n"


class Guard:
    """Lets requests through that were sent to this machine by name, from this page, with the secret.

    A page of another site can make a browser send requests to 127.0.0.1; it can neither choose the `Host` nor hide
    its `Origin`, and a strict cookie doesn't go with them.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._cookie = f"loopmate-{address.port}"  # cookies are shared by all ports of a host

    async def harden(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Checks who asks before the application answers anything."""
        if request.host not in self._address.hosts or not self._is_from_here(request):
            return web.Response(status=403)
        if self._is_secret(request.query.get("key", "")) and request.method == "GET":
            # the address without the secret, which is now a cookie
            response = web.Response(status=303, headers={"Location": "/"})
            secret = self._address.secret
            response.set_cookie(self._cookie, secret, httponly=True, samesite="Strict", path="/")
            return response
        if not self._is_secret(request.cookies.get(self._cookie, "")):
            return web.Response(text=NO_KEY, status=403)
        return await handler(request)

    def _is_from_here(self, request: web.Request) -> bool:
        """Whether no other page made the browser ask; what changes something has to say so."""
        if (origin := request.headers.get("Origin")) is not None:
            return origin == f"http://{request.host}"
        site = request.headers.get("Sec-Fetch-Site", "none")
        return request.method == "GET" and site in ("none", "same-origin")

    def _is_secret(self, typed: str) -> bool:
        return secrets.compare_digest(typed.encode(), self._address.secret.encode())
