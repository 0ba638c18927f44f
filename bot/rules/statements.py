"""What a text tells, as facts: an outcome, a reason for what got worse, togetherness, a list, praise."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from bot.rules.facts import Cue, Fact, Later, Measure, Span
from bot.rules.model.features import View
from bot.rules.model.predictions import NumberPrediction
from bot.rules.model.reader import TRUST, Model
from bot.rules.words.lexicon import Hit

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
        first = min(hits, key=_start)
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


def _start(hit: Hit) -> int:
    return hit.start


def _place(model: Model, view: View, numbers: Sequence[NumberPrediction], name: str) -> Span:
    """The clause that speaks most for it: without its words the score is lowest."""
    clauses = [*view.clauses()]
    if not clauses:
        return 0, 0
    left = {clause: model.text(view.without(*clause), numbers)[name] for clause in clauses}
    first, last = min(clauses, key=lambda clause: left[clause])
    return view.canonical.span(first, last - 1)
