"""Counted people, places and things that have the work, whatever they are, and where it was put to use."""

from bot.rules.facts import Value
from bot.rules.results.launches import EVERY, Launches
from bot.rules.results.material import MANY, NEAR
from bot.rules.words.lex import NUMBER, PUNCT, WORD

SEVERAL = 20
FAR, TRIAL = 14, 3  # tokens
IT = frozenset(["it", "them", "are", "were", "is"])
HAVE = frozenset(["have", "has", "had", "got", "received", "receive"])
BY = frozenset(["by", "with", "from", "through", "on"])
PARTS = ("machine", "technical", "metric")
PRESENT = frozenset(["is", "are", "now", "went", "goes"])
PAUSES = frozenset([",", ";", "."])


class Having(Launches):
    """Reads what is told of those who are counted, and what leads to them."""

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
        """As in "The limits of 640 trucks are set by it", "1,200 deeds checked with it so far", "45 nature reserves
        have installed it"."""
        key = self.key(at)
        if key in BY:
            done = key == "through" or self.key(at - 1).endswith("ed")
            many = value.quantity.value >= SEVERAL and value.quantity.noun != "technical"
            since = not self.sets["in_use_since"].isdisjoint(self.keys[value.last : at])
            return since or (done and many)
        if key in HAVE or self.tokens[at].kind != WORD:
            return key in HAVE
        if key in self.lexicon.function or key in self.sets["no_outcome_acts"]:
            return False
        checked = key in self.sets["maybe_labelling"] and value.quantity.value < SEVERAL
        return not (checked or self.sets["colleagues"].intersection(self.keys[value.last : at]))

    def is_placed(self, value: Value) -> bool:
        """As in "it is fitted on 212 buses now", "Live with 14 installer firms", "on in the 9 control rooms"."""
        quantity = value.quantity
        if value.shape != "level" or quantity.noun in PARTS or quantity.value < 2:
            return False
        if not self.names_place(value.last) or self.near("training_cue", value, NEAR):
            return False
        at, about, leads = value.first - 1, self.sets["about"], self.sets["where_leads"]
        while (key := self.key(at)) not in leads and (key in about or key in EVERY):
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
        now = not self.sets["since"].isdisjoint(self.keys[value.last : value.last + 4])
        now = now or (self.key(at - 2) in PRESENT and lead in ("on", "live", "up"))
        return known or now or quantity.value >= SEVERAL

    def _is_dated(self, value: Value) -> bool:
        """As in "Sorting camera, 6 plants since spring"."""
        at = value.last + 1
        low = self.sentence_start(value.first)
        summed = self.key(low) in self.sets["taken_up"] or self.key(low) in self.sets["put_to_use"]
        leads = self.key(low + 1) in ("by", "in", "at", "across") and self.key(value.first - 1) in PAUSES
        if summed and leads and value.quantity.noun in ("scope", "audience"):
            return True  # "Adopted by Plovdiv, Stara Zagora and Haskovo, 97 kindergartens altogether"
        if (
            value.quantity.noun != "scope"
            or self.key(at) != "since"
            or self.key(value.first - 1) not in PAUSES
        ):
            return False
        return at + 1 < len(self.tokens) and self.tokens[at + 1].kind in (NUMBER, WORD)

    def _is_past_trial(self, value: Value, at: int) -> bool:
        """As in "from beta to all 3,400 workspaces"."""
        lead = self.keys[max(at - TRIAL, 0) : at]
        moved = self.key(at) == "to" and self.key(value.first - 1) == "all" and "from" in lead
        return moved and not self.sets["trials"].isdisjoint(lead)

    def names_place(self, at: int) -> bool:
        """A word that is no part of a program."""
        if at >= len(self.tokens) or self.tokens[at].kind != WORD or self.key(at) in self.lexicon.function:
            return False
        if not self.sets["no_places_of_use"].isdisjoint(self.keys[at : at + 2]):
            return False  # "in three phases"
        return not self.any_of(("noun:technical", "noun:machine"), at, at + 2)
