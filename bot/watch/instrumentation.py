"""Metrics, in a registry of their own, and their instrumentation: wrappers around a wire, a dispatch port, a platform
or a handler, which change nothing. Labels come from closed lists: platforms, paths, outcomes, partitions.
"""

import asyncio
import dataclasses
import functools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from bot.core.command import Command
from bot.core.errors import LoopmateError, StoreDown
from bot.core.reply import Inbound, Responder
from bot.core.values import AccountId, ChannelId, platform_of
from bot.core.wall_time import Clock
from bot.platforms.port import (
    Booked,
    Booking,
    Busy,
    Delivery,
    DispatchPort,
    DoorMiddleware,
    Platform,
    Receipt,
    Unready,
)
from bot.store.agenda import Agenda
from bot.store.outbox import Outbox
from bot.store.store import Store
from bot.store.wire import Command as Words
from bot.store.wire import Wire

QUICK: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0, 10.0)
"""Seconds of a handler."""
SLOW: Final = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds with a platform's network in them."""
EVENTS: Final = (
    "conflict",
    "duplicate",
    "limited",
    "refused",
    "bug",
    "store down",
    "store full",
    "set aside",
)
"""What the dispatcher and the runner count by these names."""
Since = Callable[[], float]
State = Literal["idle", "connecting", "connected", "given up"]
PATIENCE = 2.0
"""Seconds that the store has to say how it is."""


class Metrics:
    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        counter, gauge = functools.partial(Counter, registry=own), functools.partial(Gauge, registry=own)
        quick = functools.partial(Histogram, buckets=QUICK, registry=own)
        slow = functools.partial(Histogram, buckets=SLOW, registry=own)
        by_platform = ("platform",)
        self.sends = counter("loopmate_sends", "Messages by what became of them", ("platform", "outcome"))
        self.send_seconds = slow("loopmate_send_seconds", "Handing a message to a platform", by_platform)
        self.connected = gauge("loopmate_platform_connected", "1: connected, 0: not (again)", by_platform)
        self.handler_seconds = quick("loopmate_handler_seconds", "One run of a handler", ("path", "kind"))
        self.answer_seconds = slow("loopmate_answer_seconds", "From a press to its answer", by_platform)
        self.store_errors = counter("loopmate_store_errors", "Times that Redis didn't do it", ("kind",))
        self.store_up = gauge("loopmate_store_up", "1: Redis answered just now")
        self.due_lag = gauge("loopmate_due_lag_seconds", "How late the agenda is")
        self.outbox = gauge("loopmate_outbox_entries", "Entries by where they are", ("partition", "state"))
        self.round_age = gauge("loopmate_round_age_seconds", "Since the runner's last round")
        self.heartbeats = counter("loopmate_heartbeats", "Calls of LOOPMATE_HEARTBEAT_URL", ("outcome",))
        ProcessCollector(registry=own)

    def events(self, *sources: Mapping[str, int]) -> None:
        """Shows what the dispatcher and the runner count as they go."""

        def read() -> dict[str, int]:
            return {event.replace(" ", "_"): sum(one.get(event, 0) for one in sources) for event in EVENTS}

        self.registry.register(_Read("loopmate_events", "What happened, by kind", "event", read))

    def repeats(self, read: Callable[[], Mapping[str, int]]) -> None:
        """Shows, by platform, how many messages went out that may have gone out before: nobody could look."""
        about = "Messages that may be repeats: they couldn't be looked up"
        self.registry.register(_Read("loopmate_repeats_not_ruled_out", about, "platform", read))


class _Read(Collector):
    """Counters kept elsewhere, read on demand, so that nothing is counted twice."""

    def __init__(self, name: str, about: str, label: str, read: Callable[[], Mapping[str, int]]) -> None:
        self._name = name
        self._about = about
        self._label = label
        self._read = read

    def collect(self) -> Iterable[CounterMetricFamily]:
        family = CounterMetricFamily(self._name, self._about, labels=[self._label])
        for value, count in self._read().items():
            family.add_metric([value], count)
        yield family


# wrappers that count


class WatchedWire:
    """A wire whose failures are counted."""

    def __init__(self, wire: Wire, metrics: Metrics) -> None:
        self._wire = wire
        self._metrics = metrics

    async def execute(self, commands: Sequence[Words]) -> list[Any]:
        try:
            answers = await self._wire.execute(commands)
        except StoreDown:
            self._metrics.store_errors.labels("down").inc()
            raise
        for answer in answers:
            # a script that the server has forgotten is sent again in full
            if isinstance(answer, Exception) and (name := type(answer).__name__) != "NoScriptError":
                full = name == "OutOfMemoryError" or str(answer).startswith("OOM")
                self._metrics.store_errors.labels("full" if full else "refused").inc()
        return answers

    async def close(self) -> None:
        await self._wire.close()


class WatchedDoor(DoorMiddleware):
    def __init__(self, door: DispatchPort, metrics: Metrics, since: Since = time.perf_counter) -> None:
        super().__init__(door)
        self._metrics = metrics
        self._since = since

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        began = self._since()
        try:
            await self.door.handle(inbound, responder)
        finally:
            platform = platform_of(inbound.account)
            self._metrics.answer_seconds.labels(platform).observe(self._since() - began)


class WatchedPlatform:
    """A platform whose connection and messages are counted."""

    def __init__(self, platform: Platform, metrics: Metrics, since: Since = time.perf_counter) -> None:
        self.inner = platform
        self.name = platform.name
        self.state: State = "idle"
        self._since = since
        self._metrics = metrics
        metrics.connected.labels(self.name).set_function(lambda: float(self.state == "connected"))

    @property
    def unsure(self) -> int:
        """How many messages may have been sent twice, because they could not be looked up."""
        counts: Mapping[str, int] = getattr(self.inner, "counts", {})
        return counts.get("not looked up", 0)

    async def run(self, ready: Callable[[str], None]) -> None:
        def heard(words: str) -> None:
            self.state = "connected"
            ready(words)

        ended: State = "connecting"
        self.state = ended
        try:
            await self.inner.run(heard)
        except Unready:
            ended = "given up"
            raise
        finally:
            self.state = ended

    async def deliver(self, delivery: Delivery) -> Receipt:
        began = self._since()
        outcome = "failed"
        try:
            receipt = await self.inner.deliver(delivery)
            outcome = receipt.outcome
        except Busy:
            outcome = "busy"
            raise
        finally:
            self._metrics.sends.labels(self.name, outcome).inc()
            self._metrics.send_seconds.labels(self.name).observe(self._since() - began)
        return receipt

    async def here(self, account: AccountId) -> bool | None:
        return await self.inner.here(account)

    async def channel_problem(self, channel: ChannelId) -> str | None:
        return await self.inner.channel_problem(channel)

    async def book(self, booking: Booking) -> Booked:
        return await self.inner.book(booking)


# all of it together, and what it answers on demand


@dataclass
class Watch:
    """Built first, then wrapped around each part as it is built."""

    metrics: Metrics = field(default_factory=Metrics)
    since: Since = time.perf_counter
    platforms: list[WatchedPlatform] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._round = self.since()
        self.metrics.repeats(lambda: {one.name: one.unsure for one in self.platforms})
        self.metrics.round_age.set_function(lambda: self.since() - self._round)

    # wrappers

    def wire(self, wire: Wire) -> WatchedWire:
        return WatchedWire(wire, self.metrics)

    def door(self, door: DispatchPort) -> WatchedDoor:
        return WatchedDoor(door, self.metrics, self.since)

    def command(self, command: Command) -> Command:
        """The command with each of its runs timed; one that was never run has no figures."""

        async def run(ctx: Any, args: Any) -> Any:
            began = self.since()
            try:
                return await command.run(ctx, args)
            finally:
                seconds = self.metrics.handler_seconds.labels(command.path, command.kind)
                seconds.observe(self.since() - began)

        return dataclasses.replace(command, run=run)

    def platform(self, platform: Platform) -> WatchedPlatform:
        self.platforms.append(watched := WatchedPlatform(platform, self.metrics, self.since))
        return watched

    # input

    def round(self) -> None:
        self._round = self.since()

    # output

    async def page(self, store: Store, clock: Clock) -> bytes:
        """All figures as Prometheus reads them; those of a store that does not answer are left out."""
        await self._look(store, clock)
        return generate_latest(self.metrics.registry)

    async def missing(self, store: Store) -> list[str]:
        """What does not work: `store`, or the name of a platform that was started and is not connected."""
        down = [one.name for one in self.platforms if one.state == "connecting"]
        try:
            async with asyncio.timeout(PATIENCE):
                await store.ping()
        except (LoopmateError, TimeoutError):
            return ["store", *down]
        return down

    async def _look(self, store: Store, clock: Clock) -> None:
        figures = self.metrics
        try:
            async with asyncio.timeout(PATIENCE):
                due, found = await asyncio.gather(Agenda(store).next_due(), Outbox(store, "-").depths())
        except (LoopmateError, TimeoutError):
            figures.store_up.set(0)
            figures.outbox.clear()
            figures.due_lag.set(float("nan"))
            return
        figures.store_up.set(1)
        figures.due_lag.set(max(0.0, (clock.now() - due).total_seconds()) if due else 0.0)
        for partition, depth in enumerate(found):
            for state, count in zip(("waiting", "working", "set_aside", "lost"), depth, strict=True):
                figures.outbox.labels(f"{partition:02d}", state).set(count)
