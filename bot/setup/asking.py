"""`loopmate init`: asks for a platform's tokens, tries them at once, and says what is wrong with them.

Nothing here is a coroutine: while a question waits, Ctrl-C must end the program, not a task that cannot run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.settings import FILE, wrong_token
from bot.setup import dotenv

Values = Mapping[str, str]


class TerminalIO(Protocol):
    """Somebody at a terminal."""

    def say(self, text: str) -> None: ...

    def secret(self, question: str) -> str:
        """What was typed or pasted, without the blanks around it; it is not shown. Nothing: Enter alone."""
        ...

    def agrees(self, question: str) -> bool:
        """Yes or no; Enter alone is no."""
        ...


@dataclass(frozen=True, slots=True)
class Tried:
    """What a platform said to some tokens: what was found, and what is wrong, each with its mend."""

    found: tuple[str, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What `init` wants to know for a platform. `clicks` says where the tokens come from, a step a line."""

    title: str
    clicks: tuple[str, ...]
    names: tuple[str, ...]
    tried: Callable[[Values], Tried]


def ask(desk: TerminalIO, wanted: Wanted, file: Path) -> bool:
    """Asks for the tokens of one platform and writes them into `file`; answers whether it did.

    Raises:
        OSError, UnicodeDecodeError: the file cannot be read or written.
    """
    text = dotenv.read(file)
    there = [name for name in wanted.names if name in dotenv.names_in(text)]
    desk.say(f"\n{wanted.title}")
    if there and not desk.agrees(f"{_listed(there)} in {FILE} already. Replace?"):
        desk.say("Kept as it is. To try it: loopmate doctor")
        return False
    for number, click in enumerate(wanted.clicks, 1):
        desk.say(f"{number}. {click}")
    values = _good(desk, wanted)
    if not values:
        desk.say(f"{wanted.title}: skipped.")
        return False
    # read again: somebody may have edited it while we were asking
    dotenv.write(file, dotenv.merged(dotenv.read(file), values))
    desk.say(f"Saved in {FILE}, which only you can read.")
    return True


def _good(desk: TerminalIO, wanted: Wanted) -> dict[str, str]:
    """Values that the platform takes, or that somebody wants to keep all the same; none: skipped."""
    while values := _given(desk, wanted.names):
        desk.say("Trying ...")
        tried = wanted.tried(values)
        for line in (*tried.found, *tried.wrong):
            desk.say(line)
        if not tried.wrong or desk.agrees("Save it all the same?"):
            return values
        desk.say("Then once more from the first one.")
    return {}


def _given(desk: TerminalIO, names: tuple[str, ...]) -> dict[str, str]:
    """One value a name, each with its right shape; nothing as soon as Enter alone is pressed."""
    values: dict[str, str] = {}
    for name in names:
        value = _one(desk, name)
        if not value:
            return {}
        values[name] = value
    return values


def _one(desk: TerminalIO, name: str) -> str:
    while value := desk.secret(f"{name} (it is not shown; Enter alone skips)"):
        if (wrong := wrong_token(name, value)) is None:
            return value
        desk.say(wrong)
    return ""


def _listed(names: list[str]) -> str:
    return f"{' and '.join(names)} {'stands' if len(names) == 1 else 'stand'}"
