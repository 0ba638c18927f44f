"""What a sentence before the first act tells of: a problem, who had it, why it was one."""

from bot.rules.stories.acts import HEAD, Acts
from bot.rules.stories.sentences import Sentence
from bot.rules.words.lex import NUMBER

PEOPLE = ("noun:role", "noun:audience", "other_role", "other_people")
PLAIN = frozenset(["my", "mine", "a", "an", "in", "from", "of", "live", "something", "to"])
REACH = 16  # tokens
SELF = frozenset(["i", "i've", "to"])
SEEING = frozenset(
    ["noticed", "saw", "realised", "realized", "heard", "found", "discovered", "learned", "learnt"]
)
PREDECESSORS = frozenset(["predecessor", "predecessors"])
TURNS = frozenset(["when", "where", "and", "but", "because", "while"])
TELLER = frozenset(["i", "my", "i've", "i'd", "we", "our", "then"])
NEAR = 3  # tokens
ONE = frozenset(["the", "a", "an", "our", "my", "one"])
BEING = frozenset(["is", "are", "was", "were", "had", "has", "have"])


class Circumstances(Acts):
    """Tells a context from acts, wishes and remarks."""

    def _is_of_teller(self, one: Sentence) -> bool:
        """As in "In my internship I was part of the team"; not "When I joined the bank, scoring took ..."."""
        for at in range(one.first, min(one.first + 2 * HEAD, one.last)):
            related = at > one.first and self.key(one.first) in ONE  # "The cooperative I work with"
            related = related or self.key(at - 1) in self.sets["grounds"]
            if self.key(at) == "i" and not related:
                # "In these years I always kept"
                told = self.key(at + 1) == "always" or self.key(at + 1) in self.sets["stations"]
                return told and not self._has("problem", one)
        return False

    def _observes(self, one: Sentence) -> bool:
        """As in "I noticed that clerks retype it", "As an intern I saw 17 of 100 bags expire"."""
        at = next((at for at in range(one.first, one.last) if self.key(at) == "i"), None)
        return at is not None and self.key(at + 1) in SEEING

    def _is_of_others(self, one: Sentence) -> bool:
        """As in "My predecessor had left a pile of scripts"."""
        who = self.key(one.first + 1)
        return self.key(one.first) == "my" and (who in PREDECESSORS or who in self.sets["own_people"])

    def _goes_over(self, one: Sentence) -> bool:
        """As in "I joined in 2019, when one lot in five came back": what stood in the way, in the second clause."""
        for at in range(one.first + NEAR, one.last - NEAR):
            if self.key(at) not in TURNS or self.key(at + 1) in TELLER:
                continue
            rest = range(at + 1, one.last)
            wrong = any(self.tokens[to].kind == NUMBER or self.key(to) in self.sets["amiss"] for to in rest)
            if (wrong or self._has("problem", one)) and any(self._is_of_other(to) for to in rest):
                return True
        return False

    def _is_told(self, one: Sentence) -> bool:
        """Something happens in it, to somebody else; not a bare name of a thing, nor an act of the teller."""
        if self._opens_with_act(one):
            return False
        told = any(self._is_finite(at) for at in range(one.first, one.last)) and not self._is_neutral(one)
        return told or self._opens_with_people(one)

    def _is_neutral(self, one: Sentence) -> bool:
        """As in "We operate 6,000 towers", "They won a grant": how things are, and nothing wrong with it."""
        if self._has("problem", one) or not self.sets["amiss"].isdisjoint(self.keys[one.first : one.last]):
            return False
        others = [at for at in range(one.first, one.last) if self._is_of_other(at)]
        measured = self._has("metric", one) and not {"was", "were", "had"}.isdisjoint(
            self.keys[one.first : one.last]
        )
        return bool(others) and not measured and all(self._says_how_it_is(at) for at in others)

    def _is_lacking(self, one: Sentence) -> bool:
        """As in "There was no budget for translation"."""
        return self.key(one.first) == "there" and "no" in self.keys[one.first : one.first + HEAD]

    def _is_of_other(self, at: int) -> bool:
        """A verb of somebody else: not "where I did my thesis", nor the adjective of "a constrained cache"."""
        before = self.key(at - 1)
        if before in SELF or (self.key(at).endswith("ed") and before in self.sets["determiners"]):
            return False
        if before == "," and self.key(at + 1) in ("with", "by", "in", "for", "from", "at"):
            return False  # ", charged with a router"
        return self._is_finite(at) or self._is_regular(at)

    def _says_how_it_is(self, at: int) -> bool:
        key, after = self.key(at), self.key(at + 1)
        about = at + 1 + (after in ("about", "roughly", "around", "some"))
        if key in BEING and about < len(self.tokens) and self.tokens[about].kind == NUMBER:
            return True  # "had about 800,000 profiles"
        if key in ("is", "are"):  # not "Deploys are long"
            after = self.key(about)
            return (
                after in self.sets["objects"] or after in self.sets["determiners"] or self._is_regular(at + 1)
            )
        if key in ("was", "were"):
            counted = self.key(at - 1) == "there" and after in self.sets["objects"]
            return counted or self._is_regular(at + 1) or after in PLAIN
        return self._is_regular(at)

    def _is_regular(self, at: int) -> bool:
        return self.key(at) in self.sets["regular"]

    def _opens_with_people(self, one: Sentence) -> bool:
        """As in "Support agents paste answers from a wiki", "Each month two people search": in the present."""
        people = (
            hit for kind in PEOPLE for hit in self.between(kind, one.first, min(one.first + REACH, one.last))
        )
        return any(
            self.key(hit.end - 1).endswith(("s", "men", "people"))
            and self.key(hit.end + (self.key(hit.end) == "who")).isalpha()
            and not (self._is_regular(hit.end) or self._is_regular(hit.end - 1))
            and (
                hit.start < one.first + 3
                or self.key(hit.end) == "who"
                or self.key(hit.end) not in self.lexicon.function
            )
            for hit in people
        )

    def _opens_with_act(self, one: Sentence) -> bool:
        """As in "Realised the migration of the forecast": an act without its subject."""
        act = self.key(one.first).endswith("ed") or one.first in self.actions
        return act and self.key(one.first + 1) in self.sets["articles"]
