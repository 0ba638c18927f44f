"""A score per dimension: credits for evidence, times what the worst finding leaves of them."""

from collections.abc import Mapping, Sequence

from bot.rules.conditions import Facts, Test
from bot.rules.extract import Extract
from bot.rules.pack import FULL, Pack, Points
from bot.rules.report import Finding

PENALTY = {"major": 0.5, "minor": 0.25, "hint": 0.1}


def has_outcome(extract: Extract) -> bool:
    if any(measure.family == "business" or measure.operating for measure in extract.measures):
        return True
    return bool(extract.facts.get("outcome"))


def present(extract: Extract) -> tuple[str, ...]:
    """What a draft has already, as keys: for "Better: the baseline is there"."""
    keys = list(extract.families())
    if any(measure.ref and measure.family != "business" for measure in extract.measures):
        keys.append("baseline")
    if has_outcome(extract):
        keys.append("outcome")
    if extract.facts.get("own_act"):
        keys.append("action")
    if extract.facts.get("mitigation"):
        keys.append("reason")
    return tuple(keys)


def scores(pack: Pack, points: Points, facts: Facts, findings: Sequence[Finding]) -> dict[str, int]:
    """From 0 to 100 for each dimension of the pack: what is there, less the share that the gravest finding takes."""
    worst = dict.fromkeys(pack.dimensions, 0.0)
    for found in findings:
        worst[found.dimension] = max(worst[found.dimension], PENALTY[found.gravity])
    return {name: round(_earned(points[name], facts) * (1 - lost)) for name, lost in worst.items()}


def _earned(earning: Sequence[tuple[int, Test]], facts: Facts) -> int:
    """Where nothing has to be earned, only findings take away."""
    if not earning:
        return FULL
    earned = 0
    for worth, holds in earning:
        if holds(facts):
            earned += worth
    return min(FULL, earned)


def total(pack: Pack, by_dimension: Mapping[str, int]) -> int:
    """The mean of the dimensions, weighted as the pack says."""
    weights = pack.dimensions
    weight = sum(weights.values())
    return (
        round(sum([weights[name] * score for name, score in by_dimension.items()]) / weight) if weight else 0
    )
