"""The critic: a pack of rules and a lexicon, loaded once, applied to any number of texts."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from bot.rules import lexicon, nature
from bot.rules import pack as packs
from bot.rules.errors import Refused
from bot.rules.extract import Extract, extract
from bot.rules.facts import Span
from bot.rules.pack import Compiled, Pack, Rule
from bot.rules.report import SEVERITIES, Finding, Report, Verdict
from bot.rules.score import present, scores, total
from bot.rules.skeleton import skeleton
from bot.rules.text import CAP

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Critic:
    """Critiques texts by rule. It holds no state between texts, so one critic serves everybody."""

    pack: Pack
    words: lexicon.Lexicon
    rules: Sequence[Compiled] = field(repr=False)

    @classmethod
    def load(cls, root: Path | None = None, pack: str = "applied-ai") -> "Critic":
        """Reads `rules/<pack>.yaml` and `lexicon/` under `root` (the installed content by default).

        Raises ContentError with file and line when one of them is wrong."""
        base = root or Path(str(resources.files("content")))
        rules = packs.load(base / "rules" / f"{pack}.yaml")
        return cls(rules, lexicon.load(base / "lexicon"), packs.compiled(rules))

    def critique(self, text: str, kind: str = "bullet") -> Report:
        """Judges `text` as a `kind` of text. Raises Refused for more than CAP characters.

        The same text and pack give the same report. A text that is no bullet has no findings."""
        if len(text) > CAP:
            raise Refused(
                f"This text has {len(text):,} characters; I read {CAP:,} at most. Send one bullet at a time."
            )
        known = extract(text, self.words)
        is_bullet = nature.is_bullet(text, known)
        findings = self._findings(text, known, kind) if is_bullet else ()
        by_dimension = scores(self.pack, known, findings)
        return Report(
            is_bullet,
            known.families() if is_bullet else (),
            known.mentioned(),
            findings,
            _verdict(known, findings) if is_bullet else "weak",
            by_dimension,
            total(self.pack, by_dimension),
            present(known),
            skeleton(text, known, self.words) if is_bullet else "",
        )

    def _findings(self, text: str, known: Extract, kind: str) -> tuple[Finding, ...]:
        found: dict[str, Finding] = {}
        for one in self.rules:
            if (
                kind in one.rule.kinds
                and not any(name in found for name in one.rule.unless)
                and one.holds(known.facts)
            ):
                found[one.rule.id] = _finding(text, one, known)
        return tuple(sorted(found.values(), key=_order))


def _order(finding: Finding) -> tuple[int, int]:
    return SEVERITIES.index(finding.severity), finding.span[0]


def _finding(text: str, one: Compiled, known: Extract) -> Finding:
    span = _span(text, one, known)
    rule: Rule = one.rule
    shown = " ".join(text[slice(*span)].split())
    shown = shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"
    return Finding(
        rule.id, rule.severity, span, rule.message.replace("{span}", shown), rule.why, rule.fix, rule.source
    )


def _span(text: str, one: Compiled, known: Extract) -> Span:
    """What the rule points at; the whole text, without blanks around it, if it points at nothing."""
    picked = one.points(known.facts)
    if picked:
        first: Span = min(fact.span for fact in picked)
        return first
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))


def _verdict(known: Extract, findings: Sequence[Finding]) -> Verdict:
    families = known.families()
    rules = {finding.rule for finding in findings}
    if not families or "training_metric_only" in rules:
        return "weak"
    if families == ("accuracy",) and {"no_baseline", "no_outcome"} <= rules:
        return "weak"
    if len(families) >= 2 and not rules:
        return "strong"
    return "fair"
