"""One spawned worker process that runs pure functions by reference: matching, drawing, reading files.

What holds the interpreter's lock for long would otherwise stop the event loop for everybody.
"""

import asyncio
import multiprocessing
import os
import signal
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
    """Starts its process at the first use, and again after it has died."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`function(*args)` in the worker; it and its arguments must be importable and picklable.

        Raises:
            Whatever the function raises; BrokenProcessPool when the process died twice.
        """
        assert not kwargs, "pass positional arguments"  # noqa: S101 - a mistake of ours, found by any test
        loop, pool = asyncio.get_running_loop(), self._running()
        try:
            return await loop.run_in_executor(pool, function, *args)
        except BrokenProcessPool:
            if self._pool is pool:  # else somebody has started another one already
                self.close()
            return await loop.run_in_executor(self._running(), function, *args)

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                max_workers=1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin
            )
        return self._pool

    def close(self) -> None:
        """Ends the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def _begin() -> None:
    """Ctrl-C reaches the whole process group; the bot decides when its worker ends. A bot that is killed decides
    nothing any more: then the worker, which would wait for the next function for ever, ends by itself.

    Whoever waits for an answer of the bot comes first: the worker gives way, and its arithmetic stays on one core.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICE)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    threading.Thread(target=_end_with_the_bot, daemon=True).start()


def _end_with_the_bot() -> None:
    bot = multiprocessing.parent_process()
    assert bot is not None  # noqa: S101 - this runs in the worker alone
    bot.join()
    os._exit(1)
