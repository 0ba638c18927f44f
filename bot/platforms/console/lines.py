"""Lines as they come, without a thread: one that waits for a terminal would keep the process from ending."""

import asyncio
import codecs
import io
import os
import signal
import stat
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager

_CHUNK = 65_536


def read_lines(source: AsyncIterator[str] | Iterable[str]) -> AsyncIterator[str]:
    """The lines of a story or a terminal, in order; of a pipe or a terminal without blocking the event loop."""
    if isinstance(source, AsyncIterator):
        return source
    descriptor = _waitable(source)
    return _given(source) if descriptor is None else _arriving(descriptor)


def _waitable(source: Iterable[str]) -> int | None:
    """The descriptor of a stream on which one may have to wait: a terminal, a pipe or a socket."""
    try:
        descriptor: int = source.fileno()  # type: ignore[attr-defined] # lists have none, and land below
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):
        return None
    return descriptor if stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) else None


async def _given(source: Iterable[str]) -> AsyncIterator[str]:
    if isinstance(source, io.TextIOWrapper):  # a file is read as a pipe is, whatever the machine's encoding
        source.reconfigure(encoding="utf-8", errors="replace")
    for line in source:
        yield line


async def _arriving(descriptor: int) -> AsyncIterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    pending = ""
    while chunk := await _chunk(descriptor):
        *whole, pending = (pending + decoder.decode(chunk)).split("\n")
        for line in whole:
            yield line
    if pending := pending + decoder.decode(b"", final=True):
        yield pending


async def _chunk(descriptor: int) -> bytes:
    """What there is to read; nothing at the end of input, or when a terminal hangs up."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except PermissionError:  # /dev/null and its like are always ready, and cannot be waited for
        ready.set()
    try:
        await ready.wait()
        return os.read(descriptor, _CHUNK)
    except OSError:
        return b""
    finally:
        loop.remove_reader(descriptor)


@contextmanager
def ctrl_c(leave: asyncio.Event) -> Iterator[None]:
    """Sets `leave` on Ctrl-C, instead of breaking off what is being done; outside the main thread it does nothing."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, leave.set)
    except (RuntimeError, ValueError, NotImplementedError):  # not the main thread, or a loop without signals
        yield
        return
    try:
        yield
    finally:
        loop.remove_signal_handler(signal.SIGINT)
