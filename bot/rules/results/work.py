"""Counts of work: what people are spared, get done, or have stopped."""

from bot.rules.facts import Value
from bot.rules.results.shares import Shares
from bot.rules.words.lex import WORD

TAKEN, MOVED, PACE, BY_HAND, NAMED_OF = 7, 7, 6, 12, 4  # tokens
FEWEST = 100
WORK_UNITS = frozenset(["days", "weeks", "hours", "shifts", "months"])
INSTEAD = frozenset(["otherwise", "hand", "manually"])
PACED = frozenset(["per", "a", "an", "each", "every"])


class Work(Shares):
    """Reads numbers of things that were done, spared or prevented."""

    def _is_spared(self, value: Value) -> bool:
        """As in "freed four enumerators for field visits", "140 wafers saved in Q3"."""
        lead = value.first - 1 - (self.key(value.first - 1) in self.sets["roughly"])
        if self.key(lead) in self.sets["sparing"] and self._are_hours_of_people(value):
            return True  # "freeing roughly 2,300 specialist hours a year"
        if not may_count(value, "delta"):
            return False
        freed = self.key(value.first - 1) in self.sets["sparing"]
        # "freed one of two dispatchers"
        some = value.quantity.noun == "audience" and self.key(value.last) == "of"
        return freed and (some or self.names_thing(value.last))

    def _are_hours_of_people(self, value: Value) -> bool:
        """As in "2,300 specialist hours"; not "90 machine hours"."""
        at = next((at for at in range(value.last, value.last + 3) if self.key(at) in WORK_UNITS), 0)
        return at > 0 and not self.any_of(("noun:machine", "noun:domain", "noun:tool"), value.last, at + 1)

    def _is_stopped(self, value: Value) -> bool:
        """As in "312 rings taken down so far", "Recovered 310 lost bags a week"."""
        quantity = value.quantity
        if value.shape == "change" or value.compared or not may_count(value, value.shape):
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
        if "before" not in self.keys[value.last + 1 : value.last + 4]:
            return False
        at = self.keys.index("before", value.last + 1)
        until = at + 1 + (self.key(at + 1) in self.sets["articles"])
        own = value.first - 1 in self.acts or value.shape != "level" or value.quantity.noun == "machine"
        done = self.key(at - 1).endswith(("ed", "ght", "und")) and self.names_thing(value.last)
        return done and not own and self.names_thing(until)

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

    def _are_hours_less(self, value: Value) -> bool:
        """As in "core logging takes 35 % fewer hours"; those of a training are another matter."""
        if self.key(value.last) not in self.sets["fewer"] or self.key(value.last + 1) not in WORK_UNITS:
            return False
        low, high = self.clause_start(value.first), value.last + PACE
        programs = self.runs_learning(low, high) or self.any_of(
            ("noun:domain", "noun:tool"), low, value.first
        )
        return not programs and self.sets["machine_work"].isdisjoint(self.keys[low:high])

    def _is_done_by_people(self, value: Value) -> bool:
        """As in "Claims handlers close 41 files a day where it used to be 29"."""
        quantity = value.quantity
        if self._is_asked_of_it(value):
            return True
        if (
            quantity.dim == "plain"
            and value.shape == "level"
            and (quantity.noun in ("other", "") or self.are_goods(value.last, value.last))
            and not quantity.word
        ):
            own = value.first - 1 in self.acts or self.near("training_cue", value, 9)
            paced = self.per_day(value) or self._is_per_head(value) or self._is_daily_deed(value)
            return paced and self.names_thing(value.last) and not own
        if quantity.dim != "plain" or value.shape != "change":
            return False
        near = range(value.first + 1, min(value.first + PACE, value.last + NAMED_OF))
        at = next((at for at in near if self.key(at) in PACED), 0)
        if "and" in self.keys[value.last : at]:
            return False  # "from 6.1 to 7.4 and reading a tray takes 2 s"
        named = at > value.first + 1 and self.names_thing(at - 1)
        technical = self.any_of(("noun:technical", "noun:machine"), value.first + 1, at)
        technical = technical and not self.are_goods(value.first + 1, at)
        return named and not technical and self.lexicon.per_second.get(self.key(at + 1)) != 1

    def _is_asked_of_it(self, value: Value) -> bool:
        """As in "bakers asked it 600 questions in the first month"."""
        asked = self.key(value.first - 1) == "it" and value.shape == "level" and value.quantity.dim == "plain"
        return asked and self.names_thing(value.last) and self.by_people(value, 4)

    def are_goods(self, low: int, high: int) -> bool:
        """As in "26 trees delivered a shift", "57 -> 11 articles a week on the reporter's desk": what is a part of a
        program elsewhere is paced by people here, or had done to it what is done to goods."""
        goods = (at for at in range(low, high + 1) if self.key(at) in self.sets["maybe_goods"])
        at = next(goods, len(self.tokens))
        near = self.keys[at + 1 : at + PACE]
        if not self.sets["labelling"].isdisjoint(self.keys[max(low - NAMED_OF, 0) : low]):
            return False  # "labelling 200 frames a week"
        done = near[:1] and near[0] in self.sets["taken_up"]
        return bool(done) or not self.sets["slow_rates"].isdisjoint(near)

    def _is_daily_deed(self, value: Value) -> bool:
        """As in "12 tiles leave the kiln on time each day, 8 before"."""
        near = range(value.last + 2, value.last + BY_HAND)
        at = next((at for at in near if self.key(at) in self.sets["rates"]), 0)
        led = at > 0 and self.key(at - 1) in PACED and self.same_clause(value.last, at)
        return led and self.clause_start(value.first) == value.first

    def _is_per_head(self, value: Value) -> bool:
        """As in "18 worksheets per magistrate, now 37", "181 quilts sorted by each tailor an hour"."""
        near = range(value.last + 1, value.last + NAMED_OF)
        at = next(
            (at for at in near if self.key(at) == "per" or self.keys[at - 1 : at + 1] == ["by", "each"]), 0
        )
        role = at > 0 and (self.is_profession(at + 1) or bool(self.between("noun:role", at + 1, at + 2)))
        return role and self.key(at + 1) not in self.sets["labellers"]

    def _is_part_done(self, value: Value) -> bool:
        """As in "resolves 41 % of chats", "achieving 92% delivery": a share of people's business."""
        quantity, lead = value.quantity, self.key(value.first - 1)
        if (
            quantity.dim == "percent"
            and quantity.noun in ("technical", "")
            and lead in self.sets["completing"]
        ):
            return self.key(value.last) == "of" or "of" in self.keys[value.first : value.last]
        if quantity.dim != "percent" or quantity.noun not in ("audience", "scope"):
            return False
        no_deeds = self.sets["seeing"], self.sets["mistaking"], self.sets["about"], self.lexicon.function
        doing = lead.endswith("s") and self.tokens[value.first - 1].kind == WORD
        doing = doing and not any(lead in words for words in no_deeds)
        told = lead in self.sets["completing"] or lead in self.sets["reached"]
        if told or (doing and self.are_clients(value)):
            return True  # the latter: "keeps 1 in 3 patients out of the waiting room"
        if quantity.noun == "audience" and self._is_taken(value):
            return True
        return any(
            self.key(at) == "longer" and self.key(at - 1) == "no" for at in range(value.last, value.last + 7)
        )

    def _is_taken(self, value: Value) -> bool:
        """As in "72 % of glass claims are paid the same day"."""
        led = self.key(value.first - 1) in ("which", "where")
        heads = led or self.clause_start(value.first) == value.first
        near = range(value.last + 2, value.last + TAKEN)
        done = self.sets["taken_up"] | self.sets["welcome"]  # "in which 67 % of chats get closed"
        return (
            heads
            and self.key(value.last) == "of"
            and any(self.key(at) in ("are", "is", "get") and self.key(at + 1) in done for at in near)
        )


def may_count(value: Value, shape: str) -> bool:
    """Whether a plain number of this shape stands before no part of a program or machine."""
    plain = value.shape == shape and value.quantity.dim == "plain"
    return plain and value.quantity.noun not in ("technical", "machine", "metric")
