"""What mocks are made of: briefs and a guide for interviewers, cases for a hiring committee, criteria of feedback."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, field_validator, model_validator

from content.models import Dimension, InterviewRound, Key, Model, Prose, Ref, Round, Title

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
    """Functions in Python that test what the candidate writes; coding rounds have them (`write_test_file`)."""
    sources: tuple[Ref, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Brief:
        prefix = PREFIXES[self.round]
        if not self.id.startswith(f"{prefix}-"):
            raise ValueError(
                f"the id '{self.id}' doesn't fit the round {self.round}: begin it with {prefix}-b"
            )
        for name in ("hints", "stages"):
            if any(a.minute >= b.minute for a, b in pairwise(getattr(self, name))):
                raise ValueError(f"the minutes of the {name} must rise: put them in order")
        if self.is_coding != bool(self.tests):
            raise ValueError(
                "coding rounds have `tests` in Python, and no other round has: add or remove them"
            )
        return self

    @field_validator("tests")
    @classmethod
    def _run(cls, tests: str) -> str:
        """They are Python, and every function in them is a test, or helps one."""
        try:
            tree = ast.parse(tests)
        except SyntaxError as wrong:
            raise ValueError(f"line {wrong.lineno} isn't Python ({wrong.msg}): correct it") from None
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for name in (node.name for node in tree.body if isinstance(node, ast.FunctionDef)):
            if not name.startswith("test_") and name not in used:
                raise ValueError(f"nothing runs {name}: begin its name with test_")
        return tests

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


def _minutes(texts: Iterator[str]) -> int:
    return ceil(sum(len(text.split()) for text in texts) / READ)


class GuidePart(Model):
    """A heading of the guide and the text under it."""

    title: Title
    lines: Annotated[tuple[Line, ...], Field(min_length=1, max_length=6)]


class Guide(Model):
    """What to know before a first interview."""

    key: Key
    title: Title
    parts: Annotated[tuple[GuidePart, ...], Field(min_length=2, max_length=8)]
    sources: tuple[Ref, ...] = ()

    @property
    def minutes(self) -> int:
        """What reading all of it takes."""
        return _minutes(line for part in self.parts for line in (part.title, *part.lines))


# cases for a hiring committee

Side = Literal["hire", "no_hire"]
Cue = Annotated[str, Field(min_length=2, max_length=30, pattern=r"^[a-z0-9%$][a-z0-9%$.,/ -]*$")]


class Score(Model):
    """What one interviewer gave, 1 to 4 (clear no to clear yes), and the sentence behind it."""

    round: Round
    score: Annotated[int, Field(ge=1, le=4)]
    says: Line


class Consideration(Model):
    """Something that a committee would weigh. `cues`: words, or their beginnings, by which a sentence that
    touches it is known."""

    side: Side
    text: Line
    cues: Annotated[tuple[Cue, ...], Field(min_length=2, max_length=12)]


class Case(Model):
    """One evening's case: a candidate's packet with mixed evidence, the sum in it, and what is weighed.

    `sums`: the arithmetic, whose numbers are computed from formulas; `flips`: what would change the decision;
    `lean`: where the evidence points, or that it is split.
    """

    id: Annotated[Key, Field(pattern=r"^[a-z]")]
    title: Title
    level: Title
    packet: Annotated[tuple[Line, ...], Field(min_length=3, max_length=6)]
    scores: Annotated[tuple[Score, ...], Field(min_length=3, max_length=5)]
    sums: Annotated[tuple[Line, ...], Field(min_length=1, max_length=3)]
    weighs: Annotated[tuple[Consideration, ...], Field(min_length=4, max_length=8)]
    lean: Literal["hire", "no_hire", "split"]
    flips: Line
    sources: tuple[Ref, ...] = ()

    @field_validator("sums")
    @classmethod
    def _computed(cls, sums: tuple[str, ...]) -> tuple[str, ...]:
        if not any(character.isdigit() for line in sums for character in line):
            raise ValueError("a sum has numbers: write one, as {= 0.6*400 | .0}")
        return sums

    @model_validator(mode="after")
    def _mixed(self) -> Case:
        for side in ("hire", "no_hire"):
            if sum(one.side == side for one in self.weighs) < 2:
                raise ValueError(f"the evidence isn't mixed: add what speaks for {side}")
        given = [one.score for one in self.scores]
        if max(given) - min(given) < 1:
            raise ValueError("all interviewers gave the same score: nobody would need a committee")
        if len({one.round for one in self.scores}) < len(given):
            raise ValueError("a round is there twice: give one score for each round")
        return self


# criteria of feedback

About = Literal["candidate", "interviewer"]
Levels = Annotated[tuple[Title, ...], Field(min_length=4, max_length=4)]


class Criterion(Model):
    """A dimension that one person judges another by, from 1 (clear no) to 4 (clear yes).

    Either it has words of its own, or it is `dimension` of the rubric of `round`. `topics` are what to drill
    when it is weak, best first: topics of quiz questions.
    """

    key: Key
    about: About = "candidate"
    round: Round | None = None
    dimension: Key | None = None
    title: Title | None = None
    levels: Levels | None = None
    topics: tuple[Key, ...] = ()

    @model_validator(mode="after")
    def _sound(self) -> Criterion:
        own = {self.title is not None, self.levels is not None}
        borrowed = {self.round is not None, self.dimension is not None}
        if not ({True} in (own, borrowed) and {False} in (own, borrowed)):
            raise ValueError("give either a title and four levels, or a round and a dimension of its rubric")
        if self.about == "candidate" and not self.topics:
            raise ValueError("topics: name one or more topics to drill when this is weak")
        return self


class Scale(Dimension):
    """A criterion in words, ready to be asked."""

    topics: tuple[Key, ...] = ()


def scales(criteria: Iterable[Criterion], plan: InterviewRound, about: About) -> tuple[Scale, ...]:
    """What somebody is judged by in a round, the dimensions of every round first."""
    ours = [one for one in criteria if one.about == about and one.round in (None, plan.key)]
    rubric: dict[str | None, Dimension] = {dimension.key: dimension for dimension in plan.rubric}
    said = (
        (one, rubric.get(one.dimension, one)) for one in sorted(ours, key=lambda one: one.round is not None)
    )
    return tuple(
        Scale(key=one.key, title=words.title or "", levels=words.levels or (), topics=one.topics)
        for one, words in said
    )


# the tests of a coding brief as a file: its interviewer sends it, the candidate runs it next to the solution

TEST_FILE = Path(__file__).with_name("brief_tests.txt")


def name_test_file(brief: Brief) -> str:
    """`test_alg_b01.py`: pytest finds it, too."""
    return f"test_{brief.id.replace('-', '_')}.py"


def describe_calls(brief: Brief) -> str:
    """What the tests call, with its arguments: the comments above the first test."""
    head = brief.tests.partition("\ndef ")[0].partition("\nclass ")[0]
    return "; ".join(said.rstrip(",;") for line in head.splitlines() if (said := line.partition("# ")[2]))


def write_test_file(brief: Brief) -> str:
    """The whole file, ready to run. A brief of another round has no tests, and the file none."""
    whole = TEST_FILE.read_text("utf-8")
    return whole.format(title=brief.title, name=name_test_file(brief), tests=brief.tests)
