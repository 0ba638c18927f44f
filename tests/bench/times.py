"""`python -m tests.bench.times`: due times, beside raw Redis and APScheduler's job store on the same server.

The bare path is what holds of every message: from the agenda into the outbox, claimed, acknowledged.
"""

import asyncio
import datetime as dt
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.redis import RedisJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from bot.app import START
from bot.core.call import Call
from bot.core.entry import Job, To
from bot.core.ids import GroupId, MemberId, new_id
from bot.core.when import Wall
from bot.store.agenda import Agenda
from bot.store.connect import infos
from bot.store.outbox import Outbox
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from bot.store.wire import Pipe, redis_wire
from tests.servers import one_server, valkey_binary

DUE = 10_000
TICKS = 300
SOME = 200
GROUP = GroupId("bench")
TOMORROW = START + dt.timedelta(days=1)
Row = dict[str, float]


def main() -> None:
    """Prints each figure beside its floor of the same run."""
    print(f"\nDue times: {DUE:,} members, each with a daily job, append-only file on")
    for name, row in asyncio.run(_ours()).items():
        print(f"  {name:48}", "  ".join(f"{key} {value:>9,}" for key, value in row.items()))


async def _ours() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    async with _store() as (store, socket):
        agenda = Agenda(store)
        rows["scheduling (aim: at most 250 bytes a member)"] = await _scheduling(store)
        rows["floor: raw ZADD and HSET"] = await _raw_scheduling(store.pipe)
        rows["a tick with nothing due"] = await _each(lambda: agenda.tick(START))
        rows["floor: 16 raw ZRANGE"] = await _each(lambda: _raw_tick(store.pipe))
        rows["from the agenda into the outbox"] = await _ticked(agenda)
        rows["bare: claimed and acknowledged"] = ours = await _bare(store)
        rows["floor: raw XREADGROUP, XACK and XDEL"] = floor = await _raw(store.pipe)
        rows["competitor: APScheduler, RedisJobStore, daily"] = theirs = _apscheduler(socket)
    rows["ratios of the bare path (aims: 0.5, 20)"] = {
        "to_the_floor": round(ours["per_second"] / floor["per_second"], 2),
        "to_apscheduler": round(ours["per_second"] / theirs["per_second"], 1),
    }
    return rows


@asynccontextmanager
async def _store() -> AsyncIterator[tuple[Store, str]]:
    with tempfile.TemporaryDirectory() as folder, one_server(valkey_binary(), Path(folder)) as url:
        socket = url.removeprefix("unix://")
        store = Store(redis_wire(socket=socket), Vault([new_key()]), Random(1))
        yield store, socket
        await store.close()


async def _scheduling(store: Store) -> Row:
    before, chance = await _memory(store), Random(2)
    people = [MemberId(new_id(chance)) for _ in range(DUE)]
    began = time.perf_counter()
    await asyncio.gather(*(_scheduled(store, people[at : at + SOME]) for at in range(0, DUE, SOME)))
    row = _rate(DUE, began)
    return row | {"bytes_a_member": round((await _memory(store) - before) / DUE)}


async def _scheduled(store: Store, people: list[MemberId]) -> None:
    unit, rule = store.unit(GROUP, START), Wall(at=dt.time(8), zone="Europe/Berlin")
    for who in people:
        call = Call(path="checklist.reminder")
        unit.schedule(Job(name="reminder", group=GROUP, to=To(member=who), call=call, rule=rule), START)
    await unit.commit()


async def _memory(store: Store) -> int:
    return int((await infos(store.wire, "memory"))[0]["used_memory"])


async def _ticked(agenda: Agenda) -> Row:
    began = time.perf_counter()
    while await agenda.tick(TOMORROW):
        continue
    return _rate(DUE, began)


async def _bare(store: Store) -> Row:
    """One worker, to whom being claimed is all that there is to do."""
    outbox, done = Outbox(store, "w"), 0
    await outbox.prepare()
    began = time.perf_counter()
    while done < DUE:
        claimed = await outbox.claim(SOME)
        unit = store.unit(GROUP, TOMORROW)
        for one in claimed:
            unit.ack(one.stream_id)
        await unit.commit(drain=True)
        done += len(claimed)
    return _rate(DUE, began)


async def _raw(pipe: Pipe) -> Row:
    await pipe("XGROUP", "CREATE", "s", "g", "0", "MKSTREAM")
    await asyncio.gather(*(pipe.ask("XADD", "s", "*", "e", "x" * 300) for _ in range(DUE)))
    began = time.perf_counter()
    for _ in range(DUE // SOME):
        answer: Any = await pipe("XREADGROUP", "GROUP", "g", "w", "COUNT", SOME, "STREAMS", "s", ">")
        entries = next(iter(answer.values()))[0] if isinstance(answer, dict) else answer[0][1]
        ids = [entry[0] for entry in entries]
        await asyncio.gather(pipe.ask("XACK", "s", "g", *ids), pipe.ask("XDEL", "s", *ids))
    return _rate(DUE, began)


async def _raw_scheduling(pipe: Pipe) -> Row:
    began = time.perf_counter()
    for at in range(0, DUE, SOME):
        numbers = range(at, at + SOME)
        zadd = [pipe.ask("ZADD", "z", n, f"bench/{n}/reminder") for n in numbers]
        await asyncio.gather(
            *zadd, *(pipe.ask("HSET", "h", f"bench/{n}/reminder", "x" * 200) for n in numbers)
        )
    return _rate(DUE, began)


async def _raw_tick(pipe: Pipe) -> None:
    page = ("-inf", 1, "BYSCORE", "LIMIT", 0, 500, "WITHSCORES")
    await asyncio.gather(*(pipe.ask("ZRANGE", f"none{n}", *page) for n in range(16)))


async def _each(what: Callable[[], Awaitable[object]]) -> Row:
    began = time.perf_counter()
    for _ in range(TICKS):
        await what()
    return {"microseconds": round((time.perf_counter() - began) / TICKS * 1_000_000)}


def nothing(number: int) -> None:
    """The job of the competitor."""
    if number == DUE - 1:
        _DONE.set()


_DONE = threading.Event()


def _apscheduler(socket: str) -> Row:
    """Its own scheduler with its cheapest executor: jobs run in the thread that finds them due."""
    scheduler = BackgroundScheduler(
        jobstores={"default": RedisJobStore(unix_socket_path=socket)},
        executors={"default": DebugExecutor()},
        job_defaults={"misfire_grace_time": None},
    )
    scheduler.start(paused=True)
    now = dt.datetime.now(dt.UTC)
    for number in range(DUE):
        due = now + dt.timedelta(microseconds=number)
        scheduler.add_job(nothing, "cron", hour=8, args=(number,), next_run_time=due)
    began = time.perf_counter()
    scheduler.resume()
    _DONE.wait()
    row = _rate(DUE, began)
    scheduler.shutdown()
    return row


def _rate(count: int, began: float) -> Row:
    seconds = time.perf_counter() - began
    return {"seconds": round(seconds, 2), "per_second": round(count / seconds)}


if __name__ == "__main__":
    main()
