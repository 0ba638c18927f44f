"""`python -m tests.bench.crowd`: 100,000 due at one instant, cards from fresh state, one and two processes."""

import argparse
import asyncio
import datetime as dt
import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bot.app import START, freeze_garbage, open_app
from bot.core.values import space_id
from bot.core.wall_time import ManualClock, to_ms
from bot.platforms.port import Delivery, Receipt
from bot.settings import Settings
from bot.store import keys
from bot.store.outbox import Outbox
from bot.store.store import Store, partitions, together
from bot.store.vault import new_key
from tests.bench.measurement import Gate, shown
from tests.bench.memory import used
from tests.servers import one_server, valkey_binary
from tools import bench

CROWD = 100_000
GROUPS = 200
"""Study groups that the crowd is spread over."""
LIST = "checklist.reminder"
MORNING = START + dt.timedelta(days=1)
"""Everybody's 08:00."""
READY = 20.0
"""Seconds that processes have to start before all of them begin."""


def main() -> None:
    asking = argparse.ArgumentParser(prog="python -m tests.bench.crowd", description=__doc__)
    asking.add_argument("--count", type=int, default=CROWD)
    for internal in ("--url", "--key", "--begin"):
        asking.add_argument(internal, default="", help=argparse.SUPPRESS)
    given = asking.parse_args()
    if given.url:
        print(json.dumps(asyncio.run(_work(given.url, given.key, float(given.begin)))))
    else:
        figures(given.count)


def figures(count: int = CROWD) -> None:
    """Prints what one process and what two deliver."""
    print(
        f"\n{count:,} due at one instant in {GROUPS} groups: the day's list, from fresh state, to a null platform "
        f"(load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores)"
    )
    for workers in (1, 2):
        row = asyncio.run(_crowd(count, workers))
        print(
            f"  {workers} process{'es' if workers > 1 else ''}",
            "  ".join(f"{k} {v:,}" for k, v in row.items()),
        )
        shown([Gate("cards a second and process", row["per_second"] / workers, 5_000)])


async def _crowd(count: int, workers: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder, one_server(valkey_binary(), Path(folder)) as url:
        key = new_key()
        settings = Settings(data=Path(folder), xdg_config_home=Path(folder), key=key, redis_url=url)
        async with open_app(
            settings, {"null": lambda _: bench.NullPlatform()}, clock=ManualClock(START)
        ) as app:
            for number in range(GROUPS):
                some = count // GROUPS
                await bench.join(
                    app, some, message=LIST, space=space_id("null", f"s{number}"), first=number * some
                )
            asleep = await used(app.store)
            begin = time.time() + READY
            words = [sys.executable, "-m", "tests.bench.crowd"]
            words += [f"--url={url}", f"--key={key}", f"--begin={begin}"]
            watch = asyncio.create_task(_peak(app.store))
            told = await asyncio.gather(*(_told(words) for _ in range(workers)))
            watch.cancel()
            peak = await watch
    taken = [id_ for one in told for id_ in one["taken"]]
    lag = max(one["last"] for one in told) - begin
    return {
        "cards": len(taken),
        "lost": count // GROUPS * GROUPS - len(set(taken)),
        "doubled": len(taken) - len(set(taken)),
        "lag_of_the_last_s": round(lag, 1),
        "per_second": round(len(taken) / lag),
        "cpu_us_a_card": round(sum(one["cpu"] for one in told) / len(taken) * 1_000_000),
        "process_MB": round(max(one["MB"] for one in told)),
        "redis_MB_before": round(asleep / 1e6),
        "redis_MB_peak": round(peak / 1e6),
    }


async def _told(words: list[str]) -> dict[str, Any]:
    """What a process prints at its end."""
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdout=pipe)
    out, _ = await process.communicate()
    told: dict[str, Any] = json.loads(out)
    return told


class Noting(bench.NullPlatform):
    """Remembers what it was given, and when the last came."""

    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.last = 0.0

    async def deliver(self, delivery: Delivery) -> Receipt:
        self.ids.append(delivery.id)
        self.last = time.time()
        return await super().deliver(delivery)


async def _work(url: str, key: str, begin: float) -> dict[str, object]:
    """One process: it works until nothing is due and nothing waits, for whomever."""
    platform, clock = Noting(), ManualClock(START)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), xdg_config_home=Path(folder), key=key, redis_url=url)
        async with open_app(settings, {"null": lambda _: platform}, clock=clock) as app, freeze_garbage():
            await app.runner.step()
            await asyncio.sleep(max(0.0, begin - time.time()))
            clock.set(MORNING)
            busy = time.process_time()
            while await _left(app.store, app.runner.outbox):
                if not await app.runner.step():
                    await asyncio.sleep(0.1)  # another process holds what is left
            busy = time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"taken": platform.ids, "last": platform.last, "cpu": busy, "MB": peak}


async def _left(store: Store, outbox: Outbox) -> bool:
    due = await together(store.pipe("ZCOUNT", keys.due(p), "-inf", to_ms(MORNING)) for p in partitions())
    depth = await outbox.depth()
    return bool(sum(due) or depth.waiting or depth.working)


async def _peak(store: Store) -> int:
    peak = 0
    try:
        while True:
            peak = max(peak, await used(store))
            await asyncio.sleep(0.5)
    except asyncio.CancelledError:
        return peak


if __name__ == "__main__":
    main()
