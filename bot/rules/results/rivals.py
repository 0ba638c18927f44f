"""A value whose rival stands somewhere else in the text: "F1 of 0.81; production sits at 0.77"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.rules.facts import AltMeasure, LooseNumber, Measure, Value
from bot.rules.words.lex import IDENT, WORD
from bot.rules.words.scene import STOPS, Scene

Bound = Measure | LooseNumber | AltMeasure
Read = tuple[Value, Bound | None]
SCALES = frozenset(["plain", "percent", "point"])
BOUNDED = frozenset(["score", "rate"])
PLAIN = ("cost", "latency", "speedup")
"""Metrics by a name that says nothing more."""
REACH, CLAUSE = 4, 10  # tokens
FIRSTS = frozenset(["first", "originally", "initially", "then"])
QUIET = frozenset(["flat", "neither"])
LASTED = frozenset(["time", "span"])
SCORES, OTHERS, SUBJECTS = 3.0, 50.0, 2000.0
"""How many times one may be the other: two F1 lie near each other, two prices may not."""

AGREED, TWICE, PARTED = "annotator_agreement", 3.0, 6.0


class Rivals(Scene):
    """Gives a level its reference where a second number of its kind belongs to no other metric."""

    def settled(self, read: Sequence[Read]) -> list[Bound]:
        """The facts of what was read, in order; a value without any fact may still be a rival."""
        gains = {
            at + (gain is after)
            for at, (one, after) in enumerate(pairwise(read))
            for level, gain in ((one, after), (after, one))
            if self._tells_gain(level, gain)
        }
        levels = [one for one in read if one[0].shape == "level"]
        pairs = [
            (one, than) for one in levels if _is_open(one[1]) for than in levels if self._is_rival(one, than)
        ]
        known = {one[0].first for pair in pairs for one in pair}
        facts: list[Bound] = []
        for at, one in enumerate(read):
            fact = one[1]
            if fact is None or at in gains or self._is_told_already(one, read):
                continue
            told = _is_open(fact) and ({at - 1, at + 1} & gains or one[0].first in known)
            facts.append(replace(fact, ref=True) if told and isinstance(fact, Measure) else fact)
        return facts

    def _is_told_already(self, one: Read, read: Sequence[Read]) -> bool:
        """As in "reads 98.6 % of labels, laser scanner got 95.2 %", "WER -4 points; +2.5 points in quiet rooms"."""
        value, loose = one
        if not isinstance(loose, LooseNumber) or value.shape == "change":
            return False
        earlier = [(before, fact) for before, fact in read if before.first < value.first]
        share = value.shape == "level" and value.quantity.dim == "percent"
        if share or (value.quantity.dim == "point" and value.compared):
            return any(before.quantity.dim == "percent" and before.shape == "level" for before, _ in earlier)
        return any(isinstance(fact, Measure) and _tells_same(before, fact, value) for before, fact in earlier)

    def _tells_gain(self, one: Read, after: Read) -> bool:
        """As in "resolves 41 % of chats, 12 points more than the menu"."""
        (value, fact), (gain, loose) = one, after
        if not _is_open(fact) or not (loose is None or isinstance(loose, LooseNumber)):
            return False
        points = gain.shape == "delta" and gain.quantity.dim == "point"
        if gain.first < value.first:  # "9 points more of the variance (R² 0.58)"
            return points and gain.compared and "(" in self.keys[value.first - REACH : value.first]
        than = gain.compared and "than" in self.keys[gain.last : gain.last + REACH]
        what = gain.quantity.dim == "factor" and self.key(gain.last) == "what"  # "3x what we had"
        return what or ((points or than) and self.same_sentence(value.last, gain.first))

    def _is_rival(self, one: Read, than: Read) -> bool:
        (value, fact), (other, its) = one, than
        if other is value or not isinstance(fact, Measure) or isinstance(its, AltMeasure):
            return False
        lasted = {value.quantity.dim, other.quantity.dim} <= LASTED
        paid = value.quantity.dim == other.quantity.dim == "money"
        known = (
            paid or lasted or (isinstance(its, Measure) and its.metric in (fact.metric, fact.unit, *PLAIN))
        )
        if isinstance(its, Measure) and not known and self._is_named_near(other):
            return False
        spoken = other.quantity.word and (other.quantity.dim in LASTED or other.quantity.value > 1)
        plain = other._replace(quantity=other.quantity._replace(word=False)) if spoken else other
        return _is_bare(plain) and self._is_comparison(value, other, spoken, bounded=fact.kind in BOUNDED)

    def _is_named_near(self, other: Value) -> bool:
        """A metric stands in the clause of the number itself, before it or right behind."""
        start = other.first
        while start > 0 and self.key(start - 1) not in self.sets["rival_breaks"]:
            start -= 1
        return bool(self.between("metric", start, other.last + 2))

    def _is_comparison(self, value: Value, other: Value, spoken: bool, *, bounded: bool) -> bool:
        """A score beside one of its scale; anything else only if it is said to be another's."""
        if self._has_own_subject(value, other):
            return _comparable(value, other, SCORES if bounded else SUBJECTS)
        if spoken:
            return False
        if bounded:
            return _same_scale(value, other)
        return self._is_told(other) and _comparable(value, other)

    def _has_own_subject(self, value: Value, other: Value) -> bool:
        """As in "19 FPS; the sprayer asks for 15", "72 %, the tool it replaces manages 60": a clause further on is
        about somebody or something else."""
        start = self._start(value, other)
        lead = self.key(start - 1)
        if lead in ("instead", "rather", "not", "where", "whereas") or self.key(value.last) in FIRSTS:
            return start > value.last
        lasting = self.key(other.first - 1) in self.sets["lasting_leads"] and other.quantity.dim in (
            *LASTED,
            "plain",
        )
        turns = (hit for hit in self.between("direction", start, other.first) if self.key(hit.end) != "to")
        moves = any(hit.value not in QUIET for hit in turns)
        paid = value.quantity.dim == other.quantity.dim == "money"
        if (
            start == other.first
            or lasting
            or moves
            or (self.between("metric", start, other.first) and not paid)
        ):
            return False
        parallel = self.key(other.first - 1) == self.key(value.first - 1) == "by"  # "off by 3 min, Maps by 5"
        alike = value.quantity.dim == other.quantity.dim != "plain"
        return self._is_subject(start, other.first - parallel, alike=alike or parallel)

    def _start(self, value: Value, other: Value) -> int:
        """The first token of the clause of the other, after the value."""
        lead = range(other.first - 1, max(other.first - 1 - CLAUSE, value.last - 1), -1)
        return next((at + 1 for at in lead if self.key(at) in self.sets["rival_breaks"]), other.first)

    def _is_subject(self, start: int, end: int, *, alike: bool) -> bool:
        """Somebody, a year, something with an article, or a bare name before the number ("small model 58 %")."""
        key, words = self.key(start), range(start, end)
        if key in self.sets["subject_heads"]:
            return len(words) > 1 or key in self.sets["rivals_again"]
        if self.any_of(("noun:role", "noun:audience"), start, start + 3):
            return len(words) > 1
        named = all(self.tokens[at].kind in (WORD, IDENT) for at in words)
        bare = named and not any(self.key(at) in self.lexicon.function for at in words)
        return alike and bare and 0 < len(words) <= REACH and not self.between("action", start, start + 1)

    def _is_told(self, other: Value) -> bool:
        """As in "it was 120", "the API asks for $0.02": somebody else's, or what it was."""
        for at in range(other.first - 1, max(other.first - 1 - REACH, -1), -1):
            if self.key(at) in self.sets["rival_verbs"]:
                return True
            if self.key(at) in STOPS:
                return False
        return False


def _tells_same(before: Value, fact: Measure, value: Value) -> bool:
    """In one scale; a further gain only beside a score."""
    alike = before.quantity.dim == value.quantity.dim or (
        before.quantity.dim in SCALES and value.quantity.dim in SCALES and value.quantity.dim != "factor"
    )
    points = before.quantity.dim == "percent" and value.quantity.dim == "point"
    return alike and not fact.training and (value.shape == "level" or points or fact.kind in BOUNDED)


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


def _comparable(one: Value, other: Value, times: float = OTHERS) -> bool:
    """In the same unit, or without a unit where the first has one: "38 ms; on the JVM it was 120"."""
    a, b = one.quantity, other.quantity
    if b.dim == "plain" and a.dim != "plain":
        return _near(a.value, b.value * a.scale, times)
    return (a.dim == b.dim or {a.dim, b.dim} == LASTED) and _near(a.value, b.value, times)


def _near(a: float, b: float, times: float) -> bool:
    return min(a, b) > 0 and max(a, b) <= times * min(a, b)


def compared(bound: Sequence[Bound]) -> list[Bound]:
    """Two levels of one metric in one scale are each other's reference: "MAPE 6.9 % ... MAPE 7.1 %"; what people
    agree at is one for any score."""
    levels = [one for one in bound if isinstance(one, Measure) and one.shape == "level"]
    people = any(one.metric == AGREED for one in levels)
    return [
        replace(one, ref=True)
        if isinstance(one, Measure)
        and one.shape == "level"
        and one.kind in BOUNDED
        and (
            any(other is not one and _are_twins(one, other) for other in levels)
            or (people and one.family == "accuracy" and one.metric != AGREED)
        )
        else one
        for one in bound
    ]


def _are_twins(one: Measure, other: Measure) -> bool:
    """Two scores of one metric, neither of them a count beside it ("a team of 4, recall@5 of 0.84")."""
    a, b = one.after or 0.0, other.after or 0.0
    most = PARTED if one.unit == other.unit == "percent" else TWICE
    return one.metric == other.metric and (a > 1) == (b > 1) and 0 < max(a, b) <= most * min(a, b)
