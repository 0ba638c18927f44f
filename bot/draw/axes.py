"""The two axes: their ranges, the round values that are named, and the limits and slopes between them."""

import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.card import Chart, Slope
from bot.draw.sheet import GAP, MARGIN, TEXT_SIZE, TICK_SIZE, WIDTH, Box, Sheet, extent, fit, width_of

FARTHEST = 1e300
"""Values beyond this are drawn as this."""
ALIKE = 1e-9
"""Values that differ by less than this part of themselves share one place."""
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
"""What a step between two named values is, times a power of ten."""

LIMITS = 4
"""The most that one picture holds and still can be read on a phone."""
STRIP = 32.0
"""The height of one row of labels above the plot."""
Label = tuple[float, str]
"""Where a label begins from the left, and its words."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high`, with the values that are named on it and how."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()

    def share(self, value: float) -> float:
        """A value's position, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def axis_of(values: list[float], share: float = 0.12) -> Axis:
    """From the least to the greatest, with that share of the way as a margin on both sides."""
    near = [clamp(v) for v in values] or [0.0]
    low, high = min(near), max(near)
    size = max(abs(low), abs(high))
    margin = (high - low) * share if high - low > size * ALIKE else (size * 0.1 or 1.0)
    return Axis(low - margin, high + margin)


def clamp(value: float) -> float:
    """The value within what can be drawn; one that is all but 0 is 0."""
    held = max(-FARTHEST, min(FARTHEST, value))
    return held if abs(held) > 1 / FARTHEST else 0.0


def name_across(axis: Axis, room: float, least: float = 0.0) -> Axis:
    """The horizontal axis of `room` pixels, with as many round values named as fit on it, `least` apart or more."""
    for most in (6, 5, 4, 3, 2, 1):
        known = [(tick, *_ends(axis, tick, room)) for tick in round_values(axis, most, least)]
        # clear of the vertical axis's names, and of the edge
        shown = [one for one in known if one[1] > 0 and one[2] < room + MARGIN - 2]
        if shown and all(one[2] + 2 * GAP <= other[1] for one, other in pairwise(shown)):
            return replace(axis, ticks=tuple(tick for tick, *_ in shown))
    middle = (axis.low + axis.high) / 2
    return replace(axis, ticks=((middle, _figure(middle, axis.high - axis.low)),))


def round_values(axis: Axis, most: int, least: float = 0.0) -> list[tuple[float, str]]:
    """Round values with at most that many steps between them, and the names they are written with."""
    raw = (axis.high - axis.low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = max(least, next((s * power for s in ROUND if s * power >= raw * (1 - ALIKE)), 10 * power))
    found = [n * step for n in range(math.ceil(axis.low / step), math.floor(axis.high / step) + 1)]
    return [(v, _figure(v, step)) for v in found or [(axis.low + axis.high) / 2]]


def _ends(axis: Axis, tick: tuple[float, str], room: float) -> tuple[float, float]:
    """Where a name under the horizontal axis begins and ends."""
    half = width_of(tick[1], TICK_SIZE) / 2
    at = axis.share(tick[0]) * room
    return at - half, at + half


def _figure(value: float, step: float) -> str:
    """A value in as many digits as tell it from the next, `step` away."""
    if value == 0:
        return "0"
    if step >= 1e-4 and abs(value) < 1e7:
        places = max(0, -math.floor(math.log10(step) + 1e-9))
        if abs(round(step, places) - step) > step / 100:
            places += 1
        return f"{value:,.{places}f}"
    digits = min(12, max(2, math.ceil(math.log10(abs(value) / step) - 1e-9) + 2))
    return re.sub(r"e\+?(-?)0?", r"e\1", f"{value:.{digits}g}")


def frame(sheet: Sheet, plot: Box, x: Axis, y: Axis) -> None:
    for number, (value, words) in enumerate(x.ticks):
        at = plot.left + x.share(value) * plot.width
        sheet.line(
            f"grid-x:{number}", [(at, plot.bottom), (at, plot.top)], color="#E4E4E4", width=1.4, over=1
        )
        wide, high = extent(words, TICK_SIZE)
        sheet.write(f"tick-x:{number}", words, TICK_SIZE, at - wide / 2, plot.bottom - GAP / 2 - high)
    for number, (value, words) in enumerate(y.ticks):
        at = plot.bottom + y.share(value) * plot.height
        sheet.line(
            f"grid-y:{number}", [(plot.left, at), (plot.right, at)], color="#E4E4E4", width=1.4, over=1
        )
        wide, high = extent(words, TICK_SIZE)
        sheet.write(f"tick-y:{number}", words, TICK_SIZE, plot.left - GAP / 2 - wide, at - high / 2)
    corner = [(plot.left, plot.top), (plot.left, plot.bottom), (plot.right, plot.bottom)]
    sheet.line("frame", corner, color="#444444")


def name_axes(sheet: Sheet, chart: Chart, plot: Box) -> None:
    below = fit(chart.x, TEXT_SIZE, plot.width)
    left = (plot.left + plot.right - extent(below, TEXT_SIZE)[0]) / 2
    sheet.write("name-x", below, TEXT_SIZE, left, MARGIN / 2)
    beside = fit(chart.y, TEXT_SIZE, plot.height)
    sheet.write_upright("name-y", beside, TEXT_SIZE, MARGIN / 2, (plot.bottom + plot.top) / 2)


# limits: a dashed line each, with its label above the plot in as many rows as they need


def limit_rows(chart: Chart, x: Axis, left: float, room: float) -> list[tuple[int, Label]]:
    """For each limit the row of its label (0 is nearest to the plot), its place from the left, and the label."""
    ends: list[tuple[int, float, float]] = []
    rows = []
    for at, label in chart.limits:
        words = fit(label, TEXT_SIZE, room / 2)
        width = extent(words, TEXT_SIZE)[0]
        start = left + x.share(clamp(at)) * room - width / 2
        start = min(max(start, left), WIDTH - MARGIN - width)
        taken = {row for row, a, b in ends if start < b + 2 * GAP and a < start + width + 2 * GAP}
        row = next(r for r in range(LIMITS) if r not in taken)
        ends.append((row, start, start + width))
        rows.append((row, (start, words)))
    return rows


def draw_limits(sheet: Sheet, chart: Chart, x: Axis, plot: Box, rows: list[tuple[int, Label]]) -> list[Box]:
    """Draws the limits; returns where their lines are."""
    lines = []
    for number, ((value, _), (row, (start, words))) in enumerate(zip(chart.limits, rows, strict=True)):
        at = plot.left + x.share(clamp(value)) * (plot.right - plot.left)
        foot = plot.top + row * STRIP
        ends = [(at, plot.bottom), (at, foot + GAP / 2)]
        sheet.line(f"limit-line:{number}", ends, color="#444444", dashes="8 4")
        sheet.write(f"limit:{number}", words, TEXT_SIZE, start, foot + GAP / 2)
        lines.append(Box(at - 2, plot.bottom, at + 2, plot.top))
    return lines


def shade(sheet: Sheet, chart: Chart, x: Axis, plot: Box) -> None:
    """Hatches what is beyond the first limit: grey strokes, which need no color to be seen."""
    if not chart.shaded or not chart.limits:
        return
    at = plot.left + min(1.0, max(0.0, x.share(clamp(chart.limits[0][0])))) * (plot.right - plot.left)
    left, right = (at, plot.right) if chart.shaded == "right" else (plot.left, at)
    sheet.hatch("shade", Box(left, plot.bottom, right, plot.top))


def draw_slopes(sheet: Sheet, chart: Chart, x: Axis, y: Axis, plot: Box) -> None:
    """Dotted lines across the plot, cut off where they leave it."""
    for number, slope in enumerate(chart.slopes):
        ends = _ends_of(slope, x, y)
        if ends is not None:
            points = [
                (plot.left + x.share(a) * plot.width, plot.bottom + y.share(b) * plot.height) for a, b in ends
            ]
            sheet.line(f"slope:{number}", points, color="#666666", width=2.2, dashes="2 4", over=1)


def _ends_of(slope: Slope, x: Axis, y: Axis) -> list[tuple[float, float]] | None:
    """Where a slope enters and leaves the axes; None when it does not pass through."""
    px, py, rise = clamp(slope.x), clamp(slope.y), clamp(slope.rise)
    if not rise:
        return [(x.low, py), (x.high, py)] if y.low <= py <= y.high else None
    low, high = sorted((px + (y.low - py) / rise, px + (y.high - py) / rise))
    start, end = max(low, x.low), min(high, x.high)
    return [(v, py + (v - px) * rise) for v in (start, end)] if start < end else None
