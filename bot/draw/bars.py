"""Bars: one a row from 0 to its value, its label above it and its shape at its end."""

from bot.core.card import COLOURS, Chart, Point
from bot.draw.axes import Axis, frame, name_across, name_axes, tamed
from bot.draw.limits import STRIP, draw_limits, limit_rows
from bot.draw.sheet import GAP, MARGIN, SHAPES, TEXT_SIZE, TICK_SIZE, WIDTH, Box, Sheet, extent, fit

BARS = 8
"""The most that one picture holds and still can be read on a phone."""
MARKER = 18.0
THICKEST = 26.0
"""Pixels of a bar."""


def draw_bars(sheet: Sheet, chart: Chart, top: float) -> None:
    """Draws axes, limits and bars below the height `top`."""
    left, bottom = MARGIN + GAP, MARGIN / 2 + 2 * GAP + extent("0", TEXT_SIZE)[1] + extent("0", TICK_SIZE)[1]
    room = WIDTH - 2 * MARGIN - left
    x = name_across(_axis([p.x for p in chart.points] + [at for at, _ in chart.limits]), room)
    rows = limit_rows(chart, x, left, room)
    strips = STRIP * (max((row for row, _ in rows), default=-1) + 1)
    plot = Box(left, bottom, left + room, top - strips - GAP)
    frame(sheet, plot, x, Axis(0.0, 1.0))
    name_axes(sheet, chart, plot)
    draw_limits(sheet, chart, x, plot, rows)
    height = (plot.top - plot.bottom) / max(1, len(chart.points))
    for number, point in enumerate(chart.points):
        _bar(
            sheet,
            number,
            point,
            x,
            Box(plot.left, plot.top - (number + 1) * height, plot.right, plot.top - number * height),
        )


def _axis(values: list[float]) -> Axis:
    """From 0, or a value below it, to the greatest, with room for a marker at both ends."""
    near = [0.0, *map(tamed, values)]
    low, high = min(near), max(near)
    margin = (high - low) * 0.04 or 1.0
    return Axis(low - margin, high + margin)


def _bar(sheet: Sheet, number: int, point: Point, x: Axis, row: Box) -> None:
    """The label in the upper part of its row, the bar beneath."""
    color = COLOURS[point.style]
    words = fit(point.label, TEXT_SIZE, row.width - 2 * GAP)
    free = row.height - extent(words, TEXT_SIZE)[1] - GAP
    thick = max(4.0, min(THICKEST, free - GAP))
    middle = row.bottom + thick / 2 + max(0.0, free - thick) / 2
    sheet.write(f"label:{number}", words, TEXT_SIZE, row.left + GAP, middle + thick / 2 + GAP / 2, over=5)
    start, end = (row.left + x.share(tamed(v)) * row.width for v in (0.0, point.x))
    sheet.line(f"bar:{number}", [(start, middle), (end, middle)], color=color, width=thick)
    sheet.point(f"point:{number}", end, middle, MARKER, (color, SHAPES[point.style]), over=3)
