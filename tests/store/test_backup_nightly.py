"""A backup a night: made once, made up for, thinned out, and shown."""

import datetime as dt
import gzip
import os
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from bot.app import open_store
from bot.backup.backup import fingerprints
from bot.backup.command import back_up_nightly, check
from bot.backup.form import BackupRefused, days_in, file_of
from bot.core.when import ManualClock
from bot.doctor.installation import examine_backups
from bot.settings import Settings
from bot.store.store import Store
from tests.store.crowd import NOW, crowd
from tests.world import KEY

MIDNIGHT = NOW.replace(hour=0, minute=0)
KEYS = fingerprints([KEY])


def machine(folder: Path, key: str = KEY) -> Settings:
    return Settings(data=folder / "data", xdg_config_home=folder / "config", key=key)


@pytest_asyncio.fixture
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Store]:
    async with open_store(machine(tmp_path_factory.mktemp("m")), Random(1)) as opened:
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
    assert "is whole, and your key opens it. Made 20" in await check(machine(tmp_path), file)
    assert "members 3" in await check(machine(tmp_path), file)
    other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
    with pytest.raises(BackupRefused, match="encrypted with a key that isn't here"):
        await check(machine(tmp_path, other), file)
    lines = gzip.decompress(file.read_bytes()).replace(b'"members', b'"mumbers')
    file.write_bytes(gzip.compress(lines))
    with pytest.raises(BackupRefused):
        await check(machine(tmp_path), file)


def test_the_doctor_says_how_old_the_newest_is(tmp_path: Path) -> None:
    def said(folder: Path | None) -> tuple[str, str]:
        (one,) = examine_backups(folder)
        return one.state, one.found

    assert said(Path("/proc/x")) == ("failed", "/proc/x can't be written: No such file or directory")
    assert said(None) == ("skipped", "none are made")
    assert said(tmp_path / "absent")[0] == "ready"
    assert said(tmp_path) == ("ready", f"none yet in {tmp_path}; the bot makes the first one after 03:00 UTC")
    file = file_of(tmp_path, dt.date(2026, 11, 24))
    file.write_bytes(b"")
    assert said(tmp_path) == ("ready", f"the newest is 0 hours old, {file}")
    two_days = dt.datetime.now(dt.UTC).timestamp() - 50 * 3600
    os.utime(file, (two_days, two_days))
    assert said(tmp_path) == ("warning", f"the newest is 2 days old, {file}")
