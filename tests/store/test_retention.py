"""Retention: what is old goes at the keeper's hourly round, what is younger stays, and a clock that jumps decides
nothing."""

import datetime as dt

import pytest

from bot.core.entry import Entry, Job, To
from bot.core.values import Call, GroupId, MemberId
from bot.core.when import Wall
from bot.runner.loop import Housekeeping
from bot.store import keys
from bot.store.outbox import Outbox
from bot.store.store import Store
from tests.store.conftest import NOW

GROUP = GroupId("g1")
PARTITION = keys.partition_of(GROUP)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MINUTE, SECOND = dt.timedelta(minutes=1), dt.timedelta(seconds=1)


class House:
    """A keeper who began at NOW, and whose clocks go alike unless one of them is set."""

    def __init__(self, store: Store) -> None:
        self._keeper = Housekeeping(store, Outbox(store, "w1"))

    async def at(self, now: dt.datetime, *, ahead: dt.timedelta = dt.timedelta()) -> None:
        """Looks at `now`, by a wall clock that is `ahead` of the one that cannot be set."""
        await self._keeper.keep(now, (now - ahead - NOW).total_seconds())


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
    await house.at(NOW)
    old, young = await commit(store, NOW), await commit(store, NOW + MINUTE)
    await house.at(NOW + HOUR - SECOND)
    assert await done(store) == {old, young}  # it is not an hour since the last round
    await house.at(NOW + HOUR)
    assert await done(store) == {young}


async def test_why_an_entry_was_set_aside_can_be_read_for_thirty_days(store: Store) -> None:
    house = House(store)
    await house.at(NOW)
    await set_aside(store, "ann/old", NOW - SECOND)
    await set_aside(store, "ann/young", NOW + MINUTE)
    await store.pipe("HSET", keys.dead(PARTITION), "ann/broken", "{broken")  # it does not say how old it is
    await house.at(NOW + 30 * DAY - HOUR)
    assert await aside(store) == {"ann/old", "ann/young", "ann/broken"}
    await house.at(NOW + 30 * DAY)
    assert await aside(store) == {"ann/young", "ann/broken"}


@pytest.mark.parametrize("wrong", [HOUR, 365 * DAY], ids=["an hour", "a year"])
async def test_what_a_clock_put_off_that_was_ahead_comes_when_the_next_process_has_the_right_one(
    store: Store, wrong: dt.timedelta
) -> None:
    ann, rule = MemberId("ann"), Wall(at=(NOW + MINUTE).time(), zone="UTC")
    unit = store.unit(GROUP, NOW + wrong)
    unit.schedule(Job(name="daily", group=GROUP, to=To(member=ann), call=Call(path="x"), rule=rule), unit.now)
    await unit.commit()
    await House(store).at(NOW)
    (_, at) = (await store.unit(GROUP, NOW).jobs(ann))["daily"]
    assert at == NOW + MINUTE


async def test_a_clock_that_jumps_ahead_makes_nothing_old(store: Store) -> None:
    house = House(store)
    await house.at(NOW)
    kept = await commit(store, NOW)
    await set_aside(store, "ann/old", NOW)
    await house.at(NOW + 40 * DAY, ahead=40 * DAY - MINUTE)
    assert kept in await done(store)
    assert await aside(store) == {"ann/old"}
