"""A dry run of the weekly pairing on a file."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.common import WRONG, Format, fail, out, say, unreadable

app = typer.Typer()


@app.command()
def pair(
    members: Annotated[
        str, typer.Argument(help="JSON file with week, policy, members and history; - reads standard input.")
    ],
    weeks: Annotated[int, typer.Option(min=1, max=104, help="Number of weekly pairings.")] = 1,
    seed: Annotated[int, typer.Option(help="Random seed for ties; the same seed gives the same pairs.")] = 0,
    format_: Format = "text",
) -> None:
    """Rehearse weekly pairings: who would meet whom, when, in which round, and why.

    Exit 0: paired; 2: the file couldn't be read; every wrong field and member is named."""
    from bot.pairing import dry_run, file

    try:
        text = sys.stdin.buffer.read() if members == "-" else Path(members).read_bytes()
    except OSError as error:
        fail(unreadable(members, error), WRONG)
    try:
        dry = file.read(text, "standard input" if members == "-" else members)
        for note in dry.notes:
            say(note)
        for row in dry_run.weeks_of(dry, weeks, seed):
            for line in [json.dumps(row, ensure_ascii=False)] if format_ == "json" else dry_run.as_text(row):
                out(line)
    except ValueError as error:  # a file's problems, in words
        fail(str(error), WRONG)
