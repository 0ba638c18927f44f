"""Title, axes, limits, points and their labels on one sheet."""

import io
import math
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from bot.core.card import COLOURS, Chart, Point
from bot.draw.axes import Axis, axis_of, frame, name_across, name_axes, name_up, tamed
from bot.draw.bars import BARS, SHAPES, draw_bars
from bot.draw.limits import LIMITS, STRIP, draw_limits, draw_slopes, limit_rows, shade
from bot.draw.placing import Spot, placed_near
from bot.draw.sheet import (
    DPI,
    GAP,
    HEIGHT,
    MARGIN,
    TEXT_SIZE,
    TICK_SIZE,
    TITLE_SIZE,
    WIDTH,
    Box,
    Sheet,
    extent,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

POINTS = 12
"""The most that one picture holds and still can be read on a phone."""
MARKER = 13
LABEL_WIDTHS = ((240.0, 2), (220.0, 1), (150.0, 1), (100.0, 1), (60.0, 1))
"""How wide labels may be, and on how many lines: the next is tried when they do not fit in one picture."""


def png(chart: Chart) -> bytes:
    """The picture: 800 by 600 pixels on white.

    Raises:
        ValueError: more than 12 points, 8 bars or 4 limits, or a value that is no number.
    """
    drawn = io.BytesIO()
    figure(chart).savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    return drawn.getvalue()


def figure(chart: Chart) -> "Figure":
    """The picture before it is written: texts and lines of their own `gid`s, at pixels.

    Raises:
        ValueError: as `png`.
    """
    _check(chart)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = Sheet.blank()
        _draw(sheet, chart)
    return sheet.figure


def _check(chart: Chart) -> None:
    most, what = (BARS, "bars") if chart.kind == "bars" else (POINTS, "points")
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
    if chart.kind == "bars":
        draw_bars(sheet, chart, top)
        return
    x = axis_of([p.x for p in chart.points] + [at for at, _ in chart.limits])
    y = name_up(sheet, axis_of([p.y for p in chart.points]))
    left = MARGIN + 2 * TEXT_SIZE + GAP + max(sheet.width(t, TICK_SIZE) for _, t in y.ticks)
    room = WIDTH - MARGIN - left
    x = name_across(sheet, x, room)
    bottom = MARGIN + 2 * TEXT_SIZE + TICK_SIZE + GAP
    rows = limit_rows(sheet, chart, x, left, room)
    plot = Box(left, bottom, WIDTH - MARGIN, top - STRIP * (max((r for r, _ in rows), default=-1) + 1) - GAP)
    shade(sheet, chart, x, plot)
    frame(sheet, plot, x, y)
    name_axes(sheet, chart, plot)
    draw_slopes(sheet, chart, x, y, plot)
    lines = draw_limits(sheet, chart, x, plot, rows)
    _draw_points(sheet, chart, [(_at(x, y, plot, p)) for p in chart.points], plot, lines)


def _title(sheet: Sheet, words: str) -> float:
    """Writes the title; answers the height below which there is room."""
    drawn = sheet.text(
        sheet.fit(words, TITLE_SIZE, WIDTH - 2 * MARGIN, 2), TITLE_SIZE, "title", verticalalignment="top"
    )
    drawn.set_position((MARGIN, HEIGHT - MARGIN))
    return extent(drawn).bottom - GAP


def _at(x: Axis, y: Axis, plot: Box, point: Point) -> tuple[float, float]:
    across = plot.left + x.share(tamed(point.x)) * (plot.right - plot.left)
    return across, plot.bottom + y.share(tamed(point.y)) * (plot.top - plot.bottom)


def _spots(places: Iterable[tuple[float, float]]) -> list[Spot]:
    spots: list[Spot] = []
    for x, y in places:
        under = sum(abs(s.x - x) < MARKER / 2 and abs(s.y - y) < MARKER / 2 for s in spots)
        spots.append(Spot(x, y, MARKER + 5 * min(under, 4)))
    return spots


def _draw_points(
    sheet: Sheet, chart: Chart, places: list[tuple[float, float]], plot: Box, lines: list[Box]
) -> None:
    spots = _spots(places)
    labels = _labels(sheet, chart.points, spots, plot, lines)
    for number, (point, spot) in enumerate(zip(chart.points, spots, strict=True)):
        colour = COLOURS[point.style]
        sheet.line(
            (spot.x,),
            (spot.y,),
            f"point:{number}",
            marker=SHAPES[point.style],
            markersize=spot.size,
            color=colour,
            markeredgecolor="white",
            zorder=3 - spot.size / 100,
        )
        box = labels.get(number)
        if box is not None and box.distance(spot.x, spot.y) > spot.size + GAP:
            ends = box.nearest(spot.x, spot.y)
            sheet.line((spot.x, ends[0]), (spot.y, ends[1]), f"lead:{number}", color=colour, linewidth=1.2)


def _labels(
    sheet: Sheet, points: tuple[Point, ...], spots: list[Spot], plot: Box, lines: list[Box]
) -> dict[int, Box]:
    """Writes the labels next to their points; answers where each stands."""
    for width, rows in LABEL_WIDTHS:
        drawn = {
            n: sheet.text(sheet.fit(p.label, TEXT_SIZE, width, rows), TEXT_SIZE, f"label:{n}", zorder=5)
            for n, p in enumerate(points)
            if sheet.clean(p.label)
        }
        placed = placed_near({n: extent(t) for n, t in drawn.items()}, spots, plot, lines)
        if placed is not None:
            break
        for words in drawn.values():
            words.remove()
    assert placed is not None, "twelve short labels always fit"  # noqa: S101 - by their area, see the tests
    for number, words in drawn.items():
        own, box = extent(words), placed[number]
        words.set_position((box.left - own.left, box.bottom - own.bottom))
        words.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})
    return placed
