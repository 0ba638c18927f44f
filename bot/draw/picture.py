"""Title, axes, limits, points and their labels on one sheet."""

import math
from collections.abc import Iterable
from dataclasses import replace

from bot.core.card import Chart, Point
from bot.draw.axes import (
    LIMITS,
    STRIP,
    Axis,
    axis_of,
    clamp,
    draw_limits,
    draw_slopes,
    frame,
    limit_rows,
    name_across,
    name_axes,
    round_values,
    shade,
)
from bot.draw.placement import Spot, place_labels
from bot.draw.sheet import (
    COLORS,
    FONT,
    GAP,
    HEIGHT,
    MARGIN,
    SHAPES,
    TEXT_SIZE,
    TICK_SIZE,
    TITLE_SIZE,
    WIDTH,
    Box,
    Sheet,
    extent,
    fit,
    width_of,
)

MOST = {"scatter": (12, "points"), "bars": (8, "bars"), "calendar": (14, "days")}
"""The most that one picture holds and still can be read on a phone."""
MARKER, BADGE = 18.0, 22.0
"""Pixels of a point's shape, and of that in a calendar's cell."""
LINES = 6
"""Of words in a cell of a calendar."""
LABEL_WIDTHS = ((330.0, 2), (300.0, 1), (205.0, 1), (140.0, 1), (85.0, 1))
"""How wide labels may be, and on how many lines: the next is tried when they do not fit in one picture."""


def png(chart: Chart) -> bytes:
    """The picture: 800 by 600 pixels on white.
    Raises ValueError: more than 12 points, 8 bars, 14 days or 4 limits, or a value that isn't a number."""
    # what only the worker needs is loaded there
    from resvg_py import svg_to_bytes  # noqa: PLC0415

    return svg_to_bytes(svg_string=svg(chart), skip_system_fonts=True, font_files=[str(FONT)])


def svg(chart: Chart) -> str:
    """The picture as SVG, with no font in it. Raises as `png`."""
    return layout(chart).svg()


def layout(chart: Chart) -> Sheet:
    """The box of everything drawn, by name: `label:0`, `point:0`, `tick-x:2`. Raises as `png`."""
    _check(chart)
    sheet = Sheet()
    draw = {"scatter": _draw_scatter, "bars": _draw_bars, "calendar": _draw_calendar}[chart.kind]
    draw(sheet, chart, _title(sheet, chart.title))
    return sheet


def _check(chart: Chart) -> None:
    most, what = MOST[chart.kind]
    if len(chart.points) > most or len(chart.limits) > LIMITS:
        raise ValueError(
            f"A picture holds {most} {what} and {LIMITS} limits; "
            f"{chart.title[:40]!r} has {len(chart.points)} and {len(chart.limits)}."
        )
    values = [v for p in chart.points for v in (p.x, p.y)] + [x for x, _ in chart.limits]
    values += [v for slope in chart.slopes for v in (slope.x, slope.y, slope.rise)]
    if not all(math.isfinite(v) for v in values):
        raise ValueError(
            f"The chart {chart.title[:40]!r} has a value that isn't a number, and can't be drawn."
        )


def _draw_scatter(sheet: Sheet, chart: Chart, top: float) -> None:
    """Draws axes, limits, slopes, points and their labels below the height `top`."""
    line = extent("0", TEXT_SIZE)[1]
    x = axis_of([p.x for p in chart.points] + [at for at, _ in chart.limits])
    y = axis_of([p.y for p in chart.points])
    y = replace(y, ticks=tuple(round_values(y, 6, _least_step(p.y for p in chart.points))))
    left = MARGIN / 2 + line + 2 * GAP + max(width_of(t, TICK_SIZE) for _, t in y.ticks)
    room = WIDTH - MARGIN - left
    x = name_across(x, room, _least_step(p.x for p in chart.points))
    bottom = MARGIN / 2 + line + 2 * GAP + extent("0", TICK_SIZE)[1]
    rows = limit_rows(chart, x, left, room)
    plot = Box(left, bottom, WIDTH - MARGIN, top - STRIP * (max((r for r, _ in rows), default=-1) + 1) - GAP)
    shade(sheet, chart, x, plot)
    frame(sheet, plot, x, y)
    name_axes(sheet, chart, plot)
    draw_slopes(sheet, chart, x, y, plot)
    lines = draw_limits(sheet, chart, x, plot, rows)
    _draw_points(sheet, chart, [(_at(x, y, plot, p)) for p in chart.points], plot, lines)


def _title(sheet: Sheet, words: str) -> float:
    """Writes the title; returns the height below which there is room."""
    shown = fit(words, TITLE_SIZE, WIDTH - 2 * MARGIN, 2)
    bottom = HEIGHT - MARGIN - extent(shown, TITLE_SIZE)[1]
    sheet.write("title", shown, TITLE_SIZE, MARGIN, bottom)
    return bottom - GAP


def _at(x: Axis, y: Axis, plot: Box, point: Point) -> tuple[float, float]:
    across = plot.left + x.share(clamp(point.x)) * plot.width
    return across, plot.bottom + y.share(clamp(point.y)) * plot.height


def _draw_points(
    sheet: Sheet, chart: Chart, places: list[tuple[float, float]], plot: Box, lines: list[Box]
) -> None:
    spots: list[Spot] = []
    for x, y in places:
        under = sum(abs(s.x - x) < MARKER / 2 and abs(s.y - y) < MARKER / 2 for s in spots)
        spots.append(Spot(x, y, MARKER + 7 * min(under, 4)))
    labels = _labels(sheet, chart.points, spots, plot, lines)
    for number, (point, spot) in enumerate(zip(chart.points, spots, strict=True)):
        color = COLORS[point.style]
        look = color, SHAPES[point.style]
        sheet.point(f"point:{number}", spot.x, spot.y, spot.size, look, over=3 - spot.size / 100)
        box = labels.get(number)
        if box is not None and box.distance(spot.x, spot.y) > spot.size / 2 + GAP:
            ends = [(spot.x, spot.y), box.nearest(spot.x, spot.y)]
            sheet.line(f"lead:{number}", ends, color=color, width=1.7)


def _labels(
    sheet: Sheet, points: tuple[Point, ...], spots: list[Spot], plot: Box, lines: list[Box]
) -> dict[int, Box]:
    """Writes the labels next to their points; returns where each is."""
    for width, rows in LABEL_WIDTHS:
        words = {n: shown for n, p in enumerate(points) if (shown := fit(p.label, TEXT_SIZE, width, rows))}
        sizes = {n: extent(shown, TEXT_SIZE) for n, shown in words.items()}
        placed = place_labels(sizes, spots, plot, lines)
        if placed is not None:
            break
    assert placed is not None, "twelve short labels always fit"  # noqa: S101 - by their area, see the tests
    for number, shown in words.items():
        sheet.write(f"label:{number}", shown, TEXT_SIZE, placed[number].left, placed[number].bottom, over=5)
    return placed


# bars: one a row from 0 to its value, its label above it and its shape at its end


def _least_step(values: Iterable[float]) -> float:
    """How far apart the named values are at least: there's no half a member, nor a half of the first rating."""
    return 1.0 if all(value.is_integer() for value in values) else 0.0


def _draw_bars(sheet: Sheet, chart: Chart, top: float) -> None:
    left, bottom = MARGIN + GAP, MARGIN / 2 + 2 * GAP + extent("0", TEXT_SIZE)[1] + extent("0", TICK_SIZE)[1]
    room = WIDTH - 2 * MARGIN - left
    values = [p.x for p in chart.points]
    x = name_across(axis_of([0.0, *values, *(at for at, _ in chart.limits)], 0.04), room, _least_step(values))
    rows = limit_rows(chart, x, left, room)
    strips = STRIP * (max((row for row, _ in rows), default=-1) + 1)
    plot = Box(left, bottom, left + room, top - strips - GAP)
    frame(sheet, plot, x, Axis(0.0, 1.0))
    name_axes(sheet, chart, plot)
    draw_limits(sheet, chart, x, plot, rows)
    height = (plot.top - plot.bottom) / max(1, len(chart.points))
    for number, point in enumerate(chart.points):
        upper = plot.top - number * height
        _bar(sheet, number, point, x, Box(plot.left, upper - height, plot.right, upper))


def _bar(sheet: Sheet, number: int, point: Point, x: Axis, row: Box) -> None:
    """The label in the upper part of its row, the bar beneath."""
    color = COLORS[point.style]
    words = fit(point.label, TEXT_SIZE, row.width - 2 * GAP)
    free = row.height - extent(words, TEXT_SIZE)[1] - GAP
    thick = max(4.0, min(26.0, free - GAP))
    middle = row.bottom + thick / 2 + max(0.0, free - thick) / 2
    sheet.write(f"label:{number}", words, TEXT_SIZE, row.left + GAP, middle + thick / 2 + GAP / 2, over=5)
    start, end = (row.left + x.share(clamp(v)) * row.width for v in (0.0, point.x))
    sheet.line(f"bar:{number}", [(start, middle), (end, middle)], color=color, width=thick)
    sheet.point(f"point:{number}", end, middle, MARKER, (color, SHAPES[point.style]), over=3)


# a calendar: a cell a day, with its date and, line by line, what its label says of it


def _draw_calendar(sheet: Sheet, chart: Chart, top: float) -> None:
    """Draws the cells below the height `top`: a point's `x` is its column, `y` its row from above."""
    columns = max((int(p.x) for p in chart.points), default=0) + 1
    rows = max((int(p.y) for p in chart.points), default=0) + 1
    plot = Box(MARGIN, MARGIN, WIDTH - MARGIN, top - GAP)
    wide, high = plot.width / columns, plot.height / rows
    for number, point in enumerate(chart.points):
        left, upper = plot.left + int(point.x) * wide, plot.top - int(point.y) * high
        _draw_cell(sheet, number, point, Box(left, upper - high, left + wide, upper).grown(-GAP / 4))


def _draw_cell(sheet: Sheet, number: int, point: Point, cell: Box) -> None:
    """The date and the words; a day with words has a colored frame, and a shape as well."""
    date, _, said = point.label.partition(": ")
    words = said.split(", ")[:LINES] if said else []
    color = COLORS[point.style] if words else "#BBBBBB"
    lower = [(cell.left, cell.bottom), (cell.right, cell.bottom)]
    corners = [*lower, (cell.right, cell.top), (cell.left, cell.top), lower[0]]
    sheet.line(f"cell:{number}", corners, color=color, width=4.0 if words else 1.4)
    room = cell.width - 2 * GAP
    head = "\n".join(fit(part, TEXT_SIZE, room) for part in date.split(" ", 1))
    at = cell.top - GAP - extent(head, TEXT_SIZE)[1]
    sheet.write(f"date:{number}", head, TEXT_SIZE, cell.left + GAP, at)
    for line, word in enumerate(words):
        shown = fit(word, TICK_SIZE, room)
        at -= extent(shown, TICK_SIZE)[1] + GAP / 2
        sheet.write(f"label:{number}.{line}", shown, TICK_SIZE, cell.left + GAP, at)
    if words:
        inset = GAP + BADGE / 2
        look = color, SHAPES[point.style]
        sheet.point(f"point:{number}", cell.right - inset, cell.top - inset, BADGE, look, over=3)
