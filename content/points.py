"""What a good written answer says: each point is found by facts and numbers of its question, never by one word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from content.models import Label, Model

TOGETHER = 3
"""A point's facts are looked for in so many sentences that follow each other."""
NEAR = 0.005
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
NUMBER = re.compile(
    r"(?<![a-z0-9.])([0-9][0-9,]*(?:\.[0-9]+)?)\s?(k\b|m\b|thousand\b|million\b)?", re.IGNORECASE
)
TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6}
Alternatives = Annotated[tuple[str, ...], Field(min_length=1)]
"""Ways to name one fact: a number such as 240K, or the beginning of a word or phrase such as `roll back`."""


class Point(Model):
    """Something that a good answer says, and the facts that show it: one of each group must be there."""

    says: Label
    shown_by: Annotated[tuple[Alternatives, ...], Field(min_length=2, max_length=4)]

    def evidence(self, text: str) -> str | None:
        """The sentences of `text` that show this point, in the words of the text; None where none do."""
        for passage in _passages(text):
            if all(any(_names(passage, fact) for fact in group) for group in self.shown_by):
                return passage
        return None


def _passages(text: str) -> Iterator[str]:
    """One sentence, then two, then three, so that the shortest evidence is the one that's quoted."""
    sentences = [one for part in SENTENCE.split(text) if (one := part.strip())]
    for length in range(1, TOGETHER + 1):
        for at in range(max(1, len(sentences) - length + 1) if sentences else 0):
            yield " ".join(sentences[at : at + length])


def _names(text: str, fact: str) -> bool:
    if NUMBER.fullmatch(fact):
        wanted = _values(NUMBER.fullmatch(fact))
        return any(_near(a, b) for found in NUMBER.finditer(text) for a in _values(found) for b in wanted)
    words = r"\W+".join(re.escape(word) for word in fact.split())
    return re.search(rf"(?<!\w){words}", text, re.IGNORECASE) is not None


def _values(found: re.Match[str] | None) -> set[float]:
    """What a number can mean: 240K is 240,000, and in a sum of thousands simply 240."""
    if found is None:
        return set()
    value = float(found[1].replace(",", ""))
    return {value, value * TIMES.get((found[2] or "").casefold(), 1)}


def _near(a: float, b: float) -> bool:
    return abs(a - b) <= NEAR * abs(b)
