"""Wires between a store and its server, on which a test lets something happen."""

from collections.abc import Sequence
from typing import Any, Self

from bot.core.errors import StoreDown
from bot.store.wire import Command, Wire


class Between:
    """Hands everything on; a subclass says what happens on the way. A world takes `around` as its `wrap`."""

    wire: Wire

    def around(self, wire: Wire) -> Self:
        """This wire, which ends with the one that it's put around."""
        self.wire = wire
        return self

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        return await self.wire.execute(commands)

    async def close(self) -> None:
        await self.wire.close()


class Breakable(Between):
    """Reaches nobody while it's `cut`."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error or StoreDown("cut")
        self.cut = False

    def is_cut(self) -> bool:
        return self.cut

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        if self.is_cut():
            raise self.error
        return await super().execute(commands)


class Dying(Between):
    """Kills the process that uses it after so many sendings."""

    def __init__(self, after: int) -> None:
        self.left = after

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        if self.left <= 0:
            raise StoreDown("killed")
        self.left -= 1
        return await super().execute(commands)
