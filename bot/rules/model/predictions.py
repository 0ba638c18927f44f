"""What the scores mean: the role of each number, and what they say together of the text."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.rules.facts import FAMILIES, Value
from bot.rules.model.tables import Rows, Tables
from bot.rules.words.lexicon import Hit

ROLES = (*FAMILIES, "training", "loose", "alternative", "none")
"""What a number can be: a result of a family, of training, a result whose metric can't be told, a number of an option
that was turned down, no result."""
NUMBER_HEADS = (*ROLES, "reference", "up", "judged", "operating")
"""Beside the roles: there is something to compare with; more is better; better or worse can be told at all; what is
saved is saved in operation."""
REFERENCE, UP, JUDGED, OPERATING = range(len(ROLES), len(NUMBER_HEADS))
CLOSE = 4.0
CLIP = 2.0
ABSENT = -2.0
POLARITY = {"up": 1, "down": -1, "either": 0}
DENSE = len(ROLES) + 5
CACHED = 2_000


class NumberPrediction(NamedTuple):
    """`sure` is how far the score of the role stands above the next one's; `metric` is the mention that the number is
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


def predict_number(value: Value, scores: Sequence[float], metric: Hit | None, far: float) -> NumberPrediction:
    """`far` is how far the metric stands away: from CLOSE on, words alone say which way is good."""
    roles = scores[: len(ROLES)]
    best = max(roles)
    at = roles.index(best)
    sure = best - max(one for place, one in enumerate(roles) if place != at)
    good = _good(value, scores, metric if far <= CLOSE else None)
    return NumberPrediction(
        value,
        ROLES[at],
        sure,
        value.ref or scores[REFERENCE] > 0,
        good,
        scores[OPERATING] > 0,
        metric,
        far,
        scores,
    )


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
    keys: list[str] = []
    for one in numbers:
        keys += _keys_of(one.role, one.value.shape, one.ref, one.good, one.operating, one.value.quantity.dim)
    roles = {one.role for one in numbers}
    families = sorted(roles.intersection(FAMILIES))
    keys.append("set " + " ".join(families))
    if not families and roles.isdisjoint(("training", "loose")):
        keys.append("nothing")
    return [*map(tables["n"], dict.fromkeys(keys))]


@lru_cache(CACHED)
def _keys_of(role: str, shape: str, ref: bool, good: int, operating: bool, dim: str) -> tuple[str, ...]:
    own = (role, f"{role} {shape} {ref}", f"{role} {good}", f"{role} {operating}", f"{role} {dim}")
    if role not in FAMILIES:
        return own
    return (*own, "any", f"any {ref}", f"any {good}", f"any {shape}", f"any {shape} {ref}")


def summary_scores(numbers: Sequence[NumberPrediction]) -> list[float]:
    """The highest score of each role, and of the results: reference (highest and lowest), better, worse, and saved
    in operation."""
    if not numbers:
        return [ABSENT] * DENSE
    roles = [one.scores[: len(ROLES)] for one in numbers]
    best = [max(column) for column in zip(*roles, strict=True)]
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
    return [min(max(one, -CLIP), CLIP) for one in best]
