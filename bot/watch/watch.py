"""Watch: all that is put before the rooms, and what it says when somebody asks."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from prometheus_client import generate_latest

from bot.core.clock import Clock
from bot.core.command import Command
from bot.core.errors import LoopmateError
from bot.health import depths
from bot.platforms.port import DispatchPort, Platform
from bot.store.agenda import Agenda
from bot.store.outbox import Depth
from bot.store.store import Store
from bot.store.wire import Wire
from bot.watch.instrumentation import Since, WatchedDoor, WatchedPlatform, WatchedWire, timed
from bot.watch.metrics import Metrics

PATIENCE = 2.0
"""Seconds that the store has to answer somebody who asks how it is."""


@dataclass
class Watch:
    """Built before everything else, and put before each room as it is built."""

    metrics: Metrics = field(default_factory=Metrics)
    since: Since = time.perf_counter
    platforms: list[WatchedPlatform] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._round = self.since()
        self.metrics.repeats(lambda: {one.name: one.unsure for one in self.platforms})
        self.metrics.round_age.set_function(lambda: self.since() - self._round)

    # what it is put before

    def wire(self, wire: Wire) -> WatchedWire:
        return WatchedWire(wire, self.metrics)

    def door(self, door: DispatchPort) -> WatchedDoor:
        return WatchedDoor(door, self.metrics, self.since)

    def command(self, command: Command) -> Command:
        return timed(command, self.metrics, self.since)

    def platform(self, platform: Platform) -> WatchedPlatform:
        self.platforms.append(watched := WatchedPlatform(platform, self.metrics, self.since))
        return watched

    # what it is told

    def counting(self, *sources: Mapping[str, int]) -> None:
        """The counters of the dispatcher and the runner."""
        self.metrics.events(*sources)

    def round(self) -> None:
        """The runner has finished a round."""
        self._round = self.since()

    # what it says

    async def page(self, store: Store, clock: Clock) -> bytes:
        """All figures as Prometheus reads them; those of a store that does not answer are left out."""
        await self._look(store, clock)
        return generate_latest(self.metrics.registry)

    async def missing(self, store: Store) -> list[str]:
        """What does not work: `store`, or the name of a platform that was started and is not connected."""
        down = [] if await _answers(store) else ["store"]
        return [*down, *(one.name for one in self.platforms if one.missing)]

    async def _look(self, store: Store, clock: Clock) -> None:
        figures = self.metrics
        try:
            async with asyncio.timeout(PATIENCE):
                due, found = await asyncio.gather(Agenda(store).next_due(), depths(store))
        except (LoopmateError, TimeoutError):
            figures.store_up.set(0)
            figures.outbox.clear()
            figures.due_lag.set(float("nan"))
            return
        figures.store_up.set(1)
        figures.due_lag.set(max(0.0, (clock.now() - due).total_seconds()) if due else 0.0)
        for partition, depth in enumerate(found):
            self._show(partition, depth)

    def _show(self, partition: int, depth: Depth) -> None:
        states = {
            "waiting": depth.waiting,
            "working": depth.working,
            "set_aside": depth.dead,
            "lost": depth.lost,
        }
        for state, count in states.items():
            self.metrics.outbox.labels(f"{partition:02d}", state).set(count)


async def _answers(store: Store) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            await store.ping()
    except (LoopmateError, TimeoutError):
        return False
    return True
