"""A pack of rules: its schema, conditions included, checked when it is read."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from bot.rules.facts import HEADING, KINDS, AmountName, Family, SectionName, Shape, attributes, is_read_for
from bot.rules.report import Blank, Severity, Verdict
from bot.rules.words.schema import Dim, Forms, Strict
from content.document import ContentError, Document, fit, join_errors, read

Kind = Literal["bullet", "project", "story", "answer", "set"]
ALL_KINDS: tuple[Kind, ...] = ("bullet", "project", "story", "answer", "set")
Confidence = Literal[
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
]
"""What was learned of findings: a rule may name one as its `confidence`."""
CONFIDENCES: tuple[str, ...] = get_args(Confidence)
FULL = 100
"""The most points in a dimension."""
Word = str | tuple[str, ...]
Good = Literal[-1, 0, 1]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]{2,39}$")]
Enough = Callable[[Iterable[bool]], bool]
"""`all` or `any`."""


class Selector(Strict):
    """Facts of one kind; every further field must hold for them (a list: any of its values). `over` and `under`
    are bounds of an amount's value."""

    fact: str
    family: Family | tuple[Family, ...] | None = None
    metric: Word | None = None
    shape: Shape | tuple[Shape, ...] | None = None
    good: Good | tuple[Good, ...] | None = None
    ref: bool | None = None
    training: bool | None = None
    operating: bool | None = None
    possible: bool | None = None
    name: Word | None = None
    quantified: bool | None = None
    unit: Word | None = None
    over: float | None = None
    under: float | None = None

    def filters(self) -> dict[str, frozenset[Any]]:
        """What a fact must be, by field: a set of values that will do."""
        given = self.model_dump(exclude={"fact", "over", "under"}, exclude_none=True)
        return {name: frozenset(one if isinstance(one, tuple) else (one,)) for name, one in given.items()}

    def wrong(self, names: Mapping[str, frozenset[str]]) -> str:
        """What is wrong with it; empty if nothing is. `names` are all facts, metrics and units under these words, and
        by kind of fact the names that the pack gives to them."""
        words = {"fact": self.fact, self.fact: self.name, "metric": self.metric, "unit": self.unit}
        for what, given in words.items():
            for name in (given,) if isinstance(given, str) else given or ():
                if name not in names.get(what, (name,)):
                    said = f"name {name} of the fact {what}" if what == self.fact else f"{what} {name}"
                    return f"{said} is unknown: {_nearest(name, names[what])}"
        asked = [*self.filters(), *(["value"] if self.over is not None or self.under is not None else [])]
        lacking = [name for name in asked if name not in attributes(self.fact)]
        if lacking:
            return f"the fact {self.fact} has no field {lacking[0]}: remove it or choose another fact"
        return ""


def _nearest(name: str, known: frozenset[str]) -> str:
    """What to write in place of an unknown name."""
    near, every = get_close_matches(name, known, 1), ", ".join(sorted(filter(None, known)))
    return f"did you mean {near[0]}?" if near else f"use one of {every}" if every else "define it first"


class Count(Strict):
    of: Selector
    least: int = 1
    most: int = 1000


class Join(Strict):
    """True if a fact of `each` has no fact of `without` that is equal to it in `same`."""

    each: Selector
    without: Selector
    same: Literal["family", "metric"] = "family"


class Beside(Strict):
    """True if a fact of `each` is in a piece of the text that holds each of `also` and none of `without`."""

    each: Selector
    also: tuple[Selector, ...] = ()
    without: tuple[Selector, ...] = ()


class Condition(Strict):
    """Exactly one of these."""

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    has: Selector | None = None
    none: Selector | None = None
    count: Count | None = None
    join: Join | None = None
    beside: Beside | None = None

    @model_validator(mode="after")
    def _one(self) -> "Condition":
        named = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(named) != 1:
            raise ValueError(
                "a condition has exactly one of all, any, has, none, count, join, beside: split it"
            )
        return self


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
            raise ValueError("the span of a test must be part of its bad text: copy it from there")
        return self


class Rule(Strict):
    """A rule: when it speaks, what it points at, what it says, and its own tests. One that does not `weigh` is
    said, but leaves the verdict alone. A rule that is too often wrong to be a finding is a hint that says how grave
    it is `if_right`: reported as a hint, while order, score and verdict go by what it means if it is right. A
    better line gets its `blank` where it holds."""

    id: Name
    kinds: tuple[Kind, ...] = Field(min_length=1)
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
    confidence: Confidence | None = None
    tests: tuple[Case, ...] = Field(min_length=2)

    @field_validator("message")
    @classmethod
    def _slots(cls, message: str) -> str:
        for slot in re.findall(r"\{[^}]*\}?", message):
            if slot not in ("{span}", "{sum}"):
                raise ValueError(f"{slot} can't be filled in: use {{span}} or {{sum}}, or write it out")
        return message

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
    """Something that is so, or not, of a text: printed with its name, and a fact for what comes below it."""

    name: Name
    kinds: tuple[Kind, ...]
    when: Condition


class Judgment(Strict):
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
    lang: Literal["en"] = "en"
    """Older packs had to say it."""
    dimensions: dict[str, int]
    credits: dict[str, tuple[Credit, ...]] = {}
    cues: dict[Name, Forms] = {}
    flags: tuple[Statement, ...] = ()
    verdicts: tuple[Judgment, ...] = ()
    rules: tuple[Rule, ...]

    def kinds(self) -> tuple[str, ...]:
        """The kinds of text that its rules are for."""
        return tuple(dict.fromkeys(kind for rule in self.rules for kind in rule.kinds))


def read_lines(path: Path) -> Document:
    """A pack's file, with the line of everything in it. Raises ContentError."""
    return read(path, f"{path.parent.parent.name}/{path.parent.name}/{path.name}")


def load(path: Path, metrics: Iterable[str] | None = None) -> Pack:
    """Reads a pack; `metrics` are the names that numbers may have, where known. Raises ContentError with file, line
    and rule for all that is wrong."""
    document = read_lines(path)
    pack: Pack = fit(document, Pack)
    problems = [*_unknown(document, pack, metrics), *_problems(document, pack)]
    if problems:
        raise join_errors(problems)
    return pack


def _unknown(document: Document, pack: Pack, metrics: Iterable[str] | None) -> Iterator[ContentError]:
    """Facts that nothing makes, and names that the pack gives to none."""
    for name in sorted({*pack.cues} & {*KINDS}):
        yield document.error(f"cue {name} has the name of a fact of the engine: rename it", "cues", name)
    flags = [flag.name for flag in pack.flags]
    names = {
        "fact": frozenset([*KINDS, *pack.cues]),
        "unit": frozenset([*get_args(Dim), "plain", "params"]),
        **({"metric": frozenset(metrics)} if metrics is not None else {}),
        "flag": frozenset(flags),
        "section": frozenset(get_args(SectionName)),
        "amount": frozenset(get_args(AmountName)),
        "piece": frozenset(["", *(cue[len(HEADING) :] for cue in pack.cues if cue.startswith(HEADING))]),
    }
    for part, kinds, enough, *place in _parts(pack):
        below = flags[flags.index(part.name) :] if isinstance(part, Statement) else []
        for selector, *inner in _selectors(part):
            if wrong := selector.wrong(names) or _unread(selector, kinds, enough) or _early(selector, below):
                said = f"rule {part.id}: {wrong}" if isinstance(part, Rule) else wrong
                yield document.error(said, *place, *inner)


def _parts(pack: Pack) -> Iterator[tuple[Strict, tuple[str, ...], Enough, *tuple[str | int, ...]]]:
    """All that asks for facts, each with the kinds of text that it's for, whether the facts must be read for all of
    them or any, and its place in the file."""
    for at, rule in enumerate(pack.rules):
        yield rule, rule.kinds, all, "rules", at
    for at, flag in enumerate(pack.flags):
        yield flag, flag.kinds, all, "flags", at
    for at, judgment in enumerate(pack.verdicts):
        yield judgment, pack.kinds(), any, "verdicts", at
    for name, earning in pack.credits.items():
        for at, credit in enumerate(earning):
            yield credit, pack.kinds(), any, "credits", name, at


def _selectors(part: Strict, *place: str | int) -> Iterator[tuple[Selector, *tuple[str | int, ...]]]:
    """All selectors in a part of a pack, each with its place in it."""
    if isinstance(part, Selector):
        yield part, *place
        return
    for name, value in part:
        for at, inner in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(inner, Strict):
                yield from _selectors(inner, *place, name, at)  # a step into no list is left out


def _unread(selector: Selector, kinds: Sequence[str], enough: Enough) -> str:
    """What is wrong with asking for a fact in kinds of text for which it is never read; empty if nothing is."""
    fact = selector.fact
    if fact not in KINDS or not kinds or enough(is_read_for(fact, kind) for kind in kinds):
        return ""
    kind = next(kind for kind in kinds if not is_read_for(fact, kind))
    fit = ", ".join(one for one in ALL_KINDS if is_read_for(fact, one))
    return f"fact {fact} is never read in a {kind}, only in: {fit}. Choose another fact, or change 'kinds'"


def _early(selector: Selector, below: Sequence[str]) -> str:
    """What is wrong with asking for a flag before it's told; empty if nothing is."""
    asked = selector.filters().get("name", frozenset()) if selector.fact == "flag" else frozenset()
    name = next((name for name in below if name in asked), "")
    return f"flag {name} must come before what asks for it: move or remove it" if name else ""


def _problems(document: Document, pack: Pack) -> Iterator[ContentError]:
    for name in pack.credits:
        if name not in pack.dimensions:
            yield document.error(f"dimension {name} isn't in 'dimensions': add it there", "credits", name)
    seen: set[str] = set()
    for at, rule in enumerate(pack.rules):
        for text in _wrong(rule, pack, seen):
            yield document.error(f"rule {rule.id}: {text}", "rules", at)
        seen.add(rule.id)


def _wrong(rule: Rule, pack: Pack, seen: set[str]) -> list[str]:
    wrong = []
    if rule.id in seen:
        wrong.append("has the id of a rule above it: rename one of them")
    if rule.dimension not in pack.dimensions:
        wrong.append(f"dimension {rule.dimension} isn't in 'dimensions': add it there")
    wrong += [
        f"'unless' names {name}, which must come before it: move or remove it"
        for name in rule.unless
        if name not in seen
    ]
    return wrong
