"""Worker pool: the entries that a process has claimed, and works on. One slow place holds up nobody else."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable

from bot.core.entry import Entry
from bot.store.outbox import Claimed

HELD = 3_200
"""Entries that one worker holds at once; more are left to others."""
Position = tuple[int, str]
"""Where an entry is: partition and id in its stream."""


class WorkerPool:
    """Addressees at once, the entries of one addressee in their order.

    `do` works on one entry and says whether it is finished; one that is not, and what comes after it, is let
    go: it stays with this worker, which finds it again. `room` is called when more can be taken.
    """

    def __init__(self, do: Callable[[Claimed], Awaitable[bool]], room: Callable[[], None]) -> None:
        self._do = do
        self._room = room
        self._held: dict[Position, Claimed] = {}
        self._queues: dict[tuple[str, str], deque[Claimed]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._begun: set[Position] = set()
        self._stopping = False
        self._finished = 0

    @property
    def free(self) -> int:
        return max(0, HELD - len(self._held))

    @property
    def held(self) -> frozenset[Position]:
        return frozenset(self._held)

    def take(self, claimed: Iterable[Claimed]) -> None:
        """Begins to work on these; what is held already is not taken twice."""
        for one in claimed:
            if _position(one) in self._held:
                continue
            self._held[_position(one)] = one
            whose = _addressee(one.entry)
            if whose in self._queues:
                self._queues[whose].append(one)
                continue
            self._queues[whose] = deque([one])
            task = asyncio.create_task(self._work(whose))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work(self, whose: tuple[str, str]) -> None:
        queue = self._queues[whose]
        while queue and not self._stopping:
            one = queue[0]
            self._begun.add(_position(one))
            if not await self._do(one):
                break
            queue.popleft()
            self._drop(one)
            self._finished += 1
        del self._queues[whose]
        if not self._stopping:
            for left in queue:
                self._drop(left)
        if self.free >= HELD // 2:
            self._room()

    def _drop(self, one: Claimed) -> None:
        self._held.pop(_position(one), None)
        self._begun.discard(_position(one))

    async def finish_all(self) -> int:
        """Waits until nothing is held; how many were finished since this was asked last."""
        while self._tasks:
            done, _ = await asyncio.wait(self._tasks)
            for task in done:
                task.result()
        finished, self._finished = self._finished, 0
        return finished

    async def stop(self, grace: float) -> tuple[list[Claimed], list[Claimed]]:
        """Begins nothing more, and gives what has begun `grace` seconds.

        Returns what was not begun, and what was begun and is not finished.
        """
        self._stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        left = list(self._held.values())
        begun = [one for one in left if _position(one) in self._begun]
        return [one for one in left if _position(one) not in self._begun], begun


def _position(one: Claimed) -> Position:
    return (one.partition, one.stream_id)


def _addressee(entry: Entry | None) -> tuple[str, str]:
    if entry is None or entry.to is None:
        return (entry.group if entry else "", "")
    return (entry.group, entry.to.member or entry.to.channel or ",".join(entry.to.people))
