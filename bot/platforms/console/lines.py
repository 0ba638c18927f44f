"""Where lines come from: a story, a pipe, or somebody who types without a screen to edit on."""

import asyncio
import codecs
import io
import os
import stat
from collections.abc import AsyncIterator, Iterable
from typing import Protocol

from bot.platforms.console.render import PlainPage

_CHUNK = 65_536


class LineReader(Protocol):
    """Asks whoever sits at the prompt for the next line."""

    async def read(self, prompt: str) -> str | None:
        """What was typed, line breaks of a paste included; None at the end of input or after Ctrl-C."""
        ...

    def close(self) -> None:
        """Waits for nothing anymore."""
        ...


class PlainLines:
    """Lines as they arrive; the prompt is printed for each. A line that was awaited in vain comes next."""

    def __init__(self, lines: AsyncIterator[str], page: PlainPage) -> None:
        self._lines = lines
        self._page = page
        self._waiting: asyncio.Future[str | None] | None = None

    async def read(self, prompt: str) -> str | None:
        self._page.ask(prompt)
        self._waiting = self._waiting or asyncio.ensure_future(_next_of(self._lines))
        line = None
        try:
            line = await asyncio.shield(self._waiting)
            self._waiting = None
            return line
        finally:
            if line is None:
                self._page.ask("\n")  # nobody pressed Enter: what follows begins on a line of its own
            self._page.answered()

    def close(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()


async def _next_of(lines: AsyncIterator[str]) -> str | None:
    return await anext(lines, None)


def read_lines(source: AsyncIterator[str] | Iterable[str]) -> AsyncIterator[str]:
    """The lines of a story or a terminal, in order; of a pipe or a terminal without blocking the event loop."""
    if isinstance(source, AsyncIterator):
        return source
    descriptor = _waitable(source)
    return _read_given(source) if descriptor is None else _read_arriving(descriptor)


def _waitable(source: Iterable[str]) -> int | None:
    """The descriptor of a stream on which one may have to wait: a terminal, a pipe or a socket."""
    try:
        descriptor: int = source.fileno()  # type: ignore[attr-defined] # lists have none, and land below
        mode = os.fstat(descriptor).st_mode
    except (AttributeError, OSError, ValueError):
        return None
    return descriptor if stat.S_ISCHR(mode) or stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) else None


async def _read_given(source: Iterable[str]) -> AsyncIterator[str]:
    if isinstance(source, io.TextIOWrapper):  # a file is read as a pipe is, whatever the machine's encoding
        source.reconfigure(encoding="utf-8", errors="replace")
    for line in source:
        yield line


async def _read_arriving(descriptor: int) -> AsyncIterator[str]:
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
