"""Facts that the engine knows of a text: frozen, each with its span in the text as typed."""

from typing import Literal, NamedTuple, get_args

Span = tuple[int, int]
Shape = Literal["level", "delta", "change"]
SectionName = Literal["situation", "task", "action", "result", "lesson"]
AmountName = Literal[
    "spoken_seconds", "i_share", "name_share", "projects", "full_cycles", "enumeration_share"
]
HEADING = "heading_"
"""How the name begins of a cue that is a heading; the pieces under it are called by the rest of it."""
Family = Literal["accuracy", "efficiency", "cost", "business"]
FAMILIES: tuple[Family, ...] = get_args(Family)


class Quantity(NamedTuple):
    """A number with its unit. `value` is in the base unit of `dim` (seconds, bytes, dollars, percent as 35);
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


class Mention(NamedTuple):
    """A metric named in words; `family` as in the lexicon."""

    span: Span
    family: str
    metric: str


class Measure(NamedTuple):
    """A number bound to a metric, or whose unit implies a family. `shape`: level, delta or change. `good`: +1 better,
    -1 worse, 0 unknown or equal. `ref`: there is something to compare with. `operating`: a cost that falls while
    serving, so money or machines freed. `unit` is the dimension of the number; `sure` is how far its role leads."""

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
    unit: str = ""
    sure: float = 1.0


class Cue(NamedTuple):
    """A phrase or clause that says one thing. Its kind in a rule is its name: one of `CUES`, or a cue of the pack's
    own."""

    span: Span
    name: str


class Section(NamedTuple):
    """A labeled part of a story: situation, task, action, result or lesson."""

    span: Span
    name: SectionName


class Piece(NamedTuple):
    """A sentence of a longer text, or a part of one up to a semicolon. `name`: the heading that it comes under,
    `data` for the cue `heading_data`, or empty."""

    span: Span
    name: str


class Amount(NamedTuple):
    """Something counted over the whole text: the seconds it takes to say (`spoken_seconds`), percentages (`i_share`
    of "I" among "I" and "we", `name_share` of names of tools and models); of a set its `projects`, its `full_cycles`,
    and `enumeration_share`, the percentage of lists."""

    span: Span
    name: AmountName
    value: float


class EndState(NamedTuple):
    """A sentence that says how things ended; `quantified` where it holds a number."""

    span: Span
    quantified: bool


class Flag(NamedTuple):
    """Something that the pack's `flags` found to be so."""

    span: Span
    name: str


class Contradiction(NamedTuple):
    """A change that isn't what its own ends say: "200 to 150 ms (40%)". `sum` is what they say ("25%")."""

    span: Span
    sum: str


Fact = Mention | Measure | Cue | Section | Piece | Amount | EndState | Flag | Contradiction

CUES = {
    "alternative": "a number of an option that was rejected: it doesn't count",
    "loose_number": 'a result without a metric or a unit: "from 0.71 to 0.83"',
    "action_verb": "an action verb that opens the text",
    "weak_opener": 'an opening that names no action: "responsible for"',
    "own_act": "something that the author did",
    "team_claim": "teamwork where an action of the author's should be",
    "outcome": "what changed for users, the product or the business",
    "mitigation": "why it's fine that something got worse",
    "hype": "praise instead of evidence",
    "held": 'speed, size or cost in words: "at the same latency", "on the same two servers"',
    "framework": "a tool",
    "trick": "a technique",
    "listing": "tools or techniques one after another",
    "method": 'how it was done: "by ...", "with ...", an action that is itself a method',
    "choice": 'an option that was weighed: "instead of", "chose X over Y", "rejected"',
    "points_as_percent": 'percentage points called percent: "from 71% to 80% (+9%)"',
    "first_person_act": "in a longer text, something that the author did",
    "context": "what was wrong, and for whom, before the author did something",
    "lesson": "what the author has done differently since",
    "duty": "the goal that the author was given, or set themselves",
    "fault": "something that went wrong through the author's own fault",
    "person": "somebody other than the author, by name, role or group",
    "partner_act": "one person, by name or role, who did something specific",
    "sum": 'a number that follows from two others: "5,000 x 0.60 = 3,000"',
    "told_problem": "in a summary, what was wrong, and for whom",
    "told_data": "in a summary, the data, and where it came from",
    "told_approach": "in a summary, how it was solved",
    "told_accuracy": "in a summary, a measured quality metric",
    "told_speed": "in a summary, latency, throughput or memory in use",
    "told_cost": "in a summary, money or effort",
    "told_impact": "in a summary, what changed for others once it was in use",
    "told_alternative": "in a summary, an option that was weighed and turned down",
    "told_plan": "in a summary, what isn't done yet",
    "decision": 'in an answer, what the author would do: "Ship it", "LoRA it is"',
    "refusal": "in an answer, that the author doesn't choose",
    "gain": "in an answer, what it brings or costs in quality",
    "burden": "in an answer, what it costs or saves in time, memory or money",
    "limit": 'in an answer, a bound that others or nature set: "the SLO is 300 ms"',
    "break_even": 'in an answer, where it would flip: "below 2 million calls it never pays"',
    "assumption": "in an answer, what it rests on and nobody knows",
    "check": 'in an answer, how it will be verified: "a canary for one week"',
}
"""The facts that have no more to them than a place, and what they mean."""
DETAILED: dict[str, type[NamedTuple]] = {
    "metric_mention": Mention,
    "measure": Measure,
    "contradiction": Contradiction,
    "section": Section,
    "piece": Piece,
    "amount": Amount,
    "end_state": EndState,
    "flag": Flag,
}
"""The facts with fields of their own, by the names that rules use."""
NAMES: dict[type, str] = {kind: name for name, kind in DETAILED.items()}
KINDS = (*CUES, *DETAILED)

TOLD = ("story", "project", "answer")
"""Kinds of longer texts."""
OF_STORIES = (
    "first_person_act", "duty", "lesson", "fault", "person", "context", "partner_act", "section", "end_state",
)  # fmt: skip
OF_SUMMARIES = (
    "told_problem", "told_data", "told_approach", "told_accuracy", "told_speed", "told_cost", "told_impact",
    "told_alternative", "told_plan",
)  # fmt: skip
OF_ANSWERS = ("refusal", "decision", "gain", "burden", "limit", "break_even", "assumption", "check", "sum")
READ_FOR: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(OF_STORIES, TOLD),
    **dict.fromkeys(OF_ANSWERS, ("answer",)),
    **dict.fromkeys(OF_SUMMARIES, ("project",)),
    "amount": (*TOLD, "set"),
    "piece": ("project", "answer"),
    "flag": ("bullet", *TOLD, "set"),
}
"""The kinds of text for which a fact is read; what isn't here is read for all but sets."""


def is_read_for(fact: str, kind: str) -> bool:
    """Whether a fact of the engine is ever read in this kind of text."""
    return kind in READ_FOR.get(fact, ("bullet", *TOLD))


def attributes(kind: str) -> tuple[str, ...]:
    """The fields of a fact that a rule may ask for."""
    fields = DETAILED[kind]._fields if kind in DETAILED else ()
    return tuple(field for field in fields if field != "span")
