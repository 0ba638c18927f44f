"""Chart: the values of a picture. The PNG is drawn when it is sent, by the worker."""

from typing import Literal

from pydantic import Field

from bot.core.characters import Shown
from bot.core.frozen import Frozen

COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7")
"""Five colours that hold on white and for the colour-blind; each goes with a shape and a direct label."""


class Point(Frozen):
    """One labelled point; `style` counts through the colours and shapes."""

    x: float
    y: float
    label: Shown
    style: int = Field(0, ge=0, le=4)


class Slope(Frozen):
    """A straight line through a point, across the whole plot; what it means stands in the title."""

    x: float
    y: float
    rise: float
    """Of `y` for one more of `x`."""


class Chart(Frozen):
    """Points on two named axes, and vertical limits (`x`, label).

    `shaded`: on which side of the first limit the plot is hatched, as not allowed. `slopes` are dotted.
    `bars` draws each point as a bar from 0 to its `x`, the first on top, its label above it; `y` counts for nothing.
    """

    kind: Literal["scatter", "bars"] = "scatter"
    title: Shown
    x: Shown
    y: Shown
    points: tuple[Point, ...]
    limits: tuple[tuple[float, Shown], ...] = ()
    shaded: Literal["", "left", "right"] = ""
    slopes: tuple[Slope, ...] = ()
