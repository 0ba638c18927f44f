"""What was deleted leaves the disk: needles in every file of a data folder, whoever stops the bot and when."""

import datetime as dt
import functools
import itertools
import shutil
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from random import SystemRandom
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.app import repos
from bot.backup.backup import Maker, backup, fingerprints
from bot.backup.restore import Consent, restore
from bot.core.errors import StoreDown
from bot.settings import Settings
from bot.store import expiry, forget, keys
from bot.store.connect import Wrap, embedded_store, unchanged
from bot.store.expiry import compact
from bot.store.members import Directory
from bot.store.store import Store
from bot.store.vault import load_keys, vault_of
from bot.store.wire import Command
from tests.records import every_file
from tests.store.crowd import GROUP, NOTES, NOW, account, crowd, forgotten, who
from tests.store.folders import data_folder
from tests.store.saving import no_pause
from tests.wires import Between, Breakable, Dying

CROWD = 300
"""So many that a rewrite takes longer than a server needs to stop."""
GONE = 7
"""Whose needles are looked for."""


@pytest.fixture
def desk() -> Iterator[Settings]:
    """The settings of a machine of its own, with a key file."""
    with data_folder() as folder:
        yield Settings(data=folder, xdg_config_home=folder.with_name("config"))


def opened(settings: Settings, wrap: Wrap = unchanged) -> AbstractAsyncContextManager[Store]:
    """The store of these settings, with notes beside the bot's own records."""
    return embedded_store(
        settings.data,
        vault_of(settings.key, settings.key_file),
        SystemRandom(),
        (*repos(), NOTES),
        silent,
        wrap,
        forgotten=settings.forgotten_file,
    )


def silent(_: str) -> None:
    """Nobody listens."""


async def filled(settings: Settings) -> list[bytes]:
    """A store with a crowd in it, and the needles of one of them: id, account, ciphertext, job, entry, ledger."""
    async with opened(settings) as store:
        await crowd(store, CROWD)
        note = await store.pipe("HGET", keys.rec(keys.partition_of(GROUP), GROUP, NOTES.name), who(GONE))
        return [who(GONE).encode(), account(GONE).encode() + b"\r\n", note.split(b'"')[3]]


def on_disk(settings: Settings, needles: list[bytes]) -> list[bytes]:
    """Which needles some file of the data folder holds."""
    content = every_file(settings.data)
    return [needle for needle in needles if needle in content]


async def test_an_old_copy_is_put_back_and_looked_at_once_and_no_needle_is_left(desk: Settings) -> None:
    needles = await filled(desk)
    old = desk.data.with_name("old")
    shutil.copytree(desk.data, old)
    async with opened(desk) as store:
        await forgotten(store, GONE)
    shutil.rmtree(desk.data)
    shutil.copytree(old, desk.data)
    assert on_disk(desk, needles) == needles
    async with opened(desk) as store:  # as the doctor does
        assert await Directory(store).groups_of(account(GONE)) == []
        assert len(await NOTES.all(store.unit(GROUP, NOW))) == CROWD - 1
    assert on_disk(desk, needles) == []


async def test_wherever_a_forgetting_by_tombstones_is_killed_the_next_start_ends_it(desk: Settings) -> None:
    needles = await filled(desk)
    old = desk.data.with_name("old")
    shutil.copytree(desk.data, old)
    killed = 0
    for after in itertools.count(1, 25):
        shutil.rmtree(desk.data)
        shutil.copytree(old, desk.data)
        desk.forgotten_file.unlink(missing_ok=True)
        async with opened(desk) as store:
            forget.note_tombstone(desk.forgotten_file, GROUP, store.vault.hash_id(who(GONE)), NOW)
            try:
                await forget.replay(killed_after(store, after))
            except StoreDown:
                killed += 1
            else:
                break
        async with opened(desk):
            assert on_disk(desk, needles) == [], after
    assert killed >= 2


def killed_after(store: Store, sendings: int) -> Store:
    """The same store as a process has it that is killed after so many sendings."""
    wire = Dying(sendings).around(store.wire)
    rewrite = functools.partial(compact, wire)
    return Store(wire, store.vault, SystemRandom(), store.repos, rewrite=rewrite, forgotten=store.forgotten)


async def test_a_rewrite_that_began_before_a_deletion_does_not_count_for_it(desk: Settings) -> None:
    needles = await filled(desk)
    async with opened(desk) as store:
        await store.wire.execute([("BGREWRITEAOF",)])
        await forgotten(store, GONE)
        assert await store.rewrite()
        assert on_disk(desk, needles) == []


async def test_a_rewrite_that_runs_when_the_bot_stops_is_not_broken_off(desk: Settings) -> None:
    needles = await filled(desk)
    async with opened(desk) as store:
        await forgotten(store, GONE)
        await store.wire.execute([("BGREWRITEAOF",)])
    assert on_disk(desk, needles) == []


async def test_what_was_to_leave_the_disk_at_the_full_hour_leaves_it_when_the_bot_stops(
    desk: Settings,
) -> None:
    needles = await filled(desk)
    async with opened(desk) as store:
        await forgotten(store, GONE)
        unit = store.unit(GROUP, NOW)
        assert expiry.plan_compaction(store, unit, NOW) == NOW + dt.timedelta(hours=1)
        await unit.commit()
        assert on_disk(desk, needles) == needles
    assert on_disk(desk, needles) == []


async def test_a_disk_that_takes_no_new_file_is_no_success(desk: Settings) -> None:
    await filled(desk)
    async with opened(desk) as store:
        aof = desk.data / "appendonlydir"
        (aof / "appendonly.aof.2.base.rdb").mkdir()
        (aof / "appendonly.aof.2.base.rdb" / "in the way").touch()
        assert not await store.rewrite()
        assert not store.is_compact
        shutil.rmtree(aof / "appendonly.aof.2.base.rdb")
        assert await store.rewrite()


async def test_a_rewrite_that_the_server_broke_off_is_owed_until_the_bot_stops(desk: Settings) -> None:
    needles, wire = await filled(desk), Breakable()
    async with opened(desk, wire.around) as store:
        await forgotten(store, GONE)
        unit = store.unit(GROUP, NOW)
        expiry.plan_compaction(store, unit, NOW)
        await unit.commit()
        wire.cut = True
        with pytest.raises(StoreDown):
            await store.rewrite()
        wire.cut = False
    assert on_disk(desk, needles) == []


async def test_a_server_that_is_lost_while_the_bot_stops_is_logged_with_the_reason(desk: Settings) -> None:
    wire = Breakable()
    with capture_logs() as logs:
        async with opened(desk, wire.around) as store:
            store.is_compact, wire.cut = False, True
    assert [(one["event"], one.get("reason")) for one in logs] == [("store down", "cut")]


async def test_after_a_restore_no_needle_of_the_forgotten_is_left(desk: Settings) -> None:
    needles = await filled(desk)
    file = desk.data.with_name("b.gz")
    async with opened(desk) as store:
        maker = Maker("0.1.0", fingerprints(load_keys("", desk.key_file)), NOW)
        await backup(store, file, maker)
        await forgotten(store, GONE)
        await store.rewrite()
    async with opened(desk) as store:
        assert (await restore(store, file, maker, Consent(replace=True), no_pause)).forgotten == 1
    assert on_disk(desk, needles) == []


class Interrupted(Between):
    """Something happens before the first copies of a backup are removed."""

    def __init__(self, what: Callable[[], Awaitable[None]]) -> None:
        self._what: Callable[[], Awaitable[None]] | None = what

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        if self._what is not None and any(command[0] == "UNLINK" for command in commands):
            what, self._what = self._what, None
            await what()
        return await super().execute(commands)


async def test_the_first_who_is_ever_forgotten_during_a_backup_leaves_the_disk_with_its_copies(
    desk: Settings,
) -> None:
    needles = await filled(desk)
    async with opened(desk) as store:

        async def forgotten_meanwhile() -> None:
            await forgotten(store, GONE)
            assert await store.rewrite()
            assert needles[2] in on_disk(desk, needles)  # the copies have it

        wire = Interrupted(forgotten_meanwhile).around(store.wire)
        rewrite = functools.partial(compact, wire)
        beside = Store(wire, store.vault, SystemRandom(), store.repos, rewrite=rewrite)
        maker = Maker("0.1.0", fingerprints(load_keys("", desk.key_file)), NOW)
        await backup(beside, desk.data.with_name("b.gz"), maker)
        assert on_disk(desk, needles) == []


@pytest.mark.parametrize(("minute", "second", "hours"), [(0, 0, 1), (57, 59, 1), (58, 0, 2), (59, 59, 2)])
def test_the_promised_instant_is_a_full_hour_with_time_to_get_there(
    minute: int, second: int, hours: int
) -> None:
    since = NOW.replace(minute=minute, second=second)
    assert expiry.compaction_due(since) == NOW + dt.timedelta(hours=hours)
