"""What the engine knows of a text: frozen facts, each with its span in the text as typed."""

from dataclasses import dataclass, fields
from typing import Literal

Span = tuple[int, int]
Shape = Literal["level", "delta", "change", "target"]
FAMILIES = ("accuracy", "efficiency", "cost", "business")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. `value` is in the base unit of `dim` (seconds, bytes, dollars, per cent as 35);
    `first` to `last` (not included) are its tokens; `noun` is what is counted, if anything is."""

    span: Span
    first: int
    last: int
    value: float
    dim: str
    sign: str = ""
    noun: str = ""
    magnitude: bool = False
    word: bool = False
    scale: float = 1.0


@dataclass(frozen=True, slots=True)
class Value:
    """One or two quantities that say one thing: a level, a delta (by 18 %), a change (22 to 15 ms).

    `direction` is +1 or -1 where the words or the numbers say it, `good` where they say better or worse;
    `ref` means that there is something to compare with; `first` to `last` are its tokens."""

    span: Span
    first: int
    last: int
    quantity: Quantity
    shape: Shape
    before: float | None = None
    after: float | None = None
    direction: int = 0
    good: int = 0
    ref: bool = False
    compared: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A metric named in words; `family` as in the lexicon."""

    span: Span
    family: str
    metric: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A number bound to a metric, or whose unit implies a family. `good`: +1 better, -1 worse, 0 unknown or
    equal. `operating`: a cost that falls while serving, so money or machines freed. `change` is relative
    (22 to 28 ms is 0.27), `direction` +1 or -1 where it is known."""

    span: Span
    family: str
    metric: str
    shape: Shape
    before: float | None = None
    after: float | None = None
    good: int = 0
    ref: bool = False
    training: bool = False
    operating: bool = False
    possible: bool = True
    change: float | None = None
    direction: int = 0


@dataclass(frozen=True, slots=True)
class AltMeasure:
    """A number of an option that was rejected: it counts for nothing."""

    span: Span


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """A result whose metric or unit cannot be told: "from 0.71 to 0.83"."""

    span: Span


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase with a role: see `KINDS`."""

    span: Span


class ActionVerb(Cue):
    __slots__ = ()


class WeakOpener(Cue):
    __slots__ = ()


class OwnAct(Cue):
    __slots__ = ()


class TeamClaim(Cue):
    __slots__ = ()


class TeamRole(Cue):
    __slots__ = ()


class Outcome(Cue):
    __slots__ = ()


class Mitigation(Cue):
    __slots__ = ()


class Hype(Cue):
    __slots__ = ()


class SoftHype(Cue):
    __slots__ = ()


class Framework(Cue):
    __slots__ = ()


class Trick(Cue):
    __slots__ = ()


class Listing(Cue):
    __slots__ = ()


Fact = Mention | Measure | AltMeasure | LooseNumber | Cue

KINDS: dict[str, type] = {
    "metric_mention": Mention,
    "measure": Measure,
    "alternative": AltMeasure,
    "loose_number": LooseNumber,
    "action_verb": ActionVerb,
    "weak_opener": WeakOpener,
    "own_act": OwnAct,
    "team_claim": TeamClaim,
    "team_role": TeamRole,
    "outcome": Outcome,
    "mitigation": Mitigation,
    "hype": Hype,
    "soft_hype": SoftHype,
    "framework": Framework,
    "trick": Trick,
    "listing": Listing,
}


def attributes(kind: str) -> tuple[str, ...]:
    """The fields of a fact that a rule may ask for."""
    return tuple(field.name for field in fields(KINDS[kind]) if field.name != "span")
