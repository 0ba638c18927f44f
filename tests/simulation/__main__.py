"""Replays a run: `python -m tests.simulation --seed 17 --days 2 --plant "hasty tick"`."""

import argparse
import asyncio
import tempfile
from pathlib import Path

from tests.servers import one_server, valkey_binary
from tests.simulation.chaos import simulate
from tests.simulation.planted import NOTHING, PLANTS


def main() -> None:
    """Runs one seed, or several one after the other, and prints a line for each."""
    asked = argparse.ArgumentParser(prog="python -m tests.simulation")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--seeds", type=int, default=1, help="how many seeds from --seed on")
    asked.add_argument("--days", type=int, default=2)
    asked.add_argument("--plant", default="", help="the name of a planted fault")
    given = asked.parse_args()
    plant = next((p for p in PLANTS if p.name == given.plant), NOTHING)
    with tempfile.TemporaryDirectory() as folder, one_server(valkey_binary(), Path(folder)) as url:
        for seed in range(given.seed, given.seed + given.seeds):
            print(asyncio.run(simulate(url.removeprefix("unix://"), seed, given.days, plant)))


if __name__ == "__main__":
    main()
