"""Vertical limits: a dashed line each, with its label above the plot in as many rows as they need."""

from bot.core.card import Chart, Slope
from bot.draw.axes import Axis, tamed
from bot.draw.sheet import GAP, MARGIN, TEXT_SIZE, WIDTH, Box, Sheet, extent, fit

LIMITS = 4
"""The most that one picture holds and still can be read on a phone."""
STRIP = 32.0
"""The height of one row of labels above the plot."""
Label = tuple[float, str]
"""Where a label begins from the left, and its words."""


def limit_rows(chart: Chart, x: Axis, left: float, room: float) -> list[tuple[int, Label]]:
    """For each limit the row of its label (0 is nearest to the plot), its place from the left, and the label."""
    ends: list[tuple[int, float, float]] = []
    rows = []
    for at, label in chart.limits:
        words = fit(label, TEXT_SIZE, room / 2)
        width = extent(words, TEXT_SIZE)[0]
        start = left + x.share(tamed(at)) * room - width / 2
        start = min(max(start, left), WIDTH - MARGIN - width)
        taken = {row for row, a, b in ends if start < b + 2 * GAP and a < start + width + 2 * GAP}
        row = next(r for r in range(LIMITS) if r not in taken)
        ends.append((row, start, start + width))
        rows.append((row, (start, words)))
    return rows


def draw_limits(sheet: Sheet, chart: Chart, x: Axis, plot: Box, rows: list[tuple[int, Label]]) -> list[Box]:
    """Draws the limits; answers where their lines stand."""
    lines = []
    for number, ((value, _), (row, (start, words))) in enumerate(zip(chart.limits, rows, strict=True)):
        at = plot.left + x.share(tamed(value)) * (plot.right - plot.left)
        foot = plot.top + row * STRIP
        ends = [(at, plot.bottom), (at, foot + GAP / 2)]
        sheet.line(f"limit-line:{number}", ends, color="#444444", dashes="8 4")
        sheet.write(f"limit:{number}", words, TEXT_SIZE, start, foot + GAP / 2)
        lines.append(Box(at - 2, plot.bottom, at + 2, plot.top))
    return lines


def shade(sheet: Sheet, chart: Chart, x: Axis, plot: Box) -> None:
    """Hatches what lies beyond the first limit: grey strokes, which need no colour to be seen."""
    if not chart.shaded or not chart.limits:
        return
    at = plot.left + min(1.0, max(0.0, x.share(tamed(chart.limits[0][0])))) * (plot.right - plot.left)
    left, right = (at, plot.right) if chart.shaded == "right" else (plot.left, at)
    sheet.hatch("shade", Box(left, plot.bottom, right, plot.top))


def draw_slopes(sheet: Sheet, chart: Chart, x: Axis, y: Axis, plot: Box) -> None:
    """Dotted lines across the plot, cut off where they leave it."""
    for number, slope in enumerate(chart.slopes):
        ends = _inside(slope, x, y)
        if ends is not None:
            points = [
                (plot.left + x.share(a) * plot.width, plot.bottom + y.share(b) * plot.height) for a, b in ends
            ]
            sheet.line(f"slope:{number}", points, color="#666666", width=2.2, dashes="2 4", over=1)


def _inside(slope: Slope, x: Axis, y: Axis) -> list[tuple[float, float]] | None:
    """Where a slope enters and leaves the axes; None when it does not pass through."""
    px, py, rise = tamed(slope.x), tamed(slope.y), tamed(slope.rise)
    if not rise:
        return [(x.low, py), (x.high, py)] if y.low <= py <= y.high else None
    low, high = sorted((px + (y.low - py) / rise, px + (y.high - py) / rise))
    start, end = max(low, x.low), min(high, x.high)
    return [(v, py + (v - px) * rise) for v in (start, end)] if start < end else None
