"""The picture of a case: two objectives, the best choices, who is beaten, what is over the limit."""

from fractions import Fraction

from bot.core.card import Chart, Picture, Point, Slope
from handlers.tradeoff.case import Choice, Objective, figure
from handlers.tradeoff.model import Weighed

POINTS = 12
BEST, FRONT, BEATEN, OVER = 3, 1, 2, 0
"""Styles: a color and a shape each; the label says the same in words."""
VAST = 10**15
ALT = 1_000


def picture(found: Weighed) -> Picture | None:
    """The chart and its alt text; None where its figures are too vast to be drawn."""
    across, up = axes(found)
    rank = {name: at for at, name in enumerate((*found.best, *found.front))}
    # as many as a phone shows, the best choices first
    shown = sorted(found.case.choices, key=lambda c: rank.get(c.name, len(rank)))[:POINTS]
    if any(abs(c.values[at]) > VAST for c in shown for at in (across, up)):
        return None
    one, other = found.case.objectives[up], found.case.objectives[across]
    dotted = _slopes(found, across, up)
    title = f"{_capital(one.name)} against {other.name}" + ("; dotted: equal utility" if dotted else "")
    limit = found.limits.get(across)
    chart = Chart(
        title=title,
        x=_axis(other),
        y=_axis(one),
        points=tuple(
            Point(
                x=float(c.values[across]),
                y=float(c.values[up]),
                label=f"{c.name}{f', {said}' if said else ''}",
                style=style,
            )
            for c in shown
            for style, said in (_standing(found, c.name),)
        ),
        limits=((float(limit), f"limit {figure(limit)} {other.unit}"),) if limit is not None else (),
        shaded="" if limit is None else "left" if other.higher else "right",
        slopes=dotted,
    )
    return Picture(chart=chart, alt=_alt(found, shown, across, up))


def axes(found: Weighed) -> tuple[int, int]:
    """Which objectives are drawn: the limited one across, or the second; the first that is another one upwards."""
    count = len(found.case.objectives)
    order = [*found.weights, *(at for at in range(count) if at not in found.weights)]
    limited = [at for at in order if at in found.limits]
    across = limited[0] if limited else order[1]
    return across, next(at for at in order if at != across)


def _standing(found: Weighed, name: str) -> tuple[int, str]:
    if name in found.over:
        return OVER, "over the limit"
    if by := found.beaten.get(name):
        return BEATEN, f"beaten by {by[0]}"
    return (BEST, "take it") if name in found.best else (FRONT, "")


def _axis(objective: Objective) -> str:
    return f"{objective.name}, {objective.unit} ({'higher' if objective.higher else 'lower'} is better)"


def _slopes(found: Weighed, across: int, up: int) -> tuple[Slope, ...]:
    """Through each drawn best choice the line on which everything is worth the same."""
    if across not in found.weights or up not in found.weights:
        return ()
    rate = found.weights[across] / found.weights[up]
    same = found.case.objectives[across].higher == found.case.objectives[up].higher
    rise = float(-rate if same else rate)
    names = [n for n in (*found.best[:1], found.base.name) if n not in found.over]
    return tuple(
        Slope(x=float(c.values[across]), y=float(c.values[up]), rise=rise)
        for c in map(found.choice, dict.fromkeys(names))
    )


def _alt(found: Weighed, shown: list[Choice], across: int, up: int) -> str:
    one, other = found.case.objectives[up], found.case.objectives[across]
    said = [f"{_capital(one.name)} upwards, {other.name} across."]
    for choice in shown:
        standing = _standing(found, choice.name)[1] or "a best choice"
        values = f"{_value(choice.values[up], one)} and {_value(choice.values[across], other)}"
        said.append(f"{choice.name}: {values}, {standing}.")
    if len(shown) < len(found.case.choices):
        said.append(f"{len(found.case.choices) - len(shown)} more aren't drawn.")
    text = " ".join(said)
    return text if len(text) <= ALT else f"{text[: ALT - 3]}..."


def _value(value: Fraction, objective: Objective) -> str:
    return f"{figure(value)} {objective.unit}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
