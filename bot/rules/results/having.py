"""Counted people, places and things that have the work, whatever they are and whatever they do with it."""

from bot.rules.facts import Value
from bot.rules.results.equipment import Equipment
from bot.rules.words.lex import NUMBER, PUNCT, WORD

MANY = 1000
SEVERAL = 20
FAR = 14  # tokens
IT = frozenset(["it", "them", "are", "were", "is"])
HAVE = frozenset(["have", "has", "had", "got", "received", "receive"])
BY = frozenset(["by", "with", "from", "through", "on"])


class Having(Equipment):
    """Reads what is told of those who are counted."""

    def have_it(self, value: Value) -> bool:
        """As in "310 accountancy firms are connected", "9 health posts on the river have it"."""
        quantity = value.quantity
        if quantity.dim != "plain" or value.shape != "level" or quantity.value <= 1:
            return False
        if IT.isdisjoint(self.said) or (quantity.noun == "machine" and quantity.value < MANY):
            return False
        at = self._verb_of(value)
        if self.key(at + 1) in ("it", "them"):
            return self.key(at - 1) not in ("that", "which") and self._is_taken_at(value, at)
        return self.key(at) in self.sets["reached_by_it"] and self.key(at - 1) in self.sets["in_use_since"]

    def _verb_of(self, value: Value) -> int:
        """Where it is told what they do with it, or are; else the end of the clause."""
        end = min(value.last + FAR, len(self.tokens))
        for at in range(value.last, end):
            key = self.key(at)
            if key == "and" and self.key(at + 2) in ("it", "them"):
                return end  # "the code of three vendors and summarised it"
            if key in self.sets["otherwise_counted"] or (
                self.tokens[at].kind in (PUNCT, NUMBER) and not self._joins_names(at)
            ):
                return end
            reached = key in self.sets["reached_by_it"] and self.key(at - 1) in self.sets["in_use_since"]
            if reached or self.key(at + 1) in ("it", "them"):
                return at
        return end

    def _is_taken_at(self, value: Value, at: int) -> bool:
        """As in "The limits of 640 trucks are set by it", "45 nature reserves have installed it"."""
        key = self.key(at)
        if key in BY:
            return not self.sets["in_use_since"].isdisjoint(self.keys[value.last : at])
        if key in HAVE or self.tokens[at].kind != WORD:
            return key in HAVE
        if key in self.lexicon.function or key in self.sets["no_outcome_acts"]:
            return False
        checked = key in self.sets["maybe_labelling"] and value.quantity.value < SEVERAL
        return not (checked or self.sets["colleagues"].intersection(self.keys[value.last : at]))
