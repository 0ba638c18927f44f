"""Unit: what one handler reads and wants written, and the one commit that does it all or nothing.

Only the dispatcher and the runner commit. Every record that was read is checked, not only what is written:
that costs about 3 % and makes decisions serialisable.
"""

import asyncio
import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from bot.core.entry import Entry, Job, job_key, pack, pack_job, spell_out
from bot.core.errors import Conflict, Duplicate, LoopmateError, StoreDown
from bot.core.ids import GroupId, MemberId, new_id
from bot.core.when import next_instant
from bot.store import keys
from bot.store.repo import Repo
from bot.store.scripts import COMMIT, DRAIN, Script
from bot.store.wire import Command, pairs

if TYPE_CHECKING:
    from bot.store.store import Store

T = TypeVar("T", bound=BaseModel)
AT_ONCE = 100
"""Records that are decoded before others have their turn."""
CHUNK = 1_000
"""Arguments of one command in a script: 8,000 fail midway."""
LEDGER = 50
_SHRINK = {"XACK", "XDEL", "ZREM", "HDEL", "SREM", "DEL"}
Op = tuple[str, str, tuple[Any, ...]]


def ms(at: dt.datetime) -> int:
    """Milliseconds since 1970."""
    return round(at.timestamp() * 1_000)


class Unit:
    """One attempt of one handler on one group."""

    def __init__(self, store: "Store", group: GroupId, now: dt.datetime) -> None:
        self.group = group
        self.now = now
        self._uid = ""
        self._store = store
        self._partition = keys.partition_of(group)
        self._read: dict[tuple[str, str], tuple[str, Any]] = {}
        self._written: dict[tuple[str, str], tuple[Repo[Any], Any]] = {}
        self._once: list[str] = []
        self._ops: list[Op] = []
        self._acked: list[str] = []
        self._ledgers: dict[MemberId, list[bytes]] = {}
        self._tells = False

    @property
    def uid(self) -> str:
        """This attempt's own name: the mark of its commit and the stamp of what it writes."""
        if not self._uid:
            self._uid = new_id(self._store.chance, 12)
        return self._uid

    # records

    async def read(self, repo: Repo[T], key: str) -> T | None:
        """The record as this unit sees it: its own writes first."""
        place = (repo.name, key)
        if place in self._written:
            written: T | None = self._written[place][1]
            return written
        if place not in self._read:
            body = await self._store.pipe("HGET", self._rec(repo), key)
            self._read[place] = ("", None) if body is None else repo.unpack(body, self._store.vault)
        known: T | None = self._read[place][1]
        return known

    async def ahead(self, *records: tuple[Repo[Any], str], ledger: MemberId | None = None) -> None:
        """Reads in one turn what is about to be asked for: records, each by its kind and id, and a member's
        ledger."""
        asked = [(repo, key) for repo, key in records if (repo.name, key) not in self._read]
        commands: list[Command] = [("HGET", self._rec(repo), key) for repo, key in asked]
        if ledger is not None:
            commands.append(self._lines_of(ledger))
        answers = await self._store.pipe.all(commands)
        if ledger is not None:
            self._ledgers[ledger] = answers.pop()
        for (repo, key), body in zip(asked, answers, strict=True):
            self._read[(repo.name, key)] = (
                ("", None) if body is None else repo.unpack(body, self._store.vault)
            )

    async def read_all(self, repo: Repo[T]) -> dict[str, T]:
        """All records of a kind, with this unit's own writes."""
        flat = await self._store.pipe("HGETALL", self._rec(repo))
        found: dict[str, T] = {}
        for number, (k, v) in enumerate(pairs(flat), 1):
            found[k.decode()] = repo.unpack(v, self._store.vault)[1]
            if number % AT_ONCE == 0:  # of ten thousand records others need not wait for all
                await asyncio.sleep(0)
        for (name, key), (_, value) in self._written.items():
            if name == repo.name:
                found.pop(key, None)
                if value is not None:
                    found[key] = value
        return found

    async def count(self, repo: Repo[Any]) -> int:
        """How many records of a kind are stored."""
        return int(await self._store.pipe("HLEN", self._rec(repo)))

    def write(self, repo: Repo[T], key: str, value: T | None) -> None:
        self._written[(repo.name, key)] = (repo, value)

    def _rec(self, repo: Repo[Any]) -> str:
        return keys.rec(self._partition, self.group, repo.name)

    # agenda and outbox

    def schedule(self, job: Job, after: dt.datetime) -> dt.datetime | None:
        """Puts a job into the agenda, in the place of one of the same name; answers its next instant."""
        at = job.held.due if job.held else next_instant(job.rule, after) if job.rule else None
        return self.put_job(job, at)

    def put_job(self, job: Job, at: dt.datetime | None) -> dt.datetime | None:
        """Puts a job into the agenda for the instant `at`; None takes it out."""
        if at is None:
            self.cancel(job.owner, job.name)
            return None
        body = pack_job(job, self._store.vault.context)
        self._of(
            job.owner,
            ("HSET", keys.job(self._partition), (job.key, body)),
            ("ZADD", keys.due(self._partition), (ms(at), job.key)),
            ("SADD", keys.jobs(self._partition, self.group, job.owner), (job.key,)),
            (
                "HDEL",
                keys.dead(self._partition),
                (job.key,),
            ),  # what was wrong with the one before it is mended
        )
        return at

    def cancel(self, owner: MemberId | None, name: str) -> None:
        """Takes a job out of the agenda."""
        self._drop_jobs(owner, [job_key(self.group, owner, name)])

    async def cancel_all(self, owner: MemberId) -> None:
        """Takes all of a member's jobs out of the agenda, also those that cannot be read."""
        self._drop_jobs(owner, await self._job_keys(owner))
        self.op("DEL", keys.own_jobs(self._partition, self.group, owner))

    async def _job_keys(self, owner: MemberId | None) -> list[str]:
        """The keys of a member's jobs; one or the other may have left the agenda."""
        sets = (
            keys.jobs(self._partition, self.group, owner),
            keys.own_jobs(self._partition, self.group, owner),
        )
        shared, own = await self._store.pipe.all(("SMEMBERS", one) for one in sets)
        begins = job_key(self.group, owner, "")
        found = {name.decode() for name in (*shared, *own)}
        return sorted(name for name in found if name.startswith(begins))

    def _drop_jobs(self, owner: MemberId | None, names: list[str]) -> None:
        self._each("ZREM", keys.due(self._partition), names)
        self._each("HDEL", keys.job(self._partition), names)
        self._each("SREM", keys.jobs(self._partition, self.group, owner), names)

    async def jobs(self, owner: MemberId | None) -> dict[str, tuple[Job, dt.datetime]]:
        """Name -> job and next instant of a member's jobs (None: the group's own)."""
        names = await self._job_keys(owner)
        if not names:
            return {}
        bodies = await self._store.pipe("HMGET", keys.job(self._partition), *names)
        due = await self._store.pipe("ZMSCORE", keys.due(self._partition), *names)
        found = {}
        for name, body, at in zip(names, bodies, due, strict=True):
            if body is not None and at is not None:
                job = Job.model_validate_json(spell_out(name, body), context=self._store.vault.context)
                found[job.name] = (job, dt.datetime.fromtimestamp(float(at) / 1_000, dt.UTC))
        return found

    def tell(self, entry: Entry) -> None:
        """Puts an entry into the outbox; one of the same id is never added twice."""
        self._tells = True
        body = pack(entry, self._store.vault.context)
        self._of(entry.owner, ("ENTRY", keys.out(self._partition), (self._seen_id(entry), body)))

    def once(self, event: str) -> None:
        """Makes this commit the only one for an inbound event."""
        self._once.append(event)

    def _seen_id(self, entry: Entry) -> str:
        return self._store.seen_id(entry.id)

    # what the runner does with an entry

    def ack(self, stream_id: str) -> None:
        """The entry was worked on and leaves the outbox."""
        self._acked.append(stream_id)

    @classmethod
    def joined(cls, units: Sequence["Unit"]) -> "Unit":
        """One unit that writes what all of these would; they are of one group, and have looked at no record."""
        whole = cls(units[0]._store, units[0].group, units[0].now)
        for one in units:
            if one.group != whole.group or one._read or one._written or one._once:
                raise ValueError("only units of one group that merely write can be joined")
            whole._ops += one._ops
            whole._acked += one._acked
            whole._tells = whole._tells or one._tells
        return whole

    def finish(self, entry: Entry) -> None:
        """Makes this commit the only one that does the work of an entry."""
        self._once.append(f"{self._seen_id(entry)}/did")

    def park(self, entry: Entry, until: dt.datetime, *, fresh: bool = False) -> None:
        """The entry waits in the agenda until then; one that is not `fresh` comes back unasked."""
        job = Job(
            name=f"held/{entry.id}", group=self.group, to=entry.to, call=entry.call, held=entry, fresh=fresh
        )
        self.put_job(job, until)

    def bury(self, entry: Entry) -> None:
        """Sets a poisonous entry aside, with its reason."""
        body = pack(entry, self._store.vault.context)
        self._of(entry.owner, ("HSET", keys.dead(self._partition), (entry.id, body)))

    def ledger(self, member: MemberId, entry: str) -> None:
        """Adds a line to a member's ledger."""
        key = keys.led(self._partition, self.group, member)
        self._of(member, ("LPUSH", key, (entry,)), ("LTRIM", key, (0, LEDGER - 1)))

    async def read_ledger(self, member: MemberId) -> list[bytes]:
        """A member's ledger, newest first, as it was when this unit read it first."""
        if member not in self._ledgers:
            self._ledgers[member] = await self._store.pipe(*self._lines_of(member))
        return self._ledgers[member]

    def _lines_of(self, member: MemberId) -> Command:
        return ("LRANGE", keys.led(self._partition, self.group, member), 0, LEDGER - 1)

    def audit(self, **facts: str) -> None:
        """A line in the group's audit stream; never a text that somebody typed."""
        flat = [part for pair in ({"at": str(ms(self.now))} | facts).items() for part in pair]
        self._ops.append(("XADD", keys.audit(self._partition, self.group), ("*", *flat)))

    def add(self, name: str, by: int = 1) -> None:
        """Adds to one of the group's counts."""
        self._ops.append(("HINCRBY", keys.count(self._partition, self.group), (name, by)))

    async def counts(self) -> dict[str, int]:
        """The group's counts."""
        flat = await self._store.pipe("HGETALL", keys.count(self._partition, self.group))
        return {k.decode(): int(v) for k, v in pairs(flat)}

    # raw operations for forgetting

    def _of(self, owner: MemberId | None, *ops: Op) -> None:
        self._ops += self._unless_gone(owner, *ops)

    def _unless_gone(self, owner: MemberId | None, *ops: Op) -> list[Op]:
        """These writes, skipped when their owner was forgotten: what is in flight must not bring them back."""
        if owner is None:
            return list(ops)
        return [("UNLESS", self._gone(), (self._store.vault.hashed(owner), len(ops))), *ops]

    def _gone(self) -> str:
        return keys.gone(self._partition, self.group)

    def op(self, name: str, key: str, *args: Any) -> None:
        """One more write of this commit, on a key of this group's partition."""
        self._ops.append((name, key, args))

    def _each(self, name: str, key: str, members: list[str]) -> None:
        for start in range(0, len(members), CHUNK):
            self._ops.append((name, key, tuple(members[start : start + CHUNK])))

    # the commit

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self._written or self._ops or self._once or self._acked)

    @property
    def _only_takes_away(self) -> bool:
        """Whether it leaves the store smaller: such a commit is welcome when memory is full."""
        kept = self._once or any(value is not None for _, value in self._written.values())
        return not kept and all(name in _SHRINK for name, _, _ in self._ops)

    async def commit(self, *, drain: bool = False) -> None:
        """Writes everything or nothing. Repeating it is harmless, so a lost answer is asked for again.

        Raises:
            Conflict: something that was read has changed.
            Duplicate: the inbound event was worked on already.
            StoreDown, StoreFull: nothing is known to be written; nothing was.
        """
        if self.empty:
            return
        drain = drain or self._only_takes_away
        self._store.refuse_short(drains=drain)
        names, args = self._arguments()
        script = DRAIN if drain else COMMIT
        try:
            answer = await script(self._store.pipe, names, args)
        except StoreDown:
            answer = await self._again(script, names, args)
        self._understand(answer)
        if self._tells:
            self._store.nudge()

    async def _again(self, script: Script, names: list[str], args: list[Any]) -> Any:
        if not await self._store.recover():
            raise StoreDown("Redis did not answer")
        return await script(self._store.pipe, names, args)

    def _understand(self, answer: list[bytes]) -> None:
        what, *facts = (part.decode() for part in answer)
        if what == "stale":
            raise Conflict(facts[0])
        if what == "duplicate":
            raise Duplicate(facts[0])
        if what == "type":
            raise LoopmateError(f"{facts[0]} is a {facts[1]}: somebody else writes to this Redis")

    def _arguments(self) -> tuple[list[str], list[Any]]:
        ops = [*self._record_ops(), *self._ops, *self._acks()]
        checks, mentioned = self._checks(), self._mentioned()
        names = list(
            dict.fromkeys(
                [keys.done(self._partition), keys.seen(self._partition)]
                + [key for key, _, _ in checks]
                + [self._gone() for _ in mentioned[:1]]
                + [key for _, key, _ in ops]
            )
        )
        place = {key: i for i, key in enumerate(names, 1)}
        args: list[Any] = [self.uid, ms(self.now), *(keys.TYPES[keys.kind_of(k)] for k in names)]
        args += [len(self._once), *self._once, len(checks)]
        for key, field, stamp in checks:
            args += [place[key], field, stamp]
        args.append(len(mentioned))
        for hashed in mentioned:
            args += [place[self._gone()], hashed]
        args.append(len(ops))
        for name, key, rest in ops:
            args += [name, place[key], len(rest), *rest]
        return names, args

    def _acks(self) -> Iterable[Op]:
        out = keys.out(self._partition)
        for start in range(0, len(self._acked), CHUNK):
            yield "DONE", out, (keys_group(), *self._acked[start : start + CHUNK])

    def _checks(self) -> list[tuple[str, str, str]]:
        return [
            (keys.rec(self._partition, self.group, name), key, stamp)
            for (name, key), (stamp, _) in self._read.items()
        ]

    def _mentioned(self) -> list[str]:
        """Whom the records to be written name: if one was forgotten meanwhile, the handler looks again."""
        names = {
            name
            for repo, value in self._written.values()
            if value is not None
            for name in repo.mentioned(value)
        }
        return sorted(self._store.vault.hashed(name) for name in names)

    def _record_ops(self) -> Iterable[Op]:
        for (_, key), (repo, value) in self._written.items():
            ends = (keys.ending(self.group, repo.name, key),)
            if value is None:
                yield "HDEL", self._rec(repo), (key,)
                if repo.expires is not None:
                    yield "ZREM", keys.expiry(self._partition), ends
                continue
            ops: list[Op] = [("HSET", self._rec(repo), (key, repo.pack(self.uid, value, self._store.vault)))]
            if (at := repo.expiry(value)) is not None:
                ops.append(("ZADD", keys.expiry(self._partition), (ms(at), *ends)))
            yield from self._unless_gone(repo.owner(key, value), *ops)


def keys_group() -> str:
    """The consumer group of every outbox."""
    return "workers"
