"""A score per dimension: credits for evidence, times what the worst finding leaves of them."""

from collections.abc import Mapping, Sequence

from bot.rules.conditions import Facts
from bot.rules.extract import Extract
from bot.rules.pack import FULL, Pack, Points
from bot.rules.report import Finding

PENALTY = {"major": 0.5, "minor": 0.25, "hint": 0.1}


def has_outcome(extract: Extract) -> bool:
    told = any(measure.family == "business" or measure.operating for measure in extract.measures)
    return told or bool(extract.facts.get("outcome"))


def present(extract: Extract) -> tuple[str, ...]:
    """What a draft has already, as keys: for "Better: the baseline is there"."""
    keys = list(extract.families)
    if any(measure.ref and measure.family != "business" for measure in extract.measures):
        keys.append("baseline")
    if has_outcome(extract):
        keys.append("outcome")
    if extract.facts.get("own_act"):
        keys.append("action")
    if extract.facts.get("mitigation"):
        keys.append("reason")
    return tuple(keys)


def rate(
    pack: Pack, points: Points, facts: Facts, findings: Sequence[Finding]
) -> tuple[Mapping[str, int], int]:
    """From 0 to 100 for each dimension of the pack: what is there, less the share that the gravest finding takes. And
    the mean of the dimensions, weighted as the pack says."""
    worst = dict.fromkeys(pack.dimensions, 0.0)
    for found in findings:
        worst[found.dimension] = max(worst[found.dimension], PENALTY[found.gravity])
    by_dimension = {}
    for name, earning in points.items():
        earned = 0 if earning else FULL  # where nothing has to be earned, only findings take away
        for worth, holds in earning:
            if holds(facts):
                earned += worth
        by_dimension[name] = round(min(FULL, earned) * (1 - worst[name]))
    whole = sum(pack.dimensions.values())
    mean = sum(weight * by_dimension[name] for name, weight in pack.dimensions.items()) / (whole or 1)
    return by_dimension, round(mean)
