"""Whose time it is: of people who work, of people who wait, or of machines."""

from bot.rules.facts import Value
from bot.rules.results.barred import TIMES
from bot.rules.results.money import SPENT_ON, Money
from bot.rules.results.subjects import MINUTE
from bot.rules.words.lex import PUNCT
from bot.rules.words.lexicon import Hit

NAMED_TIME = 9  # tokens
SPEND = frozenset(["spend", "spends"])
"""Nothing but people spends minutes on something."""
SPENDING = SPEND | {"spent", "spending"}
REGAINED = frozenset(["regained", "regain", "regains", "regaining"])
UNDONE = frozenset(["without", "no"])
UNTOUCHED = 9  # tokens
AGENTS = ("er", "or", "ist", "ian", "man", "woman", "wife")


class Labour(Money):
    """Finds somebody whose work, wait or gain a duration is."""

    def is_work(self, value: Value) -> bool:
        """As in "planners need 2 h instead of 1.5 days", "post-editors need a third less time"."""
        one = value.quantity.dim == "span" and self._is_of_one(value)
        if one or self._is_time_spent(value):
            return True
        if value.quantity.dim != "span" and self.key(value.last) != "time":
            return False
        for at in range(value.first - 1, max(value.first - 6, 0), -1):
            if self.tokens[at].kind == PUNCT or self.key(at) in self.sets["joins"]:
                return False
            if self.key(at) in SPEND and (value.quantity.dim != "span" or value.quantity.value >= MINUTE):
                return not self._is_of_machines(self.clause_start(at), value.last + SPENT_ON)
            if self.key(at) in self.sets["working"]:
                return self._is_somebody(at - 1)
        return False

    def _is_time_spent(self, value: Value) -> bool:
        """As in "Halved the time carers spend on lists", "hours that tilers spend on quotes from 70 to 28 a week"."""
        if SPEND.isdisjoint(self.said) or value.shape == "level":
            return False
        reach = range(max(value.first - SPENT_ON - 4, 0), value.last + SPENT_ON)
        at = next((at for at in reach if self.key(at) in SPEND and self.same_sentence(at, value.first)), 0)
        told = TIMES.intersection(self.keys[max(at - 4, 0) : at])
        return bool(told) and not self._is_of_machines(max(at - 4, 0), at + SPENT_ON)

    def is_unattended(self, value: Value) -> bool:
        """As in "103 shirts a day pass without a tailor", "31 % of letters go out with no clerk's touch": work that
        nobody has to do."""
        if UNDONE.isdisjoint(self.said) or value.shape == "delta" or value.compared:
            return False
        if not (self.names_place(value.last) or self.key(value.last) == "of") or value.quantity.value <= 1:
            return False
        reach = range(value.last, min(value.last + UNTOUCHED, len(self.tokens)))
        at = next((at for at in reach if self.keys[at] in UNDONE), 0)
        if not at or not self.same_clause(value.last, at) or self.near("training_cue", value, NAMED_TIME):
            return False
        labels = self.sets["labelling"].intersection(self.keys[max(value.first - 4, 0) : at])
        return not labels and self._names_worker(
            at + 1 + (self.key(at + 1) in ("a", "an", "any", "the", "no"))
        )

    def is_left_to_people(self, value: Value) -> bool:
        """As in "Only 23 % of claims still reach a clerk", "18 % of slides go to a pathologist"."""
        if value.quantity.dim != "percent" or value.shape == "delta" or self.key(value.last) != "of":
            return False
        reach = range(value.last + 2, min(value.last + UNTOUCHED, len(self.tokens)))
        at = next((at for at in reach if self.keys[at] in self.sets["reaching"]), 0)
        at += self.key(at + 1) in ("to", "on", "with", "for")
        led = at > 0 and self.key(at + 1) in ("a", "an", "the", "our", "any") and self._names_worker(at + 2)
        return led and self.same_clause(value.last, at)

    def _names_worker(self, at: int) -> bool:
        if at >= len(self.tokens):
            return False
        if self.key(at) not in self.lexicon.function and self.between("noun:role", at + 1, at + 2):
            return True  # "a harbour clerk"
        theirs = self.tokens[at].raw.endswith(("'s", "’s"))
        return theirs or self.is_profession(at) or bool(self.between("noun:role", at, at + 1))

    def _is_somebody(self, at: int) -> bool:
        return any(role.end == at + 1 for role in self.between("noun:role", at - 2, at + 1))

    def _is_of_one(self, value: Value) -> bool:
        """As in "an estimator does a tender in 2 days that used to take 5": a program is hardly told of as "an"."""
        low = self.clause_start(value.first)
        if value.quantity.dim != "span" or self.key(low) not in ("a", "an"):
            return False
        return any(
            self.key(at).endswith(AGENTS)
            and self.key(at + 1).endswith("s")
            and self.key(at + 1) not in self.sets["working"]  # "a referral letter takes 20 s"
            and self.key(at) not in self.sets["program_things"]
            for at in (low + 1, low + 2)
        )

    def _is_labour(self, value: Value) -> bool:
        """As in "20 min of their work", "assistants spend 9 minutes": only people work and spend time."""
        inside = (at for at in range(value.first, value.last + 1) if self.key(at) == "of")
        if any(not self.sets["labour"].isdisjoint(self.keys[at + 1 : at + 4]) for at in inside):
            return True
        spent = not SPENDING.isdisjoint(self.keys[max(value.first - 3, 0) : value.first])
        low = self.clause_start(value.first)
        return spent and not (self.between("noun:machine", low, value.first) or self.runs(low, value.first))

    def is_won_back(self, value: Value) -> bool:
        """As in "SDRs get back 45 minutes each", "gave each buyer 3 hours a week back"."""
        led = self.key(value.first - 1) == "back" and self.key(value.first - 2) in self.sets["getting_back"]
        after = self.keys[value.last : value.last + 4]
        at = value.first - 1
        while self.key(at) in self.sets["about"]:
            at -= 1
        back = led or self.key(at) in REGAINED or self._is_spared_to(value, at)
        back = back or (
            "back" in after
            and value.shape != "change"
            and "back" in after[: 1 + (not self.sets["won_back"].isdisjoint(after[:2]))]
        )
        back = back or (
            self.key(value.last) == "of"
            and not self.sets["chores"].isdisjoint(after[1:])
            and self._is_over(value)
        )
        return back and not self._is_of_machines(self.clause_start(value.first), value.last + len(after))

    def _is_spared_to(self, value: Value, at: int) -> bool:
        """As in "it saves each of them 50 minutes", "spares the two captioners seven of the eleven minutes"."""
        saved = [hit for hit in self.between("direction", at - 6, at) if hit.value == "saved"]
        if not saved or value.shape == "change" or not self.same_clause(saved[-1].start, at):
            return False
        people = any(self.is_outsider(one) for one in self.people_in(saved[-1].end, at + 1))
        return people or self.key(at) in ("them", "him", "her", "everyone", "each")

    def _is_over(self, value: Value) -> bool:
        """As in "nobody re-types readings, a job that ate six hours of office time a week"."""
        low, high = self.sentence_start(value.first), self.sentence_end(value.last)
        return not self.sets["over_with"].isdisjoint(self.keys[low:high])

    def _somebody(self, value: Value) -> bool:
        later = self.between("noun:role", value.first, value.first + 11)
        if any(self.same_clause(value.last, one.start) and not self._is_program(one) for one in later):
            return True
        roles = self.between("noun:role", value.first - 10, value.first)
        close = value.quantity.dim == "time" or value.shape == "change"
        together = self.same_clause if close else self.same_sentence
        return any(together(role.start, value.first) and not self._is_program(role) for role in roles)

    def _is_program(self, one: Hit) -> bool:
        """The judge of "by batching judge calls"; a judge who is led to by "a", "the" or "for" is one."""
        return self.key(one.end - 1) in self.sets["programs"] and not (
            self.key(one.start - 1) in self.lexicon.function and self.key(one.start - 1) != "by"
        )

    def _is_of_clients(self, value: Value) -> bool:
        """As in "Patients wait 9 days, before it was 23", "parcels leave the hall 40 minutes earlier": minutes and
        more of whom or what the program is for."""
        if value.quantity.dim != "span" and (value.shape == "change" or not value.compared):
            return False
        low = self.clause_start(value.first)
        if self._is_of_machines(low, value.first):
            return False
        for kind in ("noun:audience", "noun:scope"):
            for hit in self.between(kind, low, value.first):
                if self._heads_clause(hit, low):
                    return True
        return False

    def _is_waited(self, value: Value) -> bool:
        """As in "average stay in the emergency room 5.1 h", "claimants wait 2 days"; not "wait 20 min for a node"."""
        low = self.clause_start(value.first - (self.key(value.first - 1) == ":"))
        slow = value.shape == "change" and min(value.before or 0, value.after or 0) >= MINUTE
        ends = value.last if slow else value.first  # "in 2 days; before, citizens waited 19"
        if value.quantity.dim != "span" or self.sets["waiting"].isdisjoint(self.keys[low:ends]):
            return False
        if value.shape == "level" and (
            "had" in self.keys[low : value.first] or self.between("noun:technical", low, value.first)
        ):
            return False  # "researchers had been waiting five minutes"
        near = self.between("noun:machine", low, value.last + 4) or self.between(
            "noun:domain", low, value.first
        )
        return not (near or self._is_of_machines(low, value.first))

    def is_time_for(self, value: Value) -> bool:
        """As in "time from loan request to decision: 3 days -> 4 hours", "time per CV 6 min to 90 s"."""
        longest = max(value.before or 0, value.after or 0)
        if (
            value.shape == "delta"
            or longest < MINUTE
            or self.between("noun:role", value.first - 1, value.first)
        ):
            return False
        low = max(value.first - NAMED_TIME, 0)
        at = next(
            (at for at in range(value.first - 1, low - 1, -1) if self.key(at) in ("time", "times")), None
        )
        if (
            at is None
            or not self.same_clause(at, value.first)
            or at + 1 == value.first
            or self.key(at + 1) not in self.sets["time_for"]
        ):
            return False
        named = self.between("metric", at - 2, at + 1)
        if any(hit.start <= at < hit.end and hit.value.id != "kernel_time" for hit in named):
            return False  # "time per epoch", "lead time for orders"
        kinds = ("noun:machine", "noun:domain", "noun:tool")
        return not any(self.between(kind, at + 1, value.first) for kind in kinds)

    def is_of_jobs(self, value: Value) -> bool:
        """As in "Jobs no longer queue overnight: median wait in the fast lane 25 minutes"."""
        low = self.sentence_start(value.first)
        return not self.sets["machine_jobs"].isdisjoint(self.keys[low : value.last]) or self._is_of_machines(
            low, value.first
        )

    def _is_of_machines(self, low: int, high: int) -> bool:
        """Whether the words tell of a program or of what it runs on."""
        if not self.sets["machine_work"].isdisjoint(self.keys[low:high]):
            return True
        return any(self.between(kind, low, high) for kind in ("noun:machine", "noun:domain", "noun:tool"))
