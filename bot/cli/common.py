"""What all commands share: settings, logs, signals, output, exit codes, and what a lost server is called."""

import os
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn, TextIO

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

Format = Annotated[
    Literal["text", "json"], typer.Option("--format", help="Text for people, or one JSON object per line.")
]

WRONG = 2
"""Exit code: what should be judged or paired could not be read or understood."""


def unreadable(file: str, error: OSError) -> str:
    return f"{file} can't be read: {error.strerror}. Name a file, or - for standard input."


def unwritable(error: OSError) -> str:
    return f"{error.filename} can't be written: {error.strerror}. Choose a path in a folder of yours."


def settings_of(data: Path | None) -> "Settings":
    """The settings; a folder named on the command line means its own server, whatever else is set."""
    from bot.platforms.spec import all_settings
    from bot.settings import BadSettings, read_settings, strange_names

    try:
        settings = read_settings(all_settings())
    except BadSettings as error:
        fail(str(error))
    if strange := strange_names(all_settings(), os.environ):
        fail("\n".join([*strange, "Nothing was started: correct the name, or remove it."]))
    return settings.model_copy(update={"data": data.absolute(), "redis_url": ""}) if data else settings


def logs(beside: Path | None = None) -> None:
    """Logs go to standard error, one JSON object per line; standard output belongs to the command.

    Where somebody types at a terminal, they go to a file next to the data folder (`beside`), or nowhere if it
    can't be written; redirect standard error to see them."""
    from bot.logs import configure

    stream: TextIO = sys.stderr
    if beside is not None and stream.isatty():
        file = beside.with_name("loopmate-log")
        try:
            file.touch(mode=0o600)
            stream = file.open("a", encoding="utf-8", buffering=1)
        except OSError:
            stream = Path(os.devnull).open("a", encoding="utf-8")  # noqa: SIM115 - as long as the program
    configure(stream)


def run_until_told(work: Coroutine[Any, Any, Any], told: int = 143) -> Any:
    """The work's answer; `told` is the exit code when a service manager ends it."""
    import asyncio

    from bot.core.errors import StoreDown, StoreRefused

    try:
        return asyncio.run(until_told(work))
    except (StoreRefused, StoreDown) as error:
        from bot.core.finding import DOWN

        fail(f"Redis doesn't answer. Fix: {DOWN}." if type(error) is StoreDown else str(error))
    except KeyboardInterrupt:
        end(130)
    except asyncio.CancelledError:
        end(told)


async def until_told(work: Coroutine[Any, Any, Any]) -> Any:
    """The work's answer; asyncio.CancelledError, once it has cleaned up, when the process is told to end.

    So it ends in good order also when a service manager or a closed terminal says so."""
    import asyncio

    if sys.platform == "win32":  # Ctrl-C alone tells a process there, and asyncio.run hears that by itself
        return await work
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None, "asyncio.run works in a task"  # noqa: S101 - narrows the type
    ends_by_itself = sys.stdin.isatty()
    ends = (signal.SIGTERM, signal.SIGHUP)
    signals = [n for n in ends if signal.getsignal(n) is not signal.SIG_IGN]  # nohup has its way

    def cancel(number: int) -> None:
        if number == signal.SIGHUP and ends_by_itself:  # a terminal that is closed ends the input too
            return
        for one in signals:  # a second one would break off the cleaning up, or change the exit code after it
            loop.remove_signal_handler(one)
            signal.signal(one, signal.SIG_IGN)
        task.cancel()

    for number in signals:
        loop.add_signal_handler(number, cancel, number)
    return await work


def say(text: str) -> None:
    """Words about the storage; standard output belongs to the command."""
    typer.echo(text, err=True)


def out(text: str) -> None:
    typer.echo(text)


def fail(text: str, code: int = 1) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(code)


def end(code: int) -> NoReturn:
    raise typer.Exit(code)
