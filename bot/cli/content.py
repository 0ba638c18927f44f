"""What the group learns from."""

import json
from collections.abc import Iterator
from typing import Annotated, Literal

import typer

from bot.cli.common import Format, end, fail, out
from content.errors import ContentError

content = typer.Typer(help="What the group learns from.", no_args_is_help=True)


@content.command("check")
def content_check() -> None:
    """Every file, or line-numbered errors."""
    from bot.app import registry
    from content.check import check

    problems = [*check(paths={command.path for command in registry()}), *_wrong_packs()]
    for problem in problems:
        typer.echo(str(problem), err=True)
    out("Everything is in order." if not problems else f"{len(problems)} problems.")
    end(1 if problems else 0)


def _wrong_packs() -> Iterator[ContentError]:
    """What the rule engine alone can tell of its packs and words."""
    from bot.rules import Critic, batch

    for pack in batch.packs():
        try:
            Critic.load(pack=pack)
        except ContentError as error:
            yield from error.all()


@content.command("stats")
def content_stats(format_: Format = "text") -> None:
    """Counts by part, topic, kind and source."""
    from content.check import stats

    for part, counts in stats().items():
        if format_ == "json":
            out(json.dumps({"part": part, "counts": counts}))
        else:
            out(f"{part}: " + ", ".join(f"{name} {count}" for name, count in counts.items()))


@content.command("dump")
def content_dump(
    part: Annotated[str, typer.Argument(help="questions, tasks, facts, ...")] = "questions",
    format_: Annotated[Literal["json"], typer.Option("--format", help="One object a line.")] = "json",  # noqa: ARG001 - the one there is, named as everywhere
) -> None:
    """One object a line, in the order of the files."""
    from content.check import dump
    from content.finder import PARTS

    if part not in PARTS:
        fail(f"There is no part {part[:40]!r}. There is {', '.join(PARTS)}.")
    for row in dump(part):
        out(json.dumps(row, ensure_ascii=False, default=str))
