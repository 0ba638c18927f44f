"""What is kept in a world: the group, the member behind somebody, and all that lies in the store and on the disk."""

import json
from pathlib import Path
from typing import Any

from bot.core.member import Member
from bot.core.values import GroupId, MemberId
from bot.store import keys, members
from bot.store.backup_pages import names, raw, several
from bot.store.members import Directory
from bot.store.repo import Repo
from bot.store.store import Store, Unit, partitions
from tests.stage import Home
from tests.world import Somebody, World

Triple = tuple[bytes, bytes, bytes]


async def group_of(w: World, where: Home | None = None) -> GroupId:
    """The group of the world's space, or of another."""
    return await Directory(w.app.store).group_of(where.space if where else w.space)


async def unit_of(w: World, where: Home | None = None) -> Unit:
    return w.app.store.unit(await group_of(w, where), w.now)


async def profile(w: World, who: Somebody) -> Member:
    """The member behind somebody's account, in the group of the space where they are."""
    found = await members.find(await unit_of(w, who.where), who.account)
    assert found is not None, f"{who.name} is a stranger there"
    return found


async def id_of(w: World, who: Somebody) -> MemberId:
    return (await profile(w, who)).id


async def paths_used(w: World, who: Somebody, kept: Repo[Any]) -> set[str]:
    """Which commands a record says that they used today."""
    found = await members.uses_of(await unit_of(w), await id_of(w, who), kept)
    return {path for day, path in found if day == w.now.date()}


async def everything(w: World) -> set[Triple]:
    """All that is stored in a world."""
    return await stored(w.app.store)


async def stored(store: Store) -> set[Triple]:
    """All that is in a store: a key, a field where it's a hash, and the item."""
    found = [name for partition in partitions() async for name in names(store, partition)]
    return {
        (raw(page.key), item[0] if page.type == "hash" else b"", b"\n".join(item))
        async for page in several(store, [keys.FORMAT, *found])
        for item in page.items
    }


def about(mark: str, stored: set[Triple]) -> set[Triple]:
    """The records, jobs and the like with a mark (an id) in them; not the lists that hold everybody's."""
    wanted = mark.encode()
    return {t for t in stored if t[1] and any(wanted in part for part in t)}


async def every_value(w: World) -> bytes:
    """The same as bytes in which a word can be looked for."""
    return b"\n".join(part for triple in sorted(await everything(w)) for part in triple)


async def audit(w: World) -> str:
    """The group's audit stream, in which words can be looked for."""
    group = await group_of(w)
    name = keys.audit(keys.partition_of(group), group)
    return repr(await w.app.store.pipe("XRANGE", name, "-", "+"))


def every_file(folder: Path) -> bytes:
    return b"\n".join(f.read_bytes() for f in folder.rglob("*") if f.is_file())


async def ciphertexts(w: World, member: MemberId) -> list[bytes]:
    """The ciphertext of every text kept for the member, as it lies in the store."""
    group = await group_of(w)
    flat = await w.app.store.pipe("HVALS", keys.rec(keys.partition_of(group), group, "kept"))
    sealed = [json.loads(body.decode().split("\n", 2)[2]) for body in flat]
    return [one["call"].encode() for one in sealed if one["member"] == member]
