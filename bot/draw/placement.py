"""Placement of labels: next to their points, and never onto another label or a point."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from bot.draw.sheet import Box

FAULT = 80
"""Pixels that a label goes farther away rather than have a line run through it."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point in pixels, and the size of its marker: one that covers another is larger, and beneath it."""

    x: float
    y: float
    size: float

    @property
    def box(self) -> Box:
        half = self.size / 2 + 2
        return Box(self.x - half, self.y - half, self.x + half, self.y + half)


Size = tuple[float, float]
"""Width and height in pixels."""
Lead = tuple[float, float, float, float]


def place_labels(
    sizes: dict[int, Size], spots: list[Spot], plot: Box, lines: list[Box]
) -> dict[int, Box] | None:
    """A place for each label that meets no marker and no other label; None when there is none."""
    markers = [spot.box for spot in spots]
    placed: dict[int, Box] = {}
    leads: list[Lead] = []
    for number, size in sizes.items():
        spot, taken = spots[number], [*markers, *(b.grown(3) for b in placed.values())]
        free = (b for b in _near(spot, size, plot) if not any(b.meets(t) for t in taken))
        box = _best(free, spot, partial(_faults, spot, placed.values(), leads, lines))
        if box is None:
            return None
        placed[number] = box
        leads.append((spot.x, spot.y, *box.nearest(spot.x, spot.y)))
    return placed


def _best(free: Iterable[Box], spot: Spot, faults: Callable[[Box], int]) -> Box | None:
    """The cheapest place: its distance, and FAULT for each fault. They come by distance."""
    best, cost = None, math.inf
    for box in free:
        distance = box.distance(spot.x, spot.y)
        if distance >= cost:
            break
        if (price := distance + FAULT * faults(box)) < cost:
            best, cost = box, price
    return best


def _faults(spot: Spot, placed: Iterable[Box], leads: Iterable[Lead], lines: Iterable[Box], box: Box) -> int:
    """How many lines run through this label, and labels and limits are on the way to it."""
    lead = (spot.x, spot.y, *box.nearest(spot.x, spot.y))
    return (
        sum(box.meets(line) or _through(lead, line) for line in lines)
        + sum(_through(other, box) for other in leads)
        + sum(_through(lead, other) for other in placed)
    )


def _through(lead: Lead, box: Box) -> bool:
    """Whether a straight line passes through a box; looked at every few pixels."""
    x1, y1, x2, y2 = lead
    if not Box(min(x1, x2) - 1, min(y1, y2) - 1, max(x1, x2) + 1, max(y1, y2) + 1).meets(box):
        return False
    steps = max(1, round(math.hypot(x2 - x1, y2 - y1) / 4))
    return any(
        box.distance(x1 + (x2 - x1) * i / steps, y1 + (y2 - y1) * i / steps) == 0 for i in range(1, steps)
    )


def _near(spot: Spot, size: Size, plot: Box) -> Iterator[Box]:
    """Places for a label inside the plot: right, left, above, below of its point, then all others by distance."""
    width, height, gap = *size, spot.box.right - spot.x + 3
    beside = [
        (spot.x + gap, spot.y - height / 2),
        (spot.x - gap - width, spot.y - height / 2),
        (spot.x - width / 2, spot.y + gap),
        (spot.x - width / 2, spot.y - gap - height),
    ]
    grid = [
        (plot.left + 4 + across * 9, plot.bottom + 4 + up * 7)
        for across in range(int((plot.right - plot.left - width) // 9))
        for up in range(int((plot.top - plot.bottom - height) // 7))
    ]
    boxes = [Box(x, y, x + width, y + height) for x, y in grid]
    boxes.sort(key=lambda b: b.distance(spot.x, spot.y))
    near = [Box(x, y, x + width, y + height) for x, y in beside]
    yield from (b for b in [*near, *boxes] if plot.holds(b))
