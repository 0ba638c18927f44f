"""Scores of one text: each number has a role, the text has facts, each with how sure it is."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from bot.rules.facts import FAMILIES, Value
from bot.rules.model.features import View
from bot.rules.model.predictions import (
    CLOSE,
    JUDGED,
    ROLES,
    NumberPrediction,
    predict_number,
    summary_rows,
    summary_scores,
)
from bot.rules.model.weights import Weights, check_lexicon, read
from bot.rules.words.lex import Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon

TRUST = 1.0
"""What a text's score for a family counts beside the scores of its numbers' roles, by grouped cross-validation."""
BARELY = 0.01
"""The lead of a role that the text decides."""
SAID = 1.0
"""The lead of a role that a row of the lexicon gives."""
BOUND = 12
"""How far a metric may stand from its number, in tokens and what breaks between them."""


class Model:
    """Reads numbers and texts. Nothing changes it, but for what it remembers of the lexicon's rows."""

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        check_lexicon(weights, lexicon.metrics.keys())
        self.weights = weights
        self.known = frozenset(weights.lexicon)
        self.codes = {name: f"M{metric.family} {metric.kind}" for name, metric in lexicon.metrics.items()}
        self.number_scorer, self.text_scorer = weights.numbers, weights.texts

    def view(self, tokens: Sequence[Token], hits: Hits, values: Sequence[Value]) -> View:
        return View(tokens, hits, values, self.codes)

    def numbers(self, view: View) -> list[NumberPrediction]:
        """The role of each number, in order."""
        scorer = self.number_scorer
        scores = [scorer.score(view.of_number(at, scorer.tables)) for at in range(len(view.values))]
        return [self._predict(view, value, one) for value, one in zip(view.values, scores, strict=True)]

    def _predict(self, view: View, value: Value, scores: list[float]) -> NumberPrediction:
        """A metric that training has not seen says its family by itself, where it stands beside the number."""
        nearest = view.nearest(value)
        if nearest and nearest[0][0] <= CLOSE and nearest[0][4].value.id not in self.known:
            role = ROLES.index(nearest[0][4].value.family)
            scores[role] = max(scores[: len(ROLES)]) + SAID
            scores[JUDGED] = max(scores[JUDGED], SAID)
        return predict(view, value, scores)

    def text(self, view: View, numbers: Sequence[NumberPrediction]) -> dict[str, float]:
        """The scores of the text's facts and of what might be found, by head."""
        scorer = self.text_scorer
        rows = view.of_text(scorer.tables) + summary_rows(numbers, scorer.tables)
        scores = scorer.score(rows, summary_scores(numbers))
        return dict(zip(scorer.heads, scores, strict=True))


def predict(view: View, value: Value, scores: Sequence[float]) -> NumberPrediction:
    """The number with the nearest mention of a metric of its family."""
    roles = scores[: len(ROLES)]
    role = ROLES[roles.index(max(roles))]
    metric: Hit | None = None
    far = 0.0
    for cost, _, _, _, hit in view.nearest(value):
        if cost > BOUND:
            break
        if hit.value.family == role:
            metric, far = hit, cost
            break
    return predict_number(value, scores, metric, far)


def settle(
    view: View, numbers: Sequence[NumberPrediction], scores: Mapping[str, float]
) -> Sequence[NumberPrediction]:
    """The numbers with roles that agree with what the text as a whole says of its families, by its scores: a family
    goes or comes where the text is surer of that than the numbers are of their roles."""
    settled = [*numbers]
    for at, family in enumerate(FAMILIES):
        told = TRUST * scores[family]
        there = [place for place, one in enumerate(settled) if one.role == family]
        if there and told < 0:
            if sum(settled[place].sure for place in there) + told < 0:
                for place in there:
                    settled[place] = _with_role(view, settled[place], _second(settled[place]))
        elif settled and not there and told > 0:
            losses = [max(one.scores[: len(ROLES)]) - one.scores[at] for one in settled]
            for place, one in enumerate(settled):
                if one.role in FAMILIES and sum(other.role == one.role for other in settled) == 1:
                    losses[place] += max(TRUST * scores[one.role], 0.0)
            if min(losses) < told:
                place = losses.index(min(losses))
                settled[place] = _with_role(view, settled[place], at)
    return settled


def _second(number: NumberPrediction) -> int:
    """The likeliest role but for its own."""
    own = ROLES.index(number.role)
    return max((role for role in range(len(ROLES)) if role != own), key=number.scores.__getitem__)


def _with_role(view: View, number: NumberPrediction, role: int) -> NumberPrediction:
    scores = [*number.scores]
    scores[role] = max(scores[: len(ROLES)]) + BARELY
    return predict(view, number.value, scores)


@cache
def stored_weights() -> Weights:
    """The weights that come with the program, read once."""
    return read()


def words_for(model: Model, view: View, index: int, role: str, most: int = 3) -> list[str]:
    """The nearest words that speak for the role of a number, the strongest first: without them its score is lower."""
    tables = model.number_scorer.tables
    at = ROLES.index(role)

    def score(seen: Any) -> float:
        return model.number_scorer.score(seen.of_number(index, tables))[at]

    whole = score(view)
    here, word = view.canonical.numbers[index], view.canonical.word
    near = (*range(max(here - 6, 0), here), *range(here + 1, min(here + 7, len(view.keys))))
    lost = []
    for place in near:
        if word(place).isalnum() and (less := whole - score(view.without(place, place + 1))) > 0.05:
            lost.append((less, word(place)))
    return [word for _, word in sorted(lost, key=lambda one: -one[0])[:most]]
