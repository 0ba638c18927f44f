"""For authors: of content that the group learns from, and of the rules of the critique."""

import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bot.cli.common import Format, end, fail, out, run_until_told, say, settings_of, unwritable
from bot.cli.files import Kind, PackName, critic_of, pack_names, whole, wrong
from content.document import ContentError

app = typer.Typer()
content = typer.Typer(help="What the group learns from.", no_args_is_help=True)
rules = typer.Typer(help="The rules of the critique, for their authors.", no_args_is_help=True)
app.add_typer(content, name="content")
app.add_typer(rules, name="rules")


@content.command("check")
def content_check(
    links: Annotated[
        Path | None,
        typer.Option(help="Writes every link with its source to this file, to be opened elsewhere."),
    ] = None,
) -> None:
    """Every file, or line-numbered errors."""
    from content.check import check
    from content.finder import load
    from content.listing import links as every_link

    if links is not None:
        try:
            links.open("a").close()
        except OSError as error:
            fail(unwritable(error))
    problems = [*check(paths=_commands()), *_wrong_packs()]
    for problem in problems:
        typer.echo(str(problem), err=True)
    if links is not None and not problems:
        links.write_text("".join(f"{found}\n" for found in every_link(load())), encoding="utf-8")
    out(
        "Everything is in order."
        if not problems
        else f"{len(problems)} problem{'' if len(problems) == 1 else 's'}."
    )
    end(1 if problems else 0)


def _commands() -> set[str] | None:
    """The paths that a task may call; None where only what critique needs is installed (tools/core.py)."""
    if find_spec("redis") is None:
        say("The commands that tasks call weren't compared: that takes the whole bot (make .venv).")
        return None
    from bot.app import registry

    return {command.path for command in registry()}


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
    from content.listing import stats

    for part, counts in stats().items():
        if format_ == "json":
            out(json.dumps({"part": part, "counts": counts}))
        else:
            out(f"{part}: " + (", ".join(f"{name} {count}" for name, count in counts.items()) or "none"))


@content.command("dump")
def content_dump(
    part: Annotated[str, typer.Argument(help="questions, tasks, facts, ...")] = "questions",
    format_: Annotated[
        Literal["json", "anki"],
        typer.Option("--format", help="One object a line, or questions as a text file that Anki imports."),
    ] = "json",
) -> None:
    """Everything of a part, in the order of the files."""
    from content.finder import PARTS, load
    from content.listing import anki_notes, dump

    if part not in PARTS:
        fail(f"There is no part {part[:40]!r}. There is {', '.join(PARTS)}.")
    if format_ == "json":
        for row in dump(part):
            out(json.dumps(row, ensure_ascii=False, default=str))
        return
    if part != "questions":
        fail(f"Anki takes questions, not {part}. Write: loopmate content dump questions --format anki")
    for note in anki_notes(load()):
        out(note)


@content.command("preview")
def content_preview(
    name: Annotated[str, typer.Argument(help="The id of a question or of a template.")],
    seed: Annotated[int, typer.Option(min=0, help="What fills a template.")] = 1,
    folder: Annotated[
        Path | None, typer.Option("--content", help="Another folder of content than what is installed.")
    ] = None,
) -> None:
    """A question as members will meet it, with its key, the reasons and the worked solution."""
    from content.finder import load
    from content.listing import preview

    try:
        for line in preview(load(folder), name, seed):
            out(line)
    except (KeyError, ValueError) as error:
        fail(str(error.args[0]))


@content.command("difficulty")
def content_difficulty(format_: Format = "text") -> None:
    """How hard each question is as it was answered, the hardest first; the bot must run. Counts, never a person."""
    from bot.app import report_quizzes
    from bot.core.when import SystemClock
    from bot.health import observe_store

    async def looked() -> Any:
        async with observe_store(settings_of(None)) as store:
            return await report_quizzes(store, SystemClock().now())

    rows = run_until_told(looked())
    for row, line in rows:
        out(json.dumps(row) if format_ == "json" else line)
    if not rows and format_ == "text":
        out("No question has been answered by three members yet.")


# rules: what one says, whether its examples hold, what wakes it, why a text was judged so


def rule_ids() -> list[str]:
    """What completes the id of a rule."""
    from bot.rules import batch

    return [rule.id for name in batch.packs() for rule in batch.pack_of(name).rules]


@rules.command("show")
def show(
    rule: Annotated[str, typer.Argument(help="Its id, as a finding names it.", autocompletion=rule_ids)],
    pack: Annotated[str, typer.Option(help="Of which pack alone.", autocompletion=pack_names)] = "",
) -> None:
    """A rule in full: why, what to do, its examples."""
    from bot.rules import batch

    for name in [pack] if pack else batch.packs():
        if name not in batch.packs():
            wrong(f"There is no pack {name[:40]!r}. There is {', '.join(batch.packs())}.")
        for one in batch.pack_of(name).rules:
            if one.id != rule:
                continue
            grade = f"{one.severity}, {one.if_right} if right" if one.if_right else one.severity
            out(f"{one.id}: {grade}, {one.dimension}, for {', '.join(one.kinds)}, pack {name}")
            out(f"Says: {one.message}\nWhy: {one.why}\nFix: {one.fix}\nSource: {one.source}")
            for case in one.tests:
                out(f"  open in: {case.bad}" if case.bad else f"  not open in: {case.good}")
            return
    packs = [pack] if pack else batch.packs()
    known = sorted({one.id for name in packs for one in batch.pack_of(name).rules})
    wrong(f"There is no rule {rule[:40]!r}. There is {', '.join(known)}.")


@rules.command("test")
def test(
    pack: Annotated[str, typer.Option(help="Of which pack alone.", autocompletion=pack_names)] = "",
) -> None:
    """Every example of every rule; exit 1 if one does not do what it should."""
    from bot.rules import Critic, batch, pack_tools

    if pack and pack not in batch.packs():
        wrong(f"There is no pack {pack[:40]!r}. There is {', '.join(batch.packs())}.")
    bad = 0
    for name in [pack] if pack else batch.packs():
        critic = Critic.load(pack=name)
        problems = list(pack_tools.examples(critic))
        bad += len(problems)
        for problem in problems:
            out(f"{name}: {problem}")
        say(f"{name}: {len(critic.rules)} rules, {len(problems)} examples wrong.")
    end(1 if bad else 0)


@rules.command("coverage")
def coverage(
    file: Annotated[str, typer.Argument(help="A resume, a text, JSON Lines, or -.")],
    kind: Kind = None,
    pack: PackName = "applied-ai",
    format_: Format = "text",
) -> None:
    """How often each rule speaks on a corpus, the silent ones first."""
    from bot.rules import batch, pack_tools

    critic, kind = critic_of(pack, kind)
    texts = [one.text for one in whole(critic, kind, file) if one.report is not None]
    for found in pack_tools.coverage(batch.critic_for(critic, kind), texts, kind):
        row = {"rule": found.rule, "fired": found.fired, "texts": found.texts}
        said = f"{found.rule}: {found.fired} of {found.texts}" + ("" if found.fired else ", never")
        out(json.dumps(row) if format_ == "json" else said)


@rules.command("why")
def why(
    place: Annotated[str, typer.Argument(help="FILE:LINE")],
    kind: Kind = None,
    pack: PackName = "applied-ai",
) -> None:
    """The facts and bindings behind the verdict on one line."""
    from bot.cli.reports import printable
    from bot.rules import batch, pack_tools

    file, _, line = place.rpartition(":")
    if not file or not line.isdecimal():
        wrong(f"{place[:80]!r} names no place. Write FILE:LINE, for example resume.md:12.")
    critic, kind = critic_of(pack, kind)
    found = next((one for one in whole(critic, kind, file) if int(line) in one.lines), None)
    if found is None:
        wrong(f"{file} has no item on line {line}.")
    known = batch.critic_for(critic, kind)
    projects = found.judged.item.projects
    for text in [found.text] if projects is None else [one.text for one in projects]:
        for fact in pack_tools.why(known, text, kind):
            out(printable(fact))
