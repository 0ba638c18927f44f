"""Slack over real connections: Socket Mode and signed requests, and what ends or fixes them."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from aiohttp import ClientSession, web
from structlog.testing import capture_logs

from bot.core.card import card
from bot.platforms.port import Unready
from bot.platforms.slack.adapter import SlackPlatform
from tests.platforms.slack import payloads
from tests.platforms.slack.loopback import APP_TOKEN, Loopback, slack
from tests.platforms.slack.member import Member
from tests.platforms.slack.slackdesk import Desk, Keeper, delivery, house_for, options_for
from tests.platforms.slack.transports import Http, encoded, post_signed, sign
from tests.platforms.slack.workspace import Workspace

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - Slack's own example
PING = 0.05


@dataclass
class Running:
    """A platform that runs, what it said when it was ready, and how it ends."""

    slack: Loopback
    space: Workspace
    platform: SlackPlatform
    door: Keeper
    task: asyncio.Task[None]
    ready: list[str] = field(default_factory=list)

    async def connected(self, times: int = 1) -> None:
        await self.slack.until(lambda: len(self.ready) >= times, f"ready {times} times")

    async def ends(self) -> BaseException | None:
        """How it ended, which it has to by itself."""
        await asyncio.wait({self.task}, timeout=30)
        return self.task.exception()

    @property
    def desk(self) -> Desk:
        return Desk(self.slack, self.space, self.platform, self.door)


@asynccontextmanager
async def running(at: Loopback | None = None, processes: int = 1, **more: Any) -> AsyncIterator[Running]:
    """Everything over a real socket, until the block ends; `processes` work on its store."""

    async def count() -> int:
        return processes

    async with contextlib.AsyncExitStack() as stack:
        server: Loopback = at if at is not None else await stack.enter_async_context(slack())
        space, door = Workspace(server, server.sockets), Keeper()
        services = replace(house_for(door, server), processes=count)
        platform = SlackPlatform(services, options_for(server, space, **more), ping=PING)
        told: list[asyncio.Task[None]] = []
        made = Running(server, space, platform, door, asyncio.ensure_future(asyncio.sleep(0)))

        def ready(words: str) -> None:
            made.ready.append(words)
            told.append(made.task.get_loop().create_task(server.tell()))

        made.task = asyncio.ensure_future(platform.run(ready))
        space.settle = platform.intake.idle
        try:
            yield made
        finally:
            made.task.cancel()
            await asyncio.wait({made.task}, timeout=30)


async def says_and_hears(one: Running, alice: Member, words: str) -> None:
    one.door.script = lambda _: None
    before = len(one.door.heard)
    await alice.slash(f"/prep {words}")
    assert len(one.door.heard) == before + 1


# Socket Mode


async def test_a_story_over_a_real_socket() -> None:
    async with running() as one:
        await one.connected()
        assert one.ready == ["Slack: workspace ML Loop, Socket Mode"]
        alice = one.space.person("alice")
        await alice.slash("/prep today")
        seen = await alice.sees("Today, 15 minutes")
        assert seen.where == "caller"
        done = await one.platform.deliver(delivery(one.desk, card("Reminder"), alice.user.id))
        assert (done.outcome, alice.seen[-1].lines) == ("sent", ["Reminder"])


async def test_slack_rotates_connections_and_nothing_is_missed() -> None:
    async with running() as one:
        await one.connected()
        alice = one.space.person("alice")
        with capture_logs() as logs:
            for turn in (2, 3):
                await one.slack.sockets.disconnect("refresh_requested")
                await one.connected(turn)
                await one.slack.sockets.until(lambda: len(one.slack.sockets.links) == 1, "one connection")
                await says_and_hears(one, alice, f"turn {turn}")
        assert not [entry for entry in logs if "another_process" in entry["event"]]


async def test_a_connection_that_breaks_without_a_word_is_made_again() -> None:
    async with running() as one:
        await one.connected()
        await one.slack.sockets.cut()
        await one.connected(2)
        await says_and_hears(one, one.space.person("alice"), "today")


async def test_a_late_acknowledgement_makes_slack_send_again_and_the_work_is_done_once() -> None:
    async with running() as one:
        await one.connected()
        alice = one.space.person("alice")
        one.door.pause = asyncio.Event()
        one.space.settle = None
        one.slack.sockets.patience = 0.0
        await alice.dm("done 1")
        assert "was not acknowledged" in one.slack.complaints.pop()
        one.slack.sockets.patience = 3.0
        await one.space.again()
        one.door.pause.set()
        await one.platform.intake.idle()
        assert len(one.door.heard) == 1
        assert len(alice.seen) == 1


async def test_what_takes_long_is_acknowledged_at_once() -> None:
    async with running() as one:
        await one.connected()
        alice = one.space.person("alice")
        one.door.pause, one.space.settle = asyncio.Event(), None
        one.slack.sockets.patience = 1.0
        assert (await alice.slash("/prep today")).ok
        assert alice.seen == []
        one.door.pause.set()
        await alice.sees("Today, 15 minutes")


async def test_another_process_with_the_same_app_token_is_said_in_the_log() -> None:
    async with running() as first:
        await first.connected()
        with capture_logs() as logs:
            async with running(first.slack) as second:
                await second.connected()
        assert [
            e["connections"] for e in logs if e["event"] == "slack.another_process_uses_this_app_token"
        ] == [2]


async def test_a_connection_of_ours_that_slack_still_counts_is_no_other_process() -> None:
    async with running() as one:
        await one.connected()
        (ours,) = one.slack.sockets.links
        async with ClientSession() as session:
            address = one.slack.sockets.open(f"Bearer {APP_TOKEN}")
            async with session.ws_connect(address):
                with capture_logs() as logs:
                    assert ours.transport is not None
                    ours.transport.abort()
                    await one.connected(2)
        assert not [e for e in logs if "another_process" in e["event"]]


async def test_two_processes_that_are_meant_to_share_the_token_are_no_news() -> None:
    async with running() as first:
        await first.connected()
        with capture_logs() as logs:
            async with running(first.slack, connections=2) as second:
                await second.connected()
        assert not [e for e in logs if "another_process" in e["event"]]


async def test_two_processes_on_one_store_are_no_strangers() -> None:
    async with running(processes=2) as first:
        await first.connected()
        with capture_logs() as logs:
            async with running(first.slack, processes=2) as second:
                await second.connected()
        assert not [e for e in logs if "another_process" in e["event"]]


async def test_stopping_waits_for_what_was_asked() -> None:
    async with running() as one:
        await one.connected()
        alice = one.space.person("alice")
        one.door.pause, one.space.settle = asyncio.Event(), None
        await alice.slash("/prep today")
        one.task.cancel()
        await asyncio.wait({one.task}, timeout=0.1)
        assert not one.task.done()
        one.door.pause.set()
        await asyncio.wait({one.task}, timeout=30)
        assert one.task.done()
        assert [s.lines for s in alice.seen] == [["Today, 15 minutes"]]


# what only a person can fix


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"bot_token": "xoxb-wrong"}, "doesn't know this token.*OAuth & Permissions to SLACK_BOT_TOKEN"),
        ({"app_token": "xapp-wrong"}, "doesn't know this token.*App-Level Tokens to SLACK_APP_TOKEN"),
    ],
)
async def test_a_wrong_token_ends_it_with_the_mend_and_without_the_token(
    more: dict[str, Any], words: str
) -> None:
    with capture_logs() as logs:
        async with running(**more) as one:
            ended = await one.ends()
    assert isinstance(ended, Unready)
    with pytest.raises(Unready, match=words):
        raise ended
    assert "wrong" not in f"{ended} {logs}"
    assert one.ready == []


async def test_an_app_token_without_its_scope_names_it() -> None:
    async with slack() as server:
        server.sockets.scopes = set()
        async with running(server) as one:
            ended = await one.ends()
        assert isinstance(ended, Unready)
        assert "connections:write" in str(ended)


@pytest.mark.parametrize("found_by", ["an answer", "a delivery"])
async def test_a_token_revoked_while_it_runs_ends_it(found_by: str) -> None:
    async with running() as one:
        await one.connected()
        alice = one.space.person("alice")
        one.space.team.trouble = "token_revoked"
        if found_by == "an answer":
            await alice.dm("today")
        else:
            with pytest.raises(Unready):
                await one.platform.deliver(delivery(one.desk, card("Reminder"), alice.user.id))
        ended = await one.ends()
        assert isinstance(ended, Unready)
        assert "revoked" in str(ended)


async def test_socket_mode_switched_off_ends_it() -> None:
    async with running() as one:
        await one.connected()
        await one.slack.sockets.disconnect("link_disabled", close=False)
        ended = await one.ends()
        assert isinstance(ended, Unready)
        assert "Socket Mode is switched off" in str(ended)


async def test_what_mends_itself_is_no_end() -> None:
    async with slack() as server:
        server.fail("apps.connections.open", status=500)
        async with running(server) as one:
            await one.connected()


async def test_the_log_holds_neither_tokens_nor_words_nor_names() -> None:
    with capture_logs() as logs:
        async with running() as one:
            await one.connected()
            alice = one.space.person("alice-the-needle")
            await alice.slash("/prep needle in a haystack")
            one.slack.fail("response_url", error="used_url", status=404)
            one.slack.fail("chat.postMessage", error="fatal_error")
            await alice.slash("/prep needle again")
            await one.slack.sockets.cut()
            await one.connected(2)
            token = one.space.team.token
    said = json.dumps(logs, default=str)
    assert logs
    assert "needle" not in said
    assert token not in said
    assert "xapp" not in said
    assert "ticket" not in said


# HTTP mode


@dataclass
class Listening:
    one: Running
    url: str


@asynccontextmanager
async def listening(port: int) -> AsyncIterator[Listening]:
    """HTTP mode on a port of this machine."""
    more: dict[str, Any] = {"app_token": "", "signing_secret": SECRET, "http_port": port}
    async with running(**more) as one:
        await one.connected()
        made = web.Application()
        made.router.add_routes(one.platform.routes)
        runner = web.AppRunner(made)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            url = f"http://127.0.0.1:{port}/slack/events"
            one.space.transport = Http(url, SECRET)
            yield Listening(one, url)
        finally:
            await runner.cleanup()


async def test_signed_requests_are_a_story_too(unused_tcp_port: int) -> None:
    async with listening(unused_tcp_port) as at:
        (said,) = at.one.ready
        assert said.startswith(f"Slack: workspace ML Loop, HTTP on port {unused_tcp_port}.")
        assert "press Retry at api.slack.com/apps > Event Subscriptions" in said
        alice = at.one.space.person("alice")
        await alice.slash("/prep today")
        await alice.sees("Today, 15 minutes")
        await alice.dm("done 1")
        await alice.sees("Today, 15 minutes", "dm")
        assert len(at.one.door.heard) == 2


async def test_forged_replayed_and_unsigned_requests_are_refused(unused_tcp_port: int) -> None:
    async with listening(unused_tcp_port) as at:
        team = at.one.space.team
        alice = at.one.space.person("alice")
        body, kind = encoded(
            "slash_commands", payloads.slash(team, alice.user, alice.place(None), "/prep", "today", "")
        )
        now = int(time.time())
        forged = {
            "another secret": (body, now, sign("x" * 32, now, body)),
            "another body": (body.replace("today", "forget"), now, sign(SECRET, now, body)),
            "another time": (body, now, sign(SECRET, now - 1, body)),
            "no signature": (body, now, ""),
            "six minutes old": (body, now - 360, None),
            "six minutes early": (body, now + 360, None),
        }
        for what, (sent, at_time, signature) in forged.items():
            ack = await post_signed(at.url, SECRET, sent, kind, at_time, signature)
            assert ack.why.startswith("status 401"), what
        async with ClientSession() as session:
            for headers in ({}, {"X-Slack-Request-Timestamp": "soon"}, {"X-Slack-Signature": "v0=1"}):
                async with session.post(at.url, data=body, headers=headers) as response:
                    assert response.status == 401
        assert at.one.door.heard == []


async def test_an_unreadable_request_is_refused_without_noise(unused_tcp_port: int) -> None:
    async with listening(unused_tcp_port) as at:
        for body in ("{no json", "[]", "[1]", '"text"', "7", "null"):
            ack = await post_signed(at.url, SECRET, body, "application/json", int(time.time()))
            assert ack.why.startswith("status 400"), body


async def test_slacks_own_question_about_the_address_is_answered(unused_tcp_port: int) -> None:
    async with listening(unused_tcp_port) as at:
        body = json.dumps({"type": "url_verification", "challenge": "c123", "token": "t"})
        ack = await post_signed(at.url, SECRET, body, "application/json", int(time.time()))
        assert (ack.ok, ack.payload) == (True, {"challenge": "c123"})
