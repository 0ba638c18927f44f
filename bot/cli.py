"""The program on the command line. Each command imports what it needs when it runs."""

import asyncio
import json
import os
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO, Literal

import typer

from bot.core.errors import StoreDown, StoreRefused
from bot.ending import until_told
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
manifest = typer.Typer(help="What Slack and Discord want to know of the bot.", no_args_is_help=True)
app.add_typer(manifest, name="manifest")
NO_TOKENS = """\
No platform's tokens are set, so there is nothing to connect to.
  loopmate init      says where to get them, tries them, and writes them into .env
  loopmate console   is the whole bot in this terminal, without any token"""
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
    from bot.settings import unfinished

    settings = _settings(None)
    if lacking := unfinished(settings):
        _fail("\n".join([*lacking.values(), "loopmate init asks for what is missing, and tries it."]))
    if not (settings.slack_bot_token.get_secret_value() or settings.discord_token.get_secret_value()):
        _fail(NO_TOKENS)
    from bot.app import serve

    _logs()
    _end(_run(serve(settings, _say), told=0) or 0)


@app.command()
def init() -> None:
    """Asks for the tokens of Slack and Discord, tries them, and writes them into .env."""
    from bot.setup import begin
    from bot.setup.terminal import Terminal

    if not sys.stdin.isatty():
        _fail(
            "loopmate init asks questions, and there is no terminal to answer them. Without one, write the "
            "settings into .env, a NAME=value a line; .env.example shows them all."
        )
    try:
        begin.everything(Terminal())
    except OSError as error:
        _fail(f".env cannot be written: {error.strerror}. Start it in a folder of yours.")
    except UnicodeDecodeError:
        _fail(".env is not UTF-8. Save it as UTF-8, one NAME=value a line.")


@manifest.command("slack")
def manifest_slack(
    without_history: Annotated[
        bool, typer.Option("--without-history", help="Leave out the scopes that read the bot's own DMs.")
    ] = False,
    link: Annotated[bool, typer.Option("--link", help="The link that fills Slack's form with it.")] = False,
    http: Annotated[
        str, typer.Option("--http", metavar="URL", help="Your public https address, without Socket Mode.")
    ] = "",
) -> None:
    """What to paste into Slack: api.slack.com/apps > Create New App > From a manifest."""
    from bot.setup import papers

    if http and not http.startswith("https://"):
        _fail("--http takes your public address, which begins with https://")
    word = _settings(None).command
    paper = papers.slack_link if link else papers.slack_manifest
    _print(paper(word, history=not without_history, url=http))


@manifest.command("discord")
def manifest_discord(
    apply: Annotated[
        bool,
        typer.Option("--apply", help="Set the application's description, tags and install link as well."),
    ] = False,
) -> None:
    """The link that invites the bot to a Discord server, with its permissions."""
    from bot.core.errors import LoopmateError
    from bot.setup import papers

    settings = _settings(None)
    if not settings.discord_token.get_secret_value():
        _fail(
            "DISCORD_TOKEN is not set: the link names the application that it belongs to. Mend: loopmate init"
        )
    try:
        for line in _run(papers.discord(settings, apply=apply)):
            _print(line)
    except LoopmateError as error:
        _fail(str(error))


@app.command()
def health(format_: Format = "text") -> None:
    """Whether everything works; exit 1 if a person should look."""
    from bot.core.clock import SystemClock
    from bot.health import health as look
    from bot.health import looked_at

    async def looked() -> Any:
        async with looked_at(_settings(None)) as store:
            return await look(store, SystemClock())

    found = _run(looked())
    if format_ == "json":
        _print(found.model_dump_json())
    else:
        _print(f"Waiting {found.waiting}, being sent {found.working}, set aside {found.set_aside}.")
        _print("\n".join(found.trouble) or "Nothing is wrong.")
    _end(0 if found.ok else 1)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One object a line.")] = False,
    share: Annotated[
        bool, typer.Option("--share", help="Without secrets, names, paths and hosts: fit to show to others.")
    ] = False,
) -> None:
    """Tokens, scopes, storage, key, clock: what is wrong, and how to mend it; exit 1 if something does not work."""
    from bot.doctor.examine import examine
    from bot.doctor.finding import failed
    from bot.doctor.share import shared
    from bot.settings import BadSettings, read_settings

    try:
        settings: Settings | BadSettings = read_settings()
    except BadSettings as error:
        settings = error
    known = None if isinstance(settings, BadSettings) else settings
    findings = _run(examine(settings, os.environ))
    for one in findings:
        shown = shared(one, known) if share else one
        _print(shown.row() if as_json else shown.line())
    _end(1 if failed(findings) else 0)


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
    from bot.settings import BadSettings, read_settings, strange_names

    try:
        settings = read_settings()
    except BadSettings as error:
        _fail(str(error))
    if strange := strange_names(os.environ):
        _fail("\n".join([*strange, "Nothing was started: correct the name, or take it out."]))
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


def _run(work: Coroutine[Any, Any, Any], told: int = 143) -> Any:
    """The work's answer; `told` is the exit code when a service manager ends it."""
    try:
        return asyncio.run(until_told(work))
    except (StoreRefused, StoreDown) as error:
        _fail(_trouble(error))
    except KeyboardInterrupt:
        _end(130)
    except asyncio.CancelledError:
        _end(told)


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
