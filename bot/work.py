"""Spawned processes that run pure functions by reference, one for each kind of work: no kind waits for another.

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
from functools import partial
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

NICE = 5
"""By how much a process gives way to the bot, from 0 to 19."""
NICE_WITH_FILES = 10
"""The same for strangers' files, and the child that reads them: they also give way to pictures."""
P = ParamSpec("P")
T = TypeVar("T")


class Pool:
    """One process. It starts at its first use, and again after it has died; `begin` is run in it first."""

    def __init__(self, begin: Callable[[Connection], None]) -> None:
        self._begin = begin
        self._executor: ProcessPoolExecutor | None = None
        self._lifeline: Connection

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in the process; it and its arguments must be importable and picklable.

        Raises:
            Whatever the function raises; BrokenProcessPool when the process died twice.
        """
        assert not kwargs, "pass positional arguments"  # noqa: S101 - a mistake of ours, found by any test
        loop, executor = asyncio.get_running_loop(), self._start_if_needed()
        try:
            return await loop.run_in_executor(executor, function, *args)
        except BrokenProcessPool:
            if self._executor is executor:  # else somebody has started another one already
                self.close()
            return await loop.run_in_executor(self._start_if_needed(), function, *args)

    def _start_if_needed(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            theirs, self._lifeline = context.Pipe(duplex=False)
            self._executor = ProcessPoolExecutor(1, context, self._begin, (theirs,))
        return self._executor

    def close(self) -> None:
        """Ends the process, whatever it's busy with: a service manager doesn't wait for minutes."""
        executor, self._executor = self._executor, None
        if executor is not None:
            self._lifeline.close()
            executor.shutdown(wait=True, cancel_futures=True)


class Worker:
    """A pool for each kind of work: `pictures`, which somebody waits for; `files`, which may take seconds each;
    `matching`, which can take minutes."""

    def __init__(self) -> None:
        self.pictures = Pool(_begin)
        self.files = Pool(partial(_begin, nice=NICE_WITH_FILES))
        self.matching = Pool(partial(_begin, on_one_core=True))

    def close(self) -> None:
        """Ends the processes."""
        for pool in (self.pictures, self.files, self.matching):
            pool.close()


def _begin(lifeline: Connection, nice: int = NICE, *, on_one_core: bool = False) -> None:
    """Ctrl-C reaches the whole process group; the bot decides when its worker ends: nothing ever comes through the
    lifeline but its end, when the bot closes it or has been killed.

    People who wait for an answer of the bot come first: the worker gives way, and its arithmetic stays on one core.
    What takes minutes stays `on_one_core` altogether: with the bot and its server waking up thousands of times a
    second, a process that is moved out of their way each time finds its tables in no cache (sched_setaffinity(2)).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        os.nice(nice)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

    def end_with_the_bot() -> None:
        lifeline.poll(None)
        os._exit(1)

    threading.Thread(target=end_with_the_bot, daemon=True).start()
    if on_one_core and sys.platform == "linux":
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
