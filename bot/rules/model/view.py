"""A text as the models see it: in a form that is the same for other ways to write it, and as rows of features.

A number with its unit, its two ends and what joins them ("from 22 to 15 ms", "22 -> 15 ms") is one place, and so is
the name of a model or tool with its version. The period at the end and a line break after a sentence are left out.
Features are words, lexicon hits and numbers around a number, and those of the whole text.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any

from bot.rules.facts import Span, Value
from bot.rules.model.weights import Rows, Tables
from bot.rules.words.lexicon import Hit, Hits
from bot.rules.words.scene import Reading, once
from bot.rules.words.tokens import IDENT, WORD, Token

BREAKS, END = frozenset(".;¶!?—|,"), "."
STOPS = frozenset(".;¶")
ENDED = frozenset(".!?;")
NUMBER, LINE, NAME = "<n>", "¶", "<name>"
TOOL, METRIC = "noun:tool", "M"
MOST_METRICS = 48
"""Mentions of metrics that are looked at: each number is held against all of them."""
HIT_KINDS = (
    "direction", "comparative", "vague", "target", "before", "after", "forward", "backward", "weak", "action",
    "noun:role", "noun:audience", "noun:scope", "noun:technical", "noun:machine", "noun:release", "noun:trick",
    "noun:domain", "hype", "soft_hype", "team_claim",
)  # fmt: skip
"""The kinds of lexicon rows that are features; metrics are, too, by family and kind."""
MOST_NUMBERS = 24
"""Numbers of a text that are looked at; what has more is a table."""
SIZES = (1.0, 5.0, 20.0, 100.5, 1e3, 1e4, 1e6)
GAPS = (0.005, 0.012, 0.03, 0.06, 0.2, 0.5)
EDGE, EDGES = "^", ["^"] * 4
LEFT, RIGHT = (
    (f"{side}1", f"{side}2", f"{side}n", f"{side}hd", [f"{side}h{min(far, 2)}" for far in range(4)])
    for side in "LR"
)
"""The templates of what is beside a number: the first word, the second, any of the nearest, a phrase with the kind of
number, a phrase by its place."""
REACHED = 4
"""Places next to a number that are looked at one by one."""
NEAREST = 2
"""Metrics around a number that are looked at."""
REACH = 6
"""Tokens within which a word of direction speaks for a number."""
CACHED = 20_000
OPENERS = ("o0", "o1", "o2", "o3")
LAST = 6
"""Words at the end of a text that are looked at separately: reasons and outcomes come there."""
ENDINGS = ("ing", "ed", "es", "s", "ly")
SHORT = 3
"""Letters that a stem has more than."""
UNITLESS = ("plain", "percent", "point", "factor")
"""Kinds of number whose size says something, whatever the unit."""


class View:
    """One text. By place: `keys` and `marks` (codes of the lexicon's phrases). `place` says where each token went,
    with one entry more for the end of the text; `numbers` where each value is. `metrics` are the mentions of metrics
    that count, in tokens. `codes` are the names of metrics, by id."""

    def __init__(self, reading: Reading, codes: Mapping[str, str]) -> None:
        tokens, hits = reading.tokens, reading.hits
        self.tokens, self.hits, self.values = tokens, hits, reading.values[:MOST_NUMBERS]
        self.keys: list[str] = []
        self.marks: list[tuple[str, ...]] = []
        self.place: list[int] = []
        self.numbers: list[int] = []
        held = {at for value in self.values for at in range(value.first, value.last)}
        self.metrics = [hit for hit in hits.get("metric", ()) if not _leads_into(hit, held)][:MOST_METRICS]
        phrases = self._phrases(len(tokens), hits, codes, held)
        self.tools = {at for hit in hits.get(TOOL, ()) for at in range(hit.start, hit.end)}
        at = 0
        for value in self.values:
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
        self._nearest: dict[int, list[tuple[float, str, int, int, Hit]]] = {}

    def _phrases(
        self, count: int, hits: Hits, codes: Mapping[str, str], held: Container[int]
    ) -> list[tuple[str, ...]]:
        """The codes of each token's phrases; `held` are the tokens of numbers."""
        phrases: list[tuple[str, ...]] = [()] * count
        for start, end, metric in self.metrics:
            code = codes[metric.id]
            for at in range(start, end):
                phrases[at] = (*phrases[at], code)
        for kind in [kind for kind in HIT_KINDS if kind in hits]:
            for start, end, value in hits[kind]:
                if end - 1 not in held or start in held:  # as `_leads_into`
                    code = f"D{value}" if kind == "direction" else kind
                    phrases[start] = (*phrases[start], code)
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
            plain = token.raw == key and not tools
            named = not plain and (at in tools or (not here and _is_name(token)))
            if plain or not (keys and keys[-1] == NAME and (named or _goes_on(token, here))):
                keys.append(NAME if named else key if token.num is None else NUMBER)
                marks.append((NAME,) if named else here)
            place.append(len(keys) - 1)

    def span(self, place: int, last: int) -> Span:
        """The characters from a place to another, which is included."""
        end = bisect_right(self.place, last, hi=len(self.tokens))
        return self.tokens[bisect_left(self.place, place)].start, self.tokens[end - 1].end

    def word(self, place: int) -> str:
        """A word as typed; nothing for a number."""
        return "" if place in self.numbers else self.tokens[bisect_left(self.place, place)].raw

    def without(self, first: int, last: int) -> "View":
        """The same text with the places from `first` to `last` (not included) unseen."""
        other = copy(self)
        gone = last - first
        other.keys = [*self.keys[:first], *[""] * gone, *self.keys[last:]]
        other.marks = [*self.marks[:first], *[()] * gone, *self.marks[last:]]
        return other

    @once
    def breaks(self) -> list[int]:
        """How many breaks come before each token, and before the end."""
        return [0, *accumulate([key in BREAKS for key in self.keys])]

    @once
    def stops(self) -> list[int]:
        """How many of them end a sentence."""
        return [0, *accumulate([key in STOPS for key in self.keys])]

    def of_number(self, index: int, tables: Tables) -> Rows:
        """The rows of a number."""
        value, low = self.values[index], self.numbers[index]
        rows = [*self._of_value(value, tables)]
        self._beside(value.quantity.dim, low, tables, rows)
        self._clause(value, low, tables, rows)
        self._metrics(value, tables, rows)
        self._neighbors(index, tables, rows)
        rows += map(tables["h0"], self.marks[0])
        return rows

    def _of_value(self, value: Value, tables: Tables) -> Rows:
        """What grammar knows of it. Of a change nothing that its two ends decide: swapped, they swap good and bad."""
        quantity, shape = value.quantity, value.shape
        way, good, sign = (2, 9, "") if shape == "change" else (value.direction, value.good, quantity.sign)
        known = (
            quantity.dim, shape, way, good, sign, _size_of(value), _gap_of(value), quantity.noun, quantity.word,
            value.ref, value.compared,
        )  # fmt: skip
        return tables.remember(_value_rows, known)

    def _beside(self, dim: str, low: int, tables: Tables, rows: Rows) -> None:
        """The words and phrases nearest to a number, on either side."""
        marks, padded = self.marks, [*EDGES, *self.keys, *EDGES]
        left, right = padded[low : low + REACHED][::-1], padded[low + REACHED + 1 :][:REACHED]
        for (one, two, each, of_code, places), of_dim, words, codes in (
            (LEFT, tables[f"L|{dim}"], left, marks[max(low - REACHED, 0) : low][::-1]),
            (RIGHT, tables[f"R|{dim}"], right, marks[low + 1 : low + 1 + REACHED]),
        ):
            first, second = words[:2]
            rows += (tables[one](first), tables[two](second), of_dim(first), of_dim(f"2 {second}"))
            rows += map(tables[each], words)
            for place, some in zip(places, codes, strict=False):
                for code in some:
                    rows += (tables[place](code), tables[of_code](f"{dim} {code}"))
        rows += (
            tables["L12"](f"{left[1]} {left[0]}"),
            tables["R12"](f"{right[0]} {right[1]}"),
            tables["L1R1"](f"{left[0]} {right[0]}"),
        )

    def _clause(self, value: Value, low: int, tables: Tables, rows: Rows) -> None:
        """The words and phrases of the clause, and the nearest word of direction on either side."""
        keys, marks, breaks = self.keys, self.marks, self.breaks
        start, end = bisect_left(breaks, breaks[low]), bisect_right(breaks, breaks[low + 1]) - 1
        rows += map(tables["cl"], keys[start:low])
        rows += map(tables["cr"], keys[low + 1 : end])
        left, right = range(low - 1, start - 1, -1), range(low + 1, end)
        for phrase, way, places in (
            (tables["clh"], tables["dL"], left),
            (tables["crh"], tables["dR"], right),
        ):
            directed = False
            for at in places:
                for code in marks[at]:
                    rows.append(phrase(code))
                    if code[0] == "D" and not directed and abs(at - low) <= REACH:
                        directed = True
                        rows += (way(code), way(f"{code} {value.quantity.dim} {value.shape}"))

    def nearest(self, value: Value) -> list[tuple[float, str, int, int, Hit]]:
        """The metrics of the text, the nearest first: distance, side (L, R, I for inside), tokens between, what's
        between (4 a break, 2 another number, 1 a stop)."""
        known = self._nearest.get(value.first)
        if known is not None:
            return known
        place, numbers = self.place, self.numbers
        breaks, stops = self.breaks, self.stops
        low = place[value.first]
        high = low + 1
        found: list[tuple[float, str, int, int, Hit]] = []
        for hit in self.metrics:
            start, end = place[hit.start], place[hit.end - 1] + 1
            if end <= low:
                first, last, side = end, low, "L"
            elif start >= high:
                first, last, side = high, start, "R"
            else:
                first = last = low
                side = "I"
            gap = last - first
            broken, stopped = breaks[last] > breaks[first], stops[last] > stops[first]
            other = gap > 0 and bisect_left(numbers, first) < bisect_left(numbers, last)
            cost = gap + 4 * broken + 3 * other + 8 * stopped + (side == "R")
            found.append((cost, side, min(gap, 8), 4 * broken + 2 * other + stopped, hit))
        if len(found) > 1:
            found.sort(key=itemgetter(0))
        self._nearest[value.first] = found
        return found

    def _metrics(self, value: Value, tables: Tables, rows: Rows) -> None:
        quantity, shape = value.quantity, value.shape
        near = self.nearest(value)
        way = 2 if shape == "change" else value.direction
        for place, (cost, side, far, parted, hit) in enumerate(near[:NEAREST]):
            known = (place, hit.value, side, far, parted, quantity.dim, shape, way, min(cost, 12))
            rows += tables.remember(_metric_rows, known)
        get = tables["mf"]
        if near:
            rows.append(get(f"{near[0][4].value.family} {quantity.dim} {_size_of(value)}"))
        else:
            rows += (get(f"{quantity.dim} {shape}"), get(f"{quantity.dim} {shape} {quantity.noun}"))

    def _neighbors(self, index: int, tables: Tables, rows: Rows) -> None:
        """The numbers before and after it."""
        one = f"{self.values[index].quantity.dim} {self.values[index].shape}"
        if index:
            before, gap = self.values[index - 1], self.numbers[index - 1] + 1
            rows.append(tables["nb"](f"{before.quantity.dim} {before.shape} {one}"))
            first = self.keys[gap] if gap < len(self.keys) else EDGE
            rows.append(tables["ng"](f"{first} {min(self.numbers[index] - gap, 3)}"))
        if index + 1 < len(self.values):
            after = self.values[index + 1]
            rows.append(tables["na"](f"{after.quantity.dim} {after.shape} {one}"))

    def of_text(self, tables: Tables) -> Rows:
        """The rows of the whole text, without what its numbers are; in an order that is the same in each process."""
        symbols = [*self.keys]
        for place, value in zip(self.numbers, self.values, strict=True):
            if symbols[place]:
                symbols[place] = f"{value.quantity.dim}:{value.shape}"
        rows: Rows = [*map(tables["s"], dict.fromkeys(map(_stem, symbols)))]
        rows += map(tables["b"], dict.fromkeys(map(" ".join, pairwise(symbols))))
        rows += [tables[opener](symbol) for opener, symbol in zip(OPENERS, symbols, strict=False)]
        rows += (
            tables["o01"](" ".join(symbols[:2])),
            tables["o012"](" ".join(symbols[:3])),
            tables["nv"](str(min(len(self.values), 4))),
            tables["len"](str(min(len(self.keys) // 8, 8))),
            tables["e2"](" ".join(self.keys[-2:])),
        )
        rows += map(tables["e"], self.keys[-LAST:])
        leading = [codes[0] if len(codes) == 1 else _leading(codes) for codes in self.marks if codes]
        rows += map(tables["hb"], dict.fromkeys([f"{one} {two}" for one, two in pairwise(leading)]))
        rows += map(tables["m"], dict.fromkeys([hit.value.id for hit in self.metrics]))
        rows += map(tables["h0"], self.marks[0] if self.marks else ())
        counts = self._counts()
        for name, least in (("h", 1), ("h2", 2), ("h3", 3)):
            rows += map(tables[name], [code for code, count in counts.items() if count >= least])
        return rows

    def _counts(self) -> dict[str, int]:
        """How often each code is there; a metric of several words counts once."""
        counts: dict[str, int] = {}
        last: tuple[str, ...] = ()
        for marks in self.marks:
            for code in marks:
                if code[0] != METRIC or code not in last:
                    counts[code] = counts.get(code, 0) + 1
            last = marks
        return counts

    def clauses(self) -> Iterator[tuple[int, int]]:
        """Where each clause begins and ends, in places."""
        first = 0
        for at, key in enumerate((*self.keys, END)):
            if key in BREAKS:
                if at > first:
                    yield first, at
                first = at + 1


def _value_rows(tables: Tables, known: tuple[Any, ...]) -> Iterable[int | None]:
    dim, shape, way, good, sign, size, gap, noun, word, ref, compared = known
    keys = (
        f"dim {dim}", f"ds {dim} {shape}", f"sw {shape} {way}", f"dsw {dim} {shape} {way}",
        f"gs {good} {shape}", f"rs {ref} {shape}", f"cd {compared} {dim}", f"dn {dim} {noun}",
        f"sn {shape} {noun}", f"dz {dim} {size}", f"gap {gap}", f"dg {dim} {gap}", f"sd {sign} {dim}",
        f"wd {word} {dim}", f"dsnw {dim} {shape} {noun} {way}",
    )  # fmt: skip
    return map(tables["v"], keys)


def _metric_rows(tables: Tables, known: tuple[Any, ...]) -> Iterable[int | None]:
    place, metric, side, far, parted, dim, shape, way, cost = known
    family, good = metric.family, metric.good
    code = f"{family} {metric.kind} {good}"
    keys = (
        f"c {code}", f"i {metric.id}", f"csf {code} {side} {far}", f"cps {code} {parted} {side}",
        f"cds {code} {dim} {shape}", f"id {metric.id} {dim}", f"cdsp {code} {dim} {shape} {side} {parted}",
        f"gwf {good} {way} {family}", f"gd {good} {dim} {shape}", f"cfd {cost} {family} {dim}",
    )  # fmt: skip
    return map(tables[f"m{place}"], keys)


@lru_cache(CACHED)
def _stem(word: str) -> str:
    """A word without its ending: "teams" and "team" are alike."""
    end = next((end for end in ENDINGS if word.endswith(end) and len(word) > len(end) + SHORT), "")
    return word.removesuffix(end)


def _size_of(value: Value) -> int:
    """The same for a change and the same change backward; of a change of what has a unit nothing."""
    if value.shape != "change":
        return _size(value.quantity.value)
    if value.quantity.dim not in UNITLESS:
        return 0
    return _size(max(abs(value.before or 0.0), abs(value.after or 0.0)))


def _gap_of(value: Value) -> int:
    """How far the two ends of a change are apart, as a share: the smallest may be noise."""
    if value.shape != "change" or value.before is None or value.after is None:
        return -1
    top = max(abs(value.before), abs(value.after))
    return bisect_left(GAPS, abs(value.after - value.before) / top if top else 0.0)


def _size(value: float) -> int:
    value = abs(value)
    return int(value) if value in (0, 1) else 2 + bisect_right(SIZES, value)


def _leading(codes: tuple[str, ...]) -> str:
    """Of several marks of a word the one that says most: a metric, then a direction."""
    return min(codes, key=lambda code: (code[0] != "M", code[0] != "D", code))


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
