"""Values bound to metrics. A number is a result only when it is bound, or when its unit implies a family."""

from collections.abc import Sequence
from dataclasses import replace

from bot.rules.choose import LOOSE, Chooser
from bot.rules.facts import AltMeasure, LooseNumber, Measure, Value
from bot.rules.lex import Token
from bot.rules.lexicon import Hit, Hits, Lexicon
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
CLEAR = 0.007
BOUNDED = frozenset(["score", "rate"])
Bound = Measure | LooseNumber | AltMeasure


class Binder(Chooser):
    """Binds the values of one text."""

    def __init__(
        self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits, values: Sequence[Value]
    ) -> None:
        super().__init__(lexicon, tokens, hits, values)
        self.changes = frozenset(value.first for value in values if value.shape == "change")

    def all(self) -> list[Bound]:
        bound = [fact for value in self.values if (fact := self._bind(value)) is not None]
        return [*bound, *self._scopes()]

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
        if self.near("alternative", value, 8):
            return AltMeasure(value.span)
        if value.quantity.dim == "training":
            return Measure(value.span, "training", "epochs", "level", training=True)
        if self.is_data(value):
            return None
        hit = self.metric(value)
        return self._by_unit(value) if hit is None else self._measure(value, hit.value)

    def _by_unit(self, value: Value) -> Bound | None:
        """Without a metric, the unit may say the family; a bare number may count something."""
        dim = value.quantity.dim
        if dim in ("span", "time"):
            return self._duration(value)
        if dim == "amount" and value.shape == "level":
            return None
        if dim in IMPLIED:
            return self._implied(value, *IMPLIED[dim])
        if dim == "params":
            return self._implied(value, "efficiency", -1) if value.shape == "change" else None
        return self._counted(value) or self._unlisted(value) or self._loose(value)

    def _measure(self, value: Value, metric: Metric) -> Measure:
        freed = metric.kind == "machines" and value.shape == "level"
        value_good = 1 if freed else self._good(value, self._polarity(value, metric))
        shape = "delta" if value.shape == "level" and self._must_be_delta(value, metric) else value.shape
        return Measure(
            value.span,
            metric.family,
            metric.id,
            shape,
            value.before,
            value.after,
            value_good,
            value.ref or self._needs_no_reference(value, metric),
            metric.training,
            metric.family == "cost" and value_good > 0 and metric.kind != "hours",
            _possible(value, metric),
            _relative(value),
            value.direction,
            value.quantity.dim,
            metric.kind,
        )

    def _polarity(self, value: Value, metric: Metric) -> int:
        """More tickets are worse, more tickets closed are better."""
        if not (metric.kind == "count" and metric.good == "down" and value.compared):
            return metric.polarity
        around = (*range(value.first - 3, value.first), value.last + 2, value.last + 3)
        return 1 if any(self.key(at) in self.sets["completing"] for at in around) else -1

    def _needs_no_reference(self, value: Value, metric: Metric) -> bool:
        """A percentage of a latency or of a bill cannot be a level; a preference is over something; a count of
        users is pure scale; what was earned would not be there otherwise."""
        if metric.compares or metric.kind == "earned":
            return True
        if metric.kind == "count" and value.quantity.dim == "plain":
            return True
        if metric.kind == "count" and self.near("launch_cue", value, 4):
            return True
        return self._must_be_delta(value, metric)

    def _must_be_delta(self, value: Value, metric: Metric) -> bool:
        return value.quantity.dim == "percent" and metric.kind in SIZED

    def _good(self, value: Value, polarity: int) -> int:
        if value.good:
            return value.good
        if value.shape == "change" and not _clear(value):
            return 0
        return value.direction * polarity

    def _implied(self, value: Value, family: str, polarity: int) -> Measure:
        good = self._good(value, polarity)
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
        """Somebody's hours are human work; seconds are latency; a bare "two weeks" is nothing."""
        if value.shape == "level":
            return self._lasting(value)
        if self._somebody(value):
            return self._implied(value, "business", -1)
        if value.quantity.dim == "time" or value.shape == "change":
            return self._implied(value, "efficiency", -1)
        return self._implied(value, "business", -1) if value.direction < 0 else None

    def _lasting(self, value: Value) -> Measure | None:
        if value.quantity.dim == "time":
            return self._implied(value, "efficiency", -1)
        weekly = self._somebody(value) and self.per_day(value, -2)
        if not weekly:
            return None
        cues = self.between("direction", value.first - 8, value.first)
        saved = any(cue.value == "saved" for cue in cues)
        return self._implied(replace(value, ref=value.ref or saved), "business", -1)

    def _somebody(self, value: Value) -> bool:
        roles = self.between("noun:role", value.first - 10, value.first + 11)
        together = self.same_clause if value.quantity.dim == "time" else self.same_sentence
        return any(together(role.start, value.first) for role in roles)

    def _explained(self, value: Value) -> bool:
        """As in "2x from 40 FPS to 80 FPS": the next value says what was multiplied."""
        return any(at in self.changes for at in range(value.last, value.last + 3))

    def _counted(self, value: Value) -> Measure | None:
        quantity = value.quantity
        if quantity.dim not in LOOSE:
            return None
        if quantity.dim == "percent" and value.shape == "change" and quantity.noun in ("audience", "scope"):
            return self._share_of(value, "business")
        if quantity.noun in ("audience", "scope") and quantity.value > 1 and self.serves(value):
            good = max(self._good(value, 1), 0)
            return Measure(
                value.span, "business", "reach", value.shape, value.before, value.after, good, True
            )
        if value.compared and quantity.noun in ("audience", "other"):
            return Measure(value.span, "business", "count", "delta", good=0, ref=True)
        return None

    def _unlisted(self, value: Value) -> Measure | None:
        """As in "cut spoiled food by 12 %": what was cut is named, though no lexicon lists it. Words of the trade and
        vague ones ("cut the model by 12 %") name nothing that was measured."""
        if value.quantity.dim == "percent" and value.direction < 0 and self._names_its_whole(value):
            technical = value.quantity.noun == "technical"
            return self._share_of(value, "efficiency" if technical else "business")
        if self._is_halved(value) and self._is_told(value.first - 2, value.first):
            return Measure(value.span, "business", "count", "delta", ref=True, direction=value.direction)
        if value.shape != "delta" or value.quantity.dim != "percent" or not value.direction or value.good:
            return None
        if self.key(value.first - 1) not in self.sets["by"] or value.compared:
            return None
        verbs = self.between("direction", value.first - 6, value.first - 2)
        if not verbs or not self._is_told(verbs[-1].end, value.first - 1):
            return None
        return Measure(value.span, "business", "count", "delta", ref=True, direction=value.direction)

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

    def _is_halved(self, value: Value) -> bool:
        """One word that says both way and size: "the manual queue halved"."""
        one = value.last - value.first == 1
        return one and value.quantity.dim == "factor" and value.quantity.word

    def _is_told(self, start: int, end: int) -> bool:
        """Whether the words name something that is neither vague nor a part of the system."""
        keys = [self.key(at) for at in range(start, end)]
        known = any(self.between(kind, start, end) for kind in ("vague", "noun:domain", "noun:technical"))
        return not known and any(key.isalpha() and key not in self.lexicon.function for key in keys)

    def _loose(self, value: Value) -> LooseNumber | None:
        quantity = value.quantity
        if quantity.dim not in LOOSE or quantity.noun in COUNTED:
            return None
        if value.shape == "level" and not self._is_reached(value):
            return None
        if quantity.dim == "plain" and (quantity.word or quantity.noun) and value.shape != "change":
            return None
        if self.between("noun:role", value.last, value.last + 1):
            return None
        return None if quantity.dim == "factor" and self._explained(value) else LooseNumber(value.span)

    def _names_its_whole(self, value: Value) -> bool:
        """As in "saving 40% of Redis reads"."""
        whole = self.key(value.last) == "of" and value.shape == "delta"
        return whole and self._is_told(value.last + 1, min(value.last + 3, len(self.tokens)))

    def _is_reached(self, value: Value) -> bool:
        """As in "Got 92% on the test set", "Achieved 0.89": a result, of what is not said."""
        quantity = value.quantity
        share = quantity.dim == "percent" or (quantity.dim == "plain" and 0 < quantity.value < 1)
        if not share or quantity.word or quantity.noun:
            return False
        return any(self.key(at) in self.sets["reached"] for at in (value.first - 1, value.first - 2))


def _clear(value: Value) -> bool:
    relative = _relative(value)
    return relative is None or abs(relative) > CLEAR


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
