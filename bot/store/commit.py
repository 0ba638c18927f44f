"""The commit: one script writes everything that a unit of work wants written in a group, or nothing.

A script does not roll back: each checks all that can fail before its first write. Its arguments are flat lists;
numbers travel as strings, records are opaque bytes.
"""

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

from bot.core.errors import Conflict, DiskFull, Duplicate, LoopmateError, StoreDown, StoreReadOnly
from bot.core.values import GroupId, MemberId, new_id
from bot.core.wall_time import to_ms
from bot.store import keys
from bot.store.data_dir import FILES
from bot.store.vault import Vault
from bot.store.wire import Pipe, Recover, Script, Wire, chunks

CHUNK = 1_000
"""Arguments of one command in a script: 8,000 fail midway."""
_SHRINK = {"XACK", "XDEL", "ZREM", "HDEL", "SREM", "DEL"}
Op = tuple[str, str, tuple[Any, ...]]
"""A command, its key, and its other arguments."""
_APPLY = """
local at = 0
local function take() at = at + 1; return ARGV[at] end
local uid, now = take(), take()
for i = 1, #KEYS do
  local want, is = take(), redis.call('TYPE', KEYS[i]).ok
  if is ~= 'none' and is ~= want then return {'type', KEYS[i], is} end
end
if redis.call('ZSCORE', KEYS[1], uid) then
  redis.call('ZINCRBY', KEYS[1], 1, uid) -- WAIT counts from a connection's last write: without one it waits for none
  return {'ok'}
end
local once = {}
for i = 1, tonumber(take()) do
  once[i] = take()
  if redis.call('ZSCORE', KEYS[2], once[i]) then return {'duplicate', once[i]} end
end
for i = 1, tonumber(take()) do
  local key, field, stamp = KEYS[tonumber(take())], take(), take()
  local value = redis.call('HGET', key, field)
  local is = value and string.match(value, '^[^\\n]*') or ''
  if is ~= stamp then return {'stale', field} end
end
for i = 1, tonumber(take()) do
  local key, who = KEYS[tonumber(take())], take()
  if redis.call('HEXISTS', key, who) == 1 then return {'stale', who} end
end
redis.call('ZADD', KEYS[1], now, uid)
for i = 1, #once do redis.call('ZADD', KEYS[2], now, once[i]) end
local skip = 0
for i = 1, tonumber(take()) do
  local name, key, count = take(), KEYS[tonumber(take())], tonumber(take())
  if skip > 0 then
    skip = skip - 1
    at = at + count
  elseif name == 'UNLESS' then
    local who, ops = take(), tonumber(take())
    if redis.call('HEXISTS', key, who) == 1 then skip = ops end
  elseif name == 'ENTRY' then
    local id, entry = take(), take()
    if id == '' or redis.call('ZADD', KEYS[2], 'NX', now, id) == 1 then
      redis.call('XADD', key, '*', 'e', entry)
    end
  elseif name == 'DONE' then
    redis.call('XACK', key, unpack(ARGV, at + 1, at + count))
    redis.call('XDEL', key, unpack(ARGV, at + 2, at + count))
    at = at + count
  else
    redis.call(name, key, unpack(ARGV, at + 1, at + count))
    at = at + count
  end
end
return {'ok'}
"""
COMMIT = Script("#!lua" + _APPLY)
DRAIN = Script("#!lua flags=allow-oom" + _APPLY)
"""One script with two flags: a commit is refused when memory is full; sending and forgetting aren't."""
RESERVE = 32 << 20
"""Bytes that stay free: what others write to the disk between a look at it and the server's own write."""
_SHARE = 4
"""Of a small disk a quarter is kept; a quarter of the reserve is left to what takes away or notes what was sent."""


# the disk under the built-in server, which confirms a write before it knows whether the disk takes it: room is kept
# in reserve, and a change is refused while there still is some


@dataclass(frozen=True, slots=True)
class Room:
    free: int
    total: int
    reserve: int

    @property
    def is_short(self) -> bool:
        return self.free < self.reserve

    @property
    def words(self) -> str:
        """For the organizer: what is left of what, and the limit below which no change is taken."""
        free, total, reserve = (
            f"{size / (1 << 20):,.1f} MB" for size in (self.free, self.total, self.reserve)
        )
        return f"{free} left of {total}; below {reserve} no change is taken"


def room_in(folder: Path, reserve: int | None = None) -> Room:
    """What is on the disk of a folder; `reserve` in bytes, None for the usual. Raises OSError."""
    found = os.statvfs(folder)
    total = found.f_blocks * found.f_frsize
    return Room(
        found.f_bavail * found.f_frsize, total, min(RESERVE, total // _SHARE) if reserve is None else reserve
    )


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk on which `folder` is; `reserve` in bytes, None for the usual."""

    folder: Path
    reserve: int | None = None

    def room(self) -> Room:
        """What is on it now.
        Raises StoreReadOnly: the server's files are gone, so what it writes now would be lost with it."""
        try:
            return room_in(self.folder / FILES, self.reserve)
        except OSError as error:
            raise StoreReadOnly(
                f"The store's files in {self.folder} can't be found ({error.strerror}), though its server runs. "
                "Fix: stop the bot, put the folder back, then start it again."
            ) from error

    def refuse_short(self, *, drains: bool) -> None:
        """Before a commit; `drains` for one that takes away, or writes down what was sent.
        Raises DiskFull: there's no room for changes. StoreReadOnly: not for anything."""
        room = self.room()
        if room.free < room.reserve // _SHARE:
            raise StoreReadOnly(self.words(room))
        if room.is_short and not drains:
            raise DiskFull(self.words(room))

    def words(self, room: Room) -> str:
        """For the organizer, with what to do."""
        return f"The disk of {self.folder} is full ({room.words}). Fix: make room on that disk."


# the commit


class Backend:
    """The server as commits see it, and what texts and ids are hidden with."""

    def __init__(
        self,
        wire: Wire,
        vault: Vault,
        chance: Random,
        recover: Recover,
        disk: Disk | None,
    ) -> None:
        """`recover` tries to bring a lost server back; `disk` is that of the built-in one."""
        self.wire = wire
        self.pipe = Pipe(wire, recover)
        self.vault = vault
        self.chance = chance
        self.recover = recover
        self.disk = disk
        self._nudges: list[Callable[[], None]] = []

    def on_nudge(self, call: Callable[[], None]) -> None:
        """Calls `call` whenever this process has put something into the outbox."""
        self._nudges.append(call)

    def nudge(self) -> None:
        for call in self._nudges:
            call()

    def seen_id(self, entry_id: str) -> str:
        """What `seen` keeps of an entry's id: its member as a keyed hash."""
        owner, _, meaning = entry_id.partition("/")
        return f"{self.seen_prefix(MemberId(owner))}{meaning}"

    def seen_prefix(self, owner: MemberId) -> str:
        """How all ids in `seen` that belong to a member begin."""
        return f"{self.vault.hash_id(owner)}/" if owner != "-" else "-/"

    def refuse_short(self, *, drains: bool) -> None:
        """Before a commit, and before anything is sent that has to be written down. Raises as `Disk.refuse_short`."""
        if self.disk is not None:
            self.disk.refuse_short(drains=drains)

    async def run(self, script: Script, names: Sequence[str], args: Sequence[Any]) -> Any:
        """What a script answers that may be repeated: asked once more when its first answer was lost."""
        try:
            return await script(self.pipe, names, args)
        except StoreDown:
            if not await self.recover():
                raise
            return await script(self.pipe, names, args)


class Commit:
    """What must not have changed, what happens once, and what is written."""

    def __init__(self, backend: Backend, group: GroupId, now: dt.datetime) -> None:
        self.backend = backend
        self.group = group
        self.now = now
        self.partition = keys.partition_of(group)
        self.gone = keys.gone(self.partition, group)
        self.read: dict[tuple[str, str], tuple[str, Any]] = {}
        """Kind and id of each record that was read -> its stamp, and the record."""
        self.written: dict[tuple[str, str], tuple[Any, Any]] = {}
        """Kind and id of each record that is to be written -> its Repo, and the record; None removes it."""
        self.ops: list[Op] = []
        self.events: list[str] = []
        """Inbound events and entries that are worked on by this commit alone."""
        self.acks: list[str] = []
        self.announces = False
        """Whether it adds to the outbox."""

    @cached_property
    def uid(self) -> str:
        """This attempt's own name: the mark of its commit and the stamp of what it writes."""
        return new_id(self.backend.chance, 12)

    def op(self, name: str, key: str, *args: Any) -> None:
        self.ops.append((name, key, args))

    def add_each(self, name: str, key: str, members: list[str]) -> None:
        """One write with any number of arguments."""
        self.ops += [(name, key, tuple(some)) for some in chunks(members, CHUNK)]

    def add_of(self, owner: MemberId | None, *ops: Op) -> None:
        self.ops += self.unless_gone(owner, *ops)

    def unless_gone(self, owner: MemberId | None, *ops: Op) -> list[Op]:
        """These writes, skipped when their owner was forgotten: what is in flight must not bring them back."""
        if owner is None:
            return list(ops)
        return [("UNLESS", self.gone, (self.backend.vault.hash_id(owner), len(ops))), *ops]

    @property
    def empty(self) -> bool:
        return not (self.written or self.ops or self.events or self.acks)

    async def commit(self, *, drain: bool = False) -> None:
        """Writes everything or nothing; `drain`: also when memory is full. Repeating it is harmless, so a lost answer
        is asked for again.

        Raises:
            Conflict: something that was read has changed.
            Duplicate: the inbound event was worked on already.
            StoreDown, StoreFull: nothing is known to be written; nothing was.
        """
        if self.empty:
            return
        writes = self.writes()
        only_takes_away = not self.events and all(name in _SHRINK for name, _, _ in writes)
        drain = drain or only_takes_away  # such a commit is welcome when memory is full
        self.backend.refuse_short(drains=drain)
        names, args = self.arguments(writes)
        what, *facts = await self.backend.run(DRAIN if drain else COMMIT, names, args)
        match what.decode(), [fact.decode() for fact in facts]:
            case "stale", [field]:
                raise Conflict(field)
            case "duplicate", [event]:
                raise Duplicate(event)
            case "type", [key, is_]:
                raise LoopmateError(f"{key} is a {is_}: somebody else writes to this Redis")
        if self.announces:
            self.backend.nudge()

    def writes(self) -> list[Op]:
        """The writes of records, and all others but the acknowledgements."""
        records = [
            op for (_, key), (repo, value) in self.written.items() for op in repo.writes(self, key, value)
        ]
        return [*records, *self.ops]

    def arguments(self, writes: Sequence[Op]) -> tuple[list[str], list[Any]]:
        """The script's keys and arguments: what must still be as it was read, who must not have been forgotten
        meanwhile (all whom the records name), and the writes."""
        checks = [
            (keys.rec(self.partition, self.group, n), k, stamp) for (n, k), (stamp, _) in self.read.items()
        ]
        named = (repo.mentions_in(value) for repo, value in self.written.values() if value is not None)
        mentions = sorted(map(self.backend.vault.hash_id, set().union(*named)))
        done = [
            ("DONE", keys.out(self.partition), (keys.CONSUMERS, *some)) for some in chunks(self.acks, CHUNK)
        ]
        ops = [*writes, *done]
        names = list(
            dict.fromkeys(
                [keys.done(self.partition), keys.seen(self.partition)]
                + [key for key, _, _ in checks]
                + [self.gone for _ in mentions[:1]]
                + [key for _, key, _ in ops]
            )
        )
        place = {key: i for i, key in enumerate(names, 1)}
        args: list[Any] = [self.uid, to_ms(self.now), *(keys.TYPES[keys.kind_of(k)] for k in names)]
        args += [len(self.events), *self.events, len(checks)]
        for key, field, stamp in checks:
            args += [place[key], field, stamp]
        args.append(len(mentions))
        for hashed in mentions:
            args += [place[self.gone], hashed]
        args.append(len(ops))
        for name, key, rest in ops:
            args += [name, place[key], len(rest), *rest]
        return names, args
