"""The form of a text that the models see: what another way to write the same changes is the same here.

A number with its unit, its two ends and what joins them ("from 22 to 15 ms", "22 -> 15 ms") is one place, and so is
the name of a model or tool with its version. The period at the end and a line break after a sentence are left out.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Mapping, Sequence

from bot.rules.facts import Span, Value
from bot.rules.words.lexicon import Hit, Hits
from bot.rules.words.tokens import IDENT, WORD, Token

BREAKS = frozenset(".;¶!?—|,")
STOPS = frozenset(".;¶")
ENDED = frozenset(".!?;")
NUMBER, LINE, NAME = "<n>", "¶", "<name>"
TOOL, METRIC = "noun:tool", "M"
MOST_METRICS = 48
"""Mentions of metrics that are looked at: each number is held against all of them."""
HIT_KINDS = (
    "direction",
    "comparative",
    "vague",
    "target",
    "before",
    "after",
    "forward",
    "backward",
    "weak",
    "action",
    "noun:role",
    "noun:audience",
    "noun:scope",
    "noun:technical",
    "noun:machine",
    "noun:release",
    "noun:trick",
    "noun:domain",
    "hype",
    "soft_hype",
    "team_claim",
)
"""The kinds of lexicon rows that are features; metrics are, too, by family and kind."""


class Canonical:
    """One text in canonical form. By place: `keys` and `marks` (codes of the lexicon's phrases). `place` says where
    each token went, with one entry more for the end of the text; `numbers` where each value is. `metrics` are the
    mentions of metrics that count, in tokens. `codes` are the names of metrics, by id."""

    def __init__(
        self, tokens: Sequence[Token], hits: Hits, values: Sequence[Value], codes: Mapping[str, str]
    ) -> None:
        self.tokens = tokens
        self.keys: list[str] = []
        self.marks: list[tuple[str, ...]] = []
        self.place: list[int] = []
        self.numbers: list[int] = []
        held = {at for value in values for at in range(value.first, value.last)}
        named = [hit for hit in hits.get("metric", ()) if not _leads_into(hit, held)]
        self.metrics = named[:MOST_METRICS]
        phrases = self._phrases(len(tokens), hits, codes, held)
        self.tools = {at for hit in hits.get(TOOL, ()) for at in range(hit.start, hit.end)}
        at = 0
        for value in values:
            self._read(at, value.first, hits.words, phrases)
            at = max(at, value.first)
            if value.first < at:  # it begins within the one before
                self.numbers.append(max(len(self.keys) - 1, 0))
            else:
                self.numbers.append(len(self.keys))
                self.keys.append(f"<{value.quantity.dim}>")
                inside = [code for some in phrases[at : value.last] for code in some if code[0] == METRIC]
                self.marks.append(tuple(inside))
            self.place += [len(self.keys) - 1] * (value.last - at)
            at = max(at, value.last)
        self._read(at, _end(hits.words), hits.words, phrases)
        self.place += [len(self.keys)] * (len(tokens) + 1 - len(self.place))

    def _phrases(
        self, count: int, hits: Hits, codes: Mapping[str, str], held: Container[int]
    ) -> list[tuple[str, ...]]:
        """The codes of each token's phrases; `held` are the tokens of numbers."""
        phrases: list[tuple[str, ...]] = [()] * count
        for hit in self.metrics:
            code = codes[hit.value.id]
            for at in range(hit.start, hit.end):
                phrases[at] = (*phrases[at], code)
        for kind in HIT_KINDS:
            for hit in hits.get(kind, ()):
                if hit.end - 1 not in held or not _leads_into(hit, held):
                    code = f"D{hit.value}" if kind == "direction" else kind
                    phrases[hit.start] = (*phrases[hit.start], code)
        return phrases

    def _read(self, start: int, end: int, words: Sequence[str], phrases: Sequence[tuple[str, ...]]) -> None:
        """The tokens from `start` to `end` (not included), which are in no number."""
        keys, marks, place, tools = self.keys, self.marks, self.place, self.tools
        for at in range(start, end):
            key, token, here = words[at], self.tokens[at], phrases[at]
            if key == "\n":
                if keys and keys[-1] in ENDED:
                    place.append(len(keys) - 1)
                    continue
                key = LINE
            if token.raw != key or tools:
                named = at in tools or (not here and _is_name(token))
                if named and not (keys and keys[-1] == NAME):
                    keys.append(NAME)
                    marks.append((NAME,))
                elif not named and not (keys and keys[-1] == NAME and _goes_on(token, here)):
                    keys.append(key if token.num is None else NUMBER)
                    marks.append(here)
            else:
                keys.append(key if token.num is None else NUMBER)
                marks.append(here)
            place.append(len(keys) - 1)

    def span(self, place: int, last: int) -> Span:
        """The characters from a place to another, which is included."""
        end = bisect_right(self.place, last, hi=len(self.tokens))
        return self.tokens[bisect_left(self.place, place)].start, self.tokens[end - 1].end

    def word(self, place: int) -> str:
        """A word as typed; nothing for a number."""
        return "" if place in self.numbers else self.tokens[bisect_left(self.place, place)].raw


def _leads_into(hit: Hit, held: Container[int]) -> bool:
    """As "down from" before "22 to 15 ms": with an arrow it would not be there."""
    return hit.end - 1 in held and hit.start not in held


def _end(words: Sequence[str]) -> int:
    """Where the text ends without its last period."""
    end = len(words)
    while end and words[end - 1] in (".", "\n"):
        end -= 1
    return end


def _is_name(token: Token) -> bool:
    """As "YOLOv8", "LayoutLM", "Llama-3-8B": no acronym, no "p99"."""
    raw = token.raw
    if token.kind == IDENT:
        return raw.lower() != raw and raw[:1].isalpha()
    return token.kind == WORD and raw[1:] != raw[1:].lower() and not raw.isupper()


def _goes_on(token: Token, marks: tuple[str, ...]) -> bool:
    """As the rest of "Qwen2.5-72B-Instruct", "Triton Inference Server"."""
    return not marks and token.kind in (WORD, IDENT) and token.raw[:1].isupper()
