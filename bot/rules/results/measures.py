"""Values bound to metrics. A number is a result only when it is bound, or when its unit implies a family."""

from dataclasses import replace
from itertools import pairwise

from bot.rules.facts import AltMeasure, LooseNumber, Measure, Value
from bot.rules.results.distance import LOOSE
from bot.rules.results.gains import NAMED_APART, relative
from bot.rules.results.possible import possible
from bot.rules.results.rivals import BOUNDED, Bound, Rivals, compared
from bot.rules.results.worlds import Worlds
from bot.rules.words.lexicon import Hit
from bot.rules.words.scene import STOPS, once
from bot.rules.words.schema import Metric

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
WHOM = frozenset(["active_users", "customers", "subscribers", "traffic"])
"""Those a part of whom it was shown to."""
OWN, TAKEN = 2, 4  # words, tokens
SERVED = frozenset(["serving", "inference", "production"])
"""Hours of machines that are paid for by the day, as those of a training are not."""
SIZED = frozenset(["time", "size", "speed", "money", "hours", "machines", "revenue"])
SHARING = 4  # tokens
NEW_CLAUSE = frozenset(["that", "which", "who", "where"])
TRAINING = frozenset(["training", "train"])
ALIKE = 0.25
WEEK = 604_800  # seconds
"""How far the beginnings of two changes of one score lie apart at most, as a share."""


class Binder(Worlds):
    """Binds the values of one text."""

    @once
    def before(self) -> dict[int, Value]:
        """The value before each, by the token at which it begins."""
        return {value.first: one for one, value in pairwise(self.values)}

    def all(self) -> list[Bound]:
        read = [(one, self._read(one)) for one in self.values]
        if len(read) < 2:
            return [*(fact for _, fact in read if fact is not None), *self._scopes()]
        rivals = Rivals(self.lexicon, self.tokens, self.hits)
        return [*compared(rivals.settled(read)), *self._scopes()]

    def _read(self, value: Value) -> Bound | None:
        idle = self.is_meant(value.first) or self._is_of_career(value) or self._is_period(value)
        return None if idle else self._bind(value)

    def _is_of_career(self, value: Value) -> bool:
        """As in "Twelve years as a caseworker with 140 jobseekers each year": what somebody was."""
        if "as" not in self.said:
            return False
        low = self.sentence_start(value.first)
        head = next((one for one in self.values if one.first == low), None)
        years = head is not None and head.quantity.dim == "span" and head.shape == "level"
        return years and head is not None and self.key(head.last) == "as"

    def _is_period(self, value: Value) -> bool:
        """The six months of "F1 0.81 -> 0.89 within six months": how long the work took, after what came of it."""
        if value.shape != "level" or value.quantity.dim != "span" or value.quantity.scale < WEEK:
            return False
        before, lead = self.before.get(value.first), self.key(value.first - 1)
        told = before is not None and before.shape != "level" and self.same_sentence(before.last, value.first)
        told = told and lead in self.sets["periods"]
        return told or (lead == "within" and self.key(value.first - 2) == "all")

    def _scopes(self) -> list[Measure]:
        """A launch scope without a number: "live in all EU shops"."""
        for at in self.wholes():
            for kind in ("noun:audience", "noun:scope"):
                nouns = self.between(kind, at + 1, at + 6)
                if nouns and self.key(nouns[0].end) not in self.sets["colleagues"]:
                    return [self._scope(at, nouns[0].end)]
        if (end := self.everywhere()) is not None:
            return [self._scope(end - 1, end)]
        if (often := self.rhythm()) is not None:
            return [self._scope(*often)]
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
        if paid := self._of_less_paid(value):
            return paid
        percent = value.quantity.dim == "percent"
        data = self.is_data(value) and not (percent and self.is_seen(value))
        heard = value.quantity.noun == "audience" and self.is_told_to(value)
        if data or heard or self._is_amount_of_work(value):
            return None
        if self.says_only_better(value) and not self._is_better_of(value):
            return LooseNumber(value.span)
        return self.in_sight(value) or self._of_metric(value)

    def _of_less_paid(self, value: Value) -> Measure | None:
        """Machines or licences that went, and less of what is bought."""
        if self.is_freed(value) or self.is_licence_given_up(value):
            return replace(self.share_of(value, "cost"), good=1, ref=True, operating=True)
        if self.is_saved_on(value):
            return replace(self.share_of(value, "cost"), good=1, operating=not self.is_spent_once(value))
        return None

    def _is_amount_of_work(self, value: Value) -> bool:
        """What something else is told of: "Indexing 40,000 fields takes 4 minutes", "GPU hours per 23 letters"."""
        if value.quantity.dim != "plain" or value.shape != "level":
            return False
        lead = self.key(value.first - 1)
        done = lead.endswith("ing") and self.clause_start(value.first) == value.first - 1
        taken = done and not self.sets["working"].isdisjoint(self.keys[value.last + 1 : value.last + TAKEN])
        return taken or (lead == "per" and self.names_thing(value.last))

    def _of_metric(self, value: Value) -> Bound | None:
        hit = self.metric(value)
        if hit is None:
            hit = self._shared_metric(value) or self._before_aside(value)
        if hit is not None and hit.value.id == "regression_error" and self._has_no_unit(value, hit):
            return LooseNumber(value.span)
        return self._by_unit(value) if hit is None else self._measure(value, hit)

    def _has_no_unit(self, value: Value, hit: Hit) -> bool:
        """As in "Reduced the error by 3", "Error 5.1 -> 3.2"; "census error 12.4 to 8.9 beds" has one."""
        told = self.names_thing(hit.start - 1) and hit.start - 1 not in self.acts | self.moves
        bare = value.quantity.dim == "plain" and value.shape != "level" and not self.names_thing(value.last)
        return bare and not told

    def _is_better_of(self, value: Value) -> bool:
        """As in "F1: 12 % better", "a 9 % improvement on CTR": a score, or anything told right beside it."""
        hit = self.metric(value)
        if hit is None or hit.value.silent or hit.value.kind in ("machines", "count"):
            return False  # the latter: "emails got 3x better"
        low = min(hit.start, value.first)
        return hit.value.kind in BOUNDED or self.same_clause(low, max(hit.start, value.first))

    def _before_aside(self, value: Value) -> Hit | None:
        """As in "Faithfulness of the answers, as judged by two lawyers, improved from 82 to 93 %": what heads a
        sentence is told of past the commas."""
        end = self._before_moving(value.first)
        moved = end < value.first or self.key(end) in self.sets["going"]
        if value.shape != "change" or not moved or self.key(end - 1) != ",":
            return None
        low = self.sentence_start(end)
        return next((hit for hit in self.between("metric", low, low + 3) if hit.value.kind in BOUNDED), None)

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
        if dim in ("amount", "energy", "speed", "length") and (outside := self._outside(value)):
            return outside
        if value.shape == "level" and (dim == "amount" or (dim == "money" and not self.is_spent(value))):
            return None
        if dim == "money":
            return self._money(value)
        if dim == "params" and value.shape != "change":
            return None
        return self.implied(value, *IMPLIED[dim]) if dim in IMPLIED else self.of_something(value)

    def _measure(self, value: Value, hit: Hit) -> Measure | None:
        metric: Metric = hit.value
        scaled = metric.id != "gpus" or self.is_scaled(value)
        if metric.kind == "machines" and scaled and value.direction > 0:
            return None  # more machines are served, or bought: it does not say
        if family := self._other_family(value, hit):
            return self.implied(value, family, 1 if metric.good == "up" else -1)
        ended = self.is_ended(value)
        freed = (metric.kind == "machines" and value.shape == "level") or (ended and metric.kind == "money")
        value_good = 1 if freed else self.good(value, self.polarity(value, hit), metric.family)
        if value_good < 0 and (
            self.is_unsure(value, metric) or self._is_guess(value, hit) or self.is_load_factor(value)
        ):
            value_good = 0  # the latter: "at twice the call volume"
        fit = metric.family == "accuracy" and self._is_fit(value, hit)
        shape = "delta" if value.shape == "level" and self._must_be_delta(value, metric) else value.shape
        return Measure(
            value.span,
            "training" if fit else metric.family,
            metric.id,
            shape,
            value.before,
            value.after,
            value_good,
            value.ref or freed or ended or self._needs_no_reference(value, metric),
            fit or metric.training,
            metric.family == "cost"
            and value_good > 0
            and (metric.kind != "hours" or self.key(hit.start - 1) in SERVED)
            and not self.is_offline(hit),
            possible(value, metric),
            relative(value),
            value.direction,
            value.quantity.dim,
            metric.kind,
        )

    def _is_fit(self, value: Value, hit: Hit) -> bool:
        """As in "training AUC", "RMSE of training", "logloss 0.31 -> 0.27 in training"."""
        if TRAINING.isdisjoint(self.said):
            return False
        ends = (at for at in (hit.end, value.last) if self.key(at) in ("of", "in", "on", "during"))
        leads = (at + 1 + (self.key(at + 1) == "the") for at in ends)
        told = (at for at in leads if not self._is_before_noun(at + 1))
        return any(self.key(at) in TRAINING for at in (hit.start - 1, *told))

    def _is_before_noun(self, at: int) -> bool:
        """As in "precision of train delay alerts"."""
        verb = self.key(at) in self.sets["fitted_to"] or self.between("direction", at, at + 1)
        return self.key(at).isalpha() and self.key(at) not in self.lexicon.function and not verb

    def _is_guess(self, value: Value, hit: Hit) -> bool:
        """The metric comes later, in words of their own ("pruned by half, AUROC stays 0.91"), or the text calls it
        better ("feed conversion improved 1.31 -> 1.24")."""
        lead = value.first - 1 - (self.key(value.first - 1) in ("from", "of"))
        called = any(one.value == "better" for one in self.between("direction", lead, lead + 1))
        if (value.shape == "change" and called) or self.key(lead) in self.sets["improvements"]:
            return True
        comma = next(
            (at for at in range(value.first - 1, hit.end - 1, -1) if self.key(at) in (",", ";", "(")), -1
        )
        if (
            comma >= 0
            and self._shared_metric(value) is None
            and self._begins_of_its_own(comma + 1, value.first)
        ):
            return True  # "escalations fell by a third, automation +8 points"
        between = self.keys[value.last : hit.start] if hit.start >= value.last else ()
        apart = self.sets["afterthoughts"] | self.sets["negations"] | NEW_CLAUSE
        return not apart.isdisjoint(between)

    def _begins_of_its_own(self, start: int, end: int) -> bool:
        """A noun begins there and is told of by the number: "for the speed, consumption is less by 4.7 %"; not
        "German BLEU rose by 1.4, Finnish fell by 3.8"."""
        end = self._before_moving(end)
        named = self.names_thing(start) and self.names_thing(end - 1) and start not in self.moves
        return 0 < end - start <= OWN and named and not self.tokens[start].raw[:1].isupper()

    def _needs_no_reference(self, value: Value, metric: Metric) -> bool:
        """A percentage of a latency or of a bill cannot be a level; a preference is over something; a count of
        users is pure scale; what was earned would not be there otherwise."""
        if metric.compares or metric.kind == "earned":
            return True
        scale = metric.kind in ("count", "revenue", "earned") and value.quantity.dim in ("plain", "amount")
        if scale or (metric.id in WHOM and value.quantity.dim == "percent"):
            return True
        return self._must_be_delta(value, metric)

    def _must_be_delta(self, value: Value, metric: Metric) -> bool:
        return value.quantity.dim == "percent" and metric.kind in SIZED


def _alike(one: Value, other: Value) -> bool:
    """Bare numbers or percentages that count nothing."""
    return one.quantity.dim == other.quantity.dim and one.quantity.dim in LOOSE and not one.quantity.noun


def _begin_alike(one: Value, other: Value) -> bool:
    """As in "overall accuracy 84 to 89 %, winter cereals fell from 91 to 83 %": a part of the same test."""
    a, b = one.before or 0.0, other.before or 0.0
    return min(a, b) > 0 and abs(a - b) <= ALIKE * max(a, b)
