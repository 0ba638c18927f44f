"""Backups: a store in use comes back whole from one file, on any server."""

import asyncio
import datetime as dt
import gzip
import os
from pathlib import Path

import pytest

from bot.backup.backup import KEPT, Snapshot, backup
from bot.backup.form import BackupRefused, open_new_file
from bot.core.entry import Entry, Job, To
from bot.core.errors import StoreDown
from bot.core.values import Call, MemberId, Private
from bot.core.wall_time import ManualClock, Wall
from bot.store import keys, members
from bot.store.installs import Install, Installs
from bot.store.members import Directory
from bot.store.outbox import DEAD_AFTER, Claimed, Outbox
from bot.store.store import Store
from bot.store.wire import pairs
from tests.store.crowd import GROUP, NOW, account, crowd, who
from tests.store.saving import MAKER, TOMORROW, dying, emptied, put_back, taken_over, text
from tests.world import KEY, SPACE

# there and back


async def test_everything_that_a_group_has_is_back_on_an_empty_server_of_any_kind(
    anywhere: Store, tmp_path: Path
) -> None:
    await crowd(anywhere, 3)
    made = Install(name="ML Loop", token=Private("needle-token"), since=NOW, expires=TOMORROW)
    await Installs(anywhere, ManualClock(NOW)).put("chat:T1", made)
    await backup(anywhere, file := tmp_path / "b.gz", MAKER)
    plain = gzip.decompress(file.read_bytes())
    assert b"needle-" not in plain
    assert KEY.encode() not in plain
    assert file.stat().st_mode & 0o077 == 0
    await emptied(anywhere)
    done = await put_back(anywhere, file)
    assert done.head.made == NOW
    unit = anywhere.unit(GROUP, NOW)
    everyone = await members.MEMBERS.all(unit)
    assert {m.name for m in everyone.values()} == {"Zoë 0", "Zoë 1", "Zoë 2"}
    assert (await members.find(unit, account(1))) == everyone[who(1)]
    assert [await text(anywhere, n) for n in range(3)] == ["needle-0", "needle-1", "needle-2"]
    assert await Installs(anywhere, ManualClock(NOW)).all() == {"chat:T1": made}
    job, at = (await unit.jobs(who(2)))["daily"]
    assert (job.call.path, at) == ("checklist.reminder", TOMORROW)
    assert [line.outcome for line in await members.read_ledger(unit, who(0))] == ["sent"]
    assert await unit.counts() == {"joined": 3}
    assert await Directory(anywhere).find_group(SPACE) == GROUP
    assert await Directory(anywhere).groups_of(account(2)) == [GROUP]


async def test_what_waited_in_the_outbox_is_looked_up_before_it_is_sent_again(
    store: Store, file: Path
) -> None:
    await emptied(store)
    await put_back(store, file)
    assert await Outbox(store, "other").claim(10) == []
    claimed = await taken_over(store)
    assert sorted(c.entry.id for c in claimed if c.entry) == [f"{who(n)}/hello" for n in range(3)]
    assert all(c.again for c in claimed)


async def test_more_than_a_page_of_each_type_keeps_its_order(store: Store, tmp_path: Path) -> None:
    await crowd(store, 1)
    unit = store.unit(GROUP, NOW)
    for number in range(450):
        unit.audit(line=str(number))
    unit.op("RPUSH", keys.led(keys.partition_of(GROUP), GROUP, who(2)), *range(450))
    await unit.commit()
    await backup(store, file := tmp_path / "b.gz", MAKER)
    await emptied(store)
    await put_back(store, file)
    p = keys.partition_of(GROUP)
    lines = await store.pipe("LRANGE", keys.led(p, GROUP, who(2)), 0, -1)
    assert [int(n) for n in lines] == list(range(450))
    audit = await store.pipe("XRANGE", keys.audit(p, GROUP), "-", "+")
    assert [int(dict(pairs(facts))[b"line"]) for _, facts in audit[1:]] == list(range(450))


async def test_bytes_that_are_no_text_come_back_as_they_were(store: Store, tmp_path: Path) -> None:
    await crowd(store, 1)
    damaged = bytes(range(256))
    unit = store.unit(GROUP, NOW)
    unit.op("HSET", keys.dead(keys.partition_of(GROUP)), "1-1", damaged)
    await unit.commit()
    await backup(store, file := tmp_path / "b.gz", MAKER)
    await emptied(store)
    await put_back(store, file)
    assert await store.pipe("HGET", keys.dead(keys.partition_of(GROUP)), "1-1") == damaged


# in use


async def test_what_one_commit_wrote_while_the_backup_ran_is_in_it_whole_or_not_at_all(
    anywhere: Store, tmp_path: Path
) -> None:
    await crowd(anywhere, 400)
    stop = asyncio.Event()
    writer = asyncio.create_task(_write_until(anywhere, stop))
    await backup(anywhere, file := tmp_path / "b.gz", MAKER)
    stop.set()
    written = await writer
    await emptied(anywhere)
    await put_back(anywhere, file)
    unit = anywhere.unit(GROUP, NOW)
    kept = {name for name in await members.MEMBERS.all(unit) if name.startswith("late")}
    jobs = {name for name in written if await unit.jobs(MemberId(name))}
    told = {c.entry.owner for c in await _all_waiting(anywhere) if c.entry and c.entry.owner}
    assert kept == jobs == {name for name in told if name.startswith("late")}
    assert 0 < len(kept) < len(written)
    p = keys.partition_of(GROUP)
    assert sorted(await anywhere.pipe("ZRANGE", keys.due(p), 0, -1)) == sorted(
        await anywhere.pipe("HKEYS", keys.job(p))
    )


async def _write_until(store: Store, stop: asyncio.Event) -> list[str]:
    """Members join, each with a record, a job and an entry in one commit."""
    written: list[str] = []
    base = (await members.MEMBERS.all(store.unit(GROUP, NOW)))[who(0)]
    while not stop.is_set():
        unit, me = store.unit(GROUP, NOW), MemberId(f"late{len(written)}")
        members.MEMBERS.put(unit, me, base.model_copy(update={"id": me}))
        to, call = To(member=me), Call(path="x")
        rule = Wall(at=dt.time(8), zone="Europe/Berlin")
        unit.schedule(Job(name="daily", group=GROUP, to=to, call=call, rule=rule), NOW)
        unit.tell(Entry(id=f"{me}/hello", group=GROUP, to=to, call=call, due=NOW, expires=TOMORROW))
        await unit.commit()
        written.append(me)
    return written


async def _all_waiting(store: Store) -> list[Claimed]:
    outbox = Outbox(store, "me")
    await outbox.take_over(0.0)
    found: list[Claimed] = []
    while more := await outbox.take_over(DEAD_AFTER):
        found += more
    return found


async def test_nothing_is_left_in_the_store_by_a_backup(store: Store, tmp_path: Path) -> None:
    await crowd(store, 5)
    before = sorted(await store.pipe("KEYS", "*"))
    await backup(store, tmp_path / "b.gz", MAKER)
    assert sorted(await store.pipe("KEYS", "*")) == before


async def test_a_backup_that_is_killed_leaves_no_file_and_copies_that_end_by_themselves(
    store: Store, tmp_path: Path
) -> None:
    await crowd(store, 5)
    for after in range(3, 200, 2):
        with pytest.raises(StoreDown):
            await backup(dying(store, after), tmp_path / "b.gz", MAKER)
        assert names_in(tmp_path) == []
        if copies := await store.pipe("KEYS", "*:copy:*"):
            assert all([0 < await store.pipe("TTL", one) <= KEPT < 60 for one in copies])
            return
    raise AssertionError("it was never killed between the copying and the removing")


async def test_a_backup_that_takes_long_keeps_its_copies(store: Store) -> None:
    await crowd(store, 5)
    lives: list[int] = []
    async for _ in Snapshot(store, renewed=0).pages():
        copies = await store.pipe("KEYS", "*:copy:*")
        lives += [await store.pipe("TTL", one) for one in copies]
        for one in copies:
            await store.pipe("EXPIRE", one, 5)
    assert set(lives) == {KEPT}


def names_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def test_a_file_that_is_there_is_never_written_over(store: Store, tmp_path: Path) -> None:
    (tmp_path / "b.gz").write_text("precious")
    with pytest.raises(BackupRefused, match="there already"):
        await backup(store, tmp_path / "b.gz", MAKER)
    assert (tmp_path / "b.gz").read_text() == "precious"


async def test_the_drafts_of_killed_backups_go_with_the_next_one_and_nothing_else_does(
    store: Store, tmp_path: Path
) -> None:
    dead = (".b.gz-abcdefgh.part", ".loopmate-2026-11-23.gz-abcdefgh.part")
    others = (".b.gz-abcdefg_.part", ".c.gz-abcdefgh.part", "b.gz-abcdefgh.part", ".b.gz-x.part")
    await crowd(store, 1)
    for name in (*dead, *others):
        (tmp_path / name).touch()
    hours_ago = dt.datetime.now(dt.UTC).timestamp() - 2 * 3600
    for name in (*dead, *others[1:]):
        os.utime(tmp_path / name, (hours_ago, hours_ago))
    await backup(store, tmp_path / "b.gz", MAKER)
    assert sorted(names_in(tmp_path)) == sorted((*others, "b.gz"))


async def test_a_file_that_appears_while_the_backup_is_made_is_not_written_over(
    store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "b.gz"
    with pytest.raises(BackupRefused, match="File exists"), open_new_file(file, store.vault.signature()):
        file.write_text("precious")
    assert file.read_text() == "precious"
    assert names_in(tmp_path) == ["b.gz"]
