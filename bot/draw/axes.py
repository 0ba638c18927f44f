"""The two axes: from where to where, and which round values are named."""

import math
import re
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.core.card import Chart
from bot.draw import font
from bot.draw.sheet import GAP, MARGIN, TEXT_SIZE, TICK_SIZE, Box, Sheet, extent, fit

FARTHEST = 1e300
"""Values beyond this are drawn as this."""
ALIKE = 1e-9
"""Values that differ by less than this part of themselves stand at one place."""
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
"""What a step between two named values is, times a power of ten."""


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


def name_up(axis: Axis) -> Axis:
    """The vertical axis with its round values named."""
    return replace(axis, ticks=tuple(_ticks(axis, 6)))


def name_across(axis: Axis, room: float) -> Axis:
    """The horizontal axis of so many pixels, with as many round values named as stand apart on it."""
    for most in (6, 5, 4, 3, 2, 1):
        ticks = [t for t in _ticks(axis, most) if _inside(axis, t, room)]
        if ticks and _apart(axis, ticks, room):
            return replace(axis, ticks=tuple(ticks))
    middle = (axis.low + axis.high) / 2
    return replace(axis, ticks=((middle, _figure(middle, axis.high - axis.low)),))


def _ticks(axis: Axis, most: int) -> list[tuple[float, str]]:
    """Round values with at most so many steps between them, and the names they are written with."""
    raw = (axis.high - axis.low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((s * power for s in ROUND if s * power >= raw * (1 - ALIKE)), 10 * power)
    found = [n * step for n in range(math.ceil(axis.low / step), math.floor(axis.high / step) + 1)]
    return [(v, _figure(v, step)) for v in found or [(axis.low + axis.high) / 2]]


def _ends(axis: Axis, tick: tuple[float, str], room: float) -> tuple[float, float]:
    """Where a name under the horizontal axis begins and ends."""
    half = font.width(tick[1], TICK_SIZE) / 2
    at = axis.share(tick[0]) * room
    return at - half, at + half


def _inside(axis: Axis, tick: tuple[float, str], room: float) -> bool:
    """Whether a name keeps clear of the vertical axis's names, and of the edge."""
    begin, end = _ends(axis, tick, room)
    return begin > 0 and end < room + MARGIN - 2


def _apart(axis: Axis, ticks: list[tuple[float, str]], room: float) -> bool:
    ends = [_ends(axis, tick, room) for tick in ticks]
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
