"""Time that holds: each message comes, never early, and once where that can be known; work happens once."""

import os
import shlex
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from structlog.testing import capture_logs

from tests.servers import one_server, valkey_binary
from tests.simulation.__main__ import asked, replayed
from tests.simulation.chaos import SHORTAGES, simulate
from tests.simulation.faults import ChaosWire, Postman
from tests.simulation.planted import PLANTS, Plant

FULL = bool(os.environ.get("LOOPMATE_FULL"))
SEEDS, DAYS = (500, 7) if FULL else (10, 2)
SOME = 10
KINDS = {
    *ChaosWire.KINDS,
    *(f"platform {kind}" for kind in Postman.KINDS),
    "look-up unavailable",
    "clock jump",
    "asleep",
    *SHORTAGES.values(),
    "file flood",
}
Note = Callable[[str, object], None]


@pytest.fixture(scope="module")
def socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with one_server(valkey_binary(), tmp_path_factory.mktemp("s"), appendonly="no") as url:
        yield url.removeprefix("unix://")


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What the processes log is of no use here, and slow to print."""
    with capture_logs():
        yield


@pytest.mark.parametrize("first", range(1, SEEDS + 1, SOME))
async def test_nothing_is_lost_doubled_early_late_or_left_over_whatever_breaks(
    socket: str, first: int, record_property: Note
) -> None:
    broken = Counter[str]()
    for seed in range(first, first + SOME):
        report = await simulate(socket, seed, DAYS)
        assert report.problems() == [], str(report)
        record_property("faults", dict(report.faults))
        broken += report.faults
    assert set(broken) == KINDS, "days without some kind of fault prove nothing about it"


@pytest.mark.parametrize("plant", PLANTS if FULL else PLANTS[::3], ids=lambda plant: plant.name)
async def test_a_fault_that_is_planted_is_flagged(socket: str, plant: Plant) -> None:
    """By the seed that is known to; by another of the same ones when what is simulated has changed since."""
    told = []
    for seed in (plant.seed, *range(1, 21)):
        told.append(await simulate(socket, seed, 1, plant))
        if any(problem.startswith(plant.sign) for problem in told[-1].problems()):
            return
    pytest.fail("\n".join(map(str, told)))


async def test_the_line_of_a_failure_replays_it(socket: str) -> None:
    plant = PLANTS[0]
    report = await simulate(socket, plant.seed, 1, plant)
    line = str(report).partition("replay: ")[2].partition("   [")[0]
    (again,) = [one async for one in replayed(socket, asked(shlex.split(line)[3:]))]
    assert again == report
    assert report.problems()
