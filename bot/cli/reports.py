"""What `loopmate critique` prints: lines as of a linter, JSON, notes for GitHub, SARIF."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import typer

from bot.cli.judging import Entry
from bot.rules.report import Finding
from bot.rules.sets import SetReport

Style = Literal["text", "json", "github", "sarif"]
COLOURS = {"major": "red", "minor": "yellow", "hint": "cyan"}
LEVELS = {"major": "error", "minor": "warning", "hint": "note"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


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
    if explain:
        yield from _explained(entry)


def _explained(entry: Entry) -> Iterator[str]:
    report = entry.judged.report
    if isinstance(report, SetReport):
        yield f"    Right count: {_word(report.right_count)}. A list: {_word(report.laundry_list)}."
        return
    if report.kind == "bullet" and not report.is_bullet:
        yield "    This does not look like a bullet of a resume."
        return
    families = (
        f" With numbers: {', '.join(report.families) or 'nothing yet'}." if report.kind == "bullet" else ""
    )
    yield f"    Verdict: {report.verdict}.{families}"
    if report.findings and report.skeleton:
        yield printable(f"    Try: {report.skeleton}")


def _word(so: bool) -> str:
    return "yes" if so else "no"


def printable(line: str) -> str:
    """A line that no control character in a text can steer."""
    return "".join(c if c.isprintable() else " " for c in line)


def summary(entries: Sequence[Entry]) -> str:
    """How much was judged and found, in words."""
    found = [f for entry in entries for f in entry.findings]
    counts = {grade: sum(f.severity == grade for f in found) for grade in COLOURS}
    said = ", ".join(f"{n} {grade}" for grade, n in counts.items() if n)
    return f"{len(entries)} {'item' if len(entries) == 1 else 'items'}: {said or 'nothing open'}."


def github(entry: Entry) -> Iterator[str]:
    """Workflow commands, which GitHub shows at the line of a change."""
    for finding in entry.findings:
        line, column = entry.place(finding.span[0])
        level = {"note": "notice"}.get(LEVELS[finding.severity], LEVELS[finding.severity])
        where = f"file={_property(entry.file)},line={line},col={column},title={_property(finding.rule)}"
        yield f"::{level} {where}::{_data(f'{finding.message} {finding.fix}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def sarif(entries: Sequence[Entry], version: str) -> str:
    """One SARIF 2.1.0 log of all entries."""
    found = [(entry, finding) for entry in entries for finding in entry.findings]
    rules = {finding.rule: finding for _, finding in found}
    driver = {"name": "loopmate", "version": version, "rules": [_rule(one) for one in rules.values()]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(entry, one) for entry, one in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _rule(finding: Finding) -> dict[str, Any]:
    return {"id": finding.rule, "shortDescription": {"text": finding.why}, "help": {"text": finding.fix}}


def _result(entry: Entry, finding: Finding) -> dict[str, Any]:
    line, column = entry.place(finding.span[0])
    place = {
        "artifactLocation": {"uri": entry.file},
        "region": {"startLine": line, "startColumn": column},
    }
    return {
        "ruleId": finding.rule,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"loopmate/v1": entry.fingerprint(finding)},
    }
