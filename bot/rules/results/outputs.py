"""What words right beside a number say of how good the outputs are, where no metric is named."""

from bot.rules.facts import Value
from bot.rules.results.bought import Bought

PREFERRED = frozenset(["prefer", "prefers", "preferred", "favour", "favoured", "favor", "favored"])
PAIRED = frozenset(["pairs", "cases", "comparisons", "trials", "judgements", "judgments", "votes", "samples"])
OTHERS = frozenset(["over", "to", "above"])
CLOSE = frozenset(["length", "percent", "point", "plain", "amount", "time", "span", "money"])
TIMES = frozenset(["time", "span", "money"])
SOLVING = frozenset(["solved", "solves", "share", "proportion", "fraction"])
PAIRS_NEAR, AFTER, NEAR_PEOPLE = 3, 7, 11  # tokens


class Outputs(Bought):
    """Found, right, preferred, agreed with, or near to what it should be."""

    def is_near_truth(self, value: Value) -> bool:
        """How far estimates lie from what is true, or how often they are near to it."""
        dim = value.quantity.dim
        return dim in CLOSE and (self._is_off(value) or (dim not in TIMES and self._is_close(value)))

    def is_seen(self, value: Value) -> bool:
        """As in "flags 8 of 10 patients who later fall", "2 of 500 answers were unsupported"."""
        if value.quantity.word or self._is_agreed(value) or self._is_of_outputs(value):
            return not value.quantity.word
        at = value.first - 1
        while self.key(at) in self.sets["about"] and self.key(at) not in ("only", "just"):
            at -= 1  # "the large model sees only 18 % of queries" tells no success
        noun = value.quantity.noun
        refused = self.key(at) in self.sets["refusing"] and self._are_fakes(value)
        inside = "of" in self.keys[value.first + 1 : value.last + 1]
        right = inside and not self.sets["right"].isdisjoint(self.keys[at - 1 : at + 1])
        right = right and not self._is_put_right(at)
        found = value.shape == "change" and self.key(at) in self.sets["seen"] and self.names_thing(at - 1)
        if refused or right or found or self.is_mistaken(value):
            return True  # as in "correct diagnoses 81 of 100", "bad links found 71 -> 93 %"
        at -= self.key(at) == ":"  # "clauses found: 93 of 100"
        own = value.compared and self.key(at - 1) in ("we", "i")  # "we see 18 % more guests"
        sees = (self.key(at) in self.sets["seeing"] and not own) or (
            inside and self.key(at) in self.sets["seen"]
        )
        if sees and (noun or inside) and not (noun in ("other", "") and self.by_people(value, 4)):
            return True
        return self._tells_right_from_wrong(value, inside=inside)

    def _tells_right_from_wrong(self, value: Value, *, inside: bool) -> bool:
        """As in "2 of 500 answers were unsupported", "finds the right aisle in 94 % of cases"."""
        if self.sets["untrue"].isdisjoint(self.said) and self.sets["right"].isdisjoint(self.said):
            return inside and self._are_recognised(value)
        noun = value.quantity.noun
        reach = range(value.first + 1, value.last + AFTER)
        grounds = self.sets["grounds"]
        ends = (at for at in reach if self.key(at) in self.sets["clause_breaks"] or self.key(at) in grounds)
        near = self.keys[value.first + 1 : next(ends, reach.stop)]
        beside = noun == "other" and self.key(value.first + 2) in self.sets["untrue"]
        beside = beside or not self.sets["outputs"].isdisjoint(self.keys[value.first + 1 : value.first + 4])
        if (beside or noun in ("technical", "")) and not self.sets["untrue"].isdisjoint(near):
            return True
        if inside and not value.compared and not self.sets["right"].isdisjoint(near):
            return True
        return (inside and self._are_recognised(value)) or self._is_right(value)

    def _is_put_right(self, at: int) -> bool:
        """As in "janitors correct 11 % of lists by hand": the verb of people, no judgement."""
        return self.key(at) == "correct" and any(one.end == at for one in self.people_in(at - 2, at))

    def _are_recognised(self, value: Value) -> bool:
        """As in "37 of 100 scans recognised, 28 by the old model": what is seen, and by whom goes unsaid."""
        near = range(value.first + 3, value.first + AFTER if value.shape == "change" else 0)
        at = next((at for at in near if self.key(at) in self.sets["seen"]), 0)
        return at > 0 and (self.key(at + 1) in self.sets["clause_breaks"] or at + 1 >= len(self.tokens))

    def is_preferred(self, value: Value) -> bool:
        """As in "summaries that reviewers prefer over the agents' own notes in 71 % of pairs"."""
        if PREFERRED.isdisjoint(self.said) or self.key(value.first - 1) not in ("in", "by"):
            return False
        low = self.clause_start(value.first)
        at = next((at for at in range(low, value.first) if self.keys[at] in PREFERRED), 0)
        over = at > 0 and not OTHERS.isdisjoint(self.keys[at + 1 : value.first])
        paired = not PAIRED.isdisjoint(self.keys[value.last : value.last + PAIRS_NEAR])
        return over and (paired or not self.between("noun:audience", low, at))

    def _is_agreed(self, value: Value) -> bool:
        """As in "agrees with the senior coder in 93 % of letters", "matched the agronomist 95 % of the time"."""
        low = self.clause_start(value.first)
        if self._is_same_as(low, value.first):
            return True
        if self.sets["agreeing"].isdisjoint(self.said):
            return False
        told = any(
            self.key(at) in self.sets["agreeing"]
            and (
                self.key(at + 1) in ("with", "w")
                or self.between("noun:role", at + 1, at + 4)
                or self.between("noun:domain", low, at)  # "clerks and model disagree on 19 % of visas"
            )
            for at in range(low, value.first)
        )
        led = self.key(value.first - 1) in ("in", "on", "for")
        return told and (led or "of" in self.keys[value.first : value.last + 1])

    def _is_same_as(self, low: int, high: int) -> bool:
        """As in "same verdict as the registrar on 91 % of wills"."""
        if "same" not in self.said:
            return False
        at = next((at for at in range(low, high) if self.keys[at] == "same"), high)
        as_ = next((to for to in range(at, min(at + PAIRS_NEAR + 1, high)) if self.keys[to] == "as"), 0)
        led = as_ > 0 and self.key(high - 1) in ("in", "on", "for")
        return led and bool(self.between("noun:role", as_ + 1, as_ + 3))

    def _is_of_outputs(self, value: Value) -> bool:
        """As in "judged helpful in 82 % of cases", "solved 41 % of the held-out tasks"."""
        if value.compared or value.quantity.noun == "scope":
            return False
        low = self.clause_start(value.first)
        lead, after = self.keys[low : value.first], self.keys[value.last : value.last + 5]
        led = self.key(value.first - 1) in ("in", "for", "on")
        if not (led or not SOLVING.isdisjoint(lead)) or self.is_preference(value):
            return False
        if led and not self.sets["judging"].isdisjoint(lead) and self.key(value.last) == "of":
            return True
        own = not self.sets["bench"].isdisjoint((*lead, *after))
        if own:
            return True
        outputs = self.sets["outputs"]
        inside = self.keys[value.first + 1 : value.last]
        of = (self.key(value.last) == "of" and not outputs.isdisjoint(after[:4])) or (
            not outputs.isdisjoint(inside) and not outputs.isdisjoint(inside[:5])
        )
        return led and of and not self.by_people(value, NEAR_PEOPLE)

    def _are_fakes(self, value: Value) -> bool:
        """As in "rejects 99 % of synthetic speech"."""
        return not self.sets["fakes"].isdisjoint(self.keys[value.first + 1 : value.last + 4])

    def _is_right(self, value: Value) -> bool:
        """As in "94 % right at the first check", "correct within five years for 91 % of addresses"."""
        if self.key(value.first - 1) in self.sets["right"]:
            people = self.people_in(value.first - 3, value.first - 1)
            # not "caseworkers correct one profile in ten"
            return all(one.end < value.first - 1 for one in people)
        low = self.clause_start(value.first)
        low += self.key(low) in self.sets["articles"]
        if self._is_judged_right(low, value) or self._are_untrue_outputs(low, value):
            return True
        if value.shape == "change" and self.key(low) in ("right", "correct") and self.names_thing(low + 1):
            return True  # "right office 71 -> 86 %"
        if not self.sets["right"].isdisjoint(self.keys[value.first + 1 : value.first + 3]):
            return True
        lead = self.keys[max(value.first - AFTER, 0) : value.first]
        return self.key(value.first - 1) in ("for", "in", "on", ":") and not self.sets["right"].isdisjoint(
            lead
        )

    def _is_judged_right(self, low: int, value: Value) -> bool:
        """As in "answers rated correct by teachers 91 % (90 % with GPT-4)"."""
        if value.shape == "delta" or self.sets["judging"].isdisjoint(self.said):
            return False
        reach = range(max(low, value.first - AFTER), value.first - 1)
        return any(
            self.key(at) in self.sets["judging"] and self.key(at + 1) in self.sets["right"] for at in reach
        )

    def _are_untrue_outputs(self, low: int, value: Value) -> bool:
        """As in "invented opening hours went from 6.2 % of replies to 0.9 %"."""
        inside, key = self.keys[value.first : value.last + 3], self.key(low)
        if key not in self.sets["untrue"] or "of" not in inside or not self.names_thing(low + 1):
            return False
        return key in self.sets["invented"] or not self.sets["outputs"].isdisjoint(inside)

    def _is_off(self, value: Value) -> bool:
        """As in "weights differ from the scale by 3 %", "arrivals were out by 6 minutes", "31 s/km off"."""
        at = value.first - 1
        while self.key(at) in self.sets["near_numbers"]:
            at -= 1
        if self.key(at) == "by":
            lead = self.keys[self.clause_start(value.first) : at + 1]
            if not self.sets["deviating"].isdisjoint(lead):
                return True
            if self.key(at - 1) in self.sets["deviating_by"]:
                told = self.key(at - 2) in self.sets["auxiliaries"] or self.key(at - 1) in ("misses", "wrong")
                return told or not self.sets["estimating"].isdisjoint(lead)
        if self.key(value.last) == "too" and not self.sets["estimating"].isdisjoint(self.keys[: value.first]):
            return True  # "the forecast was 9 % too high"
        off = self.key(value.last) == "off" and self.key(value.last + 1) not in self.sets["articles"]
        return (
            off
            and value.shape != "delta"
            and not self.sets["estimating"].isdisjoint(self.keys[: value.first])
        )

    def _is_close(self, value: Value) -> bool:
        """As in "lands within 3 mm", "predicted within 4 ppm", "within 8 % of the price for 74 % of flats"."""
        at = value.first - 1
        while self.key(at) in self.sets["near_numbers"]:
            at -= 1
        told = self.key(at) == "to" and self.key(at - 1) in self.sets["estimating"]
        # "showed the forecast to 120 people"
        told = told and value.quantity.noun not in ("audience", "scope")
        near = told or self.key(at) == "within" or value.quantity.sign == "±"
        if value.quantity.dim == "length":
            return near or self.key(value.last) in ("off", "away", "error")
        placed = value.quantity.dim == "percent" and self.key(at) in ("in", "for", "on")
        if not (near or placed):
            return False
        low = self.clause_start(value.first)
        estimated = not self.sets["estimating"].isdisjoint(self.keys[low : value.first])
        if near and estimated and (value.shape != "change" or value.quantity.dim == "percent"):
            return value.quantity.dim not in ("time", "span", "money")
        if not placed:
            return False
        timed = any(hit.value.dim in ("time", "span") for hit in self.between("unit", low, at))
        if timed and not estimated:
            return False  # "answered within 20 s in 80 % of calls"
        return "within" in self.keys[low:at]
