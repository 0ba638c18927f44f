"""The two axes: from where to where, and which round values are named."""

import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.card import Chart
from bot.draw.sheet import GAP, MARGIN, TEXT_SIZE, TICK_SIZE, Box, Sheet, extent

FARTHEST = 1e300
"""Values beyond this are drawn as this."""
ALIKE = 1e-9
"""Values that differ by less than this part of themselves stand at one place."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Values from `low` to `high`, with the values that are named on it and how."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()

    def share(self, value: float) -> float:
        """Where a value stands, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def axis_of(values: list[float]) -> Axis:
    """From the least to the greatest, with a margin on both sides."""
    near = [tamed(v) for v in values] or [0.0]
    low, high = min(near), max(near)
    size = max(abs(low), abs(high))
    margin = (high - low) * 0.12 if high - low > size * ALIKE else (size * 0.1 or 1.0)
    return Axis(low - margin, high + margin)


def tamed(value: float) -> float:
    held = max(-FARTHEST, min(FARTHEST, value))
    return held if abs(held) > 1 / FARTHEST else 0.0


def name_up(sheet: Sheet, axis: Axis) -> Axis:
    """The vertical axis with its round values named."""
    return replace(axis, ticks=tuple(_ticks(sheet, axis, 6)))


def name_across(sheet: Sheet, axis: Axis, room: float) -> Axis:
    """The horizontal axis of so many pixels, with as many round values named as stand apart on it."""
    ticks: list[tuple[float, str]] = []
    for most in (6, 5, 4, 3, 2, 1):
        ticks = [t for t in _ticks(sheet, axis, most) if _inside(sheet, axis, t, room)]
        if ticks and _apart(sheet, axis, ticks, room):
            return replace(axis, ticks=tuple(ticks))
    middle = (axis.low + axis.high) / 2
    return replace(axis, ticks=((middle, _figure(middle, axis.high - axis.low)),))


def _ticks(sheet: Sheet, axis: Axis, most: int) -> list[tuple[float, str]]:
    found = [float(v) for v in sheet.locator(most).tick_values(axis.low, axis.high)]
    step = found[1] - found[0] if len(found) > 1 else axis.high - axis.low
    inside = [v for v in found if axis.low <= v <= axis.high] or [(axis.low + axis.high) / 2]
    return [(v, _figure(0.0 if abs(v) < step / 1e6 else v, step)) for v in inside]


def _ends(sheet: Sheet, axis: Axis, tick: tuple[float, str], room: float) -> tuple[float, float]:
    """Where a name under the horizontal axis begins and ends."""
    half = sheet.width(tick[1], TICK_SIZE) / 2
    at = axis.share(tick[0]) * room
    return at - half, at + half


def _inside(sheet: Sheet, axis: Axis, tick: tuple[float, str], room: float) -> bool:
    """Whether a name keeps clear of the vertical axis's names, and of the edge."""
    begin, end = _ends(sheet, axis, tick, room)
    return begin > 0 and end < room + MARGIN - 2


def _apart(sheet: Sheet, axis: Axis, ticks: list[tuple[float, str]], room: float) -> bool:
    ends = [_ends(sheet, axis, tick, room) for tick in ticks]
    return all(a[1] + 2 * GAP <= b[0] for a, b in pairwise(ends))


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
        at = plot.left + x.share(value) * (plot.right - plot.left)
        sheet.line((at, at), (plot.bottom, plot.top), f"grid-x:{number}", color="#E4E4E4", linewidth=1)
        drawn = sheet.text(words, TICK_SIZE, f"tick-x:{number}", verticalalignment="top")
        half = (extent(drawn).right - extent(drawn).left) / 2
        drawn.set_position((at - half, plot.bottom - GAP / 2))
    for number, (value, words) in enumerate(y.ticks):
        at = plot.bottom + y.share(value) * (plot.top - plot.bottom)
        sheet.line((plot.left, plot.right), (at, at), f"grid-y:{number}", color="#E4E4E4", linewidth=1)
        drawn = sheet.text(
            words, TICK_SIZE, f"tick-y:{number}", horizontalalignment="right", verticalalignment="center"
        )
        drawn.set_position((plot.left - GAP / 2, at))
    corner = (plot.left, plot.left, plot.right), (plot.top, plot.bottom, plot.bottom)
    sheet.line(*corner, "frame", color="#444444", linewidth=1.5)


def name_axes(sheet: Sheet, chart: Chart, plot: Box) -> None:
    below = sheet.text(sheet.fit(chart.x, TEXT_SIZE, plot.right - plot.left), TEXT_SIZE, "name-x")
    width = extent(below).right - extent(below).left
    below.set_position(((plot.left + plot.right - width) / 2, MARGIN / 2))
    beside = sheet.text(
        sheet.fit(chart.y, TEXT_SIZE, plot.top - plot.bottom),
        TEXT_SIZE,
        "name-y",
        rotation=90,
        verticalalignment="center",
    )
    beside.set_position((MARGIN / 2, (plot.bottom + plot.top) / 2))
