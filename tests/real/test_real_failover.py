"""A primary that dies, and its replica: what WAIT has confirmed is there, and what else is lost is counted."""

import asyncio
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from bot.core.errors import LoopmateError
from bot.core.ids import GroupId
from bot.store.connect import url_store
from bot.store.store import Store
from bot.store.vault import Vault
from tests.real.troupe import troupe, until
from tests.servers import replicated
from tests.world import KEY

Note = Callable[[str, object], None]
GROUP = GroupId("g1")
pytestmark = pytest.mark.soak


@pytest.mark.parametrize("wait", [0, 1])
async def test_processes_go_on_with_the_replica(tmp_path: Path, record_property: Note, wait: int) -> None:
    with replicated(tmp_path) as servers, servers.sentinel(tmp_path) as url:
        async with troupe(url, tmp_path, "--wait", str(wait)) as t:
            await t.plan(await t.members(200), 10, works=100, within=3)
            await t.half()
            with servers.failed_over(url):
                await t.until_drained()
                outcome = await t.outcome()
            record_property("counted", f"WAIT {wait}: {outcome}")
            assert outcome.lost == outcome.doubled == 0 or not wait, str(outcome)
            assert outcome.works_lost == outcome.works_doubled == 0 or not wait, str(outcome)


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
            await until(lambda: _is(len(confirmed) >= 500), "500 are confirmed")
            servers.cut_off()
            await asyncio.sleep(1)
            with servers.failed_over(url):
                known = len(confirmed)
                await until(lambda: _is(len(confirmed) >= known + 300), "300 more are confirmed")
                for one in writing:
                    one.cancel()
                await asyncio.gather(*writing, return_exceptions=True)
                found = await store.unit(GROUP, dt.datetime.now(dt.UTC)).counts()
    lost = len(confirmed - found.keys())
    twice = sum(count > 1 for count in found.values())
    record_property("counted", f"WAIT {wait}: {len(confirmed):,} confirmed, lost {lost:,}, doubled {twice}")
    assert twice == 0
    assert lost == 0 if wait else lost > 0


async def _is(known: bool) -> bool:
    return known


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
