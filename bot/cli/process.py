"""Commands about the bot itself: console, run, init, manifest, health, doctor, backup, restore, repair, cards."""

import functools
import inspect
import os
import sys
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.cli.common import (
    Format,
    end,
    fail,
    logs,
    out,
    run_until_told,
    say,
    settings_of,
    unreadable,
    unwritable,
)
from bot.platforms.spec import specs

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer()
manifest = typer.Typer(help="What the platforms want to know of the bot.", no_args_is_help=True)
app.add_typer(manifest, name="manifest")
PORT = 8710
"""The page's port, unless it's taken."""
NO_TOKENS = """\
No platform's tokens are set, so there is nothing to connect to.
  loopmate init      says where to get them, tries them, and writes them into .env
  loopmate console   is the whole bot in this terminal, without any token"""


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
    seed: Annotated[
        int | None, typer.Option(help="Chance in a simulation; without it a script draws by its name.")
    ] = None,
    organiser: Annotated[str, typer.Option(help="Who organises; else the first to speak.")] = "",
    web: Annotated[
        bool | None,
        typer.Option(
            help="The same group on a page in the browser; without a word, where somebody types here."
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(min=1, max=65_535, help="The page's port on this machine, or the next free one.")
    ] = PORT,
    demo: Annotated[
        bool, typer.Option("--demo", help="A group of six, two weeks in, on a page in the browser.")
    ] = False,
) -> None:
    """A group in this terminal, and on a page in the browser: no token, no server to install."""
    from bot.platforms.local import is_name
    from bot.platforms.web.space import NoPort
    from bot.terminal import Terminal, terminal
    from bot.terminal import demo as open_demo

    if organiser and not is_name(organiser):
        fail(f"--organiser takes a name of letters, digits, - and _, not {organiser[:40]!r}.")
    piped = not sys.stdin.isatty()
    how = Terminal(
        script=script or ("-" if piped else ""),
        simulate=simulate or bool(script) or piped,
        keep=data is not None,
        seed=seed,
        organiser=organiser or None,
        page=port if web or (web is None and not (piped or script)) else None,
    )
    settings = settings_of(data)
    logs(None if piped or script or demo else settings.data)
    try:
        if demo:
            end(run_until_told(open_demo(settings, port, say), told=0) or 0)
        code = run_until_told(terminal(settings, how, say))
    except NoPort as error:
        fail(str(error))
    except OSError as error:
        if error.filename is None or Path(error.filename) != Path(script):
            raise
        fail(unreadable(script, error))
    end(code)


@app.command()
def run() -> None:
    """The bot on the platforms whose tokens are set."""
    settings = settings_of(None)
    if lacking := [sentence for spec in specs() if (sentence := spec.missing(settings))]:
        fail("\n".join([*lacking, "loopmate init asks for what is missing, and tries it."]))
    if not any(spec.is_set_up(settings) for spec in specs()):
        fail(NO_TOKENS)
    from bot.app import App, serve
    from bot.backup.backup import fingerprints
    from bot.backup.command import back_up_nightly
    from bot.store.vault import load_keys

    def prepare(app: App) -> None:
        if settings.backup_dir is not None:
            keys = fingerprints(load_keys(settings.key, settings.key_file))
            job = functools.partial(back_up_nightly, app.store, app.clock, settings.backup_dir, keys)
            app.runner.every_hour(job)

    logs()
    end(run_until_told(serve(settings, say, prepare), told=0) or 0)


@app.command()
def init() -> None:
    """Asks for the tokens of the platforms, tries them, and writes them into .env."""
    from bot.setup import TerminalIO
    from bot.setup import init as ask_for_tokens

    if not sys.stdin.isatty():
        fail(
            "loopmate init asks questions, and there is no terminal to answer them. Without one, write the "
            "settings into .env, a NAME=value a line; .env.example shows them all."
        )
    try:
        ask_for_tokens(TerminalIO())
    except OSError as error:
        fail(f".env can't be written: {error.strerror}. Start it in a folder of yours.")
    except UnicodeDecodeError:
        fail(".env is not UTF-8. Save it as UTF-8, one NAME=value a line.")


def _manifest_command(
    lines: Callable[..., Iterable[str] | Coroutine[Any, Any, Iterable[str]]],
) -> Callable[..., None]:
    """The command that prints a platform's manifest: its options are those of `lines` behind the first two."""

    @functools.wraps(lines)
    def command(**options: Any) -> None:
        from bot.app import registry
        from bot.core.errors import LoopmateError

        try:
            made = lines(settings_of(None), registry(), **options)
            for line in run_until_told(made) if isinstance(made, Coroutine) else made:
                out(line)
        except LoopmateError as error:
            fail(str(error))

    _, _, *options = inspect.signature(lines).parameters.values()
    vars(command)["__signature__"] = inspect.Signature(options)
    command.__annotations__ = {one.name: one.annotation for one in options}
    return command


for _spec in specs():
    if _spec.manifest is not None:
        manifest.command(_spec.name)(_manifest_command(_spec.manifest))


# looking after a running bot


@app.command()
def health(format_: Format = "text") -> None:
    """Whether everything works; exit 1 if a person should look."""
    from bot.core.when import SystemClock
    from bot.health import health as look
    from bot.health import observe_store

    async def looked() -> Any:
        async with observe_store(settings_of(None)) as store:
            return await look(store, SystemClock())

    found = run_until_told(looked())
    if format_ == "json":
        out(found.model_dump_json())
    else:
        out(f"Waiting {found.waiting}, being sent {found.working}, set aside {found.set_aside}.")
        out("\n".join(found.trouble) or "Nothing is wrong.")
        if newest := _newest_backup():
            out(newest)
    end(0 if found.ok else 1)


def _newest_backup() -> str:
    from bot.backup.form import age_in_words, age_of_newest
    from bot.core.when import SystemClock

    folder = settings_of(None).backup_dir
    try:
        newest = folder and age_of_newest(folder, SystemClock().now())
    except OSError:
        newest = None
    return f"The newest backup is {age_in_words(newest[1])} old." if newest else ""


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="One object a line.")] = False,
    share: Annotated[
        bool, typer.Option("--share", help="Without secrets, names, paths and hosts: fit to show to others.")
    ] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Read every record as well.")] = False,
) -> None:
    """Tokens, scopes, storage, key, clock: what is wrong, and how to fix it; exit 1 if something does not work."""
    from bot.core.finding import has_failed
    from bot.doctor.examination import examine, redact
    from bot.platforms.spec import all_settings
    from bot.settings import BadSettings, read_settings

    try:
        settings: Settings | BadSettings = read_settings(all_settings())
    except BadSettings as error:
        settings = error
    known = None if isinstance(settings, BadSettings) else settings
    findings = run_until_told(examine(settings, os.environ))
    if deep and known is not None and not has_failed(findings):
        from bot.doctor.installation import examine_records

        findings += run_until_told(examine_records(known))
    for one in findings:
        shown = redact(one, known) if share else one
        out(shown.row() if as_json else shown.line())
    end(1 if has_failed(findings) else 0)


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A new file; with --check one that was made before.")],
    check: Annotated[
        bool, typer.Option("--check", help="Read it, and say whether it's whole and the key here opens it.")
    ] = False,
) -> None:
    """Everything in the store in one file, without the key; the bot may go on running."""
    from bot.backup.command import check as check_file
    from bot.backup.command import save

    logs()
    settings = settings_of(None)
    out(run_until_told(check_file(settings, file) if check else save(settings, file, say)))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="What loopmate backup has made.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="In the place of the data that is there.")
    ] = False,
    returned: Annotated[
        bool,
        typer.Option("--accept-returned", help="Though those who were forgotten since may come back."),
    ] = False,
    unsigned: Annotated[
        bool,
        typer.Option("--accept-unsigned", help="Though it was made before backups were signed."),
    ] = False,
) -> None:
    """Puts a backup back, into an empty store or in the place of what is there; the bot must not run."""
    from bot.backup.command import put_back
    from bot.backup.restore import Consent

    logs()
    out(run_until_told(put_back(settings_of(None), file, Consent(replace, returned, unsigned), say)))


@app.command()
def repair(
    choice: Annotated[
        Literal["skip-damage", "cut", "start-empty", "accept-store", "remove-copies"],
        typer.Argument(
            help="skip-damage: leave out the damaged writes, keep all others. cut: keep only what comes before the "
            "damage. start-empty: set the files aside, then restore a backup or begin anew. accept-store: the store "
            "that's there is this bot's. remove-copies: delete what earlier repairs have kept."
        ),
    ],
    data: Annotated[Path | None, typer.Option(help="The data folder of the built-in server.")] = None,
) -> None:
    """What you choose about a store that the bot refused; loopmate doctor says what's wrong with it."""
    from bot.doctor.repair import repair as run_repair

    logs()
    run_until_told(run_repair(settings_of(data), choice, out))


@app.command()
def cards(
    html: Annotated[Path | None, typer.Option(help="One page of all cards and forms.")] = None,
    png: Annotated[Path | None, typer.Option(help="A folder for pictures at the width of a phone.")] = None,
    transcript: Annotated[Path | None, typer.Option(help="What a screen reader says of each.")] = None,
) -> None:
    """Every card as each platform shows it; exit 1 if a story could not be played."""
    from bot.gallery.command import NoBrowser
    from bot.gallery.command import cards as make

    logs()
    try:
        code = run_until_told(make(settings_of(None), say, html=html, photos=png, spoken=transcript))
    except NoBrowser as error:
        fail(str(error))
    except OSError as error:
        if error.filename is None:
            raise
        fail(unwritable(error))
    end(code)
