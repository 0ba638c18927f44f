"""Health: what is wrong, in words, also where nothing has ever run, and nothing that is not wrong."""

import datetime as dt
from pathlib import Path

from bot.core.values import MemberId
from bot.core.wall_time import ManualClock
from bot.health import Health, health
from bot.store import keys
from bot.store.outbox import Outbox
from bot.store.store import Store
from tests.store.crowd import GROUP, NOW, entry, tell
from tests.world import Somebody, World, world

ANN = MemberId("ann")
OUT = keys.out(keys.partition_of(GROUP))


async def looked(store: Store, later: dt.timedelta = dt.timedelta(0)) -> Health:
    return await health(store, ManualClock(NOW + later))


async def test_more_than_a_page_of_waiting_entries_is_counted_whole(store: Store) -> None:
    one = Outbox(store, "w1")
    await one.prepare()
    await tell(store, *(entry(str(n), ANN) for n in range(2_345)))
    await one.claim(45)
    found = await looked(store)
    assert (found.waiting, found.working, found.lost) == (2_300, 45, 0)


async def test_an_entry_in_no_list_and_one_set_aside_are_named_in_the_singular(store: Store) -> None:
    one = Outbox(store, "w1")
    await one.prepare()
    await tell(store, entry("a", ANN))
    (claimed,) = await one.claim(1)
    await store.pipe("XACK", OUT, "workers", claimed.stream_id)
    unit = store.unit(GROUP, NOW)
    unit.bury(entry("poison", ANN))
    await unit.commit()
    found = await looked(store)
    assert not found.ok
    assert [line.partition(":")[0] for line in found.trouble] == [
        "1 entry was set aside",
        "1 entry is in no list. Nothing should do that",
    ]


async def test_reminders_are_late_after_a_minute_and_not_before(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    unit.park(entry("held", ANN), NOW)
    await unit.commit()
    assert (await looked(store, dt.timedelta(seconds=60))).ok
    for late, said in {
        dt.timedelta(seconds=61): "61 seconds",
        dt.timedelta(hours=1): "60 minutes",
        dt.timedelta(days=5, hours=9): "5 days",
    }.items():
        assert f"Reminders are {said} late" in (await looked(store, late)).trouble[0]


async def test_a_disk_that_could_not_be_rewritten_is_told(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        blocked = tmp_path / "appendonlydir" / "appendonly.aof.2.base.rdb"
        (blocked / "in the way").mkdir(parents=True)
        assert not await w.app.store.rewrite()
        assert "deleted text may still be in it" in (await health(w.app.store, w.clock)).trouble[0]


async def test_when_memory_is_full_what_is_due_is_still_sent_and_the_worker_still_beats(
    w: World, bob: Somebody
) -> None:
    await w.advance(hours=22, minutes=59)
    heard = len(bob.inbox)
    await w.app.store.pipe("CONFIG", "SET", "maxmemory", "1")
    await w.advance(minutes=2)
    await Outbox(w.app.store, "w2").beat()
    await w.app.store.pipe("CONFIG", "SET", "maxmemory", "0")
    assert len(bob.inbox) == heard + 1
