"""A pack of rules: its schema, and its rules compiled once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from bot.rules import conditions
from bot.rules.conditions import Condition, Facts, Pick, Selector, Test
from bot.rules.facts import KINDS, is_read_for
from bot.rules.report import Blank, Finding, Severity, Verdict
from bot.rules.words.schema import Forms, Strict
from content.document import Document, fit, read
from content.errors import ContentError, together

Kind = Literal["bullet", "project", "story", "answer", "set"]
ALL_KINDS: tuple[Kind, ...] = ("bullet", "project", "story", "answer", "set")
CONFIDENCES = (
    "no_metric",
    "no_baseline",
    "accuracy_only",
    "unmitigated_regression",
    "no_outcome",
    "vague_teamwork",
    "weak_verb",
    "laundry_list",
    "training_metric_only",
    "buzzword",
    "missing_unit_or_stat",
)
"""What was learned of findings: a rule may name one as its `confidence`."""
FULL = 100
"""What can be had in a dimension."""
Points = Mapping[str, Sequence[tuple[int, Test]]]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,39}$")]


class Case(Strict):
    """A test of a rule: a text that it must find (`bad`), with what it points at, or must not (`good`)."""

    bad: str | None = None
    good: str | None = None
    span: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "Case":
        if (self.bad is None) == (self.good is None):
            raise ValueError("a test has either a bad or a good text: keep one")
        if self.span is not None and self.span not in (self.bad or ""):
            raise ValueError("the span of a test must stand in its bad text: copy it from there")
        return self


class Rule(Strict):
    """A rule: when it speaks, what it points at, what it says, and its own tests. One that does not `weigh` is
    said, but leaves the verdict alone. A rule that is too often wrong to be a finding is a hint that says how grave
    it is `if_right`: reported as a hint, while order, score and verdict go by what it means if it is right. A
    better line gets its `blank` where it holds."""

    id: Name
    kinds: tuple[Kind, ...]
    dimension: str
    severity: Severity
    if_right: Literal["major", "minor"] | None = None
    when: Condition
    unless: tuple[str, ...] = ()
    span: Selector | None = None
    message: str = Field(min_length=10, max_length=200)
    why: str = Field(min_length=10, max_length=300)
    fix: str = Field(min_length=10, max_length=300)
    source: str = Field(min_length=3)
    weighs: bool = True
    blank: Blank | None = None
    confidence: str | None = None
    tests: tuple[Case, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _hinted(self) -> "Rule":
        if self.if_right is not None and self.severity != "hint":
            raise ValueError("if_right is for hints: set severity to hint, or leave if_right out")
        return self

    @property
    def gravity(self) -> Severity:
        """How grave it is where it is right."""
        return self.if_right or self.severity

    @field_validator("tests")
    @classmethod
    def _both(cls, tests: tuple[Case, ...]) -> tuple[Case, ...]:
        if not any(test.bad for test in tests) or not any(test.good for test in tests):
            raise ValueError("a rule has at least one bad and one good text: add what is missing")
        return tests


class Statement(Strict):
    """Something that is so, or not, of a text: printed with its name, and a fact for what stands below it."""

    name: Name
    kinds: tuple[Kind, ...]
    when: Condition


class Judgement(Strict):
    """The verdict where `when` holds; the first that does counts, and "fair" if none does."""

    verdict: Verdict
    when: Condition


class Credit(Strict):
    """Points of a hundred that a text has in a dimension where `when` holds; without it, always."""

    worth: int = Field(ge=1, le=FULL)
    when: Condition | None = None


class Pack(Strict):
    """`dimensions` are weights. `credits` say what earns the points of one, of which findings take a share: penalties
    alone cannot tell an empty text from a weak one. One without credits begins with all of them. `cues` are the
    pack's own phrases: each is a fact of its name. Without `verdicts` a text is judged as a resume bullet is."""

    pack: str
    version: int = Field(ge=1)
    lang: str
    dimensions: dict[str, int]
    credits: dict[str, tuple[Credit, ...]] = {}
    cues: dict[Name, Forms] = {}
    flags: tuple[Statement, ...] = ()
    verdicts: tuple[Judgement, ...] = ()
    rules: tuple[Rule, ...]

    def kinds(self) -> tuple[str, ...]:
        """The kinds of text that its rules are for."""
        return tuple(dict.fromkeys(kind for rule in self.rules for kind in rule.kinds))


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule ready to run: `holds` judges the facts, `points` picks what the finding points at, and after one of
    `unless` it is silent. `said` is its finding, of no text yet."""

    rule: Rule
    said: Finding
    unless: frozenset[str]
    holds: Test
    points: Pick


@dataclass(frozen=True, slots=True)
class Ready:
    """A pack ready to run; `of_kind` are the rules for a kind of text, `light` those that do not weigh, `points` what
    each dimension's are earned by."""

    rules: tuple[Compiled, ...]
    of_kind: Mapping[str, tuple[Compiled, ...]]
    flags: tuple[tuple[Statement, Test], ...]
    verdicts: tuple[tuple[Verdict, Test], ...]
    light: frozenset[str]
    points: Points


def load(path: Path) -> Pack:
    """Reads a pack. Raises ContentError with file, line and rule for all that is wrong."""
    document = read(path, f"{path.parent.parent.name}/{path.parent.name}/{path.name}")
    pack: Pack = fit(document, Pack)
    problems = [*_unknown(document, pack), *_problems(document, pack)]
    if problems:
        raise together(problems)
    return pack


def _unknown(document: Document, pack: Pack) -> Iterator[ContentError]:
    """Facts that nothing makes."""
    known = frozenset(pack.cues)
    for name in sorted(known & {*KINDS}):
        yield document.error(f"cue {name} has the name of a fact of the engine: rename it", "cues", name)
    for at, rule in enumerate(pack.rules):
        for field, selectors in (("when", rule.when.selectors()), ("span", [rule.span] if rule.span else [])):
            for wrong in filter(None, (one.wrong(known) or _unread(one, rule.kinds) for one in selectors)):
                yield document.error(f"rule {rule.id}: {wrong}", "rules", at, field)
    for when, kinds, *place in _other_conditions(pack):
        for wrong in filter(None, (one.wrong(known) or _unread(one, kinds) for one in when.selectors())):
            yield document.error(wrong, *place, "when")


def _unread(selector: Selector, kinds: Sequence[str]) -> str:
    """What is wrong with asking for a fact in kinds of text for which it is never read; empty if nothing is."""
    if selector.fact not in KINDS:
        return ""
    kind = next((kind for kind in kinds if not is_read_for(selector.fact, kind)), "")
    if not kind:
        return ""
    fit = ", ".join(one for one in ALL_KINDS if is_read_for(selector.fact, one))
    return f"fact {selector.fact} is never read in a {kind}, only in: {fit}. Choose another fact, or change 'kinds'"


def _other_conditions(pack: Pack) -> Iterator[tuple[Condition, tuple[str, ...], *tuple[str | int, ...]]]:
    """Those outside of rules, each with the kinds of text that it is for, and its place in the file."""
    for at, flag in enumerate(pack.flags):
        yield flag.when, flag.kinds, "flags", at
    for at, judgement in enumerate(pack.verdicts):
        yield judgement.when, (), "verdicts", at
    for name, earning in pack.credits.items():
        for at, credit in enumerate(earning):
            if credit.when is not None:
                yield credit.when, (), "credits", name, at


def _problems(document: Document, pack: Pack) -> Iterator[ContentError]:
    for name in pack.credits:
        if name not in pack.dimensions:
            yield document.error(f"dimension {name} is not in 'dimensions': add it there", "credits", name)
    seen: set[str] = set()
    for at, rule in enumerate(pack.rules):
        for text in _wrong(rule, pack, seen):
            yield document.error(f"rule {rule.id}: {text}", "rules", at)
        seen.add(rule.id)


def _wrong(rule: Rule, pack: Pack, seen: set[str]) -> list[str]:
    wrong = []
    if rule.id in seen:
        wrong.append("stands twice: rename one of them")
    if rule.confidence is not None and rule.confidence not in CONFIDENCES:
        wrong.append(
            f"confidence {rule.confidence} is unknown: use one of {', '.join(CONFIDENCES)}, or leave it out"
        )
    if rule.dimension not in pack.dimensions:
        wrong.append(f"dimension {rule.dimension} is not in 'dimensions': add it there")
    wrong += [
        f"'unless' names {name}, which must stand above it: move or remove it"
        for name in rule.unless
        if name not in seen
    ]
    return wrong


def compile_pack(pack: Pack) -> Ready:
    """All conditions as closures."""
    rules = tuple(
        Compiled(
            rule,
            _said(rule),
            frozenset(rule.unless),
            conditions.test(rule.when),
            conditions.pick(rule.span),
        )
        for rule in pack.rules
    )
    return Ready(
        rules,
        {kind: tuple(one for one in rules if kind in one.rule.kinds) for kind in pack.kinds()},
        tuple((flag, conditions.test(flag.when)) for flag in pack.flags),
        tuple((one.verdict, conditions.test(one.when)) for one in pack.verdicts),
        frozenset(rule.id for rule in pack.rules if not rule.weighs),
        {name: tuple(_points(pack.credits.get(name, ()))) for name in pack.dimensions},
    )


def _said(rule: Rule) -> Finding:
    return Finding(
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


def _points(earning: Sequence[Credit]) -> Iterator[tuple[int, Test]]:
    for one in earning:
        yield one.worth, conditions.test(one.when) if one.when else _always


def _always(_facts: Facts) -> bool:
    return True
