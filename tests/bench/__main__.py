"""`make bench`: each figure beside the floor of the same run, because machines differ."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.bench import channel, crowd, pairing, picture, platforms, times
from tests.bench.measurement import Figures, latencies, raw_server
from tests.desk import Desk
from tools import bench

CALLERS = 50
ROUNDS = 60


def main() -> None:
    """Prints every benchmark, the load average first, for whoever compares; ends with 1 when a gate failed."""
    print(f"load average {os.getloadavg()[0]:.2f}, {os.cpu_count()} cores, Python {sys.version.split()[0]}")
    commands()
    outbox()
    failed = times.figures()
    crowd.figures()
    print("\nCritique by rule, one core (aim 3,000 bullets a second)")
    for name, figures in bench.critique().items():
        _row(name, figures)
    pairing.main()
    print(
        "\nQuestion of the day: answers within five minutes, each counted once (aim: close to reveal under 5 s)"
    )
    _row("answers, reveal, memories", asyncio.run(channel.figures()))
    print(
        "\nThe picture of a trade-off, drawn in the worker, warm (aim 400 ms; the event loop goes on meanwhile; "
        f"beside {picture.UPLOADS} slow uploads at most twice as long)"
    )
    _row("eight options, ten pictures", asyncio.run(picture.figures()))
    start()
    health()
    memory()
    on_platforms()
    if failed:
        sys.exit("\n".join(["", "Gates that failed:", *map(str, failed)]))


def on_platforms() -> None:
    print(
        f"\nPlatforms: until the answer is visible, {platforms.CALLS:,} calls, {platforms.AT_ONCE} at once, loopback "
        "server in this process (aim: p50 at most twice the bare app's)"
    )
    found = platforms.figures()
    for name, apps in found.items():
        print(f"  {name}")
        for app, figures in apps.items() if name != "process" else [("both connected, at rest", apps)]:
            _row(f"  {app}", figures)


def commands() -> None:
    print("\nA command through the whole path, 50 callers at once, embedded server")
    _row("floor: raw HMGET twice", asyncio.run(_raw()))
    for name, figures in asyncio.run(bench.commands()).items():
        label = "floor: an empty handler" if name == "bench" else f"/prep {name}"
        _row(label, figures)


def _row(name: str, figures: dict[str, float]) -> None:
    print(f"  {name:28}", "  ".join(f"{key} {value:>9,}" for key, value in figures.items()))


async def _raw() -> Figures:
    async with raw_server() as pipe:
        await pipe("HSET", "h", "a", "x" * 400, "b", "y" * 400)

        async def one(_: int) -> None:
            await pipe("HMGET", "h", "a", "b")
            await pipe("HMGET", "h", "a", "b")

        return await latencies(one, CALLERS * ROUNDS, CALLERS)


def outbox() -> None:
    print(
        "\nOutbox: cards from fresh state to a null platform, one worker, 5,000 due in one minute, "
        "best of three (aim 5,000/s)"
    )
    _row("floor: raw XADD, XREADGROUP, XACK", asyncio.run(_raw_stream()))
    best: dict[str, Figures] = {}
    for _ in range(3):
        for name, figures in asyncio.run(bench.outbox()).items():
            if name not in best or figures["per_second"] > best[name]["per_second"]:
                best[name] = figures
    for name, figures in best.items():
        _row(name, figures)


async def _raw_stream() -> Figures:
    async with raw_server() as pipe:
        return await times.raw(pipe)


def start() -> None:
    """From process start to the first answer, warm, five times; the floor is Python importing nothing."""
    print("\nStart: process to exit, best of five (aim 1.5 s)")
    story = "bob: /prep start zone=UTC\n"
    program = [sys.executable, "-c", "from bot.cli import main; main()", "console"]
    _row("floor: python -c pass", {"seconds": _timed([sys.executable, "-c", "pass"], "")})
    _row("a story of one line", {"seconds": _timed(program, story)})


def _timed(command: list[str], given: str) -> float:
    times = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run(command, input=given, text=True, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - began)
    return round(min(times), 2)


def health() -> None:
    """What a container's check costs, asked every half minute of a bot that runs."""
    print("\nloopmate health: computing of the whole process, best of five (aim 0.5 s)")
    libraries = [sys.executable, "-c", "import redis.asyncio, pydantic_settings, typer"]
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        _computed("floor: python -c pass", lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
        _computed("floor: its libraries alone", lambda: subprocess.run(libraries, check=True))
        with desk.talking():
            _computed("loopmate health", lambda: desk.start("health").check_returncode())


def _computed(name: str, what: Callable[[], object]) -> None:
    """The least that the processes which `what` starts and awaits have computed, in seconds."""
    spent = []
    for _ in range(5):
        before = sum(os.times()[2:4])
        what()
        spent.append(sum(os.times()[2:4]) - before)
    _row(name, {"cpu_seconds": round(min(spent), 2)})


def memory() -> None:
    """This process's own peak is the benchmarks'; so a fresh one makes one Call of each command."""
    print("\nMemory of the main process after one Call of each command (aim 120 MB)")
    floor = "print(open('/proc/self/status').read().split('VmRSS:')[1].split()[0])"
    alone, one_of_each = (
        subprocess.run([sys.executable, *words], text=True, check=True, stdout=subprocess.PIPE).stdout
        for words in (("-c", floor), ("-m", "tests.bench.memory"))
    )
    _row("floor: python -c pass", {"MB": int(alone) // 1024})
    _row("one Call of each command", json.loads(one_of_each.splitlines()[-1]))


if __name__ == "__main__":
    main()
