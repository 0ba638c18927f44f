"""What the engine knows of a text: frozen facts, each with its span in the text as typed."""

from dataclasses import dataclass, fields
from typing import Literal, NamedTuple

Span = tuple[int, int]
Shape = Literal["level", "delta", "change", "target"]
FAMILIES = ("accuracy", "efficiency", "cost", "business")


class Quantity(NamedTuple):
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


class Value(NamedTuple):
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
    (22 to 28 ms is 0.27), `direction` +1 or -1 where it is known; `unit` is the dimension of the number, `kind`
    that of the metric (score, rate, time, ...), empty where a unit alone says the family."""

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
    unit: str = ""
    kind: str = ""
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class AltMeasure:
    """A number of an option that was rejected: it counts for nothing."""

    span: Span
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class LooseNumber:
    """A result whose metric or unit cannot be told: "from 0.71 to 0.83"."""

    span: Span
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase with a role: see `KINDS`; `sure` from 0 to 1 where it was learned."""

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


class Held(Cue):
    """Speed, size or cost in words: "at the same latency", "on the same two servers"."""

    __slots__ = ()


class Framework(Cue):
    __slots__ = ()


class Trick(Cue):
    __slots__ = ()


class Listing(Cue):
    __slots__ = ()


class FirstPersonAct(Cue):
    """In a longer text: something that the writer did."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Context(Cue):
    """A sentence before the first own act that is about something else than the writer; `peopled` if somebody does
    something in it, "Pickers walk 14 km a shift"."""

    peopled: bool = False


class Duty(Cue):
    """What the teller was asked to reach, or set themselves."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the teller does differently since then; `firm` where it says since when and what comes first."""

    span: Span
    firm: bool


class Fault(Cue):
    """Something that went wrong by the teller's own doing."""

    __slots__ = ()


class Person(Cue):
    """Somebody besides the writer, by name, role or group."""

    __slots__ = ()


class PartnerAct(Cue):
    """One person, by name or role, who did something concrete."""

    __slots__ = ()


class Method(Cue):
    """How it was done: "by ...", "with ...", an act that is itself a method."""

    __slots__ = ()


class Choice(Cue):
    """An option that was weighed: "instead of", "chose X over Y", "rejected"."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of the pack's own cues. Its kind in a rule is its name; `part` is opening, acting or closing; `first`
    where a clause begins with it."""

    span: Span
    name: str
    part: str
    first: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A labelled part of a story: situation, task, action or result."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a longer text, or what a semicolon parts of it; `part` as of a phrase, `name` is the cue of the
    heading that it stands under ("Data:"), `verbal` where something is said of something: "Smaller model, clear for
    me." is not. It opens the text if it is the `first`."""

    span: Span
    name: str
    part: str
    first: bool
    verbal: bool


class DataSet(Cue):
    """What was learned or measured on, with its size: "41,000 scanned invoices", "two years of line telemetry"."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Resolve:
    """What the writer would do: "Ship it", "I'd keep the small one", "Smaller model, clear for me."; `first` where
    the text opens with it."""

    span: Span
    first: bool


@dataclass(frozen=True, slots=True)
class Bound:
    """A number with the side of it that is meant: "above 85 %", "less than 20 cents", "until three"; `first` where a
    clause begins with it."""

    span: Span
    first: bool


class Sum(Cue):
    """A number that follows from two others: "5,000 x 0.60 = 3,000", "saves 4,500, costs 900, so 3,600"."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Amount:
    """Something counted over the whole text, such as its words or the seconds it takes to say."""

    span: Span
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class EndState:
    """A sentence that says how things ended; `quantified` where it holds a number."""

    span: Span
    quantified: bool


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that the pack's `flags` found to be so."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A change that is not what its own ends say: "200 to 150 ms (40 %)". `sum` is what they say ("25 %")."""

    span: Span
    sum: str


@dataclass(frozen=True, slots=True)
class PointsAsPercent:
    """A difference in points that is called per cent: "from 71 % to 80 % (+9 %)"."""

    span: Span


Fact = (
    Mention
    | Measure
    | AltMeasure
    | LooseNumber
    | Cue
    | Phrase
    | Section
    | Piece
    | Bound
    | Resolve
    | Amount
    | Lesson
    | EndState
    | Flag
    | Contradiction
    | PointsAsPercent
)

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
    "held": Held,
    "framework": Framework,
    "trick": Trick,
    "listing": Listing,
    "method": Method,
    "choice": Choice,
    "contradiction": Contradiction,
    "points_as_percent": PointsAsPercent,
    "first_person_act": FirstPersonAct,
    "duty": Duty,
    "lesson": Lesson,
    "fault": Fault,
    "person": Person,
    "context": Context,
    "partner_act": PartnerAct,
    "section": Section,
    "piece": Piece,
    "data_set": DataSet,
    "resolve": Resolve,
    "bound": Bound,
    "sum": Sum,
    "amount": Amount,
    "end_state": EndState,
    "flag": Flag,
}


TOLD = ("story", "project", "answer")
"""Kinds of longer texts."""
OF_STORIES = (
    "first_person_act", "duty", "lesson", "fault", "person", "context", "partner_act", "section", "end_state",
)  # fmt: skip
READ_FOR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(OF_STORIES, TOLD),
    **dict.fromkeys(("piece", "data_set", "resolve", "bound", "sum"), ("project", "answer")),
    "amount": (*TOLD, "set"),
    "flag": ("bullet", *TOLD, "set"),
}
"""The kinds of text for which a fact is read; what isn't here is read for all but sets."""


def is_read_for(fact: str, kind: str) -> bool:
    """Whether a fact of the engine is ever read in this kind of text."""
    return kind in READ_FOR.get(fact, ("bullet", *TOLD))


def attributes(kind: str) -> tuple[str, ...]:
    """The fields of a fact that a rule may ask for."""
    return tuple(field.name for field in fields(KINDS.get(kind, Phrase)) if field.name != "span")
