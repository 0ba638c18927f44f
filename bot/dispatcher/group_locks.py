"""Turns: who runs a handler again after a conflict waits for the others of the same group."""

import asyncio
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from weakref import WeakValueDictionary

from bot.core.ids import GroupId

ATTEMPTS = 5
"""How often a handler is run at most."""


class GroupLocks:
    """One lock a group of this process, as long as somebody holds it."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[GroupId, asyncio.Lock] = WeakValueDictionary()

    def turn(self, group: GroupId, attempt: int) -> AbstractAsyncContextManager[Any]:
        """The first attempt goes ahead; later ones hold the group's lock, which lives as long as it is used."""
        if attempt == 0:
            return nullcontext()
        lock = self._locks.get(group)
        if lock is None:
            lock = self._locks[group] = asyncio.Lock()
        return lock
