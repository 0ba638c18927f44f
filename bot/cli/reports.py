"""What `loopmate critique` prints: lines as of a linter, and notes for GitHub."""

from collections.abc import Iterator

import typer

from bot.cli.judging import Entry
from bot.rules.report import Report
from bot.rules.sets import SetReport

COLOURS = {"major": "red", "minor": "yellow", "hint": "cyan"}
LEVELS = {"major": "error", "minor": "warning", "hint": "notice"}


def text(entry: Entry, *, colour: bool, explain: bool) -> Iterator[str]:
    """`file:line:col: severity rule: message`, a line a finding; with `explain` also what to do."""
    line, column = entry.place(0)
    if entry.fresh:
        yield f"{entry.file}:{line}:{column}: new since the older file"
    if entry.since is not None and entry.since.fixed:
        yield f"{entry.file}:{line}:{column}: better: {', '.join(entry.since.fixed)} settled"
    for finding in entry.findings:
        line, column = entry.place(finding.span[0])
        worse = "worse, " if entry.since is not None and finding.rule in entry.since.new else ""
        grade = typer.style(finding.severity, fg=COLOURS[finding.severity]) if colour else finding.severity
        said = printable(f"{finding.rule}: {finding.message}")
        yield f"{printable(entry.file)}:{line}:{column}: {worse}{grade} {said}"
        if explain:
            yield printable(f"    {finding.fix}")
    yield from map(printable, _statements_of(entry))
    if explain and isinstance(report := entry.judged.report, Report) and report.kind == "bullet":
        yield from map(printable, _explain(report))


def _statements_of(entry: Entry) -> Iterator[str]:
    """The statements about a set or a longer text, in a line."""
    report, (line, column) = entry.judged.report, entry.place(0)
    where = f"{entry.file}:{line}:{column}"
    if isinstance(report, SetReport):
        titles = (project.title or "a project" for project in entry.judged.item.projects or ())
        cycles = (f"{title} {_word(so)}" for title, so in zip(titles, report.full_cycle, strict=True))
        yield f"{where}: right count {_word(report.right_count)}, only lists {_word(report.laundry_list)}"
        yield f"{where}: full cycle: {', '.join(cycles) or 'no project'}"
    elif report.kind != "bullet":
        flags = (f"{name.removeprefix('has_')} {_word(so)}" for name, so in report.flags.items())
        yield f"{where}: {report.kind} {report.verdict}: {', '.join(flags).replace('_', ' ')}"


def _explain(report: Report) -> Iterator[str]:
    if not report.is_bullet:
        yield "    This does not look like a bullet of a resume."
        return
    yield f"    Verdict: {report.verdict}. With numbers: {', '.join(report.families) or 'nothing yet'}."
    if advice := report.advice:
        yield f"    {advice}"


def _word(so: bool) -> str:
    return "yes" if so else "no"


def printable(line: str) -> str:
    """A line that no control character in a text can steer."""
    return "".join(c if c.isprintable() else " " for c in line)


def github(entry: Entry) -> Iterator[str]:
    """Workflow commands, which GitHub shows at the line of a change."""
    for finding in entry.findings:
        line, column = entry.place(finding.span[0])
        where = f"file={_property(entry.file)},line={line},col={column},title={_property(finding.rule)}"
        yield f"::{LEVELS[finding.severity]} {where}::{_data(f'{finding.message} {finding.fix}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
