"""Whether a number can be what its metric tells."""

from collections.abc import Sequence

from bot.rules.facts import Value
from bot.rules.results.rivals import BOUNDED
from bot.rules.words.schema import Metric

JUST_ABOVE = 1.5


def possible(value: Value, metric: Metric) -> bool:
    """False for what cannot be: a perplexity under 1, an AUC of 1.18, a precision of 130 %. Things that are counted
    have no bound: "900 misheard surnames", "false alarms per shift from 118 to 23"."""
    if metric.range is None or metric.kind not in BOUNDED or value.shape not in ("level", "change"):
        return True
    ends = [end for end in (value.before, value.after) if end is not None]
    if value.quantity.dim == "percent":
        low, high = (100 * end if metric.range[1] <= 1 else end for end in metric.range)
        return all(low <= end <= high for end in ends)
    if value.quantity.dim != "plain" or value.quantity.word or metric.kind != "score":
        return True
    return all(_in_range(end, metric) for end in ends) and not _grown_beyond(ends, metric)


def _in_range(end: float, metric: Metric) -> bool:
    """A share may be written from 0 to 1 or from 0 to 100; just above 1 or 100 it is neither. A whole number may
    count something."""
    low, high = metric.range or (end, end)
    if high != 1:
        return low <= end <= high or end.is_integer()
    whole = end <= 100 or end > 200 or end.is_integer()
    return end >= low and whole and not (metric.good == "up" and 1 < end < JUST_ABOVE)


def _grown_beyond(ends: Sequence[float], metric: Metric) -> bool:
    """As in "MRR 0.47 to 1.8": a share that ends above the whole."""
    whole = metric.range is not None and metric.range[1] == 1 and metric.good == "up"
    return whole and len(ends) > 1 and 0 < min(ends) <= 1 < max(ends) < 2 * JUST_ABOVE
