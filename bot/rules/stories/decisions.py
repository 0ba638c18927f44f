"""What the writer of an answer would do; the base verbs of such acts are the pack's cue `choosing`."""

from collections.abc import Iterator, Sequence

from bot.rules.facts import Resolve
from bot.rules.stories.pieces import Pieces
from bot.rules.stories.sentences import Sentence, span_of
from bot.rules.words.scene import Scene
from bot.rules.words.tokens import NUMBER, PUNCT

WOULD = frozenset(["i'd", "we'd", "i'll", "we'll", "let's"])
SELF = frozenset(["i", "we"])
MODAL = frozenset(
    ["would", "will", "should", "shall", "must", "can", "cannot", "can't", "could", "'d", "might"]
)
NEGATIONS = frozenset(["don't", "never"])
AFTER = frozenset(
    ["is", "are", "was", "were", "has", "have", "had", "can", "will", "would", "looks", "seems", "depends"]
)
CONCLUDING = frozenset(["so", "therefore", "hence", "thus", "then", "there"])
YES = frozenset(["yes", "no", "nope", "yep", "neither", "not", "never", "both"])
CLAUSE = frozenset([",", ":", ".", "—", "-", ";", "(", "\n"])
NOT = frozenset(
    ["not", "cannot", "can't", "don't", "wouldn't", "won't", "couldn't", "nor", "never", "hardly"]
)
AHEAD, LONGEST = 5, 9  # tokens


class Decisions(Scene):
    """Reads an answer for its decision."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__(pieces.lexicon, pieces.tokens, pieces.hits)
        self.pieces = pieces

    def resolves(self, sentences: Sequence[Sentence]) -> Iterator[Resolve]:
        for n, one in enumerate(sentences):
            if at := self._resolved(one, opens=n == 0):
                yield Resolve(span_of(self.tokens, at - 1, min(at + 1, one.last)), n == 0)

    def _resolved(self, one: Sentence, *, opens: bool) -> int:
        """One past the token at which it is told, or nothing."""
        if opens and (self._is_yes(self._start(one)) or self._is_fragment(one)):
            return one.first + 1
        if self._is_it(one):
            return one.last
        for hit in self.between("choosing", one.first, one.last):
            at = hit.start
            if (self._is_told(at, one) or self._is_own(at)) and not self._is_undone(at, one):
                return at + 1
        return next((at + 1 for at in range(max(one.first - 1, 0), one.last - 2) if self._concludes(at)), 0)

    def _concludes(self, at: int) -> bool:
        """As in "therefore I rerank only twenty", with any verb; not "so I think", "so I would need"."""
        key = self.key(at + 2)
        return (
            self.key(at) in CONCLUDING
            and self.key(at + 1) == "i"
            and key.isalpha()
            and not key.endswith("ed")
            and not any(key in words for words in (self.sets["musing"], self.sets["being"]))
            and not any(key in words for words in (self.sets["modals"], self.sets["past"]))
        )

    def _is_it(self, one: Sentence) -> bool:
        """As in "Then the night job it is"; not "That is how it is"."""
        return (
            self.keys[one.last - 2 : one.last] == ["it", "is"]
            and self.key(one.last - 3) not in self.sets["how_so"] | self.sets["no_fragment_heads"]
        )

    def _start(self, one: Sentence) -> int:
        """Where the text began, with the "Yes," that `sentences` goes past."""
        at = one.first
        while at > 0 and self.key(at - 1) not in (".", "\n"):
            at -= 1
        return at

    def _is_yes(self, at: int) -> bool:
        """As in "Yes, but only for part", "Not with this p99"; not "Not sure"."""
        if self.key(at) == "both":
            return self.key(at + 1) in CLAUSE
        return self.key(at) in YES and self.key(at + 1) not in (
            "sure", "easy", "clear", "knowing", "one", "of", "have", "are", "sides", "options", "is", "has",
        )  # fmt: skip

    def _is_told(self, at: int, one: Sentence) -> bool:
        """An imperative: "So keep it", "Don't roll it out"; not "Cache hits are rare", "Let me see"."""
        lead = at - (
            2 if self.key(at - 1) == "not" and self.key(at - 2) == "do" else self.key(at - 1) in NEGATIONS
        )
        if not self.pieces.begins(max(lead, one.first), one):
            return False
        if self.key(at + 2) in self.sets["said_now"] and self.tokens[at + 1].kind == NUMBER:
            return False  # "Batch 8 takes 30 ms"
        if self.key(at + 1) in ("me", "us") or (self.key(at + 1) == ":" and self.tokens[at].kind == NUMBER):
            return False
        for to in range(at + 1, min(at + AHEAD, one.last)):
            if self.key(to) in self.sets["joining"]:
                return True
            if self.key(to) in AFTER:
                return False
        return True

    def _is_own(self, at: int) -> bool:
        """As in "I'd rather keep", "we should therefore not ship", "I take INT8"; not "I'd prefer to hear"."""
        if self.key(at + 1) == "to" and self.key(at + 2) in self.sets["asking_to"]:
            return False
        before = at - 1
        while self.key(before) in self.sets["between_will"]:
            before -= 1
        lead = self.key(before)
        if lead in WOULD or (lead in MODAL and self.key(before - 1) in SELF | {"you"}):
            return True
        if lead not in SELF or self.key(at - 1) not in {*SELF, *self.sets["between_will"]}:
            return False
        return (
            self.key(at) in self.sets["resolving"]
            or (lead == "i" and self.key(at) not in self.sets["musing"])
            or (self.key(before - 1) in CONCLUDING and self.key(at) not in self.sets["musing"])
        )

    def _is_undone(self, at: int, one: Sentence) -> bool:
        """As in "I cannot recommend one", "I leave the decision open", "I stay neutral": no choice at all."""
        near = self.keys[max(at - AHEAD, one.first) : at]
        if self.key(at) in self.sets["choosing_verbs"] and not NOT.isdisjoint(near):
            return True
        return not self.sets["undecided"].isdisjoint(self.keys[at + 1 : min(at + AHEAD, one.last)])

    def _is_fragment(self, one: Sentence) -> bool:
        """As in "Reranker on desktop only.", "Self-hosting, once we are above three million": what to take, and no
        verb; not "Own GPU: 1,800 euro", "Good question."."""
        if self.key(one.first) in self.sets["no_fragment_heads"] or self.tokens[one.first].kind == PUNCT:
            return False
        end = next((at for at in range(one.first, one.last) if self.key(at) in CLAUSE), one.last)
        if end - one.first > LONGEST or any(self.pieces.is_verb(at) for at in range(one.first, end)):
            return False
        if not self.sets["said_now"].isdisjoint(self.keys[one.first : end]):
            return False
        if self.key(one.first) == "the" and any(
            self.key(at).endswith("s") for at in range(one.first + 2, end - 1)
        ):
            return False  # "The card draws 300 W"
        if self.key(end - 1) in self.sets["no_fragment_ends"] or (
            self.key(end) == ":" and self._counts(end, one.last)
        ):
            return False
        subject = self.key(end) == "," and self.key(end + 1) in (
            "i",
            "we",
            "it",
            "the",
            "this",
            "that",
            "a",
            "there",
        )
        return not (
            subject
            and any(
                self.key(at) in self.sets["being"] or self.key(at) in self.sets["modals"]
                for at in range(end + 2, min(end + LONGEST, one.last))
            )
        )

    def _counts(self, end: int, last: int) -> bool:
        return any(self.tokens[at].kind == NUMBER for at in range(end, min(end + LONGEST, last)))
