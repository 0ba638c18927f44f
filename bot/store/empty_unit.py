"""A unit of work on records that aren't there: what is read is empty, and what is written goes nowhere.

For people who use the bot where no group is. It has no connection, so nothing can be stored by mistake.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from bot.core.ids import GroupId
from bot.store.commit import Backend
from bot.store.store import Store, Unit
from bot.store.wire import Command

_LISTS: Final = frozenset({"HGETALL", "HKEYS", "LRANGE", "SMEMBERS", "ZRANGE", "XRANGE", "XREVRANGE"})
_COUNTS: Final = frozenset({"EXISTS", "HEXISTS", "HLEN", "LLEN", "SCARD", "ZCARD"})
_EACH: Final = frozenset({"HMGET", "ZMSCORE"})


class _NoWire:
    """Answers as a server without a single key does."""

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        return [_empty(command) for command in commands]

    async def close(self) -> None: ...


def _empty(command: Command) -> Any:
    name = command[0]
    if name in _EACH:
        return [None] * (len(command) - 2)
    return [] if name in _LISTS else 0 if name in _COUNTS else None


async def _cannot_recover() -> bool:
    return False


def empty_unit(store: Store, group: GroupId, now: dt.datetime) -> Unit:
    """A unit on nothing; it must not be committed."""
    return Unit(Backend(_NoWire(), store.vault, store.chance, _cannot_recover, None), group, now)
