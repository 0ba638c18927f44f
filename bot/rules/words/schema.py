"""The shape of the lexicon's files, checked when they are read."""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.dataclasses import dataclass

Family = Literal["accuracy", "efficiency", "cost", "business", "training"]
Kind = Literal[
    "score",
    "rate",
    "error",
    "time",
    "speed",
    "size",
    "money",
    "hours",
    "machines",
    "revenue",
    "earned",
    "share",
    "count",
    "human",
]
Dim = Literal[
    "percent",
    "point",
    "factor",
    "time",
    "span",
    "bytes",
    "speed",
    "flops",
    "energy",
    "length",
    "hours",
    "training",
    "money",
    "amount",
]
Form = Annotated[str, Field(min_length=1, max_length=60)]
Forms = tuple[Form, ...]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


# Rows are dataclasses: to look at a field of a BaseModel costs eight times as much.


@dataclass(config=ConfigDict(extra="forbid"), frozen=True, slots=True, eq=False)
class Metric:
    """Something that a number may be about; `good` is the direction that is better, `range` what it can be at all
    (0 to 1 also stands for 0 to 100 %). A `silent` form takes a number, but naming it alone says nothing of its
    family ("pretraining")."""

    id: Form
    family: Family
    good: Literal["up", "down", "either"]
    kind: Kind
    forms: Forms
    cased: Forms = ()
    range: tuple[float, float] | None = None
    training: bool = False
    silent: bool = False


@dataclass(config=ConfigDict(extra="forbid"), frozen=True, slots=True, eq=False)
class Unit:
    """`scale` brings a value to the base unit of its dimension (seconds, bytes, per second, dollars)."""

    dim: Dim
    scale: Annotated[float, Field(gt=0)]
    forms: Forms
    glued: bool = False


class Units(Strict):
    kind: Literal["units"]
    magnitudes: dict[str, int]
    units: tuple[Unit, ...]
    per_second: dict[str, int]


class Metrics(Strict):
    kind: Literal["metrics"]
    metrics: tuple[Metric, ...]

    @model_validator(mode="after")
    def _once(self) -> "Metrics":
        names = [metric.id for metric in self.metrics]
        doubled = sorted({name for name in names if names.count(name) > 1})
        if doubled:
            raise ValueError(f"metric {', '.join(doubled)} stands twice: merge the rows")
        return self


CueName = Literal[
    "choice",
    "team_claim",
    "hype",
    "soft_hype",
    "question",
    "greeting",
    "other_text",
    "no_metric",
]
NounName = Literal[
    "role",
    "audience",
    "scope",
    "technical",
    "machine",
    "release",
    "tool",
    "trick",
    "domain",
]


class Directions(Strict):
    up: Forms
    down: Forms
    saved: Forms
    better: Forms
    worse: Forms
    flat: Forms
    neither: Forms


class Links(Strict):
    """How two values of one measure are tied: `forward` is from-to, `backward` is to-from."""

    forward: Forms
    backward: Forms
    before: Forms
    after: Forms
    target: Forms


class Words(Strict):
    kind: Literal["words"]
    directions: Directions
    sets: dict[str, Forms]
    factors: dict[str, float]
    fractions: dict[str, float]
    numbers: dict[str, float]
    comparatives: Forms
    links: Links
    vague: Forms

    @model_validator(mode="after")
    def _complete(self) -> "Words":
        missing, unknown = set_names() - self.sets.keys(), self.sets.keys() - set_names()
        if missing:
            raise ValueError(
                f"'sets' lacks {', '.join(sorted(missing))}: the engine asks for them by name, add them"
            )
        if unknown:
            raise ValueError(f"no reader asks for the set {min(unknown)}: remove it or correct its name")
        return self


@cache
def set_names() -> frozenset[str]:
    """The sets of words that readers ask for by name, from their source: a list might forget one."""
    modules = Path(__file__).parents[1].rglob("*.py")
    return frozenset(
        name for path in modules for name in re.findall(r'sets\["(\w+)"', path.read_text("utf-8"))
    )


class Cues(Strict):
    kind: Literal["cues"]
    cues: dict[CueName, tuple[Forms, ...]]


class Openers(Strict):
    weak: Forms
    action: Forms


class Nouns(Strict):
    kind: Literal["nouns"]
    nouns: dict[NounName, Forms]
    openers: Openers
    accelerators: Forms
    function: Forms
