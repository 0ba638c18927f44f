"""The form of a text that the models see: what another way to write the same changes is the same here.

A number with its unit, its two ends and what joins them ("from 22 to 15 ms", "22 -> 15 ms") is one place, and so is
the name of a model or tool with its version. The period at the end and a line break after a sentence are left out.
"""

from collections.abc import Container, Mapping, Sequence

from bot.rules.facts import Span, Value
from bot.rules.words.lex import IDENT, WORD, Token
from bot.rules.words.lexicon import Hit, Hits

BREAKS = frozenset(".;¶!?—|,")
STOPS = frozenset(".;¶")
ENDED = frozenset(".!?;")
NUMBER, LINE, NAME = "<n>", "¶", "<name>"
TOOL, METRIC = "noun:tool", "M"
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
    """One text in canonical form. By place: `keys`, `marks` (codes of the lexicon's phrases), `spans` (characters),
    `raws` (words as typed, empty for a number). `place` says where each token went, with one entry more for the end
    of the text; `numbers` where each value is. `metrics` are the mentions of metrics that count, in tokens. `codes`
    are the names of metrics, by id."""

    def __init__(
        self, tokens: Sequence[Token], hits: Hits, values: Sequence[Value], codes: Mapping[str, str]
    ) -> None:
        self.keys: list[str] = []
        self.marks: list[tuple[str, ...]] = []
        self.spans: list[Span] = []
        self.raws: list[str] = []
        self.place: list[int] = []
        self.numbers: list[int] = []
        held = {at for value in values for at in range(value.first, value.last)}
        self.metrics = [hit for hit in hits.get("metric", ()) if not _leads_into(hit, held)]
        marks = self._marks(len(tokens), hits, codes, held)
        tools = {at for hit in hits.get(TOOL, ()) for at in range(hit.start, hit.end)}
        words = hits.words
        at, end = 0, _end(words)
        for value in values:
            while at < value.first:
                self._read(at, tokens, words, marks, tools)
                at += 1
            if value.first < at:  # it begins within the one before
                self.numbers.append(max(len(self.keys) - 1, 0))
            else:
                self.numbers.append(len(self.keys))
                inside = [code for some in marks[at : value.last] for code in some if code[0] == METRIC]
                self._add(f"<{value.quantity.dim}>", tokens[at], "", tuple(inside))
            while at < value.last:
                self._join(tokens[at])
                at += 1
        while at < end:
            self._read(at, tokens, words, marks, tools)
            at += 1
        self.place += [len(self.keys)] * (len(tokens) + 1 - len(self.place))

    def _marks(
        self, count: int, hits: Hits, codes: Mapping[str, str], held: Container[int]
    ) -> list[tuple[str, ...]]:
        """The codes of each token's phrases; `held` are the tokens of numbers."""
        marks: list[tuple[str, ...]] = [()] * count
        for hit in self.metrics:
            code = codes[hit.value.id]
            for at in range(hit.start, hit.end):
                marks[at] = (*marks[at], code)
        for kind in HIT_KINDS:
            for hit in hits.get(kind, ()):
                if not _leads_into(hit, held):
                    code = f"D{hit.value}" if kind == "direction" else kind
                    marks[hit.start] = (*marks[hit.start], code)
        return marks

    def _read(
        self,
        at: int,
        tokens: Sequence[Token],
        words: Sequence[str],
        marks: Sequence[tuple[str, ...]],
        tools: set[int],
    ) -> None:
        token, key = tokens[at], words[at]
        if key == "\n":
            if self.keys and self.keys[-1] in ENDED:
                self._join(token)
                return
            key = LINE
        named = at in tools or (not marks[at] and _is_name(token))
        if self.keys and self.keys[-1] == NAME and (named or _goes_on(token, marks[at])):
            self._join(token)
        elif named:
            self._add(NAME, token, token.raw, (NAME,))
            self.place.append(len(self.keys) - 1)
        else:
            self._add(key if token.num is None else NUMBER, token, token.raw, marks[at])
            self.place.append(len(self.keys) - 1)

    def _add(self, key: str, token: Token, raw: str, marks: tuple[str, ...]) -> None:
        self.keys.append(key)
        self.marks.append(marks)
        self.raws.append(raw)
        self.spans.append((token.start, token.end))

    def _join(self, token: Token) -> None:
        """One token more for the last place."""
        self.place.append(len(self.keys) - 1)
        self.spans[-1] = (self.spans[-1][0], token.end)


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
