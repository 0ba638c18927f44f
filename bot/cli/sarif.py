"""Findings as one SARIF 2.1.0 log, for code scanning and editors.

The shape is that of the OASIS standard; GitHub tells a known result by `primaryLocationLineHash`
(docs.github.com, "SARIF support for code scanning")."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from bot.cli.judging import STDIN, Entry, Trouble
from bot.rules.report import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"major": "error", "minor": "warning", "hint": "note"}


def log(entries: Sequence[Entry], troubles: Sequence[Trouble], version: str) -> str:
    """All findings of all entries; what could not be read stands in the invocation."""
    found = [(entry, finding) for entry in entries for finding in entry.findings]
    rules = {finding.rule: finding for _, finding in found}
    places = {rule: at for at, rule in enumerate(rules)}
    seen: Counter[str] = Counter()
    driver = {"name": "loopmate", "version": version, "rules": [_rule(one) for one in rules.values()]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(troubles)],
        "results": [_result(entry, one, places, seen) for entry, one in found],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)


def _invocation(troubles: Sequence[Trouble]) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": str(one)}} for one in troubles]
    return {"executionSuccessful": not troubles, "toolExecutionNotifications": notes}


def _rule(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.rule,
        "shortDescription": {"text": finding.why},
        "help": {"text": finding.fix},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
    }


def _result(entry: Entry, finding: Finding, places: dict[str, int], seen: Counter[str]) -> dict[str, Any]:
    line, column = entry.place(finding.span[0])
    last_line, last_column = entry.place(max(finding.span[0], finding.span[1] - 1))
    region = {
        "startLine": line,
        "startColumn": column,
        "endLine": last_line,
        "endColumn": last_column + 1,
    }
    place = {"artifactLocation": {"uri": _uri(entry.file)}, "region": region}
    print_ = entry.fingerprint(finding)
    seen[entry.file + print_] += 1
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.fix}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": f"{print_}:{seen[entry.file + print_]}"},
    }


def _uri(file: str) -> str:
    """A file's name as a URI reference, relative where the name is."""
    if file == STDIN:
        return "stdin"
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
