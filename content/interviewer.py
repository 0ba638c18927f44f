"""What an interviewer reads before a mock: one brief a question, and a guide for the first time."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from content.models import Key, Model, Prose, Ref, Round, Title

LINE = 140
"""Characters of a line: what a card counts as one."""

QUESTION = 3 * LINE
READ = 130
"""Words a minute, slowly: a second language, and sums."""

PREFIXES = {
    Round.CODING_ALGORITHMS: "alg",
    Round.CODING_ML: "ml",
    Round.SYSTEM_DESIGN: "sys",
    Round.INFERENCE: "inf",
    Round.BEHAVIOURAL: "beh",
}


def _at_most(limit: int) -> AfterValidator:
    def refuse_longer(text: str) -> str:
        if len(text) > limit:
            raise ValueError(
                f"the text has {len(text)} characters, at most {limit} fit here: shorten or split it"
            )
        return text

    return AfterValidator(refuse_longer)


Line = Annotated[Prose, _at_most(LINE)]
"""One line of a card; formulas in it are computed, as in all prose."""


class Hint(Model):
    """A step of the ladder, and the minute at which somebody who practices alone is shown it."""

    minute: Annotated[int, Field(ge=6, le=36)]
    text: Line


class StagePrompt(Model):
    """What the interviewer says at a stage, where that differs from the plan of the round."""

    minute: Annotated[int, Field(ge=0, le=44)]
    say: Line


class Anchors(Model):
    """What a 2 and a 4 look like on a brief's own question."""

    two: Line
    four: Line


class Brief(Model):
    """A question with all that its interviewer needs. `level` is the lowest level of members it suits."""

    id: Annotated[str, Field(pattern=r"^[a-z]{2,3}-b[0-9]{2}$")]
    round: Round
    title: Title
    level: Literal["junior", "mid", "senior", "staff"]
    question: Annotated[Prose, _at_most(QUESTION)]
    """Read aloud."""
    if_asked: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
    """Answers to what a careful candidate asks; never volunteered."""
    hints: Annotated[tuple[Hint, ...], Field(min_length=3, max_length=3)]
    outline: Annotated[tuple[Line, ...], Field(min_length=4, max_length=6)]
    good: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    warnings: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    follow_ups: Annotated[tuple[Line, ...], Field(min_length=2, max_length=3)]
    stages: Annotated[tuple[StagePrompt, ...], Field(max_length=6)] = ()
    anchors: Anchors
    tests: str = ""
    """Functions in Python that test what the candidate writes; coding rounds have them (content/brief_tests.py)."""
    sources: tuple[Ref, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Brief:
        prefix = PREFIXES[self.round]
        if not self.id.startswith(f"{prefix}-"):
            raise ValueError(f"the id '{self.id}' is not of the round {self.round}: begin it with {prefix}-b")
        _rising("hints", [hint.minute for hint in self.hints])
        _rising("stages", [stage.minute for stage in self.stages])
        if self.is_coding != bool(self.tests):
            raise ValueError(
                "coding rounds have `tests` in Python, and no other round has: add or remove them"
            )
        try:
            ast.parse(self.tests)
        except SyntaxError as wrong:
            raise ValueError(f"tests: line {wrong.lineno} is not Python ({wrong.msg}): correct it") from None
        return self

    @property
    def is_coding(self) -> bool:
        return self.round in (Round.CODING_ALGORITHMS, Round.CODING_ML)

    @property
    def minutes(self) -> int:
        """What reading all of it takes."""
        return _minutes(self.lines())

    def lines(self) -> Iterator[str]:
        """Every text of the brief, in the order of its fields."""
        yield from (self.title, self.question, *self.if_asked)
        yield from (hint.text for hint in self.hints)
        yield from (*self.outline, *self.good, *self.warnings, *self.follow_ups)
        yield from (stage.say for stage in self.stages)
        yield from (self.anchors.two, self.anchors.four)


def _rising(name: str, minutes: list[int]) -> None:
    if any(a >= b for a, b in pairwise(minutes)):
        raise ValueError(f"the minutes of the {name} must rise: put them in order")


def _minutes(texts: Iterator[str]) -> int:
    return ceil(sum(len(text.split()) for text in texts) / READ)


class GuidePart(Model):
    """A heading of the guide and what stands under it."""

    title: Title
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]


class Guide(Model):
    """What to know before one interviews at all."""

    key: Key
    title: Title
    parts: Annotated[tuple[GuidePart, ...], Field(min_length=2, max_length=8)]
    sources: tuple[Ref, ...] = ()

    @property
    def minutes(self) -> int:
        """What reading all of it takes."""
        return _minutes(line for part in self.parts for line in (part.title, *part.lines))
