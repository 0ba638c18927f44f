"""Real processes on a server, platforms and clocks that fail: nothing is lost, and nothing is doubled."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.real.troupe import Troupe, troupe
from tests.servers import Restarted, restarted

Note = Callable[[str, object], None]
pytestmark = pytest.mark.soak


@asynccontextmanager
async def half_done(
    folder: Path, note: Note, *options: str, each: int = 10, fourth: str = ""
) -> AsyncIterator[tuple[Troupe, Restarted]]:
    """200 members, half of whose messages have gone out; afterwards all must be done, and once."""
    with restarted(folder) as server:
        async with troupe(server.url, folder, *options) as t:
            if fourth:
                t.start(fourth)
            await t.plan(await t.members(200), each, works=100, within=3)
            await t.half()
            yield t, server
            await t.until_drained()
            outcome = await t.outcome()
            note("counted", str(outcome))
            assert outcome.clean, str(outcome)


async def test_a_server_that_is_killed_and_comes_back(tmp_path: Path, record_property: Note) -> None:
    async with half_done(tmp_path, record_property) as (_, server):
        server.kill()
        server.start()


async def test_a_server_that_is_paused_for_half_a_minute(tmp_path: Path, record_property: Note) -> None:
    async with half_done(tmp_path, record_property) as (_, server):
        server.signal(signal.SIGSTOP)
        await asyncio.sleep(30)
        server.signal(signal.SIGCONT)


async def test_a_server_without_memory(tmp_path: Path, record_property: Note) -> None:
    async with half_done(tmp_path, record_property) as (t, _):
        await t.store.pipe("CONFIG", "SET", "maxmemory", "1")
        await asyncio.sleep(10)
        await t.store.pipe("CONFIG", "SET", "maxmemory", "0")


@pytest.mark.parametrize("kind", ["slow", "429", "500"])
async def test_a_platform_that_fails(tmp_path: Path, record_property: Note, kind: str) -> None:
    async with half_done(tmp_path, record_property, "--platform", kind, each=4):
        pass


async def test_clocks_that_jump_both_ways(tmp_path: Path, record_property: Note) -> None:
    async with half_done(tmp_path, record_property) as (t, _):
        for seconds in (1_200, -1_200, 0):
            t.skew(seconds)
            await asyncio.sleep(3)


async def test_a_rolling_restart_hands_back_what_it_holds(tmp_path: Path, record_property: Note) -> None:
    async with half_done(tmp_path, record_property, each=20) as (t, _):
        for _ in range(3):
            t.leave(0)
            t.start()
            await asyncio.sleep(1)


async def test_two_versions_side_by_side(tmp_path: Path, record_property: Note) -> None:
    """The older one knows no work: it leaves that to the newer ones."""
    async with half_done(tmp_path, record_property, fourth="--older"):
        pass
