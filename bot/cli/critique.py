"""Texts judged by rule, reported as by a linter."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from bot.cli.common import WRONG, end, fail, say, unreadable

if TYPE_CHECKING:
    from bot.cli.entries import Entry
    from bot.rules import Critic

app = typer.Typer()
KindName = Literal["bullet", "story", "project", "answer"]
Kind = Annotated[
    KindName | None,
    typer.Option(help="What each item is. Default: what the pack is for, bullets if it knows them."),
]


def pack_names() -> list[str]:
    from bot.rules import batch

    return list(batch.packs())


def _known_pack(pack: str) -> str:
    """The pack, if there is one of that name; "" names all of them."""
    if pack and pack not in pack_names():
        fail(f"There's no pack {pack[:40]!r}. Choose one of these: {', '.join(pack_names())}.", WRONG)
    return pack


PackName = Annotated[
    str, typer.Option(help="Rules to apply.", autocompletion=pack_names, callback=_known_pack)
]
OnlyPack = Annotated[
    str, typer.Option("--pack", help="Only this pack.", autocompletion=pack_names, callback=_known_pack)
]
FOUND = 1
"""Exit code: something was found."""


@app.command()
def critique(
    files: Annotated[
        list[str] | None,
        typer.Argument(
            help="PDF, .docx, .tex, .md, .txt, JSON Resume or JSON Lines; - reads standard input."
        ),
    ] = None,
    kind: Kind = None,
    format_: Annotated[
        Literal["text", "json", "github", "sarif"],
        typer.Option("--format", help="Output format; json is one object per line."),
    ] = "text",
    pack: PackName = "applied-ai",
    fail_on: Annotated[
        Literal["major", "minor", "hint"] | None,
        typer.Option(help="Exit 1 for findings this serious or worse. Default: minor; for JSON Lines, none."),
    ] = None,
    stdin_filename: Annotated[
        str, typer.Option(help="File name of standard input, for its format and the report.")
    ] = "-",
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit 0 even if something is found.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Add what to do and a better sentence.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(help="Report only what isn't in this earlier --format json output.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(help="An older version of the file, to say what got better, worse or is new."),
    ] = None,
) -> None:
    """Critique resumes and texts by rules that you can read.

    Exit 0: nothing found; 1: findings at --fail-on or worse; 2: something couldn't be read. In a PDF lines are
    counted over all pages, in a Word document paragraphs."""
    from bot.cli import entries, reports

    critic, kind = critic_of(pack, kind)
    known = _known(baseline) if baseline else frozenset()
    older = entries.Older(whole(critic, kind, since)) if since else None
    tally = reports.print_all(
        (
            entries.compare(one, known, older) if isinstance(one, entries.Entry) else one
            for file in files or [entries.STDIN]
            for one in entries.read(critic, kind, file, stdin_filename)
        ),
        format_,
        explain=explain,
        least=fail_on,
    )
    if tally.troubles:
        end(WRONG)
    end(FOUND if tally.grave and not exit_zero else 0)


@cache
def _load(pack: str) -> "Critic":
    from bot.rules import Critic
    from bot.rules.model.weights import WeightsError

    try:
        return Critic.load(pack=pack)
    except WeightsError as error:
        fail(str(error), WRONG)


def critic_of(pack: str, kind: "KindName | None") -> "tuple[Critic, KindName]":
    """The critic of a pack and the kind of text that it is to judge (bullets, where nothing is said and it knows
    them, else what the pack is for first), or the end of the program, in words."""
    from bot.rules import batch

    critic = _load(pack)
    known = batch.kinds(critic)
    kind = kind or cast("KindName", "bullet" if "bullet" in known else known[0])
    if kind not in known:
        fail(f"The pack {pack} has no rules for a {kind}. It knows {', '.join(known)}.", WRONG)
    return critic, kind


def _known(baseline: Path) -> frozenset[str]:
    """The fingerprints of an earlier `--format json`."""
    from bot.cli.entries import fingerprint

    try:
        rows = [json.loads(line) for line in baseline.read_text("utf-8").splitlines() if line.strip()]
        return frozenset(fingerprint(f["rule"], row.get("text", "")) for row in rows for f in row["findings"])
    except OSError as error:
        fail(unreadable(str(baseline), error), WRONG)
    except (ValueError, KeyError, TypeError, AttributeError):
        fail(f"{baseline} isn't an output of `loopmate critique --format json`. Write it again.", WRONG)


def whole(critic: "Critic", kind: str, file: str) -> "list[Entry]":
    """All items of a file that must be readable; the lines that are not are named."""
    from bot.cli import entries

    read = list(entries.read(critic, kind, file))
    for one in read:
        if isinstance(one, entries.Trouble):
            say(str(one))
    found = [one for one in read if isinstance(one, entries.Entry)]
    if read and not found:
        end(WRONG)
    return found
