"""The program on the command line. Each command imports what it needs when it runs: the others start fast."""

import gc
import signal
import sys
from importlib import import_module
from typing import Annotated

import typer

from bot import __version__
from content.document import ContentError

ALONE = ("critique", "pair", "content", "rules")
"""Commands whose module has their name. Reading the others takes them longer than the rest of their start."""
GROUPS = ("content", "rules")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"loopmate {__version__}")
        raise typer.Exit


def loopmate(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
    ] = False,
) -> None:
    """A study group's mate for Applied AI / ML engineer interviews."""


def build(first: str = "") -> typer.Typer:
    """The program, or as much of it as the first word on the command line needs."""
    app = typer.Typer(
        name="loopmate", no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False
    )
    app.callback()(loopmate)
    for name in (first,) if first in ALONE else ("process", *ALONE):
        part = import_module(f"bot.cli.{name}").app
        app.add_typer(part, name=name if name in GROUPS else None)
    return app


def main() -> None:
    """The `loopmate` program. What it imports stays: looking through it for garbage is a tenth of a start."""
    gc.disable()
    try:
        build(*sys.argv[1:2])()
    except ContentError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except KeyboardInterrupt:  # Ctrl-C before anything ran that says so itself
        sys.exit(128 + signal.SIGINT)
