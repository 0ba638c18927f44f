"""Who was forgotten stays forgotten, whatever is put back and wherever that is interrupted."""

import asyncio
from pathlib import Path
from random import Random

import pytest

from bot import __version__
from bot.app import repos
from bot.backup.backup import Maker, backup, fingerprints
from bot.backup.form import BackupRefused
from bot.backup.restore import Consent, restore
from bot.core.errors import StoreDown, StoreRefused
from bot.core.values import Private
from bot.doctor.installation import examine_all
from bot.store import forget, keys, members
from bot.store.connect import check_format, url_store
from bot.store.members import Directory
from bot.store.store import Store
from bot.store.vault import Vault
from tests.store.crowd import GROUP, NOTES, NOW, Note, account, crowd, forgotten, who
from tests.store.saving import MAKER, dying, emptied, no_pause, put_back, refused, text
from tests.world import KEY, SPACE


async def test_who_was_forgotten_since_the_backup_does_not_come_back_with_it(
    store: Store, tmp_path: Path, file: Path
) -> None:
    store.forgotten = tmp_path / "forgotten"
    await forgotten(store, 1)
    await emptied(store)
    assert (await put_back(store, file)).forgotten == 1
    assert [await text(store, n) for n in range(3)] == ["needle-0", None, "needle-2"]
    assert await store.unit(GROUP, NOW).jobs(who(1)) == {}
    assert await Directory(store).groups_of(account(1)) == []


async def test_who_was_being_forgotten_when_the_backup_was_made_does_not_come_back_with_it(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 3)
    await forget.mark_forgotten(store, GROUP, who(1), NOW)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    await emptied(store)
    assert (await put_back(store, file)).forgotten == 1
    assert [await text(store, n) for n in range(3)] == ["needle-0", None, "needle-2"]


async def test_of_who_was_forgotten_no_id_of_a_message_is_remembered(store: Store) -> None:
    await crowd(store, 2)
    names = [f"{store.seen_prefix(who(number))}reminder/2026-11-24".encode() for number in (0, 1)]
    seen = keys.seen(keys.partition_of(GROUP))
    for name in names:
        await store.pipe("ZADD", seen, 1, name)
    await forgotten(store, 1)
    left = await store.pipe("ZRANGE", seen, 0, -1)
    assert [name in left for name in names] == [True, False]


async def test_an_empty_store_takes_a_backup_without_a_flag_and_it_is_said_when_the_list_is_missing(
    store: Store, tmp_path: Path, file: Path
) -> None:
    await forgotten(store, 1)
    await emptied(store)
    done = await put_back(store, file)
    assert (done.forgotten, done.is_unsure) == (0, True)
    assert await text(store, 1) == "needle-1"
    await emptied(store)
    store.forgotten = tmp_path / "forgotten"
    store.forgotten.touch()
    assert not (await put_back(store, file)).is_unsure


async def test_in_the_place_of_another_group_it_is_asked_and_said_what_may_come_back(
    store: Store, file: Path
) -> None:
    await forgotten(store, 1)
    await emptied(store)
    await crowd(store, 1, "g2")
    words = await refused(store, file, replace=True)
    assert "--accept-returned" in words
    assert "profile, answers, texts, reminders" in words
    assert (await put_back(store, file, replace=True, returned=True)).forgotten == 0
    assert await text(store, 1) == "needle-1"


async def test_in_place_the_store_itself_knows_who_was_forgotten(store: Store, file: Path) -> None:
    await forgotten(store, 1)
    assert (await put_back(store, file, replace=True)).forgotten == 1
    assert [await text(store, n) for n in range(2)] == ["needle-0", None]
    NOTES.put(late := store.unit(GROUP, NOW), who(1), Note(text=Private("late")))
    await late.commit()
    assert await text(store, 1) is None


# killed half-way


@pytest.mark.parametrize("in_place", [True, False])
async def test_wherever_a_restore_is_killed_no_bot_starts_on_half_of_it_and_one_more_try_ends_it(
    store: Store, valkey_url: str, file: Path, in_place: bool
) -> None:
    halves = 0
    for after in range(1, 1_000, 13 if in_place else 5):
        await emptied(store)
        await (crowd(store, 3) if in_place else asyncio.sleep(0))
        await (forgotten(store, 1) if in_place else asyncio.sleep(0))
        consent = Consent(replace=in_place)
        try:
            await restore(dying(store, after), file, MAKER, consent, no_pause)
        except (StoreDown, BackupRefused) as error:
            is_half = await _is_half(store, valkey_url)
            assert is_half == ("Only a part of the backup is back" in str(error)), str(error)
            halves += is_half
        else:
            break
        done = await restore(store, file, MAKER, consent, no_pause)
        assert done.forgotten == (1 if in_place else 0)
        assert [await text(store, n) for n in (0, 2)] == ["needle-0", "needle-2"]
        assert await text(store, 1) == (None if in_place else "needle-1")
        await check_format(store)
    assert halves >= 3


async def _is_half(store: Store, url: str) -> bool:
    """Whether the store is neither as it was nor as it shall be; then it is refused to everybody."""
    if b"restoring" not in await store.pipe("GET", keys.FORMAT):
        return False
    with pytest.raises(StoreRefused):
        async with url_store(url, Vault([KEY]), Random(3), repos(), accept_lossy=True):
            raise AssertionError("a bot works on half a store")
    return True


# a backup of an earlier release

EARLIER = sorted((Path(__file__).parent / "backups").glob("*.gz"))
ZONES = {"alice": "Europe/Berlin", "erin": "Asia/Kolkata", "dave": "Europe/Lisbon"}


@pytest.mark.parametrize("file", EARLIER, ids=lambda file: file.stem)
async def test_it_is_put_back_and_every_record_can_be_read(store: Store, file: Path) -> None:
    await emptied(store)
    mine = Maker(__version__, fingerprints([KEY]), NOW)
    restored = await restore(store, file, mine, Consent(unsigned=True), no_pause)
    assert restored.head.release == file.stem
    (found,) = await examine_all(store)
    assert found.state == "ready", found.line()
    unit = store.unit(await Directory(store).group_of(SPACE), NOW)
    people = await members.MEMBERS.all(unit)
    assert {one.name: one.zone for one in people.values()} == ZONES
