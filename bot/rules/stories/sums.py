"""Sums in a summary or an answer: numbers that follow from two others, "5,000 x 0.60 = 3,000"."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from bot.rules.facts import Cue
from bot.rules.stories.pieces import BACK, COUNTS, FAR
from bot.rules.stories.sentences import span_of
from bot.rules.words.lex import NUMBER
from bot.rules.words.scene import Scene

TIMES = frozenset(["x", "/", "+", "-", "÷", "times", "minus", "plus", "over", "by", "at"])
WINDOW = 5  # numbers before a result
NEXT = 24  # tokens
LEAST = 30
CLOSE, ROUND = 0.006, 0.025
TENS = (1.0, 100.0, 1000.0, 1e6, 0.01, 0.001, 1e-6)
TURNS = (7.0, 12.0, 24.0, 30.0, 52.0, 60.0, 365.0, 3600.0)
"""Days, months, hours ... that a sum takes for granted."""


class Figure(NamedTuple):
    at: int
    value: float
    prefixed: bool


class Sums(Scene):
    """Finds the sums of a text."""

    def all(self) -> Iterator[Cue]:
        """Numbers that follow from two others near them."""
        figures = [*self._figures()]
        for n, one in enumerate(figures):
            before = figures[max(n - WINDOW, 0) : n]
            if self._is_sum(one, before, figures[n + 1 : n + 2]):
                yield Cue(span_of(self.tokens, one.at, one.at + 1), "sum")

    def _figures(self) -> Iterator[Figure]:
        for at, token in enumerate(self.tokens):
            if token.kind == NUMBER and token.num is not None and token.num.value:
                suffix = token.num.suffix or self.key(at + 1)
                yield Figure(at, token.num.value, suffix in self.sets["scaled_units"])
            elif token.key in COUNTS and self.key(at + 1) not in ("of", "or"):
                yield Figure(at, COUNTS[token.key], self.key(at + 1) in self.sets["scaled_units"])

    def _is_sum(self, one: Figure, before: Sequence[Figure], after: Sequence[Figure]) -> bool:
        lead = self.keys[max(one.at - FAR, 0) : one.at]
        if "=" in lead and before:
            return True
        if self.key(one.at - 1) in ("/", "x") and len(before) > 2 and before[-1].at >= one.at - FAR:
            left, done = before[-1], before[:-1]
            if any(self._follows(result, left, one) for result in done[-2:]):
                return True  # "3,000 extra checks (4,500 / 1.50)"
        if one.value in [two.value for two in before] or self.sets["reckoned"].isdisjoint(lead):
            return False
        if (
            before
            and one.value > LEAST
            and any(_is_near(one.value, before[-1].value * turn) for turn in TURNS)
        ):
            return True
        if any(self._follows(one, two, at) for two in before for at in after if self.key(at.at - 1) == "at"):
            return True  # "that is $5,600 less at $700 a card"
        return any(self._follows(one, *pair) for pair in combinations(before, 2))

    def _follows(self, one: Figure, left: Figure, right: Figure) -> bool:
        a, b, c = left.value, right.value, one.value
        if min(a, b) in (1.0, 10.0, 100.0, 1000.0) or a == b:
            return False
        exact = len(f"{c:g}".replace(".", "").strip("0")) > 1
        between = self.keys[left.at + 1 : right.at]
        signed = not TIMES.isdisjoint(between) and len(between) <= BACK
        if not (exact or signed or (left.at + NEXT > one.at and {a, b}.isdisjoint(COUNTS.values()))):
            return False
        tens = TENS if one.prefixed or left.prefixed or right.prefixed else TENS[:1]
        close = ROUND if signed and left.at + BACK > right.at else CLOSE
        if any(_is_near(c * ten, done, close) for done in (a * b, a / b, b / a) for ten in tens):
            return True
        return c > 1 and any(_is_near(c, done) for done in (a + b, abs(a - b)))


def _is_near(a: float, b: float, close: float = CLOSE) -> bool:
    return abs(a - b) <= close * max(abs(a), abs(b))
