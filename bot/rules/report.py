"""Reports: what the engine says of a text, and how two drafts compare."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

Verdict = Literal["strong", "fair", "weak"]
Severity = Literal["major", "minor", "hint"]
SEVERITIES: tuple[Severity, ...] = ("major", "minor", "hint")

Blank = Literal[
    "baseline", "metric", "result", "unseen", "resources", "reason", "outcome", "verb", "part", "use"
]
"""What a rule can ask for: something to compare with; the name of a number; a result; one on unseen data; speed,
memory or cost; a reason; what changed for whom; an act instead of a weak opener; the author's own part; what tools
were used for, which has no place in a line."""


class Finding(NamedTuple):
    """What a rule says. `span` is a half-open range of the text as typed; `gravity` is the severity if the rule is
    right, which is more than `severity` for hints of rules that are often wrong."""

    rule: str
    severity: Severity
    span: tuple[int, int]
    message: str
    why: str
    fix: str
    source: str
    gravity: Severity
    dimension: str


class Suggestion(NamedTuple):
    """A better line, or one question where no good place for a blank was found; empty where nothing is asked."""

    line: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What is said of one text of a `kind`. `families` are those with a number, in the order accuracy, efficiency,
    cost, business. `present` is what is good already (baseline, outcome, action, a family). `better` makes the line
    with blanks, `rating` the scores: most readers of many texts never ask. `hints` are findings that weigh nothing;
    `flags` the pack's statements about a longer text, as has_result."""

    is_bullet: bool
    families: tuple[str, ...]
    findings: tuple[Finding, ...]
    verdict: Verdict
    present: tuple[str, ...]
    better: Callable[[], Suggestion] = field(compare=False, repr=False)
    rating: Callable[[], tuple[Mapping[str, int], int]] = field(compare=False, repr=False)
    hints: tuple[Finding, ...] = ()
    kind: str = "bullet"
    flags: Mapping[str, bool] = field(default_factory=dict)

    @property
    def scores(self) -> Mapping[str, int]:
        """From 0 to 100 per dimension of the pack."""
        return self.rating()[0]

    @property
    def score(self) -> int:
        """All dimensions in one, from 0 to 100."""
        return self.rating()[1]

    @property
    def advice(self) -> str:
        """The line, or else the question, in words; empty if nothing is missing."""
        line, question = self.better()
        return f"Try: {line}" if line else f"One question: {question}" if question else ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rules by id, in the order of the newer report; `present` names what only the newer draft has."""

    fixed: tuple[str, ...]
    new: tuple[str, ...]
    open: tuple[str, ...]
    present: tuple[str, ...]


def compare(old: Report, new: Report) -> Comparison:
    """What the newer draft fixed, what it broke, what is still open."""
    before = tuple(dict.fromkeys(finding.rule for finding in old.findings))
    after = tuple(dict.fromkeys(finding.rule for finding in new.findings))
    return Comparison(
        tuple(rule for rule in before if rule not in after),
        tuple(rule for rule in after if rule not in before),
        tuple(rule for rule in after if rule in before),
        tuple(key for key in new.present if key not in old.present),
    )


def as_json(report: Report, id: str, text: str) -> dict[str, Any]:  # noqa: A002 # the field's name
    """One object of `loopmate critique --format json`; `text` is the text as typed. A bullet has its families,
    a longer text the statements of its pack (has_situation, ...)."""
    findings = [as_row(finding) for finding in (*report.findings, *report.hints)]
    head: dict[str, Any] = {"id": id, "text": text}
    if report.kind == "bullet":
        head |= {"is_bullet": report.is_bullet, "families": list(report.families)}
    return head | {
        **report.flags,
        "findings": findings,
        "scores": dict(report.scores),
        "verdict": report.verdict,
    }


def as_row(finding: Finding) -> dict[str, Any]:
    """A finding as JSON."""
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "span": list(finding.span),
        "message": finding.message,
        "why": finding.why,
        "fix": finding.fix,
        "source": finding.source,
    }


class Refused(Exception):
    """A text that the engine will not read. The message is a sentence for the member."""
