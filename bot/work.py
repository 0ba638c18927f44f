"""Spawned worker processes that run pure functions by reference: drawing, reading files, and, patiently, matching.

What holds the interpreter's lock for long would otherwise stop the event loop for everybody.
"""

import asyncio
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import ParamSpec, TypeVar

NICE = 5
"""By how much the worker gives way to the bot, from 0 to 19."""
P = ParamSpec("P")
T = TypeVar("T")


class Worker:
    """Starts a process at its first use, and again after it has died.

    Two of them: one for what somebody waits for, one for what takes seconds and can take minutes.
    """

    def __init__(self) -> None:
        self._pools: dict[Callable[[], None], ProcessPoolExecutor] = {}

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in the worker; it and its arguments must be importable and picklable.

        Raises:
            Whatever the function raises; BrokenProcessPool when the process died twice.
        """
        return await self._run(_begin, function, *args, **kwargs)

    async def patiently(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same in a process of its own: no picture waits behind it."""
        return await self._run(_begin_patiently, function, *args, **kwargs)

    async def _run(
        self, begin: Callable[[], None], function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        assert not kwargs, "pass positional arguments"  # noqa: S101 - a mistake of ours, found by any test
        loop, pool = asyncio.get_running_loop(), self._running(begin)
        try:
            return await loop.run_in_executor(pool, function, *args)
        except BrokenProcessPool:
            if self._pools.get(begin) is pool:  # else somebody has started another one already
                self._pools.pop(begin).shutdown(wait=True, cancel_futures=True)
            return await loop.run_in_executor(self._running(begin), function, *args)

    def _running(self, begin: Callable[[], None]) -> ProcessPoolExecutor:
        if begin not in self._pools:
            self._pools[begin] = ProcessPoolExecutor(
                max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=begin
            )
        return self._pools[begin]

    def close(self) -> None:
        """Ends the processes."""
        while self._pools:
            self._pools.popitem()[1].shutdown(wait=True, cancel_futures=True)


def _begin() -> None:
    """Ctrl-C reaches the whole process group; the bot decides when its worker ends. A bot that is killed decides
    nothing any more: then the worker, which would wait for the next function for ever, ends by itself.

    Whoever waits for an answer of the bot comes first: the worker gives way, and its arithmetic stays on one core.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    threading.Thread(target=_end_with_the_bot, daemon=True).start()


def _begin_patiently() -> None:
    """Stays on one core: with the bot and its server waking up thousands of times a second, a process that is moved
    out of their way each time finds its tables in no cache (sched_setaffinity(2))."""
    _begin()
    if sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def _end_with_the_bot() -> None:
    bot = multiprocessing.parent_process()
    assert bot is not None  # noqa: S101 - this runs in the worker alone
    bot.join()
    os._exit(1)
