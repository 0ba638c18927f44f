"""One file in one child process: what loops or grows is ended there, and nothing else feels it.

The system holds each limit that it knows; a thread of the child watches the others: macOS refuses RLIMIT_AS and
Windows has none of them (`man 2 setrlimit`). The thread looks between two steps of the interpreter, so one long
call into C can pass its limit for as long as it lasts; the clock of the parent ends that too."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from pathlib import Path
from threading import Event, Timer
from typing import TYPE_CHECKING, BinaryIO, cast

from bot.reading.bullets import FileLimits, Resume, Unreadable

if sys.platform != "win32":
    import resource

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from bot.reading.document import Shape
    from bot.reading.pdf import Progress

DONE, NO, PAGE = b"+", b"-", b"p"
BROKEN = "It's broken, or not what its name says. Save it again, or as plain text."
_START = "import sys; sys.path[:] = sys.argv[1:]; from bot.reading import sandbox; sandbox.work()"
_LENGTH = 4
"""Bytes in front of each message of the child that say how long it is."""
_NEEDED = ("SYSTEMROOT",)
"""What a program can't start without on Windows; of everything else in our environment the child sees nothing."""
OUT_OF_TIME, OUT_OF_MEMORY = 81, 82
"""How a child ends that a thread has stopped."""
LOOK = 0.02
"""Seconds between two looks."""


def _silent(_page: int, _pages: int) -> None:
    """For who does not watch."""


def read(
    name: str,
    data: bytes,
    shape: "Shape" = "bullets",
    limits: FileLimits = FileLimits(),  # noqa: B008 - frozen
    progress: "Progress" = _silent,
) -> Resume:
    """The bullets or passages of a file called `name`; `progress` hears page by page.
    Raises Unreadable: in words, with the limit where one was reached."""
    if len(data) > limits.size:
        raise Unreadable(
            f"It has more than {limits.size / 1e6:,.0f} MB, the most that I take. "
            "Save it without its pictures, or split it."
        )
    asked = {"name": name, "shape": shape, "limits": asdict(limits)}
    with _child(limits.wall) as (process, late):
        question, answer = cast(BinaryIO, process.stdin), cast(BinaryIO, process.stdout)
        try:
            question.write(json.dumps(asked).encode() + b"\n" + data)
            question.close()
            return _answer(answer, progress)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            if late.is_set():
                raise Unreadable(
                    f"It took longer than {limits.wall:.0f} seconds, so I stopped. Save it as .md or .txt."
                ) from None
            raise Unreadable(_why_ended(process.wait(5), limits)) from None


@contextmanager
def _child(wall: float) -> Iterator[tuple[subprocess.Popen[bytes], Event]]:
    """A child that gets nothing of ours but the file: no environment, which may hold tokens and keys. It is ended
    after `wall` seconds, and the event says so."""
    process = subprocess.Popen(  # noqa: S603 - our own words
        [sys.executable, "-I", "-c", _START, *sys.path],
        env={name: os.environ[name] for name in _NEEDED if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # parsers grumble about files that they read all the same
    )
    late = Event()

    def end() -> None:
        late.set()
        process.kill()

    timer = Timer(wall, end)
    timer.daemon = True
    timer.start()
    try:
        yield process, late
    finally:
        timer.cancel()
        process.kill()
        with process, suppress(BrokenPipeError):  # it may have ended before it had read everything
            cast(BinaryIO, process.stdin).close()


def _answer(said: BinaryIO, progress: "Progress") -> Resume:
    while True:
        message = _whole(said, int.from_bytes(_whole(said, _LENGTH)))
        if message[:1] == PAGE:
            page, _, pages = message[1:].partition(b"/")
            progress(int(page), int(pages))
        elif message[:1] == DONE:
            return _validator().validate_json(message[1:])
        else:
            raise Unreadable(message[1:].decode())


@cache
def _validator() -> "TypeAdapter[Resume]":
    from pydantic import TypeAdapter  # noqa: PLC0415 - the child, which starts anew for each file, needs none

    return TypeAdapter(Resume)


def _whole(said: BinaryIO, length: int) -> bytes:
    """Exactly so many bytes; raises EOFError where the child ended before."""
    found = said.read(length)
    if len(found) < length:
        raise EOFError
    return found


def _why_ended(code: int, limits: FileLimits) -> str:
    out_of_time, out_of_memory = {OUT_OF_TIME}, {OUT_OF_MEMORY}
    if sys.platform != "win32":  # which knows no signals
        out_of_time.add(-signal.SIGXCPU)
        out_of_memory |= {-signal.SIGKILL, 1}
    if code in out_of_time:
        return f"It took more than {limits.cpu} seconds of computing, so I stopped. Save it as .md or .txt."
    return _memory(limits) if code in out_of_memory else BROKEN


def _memory(limits: FileLimits) -> str:
    return f"It needed more than {limits.memory // (1024 * 1024)} MB of memory, so I stopped. Save it as .md or .txt."


# in the child


def work() -> None:
    """Takes a name and bytes from standard input, sends back what was read; nothing of it is written anywhere. The
    parent believes nothing that comes back but bytes."""
    from bot.reading.document import parse  # noqa: PLC0415 - what takes files apart is for the child alone

    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a parser prints isn't an answer
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limits = FileLimits(**asked["limits"])
    if refused := _refused(limits):
        threading.Thread(target=_watch, args=(limits, refused), daemon=True).start()

    def send(message: bytes) -> None:
        out.write(len(message).to_bytes(_LENGTH) + message)
        out.flush()

    def progress(page: int, pages: int) -> None:
        send(PAGE + b"%d/%d" % (page, pages))

    try:
        found = parse(asked["name"], data, limits, progress, asked["shape"])
        said = DONE + json.dumps(asdict(found), ensure_ascii=False).encode(errors="replace")
    except Exception as error:  # whatever a parser raises on a hostile file is told in a sentence
        said = NO + reason(error, limits).encode()
    send(said)


def reason(error: Exception, limits: FileLimits) -> str:
    """Why a file is not read, in a sentence."""
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, RecursionError):
        return "It's nested deeper than any resume is, so I stopped."
    # lxml has no error of its own for it
    return _memory(limits) if isinstance(error, MemoryError) or "emory" in str(error) else BROKEN


def _refused(limits: FileLimits) -> set[str]:
    """Sets the system's limits and returns those that it lacks. The two limits of computing are a second apart:
    at the first a process is told why, at the last it is ended."""
    if sys.platform == "win32":
        return {"cpu", "memory"}
    refused = set()
    for name, what, soft, hard in (
        ("cpu", resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),
        ("memory", resource.RLIMIT_AS, limits.memory, limits.memory),
        ("files", resource.RLIMIT_FSIZE, 0, 0),
        ("core", resource.RLIMIT_CORE, 0, 0),
    ):
        try:
            resource.setrlimit(what, (soft, hard))
        except (ValueError, OSError):
            refused.add(name)
    return refused & {"cpu", "memory"}


def _watch(limits: FileLimits, what: set[str]) -> None:
    while True:
        if "cpu" in what and time.process_time() > limits.cpu:
            os._exit(OUT_OF_TIME)
        if "memory" in what and _peak_memory() > limits.memory:
            os._exit(OUT_OF_MEMORY)
        time.sleep(LOOK)


def _peak_memory() -> int:
    """The most bytes of memory that this process has held."""
    if sys.platform == "win32":
        return _peak_on_windows()
    if sys.platform == "linux":  # where getrusage knows the parent's peak as well (`man 2 getrusage`)
        status = Path("/proc/self/status").read_text("ascii", "replace")
        return int(status.split("VmHWM:")[1].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Counters(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS of psapi.h."""

        _fields_ = (
            ("cb", wintypes.DWORD),
            ("PageFaultCount", wintypes.DWORD),
            *(
                (name, ctypes.c_size_t)
                for name in (
                    "PeakWorkingSetSize",
                    "WorkingSetSize",
                    "QuotaPeakPagedPoolUsage",
                    "QuotaPagedPoolUsage",
                    "QuotaPeakNonPagedPoolUsage",
                    "QuotaNonPagedPoolUsage",
                    "PagefileUsage",
                    "PeakPagefileUsage",
                )
            ),
        )

    def _peak_on_windows() -> int:
        counters = _Counters(cb=ctypes.sizeof(_Counters))
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.POINTER(_Counters), wintypes.DWORD)
        if not kernel.K32GetProcessMemoryInfo(
            kernel.GetCurrentProcess(), ctypes.byref(counters), ctypes.sizeof(counters)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return int(counters.PeakPagefileUsage)
