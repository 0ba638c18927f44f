"""What is bought for programs: less of it, at a part of the price, and licences given up."""

from bot.rules.facts import Value
from bot.rules.results.freed import Freed
from bot.rules.words.lex import PUNCT

NEAR, QUOTED = 3, 5  # tokens
LEADING_ON = frozenset(["on", "for", "in"])
SHORTER = frozenset(["shorter", "less"])


class Bought(Freed):
    """Reads shares and counts of what somebody is paid for."""

    def is_saved_on(self, value: Value) -> bool:
        """A share or a count that says that less is paid, without its money."""
        if value.quantity.dim not in ("percent", "factor", "plain"):
            return False
        return self._is_bought_less(value) or self._is_part_of_price(value) or self._trains_shorter(value)

    def is_spent_once(self, value: Value) -> bool:
        """On labels or on a training, before anything runs."""
        once = self.sets["labelled_things"] | self.sets["training_runs"]
        return not once.isdisjoint(self.keys[self.clause_start(value.first) : value.last + QUOTED])

    def _is_bought_less(self, value: Value) -> bool:
        """As in "35 % fewer labels bought", "tokens bought per month down 18 %", "44 % less spent on idle GPUs"."""
        if value.direction >= 0 or self.sets["bought"].isdisjoint(self.said):
            return False
        end = value.last
        while end < len(self.tokens) and self.tokens[end].kind != PUNCT:
            end += 1
        clause = range(self.clause_start(value.first), end)
        return any(self.keys[at] in self.sets["bought"] and self._is_for_programs(at) for at in clause)

    def _is_for_programs(self, at: int) -> bool:
        """What is bought stands before it, or behind it and its preposition; "paid subscriptions" are customers'."""
        ahead = range(at + 1, at + 1 + QUOTED)
        after = next((to + 1 for to in ahead if self.key(to) in LEADING_ON), at + 1)
        low = max(at - NEAR, self.clause_start(at))
        near = (*self.keys[low:at], *self.keys[after : after + QUOTED])
        things = (self.sets["computing"] | self.sets["labelled_things"]) - self.sets["rights"]
        if not things.isdisjoint(near):
            return True
        spent = after > at + 1 and self.names_program(after, after + NEAR)  # "less spent on log storage"
        return spent or bool(self.between("noun:machine", after, after + NEAR))

    def _is_part_of_price(self, value: Value) -> bool:
        """As in "at a tenth of what the vendor charged", "for 20 % of what the API cost", "a quarter of the Textract
        price"."""
        if value.quantity.dim != "percent":
            return False
        at = value.last - (self.key(value.last - 1) == "of")
        if self.key(at) != "of":
            return False
        quoted = range(at + 1, min(at + 1 + QUOTED, len(self.tokens)))
        if self.key(at + 1) == "what" and not self.sets["charged"].isdisjoint(
            self.keys[at + 2 : at + 2 + QUOTED]
        ):
            return True
        end = next((to for to in quoted if self.keys[to] in self.sets["price_words"]), 0)
        paid = self.any_of(("noun:tool", "noun:domain"), at + 1, end) or not self.sets[
            "computing"
        ].isdisjoint(self.keys[at + 1 : end])
        return end > 0 and paid and self.same_clause(at, end)

    def _trains_shorter(self, value: Value) -> bool:
        """As in "training 38 % shorter", "training needs 38 % less time", "a 40 % shorter training run"."""
        if value.quantity.dim == "plain" or self.key(value.last) not in SHORTER:
            return False
        runs = self.sets["training_runs"]
        lead = self.keys[max(value.first - NEAR, self.clause_start(value.first)) : value.first]
        # not "training 8 % less data"
        timed = self.key(value.last) != "less" or self.key(value.last + 1) == "time"
        return (timed and not runs.isdisjoint(lead[-2:])) or self.key(value.last + 1) in runs

    def is_licence_given_up(self, value: Value) -> bool:
        """As in "3 of 16 solver licences given up", "cancelled four Gurobi licences"."""
        if value.shape == "change" or self.sets["rights"].isdisjoint(self.said):
            return False
        if value.quantity.dim not in ("percent", "plain"):
            return False
        part = "of" in self.keys[value.first : value.last + 1]
        near = range(value.last, min(value.last + NEAR + 1, len(self.tokens)))
        end = next((at + 1 for at in near if self.keys[at].startswith("licen")), 0)
        if not end or any(self.key(at) in self.lexicon.function for at in range(value.last + 1, end - 1)):
            return False
        led = self.key(value.first - 1) in self.sets["gives_up"]
        led = led and self.key(value.first - 2) not in self.sets["been"]
        return led or (part and self._go_away(end))
