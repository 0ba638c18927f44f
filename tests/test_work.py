"""The worker process: what dies is started again, for everybody who waits."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.work import NICE, NICE_WITH_FILES, Worker


def die_once(path: str) -> str:
    """Kills the process at the first call, answers at the next."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "alive"
    os._exit(1)


def sleep_long(started: Path) -> None:
    started.write_bytes(b"now")
    time.sleep(120)


async def test_a_function_runs_elsewhere_and_its_error_comes_back() -> None:
    with closing(Worker()) as worker:
        for pool in (worker.pictures, worker.files, worker.matching):
            assert await pool(abs, -42) == 42
            with pytest.raises(ValueError, match="invalid literal"):
                await pool(int, "x")


async def test_no_kind_of_work_waits_for_another(tmp_path: Path) -> None:
    """A file is being read for as long as nobody writes into the pipe: what is drawn meanwhile is drawn."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with closing(Worker()) as worker:
        reading = asyncio.ensure_future(worker.files(Path.read_bytes, pipe))
        assert await worker.pictures(abs, -42) == await worker.matching(abs, -42) == 42
        assert not reading.done()
        await asyncio.to_thread(pipe.write_bytes, b"done")
        assert await reading == b"done"


async def test_who_ends_it_does_not_wait_for_what_takes_minutes(tmp_path: Path) -> None:
    started = tmp_path / "pipe"
    os.mkfifo(started)
    with closing(Worker()) as worker:
        busy = asyncio.ensure_future(worker.matching(sleep_long, started))
        await asyncio.to_thread(started.read_bytes)
        busy.cancel()
        before = time.monotonic()
    assert time.monotonic() - before < 30


async def test_the_worker_gives_way_to_the_bot_files_to_pictures_and_arithmetic_stays_on_one_core() -> None:
    with closing(Worker()) as worker:
        assert await worker.pictures(os.nice, 0) == min(os.nice(0) + NICE, 19)
        assert await worker.files(os.nice, 0) == min(os.nice(0) + NICE_WITH_FILES, 19)
        threads = await worker.pictures(os.getenv, "OPENBLAS_NUM_THREADS")
        assert threads == os.environ.get("OPENBLAS_NUM_THREADS", "1")


async def test_when_the_process_dies_all_who_wait_are_served_by_one_new_process(tmp_path: object) -> None:
    with closing(Worker()) as worker:
        mark = f"{tmp_path}/died"
        alive, *processes = await asyncio.gather(
            worker.files(die_once, mark), *(worker.files(os.getpid) for _ in range(20))
        )
        assert alive == "alive"
        assert len(set(processes)) == 1


def killed() -> None:
    """A bot that is killed while it has a worker: by the time that nobody holds its output open, both are gone."""

    async def use() -> None:
        print(await Worker().files(os.getpid), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(use())


def test_a_worker_ends_with_a_bot_that_is_killed() -> None:
    command = [sys.executable, "-c", "from tests.test_work import killed; killed()"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.strip().isdigit()
