"""Replays a run: `python -m tests.simulation --seed 17 --days 2 --plant "hasty tick"`."""

import argparse
import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import structlog

from tests.servers import one_server, valkey_binary
from tests.simulation.chaos import simulate
from tests.simulation.planted import NOTHING, PLANTS
from tests.simulation.report import Report


def asked(words: Sequence[str] | None = None) -> argparse.Namespace:
    """What is to be run: one seed, or several one after the other."""
    asking = argparse.ArgumentParser(prog="python -m tests.simulation")
    asking.add_argument("--seed", type=int, default=1)
    asking.add_argument("--seeds", type=int, default=1, help="how many seeds from --seed on")
    asking.add_argument("--days", type=int, default=2)
    asking.add_argument("--plant", choices=["", *(plant.name for plant in PLANTS)], default="")
    asking.add_argument("--log", action="store_true", help="what the processes log, too")
    return asking.parse_args(words)


async def replayed(socket: str, given: argparse.Namespace) -> AsyncIterator[Report]:
    """The reports of these runs on the server behind `socket`."""
    plant = next((plant for plant in PLANTS if plant.name == given.plant), NOTHING)
    for seed in range(given.seed, given.seed + given.seeds):
        yield await simulate(socket, seed, given.days, plant)


async def _printed(socket: str, given: argparse.Namespace) -> None:
    async for report in replayed(socket, given):
        print(report, flush=True)


def main() -> None:
    """Prints a line for each run."""
    given = asked()
    if not given.log:
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with (
        tempfile.TemporaryDirectory() as folder,
        one_server(valkey_binary(), Path(folder), appendonly="no") as url,
    ):
        asyncio.run(_printed(url.removeprefix("unix://"), given))


if __name__ == "__main__":
    main()
