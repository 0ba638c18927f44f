"""Slack over real connections: Socket Mode and signed requests, and what ends or fixes them."""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from aiohttp import ClientSession
from structlog.testing import capture_logs

from bot.core.card import card
from bot.logs import LONGEST
from bot.platforms.port import Unready
from bot.platforms.slack.adapter import SlackPlatform
from tests.platforms.shelf import served
from tests.platforms.slack import payloads
from tests.platforms.slack.loopback import APP_TOKEN, Loopback, slack
from tests.platforms.slack.slackdesk import Desk, open_door, options_for, services_on
from tests.platforms.slack.sockets import Link, Sockets
from tests.platforms.slack.transports import Http, encoded, post_signed, sign
from tests.platforms.slack.workspace import Workspace

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - Slack's own example
PING = 0.05


@dataclass
class Running(Desk):
    """A platform that runs, what it said when it was ready, and how it ends."""

    task: asyncio.Task[None]
    ready: list[str]

    async def connected(self, times: int = 1) -> None:
        await self.slack.until(lambda: len(self.ready) >= times, f"ready {times} times")

    async def ends(self) -> BaseException | None:
        """How it ended, which it has to by itself."""
        await asyncio.wait({self.task}, timeout=30)
        return self.task.exception()


@asynccontextmanager
async def running(
    at: Loopback | None = None, processes: int = 1, *, connects: bool = True, **more: Any
) -> AsyncIterator[Running]:
    """Everything over a real socket, until the block ends, from when it `connects`; `processes` work on its store."""

    async def count() -> int:
        return processes

    async with contextlib.AsyncExitStack() as stack:
        server: Loopback = at if at is not None else await stack.enter_async_context(slack())
        space, door = Workspace(server, server.sockets), open_door()
        services = services_on(server, door, processes=count)
        platform = SlackPlatform(services, options_for(server, space, **more), ping=PING)
        ready = list[str]()
        task = asyncio.ensure_future(platform.run(ready.append))
        made = Running(server, space, platform, door, task, ready)
        space.settle = platform.intake.idle
        try:
            if connects:
                await made.connected()
            yield made
        finally:
            made.task.cancel()
            await asyncio.wait({made.task}, timeout=30)


# Socket Mode


def is_alone(sockets: Sockets, before: Link) -> bool:
    """Whether the connection before is gone, and one has taken its place."""
    return len(sockets.links) == 1 and sockets.links[0] is not before


async def test_a_story_over_a_real_socket_and_nothing_is_missed_while_connections_change() -> None:
    async with running() as one:
        assert one.ready == ["Slack: workspace ML Loop, Socket Mode"]
        alice, sockets = one.space.person("alice"), one.slack.sockets
        await alice.slash("/prep today")
        assert (await alice.sees("Today, 15 minutes")).where == "caller"
        done = await one.send(card("Reminder"), alice.user.id)
        assert (done.outcome, alice.seen[-1].lines) == ("sent", ["Reminder"])
        with capture_logs() as logs:
            warn = partial(sockets.disconnect, close=False)
            ways: list[Callable[[], Awaitable[None]]] = [warn, warn, sockets.cut]
            for turn, ends in enumerate(ways, start=2):
                (before,), times = sockets.links, len(one.ready)
                await ends()
                await one.connected(times + 1)
                await one.slack.until(partial(is_alone, sockets, before), "another connection alone")
                await alice.slash(f"/prep turn {turn}")
                assert len(one.door.inbounds) == turn
        assert not [entry for entry in logs if "another_process" in entry["event"]]


async def test_work_that_takes_long_is_acknowledged_at_once_and_done_once_where_slack_sends_again() -> None:
    async with running() as one:
        alice = one.space.person("alice")
        one.door.pause, one.space.settle = asyncio.Event(), None
        one.slack.sockets.patience = 1.0
        assert (await alice.slash("/prep today")).ok
        one.slack.sockets.patience = 0.0
        await alice.dm("done 1")
        assert "was not acknowledged" in one.slack.complaints.pop()
        one.slack.sockets.patience = 3.0
        await one.space.again()
        assert alice.seen == []
        one.door.pause.set()
        await one.platform.intake.idle()
        assert len(one.door.inbounds) == len(alice.seen) == 2


@pytest.mark.parametrize(("processes", "warned"), [(1, [2]), (2, [])], ids=["a stranger", "one store"])
async def test_a_strange_process_with_the_same_app_token_is_said_in_the_log(
    processes: int, warned: list[int]
) -> None:
    async with running(processes=processes) as first:
        with capture_logs() as logs:
            async with running(first.slack, processes=processes):
                pass
        assert [e["connections"] for e in logs if "another_process" in e["event"]] == warned


async def test_a_connection_of_ours_that_slack_still_counts_is_no_other_process() -> None:
    async with running() as one:
        (ours,) = one.slack.sockets.links
        async with ClientSession() as session:
            address = one.slack.sockets.open(f"Bearer {APP_TOKEN}")
            async with session.ws_connect(address):
                with capture_logs() as logs:
                    assert ours.transport is not None
                    ours.transport.abort()
                    await one.connected(2)
        assert not [e for e in logs if "another_process" in e["event"]]


async def test_stopping_waits_for_what_was_asked() -> None:
    async with running() as one:
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
        ({}, "connections:write"),
    ],
)
async def test_a_wrong_token_ends_it_with_the_mend_and_without_the_token(
    more: dict[str, Any], words: str
) -> None:
    with capture_logs() as logs:
        async with slack() as server:
            server.sockets.scopes = {"connections:write"} if more else set()
            async with running(server, connects=False, **more) as one:
                ended = await one.ends()
    with pytest.raises(Unready, match=words):
        raise ended or AssertionError("it goes on")
    assert "wrong" not in f"{ended} {logs}"
    assert one.ready == []


@pytest.mark.parametrize("found_by", ["an answer", "a delivery", "a disconnect"])
async def test_a_token_revoked_or_sockets_switched_off_while_it_runs_end_it(found_by: str) -> None:
    async with running() as one:
        alice = one.space.person("alice")
        if found_by == "a disconnect":
            await one.slack.sockets.disconnect("link_disabled", close=False)
        else:
            one.space.team.trouble = "token_revoked"
        if found_by == "an answer":
            await alice.dm("today")
        elif found_by == "a delivery":
            with pytest.raises(Unready):
                await one.send(card("Reminder"), alice.user.id)
        ended = await one.ends()
        assert isinstance(ended, Unready)
        assert ("Socket Mode is switched off" if found_by == "a disconnect" else "revoked") in str(ended)


async def test_what_mends_itself_is_no_end_and_the_log_holds_neither_tokens_nor_words_nor_names() -> None:
    with capture_logs() as logs:
        async with slack() as server:
            server.fail("apps.connections.open", status=500)
            async with running(server) as one:
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
    assert [word for word in ("needle", token, "xapp", "ticket") if word in said] == []


# HTTP mode


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[Running, str]]:
    """HTTP mode on a port of this machine, and its address."""
    http = running(app_token="", signing_secret=SECRET, http_port=8_080)
    async with http as one, served(one.platform.routes) as root:
        one.space.transport = Http(f"{root}/slack/events", SECRET)
        yield one, f"{root}/slack/events"


async def test_signed_requests_are_a_story_and_slacks_question_about_the_address_is_answered() -> None:
    async with listening() as (one, url):
        (said,) = one.ready
        assert said.startswith("Slack: workspace ML Loop, HTTP on port 8080.")
        assert "press Retry at api.slack.com/apps > Event Subscriptions" in said
        alice = one.space.person("alice")
        await alice.slash("/prep today")
        await alice.sees("Today, 15 minutes")
        await alice.dm("done 1")
        await alice.sees("Today, 15 minutes", "dm")
        assert len(one.door.inbounds) == 2
        body = json.dumps({"type": "url_verification", "challenge": "c123", "token": "t"})
        ack = await post_signed(url, SECRET, body, "application/json", int(time.time()))
        assert (ack.ok, ack.payload) == (True, {"challenge": "c123"})


async def test_refused_requests_are_in_the_log_once_an_hour_with_what_to_do() -> None:
    async with listening() as (_, url):
        now = int(time.time())
        with capture_logs() as logs:
            for instant, secret in (
                (now - 360, SECRET),
                (now, "x" * 32),
                (now + 360, SECRET),
                (now, "y" * 32),
            ):
                await post_signed(url, secret, "{}", "application/json", instant)
        refused = [line for line in logs if line["event"] == "slack.request_refused"]
        assert [line["reason"] for line in refused] == ["clock", "signature"]
        assert "network time" in refused[0]["fix"]
        assert "SLACK_SIGNING_SECRET" in refused[1]["fix"]
        assert all(len(line["fix"]) <= LONGEST for line in refused)


async def test_forged_replayed_unsigned_and_unreadable_requests_are_refused() -> None:
    async with listening() as (one, url):
        alice = one.space.person("alice")
        sent = payloads.slash(one.space.team, alice.user, alice.place(None), "/prep", "today", "")
        body, kind = encoded("slash_commands", sent)
        now = int(time.time())
        forged = {
            "another secret": (body, now, sign("x" * 32, now, body)),
            "another body": (body.replace("today", "forget"), now, sign(SECRET, now, body)),
            "another time": (body, now, sign(SECRET, now - 1, body)),
            "no signature": (body, now, ""),
            "six minutes old": (body, now - 360, None),
            "six minutes early": (body, now + 360, None),
        }
        for what, (words, at_time, signature) in forged.items():
            ack = await post_signed(url, SECRET, words, kind, at_time, signature)
            assert ack.why.startswith("status 401"), what
        async with ClientSession() as session:
            for headers in ({}, {"X-Slack-Request-Timestamp": "soon"}, {"X-Slack-Signature": "v0=1"}):
                async with session.post(url, data=body, headers=headers) as response:
                    assert response.status == 401
            for instant, signature in (("\u00b2", "v0=1"), ("9" * 5_000, "v0=1"), (str(now), "v0=\u00e9")):
                headers = {"X-Slack-Request-Timestamp": instant, "X-Slack-Signature": signature}
                async with session.post(url, data=body, headers=headers) as response:
                    assert response.status == 401, instant[:9]
        for words in ("[" * 100_000, '{"a":' * 50_000, "{no json"):  # a stranger's words aren't even parsed
            ack = await post_signed(url, SECRET, words, "application/json", now, "v0=1")
            assert ack.why.startswith("status 401"), words[:9]
        for words in ("{no json", "[]", "[1]", '"text"', "7", "null"):
            ack = await post_signed(url, SECRET, words, "application/json", int(time.time()))
            assert ack.why.startswith("status 400"), words
        assert one.door.inbounds == []
