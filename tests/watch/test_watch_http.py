"""The server: health and figures for the own network, a platform's address for everybody."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientSession, web

from bot.watch import Watch
from bot.watch.http import build_application, serve
from tests.servers import free_port
from tests.watch.test_watch_metrics import Moody, gone
from tests.world import World


@asynccontextmanager
async def served(made: web.Application) -> AsyncIterator[ClientSession]:
    """A client of the server."""
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(serve(made, "127.0.0.1", 0, print, port.set_result))
    try:
        async with ClientSession(f"http://127.0.0.1:{await port}") as client:
            yield client
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def test_health_is_that_the_process_lives_also_without_a_store(w: World) -> None:
    async with served(build_application(Watch(), w.app.store, w.clock)) as client:
        with gone(w.app.store):
            answer = await client.get("/healthz")
            assert (answer.status, await answer.text()) == (200, "ok\n")


async def test_ready_is_that_the_store_answers_and_each_started_platform_is_connected(w: World) -> None:
    watch = Watch()
    slack = watch.platform(Moody())
    async with served(build_application(watch, w.app.store, w.clock)) as client:
        for state, status, missing in (("connected", 200, []), ("connecting", 503, ["slack"])):
            slack.state = state  # type: ignore[assignment] # one of its words
            async with client.get("/readyz") as answer:
                assert answer.status == status
                assert await answer.json() == {"ready": not missing, "missing": missing}
        with gone(w.app.store):
            answer = await client.get("/readyz")
            assert (await answer.json())["missing"] == ["store", "slack"]


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
async def test_the_world_outside_reaches_a_platforms_address_and_nothing_else(w: World, header: str) -> None:
    """Each proxy says in its own header that a request came through it."""

    async def receive(request: web.Request) -> web.Response:
        return web.Response(text=f"slack got {await request.text()}")

    made = build_application(Watch(), w.app.store, w.clock, [web.post("/slack/events", receive)])
    through = {header: "203.0.113.9"}
    async with served(made) as client:
        async with client.post("/slack/events", data="hello", headers=through) as answer:
            assert await answer.text() == "slack got hello"
        for path in ("/metrics", "/readyz", "/healthz", "/"):
            async with client.get(path, headers=through) as answer:
                assert answer.status == 404


async def test_a_port_that_is_taken_is_said_in_words_and_ends_nothing_else(w: World) -> None:
    port, heard = free_port(), list[str]()
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", port)
    async with taken:
        await serve(build_application(Watch(), w.app.store, w.clock), "127.0.0.1", port, heard.append)
    assert heard == [
        f"Port {port} is taken by another program. Set LOOPMATE_HTTP_PORT to a free one. "
        "Until then nobody can ask me anything there."
    ]


@pytest.mark.parametrize("host", ["192.0.2.1", "no-such-host.invalid"])
async def test_an_address_of_another_machine_is_said_in_words_with_the_setting(w: World, host: str) -> None:
    heard = list[str]()
    await serve(build_application(Watch(), w.app.store, w.clock), host, free_port(), heard.append)
    assert len(heard) == 1
    assert f"I can't listen on {host}, which isn't an address of this machine." in heard[0]
    assert "LOOPMATE_HTTP_HOST to 127.0.0.1" in heard[0]
