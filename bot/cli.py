"""The program on the command line. Each command imports what it needs when it runs."""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import typer

from bot.core.errors import StoreDown, StoreRefused
from content.errors import ContentError

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    name="loopmate",
    help="A study group's mate for Applied AI / ML engineer interviews.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
content = typer.Typer(help="What the group learns from.", no_args_is_help=True)
app.add_typer(content, name="content")
CLOCK_LIMIT = 2
"""Seconds between two clocks that nobody would notice."""
Format = Annotated[
    Literal["text", "json"], typer.Option("--format", help="For people, or one object a line.")
]


def main() -> None:
    """The `loopmate` program."""
    try:
        app()
    except ContentError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


@app.command()
def console(
    script: Annotated[str, typer.Argument(help="A story, a step a line; - is standard input.")] = "",
    simulate: Annotated[
        bool,
        typer.Option(
            "--simulate",
            help="Simulated time, on a store that is thrown away; --data keeps it. A script implies this.",
        ),
    ] = False,
    data: Annotated[Path | None, typer.Option(help="The data folder of the built-in server.")] = None,
    seed: Annotated[int, typer.Option(help="Chance in a simulation.")] = 0,
    organiser: Annotated[str, typer.Option(help="Who organises; else the first to speak.")] = "",
) -> None:
    """A group in this terminal: no token, no server to install."""
    from bot.app import Terminal, terminal
    from bot.platforms.console.story import is_name

    if organiser and not is_name(organiser):
        _fail(f"--organiser takes a name of letters, digits, - and _, not {organiser[:40]!r}.")
    piped = not sys.stdin.isatty()
    how = Terminal(
        script=script or ("-" if piped else ""),
        simulate=simulate or bool(script) or piped,
        keep=data is not None,
        seed=seed,
        organiser=organiser or None,
    )
    settings = _settings(data)
    _logs()
    try:
        code = _run(terminal(settings, how, _say))
    except OSError as error:
        if error.filename is None or Path(error.filename) != Path(script):
            raise
        _fail(_unreadable(script, error))
    _end(code)


@app.command()
def run() -> None:
    """The bot on the platforms whose tokens are set."""
    _fail(
        "No platform is connected yet: this version lives in the terminal alone.\n"
        "Try it with: loopmate console"
    )


@app.command()
def health(format_: Format = "text") -> None:
    """Whether everything works; exit 1 if a person should look."""
    from bot.app import open_store
    from bot.core.clock import SystemClock
    from bot.health import health as look

    async def looked() -> Any:
        async with open_store(_settings(None), SystemRandom(), say=_say) as store:
            return await look(store, SystemClock())

    found = _run(looked())
    if format_ == "json":
        _print(found.model_dump_json())
    else:
        _print(f"Waiting {found.waiting}, being sent {found.working}, set aside {found.set_aside}.")
        _print("\n".join(found.trouble) or "Nothing is wrong.")
    _end(0 if found.ok else 1)


@app.command()
def doctor() -> None:
    """Settings, storage, key, clock: what is wrong, and how to mend it; exit 1 if something is."""
    from bot.settings import strange_names

    settings = _settings(None)
    strange = strange_names(os.environ)
    _print("Slack     not part of this version yet")
    _print("Discord   not part of this version yet")
    _print("Settings  " + ("\n          ".join(strange) or "understood"))
    where = "the server of LOOPMATE_REDIS_URL" if settings.redis_url else f"built-in, in {settings.data}"
    try:
        seconds = asyncio.run(_server_ahead(settings))
    except (StoreRefused, StoreDown) as error:
        _print(f"Storage   {where}: {_trouble(error)}")
        _end(1)
    _print(f"Storage   {where}, answers")
    _print(f"Key       {'from LOOPMATE_KEY' if settings.key else settings.key_file}, fits")
    slow = abs(seconds) > CLOCK_LIMIT
    _print(
        "Clock     "
        + (_skew(seconds) if settings.redis_url else "this machine's; nothing to compare it with")
    )
    _end(1 if strange or (slow and settings.redis_url) else 0)


async def _server_ahead(settings: "Settings") -> float:
    """Opens the store; answers by how many seconds its clock is ahead of this machine's."""
    from bot.app import open_store

    async with open_store(settings, SystemRandom(), say=_say) as store:
        await store.ping()
        answer = await store.pipe("TIME")
    whole, micro = next(iter(answer.values())) if isinstance(answer, dict) else answer
    return int(whole) + int(micro) / 1e6 - time.time()


def _skew(seconds: float) -> str:
    if abs(seconds) <= CLOCK_LIMIT:
        return f"within {CLOCK_LIMIT} s of the server's"
    way = "behind" if seconds > 0 else "ahead of"
    return f"{abs(seconds):,.0f} s {way} the server's. Mend: let both follow network time (timedatectl set-ntp true)."


@app.command()
def bench(
    what: Annotated[Literal["commands", "dispatch", "critique"], typer.Argument()] = "commands",
) -> None:
    """Our figures as JSON; `make bench` prints them beside their floors."""
    from bot import bench as benches

    if what == "critique":
        _print(json.dumps(benches.critique()))
        return
    _print(json.dumps(_run(benches.commands() if what == "commands" else benches.outbox())))


@app.command()
def critique(
    file: Annotated[str, typer.Argument(help="A text, or JSON Lines; - is standard input.")] = "-",
    kind: Annotated[
        Literal["bullet", "story", "project"], typer.Option(help="What each item is.")
    ] = "bullet",
    format_: Format = "text",
    pack: Annotated[str, typer.Option(help="Whose rules.")] = "applied-ai",
) -> None:
    """Critiques a text by rule, an item a line; exit 1 if a line could not be read."""
    from bot.rules import Critic, batch

    if pack not in batch.packs():
        _fail(f"There is no pack {pack[:40]!r}. There is {', '.join(batch.packs())}.")
    critic = Critic.load(pack=pack)
    if kind not in (known := batch.kinds(critic)):
        _fail(f"The pack {pack} has no rules for a {kind}. It knows {', '.join(known)}.")
    if file == "-" and sys.stdin.isatty():
        _say("Write or paste one item a line; Ctrl-D ends.")
    bad = 0
    with _bytes(file) as lines:
        for one in batch.judged(critic, kind, lines, file):
            if isinstance(one, batch.Bad):
                bad += 1
                _say(str(one))
            else:
                _print(one.json() if format_ == "json" else one.text() + "\n")
    _end(1 if bad else 0)


@content.command("check")
def content_check() -> None:
    """Every file, or line-numbered errors."""
    from bot.app import registry
    from content.check import check

    problems = [*check(paths={command.path for command in registry()}), *_wrong_packs()]
    for problem in problems:
        typer.echo(str(problem), err=True)
    _print("Everything is in order." if not problems else f"{len(problems)} problems.")
    _end(1 if problems else 0)


def _wrong_packs() -> Iterator[ContentError]:
    """What the rule engine alone can tell of its packs and words."""
    from bot.rules import Critic, batch

    for pack in batch.packs():
        try:
            Critic.load(pack=pack)
        except ContentError as error:
            yield from error.all()


@content.command("stats")
def content_stats(format_: Format = "text") -> None:
    """Counts by part, topic, kind and source."""
    from content.check import stats

    for part, counts in stats().items():
        if format_ == "json":
            _print(json.dumps({"part": part, "counts": counts}))
        else:
            _print(f"{part}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


@content.command("dump")
def content_dump(
    part: Annotated[str, typer.Argument(help="questions, tasks, facts, ...")] = "questions",
    format_: Annotated[Literal["json"], typer.Option("--format", help="One object a line.")] = "json",  # noqa: ARG001 - the one there is, named as everywhere
) -> None:
    """One object a line, in the order of the files."""
    from content.check import dump
    from content.finder import PARTS

    if part not in PARTS:
        _fail(f"There is no part {part[:40]!r}. There is {', '.join(PARTS)}.")
    for row in dump(part):
        _print(json.dumps(row, ensure_ascii=False, default=str))


@contextmanager
def _bytes(file: str) -> Iterator[BinaryIO]:
    """A file as it is, or standard input."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - closed below; the output's errors are not the file's
    except OSError as error:
        _fail(_unreadable(file, error))
    with opened as lines:
        yield lines


def _unreadable(file: str, error: OSError) -> str:
    return f"{file} cannot be read: {error.strerror}. Name a file, or - for standard input."


def _settings(data: Path | None) -> "Settings":
    """The settings; a folder named on the command line means its own server, whatever else is set."""
    from bot.settings import BadSettings, read_settings

    try:
        settings = read_settings()
    except BadSettings as error:
        _fail(str(error))
    return settings.model_copy(update={"data": data.absolute(), "redis_url": ""}) if data else settings


def _logs() -> None:
    """Logs go to standard error, a JSON object a line; standard output belongs to the command."""
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _run(work: Coroutine[Any, Any, Any]) -> Any:
    try:
        return asyncio.run(_until_told(work))
    except (StoreRefused, StoreDown) as error:
        _fail(_trouble(error))
    except KeyboardInterrupt:
        _end(130)
    except asyncio.CancelledError:
        _end(143)


async def _until_told(work: Coroutine[Any, Any, Any]) -> Any:
    """Ends what is being done in good order also when a service manager or a closed terminal says so."""
    task = asyncio.current_task()
    assert task is not None, "asyncio.run works in a task"  # noqa: S101 - narrows the type
    # a terminal that is closed ends the input too: a signal beside it would break off the leaving
    ends_by_itself = (signal.SIGHUP,) if sys.stdin.isatty() else ()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # nohup has its way
            asyncio.get_running_loop().add_signal_handler(
                number, _go_on if number in ends_by_itself else _cancel_once, task
            )
    return await work


def _go_on(_: "asyncio.Task[Any]") -> None:
    """Takes a signal for whose cause somebody else will act."""


def _cancel_once(task: "asyncio.Task[Any]") -> None:
    """A second signal would break off the leaving."""
    if not task.cancelling():
        task.cancel()


def _trouble(error: StoreRefused | StoreDown) -> str:
    if isinstance(error, StoreRefused):
        return str(error)
    return "Redis does not answer. Mend: start it, or check LOOPMATE_REDIS_URL; without it Redis is built in."


def _say(text: str) -> None:
    """Words about the storage; standard output belongs to the command."""
    typer.echo(text, err=True)


def _print(text: str) -> None:
    typer.echo(text)


def _fail(text: str) -> "Any":
    typer.echo(text, err=True)
    raise typer.Exit(1)


def _end(code: int) -> None:
    raise typer.Exit(code)
