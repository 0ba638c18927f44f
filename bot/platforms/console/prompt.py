"""A prompt at which one person types, for themselves or for others of the group."""

import asyncio
import getpass
import re
from collections.abc import AsyncIterator

from bot.core.card import Ask
from bot.platforms.console.adapter import ConsolePlatform, account_of
from bot.platforms.console.lines import ctrl_c
from bot.platforms.console.memory import OpenForm
from bot.platforms.console.render import Page, hint, one_line
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
from bot.platforms.port import PlatformServices

_LEAVE = frozenset({"quit", "exit"})
_CANCEL = "/cancel"
_FORM = f"Enter keeps what stands in brackets, - empties a field, ?text proposes values, {_CANCEL} leaves the form."


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

    async def run(self, lines: AsyncIterator[str]) -> None:
        """Answers line after line."""
        self._page.note(self._welcome())
        with ctrl_c(self._leave):
            while (text := await self._ask("you> ", lines)) is not None and text.casefold() not in _LEAVE:
                await self._line(text, lines)
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
        if text.isdecimal() and (step := self._numbered(text)):
            return step
        if text.startswith(("@", "#")) or names_somebody(text) or not text:
            return parse_line(text, self._services.word)
        where = "" if text.startswith(("/", "[", "{")) else " (DM)"
        return parse_line(f"{self._name}{where}: {text}", self._services.word)

    def _numbered(self, text: str) -> Presses | None:
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
        line = asyncio.ensure_future(_next_of(lines))
        leave = asyncio.ensure_future(self._leave.wait())
        try:
            await asyncio.wait({line, leave}, return_when=asyncio.FIRST_COMPLETED)
            return None if leave.done() else line.result()
        finally:
            line.cancel()
            leave.cancel()


async def _next_of(lines: AsyncIterator[str]) -> str | None:
    return await anext(lines, None)


def _question(ask: Ask) -> str:
    about = "; ".join(text for text in (ask.label, "required" if ask.required else "", hint(ask)) if text)
    return f"{about} [{one_line(ask.value)}]: "
