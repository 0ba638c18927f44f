"""The critic: a pack of rules and a lexicon, loaded once, applied to any number of texts; and its scores: credits for
evidence, times what the worst finding leaves of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.rules import pack as packs
from bot.rules.clauses import evidence
from bot.rules.conditions import Facts
from bot.rules.extract import Extract, extract, is_bullet
from bot.rules.facts import Fact, Flag, Span
from bot.rules.model.reader import Model, stored_weights
from bot.rules.pack import FULL, Compiled, Pack, Points, Ready
from bot.rules.report import SEVERITIES, Finding, Refused, Report, Suggestion, Verdict
from bot.rules.skeleton import suggest
from bot.rules.words import lexicon
from bot.rules.words.tokens import CAP, LONG_CAP

SHOWN = 60
GRAVITY = {severity: at for at, severity in enumerate(SEVERITIES)}
LONG = frozenset(["story", "project", "answer"])
"""Kinds of text that are read sentence by sentence."""
LIKELY, SURE = 0.2, 0.9
"""Chances to be right from which a finding is made, and from which it is no possible issue only."""
ABOUT_NUMBERS = frozenset(["baseline", "metric", "reason", "resources", "result", "unseen"])
"""Blanks that are wrong where a number was misread."""
NO_SCORES: Mapping[str, float] = MappingProxyType({})
Known = Mapping[str, Sequence[Fact]]
PENALTY = {"major": 0.5, "minor": 0.25, "hint": 0.1}


@dataclass(frozen=True, slots=True)
class Critic:
    """Critiques texts by rule. It holds no state between texts, so one critic serves everybody."""

    pack: Pack
    words: lexicon.Lexicon
    ready: Ready = field(repr=False)
    model: Model = field(repr=False)

    @classmethod
    def load(cls, root: Path | None = None, pack: str = "applied-ai") -> "Critic":
        """Reads `rules/<pack>.yaml` and `lexicon/` under `root` (the installed content by default).

        Raises ContentError with file and line when one of them is wrong, WeightsError when the models can't be
        used."""
        base = root or Path(str(resources.files("content")))
        rules = packs.load(base / "rules" / f"{pack}.yaml")
        words = lexicon.load(base / "lexicon", rules.cues)
        return cls(rules, words, packs.compile_pack(rules), Model(stored_weights(), words))

    @property
    def rules(self) -> Sequence[Compiled]:
        return self.ready.rules

    def gravest_first(self, report: Report) -> Report:
        """The report with its findings by gravity, then by the weight of their dimension in the pack."""
        weight = {rule.id: self.pack.dimensions[rule.dimension] for rule in self.pack.rules}
        order = sorted(report.findings, key=lambda one: (GRAVITY[one.gravity], -weight[one.rule]))
        return replace(report, findings=tuple(order))

    def critique(self, text: str, kind: str = "bullet") -> Report:
        """Judges `text` as a `kind` of text. Raises Refused for more characters than are read.

        The same text and pack give the same report. A text that is no bullet has no findings."""
        known = self.read(text, kind)
        judged = is_bullet(text, known, self.words) if kind not in LONG else bool(text.strip())
        return self.report(text, kind, known, judged=judged)

    def report(self, text: str, kind: str, known: Extract, *, judged: bool) -> Report:
        """What the rules say of a text that has been read; `judged` is whether it is one to judge."""
        families = known.families
        facts, flags = self._flagged(known.facts, text, kind)
        found = self._findings(text, facts, kind, known.scores) if judged else ()
        hints = tuple([one for one in found if self._is_hint(one)])
        return Report(
            judged,
            families if judged else (),
            tuple([one for one in found if one not in hints]) if hints else found,
            self._verdict(families, facts, found) if judged else "weak",
            present(known),
            partial(self._suggestion, text, known, found) if kind == "bullet" else Suggestion,
            partial(rate, self.pack, self.ready.points, facts, found),
            hints,
            kind,
            flags,
        )

    def _suggestion(self, text: str, known: Extract, found: Sequence[Finding]) -> Suggestion:
        """The text with the blanks that its findings ask for. Hints that don't weigh ask for none, and what is only a
        possible issue says nothing about a number that the author wrote."""
        blanks = {one.said.rule: one.rule.blank for one in self.rules}
        asked = [
            (blank, one.span)
            for one in found
            if (blank := blanks[one.rule]) and not self._is_hint(one)
            if one.severity != "hint" or blank not in ABOUT_NUMBERS
        ]
        return suggest(text, known, asked, self.words)

    def _is_hint(self, finding: Finding) -> bool:
        """A hint that does not even weigh is kept apart: a text with nothing but hints has nothing open."""
        return finding.severity == "hint" and finding.rule in self.ready.light

    def evidence(self, text: str) -> dict[str, str]:
        """The clauses of a bullet by what they are evidence of: a family with a result, or `outcome`."""
        return evidence(text, self.read(text).facts, self.words)

    def read(self, text: str, kind: str = "bullet") -> Extract:
        """The facts of a text. Raises Refused for more characters than are read of its kind."""
        cap = LONG_CAP if kind in LONG else CAP
        if len(text) > cap:
            raise Refused(
                f"This text has {len(text):,} characters; I read {cap:,} at most. Send one {kind} at a time."
            )
        return extract(text, self.words, self.model, tuple(self.pack.cues), long=kind in LONG)

    def judge(
        self, facts: Known, kind: str, text: str = ""
    ) -> tuple[Mapping[str, bool], tuple[Finding, ...]]:
        """The pack's flags and findings for facts that come from elsewhere, such as a set of projects."""
        flagged, flags = self._flagged(facts, text, kind)
        return flags, self._findings(text, flagged, kind)

    def _flagged(self, facts: Known, text: str, kind: str) -> tuple[Known, Mapping[str, bool]]:
        """The facts with the pack's flags among them: each may ask for those above it."""
        if not self.ready.flags:
            return facts, {}
        so: list[Fact] = []
        every: dict[str, Sequence[Any]] = {**facts, "flag": so}
        flags: dict[str, bool] = {}
        for statement, holds in self.ready.flags:
            if kind in statement.kinds:
                flags[statement.name] = holds(every)
                if flags[statement.name]:
                    so.append(Flag((0, len(text)), statement.name))
        return every, flags

    def _findings(
        self, text: str, facts: Known, kind: str, scores: Mapping[str, float] = NO_SCORES
    ) -> tuple[Finding, ...]:
        found: dict[str, Finding] = {}
        for one in self.ready.of_kind.get(kind, ()):
            if not one.unless.isdisjoint(found) or not one.holds(facts):
                continue
            chance = self._chance(one, scores)
            if chance >= LIKELY:
                finding = _finding(text, one, facts)
                found[one.said.rule] = finding if chance >= SURE else finding._replace(severity="hint")
        return tuple(sorted(found.values(), key=_order) if len(found) > 1 else found.values())

    def _chance(self, one: Compiled, scores: Mapping[str, float]) -> float:
        """How likely a finding of the rule is right, as far as that was learned."""
        name = one.rule.confidence
        return 1.0 if name is None else self.model.weights.calibration[name].chance(scores)

    def _verdict(self, families: Sequence[str], facts: Known, found: Sequence[Finding]) -> Verdict:
        if self.pack.verdicts:
            return next((verdict for verdict, holds in self.ready.verdicts if holds(facts)), "fair")
        return _bullet_verdict(families, frozenset([one.rule for one in found]) - self.ready.light)


@cache
def load_critic(root: Path, pack: str = "applied-ai") -> Critic:
    """The critic of a pack under the content's `root`, read at the first use in this process."""
    return Critic.load(root, pack)


def _order(finding: Finding) -> tuple[int, int]:
    return GRAVITY[finding.gravity], finding.span[0]


def _finding(text: str, one: Compiled, facts: Known) -> Finding:
    said, span, first = one.said, *_pointed(text, one, facts)
    message = said.message
    if "{span}" in message:
        message = message.replace("{span}", _shown(text, span))
    if "{sum}" in message:
        message = message.replace("{sum}", getattr(first, "sum", ""))
    return Finding(
        said.rule, said.severity, span, message, said.why, said.fix, said.source, said.gravity, said.dimension
    )


def _shown(text: str, span: Span) -> str:
    shown = " ".join(text[slice(*span)].split())
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"


def _pointed(text: str, one: Compiled, facts: Known) -> tuple[Span, Fact | None]:
    """What the rule points at; the whole text, without blanks around it, if it points at nothing."""
    picked = one.points(facts)
    if picked:
        first: Fact = picked[0] if len(picked) == 1 else min(picked, key=lambda fact: fact.span)
        return first.span, first
    start = len(text) - len(text.lstrip())
    return (start, max(start, len(text.rstrip()))), None


def _bullet_verdict(families: Sequence[str], rules: frozenset[str]) -> Verdict:
    if not families or "training_metric_only" in rules:
        return "weak"
    if tuple(families) == ("accuracy",) and {"no_baseline", "no_outcome"} <= rules:
        return "weak"
    if len(families) >= 2 and not rules:
        return "strong"
    return "fair"


def present(extract: Extract) -> tuple[str, ...]:
    """What a draft has already, as keys: for "Better: the baseline is there"."""
    keys = list(extract.families)
    if any(measure.ref and measure.family != "business" for measure in extract.measures):
        keys.append("baseline")
    operating = any(measure.operating for measure in extract.measures)
    if "business" in keys or operating or extract.facts.get("outcome"):
        keys.append("outcome")
    if extract.facts.get("own_act"):
        keys.append("action")
    if extract.facts.get("mitigation"):
        keys.append("reason")
    return tuple(keys)


def rate(
    pack: Pack, points: Points, facts: Facts, findings: Sequence[Finding]
) -> tuple[Mapping[str, int], int]:
    """From 0 to 100 for each dimension of the pack: what is there, less the share that the gravest finding takes. And
    the mean of the dimensions, weighted as the pack says."""
    worst = dict.fromkeys(pack.dimensions, 0.0)
    for found in findings:
        worst[found.dimension] = max(worst[found.dimension], PENALTY[found.gravity])
    by_dimension = {}
    for name, earning in points.items():
        earned = 0 if earning else FULL  # where nothing has to be earned, only findings take away
        for worth, holds in earning:
            if holds(facts):
                earned += worth
        by_dimension[name] = round(min(FULL, earned) * (1 - worst[name]))
    whole = sum(pack.dimensions.values())
    mean = sum(weight * by_dimension[name] for name, weight in pack.dimensions.items()) / (whole or 1)
    return by_dimension, round(mean)
