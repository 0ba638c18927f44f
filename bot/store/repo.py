"""Repo: records of one kind, typed, versioned, migrated when read.

    LISTS = Repo("checklist", Checklist, owned_by="key")
    mine = await LISTS.get(ctx.unit, ctx.member.id)
    LISTS.put(ctx.unit, ctx.member.id, mine.with_done(task))

A record type declares how it belongs to people, or fails at import: `owned_by` (deleted when that member is
forgotten), `mentions` (member ids in it become a pseudonym), `secret_from` (left out of these people's export).
"""

import datetime as dt
import json
from collections.abc import Callable, Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, get_args

from pydantic import BaseModel

from bot.core.errors import DeclarationError, Upgrading
from bot.core.ids import MemberId

if TYPE_CHECKING:
    from bot.store.unit import Unit
    from bot.store.vault import Vault

T = TypeVar("T", bound=BaseModel)
Migrate = Callable[[dict[str, Any]], dict[str, Any]]
LARGEST = 512_000
"""Bytes of one record; more would block the server for everybody."""
NOBODY = "nobody"
KEY = "key"
"""The record's own id is the member's, alone or before a `/`."""


class Repo(Generic[T]):
    """Module-level data: where records of one kind lie and to whom they belong."""

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
        self._check()

    def _check(self) -> None:
        fields = self.model.model_fields
        declared = {self.owned_by, *self.mentions, *self.secret_from}
        if not (self.owned_by or self.mentions):
            raise DeclarationError(f"{self.name}: say owned_by, mentions, or owned_by=NOBODY")
        for name in declared - {"", KEY, NOBODY}:
            if name not in fields:
                raise DeclarationError(f"{self.name}: '{name}' is no field of {self.model.__name__}")
        for name, field in fields.items():
            if _names_member(field.annotation) and name not in declared:
                raise DeclarationError(f"{self.name}: '{name}' names a member; say how it belongs to them")
            if name in self.secret_from and name not in (self.owned_by, *self.mentions):
                raise DeclarationError(f"{self.name}: '{name}' outlives a forgetting; say mentions as well")
        for step in range(1, self.version):
            if step not in self._migrations:
                raise DeclarationError(f"{self.name}: no migration from version {step}")

    def get(self, unit: "Unit", key: str) -> Coroutine[Any, Any, T | None]:
        """The record, migrated to this version.

        Raises:
            Upgrading: a newer version of this program wrote it.
        """
        return unit.read(self, key)

    async def all(self, unit: "Unit") -> dict[str, T]:
        """All records of this kind in the group by id. They are not checked at the commit: read the one you
        change with `get`."""
        return await unit.read_all(self)

    async def count(self, unit: "Unit") -> int:
        """How many records of this kind the group has."""
        return await unit.count(self)

    def put(self, unit: "Unit", key: str, value: T) -> None:
        """Writes the record when the unit commits."""
        unit.write(self, key, value)

    def delete(self, unit: "Unit", key: str) -> None:
        """Removes the record when the unit commits."""
        unit.write(self, key, None)

    def owner(self, key: str, value: T) -> MemberId | None:
        """The member whose forgetting deletes the record."""
        if self.owned_by == KEY:
            return MemberId(key.split("/", 1)[0])
        if self.owned_by in ("", NOBODY):
            return None
        return MemberId(str(getattr(value, self.owned_by)))

    def mentioned(self, value: T) -> set[str]:
        """The members whom the record names beside its owner."""
        return {name for field in self.mentions for name in strings(getattr(value, field))}

    def expiry(self, value: T) -> dt.datetime | None:
        """When the record is to be deleted; None: it's kept."""
        return self.expires(value) if self.expires is not None else None

    def pack(self, stamp: str, value: T, vault: "Vault") -> bytes:
        """Stamp, version and JSON, a line each.

        Raises:
            ValueError: the record is larger than LARGEST.
        """
        body = value.model_dump_json(context=vault.context).encode()
        if len(body) > LARGEST:
            raise ValueError(f"a record of {self.name} has {len(body)} bytes, {LARGEST} at most")
        return f"{stamp}\n{self.version}\n".encode() + body

    def unpack(self, packed: bytes, vault: "Vault") -> tuple[str, T]:
        """The stamp and the record.

        Raises:
            Upgrading: the version is newer than this program's.
        """
        if self._last is not None and self._last[0] == packed:
            return self._last[1]
        stamp, version, body = packed.split(b"\n", 2)
        if int(version) > self.version:
            raise Upgrading
        found = stamp.decode(), self._understood(int(version), body, vault)
        if self._one_for_all:
            self._last = (packed, found)
        return found

    def _understood(self, version: int, body: bytes, vault: "Vault") -> T:
        if version == self.version:
            return self.model.model_validate_json(body, context=vault.context)
        return self._migrated(version, body, vault)

    def _migrated(self, version: int, body: bytes, vault: "Vault") -> T:
        data = json.loads(body)
        for step in range(version, self.version):
            data = self._migrations[step](data)
        return self.model.model_validate_json(json.dumps(data), context=vault.context)


def strings(value: Any) -> set[str]:
    """All texts in a value, at any depth."""
    if isinstance(value, str):
        return {value}
    if isinstance(value, BaseModel):
        return {name for field in type(value).model_fields for name in strings(getattr(value, field))}
    if isinstance(value, dict):
        return {name for pair in value.items() for part in pair for name in strings(part)}
    if isinstance(value, (list, tuple, set, frozenset)):
        return {name for part in value for name in strings(part)}
    return set()


def _names_member(annotation: Any) -> bool:
    if annotation is MemberId:
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(_names_member(field.annotation) for field in annotation.model_fields.values())
    return any(_names_member(inner) for inner in get_args(annotation))
