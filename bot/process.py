"""What a process logs, and how it ends.

A log is a JSON object a line, with ids and places; what is not known to be one of these is left out.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO

import structlog

FIELDS: Final = frozenset(
    {
        *("event", "level", "timestamp", "logger", "where", "function"),
        *("error", "trace", "reference", "status", "code", "reason", "outcome"),
        *("tries", "minute", "connections", "moved", "removed", "partition", "stream_id"),
        *("platform", "path", "what", "during", "scope", "means", "fix", "kind", "place"),
        *("inbound", "message", "delivery", "entry", "interaction", "job"),
        *("space", "team", "workspaces", "install", "channel", "user", "to", "group", "member"),
    }
)
"""All that a line may say: words of ours, numbers, and ids."""
LONGEST: Final = 200
"""Characters of one value; an id has fewer."""


def configure(stream: TextIO) -> None:
    """Sends what the program logs, and what its libraries do, to `stream`."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _known_fields,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(stream),
    )
    root = logging.getLogger()
    root.handlers = [_Libraries(logging.WARNING)]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)


def _known_fields(_: Any, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """A field that nobody has thought about may hold somebody's words; its name alone is kept."""
    shown = {name: _short(value) for name, value in line.items() if name in FIELDS}
    if unknown := sorted(set(line) - FIELDS):
        shown["left_out"] = unknown
    return shown


def _short(value: Any) -> Any:
    if isinstance(value, (int, float)) or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return [_short(part) for part in value]
    return str(value)[:LONGEST]


class _Libraries(logging.Handler):
    """A library's message may hold anything, a token or a text: only where it comes from is written."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        structlog.get_logger("loopmate").log(
            record.levelno,
            "library",
            logger=record.name,
            where=f"{Path(record.pathname).name}:{record.lineno}",
            function=record.funcName,
            error=error.__name__ if error else "",
        )


# the end: in good order also when a service manager or a closed terminal says so


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
