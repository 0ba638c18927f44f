"""HTTP mode: Slack calls us, and every request proves by its signature that it comes from Slack."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Final

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp

from bot.platforms.port import Unready

PATH: Final = "/slack/events"
"""For everything: events, commands and interactivity."""
log = structlog.get_logger("loopmate")


Receive = Callable[[web.Request], Awaitable[web.StreamResponse]]


def receiver(app: AsyncApp) -> Receive:
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


def application(app: AsyncApp) -> web.Application:
    """A server's routes, for Slack alone."""
    made = web.Application()
    made.router.add_post(PATH, receiver(app))
    return made


async def serve(app: AsyncApp, host: str, port: int, ready: Callable[[], None]) -> None:
    """Listens until it is cancelled; `ready` is called when it does.

    Raises:
        Unready: the port is taken.
    """
    runner = web.AppRunner(application(app), access_log=None, shutdown_timeout=5.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        ready()
        await asyncio.Event().wait()
    except OSError as error:
        why = os.strerror(error.errno or 0).lower()
        raise Unready(
            f"I cannot listen on port {port} ({why}). Set LOOPMATE_HTTP_PORT to one that is free."
        ) from None
    finally:
        await runner.cleanup()
