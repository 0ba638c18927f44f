"""The program on the command line. Each command imports what it needs when it runs."""

import asyncio
import json
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import typer

from bot.core.errors import StoreDown, StoreRefused

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
Format = Annotated[
    Literal["text", "json"], typer.Option("--format", help="For people, or one object a line.")
]


def main() -> None:
    """The `loopmate` program."""
    app()


@app.command()
def console(
    script: Annotated[str, typer.Argument(help="A story, a step a line; - is standard input.")] = "",
    simulate: Annotated[bool, typer.Option(help="A store of its own, thrown away at the end.")] = False,
    data: Annotated[Path | None, typer.Option(help="The data folder.")] = None,
    seed: Annotated[int, typer.Option(help="Chance in a simulation.")] = 0,
    organiser: Annotated[str, typer.Option(help="Who organises; else the first to speak.")] = "",
) -> None:
    """A group in this terminal: no token, no server to install."""
    from bot.app import Terminal, terminal

    piped = not sys.stdin.isatty()
    how = Terminal(
        script=script or ("-" if piped else ""),
        simulate=simulate or bool(script) or piped,
        keep=data is not None,
        seed=seed,
        organiser=organiser or None,
    )
    _logs()
    _end(_run(terminal(_settings(data), how, _say)))


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
    """Settings, storage, clock: what is wrong, and how to mend it."""
    from bot.app import open_store

    settings = _settings(None)

    async def look() -> None:
        async with open_store(settings, SystemRandom(), say=_say) as store:
            await store.ping()

    where = (
        "the server of LOOPMATE_REDIS_URL" if settings.redis_url else f"built-in, saved in {settings.data}"
    )
    _print("Slack    not part of this version yet")
    _print("Discord  not part of this version yet")
    _run(look())
    _print(f"Storage  {where}, answers")
    _print(f"Key      {'from LOOPMATE_KEY' if settings.key else settings.key_file}")


@app.command()
def bench(what: Annotated[Literal["commands", "dispatch"], typer.Argument()] = "commands") -> None:
    """Our figures as JSON; `make bench` prints them beside their floors."""
    from bot import bench as benches

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

    problems = check(paths={command.path for command in registry()})
    for problem in problems:
        typer.echo(str(problem), err=True)
    _print("Everything is in order." if not problems else f"{len(problems)} problems.")
    _end(1 if problems else 0)


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
) -> None:
    """One object a line, in the order of the files."""
    from content.check import dump

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
        _fail(f"{file} cannot be read: {error.strerror}. Name a file, or - for standard input.")
    with opened as lines:
        yield lines


def _settings(data: Path | None) -> "Settings":
    from pydantic import ValidationError

    from bot.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        first = error.errors()[0]
        _fail(
            f"LOOPMATE_{str(first['loc'][0]).upper()}: {first['msg']}. Mend it in the environment or in .env."
        )
    return settings.model_copy(update={"data": data.absolute()}) if data else settings


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
        return asyncio.run(work)
    except StoreRefused as error:
        _fail(str(error))
    except StoreDown:
        _fail(
            "Redis does not answer. Mend: start it, or check LOOPMATE_REDIS_URL; without it Redis is built in."
        )
    except KeyboardInterrupt:
        _end(130)


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
