"""One file in one child process: what loops or grows is ended there, and nothing else feels it."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from functools import cache
from threading import Event, Timer
from typing import TYPE_CHECKING, BinaryIO, cast

from bot.reading.confinement import OUT_OF_MEMORY, OUT_OF_TIME, confine
from bot.reading.document import Shape, parse
from bot.reading.pdf import Progress
from bot.reading.resume import FileLimits, Resume, Unreadable

if TYPE_CHECKING:
    from pydantic import TypeAdapter

DONE, NO, PAGE = b"+", b"-", b"p"
DEEP = "It is nested deeper than any resume is, so I stopped."
BROKEN = "It is broken, or not what its name says. Save it again, or as plain text."
_START = "import sys; sys.path[:] = sys.argv[1:]; from bot.reading import apart; apart.work()"
_LENGTH = 4
"""Bytes in front of each message of the child that say how long it is."""
_NEEDED = ("SYSTEMROOT",)
"""What a program can't start without on Windows; of everything else in our environment the child sees nothing."""


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
    """A child that gets nothing of ours but the file: no environment, in which tokens and keys may stand. It is ended
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


def _answer(said: BinaryIO, progress: Progress) -> Resume:
    while True:
        message = _message(said)
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


def _message(said: BinaryIO) -> bytes:
    length = int.from_bytes(_whole(said, _LENGTH))
    return _whole(said, length)


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
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a parser prints is no answer
    asked = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    limits = FileLimits(**asked["limits"])
    confine(limits)

    def send(message: bytes) -> None:
        out.write(len(message).to_bytes(_LENGTH) + message)
        out.flush()

    send(_said(asked["name"], data, asked["shape"], limits, send))


def _said(name: str, data: bytes, shape: Shape, limits: FileLimits, send: Callable[[bytes], None]) -> bytes:
    try:
        found = parse(name, data, limits, lambda page, pages: send(PAGE + b"%d/%d" % (page, pages)), shape)
        return DONE + json.dumps(asdict(found), ensure_ascii=False).encode(errors="replace")
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
