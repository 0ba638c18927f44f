"""Numbers without a metric: what they count or are a share of."""

from bot.rules.facts import LooseNumber, Measure, Value
from bot.rules.results.counts import ROUGHLY
from bot.rules.results.distance import LOOSE
from bot.rules.results.loose import Loose
from bot.rules.words.lex import WORD

TAKEN, VAGUE, LABELLED = 7, 2, 6  # tokens
TRADE = ("noun:technical", "noun:domain", "noun:machine", "noun:tool", "metric", "direction")
RIGHT = frozenset(["right", "correct", "correctly"])
NAMED = 2  # words
PACE, MOVED, OPENING = 6, 7, 3  # tokens
BY_HAND = 12  # tokens
FEWEST = 100
WORK_UNITS = frozenset(["days", "weeks", "hours", "shifts", "months"])
USING = frozenset(["using", "running", "live"])
INSTEAD = frozenset(["otherwise", "hand", "manually"])
PLAIN_LEADS = frozenset([":", ";", ".", ",", "—", "("])
PACED = frozenset(["per", "a", "an", "each", "every"])


class Bare(Loose):
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

    def _is_spared(self, value: Value) -> bool:
        """As in "freed four enumerators for field visits", "140 wafers saved in Q3"."""
        lead = value.first - 1 - (self.key(value.first - 1) in ROUGHLY)
        if self.key(lead) in self.sets["sparing"] and self._are_hours_of_people(value):
            return True  # "freeing roughly 2,300 specialist hours a year"
        if not _may_count(value, "delta"):
            return False
        freed = self.key(value.first - 1) in self.sets["sparing"] or self.sets["sparing"].intersection(
            self.keys[value.last + 1 : value.last + 3]
        )
        return bool(freed) and self.names_thing(value.last)

    def _are_hours_of_people(self, value: Value) -> bool:
        """As in "2,300 specialist hours"; not "90 machine hours"."""
        at = next((at for at in range(value.last, value.last + 3) if self.key(at) in WORK_UNITS), 0)
        return at > 0 and not any(
            self.between(kind, value.last, at + 1) for kind in ("noun:machine", "noun:domain", "noun:tool")
        )

    def _is_stopped(self, value: Value) -> bool:
        """As in "312 rings taken down so far", "Recovered 310 lost bags a week"."""
        quantity = value.quantity
        if value.shape == "change" or value.compared or not _may_count(value, value.shape):
            return False
        if not self.names_thing(value.last):
            return False
        if quantity.noun == "audience" and any(
            self.key(at) in self.sets["reassigned"]
            or (self.key(at) == "free" and self.key(at - 1) in ("are", "is"))
            for at in range(value.last + 1, value.last + MOVED)
        ):
            return not self.near("training_cue", value, 9)  # "two clerks were moved to customer care"
        after = (self.key(at) for at in range(value.last + 1, value.last + 4))
        if self._is_done_for_people(value) or self._are_days_of_work(value):
            return True
        return self.key(value.first - 1) in self.sets["stopping"] or any(
            key in self.sets["stopped"] for key in after
        )

    def is_caught_in_time(self, value: Value) -> bool:
        """As in "140 menus corrected before serving"; not "12 dispatchers before any code was written"."""
        reach = range(value.last + 1, value.last + 4)
        at = next((at for at in reach if self.key(at) == "before"), 0)
        until = at + 1 + (self.key(at + 1) in self.sets["articles"] or self.key(at + 1) in ("they", "it"))
        own = value.first - 1 in self.acts or value.shape != "level" or value.quantity.noun == "machine"
        done = (
            at > value.last
            and self.key(at - 1).endswith(("ed", "ght", "und"))
            and self.names_thing(value.last)
        )
        return done and not own and (self.names_thing(until) or until > at + 1)

    def _are_days_of_work(self, value: Value) -> bool:
        """As in "some 900 reviewer-days"; not "took 3 engineer-months"."""
        spent = not self.sets["working"].isdisjoint(self.keys[max(value.first - 4, 0) : value.first])
        spent = spent or self.key(value.first - 1) in ("for", "over", "during")
        role = self.is_profession(value.last) or self.between("noun:role", value.last, value.last + 1)
        return bool(role) and not spent and self.key(value.last + 1) in WORK_UNITS

    def _is_done_for_people(self, value: Value) -> bool:
        """As in "triage handled 7,000 proposals last round", "merged 1,300 bumps that engineers would have done by
        hand"."""
        lead = value.first - 1
        theirs = self.clause_start(lead) < lead and self.key(lead - 1) not in ("i", "we", "and")
        instead = not INSTEAD.isdisjoint(self.keys[value.last : value.last + BY_HAND])
        done = self.key(lead) in self.sets["done_for_people"] or (
            instead and self.key(lead) not in self.lexicon.function
        )
        large = (value.quantity.value >= FEWEST and value.quantity.noun != "technical") or instead
        return theirs and done and large and not self.near("training_cue", value, 9)

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
        counted = counted or self._are_hours_less(value)
        less = self.sets["fewer"] | self.sets["more"]
        counted = counted or (self._names_goods(value) and self.key(value.last + 1) in less)  # "2 drums less"
        if self.near("training_cue", value, 9):
            return None
        if self._is_spared(value):
            return Measure(value.span, "business", "count", "delta", good=1, ref=True)
        if value.compared and counted:
            return Measure(value.span, "business", "count", "delta", good=0, ref=True)
        counted = self._is_done_by_people(value) or self._is_other_than_then(value)
        return self.share_of(value, "business") if counted else None

    def _names_goods(self, value: Value) -> bool:
        """A plain number of things that are no part of a program or machine."""
        return (
            _may_count(value, value.shape) and self.names_thing(value.last) and not value.quantity.magnitude
        )

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
        led = self.key(at - 2) in PLAIN_LEADS or at == 1
        parts = self.between("noun:technical", at, at + 3) and self.key(at + 1) not in WORK_UNITS
        parts = parts or not self.sets["per"].isdisjoint(between) or self.key(at) in self.sets["insiders"]
        return (
            whole
            and led
            and not parts
            and not any(
                self.between(kind, at, at + 3)
                for kind in ("noun:machine", "noun:domain", "noun:tool", "metric")
            )
        )

    def _are_hours_less(self, value: Value) -> bool:
        """As in "core logging takes 35 % fewer hours"; those of a training are another matter."""
        if self.key(value.last) not in self.sets["fewer"] or self.key(value.last + 1) not in WORK_UNITS:
            return False
        low, high = self.clause_start(value.first), value.last + PACE
        programs = self.runs_learning(low, high) or any(
            self.between(kind, low, value.first) for kind in ("noun:domain", "noun:tool")
        )
        return not programs and self.sets["machine_work"].isdisjoint(self.keys[low:high])

    def _is_done_by_people(self, value: Value) -> bool:
        """As in "Claims handlers close 41 files a day where it used to be 29"."""
        quantity = value.quantity
        if (
            quantity.dim == "plain"
            and value.shape == "level"
            and quantity.noun in ("other", "")
            and not quantity.word
        ):
            own = value.first - 1 in self.acts or self.near("training_cue", value, 9)
            return self.per_day(value) and self.names_thing(value.last) and not own
        if quantity.dim != "plain" or value.shape != "change":
            return False
        at = next((at for at in range(value.first + 1, value.first + PACE) if self.key(at) in PACED), 0)
        named = at > value.first + 1 and self.names_thing(at - 1)
        technical = any(
            self.between(kind, value.first + 1, at) for kind in ("noun:technical", "noun:machine")
        )
        return named and not technical and self.lexicon.per_second.get(self.key(at + 1)) != 1

    def _is_part_done(self, value: Value) -> bool:
        """As in "resolves 41 % of chats", "achieving 92% delivery": a share of people's business."""
        quantity, lead = value.quantity, self.key(value.first - 1)
        if quantity.dim == "percent" and quantity.noun == "technical" and lead in self.sets["completing"]:
            return self.key(value.last) == "of"
        if quantity.dim != "percent" or quantity.noun not in ("audience", "scope"):
            return False
        doing = (
            lead.endswith("s")
            and lead not in self.sets["seeing"] | self.sets["mistaking"] | self.sets["about"]
        )
        named = doing and lead not in self.lexicon.function and self.tokens[value.first - 1].kind == WORD
        if (
            lead in self.sets["completing"]
            or lead in self.sets["reached"]
            or (named and self.are_clients(value))
        ):
            return True  # the latter: "keeps 1 in 3 patients out of the waiting room"
        if quantity.noun == "audience" and self._is_taken(value):
            return True
        return any(
            self.key(at) == "longer" and self.key(at - 1) == "no" for at in range(value.last, value.last + 7)
        )

    def _is_taken(self, value: Value) -> bool:
        """As in "72 % of glass claims are paid the same day"."""
        heads = self.clause_start(value.first) == value.first or self.key(value.first - 1) in (
            "which",
            "where",
        )
        near = range(value.last + 2, value.last + TAKEN)
        done = self.sets["taken_up"] | self.sets["welcome"]  # "in which 67 % of chats get closed"
        return (
            heads
            and self.key(value.last) == "of"
            and any(self.key(at) in ("are", "is", "get") and self.key(at + 1) in done for at in near)
        )

    def _unlisted(self, value: Value) -> Measure | None:
        family = self.named(value) or self._beside(value) or self._headed(value) or self._at_head(value)
        return self.share_of(value, family) if family else None

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
        if any(self.between(kind, low, using) for kind in kinds) or self.near("training_cue", value, 9):
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
        right = self.key(value.last) in self.sets["untrue"] or self.key(value.last) in RIGHT
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
        low = self.sentence_start(value.first)
        end = value.first
        while end > low:
            start = self.clause_start(end)
            here = start + (self.key(start) in self.sets["articles"])
            if here in self.acts:
                return ""
            if self.names_thing(here) and here < end and here not in self.moves:
                return self._run(here, end)
            end = start - 1
        return ""

    def _run(self, start: int, high: int) -> str:
        """The family of the words that begin there."""
        end = start
        while end < high and self._is_of_noun(end) and self.key(end) not in self.sets["finite"]:
            end += 1
        while end > start and not self.names_thing(end - 1):
            end -= 1
        head = self.key(
            next((at for at in range(start, end) if self.key(at) in self.sets["of_nouns"]), end) - 1
        )
        told = end - start > 1 or head.endswith("s")  # "occupancy 25 % -> 50 %" may be anything's
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


def _may_count(value: Value, shape: str) -> bool:
    """Whether a plain number of this shape stands before no part of a program or machine."""
    plain = value.shape == shape and value.quantity.dim == "plain"
    return plain and value.quantity.noun not in ("technical", "machine", "metric")


def _is_one_more(value: Value) -> bool:
    """As in "who prefer to see one patient more"."""
    one = value.quantity.word and value.quantity.dim == "plain" and value.quantity.value == 1
    return one and value.compared and value.good <= 0 and value.direction > 0
