"""Real processes on servers that fail, and killed with kill -9: nothing is lost, and nothing is
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
from tests.real.troupe import Note, half_done, troupe, until
from tests.servers import Restarted, cluster, one_server, replicated, restarted, valkey_binary
from tests.world import KEY

GROUP = GroupId("g1")
SCALE = 1 if os.environ.get("LOOPMATE_FULL") else 10


@pytest.mark.parametrize(
    ("members", "each", "works", "within", "kills"),
    [(20, 15, 40, 2, 3), pytest.param(2_000 // SCALE, 10, 1_000 // SCALE, 5, 10, marks=pytest.mark.soak)],
)
async def test_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, record_property: Note, members: int, each: int, works: int, within: int, kills: int
) -> None:
    """`members` get `each` messages while a process is killed after every so many of them."""
    chance = Random(3)
    with one_server(valkey_binary(), tmp_path) as url:
        async with troupe(url, tmp_path) as t:
            await t.plan(await t.members(members), each, works, within)
            for number in range(1, kills + 1):
                await t.until_sent(len(t.due) * number // (kills + 1))
                t.kill(chance.randrange(3))
            await t.until_drained()
            outcome = await t.outcome()
            record_property("counted", str(outcome))
            assert outcome.clean, str(outcome)


# one server


@asynccontextmanager
async def on_one(folder: Path, note: Note) -> AsyncIterator[Restarted]:
    with restarted(folder) as server:
        async with troupe(server.url, folder) as t, half_done(t, note):
            yield server


@pytest.mark.soak
async def test_a_server_that_is_killed_and_comes_back(tmp_path: Path, record_property: Note) -> None:
    async with on_one(tmp_path, record_property) as server:
        server.kill()
        server.start()


@pytest.mark.soak
async def test_a_server_that_is_paused_for_half_a_minute(tmp_path: Path, record_property: Note) -> None:
    async with on_one(tmp_path, record_property) as server:
        server.signal(signal.SIGSTOP)
        await asyncio.sleep(30)
        server.signal(signal.SIGCONT)


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
