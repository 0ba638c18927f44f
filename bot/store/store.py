"""Store: one wire, one vault, and what is built on them."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from bot.core.entry import ENTRY_VERSION
from bot.core.ids import GroupId
from bot.store import keys
from bot.store.commit import Backend
from bot.store.data_dir import Disk
from bot.store.repo import Repo
from bot.store.unit import Unit
from bot.store.vault import Vault
from bot.store.wire import Wire

T = TypeVar("T")


async def _cannot_recover() -> bool:
    return False


async def _cannot_rewrite() -> bool:
    return False


async def _no_copies(_: Iterable[str]) -> None:
    """A server of their own leaves none with us."""


class Store(Backend):
    """What the rest of the program is given of Redis.

    `chance` is the app's seeded source; `recover` tries to bring a lost server back (the embedded one);
    `rewrite` has the append-only file written anew, where that is ours to ask for, and answers whether it was;
    `drop_copies` deletes the copies of damaged files that would bring back the owners that it is given;
    `forgotten` is a file outside the store that remembers, by hash, who was forgotten; `disk` is that of the built-in
    server.
    """

    def __init__(
        self,
        wire: Wire,
        vault: Vault,
        chance: Random,
        repos: Iterable[Repo[Any]] = (),
        recover: Callable[[], Awaitable[bool]] = _cannot_recover,
        rewrite: Callable[[], Awaitable[bool]] | None = None,
        forgotten: Path | None = None,
        drop_copies: Callable[[Iterable[str]], Awaitable[None]] = _no_copies,
        disk: Disk | None = None,
    ) -> None:
        super().__init__(wire, vault, chance, recover, disk)
        self.repos = tuple(sorted(repos, key=lambda repo: repo.name))
        self.embedded = rewrite is not None
        self.forgotten = forgotten
        self.drop_copies = drop_copies
        self._rewrite = rewrite or _cannot_rewrite
        self.is_compact = True
        """False while something that was deleted here has still to leave the disk."""
        self.version = ENTRY_VERSION
        """The newest version of entries and jobs that is read here; a newer one is left for the newer program."""

    def unit(self, group: GroupId, now: dt.datetime) -> Unit:
        """A fresh unit of work on a group."""
        return Unit(self, group, now)

    async def rewrite(self) -> bool:
        """Has the append-only file written anew; True once it's over and went well, always False elsewhere."""
        self.is_compact = True
        if not await self._rewrite():
            self.is_compact = not self.embedded
        return self.is_compact and self.embedded

    async def ping(self) -> None:
        """Raises StoreDown if the server does not answer."""
        await self.pipe("EXISTS", keys.FORMAT)  # a server that can't write refuses a PING as well

    async def close(self) -> None:
        await self.wire.close()


def partitions() -> range:
    """All partitions."""
    return range(keys.PARTITIONS)


async def together(parts: Iterable[Awaitable[T]]) -> list[T]:
    """What came of parts that run side by side. All have ended before one that failed raises what it raised:
    one that went on by itself would take over entries that nobody looks at.
    """
    done = await asyncio.gather(*parts, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException):
            raise one
    return [one for one in done if not isinstance(one, BaseException)]
