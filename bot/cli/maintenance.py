"""Looking after a running bot."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.cli.common import Format, end, fail, logs, out, run_until_told, say, settings_of, unwritable

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer()


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
    from bot.core.when import SystemClock
    from bot.store.backup_folder import age_in_words, age_of_newest

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
    from bot.doctor.examine import examine, redact
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
    from bot.gallery.make import NoBrowser
    from bot.gallery.make import cards as make

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
