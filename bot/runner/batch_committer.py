"""The clerk: writes down what became of many messages in one commit."""

import asyncio

from bot.core.errors import StoreDown
from bot.core.ids import GroupId
from bot.store.unit import Unit

TOGETHER = 100
"""Messages whose outcomes are written in one script: about a millisecond of the server."""


class BatchCommitter:
    """Joins the units of one group that come in the same turn of the event loop; they must only write."""

    def __init__(self) -> None:
        self._waiting: dict[GroupId, list[tuple[Unit, asyncio.Future[None]]]] = {}
        self._writing: set[asyncio.Task[None]] = set()

    async def commit(self, unit: Unit) -> None:
        """Raises what the commit raises."""
        loop = asyncio.get_running_loop()
        written: asyncio.Future[None] = loop.create_future()
        waiting = self._waiting.setdefault(unit.group, [])
        waiting.append((unit, written))
        if len(waiting) == 1:
            loop.call_soon(self._begin, unit.group)
        await written

    def _begin(self, group: GroupId) -> None:
        waiting = self._waiting.pop(group)
        for start in range(0, len(waiting), TOGETHER):
            task = asyncio.ensure_future(_written(waiting[start : start + TOGETHER]))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)


async def _written(waiting: list[tuple[Unit, asyncio.Future[None]]]) -> None:
    """In one commit; where that is refused, something is wrong with one of them, and each is written alone."""
    error = await _tried(Unit.join([unit for unit, _ in waiting]) if len(waiting) > 1 else waiting[0][0])
    for unit, written in waiting:
        if error is None or isinstance(error, StoreDown) or len(waiting) == 1:
            _settle(written, error)
        else:
            _settle(written, await _tried(unit))


async def _tried(unit: Unit) -> Exception | None:
    try:
        await unit.commit(drain=True)
    except Exception as error:  # it belongs to those who wait
        return error
    return None


def _settle(written: asyncio.Future[None], error: Exception | None) -> None:
    if written.done():
        return
    if error is None:
        written.set_result(None)
    else:
        written.set_exception(error)
