"""The bot's one HTTP server, on LOOPMATE_HTTP_PORT: figures and health for the organizer's own network, and whatever
a platform has to be called at, for everybody.

A request that came through a proxy says so in its headers; for such a one there are only the platforms' addresses.
"""

import asyncio
import errno
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Protocol, runtime_checkable

import aiohttp
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.core.errors import log
from bot.core.wall_time import Clock
from bot.store.store import Store
from bot.watch.instrumentation import Metrics, Watch

PATIENCE: Final = aiohttp.ClientTimeout(total=20)
Fetch = Callable[[str], Awaitable[int]]


@runtime_checkable
class Served(Protocol):
    @property
    def routes(self) -> Sequence[web.RouteDef]: ...


HEALTHY: Final = "ok\n"
"""What /healthz answers."""
_THROUGH_A_PROXY: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


def build_application(
    watch: Watch, store: Store, clock: Clock, routes: Sequence[web.RouteDef] = ()
) -> web.Application:
    """All addresses; `routes` are those of platforms."""

    async def inside(request: web.Request) -> web.Response:
        """For the own network alone."""
        if any(name in request.headers for name in _THROUGH_A_PROXY):
            raise web.HTTPNotFound
        match request.path:
            case "/healthz":
                return web.Response(text=HEALTHY)
            case "/readyz":
                missing = await watch.missing(store)
                words = {"ready": not missing, "missing": missing}
                return web.json_response(words, status=503 if missing else 200)
            case _:
                body = await watch.page(store, clock)
                return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    made = web.Application()
    for path in ("/healthz", "/readyz", "/metrics"):
        made.router.add_get(path, inside)
    made.router.add_routes(routes)
    return made


def explain_port(host: str, port: int, error: OSError) -> str:
    """Why nobody can be served, and which setting to change."""
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program. Set LOOPMATE_HTTP_PORT to a free one."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"I'm not allowed to open port {port}. Set LOOPMATE_HTTP_PORT to one above 1023."
    return (
        f"I can't listen on {host}, which isn't an address of this machine. Set LOOPMATE_HTTP_HOST to 127.0.0.1 "
        "for a proxy on this machine, or to 0.0.0.0 for every network that it's in."
    )


async def serve(
    made: web.Application,
    host: str,
    port: int,
    say: Callable[[str], None],
    ready: Callable[[int], None] | None = None,
) -> None:
    """Listens until it is cancelled; `ready` is told the port. A port that is taken, or an address that isn't this
    machine's, is said in words and ends it."""
    runner = web.AppRunner(made, access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        if ready is not None:
            ready(int(runner.addresses[0][1]))
        await asyncio.Event().wait()
    except OSError as error:
        log.warning("http not listening", error=type(error).__name__)
        say(f"{explain_port(host, port, error)} Until then nobody can ask me anything there.")
    finally:
        await runner.cleanup()


# a sign of life for a watcher outside, which notices when it stops: a host that sleeps cannot complain itself


async def fetch(url: str) -> int:
    """The status with which `url` answers."""
    async with aiohttp.ClientSession(timeout=PATIENCE, trust_env=True) as session, session.get(url) as answer:
        return answer.status


class Heartbeat:
    """Calls `url` after a round of the runner, at most once a minute; never in anybody's way."""

    def __init__(
        self, url: str, monotonic: Callable[[], float], metrics: Metrics, fetch: Fetch = fetch
    ) -> None:
        self._url = url
        self._monotonic = monotonic
        self._metrics = metrics
        self._fetch = fetch
        self._last = float("-inf")
        self.call: asyncio.Task[None] | None = None

    def round(self) -> None:
        """The runner has finished a round."""
        if not self._url or self._monotonic() - self._last < 60.0:
            return
        if self.call is not None and not self.call.done():
            return
        self._last = self._monotonic()
        self.call = asyncio.create_task(self._call())

    async def _call(self) -> None:
        """The address is a secret of sorts: it's in no log, nor is an error that may quote it."""
        try:
            status = await self._fetch(self._url)
            failed = str(status) if status >= 400 else ""
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            failed = type(error).__name__
        self._metrics.heartbeats.labels("failed" if failed else "ok").inc()
        if failed:
            log.warning("heartbeat failed", error=failed)

    async def close(self) -> None:
        """Ends a call that is under way."""
        if self.call is not None:
            self.call.cancel()
            await asyncio.gather(self.call, return_exceptions=True)
