"""Socket Mode and signed requests of the loopback Slack, against Bolt's own handlers."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import APP_TOKEN, Loopback, slack
from tests.platforms.slack.state import Json
from tests.platforms.slack.transports import Http, encoded, post_signed, sign
from tests.platforms.slack.workspace import Workspace

SECRET = "planted-signing-secret"  # noqa: S105 # it signs nothing but tests


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with slack() as made:
        yield made


@pytest.fixture
def space(server: Loopback) -> Workspace:
    return Workspace(server, server.sockets)


def echo(server: Loopback, heard: list[str], deaf: int = 0) -> AsyncApp:
    """Answers a command, and hears events; the first `deaf` of them are not acknowledged in time."""
    client = AsyncWebClient(base_url=server.url, token="xoxb-1-planted")  # noqa: S106 # it opens nothing
    app = AsyncApp(client=client, signing_secret=SECRET, process_before_response=True)

    @app.command("/prep")
    async def command(ack: Any, body: Json) -> None:
        heard.append(body["text"])
        await ack(text=f"You said {body['text']}")

    @app.event("message")
    async def typed(body: Json) -> None:
        heard.append(body["event_id"])
        if len(heard) <= deaf:
            await asyncio.Event().wait()

    return app


@asynccontextmanager
async def connected(server: Loopback, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(
        app, APP_TOKEN, web_client=AsyncWebClient(base_url=server.url), ping_interval=0.05
    )
    before = len(server.sockets.links)
    await handler.connect_async()  # type: ignore[no-untyped-call] # Bolt
    await server.sockets.until(lambda: len(server.sockets.links) > before, "a connection")
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call] # Bolt


async def test_an_envelope_goes_out_and_its_acknowledgement_comes_back(
    server: Loopback, space: Workspace
) -> None:
    alice, heard = space.person("alice"), list[str]()
    async with connected(server, echo(server, heard)):
        await alice.slash("/prep today")
        assert (await alice.sees("You said today")).where == "caller"
    assert heard == ["today"]


async def test_each_envelope_goes_to_one_of_several_connections(server: Loopback, space: Workspace) -> None:
    alice, heard = space.person("alice"), list[str]()
    async with connected(server, echo(server, heard)), connected(server, echo(server, heard)):
        for text in ("1", "2", "3", "4"):
            await alice.slash(f"/prep {text}")
        assert sorted(heard) == ["1", "2", "3", "4"]
        assert [len(link.got) for link in server.sockets.links] == [2, 2]


async def test_an_event_that_is_not_acknowledged_is_sent_again_with_the_same_id(
    server: Loopback, space: Workspace
) -> None:
    server.sockets.patience = 0.05
    alice, heard = space.person("alice"), list[str]()
    async with connected(server, echo(server, heard, deaf=2)):
        await alice.dm("done 1")
        assert (len(heard), len(set(heard))) == (3, 1)


async def test_without_a_connection_a_person_gets_no_answer(server: Loopback, space: Workspace) -> None:
    assert not (await space.person("alice").slash("/prep")).ok
    assert server.complaints.pop() == "/prep  was not acknowledged: no connection"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_the_client_comes_back_after_the_server_let_it_go(
    server: Loopback, space: Workspace, reason: Any
) -> None:
    alice, heard = space.person("alice"), list[str]()
    async with connected(server, echo(server, heard)):
        first = server.sockets.links[0]
        await server.sockets.disconnect(reason)
        await server.sockets.until(
            lambda: [link for link in server.sockets.links if link is not first and link.pings],
            "another connection",
        )
        await server.sockets.until(lambda: first not in server.sockets.links, "the first is closed")
        await alice.slash("/prep again")
    assert heard == ["again"]


async def test_the_client_comes_back_after_the_line_broke(server: Loopback, space: Workspace) -> None:
    async with connected(server, echo(server, [])):
        first = server.sockets.links[0]
        await server.sockets.cut()
        await server.sockets.until(
            lambda: server.sockets.links and server.sockets.links[0] is not first, "another connection"
        )


async def test_both_sides_answer_a_ping(server: Loopback, space: Workspace) -> None:
    async with connected(server, echo(server, [])):
        link = server.sockets.links[0]
        await server.sockets.ping()
        await server.sockets.until(lambda: link.pings and link.pongs, "a ping and a pong")


async def test_the_greeting_counts_connections_and_the_eleventh_is_sent_away(server: Loopback) -> None:
    client = AsyncWebClient(base_url=server.url, token=APP_TOKEN)
    greetings, open_ones = [], []
    async with aiohttp.ClientSession() as session:
        for _ in range(11):
            address = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
            open_ones.append(await session.ws_connect(address))
            greetings.append(await open_ones[-1].receive_json())
        for ws in open_ones:
            await ws.close()
    assert [one.get("num_connections") for one in greetings] == [*range(1, 11), None]
    assert (greetings[0]["type"], greetings[10]["reason"]) == ("hello", "too_many_websockets")


async def test_an_address_works_once_and_only_for_the_app(server: Loopback) -> None:
    client = AsyncWebClient(base_url=server.url)
    address = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session:
        await (await session.ws_connect(address)).close()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)
    server.sockets.scopes.clear()
    for token, error in ((f"{APP_TOKEN}x", "invalid_auth"), (APP_TOKEN, "missing_scope")):
        with pytest.raises(SlackApiError) as raised:
            await client.apps_connections_open(app_token=token)
        assert raised.value.response["error"] == error


def test_a_signature_is_what_slacks_own_verifier_accepts() -> None:
    stamp = str(int(time.time()))
    assert SignatureVerifier(SECRET).is_valid("body=1", stamp, sign(SECRET, stamp, "body=1"))
    assert not SignatureVerifier(SECRET).is_valid("body=2", stamp, sign(SECRET, stamp, "body=1"))


@asynccontextmanager
async def listening(app: AsyncApp) -> AsyncIterator[str]:
    """Bolt's own web server on a port of its own."""
    runner = web.AppRunner(app.web_app("/slack/events"), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


async def test_signed_requests_reach_a_bot_and_forged_ones_do_not(server: Loopback) -> None:
    heard: list[str] = []
    async with listening(echo(server, heard)) as url:
        space = Workspace(server, Http(url, SECRET))
        alice = space.person("alice")
        await alice.slash("/prep today")
        await alice.sees("You said today")
        await alice.dm("done 1")
        assert len(heard) == 2
        assert space.last
        body, content_type = encoded(*space.last)
        now = int(time.time())
        old = await post_signed(url, SECRET, body, content_type, now - 301)
        forged = await post_signed(url, SECRET, body, content_type, now, signature="v0=0")
        unsigned = await post_signed(url, SECRET, body, content_type, now, signature="")
    assert [one.why[:10] for one in (old, forged, unsigned)] == ["status 401"] * 3
    assert len(heard) == 2


async def test_a_late_acknowledgement_is_no_acknowledgement(server: Loopback, space: Workspace) -> None:
    server.sockets.patience, server.sockets.retries = 0.02, 0
    alice, gate = space.person("alice"), asyncio.Event()
    app = echo(server, [])

    @app.command("/slow")
    async def slow(ack: Any) -> None:
        await gate.wait()
        await ack()

    async with connected(server, app):
        ack = await alice.slash("/slow")
        gate.set()
        await server.sockets.until(lambda: server.sockets.late, "the late one")
    assert (ack.ok, server.sockets.late) == (False, 1)
    assert server.complaints.pop() == "/slow  was not acknowledged: operation_timeout"


async def test_a_line_that_went_dead_is_noticed_by_the_client(server: Loopback, space: Workspace) -> None:
    async with connected(server, echo(server, [])):
        first = server.sockets.links[0]
        first.mute = True
        await server.sockets.until(
            lambda: [link for link in server.sockets.links if link is not first], "another connection"
        )
