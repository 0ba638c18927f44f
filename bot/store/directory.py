"""What lies outside groups, in the partition of what is looked up: which group a space belongs to, which groups an
account is in, what a code stands for, and who holds a lease.

It is written by calls that may be repeated, and never inside a commit. As with workers, a lease's holder is taken for
dead by a counter that stands still on the observer's monotonic clock: the server's own clock may jump, and a lease
that expired by it would be held twice.
"""

import datetime as dt
from dataclasses import dataclass, field
from random import Random

from bot.core.kinds import Kind
from bot.core.text import echo
from bot.core.values import AccountId, GroupId, SpaceId, new_id
from bot.core.when import Clock, to_ms
from bot.store import keys
from bot.store.scripts import CLAIM_SPACE, LEASE, RELEASE
from bot.store.store import Store
from bot.store.wire import pairs


class Directory:
    """Look-ups by the names that platforms use."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def group_of(self, space: SpaceId) -> GroupId:
        """The group of a space; a space that nobody knows gets a new group of its own."""
        known = await self._store.pipe("GET", keys.space(space))
        if known is None:
            fresh = new_id(self._store.chance)
            known = await CLAIM_SPACE(self._store.pipe, [keys.space(space)], [fresh])
        return GroupId(known.decode())

    async def find_group(self, space: SpaceId) -> GroupId | None:
        """The group of a space, if it has one."""
        found = await self._store.pipe("GET", keys.space(space))
        return GroupId(found.decode()) if found is not None else None

    async def join(self, space: SpaceId, group: GroupId) -> None:
        """The space belongs to the group from now on."""
        await self._store.pipe("SET", keys.space(space), group)

    async def drop(self, space: SpaceId, group: GroupId) -> None:
        """The space does not belong to the group anymore; one that has moved on meanwhile stays where it is."""
        if await self.find_group(space) == group:
            await self._store.pipe("DEL", keys.space(space))

    async def groups_of(self, account: AccountId) -> list[GroupId]:
        """The groups of an account, the one used last first."""
        used = await self._read_uses(account)
        return sorted(used, key=lambda group: -used[group])

    async def mark_used(self, account: AccountId, group: GroupId, now: dt.datetime) -> None:
        """The account is in the group, and used it now: after all others, also in the same millisecond."""
        others = [at for known, at in (await self._read_uses(account)).items() if known != group]
        await self._store.pipe(
            "HSET", keys.user(account), group, max([to_ms(now), *(at + 1 for at in others)])
        )

    async def _read_uses(self, account: AccountId) -> dict[GroupId, int]:
        flat = await self._store.pipe("HGETALL", keys.user(account))
        return {GroupId(group.decode()): int(at) for group, at in pairs(flat)}

    async def leave(self, account: AccountId, group: GroupId) -> None:
        """The account is not in the group anymore."""
        await self._store.pipe("HDEL", keys.user(account), group)

    async def put_code(self, hash_: str, group: GroupId) -> None:
        """The code with this hash is one of the group's."""
        key = keys.code(hash_)
        await self._store.pipe("HSET", key, "group", group)
        await self._store.pipe("PEXPIRE", key, round(_SWEPT.total_seconds() * 1_000))

    async def find_by_code(self, hash_: str) -> GroupId | None:
        """The group that made the code, if any is known."""
        found = await self._store.pipe("HGET", keys.code(hash_), "group")
        return GroupId(found.decode()) if found is not None else None

    async def drop_code(self, hash_: str) -> None:
        """The code was used."""
        await self._store.pipe("DEL", keys.code(hash_))


# codes that people carry from one platform to another: short, without letters that look alike, for one use. The
# directory knows a code by its keyed hash alone, so that who reads the store cannot use one

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which people mistake for each other."""
CODE_LENGTH = 6
CODE_VALID = dt.timedelta(minutes=10)
CODE_EXAMPLE = "K7QX-29"
_SWEPT = dt.timedelta(days=1)
"""When the server deletes what nobody can use anymore; `CODE_VALID` decides, by our own clock."""


def new_code(chance: Random) -> str:
    """One of about a thousand million: `K7QX-29`."""
    drawn = "".join(chance.choices(CODE_ALPHABET, k=CODE_LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def read_code(text: str) -> str:
    """A code as somebody types it, in any case, with or without its dash; a `code=` pasted along is no part of it.

    Raises:
        ValueError: it cannot be one; in words.
    """
    bare = "".join(c for c in text.upper() if not c.isspace() and c not in "-–—")
    bare = bare.removeprefix("CODE=").removeprefix("CODE:")
    if len(bare) != CODE_LENGTH or any(c not in CODE_ALPHABET for c in bare):
        raise ValueError(f"{echo(text)} is no code. One looks like {CODE_EXAMPLE}.")
    return f"{bare[:4]}-{bare[4:]}"


CODE = Kind("code", read_code, example=CODE_EXAMPLE, longest=40)


def hash_code(store: Store, code: str) -> str:
    """What is kept of a code."""
    return store.vault.hash_id(f"code/{code}")


# leases: of all processes on a store one alone does something, such as holding a bot's gateway

LAPSES = 15.0
"""Seconds without a sign of the holder after which another takes the lease."""


@dataclass
class StoreLease:
    """One process's side of a lease."""

    store: Store
    clock: Clock
    name: str
    me: str = ""
    _seen: tuple[str, str] = ("", "")
    _since: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.me = self.me or new_id(self.store.chance)

    async def hold(self) -> bool:
        """Takes the lease if nobody lives who has it, or keeps it; whether this process has it now."""
        dead = self._seen[1] if self._seen[1] and self.clock.monotonic() - self._since >= LAPSES else ""
        holder, count = await LEASE(self.store.pipe, [keys.lease(self.name)], [self.me, dead])
        seen = (holder.decode(), count.decode())
        if seen != self._seen:
            self._seen, self._since = seen, self.clock.monotonic()
        return bool(seen[0] == self.me)

    async def release(self) -> None:
        """Gives the lease up, so that nobody waits for it to lapse."""
        await RELEASE(self.store.pipe, [keys.lease(self.name)], [self.me])
