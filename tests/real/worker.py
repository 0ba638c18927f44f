"""One real process of a run: `python -m tests.real.worker URL FOLDER NAME [--wait 1] [--platform slow]`.

What it sends it writes into a file that all processes share: the platform of the run, in which a message that
may have been sent can be looked up. What it sends stands there also after kill -9.
"""

import argparse
import asyncio
import datetime as dt
import logging
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import structlog

from bot.context import ContextFactory
from bot.core.registry import Registry
from bot.core.wall_time import SystemClock
from bot.dispatcher import Dispatcher
from bot.platforms.port import Busy, Delivery, Platform, Receipt
from bot.runner import Runner
from bot.store.connect import url_store
from bot.store.vault import Vault
from bot.work import Worker
from content.finder import load
from tests.real.play import PLAY, real_handlers

PULSE = 0.5
DEAD_AFTER = 3.0
"""Seconds, as in a process that beats ten times as often: nobody waits fifteen in a test."""
NETWORK = 0.03
"""Seconds that a platform takes for a message."""
TROUBLE = 0.1
"""How often a platform that fails does so."""


class Crooked(SystemClock):
    """The system's clock, wrong by as many seconds as a file says."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> dt.datetime:
        wrong = self._file.read_text() if self._file.exists() else ""
        return super().now() + dt.timedelta(seconds=float(wrong or 0))


def whole_lines(file: Path, start: int = 0) -> tuple[list[str], int]:
    """The lines from byte `start` on, and the byte behind them. A line that another process is still writing, without
    its end, is left for the next look."""
    if not file.exists():
        return [], start
    with file.open("rb") as read:
        read.seek(start)
        found = read.read()
    whole = found[: found.rfind(b"\n") + 1]
    return whole.decode().splitlines(), start + len(whole)


class SharedFile(Platform):
    """A platform that writes a line for each message: its id, when, and whether it may have been sent before."""

    name = "real"

    def __init__(self, file: Path, kind: str, chance: Random) -> None:
        self._file, self._kind, self._chance = file, kind, chance
        self._read, self._known = 0, set[str]()
        self._out = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        trouble = self._chance.random() < TROUBLE
        await asyncio.sleep(NETWORK * (20 if self._kind == "slow" and trouble else 1))
        if self._kind == "429" and trouble:
            raise Busy(1)
        if not (delivery.again and self._was_sent(delivery.id)):
            os.write(self._out, f"{delivery.id} {time.time():.3f} {int(delivery.again)}\n".encode())
        if self._kind == "500" and trouble:
            raise ConnectionError("500 after having sent")
        return Receipt(ref=delivery.id)

    def _was_sent(self, name: str) -> bool:
        lines, self._read = whole_lines(self._file, self._read)
        self._known |= {line.split(" ")[0] for line in lines}
        return name in self._known


async def main() -> None:
    """Works until SIGTERM, then leaves as a process should."""
    given = _asked()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    clock, vault, chance = (
        Crooked(given.folder / "clock"),
        Vault([os.environ["LOOPMATE_KEY"]]),
        Random(given.name),
    )
    async with url_store(given.url, vault, chance, (), accept_lossy=True, wait_replicas=given.wait) as store:
        known = real_handlers() if given.handlers else Registry(PLAY[: 1 if given.older else 2])
        dispatcher = Dispatcher(ContextFactory(known, store, load(), clock, Worker(), given.name))
        platform = SharedFile(given.folder / "sent", given.platform, chance)
        runner = Runner(dispatcher, {"real": platform}, pulse=PULSE, dead_after=DEAD_AFTER)
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, runner.stop)
        await runner.run()
        await runner.leave()


def _asked() -> argparse.Namespace:
    asking = argparse.ArgumentParser()
    asking.add_argument("url")
    asking.add_argument("folder", type=Path)
    asking.add_argument("name")
    asking.add_argument("--wait", type=int, default=0)
    asking.add_argument("--platform", choices=["steady", "slow", "429", "500"], default="steady")
    asking.add_argument("--older", action="store_true", help="knows no work")
    asking.add_argument("--handlers", action="store_true", help="has the bot's own handlers")
    return asking.parse_args()


if __name__ == "__main__":
    asyncio.run(main())
