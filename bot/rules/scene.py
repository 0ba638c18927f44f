"""What every reader of a text needs: its tokens, the phrases found, and the small words of the language."""

from bisect import bisect_left
from collections.abc import Sequence

from bot.rules.lex import Token
from bot.rules.lexicon import Hit, Hits, Lexicon

ENDS = frozenset([";", ".", "\n"])
FEW = 8
"""Phrases that are faster looked at one by one than halved."""
STOPS = frozenset([";", ".", "!", "?", "\n", "—", "|"])


class Scene:
    """One text. Readers derive from it; none of them changes it."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        self.lexicon = lexicon
        self.tokens = tokens
        self.keys = hits.words
        self.said = hits.said
        self.key = hits.key
        """The key of a token, or nothing outside the text."""
        self.starts = hits.starts
        """The phrases of a kind by the token at which they begin."""
        self.hits = hits
        self.sets = lexicon.sets

    def found(self, kind: str) -> Sequence[Hit]:
        return self.hits.get(kind, ())

    def between(self, kind: str, low: int, high: int) -> Sequence[Hit]:
        """The phrases of a kind that begin in `low` to `high` (not included): no look at all the others."""
        return within(self.hits.get(kind, ()), low, high)

    def names_a_model(self, hit: Hit) -> bool:
        """The churn of "churn model" is no metric here."""
        return self.key(hit.end) in self.sets["model_words"]

    def within_limit(self, at: int) -> bool:
        """As in "under 50 ms", "within the one point": what begins at `at` is a limit."""
        at -= 1 + (self.key(at - 1) in self.sets["articles"])
        return self.key(at) in self.sets["inside"]

    def same_sentence(self, a: int, b: int) -> bool:
        low, high = (a, b) if a <= b else (b, a)
        return ENDS.isdisjoint(self.keys[max(low, 0) : high])

    def same_clause(self, a: int, b: int) -> bool:
        """In one sentence, with neither a comma nor an "and" between."""
        low, high = (a, b) if a <= b else (b, a)
        between = self.keys[max(low, 0) : high]
        return ENDS.isdisjoint(between) and self.sets["joins"].isdisjoint(between)


def within(hits: Sequence[Hit], low: int, high: int) -> Sequence[Hit]:
    """Of phrases in order, those that begin in `low` to `high` (not included)."""
    if len(hits) < FEW:
        return [hit for hit in hits if low <= hit.start < high] if hits else ()
    return hits[bisect_left(hits, low, key=_start) : bisect_left(hits, high, key=_start)]


def _start(hit: Hit) -> int:
    return hit.start
