"""`python -m tests.bench.times`: due times, beside raw Redis and APScheduler's job store on the same server.

The bare path is what every message goes through once it is due, without a card and without a platform: a worker
claims the entry (XREADGROUP; read and checked as a model) and acknowledges it (one commit for 200, remembered so
that a repeated one is harmless). Its floor is XREADGROUP, XACK and XDEL on 300 bytes that nobody reads. "With the
tick" adds what comes before: due jobs are found and read, their next instants computed, and a script moves them and
adds their entries, each once.

The competitor, in the same run on the same server: APScheduler's BackgroundScheduler with a RedisJobStore and its
cheapest executor (DebugExecutor: in the thread that finds them due). It finds 10,000 cron jobs due, runs a function
that does nothing, computes their next times and writes them back; it has no outbox, no acknowledgement and no
second process to agree with. Its time therefore stands beside the bare path and beside the path with the tick.
"""

import asyncio
import datetime as dt
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.redis import RedisJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from bot.app import START, freeze_garbage
from bot.core.entry import Job, To
from bot.core.values import Call, GroupId, MemberId, new_id
from bot.core.wall_time import Wall
from bot.store.agenda import Agenda
from bot.store.outbox import Outbox
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from bot.store.wire import Pipe, infos, redis_wire
from tests.bench.measurement import Figures, Gate, print_row, shown
from tests.servers import one_server, valkey_binary

DUE = 10_000
SOME = 200
GROUP = GroupId("aStudyCrew")
"""Ids have ten characters."""
ROUNDS = 5
THEIR_ROUNDS = 2
SCHEDULING = "scheduling"
TICK = "the tick: from the agenda into the outbox"
BARE = "bare path: claimed and acknowledged"
FLOOR = "floor: raw XREADGROUP, XACK and XDEL"
COMPETITOR = "competitor: APScheduler, RedisJobStore"


def main() -> None:
    """Prints each figure beside its floor of the same run; ends with 1 when a gate failed."""
    sys.exit(1 if figures() else 0)


def figures() -> list[Gate]:
    """Prints them; the gates that failed."""
    print(
        f"\nDue times: {DUE:,} members, each with a daily job, append-only file on, best of {ROUNDS} in turns"
    )
    rows = asyncio.run(_ours())
    for name, found in rows.items():
        print_row(name, found)
    bare, tick, theirs = (rows[name]["per_second"] for name in (BARE, TICK, COMPETITOR))
    whole = 1 / (1 / bare + 1 / tick)
    print(f"  {'bare path with the tick / APScheduler':48} {whole / theirs:>9.1f}  no aim, reported")
    return shown(
        [
            Gate("bytes a member", rows[SCHEDULING]["bytes_a_member"], 250, gate=357, most=True),
            Gate("bare path / its floor", round(bare / rows[FLOOR]["per_second"], 2), 0.5, gate=0.35),
            Gate("bare path / APScheduler", round(bare / theirs, 1), 20, gate=10),
        ]
    )


async def _ours() -> dict[str, Figures]:
    rows: dict[str, Figures] = {}
    async with freeze_garbage(), _store() as (store, socket):
        agenda = Agenda(store)
        rows[SCHEDULING] = await _scheduling(store)
        for day in range(1, ROUNDS + 1):
            now = START + day * dt.timedelta(days=1)
            _better(rows, TICK, await _ticked(agenda, now))
            _better(rows, BARE, await _bare(store, now))
            _better(rows, FLOOR, await raw(store.pipe))
            if day <= THEIR_ROUNDS:
                _better(rows, COMPETITOR, _apscheduler(socket))
    return rows


def _better(rows: dict[str, Figures], name: str, row: Figures) -> None:
    if name not in rows or row["per_second"] > rows[name]["per_second"]:
        rows[name] = row


@asynccontextmanager
async def _store() -> AsyncIterator[tuple[Store, str]]:
    with tempfile.TemporaryDirectory() as folder, one_server(valkey_binary(), Path(folder)) as url:
        socket = url.removeprefix("unix://")
        store = Store(redis_wire(socket=socket), Vault([new_key()]), Random(1))
        yield store, socket
        await store.close()


async def _scheduling(store: Store) -> Figures:
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
    """Bytes of the data: without what connections, scripts and the append-only file have in their buffers."""
    found = (await infos(store.wire, "memory"))[0]
    beside = ("mem_clients_normal", "mem_aof_buffer", "used_memory_scripts", "used_memory_vm_total")
    return int(found["used_memory"]) - sum(int(found.get(name, 0)) for name in beside)


async def _ticked(agenda: Agenda, now: dt.datetime) -> Figures:
    began = time.perf_counter()
    while await agenda.tick(now):
        continue
    return _rate(DUE, began)


async def _bare(store: Store, now: dt.datetime) -> Figures:
    """One worker, to whom being claimed is all that there is to do."""
    outbox, done = Outbox(store, "w"), 0
    await outbox.prepare()
    began = time.perf_counter()
    claimed = await outbox.claim(SOME)
    while claimed:  # the next are claimed while these are acknowledged, as the runner does it
        unit = store.unit(GROUP, now)
        for one in claimed:
            unit.ack(one.stream_id)
        done += len(claimed)
        claimed, _ = await asyncio.gather(outbox.claim(SOME), unit.commit(drain=True))
    assert done == DUE, done
    return _rate(DUE, began)


async def raw(pipe: Pipe, count: int = DUE) -> Figures:
    await pipe("DEL", "s")
    await pipe("XGROUP", "CREATE", "s", "g", "0", "MKSTREAM")
    await asyncio.gather(*(pipe("XADD", "s", "*", "e", "x" * 300) for _ in range(count)))
    read = ("XREADGROUP", "GROUP", "g", "w", "COUNT", SOME, "STREAMS", "s", ">")
    began = time.perf_counter()
    answer: Any = await pipe(*read)
    while answer:
        ((_, entries),) = answer
        ids = [name for name, _ in entries]
        answer, *_ = await pipe.all([read, ("XACK", "s", "g", *ids), ("XDEL", "s", *ids)])
    return _rate(count, began)


def nothing(number: int) -> None:
    """The job of the competitor."""
    if number == DUE - 1:
        _DONE.set()


_DONE = threading.Event()


def _apscheduler(socket: str) -> Figures:
    """Its own scheduler with its cheapest executor: jobs run in the thread that finds them due."""
    scheduler = BackgroundScheduler(
        jobstores={"default": RedisJobStore(unix_socket_path=socket)},
        executors={"default": DebugExecutor()},
        job_defaults={"misfire_grace_time": None},
    )
    _DONE.clear()
    scheduler.start(paused=True)
    scheduler.remove_all_jobs()
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


def _rate(count: int, began: float) -> Figures:
    seconds = time.perf_counter() - began
    return {"seconds": round(seconds, 2), "per_second": round(count / seconds)}


if __name__ == "__main__":
    main()
