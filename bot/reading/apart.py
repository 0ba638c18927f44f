"""One file in one child process: what loops or grows is ended there, and nothing else feels it."""

import multiprocessing
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from bot.reading.document import Shape, parse
from bot.reading.pdf import Progress
from bot.reading.resume import FileLimits, Resume, Unreadable

DONE, NO, PAGE = b"+", b"-", b"p"
DEEP = "It is nested deeper than any resume is, so I stopped."
BROKEN = "It is broken, or not what its name says. Save it again, or as plain text."
_START = "import sys; sys.path[:] = sys.argv[2:]; from bot.reading import apart; apart.work(int(sys.argv[1]))"


def _silent(_page: int, _pages: int) -> None:
    """For who does not watch."""


def read(
    name: str,
    data: bytes,
    shape: Shape = "bullets",
    limits: FileLimits = FileLimits(),  # noqa: B008 - frozen
    progress: Progress = _silent,
) -> Resume:
    """The bullets or passages of a file called `name`; `progress` hears page by page.

    Raises:
        Unreadable: in words, with the limit where one was reached.
    """
    if len(data) > limits.size:
        raise Unreadable(
            f"It has more than {limits.size / 1e6:,.0f} MB, the most that I take. "
            "Save it without its pictures, or split it."
        )
    with _child() as (process, pipe):
        try:
            pipe.send((name, shape, limits))
            pipe.send_bytes(data)
            return _answer(pipe, limits, progress)
        except (EOFError, BrokenPipeError, ConnectionResetError):
            raise Unreadable(_why_ended(process.wait(5), limits)) from None


@contextmanager
def _child() -> Iterator[tuple[subprocess.Popen[bytes], Connection]]:
    """A child that gets nothing of ours but the file: no environment, in which tokens and keys may stand."""
    ours, theirs = multiprocessing.Pipe()
    with ours:
        with theirs:
            end = theirs.fileno()
            process = subprocess.Popen(  # noqa: S603 - our own words
                [sys.executable, "-I", "-c", _START, str(end), *sys.path],
                env={},
                pass_fds=[end],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # parsers grumble about files that they read all the same
            )
        try:
            yield process, ours
        finally:
            process.kill()
            process.wait()


def _answer(pipe: Connection, limits: FileLimits, progress: Progress) -> Resume:
    until = time.monotonic() + limits.wall
    while True:
        if not pipe.poll(max(0.0, until - time.monotonic())):
            raise Unreadable(
                f"It took longer than {limits.wall:.0f} seconds, so I stopped. Save it as .md or .txt."
            )
        said = pipe.recv_bytes()
        if said[:1] == PAGE:
            page, _, pages = said[1:].partition(b"/")
            progress(int(page), int(pages))
        elif said[:1] == DONE:
            return Resume.model_validate_json(said[1:])
        else:
            raise Unreadable(said[1:].decode())


def _why_ended(code: int, limits: FileLimits) -> str:
    if code == -signal.SIGXCPU:
        return f"It took more than {limits.cpu} seconds of computing, so I stopped. Save it as .md or .txt."
    return _memory(limits) if code in (-signal.SIGKILL, 1) else BROKEN


def _memory(limits: FileLimits) -> str:
    return f"It needed more than {limits.memory // (1024 * 1024)} MB of memory, so I stopped. Save it as .md or .txt."


# in the child


def work(end: int) -> None:
    """Takes a name and bytes from the pipe with that descriptor, sends back what was read; nothing of it is written
    anywhere. The parent believes nothing that comes back but bytes."""
    pipe = Connection(end)
    name, shape, limits = pipe.recv()
    data = pipe.recv_bytes()
    _confine(limits)
    pipe.send_bytes(_said(name, data, shape, limits, pipe))


def _said(name: str, data: bytes, shape: Shape, limits: FileLimits, pipe: Connection) -> bytes:
    try:
        found = parse(
            name, data, limits, lambda page, pages: pipe.send_bytes(PAGE + b"%d/%d" % (page, pages)), shape
        )
        return DONE + found.model_dump_json().encode(errors="replace")
    except Exception as error:  # whatever a parser raises on a hostile file is told in a sentence
        return NO + reason(error, limits).encode()


def reason(error: Exception, limits: FileLimits) -> str:
    """Why a file is not read, in a sentence."""
    if isinstance(error, Unreadable):
        return str(error)
    if isinstance(error, RecursionError):
        return DEEP
    # lxml has no error of its own for it
    return _memory(limits) if isinstance(error, MemoryError) or "emory" in str(error) else BROKEN


def _confine(limits: FileLimits) -> None:
    """A second between the limits of computing: at the first a process is told why, at the last it is ended.
    `man 2 setrlimit`."""
    for what, most, last in (
        (resource.RLIMIT_CPU, limits.cpu, limits.cpu + 1),
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_FSIZE, 0, 0),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        resource.setrlimit(what, (most, last))
