"""The bot's one HTTP server, on LOOPMATE_HTTP_PORT: figures and health for the organiser's own network, and whatever
a platform has to be called at, for everybody.

A request that came through a proxy says so in its headers; for such a one there are only the platforms' addresses.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, Protocol, runtime_checkable

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.core.clock import Clock
from bot.store.store import Store
from bot.watch.watch import Watch

Receive = Callable[[web.Request], Awaitable[web.StreamResponse]]
"""What answers a request."""


@runtime_checkable
class Served(Protocol):
    """A platform that has to be called: by path, what answers a POST."""

    @property
    def routes(self) -> Mapping[str, Receive]: ...


HOST: Final = "0.0.0.0"  # noqa: S104 - in a container only what the organiser publishes is reached
_THROUGH_A_PROXY: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP")
log = structlog.get_logger("loopmate")


def application(
    watch: Watch, store: Store, clock: Clock, routes: Mapping[str, Receive] | None = None
) -> web.Application:
    """All addresses; `routes` are those of platforms, by path, for POST."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        missing = await watch.missing(store)
        words = {"ready": not missing, "missing": missing}
        return web.json_response(words, status=503 if missing else 200)

    async def metrics(_: web.Request) -> web.Response:
        body = await watch.page(store, clock)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    made = web.Application()
    made.router.add_get("/healthz", _inside(healthz))
    made.router.add_get("/readyz", _inside(readyz))
    made.router.add_get("/metrics", _inside(metrics))
    for path, receive in (routes or {}).items():
        made.router.add_post(path, receive)
    return made


def _inside(receive: Receive) -> Receive:
    """For the own network alone."""

    async def received(request: web.Request) -> web.StreamResponse:
        if any(name in request.headers for name in _THROUGH_A_PROXY):
            raise web.HTTPNotFound
        return await receive(request)

    return received


async def serve(
    made: web.Application, port: int, say: Callable[[str], None], ready: Callable[[int], None] | None = None
) -> None:
    """Listens until it is cancelled; `ready` is told the port. A port that is taken is said in words, and ends it."""
    runner = web.AppRunner(made, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        if ready is not None:
            ready(int(runner.addresses[0][1]))
        await asyncio.Event().wait()
    except OSError as error:
        log.warning("http not listening", error=type(error).__name__)
        why = os.strerror(error.errno or 0).lower()
        say(
            f"I cannot listen on port {port} ({why}), so nothing can be asked there. "
            "Set LOOPMATE_HTTP_PORT to one that is free."
        )
    finally:
        await runner.cleanup()
