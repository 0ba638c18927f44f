"""Forgetting and exporting: what all records, jobs, entries and lists hold of one member.

Forgetting goes in two steps. The first takes the membership away, so that no later commit of the member can
succeed (each one reads the membership and is checked); the second, as work, sweeps up everything else,
including what was written in between. Both can be repeated.
"""

import asyncio
import datetime as dt
from typing import Any

from pydantic import BaseModel

from bot.core.entry import Entry
from bot.core.ids import MemberId
from bot.core.private import Private
from bot.store import keys
from bot.store.repo import Repo
from bot.store.store import Store
from bot.store.unit import Unit, keys_group, ms

PSEUDONYM = MemberId("someone")


async def sweep(store: Store, unit: Unit, member: MemberId) -> None:
    """Adds to `unit` the removal of all that is kept of `member`, and their tombstone."""
    for repo in store.repos:
        await _sweep_records(repo, unit, member)
    partition = keys.partition_of(unit.group)
    for name in await unit.jobs(member):
        unit.cancel(member, name)
    unit.op("DEL", keys.led(partition, unit.group, member))
    await _sweep_entries(store, unit, partition, member)
    await _sweep_seen(store, unit, partition, member)
    unit.op("HSET", keys.gone(partition, unit.group), store.vault.hashed(member), ms(unit.now))


async def _sweep_records(repo: Repo[Any], unit: Unit, member: MemberId) -> None:
    for key, value in (await repo.all(unit)).items():
        if repo.owner(key, value) == member:
            repo.delete(unit, key)
        elif repo.mentions and member in _mentioned(repo, value):
            repo.put(unit, key, _pseudonymous(repo, value, member))


def _mentioned(repo: Repo[Any], value: BaseModel) -> set[str]:
    return {name for field in repo.mentions for name in _strings(getattr(value, field))}


def _strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {name for pair in value.items() for part in pair for name in _strings(part)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return {name for part in value for name in _strings(part)}
    return set()


def _pseudonymous(repo: Repo[Any], value: BaseModel, member: MemberId) -> BaseModel:
    changed = {field: _renamed(getattr(value, field), member) for field in repo.mentions}
    return value.model_copy(update=changed)


def _renamed(value: Any, member: MemberId) -> Any:
    if isinstance(value, str):
        return PSEUDONYM if value == member else value
    if isinstance(value, dict):
        return {_renamed(k, member): _renamed(v, member) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return type(value)(_renamed(part, member) for part in value)
    return value


async def _sweep_entries(store: Store, unit: Unit, partition: int, member: MemberId) -> None:
    out = keys.out(partition)
    for stream_id, fields in await store.pipe("XRANGE", out, "-", "+"):
        body = fields[b"e"] if isinstance(fields, dict) else fields[1]
        if _addressed(store, body, member):
            unit.op("XACK", out, keys_group(), stream_id)
            unit.op("XDEL", out, stream_id)
    dead = await store.pipe("HGETALL", keys.dead(partition))
    for name, body in dead.items() if isinstance(dead, dict) else zip(dead[::2], dead[1::2], strict=True):
        if _addressed(store, body, member):
            unit.op("HDEL", keys.dead(partition), name)


def _addressed(store: Store, body: bytes, member: MemberId) -> bool:
    """Whether an entry is a member's; one that cannot be read is left to its own version."""
    try:
        entry = Entry.model_validate_json(body, context=store.vault.context)
    except ValueError:
        return False
    return entry.owner == member


async def _sweep_seen(store: Store, unit: Unit, partition: int, member: MemberId) -> None:
    cursor, pattern = b"0", f"{store.seen_prefix(member)}*"
    while True:
        cursor, found = await store.pipe(
            "ZSCAN", keys.seen(partition), cursor, "MATCH", pattern, "COUNT", 1_000
        )
        for name in _names(found):
            unit.op("ZREM", keys.seen(partition), name)
        if int(cursor) == 0:
            return


def _names(found: Any) -> list[bytes]:
    if found and isinstance(found[0], (list, tuple)):
        return [pair[0] for pair in found]
    return list(found[::2])


async def export(store: Store, unit: Unit, member: MemberId) -> dict[str, list[dict[str, Any]]]:
    """Everything kept of a member, by kind of record: values as JSON types, private texts readable.

    What another's record says of them is included with the other as a pseudonym, unless it is secret from them.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    for repo, values in zip(
        store.repos, await asyncio.gather(*(r.all(unit) for r in store.repos)), strict=True
    ):
        mine = [_plain(v) | {"id": k} for k, v in values.items() if _shows(repo, k, v, member)]
        if mine:
            found[repo.name] = mine
    jobs = await unit.jobs(member)
    if jobs:
        found["reminders"] = [{"name": n, "next": at.isoformat()} for n, (_, at) in sorted(jobs.items())]
    return found


def _shows(repo: Repo[Any], key: str, value: BaseModel, member: MemberId) -> bool:
    if repo.owner(key, value) == member:
        return True
    hidden = any(member in _strings(getattr(value, field)) for field in repo.secret_from)
    return not hidden and member in _mentioned(repo, value)


def _plain(value: BaseModel) -> dict[str, Any]:
    return {name: _readable(part) for name, part in value.model_dump(mode="python").items()}


def _readable(value: Any) -> Any:
    if isinstance(value, Private):
        return _readable(value.value)
    if isinstance(value, BaseModel):
        return _plain(value)
    if isinstance(value, dict):
        return {str(k): _readable(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_readable(part) for part in value]
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool)) or value is None else str(value)


async def texts_of(store: Store, unit: Unit, member: MemberId) -> list[str]:
    """Every private text in the member's own records."""
    found: list[str] = []
    for repo in store.repos:
        for key, value in (await repo.all(unit)).items():
            if repo.owner(key, value) == member and repo.name != "kept":
                _collect(value, found)
    return found


def _collect(value: Any, found: list[str]) -> None:
    if isinstance(value, Private):
        found.append(str(value.value))
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            _collect(getattr(value, name), found)
    elif isinstance(value, dict):
        _collect(list(value.values()), found)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for part in value:
            _collect(part, found)
