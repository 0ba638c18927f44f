"""A disk that's full: refused before anything is confirmed, told as what it is, and over once there's room."""

import asyncio
import datetime as dt
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random

import pytest
from structlog.testing import capture_logs

from bot.core.errors import DiskFull, StoreReadOnly
from bot.core.values import GroupId
from bot.core.wall_time import SystemClock
from bot.doctor.installation import examine_storage
from bot.health import health, observe_store
from bot.settings import Settings
from bot.store.commit import Disk
from bot.store.connect import url_store
from bot.store.store import Store
from bot.store.vault import Vault
from bot.store.wire import infos
from tests.servers import one_server, valkey_binary
from tests.store.crowd import NOW
from tests.world import KEY, Somebody, World, world

GROUP = GroupId("g")


def short_of(folder: Path, times: int) -> Disk:
    """A disk whose reserve is so many times what's free on it."""
    return Disk(folder, Disk(folder).room().free * times)


async def change(store: Store, *, drain: bool = False) -> None:
    unit = store.unit(GROUP, NOW)
    unit.add("number")
    await unit.commit(drain=drain)


async def test_below_the_reserve_changes_are_refused_and_what_drains_is_not(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.app.store.disk = short_of(tmp_path, 2)
        with pytest.raises(DiskFull, match=str(tmp_path)):
            await change(w.app.store)
        await change(w.app.store, drain=True)
        w.app.store.disk = short_of(tmp_path, 8)
        with pytest.raises(StoreReadOnly):
            await change(w.app.store, drain=True)
        w.app.store.disk = Disk(tmp_path, 0)
        await change(w.app.store)
        assert await w.app.store.unit(GROUP, NOW).counts() == {"number": 2}


async def test_a_member_is_told_that_it_is_not_saved_and_can_be_forgotten_all_the_same(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob")
        w.app.store.disk = short_of(tmp_path, 2)
        assert "can't save anything right now" in (await bob.say("/prep settings minutes=20")).text
        await forget_everything(bob)
        w.app.store.disk = Disk(tmp_path, 0)
        assert "haven't joined" in (await bob.say("/prep settings")).text


async def forget_everything(member: Somebody) -> None:
    await member.say("/prep privacy forget scope=everything")
    assert "Deleted here" in (await member.press("Forget everything now")).text


async def test_what_could_not_be_noted_as_sent_is_not_sent_until_there_is_room(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        bob = await w.member("bob")
        heard = len(bob.inbox)
        w.clock.set(w.now + dt.timedelta(hours=24))
        w.app.store.disk = short_of(tmp_path, 8)
        for _ in range(3):
            assert await w.app.runner.attempt() == 0
        assert len(bob.inbox) == heard
        w.app.store.disk = Disk(tmp_path, 0)
        for _ in range(3):
            await w.app.runner.attempt()
        assert len(bob.inbox) == heard + 1


async def test_with_a_full_memory_somebody_can_be_forgotten(w: World, bob: Somebody) -> None:
    await w.app.store.pipe("CONFIG", "SET", "maxmemory", "1")
    with capture_logs() as said:
        assert "memory is full" in (await bob.say("/prep settings minutes=20")).text
    (line,) = said
    assert line["event"] == "store full"
    assert "Fix: raise its maxmemory" in line["reason"]
    assert "Raise maxmemory" in "".join((await health(w.app.store, w.clock)).trouble)
    await forget_everything(bob)
    await w.advance(minutes=1)
    await w.app.store.pipe("CONFIG", "SET", "maxmemory", "0")
    assert "haven't joined" in (await bob.say("/prep settings")).text


async def test_files_that_vanish_under_a_running_server_are_noticed_before_a_change_is_confirmed(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        shutil.rmtree(tmp_path / "appendonlydir")
        with pytest.raises(StoreReadOnly, match="can't be found"):
            await change(w.app.store)


# a server that answers and cannot write


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "server"
    (folder / "dump.rdb" / "in the way").mkdir(parents=True)
    with one_server(valkey_binary(), folder) as address:
        yield address


@asynccontextmanager
async def unwritable(store: Store) -> AsyncIterator[None]:
    """Its server can't save a snapshot and refuses each write with MISCONF, as it does on a full disk."""
    await store.pipe("CONFIG", "SET", "save", "900 1")
    await store.pipe("BGSAVE")
    while (await persistence(store))["rdb_last_bgsave_status"] != "err":
        await store.ping()
    try:
        yield
    finally:
        await store.pipe("CONFIG", "SET", "save", "")


async def persistence(store: Store) -> dict[str, str]:
    return (await infos(store.wire, "persistence"))[0]


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    async with url_store(url, Vault([KEY]), Random(1), ()) as store:
        yield store


async def test_a_server_that_cannot_write_answers_reads_beside_the_refused_write(url: str) -> None:
    async with opened(url) as store:
        await change(store)
        async with unwritable(store):
            results = await asyncio.gather(
                store.unit(GROUP, NOW).counts(), change(store), store.ping(), return_exceptions=True
            )
            assert results[0] == {"number": 1}
            assert isinstance(results[1], StoreReadOnly)
            assert results[2] is None
        await change(store)
        assert await store.unit(GROUP, NOW).counts() == {"number": 2}


async def test_health_and_doctor_say_that_it_answers_and_cannot_write(url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, xdg_config_home=tmp_path / "config", key=KEY, redis_url=url)
    async with opened(url) as store:
        async with unwritable(store):
            async with observe_store(settings) as looking:
                found = await health(looking, SystemClock())
            (storage,) = (await examine_storage(settings))[0]
        assert not found.ok
        assert "can't write" in found.trouble[0]
        assert (storage.state, "can't write to its disk" in storage.found) == ("failed", True)
        assert storage.fix.startswith("make room")
