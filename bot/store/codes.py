"""Codes that people carry from one platform to another: short, without letters that look alike, for one use.

What a code means lies in the records of its group. The directory here says which group that is; it knows a
code by its keyed hash alone, so that who reads the store cannot use one.
"""

import datetime as dt
from random import Random

from bot.core.ids import GroupId
from bot.core.kinds import Kind
from bot.core.text import echo
from bot.store import keys
from bot.store.store import Store

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Without I, O, 0 and 1, which people mistake for each other."""
LENGTH = 6
VALID = dt.timedelta(minutes=10)
EXAMPLE = "K7QX-29"
_SWEPT = dt.timedelta(days=1)
"""When the server deletes what nobody can use any more; `VALID` decides, by our own clock."""


def new_code(chance: Random) -> str:
    """One of about a thousand million: `K7QX-29`."""
    drawn = "".join(chance.choices(ALPHABET, k=LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def read_code(text: str) -> str:
    """A code as somebody types it, in any case, with or without its dash; a `code=` pasted along is no part of it.

    Raises:
        ValueError: it cannot be one; in words.
    """
    bare = "".join(c for c in text.upper() if not c.isspace() and c not in "-–—")
    bare = bare.removeprefix("CODE=").removeprefix("CODE:")
    if len(bare) != LENGTH or any(c not in ALPHABET for c in bare):
        raise ValueError(f"{echo(text)} is no code. One looks like {EXAMPLE}.")
    return f"{bare[:4]}-{bare[4:]}"


CODE = Kind("code", read_code, example=EXAMPLE, longest=40)


def hashed(store: Store, code: str) -> str:
    """What is kept of a code."""
    return store.vault.hashed(f"code/{code}")


class Codes:
    """Look-ups across groups; written by work that may be repeated."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def put(self, hash_: str, group: GroupId) -> None:
        """The code with this hash is one of the group's."""
        key = keys.code(hash_)
        await self._store.pipe("HSET", key, "group", group)
        await self._store.pipe("PEXPIRE", key, round(_SWEPT.total_seconds() * 1_000))

    async def group_of(self, hash_: str) -> GroupId | None:
        """The group that made the code, if any is known."""
        found = await self._store.pipe("HGET", keys.code(hash_), "group")
        return GroupId(found.decode()) if found is not None else None

    async def drop(self, hash_: str) -> None:
        """The code was used."""
        await self._store.pipe("DEL", keys.code(hash_))
