"""A session of the console: it runs a story, or a prompt at which somebody types."""

import asyncio
import getpass
import re
import signal
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TextIO, cast

from bot.core.card import Ask
from bot.core.registry import ROOTS, root_word
from bot.core.values import AccountId
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.render import Page, PlainPage, RichPage, hint, one_line
from bot.platforms.console.story import (
    PERSON,
    Advance,
    AsOf,
    Fills,
    Presses,
    Speech,
    Step,
    StoryError,
    parse_line,
    write_fields,
)
from bot.platforms.local import OpenForm, account_of, complete
from bot.platforms.port import Clockwork, PlatformServices


class LineReader(Protocol):
    async def read(self, prompt: str) -> str | None:
        """What was typed; None at the end of input or after Ctrl-C."""
        ...


@contextmanager
def ctrl_c(leave: asyncio.Event) -> Iterator[None]:
    """Sets `leave` on Ctrl-C, instead of breaking off what is being done; outside the main thread it does nothing."""
    loop = asyncio.get_running_loop()
    with suppress(RuntimeError, ValueError, NotImplementedError):  # not the main thread, or no signals
        loop.add_signal_handler(signal.SIGINT, leave.set)
    try:
        yield
    finally:
        with suppress(ValueError, NotImplementedError):
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

    def __init__(self, platform: ConsolePlatform, page: Page, name: str, reader: LineReader) -> None:
        self._platform = platform
        self._page = page
        self._name = name
        self._leave = asyncio.Event()
        self._reader = reader

    async def run(self) -> None:
        word = self._platform.services.word
        self._page.note(
            f"You are {self._name}. Type /{word} and a command in #general, [Label] or its number for a button, "
            f"or plain words in your DM; NAME: before it speaks for somebody else. quit leaves."
        )
        with ctrl_c(self._leave):
            while (text := await self._ask("you> ")) is not None and text.casefold() not in _LEAVE:
                await self._line(text)
        self._page.note("Bye.")

    async def _line(self, text: str) -> None:
        try:
            step = self.read(text)
            if step is None:
                return
            await self._platform.play(step)
        except StoryError as error:
            self._page.note(str(error))
            return
        if isinstance(step, Speech):
            self._page.note(f"In #general I answer commands only. In the DM: {step.name} (DM): {step.shown}")
        elif not isinstance(step, (Advance, AsOf)):
            await self._fill_in(step.name)

    def read(self, text: str) -> Step | None:
        """The step that a line at the prompt means.

        Raises:
            StoryError: it means none.
        """
        live = list(self._platform.history.buttons(account_of(self._name))) if text.isdecimal() else []
        if labels := [button.label for button in live if button.on is live[0].on]:
            if len(text) > 2 or not 1 <= int(text) <= len(labels):
                raise StoryError(f"The newest card has buttons 1 to {len(labels)}.")
            return Presses(self._name, labels[int(text) - 1])
        if text.startswith(("@", "#")) or PERSON.fullmatch(text) or not text:
            return parse_line(text, self._platform.services.word)
        where = "" if text.startswith(("/", "[", "{")) else " (DM)"
        return parse_line(f"{self._name}{where}: {text}", self._platform.services.word)

    # forms

    async def _fill_in(self, name: str) -> None:
        """Asks field by field: for those with a problem, else for all."""
        while (opened := self._platform.forms.get(account_of(name))) is not None:
            asks = opened.form.asks
            self._page.note(_FORM)
            values = {ask.name: ask.value for ask in asks}
            for ask in [ask for ask in asks if ask.problem] or asks:
                typed = await self._field(name, opened, ask)
                if typed is None:
                    del self._platform.forms[account_of(name)]
                    self._leave.clear()  # Ctrl-C in a form leaves the form alone
                    self._page.note("You left the form. Nothing was sent.")
                    return
                values[ask.name] = typed
            try:
                await self._platform.play(Fills(name, tuple(values.items()), write_fields(values)))
            except StoryError as error:
                self._page.note(str(error))

    async def _field(self, name: str, opened: OpenForm, ask: Ask) -> str | None:
        if ask.problem:
            self._page.note(f"Problem with {ask.name}: {ask.problem}")
        hints = "; ".join(text for text in (ask.label, "required" if ask.required else "", hint(ask)) if text)
        question = f"{hints} [{one_line(ask.value)}]: "
        while (typed := await self._ask(question)) is not None and typed.startswith("?"):
            door, path = self._platform.services.door, opened.form.call.path
            found = await door.suggest(account_of(name), path, ask.name, typed[1:].strip())
            self._page.note(", ".join(found) if found else "I have nothing to propose here.")
        if typed is None or typed.casefold() == _CANCEL:
            return None
        if typed == "-" and not ask.kind.none:
            return ""
        return typed or ask.value

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

    `clockwork` is there in a simulation only. `interactive`: the lines are typed at a terminal. Output is plain text
    unless `out` is a terminal. `history` is the file that keeps the commands which were typed.
    """
    try:
        if not interactive:
            page = page_on(out)
            platform.attach(services, page, clockwork)
            return int(bool(await platform.play_all(lines, page)))
        from bot.platforms.console.editor import EditedLines, TextAbovePrompt  # noqa: PLC0415 - not for stories

        name, above = own_name(), TextAbovePrompt(out)
        you, source = account_of(name), cast(TextIO, lines)
        page = RichPage(above, you) if out.isatty() else PlainPage(above, brief=True)
        platform.attach(services, page, clockwork)
        propose = partial(_propose, platform, you)
        reader = EditedLines(source, out, _commands(services), propose, history)
        await Prompt(platform, page, name, reader).run()
        return 0
    finally:
        platform.detach()


def _commands(services: PlatformServices) -> list[str]:
    """All of them, as one types them."""
    door, word = services.door, services.word
    return [
        f"/{root_word(root, word)} {' '.join(c.words)}"
        for root in ROOTS
        for c in door.registry.commands(root)
    ]


async def _propose(platform: ConsolePlatform, you: AccountId, text: str) -> list[tuple[str, str]]:
    """What the text may become: a button that can be pressed, a command, a value."""
    labels = dict.fromkeys(f"[{button.label}]" for button in platform.history.buttons(you))
    meant = [(label, "") for label in labels if label.casefold().startswith(text.casefold())]
    return [*meant, *await complete(platform.services, you, text, direct=True)]


def page_on(out: TextIO) -> Page:
    """What a story is printed on: panels on a terminal, else plain text."""
    return RichPage(out) if out.isatty() else PlainPage(out)
