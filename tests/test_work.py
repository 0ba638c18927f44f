"""The worker process: what dies is started again, for everybody who waits."""

import asyncio
import os
import signal
import subprocess
import sys

import pytest

from bot.work import NICE, Worker


def die_once(path: str) -> str:
    """Kills the process at the first call, answers at the next."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "alive"
    os._exit(1)


async def test_a_function_runs_elsewhere_and_its_error_comes_back() -> None:
    worker = Worker()
    try:
        assert await worker(abs, -42) == 42
        assert await worker(os.getpid) != os.getpid()
        with pytest.raises(ValueError, match="invalid literal"):
            await worker(int, "x")
    finally:
        worker.close()


async def test_the_worker_gives_way_to_the_bot_and_keeps_its_arithmetic_on_one_core() -> None:
    worker = Worker()
    try:
        assert await worker(os.nice, 0) == min(os.nice(0) + NICE, 19)
        assert await worker(os.getenv, "OPENBLAS_NUM_THREADS") == os.environ.get("OPENBLAS_NUM_THREADS", "1")
    finally:
        worker.close()


async def test_what_can_wait_has_a_process_of_its_own_that_stays_on_one_core() -> None:
    worker = Worker()
    try:
        assert await worker.patiently(os.getpid) not in {os.getpid(), await worker(os.getpid)}
        if sys.platform == "linux":
            assert len(await worker.patiently(os.sched_getaffinity, 0)) == 1
            assert await worker(os.sched_getaffinity, 0) == os.sched_getaffinity(0)
        with pytest.raises(ValueError, match="invalid literal"):
            await worker.patiently(int, "x")
    finally:
        worker.close()


async def test_when_the_process_dies_all_who_wait_are_served_by_one_new_process(tmp_path: object) -> None:
    worker = Worker()
    try:
        mark = f"{tmp_path}/died"
        alive, *processes = await asyncio.gather(
            worker(die_once, mark), *(worker(os.getpid) for _ in range(20))
        )
        assert alive == "alive"
        assert len(set(processes)) == 1
    finally:
        worker.close()


def killed() -> None:
    """A bot that is killed while it has a worker: by the time that nobody holds its output open, both are gone."""

    async def use() -> None:
        print(await Worker()(os.getpid), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(use())


def test_a_worker_ends_with_a_bot_that_is_killed() -> None:
    command = [sys.executable, "-c", "from tests.test_work import killed; killed()"]
    done = subprocess.run(command, stdout=subprocess.PIPE, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert done.stdout.strip().isdigit()
