"""Pure: a written argument, read by the rules of a pack. Rules see what is said, not whether a sum is right."""

from dataclasses import dataclass

from bot.rules import Critic, Finding, Report

FINDINGS = 3
"""Findings on a card: more are no help at once."""


@dataclass(frozen=True, slots=True)
class GradedText:
    """What is missing first, then what is there. Right: nothing important is missing."""

    missing: tuple[Finding, ...]
    there: tuple[str, ...]

    @property
    def right(self) -> bool:
        return not any(finding.severity == "major" for finding in self.missing)


NAMED = {
    "decides": "a decision",
    "both_sides": "both sides",
    "calculates": "the sum",
    "names_limit": "the limit",
    "names_break_even": "where it flips",
    "names_assumption": "what you assume",
    "names_check": "how to check it",
}
"""The pack's statements about a text, in words; one that has no words here is not spoken of."""


def grade_text(known: Critic, text: str) -> GradedText:
    """Reads an answer. Raises bot.rules.Refused for one that is longer than is read."""
    report: Report = known.critique(text, "answer")
    there = tuple(NAMED[name] for name, so in report.flags.items() if so and name in NAMED)
    return GradedText((*report.findings, *report.hints), there)
