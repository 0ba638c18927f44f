"""The figures, in a registry of their own. Labels come from closed lists: platforms, paths, outcomes, partitions."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

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


class Metrics:
    """All figures of one process."""

    def __init__(self) -> None:
        self.registry = own = CollectorRegistry()
        self.sends = Counter(
            "loopmate_sends", "Messages by what became of them", ("platform", "outcome"), registry=own
        )
        self.send_seconds = Histogram(
            "loopmate_send_seconds",
            "Handing a message to a platform",
            ("platform",),
            buckets=SLOW,
            registry=own,
        )
        self.connected = Gauge(
            "loopmate_platform_connected", "1: connected, 0: not (again)", ("platform",), registry=own
        )
        self.handler_seconds = Histogram(
            "loopmate_handler_seconds", "One run of a handler", ("path", "kind"), buckets=QUICK, registry=own
        )
        self.answer_seconds = Histogram(
            "loopmate_answer_seconds", "From a press to its answer", ("platform",), buckets=SLOW, registry=own
        )
        self.store_errors = Counter(
            "loopmate_store_errors", "Times that Redis did not do it", ("kind",), registry=own
        )
        self.store_up = Gauge("loopmate_store_up", "1: Redis answered just now", registry=own)
        self.due_lag = Gauge("loopmate_due_lag_seconds", "How late the agenda is", registry=own)
        self.outbox = Gauge(
            "loopmate_outbox_entries", "Entries by where they are", ("partition", "state"), registry=own
        )
        self.round_age = Gauge("loopmate_round_age_seconds", "Since the runner's last round", registry=own)
        self.heartbeats = Counter(
            "loopmate_heartbeats", "Calls of LOOPMATE_HEARTBEAT_URL", ("outcome",), registry=own
        )
        ProcessCollector(registry=own)

    def events(self, *sources: Mapping[str, int]) -> None:
        """Shows what the dispatcher and the runner count as they go."""

        def read() -> dict[str, int]:
            return {event.replace(" ", "_"): sum(one.get(event, 0) for one in sources) for event in EVENTS}

        self.registry.register(_Read("loopmate_events", "What happened, by kind", "event", read))

    def repeats(self, read: Callable[[], Mapping[str, int]]) -> None:
        """Shows, by platform, how many messages went out that may have gone out before: nobody could look."""
        name, about = (
            "loopmate_repeats_not_ruled_out",
            "Messages that may be repeats: they could not be looked up",
        )
        self.registry.register(_Read(name, about, "platform", read))


class _Read(Collector):
    """Counters of others, read when somebody asks, so that nothing is counted twice."""

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
