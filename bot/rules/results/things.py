"""What the words before and behind a number name: a thing, an act, a movement, and of which family it is."""

from bot.rules.facts import Value
from bot.rules.numbers.singles import STILL
from bot.rules.results.durations import Durations
from bot.rules.words.lex import NUMBER, WORD
from bot.rules.words.scene import once

NOUN, MOVING, PER, DIAL = 7, 4, 6, 5  # tokens
OF_PLANS = ("computing", "dials", "bench")
EACH = frozenset(["each", "every", "per", "a", "an"])
PERSONS = frozenset(["us", "me", "it", "them", "this", "that"])
MISTAKES = (
    "tion",
    "tions",
    "reads",
    "hits",
    "labels",
    "matches",
    "ognised",
    "ognized",
    "ified",
    "dicted",
    "cribed",
    "heard",
)


def _is_mistaken(key: str) -> bool:
    """As in "misidentification", "misreads"; a mission is none."""
    return key.startswith("mis") and key.endswith(MISTAKES) and not key.startswith(("miss", "misc"))


class Things(Durations):
    """Tells things from acts, movements and words that name nothing."""

    @once
    def acts(self) -> frozenset[int]:
        return frozenset(hit.start for hit in self.found("action") if not self._describes(hit.start))

    @once
    def moves(self) -> frozenset[int]:
        """The tokens of words that say that something went up or down."""
        moves = [hit for hit in self.found("direction") if hit.value not in STILL]
        told = (hit for hit in moves if not self._describes(hit.start))
        return frozenset(at for hit in told for at in range(hit.start, hit.end))

    def _describes(self, at: int) -> bool:
        """As in "Rejected girders are down to 84", "Lost parcels fell": no act, but which of them are told of."""
        opens = at == 0 or self.key(at - 1) in self.sets["clause_breaks"]
        if not opens or not self.key(at).endswith(("ed", "st")):
            return False
        near = range(at + 1, min(at + NOUN, len(self.tokens)))
        end = next((to for to in near if self.key(to) in self.sets["fell_or_rose"]), at)
        return end > at + 1 and all(self.names_thing(to) for to in range(at + 1, end))

    def names_goods(self, at: int) -> bool:
        """As in "torn fillings", "mattresses sold"; not "synthetic clips", "spot instances", "dead neurons"."""
        end = at
        while end < at + PER and self.names_thing(end) and end not in self.moves:
            end += 1
        kinds = ("noun:technical", "noun:machine", "noun:tool", "noun:domain", "metric")
        words = frozenset(self.keys[at:end])
        set_up = any(not self.sets[name].isdisjoint(words) for name in OF_PLANS)
        made = self.key(at).endswith(("ic", "al", "ing")) or self.key(at) in self.sets["plain_adjectives"]
        several = end - at > 1 and any(key.endswith("s") for key in words)
        return several and not (set_up or made or self.any_of(kinds, at, end))

    def is_dial(self, at: int) -> bool:
        """As in "the number of input features": something that was set."""
        return not self.sets["dials"].isdisjoint(self.keys[at : at + DIAL])

    def counts_things(self, value: Value) -> bool:
        """As in "from 6 to 14 objectives", "from 4k to 64k": a count or a size, no result."""
        quantity = value.quantity
        if value.shape != "change":
            return quantity.word or bool(quantity.noun)
        ends = (value.before or 0, value.after or 0)
        named = bool(quantity.noun) or self._is_thing(value.last)
        return quantity.magnitude or (named and all(end >= 2 and end == int(end) for end in ends))

    def _is_thing(self, at: int) -> bool:
        return (
            0 <= at < len(self.tokens)
            and self.tokens[at].kind == WORD
            and self.key(at) not in self.lexicon.function
        )

    def names_thing(self, at: int) -> bool:
        return self._is_thing(at)

    def _subject(self, value: Value) -> str:
        """The family of what moved, where it is named before the number: "aborted commands dropped from 9 % to 5 %",
        "Cut wrong turns by 40 %", "Doors opened on the first try: 88 % to 97 %"; not "plans by RL: 71 to 84"."""
        end = self._before_moving(value.first)
        paced = any(self.key(at) in self.sets["rates"] for at in range(value.first, value.last + 2))
        paced = (
            paced and value.shape == "change"
        ) or value.compared  # "Cases, 90 a week to 20", "Bins, 31 % fewer"
        # "Pump failures, 12 -> 3"
        paced = paced or (value.shape == "change" and self.clause_start(end - 1) == 0 and 0 not in self.acts)
        end -= self.key(end - 1) == "," and paced
        end -= 2 * (self.key(end - 1) in self.sets["rates"] and self.key(end - 2) in EACH)
        end -= self.key(end - 1) == "off"  # "feed written off each month"
        return self._ending(self._before_period(end))

    def _before_period(self, end: int) -> int:
        """Past the "after 60 days" of "Unpaid invoices after 60 days: 14 %"."""
        dated = end >= 2 and self.tokens[end - 2].kind == NUMBER and self.key(end - 3) in self.sets["periods"]
        return end - 3 if end > 3 and dated and self.between("unit", end - 1, end) else end

    def _ending(self, end: int) -> str:
        """The family of the words that end there."""
        start = end
        while start > max(end - NOUN, 0) and self._is_of_noun(start - 1):
            start -= 1
        while start < end and not self._is_thing(start):
            start += 1
        method = end - start < 2 and self._is_acronym(start) and self.key(start - 1) in self.sets["means"]
        lead = start - 1 - (self.key(start - 1) in self.sets["articles"])
        heads = (hit for kind in ("noun:domain", "vague") for hit in self.between(kind, lead - 2, lead))
        if self.key(lead) in ("of", "for") and any(hit.end == lead for hit in heads):
            return ""  # "the forecast of empty containers", "the net for doubled sheets"
        if method or self.key(end - 1) in PERSONS:
            return ""
        return self._family_of(start, end) or self._told_of(end)

    def _told_of(self, at: int) -> str:
        """The family of what heads a clause and is told of: "Ulcers that got to stage 3: 19 to 8"."""
        low = self.clause_start(at)
        low = self.clause_start(low - 1) if self.key(low - 1) == "that" else low
        end = low
        while end < at and self._is_of_noun(end):
            end += 1
        return self._family_of(low, end) if self.key(end) in ("that", "which", "who", "using") else ""

    def _before_moving(self, at: int) -> int:
        """Past the words of moving that lead to the number: "was cut from", "went up by"."""
        low = at - MOVING
        while at > max(low, 0):
            key = self.key(at - 1)
            if key == ")":  # "stomps (games over in 10 min) from 18 % to 11 %"
                opened = next(
                    (here for here in range(at - 2, max(at - 12, -1), -1) if self.key(here) == "("), 0
                )
                return opened or at
            if key in ("on", "of") and at - 2 in self.moves:
                at -= 2
                continue
            if not (at - 1 in self.moves or key in self.sets["moving"] or key in self.sets["auxiliaries"]):
                break
            at -= 1
        return at

    def _is_of_noun(self, at: int) -> bool:
        # "calves lost in the first week"
        turning = at in self.moves and self.key(at + 1) not in ("in", "at", "on")
        if self.tokens[at].kind != WORD or turning:
            return False
        return at not in self.acts and self.key(at) not in self.sets["noun_ends"]

    def _family_of(self, start: int, end: int) -> str:
        """By its head: nothing can be told of a model or of "quality", a part of the program is efficiency."""
        if start >= end or self.between("vague", start, end) or self.key(start) == "loss":
            return ""  # the latter: "loss spikes"
        heads = [at for at in range(start, end) if self.key(at + 1) == "of" or at == end - 1]
        if any(self.key(at) in self.sets["score_heads"] for at in heads) or any(
            self._is_false(at) or _is_mistaken(self.key(at)) or self._is_done_wrongly(at)
            for at in range(start, end)
        ):
            return "accuracy"
        of = next((at for at in range(start + 1, end) if self.key(at) == "of"), end)
        end = of if of - start > 1 else end  # "directional hit share of the price model"
        ends = (end, *(at for at in range(start, end) if self.key(at) in ("for", "of")))  # "engine for pumps"
        head = next((hit for hit in self.between("noun:domain", start, end) if hit.end in ends), None)
        if any(hit.end == end for hit in self.between("noun:tool", start, end)):
            return ""
        known = head is not None or self.key(end - 1) in self.lexicon.function
        alone = end - start == 1 and self.key(start).endswith(("er", "or"))  # "Filter went from 94 to 98"
        known = known or (alone and self.key(start) in self.sets["program_things"])
        return "" if known else self._family_of_words(start, end)

    def _is_done_wrongly(self, at: int) -> bool:
        """As in "Keys read wrongly: 4 % -> 2 %"."""
        return self.key(at) in self.sets["mistaking"] and self.key(at).endswith("ly")

    def _family_of_words(self, start: int, end: int) -> str:
        technical = self.between("noun:technical", start, end)
        per = next((at for at in range(start, end) if self.key(at) == "per"), end)
        if per < end and self._is_computed(start, per):
            return ""  # "tokens per claim"
        plain = [
            at
            for at in range(start, end)
            if self._is_thing(at)
            and self.key(at) not in self.sets["plain_adjectives"]
            and not any(hit.start <= at < hit.end for hit in technical)
        ]
        if plain:
            named = self.key(end - 2) in ("from", "by", "at", "of", "to") and end - start > 2
            return "accuracy" if self._is_acronym(end - 1) and not named else "business"  # "returns from OEM"
        return ""

    def _is_computed(self, start: int, end: int) -> bool:
        """Every word of it is one of computing: "prompt tokens"."""
        return start < end and self.sets["computing"].issuperset(self.keys[start:end])

    def _is_acronym(self, at: int) -> bool:
        """Scores go by acronyms: "TER", "HR@10"."""
        name = self.tokens[at].raw.partition("@")[0]
        return name.isupper() and 1 < len(name) < 7
