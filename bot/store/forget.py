"""Forgetting and exporting: what all records, jobs, entries and lists hold of one member.

Forgetting goes in three steps. The first takes the membership away, so that no later commit of the member can
succeed (each one reads the membership and is checked). The second writes a tombstone: from then on no commit
brings anything of theirs back. The third sweeps up all that is there. Each can be repeated.
"""

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.core.errors import Conflict
from bot.core.values import SEAL, AccountId, GroupId, MemberId, Private
from bot.core.wall_time import from_ms, to_ms
from bot.store import keys, members
from bot.store.data_dir import append_line
from bot.store.members import Directory
from bot.store.repo import Repo, leaves, strings
from bot.store.store import Store, Unit
from bot.store.wire import pairs

PSEUDONYM = MemberId("someone")
PAGE = 1_000
UNREADABLE = "unreadable"
"""In an export, the kind of what is named alone."""
Tombstones = dict[GroupId, dict[str, dt.datetime]]
"""Group -> hashed member -> when."""


async def sweep(store: Store, unit: Unit, member: MemberId, accounts: Iterable[AccountId] = ()) -> None:
    """Writes the member's tombstone, and adds to `unit` the removal of all that is kept of them.

    `accounts` are those that they had: what was typed before joining is filed under a hash of the account.
    """
    await mark_forgotten(store, unit.group, member, unit.now)
    await _sweep_all(store, unit, member, accounts)


async def _sweep_all(store: Store, unit: Unit, member: MemberId, accounts: Iterable[AccountId]) -> None:
    owners = {member, *(MemberId("~" + store.vault.hash_id(account)) for account in accounts)}
    await store.drop_copies(owners)
    buried = await store.pipe("HKEYS", unit.gone)

    def gone(name: str) -> bool:
        """A record that names two who are forgotten at once is written by neither with the other in it."""
        return name == member or store.vault.hash_id(name).encode() in buried

    for repo in store.repos:
        await _sweep_records(repo, unit, member, owners, gone)
    await unit.cancel_all(member)
    unit.op("DEL", keys.led(unit.partition, unit.group, member))
    await _sweep_entries(store, unit, member)
    dead = keys.dead(unit.partition)  # also what nobody can read, or another's that speaks of them
    for name, body in pairs(await store.pipe("HGETALL", dead)):
        if member.encode() in name + b" " + body:
            unit.op("HDEL", dead, name)
    await _sweep_seen(store, unit, member)


async def replay(store: Store) -> int:
    """Forgets again whom an old copy of the data has brought back, by the tombstones outside it; how many."""
    return await sweep_again(store, await find_missing_tombstones(store))


async def sweep_again(store: Store, graves: Tombstones) -> int:
    """Forgets those of these members who are in the store, here and on the built-in server's disk; how many were.

    The tombstones come last: a process that is killed on the way starts over. Groups that aren't here get none.
    """
    found, there = 0, dict[GroupId, dict[str, dt.datetime]]()
    for group, some in graves.items():
        unit = store.unit(group, max(some.values()))
        owners = {r.owner(key, one) for r in store.repos for key, one in (await r.all(unit, {})).items()}
        if owners:  # None is among them where a record is nobody's
            there[group] = some
        for owner in owners:
            if owner is not None and (at := some.get(store.vault.hash_id(owner))) is not None:
                await _sweep_again(store, group, owner, at)
                found += 1
    if there and (await store.rewrite() or not store.embedded):
        await write_tombstones(store, there)
    return found


async def _sweep_again(store: Store, group: GroupId, member: MemberId, at: dt.datetime) -> None:
    while True:
        unit = store.unit(group, at)
        known = await members.ACCOUNTS.all(unit)
        accounts = [AccountId(key) for key, account in known.items() if account.member == member]
        await _sweep_all(store, unit, member, accounts)
        for account in accounts:
            await Directory(store).leave(account, group)
        try:
            await unit.commit(drain=True)
        except Conflict:  # another process does the same
            continue
        return


async def _sweep_records(
    repo: Repo[Any], unit: Unit, member: MemberId, owners: set[MemberId], gone: Callable[[str], bool]
) -> None:
    damaged: dict[str, bytes] = {}
    records = await repo.all(unit, damaged)
    for key, body in damaged.items():
        if member in key or member.encode() in body:
            repo.delete(unit, key)
    for key, value in records.items():
        if repo.owner(key, value) in owners:
            repo.delete(unit, key)
        elif member in repo.mentions_in(value):
            # read once more, so that somebody else's change of it meanwhile is not overwritten
            fresh = await repo.get(unit, key)
            if fresh is not None:
                repo.put(unit, key, _with_names(repo, fresh, lambda name: PSEUDONYM if gone(name) else name))


def _with_names(repo: Repo[Any], value: BaseModel, rename: Callable[[str], str]) -> BaseModel:
    """The record with every name in its `mentions` changed."""
    changed = {field: _rename(getattr(value, field), rename) for field in repo.mentions}
    return value.model_copy(update=changed)


def _rename(value: Any, rename: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return rename(value)
    if isinstance(value, BaseModel):
        fields = type(value).model_fields
        return value.model_copy(update={name: _rename(getattr(value, name), rename) for name in fields})
    if isinstance(value, dict):
        return {_rename(k, rename): _rename(v, rename) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return type(value)(_rename(part, rename) for part in value)
    return value


async def _sweep_entries(store: Store, unit: Unit, member: MemberId) -> None:
    out, after = keys.out(unit.partition), b"-"
    while page := await store.pipe("XRANGE", out, after, "+", "COUNT", PAGE):
        for stream_id, fields in page:
            if _is_addressed(fields[1], member):
                unit.op("XACK", out, keys.CONSUMERS, stream_id)
                unit.op("XDEL", out, stream_id)
        after = b"(" + page[-1][0]


def _is_addressed(body: bytes, member: MemberId) -> bool:
    """Whether an entry is a member's. Read as plain JSON, so that a newer version's is found as well."""
    try:
        entry = json.loads(body)
        to = entry.get("to") or {}
        return member in (to.get("member"), entry.get("about"), *to.get("people", ()))
    except (ValueError, AttributeError):
        return member.encode() in body


async def _sweep_seen(store: Store, unit: Unit, member: MemberId) -> None:
    seen, cursor, pattern = keys.seen(unit.partition), b"0", f"{store.seen_prefix(member)}*"
    while True:
        cursor, found = await store.pipe("ZSCAN", seen, cursor, "MATCH", pattern, "COUNT", PAGE)
        for name, _ in pairs(found):
            unit.op("ZREM", seen, name)
        if int(cursor) == 0:
            return


async def export(store: Store, unit: Unit, member: MemberId) -> dict[str, list[dict[str, Any]]]:
    """Everything kept of a member, by kind of record: values as JSON types, private texts readable.

    In the member's own records others appear by name. What another's record says of the member is
    included with the others as a pseudonym, unless it is secret from them. What nobody can read is named, by its kind
    and id, under UNREADABLE.
    """
    everyone = await members.MEMBERS.all(unit, {})
    names = {name: one.name for name, one in everyone.items()} | {member: member}
    found: dict[str, list[dict[str, Any]]] = {}
    damaged: list[dict[str, bytes]] = [{} for _ in store.repos]
    reading = (repo.all(unit, place) for repo, place in zip(store.repos, damaged, strict=True))
    for repo, values, broken in zip(store.repos, await asyncio.gather(*reading), damaged, strict=True):
        shown = (_show(repo, key, value, member, names) for key, value in values.items())
        if mine := [one for one in shown if one is not None]:
            found[repo.name] = mine
        if lost := [key for key, body in broken.items() if _may_name(repo, key, body, member)]:
            found.setdefault(UNREADABLE, []).extend({"kind": repo.name, "id": key} for key in lost)
    if times := await unit.next_instants(member):
        found["reminders"] = [{"name": k.split("/", 2)[2], "next": at.isoformat()} for k, at in times.items()]
    if lines := await members.read_ledger(unit, member):
        found["messages"] = [_plain(line) for line in lines]
    return found


def _may_name(repo: Repo[Any], key: str, body: bytes, member: MemberId) -> bool:
    """Whether a member may hear of a record that nobody can read: theirs by its id, or shared without a secret."""
    is_shared = bool(repo.mentions) and not repo.secret_from
    return key.split("/", 1)[0] == member or (is_shared and member.encode() in body)


def _show(
    repo: Repo[Any], key: str, value: BaseModel, member: MemberId, names: dict[MemberId | str, MemberId | str]
) -> dict[str, Any] | None:
    """A record as its reader may see it, if at all: another's id, which is none of theirs, becomes a name."""
    if (owner := repo.owner(key, value)) == member:
        return _plain(_with_names(repo, value, lambda name: names.get(name, PSEUDONYM))) | {"id": key}
    is_hidden = any(member in strings(getattr(value, field)) for field in repo.secret_from)
    if is_hidden or member not in repo.mentions_in(value):
        return None
    shown = _plain(_with_names(repo, value, lambda name: member if name == member else PSEUDONYM))
    return shown | {"id": key if owner is None else PSEUDONYM}


def _plain(value: BaseModel) -> dict[str, Any]:
    return value.model_dump(mode="json", context={SEAL: str})


async def collect_texts(store: Store, unit: Unit, member: MemberId) -> list[str]:
    """Every private text in the member's own records."""
    own = [
        value
        for repo in store.repos
        if repo.name != "kept"
        for key, value in (await repo.all(unit, {})).items()
        if repo.owner(key, value) == member
    ]
    return [str(leaf.value) for value in own for leaf in leaves(value) if isinstance(leaf, Private)]


# tombstones: who was forgotten, by keyed hash. They are in the store, where every commit looks at them, and in a file
# outside store and data folder, so that a restored backup can be made to forget again


async def mark_forgotten(store: Store, group: GroupId, member: MemberId, now: dt.datetime) -> None:
    """Writes the tombstone, here and outside. From now on no commit writes anything that is the member's."""
    hashed = store.vault.hash_id(member)
    await write_tombstones(store, {group: {hashed: now}})
    if store.forgotten is not None:
        await asyncio.to_thread(note_tombstone, store.forgotten, group, hashed, now)


async def write_tombstones(store: Store, graves: Tombstones) -> None:
    for group, some in graves.items():
        unit = store.unit(group, max(some.values()))
        for hashed, at in some.items():
            unit.op("HSET", unit.gone, hashed, to_ms(at))
        await unit.commit(drain=True)


def note_tombstone(file: Path, group: GroupId, hashed: str, now: dt.datetime) -> None:
    """Writes a tombstone outside, once."""
    if hashed in read_tombstones(file).get(group, {}):
        return
    with suppress(OSError):  # a folder that cannot be written must not keep anybody from being forgotten
        append_line(file, f"{group} {hashed} {to_ms(now)}")


def read_tombstones(file: Path) -> Tombstones:
    """The tombstones outside; a line that was cut is left out."""
    found: Tombstones = {}
    with suppress(OSError):
        for line in file.read_text(errors="replace").splitlines():
            match line.split():
                case [group, hashed, at] if at.isdecimal():
                    found.setdefault(GroupId(group), {})[hashed] = from_ms(at)
    return found


async def find_missing_tombstones(store: Store) -> Tombstones:
    """The tombstones outside that the store does not know: it is older than they are, or another's."""
    if store.forgotten is None:
        return {}
    graves = await asyncio.to_thread(read_tombstones, store.forgotten)
    found: Tombstones = {}
    for group, some in graves.items():
        known = await store.pipe("HMGET", keys.gone(keys.partition_of(group), group), *some)
        left = {h: at for (h, at), is_known in zip(some.items(), known, strict=True) if is_known is None}
        if left:
            found[group] = left
    return found
