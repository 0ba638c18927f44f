"""A process that ends in good order also when a service manager or a closed terminal says so."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from typing import Any


async def until_told(work: Coroutine[Any, Any, Any]) -> Any:
    """The work's answer; asyncio.CancelledError, once it has cleaned up, when the process is told to end."""
    if sys.platform == "win32":  # Ctrl-C alone tells a process there, and asyncio.run hears that by itself
        return await work
    task = asyncio.current_task()
    assert task is not None, "asyncio.run works in a task"  # noqa: S101 - narrows the type
    # a terminal that is closed ends the input too: a signal beside it would break off the leaving
    ends_by_itself = (signal.SIGHUP,) if sys.stdin.isatty() else ()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup has its way
            asyncio.get_running_loop().add_signal_handler(
                number, _go_on if number in ends_by_itself else _cancel_once, task
            )
    return await work


def _go_on(_: "asyncio.Task[Any]") -> None:
    """Takes a signal for whose cause somebody else will act."""


def _cancel_once(task: "asyncio.Task[Any]") -> None:
    """A second signal would break off the leaving."""
    if not task.cancelling():
        task.cancel()
