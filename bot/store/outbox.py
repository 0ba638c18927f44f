"""The outbox: a stream a partition with a consumer group. Entries of a dead worker are taken over.

Death is judged by a beat counter on the observer's monotonic clock: never by idle time or stream ids, which
are the server's clock and may jump.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from redis.exceptions import ResponseError

from bot.core.entry import ENTRIES, Entry
from bot.core.ids import GroupId
from bot.store import keys
from bot.store.scripts import BEAT, DEPTH, PREPARE, TAKE_OVER
from bot.store.store import Store, partitions, together
from bot.store.wire import pairs

DEAD_AFTER = 15.0
"""Seconds without a beat after which a worker's entries are taken over."""
CLAIM = 100
"""Entries taken over in one round."""


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


@dataclass
class _Beats:
    """What this observer has seen of the others: worker -> (counter, when it last changed)."""

    dead_after: float = DEAD_AFTER
    seen: dict[bytes, tuple[int, float]] = field(default_factory=dict)

    def dead(self, counters: dict[bytes, int], monotonic: float) -> list[tuple[bytes, int]]:
        """Who has not counted on for too long, and where they stopped."""
        for worker, count in counters.items():
            known = self.seen.get(worker)
            if known is None or known[0] != count:
                self.seen[worker] = (count, monotonic)
        self.seen = {w: s for w, s in self.seen.items() if w in counters}
        return [(w, count) for w, (count, since) in self.seen.items() if monotonic - since >= self.dead_after]


class Outbox:
    """One worker's view of what is to be done or said."""

    def __init__(self, store: Store, worker: str, dead_after: float = DEAD_AFTER) -> None:
        """`dead_after`: seconds without a beat after which others are taken for dead."""
        self._store = store
        self._pipe = store.pipe
        self.worker = worker
        self._count = 0
        self._beats = {p: _Beats(dead_after) for p in partitions()}

    async def prepare(self) -> None:
        """Makes the streams and their consumer group where they are missing."""
        await PREPARE.each(self._pipe, [([keys.out(p)], [keys.CONSUMERS]) for p in partitions()])

    async def claim(self, count: int) -> list[Claimed]:
        """New entries, at most `count` of each partition."""
        try:
            return await self._read(count)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            await self.prepare()
            return []

    async def mine(self) -> list[Claimed]:
        """What this worker claimed and could not finish, because Redis was gone meanwhile."""
        return await self._read(CLAIM, after="0")

    async def _read(self, count: int, after: str = ">") -> list[Claimed]:
        group = ("XREADGROUP", "GROUP", keys.CONSUMERS, self.worker, "COUNT", count, "STREAMS")
        answers = await self._pipe.all((*group, keys.out(p), after) for p in partitions())
        found: list[Claimed] = []
        for partition, answer in enumerate(answers):
            for _, lines in answer or ():
                found += self._claimed(partition, lines, again=after != ">")
        return found

    def _claimed(self, partition: int, lines: Any, *, again: bool) -> list[Claimed]:
        """Lines of a stream, their ids and fields, as what they hold; those without fields were deleted."""
        held = [(stream_id.decode(), fields) for stream_id, fields in lines if fields]
        entries = ENTRIES.read([entry for _, (_, entry) in held], self._store.vault.context)
        newest = self._store.version
        return [
            Claimed(stream_id, partition, entry if entry is not None and entry.v <= newest else None, again)
            for (stream_id, _), entry in zip(held, entries, strict=True)
        ]

    def blinded(self) -> None:
        """Takes note that Redis did not answer: others could not beat either, and nobody is dead for that."""
        for beats in self._beats.values():
            beats.seen.clear()

    async def beat(self) -> None:
        """Says that this worker is alive."""
        self._count += 1
        await BEAT.each(self._pipe, [([keys.beat(p)], [self.worker, self._count]) for p in partitions()])

    async def take_over(self, monotonic: float) -> list[Claimed]:
        """Entries that dead workers held."""
        beats = await self._pipe.all(("HGETALL", keys.beat(p)) for p in partitions())
        dead = [(p, *one) for p, flat in enumerate(beats) for one in self._dead(p, flat, monotonic)]
        found = await together(self._take_from(*one) for one in dead)
        return [one for some in found for one in some]

    def _dead(self, partition: int, beats: list[bytes], monotonic: float) -> list[tuple[bytes, int]]:
        counters = {worker: int(count) for worker, count in pairs(beats)}
        counters.pop(self.worker.encode(), None)
        return self._beats[partition].dead(counters, monotonic)

    async def _take_from(self, partition: int, worker: bytes, count: int) -> list[Claimed]:
        """In one script: of two survivors one takes an entry, the other finds it gone; who beats again keeps it."""
        names = [keys.out(partition), keys.beat(partition)]
        claimed = await TAKE_OVER(self._pipe, names, [keys.CONSUMERS, worker, self.worker, CLAIM, count])
        return self._claimed(partition, claimed, again=True)

    async def _bury_worker(self, partition: int, worker: bytes) -> None:
        """A consumer is deleted only with nothing pending."""
        await self._pipe("XGROUP", "DELCONSUMER", keys.out(partition), keys.CONSUMERS, worker)
        await self._pipe("HDEL", keys.beat(partition), worker)

    async def leave(self) -> None:
        """Takes this worker's beat away; what it still holds is taken over at once by nobody, so hold nothing."""
        await together(self._bury_worker(p, self.worker.encode()) for p in partitions())

    async def set_aside(self, group: GroupId) -> tuple[list[Entry], int]:
        """The group's entries that were set aside, with their reasons; and how many of its partition nobody can
        read, whosever they are."""
        found, unreadable = [], 0
        for body in await self._pipe("HVALS", keys.dead(keys.partition_of(group))):
            try:
                found.append(Entry.model_validate_json(body, context=self._store.vault.context))
            except ValueError:
                unreadable += 1
        return [entry for entry in found if entry.group == group], unreadable

    async def depth(self) -> Depth:
        """How much is where."""
        depths = await DEPTH.each(self._pipe, [([keys.out(p), keys.dead(p)], []) for p in partitions()])
        return Depth(*(sum(map(int, column)) for column in zip(*depths, strict=True)))


async def workers(store: Store) -> int:
    """How many processes have raised a beat in this store and not said goodbye."""
    return int(await store.pipe("HLEN", keys.beat(0)))
