"""What a run of the tests says at its end, beside what pytest says; how long an example may take; its signals."""

import gc
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from tests.desk import Desk
    from tests.world import Somebody, World

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
# a busy machine isn't a failure: tests that are about time count steps, or stand in `make bench`

gc.disable()  # what is imported stays: looking through it for garbage is half of collecting the tests


def pytest_configure(config: pytest.Config) -> None:
    """No test writes into the settings of whoever runs it. A run in the background ignores Ctrl-C, and so does every
    program that it starts; some tests type it."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = tempfile.TemporaryDirectory(prefix="lm-config-")
    os.environ["XDG_CONFIG_HOME"] = folder.name
    config.add_cleanup(folder.cleanup)


@pytest.fixture
def desk(tmp_path: Path) -> "Desk":
    """Where the program runs beside the test, in a folder of its own."""
    from tests.desk import Desk  # noqa: PLC0415 - most tests don't need it

    return Desk(tmp_path)


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    """A server of its own that loses nothing."""
    from tests.servers import one_server, valkey_binary  # noqa: PLC0415 - most tests don't need it

    (folder := tmp_path / "server").mkdir()
    with one_server(valkey_binary(), folder) as address:
        yield address


@pytest.fixture
async def w(tmp_path: Path, request: pytest.FixtureRequest) -> "AsyncIterator[World]":
    """The whole bot in a folder of its own, from the instant that a module calls BEGINS; a story is on the platform
    on which it is told."""
    from tests.world import START, world  # noqa: PLC0415 - most of the bot, which many tests don't need

    async with world(tmp_path, at=getattr(request.module, "BEGINS", START)) as made:
        yield made


@pytest.fixture
async def alice(w: "World") -> "Somebody":
    """An organizer who has joined."""
    return await w.member("alice", "UTC", organiser=True)


@pytest.fixture
async def bob(w: "World") -> "Somebody":
    """A member in Berlin, as erin and dave are."""
    return await w.member("bob")


@pytest.fixture
async def erin(w: "World") -> "Somebody":
    return await w.member("erin")


@pytest.fixture
async def dave(w: "World") -> "Somebody":
    return await w.member("dave")


def pytest_collection_finish() -> None:
    """From now on garbage is collected, among what is made from now on, in larger portions: a fifth of all time."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def pytest_sessionfinish() -> None:
    """In a run that used no world there is nothing to close."""
    if (world := sys.modules.get("tests.world")) is not None:
        world.WORKER.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The faults of the simulated days, by kind (days without faults prove nothing); what real runs have counted."""
    faults, seeds = Counter[str](), 0
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "faults":
                faults += Counter(value)
                seeds += 1
            elif name == "counted":
                terminalreporter.write_line(f"{report.nodeid.partition('::')[2]}: {value}")
    if seeds:
        kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(faults.items()))
        terminalreporter.write_line(f"simulated days of {seeds} seeds: {kinds}")
