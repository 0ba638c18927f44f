"""Store: one wire, one vault, and what's built on them. Unit: what one handler reads and wants written, and the one
commit that does it all or nothing.

Only the dispatcher and the runner commit. Every record that was read is checked, not only what is written:
that costs about 3% and makes decisions serializable.
"""

import asyncio
import datetime as dt
import warnings
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from bot.core.entry import ENTRY_VERSION, Entry, Job, job_key, pack, pack_job, spell_out
from bot.core.errors import RepeatedEntry, StoreLocked, log_bug
from bot.core.values import GroupId, MemberId, new_id
from bot.core.wall_time import from_ms, next_instant, to_ms
from bot.store import keys
from bot.store.commit import Backend, Commit, Disk
from bot.store.repo import Repo, prefetch
from bot.store.vault import Vault
from bot.store.wire import COUNTS, EACH, LISTS, Command, Recover, Wire, pairs

T = TypeVar("T")
LEDGER = 50
"""Lines that are kept of a member's messages."""


class Unit(Commit):
    """One attempt of one handler on one group: its records, its agenda and its outbox."""

    def __init__(self, backend: Backend, group: GroupId, now: dt.datetime) -> None:
        super().__init__(backend, group, now)
        self._ledgers: dict[MemberId, list[bytes]] = {}
        self._entries: dict[str, Entry] = {}

    # agenda

    def schedule(self, job: Job, after: dt.datetime) -> dt.datetime | None:
        """Puts a job into the agenda, replacing one of the same name; returns its next instant."""
        at = job.held.due if job.held else next_instant(job.rule, after) if job.rule else None
        return self.put_job(job, at)

    def put_job(self, job: Job, at: dt.datetime | None) -> dt.datetime | None:
        """Puts a job into the agenda for the instant `at`; None takes it out."""
        if at is None:
            self.cancel(job.owner, job.name)
            return None
        p = self.partition
        self.add_of(
            job.owner,
            ("HSET", keys.job(p), (job.key, pack_job(job, self.backend.vault.context))),
            ("ZADD", keys.due(p), (to_ms(at), job.key)),
            ("SADD", keys.jobs(p, self.group, job.owner), (job.key,)),
            ("HDEL", keys.dead(p), (job.key,)),  # what was wrong with the one before it is over
        )
        return at

    def cancel(self, owner: MemberId | None, name: str) -> None:
        self._drop_jobs(owner, [job_key(self.group, owner, name)])

    async def cancel_all(self, owner: MemberId | None) -> None:
        """Takes all jobs of a member (None: the group's own) out of the agenda, readable or not."""
        self._drop_jobs(owner, await self._job_keys(owner))
        self.op("DEL", keys.own_jobs(self.partition, self.group, owner))

    async def _job_keys(self, owner: MemberId | None) -> list[str]:
        """The keys of a member's jobs; one or the other may have left the agenda."""
        sets = (
            keys.jobs(self.partition, self.group, owner),
            keys.own_jobs(self.partition, self.group, owner),
        )
        shared, own = await self.backend.pipe.all(("SMEMBERS", one) for one in sets)
        begins = job_key(self.group, owner, "")
        found = {name.decode() for name in (*shared, *own)}
        return sorted(name for name in found if name.startswith(begins))

    def _drop_jobs(self, owner: MemberId | None, names: list[str]) -> None:
        self.add_each("ZREM", keys.due(self.partition), names)
        self.add_each("HDEL", keys.job(self.partition), names)
        self.add_each("SREM", keys.jobs(self.partition, self.group, owner), names)

    async def next_instants(self, owner: MemberId | None) -> dict[str, dt.datetime]:
        """Key -> next instant of a member's jobs (None: the group's own), readable or not."""
        names = await self._job_keys(owner)
        due = await self.backend.pipe("ZMSCORE", keys.due(self.partition), *names) if names else ()
        return {name: from_ms(at) for name, at in zip(names, due, strict=True) if at is not None}

    async def jobs(self, owner: MemberId | None) -> dict[str, tuple[Job, dt.datetime]]:
        """Name -> job and next instant of the same, without those that nobody here can read: their time zone may be
        unknown to this machine."""
        times = await self.next_instants(owner)
        bodies = await self.backend.pipe("HMGET", keys.job(self.partition), *times) if times else ()
        found = {}
        for (name, at), body in zip(times.items(), bodies, strict=True):
            with suppress(ValueError):
                job = Job.model_validate_json(
                    spell_out(name, body or b""), context=self.backend.vault.context
                )
                found[job.name] = (job, at)
        return found

    # outbox

    def tell(self, entry: Entry) -> None:
        """Puts an entry into the outbox; one of the same id is never added twice."""
        self._note(entry)
        self.announces = True
        args = (self.backend.seen_id(entry.id), pack(entry, self.backend.vault.context))
        self.add_of(entry.owner, ("ENTRY", keys.out(self.partition), args))

    def _note(self, entry: Entry) -> None:
        """To say the same again is right, and done once. Another entry under its id would be lost without a word:
        its meaning doesn't say all that it's about. That's a bug; the commit goes on, tests stop at the warning."""
        known = self._entries.setdefault(entry.id, entry)
        if known is entry or known == entry:
            return
        error = RepeatedEntry(f"{entry.call.path}: two entries of one id; give each a meaning of its own")
        log_bug(error, new_id(self.backend.chance, 8), path=entry.call.path)
        warnings.warn(error, stacklevel=3)

    def once(self, event: str) -> None:
        """Makes this commit the only one for an inbound event."""
        self.events.append(event)

    def finish(self, entry: Entry) -> None:
        """Makes this commit the only one that does the work of an entry."""
        self.once(f"{self.backend.seen_id(entry.id)}/did")

    def ack(self, stream_id: str) -> None:
        self.acks.append(stream_id)

    def park(self, entry: Entry, until: dt.datetime, *, fresh: bool = False) -> None:
        """The entry waits in the agenda until then; one that is not `fresh` comes back unasked."""
        if fresh:
            self._note(entry)
        job = Job(
            name=f"held/{entry.id}", group=self.group, to=entry.to, call=entry.call, held=entry, fresh=fresh
        )
        self.put_job(job, until)

    def bury(self, entry: Entry) -> None:
        args = (entry.id, pack(entry, self.backend.vault.context))
        self.add_of(entry.owner, ("HSET", keys.dead(self.partition), args))

    # ledger, audit and counts

    def ledger(self, member: MemberId, entry: str) -> None:
        key = keys.led(self.partition, self.group, member)
        self.add_of(member, ("LPUSH", key, (entry,)), ("LTRIM", key, (0, LEDGER - 1)))

    async def read_ledger(self, member: MemberId) -> list[bytes]:
        """A member's ledger, newest first, as it was when this unit read it first."""
        if member not in self._ledgers:
            self._ledgers[member] = await self.backend.pipe(*self._lines_of(member))
        return self._ledgers[member]

    def _lines_of(self, member: MemberId) -> Command:
        return ("LRANGE", keys.led(self.partition, self.group, member), 0, LEDGER - 1)

    async def prefetch(self, *records: tuple[Repo[Any], str], ledger: MemberId | None = None) -> None:
        """Reads in one turn what is about to be asked for: records, each by its kind and id, and a member's
        ledger."""
        found = await prefetch(self, *records, more=[] if ledger is None else [self._lines_of(ledger)])
        if ledger is not None:
            (self._ledgers[ledger],) = found

    def audit(self, **facts: str) -> None:
        """A line in the group's audit stream; never a text that somebody typed."""
        flat = [part for pair in ({"at": str(to_ms(self.now))} | facts).items() for part in pair]
        self.op("XADD", keys.audit(self.partition, self.group), "*", *flat)

    def add(self, name: str, by: int = 1) -> None:
        self.op("HINCRBY", keys.count(self.partition, self.group), name, by)

    async def counts(self) -> dict[str, int]:
        flat = await self.backend.pipe("HGETALL", keys.count(self.partition, self.group))
        return {k.decode(): int(v) for k, v in pairs(flat)}

    @classmethod
    def join(cls, units: Sequence["Unit"]) -> "Unit":
        """One unit that writes what all of these would; they are of one group, and have looked at no record."""
        whole = cls(units[0].backend, units[0].group, units[0].now)
        for one in units:
            if one.group != whole.group or one.read or one.written or one.events:
                raise ValueError("only units of one group that merely write can be joined")
            whole.ops += one.ops
            whole.acks += one.acks
            whole.announces = whole.announces or one.announces
        return whole


async def _cannot() -> bool:
    """A server that isn't ours is neither restarted nor told to rewrite its file."""
    return False


async def _no_copies(_: Iterable[str]) -> None:
    """A server that isn't ours leaves no copies on this machine."""


_GONE = (
    "The store that this bot began with is gone from its Redis: that was emptied, or is another one. Fix: stop the "
    "bot, put the data back (loopmate restore FILE), then start it again."
)


class Store(Backend):
    """What the rest of the program is given of Redis.

    `chance` is the app's seeded source; `recover` tries to bring a lost server back (the embedded one);
    `rewrite` has the append-only file rewritten, where that is ours to ask for, and returns whether it was;
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
        recover: Recover = _cannot,
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
        self._rewrite = rewrite or _cannot
        self.identity: bytes | None = None
        """What the server's own record of the store holds as long as it's this store; None: nobody has looked."""
        self.is_compact = True
        """False while something that was deleted here has still to leave the disk."""
        self.version = ENTRY_VERSION
        """The newest version of entries and jobs that is read here; a newer one is left for the newer program."""

    def unit(self, group: GroupId, now: dt.datetime) -> Unit:
        return Unit(self, group, now)

    async def rewrite(self) -> bool:
        """Has the append-only file rewritten; True once it's over and went well, always False elsewhere."""
        self.is_compact, is_done = True, False  # what is deleted meanwhile says that it isn't
        try:
            is_done = await self._rewrite()
        finally:
            if not is_done:
                self.is_compact = not self.embedded
        return self.is_compact and self.embedded

    async def check_identity(self) -> None:
        """Refuses every read and write while the server holds another store than the one that was opened: members
        of one that was emptied would be asked to join again. Raises StoreDown."""
        if self.identity is not None:
            (there,) = await self.wire.execute([("GET", keys.FORMAT)])
            self.pipe.refusal = None if self.identity in (there or b"") else StoreLocked(_GONE)

    async def ping(self) -> None:
        """Raises StoreDown if the server does not answer."""
        await self.pipe("EXISTS", keys.FORMAT)  # a server that can't write refuses a PING as well

    async def close(self) -> None:
        await self.wire.close()


def partitions() -> range:
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


# a unit on records that aren't there, for people who use the bot where no group is. It has no connection, so nothing
# can be stored by mistake


class _NoWire:
    """Answers as a server without a single key does."""

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        return [_empty(command) for command in commands]

    async def close(self) -> None: ...


def _empty(command: Command) -> Any:
    name = command[0]
    if name in EACH:
        return [None] * (len(command) - 2)
    return [] if name in LISTS else 0 if name in COUNTS else None


def empty_unit(store: Store, group: GroupId, now: dt.datetime) -> Unit:
    """A unit on nothing; it must not be committed."""
    return Unit(Backend(_NoWire(), store.vault, store.chance, _cannot, None), group, now)
