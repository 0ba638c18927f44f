"""What a duration is about: somebody's work, a training, or how long the program takes."""

from itertools import pairwise

from bot.rules.facts import Value
from bot.rules.results.labour import NAMED_TIME, Labour
from bot.rules.results.money import LEADING, SPENT_ON
from bot.rules.results.subjects import DAY, MINUTE

LASTING = frozenset(["still", "stays", "stayed", "remains", "remained", "kept"])
SINGLE = frozenset(["minute", "hour", "day", "week", "month", "year"])


class Durations(Labour):
    """Reads durations that no metric names."""

    def lasts(self, value: Value) -> str:
        """The family: somebody's hours are human work, seconds are latency, a bare "two weeks" is nothing."""
        if value.shape == "change" and self.is_training(value):
            return "cost"
        if value.shape == "delta" and self._is_off_training(value):
            return "cost"
        cut = self._is_cut_to(value)
        if value.shape == "level" and not cut:
            return self._level(value)
        if self._is_of_anybody(value) or (value.compared and self.is_of_plant(value.first, value.last)):
            return "business"
        low = self.clause_start(value.first)
        machine = self.between("noun:machine", low, value.first) or self.runs(low, value.last + 3)
        runs = value.compared and machine and value.quantity.value < DAY
        if runs or value.quantity.dim == "time" or value.shape == "change" or cut:
            return "efficiency"
        blocked = self._is_of_machines(self.clause_start(value.first), value.first)
        blocked = blocked and not self._is_saved_each_time(value)
        less = value.direction < 0 or (value.compared and value.good > 0)
        return "business" if less and not blocked else ""

    def _is_off_training(self, value: Value) -> bool:
        """As in "11 days off the training schedule", "two days off pretraining"."""
        near = self.keys[value.last + 1 : value.last + 1 + LEADING]
        return self.key(value.last) == "off" and not self.sets["training_runs"].isdisjoint(near)

    def _is_saved_each_time(self, value: Value) -> bool:
        """As in "my summariser saves 20 minutes of every handover": whose else than of those who hand over."""
        at, end = value.last + 1, value.last + LEADING
        each = self.key(at - 1) in ("of", "at", "in", "on", "per", "for") and self.key(at) in (
            "each",
            "every",
        )
        each = each and value.quantity.value >= MINUTE and not self.runs_learning(value.last, end)
        each = each and self.sets["machine_jobs"].isdisjoint((self.key(at + 1), f"{self.key(at + 1)}s"))
        return each and not self.any_of(("noun:machine", "noun:technical", "noun:domain"), at, end)

    def _is_cut_to(self, value: Value) -> bool:
        """As in "Cut report generation to 3 minutes", "Got assimilation down to 25 minutes a cycle"."""
        led = value.shape == "level" and self.key(value.first - 1) == "to"
        low = self.clause_start(value.first)
        return led and any(hit.value == "down" for hit in self.between("direction", low, value.first))

    def _is_of_anybody(self, value: Value) -> bool:
        """As in "a class set takes them 50 minutes", and not where a program is named right before."""
        if value.quantity.value < 1 and value.shape != "change":
            return False  # nobody's work is done in less than a second
        if self.key(value.first - 1) in ("them", "us", "me", "him", "her") or self._is_labour(value):
            return True
        if value.shape == "change":
            if self._is_of_a_job(value):
                return False
            if max(value.before or 0, value.after or 0) < MINUTE:
                longest = max(value.before or 0, value.after or 0)
                # nobody's work is done in seconds, unless somebody is the subject
                subject = self.by_others(value, ("noun:role",)) and not self._are_served_by(value)
                return longest >= 1 and subject
            if self.is_of_program(value):
                return False
        theirs = self._somebody(value) or self._is_of_clients(value) or self._is_waited(value)
        return theirs or self.is_of_process(value)

    def _are_served_by(self, value: Value) -> bool:
        """As in "Answers bailiffs in 0.8 s": what comes first is what the program does."""
        low = self.clause_start(value.first)
        deed = self.key(low).endswith("s") and bool(self.between("noun:role", low + 1, low + 2))
        return deed and not self.any_of(("noun:role", "noun:audience", "noun:scope", "metric"), low, low + 1)

    def _is_of_a_job(self, value: Value) -> bool:
        """As in "Catalogue job of the night, which describes new goods, ends in 50 min; earlier 6 hours"."""
        low = self.sentence_start(value.first)
        head = self.keys[low : low + 3]
        return not self.sets["run_heads"].isdisjoint(head) and not self.by_people(value, NAMED_TIME)

    def _level(self, value: Value) -> str:
        lead = self.key(value.first - 1)
        if (
            lead in self.sets["learning"]
            or self.is_training_on(value)
            or (self.key(value.first - 1) in self.sets["taking"] and self.is_training(value))
        ):
            return "cost"
        if self.key(value.last) == "of" and (
            self.key(value.last + 1) in self.sets["learning"] or self.key(value.last + 1) == "fine"
        ):
            return "cost" if self.between("noun:machine", value.last, value.last + SPENT_ON + LEADING) else ""
        now = value.ref or "now" in (self.key(value.first - 1), self.key(value.last))
        if now and self._is_of_a_job(value):
            return "efficiency"  # "Batch shading run: overnight before, 50 minutes now"
        if value.quantity.dim == "time" or self._is_batch(value) or self._is_pace(value):
            return "efficiency"
        if self.key(value.first - 1) in self.sets["replacing"] and self.key(value.last) == "of":
            return "cost" if self.between("noun:machine", value.last, value.last + 4) else "business"
        theirs = (
            (self._somebody(value) or self._is_of_clients(value))
            and not self._is_adjective(value)
            # "freelance for agencies, three days a week."
            and not (self.key(value.first - 1) == "," and self.key(value.last + 2) in ("", "."))
            and self.key(value.first) not in ("half", "a", "one")
            and self.per_day(value, -2)
        )
        return "business" if theirs or self._is_waited(value) else ""

    def _is_adjective(self, value: Value) -> bool:
        """As in "a two-day course", "a 9-month rewrite"."""
        one = value.quantity.value == value.quantity.scale
        return self.key(value.first + 1) == "-" or (not one and self.key(value.first + 1) in SINGLE)

    def _is_pace(self, value: Value) -> bool:
        """As in "remains a 5-min batch"."""
        if value.quantity.value > DAY:
            return False
        if self.key(value.first - 1) in self.sets["inside"] and self.key(value.first - 2) in LASTING:
            return True  # "detection still inside 3 minutes"
        if self.key(value.first - 1) in LASTING and self.names_program(self.scene_start(value), value.first):
            return True  # "planning run stays 4 min"
        still = value.ref or self.key(value.first - 2) in ("is", "remains", "stays")
        return still and self.key(value.last) in ("batch", "job", "run")

    def _is_batch(self, value: Value) -> bool:
        """As in "runs in 2 min on a laptop", "40 min per forecast run"."""
        before = [self.key(at) for at in range(value.first - 3, value.first)]
        runs = before[-1] in self.sets["lasting"] and any(key in self.sets["running"] for key in before)
        if (runs or self._is_done_in(value)) and value.quantity.value <= 2 * DAY:
            return True
        tail = pairwise(self.tokens[value.last - 2 : value.last + 1])
        return any(a.key in self.sets["per"] and b.key not in self.sets["rates"] for a, b in tail)

    def _is_done_in(self, value: Value) -> bool:
        """As in "forecasts are recomputed in 11 minutes", "ready 15 minutes after midnight"."""
        lead, low = self.key(value.first - 1), self.clause_start(value.first)
        if self.key(value.last) in ("after", "past") and (lead in self.sets["running"] or lead == "out"):
            return self.names_program(self.scene_start(value), value.first)
        if (
            lead not in ("in", "within")
            or self.between("action", low, low + 1)
            or self.by_people(value, NAMED_TIME)
        ):
            return False
        return self.names_program(low, value.first) and not self.is_training(value)
