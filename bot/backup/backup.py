"""From a live store to a file."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.backup.form import BackupRefused, Head, Tail, written
from bot.backup.snapshot import Snapshot
from bot.core.entry import ENTRY_VERSION
from bot.core.errors import StoreFull
from bot.store import keys
from bot.store.connect import FORMAT
from bot.store.store import Store


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

    Raises:
        BackupRefused: the file cannot be written, or the server has no room. StoreDown: Redis went away.
    """
    with written(file, store.vault.signature()) as pen:
        pen.begin(await _head(store, maker))
        try:
            async for page in Snapshot(store).pages():
                pen.page(page)
        except StoreFull as error:
            raise BackupRefused(
                "Redis has no room for the copy of a part of its data. No backup was made. Mend: give it more "
                "memory, a sixteenth of what it holds."
            ) from error
        tail = pen.end()
    # what was deleted meanwhile was still in the copies, and went to the disk with them if it was written anew
    await store.rewrite()
    return tail


async def _head(store: Store, maker: Maker) -> Head:
    found = json.loads(await store.pipe("GET", keys.FORMAT))
    return Head(
        release=maker.release,
        made=maker.now,
        store=FORMAT,
        partitions=keys.PARTITIONS,
        ids=found["ids"],
        keys=maker.fingerprints,
        entries=ENTRY_VERSION,
        records={repo.name: repo.version for repo in store.repos},
    )
