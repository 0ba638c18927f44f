"""What the models see of a text: words, lexicon hits and numbers around a number, and of the whole text."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from bot.rules.facts import Value
from bot.rules.model.canonical import BREAKS, METRIC, STOPS, Canonical
from bot.rules.model.tables import Get, Tables
from bot.rules.words.lex import Token
from bot.rules.words.lexicon import Hit, Hits

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
        self._count_breaks(self.keys)

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

    def _count_breaks(self, keys: Sequence[str]) -> None:
        """How many breaks and stops stand before each token."""
        breaks, stops, begun = 0, 0, 0
        self.breaks, self.stops, self.starts = [0], [0], [0]
        for at, key in enumerate(keys):
            if key in BREAKS:
                breaks += 1
                begun = at + 1
                if key in STOPS:
                    stops += 1
            self.breaks.append(breaks)
            self.stops.append(stops)
            self.starts.append(begun)
        self._pad()

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
        other.breaks, other.stops, other.starts = self.breaks, self.stops, self.starts
        other._nearest = self._nearest
        gone = last - first
        other.keys = [*self.keys[:first], *[""] * gone, *self.keys[last:]]
        other.marks = [*self.marks[:first], *[()] * gone, *self.marks[last:]]
        other._count_marks()
        other._pad()
        return other

    def of_number(self, index: int, tables: Tables) -> list[int]:
        """The rows of a number."""
        value = self.values[index]
        rows = [*self._of_value(value, tables)]
        low = self.canonical.numbers[index]
        self._words_beside(value, low, tables, rows)
        self._marks_beside(value, low, tables, rows)
        self._clause(low, tables, rows)
        self._metrics(value, tables, rows)
        self._directions(value, low, tables, rows)
        self._neighbors(index, tables, rows)
        first = tables.clause[4]
        rows += [first(code, 0) for code in self.marks[0]]
        return rows

    def _of_value(self, value: Value, tables: Tables) -> list[int]:
        """What grammar knows of it. Of a change nothing that its two ends decide: swapped, they swap good and bad."""
        quantity, shape = value.quantity, value.shape
        change = shape == "change"
        way, good, sign = (2, 9, "") if change else (value.direction, value.good, quantity.sign)
        size, gap = _size_of(value), _gap_of(value)
        known = (
            quantity.dim, shape, way, good, sign, size, gap, quantity.noun, quantity.word,
            value.ref, value.compared,
        )  # fmt: skip
        rows = tables.cached.get(known)
        if rows is None:
            if len(tables.cached) > CACHED:
                tables.cached.clear()
            rows = tables.cached[known] = [*_value_rows(tables.get("v"), *known)]
        return rows

    def _words_beside(self, value: Value, low: int, tables: Tables, rows: list[int]) -> None:
        high = low + 1
        left4, left3, left2, left1 = self.padded[low : low + PAD]
        right1, right2, right3, right4 = self.padded[high + PAD : high + 2 * PAD]
        one_left, two_left, one_right, two_right, near, far, left, right, around = tables.words
        dim_left1, dim_left2, dim_right1, dim_right2, _, _ = tables.beside(value.quantity.dim)
        rows += (
            one_left(left1, 0),
            two_left(left2, 0),
            one_right(right1, 0),
            two_right(right2, 0),
            near(left1, 0),
            near(left2, 0),
            near(left3, 0),
            near(left4, 0),
            far(right1, 0),
            far(right2, 0),
            far(right3, 0),
            far(right4, 0),
            dim_left1(left1, 0),
            dim_left2(left2, 0),
            dim_right1(right1, 0),
            dim_right2(right2, 0),
            left(f"{left2} {left1}", 0),
            right(f"{right1} {right2}", 0),
            around(f"{left1} {right1}", 0),
        )

    def _marks_beside(self, value: Value, low: int, tables: Tables, rows: list[int]) -> None:
        high, marks = low + 1, self.padded_marks
        by_dim = tables.beside(value.quantity.dim)
        gets, dim = tables.marks, by_dim[4]
        for far in range(PAD):
            if codes := marks[low + 3 - far]:
                get = gets[far if far < 2 else 2]
                for code in codes:
                    rows += (get(code, 0), dim(code, 0))
        dim = by_dim[5]
        for far in range(PAD):
            if codes := marks[high + 4 + far]:
                get = gets[3 + far if far < 2 else 5]
                for code in codes:
                    rows += (get(code, 0), dim(code, 0))

    def _clause(self, low: int, tables: Tables, rows: list[int]) -> None:
        high, keys, marks = low + 1, self.keys, self.marks
        start = self.starts[low]
        end, breaks = high, self.breaks
        held = breaks[high]
        while end < len(keys) and breaks[end + 1] == held:
            end += 1
        left, left_mark, right, right_mark, _ = tables.clause
        rows += [left(key, 0) for key in keys[start:low]]
        rows += [left_mark(code, 0) for some in marks[start:low] if some for code in some]
        rows += [right(key, 0) for key in keys[high:end]]
        rows += [right_mark(code, 0) for some in marks[high:end] if some for code in some]

    def nearest(self, value: Value) -> list[tuple[float, str, int, int, Hit]]:
        """The metrics of the text, the nearest first: distance, side (L, R, I for inside), tokens between, what
        stands between (4 a break, 2 another number, 1 a stop)."""
        known = self._nearest.get(value.first)
        if known is not None:
            return known
        place, breaks, stops = self.canonical.place, self.breaks, self.stops
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
            other = gap > 0 and any(first <= at < last for at in self.canonical.numbers)
            cost = gap + 4 * broken + 3 * other + 8 * stopped + (side == "R")
            found.append((cost, side, min(gap, 8), 4 * broken + 2 * other + stopped, hit))
        if len(found) > 1:
            found.sort(key=_cost)
        self._nearest[value.first] = found
        return found

    def _metrics(self, value: Value, tables: Tables, rows: list[int]) -> None:
        quantity, shape = value.quantity, value.shape
        near = self.nearest(value)
        way = 2 if shape == "change" else value.direction
        for place, (cost, side, far, parted, hit) in enumerate(near[:NEAREST]):
            metric = hit.value
            known = (place, metric.id, side, far, parted, quantity.dim, shape, way, min(cost, 12))
            found = tables.cached.get(known)
            if found is None:
                if len(tables.cached) > CACHED:
                    tables.cached.clear()
                code = f"{metric.family} {metric.kind} {metric.good}"
                named = (metric.id, code, metric.family, metric.good)
                found = tables.cached[known] = [*_metric_rows(tables.get(f"m{place}"), named, *known[2:])]
            rows += found
        get = tables.get("mf")
        if near:
            rows.append(get(f"{near[0][4].value.family} {quantity.dim} {_size_of(value)}", 0))
        else:
            rows += (get(f"{quantity.dim} {shape}", 0), get(f"{quantity.dim} {shape} {quantity.noun}", 0))

    def _directions(self, value: Value, low: int, tables: Tables, rows: list[int]) -> None:
        high, marks = low + 1, self.marks
        start = max(self.starts[low], low - REACH)
        held = self.breaks[high]
        for side, places in (
            ("L", range(low - 1, start - 1, -1)),
            ("R", range(high, min(high + REACH, len(marks)))),
        ):
            for at in places:
                if self.breaks[at + 1] != held and side == "R":
                    break
                code = next((code for code in marks[at] if code[0] == "D"), "") if marks[at] else ""
                if code:
                    rows += (
                        tables.get(f"d{side}")(code, 0),
                        tables.get(f"d{side}|{value.quantity.dim}{value.shape}")(code, 0),
                    )
                    break

    def _neighbors(self, index: int, tables: Tables, rows: list[int]) -> None:
        value = self.values[index]
        here = f"{value.quantity.dim} {value.shape}"
        if index:
            before = self.values[index - 1]
            numbers = self.canonical.numbers
            here_at, after_at = numbers[index], numbers[index - 1] + 1
            gap = f"{self.padded[after_at + PAD]} {min(here_at - after_at, 3)}"
            rows.append(tables.get("nb")(f"{before.quantity.dim} {before.shape} {here}", 0))
            rows.append(tables.get("ng")(gap, 0))
        if index + 1 < len(self.values):
            after = self.values[index + 1]
            rows.append(tables.get("na")(f"{after.quantity.dim} {after.shape} {here}", 0))

    def of_text(self, tables: Tables) -> list[int]:
        """The rows of the whole text, without what its numbers are."""
        symbols = [*self.keys]
        for place, value in zip(self.canonical.numbers, self.values, strict=True):
            if symbols[place]:
                symbols[place] = f"{value.quantity.dim}:{value.shape}"
        word, pair, *openers, two, three, count, length = tables.text[:10]
        joined = [f"{one} {other}" for one, other in pairwise(symbols)]
        rows = [word(symbol, 0) for symbol in {*symbols}]
        rows += [pair(both, 0) for both in {*joined}]
        rows += [opener(symbol, 0) for opener, symbol in zip(openers, symbols, strict=False)]
        rows += (
            two(" ".join(symbols[:2]), 0),
            three(" ".join(symbols[:3]), 0),
            count(str(min(len(self.values), 4)), 0),
            length(str(min(len(self.keys) // 8, 8)), 0),
        )
        self._marks_of_text(tables, rows)
        return rows

    def _marks_of_text(self, tables: Tables, rows: list[int]) -> None:
        marks = self.marks
        course, metric, first, once, twice, often = tables.text[10:]
        leading = [_leading(codes) for codes in marks if codes]
        rows += [course(f"{one} {two}", 0) for one, two in {*pairwise(leading)}]
        rows += [metric(name, 0) for name in {hit.value.id for hit in self.canonical.metrics}]
        if marks:
            rows += [first(code, 0) for code in marks[0]]
        for code, number in self.there.items():
            rows.append(once(code, 0))
            if number > 1:
                rows.append(twice(code, 0))
                if number > 2:
                    rows.append(often(code, 0))

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
    get: Get,
    dim: str,
    shape: str,
    way: int,
    good: int,
    sign: str,
    size: int,
    gap: int,
    noun: str,
    *flags: bool,
) -> Iterator[int]:
    word, ref, compared = flags
    for key in (
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
    ):
        yield get(key, 0)


def _metric_rows(
    get: Get, named: tuple[str, str, str, str], side: str, far: int, parted: int, dim: str, *more: Any
) -> Iterator[int]:
    shape, way, cost = more
    name, code, family, good = named
    for key in (
        f"c {code}",
        f"i {name}",
        f"csf {code} {side} {far}",
        f"cps {code} {parted} {side}",
        f"cds {code} {dim} {shape}",
        f"id {name} {dim}",
        f"cdsp {code} {dim} {shape} {side} {parted}",
        f"gwf {good} {way} {family}",
        f"gd {good} {dim} {shape}",
        f"cfd {cost} {family} {dim}",
    ):
        yield get(key, 0)


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


def _cost(found: tuple[float, str, int, int, Hit]) -> float:
    return found[0]


def _leading(codes: tuple[str, ...]) -> str:
    """Of several marks of a word the one that says most: a metric, then a direction."""
    if len(codes) == 1:
        return codes[0]
    return min(codes, key=lambda code: (code[0] != "M", code[0] != "D", code))
