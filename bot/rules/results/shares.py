"""What a bare number is told of, where no list names it: by the words beside it, before it, or at the head of its
sentence."""

from bot.rules.facts import Measure, Value
from bot.rules.results.distance import LOOSE
from bot.rules.results.loose import Loose

TRADE = ("noun:technical", "noun:domain", "noun:machine", "noun:tool", "metric", "direction")
VAGUE, OPENING = 2, 3  # tokens
NAMED = 2  # words
USING = frozenset(["using", "running", "live"])


class Shares(Loose):
    """Says the family of a share or change of something that is named."""

    def _unlisted(self, value: Value) -> Measure | None:
        family = self.named(value) or self._beside(value) or self._headed(value) or self._at_head(value)
        if (
            family == "business"
            and value.quantity.dim == "percent"
            and self.key(value.last) in self.sets["right"]
        ):
            family = "accuracy"  # "steps up from 18 to 26 % correct"
        if family == "business" and self._is_of_tried(value):
            family = "accuracy"
        return self.share_of(value, family) if family else None

    def _is_of_tried(self, value: Value) -> bool:
        """As in "Of 200 beds in the test, 39 were found, 27 by the old model"."""
        low = self.sentence_start(value.first)
        led = self.key(low) == "of" and self.key(low + 1)[:1].isdigit()
        return led and not self.sets["bench"].isdisjoint(self.keys[low : value.first])

    def _of_somebody(self, value: Value) -> Measure | None:
        """What moved is told of people, in whatever words: "doctors sign after 1 edit, 4 before", "swaps refused by
        foremen dropped to 8 % from 20 %"."""
        quantity = value.quantity
        told = value.shape == "change" or (value.direction and not value.compared)
        if not told or quantity.dim not in LOOSE or quantity.noun in ("technical", "machine", "metric"):
            return None
        low = self.clause_start(value.first - (self.key(value.first - 1) == ":"))
        kinds = ("noun:domain", "noun:tool", "noun:machine")
        using = next((at for at in range(low, value.first) if self.key(at) in USING), value.first)
        if self.any_of(kinds, low, using) or self.near("training_cue", value, 9):
            return None
        fraction = value.shape == "change" and max(value.before or 0, value.after or 0) <= 1
        first = next((hit.start for hit in self.people_in(low, value.first) if self.is_outsider(hit)), None)
        if first is None or fraction:
            return None
        vague = self.between("vague", low, first) or self.between("vague", value.first - VAGUE, value.first)
        return None if vague else self.share_of(value, "business")

    def _beside(self, value: Value) -> str:
        """The family of what stands right beside: "12 in 100 dents go unnoticed", "an 11-point increase in invoices
        posted", "2.5x as many picks"."""
        dim, after = value.quantity.dim, self.key(value.last)
        inside = value.first + 1 + (self.key(value.first + 1) == "%")
        if dim == "percent" and value.shape == "change" and self.key(inside) in ("in", "of", "out"):
            lots = inside > value.first + 1 and value.quantity.noun != "technical"  # "3 % of lots are held"
            return "business" if self.names_thing(inside + (1 if lots else 2)) else ""
        if dim == "percent" and value.shape == "change" and after == "of":
            return self._following(value.last + 1)  # "31 -> 64 % of bearings shipped the same day"
        if dim == "percent" and value.shape == "delta" and value.quantity.sign and not value.compared:
            return "business" if self.names_goods(value.last) else ""  # "+19 % mattresses sold"
        if value.compared and after in self.sets["gains"]:
            inside = self.key(value.last + 1) in ("in", "of", "to")
            return "business" if inside and self._following(value.last + 2) else ""
        many = dim == "factor" and after == "as" and self.key(value.last + 1) in ("many", "much")
        return "business" if many and self.names_thing(value.last + 2) else ""

    def _headed(self, value: Value) -> str:
        """The family of a share whose clause names something: "abandoned calls 9 % -> 5 %", "spoiled batches a fifth
        lower"."""
        if value.shape != "change" or value.quantity.dim != "percent" or self.is_part_of_plan(value):
            return ""
        low = self.clause_start(value.first - (self.key(value.first - 1) == ":"))
        known = {
            at
            for kind in (*TRADE, "vague")
            for hit in self.between(kind, low, value.first)
            for at in range(hit.start, hit.end)
        }
        told = [
            at
            for at in range(low, value.first)
            if self.names_thing(at) and at not in known | self.acts | self.moves
        ]
        if self.key(value.first - 1) in self.sets["welcome"]:
            return "business"  # "resolved 46 % -> 34 %"
        end = self._before_moving(value.first - (self.key(value.first - 1) == "at"))
        if any(hit.end == end for hit in self.between("noun:domain", end - 2, end)):
            return ""  # "milk predictions came out at 93 %, up from 88"
        after = self.key(value.last)
        right = after in self.sets["untrue"] or after in self.sets["right"]
        return "" if len(told) < NAMED else "accuracy" if right else "business"

    def _is_of_own_things(self, value: Value) -> bool:
        """As in "the course had 12 lessons last year and 20 this year", "the bug list went from 60 to 12"."""
        first = self.sentence_start(value.first)
        return not self.sets["own_things"].isdisjoint(self.keys[first : min(first + OPENING, value.first)])

    def _at_head(self, value: Value) -> str:
        """The family of what a sentence is told of, whatever stands between: "The share of guests who ask for another
        room fell, in both houses, to 2 % from 6 %", "not a single seal broken since, after five"."""
        percent = value.quantity.dim == "percent" and value.shape == "change"
        per = "per" in self.keys[value.first : value.last]
        if not (percent or self._is_countable(value, per)) or self.is_part_of_plan(value):
            return ""
        hit = self.starts("number").get(value.first)
        start = value.first + 1 if hit is None else hit.end
        if self.names_thing(start):
            return self._run(start, value.last)
        low, end = self.sentence_start(value.first), value.first
        better = (hit.value == "better" for hit in self.between("direction", low, end))
        us = self.key(end - 1) == "from" and self.key(end - 2) in ("us", "me", "them", "it")
        if not percent and (us or any(better) or self.between("vague", low, end)):
            return ""  # "OCR became better, from 70 to 88", "took us from 2 to 4"
        while end > low:
            start = self.clause_start(end)
            here = start + (self.key(start) in self.sets["articles"])
            if self.key(here) == "of" and self.key(here + 1) in ("each", "every"):
                here += OPENING  # "Of every hundred vacancies we send out, 14 lead to an interview"
            if here in self.acts:
                return ""
            if self.names_thing(here) and here < end and here not in self.moves:
                return self._run(here, end, several=not percent)
            end = start - 1
        return ""

    def _run(self, start: int, high: int, *, several: bool = False) -> str:
        """The family of the words that begin there; a bare number is of several ("OCR became better, 70 to 88")."""
        end = start
        while end < high and self._is_of_noun(end) and self.key(end) not in self.sets["finite"]:
            end += 1
        while end > start and not self.names_thing(end - 1):
            end -= 1
        head = self.key(
            next((at for at in range(start, end) if self.key(at) in self.sets["of_nouns"]), end) - 1
        )
        some = not several or any(self.key(at)[2:].endswith("s") for at in range(start, end))
        told = (some and end - start > 1) or head.endswith("s")  # "occupancy 25 % -> 50 %" may be anything's
        return self._family_of(start, end) if told and not head.endswith("ing") else ""

    def share_of(self, value: Value, family: str) -> Measure:
        """A share of something that is named: "85% of claims (was 60%)", "saving 40% of reads"."""
        return Measure(
            value.span,
            family,
            "count",
            value.shape,
            value.before,
            value.after,
            -1 if self.is_more_of_bad(value) else 0,
            True,
            direction=value.direction,
        )
