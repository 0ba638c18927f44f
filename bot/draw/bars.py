"""Bars: one a row from 0 to its value, its label above it and its shape at its end."""

from bot.core.card import COLOURS, Chart, Point
from bot.draw.axes import Axis, frame, name_across, name_axes, tamed
from bot.draw.limits import STRIP, draw_limits, limit_rows
from bot.draw.sheet import GAP, MARGIN, TEXT_SIZE, TICK_SIZE, WIDTH, Box, Sheet, extent

SHAPES = ("o", "s", "^", "D", "X")
"""One a colour, in the order of COLOURS."""
BARS = 8
"""The most that one picture holds and still can be read on a phone."""
MARKER = 13
THICKEST = 26.0
"""Pixels of a bar."""


def draw_bars(sheet: Sheet, chart: Chart, top: float) -> None:
    """Draws axes, limits and bars below the height `top`."""
    left, bottom = MARGIN + GAP, MARGIN + 2 * TEXT_SIZE + TICK_SIZE + GAP
    room = WIDTH - 2 * MARGIN - left
    x = name_across(sheet, _axis([p.x for p in chart.points] + [at for at, _ in chart.limits]), room)
    rows = limit_rows(sheet, chart, x, left, room)
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
    colour = COLOURS[point.style]
    words = sheet.text(
        sheet.fit(point.label, TEXT_SIZE, row.right - row.left - 2 * GAP),
        TEXT_SIZE,
        f"label:{number}",
        zorder=5,
    )
    words.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    own = extent(words)
    free = row.top - row.bottom - (own.top - own.bottom) - GAP
    thick = max(4.0, min(THICKEST, free - GAP))
    middle = row.bottom + thick / 2 + max(0.0, free - thick) / 2
    words.set_position((row.left + GAP - own.left, middle + thick / 2 + GAP / 2 - own.bottom))
    start, end = (row.left + x.share(tamed(v)) * (row.right - row.left) for v in (0.0, point.x))
    sheet.line(
        (start, end),
        (middle, middle),
        f"bar:{number}",
        color=colour,
        linewidth=thick * 0.72,
        solid_capstyle="butt",
    )
    sheet.line(
        (end,),
        (middle,),
        f"point:{number}",
        marker=SHAPES[point.style],
        markersize=MARKER,
        color=colour,
        markeredgecolor="white",
        zorder=3,
    )
