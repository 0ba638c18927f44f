"""Where a platform's app is installed, with the token that it was given there. It belongs to no group: an app is
installed before anybody joins, and by one organization for many workspaces."""

import datetime as dt
from collections.abc import Mapping
from typing import Final

from bot.core.errors import Conflict, Duplicate
from bot.core.values import Frozen, GroupId, Private
from bot.core.wall_time import Clock
from bot.store.repo import NOBODY, Repo
from bot.store.store import Store, Unit

_OWNER: Final = GroupId("installs")
"""The name under which records are filed instead of a group's."""


class Install(Frozen):
    """An app in one workspace, or in an organization. A workspace of an organization has no token of its own."""

    name: str
    token: Private[str] = Private("")
    org: str = ""
    """The key of the organization whose token is used."""
    bot_user: str = ""
    bot_name: str = ""
    scopes: tuple[str, ...] = ()
    since: dt.datetime
    refresh: Private[str] | None = None
    """What the next token is asked for with, where tokens expire."""
    expires: dt.datetime | None = None


INSTALLS = Repo("install", Install, owned_by=NOBODY)


class Installs:
    """All installs in the store, by space, or by the platform's id of an organization instead of a space's."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.store = store
        self.clock = clock

    def _unit(self) -> Unit:
        return self.store.unit(_OWNER, self.clock.now())

    async def all(self) -> Mapping[str, Install]:
        return await INSTALLS.all(self._unit())

    async def get(self, key: str) -> Install | None:
        return await INSTALLS.get(self._unit(), key)

    async def put(self, key: str, install: Install) -> None:
        """Writes it, replacing an earlier one."""
        unit = self._unit()
        INSTALLS.put(unit, key, install)
        await unit.commit(drain=True)

    async def change(self, key: str, known: Install, to: Install | None) -> bool:
        """Replaces the known one, or removes it (None); False: it's not there anymore."""
        unit = self._unit()
        if await INSTALLS.get(unit, key) != known:
            return False
        INSTALLS.put(unit, key, to) if to is not None else INSTALLS.delete(unit, key)
        try:
            await unit.commit(drain=True)
        except Conflict:
            return False
        return True

    async def use_once(self, event: str) -> bool:
        """Whether this is the first time, of all processes on the store, in the last 14 days."""
        unit = self._unit()
        unit.once(event)
        try:
            await unit.commit(drain=True)
        except Duplicate:
            return False
        return True
