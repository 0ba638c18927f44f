"""What a duration is about: somebody's work, a training, or how long the program takes."""

from itertools import pairwise

from bot.rules.barred import WIDE
from bot.rules.choose import Chooser
from bot.rules.counts import MANY
from bot.rules.facts import Value
from bot.rules.lex import PUNCT
from bot.rules.lexicon import Hit

LOOK_BACK = 15
SUBJECT = 4  # tokens
LASTING = frozenset(["still", "stays", "stayed", "remains", "remained", "kept"])
NAMED_TIME = 9  # tokens
MINUTE, DAY = 60, 86400  # seconds
CLAUSES = frozenset(
    [",", ";", ".", ":", "\n", "—", "(", "and", "so", "that", "while", "because", "but", "since"]
)


class Durations(Chooser):
    """Reads durations that no metric names."""

    def lasts(self, value: Value) -> str:
        """The family: somebody's hours are human work, seconds are latency, a bare "two weeks" is nothing."""
        if value.shape == "change" and self._is_training(value):
            return "cost"
        if value.shape == "level":
            return self._level(value)
        if self._is_of_anybody(value):
            return "business"
        if value.quantity.dim == "time" or value.shape == "change":
            return "efficiency"
        return "business" if value.direction < 0 else ""

    def _is_of_anybody(self, value: Value) -> bool:
        """As in "a class set takes them 50 minutes", and not where a program is named right before."""
        if self.key(value.first - 1) in ("them", "us", "me", "him", "her"):
            return True
        beside = self.keys[max(value.first - 3, 0) : value.first]
        if value.shape == "change" and not self.sets["machine_work"].isdisjoint(beside):
            return False
        theirs = self._somebody(value) or self._is_of_clients(value)
        return theirs or self.is_time_for(value) or self._is_slow(value)

    def is_work(self, value: Value) -> bool:
        """As in "planners need 2 h instead of 1.5 days", "post-editors need a third less time"."""
        if value.quantity.dim != "span" and self.key(value.last) != "time":
            return False
        for at in range(value.first - 1, max(value.first - 6, 0), -1):
            if self.tokens[at].kind == PUNCT or self.key(at) in self.sets["joins"]:
                return False
            if self.key(at) in self.sets["working"]:
                return self._is_somebody(at - 1)
        return False

    def is_spent(self, value: Value) -> bool:
        """A price or a spend, not the money of "a $35 camera", "a $2M seed round", "payments above $10,000"."""
        if self.key(value.first - 1) in ("below", "under", "over", "above") and self.between(
            "noun:audience", value.first - 2, value.first - 1
        ):
            return False  # "for every loan below 50k"
        if (
            self.is_ended(value)
            or self.per_day(value, -2)
            or any(self.key(at) in self.sets["per"] for at in range(value.first, value.last + 1))
        ):
            return True
        if self.between("noun:release", value.last, value.last + 7):
            return True
        back = value.first - 1
        while self.key(back) in self.sets["about"] and self.key(back) not in (
            "a",
            "an",
            "the",
            "over",
            "more",
        ):
            back -= 1
        return self.key(back) in self.sets["spending"] or self.key(value.last) in (
            "each",
            "saved",
            "annually",
            "annualized",
            "annualised",
        )

    def is_ended(self, value: Value) -> bool:
        """As in "annual subscription of 240k discontinued"."""
        return value.shape == "level" and any(
            self.key(at) in self.sets["ended"] and self.same_clause(value.last, at)
            for at in range(value.last, value.last + 4)
        )

    def is_sum(self, value: Value) -> bool:
        """As in "380k less per year": money, though no currency is said."""
        quantity = value.quantity
        if quantity.dim != "plain" or not quantity.magnitude or quantity.noun or value.direction >= 0:
            return False
        paid = any(self.key(at) in self.sets["paying"] for at in range(value.first - 4, value.first))
        return (
            paid
            or self.per_day(value)
            or (value.shape == "change" and self.per_day(value, value.first - value.last))
        )

    def is_fought(self, value: Value) -> bool:
        """As in "catching an estimated 60k a month more than the rules": what would have been lost."""
        lead = range(value.first - 1, max(value.first - 5, -1), -1)
        if self.key(value.first - 1) in self.sets["earning"] and value.compared:
            return True
        return value.shape != "change" and any(
            self.key(at) in self.sets["fought"] and self.same_clause(at, value.first) for at in lead
        )

    def is_of_business(self, value: Value) -> bool:
        """Money that is saved or moved beside customers, staff or their troubles, and nothing of computing."""
        per = any(self.key(at) in self.sets["per"] for at in range(value.first, value.last + 1)) or (
            self.key(value.first + 1) in ("a", "an", "each") and value.shape == "change"
        )  # "2.10 a picture became 0.70"
        if (per and not self.per_day(value, -2)) or (value.shape == "level" and not self.is_saved(value)):
            return False
        low = self._sentence_edge(value.first, -1)
        high = self._sentence_edge(value.last, 1)
        near = self.between("metric", low, high)
        families = {hit.value.family for hit in near}
        if families & {"efficiency", "cost"} or self.between("noun:machine", low, high):
            return False
        if any(self.key(at) in self.sets["computing"] for at in range(low, high)):
            return False
        people = ("noun:role", "noun:audience", "noun:scope")
        return "business" in families or any(self.between(kind, low, high) for kind in people)

    def _sentence_edge(self, at: int, step: int) -> int:
        for _ in range(WIDE):
            if not 0 <= at < len(self.tokens) or self.key(at) in (".", ";", "\n"):
                break
            at += step
        return max(at, 0)

    def is_cost_of_business(self, hit: Hit) -> bool:
        """As in "fuel cost", "cost of a missed appointment"."""
        near = [one for one in self.between("metric", hit.start - 3, hit.end + 4) if one.value.id != "pages"]
        before = any(one.end == hit.start and one.value.family == "business" for one in near)
        named = self.key(hit.end) in ("of", "per") and any(
            one.start > hit.start and one.value.family == "business" for one in near
        )
        return before or named

    def is_saved(self, value: Value) -> bool:
        """What was saved is no bare value: it would have been spent."""
        return any(cue.value == "saved" for cue in self.between("direction", value.first - 8, value.first))

    def _is_somebody(self, at: int) -> bool:
        if self.key(at) in ("they", "staff", "everyone"):
            return True
        return any(role.end == at + 1 for role in self.between("noun:role", at - 2, at + 1))

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

    def _is_of_machines(self, low: int, high: int) -> bool:
        """Whether the words tell of a program or of what it runs on."""
        if not self.sets["machine_work"].isdisjoint(self.keys[low:high]):
            return True
        return any(self.between(kind, low, high) for kind in ("noun:machine", "noun:domain", "noun:tool"))

    def _is_slow(self, value: Value) -> bool:
        """Days are people's, unless a program is named: "check of one claim takes 3 days instead of 2 weeks"."""
        days = value.quantity.dim == "span" and max(value.before or 0, value.after or 0) >= DAY
        low = self.clause_start(value.first)
        there = any(self.between(kind, low, value.first) for kind in ("noun:audience", "noun:scope"))
        return days and there and not self._is_of_machines(low, value.first)

    def is_time_for(self, value: Value) -> bool:
        """As in "time from loan request to decision: 3 days -> 4 hours", "time per CV 6 min to 90 s"."""
        if value.shape != "change" or max(value.before or 0, value.after or 0) < MINUTE:
            return False
        low = max(value.first - NAMED_TIME, 0)
        at = next(
            (at for at in range(value.first - 1, low - 1, -1) if self.key(at) in ("time", "times")), None
        )
        if at is not None and self.key(at - 1) in self.sets["machine_work"]:
            return False  # "machine time per file"
        if (
            at is None
            or not self.same_clause(at, value.first)
            or self.key(at + 1) not in self.sets["time_for"]
        ):
            return False
        named = self.between("metric", at - 2, at + 1)
        if any(hit.start <= at < hit.end and hit.value.id != "kernel_time" for hit in named):
            return False  # "time per epoch", "lead time for orders"
        kinds = ("noun:machine", "noun:domain", "noun:tool")
        return not any(self.between(kind, at + 1, value.first) for kind in kinds)

    def by_others(self, value: Value) -> bool:
        """As in "the utility curtails 140 MWh a month less": somebody outside is the subject."""
        low = self.clause_start(value.first)
        kinds = ("noun:audience", "noun:scope", "noun:role")
        return any(
            self._heads_clause(hit, low) for kind in kinds for hit in self.between(kind, low, value.first)
        )

    def clause_start(self, at: int) -> int:
        """The first token of the clause."""
        while at > 0 and self.key(at - 1) not in CLAUSES:
            at -= 1
        return at

    def _heads_clause(self, hit: Hit, low: int) -> bool:
        """Its subject: only describing words stand before it."""
        return hit.start - low <= SUBJECT and all(
            self.key(at) in self.sets["determiners"] or self.key(at) not in self.lexicon.function
            for at in range(low, hit.start)
        )

    def _is_training(self, value: Value) -> bool:
        """As in "Trained a recogniser in nine days instead of sixteen"."""
        if self.key(value.first - 1) == ",":
            return any(key.startswith("train") for key in self.keys[max(value.first - 5, 0) : value.first])
        if self.key(value.first - 1) not in ("in", "within", "takes", "from"):
            return False
        for at in range(value.first - 1, max(value.first - LOOK_BACK, -1), -1):
            if self.key(at) in (";", ".", "\n"):
                return False
            if self.key(at) in self.sets["teaching"]:
                return not self.between("noun:role", at, value.first)
        return False

    def _is_training_on(self, value: Value) -> bool:
        """As in "trained with self-play, 11 days on 512 cores"."""
        if self.key(value.last) != "on" or not self.between("noun:machine", value.last, value.last + 4):
            return False
        lead = range(max(value.first - LOOK_BACK, 0), value.first)
        return any(
            self.key(at) in self.sets["teaching"] and self.same_sentence(at, value.first) for at in lead
        )

    def _level(self, value: Value) -> str:
        if value.quantity.dim == "time" or self._is_batch(value) or self._is_pace(value):
            return "efficiency"
        if self._is_training_on(value):
            return "cost"
        return "business" if self._somebody(value) and self.per_day(value, -2) else ""

    def _is_pace(self, value: Value) -> bool:
        """As in "evaluates 400k roofs in 6 min", "remains a 5-min batch"."""
        if value.quantity.value > DAY:
            return False
        if self.key(value.first - 1) in self.sets["inside"] and self.key(value.first - 2) in LASTING:
            return True  # "detection still inside 3 minutes"
        if self.key(value.last) in ("batch", "job", "run"):
            return value.ref or self.key(value.first - 2) in ("is", "remains", "stays")
        many = self.before_in(value)
        return many and self.key(value.first - 1) in self.sets["lasting"]

    def before_in(self, value: Value) -> bool:
        """Whether a large number of things stands right before: "400k roofs in"."""
        near = [one for one in self.values if one.last <= value.first <= one.last + 4]
        return any(
            one.quantity.dim == "plain"
            and one.quantity.value >= MANY
            and self.same_clause(one.last, value.first)
            and not self.near("training_cue", one, 5)
            for one in near
        )

    def _is_batch(self, value: Value) -> bool:
        """As in "runs in 2 min on a laptop", "40 min per forecast run"."""
        before = [self.key(at) for at in range(value.first - 3, value.first)]
        if before[-1] in self.sets["lasting"] and any(key in self.sets["running"] for key in before):
            return True
        tail = pairwise(self.tokens[value.last - 2 : value.last + 1])
        return any(a.key in self.sets["per"] and b.key not in self.sets["rates"] for a, b in tail)

    def _somebody(self, value: Value) -> bool:
        later = self.between("noun:role", value.last, value.first + 11)
        if any(self.same_clause(value.last, one.start) for one in later):
            return True
        roles = self.between("noun:role", value.first - 10, value.first)
        together = self.same_clause if value.quantity.dim == "time" else self.same_sentence
        return any(together(role.start, value.first) for role in roles)
