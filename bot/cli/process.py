"""Commands about the bot itself: console, run, init, manifest, health, doctor, backup, restore, repair, cards."""

import contextlib
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
manifest = typer.Typer(help="Print what a platform needs to know about the bot.", no_args_is_help=True)
app.add_typer(manifest, name="manifest")
NO_TOKENS = """\
No tokens are set, so there's no platform to connect to.
  loopmate init      says where to get them, tries them, and writes them into .env
  loopmate console   is the whole bot in this terminal, without any token"""


@app.command()
def console(
    script: Annotated[
        str, typer.Argument(help="A story to play, one step per line; - reads standard input.")
    ] = "",
    simulate: Annotated[
        bool,
        typer.Option(
            "--simulate",
            help="Simulate time, on a throwaway store (--data keeps it). A script implies this.",
        ),
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of the built-in server.")] = None,
    seed: Annotated[
        int | None, typer.Option(help="Random seed of a simulation; a script defaults to its name.")
    ] = None,
    organiser: Annotated[
        str, typer.Option("--organizer", "--organiser", help="Who organizes. Default: whoever speaks first.")
    ] = "",
    web: Annotated[
        bool | None,
        typer.Option(help="Serve the group on a local web page too. Default: yes, unless input is piped."),
    ] = None,
    port: Annotated[
        int, typer.Option(min=1, max=65_535, help="Port of the page, or the next free one.")
    ] = 8710,
    demo: Annotated[
        bool, typer.Option("--demo", help="Open a group of six, two weeks in, on a local web page.")
    ] = False,
) -> None:
    """Try a group in this terminal and on a local web page: no tokens, no server to install."""
    from bot.platforms.local import is_name
    from bot.platforms.web.space import NoPort
    from bot.terminal import Terminal, terminal
    from bot.terminal import demo as open_demo

    if organiser and not is_name(organiser):
        fail(f"--organizer takes a name of letters, digits, - and _, not {organiser[:40]!r}.")
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
    """Run the bot on every platform whose tokens are set."""
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
    """Set up your platforms: ask for their tokens, test them, and write them to .env."""
    from bot.setup import TerminalIO
    from bot.setup import init as ask_for_tokens

    if not sys.stdin.isatty():
        fail(
            "loopmate init asks questions, and there's no terminal to answer them. Without one, write the "
            "settings into .env, one NAME=value per line; .env.example shows them all."
        )
    try:
        ask_for_tokens(TerminalIO())
    except OSError as error:
        fail(f".env in {Path.cwd()} can't be used: {error.strerror}. Start it in a folder of yours.")
    except UnicodeDecodeError:
        fail(".env isn't UTF-8. Save it as UTF-8, one NAME=value per line.")


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
    """Check a running bot; exit 1 if somebody should take a look."""
    from bot.backup.form import age_in_words, age_of_newest
    from bot.core.wall_time import SystemClock
    from bot.health import health as look
    from bot.health import observe_store

    settings = settings_of(None)

    async def looked() -> Any:
        async with observe_store(settings) as store:
            return await look(store, SystemClock())

    found = run_until_told(looked())
    if format_ == "json":
        out(found.model_dump_json())
    else:
        out(f"{found.waiting} waiting, {found.working} being sent, {found.set_aside} set aside.")
        out("\n".join(found.trouble) or "Nothing is wrong.")
        newest = None
        with contextlib.suppress(OSError):
            newest = settings.backup_dir and age_of_newest(settings.backup_dir, SystemClock().now())
        if newest:
            out(f"The newest backup is {age_in_words(newest[1])} old.")
    end(0 if found.ok else 1)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    share: Annotated[
        bool,
        typer.Option("--share", help="Leave out secrets, names, paths and hosts, so that you can post it."),
    ] = False,
    deep: Annotated[bool, typer.Option("--deep", help="Also read every record.")] = False,
) -> None:
    """Check tokens, scopes, storage, key and clock, and say how to fix what's wrong; exit 1 if something is."""
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
    file: Annotated[Path, typer.Argument(help="File to create, or with --check an existing backup.")],
    check: Annotated[
        bool, typer.Option("--check", help="Check that a backup is complete and that the key here opens it.")
    ] = False,
) -> None:
    """Back up the whole store to one file, without the key. The bot can keep running."""
    from bot.backup.command import check as check_file
    from bot.backup.command import save

    logs()
    settings = settings_of(None)
    out(run_until_told(check_file(settings, file) if check else save(settings, file, say)))


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file made by loopmate backup.")],
    replace: Annotated[bool, typer.Option("--replace", help="Replace existing data.")] = False,
    returned: Annotated[
        bool,
        typer.Option("--accept-returned", help="Accept that members who were forgotten since may come back."),
    ] = False,
    unsigned: Annotated[
        bool,
        typer.Option("--accept-unsigned", help="Accept a backup made before backups were signed."),
    ] = False,
) -> None:
    """Restore a backup, into an empty store or over existing data. Stop the bot first."""
    from bot.backup.command import put_back
    from bot.backup.restore import Consent

    logs()
    out(run_until_told(put_back(settings_of(None), file, Consent(replace, returned, unsigned), say)))


@app.command()
def repair(
    choice: Annotated[
        Literal["skip-damage", "cut", "start-empty", "accept-store", "remove-copies"],
        typer.Argument(
            help="skip-damage: drop the damaged writes, keep the rest. cut: keep only what comes before the damage. "
            "start-empty: set the files aside, then restore a backup or start over. accept-store: this store is the "
            "right one for this bot. remove-copies: delete the copies that earlier repairs kept."
        ),
    ],
    data: Annotated[Path | None, typer.Option(help="Data folder of the built-in server.")] = None,
) -> None:
    """Repair a store that the bot refused to start on; loopmate doctor says what's wrong with it."""
    from bot.doctor.repair import repair as run_repair

    logs()
    run_until_told(run_repair(settings_of(data), choice, out))


@app.command()
def cards(
    html: Annotated[Path | None, typer.Option(help="Write all cards and forms to one HTML page.")] = None,
    png: Annotated[Path | None, typer.Option(help="Folder for pictures at phone width.")] = None,
    transcript: Annotated[
        Path | None, typer.Option(help="Write what a screen reader says of each card.")
    ] = None,
) -> None:
    """Render every card as each platform shows it; exit 1 if a story couldn't be played."""
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
