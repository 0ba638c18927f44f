"""The shapes of content: frozen records, one for each kind of file. Their limits are the contract."""

from __future__ import annotations

import functools
import shlex
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from content.formula import fill_slots

REF = r"^(L[1-9][0-9]?|[AMODTXS][0-9]{2,3})$"
_UNKNOWN: set[str] = set()


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    def model_post_init(self, _: object, /) -> None:
        """Nobody asks which fields a row was written with: a set of their names for each of 5,000 rows is 2 MB."""
        object.__setattr__(self, "__pydantic_fields_set__", _UNKNOWN)


Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24)]
Ref = Annotated[str, Field(pattern=REF)]
"""L12 = a line of the article; A12 a claim; M, O, D, T, X a fact; S a source."""
Title = Annotated[str, Field(min_length=3, max_length=60)]


def _filled_text(what: str, low: int, high: int) -> AfterValidator:
    def fill_text(text: str) -> str:
        shown = fill_slots(text)
        if not low <= len(shown) <= high:
            raise ValueError(
                f"the {what} has {len(shown)} characters, it must have {low} to {high}: change its length"
            )
        return shown

    return AfterValidator(fill_text)


Prose = Annotated[str, _filled_text("text", 3, 900)]
"""Text a member reads; `{= formula | spec }` in it becomes the formula's value (content/formula.py)."""

Label = Annotated[str, _filled_text("option", 1, 140)]
"""The short text of an option, an item or a point."""


AsText = BeforeValidator(
    lambda value: f"{Decimal(str(value)):f}" if isinstance(value, int | float) else value
)
"""YAML's numbers as they were written."""
Also = Annotated[str, Field(max_length=120)]
"""Other words that people ask for a note with: searched, never shown."""


class Round(StrEnum):
    CODING_ALGORITHMS = "coding_algorithms"
    CODING_ML = "coding_ml"
    SYSTEM_DESIGN = "system_design"
    INFERENCE = "inference"
    BEHAVIOURAL = "behavioural"


class CallSpec(Model):
    """A command that does a task: its dotted path ("mock.hours") and the values it is called with."""

    path: str
    values: Mapping[str, str] = Field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> CallSpec:
        """Reads `quiz topic=latency count=3`. Raises ValueError with a sentence."""
        try:
            words = shlex.split(text)
        except ValueError:
            raise ValueError(f"'{text}' isn't a call: close its quotation mark") from None
        split = next((at for at, word in enumerate(words) if "=" in word), len(words))
        path, pairs = words[:split], [word.partition("=") for word in words[split:]]
        if not path or any(not (name and sign and value) for name, sign, value in pairs):
            raise ValueError(f"'{text}' isn't a call: write the command's words, then name=value")
        return cls(path=".".join(path), values={name: value for name, _, value in pairs})


class Step(Model):
    """A part of a task that is done without a break."""

    text: Annotated[str, Field(min_length=3, max_length=140)]
    minutes: Annotated[int, Field(ge=1, le=5)]


class Task(Model):
    """One task of the checklist: 1 to 25 minutes, in steps of at most five."""

    key: Key
    item: Annotated[int, Field(ge=1, le=7)]
    title: Title
    why: Prose
    done_when: Prose
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=8)]
    call: CallSpec | None = None
    round: Round | None = None
    sources: Annotated[tuple[Ref, ...], Field(min_length=1)]
    every_days: Annotated[int, Field(ge=1, le=28)] | None = None
    daily: bool = False
    """Whether it is on every list that has nothing else of its command."""
    phase: Literal["", "before", "last"] = ""
    """`before`: of no use once the interview is over; `last`: so too, and first in the days just before it."""
    priority: Annotated[int, Field(ge=1, le=5)] = 3
    after: tuple[Key, ...] = ()

    @field_validator("call", mode="before")
    @classmethod
    def _call(cls, value: object) -> object:
        return CallSpec.of(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _fits(self) -> Task:
        if self.minutes > 25:
            raise ValueError(f"the steps take {self.minutes} minutes, a task at most 25: split the task")
        return self

    @property
    def minutes(self) -> int:
        """What the whole task takes: the sum of its steps."""
        return sum(self.spans)

    @functools.cached_property
    def spans(self) -> tuple[int, ...]:
        """The minutes of its steps."""
        return tuple(step.minutes for step in self.steps)

    @property
    def recurring(self) -> bool:
        return self.every_days is not None


class Source(Model):
    """A page behind facts. Levels: F read in full, X an excerpt read, 2 known from a secondary page, D a derivation,
    U a well-known work of which no copy was at hand. `checked` is the day on which a copy was read."""

    id: Annotated[str, Field(pattern=r"^S[0-9]{2,3}$")]
    title: Annotated[str, Field(min_length=3, max_length=200)]
    urls: Annotated[tuple[Annotated[str, Field(pattern=r"^https?://\S+$")], ...], Field(max_length=4)] = ()
    level: Literal["F", "X", "2", "D", "U"]
    checked: Annotated[str, Field(pattern=r"^20[0-9]{2}-[01][0-9]-[0-3][0-9]$")] | None = None


class Fact(Model):
    """A statement that may be used as true, in our own words, with what it rests on."""

    id: Annotated[str, Field(pattern=r"^[MODTX][0-9]{2}$")]
    topic: Key
    text: Prose
    also: Also = ""
    sources: tuple[Ref, ...] = ()
    basis: Literal["cited", "derived"] = "cited"

    @model_validator(mode="after")
    def _grounded(self) -> Fact:
        if self.basis == "cited" and not self.sources:
            raise ValueError("no source: add `sources`, or `basis: derived` when it follows from definitions")
        return self


class Verdict(StrEnum):
    HOLDS = "holds"
    UNVERIFIED = "unverified"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


class Claim(Model):
    """A statement of the article, in our own words, with what a check of it found."""

    id: Annotated[str, Field(pattern=r"^A[0-9]{2}$")]
    lines: Annotated[tuple[Annotated[int, Field(ge=1, le=37)], ...], Field(min_length=1)]
    claim: Prose
    verdict: Verdict
    check: Prose
    also: Also = ""
    sources: tuple[Ref, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether it must not be used as an answer."""
        return self.verdict in (Verdict.DOUBTFUL, Verdict.WRONG)


class Dimension(Model):
    """What is judged in a round, with the four levels from clear no to clear yes."""

    key: Key
    title: Title
    levels: Annotated[tuple[Title, ...], Field(min_length=4, max_length=4)]


class RoundStage(Model):
    """A part of the 45 minutes: when it begins, and what both do."""

    minute: Annotated[int, Field(ge=0, le=44)]
    title: Title
    what: Prose
    alone: Prose | None = None
    """What somebody who practices alone does instead, where `what` speaks to two."""


class Prompt(Model):
    """A question of the interviewer: what good answers contain, a hint, and what to ask next."""

    id: Annotated[str, Field(pattern=r"^[a-z]{2,4}-[0-9]{1,2}$")]
    text: Prose
    follow_ups: Annotated[tuple[Prose, ...], Field(min_length=1)]
    look_for: Prose
    hint: Prose


class InterviewRound(Model):
    """One of the five rounds: its 45-minute plan, rubric, prompts and warning signs."""

    key: Round
    kind: Literal["coding", "system_design", "inference", "behavioural"]
    title: Title
    about: Prose
    minutes: Literal[45]
    plan: Annotated[tuple[RoundStage, ...], Field(min_length=4)]
    rubric: Annotated[tuple[Dimension, ...], Field(min_length=4, max_length=8)]
    prompts: Annotated[tuple[Prompt, ...], Field(min_length=4)]
    red_flags: Annotated[tuple[Prose, ...], Field(min_length=3)]
    sources: tuple[Ref, ...]

    @model_validator(mode="after")
    def _in_order(self) -> InterviewRound:
        minutes = [stage.minute for stage in self.plan]
        if minutes[0] != 0 or any(a >= b for a, b in pairwise(minutes)):
            raise ValueError("the plan must begin at minute 0 and rise: put its stages in order")
        return self

    def lengths(self) -> tuple[int, ...]:
        """Minutes of each stage of the plan; they sum to `minutes`."""
        starts = [*(stage.minute for stage in self.plan), self.minutes]
        return tuple(end - start for start, end in pairwise(starts))


class Ask(Model):
    """A question to put to an interviewer."""

    id: Annotated[str, Field(pattern=r"^ask-[0-9]{2}$")]
    rounds: Annotated[tuple[Round, ...], Field(min_length=1)]
    question: Prose
    why: Prose


class HelpAnswer(Model):
    """An answer about the bot itself. `asks` are words by which it's asked for; `command` is the path it's about."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z-]*$")]
    title: Annotated[str, Field(max_length=40)]
    asks: str
    text: Prose
    command: str


class NoteQuestions(Model):
    """What people type when they want a note (a fact, a claim or a round), in their own words."""

    note: Annotated[str, Field(pattern=rf"{REF}|^({'|'.join(Round)})$")]
    questions: Annotated[tuple[Annotated[str, Field(max_length=80)], ...], Field(min_length=6, max_length=10)]


class Window(Model):
    """From `low` to `high` days after the event; calendar or business days."""

    low: Annotated[int, Field(ge=0, le=60)]
    high: Annotated[int, Field(ge=0, le=60)]
    days: Literal["business", "calendar", "unstated"]

    @model_validator(mode="after")
    def _ordered(self) -> Window:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}: swap them")
        return self


class TimelineStage(Model):
    """What the article says about one wait, and what we make of it. `claim` is reported, not vouched for."""

    key: Key
    title: Title
    follows: Key | None = None
    window: Window
    reading: Window
    claim: Annotated[str, Field(pattern=r"^A[0-9]{2}$")]
    caveat: Prose
    nudge_after: Annotated[int, Field(ge=0, le=10)] = 1
