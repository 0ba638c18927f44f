"""What is not put back: damaged files, newer ones, another key's, or over a group or a bot that is there."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from bot.core.ids import GroupId
from bot.saving.backup import Maker, backup, fingerprints
from bot.saving.form import BackupRefused
from bot.saving.restore import Consent, restore
from bot.store import members
from bot.store.outbox import Outbox
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from tests.store.conftest import empty_store
from tests.store.crowd import NOTES, NOW, crowd
from tests.store.saving import GROUP, MAKER, no_pause, put_back, refused
from tests.world import KEY


@pytest_asyncio.fixture
async def store(valkey_url: str) -> AsyncIterator[Store]:
    async for one in empty_store(valkey_url, (NOTES,)):
        yield one


async def test_a_file_that_is_cut_anywhere_or_changed_anywhere_is_refused(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 2)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    whole, plain = file.read_bytes(), gzip.decompress(file.read_bytes())
    for cut in range(0, len(whole), len(whole) // 12):
        file.write_bytes(whole[:cut])
        await refused(store, file, replace=True)
    lines = plain.splitlines(keepends=True)
    for missing in (1, len(lines) // 2, len(lines) - 1):
        file.write_bytes(gzip.compress(b"".join(lines[:missing] + lines[missing + 1 :])))
        await refused(store, file, replace=True)
    for place in range(0, len(plain), len(plain) // 12):
        file.write_bytes(gzip.compress(plain[:place] + bytes([plain[place] ^ 1]) + plain[place + 1 :]))
        await refused(store, file, replace=True)


async def test_what_is_no_backup_is_called_so(store: Store, tmp_path: Path) -> None:
    for content in (b"hello", gzip.compress(b'{"some": "other file"}\n'), b""):
        (file := tmp_path / "other").write_bytes(content)
        assert "is no backup of Loopmate" in await refused(store, file, returned=True)
    assert "cannot be read" in await refused(store, tmp_path / "missing")


async def test_a_newer_releases_backup_is_refused_with_both_versions_and_an_older_ones_is_not(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 1)
    newer = Maker("0.2.0", MAKER.fingerprints, NOW)
    await backup(store, file := tmp_path / "b.gz", newer)
    words = await refused(store, file, replace=True)
    assert "0.2.0" in words
    assert "0.1.0" in words
    file.write_bytes(_with_form(file, 2))
    assert "backup version 2" in await refused(store, file, newer, replace=True)
    await backup(store, old := tmp_path / "old.gz", Maker("0.0.9", MAKER.fingerprints, NOW))
    assert (await put_back(store, old, replace=True)).head.release == "0.0.9"


def _with_form(file: Path, version: int) -> bytes:
    plain = gzip.decompress(file.read_bytes())
    return gzip.compress(plain.replace(b'"loopmate_backup":1', b'"loopmate_backup":%d' % version, 1))


async def test_without_the_key_nothing_is_put_back_and_the_right_one_is_named(
    store: Store, valkey_url: str, tmp_path: Path
) -> None:
    await crowd(store, 1)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    other = new_key()
    stranger = Store(store.wire, Vault([other]), Random(1), store.repos)
    words = await refused(stranger, file, Maker("0.1.0", fingerprints([other]), NOW), replace=True)
    assert MAKER.fingerprints[0] in words


async def test_a_key_that_was_added_since_does_no_harm_and_one_that_is_missing_does(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 1)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    added = new_key()
    both = Store(store.wire, Vault([added, KEY]), Random(1), store.repos)
    await restore(
        both, file, Maker("0.1.0", fingerprints([added, KEY]), NOW), Consent(replace=True), no_pause
    )
    await backup(both, newer := tmp_path / "n.gz", Maker("0.1.0", fingerprints([added, KEY]), NOW))
    assert fingerprints([added])[0] in await refused(store, newer, replace=True)


async def test_a_store_that_holds_a_group_is_replaced_only_when_that_is_asked_for(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 1)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    await crowd(store, 2, "g2")
    assert "--replace" in await refused(store, file)
    await put_back(store, file, replace=True)
    assert await members.MEMBERS.all(store.unit(GroupId("g2"), NOW)) == {}
    assert len(await members.MEMBERS.all(store.unit(GROUP, NOW))) == 1


async def test_a_bot_that_is_running_is_not_pulled_the_store_from_under(store: Store, tmp_path: Path) -> None:
    await crowd(store, 1)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    bot = Outbox(store, "alive")
    await bot.beat()

    async def it_beats(seconds: float) -> None:
        assert seconds > 5
        await bot.beat()

    with pytest.raises(BackupRefused, match="running uses this store: loopmate run, or loopmate console"):
        await restore(store, file, MAKER, Consent(replace=True), it_beats)
    await put_back(store, file, replace=True)
