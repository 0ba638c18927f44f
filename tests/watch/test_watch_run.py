"""`loopmate run` with a port and a watcher: one server for Slack and for instruments, and a sign of life."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientConnectorError, ClientSession, web

from tests.desk import PATIENCE, running
from tests.platforms.shelf import served
from tests.platforms.slack.loopback import slack
from tests.servers import free_port


async def test_slacks_requests_and_the_figures_share_a_port_and_a_watcher_is_called(tmp_path: Path) -> None:
    beaten = asyncio.Event()

    async def beat(_: web.Request) -> web.Response:
        beaten.set()
        return web.Response()

    port = free_port()
    async with slack() as there, served([web.get("/beat", beat)]) as outside:
        settings = {
            "SLACK_BOT_TOKEN": there.team("ML Loop").token,
            "SLACK_SIGNING_SECRET": "0123456789abcdef0123456789abcdef",
            "LOOPMATE_SLACK_API_URL": there.url,
            "LOOPMATE_HTTP_PORT": str(port),
            "LOOPMATE_HEARTBEAT_URL": f"{outside}/beat",
        }
        async with (
            running(tmp_path, "run", **settings) as it,
            ClientSession(f"http://127.0.0.1:{port}") as client,
        ):
            await it.until(f"HTTP on port {port}")
            async with client.get("/readyz") as answer:
                assert (answer.status, await answer.json()) == (200, {"ready": True, "missing": []})
            async with client.get("/metrics") as answer:
                assert answer.headers["Content-Type"].startswith("text/plain; version=")
                assert 'loopmate_platform_connected{platform="slack"} 1.0' in await answer.text()
            with pytest.raises(ClientConnectorError):  # another address of this machine
                await client.get(f"http://127.0.0.2:{port}/healthz")
            async with client.post("/slack/events", data="{}") as answer:
                assert answer.status == 401  # it is Slack's own address that answers: this is not signed
            await asyncio.wait_for(beaten.wait(), PATIENCE)
            assert await it.stop() == 0
