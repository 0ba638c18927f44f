"""Title, axes, limits, points and their labels on one sheet."""

import math
from collections.abc import Iterable

from bot.core.card import COLOURS, Chart, Point
from bot.draw import font
from bot.draw.axes import Axis, axis_of, frame, name_across, name_axes, name_up, tamed
from bot.draw.bars import BARS, MARKER, draw_bars
from bot.draw.calendar import CELLS, draw_calendar
from bot.draw.limits import LIMITS, STRIP, draw_limits, draw_slopes, limit_rows, shade
from bot.draw.placing import Spot, placed_near
from bot.draw.sheet import (
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
)

POINTS = 12
"""The most that one picture holds and still can be read on a phone."""
MOST = {"scatter": (POINTS, "points"), "bars": (BARS, "bars"), "calendar": (CELLS, "days")}
LABEL_WIDTHS = ((330.0, 2), (300.0, 1), (205.0, 1), (140.0, 1), (85.0, 1))
"""How wide labels may be, and on how many lines: the next is tried when they do not fit in one picture."""


def png(chart: Chart) -> bytes:
    """The picture: 800 by 600 pixels on white.

    Raises:
        ValueError: more than 12 points, 8 bars, 14 days or 4 limits, or a value that is no number.
    """
    # what only the worker needs is loaded there
    from resvg_py import svg_to_bytes  # noqa: PLC0415

    return svg_to_bytes(svg_string=svg(chart), skip_system_fonts=True, font_files=[str(font.FILE)])


def svg(chart: Chart) -> str:
    """The picture as SVG, with no font in it. Raises as `png`."""
    return layout(chart).svg()


def layout(chart: Chart) -> Sheet:
    """What stands where, by name: `label:0`, `point:0`, `tick-x:2`. Raises as `png`."""
    _check(chart)
    sheet = Sheet()
    _draw(sheet, chart)
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
            f"The chart {chart.title[:40]!r} has a value that is no number, and cannot be drawn."
        )


def _draw(sheet: Sheet, chart: Chart) -> None:
    top = _title(sheet, chart.title)
    if chart.kind != "scatter":
        (draw_bars if chart.kind == "bars" else draw_calendar)(sheet, chart, top)
        return
    line = extent("0", TEXT_SIZE)[1]
    x = axis_of([p.x for p in chart.points] + [at for at, _ in chart.limits])
    y = name_up(axis_of([p.y for p in chart.points]))
    left = MARGIN / 2 + line + 2 * GAP + max(font.width(t, TICK_SIZE) for _, t in y.ticks)
    room = WIDTH - MARGIN - left
    x = name_across(x, room)
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
    """Writes the title; answers the height below which there is room."""
    shown = fit(words, TITLE_SIZE, WIDTH - 2 * MARGIN, 2)
    bottom = HEIGHT - MARGIN - extent(shown, TITLE_SIZE)[1]
    sheet.write("title", shown, TITLE_SIZE, MARGIN, bottom)
    return bottom - GAP


def _at(x: Axis, y: Axis, plot: Box, point: Point) -> tuple[float, float]:
    across = plot.left + x.share(tamed(point.x)) * plot.width
    return across, plot.bottom + y.share(tamed(point.y)) * plot.height


def _spots(places: Iterable[tuple[float, float]]) -> list[Spot]:
    spots: list[Spot] = []
    for x, y in places:
        under = sum(abs(s.x - x) < MARKER / 2 and abs(s.y - y) < MARKER / 2 for s in spots)
        spots.append(Spot(x, y, MARKER + 7 * min(under, 4)))
    return spots


def _draw_points(
    sheet: Sheet, chart: Chart, places: list[tuple[float, float]], plot: Box, lines: list[Box]
) -> None:
    spots = _spots(places)
    labels = _labels(sheet, chart.points, spots, plot, lines)
    for number, (point, spot) in enumerate(zip(chart.points, spots, strict=True)):
        color = COLOURS[point.style]
        look = color, SHAPES[point.style]
        sheet.point(f"point:{number}", spot.x, spot.y, spot.size, look, over=3 - spot.size / 100)
        box = labels.get(number)
        if box is not None and box.distance(spot.x, spot.y) > spot.size / 2 + GAP:
            ends = [(spot.x, spot.y), box.nearest(spot.x, spot.y)]
            sheet.line(f"lead:{number}", ends, color=color, width=1.7)


def _labels(
    sheet: Sheet, points: tuple[Point, ...], spots: list[Spot], plot: Box, lines: list[Box]
) -> dict[int, Box]:
    """Writes the labels next to their points; answers where each stands."""
    for width, rows in LABEL_WIDTHS:
        words = {n: shown for n, p in enumerate(points) if (shown := fit(p.label, TEXT_SIZE, width, rows))}
        sizes = {n: extent(shown, TEXT_SIZE) for n, shown in words.items()}
        placed = placed_near(sizes, spots, plot, lines)
        if placed is not None:
            break
    assert placed is not None, "twelve short labels always fit"  # noqa: S101 - by their area, see the tests
    for number, shown in words.items():
        sheet.write(f"label:{number}", shown, TEXT_SIZE, placed[number].left, placed[number].bottom, over=5)
    return placed
