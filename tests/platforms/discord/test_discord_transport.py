"""The Discord adapter over real sockets: its connection, its lease, and a network that misbehaves."""

import asyncio
from typing import Any

import pytest
from simcord.interactions import base_payload
from structlog.testing import capture_logs

from bot.core.values import AccountId
from bot.core.wall_time import ManualClock
from bot.platforms.discord.adapter import DiscordPlatform, Dropped
from bot.platforms.discord.inbound import COMMAND, TYPING
from bot.platforms.port import Busy, Delivery, Unready
from bot.platforms.supervision import supervise
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import TOKEN, loopback
from tests.platforms.discord.process import Process, at_work, options, running
from tests.platforms.discord.state import START
from tests.platforms.door import Door, Key, said, services
from tests.platforms.shelf import shelf

MESSAGES, CALLBACKS = "/channels/*/messages", "/interactions/*/callback"


# the connection and its lease


async def test_it_connects_says_so_and_answers_over_sockets_with_no_privileged_intent() -> None:
    async with loopback() as api:
        erin = Guild(api).person("erin")
        async with running(api) as bot:
            assert bot.leases == [f"discord/{api.state.application_id}"]
            assert bot.said[-1].endswith("connected, 1 server")
            assert (await erin.slash("/prep start")).lines == ["Hello"]
            assert (await erin.press("Go")).lines == ["Hello"]
            assert (await erin.dm("today")).lines == ["Hello"]
            assert (await bot.tell(erin)).outcome == "sent"
        await api.changes.until(lambda: not api.gateway.lines)
        assert bot.key.released == 1
        assert [asked["intents"] for asked in api.gateway.identified] == [1 << 0 | 1 << 9 | 1 << 12]


async def test_what_was_asked_before_a_stop_is_answered_after_the_gateway_is_left() -> None:
    door = Door(pause=asyncio.Event())
    async with loopback() as api:
        erin = Guild(api).person("erin")
        async with running(api, door) as bot:
            asking = asyncio.create_task(erin.slash("/prep start"))
            await api.changes.until(lambda: api.gateway.is_heard and door.inbounds)
            stopping = asyncio.create_task(bot.stop())
            await api.changes.until(lambda: not api.gateway.lines)
            assert not stopping.done()
            assert door.pause is not None
            door.pause.set()
            assert (await asking).lines == ["Hello"]
            await stopping
            assert bot.key.released == 1


async def test_what_hangs_keeps_a_stop_no_longer_than_its_deadline() -> None:
    door = Door(pause=asyncio.Event())
    async with loopback() as api:
        erin = Guild(api).person("erin")
        async with running(api, door, stopping=0.05) as bot:
            asking = asyncio.create_task(erin.slash("/prep start"))
            await api.changes.until(lambda: api.gateway.is_heard and door.inbounds)
            await asyncio.wait_for(bot.stop(), 5)
            asking.cancel()


async def test_without_the_lease_it_sends_and_does_not_connect_until_it_gets_it() -> None:
    async with loopback() as api:
        erin = Guild(api).person("erin")
        waiting = Process(api, key=Key(had=False))
        await waiting.start(connected=False)
        assert "another process holds the connection" in waiting.said[0]
        assert (await waiting.tell(erin)).outcome == "sent"
        assert api.gateway.connected == 0
        async with running(api) as bot:
            await erin.slash("/prep start")
            assert (len(bot.door.inbounds), len(waiting.door.inbounds)) == (1, 0)
        waiting.key.had = True
        await api.changes.until(lambda: waiting.said[-1].endswith("1 server"))
        assert (await erin.slash("/prep start")).lines == ["Hello"]
        assert len(waiting.door.inbounds) == 1
        await waiting.stop()


async def test_who_loses_the_lease_leaves_the_connection() -> None:
    async with loopback() as api:
        async with running(api) as bot:
            bot.key.had = False
            assert isinstance(await bot.end(), Dropped)
        await api.changes.until(lambda: not api.gateway.lines)


async def test_a_token_that_the_api_or_the_gateway_refuses_is_said_in_words_and_never_tried_again() -> None:
    async with loopback() as api:
        for gateways, given in ((TOKEN, "wrong"), ("another", TOKEN)):
            api.gateway.token = gateways
            asked = len(api.requests("GET", "/users/@me"))
            with pytest.raises(Unready, match="Reset Token"):
                await DiscordPlatform(services(Door(), ManualClock(START)), options(api, given)).run(
                    lambda _: None
                )
            assert len(api.requests("GET", "/users/@me")) == asked + 1
        assert api.gateway.connected == 1


@pytest.mark.parametrize(("code", "says"), [(4004, "Reset Token"), (4014, "intent")])
async def test_a_connection_that_is_closed_for_good_says_what_to_mend(code: int, says: str) -> None:
    async with loopback() as api, running(api) as bot:
        await api.gateway.drop(code)
        ended = await bot.end()
        assert isinstance(ended, Unready)
        assert says in str(ended)


async def test_two_processes_with_one_token_and_two_stores_are_noticed() -> None:
    async with loopback() as api:
        erin = Guild(api).person("erin")
        with capture_logs() as logs:
            async with running(api) as one, running(api) as other:
                for n in range(1, 6):
                    await erin.slash("/prep start")
                    await api.changes.until(lambda n=n: len(erin.inbox) >= n)  # type: ignore[misc] # bound at once
                assert len(one.door.inbounds) == len(other.door.inbounds) == 5
        told = [e["fix"] for e in logs if e["event"] == "another process answers with this token"]
        assert told
        assert "stop the other process" in told[0]


async def test_a_token_that_is_revoked_meanwhile_ends_the_platform() -> None:
    async with at_work() as (api, erin, bot):
        api.fail("POST", "/users/@me/channels", 401)
        with pytest.raises(Unready, match="Reset Token"):
            await bot.tell(erin)
        assert isinstance(await bot.end(), Unready)
        with pytest.raises(Busy):
            await bot.tell(erin)


async def test_after_a_malformed_event_it_is_started_again() -> None:
    async with loopback() as api:
        erin = Guild(api).person("erin")
        bot = Process(api)
        slept: list[float] = []

        async def sleep(seconds: float) -> None:
            slept.append(seconds)

        with capture_logs() as logs:
            bot.task = asyncio.create_task(supervise(bot.platform, bot.said.append, sleep))
            await api.changes.until(lambda: any("1 server" in words for words in bot.said))
            api.gateway.malformed()
            await api.changes.until(lambda: sum("1 server" in words for words in bot.said) == 2)
        assert (await erin.slash("/prep start")).lines == ["Hello"]
        assert slept == [1.0]
        assert [e["error"] for e in logs if e["event"] == "bug"] == ["ValueError"]
        await bot.stop()


async def test_a_connection_that_is_dropped_asked_back_or_void_is_resumed_or_begun_anew() -> None:
    async with at_work() as (api, erin, _):
        await api.gateway.drop()
        assert (await erin.slash("/prep start")).lines == ["Hello"]
        assert (len(api.gateway.resumed), len(api.gateway.identified)) == (1, 1)
        api.gateway.ask_to_reconnect()
        await api.changes.until(lambda: len(api.gateway.resumed) == 2)
        assert (await erin.slash("/prep start")).lines == ["Hello"]
        api.gateway.invalidate()
        await api.changes.until(lambda: len(api.gateway.identified) == 2 and api.gateway.lines)
        assert (await erin.slash("/prep start")).lines == ["Hello"]


# requests


@pytest.mark.parametrize(("seconds", "via"), [(90, True), (45, False)])
async def test_a_429_that_lasts_or_is_not_the_apis_sends_the_entry_back_to_its_queue(
    seconds: int, via: bool
) -> None:
    async with at_work() as (api, erin, bot):
        api.limit("POST", MESSAGES, seconds=seconds, via=via)
        with pytest.raises(Busy) as busy:
            await bot.tell(erin)
        assert (busy.value.seconds, max(api.slept, default=0)) == (seconds, 0)
        assert erin.inbox == []


@pytest.mark.parametrize("fault", ["429", "500", "500 after sending"])
async def test_after_a_429_or_two_500s_the_message_comes_once(fault: str) -> None:
    async with at_work() as (api, erin, bot):
        if fault == "429":
            api.limit("POST", MESSAGES, seconds=7)
        else:
            api.fail("POST", MESSAGES, 500, times=2, stored="after" in fault)
        assert (await bot.tell(erin)).outcome == "sent"
        refused = [429] if fault == "429" else [500, 500]
        assert [a.status for a in api.requests("POST", MESSAGES)] == [*refused, 200]
        assert len(erin.inbox) == 1


async def test_what_discord_calls_ours_by_its_nonce_is_not_sent_again() -> None:
    async with at_work() as (api, erin, bot):
        first = await bot.tell(erin)
        nonce = api.requests("POST", MESSAGES)[0].body["nonce"]
        me = {"id": str(api.state.bot_user.id)}
        listed = [
            {"id": first.ref, "author": me, "nonce": nonce, "content": "edited since", "components": []}
        ]
        api.fail("GET", MESSAGES, 200, listed)  # type: ignore[arg-type] # Discord answers with a list here
        to = AccountId(f"discord:@:{erin.id}")
        again = await bot.platform.deliver(Delivery(id="e1", to=to, answer=said("Changed"), again=True))
        assert again.ref == first.ref
        assert len(api.requests("POST", MESSAGES)) == 1


async def test_suggestions_that_take_too_long_are_none() -> None:
    async with at_work(Door(hangs=True)) as (_api, erin, _):
        assert await erin.autocomplete("prep start", "zone", "ber") == []


class Gone(dict[str, bytes]):
    """Uploads that have expired before anybody fetched them."""

    def get(self, *_: object) -> None:  # type: ignore[override] # nothing is ever there
        return None


async def test_a_file_of_another_host_or_that_discord_does_not_hand_over_is_asked_for_again() -> None:
    async with at_work() as (api, erin, bot), shelf() as (files, _):
        here = api.cdn.base
        for base, blobs in ((files.root, api.cdn._blobs), (here, Gone())):
            api.cdn.base, api.cdn._blobs = base, blobs
            assert "Send it again" in (await erin.slash("/prep resume", file=("cv.pdf", b"%PDF"))).text
        assert (files.asked, bot.door.inbounds) == ([], [])


# what a newer Discord may send


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        pytest.param(99, {}, id="an unknown kind"),
        pytest.param(
            COMMAND, {"id": "1", "type": 3, "name": "Critique with Loopmate"}, id="a menu of nothing"
        ),
        pytest.param(
            COMMAND, {"id": "1", "type": 1, "name": "prep", "options": [{"name": "x"}]}, id="an option"
        ),
        pytest.param(TYPING, {"id": "1", "type": 1, "name": "prep", "options": []}, id="typing nothing"),
    ],
)
async def test_what_this_version_cannot_read_is_said_in_words_and_the_next_command_works(
    kind: int, data: dict[str, Any]
) -> None:
    async with at_work() as (api, erin, bot):
        room, guild = erin.membership.guild.channels["general"].id, erin.membership.guild.id
        about: dict[str, Any] = {"channel_id": room, "guild_id": guild, "user_id": erin.id, "data": data}
        with capture_logs() as logs:
            _, payload = base_payload(api.state, type=kind, **about)
            api.gateway.emit("INTERACTION_CREATE", payload)
            await api.changes.until(lambda: api.requests("POST", CALLBACKS))
        (answer,) = api.requests("POST", CALLBACKS)
        if kind == TYPING:
            assert answer.body["data"]["choices"] == []
        else:
            assert "I did nothing" in str(answer.body["data"]["components"])
        assert [(e["event"], e["kind"]) for e in logs] == [("unreadable", kind)]
        assert bot.door.inbounds == []
        assert (await erin.slash("/prep start")).lines == ["Hello"]
