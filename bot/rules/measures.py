"""Values bound to metrics. A number is a result only when it is bound, or when its unit implies a family."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from bot.rules.choose import LOOSE, SOMEBODY
from bot.rules.counts import MANY
from bot.rules.facts import AltMeasure, Measure, Value
from bot.rules.gains import NAMED_APART, relative
from bot.rules.lexicon import Hit
from bot.rules.rivals import BOUNDED, Bound, Rivals
from bot.rules.scene import STOPS
from bot.rules.schema import Metric
from bot.rules.sight import Sight

IMPLIED = {
    "time": ("efficiency", -1),
    "speed": ("efficiency", 1),
    "params": ("efficiency", -1),
    "bytes": ("efficiency", -1),
    "flops": ("efficiency", -1),
    "energy": ("efficiency", -1),
    "hours": ("cost", -1),
    "amount": ("business", 0),
}
SIZED = frozenset(["time", "size", "speed", "money", "hours", "machines", "revenue"])
SHARING = 4  # tokens
ALIKE = 0.25
"""How far the beginnings of two changes of one score lie apart at most, as a share."""


class Binder(Sight):
    """Binds the values of one text."""

    @cached_property
    def before(self) -> dict[int, Value]:
        """The value before each, by the token at which it begins."""
        return {value.first: one for one, value in pairwise(self.values)}

    def all(self) -> list[Bound]:
        read = [(value, self._bind(value)) for value in self.values]
        if len(read) < 2:
            return [*(fact for _, fact in read if fact is not None), *self._scopes()]
        rivals = Rivals(self.lexicon, self.tokens, self.hits)
        return [*_compared(rivals.settled(read)), *self._scopes()]

    def _scopes(self) -> list[Measure]:
        """A launch scope without a number: "live in all EU shops"."""
        for at in self.wholes():
            for kind in ("noun:audience", "noun:scope"):
                if nouns := self.between(kind, at + 1, at + 6):
                    return [self._scope(at, nouns[0].end)]
        if (end := self.everywhere()) is not None:
            return [self._scope(end - 1, end)]
        land = self.land()
        return [] if land is None else [self._scope(land, land + 1)]

    def _scope(self, at: int, end: int) -> Measure:
        span = (self.tokens[at].start, self.tokens[end - 1].end)
        return Measure(span, "business", "reach", "level", ref=True)

    def _bind(self, value: Value) -> Bound | None:
        if self.is_rejected(value):
            return AltMeasure(value.span)
        if value.quantity.dim == "training":
            return Measure(value.span, "training", "epochs", "level", training=True)
        if self.is_rate_of_trials(value):
            return self.share_of(value, "business" if self.by_people(value, 8) else "accuracy")
        if self.is_data(value):
            return None
        if found := self.in_sight(value):
            return found
        hit = self.metric(value)
        if hit is None or self._is_score_of(value, hit):
            hit = self._shared_metric(value) or hit
        return self._by_unit(value) if hit is None else self._measure(value, hit)

    def _is_score_of(self, value: Value, hit: Hit) -> bool:
        """As in "F1 0.78 to 0.82, long mails dropped from 0.71 to 0.62": nobody counts 0.71 mails."""
        ends = (value.before, value.after)
        bare = value.quantity.dim == "plain" and hit.value.kind == "count"
        return bare and all(end is not None and 0 < end < 1 for end in ends)

    def _shared_metric(self, value: Value) -> Hit | None:
        """As in "DER 12.1 -> 9.8, but 15.0 -> 17.3 on the phone": two changes of one metric."""
        before = self.before.get(value.first)
        if before is None or not value.shape == before.shape == "change" or not _alike(value, before):
            return None
        between = self.keys[before.last : value.first]
        reach = NAMED_APART if _begin_alike(value, before) else SHARING
        joined = len(between) <= reach and not STOPS.intersection(between)
        hit = self.metric(before) if joined and self.sets["shares"].intersection(between) else None
        return hit if hit is not None and hit.value.kind in BOUNDED else None

    def _by_unit(self, value: Value) -> Bound | None:
        """Without a metric, the unit may say the family; a bare number may count something."""
        dim = value.quantity.dim
        if dim in ("span", "time"):
            return self._duration(value)
        if dim in ("amount", "energy") and (outside := self._outside(value)):
            return outside
        if value.shape == "level" and (dim == "amount" or (dim == "money" and not self.is_spent(value))):
            return None
        if self.is_sum(value) or dim == "money":
            return self._money(value)
        if dim == "params" and value.shape != "change":
            return None
        return self.implied(value, *IMPLIED[dim]) if dim in IMPLIED else self.of_something(value)

    def _outside(self, value: Value) -> Measure | None:
        """As in "runs on 3.1M acres", "the utility curtails 140 MWh a month less"."""
        large = value.quantity.value >= MANY / 10 and not self.near("training_cue", value, 9)
        launched = large or (self.near("launch_cue", value, 4) and self.key(value.first - 1) == "on")
        if value.shape == "level" and value.quantity.dim == "amount" and launched:
            return Measure(value.span, "business", "reach", "level", ref=True)
        theirs = value.quantity.dim == "energy" and value.shape == "delta" and self.by_others(value)
        return self.implied(value, "business", -1) if theirs else None

    def _money(self, value: Value) -> Measure:
        if self.is_fought(value):
            return self.implied(value._replace(good=1), "business", 1)
        if self.is_of_business(value):
            return self.implied(value, "business", -1 if value.direction < 0 else 0)
        if self.is_ended(value):
            return self.implied(value._replace(good=1, ref=True), "cost", -1)
        return self.implied(value, "cost", -1)

    def _measure(self, value: Value, hit: Hit) -> Measure | None:
        metric: Metric = hit.value
        if metric.id in ("machines", "hardware") and value.direction > 0:
            return None  # more machines are served, or bought: it does not say
        if metric.kind == "machines" and value.direction > 0 and self.is_scaled(value):
            return None
        if metric.id == "cost" and self.is_cost_of_business(hit):
            return self.implied(value, "business", -1)
        freed = metric.kind == "machines" and value.shape == "level"
        value_good = 1 if freed else self.good(value, self.polarity(value, hit), metric.family)
        if value_good < 0 and self.is_unsure(value, metric):
            value_good = 0
        shape = "delta" if value.shape == "level" and self._must_be_delta(value, metric) else value.shape
        return Measure(
            value.span,
            metric.family,
            metric.id,
            shape,
            value.before,
            value.after,
            value_good,
            value.ref or freed or self._needs_no_reference(value, metric),
            metric.training,
            metric.family == "cost"
            and value_good > 0
            and metric.kind != "hours"
            and not self.is_offline(hit),
            _possible(value, metric),
            relative(value),
            value.direction,
            value.quantity.dim,
            metric.kind,
        )

    def _needs_no_reference(self, value: Value, metric: Metric) -> bool:
        """A percentage of a latency or of a bill cannot be a level; a preference is over something; a count of
        users is pure scale; what was earned would not be there otherwise."""
        if metric.compares or metric.kind == "earned":
            return True
        scale = metric.kind in ("count", "revenue", "earned") and value.quantity.dim in ("plain", "amount")
        if scale or (metric.id in SOMEBODY and value.quantity.dim == "percent"):
            return True
        if metric.kind == "count" and self.near("launch_cue", value, 4):
            return True
        return self._must_be_delta(value, metric)

    def _must_be_delta(self, value: Value, metric: Metric) -> bool:
        return value.quantity.dim == "percent" and metric.kind in SIZED

    def _duration(self, value: Value) -> Measure | None:
        family = self.lasts(value)
        if family == "":
            return None
        reached = value.shape == "level" and family == "business" and self.is_saved(value)
        return self.implied(value._replace(ref=value.ref or reached), family, self.wanted(value))


def _compared(bound: Sequence[Bound]) -> list[Bound]:
    """Two levels of one metric are each other's reference: "MAPE 6.9 % ... MAPE 7.1 %"."""
    levels = [_level_of(one) for one in bound]
    return [
        replace(one, ref=True) if isinstance(one, Measure) and level and levels.count(level) > 1 else one
        for one, level in zip(bound, levels, strict=True)
    ]


def _level_of(one: Bound) -> str:
    """The metric of a score that is told as a level."""
    level = isinstance(one, Measure) and one.shape == "level" and one.kind == "score"
    return one.metric if level and isinstance(one, Measure) else ""


def _alike(one: Value, other: Value) -> bool:
    """Bare numbers or percentages that count nothing."""
    return one.quantity.dim == other.quantity.dim and one.quantity.dim in LOOSE and not one.quantity.noun


def _begin_alike(one: Value, other: Value) -> bool:
    """As in "overall accuracy 84 to 89 %, winter cereals fell from 91 to 83 %": a part of the same test."""
    a, b = one.before or 0.0, other.before or 0.0
    return min(a, b) > 0 and abs(a - b) <= ALIKE * max(a, b)


def _possible(value: Value, metric: Metric) -> bool:
    """False for what cannot be: a perplexity under 1, an AUC of 1.18, a precision of 130 %."""
    if metric.range is None or metric.kind not in BOUNDED or value.shape not in ("level", "change"):
        return True
    ends = [end for end in (value.before, value.after) if end is not None]
    if value.quantity.dim == "percent":
        low, high = (100 * end if metric.range[1] <= 1 else end for end in metric.range)
        return all(low <= end <= high for end in ends)
    return value.quantity.dim != "plain" or all(_in_range(end, metric) for end in ends)


def _in_range(end: float, metric: Metric) -> bool:
    """A share may be written from 0 to 1 or from 0 to 100; just above 1 or 100 it is neither."""
    low, high = metric.range or (end, end)
    if (low, high) != (0, 1):
        return low <= end <= (100 if (low, high) == (-1, 1) else high)
    return end >= 0 and not (metric.good == "up" and 1 < end < 1.5) and not 100 < end <= 200
