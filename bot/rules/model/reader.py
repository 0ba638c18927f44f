"""Scores of one text, and what they mean: each number has a role, the text has facts, each with how sure it is."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from bot.rules.facts import FAMILIES, Value
from bot.rules.model.view import View
from bot.rules.model.weights import Rows, Tables, Weights, check_lexicon, read
from bot.rules.words.lexicon import Hit, Lexicon

ROLES = (*FAMILIES, "training", "loose", "alternative", "none")
"""What a number can be: a result of a family, of training, a result whose metric can't be told, a number of an option
that was turned down, no result."""
NUMBER_HEADS = (*ROLES, "reference", "up", "judged", "operating")
"""Besides roles: there is something to compare with; more is better; better or worse can be told at all; what is
saved is saved in operation."""
REFERENCE, UP, JUDGED, OPERATING = range(len(ROLES), len(NUMBER_HEADS))
CLOSE = 4.0
CLIP = 2.0
ABSENT = -2.0
POLARITY = {"up": 1, "down": -1, "either": 0}
DENSE = len(ROLES) + 5
TRUST = 1.0
"""The weight of a text's score for a family against its numbers' role scores, by grouped cross-validation."""
BARELY = 0.01
"""The lead of a role that the text decides."""
SAID = 1.0
"""The lead of a role that a row of the lexicon gives."""
BOUND = 12
"""How far a metric may be from its number, in tokens and what breaks between them."""


class NumberPrediction(NamedTuple):
    """`sure` is how far the score of the role is above the next one's; `metric` is the mention that the number is
    bound to, `far` its distance in tokens and breaks."""

    value: Value
    role: str
    sure: float
    ref: bool
    good: int
    operating: bool
    metric: Hit | None
    far: float
    scores: Sequence[float]


def direction(value: Value) -> int:
    """+1 where it rose, -1 where it fell, by its own ends if it has both."""
    if value.shape == "change" and value.before is not None and value.after is not None:
        return (value.after > value.before) - (value.after < value.before)
    return value.direction


def _good(value: Value, scores: Sequence[float], metric: Hit | None) -> int:
    """+1 better, -1 worse: the direction that is good for the metric times the direction of the change."""
    moved = direction(value)
    if not moved and value.shape == "level":
        return value.good  # "improved F1 to 0.81"
    if scores[JUDGED] <= 0:
        return 0
    if not moved:
        return value.good
    polarity = POLARITY[metric.value.good] if metric is not None else 0
    return moved * (polarity or (1 if scores[UP] > 0 else -1))


def summary_rows(numbers: Sequence[NumberPrediction], tables: Tables) -> Rows:
    """What the numbers are, as features of the text."""
    known = [
        (one.role, one.value.shape, one.ref, one.good, one.operating, one.value.quantity.dim)
        for one in numbers
    ]
    return tables.remember(_summary_rows, tuple(known))


def _summary_rows(tables: Tables, numbers: tuple[tuple[Any, ...], ...]) -> Iterable[int | None]:
    keys: list[str] = []
    for role, shape, ref, good, operating, dim in numbers:
        keys += (role, f"{role} {shape} {ref}", f"{role} {good}", f"{role} {operating}", f"{role} {dim}")
        if role in FAMILIES:
            keys += ("any", f"any {ref}", f"any {good}", f"any {shape}", f"any {shape} {ref}")
    families = sorted(set(FAMILIES).intersection(keys))
    keys.append("set " + " ".join(families))
    if not families and not {"training", "loose"}.intersection(keys):
        keys.append("nothing")
    return map(tables["n"], dict.fromkeys(keys))


def summary_scores(numbers: Sequence[NumberPrediction]) -> list[float]:
    """The highest score of each role, and of the results: reference (highest and lowest), better, worse, and saved
    in operation."""
    if not numbers:
        return [ABSENT] * DENSE
    roles = [one.scores[: len(ROLES)] for one in numbers]
    best = [*map(max, *roles)] if len(roles) > 1 else [*roles[0]]
    told = [one for one in numbers if one.role in FAMILIES]
    if told:
        references = [one.scores[REFERENCE] for one in told]
        goods = [one.good * abs(one.scores[UP]) for one in told]
        best += (
            max(references),
            min(references),
            max(goods),
            -min(goods),
            max(one.scores[OPERATING] for one in told),
        )
    else:
        best += [ABSENT] * (DENSE - len(ROLES))
    return [CLIP if one > CLIP else -CLIP if one < -CLIP else one for one in best]


class Model:
    """Reads numbers and texts. Nothing changes it, but for what it remembers of the lexicon's rows."""

    def __init__(self, weights: Weights, lexicon: Lexicon) -> None:
        check_lexicon(weights, lexicon.metrics.keys())
        self.weights = weights
        self.known = frozenset(weights.lexicon)
        self.codes = {name: f"M{metric.family} {metric.kind}" for name, metric in lexicon.metrics.items()}

    def numbers(self, view: View) -> list[NumberPrediction]:
        """The role of each number, in order."""
        scorer = self.weights.numbers
        scores = [scorer.score(view.of_number(at, scorer.tables)) for at in range(len(view.values))]
        return [self._predict(view, value, one) for value, one in zip(view.values, scores, strict=True)]

    def _predict(self, view: View, value: Value, scores: list[float]) -> NumberPrediction:
        """A metric that training has not seen says its family by itself when it's next to the number."""
        nearest = view.nearest(value)
        if nearest and nearest[0][0] <= CLOSE and nearest[0][4].value.id not in self.known:
            role = ROLES.index(nearest[0][4].value.family)
            scores[role] = max(scores[: len(ROLES)]) + SAID
            scores[JUDGED] = max(scores[JUDGED], SAID)
        return predict(view, value, scores)

    def text(self, view: View, numbers: Sequence[NumberPrediction]) -> dict[str, float]:
        """The scores of the text's facts and of what might be found, by head."""
        scorer = self.weights.texts
        rows = view.of_text(scorer.tables) + summary_rows(numbers, scorer.tables)
        scores = scorer.score(rows, summary_scores(numbers))
        return dict(zip(scorer.heads, scores, strict=True))


def predict(view: View, value: Value, scores: Sequence[float]) -> NumberPrediction:
    """The number with the nearest mention of a metric of its family; where that is far, words alone say which way is
    good."""
    roles = scores[: len(ROLES)]
    best = max(roles)
    at = roles.index(best)
    sure = best - sorted(roles)[-2]
    near = ((cost, hit) for cost, _, _, _, hit in view.nearest(value) if hit.value.family == ROLES[at])
    far, metric = next(near, (0.0, None))
    if far > BOUND:
        far, metric = 0.0, None
    good = _good(value, scores, metric if far <= CLOSE else None)
    ref, operating = value.ref or scores[REFERENCE] > 0, scores[OPERATING] > 0
    return NumberPrediction(value, ROLES[at], sure, ref, good, operating, metric, far, scores)


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
    tables = model.weights.numbers.tables
    at = ROLES.index(role)

    def score(seen: Any) -> float:
        return model.weights.numbers.score(seen.of_number(index, tables))[at]

    whole = score(view)
    here, word = view.numbers[index], view.word
    near = (*range(max(here - 6, 0), here), *range(here + 1, min(here + 7, len(view.keys))))
    lost = []
    for place in near:
        if word(place).isalnum() and (less := whole - score(view.without(place, place + 1))) > 0.05:
            lost.append((less, word(place)))
    return [word for _, word in sorted(lost, key=lambda one: -one[0])[:most]]
