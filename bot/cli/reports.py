"""What `loopmate critique` prints in each of its formats, entry by entry, and how much it was in all.

The shape of a SARIF 2.1.0 log, for code scanning and editors, is that of the OASIS standard; GitHub tells a known
result by `primaryLocationLineHash` (docs.github.com, "SARIF support for code scanning").
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

import typer

from bot import __version__
from bot.cli.common import out, say
from bot.cli.entries import STDIN, Entry, Trouble
from bot.rules.report import SEVERITIES, Finding, Severity
from bot.rules.sets import SetReport

COLORS = {"major": "red", "minor": "yellow", "hint": "cyan"}
LEVELS = {"major": "error", "minor": "warning", "hint": "notice"}
SARIF_LEVELS = {"major": "error", "minor": "warning", "hint": "note"}


@dataclass(slots=True)
class Tally:
    """How many items were judged, how many findings of each severity they have, what could not be read."""

    items: int = 0
    found: Counter[Severity] = field(default_factory=Counter)
    grave: bool = False
    troubles: list[Trouble] = field(default_factory=list)

    def count(self, entry: Entry, least: Severity | None) -> None:
        """One more item; a finding of severity `least` or graver is grave, of an entry that is compared a new one.
        JSON Lines are data: what is found in them is grave only where somebody says from what on."""
        self.items += not entry.is_foreign
        self.found.update(one.severity for one in entry.findings)
        grades = SEVERITIES[: SEVERITIES.index(least or "minor") + 1] if least or entry.bullet else ()
        found = (one for one in entry.findings if one.severity in grades)
        self.grave |= any(entry.since is None or one.rule in entry.since.new for one in found)

    def __str__(self) -> str:
        if not self.items:
            return "Nothing was judged."
        said = ", ".join(f"{self.found[grade]} {grade}" for grade in SEVERITIES if self.found[grade])
        return f"{self.items} {'item' if self.items == 1 else 'items'}: {said or 'nothing to fix'}."


def print_all(read: Iterable[Entry | Trouble], style: str, *, explain: bool, least: Severity | None) -> Tally:
    """Prints each entry as it comes, and what could not be judged; findings from `least` on are grave."""
    tally, judged = Tally(), list[Entry]()
    # in color on a terminal that can show it and has not asked for none (no-color.org)
    color = sys.stdout.isatty() and os.environ.get("TERM") != "dumb" and not os.environ.get("NO_COLOR")
    for one in read:
        if isinstance(one, Trouble):
            tally.troubles.append(one)
            say(str(one))
            continue
        tally.count(one, least)
        if style == "json":
            out(json.dumps(one.row(explain=explain), ensure_ascii=False))
        elif style == "sarif":
            judged.append(one)
        else:
            for line in github(one) if style == "github" else text(one, color=color, explain=explain):
                out(line)
    if style == "sarif":
        out(sarif(judged, tally.troubles))
    elif style == "text":
        say(str(tally))
    return tally


# lines and workflow commands


def text(entry: Entry, *, color: bool, explain: bool) -> Iterator[str]:
    """`file:line:col: severity rule: message`, a line a finding; with `explain` also what to do."""
    line, column = entry.place(0)
    if entry.fresh:
        yield f"{entry.file}:{line}:{column}: new since the older file"
    if entry.since is not None and entry.since.fixed:
        yield f"{entry.file}:{line}:{column}: better: {', '.join(entry.since.fixed)} settled"
    for finding in entry.findings:
        line, column = entry.place(finding.span[0])
        worse = "worse, " if entry.since is not None and finding.rule in entry.since.new else ""
        grade = typer.style(finding.severity, fg=COLORS[finding.severity]) if color else finding.severity
        said = printable(f"{finding.rule}: {finding.message}")
        yield f"{printable(entry.file)}:{line}:{column}: {worse}{grade} {said}"
        if explain:
            yield printable(f"    {finding.fix}")
    yield from map(printable, _statements_of(entry))
    if explain and (report := entry.report) is not None and report.kind == "bullet":
        if not report.is_bullet:
            yield "    This doesn't look like a resume bullet."
            return
        families = ", ".join(report.families) or "nothing yet"
        yield f"    Verdict: {report.verdict}. With numbers: {families}."
        if report.advice:
            yield printable(f"    {report.advice}")


def _statements_of(entry: Entry) -> Iterator[str]:
    """The statements about a set or a longer text, in a line."""
    report, (line, column) = entry.judged.report, entry.place(0)
    where = f"{entry.file}:{line}:{column}"
    if isinstance(report, SetReport):
        titles = (project.title or "a project" for project in entry.judged.item.projects or ())
        cycles = (f"{title} {_word(so)}" for title, so in zip(titles, report.full_cycle, strict=True))
        yield f"{where}: right count {_word(report.right_count)}, only lists {_word(report.laundry_list)}"
        yield f"{where}: full cycle: {', '.join(cycles) or 'no project'}"
    elif entry.report is not None and report.kind != "bullet":
        flags = (f"{name.removeprefix('has_')} {_word(so)}" for name, so in report.flags.items())
        yield f"{where}: {report.kind} {report.verdict}: {', '.join(flags).replace('_', ' ')}"


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


# SARIF


def sarif(entries: Sequence[Entry], troubles: Sequence[Trouble]) -> str:
    """All findings of all entries; what couldn't be read is in the invocation."""
    found = [(entry, finding) for entry in entries for finding in entry.findings]
    rules = {finding.rule: finding for _, finding in found}
    places = {rule: at for at, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    declared = [
        {
            "id": one.rule,
            "shortDescription": {"text": one.why},
            "help": {"text": one.fix},
            "defaultConfiguration": {"level": SARIF_LEVELS[one.severity]},
        }
        for one in rules.values()
    ]
    notes = [{"level": "error", "message": {"text": str(one)}} for one in troubles]
    run = {
        "tool": {"driver": {"name": "loopmate", "version": __version__, "rules": declared}},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not troubles, "toolExecutionNotifications": notes}],
        "results": [_sarif_result(entry, one, places, seen) for entry, one in found],
    }
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _sarif_result(
    entry: Entry, finding: Finding, places: dict[str, int], seen: Counter[str]
) -> dict[str, Any]:
    line, column = entry.place(finding.span[0])
    last_line, last_column = entry.place(max(finding.span[0], finding.span[1] - 1))
    region = {"startLine": line, "startColumn": column, "endLine": last_line, "endColumn": last_column + 1}
    path = PurePath(entry.file)
    # a URI reference, relative where the name is
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    place = {
        "artifactLocation": {"uri": "stdin" if entry.file == STDIN else uri},
        "region": region,
    }
    print_ = entry.fingerprint(finding)
    seen[entry.file + print_] += 1
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": SARIF_LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": f"{print_}:{seen[entry.file + print_]}"},
    }
