"""Commands for authors of content: check, stats, dump, preview, difficulty."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bot.cli.common import WRONG, Format, end, fail, out, run_until_told, say, settings_of, unwritable
from content.document import ContentError

app = typer.Typer(help="Check, count and preview what the group learns from.", no_args_is_help=True)


@app.command("check")
def content_check(
    links: Annotated[
        Path | None,
        typer.Option(help="Write every link with its source to this file, to be opened elsewhere."),
    ] = None,
) -> None:
    """Check every file; errors name file and line."""
    from bot.rules import Critic, batch
    from content.check import check
    from content.finder import load
    from content.listing import links as every_link

    if links is not None:
        try:
            links.open("a").close()
        except OSError as error:
            fail(unwritable(error))
    problems = list(map(str, check(paths=_commands())))
    for pack in batch.packs():
        try:
            Critic.load(pack=pack)
        except ContentError as error:
            problems += map(str, error.all())
    problems = list(dict.fromkeys(problems))  # all packs read the same lexicon
    for problem in problems:
        typer.echo(problem, err=True)
    if links is not None and not problems:
        links.write_text("".join(f"{found}\n" for found in every_link(load())), encoding="utf-8")
    counted = f"{len(problems)} problem{'' if len(problems) == 1 else 's'}."
    out(counted if problems else "Everything is in order.")
    end(1 if problems else 0)


def _commands() -> set[str] | None:
    """The paths that a task may call; None where only what critique needs is installed (tools/core.py)."""
    if find_spec("redis") is None:
        say("The commands that tasks call weren't compared: that takes the whole bot (make .venv).")
        return None
    from bot.app import registry

    return {command.path for command in registry()}


@app.command("stats")
def content_stats(format_: Format = "text") -> None:
    """Count content by part, topic, kind and source."""
    from content.listing import stats

    for part, counts in stats().items():
        if format_ == "json":
            out(json.dumps({"part": part, "counts": counts}))
        else:
            out(f"{part}: " + (", ".join(f"{name} {count}" for name, count in counts.items()) or "none"))


@app.command("dump")
def content_dump(
    part: Annotated[str, typer.Argument(help="questions, tasks, facts, ...")] = "questions",
    format_: Annotated[
        Literal["json", "anki"],
        typer.Option(
            "--format", help="JSON, one object per line; or questions as a text file that Anki imports."
        ),
    ] = "json",
) -> None:
    """Print one part of the content, in the order of its files."""
    from content.finder import PARTS, load
    from content.listing import anki_notes, dump

    if part not in PARTS:
        fail(f"There's no part {part[:40]!r}. Choose one of these: {', '.join(PARTS)}.")
    if format_ == "json":
        for row in dump(part):
            out(json.dumps(row, ensure_ascii=False, default=str))
        return
    if part != "questions":
        fail(f"Anki takes questions, not {part}. Write: loopmate content dump questions --format anki")
    for note in anki_notes(load()):
        out(note)


@app.command("preview")
def content_preview(
    name: Annotated[str, typer.Argument(help="Id of a question or a template.")],
    seed: Annotated[int, typer.Option(min=0, help="Random seed that fills a template.")] = 1,
    folder: Annotated[
        Path | None, typer.Option("--content", help="Another content folder than the installed one.")
    ] = None,
) -> None:
    """Show a question as members will see it, with its key, reasons and worked solution."""
    from content.finder import load
    from content.listing import preview

    try:
        for line in preview(load(folder), name, seed):
            out(line)
    except (KeyError, ValueError) as error:
        fail(str(error.args[0]))


@app.command("difficulty")
def content_difficulty(format_: Format = "text") -> None:
    """List questions by how hard members found them, hardest first: counts, never a person. Needs a running bot."""
    from bot.app import report_quizzes
    from bot.core.wall_time import SystemClock
    from bot.health import observe_store

    async def looked() -> Any:
        async with observe_store(settings_of(None)) as store:
            return await report_quizzes(store, SystemClock().now())

    rows, damaged = run_until_told(looked())
    for row, line in rows:
        out(json.dumps(row) if format_ == "json" else line)
    if not rows and format_ == "text":
        out("No question has been answered by three members yet.")
    if damaged:
        fail(
            f"Left out, because it can't be read: {', '.join(damaged)}. loopmate doctor --deep says why.",
            WRONG,
        )
