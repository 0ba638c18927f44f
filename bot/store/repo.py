"""Repo: records of one kind, typed, versioned, migrated when read.

    LISTS = Repo("checklist", Checklist, owned_by="key")
    mine = await LISTS.get(ctx.unit, ctx.member.id)
    LISTS.put(ctx.unit, ctx.member.id, mine.with_done(task))

A record type declares how it belongs to people, or fails at import: `owned_by` (deleted when that member is
forgotten), `mentions` (member ids in it become a pseudonym), `secret_from` (left out of these people's export).
"""

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from bot.core.errors import DamagedRecord, DeclarationError, Upgrading, log
from bot.core.values import MemberId
from bot.core.wall_time import to_ms
from bot.store import keys
from bot.store.commit import Commit, Op
from bot.store.vault import Vault
from bot.store.wire import Command, pairs

T = TypeVar("T", bound=BaseModel)
Migrate = Callable[[dict[str, Any]], dict[str, Any]]
LARGEST = 512_000
"""Bytes of one record; more would block the server for everybody."""
NOBODY = "nobody"
KEY = "key"
"""The record's own id is the member's, alone or before a `/`."""


class Repo(Generic[T]):
    """Module-level data: where records of one kind are stored, and whom they belong to."""

    def __init__(
        self,
        name: str,
        model: type[T],
        *,
        owned_by: str = "",
        mentions: tuple[str, ...] = (),
        secret_from: tuple[str, ...] = (),
        version: int = 1,
        migrations: Mapping[int, Migrate] | None = None,
        one_for_all: bool = False,
        expires: Callable[[T], dt.datetime | None] | None = None,
    ) -> None:
        """`one_for_all`: everybody reads the same record, so what was read last is not parsed again; it must hold
        nothing that is encrypted. `expires` says when a record is to be deleted, if it's one that ends."""
        self.name = name
        self.model = model
        self.owned_by = owned_by
        self.mentions = mentions
        self.secret_from = secret_from
        self.version = version
        self.expires = expires
        self._migrations = dict(migrations or {})
        self._one_for_all = one_for_all
        self._last: tuple[bytes, tuple[str, T]] | None = None
        self._is_newer_logged = False
        self._check()

    def _check(self) -> None:
        fields = self.model.model_fields
        declared = {self.owned_by, *self.mentions, *self.secret_from}
        if not (self.owned_by or self.mentions):
            raise DeclarationError(f"{self.name}: say owned_by, mentions, or owned_by=NOBODY")
        for name in declared - {"", KEY, NOBODY}:
            if name not in fields:
                raise DeclarationError(f"{self.name}: '{name}' isn't a field of {self.model.__name__}")
        for name, field in fields.items():
            if _names_member(field.annotation) and name not in declared:
                raise DeclarationError(f"{self.name}: '{name}' names a member; say how it belongs to them")
            if name in self.secret_from and name not in (self.owned_by, *self.mentions):
                raise DeclarationError(f"{self.name}: '{name}' outlives a forgetting; say mentions as well")
        for step in range(1, self.version):
            if step not in self._migrations:
                raise DeclarationError(f"{self.name}: no migration from version {step}")

    async def get(self, unit: Commit, key: str) -> T | None:
        """The record as this unit sees it, its own writes first; migrated to this version.
        Raises Upgrading: a newer version of this program wrote it. DamagedRecord: nobody here can read it."""
        place = (self.name, key)
        if place in unit.written:
            written: T | None = unit.written[place][1]
            return written
        if place not in unit.read:
            self._note(unit, key, await unit.backend.pipe("HGET", self._hash(unit), key))
        known: T | None = unit.read[place][1]
        return known

    async def get_or_new(self, unit: Commit, key: str) -> T:
        """The record, or the empty one that holds before the first is written."""
        return await self.get(unit, key) or self.model()

    async def all(self, unit: Commit, damaged: dict[str, bytes] | None = None) -> dict[str, T]:
        """All records of this kind in the group by id, with this unit's own writes. They are not checked at the
        commit: read the one you change with `get`. Those that nobody can read are put into `damaged` as they are.
        Raises DamagedRecord: there is one, and no such place for it."""
        found: dict[str, T] = {}
        for number, (k, v) in enumerate(pairs(await unit.backend.pipe("HGETALL", self._hash(unit))), 1):
            try:
                found[k.decode()] = self.unpack(v, unit.backend.vault)[1]
            except ValueError as error:
                if damaged is None:
                    raise DamagedRecord(self.name) from error
                damaged[k.decode()] = v
            if number % 100 == 0:  # of ten thousand records others need not wait for all
                await asyncio.sleep(0)
        for (name, key), (_, value) in unit.written.items():
            if name == self.name:
                found.pop(key, None)
                if value is not None:
                    found[key] = value
        return found

    async def count(self, unit: Commit) -> int:
        return int(await unit.backend.pipe("HLEN", self._hash(unit)))

    def put(self, unit: Commit, key: str, value: T) -> None:
        unit.written[(self.name, key)] = (self, value)

    def delete(self, unit: Commit, key: str) -> None:
        unit.written[(self.name, key)] = (self, None)

    def _hash(self, unit: Commit) -> str:
        return keys.rec(unit.partition, unit.group, self.name)

    def _note(self, unit: Commit, key: str, body: bytes | None) -> None:
        try:
            unit.read[(self.name, key)] = (
                ("", None) if body is None else self.unpack(body, unit.backend.vault)
            )
        except ValueError as error:
            raise DamagedRecord(f"{self.name} {key}") from error

    def writes(self, unit: Commit, key: str, value: T | None) -> Iterator[Op]:
        """What a commit does so that the record is this one, or none."""
        index, ends = keys.expiry(unit.partition), (keys.ending(unit.group, self.name, key),)
        if value is None:
            yield "HDEL", self._hash(unit), (key,)
            if self.expires is not None:
                yield "ZREM", index, ends
            return
        ops: list[Op] = [("HSET", self._hash(unit), (key, self.pack(unit.uid, value, unit.backend.vault)))]
        if (at := self.expiry(value)) is not None:
            ops.append(("ZADD", index, (to_ms(at), *ends)))
        yield from unit.unless_gone(self.owner(key, value), *ops)

    def owner(self, key: str, value: T) -> MemberId | None:
        """The member whose forgetting deletes the record."""
        if self.owned_by == KEY:
            return MemberId(key.split("/", 1)[0])
        if self.owned_by in ("", NOBODY):
            return None
        return MemberId(str(getattr(value, self.owned_by)))

    def mentions_in(self, value: T) -> set[str]:
        """The members whom the record names apart from its owner."""
        return {name for field in self.mentions for name in strings(getattr(value, field))}

    def expiry(self, value: T) -> dt.datetime | None:
        """When the record is to be deleted; None: it's kept."""
        return self.expires(value) if self.expires is not None else None

    def pack(self, stamp: str, value: T, vault: Vault) -> bytes:
        """Stamp, version and JSON, a line each. Raises ValueError: the record is larger than LARGEST."""
        body = value.model_dump_json(context=vault.context).encode()
        if len(body) > LARGEST:
            raise ValueError(f"a record of {self.name} has {len(body)} bytes, {LARGEST} at most")
        return f"{stamp}\n{self.version}\n".encode() + body

    def unpack(self, packed: bytes, vault: Vault) -> tuple[str, T]:
        """The stamp and the record. Raises Upgrading: its version is newer than this program's, or it has fields that
        nobody here knows, as a newer release may add without a new version."""
        if self._last is not None and self._last[0] == packed:
            return self._last[1]
        stamp, version, body = packed.split(b"\n", 2)
        if int(version) > self.version:
            raise self._newer()
        if int(version) < self.version:
            data = json.loads(body)
            for step in range(int(version), self.version):
                data = self._migrations[step](data)
            body = json.dumps(data).encode()
        try:
            found = stamp.decode(), self.model.model_validate_json(body, context=vault.context)
        except ValidationError as error:
            if {one["type"] for one in error.errors(include_input=False)} == {"extra_forbidden"}:
                raise self._newer() from None
            raise
        if self._one_for_all:
            self._last = (packed, found)
        return found

    def _newer(self) -> Upgrading:
        """What is raised for a newer record; the organizer's log has it once for each kind."""
        if not self._is_newer_logged:
            self._is_newer_logged = True
            log.warning("newer record", kind=self.name)
        return Upgrading()


async def prefetch(unit: Commit, *records: tuple[Repo[Any], str], more: Sequence[Command] = ()) -> list[Any]:
    """Reads some records in one turn; returns what came of `more` commands of the same turn."""
    new = [(repo, key) for repo, key in records if (repo.name, key) not in unit.read]
    commands = [("HGET", repo._hash(unit), key) for repo, key in new]
    answers = await unit.backend.pipe.all([*commands, *more])
    for (repo, key), body in zip(new, answers, strict=False):
        repo._note(unit, key, body)
    return answers[len(new) :]


def leaves(value: Any) -> Iterator[Any]:
    """All that's in a value, at any depth."""
    parts: Iterable[Any]
    if isinstance(value, BaseModel):
        parts = (getattr(value, field) for field in type(value).model_fields)
    elif isinstance(value, dict):
        parts = (part for pair in value.items() for part in pair)
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = value
    else:
        yield value
        return
    for part in parts:
        yield from leaves(part)


def strings(value: Any) -> set[str]:
    """All texts in a value, at any depth."""
    return {leaf for leaf in leaves(value) if isinstance(leaf, str)}


def _names_member(annotation: Any) -> bool:
    if annotation is MemberId:
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(_names_member(field.annotation) for field in annotation.model_fields.values())
    return any(_names_member(inner) for inner in get_args(annotation))
