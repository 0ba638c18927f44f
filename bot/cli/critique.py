"""Texts judged by rule."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO, Literal

import typer

from bot.cli.common import Format, end, fail, out, say, unreadable

app = typer.Typer()


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
        fail(f"There is no pack {pack[:40]!r}. There is {', '.join(batch.packs())}.")
    critic = Critic.load(pack=pack)
    if kind not in (known := batch.kinds(critic)):
        fail(f"The pack {pack} has no rules for a {kind}. It knows {', '.join(known)}.")
    if file == "-" and sys.stdin.isatty():
        say("Write or paste one item a line; Ctrl-D ends.")
    bad = 0
    with _bytes(file) as lines:
        for one in batch.judged(critic, kind, lines, file):
            if isinstance(one, batch.Bad):
                bad += 1
                say(str(one))
            else:
                out(one.json() if format_ == "json" else one.text() + "\n")
    end(1 if bad else 0)


@contextmanager
def _bytes(file: str) -> Iterator[BinaryIO]:
    """A file as it is, or standard input."""
    if file == "-":
        yield sys.stdin.buffer
        return
    try:
        opened = Path(file).open("rb")  # noqa: SIM115 - closed below; the output's errors are not the file's
    except OSError as error:
        fail(unreadable(file, error))
    with opened as lines:
        yield lines
