"""The program on the command line. Each command imports what it needs when it runs: the others start fast."""

import sys
from typing import Annotated

import typer

from bot import __version__
from bot.cli import critique, maintenance, pair, process
from bot.cli.content import content
from bot.cli.rules import rules
from content.errors import ContentError

app = typer.Typer(
    name="loopmate",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
)
for part in (process.app, maintenance.app, critique.app, pair.app):
    app.add_typer(part)
app.add_typer(content, name="content")
app.add_typer(rules, name="rules")
app.add_typer(process.manifest, name="manifest")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"loopmate {__version__}")
        raise typer.Exit


@app.callback()
def loopmate(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Which one this is.")
    ] = False,
) -> None:
    """A study group's mate for Applied AI / ML engineer interviews."""


def main() -> None:
    """The `loopmate` program."""
    try:
        app()
    except ContentError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
