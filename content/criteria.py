"""What a mock is judged by: two dimensions of every round, three of each round's rubric, three of interviewing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from content.models import Dimension, InterviewRound, Key, Model, Round, Title

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
        own = (self.title is not None, self.levels is not None)
        borrowed = (self.round is not None, self.dimension is not None)
        if not (own == (True, True) and borrowed == (False, False)) and not (
            own == (False, False) and borrowed == (True, True)
        ):
            raise ValueError("give either a title and four levels, or a round and a dimension of its rubric")
        if self.about == "candidate" and not self.topics:
            raise ValueError("topics: name one or more topics to drill when this is weak")
        return self


class Scale(Model):
    """A criterion in words, ready to be asked."""

    key: Key
    title: Title
    levels: Levels
    topics: tuple[Key, ...] = ()


def scales(criteria: Iterable[Criterion], plan: InterviewRound, about: About) -> tuple[Scale, ...]:
    """What somebody is judged by in a round, the dimensions of every round first."""
    ours = [one for one in criteria if one.about == about and one.round in (None, plan.key)]
    return tuple(_scale(one, plan) for one in sorted(ours, key=lambda one: one.round is not None))


def _scale(one: Criterion, plan: InterviewRound) -> Scale:
    said: Criterion | Dimension = next((d for d in plan.rubric if d.key == one.dimension), one)
    return Scale(key=one.key, title=said.title or "", levels=said.levels or (), topics=one.topics)
