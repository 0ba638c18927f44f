"""What the models see of a text: words, lexicon hits and numbers around a number, and of the whole text."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any

from bot.rules.facts import Value
from bot.rules.model.canonical import BREAKS, METRIC, STOPS, Canonical
from bot.rules.model.weights import Rows, Tables
from bot.rules.words.lexicon import Hit, Hits
from bot.rules.words.scene import once
from bot.rules.words.schema import Metric
from bot.rules.words.tokens import Token

MOST_NUMBERS = 24
"""Numbers of a text that are looked at; what has more is a table."""
SIZES = (1.0, 5.0, 20.0, 100.5, 1e3, 1e4, 1e6)
GAPS = (0.005, 0.012, 0.03, 0.06, 0.2, 0.5)
EDGE = "^"
PAD = 4
NEAREST = 2
"""Metrics that are looked at beside a number."""
REACH = 6
"""Tokens within which a word of direction speaks for a number."""
CACHED = 20_000
OPENERS = ("o0", "o1", "o2", "o3")
LAST = 6
"""Words at the end of a text that are looked at apart: reasons and outcomes stand there."""
ENDINGS = ("ing", "ed", "es", "s", "ly")
CLAUSE_MARKS = {"L": "clh", "R": "crh"}
DIRECTIONS = {"L": "dL", "R": "dR"}
MARKED = tuple(
    (f"{side}h{min(far, 2)}", step * (far + 1), f"{side}hd")
    for side, step in (("L", -1), ("R", 1))
    for far in range(PAD)
)
"""The templates of the phrases beside a number, with how far they are from it."""
SHORT = 3
"""Letters that a stem has more than."""
UNITLESS = ("plain", "percent", "point", "factor")
"""Of these the size says something, whatever the unit it is told in."""


class View:
    """One text, made ready for both models. `codes` are the names of metrics as features, by id."""

    def __init__(
        self, tokens: Sequence[Token], hits: Hits, values: Sequence[Value], codes: Mapping[str, str]
    ) -> None:
        self.tokens, self.hits, self.values = tokens, hits, values[:MOST_NUMBERS]
        self.canonical = Canonical(tokens, hits, self.values, codes)
        self.keys, self.marks = self.canonical.keys, self.canonical.marks
        self._nearest: dict[int, list[tuple[float, str, int, int, Hit]]] = {}
        self._count_marks()
        self._pad()

    def _count_marks(self) -> None:
        """How often each code is there; a metric of several words counts once."""
        there: dict[str, int] = {}
        last: tuple[str, ...] = ()
        for marks in self.marks:
            for code in marks:
                if code[0] != METRIC or code not in last:
                    there[code] = there.get(code, 0) + 1
            last = marks
        self.there = there

    @once
    def breaks(self) -> list[int]:
        """How many breaks stand before each token, and before the end."""
        return [0, *accumulate([key in BREAKS for key in self.canonical.keys])]

    @once
    def stops(self) -> list[int]:
        """How many of them end a sentence."""
        return [0, *accumulate([key in STOPS for key in self.canonical.keys])]

    def _pad(self) -> None:
        ends = [EDGE] * PAD
        nothing: list[tuple[str, ...]] = [()] * PAD
        self.padded = [*ends, *self.keys, *ends]
        self.padded_marks = [*nothing, *self.marks, *nothing]

    def without(self, first: int, last: int) -> "View":
        """The same text with the places from `first` to `last` (not included) unseen."""
        other = View.__new__(View)
        other.tokens, other.hits, other.values = self.tokens, self.hits, self.values
        other.canonical = self.canonical
        other._nearest = self._nearest
        gone = last - first
        other.keys = [*self.keys[:first], *[""] * gone, *self.keys[last:]]
        other.marks = [*self.marks[:first], *[()] * gone, *self.marks[last:]]
        other._count_marks()
        other._pad()
        return other

    def of_number(self, index: int, tables: Tables) -> Rows:
        """The rows of a number."""
        value = self.values[index]
        low = self.canonical.numbers[index]
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
        change = shape == "change"
        way, good, sign = (2, 9, "") if change else (value.direction, value.good, quantity.sign)
        known = (
            quantity.dim, shape, way, good, sign, _size_of(value), _gap_of(value), quantity.noun, quantity.word,
            value.ref, value.compared,
        )  # fmt: skip
        return tables.remember(_value_rows, known)

    def _beside(self, dim: str, low: int, tables: Tables, rows: Rows) -> None:
        """The words and phrases nearest to a number."""
        left4, left3, left2, left1 = self.padded[low : low + PAD]
        right1, right2, right3, right4 = self.padded[low + 1 + PAD : low + 1 + 2 * PAD]
        left, right, dim_left, dim_right = tables["Ln"], tables["Rn"], f"L|{dim}", f"R|{dim}"
        rows += (
            tables["L1"](left1),
            tables["L2"](left2),
            tables["R1"](right1),
            tables["R2"](right2),
            tables[dim_left](left1),
            tables[dim_left](f"2 {left2}"),
            tables[dim_right](right1),
            tables[dim_right](f"2 {right2}"),
            tables["L12"](f"{left2} {left1}"),
            tables["R12"](f"{right1} {right2}"),
            tables["L1R1"](f"{left1} {right1}"),
            left(left1),
            left(left2),
            left(left3),
            left(left4),
            right(right1),
            right(right2),
            right(right3),
            right(right4),
        )
        marks, here = self.padded_marks, low + PAD
        for name, far, dim_name in MARKED:
            for code in marks[here + far]:
                rows += (tables[name](code), tables[dim_name](f"{dim} {code}"))

    def _clause(self, value: Value, low: int, tables: Tables, rows: Rows) -> None:
        """The words and phrases of the clause, and the nearest word of direction on either side."""
        keys, marks, breaks = self.keys, self.marks, self.breaks
        start, end = bisect_left(breaks, breaks[low]), bisect_right(breaks, breaks[low + 1]) - 1
        rows += map(tables["cl"], keys[start:low])
        rows += map(tables["cr"], keys[low + 1 : end])
        for name, places in (("L", range(low - 1, start - 1, -1)), ("R", range(low + 1, end))):
            phrase, directed = tables[CLAUSE_MARKS[name]], False
            for at in places:
                for code in marks[at]:
                    rows.append(phrase(code))
                    if code[0] == "D" and not directed and abs(at - low) <= REACH:
                        directed = True
                        rows.append(tables[DIRECTIONS[name]](code))
                        rows.append(tables[DIRECTIONS[name]](f"{code} {value.quantity.dim} {value.shape}"))

    def nearest(self, value: Value) -> list[tuple[float, str, int, int, Hit]]:
        """The metrics of the text, the nearest first: distance, side (L, R, I for inside), tokens between, what
        stands between (4 a break, 2 another number, 1 a stop)."""
        known = self._nearest.get(value.first)
        if known is not None:
            return known
        place, numbers = self.canonical.place, self.canonical.numbers
        breaks, stops = self.breaks, self.stops
        low = place[value.first]
        high = low + 1
        found: list[tuple[float, str, int, int, Hit]] = []
        for hit in self.canonical.metrics:
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
        value = self.values[index]
        here = f"{value.quantity.dim} {value.shape}"
        if index:
            before = self.values[index - 1]
            here_at, after_at = self.canonical.numbers[index], self.canonical.numbers[index - 1] + 1
            rows.append(tables["nb"](f"{before.quantity.dim} {before.shape} {here}"))
            rows.append(tables["ng"](f"{self.padded[after_at + PAD]} {min(here_at - after_at, 3)}"))
        if index + 1 < len(self.values):
            after = self.values[index + 1]
            rows.append(tables["na"](f"{after.quantity.dim} {after.shape} {here}"))

    def of_text(self, tables: Tables) -> Rows:
        """The rows of the whole text, without what its numbers are; in an order that is the same in each process."""
        symbols = [*self.keys]
        for place, value in zip(self.canonical.numbers, self.values, strict=True):
            if symbols[place]:
                symbols[place] = f"{value.quantity.dim}:{value.shape}"
        rows: Rows = [*map(tables["w"], dict.fromkeys(symbols))]
        rows += map(tables["b"], dict.fromkeys([f"{one} {other}" for one, other in pairwise(symbols)]))
        rows += [tables[opener](symbol) for opener, symbol in zip(OPENERS, symbols, strict=False)]
        rows += (
            tables["o01"](" ".join(symbols[:2])),
            tables["o012"](" ".join(symbols[:3])),
            tables["nv"](str(min(len(self.values), 4))),
            tables["len"](str(min(len(self.keys) // 8, 8))),
        )
        rows += map(tables["s"], dict.fromkeys(map(_stem, symbols)))
        rows += map(tables["e"], self.keys[-LAST:])
        rows.append(tables["e2"](" ".join(self.keys[-2:])))
        leading = [codes[0] if len(codes) == 1 else _leading(codes) for codes in self.marks if codes]
        rows += map(tables["hb"], dict.fromkeys([f"{one} {two}" for one, two in pairwise(leading)]))
        rows += map(tables["m"], dict.fromkeys([hit.value.id for hit in self.canonical.metrics]))
        if self.marks:
            rows += map(tables["h0"], self.marks[0])
        rows += map(tables["h"], self.there)
        rows += map(tables["h2"], [code for code, number in self.there.items() if number > 1])
        rows += map(tables["h3"], [code for code, number in self.there.items() if number > 2])
        return rows

    def clauses(self) -> Iterator[tuple[int, int]]:
        """Where each clause begins and ends, in places."""
        first = 0
        for at in range(len(self.keys)):
            if self.breaks[at + 1] > self.breaks[at]:
                if at > first:
                    yield first, at
                first = at + 1
        if first < len(self.keys):
            yield first, len(self.keys)


def _value_rows(
    tables: Tables,
    dim: str,
    shape: str,
    way: int,
    good: int,
    sign: str,
    size: int,
    gap: int,
    noun: str,
    *flags: bool,
) -> Iterable[int | None]:
    word, ref, compared = flags
    keys = (
        f"dim {dim}",
        f"ds {dim} {shape}",
        f"sw {shape} {way}",
        f"dsw {dim} {shape} {way}",
        f"gs {good} {shape}",
        f"rs {ref} {shape}",
        f"cd {compared} {dim}",
        f"dn {dim} {noun}",
        f"sn {shape} {noun}",
        f"dz {dim} {size}",
        f"gap {gap}",
        f"dg {dim} {gap}",
        f"sd {sign} {dim}",
        f"wd {word} {dim}",
        f"dsnw {dim} {shape} {noun} {way}",
    )
    return map(tables["v"], keys)


def _metric_rows(
    tables: Tables, place: int, metric: Metric, side: str, far: int, parted: int, dim: str, *more: Any
) -> Iterable[int | None]:
    shape, way, cost = more
    family, good = metric.family, metric.good
    code = f"{family} {metric.kind} {good}"
    keys = (
        f"c {code}",
        f"i {metric.id}",
        f"csf {code} {side} {far}",
        f"cps {code} {parted} {side}",
        f"cds {code} {dim} {shape}",
        f"id {metric.id} {dim}",
        f"cdsp {code} {dim} {shape} {side} {parted}",
        f"gwf {good} {way} {family}",
        f"gd {good} {dim} {shape}",
        f"cfd {cost} {family} {dim}",
    )
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
    """How far the two ends of a change lie apart, as a share: the smallest may be noise."""
    if value.shape != "change" or value.before is None or value.after is None:
        return -1
    top = max(abs(value.before), abs(value.after))
    share = abs(value.after - value.before) / top if top else 0.0
    return sum(share > one for one in GAPS)


def _size(value: float) -> int:
    value = abs(value)
    if value in (0, 1):
        return int(value)
    return next((at for at, top in enumerate(SIZES, 2) if value < top), 9)


def _leading(codes: tuple[str, ...]) -> str:
    """Of several marks of a word the one that says most: a metric, then a direction."""
    return min(codes, key=lambda code: (code[0] != "M", code[0] != "D", code))
