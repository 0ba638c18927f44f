"""A part of a whole said in two numbers: 6 of 100, one in eleven, 4 of 5 lawyers, 1/4 of the price."""

from collections.abc import Mapping, Sequence

from bot.rules.facts import Quantity
from bot.rules.words.lex import PUNCT, WORD, Token
from bot.rules.words.lexicon import Hit, Hits, Lexicon
from bot.rules.words.scene import Scene, once

NOUNS = ("machine", "audience", "scope", "technical")
ROUND = frozenset([10, 20, 25, 50, 100, 1000, 10_000])
LINKS = frozenset(["in", "of", "out", "/"])
DETERMINERS = frozenset(["every", "each", "the", "our", "all", "its"])
FULL = 100
FEW, SPOKEN = 3, 12
"""People that a share is of at least: "two of three lawyers"."""
NAMED = 5  # tokens
AGAIN = 8  # tokens
PARTS = 100
"""The finest part in digits: "1/20 of the cost"."""


class Ratios(Scene):
    """Reads a share as one quantity in per cent."""

    def __init__(self, lexicon: Lexicon, tokens: Sequence[Token], hits: Hits) -> None:
        super().__init__(lexicon, tokens, hits)
        self.units = self.starts("unit")
        self.parts = {kind: self.starts(kind) for kind in ("factor", "fraction", "number")}

    @once
    def nouns(self) -> dict[str, Mapping[int, Hit]]:
        """What is counted, by the token at which it begins: roles are an audience too."""
        nouns = {kind: self.starts(f"noun:{kind}") for kind in NOUNS}
        return {**nouns, "audience": {**self.starts("noun:role"), **nouns["audience"]}}

    def ratio(self, at: int) -> Quantity | None:
        """The share that begins at `at`, if one does."""
        part, link = self._plain(at), self.key(at + 1)
        if part is None:
            return self._every(at) if self.key(at) == "every" else None
        if link not in LINKS:
            end, whole = self.each_of
            if 0 < end <= at and part < whole and at + 1 not in self.units:
                return self._shared(at, at + 1, part / whole, "")
            return self._one_in(at) if part == 1 else None
        return self._part(at, part) if link == "/" else self._of_whole(at, part, link)

    @once
    def each_of(self) -> tuple[int, float]:
        """The whole of "Of every hundred vacancies we send out, 14 lead to an interview; it was 9", with its end."""
        at = int(self.key(0) == "out")
        led = self.key(at) == "of" and self.key(at + 1) in ("each", "every")
        whole = self._plain(at + 2) if led else None
        return (at + 3, whole) if whole in ROUND else (0, 0.0)

    def _every(self, at: int) -> Quantity | None:
        """As in "every third quotation becomes an order, formerly every fifth"; not "every second day"."""
        told = [hit for hit in self.found("fraction") if self.key(hit.start) == "every"]
        no_share = (*self.units, *self.nouns["machine"], *self.nouns["technical"])
        if any(hit.end in no_share or self.key(hit.end) in self.sets["rates"] for hit in told):
            return None  # "every second day", "every fourth frame"
        hit = next((hit for hit in told if hit.start == at), None)
        opens = self.key(at - 1) in ("", ".", ";", ":")
        again = len(told) > 1 or any(
            self._one_in(to) for to in range(len(self.keys)) if self.key(to) == "one"
        )
        return self._shared(at, hit.end, hit.value, "") if hit is not None and (opens or again) else None

    def _of_whole(self, at: int, part: float, link: str) -> Quantity | None:
        """One in eleven, 6 of 100, 94 out of 100, 9 of the 12 teams."""
        if part == 1 and self.key(at - 1) in self.sets["kinds_of_one"]:
            return None  # "the former one of 340 million"
        other = at + 3 if link == "out" else at + 2
        other += self.key(other) in DETERMINERS
        whole, end = self._plain(other), other + 1
        if self.key(other) == "a" and (hit := self.parts["number"].get(other)) is not None:
            whole, end = float(hit.value), hit.end  # "nine in a hundred"
        if whole is None or not self._is_share(at, part, whole, link, end):
            return None
        return self._shared(at, end, part / whole, "")

    @once
    def compares_parts(self) -> bool:
        """As in "two of three plans went out unchanged, versus one of four": a part of few is a share there."""
        of = (at for at, key in enumerate(self.keys) if key == "of" and at)
        return sum(self._plain(at - 1) is not None and self._plain(at + 1) is not None for at in of) > 1

    def _one_in(self, at: int) -> Quantity | None:
        """As in "one suggested caption in eight;", "1 call in 5 needs a human"."""
        link = next((here for here in range(at + 2, at + NAMED) if self.key(here) == "in"), 0)
        if (
            not link
            or any(self.tokens[here].kind != WORD for here in range(at + 1, link))
            or self.key(link - 1) in ("and", "not", "but", "or")  # "in 1 day and not in 4"
        ):
            return None
        whole = self._plain(link + 1)
        ends = (
            link + 2 >= len(self.tokens)
            or self.tokens[link + 2].kind == PUNCT
            or self.key(link + 2) in self.sets["after_ratios"]
        )
        if whole is None or not (FEW <= whole <= FULL and ends):
            return None
        return self._shared(at, link + 2, 1 / whole, "")

    def _part(self, at: int, part: float) -> Quantity | None:
        """As in "at 1/4 of the price", "in 1/3 of the time"."""
        whole = self._plain(at + 2)
        if whole is None or self.key(at + 3) not in ("of", "the"):
            return None
        return self._shared(at, at + 3, part / whole, "", word=True) if 1 <= part < whole <= PARTS else None

    def _shared(self, first: int, last: int, share: float, noun: str, *, word: bool = False) -> Quantity:
        span = (self.tokens[first].start, self.tokens[last - 1].end)
        return Quantity(span, first, last, 100 * share, "percent", noun=noun, word=word)

    def _is_share(self, at: int, part: float, whole: float, link: str, after: int) -> bool:
        machines = self.nouns["machine"]
        measured = after in self.units and link != "out"  # "one out of five crates" counts them
        counted = after in machines or after + 1 in machines or after in self.nouns["scope"] or measured
        if counted or not 0 <= part < whole <= 100_000 or 1980 <= whole <= 2049:
            return False
        again = self.key(at - 1) in ("was", "were", "from")  # "1 of 25, it was 1 of 9"
        if link == "in":
            spoken = self.tokens[at].num is None and whole <= SPOKEN  # "two in three drafts"
            return part == 1 or whole in ROUND or spoken
        named = after < len(self.tokens) and self.tokens[after].kind == WORD
        out = link == "out" and named and not part % 1  # "3 out of 10 pallets"; "graded 3.6 out of 5"
        few = out or (part == 1 and again) or self.compares_parts
        return whole >= 10 or (whole >= FEW and few)

    def _plain(self, at: int) -> float | None:
        """A number without sign or unit, in digits or as a word."""
        if at >= len(self.tokens):
            return None
        num = self.tokens[at].num
        if num is None:
            hit = self.parts["number"].get(at)
            return float(hit.value) if hit is not None and hit.end == at + 1 else None
        return None if num.sign or num.suffix or num.currency else num.value
