"""What the words right beside a number say of it, whatever metrics are near: served, freed, labelled, warned of."""

from dataclasses import replace
from itertools import pairwise

from bot.rules.facts import Measure, Value
from bot.rules.results.gains import relative
from bot.rules.results.material import MANY
from bot.rules.results.outputs import NEAR_PEOPLE, Outputs
from bot.rules.words.lex import WORD

OFTEN = "times"
AHEAD = frozenset(["ahead", "advance", "beforehand"])
FORESEEN = frozenset(["forecast", "forecasts", "prediction", "predictions"])
"""How far they look ahead is set."""
RATHER = frozenset(["to", "->", "instead", "rather", "not"])
BEING = frozenset(["is", "are", "were", "was", "get", "gets", "being"])
AS_IT_IS = frozenset(["unchanged", "untouched", "unedited", "uncorrected", "verbatim"])
SERVING = frozenset(["served", "serves", "serving"])
THEIRS, NAMED_PART = 3, 3  # tokens
AFTER, BEFORE = 7, 7  # tokens


class Sight(Outputs):
    """Each kind of number is asked only what it can be."""

    def in_sight(self, value: Value) -> Measure | None:
        dim = value.quantity.dim
        back = dim in ("span", "plain") and self.is_won_back(value)
        if back or self.is_work(value):
            return self.implied(value._replace(ref=value.ref or back), "business", -1)
        left = dim in ("percent", "plain") and (self.is_unattended(value) or self.is_left_to_people(value))
        if left or self.is_near_truth(value):
            return replace(self.share_of(value, "business" if left else "accuracy"), ref=value.ref)
        if dim in ("percent", "factor"):
            seen = self._share_in_sight if dim == "percent" else self._multiple_in_sight
            return self._dear_or_long(value) or seen(value)
        if dim == "span" and self.is_time_for(value):
            return self.implied(value, "business", -1)
        if dim in ("span", "plain") and self._is_notice_given(value):
            return self.share_of(value, "business")
        plain = dim in ("plain", "speed")
        return (self._reach_in_sight(value) or self._pace_in_sight(value)) if plain else None

    def rhythm(self) -> tuple[int, int] | None:
        """As in "stocktakes went from monthly to weekly": how often people do a thing, not how often a model is
        trained."""
        if self.sets["rhythms"].isdisjoint(self.said):
            return None
        often = [at for at, key in enumerate(self.keys) if key in self.sets["rhythms"]]
        for a, b in pairwise(often):
            low = self.clause_start(a - 1 - (self.key(a - 2) == ":"))
            changed = not RATHER.isdisjoint(self.keys[a + 1 : b])
            if b - a > NEAR_PEOPLE or not changed or self.keys[a : a + 2] == self.keys[b : b + 2]:
                continue
            named = any(self.names_thing(at) and at not in self.moves for at in range(low, a))
            program = self.names_program(low, a) or self.runs_learning(low, b + 3)
            if named and not (program or self.sets["refreshed"].intersection(self.keys[low : b + 3])):
                return a, b + 1
        return None

    def _reach_in_sight(self, value: Value) -> Measure | None:
        """As in "screens 2.1M envelopes a month", "it is fitted on 212 buses": whatever metrics are near."""
        flows = self.key(value.first - 1) in self.sets["working_through"] and self.is_load(value)
        reached = value.quantity.dim == "plain" and (
            flows or self.is_placed(value) or self.is_caught_in_time(value) or self._are_freed(value)
        )
        return Measure(value.span, "business", "reach", "level", ref=True) if reached else None

    def _are_freed(self, value: Value) -> bool:
        """As in "Two sorters per shift freed for the mending room", "three clerks moved to the hotline"."""
        after = self.keys[value.last + 1 : value.last + 1 + THEIRS + 1]
        if value.shape == "change" or self.sets["reassigned"].isdisjoint(after):
            return False
        near = range(value.last + 1, value.last + 1 + THEIRS + 1)
        at = next(at for at in near if self.key(at) in self.sets["reassigned"])
        if self.key(at + 1) not in ("for", "to", "from", "up"):
            return False
        none = self.sets["no_people"] | self.sets["program_things"] | self.sets["labellers"]
        key = self.key(value.last)
        people = any(self.is_outsider(one) for one in self.people_in(value.last, value.last + 2))
        return (people or key.endswith(("ers", "ors"))) and none.isdisjoint((key, key[:-1]))

    def _dear_or_long(self, value: Value) -> Measure | None:
        """As in "six times as expensive", "30 % dearer", "took 40 times as long to fit"."""
        near = self.keys[value.last : value.last + 2]
        dear = not self.sets["dear"].isdisjoint(near)
        long = "long" in near and "as" in self.keys[value.last - 1 : value.last + 1]
        hit = self.metric(value) if dear or long else None
        if not (dear or long) or (hit is not None and hit.value.family != "accuracy"):
            return None
        words = self.keys[self.clause_start(value.first) : value.last + AFTER]
        learns = "fit" in words or not self.sets["learning"].isdisjoint(words)
        return self.implied(value, "cost" if dear or learns else "efficiency", -1)

    def _share_in_sight(self, value: Value) -> Measure | None:
        if value.shape == "change" and self._is_of_takings(value):
            told = self.between("metric", value.first - BEFORE, value.first)
            if any(hit.value.kind == "money" for hit in told):
                return None  # "inference spend from 11 % to 4 % of the revenue"
        preferred = self.is_preferred(value)
        if preferred or self.is_seen(value):
            return replace(self.share_of(value, "accuracy"), ref=value.ref or preferred)
        freed = value.quantity.noun == "audience" and value.shape == "level"
        freed = freed and not self.sets["reassigned"].isdisjoint(self.keys[value.last : value.last + 4])
        won = value.shape != "delta" and self._are_won(value)  # "two thirds of schools renewed"
        if freed or won or self._is_of_theirs(value):  # "5 of 8 typists freed for other work"
            return replace(self.share_of(value, "business"), ref=True)
        theirs = self.does_less(value) or self._is_done(value) or self._is_accepted(value)
        return replace(self.share_of(value, "business"), ref=value.ref or value.compared) if theirs else None

    def _is_accepted(self, value: Value) -> bool:
        """As in "7 of 10 suggestions are followed", "of the proposed dates, 4 out of 5 are taken"."""
        offers = self.sets["offers"]
        if value.shape == "delta" or offers.isdisjoint(self.said):
            return False
        if offers.isdisjoint(self.keys[self.sentence_start(value.first) : value.last + THEIRS]):
            return False
        if value.quantity.noun == "technical" or self.near("training_cue", value, 9):
            return False  # "71 % of the tokens are accepted"
        if not AS_IT_IS.isdisjoint(self.keys[value.last : value.last + AFTER]):
            return True  # "61 % of its drafts leave the house unchanged"
        near = range(value.last, value.last + THEIRS + 1)
        return any(self.key(at) in BEING and self.key(at + 1) in self.sets["taken_up"] for at in near)

    def _is_done(self, value: Value) -> bool:
        """As in "Coaches use its lineups in 22 of 34 matches", "Readers finish 41 % of long reads"."""
        if value.shape == "delta" or self.is_preference(value):
            return False
        inside = "of" in self.keys[value.first : value.last + 1]
        lead = self.key(value.first - 1) in ("in", "on", "for")
        if value.quantity.word and not lead and self.key(value.last) != "of":
            return False
        if self.key(value.last - 2) == "in" and value.last - value.first > NAMED_PART:
            # "retouchers touch only one photo in twelve"
            return self.by_people(value, 8) and self.by_others(value)
        return (
            inside
            and (lead or self.key(value.last) == "of" or self.names_thing(value.last))
            and self.by_people(value, 8 if lead or self._is_of_time(value) else 5)
            and self.by_others(value)
        )

    def _is_of_time(self, value: Value) -> bool:
        """As in "pupils solve the next one alone 64 % of the time"."""
        return self.keys[value.last : value.last + 3] == ["of", "the", "time"]

    def _multiple_in_sight(self, value: Value) -> Measure | None:
        """As in "downloaded 18k times", "serves twice the users"."""
        if self.is_per_coin(value):
            return self.share_of(value, "cost")  # "four times as many pages per dollar"
        if self.is_capacity(value):
            return self.implied(value, "efficiency", 1)
        often = self.key(value.last - 1) == OFTEN and not value.quantity.word
        if often and self.key(value.first - 1) in self.sets["used_often"]:
            return Measure(value.span, "business", "reach", "level", ref=True)
        family = self.multiple(value)
        return self.share_of(value, family) if family else None

    def _pace_in_sight(self, value: Value) -> Measure | None:
        """As in "Served 3M QPS": pure scale; "Annotators label 140 images an hour instead of 55"."""
        if self.is_capacity(value):
            return self.implied(value, "efficiency", 1)
        if value.shape == "change":
            return self._change_in_sight(value)
        large = value.quantity.dim == "speed" and value.shape == "level" and value.quantity.value >= MANY
        if not large or self.key(value.first - 1) not in SERVING:
            return None
        on_machine = self.between("noun:machine", value.last, value.last + 5)
        return None if on_machine else Measure(value.span, "business", "reach", "level", ref=True)

    def _change_in_sight(self, value: Value) -> Measure | None:
        if self.is_per_coin(value):
            return self.implied(value, "cost", 1)
        if value.quantity.magnitude and self._is_of_model(value):
            return self.implied(value, "efficiency", -1)
        labelled = not self.sets["labellers"].isdisjoint(self.keys[max(value.first - 4, 0) : value.first])
        if labelled and not self.between("metric", value.first - 5, value.first):
            return self.share_of(value, "cost")
        daily = not self.sets["rates"].isdisjoint(self.keys[value.first : value.last])
        return self.share_of(value, "business") if daily and self._is_pace_of_people(value) else None

    def _is_of_model(self, value: Value) -> bool:
        """As in "a 33M model (before 335M)", "22M parameters, it had been 110M"."""
        ends = (value.first + 1, value.first + 2, value.last)
        return any(self.key(at) in self.sets["of_weights"] and not self.names_thing(at + 1) for at in ends)

    def _is_of_theirs(self, value: Value) -> bool:
        """As in "WER flat at 8.2, editors' corrections -27 %"."""
        if value.shape != "delta":
            return False
        low = self.clause_start(value.first)
        if not 1 < value.first - low <= THEIRS or self.between("metric", low, value.first):
            return False
        theirs = any(one.start == low and self.is_outsider(one) for one in self.people_in(low, low + 1))
        return theirs and self.names_thing(value.first - 1)

    def _is_pace_of_people(self, value: Value) -> bool:
        """As in "editors now release 70 wrongly blocked pictures a day by hand, it was 20"."""
        lead = self.key(value.first - 1)
        doing = self.tokens[value.first - 1].kind == WORD and lead not in self.lexicon.function
        return doing and self.by_people(value, 4) and value.first - 1 not in self.moves

    def _is_notice_given(self, value: Value) -> bool:
        """As in "alerts are raised 9 flight-days ahead on average"."""
        if AHEAD.isdisjoint(self.keys[value.last : value.last + 4]):
            return False
        near = self.sets["warnings"].intersection(self.keys[max(value.first - BEFORE, 0) : value.first])
        return bool(near - FORESEEN if value.shape == "level" else near)

    def _is_saved_too(self, value: Value) -> bool:
        """As in "shaving 350 ms and $2.2k a month", "killed $21k a month of reserved nodes"."""
        lead = self.between("direction", value.first - 6, value.first)
        joined = self.key(value.first - 1) == "and" and any(one.value in ("down", "saved") for one in lead)
        return joined or self.key(value.first - 1) in self.sets["retiring"]

    def implied(self, value: Value, family: str, polarity: int) -> Measure:
        good = self.good(value, polarity, family)
        if good < 0 and (family == "business" or (family == "cost" and value.shape == "delta")):
            good = 0  # whose money or time it is was not said: too little to call it worse
        unit = value.quantity.dim
        operating = (
            family == "cost" and unit in ("money", "plain") and (good > 0 or self._is_saved_too(value))
        )
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
