"""The agenda: what is due moves once, in order, whoever ticks; nothing is lost and nothing comes early."""

import asyncio
import datetime as dt

import pytest

from bot.core.entry import ENTRY_VERSION, Entry, Job, To
from bot.core.values import Call, MemberId
from bot.core.wall_time import Wall, to_ms
from bot.store import keys
from bot.store.agenda import Agenda
from bot.store.outbox import Claimed, Outbox
from bot.store.store import Store
from tests.store.crowd import GROUP, NOW

CALL = Call(path="checklist.reminder")
EIGHT = Wall(at=dt.time(8), zone="Europe/Berlin")


def job(member: str, rule: Wall = EIGHT) -> Job:
    return Job(name="reminder", group=GROUP, to=To(member=MemberId(member)), call=CALL, rule=rule)


async def planted(store: Store, *jobs: Job, after: dt.datetime = NOW) -> None:
    unit = store.unit(GROUP, after)
    for one in jobs:
        unit.schedule(one, after)
    await unit.commit()


async def claimed(store: Store, worker: str = "w1") -> list[Claimed]:
    outbox = Outbox(store, worker)
    await outbox.prepare()
    return await outbox.claim(1_000)


async def entries(store: Store) -> list[Entry]:
    return [c.entry for c in await claimed(store) if c.entry]


async def test_a_job_makes_an_entry_at_its_instant_and_waits_for_the_next(anywhere: Store) -> None:
    agenda = Agenda(anywhere)
    await planted(anywhere, job("ann"))
    first = dt.datetime(2026, 11, 25, 7, tzinfo=dt.UTC)
    assert await agenda.next_due() == first
    assert await agenda.tick(first - dt.timedelta(seconds=1)) == 0
    assert await agenda.tick(first) == 1
    assert await agenda.next_due() == first + dt.timedelta(days=1)
    (entry,) = await entries(anywhere)
    assert (entry.id, entry.due) == ("ann/reminder/2026-11-25", first)
    assert entry.expires == first + dt.timedelta(hours=2)


async def test_two_that_tick_at_once_move_each_job_once(anywhere: Store) -> None:
    await planted(anywhere, *(job(f"m{n}") for n in range(300)))
    when = NOW + dt.timedelta(days=1)
    moved = await asyncio.gather(*(Agenda(anywhere).tick(when, batch=100) for _ in range(6)))
    while more := await Agenda(anywhere).tick(when, batch=100):
        moved.append(more)
    assert sum(moved) == 300
    found = await entries(anywhere)
    assert len(found) == len({e.id for e in found}) == 300


@pytest.mark.parametrize("minute", [0, 30])
async def test_days_of_silence_collapse_into_the_last_instant_and_name_the_first(
    store: Store, minute: int
) -> None:
    """Also where the bot is back at the very instant."""
    await planted(store, job("ann"))
    back = dt.datetime(2026, 11, 27, 7, minute, tzinfo=dt.UTC)
    assert await Agenda(store).tick(back) == 1
    assert await Agenda(store).tick(back) == 0
    (entry,) = await entries(store)
    assert entry.due == dt.datetime(2026, 11, 27, 7, tzinfo=dt.UTC)
    assert entry.missed == dt.datetime(2026, 11, 25, 7, tzinfo=dt.UTC)


async def test_an_entry_that_waits_comes_back_unasked_and_a_fresh_one_once(store: Store) -> None:
    due = NOW + dt.timedelta(hours=1)
    entry = Entry(id="ann/x", group=GROUP, to=None, call=CALL, due=NOW, expires=due)
    for fresh in (True, True, False):
        unit = store.unit(GROUP, NOW)
        unit.park(entry, due, fresh=fresh)
        await unit.commit()
        await Agenda(store).tick(due)
    assert [e.id for e in await entries(store)] == ["ann/x", "ann/x"]


async def test_a_job_of_a_newer_version_is_left_for_the_newer_process(store: Store) -> None:
    await planted(store, job("ann").model_copy(update={"v": ENTRY_VERSION + 1}))
    assert await Agenda(store).tick(NOW + dt.timedelta(days=1)) == 0
    assert await Agenda(store).next_due() is not None


async def test_a_job_that_nobody_can_read_is_set_aside_and_stops_nobody(store: Store) -> None:
    await planted(store, job("ann"), job("bob"))
    partition = keys.partition_of(GROUP)
    await store.pipe("HSET", keys.job(partition), job("ann").key, "{broken")
    assert await Agenda(store).tick(NOW + dt.timedelta(days=1)) == 1
    assert await store.pipe("HLEN", keys.dead(partition)) == 1


async def test_jobs_that_an_earlier_release_wrote_are_moved_read_and_taken_out(anywhere: Store) -> None:
    """As 0.1.0 stored them: JSON, and a set of their keys for each member."""
    partition, one = keys.partition_of(GROUP), job("ann")
    body = one.model_dump_json(exclude_defaults=True)[:-1] + ',"v":1}'
    first = dt.datetime(2026, 11, 25, 7, tzinfo=dt.UTC)
    await anywhere.pipe("HSET", keys.job(partition), one.key, body)
    await anywhere.pipe("ZADD", keys.due(partition), to_ms(first), one.key)
    await anywhere.pipe("SADD", keys.own_jobs(partition, GROUP, MemberId("ann")), one.key)
    assert (await anywhere.unit(GROUP, NOW).jobs(MemberId("ann")))["reminder"] == (one, first)
    assert await Agenda(anywhere).tick(first) == 1
    assert [e.id for e in await entries(anywhere)] == ["ann/reminder/2026-11-25"]
    unit = anywhere.unit(GROUP, NOW)
    await unit.cancel_all(MemberId("ann"))
    await unit.commit()
    assert await Agenda(anywhere).next_due() is None
    assert await anywhere.pipe("EXISTS", keys.job(partition)) == 0
    assert await anywhere.pipe("EXISTS", keys.own_jobs(partition, GROUP, MemberId("ann"))) == 0


async def test_two_members_in_one_bucket_have_their_own_jobs(store: Store) -> None:
    home = keys.jobs(keys.partition_of(GROUP), GROUP, MemberId("m0"))
    near = next(f"m{n}" for n in range(1, 99_999) if keys.jobs(0, GROUP, MemberId(f"m{n}"))[8:] == home[8:])
    await planted(store, job("m0"), job(near))
    assert set(await store.unit(GROUP, NOW).jobs(MemberId("m0"))) == {"reminder"}
    unit = store.unit(GROUP, NOW)
    await unit.cancel_all(MemberId("m0"))
    await unit.commit()
    assert await store.unit(GROUP, NOW).jobs(MemberId("m0")) == {}
    assert set(await store.unit(GROUP, NOW).jobs(MemberId(near))) == {"reminder"}
