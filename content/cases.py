"""Cases for a hiring committee: a candidate's packet with mixed evidence, the sum in it, and what is weighed."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from content.interviewer import Line
from content.models import Key, Model, Ref, Round, Title

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
    """One evening's case. `sums`: the arithmetic, whose numbers are computed from formulas; `flips`: what would
    change the decision; `lean`: where the evidence points, or that it is split."""

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
                raise ValueError(f"the evidence is not mixed: add what speaks for {side}")
        given = [one.score for one in self.scores]
        if max(given) - min(given) < 1:
            raise ValueError("all interviewers gave the same score: nobody would need a committee")
        if len({one.round for one in self.scores}) < len(given):
            raise ValueError("a round stands there twice: one score for each round")
        return self
