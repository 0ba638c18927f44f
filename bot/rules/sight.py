"""What the words right beside a number say of it, whatever metrics are near: seen, served, labelled, warned of."""

from dataclasses import replace

from bot.rules.bare import Bare
from bot.rules.counts import MANY
from bot.rules.durations import CLAUSES
from bot.rules.facts import Measure, Value
from bot.rules.gains import relative

OFTEN = "times"
AHEAD = frozenset(["ahead", "advance", "beforehand"])
SERVING = frozenset(["served", "serves", "serving"])
RIGHT = frozenset(["right", "correct", "correctly"])
AFTER, BEFORE = 7, 7  # tokens


class Sight(Bare):
    """Each kind of number is asked only what it can be."""

    def in_sight(self, value: Value) -> Measure | None:
        if self.is_work(value):
            return self.implied(value, "business", -1)
        dim = value.quantity.dim
        if dim == "percent":
            return self._share_in_sight(value)
        if dim == "factor":
            return self._multiple_in_sight(value)
        if dim == "span" and self.is_time_for(value):
            return self.implied(value, "business", -1)
        if dim in ("span", "plain") and self._is_notice_given(value):
            return self.share_of(value, "business")
        return self._pace_in_sight(value) if dim in ("plain", "speed") else None

    def _share_in_sight(self, value: Value) -> Measure | None:
        if self._is_seen(value):
            return replace(self.share_of(value, "accuracy"), ref=value.ref)
        if value.compared and self.key(value.last) == "off" and self._is_told_ahead(value):
            return self.share_of(value, "accuracy")
        theirs = self.does_less(value) or self._is_done(value) or self._is_part_of_people(value)
        return replace(self.share_of(value, "business"), ref=value.ref or value.compared) if theirs else None

    def _is_told_ahead(self, value: Value) -> bool:
        """As in "The forecast is 6 % off on average"."""
        low = self.clause_start(value.first)
        told = self.sets["warnings"].isdisjoint(self.keys[low : value.first])
        return not told or bool(self.between("noun:domain", low, value.first))

    def _is_part_of_people(self, value: Value) -> bool:
        """As in "18 of 22 captains follow the advice": they are the subject."""
        if value.quantity.noun != "audience" or value.quantity.word or value.shape == "delta":
            return False
        heads = self.clause_start(value.first) >= value.first - 1
        return heads and self.are_clients(value) and not self.is_preference(value)

    def _is_done(self, value: Value) -> bool:
        """As in "Coaches use its lineups in 22 of 34 matches", "Readers finish 41 % of long reads"."""
        if value.quantity.word or value.shape == "delta" or self.is_preference(value):
            return False
        inside = "of" in self.keys[value.first : value.last + 1]
        lead = self.key(value.first - 1) in ("in", "on", "for")
        return (
            inside
            and self.by_people(value, 8 if lead else 3)
            and (lead or self.key(value.last) == "of")
            and self.by_others(value)
        )

    def _multiple_in_sight(self, value: Value) -> Measure | None:
        """As in "downloaded 18k times", "serves twice the users"."""
        often = self.key(value.last - 1) == OFTEN and not value.quantity.word
        if often and self.key(value.first - 1) in self.sets["used_often"]:
            return Measure(value.span, "business", "reach", "level", ref=True)
        family = self.multiple(value)
        return self.share_of(value, family) if family else None

    def _pace_in_sight(self, value: Value) -> Measure | None:
        """As in "Served 3M QPS": pure scale; "Annotators label 140 images an hour instead of 55"."""
        if value.shape == "change":
            labelled = not self.sets["labellers"].isdisjoint(self.keys[max(value.first - 4, 0) : value.first])
            return self.share_of(value, "cost") if labelled else None
        large = value.quantity.dim == "speed" and value.shape == "level" and value.quantity.value >= MANY
        if not large or self.key(value.first - 1) not in SERVING:
            return None
        on_machine = self.between("noun:machine", value.last, value.last + 5)
        return None if on_machine else Measure(value.span, "business", "reach", "level", ref=True)

    def _is_seen(self, value: Value) -> bool:
        """As in "flags 8 of 10 patients who later fall", "2 of 500 answers were unsupported"."""
        if value.quantity.word:
            return False
        at = value.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        noun = value.quantity.noun
        if self.is_mistaken(value):
            return True
        if self.key(at) in self.sets["seeing"] and noun in ("audience", "technical", "scope"):
            return True
        reach = range(value.last, value.last + AFTER)
        end = next((at for at in reach if self.key(at) in CLAUSES), reach.stop)
        near = self.keys[value.last : end]
        if noun in ("technical", "") and not self.sets["untrue"].isdisjoint(near):
            return True
        if self.key(value.last) == "of" and not value.compared and not RIGHT.isdisjoint(near):
            return True
        return self._is_right(value)

    def _is_right(self, value: Value) -> bool:
        """As in "94 % right at the first check", "correct within five years for 91 % of addresses"."""
        if not RIGHT.isdisjoint(self.keys[value.first + 1 : value.first + 3]):
            return True
        lead = self.keys[max(value.first - AFTER, 0) : value.first]
        return self.key(value.first - 1) in ("for", "in", "on") and not RIGHT.isdisjoint(lead)

    def _is_notice_given(self, value: Value) -> bool:
        """As in "alerts are raised 9 flight-days ahead on average"."""
        if AHEAD.isdisjoint(self.keys[value.last : value.last + 4]):
            return False
        return not self.sets["warnings"].isdisjoint(self.keys[max(value.first - BEFORE, 0) : value.first])

    def implied(self, value: Value, family: str, polarity: int) -> Measure:
        good = self.good(value, polarity, family)
        if good < 0 and (family == "business" or (family == "cost" and value.shape == "delta")):
            good = 0  # whose money or time it is was not said: too little to call it worse
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
            relative(value),
            value.direction,
            unit,
        )
