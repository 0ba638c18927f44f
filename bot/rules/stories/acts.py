"""What the teller of a longer text did: "I rebuilt", "Then moved", "cleaned and retrained"."""

from collections.abc import Sequence

from bot.rules.stories.sentences import Sentence
from bot.rules.words.lex import IDENT, NUMBER, Token
from bot.rules.words.lexicon import Hits, Lexicon
from bot.rules.words.scene import Scene
from bot.rules.words.text import Normal

HEAD = 6  # tokens
AUXILIARIES = frozenset(["was", "were", "is", "are", "had", "has", "have"])
FAR = 40  # tokens from the first verb to another act of the same sentence


class Acts(Scene):
    """Finds the own act of a sentence."""

    def __init__(self, lexicon: Lexicon, normal: Normal, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.normal = normal
        self.actions = self.starts("action")
        self.present = False

    def _has(self, name: str, one: Sentence) -> bool:
        return bool(self.between(name, one.first, one.last))

    def _is_of_years(self, one: Sentence) -> bool:
        """As in "For nine years I ran a leak crew": where the teller comes from, no act of the story."""
        keys = self.keys[one.first : one.last]
        if not ("i" in keys and "for" in keys and ("years" in keys or "decades" in keys)):
            return False
        years = keys.index("years" if "years" in keys else "decades")
        lead = keys.index("for")
        return (lead == 0 and years < keys.index("i")) or (keys[0] == "i" and 0 < years - lead < HEAD)

    def _is_hollow(self, one: Sentence) -> bool:
        """Praise, and no number beside it: "It was a journey", not "The journey took 90 minutes"."""
        said = self.between("hollow", one.first, one.last)
        praised = {at for hit in said for at in range(hit.start, hit.end)}
        return bool(said) and not any(
            self.tokens[at].kind == NUMBER and at not in praised for at in range(one.first, one.last)
        )

    def _own_act(self, one: Sentence) -> int | None:
        """The token at which the first concrete act of the writer begins in a sentence, if there is one."""
        if self._has("hollow", one) or self._is_of_years(one):
            return None
        for at in range(one.first, one.last):
            if (
                self.key(at) in ("i", "i've", "i'd")
                and self._is_telling(at, one)
                and self._acts_after(at, one.last)
            ):
                return at
        first = one.first
        silent = one.label == "action" or not self._speaks_of_self() or self._opens_bare(first, one)
        if silent and self._is_done(first) and self._is_bare(one):
            return first
        return None

    def _opens_bare(self, at: int, one: Sentence) -> bool:
        """The first sentence may leave the "I" out; "Automated checks fail often" has a subject of its own."""
        if self.key(at) in self.sets["only_acts"] or self._takes_object(at):
            return True
        return at == 0 and not self._has("problem", one)

    def _takes_object(self, at: int) -> bool:
        """As in "pulled 600 bad answers", "rewrote the chunker", not "Automated checks", "Dropped 9 points"."""
        key = self.key(at)
        if at in self.starts("direction") or not (key.endswith("ed") or key in self.sets["past"]):
            return False
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return after is not None and (
            after.kind in (NUMBER, IDENT)
            or after.raw[:1].isupper()
            or after.key in self.sets["objects"]
            or not self._has_verb(at + 1)
        )

    def _has_verb(self, at: int) -> bool:
        """As in "checks fail often", "hits rose": what stood before was no act."""
        for here in range(at, at + HEAD):
            key = self.key(here)
            if not key.isalpha() or key in self.sets["cutting_in"]:
                return False
            if key in AUXILIARIES or (here > at and self._is_verb(here)):
                return True
        return False

    def _is_verb(self, at: int) -> bool:
        key = self.key(at)
        return (
            self._is_finite(at)
            or at in self.starts("direction")
            or key.removesuffix("s") in self.sets["finite"]
        )

    def _is_telling(self, at: int, one: Sentence) -> bool:
        """Not the ground for something else, as in "two days after I ramped the model, orders fell"; but "After I
        wrote the manual." tells what came next."""
        alone = at - 1 == one.first and "," not in self.keys[one.first : one.last]
        return self.key(at - 1) not in self.sets["grounds"] or (self.key(at - 1) == "after" and alone)

    def _acts_after(self, at: int, end: int) -> bool:
        """Also with a later verb: "I said sorry, reverted it, then wrote a test"."""
        if self._does(at + 1, end):
            return True
        later = (
            here for here in range(at + 2, min(end, at + FAR)) if self.key(here - 1) in (",", "then", "and")
        )
        said = self.key(at + 1) in self.sets["speaking"]
        return any(
            (said and here in self.actions)
            or (self._is_next_act(here) and {"which", "who", "that"}.isdisjoint(self.keys[at:here]))
            for here in later
        )

    def _is_next_act(self, at: int) -> bool:
        """As in "I spent two nights there, collected 6k frames", not "the model, trained on 6k frames"."""
        if self.key(at + 1) in ("by", "on", "in", "with", "for", "as", "from", ",", "."):
            return False
        past = self.key(at).endswith("ed") or self.key(at) in self.sets["past"]
        return past and self._is_done(at)

    def _speaks_of_self(self) -> bool:
        return any(token.key == "i" for token in self.tokens)

    def _is_bare(self, one: Sentence) -> bool:
        """An act without a subject: "Took heap dumps, ...", not "Confirmed hits rose"."""
        moves = [
            hit
            for hit in self.between("direction", one.first + 1, min(one.first + 5, one.last))
            if hit.value in ("up", "down", "worse")
        ]
        return one.label == "action" or all("," in self.keys[one.first : hit.start] for hit in moves)

    def _does(self, at: int, end: int) -> bool:
        """Past small words, a verb of doing: "I have then rebuilt", "I re-split"."""
        for here in range(at, min(at + 4, end)):
            back = self.key(here + 1) in ("back", "forward", "for")  # "I look back on it"
            if self._is_done(here) or (
                self.present and self.key(here) in self.sets["present_acts"] and not back
            ):
                return True
            if self.key(here) not in self.sets["between_acts"]:
                return False
        return False

    def _is_done(self, at: int) -> bool:
        key = self.key(at)
        if key in ("moved", "switched") and self._is_about_places(at):
            return False
        if key == "joined":
            return self._is_joining(at)
        if key in self.sets["no_own_acts"] or key in self.sets["no_acts"]:
            return False
        if key in ("took", "gave") and self.key(at + 1) in ("part", "input", "feedback", "support"):
            return False
        taken = key == "took" and not self.sets["duty_nouns"].isdisjoint(self.keys[at + 1 : at + HEAD])
        if taken or (key == "used" and self.key(at + 1) == "to"):
            return False  # the former: "I took for myself the goal"
        return at in self.actions or key in self.sets["acts"] or (key.endswith("ed") and len(key) > 3)

    def _is_joining(self, at: int) -> bool:
        """As in "I joined the tables", "joined GPS with cards"; not "I joined the plant in 2019"."""
        near = self.tokens[at : at + 7]
        placed = any(token.kind == NUMBER or token.key in ("as", "when") for token in near)
        if placed or self._is_about_places(at):
            return False
        to = {token.key for token in near[2:]}
        return self.key(at + 1) in self.sets["articles"] or not to.isdisjoint(("to", "with", "on", "against"))

    def _is_about_places(self, at: int) -> bool:
        """As in "I moved to another group", "I joined the company"."""
        near = {self.key(here) for here in range(at + 1, at + 7)}
        return not near.isdisjoint(self.sets["places_of_work"])

    def _is_finite(self, at: int) -> bool:
        key = self.key(at)
        known = key in self.sets["finite"] or key in self.sets["past"]
        return known or (key.endswith("ed") and at not in self.actions)
