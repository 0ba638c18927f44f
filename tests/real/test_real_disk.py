"""A disk of 2 MB that really fills up: nothing that was confirmed is lost, whatever ends the server, and it's over
once there's room. Mounting one is root's to do.
"""

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from random import Random

import pytest

from bot.core.errors import StoreDown, StoreFull, StoreRefused
from bot.core.values import Frozen, GroupId
from bot.doctor.installation import examine_storage
from bot.health import observe_store
from bot.settings import Settings
from bot.store.connect import embedded_store
from bot.store.repo import NOBODY, Repo
from bot.store.store import Store
from bot.store.vault import Vault
from tests.store.crowd import NOW
from tests.store.test_health import looked
from tests.world import KEY

pytestmark = pytest.mark.soak
GROUP = GroupId("g")
SIZES = (10, 300, 3_000, 20_000)
"""Characters of a record."""


class Thing(Frozen):
    text: str


THINGS = Repo("t-things", Thing, owned_by=NOBODY)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 2 MB."""
    (folder := tmp_path / "disk").mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk, and not in every container")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def confirmed(store: Store, seed: str, first: int = 0) -> list[str]:
    """Writes records until twenty were refused; the ids of those that were confirmed."""
    chance, done, refused = Random(seed), list[str](), 0
    while refused < 20:
        key = str(first + len(done))
        unit = store.unit(GROUP, NOW)
        THINGS.put(unit, key, Thing(text="x" * chance.choice(SIZES)))
        try:
            await unit.commit()
            done.append(key)
        except (StoreFull, StoreDown):
            refused += 1
    return done


def opened(folder: Path) -> AbstractAsyncContextManager[Store]:
    return embedded_store(folder, Vault([KEY]), Random(1), (THINGS,), lambda _: None)


async def there(folder: Path) -> set[str]:
    """The records that a bot finds that starts on this folder."""
    async with opened(folder) as store:
        return set(await THINGS.all(store.unit(GROUP, NOW)))


def elsewhere(disk: Path, folder: Path) -> Path:
    """A copy of the data on a disk with room."""
    return Path(shutil.copytree(disk / "data", folder, ignore=shutil.ignore_patterns("redis.sock")))


def enlarge(disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,size=128m", str(disk)], check=True)


def server_of(folder: Path) -> int:
    return int((folder / "redis.pid").read_text())


@pytest.mark.parametrize("run", range(5))
@pytest.mark.parametrize("end", ["killed", "stopped"])
async def test_nothing_that_was_confirmed_is_lost(disk: Path, tmp_path: Path, run: int, end: str) -> None:
    data = disk / "data"
    async with opened(data) as store:
        done = await confirmed(store, f"{run}")
        if end == "killed":
            os.kill(server_of(data), signal.SIGKILL)
    assert len(done) > 50
    assert set(done) <= await there(elsewhere(disk, tmp_path / "copy"))


@pytest.mark.parametrize("run", range(3))
async def test_a_neighbor_that_fills_the_disk_meanwhile_costs_nothing_that_was_confirmed(
    disk: Path, tmp_path: Path, run: int
) -> None:
    data = disk / "data"
    enlarge(disk)
    async with opened(data) as store:
        neighbor = asyncio.create_task(asyncio.to_thread(filled, disk / "of others"))
        done = await confirmed(store, f"neighbor {run}")
        await neighbor
        os.kill(server_of(data), signal.SIGKILL)
    assert done
    assert set(done) <= await there(elsewhere(disk, tmp_path / "copy"))


async def test_it_is_told_and_over_once_there_is_room(disk: Path, tmp_path: Path) -> None:
    data = disk / "data"
    settings = Settings(data=data, xdg_config_home=tmp_path / "config", key=KEY)
    (disk / "of others").write_bytes(bytes(700_000))
    async with opened(data) as store:
        done = await confirmed(store, "filled")
        async with observe_store(settings) as looking:
            found = await looked(looking)
        assert not found.ok
        assert f"The disk of {data} is full" in found.trouble[0]
        (disk / "of others").unlink()
        more = await confirmed(store, "room", len(done))
        assert len(more) > 20
    assert set(done + more) <= await there(elsewhere(disk, tmp_path / "copy"))


async def test_a_disk_that_others_fill_to_the_last_byte_is_told_as_such(disk: Path, tmp_path: Path) -> None:
    data = disk / "data"
    settings = Settings(data=data, xdg_config_home=tmp_path / "config", key=KEY)
    async with opened(data) as store:
        filled(disk / "of others")
        with pytest.raises(StoreDown):
            await written_anyway(store)
        async with observe_store(settings) as looking:
            found = await looked(looking)
        assert "can't write to its disk" in found.trouble[0]
        (disk / "of others").unlink()
        while not (await looked(store)).ok:  # the server tries again by itself, every second
            await store.ping()
        assert await confirmed(store, "room")


async def test_a_bot_starts_and_stops_on_a_full_disk_and_loses_nothing(disk: Path, tmp_path: Path) -> None:
    async with opened(disk / "data") as store:
        done = await confirmed(store, "filled")
    filled(disk / "of others")
    assert await there(disk / "data") == set(done)
    settings = Settings(data=disk / "data", xdg_config_home=tmp_path / "config", key=KEY)
    found = [one for one in (await examine_storage(settings))[0] if one.state == "failed"]
    assert f"the disk of {disk / 'data'} is full" in found[0].found
    assert await there(elsewhere(disk, tmp_path / "copy")) == set(done)


async def test_a_first_start_on_a_full_disk_is_refused_in_words(disk: Path, tmp_path: Path) -> None:
    filled(disk / "of others")
    with pytest.raises(StoreRefused, match="Its disk is full"):
        await there(disk / "data")
    (disk / "of others").unlink()
    assert await there(disk / "data") == set()


def filled(file: Path) -> None:
    """Takes all the room that is left."""
    with file.open("wb", buffering=0) as out:
        try:
            while True:
                out.write(bytes(4096))
        except OSError:
            return


async def written_anyway(store: Store) -> None:
    """What the reserve would have refused: the server confirms it, and refuses what comes after."""
    for number in range(1_000):
        await store.pipe("SET", "lm:{00}:tz", "x" * 5_000 + str(number))
