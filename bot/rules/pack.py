"""A pack of rules: its schema, and its conditions compiled once to closures."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from bot.rules.facts import KINDS, attributes
from bot.rules.schema import Strict
from content.document import Document, read
from content.errors import ContentError, together
from content.finder import fit

Facts = Mapping[str, Sequence[Any]]
Test = Callable[[Facts], bool]
Pick = Callable[[Facts], list[Any]]
Word = str | tuple[str, ...]
FILTERS = ("family", "metric", "shape", "good", "ref", "training", "operating", "possible")


class Selector(Strict):
    """Facts of one kind; every further field must hold for them (a list: any of its values)."""

    fact: str
    family: Word | None = None
    metric: Word | None = None
    shape: Word | None = None
    good: int | tuple[int, ...] | None = None
    ref: bool | None = None
    training: bool | None = None
    operating: bool | None = None
    possible: bool | None = None

    @model_validator(mode="after")
    def _known(self) -> "Selector":
        if self.fact not in KINDS:
            raise ValueError(f"fact {self.fact} is unknown: use one of {', '.join(sorted(KINDS))}")
        wrong = [name for name in self.filters() if name not in attributes(self.fact)]
        if wrong:
            raise ValueError(
                f"the fact {self.fact} has no field {wrong[0]}: remove it or choose another fact"
            )
        return self

    def filters(self) -> dict[str, Any]:
        return {name: value for name in FILTERS if (value := getattr(self, name)) is not None}


class Count(Strict):
    of: Selector
    least: int = Field(1, ge=0)
    most: int = Field(1000, ge=0)


class Join(Strict):
    """True if a fact of `each` has no fact of `without` that is equal to it in `same`."""

    each: Selector
    without: Selector
    same: Literal["family", "metric"] = "family"


class Condition(Strict):
    """Exactly one of these."""

    all: tuple["Condition", ...] | None = None
    any: tuple["Condition", ...] | None = None
    has: Selector | None = None
    none: Selector | None = None
    count: Count | None = None
    join: Join | None = None

    @model_validator(mode="after")
    def _one(self) -> "Condition":
        named = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(named) != 1:
            raise ValueError("a condition has exactly one of all, any, has, none, count, join: split it")
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
            raise ValueError("the span of a test must stand in its bad text: copy it from there")
        return self


class Rule(Strict):
    """A rule: when it speaks, what it points at, what it says, and its own tests."""

    id: str = Field(pattern=r"^[a-z][a-z_]{2,39}$")
    kinds: tuple[Literal["bullet", "project", "story", "answer"], ...]
    dimension: str
    severity: Literal["major", "minor", "hint"]
    when: Condition
    unless: tuple[str, ...] = ()
    span: Selector | None = None
    message: str = Field(min_length=10, max_length=200)
    why: str = Field(min_length=10, max_length=300)
    fix: str = Field(min_length=10, max_length=300)
    source: str = Field(min_length=3)
    tests: tuple[Case, ...] = Field(min_length=2)

    @field_validator("tests")
    @classmethod
    def _both(cls, tests: tuple[Case, ...]) -> tuple[Case, ...]:
        if not any(test.bad for test in tests) or not any(test.good for test in tests):
            raise ValueError("a rule has at least one bad and one good text: add what is missing")
        return tests


class Pack(Strict):
    pack: str
    version: int = Field(ge=1)
    lang: str
    dimensions: dict[str, int]
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule ready to run: `holds` judges the facts, `points` picks what the finding points at."""

    rule: Rule
    holds: Test
    points: Pick


def load(path: Path) -> Pack:
    """Reads a pack. Raises ContentError with file, line and rule for all that is wrong."""
    document = read(path, f"{path.parent.parent.name}/{path.parent.name}/{path.name}")
    pack: Pack = fit(document, Pack)
    problems = [*_problems(document, pack)]
    if problems:
        raise together(problems)
    return pack


def _problems(document: Document, pack: Pack) -> list[ContentError]:
    seen: set[str] = set()
    problems: list[ContentError] = []
    for at, rule in enumerate(pack.rules):
        for text in _wrong(rule, pack, seen):
            problems.append(document.error(f"rule {rule.id}: {text}", "rules", at))
        seen.add(rule.id)
    return problems


def _wrong(rule: Rule, pack: Pack, seen: set[str]) -> list[str]:
    wrong = []
    if rule.id in seen:
        wrong.append("stands twice: rename one of them")
    if rule.dimension not in pack.dimensions:
        wrong.append(f"dimension {rule.dimension} is not in 'dimensions': add it there")
    wrong += [
        f"'unless' names {name}, which must stand above it: move or remove it"
        for name in rule.unless
        if name not in seen
    ]
    return wrong


def compiled(pack: Pack) -> tuple[Compiled, ...]:
    return tuple(
        Compiled(rule, _test(rule.when), _pick(rule.span) if rule.span else _nothing) for rule in pack.rules
    )


def _nothing(_facts: Facts) -> list[Any]:
    return []


def _test(condition: Condition) -> Test:
    if condition.all is not None:
        return partial(_every, tuple(_test(inner) for inner in condition.all))
    if condition.any is not None:
        return partial(_some, tuple(_test(inner) for inner in condition.any))
    if condition.has is not None:
        return partial(_counted, _pick(condition.has), 1, 10_000)
    if condition.none is not None:
        return partial(_counted, _pick(condition.none), 0, 0)
    if condition.count is not None:
        return partial(_counted, _pick(condition.count.of), condition.count.least, condition.count.most)
    assert condition.join is not None, "the schema lets exactly one through"  # noqa: S101 # narrows the type
    return partial(_unjoined, _pick(condition.join.each), _pick(condition.join.without), condition.join.same)


def _every(tests: tuple[Test, ...], facts: Facts) -> bool:
    return all(test(facts) for test in tests)


def _some(tests: tuple[Test, ...], facts: Facts) -> bool:
    return any(test(facts) for test in tests)


def _counted(pick: Pick, least: int, most: int, facts: Facts) -> bool:
    return least <= len(pick(facts)) <= most


def _unjoined(each: Pick, without: Pick, same: str, facts: Facts) -> bool:
    there = {getattr(fact, same) for fact in without(facts)}
    return any(getattr(fact, same) not in there for fact in each(facts))


def _pick(selector: Selector) -> Pick:
    filters = tuple((name, _wanted(value)) for name, value in selector.filters().items())
    return partial(_select, selector.fact, filters)


def _wanted(value: Any) -> frozenset[Any]:
    return frozenset(value) if isinstance(value, tuple) else frozenset([value])


def _select(kind: str, filters: tuple[tuple[str, frozenset[Any]], ...], facts: Facts) -> list[Any]:
    return [
        fact for fact in facts.get(kind, ()) if all(getattr(fact, name) in wanted for name, wanted in filters)
    ]
