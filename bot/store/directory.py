"""Directories: which group a space belongs to, and which groups an account is in.

They lie in the partition of what is looked up, apart from the group, so they are written by idempotent calls
and never inside a commit.
"""

import datetime as dt

from bot.core.clock import to_ms
from bot.core.ids import AccountId, GroupId, SpaceId, new_id
from bot.store import keys
from bot.store.scripts import CLAIM_SPACE
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

    async def known(self, space: SpaceId) -> GroupId | None:
        """The group of a space, if it has one."""
        found = await self._store.pipe("GET", keys.space(space))
        return GroupId(found.decode()) if found is not None else None

    async def join(self, space: SpaceId, group: GroupId) -> None:
        """The space belongs to the group from now on."""
        await self._store.pipe("SET", keys.space(space), group)

    async def drop(self, space: SpaceId, group: GroupId) -> None:
        """The space does not belong to the group any more; one that has moved on meanwhile stays where it is."""
        if await self.known(space) == group:
            await self._store.pipe("DEL", keys.space(space))

    async def groups_of(self, account: AccountId) -> list[GroupId]:
        """The groups of an account, the one used last first."""
        used = await self._used(account)
        return sorted(used, key=lambda group: -used[group])

    async def used(self, account: AccountId, group: GroupId, now: dt.datetime) -> None:
        """The account is in the group, and used it now: after all others, also in the same millisecond."""
        others = [at for known, at in (await self._used(account)).items() if known != group]
        await self._store.pipe(
            "HSET", keys.user(account), group, max([to_ms(now), *(at + 1 for at in others)])
        )

    async def _used(self, account: AccountId) -> dict[GroupId, int]:
        flat = await self._store.pipe("HGETALL", keys.user(account))
        return {GroupId(group.decode()): int(at) for group, at in pairs(flat)}

    async def leave(self, account: AccountId, group: GroupId) -> None:
        """The account is not in the group any more."""
        await self._store.pipe("HDEL", keys.user(account), group)
