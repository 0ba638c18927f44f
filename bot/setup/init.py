"""`loopmate init`: asks for each platform's tokens, tries them at once, and says what is wrong with them.

Nothing here is a coroutine: while a question waits, Ctrl-C must end the program, not a task that cannot run.
"""

import asyncio
import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from pydantic import SecretStr

from bot.app import registry
from bot.core.finding import Finding
from bot.platforms.catalog import all_settings, specs
from bot.platforms.spec import PlatformSpec, Setup
from bot.settings import FILE, BadSettings, Settings, read_settings, wrong_token
from bot.setup import dotenv

HELLO = (
    "Loopmate works in {titles}: one is enough. For each I say where its tokens come from, ask for them, and try "
    "them at once. Enter alone skips a platform."
)
DONE = (
    "Next: loopmate run starts the bot, and {command} in a channel sets your group up. It works while this machine "
    "is awake; after a sleep it catches up."
)
NOTHING = "Nothing was saved. To try the bot without a token: loopmate console"
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
class Trial:
    """What a platform said to some tokens: what was found, and what is wrong, each with its mend."""

    found: tuple[str, ...]
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenRequest:
    """What is asked of somebody for one platform, and what tries the answers."""

    title: str
    setup: Setup
    try_out: Callable[[Values], Trial]


def init(io: TerminalIO) -> None:
    """Asks for every platform, and says what comes next. Raises OSError, UnicodeDecodeError for `.env`."""
    settings = _settings(io)
    asking = ((spec, spec.setup(settings, registry())) for spec in specs())
    requests = [
        TokenRequest(spec.title, setup, partial(_try, spec, settings))
        for spec, setup in asking
        if setup is not None
    ]
    notes = [one.setup.note for one in requests if one.setup.note]
    io.say("\n".join([HELLO.format(titles=_listed([one.title for one in requests])), *notes]))
    saved = [ask(io, one, Path(FILE)) for one in requests]
    for one in requests:
        for name in find_overruled(one.setup, os.environ):
            io.say(f"{name} is set in the environment as well, which wins over {FILE}. Remove it there.")
    io.say("\n" + (DONE.format(command=f"/{settings.command}-admin setup") if any(saved) else NOTHING))


def find_overruled(setup: Setup, environment: Collection[str]) -> list[str]:
    """The names that would be read from the environment instead of the file."""
    return [name for name in setup.tokens if name in environment]


def _settings(io: TerminalIO) -> Settings:
    """What is set already; a value that cannot be used is perhaps the one to be replaced now."""
    try:
        return read_settings(all_settings())
    except BadSettings as error:
        io.say(str(error))
        return all_settings().model_construct()


def _try(spec: PlatformSpec[Any], settings: Settings, values: Values) -> Trial:
    """What works with these values, and what does not: a warning is told, and does not hold anybody up."""
    settings = settings.model_copy(update={name.lower(): SecretStr(value) for name, value in values.items()})
    findings = asyncio.run(spec.examine(settings))
    wrong = tuple(_words(one) for one in findings if one.state == "failed")
    found = tuple(_words(one) for one in findings if one.state != "failed")
    return Trial(found if wrong else (*found, *asyncio.run(spec.next_steps(settings))), wrong)


def _words(one: Finding) -> str:
    return " ".join(one.line().split())


def ask(io: TerminalIO, request: TokenRequest, file: Path) -> bool:
    """Asks for the tokens of one platform and writes them into `file`; answers whether it did.

    Raises:
        OSError, UnicodeDecodeError: the file cannot be read or written.
    """
    text = dotenv.read(file)
    there = [name for name in request.setup.tokens if name in dotenv.names_in(text)]
    io.say(f"\n{request.title}")
    stand = "stands" if len(there) == 1 else "stand"
    if there and not io.agrees(f"{_listed(there)} {stand} in {FILE} already. Replace?"):
        io.say("Kept as it is. To try it: loopmate doctor")
        return False
    for number, click in enumerate(request.setup.clicks, 1):
        io.say(f"{number}. {click}")
    values = _ask_until_good(io, request)
    if not values:
        io.say(f"{request.title}: skipped.")
        return False
    # read again: somebody may have edited it while we were asking
    dotenv.write(file, dotenv.merged(dotenv.read(file), values))
    io.say(f"Saved in {FILE}, which only you can read.")
    return True


def _ask_until_good(io: TerminalIO, request: TokenRequest) -> dict[str, str]:
    """Values that the platform takes, or that somebody wants to keep all the same; none: skipped."""
    while values := _ask_each(io, request.setup.tokens):
        io.say("Trying ...")
        trial = request.try_out(values)
        for line in (*trial.found, *trial.wrong):
            io.say(line)
        if not trial.wrong or io.agrees("Save it anyway?"):
            return values
        io.say("Then let's start over with the first one.")
    return {}


def _ask_each(io: TerminalIO, names: tuple[str, ...]) -> dict[str, str]:
    """One value a name, each with its right shape; nothing as soon as Enter alone is pressed."""
    values: dict[str, str] = {}
    for name in names:
        value = _ask_one(io, name)
        if not value:
            return {}
        values[name] = value
    return values


def _ask_one(io: TerminalIO, name: str) -> str:
    while value := io.secret(f"{name} (it isn't shown; Enter alone skips)"):
        if (wrong := wrong_token(all_settings(), name, value)) is None:
            return value
        io.say(wrong)
    return ""


def _listed(names: list[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
