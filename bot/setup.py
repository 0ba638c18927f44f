"""`loopmate init`: asks for each platform's tokens, tries them at once, and says what is wrong with them.

Nothing here is a coroutine: while a question waits, Ctrl-C must end the program, not a task that cannot run.
"""

import asyncio
import os
import re
import signal
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import typer
from dotenv.parser import parse_stream

from bot.app import registry
from bot.core.text import all_of
from bot.platforms.spec import PlatformSpec, Setup, all_settings, specs
from bot.settings import FILE, BadSettings, Settings, read_settings, wrong_token
from bot.store.data_dir import whole_file

HELLO = (
    "Loopmate works in {titles}: one is enough. Choose, and I'll say where its tokens come from, ask for them, and "
    "try them at once."
)
DONE = (
    "Next: loopmate run starts the bot, and {command} in a channel sets your group up. It works while this machine "
    "is awake; after a sleep it catches up."
)
NOTHING = "Nothing was saved. To try the bot without a token: loopmate console"
STOPPED = (
    f"What you entered before is saved in {FILE}. Next: loopmate run, or loopmate init for another platform"
)
Values = Mapping[str, str]
_PLAIN = re.compile(r"[\w.:/@+=-]*")


class TerminalIO:
    """Somebody at this terminal."""

    def say(self, text: str) -> None:
        typer.echo(text)

    def text(self, question: str) -> str:
        """What was typed, without the blanks around it. Nothing: Enter alone."""
        answer: str = typer.prompt(question, default="", show_default=False)
        return answer.strip()

    def secret(self, question: str) -> str:
        """What was typed or pasted, without the blanks around it; it is not shown. Nothing: Enter alone."""
        answer: str = typer.prompt(question, default="", show_default=False, hide_input=True)
        return answer.strip()

    def agrees(self, question: str) -> bool:
        """Yes or no; Enter alone is no."""
        return typer.confirm(question)


Trial = tuple[tuple[str, ...], tuple[str, ...]]
"""What a platform said to some tokens: what was found, and what is wrong, each with its fix."""
TryOut = Callable[[Values], Trial]


def init(io: TerminalIO) -> None:
    """Asks which platforms, for the tokens of each, and says what comes next.

    Raises:
        OSError, UnicodeDecodeError: `.env` can't be read or written.
    """
    read_dotenv(Path(FILE))
    with tempfile.TemporaryFile(dir=Path(FILE).resolve().parent):
        pass  # said now, not once the tokens are typed
    settings = _settings(io)
    ways = [(setup, spec) for spec in specs() for setup in spec.setups(settings, registry())]
    io.say(HELLO.format(titles=all_of(list(dict.fromkeys(spec.title for _, spec in ways)))))
    io.say("\n".join(f"  {number} {setup.title}" for number, (setup, _) in enumerate(ways, 1)))
    is_saved, question = False, "Which one?"
    try:
        while said := io.text(f"\n{question} A number from 1 to {len(ways)} (Enter alone ends)"):
            if not (said.isdecimal() and 1 <= int(said) <= len(ways)):
                io.say(f"That isn't a number from 1 to {len(ways)}.")
                continue
            setup, spec = ways[int(said) - 1]
            is_saved = ask(io, setup, partial(_try, spec), Path(FILE)) or is_saved
            for name in setup.names:
                if name in os.environ:
                    io.say(
                        f"{name} is set in the environment as well, which wins over {FILE}. Remove it there."
                    )
            question = "Another one?"
    except (typer.Abort, KeyboardInterrupt):  # Ctrl-C while somebody answers, or while the tokens are tried
        io.say("\nStopped. " + (STOPPED if is_saved else NOTHING))
        raise typer.Exit(128 + signal.SIGINT) from None
    io.say("\n" + (DONE.format(command=f"/{settings.command}-admin setup") if is_saved else NOTHING))


def _settings(io: TerminalIO) -> Settings:
    """What is set already; a value that cannot be used is perhaps the one to be replaced now."""
    try:
        return read_settings(all_settings())
    except BadSettings as error:
        io.say(str(error))
        return all_settings().model_construct()


def _try(spec: PlatformSpec[Any], values: Values) -> Trial:
    """What works with these values, and what does not: a warning is told, and does not hold anybody up."""
    try:
        settings = read_settings(all_settings(), values)
    except BadSettings as error:
        return (), (str(error),)
    findings = asyncio.run(spec.examine(settings))
    words = [(one.state, " ".join(one.line().split())) for one in findings]
    wrong = tuple(line for state, line in words if state == "failed")
    found = tuple(line for state, line in words if state != "failed")
    return found if wrong else (*found, *asyncio.run(spec.next_steps(settings))), wrong


def ask(io: TerminalIO, setup: Setup, try_out: TryOut, file: Path) -> bool:
    """Asks for the tokens of one platform and writes them into `file`; returns whether it did.

    Raises:
        OSError, UnicodeDecodeError: the file cannot be read or written.
    """
    text = read_dotenv(file)
    there = [name for name in setup.names if name in names_in(text)]
    io.say(f"\n{setup.title}")
    are = "is" if len(there) == 1 else "are"
    if there and not io.agrees(f"{all_of(there)} {are} in {FILE} already. Replace?"):
        io.say("Kept as it is. To try it: loopmate doctor")
        return False
    if setup.note:
        io.say(setup.note)
    for number, click in enumerate(setup.clicks, 1):
        io.say(f"{number}. {click}")
    values = _ask_until_good(io, setup, try_out)
    if not values:
        io.say(f"{setup.title}: skipped.")
        return False
    # read again: somebody may have edited it while we were asking
    write_dotenv(file, merge_dotenv(read_dotenv(file), values))
    io.say(f"Saved in {FILE}, which only you can read.")
    return True


def _ask_until_good(io: TerminalIO, setup: Setup, try_out: TryOut) -> dict[str, str]:
    """Values that the platform takes, or that somebody wants to keep all the same; none: skipped."""
    while True:
        values: dict[str, str] = {}
        for name in setup.names:
            values[name] = _ask_one(io, name, is_secret=name in setup.tokens)
            if not values[name]:
                return {}
        io.say("Trying ...")
        found, wrong = try_out(values)
        for line in (*found, *wrong):
            io.say(line)
        if not wrong or io.agrees("Save it anyway?"):
            return values
        io.say("Then let's start over with the first one.")


def _ask_one(io: TerminalIO, name: str, *, is_secret: bool) -> str:
    asking = partial(io.secret, f"{name} (it isn't shown; Enter alone skips)")
    while value := asking() if is_secret else io.text(f"{name} (Enter alone skips)"):
        if not (
            wrong := wrong_token(all_settings(), name, value) if is_secret else _wrong_value(name, value)
        ):
            return value
        io.say(wrong)
    return ""


def _wrong_value(name: str, value: str) -> str:
    """A sentence about a value that its setting doesn't take; "": it does."""
    try:
        read_settings(all_settings(), {name: value})
    except BadSettings as error:
        return str(error) if name in str(error) else ""
    return ""


# the file `.env`: new values replace old ones, everything else stays as it is


def names_in(text: str) -> set[str]:
    """The names that a text gives a value to; an empty one doesn't count."""
    return {one.key for one in parse_stream(StringIO(text)) if one.key and one.value}


def merge_dotenv(text: str, new: Mapping[str, str]) -> str:
    """`text` with the values of `new`: in the line that has the name already, else at the end.
    Raises ValueError: a value would need quotes; no token does."""
    if strange := [name for name, value in new.items() if not _PLAIN.fullmatch(value)]:
        raise ValueError(
            f"{strange[0]} has a character that {', '.join(new)} can't have in a file of settings."
        )
    written, missing = "", dict(new)
    for one in parse_stream(StringIO(text, newline="")):
        line = one.original.string
        if one.key and one.key in new:
            missing.pop(one.key, None)
            blank = line[: len(line) - len(line.lstrip())]
            line = f"{blank}{one.key}={new[one.key]}\n"
        written += line
    if written and not written.endswith(("\n", "\r")):
        written += "\n"
    return written + "".join(f"{name}={value}\n" for name, value in missing.items())


def read_dotenv(path: Path) -> str:
    """The file's text; empty where there is none. Raises OSError, UnicodeDecodeError."""
    if not path.exists():
        return ""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return file.read()


def write_dotenv(path: Path, text: str) -> None:
    """The whole file or none of it, readable by its owner alone. A link stays a link. Raises OSError."""
    with whole_file(path.resolve()) as out:
        out.write(text.encode())
