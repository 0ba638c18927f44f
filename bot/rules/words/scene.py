"""What every reader of a text needs: its tokens, the phrases found, and the small words of the language."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar

from bot.rules.facts import Value
from bot.rules.words.lexicon import Hit, Hits, Lexicon, Starts
from bot.rules.words.tokens import WORD, Normal, Token

NOUNS = ("machine", "audience", "scope", "technical")
STOPS = frozenset([";", ".", "!", "?", "\n", "—", "|"])
Made = TypeVar("Made")


class once(Generic[Made]):  # noqa: N801 # reads as the property that it is
    """What a reader makes when it is first asked for. `cached_property` would cost more than most of what is made
    here: it takes a lock, and its way into `__dict__` slows every other attribute down."""

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self.make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, reader: Any, owner: type) -> Made:
        made = self.make(reader)
        setattr(reader, self.name, made)
        return made


class Scene:
    """One text. Readers derive from it; none of them changes it."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        self.lexicon = lexicon
        self.tokens = tokens
        self.keys = hits.words
        self.said = hits.said
        self.key = hits.key
        """The key of a token, or nothing outside the text."""
        self.starts = Starts(hits)
        """The phrases of a kind by the token at which they begin."""
        self.hits = hits
        self.sets = lexicon.sets

    def is_profession(self, at: int) -> bool:
        """People by how the word is made: "18,000 fishermen", "foremen", "machinists"."""
        return self.lexicon.is_profession(self.key(at)) and self.tokens[at].kind == WORD

    def is_year(self, at: int) -> bool:
        """A number that is written as a year is: 2019, not 2,019 or 2019.5."""
        num = self.tokens[at].num if at < len(self.tokens) else None
        return num is not None and len(self.tokens[at].key) == 4 and 1980 <= num.value <= 2049

    def found(self, kind: str) -> Sequence[Hit]:
        return self.hits.get(kind, ())

    def between(self, kind: str, low: int, high: int) -> Sequence[Hit]:
        """The phrases of a kind that begin in `low` to `high` (not included)."""
        hits = self.hits.get(kind, ())
        start = bisect_left(hits, low, key=attrgetter("start"))
        return hits[start : bisect_left(hits, high, start, key=attrgetter("start"))]

    def within_limit(self, at: int) -> bool:
        """As in "under 50 ms", "within the one point": what begins at `at` is a limit."""
        at -= 1 + (self.key(at - 1) in self.sets["articles"])
        return self.key(at) in self.sets["inside"]

    def stands_apart(self, at: int) -> bool:
        """The slash of "0.87 today / 0.74 last year", with space on both sides; not that of "km/h"."""
        if not 0 < at < len(self.tokens) - 1:
            return False
        before, mark, after = self.tokens[at - 1 : at + 2]
        return mark.key == "/" and before.end < mark.start and mark.end < after.start

    @once
    def nouns(self) -> dict[str, Mapping[int, Hit]]:
        """What is counted: roles are an audience, too."""
        nouns = {kind: self.starts[f"noun:{kind}"] for kind in NOUNS}
        return {**nouns, "audience": {**self.starts["noun:role"], **nouns["audience"]}}

    @once
    def metric_ends(self) -> set[int]:
        """The last tokens of the metrics."""
        return {hit.end - 1 for hit in self.found("metric")}

    @once
    def directions(self) -> Mapping[int, Hit]:
        """Words of change, by their first token and, of several words, by their last."""
        hits = self.found("direction")
        return {hit.end - 1: hit for hit in hits} | {hit.start: hit for hit in hits}

    def is_word(self, at: int) -> bool:
        """Whether there's a word of its own there: it names something."""
        here = at < len(self.tokens) and self.tokens[at].kind == WORD
        return here and self.key(at) not in self.lexicon.function

    def past_about(self, at: int) -> int:
        """Back over "about", "roughly" and the like."""
        while self.key(at) in self.sets["about"]:
            at -= 1
        return at


class Reading(NamedTuple):
    """A text read by grammar alone: its tokens, the phrases found, its numbers."""

    normal: Normal
    scene: Scene
    values: Sequence[Value]

    @property
    def tokens(self) -> Sequence[Token]:
        return self.scene.tokens

    @property
    def hits(self) -> Hits:
        return self.scene.hits
