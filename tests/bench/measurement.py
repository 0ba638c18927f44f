"""Figures: how they're measured, what they should be, and what they must be for `make bench` to succeed."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from bot.store.wire import Pipe, redis_wire
from tests.servers import one_server, valkey_binary

Figures = dict[str, float]


class Gate(NamedTuple):
    """A figure beside its aim; without a `gate` it is only reported. `most`: less is better."""

    what: str
    found: float
    aim: float
    gate: float | None = None
    most: bool = False

    @property
    def met(self) -> bool:
        return self._within(self.aim)

    @property
    def failed(self) -> bool:
        return self.gate is not None and not self._within(self.gate)

    def _within(self, limit: float) -> bool:
        return self.found <= limit if self.most else self.found >= limit

    def __str__(self) -> str:
        side = "at most" if self.most else "at least"
        verdict = "gate failed" if self.failed else "met" if self.met else "missed"
        gate = f", gate {self.gate:,g}" if self.gate is not None else ""
        return f"  {self.what:48} {self.found:>9,g}  aim {side} {self.aim:,g}{gate}: {verdict}"


def shown(gates: list[Gate]) -> list[Gate]:
    """Prints them; those whose gate failed."""
    for gate in gates:
        print(gate)
    return [gate for gate in gates if gate.failed]


def print_row(name: str, figures: Mapping[str, float]) -> None:
    """Prints figures in a line."""
    print(f"  {name:48}", "  ".join(f"{key} {value:>9,}" for key, value in figures.items()))


@asynccontextmanager
async def raw_server() -> AsyncIterator[Pipe]:
    """A server with its append-only file on, and nothing of ours before it: what floors are measured on."""
    with tempfile.TemporaryDirectory() as folder, one_server(valkey_binary(), Path(folder)) as url:
        pipe = Pipe(wire := redis_wire(socket=url.removeprefix("unix://")))
        yield pipe
        await wire.close()


async def latencies(one: Callable[[int], Awaitable[object]], calls: int, at_once: int) -> Figures:
    """Milliseconds of so many calls, so many at a time; `cpu_ms`: the processor's share, whoever else runs."""
    times, numbers = list[float](), iter(range(calls))

    async def caller() -> None:
        for number in numbers:
            began = time.perf_counter()
            await one(number)
            times.append((time.perf_counter() - began) * 1_000)

    began, worked = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller() for _ in range(at_once)))
    seconds = time.perf_counter() - began
    return {
        "cpu_ms": round((time.process_time() - worked) * 1_000 / calls, 2),
        "p50_ms": round(median(times), 2),
        "p99_ms": round(quantiles(times, n=100)[98], 2),
        "per_second": round(calls / seconds),
    }
