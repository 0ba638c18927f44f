"""Vertical limits: a dashed line each, with its label above the plot in as many rows as they need."""

from typing import TYPE_CHECKING

from bot.core.card import Chart, Slope
from bot.draw.axes import Axis, tamed
from bot.draw.sheet import GAP, MARGIN, TEXT_SIZE, WIDTH, Box, Sheet, extent

if TYPE_CHECKING:
    from matplotlib.text import Text

LIMITS = 4
"""The most that one picture holds and still can be read on a phone."""
STRIP = 31.0
"""The height of one row of labels above the plot."""
Label = tuple[float, "Text"]
"""Where a label begins from the left, and its words."""


def limit_rows(sheet: Sheet, chart: Chart, x: Axis, left: float, room: float) -> list[tuple[int, Label]]:
    """For each limit the row of its label (0 is nearest to the plot), its place from the left, and the label."""
    ends: list[tuple[int, float, float]] = []
    rows = []
    for number, (at, words) in enumerate(chart.limits):
        drawn = sheet.text(sheet.fit(words, TEXT_SIZE, room / 2), TEXT_SIZE, f"limit:{number}", zorder=4)
        width = extent(drawn).right - extent(drawn).left
        start = left + x.share(tamed(at)) * room - width / 2
        start = min(max(start, left), WIDTH - MARGIN - width)
        taken = {row for row, a, b in ends if start < b + 2 * GAP and a < start + width + 2 * GAP}
        row = next(r for r in range(LIMITS) if r not in taken)
        ends.append((row, start, start + width))
        rows.append((row, (start, drawn)))
    return rows


def draw_limits(sheet: Sheet, chart: Chart, x: Axis, plot: Box, rows: list[tuple[int, Label]]) -> list[Box]:
    """Draws the limits; answers where their lines stand."""
    lines = []
    for number, ((value, _), (row, (start, drawn))) in enumerate(zip(chart.limits, rows, strict=True)):
        at = plot.left + x.share(tamed(value)) * (plot.right - plot.left)
        foot = plot.top + row * STRIP
        sheet.line(
            (at, at), (plot.bottom, foot + GAP / 2), f"limit-line:{number}", color="#444444", linestyle="--"
        )
        drawn.set_position((start, foot + GAP))
        drawn.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
        lines.append(Box(at - 2, plot.bottom, at + 2, plot.top))
    return lines


def shade(sheet: Sheet, chart: Chart, x: Axis, plot: Box) -> None:
    """Hatches what lies beyond the first limit: grey strokes, which need no colour to be seen."""
    if not chart.shaded or not chart.limits:
        return
    at = plot.left + min(1.0, max(0.0, x.share(tamed(chart.limits[0][0])))) * (plot.right - plot.left)
    left, right = (at, plot.right) if chart.shaded == "right" else (plot.left, at)
    sheet.hatched(Box(left, plot.bottom, right, plot.top), "shade")


def draw_slopes(sheet: Sheet, chart: Chart, x: Axis, y: Axis, plot: Box) -> None:
    """Dotted lines across the plot, cut off where they leave it."""
    for number, slope in enumerate(chart.slopes):
        ends = _inside(slope, x, y)
        if ends is not None:
            xs, ys = zip(*ends, strict=True)
            sheet.line(
                tuple(plot.left + x.share(v) * (plot.right - plot.left) for v in xs),
                tuple(plot.bottom + y.share(v) * (plot.top - plot.bottom) for v in ys),
                f"slope:{number}",
                color="#666666",
                linestyle=":",
                linewidth=1.6,
                zorder=1,
            )


def _inside(slope: Slope, x: Axis, y: Axis) -> list[tuple[float, float]] | None:
    """Where a slope enters and leaves the axes; None when it does not pass through."""
    px, py, rise = tamed(slope.x), tamed(slope.y), tamed(slope.rise)
    if not rise:
        return [(x.low, py), (x.high, py)] if y.low <= py <= y.high else None
    low, high = sorted((px + (y.low - py) / rise, px + (y.high - py) / rise))
    start, end = max(low, x.low), min(high, x.high)
    return [(v, py + (v - px) * rise) for v in (start, end)] if start < end else None
