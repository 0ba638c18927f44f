"""Numbers without a metric: what they count or are a share of."""

from bot.rules.facts import LooseNumber, Measure, Value
from bot.rules.results.distance import LOOSE
from bot.rules.results.work import WORK_UNITS, Work, may_count

LABELLED, DESK = 6, 5  # tokens


class Bare(Work):
    """Says what a bare number counts."""

    def of_something(self, value: Value) -> Measure | LooseNumber | None:
        """A bare number may count something."""
        of_it = self.key(value.last - 1) == "of" and self.key(value.last) == "it"
        none = value.compared and value.quantity.value == 0  # "with zero increase in cost"
        if _is_one_more(value) or of_it or none or self.key(value.last) == "what":
            return None  # "half of it was noise", "three times what legal would accept"
        if self.is_of_improved(value):
            return self.loose(value)
        if value.shape == "change" and value.quantity.dim == "plain" and self._is_of_own_things(value):
            return None
        return self._counted(value) or self._unlisted(value) or self._of_somebody(value) or self.loose(value)

    def _counted(self, value: Value) -> Measure | None:
        quantity = value.quantity
        if quantity.dim not in LOOSE:
            return None
        if self.is_load(value):
            return Measure(value.span, "business", "reach", "level", ref=True)
        if value.shape == "level" and self._is_part_done(value):
            return Measure(value.span, "business", "share", "level", ref=value.ref)
        if self._is_stopped(value):
            return Measure(value.span, "business", "count", "level", ref=value.ref)
        return self._served(value) or self._fewer(value)

    def _served(self, value: Value) -> Measure | None:
        """People and places that use it: "12M users", "live in 40 shops"."""
        quantity = value.quantity
        if self._are_labelling(value):
            return self.share_of(value, "cost")
        several = quantity.value > 1 or value.shape == "change"
        if quantity.noun == "scope" and value.shape == "change" and value.direction < 0:
            return None  # "Moved the store from two regions into one"
        served = quantity.noun in ("audience", "scope") or self.is_in_use(value) or self.have_it(value)
        if served and several and self.serves(value):
            good = max(self.good(value, 1), 0)
            return Measure(
                value.span,
                "business",
                "reach",
                value.shape,
                value.before,
                value.after,
                good,
                quantity.dim != "percent" or value.ref,
            )
        return None

    def _are_labelling(self, value: Value) -> bool:
        """As in "labelled with 3 annotators instead of 11": it is paid work for the data."""
        if value.shape == "level" or value.quantity.dim != "plain" or value.quantity.noun != "audience":
            return False
        named = not self.sets["labellers"].isdisjoint(self.keys[value.first : value.last + 2])
        lead = self.keys[max(value.first - LABELLED, 0) : value.first]
        return named or (lead[-1:] in (["with"], ["by"]) and not self.sets["labelling"].isdisjoint(lead))

    def _fewer(self, value: Value) -> Measure | None:
        """As in "30 fewer calls": compared, and what is counted is said."""
        quantity = value.quantity
        counted = quantity.noun in ("audience", "scope", "other") or self.does_less(value)
        counted = counted or self._are_hours_less(value) or self._are_boxes_of_goods(value)
        technical = quantity.noun in ("technical", "machine")
        counted = counted or (technical and (self._are_of_office(value) or self._are_goods_done(value)))
        # "consumes 320 plates fewer"
        counted = counted or self.key(value.first - 1) in self.sets["consuming"]
        after = self.key(value.last + 1)
        less = after in self.sets["fewer"] or after in self.sets["more"]
        counted = counted or (less and self._names_goods(value))  # "2 drums less"
        if self.near("training_cue", value, 9):
            return None
        if self._is_spared(value):
            return Measure(value.span, "business", "count", "delta", good=1, ref=True)
        if value.compared and counted:
            return Measure(value.span, "business", "count", "delta", good=0, ref=True)
        counted = self._is_done_by_people(value) or self._is_other_than_then(value)
        return self.share_of(value, "business") if counted else None

    def _are_boxes_of_goods(self, value: Value) -> bool:
        """As in "three more boxes sold", "packs 1,900 cards more a day": nothing computes there."""
        if value.quantity.noun != "machine" or not (
            value.compared and self.sets["computing"].isdisjoint(self.said)
        ):
            return False
        return all(self.key(hit.end - 1) in self.sets["maybe_machines"] for hit in self.found("noun:machine"))

    def _are_of_office(self, value: Value) -> bool:
        """As in "31 % less questions in the support channel": what might be data comes to people's desks."""
        desks = self.sets["departments"], self.sets["offices_of_any_name"], self.sets["business_groups"]
        at = next(
            (at for at in range(value.last, value.last + DESK) if self.key(at) in self.sets["to_desks"]), 0
        )
        near = range(at + 1, at + 1 + DESK) if at and self.same_clause(value.last, at) else range(0)
        if self.any_of(("noun:machine", "noun:tool"), near.start, near.stop):
            return False
        words = self.keys[near.start : near.stop]
        return not all(some.isdisjoint(words) for some in desks) or any(self.people_in(near.start, near.stop))

    def _are_goods_done(self, value: Value) -> bool:
        """As in "21 % more frames dispatched a week", "9 % fewer overdue trees"."""
        at = value.last + (self.key(value.last) in self.sets["fewer"] | self.sets["more"])
        return self.are_goods(at, at + 1)

    def _names_goods(self, value: Value) -> bool:
        """A plain number of things that are no part of a program or machine."""
        return may_count(value, value.shape) and self.names_thing(value.last) and not value.quantity.magnitude

    def _is_other_than_then(self, value: Value) -> bool:
        """As in "11 weather days lost last winter, 19 the one before": things of the world, and no plan that moved
        them ("from 12 to 40 classes")."""
        at = value.first + 1
        if value.shape != "change" or value.quantity.dim != "plain" or not self.names_thing(at):
            return False
        between = self.keys[at : value.last]
        if at - 2 in self.acts or "->" in between or self.key(value.first - 1) in self.sets["from"]:
            return False
        whole = all(end is not None and end >= 0 and end == int(end) for end in (value.before, value.after))
        led = self.key(at - 2) in self.sets["clause_heads"] or at == 1
        parts = self.between("noun:technical", at, at + 3) and self.key(at + 1) not in WORK_UNITS
        parts = parts or not self.sets["per"].isdisjoint(between) or self.key(at) in self.sets["insiders"]
        return (
            whole
            and led
            and not parts
            and not self.any_of(("noun:machine", "noun:domain", "noun:tool", "metric"), at, at + 3)
        )


def _is_one_more(value: Value) -> bool:
    """As in "who prefer to see one patient more"."""
    one = value.quantity.word and value.quantity.dim == "plain" and value.quantity.value == 1
    return one and value.compared and value.good <= 0 and value.direction > 0
