"""A value whose rival stands somewhere else in the text: "F1 of 0.81; production sits at 0.77"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.rules.facts import AltMeasure, LooseNumber, Measure, Value
from bot.rules.scene import STOPS, Scene

Bound = Measure | LooseNumber | AltMeasure
Read = tuple[Value, Bound | None]
BOUNDED = frozenset(["score", "rate"])
PLAIN = ("cost", "latency")
"""Metrics by a name that says nothing more."""
REACH = 4  # tokens
SCORES, OTHERS = 3.0, 50.0
"""How many times one may be the other: two F1 lie near each other, two prices may not."""


class Rivals(Scene):
    """Gives a level its reference where a second number of its kind belongs to no other metric."""

    def settled(self, read: Sequence[Read]) -> list[Bound]:
        """The facts of what was read, in order; a value without any fact may still be a rival."""
        gains = {at + 1 for at, (one, after) in enumerate(pairwise(read)) if self._tells_gain(one, after)}
        levels = [one for one in read if one[0].shape == "level"]
        facts: list[Bound] = []
        for at, one in enumerate(read):
            fact = one[1]
            if fact is None or at in gains:
                continue
            known = _is_open(fact) and (
                at + 1 in gains or any(self._is_rival(one, other) for other in levels)
            )
            facts.append(replace(fact, ref=True) if known and isinstance(fact, Measure) else fact)
        return facts

    def _tells_gain(self, one: Read, after: Read) -> bool:
        """As in "resolves 41 % of chats, 12 points more than the menu"."""
        (value, fact), (gain, loose) = one, after
        if not _is_open(fact) or not isinstance(loose, LooseNumber):
            return False
        points = gain.shape == "delta" and gain.quantity.dim == "point"
        return points and self.same_sentence(value.last, gain.first)

    def _is_rival(self, one: Read, than: Read) -> bool:
        (value, fact), (other, its) = one, than
        if other is value or not isinstance(fact, Measure) or isinstance(its, AltMeasure):
            return False
        if isinstance(its, Measure) and its.metric not in (fact.metric, fact.unit, *PLAIN):
            return False
        if not _is_bare(other) or self._is_slice(value, other):
            return False
        if fact.kind in BOUNDED:
            return _same_scale(value, other)
        return self._is_told(other) and _comparable(value, other)

    def _is_slice(self, value: Value, other: Value) -> bool:
        """As in "0.81 on dev and 0.79 on test", "0.95 and 0.90 for the two languages"."""
        first, second = sorted((value, other), key=lambda one: one.first)
        after = self.key(first.last)
        return after == "and" or (after in self.sets["measured_on"] and after == self.key(second.last))

    def _is_told(self, other: Value) -> bool:
        """As in "it was 120", "the API asks for $0.02": somebody else's, or what it was."""
        for at in range(other.first - 1, max(other.first - 1 - REACH, -1), -1):
            if self.key(at) in self.sets["rival_verbs"]:
                return True
            if self.key(at) in STOPS:
                return False
        return False


def _is_open(fact: Bound | None) -> bool:
    return isinstance(fact, Measure) and fact.shape == "level" and not fact.ref


def _is_bare(value: Value) -> bool:
    quantity = value.quantity
    return not (quantity.word or quantity.noun or quantity.magnitude or quantity.sign or value.compared)


def _same_scale(one: Value, other: Value) -> bool:
    a, b = one.quantity, other.quantity
    if a.dim != b.dim or a.dim not in ("plain", "percent"):
        return False
    return (a.value <= 1) == (b.value <= 1) and _near(a.value, b.value, SCORES)


def _comparable(one: Value, other: Value) -> bool:
    """In the same unit, or without a unit where the first has one: "38 ms; on the JVM it was 120"."""
    a, b = one.quantity, other.quantity
    if b.dim == "plain" and a.dim != "plain":
        return _near(a.value, b.value * a.scale, OTHERS)
    return a.dim == b.dim and _near(a.value, b.value, OTHERS)


def _near(a: float, b: float, times: float) -> bool:
    return min(a, b) > 0 and max(a, b) <= times * min(a, b)
