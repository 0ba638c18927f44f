"""From a live store to a file."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from bot.backup.form import BackupRefused, Head, Tail, open_new_file
from bot.core.entry import ENTRY_VERSION
from bot.core.errors import StoreDown, StoreFull
from bot.core.values import GroupId, new_id
from bot.store import keys
from bot.store.backup_pages import PAGE, Page, names, pages, raw, several
from bot.store.connect import FORMAT, read_format
from bot.store.store import Store, partitions
from bot.store.wire import Script, chunks

TOGETHER = ("rec", "gone", "count", "audit", "seen", "out", "due", "job", "dead")
"""Kinds that one commit or one tick may change at once."""
PASSING = ("done", "beat", "lease", "code", "copy", "jobs", "tz", "expiry")
"""Kinds that mean nothing after a restart, expire by themselves, or are rebuilt from others."""
KEPT = 45
"""Seconds after which the server removes copies that nobody has removed, because the backup was killed: who was
forgotten meanwhile has to be out of the store within a minute."""
BATCH = 500
"""Names in one command."""
ATONCE = 100
"""Small keys that are read at once."""
_COPY = Script(
    """
#!lua
-- KEYS: what to copy. ARGV: what their copies are called, and seconds. Answers place and size of each that exists.
local size = {hash = 'HLEN', zset = 'ZCARD', stream = 'XLEN', list = 'LLEN', set = 'SCARD'}
local made = {}
for i = 1, #KEYS do
  local copy = string.gsub(KEYS[i], '}:', '}:copy:' .. ARGV[1] .. ':', 1)
  if redis.call('COPY', KEYS[i], copy, 'REPLACE') == 1 then
    redis.call('EXPIRE', copy, ARGV[2])
    local verb = size[redis.call('TYPE', copy).ok]
    made[#made + 1] = i
    made[#made + 1] = verb and redis.call(verb, copy) or 1
  end
end
return made
"""
)


@dataclass(frozen=True, slots=True)
class Maker:
    """Who makes or puts back a backup: the release of this program, the encryption keys in use, and the time."""

    release: str
    fingerprints: tuple[str, ...]
    now: dt.datetime


def fingerprints(secrets: Iterable[str]) -> tuple[str, ...]:
    """What names a key without giving it away: 16 hexadecimal digits of its SHA-256 (the key itself has 256 bits)."""
    return tuple(hashlib.sha256(b"loopmate key" + secret.encode()).hexdigest()[:16] for secret in secrets)


async def backup(store: Store, file: Path, maker: Maker) -> Tail:
    """Writes everything in the store into a new file; the bot may go on.
    Raises BackupRefused: the file cannot be written, or the server has no room. StoreDown: Redis went away."""
    with open_new_file(file, store.vault.signature()) as writer:
        writer.begin(await _head(store, maker))
        try:
            async for page in Snapshot(store).pages():
                writer.page(page)
        except StoreFull as error:
            raise BackupRefused(
                "Redis has no room for the copy of a part of its data. No backup was made. Fix: give it more "
                "memory, a sixteenth of what it holds."
            ) from error
        tail = writer.end()
    # what was deleted meanwhile was still in the copies, and went to the disk with them if it was rewritten
    await store.rewrite()
    return tail


async def _head(store: Store, maker: Maker) -> Head:
    return Head(
        release=maker.release,
        made=maker.now,
        store=FORMAT,
        partitions=keys.PARTITIONS,
        ids=(await read_format(store))["ids"],
        keys=maker.fingerprints,
        entries=ENTRY_VERSION,
        records={repo.name: repo.version for repo in store.repos},
    )


# a store that is being used, as it was: all groups of a partition at one instant, without stopping anybody. A group's
# records, agenda and outbox belong together, so a script copies what a partition has of them on the server, in one
# step; the copies are read at leisure, and removed. The server has to have room for a sixteenth of its data then.
# Directories and ledgers are read as they are, and after all partitions: work that has written to a directory and
# left the outbox is then in the one or the other


class Copied(NamedTuple):
    """A key, and how many items it had at the instant of the copying."""

    key: str
    size: int


class Snapshot:
    """A look at everything at once, which leaves nothing in the store."""

    def __init__(self, store: Store, renewed: float = 10.0) -> None:
        """`renewed`: seconds after which the copies' time starts over."""
        self._store = store
        self._uid = new_id(store.chance)
        self._renewed = renewed
        self._begun = 0.0

    async def pages(self) -> AsyncIterator[Page]:
        """Everything that a backup keeps.
        Raises StoreFull: the server has no room for the copies. BackupRefused: one of them vanished."""
        for partition in partitions():
            async for page in self._together(partition):
                yield page
        for partition in partitions():
            async for page in self._beside(partition):
                yield page

    async def _together(self, partition: int) -> AsyncIterator[Page]:
        wanted = await _find_wanted(self._store, partition)
        made = await _COPY(self._store.pipe, wanted, [self._uid, KEPT])
        copied = [Copied(wanted[i - 1], size) for i, size in zip(made[::2], made[1::2], strict=True)]
        self._begun = asyncio.get_running_loop().time()
        try:
            async for page in self._read(copied):
                yield page
                await self._renew(copied)
        finally:
            with suppress(StoreDown):  # then the server removes them
                await self._remove(copied)

    def _copy(self, key: str) -> str:
        return key.replace("}:", f"}}:copy:{self._uid}:", 1)

    async def _read(self, copied: list[Copied]) -> AsyncIterator[Page]:
        """The small ones many at once, the large ones page by page."""
        small = [one for one in copied if one.size <= PAGE]
        large = [one for one in copied if one.size > PAGE]
        for some in (*chunks(small, ATONCE), *chunks(large, 1)):
            async for page in self._complete(some):
                yield page

    async def _complete(self, some: Sequence[Copied]) -> AsyncIterator[Page]:
        left = {self._copy(one.key): one.size for one in some}
        original = {self._copy(one.key): one.key for one in some}
        reading = several(self._store, list(left)) if len(some) > 1 else pages(self._store, next(iter(left)))
        async for page in reading:
            left[page.key] -= len(page.items)
            yield page._replace(key=original[page.key])
        for copy, missing in left.items():
            if missing > 0:
                raise BackupRefused(
                    f"The copy of {original[copy]} vanished while it was read. No backup was made. Fix: begin "
                    "again; if that doesn't help, look whether something else deletes keys of this server."
                )

    async def _renew(self, copied: list[Copied]) -> None:
        now = asyncio.get_running_loop().time()
        if now - self._begun >= self._renewed:
            self._begun = now
            await self._store.pipe.all(("EXPIRE", raw(self._copy(one.key)), KEPT) for one in copied)

    async def _remove(self, copied: list[Copied]) -> None:
        for some in chunks([raw(self._copy(one.key)) for one in copied], BATCH):
            await self._store.pipe("UNLINK", *some)

    async def _beside(self, partition: int) -> AsyncIterator[Page]:
        found = [name async for name in names(self._store, partition)]
        wanted = [name for name in found if keys.kind_of(name) not in (*TOGETHER, *PASSING)]
        for some in chunks(wanted, ATONCE):
            async for page in several(self._store, some):
                yield page


async def _find_wanted(store: Store, partition: int) -> list[str]:
    """The keys to be copied together: those that are there, and those that their groups may get before the script."""
    there = [name async for name in names(store, partition) if keys.kind_of(name) in TOGETHER]
    shared = [make(partition) for make in (keys.seen, keys.out, keys.due, keys.job, keys.dead)]
    found = [*there, *shared]
    for group in sorted({GroupId(name.split(":")[3]) for name in there if name not in shared}):
        found += [keys.rec(partition, group, repo.name) for repo in store.repos]
        found += [make(partition, group) for make in (keys.gone, keys.count, keys.audit)]
    return list(dict.fromkeys(found))
