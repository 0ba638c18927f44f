"""The outbox: a stream a partition with a consumer group. Entries of a dead worker are taken over, and its leases.

Death is judged by a beat counter on the observer's monotonic clock: never by idle time or stream ids, which
are the server's clock and may jump.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from redis.exceptions import ResponseError

from bot.core.entry import Entry, read_entries
from bot.core.errors import log
from bot.core.values import GroupId, new_id
from bot.core.wall_time import Clock
from bot.store import keys
from bot.store.agenda import newer
from bot.store.store import Store, partitions, together
from bot.store.wire import ALLOW_OOM, Script, chunks, pairs

DEAD_AFTER = 15.0
"""Seconds without a beat after which a worker's entries are taken over."""
CLAIM = 100
"""Entries taken over in one round."""
SOME = 200
"""Entries given back in one script."""
_PREPARE = Script(
    """
#!lua flags=allow-oom
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP') then return made end
return 1
"""
)
_DEPTH = Script(
    """
#!lua flags=no-writes
-- KEYS: out, dead. One script, so that no entry moves between two looks and seems lost.
local length, dead = redis.call('XLEN', KEYS[1]), redis.call('HLEN', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, 0, dead, 0} end
local groups = redis.call('XINFO', 'GROUPS', KEYS[1])
if #groups == 0 then return {length, 0, dead, 0} end
local of = {}
for i = 1, #groups[1], 2 do of[groups[1][i]] = groups[1][i + 1] end
local waiting, last = 0, of['last-delivered-id']
repeat
  local page = redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', 1000)
  waiting = waiting + #page
  if #page > 0 then last = page[#page][1] end
until #page < 1000
return {waiting, of['pending'], dead, length - waiting - of['pending']}
"""
)
TAKE_OVER = Script(
    """
#!lua flags=allow-oom
-- KEYS: out, beat. ARGV: group, the dead worker, the one that takes over, how many at most, where its beats ended.
-- It may have come to life since that was read: then it is about to work.
-- A consumer is deleted only with nothing pending.
if redis.call('HGET', KEYS[2], ARGV[2]) ~= ARGV[5] then return {} end
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', ARGV[4], ARGV[2])
if #pending == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  redis.call('HDEL', KEYS[2], ARGV[2])
  return {}
end
local ids = {}
for i, entry in ipairs(pending) do ids[i] = entry[1] end
return redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0, unpack(ids))
"""
)
_HAND_OVER = Script(
    """
#!lua flags=allow-oom
-- KEYS: out, beat. The consumer's name is new each time: nobody can be about to delete it.
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
redis.call('HSETNX', KEYS[2], ARGV[2], 0)
return 1
"""
)
_SET_ASIDE = Script(
    """
#!lua flags=allow-oom
-- KEYS: dead, out.
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('XACK', KEYS[2], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[2], ARGV[2])
return 1
"""
)


_GIVE_BACK = Script(
    """
#!lua flags=allow-oom
-- KEYS: out. ARGV: group, this worker, then stream ids. Only what is still this worker's is given back: as new.
local given = 0
for i = 3, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  local found = #pending > 0 and redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i]) or {}
  if #found > 0 then
    redis.call('XADD', KEYS[1], '*', unpack(found[1][2]))
    redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
    redis.call('XDEL', KEYS[1], ARGV[i])
    given = given + 1
  end
end
return given
"""
)


class Claimed(NamedTuple):
    """An entry that this worker holds; `entry` is None when a newer version wrote it."""

    stream_id: str
    partition: int
    entry: Entry | None
    again: bool
    """Another worker held it before, and may have sent it."""


class Depth(NamedTuple):
    """Entries waiting, being worked on, set aside, and in no list at all (an alarm)."""

    waiting: int
    working: int
    dead: int
    lost: int


class Outbox:
    def __init__(self, store: Store, worker: str, dead_after: float = DEAD_AFTER) -> None:
        """`dead_after`: seconds without a beat after which others are taken for dead."""
        self._store = store
        self._pipe = store.pipe
        self.worker = worker
        self._count = 0
        self._dead_after = dead_after
        self._beats: dict[tuple[int, bytes], tuple[int, float]] = {}
        """What was seen of the others: partition and worker -> its counter, and when that last changed."""

    async def prepare(self) -> None:
        """Makes the streams and their consumer group where they are missing."""
        await together(_PREPARE(self._pipe, [keys.out(p)], [keys.CONSUMERS]) for p in partitions())

    async def claim(self, count: int) -> list[Claimed]:
        """New entries, at most `count` of each partition."""
        try:
            return await self._read(count)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            await self.prepare()
            return []

    async def claim_again(self) -> list[Claimed]:
        """What this worker claimed and could not finish, because Redis was gone meanwhile."""
        return await self._read(CLAIM, after="0")

    async def _read(self, count: int, after: str = ">") -> list[Claimed]:
        group = ("XREADGROUP", "GROUP", keys.CONSUMERS, self.worker, "COUNT", count, "STREAMS")
        answers = await self._pipe.all((*group, keys.out(p), after) for p in partitions())
        found: list[Claimed] = []
        for partition, answer in enumerate(answers):
            for _, lines in answer or ():
                found += self._read_lines(partition, lines, again=after != ">")
        return found

    def _read_lines(self, partition: int, lines: Any, *, again: bool) -> list[Claimed]:
        """Lines of a stream, their ids and fields, as what they hold; those without fields were deleted."""
        held = [(stream_id.decode(), fields) for stream_id, fields in lines if fields]
        entries = read_entries([entry for _, (_, entry) in held], self._store.vault.context)
        newest = self._store.version
        return [
            Claimed(stream_id, partition, entry if entry is not None and entry.v <= newest else None, again)
            for (stream_id, _), entry in zip(held, entries, strict=True)
        ]

    def note_outage(self) -> None:
        """Notes that Redis didn't answer: others couldn't beat either, so that makes nobody dead."""
        self._beats.clear()

    async def beat(self) -> None:
        # its own count: one that the server kept would begin again after a burial, and look like no beat
        self._count += 1
        beat = ["HSET", self.worker, self._count]
        await together(ALLOW_OOM(self._pipe, [keys.beat(p)], beat) for p in partitions())

    async def take_over(self, monotonic: float) -> list[Claimed]:
        """Entries that dead workers held."""
        beats = await self._pipe.all(("HGETALL", keys.beat(p)) for p in partitions())
        now = {(p, worker): int(count) for p, flat in enumerate(beats) for worker, count in pairs(flat)}
        seen = {who: known for who, known in self._beats.items() if known[0] == now.get(who)}
        self._beats = {who: seen.get(who, (count, monotonic)) for who, count in now.items()}
        dead = [
            self._take_from(*who, count)
            for who, (count, since) in self._beats.items()
            if monotonic - since >= self._dead_after and who[1] != self.worker.encode()
        ]
        found = await together(dead)
        return [one for some in found for one in some]

    async def _take_from(self, partition: int, worker: bytes, count: int) -> list[Claimed]:
        """In one script: of two survivors one takes an entry, the other finds it gone; who beats again keeps it."""
        names = [keys.out(partition), keys.beat(partition)]
        claimed = await TAKE_OVER(self._pipe, names, [keys.CONSUMERS, worker, self.worker, CLAIM, count])
        return self._read_lines(partition, claimed, again=True)

    async def leave(self) -> None:
        """Removes this worker and its beat. Give everything back first: what it still holds would be lost."""
        for p in partitions():
            await self._pipe("XGROUP", "DELCONSUMER", keys.out(p), keys.CONSUMERS, self.worker)
            await self._pipe("HDEL", keys.beat(p), self.worker)

    # entries that change hands: given back when a worker leaves, or not to be read by this version

    async def give_back(self, claimed: Sequence[Claimed]) -> None:
        """Puts entries at the end of the stream, for any worker, at once. None may have been begun."""
        by_partition: defaultdict[int, list[str]] = defaultdict(list)
        for one in claimed:
            by_partition[one.partition].append(one.stream_id)
        for partition, ids in by_partition.items():
            for some in chunks(ids, SOME):
                args = [keys.CONSUMERS, self.worker, *some]
                await _GIVE_BACK(self._pipe, [keys.out(partition)], args)

    async def hand_over(self, claimed: Claimed, why: str = "left") -> None:
        """Gives an entry that may have been begun to the first worker to notice that nobody works on it.

        Pending with a worker that lives on it would never be looked at again, and be dropped when that worker leaves.
        So it moves to a consumer that never beats: every process finds that one dead soon, and takes the entry over.
        One that cannot read it either does the same again.
        """
        names = [keys.out(claimed.partition), keys.beat(claimed.partition)]
        nobody = f"{why}/{new_id(self._store.chance)}"
        await _HAND_OVER(self._pipe, names, [keys.CONSUMERS, nobody, claimed.stream_id])

    async def let_go(self, claimed: Claimed) -> None:
        """Gives up an entry that this version cannot read: a newer one's is handed over, any other set aside."""
        out, stream_id = keys.out(claimed.partition), claimed.stream_id
        log.warning("entry not readable", partition=claimed.partition, stream_id=stream_id)
        found = await self._pipe("XRANGE", out, stream_id, stream_id)
        body = found[0][1][1] if found else b""
        if newer(body, self._store.version):
            await self.hand_over(claimed, "newer")
        else:
            names = [keys.dead(claimed.partition), out]
            await _SET_ASIDE(self._pipe, names, [keys.CONSUMERS, stream_id, body])

    async def set_aside(self, group: GroupId) -> tuple[list[Entry], int]:
        """The group's entries that were set aside, with their reasons; and how many of its partition nobody can
        read, of any group."""
        bodies = await self._pipe("HVALS", keys.dead(keys.partition_of(group)))
        found = read_entries(bodies, self._store.vault.context)
        return [entry for entry in found if entry is not None and entry.group == group], found.count(None)

    async def depths(self) -> list[Depth]:
        found = await together(_DEPTH(self._pipe, [keys.out(p), keys.dead(p)], []) for p in partitions())
        return [Depth(*map(int, one)) for one in found]

    async def depth(self) -> Depth:
        """Counts of entries by state, in all partitions."""
        return Depth(*map(sum, zip(*await self.depths(), strict=True)))


async def workers(store: Store) -> int:
    """How many processes have raised a beat in this store and not said goodbye."""
    return int(await store.pipe("HLEN", keys.beat(0)))


# leases: of all processes on a store one alone does something, such as holding a bot's gateway. A holder is taken for
# dead as a worker is: the server's clock may jump, and a lease that expired by it would be held twice

_LEASE = Script(
    """
#!lua flags=allow-oom
-- ARGV: who asks, and the count at which the holder is taken for dead ('' for never). A count that rises is a life.
local holder, count = redis.call('HGET', KEYS[1], 'holder'), redis.call('HGET', KEYS[1], 'count')
if holder and holder ~= ARGV[1] and count ~= ARGV[2] then return {holder, count} end
redis.call('HSET', KEYS[1], 'holder', ARGV[1])
return {ARGV[1], tostring(redis.call('HINCRBY', KEYS[1], 'count', 1))}
"""
)
_RELEASE = Script(
    """
#!lua flags=allow-oom
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""
)
LAPSES = 15.0
"""Seconds without a sign of the holder after which another takes the lease."""


@dataclass
class StoreLease:
    store: Store
    clock: Clock
    name: str

    def __post_init__(self) -> None:
        self.me = new_id(self.store.chance)
        self._seen, self._since = ("", ""), 0.0

    async def hold(self) -> bool:
        """Keeps the lease, or takes it from a dead holder; returns whether this process has it now."""
        dead = self._seen[1] if self._seen[1] and self.clock.monotonic() - self._since >= LAPSES else ""
        holder, count = await _LEASE(self.store.pipe, [keys.lease(self.name)], [self.me, dead])
        seen = (holder.decode(), count.decode())
        if seen != self._seen:
            self._seen, self._since = seen, self.clock.monotonic()
        return bool(seen[0] == self.me)

    async def release(self) -> None:
        """Gives the lease up, so that nobody waits for it to lapse."""
        await _RELEASE(self.store.pipe, [keys.lease(self.name)], [self.me])
