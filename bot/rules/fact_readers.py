"""Readers of facts in a text: first words, acts of the writer, phrases of the lexicon; and what was learned: results
with family, metric, reference, better or worse; an outcome, a reason, togetherness, a list, praise."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import Any

from bot.rules.facts import Cue, Fact, Measure, Mention, Span, Value
from bot.rules.model.reader import TRUST, Model, NumberPrediction, direction
from bot.rules.model.view import View
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import Scene, once
from bot.rules.words.schema import Metric
from bot.rules.words.tokens import IDENT, PUNCT, WORD, span_of

SELF = frozenset(["i", "ich"])
LEADS = 5  # tokens
PHRASES: Mapping[str, str] = {
    "noun:tool": "framework",
    "noun:trick": "trick",
    "choice": "choice",
}
SIZED = frozenset(["time", "size", "speed", "money", "hours", "machines", "revenue"])
"""Of these a percentage isn't a level."""
BOUNDED = frozenset(["score", "rate"])
NAMED_BY_UNIT = {"time", "span", "speed", "bytes", "params", "flops", "energy", "money", "hours", "amount"}
LAUNCH = "reach"
UNLISTED = ("", LAUNCH, *NAMED_BY_UNIT)
"""The metrics of a number that no row of the lexicon names."""
WHOLE = 100
"""Per cent: nothing falls by more."""
JUST_ABOVE = 1.5
BESIDE = 4.0
"""How near its number a metric must be for the value to be called impossible."""
STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "outcome": (),
    "team_claim": ("team_claim",),
    "listing": ("noun:tool", "noun:trick"),
    "hype": ("hype", "soft_hype"),
    "held": (),
    "mitigation": (),
}
"""The phrases that each fact points at where the text has them."""
MOST_CLAUSES = 48
"""Clauses that a fact is looked for in: each is a reading of the whole text."""
REACHED = ("noun:scope", "noun:audience", "noun:role")


class LazyFact(Sequence[Fact]):
    """A fact whose place is looked for when somebody asks for it: of most texts no rule comes to that."""

    def __init__(self, read: Callable[[], Fact]) -> None:
        self._read = read

    @once
    def _known(self) -> list[Fact]:
        return [self._read()]

    def __len__(self) -> int:
        return 1

    def __getitem__(self, at: Any) -> Any:
        return self._known[at]


def read_openers(scene: Scene, low: str) -> Iterator[Cue | Mention]:
    """Openers, own acts, mentions of metrics, tools, tricks and choices; `low` is the text in lower case."""
    for kind, name in PHRASES.items():
        for hit in scene.found(kind):
            yield Cue(span_of(scene.tokens, hit.start, hit.end), name)
    for hit in scene.found("metric"):
        if not (hit.value.silent or scene.key(hit.end) in scene.sets["model_words"]):  # "churn model"
            yield Mention(span_of(scene.tokens, hit.start, hit.end), hit.value.family, hit.value.id)
    words = (at for at, token in enumerate(scene.tokens) if token.kind != PUNCT and scene.key(at - 1) != "@")
    first = next(words, len(scene.tokens))
    yield from _opener(scene, first, low)
    if end := _act_end(scene, first):
        yield Cue(span_of(scene.tokens, first, end), "own_act")
    for at, key in enumerate(scene.keys[:-1] if not SELF.isdisjoint(scene.said) else ()):
        if key in SELF and (end := _act_end(scene, at + 1)):
            yield Cue(span_of(scene.tokens, at, end), "own_act")


def read_methods(scene: Scene) -> Iterator[Cue]:
    """As in "by caching prompts", "with FP16"; or an act that is a method itself ("distilled"), not what was changed
    ("reduced rejected requests")."""
    actions, means, results = scene.starts["action"], scene.sets["means"], scene.sets["result_acts"]
    for at, key in enumerate(scene.keys[:-1]):
        if key in means and scene.tokens[at + 1].kind in (WORD, IDENT):
            yield Cue(span_of(scene.tokens, at, at + 2), "method")
        elif at in actions and results.isdisjoint(scene.keys[max(at - 1, 0) : at + 1]):
            yield Cue(span_of(scene.tokens, at, actions[at].end), "method")


def _opener(scene: Scene, first: int, low: str) -> Iterator[Cue]:
    weak, actions = scene.starts["weak"], scene.starts["action"]
    for at in range(first, min(first + LEADS, len(scene.tokens))):
        if (hit := weak.get(at)) is not None and not _is_hyphened(scene, hit, low):
            yield Cue(span_of(scene.tokens, hit.start, hit.end), "weak_opener")
            return
        if at in actions and at not in scene.starts["team_claim"]:
            yield Cue(span_of(scene.tokens, at, actions[at].end), "action_verb")
            return
        if scene.tokens[at].key not in scene.sets["fillers"]:
            break


def _is_hyphened(scene: Scene, hit: Hit, low: str) -> bool:
    """As in "Part-of-speech tagger", "Engaged in-house experts", "Assisted driving": no opener."""
    if hit.end == hit.start + 1 and scene.key(hit.end) in scene.sets["no_opener_before"]:
        return True
    ends = (scene.tokens[at].end for at in (hit.start, hit.end - 1))
    return any(low[end : end + 1] == "-" for end in ends)


def _act_end(scene: Scene, at: int) -> int:
    """Where a concrete verb ends that opens the text, or comes right after "I"; 0 if there is none."""
    if at >= len(scene.tokens) or at in scene.starts["weak"] or at in scene.starts["team_claim"]:
        return 0
    if (hit := scene.starts["action"].get(at)) is not None:
        return hit.end
    token = scene.tokens[at]
    past = token.kind == WORD and token.key.endswith("ed") and len(token.key) > 4
    return at + 1 if past and token.key not in scene.sets["no_acts"] else 0


def read_numbers(numbers: Sequence[NumberPrediction]) -> Iterator[Fact]:
    """A fact for each number that is a result or stands for one."""
    for one in numbers:
        if one.role == "loose":
            yield Cue(one.value.span, "loose_number")
        elif one.role == "alternative":
            yield Cue(one.value.span, "alternative")
        elif one.role != "none":
            yield _measure(one)


def _measure(one: NumberPrediction) -> Measure:
    value, quantity = one.value, one.value.quantity
    metric: Metric | None = one.metric.value if one.metric is not None else None
    share = (
        value.shape == "level" and quantity.dim == "percent" and metric is not None and metric.kind in SIZED
    )
    name = metric.id if metric is not None else quantity.dim if quantity.dim in NAMED_BY_UNIT else ""
    return Measure(
        value.span,
        one.role,
        name,
        "delta" if share else value.shape,
        value.before,
        value.after,
        one.good,
        one.ref,
        one.role == "training" or (metric is not None and metric.training),
        one.role == "cost" and one.good >= 0 and one.operating,
        is_possible(value, metric if one.far <= BESIDE else None),
        quantity.dim,
        one.sure,
    )


def is_possible(value: Value, metric: Metric | None) -> bool:
    """False for what can't be: a perplexity under 1, an AUC of 1.18, a precision of 130 %, a fall by 150 %, a latency
    of -5 ms. Things that are counted have no upper bound: "900 misheard surnames", "alarms from 118 to 23"."""
    dim = value.quantity.dim
    lowest = metric.range[0] if metric is not None and metric.range is not None else 0
    if value.shape == "delta":
        return dim != "percent" or direction(value) >= 0 or value.quantity.value <= WHOLE or lowest < 0
    ends = [end for end in (value.before, value.after) if end is not None]
    signed = lowest < 0 or (
        dim not in NAMED_BY_UNIT - {"money"} if metric is None else metric.kind == "error"
    )
    if min(ends, default=0) < 0 and not signed:
        return False
    return metric is None or _is_in_bounds(value, ends, metric)


def _is_in_bounds(value: Value, ends: Sequence[float], metric: Metric) -> bool:
    if metric.range is None or metric.kind not in BOUNDED or value.shape not in ("level", "change"):
        return True
    if value.quantity.dim == "percent":
        low, high = (100 * end if metric.range[1] <= 1 else end for end in metric.range)
        return all(low <= end <= high for end in ends)
    if value.quantity.dim != "plain" or value.quantity.word or metric.kind != "score":
        return True
    return all(_is_in_range(end, metric) for end in ends) and not _has_grown_beyond(ends, metric)


def _is_in_range(end: float, metric: Metric) -> bool:
    """A share may be written from 0 to 1 or from 0 to 100; just above 1 or 100 it is neither. A whole number may
    count something."""
    low, high = metric.range or (end, end)
    if high != 1:
        return low <= end <= high or end.is_integer()
    whole = end <= 100 or end > 200 or end.is_integer()
    return end >= low and whole and not (metric.good == "up" and 1 < end < JUST_ABOVE)


def _has_grown_beyond(ends: Sequence[float], metric: Metric) -> bool:
    """As in "MRR 0.47 to 1.8": a share that ends above the whole."""
    whole = metric.range is not None and metric.range[1] == 1 and metric.good == "up"
    return whole and len(ends) > 1 and 0 < min(ends) <= 1 < max(ends) < 2 * JUST_ABOVE


def read_statements(
    model: Model, view: View, numbers: Sequence[NumberPrediction], scores: Mapping[str, float]
) -> Iterator[tuple[str, Sequence[Fact]]]:
    """The facts whose score is above 0, by name."""
    for name in STATEMENTS:
        if scores[name] > 0 and (name != "mitigation" or any(one.good < 0 for one in numbers)):
            yield name, LazyFact(partial(_statement, model, view, numbers, name))
    if scores["reach"] + TRUST * scores["business"] > 0 and all(one.role != "business" for one in numbers):
        yield "measure", [Measure(_reach(model, view, numbers), "business", LAUNCH, "level", ref=True)]


def _statement(model: Model, view: View, numbers: Sequence[NumberPrediction], name: str) -> Cue:
    hits = [hit for phrase in STATEMENTS[name] for hit in view.hits.get(phrase, ())]
    if name == "listing" and len(hits) > 1:
        hits = [Hit(min(hit.start for hit in hits), max(hit.end for hit in hits), "")]
    if not hits:
        return Cue(_place(model, view, numbers, name), name)
    first = min(hits, key=attrgetter("start"))
    return Cue(span_of(view.tokens, first.start, first.end), name)


def _reach(model: Model, view: View, numbers: Sequence[NumberPrediction]) -> Span:
    """Whom or what a launch reaches, in the clause that tells of it; its first word if nobody is named."""
    low, high = _place(model, view, numbers, "reach")
    spans = [span_of(view.tokens, hit.start, hit.end) for name in REACHED for hit in view.hits.get(name, ())]
    opening = next(((token.start, token.end) for token in view.tokens if token.start >= low), (low, high))
    return next((span for span in spans if low <= span[0] and span[1] <= high), opening)


def _place(model: Model, view: View, numbers: Sequence[NumberPrediction], name: str) -> Span:
    """The clause that is the strongest evidence: without its words the score is lowest."""
    clauses = [*islice(view.clauses(), MOST_CLAUSES)]
    if not clauses:
        return 0, 0
    left = {clause: model.text(view.without(*clause), numbers)[name] for clause in clauses}
    first, last = min(clauses, key=lambda clause: left[clause])
    return view.span(first, last - 1)
