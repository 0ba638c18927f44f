"""What was learned of a text, as facts: results with family, metric, reference, better or worse; an outcome, a reason
for what got worse, togetherness, a list, praise."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import attrgetter

from bot.rules.facts import Cue, Fact, Later, Measure, Span, Value
from bot.rules.model.features import View
from bot.rules.model.reader import TRUST, Model, NumberPrediction, direction
from bot.rules.words.lexicon import Hit
from bot.rules.words.schema import Metric

SIZED = frozenset(["time", "size", "speed", "money", "hours", "machines", "revenue"])
"""Of these a percentage is no level."""
BOUNDED = frozenset(["score", "rate"])
NAMED_BY_UNIT = {"time", "span", "speed", "bytes", "params", "flops", "energy", "money", "hours", "amount"}
WHOLE = 100
"""Per cent: nothing falls by more."""
JUST_ABOVE = 1.5
BESIDE = 4.0
"""How near the metric stands of which a value is called impossible."""
STATEMENTS: Mapping[str, tuple[str, ...]] = {
    "outcome": (),
    "team_claim": ("team_claim",),
    "listing": ("noun:tool", "noun:trick"),
    "hype": ("hype", "soft_hype"),
    "held": (),
    "mitigation": (),
}
"""The phrases that each fact points at where the text has them."""
REACHED = ("noun:scope", "noun:audience", "noun:role")


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
        relative(value),
        direction(value),
        quantity.dim,
        metric.kind if metric is not None else "",
        one.sure,
    )


def relative(value: Value) -> float | None:
    """The change relative to where it began, as a share: 22 to 28 is 0.27; None where it can't be told."""
    if value.shape != "change" or not value.before or value.after is None:
        return None
    return (value.after - value.before) / abs(value.before)


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
            yield name, Later(partial(_statement, model, view, numbers, name), 1)
    if scores["reach"] + TRUST * scores["business"] > 0 and all(one.role != "business" for one in numbers):
        yield "measure", [Measure(_reach(model, view, numbers), "business", "reach", "level", ref=True)]


def _statement(model: Model, view: View, numbers: Sequence[NumberPrediction], name: str) -> Iterator[Fact]:
    hits = [hit for phrase in STATEMENTS[name] for hit in view.hits.get(phrase, ())]
    if name == "listing" and len(hits) > 1:
        hits = [Hit(min(hit.start for hit in hits), max(hit.end for hit in hits), "")]
    if hits:
        first = min(hits, key=attrgetter("start"))
        yield Cue((view.tokens[first.start].start, view.tokens[first.end - 1].end), name)
    else:
        yield Cue(_place(model, view, numbers, name), name)


def _reach(model: Model, view: View, numbers: Sequence[NumberPrediction]) -> Span:
    """Whom or what a launch reaches, in the clause that tells of it; its first word if nobody is named."""
    low, high = _place(model, view, numbers, "reach")
    spans = [
        (view.tokens[hit.start].start, view.tokens[hit.end - 1].end)
        for name in REACHED
        for hit in view.hits.get(name, ())
    ]
    opening = next(((token.start, token.end) for token in view.tokens if token.start >= low), (low, high))
    return next((span for span in spans if low <= span[0] and span[1] <= high), opening)


def _place(model: Model, view: View, numbers: Sequence[NumberPrediction], name: str) -> Span:
    """The clause that speaks most for it: without its words the score is lowest."""
    clauses = [*view.clauses()]
    if not clauses:
        return 0, 0
    left = {clause: model.text(view.without(*clause), numbers)[name] for clause in clauses}
    first, last = min(clauses, key=lambda clause: left[clause])
    return view.canonical.span(first, last - 1)
