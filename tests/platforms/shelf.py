"""Servers on loopback: of whatever routes, and one of files that isn't a platform's."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from bot.core.kinds import UPLOAD_LIMIT
from bot.platforms.download import CHUNK

PART = b"x" * CHUNK


@dataclass
class Shelf:
    """A server on loopback: `/file`, `/page`, `/away` (a redirect to the file), `/endless`."""

    root: str = ""
    asked: list[str] = field(default_factory=list)
    sent: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        match request.path:
            case "/file":
                return web.Response(body=b"%PDF-1.7")
            case "/page":
                return web.Response(text="<p>Log in</p>", content_type="text/html")
            case "/away":
                raise web.HTTPFound(f"{self.root}/file")
            case "/endless":
                return await self._endless(request)
        raise web.HTTPNotFound

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while self.sent < 10 * UPLOAD_LIMIT:
                await response.write(PART)
                self.sent += len(PART)
        except ConnectionError:
            pass
        return response


@asynccontextmanager
async def served(routes: Iterable[web.RouteDef]) -> AsyncIterator[str]:
    """The routes on a server of their own; its root."""
    app = web.Application()
    app.router.add_routes(routes)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def shelf() -> AsyncIterator[tuple[Shelf, aiohttp.ClientSession]]:
    made = Shelf()
    async with served([web.get("/{tail:.*}", made.answer)]) as made.root, aiohttp.ClientSession() as session:
        yield made, session
