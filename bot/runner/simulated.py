"""Simulated time, for the terminal and for tests."""

import datetime as dt

from bot.core.clock import ManualClock
from bot.core.errors import LoopmateError
from bot.dispatcher import Dispatcher
from bot.runner.loop import Runner


class SimulatedTime:
    """Clockwork: moves a ManualClock and does what falls due on the way, in order."""

    def __init__(self, runner: Runner, dispatcher: Dispatcher, clock: ManualClock) -> None:
        self._runner = runner
        self._dispatcher = dispatcher
        self._clock = clock

    async def drain(self) -> None:
        await self._dispatcher.idle()
        for _ in range(10_000):
            if not await self._runner.step():
                return
        raise LoopmateError("work that is due now makes more work that is due now, without end")

    async def advance(self, to: dt.datetime) -> None:
        await self.drain()
        before = None
        while (due := await self._runner.agenda.next_due()) is not None and due <= to:
            if due == before:
                raise LoopmateError("something in the agenda cannot be moved: a newer version wrote it")
            before = due
            self._clock.set(max(due, self._clock.now()))
            await self.drain()
        self._clock.set(to)
        await self.drain()

    async def leap(self, to: dt.datetime) -> None:
        if self._dispatcher.counts or to >= self._clock.now():
            self._clock.set(to)
        else:
            self._clock.rebase(to)
        await self.drain()
