"""The empty picture, and how wide words are on it. The one place that imports matplotlib."""

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.text import Text

WIDTH, HEIGHT, DPI = 800, 600, 100
TITLE_SIZE, TEXT_SIZE, TICK_SIZE = 19, 17, 14
MARGIN, GAP = 18.0, 8.0
LONGEST = 300
"""Characters that are looked at; no line holds as many."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, from the lower left corner of the picture."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether the two have any part in common."""
        return not (
            self.right <= other.left
            or other.right <= self.left
            or self.top <= other.bottom
            or other.top <= self.bottom
        )

    def grown(self, by: float) -> "Box":
        return Box(self.left - by, self.bottom - by, self.right + by, self.top + by)

    def holds(self, other: "Box") -> bool:
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of this box that lies nearest to (x, y)."""
        return min(max(x, self.left), self.right), min(max(y, self.bottom), self.top)

    def distance(self, x: float, y: float) -> float:
        near = self.nearest(x, y)
        return math.hypot(near[0] - x, near[1] - y)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture while it is being drawn."""

    figure: "Figure"
    font: Callable[[float], "FontProperties"]
    has: Callable[[str], bool]
    """Whether the font has a character."""
    locator: Callable[[int], Any]
    """What finds round values: matplotlib's MaxNLocator for at most so many steps."""

    @classmethod
    def blank(cls) -> "Sheet":
        # only the worker may load matplotlib
        import matplotlib as mpl  # noqa: PLC0415
        from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
        from matplotlib.figure import Figure  # noqa: PLC0415
        from matplotlib.font_manager import FontProperties, get_font  # noqa: PLC0415
        from matplotlib.ticker import MaxNLocator  # noqa: PLC0415

        path = f"{mpl.get_data_path()}/fonts/ttf/DejaVuSans.ttf"
        blank = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor="white")
        FigureCanvasAgg(blank)
        return cls(
            figure=blank,
            font=lambda size: FontProperties(fname=path, size=size),
            has=lambda c: get_font(path).get_char_index(ord(c)) != 0,
            locator=lambda most: MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]),
        )

    def text(self, words: str, size: float, gid: str, **style: Any) -> "Text":
        """Words at the lower left corner of the picture, to be moved."""
        drawn = self.figure.text(0, 0, words, fontproperties=self.font(size), gid=gid, **style)
        drawn.set_transform(None)  # in pixels
        drawn.set_parse_math(False)
        return drawn

    def width(self, words: str, size: float) -> float:
        """How wide one line is."""
        drawn = self.text(words, size, "measure")
        box = extent(drawn)
        drawn.remove()
        return box.right - box.left

    def line(self, xs: tuple[float, ...], ys: tuple[float, ...], gid: str, **style: Any) -> None:
        from matplotlib.lines import Line2D  # noqa: PLC0415

        self.figure.add_artist(Line2D(xs, ys, transform=None, gid=gid, **style))

    def hatched(self, box: Box, gid: str) -> None:
        """A rectangle of slanted grey strokes."""
        from matplotlib.patches import Rectangle  # noqa: PLC0415

        self.figure.add_artist(
            Rectangle(
                (box.left, box.bottom),
                box.right - box.left,
                box.top - box.bottom,
                transform=None,
                gid=gid,
                facecolor="#F2F2F2",
                edgecolor="#BBBBBB",
                hatch="//",
                linewidth=0,
                zorder=0,
            )
        )

    def fit(self, words: str, size: float, width: float, lines: int = 1) -> str:
        """The words on at most so many lines, none wider than `width`; what is left out is an ellipsis."""
        rest = self.clean(words)
        out = []
        for left in range(lines, 0, -1):
            row = self._row(rest, size, width, last=left == 1)
            out.append(row.strip())
            rest = rest[len(row) :].strip()
            if not rest or row.endswith("…"):
                break
        return "\n".join(out)

    def _row(self, words: str, size: float, width: float, *, last: bool) -> str:
        if self.width(words, size) <= width:
            return words
        dots = "…" if last else ""
        # how wide a text is grows with its length, but for accents and the like: hence the loop after the search
        found = bisect_right(range(len(words)), width, key=lambda n: self.width(words[:n] + dots, size))
        count = max(1, found - 1)
        while count > 1 and self.width(words[:count] + dots, size) > width:
            count -= 1
        if last:
            return words[:count].rstrip() + dots
        blank = words.rfind(" ", 1, count + 1)
        return words[:blank] if blank > 0 else words[:count]

    def clean(self, words: str) -> str:
        """One line of characters that can be drawn."""
        kept = (" " if c.isspace() else c for c in words)
        return " ".join("".join(c if self.has(c) else "□" for c in kept if c.isprintable()).split())[:LONGEST]


def extent(words: "Text") -> Box:
    """Where words stand, in pixels."""
    box = words.get_window_extent()
    return Box(box.x0, box.y0, box.x1, box.y1)
