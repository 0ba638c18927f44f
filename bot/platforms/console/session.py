"""A session of the console: it runs a story, or a prompt at which somebody types."""

import asyncio
import getpass
import io
import re
import signal
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol, TextIO

from bot.core.card import Ask
from bot.core.registry import ROOTS, root_word
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.render import Page, PlainPage, RichPage, hint, one_line
from bot.platforms.console.story import (
    Advance,
    AsOf,
    Fills,
    Presses,
    Step,
    StoryError,
    names_somebody,
    parse_line,
    read_lines,
    write_fields,
)
from bot.platforms.local import OpenForm, account_of, complete
from bot.platforms.port import Clockwork, PlatformServices


class LineReader(Protocol):
    """Asks the person at the prompt for the next line."""

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
    """The name of the user who started this, as the console writes names; `you` when the system knows none."""
    try:
        return safe_name(getpass.getuser())
    except (KeyError, OSError, ImportError):
        return "you"


def safe_name(name: str) -> str:
    """A name of letters, digits, - and _ only."""
    return re.sub(r"[^\w-]+", "-", name).strip("-")[:40] or "you"


class Prompt:
    """Asks for lines until `quit`, the end of input or Ctrl-C; what others are told is printed meanwhile."""

    def __init__(
        self,
        platform: ConsolePlatform,
        page: Page,
        name: str,
        reader: LineReader,
    ) -> None:
        self._platform = platform
        self._page = page
        self._name = name
        self._leave = asyncio.Event()
        self._reader = reader

    async def run(self) -> None:
        """Answers line after line."""
        self._page.note(self._welcome())
        with ctrl_c(self._leave):
            while (text := await self._ask("you> ")) is not None and text.casefold() not in _LEAVE:
                await self._line(text)
        self._reader.close()
        self._page.note("Bye.")

    def _welcome(self) -> str:
        word = self._platform.services.word
        return (
            f"You are {self._name}. Type /{word} and a command in #general, [Label] or its number for a button, "
            f"or plain words in your DM; NAME: before it speaks for somebody else. quit leaves."
        )

    async def _line(self, text: str) -> None:
        try:
            step = self.read(text)
            if step is None:
                return
            await self._platform.play(step)
        except StoryError as error:
            self._page.note(str(error))
            return
        if not isinstance(step, (Advance, AsOf)):
            await self._fill_in(step.name)

    def read(self, text: str) -> Step | None:
        """The step that a line at the prompt means.

        Raises:
            StoryError: it means none.
        """
        if text.isdecimal() and (step := self._press_numbered(text)):
            return step
        if text.startswith(("@", "#")) or names_somebody(text) or not text:
            return parse_line(text, self._platform.services.word)
        where = "" if text.startswith(("/", "[", "{")) else " (DM)"
        return parse_line(f"{self._name}{where}: {text}", self._platform.services.word)

    def _press_numbered(self, text: str) -> Presses | None:
        live = list(self._platform.history.buttons(account_of(self._name)))
        labels = [button.label for button in live if button.on is live[0].on]
        if not labels:
            return None
        if len(text) > 2 or not 1 <= int(text) <= len(labels):
            raise StoryError(f"The newest card has buttons 1 to {len(labels)}.")
        return Presses(self._name, labels[int(text) - 1])

    # forms

    async def _fill_in(self, name: str) -> None:
        while (opened := self._platform.forms.get(account_of(name))) is not None:
            values = await self._answers(name, opened)
            if values is None:
                del self._platform.forms[account_of(name)]
                self._leave.clear()  # Ctrl-C in a form leaves the form alone
                self._page.note("You left the form. Nothing was sent.")
                return
            try:
                await self._platform.play(Fills(name, tuple(values.items()), write_fields(values)))
            except StoryError as error:
                self._page.note(str(error))

    async def _answers(self, name: str, opened: OpenForm) -> dict[str, str] | None:
        """What was typed field by field: those with a problem, else all. None: the form was left."""
        asks = opened.form.asks
        wrong = [ask for ask in asks if ask.problem]
        self._page.note(_FORM)
        values = {ask.name: ask.value for ask in asks}
        for ask in wrong or asks:
            typed = await self._field(name, opened, ask)
            if typed is None:
                return None
            values[ask.name] = typed
        return values

    async def _field(self, name: str, opened: OpenForm, ask: Ask) -> str | None:
        if ask.problem:
            self._page.note(f"Problem with {ask.name}: {ask.problem}")
        while (typed := await self._ask(_question(ask))) is not None and typed.startswith("?"):
            await self._propose(name, opened, ask, typed[1:].strip())
        if typed is None or typed.casefold() == _CANCEL:
            return None
        if typed == "-" and not ask.kind.none:
            return ""
        return typed or ask.value

    async def _propose(self, name: str, opened: OpenForm, ask: Ask, typed: str) -> None:
        path = opened.form.call.path
        found = await self._platform.services.door.suggest(account_of(name), path, ask.name, typed)
        self._page.note(", ".join(found) if found else "I have nothing to propose here.")

    # lines

    async def _ask(self, prompt: str) -> str | None:
        """The next line without blanks around it; None at the end of input or after Ctrl-C."""
        line = asyncio.ensure_future(self._reader.read(prompt))
        leave = asyncio.ensure_future(self._leave.wait())
        either: set[asyncio.Future[Any]] = {line, leave}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            typed = None if leave.done() else line.result()
        finally:
            for waiting in either:
                waiting.cancel()
            await asyncio.gather(*either, return_exceptions=True)
        return None if typed is None else typed.strip()


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
    history: Path | None = None,
) -> int:
    """Plays the lines to their end; returns the exit code: 1 if a step of a story could not be understood.

    `clockwork` is there in a simulation only. Output is plain text unless `out` is a terminal. `history` is the
    file that keeps the commands which were typed at a terminal.
    """
    name = own_name() if interactive else ""
    try:
        if not interactive:
            page = page_on(out)
            platform.attach(services, page, clockwork)
            return int(bool(await platform.play_all(lines, page)))
        page, reader = _open_prompt(platform, services, lines, out, name, history)
        platform.attach(services, page, clockwork)
        await Prompt(platform, page, name, reader).run()
        return 0
    finally:
        platform.detach()


def _open_prompt(
    platform: ConsolePlatform,
    services: PlatformServices,
    lines: AsyncIterator[str] | Iterable[str],
    out: TextIO,
    name: str,
    history: Path | None,
) -> tuple[Page, LineReader]:
    """What to print on and how to ask; the line can be edited where both ends are a terminal."""
    if not (isinstance(lines, io.TextIOWrapper) and lines.isatty() and out.isatty()):
        plain = PlainPage(out, asks=True)
        return plain, PlainLines(read_lines(lines), plain)
    from bot.platforms.console.editor import EditedLines, TextAbovePrompt  # noqa: PLC0415 - stories need no editor

    you = account_of(name)
    commands = [
        f"/{root_word(root, services.word)} {' '.join(command.words)}"
        for root in ROOTS
        for command in services.door.registry.commands(root)
    ]

    async def propose(text: str) -> list[tuple[str, str]]:
        labels = dict.fromkeys(f"[{button.label}]" for button in platform.history.buttons(you))
        meant = [(label, "") for label in labels if label.casefold().startswith(text.casefold())]
        return [*meant, *await complete(services, you, text, direct=True)]

    return RichPage(TextAbovePrompt(out), you), EditedLines(lines, out, commands, propose, history)


def page_on(out: TextIO) -> Page:
    """What a story is printed on: panels on a terminal, else plain text."""
    return RichPage(out) if out.isatty() else PlainPage(out)
