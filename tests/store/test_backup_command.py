"""`loopmate backup` and `restore`, with the built-in server: beside a running bot, and on a new machine."""

import asyncio
import datetime as dt
import gzip
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from bot import __version__
from bot.app import open_store
from bot.backup.backup import Maker, backup, fingerprints
from bot.backup.command import back_up_nightly, check, put_back, save
from bot.backup.form import BackupRefused, days_in, file_of
from bot.backup.restore import Consent
from bot.core.wall_time import ManualClock, SystemClock
from bot.doctor.installation import examine_backups
from bot.settings import Settings
from bot.store import forget, keys, members
from bot.store.store import Store
from bot.store.vault import load_keys, new_key
from bot.terminal import Terminal, terminal
from tests.store.crowd import GROUP, NOW, crowd, who
from tests.world import KEY


def machine(folder: Path) -> Settings:
    """The settings of a machine of its own, with a key file."""
    return Settings(data=folder / "data", xdg_config_home=folder / "config")


def silent(_: str) -> None:
    """Nobody listens."""


async def count(settings: Settings) -> int:
    async with open_store(settings, Random(1)) as store:
        return await members.MEMBERS.count(store.unit(GROUP, NOW))


async def test_where_no_store_is_none_is_made_to_be_saved(tmp_path: Path) -> None:
    nowhere = machine(tmp_path)
    with pytest.raises(
        BackupRefused, match=f"There is no store in {nowhere.data}, so there's nothing to back up"
    ):
        await save(nowhere, tmp_path / "b.gz", silent)
    assert not nowhere.data.exists()
    assert not nowhere.key_file.exists()


async def test_a_backup_beside_the_running_bot_starts_the_same_group_on_a_new_machine(tmp_path: Path) -> None:
    old, new, file = machine(tmp_path / "old"), machine(tmp_path / "new"), tmp_path / "b.gz"
    async with open_store(old, Random(1)) as running:
        await crowd(running, 4)
        words = await save(old, file, silent)
        assert "groups 1, members 4, records 13, reminders and other jobs 4, waiting 4" in words
        assert await members.MEMBERS.count(running.unit(GROUP, NOW)) == 4
    with pytest.raises(BackupRefused, match="no key here"):
        await put_back(new, file, Consent(), silent)
    assert not new.key_file.exists()
    shutil.copytree(old.key_file.parent, new.key_file.parent)
    words = await put_back(new, file, Consent(), silent)
    assert "members 4" in words
    assert await count(new) == 4


@pytest.mark.parametrize("key", ["", f"{new_key()},{KEY}"], ids=["file", "changed"])
async def test_who_was_forgotten_is_forgotten_again_by_the_file_beside_the_key(
    tmp_path: Path, key: str
) -> None:
    here, file = machine(tmp_path).model_copy(update={"key": key}), tmp_path / "b.gz"
    async with open_store(here, Random(1)) as store:
        await crowd(store, 3)
        await save(here, file, silent)
        await forget.mark_forgotten(store, GROUP, who(2), NOW)
    shutil.rmtree(here.data)
    assert "1 member was forgotten again" in await put_back(here, file, Consent(), silent)
    assert await count(here) == 2


async def test_a_backup_from_tomorrow_is_put_back_and_the_clock_is_doubted(tmp_path: Path) -> None:
    here, file = machine(tmp_path), tmp_path / "b.gz"
    tomorrow = SystemClock().now() + dt.timedelta(days=1)
    async with open_store(here, Random(1)) as store:
        await crowd(store, 2, now=tomorrow)
        keys_ = load_keys("", here.key_file)
        await backup(store, file, Maker(__version__, fingerprints(keys_), tomorrow))
    words = await put_back(here, file, Consent(replace=True), silent)
    assert f"as it was at {tomorrow:%Y-%m-%d %H:%M} UTC" in words
    assert "That's later than now" in words
    assert "clock" in words
    assert await count(here) == 2


@asynccontextmanager
async def console_that_waits(settings: Settings, store: Store) -> AsyncIterator[None]:
    """A piped console on the data folder: it has begun, and its next line does not come before the end."""
    os.mkfifo(pipe := settings.data.with_name("lines"))
    ours = os.open(pipe, os.O_RDWR)
    os.write(ours, b"alice: /prep start zone=Europe/Berlin\n")
    how = Terminal(script=str(pipe), simulate=True, keep=True)
    console = asyncio.create_task(terminal(settings, how, silent))
    while not await store.pipe("HGETALL", keys.beat(0)):  # noqa: ASYNC110 - it is another client's to say
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        end = os.open(pipe, os.O_WRONLY)
        os.close(ours)
        os.close(end)
        assert await console == 0


async def test_a_console_that_waits_for_its_next_line_keeps_the_store_from_being_replaced(
    tmp_path: Path,
) -> None:
    here, file = machine(tmp_path), tmp_path / "b.gz"
    async with open_store(here, Random(1)) as store:
        await crowd(store, 2)
        await save(here, file, silent)
        async with console_that_waits(here, store):
            with pytest.raises(
                BackupRefused, match="running uses this store: loopmate run, or loopmate console"
            ):
                await put_back(here, file, Consent(replace=True), silent)
        assert "members 2" in await put_back(here, file, Consent(replace=True), silent)


# the backup of each night, and what becomes of the older ones

MIDNIGHT = NOW.replace(hour=0, minute=0)
KEYS = fingerprints([KEY])


def keyed(folder: Path, key: str = KEY) -> Settings:
    return Settings(data=folder / "data", xdg_config_home=folder / "config", key=key)


@pytest_asyncio.fixture
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    async with open_store(keyed(tmp_path_factory.mktemp("m")), Random(1)) as opened:
        yield opened


def at(hour: int, days: int = 0) -> ManualClock:
    return ManualClock(MIDNIGHT + dt.timedelta(days=days, hours=hour))


async def test_a_day_has_one_backup_from_three_on_whoever_looks_first(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "made" / "for it"
    await crowd(store, 3)
    made = [await back_up_nightly(store, at(hour), folder, KEYS) for hour in (0, 2, 3, 3, 4, 23)]
    assert made == [0, 0, 1, 0, 0, 0]
    assert days_in(folder) == [MIDNIGHT.date()]
    assert folder.stat().st_mode & 0o077 == 0


async def test_forty_nights_leave_the_last_week_and_one_backup_of_each_of_four_weeks(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "notes.gz").write_bytes(b"mine")
    (tmp_path / "loopmate-2019-01-01.gz.bak").write_bytes(b"mine too")
    for day in range(40):
        await back_up_nightly(store, at(5, day), tmp_path, KEYS)
    kept = days_in(tmp_path)
    today = at(0, 39).now().date()
    assert kept[-7:] == [today - dt.timedelta(days=back) for back in range(6, -1, -1)]
    weeks = [day.isocalendar()[:2] for day in kept]
    assert len(set(weeks)) == 4
    assert all(one < other for one, other in pairwise(weeks[:-7]))
    assert (tmp_path / "notes.gz").exists() and (tmp_path / "loopmate-2019-01-01.gz.bak").exists()


async def test_a_folder_that_cannot_be_written_ends_nothing(store: Store, tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("no folder")
    assert await back_up_nightly(store, at(4), taken, KEYS) == 0
    assert taken.read_text() == "no folder"


async def test_a_backup_is_checked_without_a_store(store: Store, tmp_path: Path) -> None:
    await crowd(store, 3)
    await back_up_nightly(store, at(4), tmp_path, KEYS)
    file = file_of(tmp_path, MIDNIGHT.date())
    assert "is whole, and your key opens it. Made 20" in await check(keyed(tmp_path), file)
    assert "members 3" in await check(keyed(tmp_path), file)
    other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    with pytest.raises(BackupRefused, match="encrypted with a key that isn't here"):
        await check(keyed(tmp_path, other), file)
    lines = gzip.decompress(file.read_bytes()).replace(b'"members', b'"mumbers')
    file.write_bytes(gzip.compress(lines))
    with pytest.raises(BackupRefused):
        await check(keyed(tmp_path), file)


def test_the_doctor_says_how_old_the_newest_is(tmp_path: Path) -> None:
    def said(folder: Path | None) -> tuple[str, str]:
        (one,) = examine_backups(folder)
        assert ("LOOPMATE_BACKUP_DIR" in one.fix) == (one.state in ("failed", "skipped"))
        return one.state, one.found

    assert said(Path("/proc/x")) == ("failed", "/proc/x can't be written: No such file or directory")
    assert said(None) == ("skipped", "none are made")
    taken = tmp_path / "taken"
    taken.write_text("no folder")
    assert said(taken) == ("failed", f"{taken} can't be read: Not a directory")
    assert said(tmp_path / "absent")[0] == "ready"
    assert said(tmp_path) == ("ready", f"none yet in {tmp_path}; the bot makes the first one after 03:00 UTC")
    file = file_of(tmp_path, dt.date(2026, 11, 24))
    file.write_bytes(b"")
    assert said(tmp_path) == ("ready", f"the newest is 0 hours old, {file}")
    two_days = dt.datetime.now(dt.UTC).timestamp() - 50 * 3600
    os.utime(file, (two_days, two_days))
    assert said(tmp_path) == ("warning", f"the newest is 2 days old, {file}")
