"""Values bound to metrics. A number is a result only when it is bound, or when its unit implies a family."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.rules.choose import LOOSE, SOMEBODY
from bot.rules.counts import MANY
from bot.rules.facts import AltMeasure, LooseNumber, Measure, Value
from bot.rules.lex import Token
from bot.rules.lexicon import Hit, Hits, Lexicon
from bot.rules.names import Names
from bot.rules.rivals import BOUNDED, Bound, Rivals
from bot.rules.scene import STOPS
from bot.rules.schema import Metric

IMPLIED = {
    "time": ("efficiency", -1),
    "speed": ("efficiency", 1),
    "bytes": ("efficiency", -1),
    "flops": ("efficiency", -1),
    "energy": ("efficiency", -1),
    "hours": ("cost", -1),
    "amount": ("business", 0),
    "money": ("cost", -1),
}
SIZED = frozenset(["time", "size", "speed", "money", "hours", "machines", "revenue"])
COUNTED = frozenset(["technical", "machine", "audience", "scope", "metric"])
CLEAR = {"accuracy": 0.012, "business": 0.012}
CLEAR_AGAINST = {1: 0.03, -1: 0.06}
"""Between two systems, for a gain and for a loss."""
ROUNDED = 0.1
SHARING = 4  # tokens
NAMED_APART = 8  # tokens
SCALING = 9  # tokens
ALIKE = 0.25
"""How far the beginnings of two changes of one score lie apart at most, as a share."""
OFTEN = "times"
TINY = 4  # tokens
SMALL = 0.3  # per cent or points


class Binder(Names):
    """Binds the values of one text."""

    def __init__(
        self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits, values: Sequence[Value]
    ) -> None:
        super().__init__(lexicon, tokens, hits, values)
        self.before = {value.first: one for one, value in pairwise(values)}
        self.changes = frozenset(value.first for value in values if value.shape == "change")

    def all(self) -> list[Bound]:
        rivals = Rivals(self.lexicon, self.tokens, self.hits)
        bound = rivals.settled([(value, self._bind(value)) for value in self.values])
        return [*_compared(bound), *self._scopes()]

    def _scopes(self) -> list[Measure]:
        """A launch scope without a number: "live in all EU shops"."""
        for at in self.wholes():
            for kind in ("noun:audience", "noun:scope"):
                if nouns := self.between(kind, at + 1, at + 4):
                    return [self._scope(at, nouns[0])]
        return []

    def _scope(self, at: int, noun: Hit) -> Measure:
        span = (self.tokens[at].start, self.tokens[noun.end - 1].end)
        return Measure(span, "business", "reach", "level", ref=True)

    def _bind(self, value: Value) -> Bound | None:
        if self.is_rejected(value):
            return AltMeasure(value.span)
        if value.quantity.dim == "training":
            return Measure(value.span, "training", "epochs", "level", training=True)
        if self.is_data(value):
            return None
        if found := self._plain_sight(value):
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

    def _plain_sight(self, value: Value) -> Measure | None:
        """What the words right beside the number say, whatever metrics are near."""
        if self._is_used_often(value) or self._is_load_served(value):
            return Measure(value.span, "business", "reach", "level", ref=True)
        if self.is_work(value):
            return self._implied(value, "business", -1)
        if self._does_less(value) and value.quantity.dim == "percent":
            return self._share_of(value, "business")
        family = self.multiple(value)
        return self._share_of(value, family) if family else None

    def _is_used_often(self, value: Value) -> bool:
        """As in "downloaded 18k times"."""
        often = (
            value.quantity.dim == "factor" and self.key(value.last - 1) == OFTEN and not value.quantity.word
        )
        return often and self.key(value.first - 1) in self.sets["used_often"]

    def _is_load_served(self, value: Value) -> bool:
        """As in "Served 3M QPS": pure scale."""
        speed = value.quantity.dim == "speed" and value.shape == "level"
        return (
            speed
            and value.quantity.value >= MANY
            and self.key(value.first - 1) in ("served", "serves", "serving")
        )

    def _by_unit(self, value: Value) -> Bound | None:
        """Without a metric, the unit may say the family; a bare number may count something."""
        dim = value.quantity.dim
        if dim in ("span", "time"):
            return self._duration(value)
        if value.shape == "level" and (dim == "amount" or (dim == "money" and not self.is_spent(value))):
            return None
        if dim == "money" and self.is_of_business(value):
            return self._implied(value, "business", -1)
        if dim == "params":
            return self._parameters(value)
        return self._implied(value, *IMPLIED[dim]) if dim in IMPLIED else self._of_something(value)

    def _of_something(self, value: Value) -> Bound | None:
        """A bare number may count something."""
        if _is_one_more(value):
            return None
        return self._counted(value) or self._unlisted(value) or self._loose(value)

    def _parameters(self, value: Value) -> Measure | None:
        return self._implied(value, "efficiency", -1) if value.shape == "change" else None

    def _measure(self, value: Value, hit: Hit) -> Measure | None:
        metric: Metric = hit.value
        if metric.id in ("machines", "hardware") and value.direction > 0:
            return None  # more machines are served, or bought: it does not say
        if metric.kind == "machines" and value.direction > 0 and self._is_scaled(value):
            return None
        if metric.id == "cost" and self.is_cost_of_business(hit):
            return self._implied(value, "business", -1)
        freed = metric.kind == "machines" and value.shape == "level"
        value_good = 1 if freed else self._good(value, self._polarity(value, hit), metric.family)
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
            and not self._is_offline(hit),
            _possible(value, metric),
            _relative(value),
            value.direction,
            value.quantity.dim,
            metric.kind,
        )

    def _is_scaled(self, value: Value) -> bool:
        """As in "Scaled pretraining from 8 to 64 GPUs": what was done, not what came of it."""
        lead = range(value.first - 1, max(value.first - SCALING, -1), -1)
        return any(self.key(at) in self.sets["scaling"] and self.same_clause(at, value.first) for at in lead)

    def _polarity(self, value: Value, hit: Hit) -> int:
        """More tickets are worse, more tickets closed are better; fewer missed orders are better. Of "challenges for
        customers" the customers say nothing of better or worse."""
        metric: Metric = hit.value
        if metric.polarity < 0 and metric.family in ("business", "accuracy") and self._is_welcome(hit):
            return 1
        if metric.family == "business" and metric.kind in ("count", "revenue") and metric.polarity > 0:
            return self._upward(hit)
        if not (metric.kind == "count" and metric.good == "down"):
            return metric.polarity
        around = (*range(value.first - 3, value.first), value.last + 2, value.last + 3)
        if not (value.compared or value.first <= hit.start < value.last):
            return metric.polarity
        return 1 if any(self.key(at) in self.sets["completing"] for at in around) else -1

    def _is_offline(self, hit: Hit) -> bool:
        """Spent before anything runs, as in "the cost of a training run"."""
        words = (self.key(at) for at in range(hit.start - 2, hit.end + 5))
        return hit.value.offline or any(word in self.sets["training_words"] for word in words)

    def _is_welcome(self, hit: Hit) -> bool:
        """As in "alarms answered", "biopsies avoided", "hours between failures"."""
        lead = self.key(hit.start - 1)
        return lead == "between" or lead in self.sets["fought"] or self.key(hit.end) in self.sets["welcome"]

    def _upward(self, hit: Hit) -> int:
        lead = [self.key(at) for at in range(hit.start - 3, hit.start)]
        if any(key in self.sets["unwanted"] for key in lead):
            return -1
        return 0 if any(key in self.sets["measured_on"] or key in ("of", "to", "by") for key in lead) else 1

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

    def _good(self, value: Value, polarity: int, family: str = "") -> int:
        if value.good:
            return value.good
        good = value.direction * polarity
        return good if self._is_clear(value, family, good) else 0

    def _is_clear(self, value: Value, family: str, good: int) -> bool:
        """Noise is neither better nor worse; between two systems more of it is noise than over time."""
        relative = _relative(value)
        if value.shape == "change":
            against = any(self.key(at) in self.sets["against"] for at in range(value.first, value.last))
            return relative is None or abs(relative) > (
                CLEAR_AGAINST.get(good, 0.0) if against else CLEAR.get(family, 0.05)
            )
        small = value.quantity.dim in ("percent", "point") and not value.quantity.word
        return not (small and abs(value.quantity.value) <= SMALL)

    def _implied(self, value: Value, family: str, polarity: int) -> Measure:
        good = self._good(value, polarity, family)
        unit = value.quantity.dim
        operating = family == "cost" and unit == "money" and good > 0
        return Measure(
            value.span,
            family,
            unit,
            value.shape,
            value.before,
            value.after,
            good,
            value.ref,
            False,
            operating,
            True,
            _relative(value),
            value.direction,
            unit,
        )

    def _duration(self, value: Value) -> Measure | None:
        family = self.lasts(value)
        if family == "":
            return None
        reached = value.shape == "level" and family == "business" and self.is_saved(value)
        return self._implied(replace(value, ref=value.ref or reached), family, self._wanted(value))

    def _wanted(self, value: Value) -> int:
        """Shorter is better, but not "battery 5 d to 9 d"; "every 7 weeks instead of every 5 days" is neither."""
        if self.key(value.first - 1) in ("every", "each"):
            return 0
        lead = range(value.first - 1, max(value.first - NAMED_APART - 1, -1), -1)
        words = self.sets["better_longer"]
        lasting = (
            at for at in lead if self.key(at) in words or f"{self.key(at)} {self.key(at + 1)}" in words
        )
        return 1 if any(self.same_clause(at, value.first) for at in lasting) else -1

    def _explained(self, value: Value) -> bool:
        """As in "2x from 40 FPS to 80 FPS", "Doubled replies to adverts, 0.9 % to 1.8 %": another value says what was
        multiplied."""
        if any(at in self.changes for at in range(value.last, value.last + 3)):
            return True
        return any(_is_multiple(one, value.quantity.value) for one in self.values if one.first > value.last)

    def _counted(self, value: Value) -> Measure | None:
        quantity = value.quantity
        if quantity.dim not in LOOSE:
            return None
        if self.is_load(value):
            return Measure(value.span, "business", "reach", "level", ref=True)
        if value.shape == "level" and self._is_part_done(value):
            return Measure(value.span, "business", "share", "level", ref=value.ref)
        return self._served(value) or self._fewer(value)

    def _served(self, value: Value) -> Measure | None:
        """People and places that use it: "12M users", "live in 40 shops"."""
        quantity = value.quantity
        if quantity.dim == "percent" and value.shape == "change" and quantity.noun in ("audience", "scope"):
            return self._share_of(value, "business")
        several = quantity.value > 1 or value.shape == "change"
        if quantity.noun in ("audience", "scope") and several and self.serves(value):
            good = max(self._good(value, 1), 0)
            return Measure(
                value.span, "business", "reach", value.shape, value.before, value.after, good, True
            )
        return None

    def _fewer(self, value: Value) -> Measure | None:
        """As in "30 fewer calls": compared, and what is counted is said."""
        quantity = value.quantity
        counted = quantity.noun in ("audience", "scope", "other") or self._does_less(value)
        if value.compared and counted and not self._says_not_what(value):
            return Measure(value.span, "business", "count", "delta", good=0, ref=True)
        return None

    def _is_part_done(self, value: Value) -> bool:
        """As in "resolves 41 % of chats", "achieving 92% delivery": a share of people's business."""
        quantity = value.quantity
        if quantity.dim != "percent" or quantity.word or quantity.noun not in ("audience", "scope"):
            return False
        lead = self.key(value.first - 1)
        return lead in self.sets["completing"] or lead in self.sets["reached"]

    def _says_not_what(self, value: Value) -> bool:
        """As in "a 35 % improvement", "22 % better"."""
        if self.key(value.last) in self.sets["gains"]:
            return not self.is_gain_of_something(value)
        return value.compared and self.key(value.last) in self.sets["better"]

    def _unlisted(self, value: Value) -> Measure | None:
        family = self.named(value)
        return self._share_of(value, family) if family else None

    def _share_of(self, value: Value, family: str) -> Measure:
        """A share of something that is named: "85% of claims (was 60%)", "saving 40% of reads"."""
        return Measure(
            value.span,
            family,
            "count",
            value.shape,
            value.before,
            value.after,
            0,
            True,
            direction=value.direction,
        )

    def _is_no_statistic(self, value: Value) -> bool:
        """A level that nothing says to be reached, a limit, or a comparison that says its unit ("4 % longer")."""
        if value.shape == "level" and not self._is_reached(value):
            return True
        if any(self.key(at) in self.sets["limits"] for at in range(value.first - 2, value.first)):
            return True
        told = value.compared and self.key(value.last) in self.sets["told_by_unit"]
        return told or self.within_limit(value.first)

    def _loose(self, value: Value) -> LooseNumber | None:
        quantity = value.quantity
        if quantity.dim not in LOOSE or quantity.noun in COUNTED:
            return None
        if self._is_no_statistic(value):
            return None
        if quantity.dim == "plain" and (self.counts_things(value) or self._is_some_more(value)):
            return None
        if self.key(value.last) == "that" and self.key(value.last + 1) == "of":
            return None  # "2.6x that of the old one"
        if self.between("noun:role", value.last, value.last + (3 if quantity.dim == "factor" else 1)):
            return None
        return None if quantity.dim == "factor" and self._explained(value) else LooseNumber(value.span)

    def _is_some_more(self, value: Value) -> bool:
        """As in "so we cancelled the order for 12 more": pieces of something."""
        return value.compared and value.quantity.value == int(value.quantity.value)

    def _is_reached(self, value: Value) -> bool:
        """As in "Got 92% on the test set", "Achieved 0.89", "99% quality", or the whole text is "Reward 1450.": a
        result, of what is not said."""
        quantity = value.quantity
        if len(self.tokens) <= TINY:
            return not (quantity.noun or quantity.word)
        if quantity.dim == "percent" and self.between("vague", value.last, value.last + 1):
            return True
        share = quantity.dim == "percent" or (quantity.dim == "plain" and 0 < quantity.value < 1)
        if not share or quantity.word or quantity.noun:
            return False
        return any(self.key(at) in self.sets["reached"] for at in (value.first - 1, value.first - 2))


def _compared(bound: Sequence[Bound]) -> list[Bound]:
    """Two levels of one metric are each other's reference: "MAPE 6.9 % ... MAPE 7.1 %"."""
    told = Counter(_level_of(one) for one in bound)
    return [
        replace(one, ref=True)
        if isinstance(one, Measure) and told[_level_of(one)] > 1 and _level_of(one)
        else one
        for one in bound
    ]


def _level_of(one: Bound) -> str:
    """The metric of a score that is told as a level."""
    level = isinstance(one, Measure) and one.shape == "level" and one.kind == "score"
    return one.metric if level and isinstance(one, Measure) else ""


def _is_one_more(value: Value) -> bool:
    """As in "who prefer to see one patient more"."""
    one = value.quantity.word and value.quantity.dim == "plain" and value.quantity.value == 1
    return one and value.compared


def _alike(one: Value, other: Value) -> bool:
    """Bare numbers or percentages that count nothing."""
    return one.quantity.dim == other.quantity.dim and one.quantity.dim in LOOSE and not one.quantity.noun


def _begin_alike(one: Value, other: Value) -> bool:
    """As in "overall accuracy 84 to 89 %, winter cereals fell from 91 to 83 %": a part of the same test."""
    a, b = one.before or 0.0, other.before or 0.0
    return min(a, b) > 0 and abs(a - b) <= ALIKE * max(a, b)


def _is_multiple(value: Value, factor: float) -> bool:
    """Whether a change is by that factor, as near as rounding allows."""
    if value.shape != "change" or not value.before or value.after is None:
        return False
    return abs(value.after / value.before / factor - 1) < ROUNDED


def _relative(value: Value) -> float | None:
    """The change relative to where it began, as a share: 22 to 28 is 0.27; None where it cannot be told."""
    if value.shape != "change" or not value.before or value.after is None:
        return None
    return (value.after - value.before) / abs(value.before)


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
