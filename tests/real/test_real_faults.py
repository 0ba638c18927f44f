"""Real processes on servers, platforms and clocks that fail, and killed with kill -9: nothing is lost, and nothing is
doubled. What a failover can lose is counted: what WAIT has confirmed is there.
"""

import asyncio
import datetime as dt
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest
from redis.crc import key_slot

from bot.core.errors import LoopmateError
from bot.core.values import GroupId
from bot.store import keys
from bot.store.connect import url_store
from bot.store.store import Store
from bot.store.vault import Vault
from tests.real.troupe import Note, Troupe, half_done, troupe, until
from tests.servers import Restarted, cluster, one_server, replicated, restarted, valkey_binary
from tests.world import KEY

GROUP = GroupId("g1")


async def killed(
    folder: Path, members: int, each: int, works: int, within: float, kills: int, note: Note
) -> None:
    """`members` get `each` messages while a process is killed after every so many of them."""
    chance = Random(3)
    with one_server(valkey_binary(), folder) as url:
        async with troupe(url, folder) as t:
            people = await t.members(members)
            await t.plan(people, each, works, within)
            for number in range(1, kills + 1):
                await t.until_sent(len(t.due) * number // (kills + 1))
                t.kill(chance.randrange(3))
            await t.until_drained()
            outcome = await t.outcome()
            note("counted", str(outcome))
            assert outcome.clean, str(outcome)


async def test_three_kills_lose_nothing_and_double_nothing(tmp_path: Path, record_property: Note) -> None:
    await killed(tmp_path, members=20, each=15, works=40, within=2, kills=3, note=record_property)


@pytest.mark.soak
async def test_ten_kills_under_twenty_thousand_due(tmp_path: Path, record_property: Note) -> None:
    scale = 1 if os.environ.get("LOOPMATE_FULL") else 10
    members, works = 2_000 // scale, 1_000 // scale
    await killed(tmp_path, members, each=10, works=works, within=5, kills=10, note=record_property)


# one server


@asynccontextmanager
async def on_one(
    folder: Path, note: Note, *options: str, each: int = 10, fourth: str = ""
) -> AsyncIterator[tuple[Troupe, Restarted]]:
    with restarted(folder) as server:
        async with troupe(server.url, folder, *options) as t:
            if fourth:
                t.start(fourth)
            async with half_done(t, note, each=each):
                yield t, server


@pytest.mark.soak
async def test_a_server_that_is_killed_and_comes_back(tmp_path: Path, record_property: Note) -> None:
    async with on_one(tmp_path, record_property) as (_, server):
        server.kill()
        server.start()


@pytest.mark.soak
async def test_a_server_that_is_paused_for_half_a_minute(tmp_path: Path, record_property: Note) -> None:
    async with on_one(tmp_path, record_property) as (_, server):
        server.signal(signal.SIGSTOP)
        await asyncio.sleep(30)
        server.signal(signal.SIGCONT)


@pytest.mark.soak
async def test_a_server_without_memory(tmp_path: Path, record_property: Note) -> None:
    async with on_one(tmp_path, record_property) as (t, _):
        await t.store.pipe("CONFIG", "SET", "maxmemory", "1")
        await asyncio.sleep(10)
        await t.store.pipe("CONFIG", "SET", "maxmemory", "0")


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["slow", "429", "500"])
async def test_a_platform_that_fails(tmp_path: Path, record_property: Note, kind: str) -> None:
    async with on_one(tmp_path, record_property, "--platform", kind, each=4):
        pass


@pytest.mark.soak
async def test_clocks_that_jump_both_ways(tmp_path: Path, record_property: Note) -> None:
    async with on_one(tmp_path, record_property) as (t, _):
        for seconds in (1_200, -1_200, 0):
            t.skew(seconds)
            await asyncio.sleep(3)


@pytest.mark.soak
async def test_a_rolling_restart_hands_back_what_it_holds(tmp_path: Path, record_property: Note) -> None:
    async with on_one(tmp_path, record_property, each=20) as (t, _):
        for _ in range(3):
            t.leave(0)
            t.start()
            await asyncio.sleep(1)


@pytest.mark.soak
async def test_two_versions_side_by_side(tmp_path: Path, record_property: Note) -> None:
    """The older one knows no work: it leaves that to the newer ones."""
    async with on_one(tmp_path, record_property, fourth="--older"):
        pass


# six nodes, three of them replicas


@pytest.mark.soak
@pytest.mark.parametrize("moves", [False, True])
async def test_a_node_that_dies_and_a_slot_that_moves(
    tmp_path: Path, record_property: Note, moves: bool
) -> None:
    with cluster(tmp_path, replicas=3) as nodes:
        async with (
            troupe(f"redis://127.0.0.1:{nodes.ports[1]}", tmp_path) as t,
            half_done(t, record_property),
        ):
            if not moves:
                nodes.nodes[0].kill()
                return
            slot = key_slot(keys.out(keys.partition_of(t.groups[0])).encode())
            before = nodes.owner(slot)
            nodes.move(slot, (before + 1) % 3)
            await until(lambda: nodes.owner(slot) != before, "the slot has another owner")


# a primary that dies, and its replica


@pytest.mark.soak
@pytest.mark.parametrize("wait", [0, 1])
async def test_processes_go_on_with_the_replica(tmp_path: Path, record_property: Note, wait: int) -> None:
    with replicated(tmp_path) as servers, servers.sentinel(tmp_path) as url:
        async with troupe(url, tmp_path, "--wait", str(wait)) as t:
            await t.plan(await t.members(200), 10, works=100, within=3)
            await t.until_sent(len(t.due) // 2)
            with servers.failed_over(url):
                await t.until_drained()
                outcome = await t.outcome()
            record_property("counted", f"WAIT {wait}: {outcome}")
            assert outcome.lost == outcome.doubled == 0 or not wait, str(outcome)
            assert outcome.works_lost == outcome.works_doubled == 0 or not wait, str(outcome)


@pytest.mark.soak
@pytest.mark.parametrize("wait", [0, 1])
async def test_a_failover_to_a_replica_that_lags_costs_what_wait_has_not_confirmed(
    tmp_path: Path, record_property: Note, wait: int
) -> None:
    """The replica is cut off before its primary dies: without WAIT nobody who writes learns of that."""
    with replicated(tmp_path) as servers, servers.sentinel(tmp_path) as url:
        async with url_store(
            url, Vault([KEY]), Random(1), (), accept_lossy=True, wait_replicas=wait
        ) as store:
            confirmed = set[str]()
            writing = [asyncio.create_task(_write(store, name, confirmed)) for name in "abcdefgh"]
            await until(lambda: len(confirmed) >= 500, "500 are confirmed")
            servers.cut_off()
            await asyncio.sleep(1)
            with servers.failed_over(url):
                known = len(confirmed)
                await until(lambda: len(confirmed) >= known + 300, "300 more are confirmed")
                for one in writing:
                    one.cancel()
                await asyncio.gather(*writing, return_exceptions=True)
                found = await store.unit(GROUP, dt.datetime.now(dt.UTC)).counts()
    lost = len(confirmed - found.keys())
    twice = sum(count > 1 for count in found.values())
    record_property("counted", f"WAIT {wait}: {len(confirmed):,} confirmed, lost {lost:,}, doubled {twice}")
    assert twice == 0
    assert lost == 0 if wait else lost > 0


async def _write(store: Store, name: str, confirmed: set[str]) -> None:
    number = 0
    while True:
        number += 1
        unit = store.unit(GROUP, dt.datetime.now(dt.UTC))
        unit.add(f"{name}{number}")
        try:
            await unit.commit()
        except LoopmateError:
            await asyncio.sleep(0.05)
            continue
        confirmed.add(f"{name}{number}")
