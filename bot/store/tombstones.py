"""Tombstones: who was forgotten, by keyed hash. They lie in the store, where every commit looks at them, and in a
file outside store and data folder, so that a restored backup can be made to forget again.
"""

import asyncio
import datetime as dt
import os
from contextlib import suppress
from pathlib import Path

from bot.core.clock import from_ms, to_ms
from bot.core.ids import GroupId, MemberId
from bot.store import keys
from bot.store.store import Store

Graves = dict[GroupId, dict[str, dt.datetime]]
"""Group -> hashed member -> when."""


async def bury(store: Store, group: GroupId, member: MemberId, now: dt.datetime) -> None:
    """Writes the tombstone, here and outside. From now on no commit writes anything that is the member's."""
    hashed = store.vault.hashed(member)
    await write(store, {group: {hashed: now}})
    if store.forgotten is not None:
        await asyncio.to_thread(note, store.forgotten, group, hashed, now)


async def write(store: Store, graves: Graves) -> None:
    """Writes tombstones into the store."""
    for group, some in graves.items():
        unit = store.unit(group, max(some.values()))
        for hashed, at in some.items():
            unit.op("HSET", keys.gone(keys.partition_of(group), group), hashed, to_ms(at))
        await unit.commit(drain=True)


def note(file: Path, group: GroupId, hashed: str, now: dt.datetime) -> None:
    """Writes a tombstone outside, once."""
    if hashed in read(file).get(group, {}):
        return
    with suppress(OSError):  # a folder that cannot be written must not keep anybody from being forgotten
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(0o600)
        with file.open("a") as out:
            out.write(f"{group} {hashed} {to_ms(now)}\n")
            out.flush()
            os.fsync(out.fileno())


def read(file: Path) -> Graves:
    """The tombstones outside; a line that was cut is left out."""
    found: Graves = {}
    with suppress(OSError):
        for line in file.read_text(errors="replace").splitlines():
            match line.split():
                case [group, hashed, at] if at.isdecimal():
                    when = from_ms(at)
                    found.setdefault(GroupId(group), {})[hashed] = when
    return found


async def missing(store: Store) -> Graves:
    """The tombstones outside that the store does not know: it is older than they are, or another's."""
    if store.forgotten is None:
        return {}
    graves = await asyncio.to_thread(read, store.forgotten)
    found: Graves = {}
    for group, some in graves.items():
        known = await store.pipe("HMGET", keys.gone(keys.partition_of(group), group), *some)
        left = {h: at for (h, at), is_known in zip(some.items(), known, strict=True) if is_known is None}
        if left:
            found[group] = left
    return found
