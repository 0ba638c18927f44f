"""For authors of rules: what a rule says, whether its examples hold, what wakes it, why a text was judged so."""

import json
from typing import Annotated

import typer

from bot.cli.common import WRONG, Format, end, fail, out, say
from bot.cli.critique import Kind, OnlyPack, PackName, critic_of, whole

app = typer.Typer(help="Read, test and explain the rules of the critique.", no_args_is_help=True)


def rule_ids() -> list[str]:
    from bot.rules import batch

    return [rule.id for name in batch.packs() for rule in batch.pack_of(name).rules]


@app.command("show")
def show(
    rule: Annotated[
        str, typer.Argument(help="Id of a rule, as a finding names it.", autocompletion=rule_ids)
    ],
    pack: OnlyPack = "",
) -> None:
    """Show a rule in full: why, what to do, its examples."""
    from bot.rules import batch

    for name in [pack] if pack else batch.packs():
        for one in batch.pack_of(name).rules:
            if one.id != rule:
                continue
            grade = f"{one.severity}, {one.if_right} if right" if one.if_right else one.severity
            out(f"{one.id}: {grade}, {one.dimension}, for {', '.join(one.kinds)}, pack {name}")
            out(f"Says: {one.message}\nWhy: {one.why}\nFix: {one.fix}\nSource: {one.source}")
            for case in one.tests:
                out(f"  bad: {case.bad}" if case.bad else f"  good: {case.good}")
            return
    packs = [pack] if pack else batch.packs()
    known = sorted({one.id for name in packs for one in batch.pack_of(name).rules})
    fail(f"There's no rule {rule[:40]!r}. Choose one of these: {', '.join(known)}.", WRONG)


@app.command("test")
def test(pack: OnlyPack = "") -> None:
    """Run every example of every rule; exit 1 if one fails."""
    from bot.rules import Critic, batch, pack_tools

    bad = 0
    for name in [pack] if pack else batch.packs():
        critic = Critic.load(pack=name)
        problems = list(pack_tools.examples(critic))
        bad += len(problems)
        lines = batch.pack_lines(name)
        for problem in problems:
            out(str(lines.error(str(problem), *problem.path)))
        say(f"{name}: {len(critic.pack.rules)} rules; wrong examples: {len(problems)}.")
    end(1 if bad else 0)


@app.command("coverage")
def coverage(
    file: Annotated[str, typer.Argument(help="A resume, a text or JSON Lines; - reads standard input.")],
    kind: Kind = None,
    pack: PackName = "applied-ai",
    format_: Format = "text",
) -> None:
    """Count how often each rule fires on a corpus, silent ones first."""
    from bot.rules import batch, pack_tools

    critic, kind = critic_of(pack, kind)
    texts = [one.text for one in whole(critic, kind, file) if one.report is not None]
    for found in pack_tools.coverage(batch.critic_for(critic, kind), texts, kind):
        row = {"rule": found.rule, "fired": found.fired, "texts": found.texts}
        said = f"{found.rule}: {found.fired} of {found.texts}" + ("" if found.fired else ", never")
        out(json.dumps(row) if format_ == "json" else said)


@app.command("why")
def why(
    place: Annotated[str, typer.Argument(help="FILE:LINE")],
    kind: Kind = None,
    pack: PackName = "applied-ai",
) -> None:
    """Explain the verdict on one line: its facts and what each number was bound to."""
    from bot.cli.reports import printable
    from bot.rules import batch, pack_tools

    file, _, line = place.rpartition(":")
    if not file or not line.isdecimal():
        fail(f"{place[:80]!r} names no place. Write FILE:LINE, for example resume.md:12.", WRONG)
    critic, kind = critic_of(pack, kind)
    found = next((one for one in whole(critic, kind, file) if int(line) in one.lines), None)
    if found is None:
        fail(f"{file} has no item on line {line}.", WRONG)
    known = batch.critic_for(critic, kind)
    projects = found.judged.item.projects
    for text in [found.text] if projects is None else [one.text for one in projects]:
        for fact in pack_tools.why(known, text, kind):
            out(printable(fact))
