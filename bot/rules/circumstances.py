"""What a sentence before the first act tells of: a problem, who had it, why it was one."""

from bot.rules.acts import HEAD, Acts
from bot.rules.sentences import PLURAL, Sentence

PEOPLE = ("noun:role", "noun:audience", "other_role", "other_people")


class Circumstances(Acts):
    """Tells a context from acts, wishes and remarks."""

    def _clause_before(self, one: Sentence, at: int) -> int:
        """Where the clause ends that gives the problem: "People skipped 4 of 10 songs, so I gathered sessions"."""
        joined = self.key(at - 1) in ("so", ",", ";", "therefore", "thus", "and", "but")
        if not joined:
            return 0
        keys = self.keys[one.first : at]
        if self.between("problem", one.first, at) and "i" not in keys:
            return at
        if at - one.first < HEAD:
            return 0
        told = any(self._is_finite(here) for here in range(one.first, at))
        return at if told and {"i", "we", "my"}.isdisjoint(keys) else 0

    def _is_wish(self, at: int) -> bool:
        """As in "Needed kernels for the new unit", "We wanted to know whether it was good enough"."""
        at += self.key(at) in PLURAL
        return self.key(at) in ("needed", "wanted", "wished", "hoped")

    def _is_of_teller(self, one: Sentence) -> bool:
        """As in "In my internship I was part of the team"; not "When I joined the bank, scoring took ..."."""
        for at in range(one.first, min(one.first + 2 * HEAD, one.last)):
            if self.key(at) == "i" and self.key(at - 1) not in self.sets["grounds"]:
                return self.key(at + 1) in (
                    "was",
                    "am",
                    "worked",
                    "work",
                    "had",
                    "got",
                    "studied",
                ) and not self._has("problem", one)
        return False

    def _is_seen(self, one: Sentence) -> bool:
        """As in "I noticed that the run would cost a quarter of a million"."""
        seen = self.key(one.first + 1) in ("noticed", "saw", "realised", "realized", "heard")
        return seen and self.key(one.first + 2) == "that"

    def _is_of_others(self, one: Sentence) -> bool:
        """Not what "we" or the teller were: "In the project we were eight persons of four countries"."""
        if self.key(one.first) in ("we", "us"):
            return False
        return not any(
            self.key(at) in ("we", "i", "my") for at in range(one.first, min(one.first + HEAD, one.last))
        )

    def _is_told(self, one: Sentence) -> bool:
        """Something happens in it, to somebody else; not a bare name of a thing, nor an act of the teller."""
        if self._opens_with_act(one):
            return False
        return any(self._is_finite(at) for at in range(one.first, one.last)) or self._opens_with_people(one)

    def _opens_with_people(self, one: Sentence) -> bool:
        """As in "Support agents paste answers from a wiki": told in the present."""
        people = (hit for kind in PEOPLE for hit in self.between(kind, one.first, one.first + 3))
        return any(
            self.key(hit.end - 1).endswith(("s", "men")) and self.key(hit.end).isalpha() for hit in people
        )

    def _opens_with_act(self, one: Sentence) -> bool:
        """As in "Realised the migration of the forecast": an act without its subject."""
        act = self.key(one.first).endswith("ed") or one.first in self.actions
        return act and self.key(one.first + 1) in self.sets["articles"]

    def _gives_cause(self, one: Sentence) -> bool:
        """As in "I wanted to replace it, since operators were getting 900 alerts a week"."""
        causes = [at for at in range(one.first, one.last) if self.key(at) in ("since", "because", "as")]
        return any(self.between("noun:role", at, at + 4) for at in causes)
