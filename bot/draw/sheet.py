"""The sheet: words and shapes at pixels, each with a name of its own, and the SVG that they make."""

import math
import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 800, 600
FONT = Path(__file__).with_name("DejaVuSans.ttf")
FONT_NAME = "DejaVu Sans"
ASCENT, DESCENT = 0.96, 0.24
"""Of the size: how far letters reach above and below their baseline, accents included."""
TITLE_SIZE, TEXT_SIZE, TICK_SIZE = 26.0, 23.5, 19.5
"""Pixels."""
LEADING = 1.2
"""From one line to the next, of the size."""
MARGIN, GAP = 18.0, 8.0
LONGEST = 300
"""Characters that are looked at; no line holds as many."""
COLORS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7")
"""Five colors that hold on white and for the color-blind; each goes with a shape and a direct label."""
Shape = Literal["circle", "square", "triangle", "diamond", "cross"]
SHAPES: tuple[Shape, ...] = ("circle", "square", "triangle", "diamond", "cross")
"""One for each color, in the order of COLORS."""
_CORNERS = {
    "square": ((-0.89, -0.89), (0.89, -0.89), (0.89, 0.89), (-0.89, 0.89)),
    "triangle": ((0, -1), (1, 0.89), (-1, 0.89)),
    "diamond": ((0, -1), (1, 0), (0, 1), (-1, 0)),
    "cross": (
        *((-1, -0.5), (-0.5, -1), (0, -0.5), (0.5, -1), (1, -0.5), (0.5, 0)),
        *((1, 0.5), (0.5, 1), (0, 0.5), (-0.5, 1), (-1, 0.5), (-0.5, 0)),
    ),
}


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points: Sequence[tuple[float, float]]) -> "Box":
        xs, ys = zip(*points, strict=True)
        return cls(min(xs), min(ys), max(xs), max(ys))

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.top - self.bottom

    def meets(self, other: "Box") -> bool:
        """Whether the two have any part in common."""
        across = self.left < other.right and other.left < self.right
        return across and self.bottom < other.top and other.bottom < self.top

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def holds(self, other: "Box") -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.bottom <= other.bottom and other.top <= self.top

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of this box nearest to (x, y)."""
        return min(max(x, self.left), self.right), min(max(y, self.bottom), self.top)

    def distance(self, x: float, y: float) -> float:
        near = self.nearest(x, y)
        return math.hypot(near[0] - x, near[1] - y)


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing on the sheet. `over`: what has more lies above what has less."""

    name: str
    box: Box
    svg: str
    over: float = 2.0
    words: str = ""
    color: str = ""
    shape: Shape | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    marks: list[Mark] = field(default_factory=list)

    def write(
        self, name: str, words: str, size: float, left: float, bottom: float, *, over: float = 4.0
    ) -> Box:
        """Lines of words whose lower left corner is given, on white where something may be beneath them."""
        wide, high = extent(words, size)
        box = Box(left, bottom, left + wide, bottom + high)
        lines = words.split("\n")
        below = f'<rect {_sides(box)} fill="white"/>' if name.startswith(("label", "limit")) and words else ""
        base = box.top - size * ASCENT
        text = "".join(_text(row, size, left, base - n * size * LEADING) for n, row in enumerate(lines))
        self.marks.append(Mark(name, box, below + text, over, words=words))
        return box

    def write_upright(self, name: str, words: str, size: float, left: float, middle: float) -> None:
        """One line, read from below to above, around a height."""
        wide, high = extent(words, size)
        box = Box(left, middle - wide / 2, left + high, middle + wide / 2)
        turn = f"translate({left + size * ASCENT:.2f} {HEIGHT - box.bottom:.2f}) rotate(-90)"
        text = f'<g transform="{turn}">{_text(words, size, 0, HEIGHT)}</g>'
        self.marks.append(Mark(name, box, text, words=words))

    def line(
        self,
        name: str,
        points: Sequence[tuple[float, float]],
        *,
        color: str,
        width: float = 2.0,
        dashes: str = "",
        over: float = 2.0,
    ) -> None:
        path = " ".join(f"{x:.2f},{HEIGHT - y:.2f}" for x, y in points)
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        drawn = f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{width:.2f}"{dashed}/>'
        self.marks.append(Mark(name, Box.around(points), drawn, over, color=color))

    def point(
        self, name: str, x: float, y: float, size: float, style: tuple[str, Shape], *, over: float
    ) -> None:
        """A shape with a white rim, in a color."""
        color, shape = style
        half, down = size / 2, HEIGHT - y
        look = f'fill="{color}" stroke="white" stroke-width="1.4"'
        if shape == "circle":
            drawn = f'<circle cx="{x:.2f}" cy="{down:.2f}" r="{half:.2f}" {look}/>'
        else:
            corners = " ".join(f"{x + a * half:.2f},{down + b * half:.2f}" for a, b in _CORNERS[shape])
            drawn = f'<polygon points="{corners}" {look}/>'
        box = Box(x - half, y - half, x + half, y + half)
        self.marks.append(Mark(name, box, drawn, over, color=color, shape=shape))

    def hatch(self, name: str, box: Box) -> None:
        """A rectangle of slanted gray strokes, which need no color to be seen."""
        drawn = f'<rect {_sides(box)} fill="#F2F2F2"/><rect {_sides(box)} fill="url(#strokes)"/>'
        self.marks.append(Mark(name, box, drawn, 0.0))

    def svg(self) -> str:
        drawn = "".join(mark.svg for mark in sorted(self.marks, key=lambda m: m.over))
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" font-family="{FONT_NAME}">'
            '<defs><pattern id="strokes" width="12" height="12" patternUnits="userSpaceOnUse"'
            ' patternTransform="rotate(45)"><path d="M0 0V12" stroke="#BBBBBB" stroke-width="2"/></pattern></defs>'
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>{drawn}</svg>'
        )


def extent(words: str, size: float) -> tuple[float, float]:
    lines = words.split("\n")
    high = size * (ASCENT + DESCENT + LEADING * (len(lines) - 1))
    return max(width_of(line, size) for line in lines), high if words else 0.0


def fit(words: str, size: float, width: float, lines: int = 1) -> str:
    """The words on at most that many lines, none wider than `width`; what is left out is an ellipsis."""
    rest = clean(words)
    out = []
    for left in range(lines, 0, -1):
        row = _row(rest, size, width, last=left == 1)
        out.append(row.strip())
        rest = rest[len(row) :].strip()
        if not rest or row.endswith("…"):
            break
    return "\n".join(out)


def _row(words: str, size: float, width: float, *, last: bool) -> str:
    if width_of(words, size) <= width:
        return words
    dots = "…" if last else ""
    count = max(1, bisect_right(range(len(words)), width, key=lambda n: width_of(words[:n] + dots, size)) - 1)
    if last:
        return words[:count].rstrip() + dots
    blank = words.rfind(" ", 1, count + 1)
    return words[:blank] if blank > 0 else words[:count]


def clean(words: str) -> str:
    """One line of characters that can be drawn."""
    kept = (" " if c.isspace() else c for c in words)
    known = _advances()
    return " ".join("".join(c if ord(c) in known else "□" for c in kept if c.isprintable()).split())[:LONGEST]


def _text(words: str, size: float, x: float, y: float) -> str:
    return f'<text x="{x:.2f}" y="{HEIGHT - y:.2f}" font-size="{size}" xml:space="preserve">{escape(words)}</text>'


def _sides(box: Box) -> str:
    return f'x="{box.left:.2f}" y="{HEIGHT - box.top:.2f}" width="{box.width:.2f}" height="{box.height:.2f}"'


# the font that is shipped: which characters it has, and how wide they are


def width_of(words: str, size: float) -> float:
    """How wide one line is, without kerning, which only ever makes it narrower."""
    advances = _advances()
    return size * sum(advances.get(ord(c), 1.0) for c in words)


@cache
def _advances() -> Mapping[int, float]:
    """Code point -> width as a part of the size.

    The tables and their fields are those of the OpenType specification: `cmap` (format 12), `head`, `hhea`, `hmtx`.
    """
    data = FONT.read_bytes()
    tables = {
        data[at : at + 4]: struct.unpack_from(">8xI", data, at)[0]
        for at in range(12, 12 + 16 * struct.unpack_from(">4xH", data)[0], 16)
    }
    (em,) = struct.unpack_from(">18xH", data, tables[b"head"])
    (measured,) = struct.unpack_from(">34xH", data, tables[b"hhea"])
    found: dict[int, float] = {}
    for first, last, glyph in _runs(data, tables[b"cmap"]):
        for code in range(first, last + 1):
            entry = tables[b"hmtx"] + 4 * min(glyph + code - first, measured - 1)
            found[code] = struct.unpack_from(">H", data, entry)[0] / em
    return found


def _runs(data: bytes, cmap: int) -> Iterator[tuple[int, int, int]]:
    """Runs of code points whose glyphs follow each other: first, last, glyph of the first."""
    (count,) = struct.unpack_from(">2xH", data, cmap)
    starts = (cmap + struct.unpack_from(">4xI", data, cmap + 4 + 8 * n)[0] for n in range(count))
    table = next(start for start in starts if struct.unpack_from(">H", data, start)[0] == 12)
    (runs,) = struct.unpack_from(">12xI", data, table)
    return struct.iter_unpack(">III", data[table + 16 : table + 16 + 12 * runs])
