"""Expiry: what is kept for 30 minutes is deleted within a minute after that by our own clock, then leaves the disk.

The server's EXPIRE would go by another clock, and knows nothing of a field in a hash. An index of the records has
the instant of each; the commit that writes or deletes a record keeps it right. A sentinel in it says that it's
complete: without it (a store of an earlier version, or one that was restored) it's made from the records.
"""

import asyncio
import datetime as dt
from typing import Any

from bot.core.entry import Entry, entry_id
from bot.core.errors import Upgrading
from bot.core.values import Call, GroupId
from bot.core.wall_time import to_ms
from bot.store import keys
from bot.store.backup_pages import names, pages
from bot.store.commit import CHUNK
from bot.store.repo import Repo
from bot.store.store import Store, Unit, partitions, together
from bot.store.wire import ALLOW_OOM, Script, Wire, infos, pairs

SHORT = dt.timedelta(minutes=30)
"""Nothing that expires is kept longer."""
AUDIT_FOR = dt.timedelta(days=180)
BATCH = 500
"""Records of a partition that are deleted in one step."""
_SENTINEL = ""
_EXPIRE = Script(
    """
#!lua flags=allow-oom
-- KEYS: the index, then hashes. Per record: its name in the index, the score that was read, the place of its hash in
-- KEYS, and its field. One that was written anew meanwhile has another score, and stays.
local count = 0
for at = 1, #ARGV, 4 do
  local is = redis.call('ZSCORE', KEYS[1], ARGV[at])
  if is and tonumber(is) == tonumber(ARGV[at + 1]) then
    redis.call('HDEL', KEYS[tonumber(ARGV[at + 2])], ARGV[at + 3])
    redis.call('ZREM', KEYS[1], ARGV[at])
    count = count + 1
  end
end
return count
"""
)


async def delete_expired(store: Store, now: dt.datetime) -> int:
    """Deletes what has expired; how much it was."""
    return sum(await together(_expire(store, partition, now) for partition in partitions()))


async def _expire(store: Store, partition: int, now: dt.datetime) -> int:
    index = keys.expiry(partition)
    sentinel, due, late = await store.pipe.all(
        [
            ("ZSCORE", index, _SENTINEL),
            ("ZRANGE", index, "-inf", to_ms(now), "BYSCORE", "LIMIT", 0, BATCH, "WITHSCORES"),
            ("ZRANGE", index, f"({to_ms(now + SHORT)}", "(inf", "BYSCORE", "LIMIT", 0, BATCH),
        ]
    )
    if sentinel is None:
        await _complete(store, partition)
        return await _expire(store, partition, now)
    if late:  # written by a clock that was ahead
        until = to_ms(now + SHORT)
        later = [part for name in late for part in (until, name)]
        await ALLOW_OOM(store.pipe, [index], ["ZADD", "XX", *later])
    place: dict[str, int] = {}
    args: list[Any] = []
    for name, score in pairs(due):
        group, repo, field = name.decode().split("/", 2)
        hash_ = keys.rec(partition, GroupId(group), repo)
        args += [name, int(float(score)), place.setdefault(hash_, len(place) + 2), field]
    if not args:
        return 0
    unit = store.unit(GroupId(group), now)
    plan_compaction(store, unit, now)  # before anything is deleted, so that no kill comes between
    await unit.commit(drain=True)
    return int(await _EXPIRE(store.pipe, [index, *place], args))


async def _complete(store: Store, partition: int) -> None:
    index = keys.expiry(partition)
    repos = {repo.name: repo for repo in store.repos if repo.expires is not None}
    async for key in names(store, partition, "rec"):
        _, _, _, group, name = key.split(":", 4)
        if (repo := repos.get(name)) is None:
            continue
        async for page in pages(store, key):
            ends = [
                part
                for field, body in page.items
                if (at := _expiry(store, repo, body)) is not None
                for part in (to_ms(at), keys.ending(GroupId(group), name, field.decode()))
            ]
            if ends:
                await ALLOW_OOM(store.pipe, [index], ["ZADD", *ends])
    await ALLOW_OOM(store.pipe, [index], ["ZADD", "+inf", _SENTINEL])


def _expiry(store: Store, repo: Repo[Any], body: bytes) -> dt.datetime | None:
    try:
        return repo.expiry(repo.unpack(body, store.vault)[1])
    except (ValueError, Upgrading):  # nobody here can read it, so nobody knows
        return None


async def trim_audit(store: Store, unit: Unit) -> None:
    """Removes the group's audit lines that are older than AUDIT_FOR: a thousand at most, the oldest first."""
    key = keys.audit(unit.partition, unit.group)
    until = to_ms(unit.now - AUDIT_FOR)
    for id_, facts in await store.pipe("XRANGE", key, "-", "+", "COUNT", CHUNK):
        written = dict(pairs(facts)).get(b"at", 0)
        if int(written) < until:
            unit.op("XDEL", key, id_)


# compaction: what was deleted leaves the built-in server's append-only file, which holds it until it's rewritten.
# A deletion plans one for the next full hour, for everybody who deletes something within that hour

COMPACTION = "member.rewrite"
"""The work that compacts."""
COMPACTION_AHEAD = dt.timedelta(minutes=1)
"""How long before it is due compaction begins: a gigabyte is rewritten in seconds."""
_PAUSE = 0.01  # seconds between two looks at a rewrite that runs


def compaction_due(since: dt.datetime) -> dt.datetime:
    """By when something that was deleted at `since` has left the disk: a full hour, at least two minutes later."""
    return (since + dt.timedelta(hours=1) + 2 * COMPACTION_AHEAD).replace(minute=0, second=0, microsecond=0)


def plan_compaction(store: Store, unit: Unit, since: dt.datetime) -> dt.datetime | None:
    """Have what this commit deletes leave the disk as well; returns by when, as a card has promised at `since`.

    None: the disk isn't ours.
    """
    if not store.embedded:
        return None
    store.is_compact = False
    by = compaction_due(since)
    at = by - COMPACTION_AHEAD
    # the hour's may have begun before this commit ends, which takes ten seconds: then this one has its own
    late = at <= unit.now + dt.timedelta(seconds=10)
    meaning = unit.uid if late else f"{by:%Y-%m-%dT%H}"
    entry = Entry(
        id=entry_id(None, COMPACTION, meaning),
        group=unit.group,
        to=None,
        call=Call(path=COMPACTION),
        due=max(at, unit.now),
        expires=unit.now + dt.timedelta(days=7),  # until then it's tried again, when the disk is full say
    )
    if late:
        unit.tell(entry)
    else:
        unit.park(entry, at, fresh=True)
    return by


async def compact(wire: Wire) -> bool:
    """Have the server rewrite its append-only file; returns once that's over: True if it went well.

    A rewrite that somebody else began earlier may hold what was deleted since: it's waited for, and doesn't count.

    Raises:
        StoreDown: the server went away meanwhile.
    """
    while True:
        await _wait_for_rewrite(wire)
        (answer,) = await wire.execute([("BGREWRITEAOF",)])
        if not isinstance(answer, Exception):
            return (await _wait_for_rewrite(wire)).get("aof_last_bgrewrite_status") == "ok"
        if "in progress" not in str(answer):
            return False


async def _wait_for_rewrite(wire: Wire) -> dict[str, str]:
    """What the server says of its file once no rewrite runs or waits to run."""
    while True:
        (info,) = await infos(wire, "persistence")
        if info["aof_rewrite_in_progress"] == info["aof_rewrite_scheduled"] == "0":
            return info
        await asyncio.sleep(_PAUSE)
