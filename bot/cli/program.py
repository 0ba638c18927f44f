"""The commands of the program. Each imports what it needs when it runs: the others start fast."""

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

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


class _Program(TyperGroup):
    """Says what's wrong with a value in words that aren't pydantic's, and of a flag not that it takes a value."""

    def parse_args(self, ctx: Any, args: list[str]) -> Any:
        _hide_bool(self, ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            said = error.message.removeprefix("Value error, ").replace("Input should", "it should")
            error.message = said.partition(", unable to parse")[0]
            raise


def _hide_bool(command: Any, context: typer.Context) -> None:
    """Takes the type out of the help of all flags."""
    for one in command.get_params(context):
        if getattr(one, "is_flag", False):
            one.metavar = ""
    for inner in getattr(command, "commands", {}).values():
        _hide_bool(inner, context)


def build(first: str = "") -> typer.Typer:
    """The program, or as much of it as the first word on the command line needs."""
    app = typer.Typer(name="loopmate", cls=_Program, no_args_is_help=True, pretty_exceptions_enable=False)
    app.callback()(loopmate)
    for name in (first,) if first in ALONE else ("process", *ALONE):
        part = import_module(f"bot.cli.{name}").app
        app.add_typer(part, name=name if name in GROUPS else None)
    return app


def run() -> None:
    """Does what the command line says; what ends it is said in words."""
    try:
        build(*sys.argv[1:2])()
    except ContentError as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except OSError as error:
        if error.errno != errno.ENOSPC or error.filename:
            raise
        sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - what is left of the output goes nowhere
        typer.echo(
            f"The output can't be written: {error.strerror}. Make room, or write it elsewhere.", err=True
        )
        sys.exit(1)
