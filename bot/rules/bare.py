"""Numbers without a metric: what they count or are a share of, or that they are results of nothing that is said."""

from functools import cached_property

from bot.rules.choose import LOOSE
from bot.rules.facts import LooseNumber, Measure, Value
from bot.rules.gains import Gains
from bot.rules.lex import WORD

COUNTED = frozenset(["technical", "machine", "audience", "scope", "metric"])
ROUNDED = 0.1
TINY = 4  # tokens
PACE = 6  # tokens
PACED = frozenset(["per", "a", "an", "each", "every"])


class Bare(Gains):
    """Says what a bare number counts."""

    @cached_property
    def changes(self) -> frozenset[int]:
        return frozenset(value.first for value in self.values if value.shape == "change")

    def of_something(self, value: Value) -> Measure | LooseNumber | None:
        """A bare number may count something."""
        if _is_one_more(value):
            return None
        return self._counted(value) or self._unlisted(value) or self._loose(value)

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

    def _is_spared(self, value: Value) -> bool:
        """As in "freed four enumerators for field visits", "140 wafers saved in Q3"."""
        if not _may_count(value, "delta"):
            return False
        freed = self.key(value.first - 1) in self.sets["sparing"] or self.sets["sparing"].intersection(
            self.keys[value.last + 1 : value.last + 3]
        )
        return bool(freed) and self.names_thing(value.last)

    def _is_stopped(self, value: Value) -> bool:
        """As in "312 rings taken down so far", "Recovered 310 lost bags a week"."""
        quantity = value.quantity
        if not _may_count(value, "level"):
            return False
        if not self.names_thing(value.last):
            return False
        if quantity.noun == "audience" and any(
            self.key(at) in self.sets["reassigned"] for at in range(value.last + 1, value.last + 4)
        ):
            return not self.near("training_cue", value, 9)  # "two clerks were moved to customer care"
        after = (self.key(at) for at in range(value.last + 1, value.last + 4))
        return self.key(value.first - 1) in self.sets["stopping"] or any(
            key in self.sets["stopped"] for key in after
        )

    def _served(self, value: Value) -> Measure | None:
        """People and places that use it: "12M users", "live in 40 shops"."""
        quantity = value.quantity
        if quantity.dim == "percent" and value.shape == "change" and quantity.noun in ("audience", "scope"):
            return self.share_of(value, "business")
        several = quantity.value > 1 or value.shape == "change"
        served = quantity.noun in ("audience", "scope") or self.is_in_use(value)
        if served and several and self.serves(value):
            good = max(self.good(value, 1), 0)
            return Measure(
                value.span, "business", "reach", value.shape, value.before, value.after, good, True
            )
        return None

    def _fewer(self, value: Value) -> Measure | None:
        """As in "30 fewer calls": compared, and what is counted is said."""
        quantity = value.quantity
        counted = quantity.noun in ("audience", "scope", "other") or self.does_less(value)
        if self.near("training_cue", value, 9):
            return None
        if self._is_spared(value):
            return Measure(value.span, "business", "count", "delta", good=1, ref=True)
        if value.compared and not self._says_not_what(value) and (counted or self._is_less_done(value)):
            return Measure(value.span, "business", "count", "delta", good=0, ref=True)
        return self.share_of(value, "business") if self._is_done_by_people(value) else None

    def _is_less_done(self, value: Value) -> bool:
        """As in "Trams bunch up 40 percent less": somebody else's doing, told without a name for it."""
        low = self.clause_start(value.first)
        if value.quantity.dim != "percent" or self.key(value.last) not in ("less", "more"):
            return False
        if value.first - low < 2 or low in self.acts or not self.names_thing(low):
            return False
        kinds = ("noun:technical", "noun:machine", "noun:domain", "noun:tool", "vague", "metric")
        alone = not self.names_thing(value.last + 1)
        return alone and not any(self.between(kind, low, value.first) for kind in kinds)

    def _is_done_by_people(self, value: Value) -> bool:
        """As in "Claims handlers close 41 files a day where it used to be 29"."""
        quantity = value.quantity
        if (
            quantity.dim == "plain"
            and value.shape == "level"
            and quantity.noun in ("other", "")
            and not quantity.word
        ):
            return self.per_day(value) and self.names_thing(value.last) and self.by_others(value)
        if quantity.dim != "plain" or value.shape != "change":
            return False
        if quantity.noun in ("technical", "other") and self.by_people(value, 5):
            return True
        at = next((at for at in range(value.first + 1, value.first + PACE) if self.key(at) in PACED), 0)
        named = at > value.first + 1 and self.tokens[at - 1].kind == WORD
        technical = any(
            self.between(kind, value.first + 1, at) for kind in ("noun:technical", "noun:machine")
        )
        return named and not technical and self.lexicon.per_second.get(self.key(at + 1)) != 1

    def _is_part_done(self, value: Value) -> bool:
        """As in "resolves 41 % of chats", "achieving 92% delivery": a share of people's business."""
        quantity = value.quantity
        if quantity.dim != "percent" or quantity.noun not in ("audience", "scope"):
            return False
        lead = self.key(value.first - 1)
        if lead in self.sets["completing"] or lead in self.sets["reached"]:
            return True
        if (
            self.key(value.last) == "of"
            and self.clause_start(value.first) == value.first
            and self.are_clients(value)
        ):
            return True  # "61 % of callers hang up happy"
        return any(
            self.key(at) == "longer" and self.key(at - 1) == "no" for at in range(value.last, value.last + 7)
        )

    def _says_not_what(self, value: Value) -> bool:
        """As in "a 35 % improvement", "22 % better"."""
        if self.key(value.last) in self.sets["gains"]:
            return not self.is_gain_of_something(value)
        return value.compared and self.key(value.last) in self.sets["better"]

    def _unlisted(self, value: Value) -> Measure | None:
        family = self.named(value)
        return self.share_of(value, family) if family else None

    def share_of(self, value: Value, family: str) -> Measure:
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

    def _loose(self, value: Value) -> LooseNumber | None:
        quantity = value.quantity
        if quantity.dim not in LOOSE or quantity.noun in COUNTED or self._is_of_that(value):
            return None
        if self._is_no_statistic(value) or self.is_part_of_plan(value):
            return None
        if quantity.dim == "plain" and (self.counts_things(value) or self._is_some_more(value)):
            return None
        if self.between("noun:role", value.last, value.last + (3 if quantity.dim == "factor" else 1)):
            return None
        return None if quantity.dim == "factor" and self._explained(value) else LooseNumber(value.span)

    def _is_of_that(self, value: Value) -> bool:
        """As in "61 % of them close", "2.6x that of the old one"."""
        after = (self.key(value.last), self.key(value.last + 1))
        return after == ("that", "of") or (
            after[0] == "of" and after[1] in ("them", "these", "those", "which")
        )

    def _is_no_statistic(self, value: Value) -> bool:
        """A level that nothing says to be reached, a limit, or a comparison that says its unit ("4 % longer")."""
        if value.shape == "level" and not self._is_reached(value):
            return True
        if any(self.key(at) in self.sets["limits"] for at in range(value.first - 2, value.first)):
            return True
        told = value.compared and self.key(value.last) in self.sets["told_by_unit"]
        return told or self.within_limit(value.first)

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
        if self._is_vaguely_raised(value) or self.key(value.first - 1) == "scored":
            return True
        share = quantity.dim == "percent" or (quantity.dim == "plain" and 0 < quantity.value < 1)
        if not share or quantity.word or quantity.noun:
            return False
        return any(self.key(at) in self.sets["reached"] for at in (value.first - 1, value.first - 2))

    def _is_vaguely_raised(self, value: Value) -> bool:
        """As in "Raised the score to 87", "Improved data quality to 98"."""
        quantity = value.quantity
        if self.key(value.first - 1) != "to" or not value.direction or quantity.word or quantity.noun:
            return False
        return bool(self.between("vague", value.first - 3, value.first - 1))

    def _explained(self, value: Value) -> bool:
        """As in "2x from 40 FPS to 80 FPS", "Doubled replies to adverts, 0.9 % to 1.8 %": another value says what was
        multiplied."""
        if any(at in self.changes for at in range(value.last, value.last + 3)):
            return True
        return any(_is_multiple(one, value.quantity.value) for one in self.values if one.first > value.last)


def _may_count(value: Value, shape: str) -> bool:
    """Whether a plain number of this shape stands before no part of a program or machine."""
    plain = value.shape == shape and value.quantity.dim == "plain"
    return plain and value.quantity.noun not in ("technical", "machine", "metric")


def _is_one_more(value: Value) -> bool:
    """As in "who prefer to see one patient more"."""
    one = value.quantity.word and value.quantity.dim == "plain" and value.quantity.value == 1
    return one and value.compared


def _is_multiple(value: Value, factor: float) -> bool:
    """Whether a change is by that factor, as near as rounding allows."""
    if value.shape != "change" or not value.before or value.after is None:
        return False
    return abs(value.after / value.before / factor - 1) < ROUNDED
