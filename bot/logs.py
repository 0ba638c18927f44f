"""Logs: one JSON object per line, with ids and places; what is not known to be one of these is left out."""

import logging
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final, TextIO

import structlog

FIELDS: Final = frozenset(
    {
        *("event", "level", "timestamp", "logger", "where", "function"),
        *("error", "trace", "reference", "status", "code", "reason", "outcome"),
        *("tries", "minute", "minutes", "connections", "moved", "removed", "partition", "stream_id"),
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
