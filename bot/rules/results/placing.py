"""Where it was put to use: things and places of any trade, counted behind a word of use."""

from bot.rules.facts import Value
from bot.rules.results.counts import EVERY, NEAR, PAUSES, Counts
from bot.rules.results.having import SEVERAL
from bot.rules.words.lex import NUMBER, WORD

PARTS = ("machine", "technical", "metric")
PRESENT = frozenset(["is", "are", "now", "went", "goes"])
TRIAL = 3  # tokens


class Placing(Counts):
    """Reads counts by what leads to them."""

    def is_placed(self, value: Value) -> bool:
        """As in "it is fitted on 212 buses now", "Live with 14 installer firms", "on in the 9 control rooms"."""
        quantity = value.quantity
        if value.shape != "level" or quantity.noun in PARTS or quantity.value < 2:
            return False
        if not self._names_a_place(value.last) or self.near("training_cue", value, NEAR):
            return False
        at = value.first - 1
        while self.key(at) not in self.sets["where_leads"] and self.key(at) in self.sets["about"] | EVERY:
            at -= 1
        if self._is_dated(value) or self._is_past_trial(value, at):
            return True
        lead, known = self.key(at - 1), quantity.noun in ("scope", "audience")
        if (
            self.key(at) not in self.sets["where_leads"]
            or lead not in self.sets["placed"]
            or self.key(at - 2) in self.sets["sensors"]
        ):
            return False
        if self.key(at) == "with":
            return lead == "live" and known
        now = not self.sets["since"].isdisjoint(self.keys[value.last : value.last + 4])
        now = now or (self.key(at - 2) in PRESENT and lead in ("on", "live", "up"))
        return known or now or quantity.value >= SEVERAL

    def _is_dated(self, value: Value) -> bool:
        """As in "Sorting camera, 6 plants since spring"."""
        at = value.last + 1
        if (
            value.quantity.noun != "scope"
            or self.key(at) != "since"
            or self.key(value.first - 1) not in PAUSES
        ):
            return False
        return self.key(at + 1) in self.sets["seasons"] or self.tokens[at + 1].kind in (NUMBER, WORD)

    def _is_past_trial(self, value: Value, at: int) -> bool:
        """As in "from beta to all 3,400 workspaces"."""
        lead = self.keys[max(at - TRIAL, 0) : at]
        if (self.key(at - 1), self.key(at)) == ("out", "to") and self.key(at - 2) in self.sets["rollouts"]:
            return True  # "rolled out to 18 ski resorts"
        moved = self.key(at) == "to" and self.key(value.first - 1) == "all" and "from" in lead
        return moved and not self.sets["trials"].isdisjoint(lead)

    def _names_a_place(self, at: int) -> bool:
        """A word that is no part of a program."""
        if at >= len(self.tokens) or self.tokens[at].kind != WORD or self.key(at) in self.lexicon.function:
            return False
        return not self.any_of(("noun:technical", "noun:machine"), at, at + 2)
