"""Texts judged by rule, reported as by a linter."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from bot.cli.common import end, out, say, unreadable

if TYPE_CHECKING:
    from bot.cli.judging import Entry
    from bot.rules import Critic

app = typer.Typer()
Kind = Annotated[Literal["bullet", "story", "project", "answer"], typer.Option(help="What each item is.")]
PackName = Annotated[str, typer.Option(help="Whose rules.")]
FOUND, WRONG = 1, 2
"""Exit codes: something was found; something could not be read or understood."""


@app.command()
def critique(
    files: Annotated[
        list[str] | None,
        typer.Argument(help="PDF, .docx, .md, .txt or JSON Lines; - is standard input."),
    ] = None,
    kind: Kind = "bullet",
    format_: Annotated[
        Literal["text", "json", "github", "sarif"],
        typer.Option("--format", help="One object a line is json."),
    ] = "text",
    pack: PackName = "applied-ai",
    fail_on: Annotated[
        Literal["major", "minor", "hint"] | None,
        typer.Option(help="Exit 1 for findings from this on; else major, and of JSON Lines none."),
    ] = None,
    exit_zero: Annotated[bool, typer.Option("--exit-zero", help="Exit 0 whatever is found.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Also what to do, and a better sentence.")
    ] = False,
    baseline: Annotated[
        Path | None, typer.Option(help="An earlier --format json: what it found is not said again.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="An older version of the file: what is better, worse, new.")
    ] = None,
) -> None:
    """Critiques texts by rule, a bullet or a line at a time.

    Exit 0: nothing found; 1: findings from --fail-on on; 2: something could not be read. In a PDF lines are
    counted over all pages, in a Word document paragraphs."""
    from bot.cli import judging

    critic = critic_of(pack, kind)
    known = _known(baseline) if baseline else frozenset()
    older = _older(critic, kind, since) if since else None
    found: list[Entry] = []
    bad = False
    for file in files or [judging.STDIN]:
        with opened(file) as lines:
            for one in judging.entries(critic, kind, file, lines):
                if isinstance(one, judging.Trouble):
                    bad = True
                    say(str(one))
                    continue
                entry = judging.without(one, known) if known else one
                entry = judging.compared(entry, older) if older is not None else entry
                found.append(entry)
                _print(entry, format_, explain=explain)
    _close(found, format_)
    end(WRONG if bad else _code(found, fail_on, exit_zero=exit_zero))


def critic_of(pack: str, kind: str) -> "Critic":
    """The critic of a pack that knows this kind of text, or the end of the program, in words."""
    from bot.rules import Critic, batch

    if pack not in batch.packs():
        wrong(f"There is no pack {pack[:40]!r}. There is {', '.join(batch.packs())}.")
    critic = Critic.load(pack=pack)
    if kind not in (known := batch.kinds(critic)):
        wrong(f"The pack {pack} has no rules for a {kind}. It knows {', '.join(known)}.")
    return critic


def _code(found: "list[Entry]", fail_on: str | None, *, exit_zero: bool) -> int:
    """JSON Lines are data: findings in them fail nothing unless `--fail-on` says so."""
    from bot.cli import judging

    if exit_zero:
        return 0
    judged = [one for one in found if fail_on or one.bullet is not None]
    return FOUND if any(judging.grave(one, fail_on or "major") for one in judged) else 0


def _print(entry: "Entry", style: str, *, explain: bool) -> None:
    import json
    import os

    from bot.cli import reports

    if style == "json":
        out(json.dumps(entry.row(), ensure_ascii=False))
    elif style == "text":
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        for line in reports.text(entry, colour=colour, explain=explain):
            out(line)
    elif style == "github":
        for line in reports.github(entry):
            out(line)


def _close(found: "list[Entry]", style: str) -> None:
    from importlib.metadata import PackageNotFoundError, version

    from bot.cli import reports

    if style == "sarif":
        try:
            number = version("loopmate")
        except PackageNotFoundError:
            number = "0"
        out(reports.sarif(found, number))
    elif style == "text":
        say(reports.summary(found))


def _known(baseline: Path) -> frozenset[str]:
    from bot.cli import judging

    try:
        return judging.known_before(baseline.read_text("utf-8").splitlines())
    except OSError as error:
        wrong(unreadable(str(baseline), error))
    except (ValueError, KeyError, TypeError, AttributeError):
        wrong(f"{baseline} is no output of `loopmate critique --format json`. Write it again.")


def _older(critic: "Critic", kind: str, file: str) -> "list[Entry]":
    from bot.cli import judging

    with opened(file) as lines:
        read = list(judging.entries(critic, kind, file, lines))
    for one in read:
        if isinstance(one, judging.Trouble):
            wrong(str(one))
    return [one for one in read if isinstance(one, judging.Entry)]


@contextmanager
def opened(file: str) -> Iterator[IO[bytes]]:
    """A file as it is, or standard input."""
    if file == "-":
        if sys.stdin.isatty():
            say("Write or paste one item a line; Ctrl-D ends.")
        yield sys.stdin.buffer
        return
    try:
        lines = Path(file).open("rb")  # noqa: SIM115 - closed below; the output's errors are not the file's
    except OSError as error:
        wrong(unreadable(file, error))
    with lines:
        yield lines


def wrong(text: str) -> NoReturn:
    """The end: the request itself cannot be done."""
    say(text)
    raise typer.Exit(WRONG)
