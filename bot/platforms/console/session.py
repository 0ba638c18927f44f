"""Runs a story, or a prompt at which somebody types."""

import asyncio
import codecs
import getpass
import io
import os
import re
import select
import signal
import stat
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TextIO

from bot.core.card import Ask
from bot.platforms.console.adapter import ConsolePlatform, account_of
from bot.platforms.console.memory import OpenForm
from bot.platforms.console.render import Page, PlainPage, RichPage, hint, one_line
from bot.platforms.console.steps import Steps
from bot.platforms.console.story import (
    Advance,
    AsOf,
    Fills,
    Presses,
    Step,
    StoryError,
    names_somebody,
    parse_line,
    write_fields,
)
from bot.platforms.port import Clockwork, PlatformServices

_CHUNK = 65_536
PASTED = 0.02
"""Seconds within which the next line of a terminal belongs to the one before: nobody types so fast."""
_MARKS = (b"/", b"[", b"{", b"@", b"#")
"""What begins a line that is no plain words: nothing is joined to it."""


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
    joins, chunk = os.isatty(descriptor), b""
    while chunk := await _chunk(descriptor):
        pasted = joins and not chunk.startswith(_MARKS)
        while pasted and chunk.endswith(b"\n") and select.select([descriptor], [], [], PASTED)[0]:
            more = await _chunk(descriptor)
            chunk, pasted = chunk + more, bool(more)
        *whole, pending = (pending + decoder.decode(chunk)).split("\n")
        for line in ["\n".join(whole)] if joins and whole and not chunk.startswith(_MARKS) else whole:
            yield line
        if joins and not (pasted or chunk.startswith(_MARKS)):  # the end came right behind the last line
            return
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


_LEAVE = frozenset({"quit", "exit"})
_CANCEL = "/cancel"
_FORM = (
    "Enter keeps what stands in brackets, - empties a field, ?text proposes values, "
    f"{_CANCEL} or Ctrl-C leaves the form."
)


def own_name() -> str:
    """The name of whoever started this, as the console writes names; `you` when the system knows none."""
    try:
        return safe_name(getpass.getuser())
    except (KeyError, OSError, ImportError):
        return "you"


def safe_name(name: str) -> str:
    """A name of letters, digits, - and _ only."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:40] or "you"


class Prompt:
    """Reads lines until `quit`, the end of input or Ctrl-C; what others are told is printed meanwhile."""

    def __init__(
        self, platform: ConsolePlatform, services: PlatformServices, page: Page, steps: Steps, name: str
    ) -> None:
        self._memory = platform.memory
        self._services = services
        self._page = page
        self._steps = steps
        self._name = name
        self._leave = asyncio.Event()
        self._waiting: asyncio.Future[str | None] | None = None
        """The line that is awaited."""

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Answers line after line."""
        self._page.note(self._welcome())
        with ctrl_c(self._leave):
            while (text := await self._ask("you> ", lines)) is not None and text.casefold() not in _LEAVE:
                await self._line(text, lines)
        if self._waiting is not None:
            self._waiting.cancel()
        self._page.note("Bye.")

    def _welcome(self) -> str:
        word = self._services.word
        return (
            f"You are {self._name}. Type /{word} and a command in #general, [Label] or its number for a button, "
            f"or plain words in your DM; NAME: before it speaks for somebody else. quit leaves."
        )

    async def _line(self, text: str, lines: AsyncIterator[str]) -> None:
        try:
            step = self.read(text)
            if step is None:
                return
            await self._steps.play(step)
        except StoryError as error:
            self._page.note(str(error))
            return
        if not isinstance(step, (Advance, AsOf)):
            await self._fill_in(step.name, lines)

    def read(self, text: str) -> Step | None:
        """The step that a line at the prompt means.

        Raises:
            StoryError: it means none.
        """
        if text.isdecimal() and (step := self._press_numbered(text)):
            return step
        if text.startswith(("@", "#")) or names_somebody(text) or not text:
            return parse_line(text, self._services.word)
        where = "" if text.startswith(("/", "[", "{")) else " (DM)"
        return parse_line(f"{self._name}{where}: {text}", self._services.word)

    def _press_numbered(self, text: str) -> Presses | None:
        labels = [button.label for button in self._memory.newest(account_of(self._name))]
        if not labels:
            return None
        if len(text) > 2 or not 1 <= int(text) <= len(labels):
            raise StoryError(f"The newest card has buttons 1 to {len(labels)}.")
        return Presses(self._name, labels[int(text) - 1])

    # forms

    async def _fill_in(self, name: str, lines: AsyncIterator[str]) -> None:
        while (opened := self._memory.form(account_of(name))) is not None:
            values = await self._answers(name, opened, lines)
            if values is None:
                self._memory.close(account_of(name))
                self._leave.clear()  # Ctrl-C in a form leaves the form alone
                self._page.note("You left the form. Nothing was sent.")
                return
            try:
                await self._steps.play(Fills(name, tuple(values.items()), write_fields(values)))
            except StoryError as error:
                self._page.note(str(error))

    async def _answers(self, name: str, opened: OpenForm, lines: AsyncIterator[str]) -> dict[str, str] | None:
        """What was typed field by field: those with a problem, else all. None: the form was left."""
        asks = opened.form.asks
        wrong = [ask for ask in asks if ask.problem]
        self._page.note(_FORM)
        values = {ask.name: ask.value for ask in asks}
        for ask in wrong or asks:
            typed = await self._field(name, opened, ask, lines)
            if typed is None:
                return None
            values[ask.name] = typed
        return values

    async def _field(self, name: str, opened: OpenForm, ask: Ask, lines: AsyncIterator[str]) -> str | None:
        if ask.problem:
            self._page.note(f"Problem with {ask.name}: {ask.problem}")
        while (typed := await self._ask(_question(ask), lines)) is not None and typed.startswith("?"):
            await self._propose(name, opened, ask, typed[1:].strip())
        if typed is None or typed.casefold() == _CANCEL:
            return None
        if typed == "-" and not ask.kind.none:
            return ""
        return typed or ask.value

    async def _propose(self, name: str, opened: OpenForm, ask: Ask, typed: str) -> None:
        path = opened.form.call.path
        found = await self._services.door.suggest(account_of(name), path, ask.name, typed)
        self._page.note(", ".join(found) if found else "I have nothing to propose here.")

    # lines

    async def _ask(self, prompt: str, lines: AsyncIterator[str]) -> str | None:
        """The next line without blanks around it; None at the end of input or after Ctrl-C."""
        self._page.ask(prompt)
        line = await self._next(lines)
        if line is None:
            self._page.ask("\n")  # nobody pressed Enter: what follows begins on a line of its own
        self._page.answered()
        return None if line is None else line.strip()

    async def _next(self, lines: AsyncIterator[str]) -> str | None:
        line = self._waiting = self._waiting or asyncio.ensure_future(_next_of(lines))
        leave = asyncio.ensure_future(self._leave.wait())
        either: set[asyncio.Future[Any]] = {line, leave}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if leave.done():  # the line may still come: who left a form goes on typing
                return None
            self._waiting = None
            return line.result()
        finally:
            leave.cancel()


async def _next_of(lines: AsyncIterator[str]) -> str | None:
    return await anext(lines, None)


def _question(ask: Ask) -> str:
    about = "; ".join(text for text in (ask.label, "required" if ask.required else "", hint(ask)) if text)
    return f"{about} [{one_line(ask.value)}]: "


async def run(
    platform: ConsolePlatform,
    services: PlatformServices,
    clockwork: Clockwork | None,
    lines: AsyncIterator[str] | Iterable[str],
    out: TextIO,
    *,
    interactive: bool,
) -> int:
    """Plays the lines to their end; answers the exit code: 1 if a step of a story could not be understood.

    `clockwork` is there in a simulation only. Output is plain text unless `out` is a terminal.
    """
    name = own_name() if interactive else ""
    page = page_on(out, name)
    platform.attach(services, page)
    steps = Steps(platform, services, clockwork, page, echo=not interactive)
    try:
        if not interactive:
            return await _story(steps, services.word, read_lines(lines), page)
        await Prompt(platform, services, page, steps, name).run(read_lines(lines))
        return 0
    finally:
        platform.detach()


def page_on(out: TextIO, name: str = "") -> Page:
    """What to print on: panels on a terminal, else plain text; `name` is who sits at the prompt."""
    if out.isatty():
        return RichPage(out, account_of(name) if name else None)
    return PlainPage(out, asks=bool(name))


async def _story(steps: Steps, word: str, lines: AsyncIterator[str], page: Page) -> int:
    number, failed = 0, False
    async for line in lines:
        number += 1
        try:
            step = parse_line(line, word)
            if step is not None:
                await steps.play(step)
        except StoryError as error:
            failed = True
            page.note(error.at(number))
    await steps.drain()
    return int(failed)
