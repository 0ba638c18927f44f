"""What is kept for 30 minutes is gone from the store within a minute after them, whatever the clocks do."""

import datetime as dt
from pathlib import Path
from random import SystemRandom

import pytest
from structlog.testing import capture_logs

from bot.backup.backup import backup
from bot.core.entry import Entry, Job, To
from bot.core.errors import StoreDown
from bot.core.values import Call, GroupId, MemberId
from bot.core.wall_time import Wall
from bot.runner.loop import Housekeeping
from bot.store import expiry, forget, keys, members
from bot.store.members import KEPT
from bot.store.outbox import Outbox
from bot.store.store import Store
from tests.records import every_file
from tests.store.crowd import GROUP, NOW, crowd
from tests.store.saving import MAKER, put_back
from tests.wires import Dying
from tests.world import world

OTHER = GroupId("g2")
CAROL = MemberId("Carol4you2")
MINUTE, HOUR, YEAR = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=365)
DRAFT = Call(path="x", values={"text": "typed in confidence"}, private=frozenset({"text"}))
BUTTON = Call(path="x", values={"page": "2"})


async def keep(store: Store, call: Call, at: dt.datetime = NOW, group: GroupId = GROUP) -> None:
    unit = store.unit(group, at)
    members.keep(unit, CAROL, call, SystemRandom())
    await unit.commit()


async def kept(store: Store, group: GroupId = GROUP) -> int:
    return int(await store.pipe("HLEN", keys.rec(keys.partition_of(group), group, KEPT.name)))


async def indexed(store: Store) -> list[bytes]:
    """The names in the index of the group's partition, the sentinel among them."""
    return list(await store.pipe("ZRANGE", keys.expiry(keys.partition_of(GROUP)), 0, -1))


class House:
    """A keeper who began at NOW, whose wall clock may be set."""

    def __init__(self, store: Store) -> None:
        self._keeper = Housekeeping(store, Outbox(store, "w1"))

    async def after(self, passed: dt.timedelta, *, ahead: dt.timedelta = dt.timedelta()) -> None:
        """Looks once so much time has passed, by a wall clock that is `ahead`."""
        await self._keeper.keep(NOW + passed + ahead, passed.total_seconds())


async def test_a_draft_is_gone_within_a_minute_after_its_time_on_any_server_and_no_sooner(
    anywhere: Store,
) -> None:
    house = House(anywhere)
    await house.after(0 * MINUTE)
    await keep(anywhere, DRAFT)
    await keep(anywhere, DRAFT, group=OTHER)
    await keep(anywhere, BUTTON)
    await house.after(30 * MINUTE - dt.timedelta(seconds=1))
    assert await kept(anywhere) == 2
    await house.after(31 * MINUTE - dt.timedelta(seconds=1))
    assert (await kept(anywhere), await kept(anywhere, OTHER)) == (1, 0)


async def test_what_an_earlier_version_kept_is_found_without_an_index(store: Store) -> None:
    await keep(store, DRAFT, NOW - HOUR)
    await keep(store, DRAFT, NOW)
    await store.pipe("HSET", keys.rec(keys.partition_of(GROUP), GROUP, KEPT.name), "broken", "s\n1\n{")
    await store.pipe("DEL", keys.expiry(keys.partition_of(GROUP)))
    await House(store).after(0 * MINUTE)
    assert await kept(store) == 2
    await store.pipe("HDEL", keys.rec(keys.partition_of(GROUP), GROUP, KEPT.name), "broken")
    await House(store).after(30 * MINUTE)
    assert await kept(store) == 0


async def test_a_record_that_was_written_anew_meanwhile_stays(store: Store) -> None:
    await keep(store, DRAFT)
    (token,) = await KEPT.all(store.unit(GROUP, NOW))
    unit = store.unit(GROUP, NOW)
    again = await KEPT.get(unit, token)
    assert again is not None
    KEPT.put(unit, token, again.model_copy(update={"expires": NOW + 20 * MINUTE + expiry.SHORT}))
    await unit.commit()
    await expiry.delete_expired(store, NOW + 30 * MINUTE)
    assert await kept(store) == 1
    await expiry.delete_expired(store, NOW + 50 * MINUTE)
    assert await kept(store) == 0


@pytest.mark.parametrize("wrong", [HOUR, YEAR], ids=["an hour", "a year"])
async def test_a_clock_that_was_ahead_at_the_start_keeps_nothing_longer_once_it_is_right(
    store: Store, wrong: dt.timedelta
) -> None:
    house = House(store)
    await house.after(0 * MINUTE, ahead=wrong)
    await keep(store, DRAFT, NOW + wrong)
    await house.after(1 * MINUTE)  # the clock was set right
    assert await kept(store) == 1
    await house.after(31 * MINUTE)
    assert await kept(store) == 0


@pytest.mark.parametrize("wrong", [HOUR, YEAR], ids=["an hour", "a year"])
async def test_a_clock_that_was_behind_at_the_start_keeps_nothing_longer(
    store: Store, wrong: dt.timedelta
) -> None:
    house = House(store)
    await house.after(0 * MINUTE, ahead=-wrong)
    await keep(store, DRAFT, NOW - wrong)
    await keep(store, DRAFT, NOW)  # by another process, whose clock is right
    await house.after(dt.timedelta(seconds=20), ahead=-wrong)
    await house.after(30 * MINUTE, ahead=-wrong)
    assert await kept(store) == 1
    await house.after(31 * MINUTE, ahead=-wrong)
    assert await kept(store) == 0


async def test_who_is_killed_on_the_way_has_planned_that_the_disk_forgets_as_well(store: Store) -> None:
    await keep(store, DRAFT)
    embedded = Store(store.wire, store.vault, SystemRandom(), store.repos, rewrite=no_rewrite)
    for sendings in range(1, 20):
        wire = Dying(sendings).around(embedded.wire)
        try:
            await expiry.delete_expired(
                Store(wire, store.vault, SystemRandom(), store.repos, rewrite=no_rewrite), NOW + HOUR
            )
        except StoreDown:
            planned = await store.unit(GROUP, NOW).jobs(None)
            assert planned or await kept(store) == 1
        else:
            break
    assert await kept(store) == 0
    assert await store.unit(GROUP, NOW).jobs(None)


async def no_rewrite() -> bool:
    """Nobody is asked."""
    raise AssertionError("a rewrite was not to begin here")


async def test_a_draft_that_is_deleted_or_forgotten_leaves_no_trace_in_the_index(store: Store) -> None:
    await expiry.delete_expired(store, NOW)
    await keep(store, DRAFT)
    await keep(store, BUTTON)
    assert len(await indexed(store)) == 2
    unit = store.unit(GROUP, NOW)
    await forget.sweep(store, unit, CAROL)
    await unit.commit(drain=True)
    assert await indexed(store) == [b""]
    assert await kept(store) == 0


async def test_a_backup_brings_no_expired_draft_back(store: Store, tmp_path: Path) -> None:
    await crowd(store, 1, now=NOW - HOUR)
    await keep(store, DRAFT, NOW - HOUR)
    await keep(store, DRAFT, NOW - MINUTE)
    await backup(store, file := tmp_path / "b.gz", MAKER)
    await put_back(store, file, replace=True)
    assert await kept(store) == 1
    await House(store).after(30 * MINUTE)
    assert await kept(store) == 0


async def test_a_draft_leaves_the_store_in_its_minute_and_the_disk_by_the_next_full_hour(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        dave = await w.member("dave")
        await dave.say("/prep bullet Cut the latency of the ranker from 80 ms to 40 ms.")
        group = next(name for name in await w.app.store.pipe("KEYS", "*:rec:*:kept")).decode()
        sealed = [body.split(b'"call":"')[1][:60] for body in await w.app.store.pipe("HVALS", group)]
        assert sealed
        await w.advance(minutes=31)
        assert await w.app.store.pipe("EXISTS", group) == 0
        assert any(mark in every_file(tmp_path) for mark in sealed)
        await w.advance(minutes=29)
        assert [mark for mark in sealed if mark in every_file(tmp_path)] == []


# what is old goes at the hourly round, what is younger stays, and a clock that jumps decides nothing

PARTITION = keys.partition_of(GROUP)
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)


async def commit(store: Store, at: dt.datetime) -> str:
    unit = store.unit(GROUP, at)
    unit.add("commits")
    await unit.commit()
    return unit.uid


async def done(store: Store) -> set[str]:
    return {name.decode() for name in await store.pipe("ZRANGE", keys.done(PARTITION), 0, -1)}


async def set_aside(store: Store, id_: str, due: dt.datetime) -> None:
    unit = store.unit(GROUP, NOW)
    to, call = To(member=MemberId("ann")), Call(path="checklist.reminder")
    entry = Entry(id=id_, group=GROUP, to=to, call=call, due=due, expires=due + HOUR, reason="KeyError")
    unit.bury(entry)
    await unit.commit()


async def aside(store: Store) -> set[str]:
    return {name.decode() for name in await store.pipe("HKEYS", keys.dead(PARTITION))}


async def test_that_a_commit_happened_is_known_for_an_hour(store: Store) -> None:
    house = House(store)
    await house.after(0 * MINUTE)
    old, young = await commit(store, NOW), await commit(store, NOW + MINUTE)
    await house.after(HOUR - SECOND)
    assert await done(store) == {old, young}  # it is not an hour since the last round
    await house.after(HOUR)
    assert await done(store) == {young}


async def test_why_an_entry_was_set_aside_can_be_read_for_thirty_days(store: Store) -> None:
    house = House(store)
    await house.after(0 * MINUTE)
    await set_aside(store, "ann/old", NOW - SECOND)
    await set_aside(store, "ann/young", NOW + MINUTE)
    await store.pipe("HSET", keys.dead(PARTITION), "ann/broken", "{broken")  # it does not say how old it is
    await house.after(30 * DAY - HOUR)
    assert await aside(store) == {"ann/old", "ann/young", "ann/broken"}
    await house.after(30 * DAY)
    assert await aside(store) == {"ann/young", "ann/broken"}


@pytest.mark.parametrize("wrong", [HOUR, 365 * DAY], ids=["an hour", "a year"])
async def test_what_a_clock_put_off_that_was_ahead_comes_when_the_next_process_has_the_right_one(
    store: Store, wrong: dt.timedelta
) -> None:
    ann, rule = MemberId("ann"), Wall(at=(NOW + MINUTE).time(), zone="UTC")
    unit = store.unit(GROUP, NOW + wrong)
    unit.schedule(Job(name="daily", group=GROUP, to=To(member=ann), call=Call(path="x"), rule=rule), unit.now)
    await unit.commit()
    await House(store).after(0 * MINUTE)
    (_, at) = (await store.unit(GROUP, NOW).jobs(ann))["daily"]
    assert at == NOW + MINUTE


async def test_a_clock_that_jumps_ahead_makes_nothing_old(store: Store) -> None:
    house = House(store)
    await house.after(0 * MINUTE)
    kept = await commit(store, NOW)
    await set_aside(store, "ann/old", NOW)
    with capture_logs() as said:
        await house.after(MINUTE, ahead=40 * DAY - MINUTE)
    assert said == [{"event": "clock went forward", "log_level": "info", "minutes": 40 * 24 * 60 - 1}]
    assert kept in await done(store)
    assert await aside(store) == {"ann/old"}
