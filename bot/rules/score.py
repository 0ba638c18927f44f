"""A score per dimension: credits for evidence, times what the worst finding leaves of them."""

from collections.abc import Mapping, Sequence

from bot.rules.extract import Extract
from bot.rules.pack import Pack
from bot.rules.report import Finding

PENALTY = {"major": 0.5, "minor": 0.25, "hint": 0.1}


def earned(extract: Extract) -> dict[str, int]:
    """What is there, per dimension, from 0 to 100: penalties alone cannot tell an empty bullet from a weak one."""
    families = extract.families()
    facts = extract.facts
    referenced = [measure for measure in extract.measures if measure.ref]
    return {
        "action": 100 if facts.get("own_act") else 40 if facts.get("action_verb") else 0,
        "paired_metrics": min(100, 50 * len(families)),
        "baseline": 100 if referenced else 40 if families else 0,
        "tradeoff": min(100, 50 * len([name for name in families if name != "business"])),
        "outcome": 100 if has_outcome(extract) else 0,
        "reasoning": 100 if facts.get("mitigation") else 50,
    }


def has_outcome(extract: Extract) -> bool:
    if extract.facts.get("outcome"):
        return True
    return any(measure.family == "business" or measure.operating for measure in extract.measures)


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


def scores(pack: Pack, extract: Extract, findings: Sequence[Finding]) -> dict[str, int]:
    credit = earned(extract)
    worst = dict.fromkeys(pack.dimensions, 0.0)
    for found in findings:
        worst[found.dimension] = max(worst[found.dimension], PENALTY[found.gravity])
    return {
        name: round(credit.get(name, 0) * (1 - lost)) if lost else credit.get(name, 0)
        for name, lost in worst.items()
    }


def total(pack: Pack, by_dimension: Mapping[str, int]) -> int:
    """The mean of the dimensions, weighted as the pack says."""
    weight = sum(pack.dimensions.values())
    return (
        round(sum([pack.dimensions[name] * score for name, score in by_dimension.items()]) / weight)
        if weight
        else 0
    )
