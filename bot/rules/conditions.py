"""Conditions of rules: their schema, and their closures, compiled once."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Literal

from pydantic import model_validator

from bot.rules.facts import KINDS, attributes
from bot.rules.words.schema import Strict

Facts = Mapping[str, Sequence[Any]]
Filters = tuple[tuple[str, frozenset[Any]], ...]
Test = Callable[[Facts], bool]
Pick = Callable[[Facts], Sequence[Any]]
Word = str | tuple[str, ...]
MANY = 10_000


class Selector(Strict):
    """Facts of one kind; every further field must hold for them (a list: any of its values). `over` and `under`
    are bounds of an amount's value."""

    fact: str
    family: Word | None = None
    metric: Word | None = None
    shape: Word | None = None
    good: int | tuple[int, ...] | None = None
    ref: bool | None = None
    training: bool | None = None
    operating: bool | None = None
    possible: bool | None = None
    name: Word | None = None
    part: Word | None = None
    quantified: bool | None = None
    unit: Word | None = None
    kind: Word | None = None
    first: bool | None = None
    verbal: bool | None = None
    over: float | None = None
    under: float | None = None

    def filters(self) -> dict[str, frozenset[Any]]:
        """What a fact must be, by field: a set of values that will do."""
        given = self.model_dump(exclude={"fact", "over", "under"}, exclude_none=True)
        return {name: frozenset(one if isinstance(one, tuple) else (one,)) for name, one in given.items()}

    def wrong(self, known: frozenset[str]) -> str:
        """What is wrong with it, where `known` are the pack's own phrases; empty if nothing is."""
        if self.fact not in KINDS and self.fact not in known:
            return f"fact {self.fact} is unknown: use one of {', '.join(sorted({*KINDS, *known}))}"
        asked = [*self.filters(), *(["value"] if self.over is not None or self.under is not None else [])]
        lacking = [name for name in asked if name not in attributes(self.fact)]
        if lacking:
            return f"the fact {self.fact} has no field {lacking[0]}: remove it or choose another fact"
        return ""


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
    """True if a fact of `each` stands in a piece of the text that holds none of `without`, and each of `also` is
    there too, or in one of the `reach` pieces after it."""

    each: Selector
    also: tuple[Selector, ...] = ()
    without: tuple[Selector, ...] = ()
    reach: int = 0


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

    def selectors(self) -> Iterator[Selector]:
        """All selectors in it, also those of inner conditions."""
        for inner in (*(self.all or ()), *(self.any or ())):
            yield from inner.selectors()
        yield from (one for one in (self.has, self.none) if one is not None)
        if self.count is not None:
            yield self.count.of
        if self.join is not None:
            yield from (self.join.each, self.join.without)
        if self.beside is not None:
            yield from (self.beside.each, *self.beside.also, *self.beside.without)


def test(condition: Condition) -> Test:  # noqa: PLR0911 # one return for each kind
    """The condition as a closure over facts."""
    if condition.all is not None:
        return partial(_every, tuple(test(inner) for inner in condition.all))
    if condition.any is not None:
        return partial(_some, tuple(test(inner) for inner in condition.any))
    if condition.has is not None:
        return _there(condition.has, lacking=False)
    if condition.none is not None:
        return _there(condition.none, lacking=True)
    if condition.count is not None:
        return partial(_counted, pick(condition.count.of), condition.count.least, condition.count.most)
    if condition.beside is not None:
        beside = condition.beside
        also, without = ([pick(one) for one in some] for some in (beside.also, beside.without))
        return partial(_beside, pick(beside.each), tuple(also), tuple(without), beside.reach)
    assert condition.join is not None, "the schema lets exactly one through"  # noqa: S101 # narrows the type
    return partial(_unjoined, pick(condition.join.each), pick(condition.join.without), condition.join.same)


def _there(selector: Selector, *, lacking: bool) -> Test:
    """Whether any such fact is there, or none is: asked most often, so without a list of the facts."""
    if selector.over is not None or selector.under is not None:
        return partial(_counted, pick(selector), 0 if lacking else 1, 0 if lacking else MANY)
    return partial(_lacks if lacking else _holds, selector.fact, tuple(selector.filters().items()))


def _holds(kind: str, filters: Filters, facts: Facts) -> bool:
    found = facts.get(kind)
    if not found or not filters:
        return bool(found)
    for fact in found:
        for name, wanted in filters:
            if getattr(fact, name) not in wanted:
                break
        else:
            return True
    return False


def _lacks(kind: str, filters: Filters, facts: Facts) -> bool:
    return not _holds(kind, filters, facts)


def _every(tests: tuple[Test, ...], facts: Facts) -> bool:
    for one in tests:  # noqa: SIM110 # a generator costs more than all that it asks
        if not one(facts):
            return False
    return True


def _some(tests: tuple[Test, ...], facts: Facts) -> bool:
    for one in tests:  # noqa: SIM110 # as above
        if one(facts):
            return True
    return False


def _counted(picked: Pick, least: int, most: int, facts: Facts) -> bool:
    return least <= len(picked(facts)) <= most


def _unjoined(each: Pick, without: Pick, same: str, facts: Facts) -> bool:
    there = {getattr(fact, same) for fact in without(facts)}
    return any(getattr(fact, same) not in there for fact in each(facts))


def _beside(each: Pick, also: tuple[Pick, ...], without: tuple[Pick, ...], reach: int, facts: Facts) -> bool:
    found = each(facts)
    if not found:
        return False
    starts = [piece.span[0] for piece in facts.get("piece", ())]
    barred = {place for one in without for place in _places(one(facts), starts)}
    others = [_places(one(facts), starts) for one in also]
    return any(
        all(not other.isdisjoint(range(place, place + reach + 1)) for other in others)
        for place in _places(found, starts) - barred
    )


def _places(facts: Sequence[Any], starts: Sequence[int]) -> set[int]:
    """The numbers of the pieces that they stand in."""
    return {bisect_right(starts, fact.span[0]) for fact in facts}


def pick(selector: Selector | None) -> Pick:
    """The selector as a closure: the facts that it means, in order; no selector means none."""
    if selector is None:
        return partial(_select, "", ())
    filters = tuple(selector.filters().items())
    if selector.over is None and selector.under is None:
        return partial(_select, selector.fact, filters)
    low = selector.over if selector.over is not None else float("-inf")
    high = selector.under if selector.under is not None else float("inf")
    return partial(_bounded, selector.fact, filters, low, high)


def _select(kind: str, filters: Filters, facts: Facts) -> Sequence[Any]:
    found = facts.get(kind, ())
    if not found or not filters:
        return found
    return [fact for fact in found if all(getattr(fact, name) in wanted for name, wanted in filters)]


def _bounded(kind: str, filters: Filters, low: float, high: float, facts: Facts) -> Sequence[Any]:
    return [fact for fact in _select(kind, filters, facts) if low < fact.value < high]
