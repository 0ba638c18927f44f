"""The critic: a pack of rules, its conditions compiled, and a lexicon, loaded once and applied to any number of
texts; and its scores: credits for evidence, times what the worst finding leaves of them."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from importlib import resources
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from bot.rules import pack as packs
from bot.rules.clauses import evidence
from bot.rules.extract import Extract, extract, is_bullet
from bot.rules.fact_readers import UNLISTED
from bot.rules.facts import TOLD, Fact, Flag, Span
from bot.rules.model.reader import Model, stored_weights
from bot.rules.pack import FULL, Condition, Credit, Pack, Rule, Selector, Statement
from bot.rules.report import SEVERITIES, Finding, Refused, Report, Severity, Suggestion, Verdict
from bot.rules.skeleton import suggest
from bot.rules.words import lexicon
from bot.rules.words.tokens import CAP, LONG_CAP

SHOWN = 60
GRAVITY = {severity: at for at, severity in enumerate(SEVERITIES)}
LIKELY, SURE = 0.2, 0.9
"""Chances to be right from which a finding is made, and from which it's more than a possible issue."""
ABOUT_NUMBERS = frozenset(["baseline", "metric", "reason", "resources", "result", "unseen"])
"""Blanks that are wrong where a number was misread."""
Facts = Mapping[str, Sequence[Any]]
Test = Callable[[Facts], bool]
Pick = Callable[[Facts], Sequence[Any]]
Points = Mapping[str, Sequence[tuple[int, Test]]]
PENALTY = {"major": 0.5, "minor": 0.25, "hint": 0.1}


class Compiled(NamedTuple):
    """A rule ready to run: `holds` judges the facts, `points` picks what the finding points at, and after one of
    `unless` it is silent. `said` is its finding, of no text yet."""

    rule: Rule
    said: Finding
    unless: frozenset[str]
    holds: Test
    points: Pick


class Ready(NamedTuple):
    """A pack ready to run; `of_kind` are the rules for a kind of text, `light` those that do not weigh, `points` what
    each dimension's are earned by."""

    of_kind: Mapping[str, tuple[Compiled, ...]]
    flags: tuple[tuple[Statement, Test], ...]
    verdicts: tuple[tuple[Verdict, Test], ...]
    light: frozenset[str]
    points: Points


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
        metrics = {*lexicon.load(base / "lexicon").metrics, *UNLISTED}
        rules = packs.load(base / "rules" / f"{pack}.yaml", metrics)
        words = lexicon.load(base / "lexicon", rules.cues)
        return cls(rules, words, compile_pack(rules), Model(stored_weights(), words))

    def gravest_first(self, report: Report) -> Report:
        """The report with its findings by gravity, then by the weight of their dimension in the pack."""
        weight = {rule.id: self.pack.dimensions[rule.dimension] for rule in self.pack.rules}
        order = sorted(report.findings, key=lambda one: (GRAVITY[one.gravity], -weight[one.rule]))
        return replace(report, findings=tuple(order))

    def critique(self, text: str, kind: str = "bullet") -> Report:
        """Judges `text` as a `kind` of text. Raises Refused for more characters than are read.

        The same text and pack give the same report. A text that isn't a bullet has no findings."""
        known = self.read(text, kind)
        judged = is_bullet(text, known, self.words) if kind not in TOLD else bool(text.strip())
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
            known.present,
            partial(self._suggestion, text, known, found) if kind == "bullet" else Suggestion,
            partial(rate, self.pack, self.ready.points, facts, found),
            hints,
            kind,
            flags,
        )

    def _suggestion(self, text: str, known: Extract, found: Sequence[Finding]) -> Suggestion:
        """The text with the blanks that its findings ask for. Hints that don't weigh ask for none, and what is only a
        possible issue says nothing about a number that the author wrote."""
        blanks = {rule.id: rule.blank for rule in self.pack.rules}
        asked = [
            (blank, one.span)
            for one in found
            if (blank := blanks[one.rule]) and not self._is_hint(one)
            if one.severity != "hint" or blank not in ABOUT_NUMBERS
        ]
        return suggest(text, known, asked, self.words)

    def _is_hint(self, finding: Finding) -> bool:
        """Whether a finding is a hint that doesn't even weigh: a text with nothing but hints has nothing open."""
        return finding.severity == "hint" and finding.rule in self.ready.light

    def evidence(self, text: str) -> dict[str, str]:
        """The clauses of a bullet by what they are evidence of: a family with a result, or `outcome`."""
        return evidence(text, self.read(text).facts, self.words)

    def read(self, text: str, kind: str = "bullet") -> Extract:
        """The facts of a text. Raises Refused for more characters than are read of its kind."""
        cap = LONG_CAP if kind in TOLD else CAP
        if len(text) > cap:
            raise Refused(
                f"This text has {len(text):,} characters; I read {cap:,} at most. Send one {kind} at a time."
            )
        return extract(text, self.words, self.model, tuple(self.pack.cues), kind)

    def judge(
        self, facts: Facts, kind: str, text: str = ""
    ) -> tuple[Mapping[str, bool], tuple[Finding, ...]]:
        """The pack's flags and findings for facts that come from elsewhere, such as a set of projects."""
        flagged, flags = self._flagged(facts, text, kind)
        return flags, self._findings(text, flagged, kind, {})

    def _flagged(self, facts: Facts, text: str, kind: str) -> tuple[Facts, Mapping[str, bool]]:
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
        self, text: str, facts: Facts, kind: str, scores: Mapping[str, float]
    ) -> tuple[Finding, ...]:
        found: dict[str, Finding] = {}
        for one in self.ready.of_kind.get(kind, ()):
            if not one.unless.isdisjoint(found):
                continue
            name = one.rule.confidence
            chance = self.model.weights.calibration[name].chance(scores) if name else 1.0
            if chance >= LIKELY and one.holds(facts):
                found[one.said.rule] = _finding(text, one, facts, possible=chance < SURE)
        return tuple(sorted(found.values(), key=_order) if len(found) > 1 else found.values())

    def _verdict(self, families: Sequence[str], facts: Facts, found: Sequence[Finding]) -> Verdict:
        if self.pack.verdicts:
            return next((verdict for verdict, holds in self.ready.verdicts if holds(facts)), "fair")
        return _bullet_verdict(families, frozenset([one.rule for one in found]) - self.ready.light)


@cache
def load_critic(root: Path, pack: str = "applied-ai") -> Critic:
    """The critic of a pack under the content's `root`, read at the first use in this process."""
    return Critic.load(root, pack)


def _order(finding: Finding) -> tuple[int, int]:
    return GRAVITY[finding.gravity], finding.span[0]


def _finding(text: str, one: Compiled, facts: Facts, *, possible: bool) -> Finding:
    span, first = _pointed(text, one, facts)
    said, message = one.said, one.said.message
    if "{" in message:
        message = message.replace("{span}", _shown(text, span)).replace("{sum}", getattr(first, "sum", ""))
    severity: Severity = "hint" if possible else said.severity
    return Finding(
        said.rule, severity, span, message, said.why, said.fix, said.source, said.gravity, said.dimension
    )


def _shown(text: str, span: Span) -> str:
    shown = " ".join(text[slice(*span)].split())
    return shown if len(shown) <= SHOWN else f"{shown[: SHOWN - 1]}…"


def _pointed(text: str, one: Compiled, facts: Facts) -> tuple[Span, Fact | None]:
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


# conditions as closures over facts


def compile_pack(pack: Pack) -> Ready:
    rules = [_compiled(rule) for rule in pack.rules]
    return Ready(
        {kind: tuple([one for one in rules if kind in one.rule.kinds]) for kind in pack.kinds()},
        tuple([(flag, _test(flag.when)) for flag in pack.flags]),
        tuple([(one.verdict, _test(one.when)) for one in pack.verdicts]),
        frozenset(rule.id for rule in pack.rules if not rule.weighs),
        {name: tuple([_earning(one) for one in pack.credits.get(name, ())]) for name in pack.dimensions},
    )


def _compiled(rule: Rule) -> Compiled:
    said = Finding(
        rule.id,
        rule.severity,
        (0, 0),
        rule.message,
        rule.why,
        rule.fix,
        rule.source,
        rule.gravity,
        rule.dimension,
    )
    return Compiled(rule, said, frozenset(rule.unless), _test(rule.when), _pick(rule.span))


def _earning(credit: Credit) -> tuple[int, Test]:
    return credit.worth, _test(credit.when) if credit.when else lambda _facts: True


def _test(condition: Condition) -> Test:
    """Whether the condition holds."""
    if condition.all is not None:
        return partial(_every, [_test(inner) for inner in condition.all])
    if condition.any is not None:
        return partial(_some, [_test(inner) for inner in condition.any])
    if condition.count is not None:
        counted, least, most = _pick(condition.count.of), condition.count.least, condition.count.most
        return lambda facts: least <= len(counted(facts)) <= most
    if condition.beside is not None:
        beside = condition.beside
        also, without = ([_pick(one) for one in some] for some in (beside.also, beside.without))
        return partial(_beside, _pick(beside.each), also, without)
    if condition.join is not None:
        join = condition.join
        return partial(_unjoined, _pick(join.each), _pick(join.without), join.same)
    picked = _pick(condition.has or condition.none)
    wanted = condition.has is not None
    return lambda facts: bool(picked(facts)) is wanted


def _every(tests: Sequence[Test], facts: Facts) -> bool:
    for one in tests:  # noqa: SIM110 # a generator costs more than all that it asks
        if not one(facts):
            return False
    return True


def _some(tests: Sequence[Test], facts: Facts) -> bool:
    for one in tests:  # noqa: SIM110 # as above
        if one(facts):
            return True
    return False


def _unjoined(each: Pick, without: Pick, same: str, facts: Facts) -> bool:
    there = {getattr(fact, same) for fact in without(facts)}
    return any(getattr(fact, same) not in there for fact in each(facts))


def _beside(each: Pick, also: Sequence[Pick], without: Sequence[Pick], facts: Facts) -> bool:
    starts = [piece.span[0] for piece in facts.get("piece", ())]
    places = _places(each(facts), starts)
    for one in also:
        places &= _places(one(facts), starts)
    return bool(places.difference(*(_places(one(facts), starts) for one in without)))


def _places(facts: Sequence[Any], starts: Sequence[int]) -> set[int]:
    """The numbers of the pieces that they are in."""
    return {bisect_right(starts, fact.span[0]) for fact in facts}


def _pick(selector: Selector | None) -> Pick:
    """The facts that a selector means, in order; no selector means none."""
    if selector is None:
        return partial(_select, "", ())
    picked = partial(_select, selector.fact, tuple(selector.filters().items()))
    if selector.over is None and selector.under is None:
        return picked
    low, high = (
        (one if one is not None else end) for one, end in ((selector.over, -inf), (selector.under, inf))
    )
    return lambda facts: [fact for fact in picked(facts) if low < fact.value < high]


def _select(kind: str, filters: Sequence[tuple[str, frozenset[Any]]], facts: Facts) -> Sequence[Any]:
    found = facts.get(kind, ())
    for name, wanted in filters:
        if not found:
            break
        found = [fact for fact in found if getattr(fact, name) in wanted]
    return found
