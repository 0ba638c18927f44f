"""Weighing: hard limits first, then who beats whom, then the utility under weights, and what would change it.

    utility of a choice against the first one = sum over objectives of weight * gain

A gain is positive where a choice is better, whatever the direction; all weights are positive. Everything is an exact
fraction in the objectives' own units; a weight is money for one unit. An objective without a weight counts for who
beats whom, not for the utility.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import NamedTuple

from handlers.tradeoff.case import Case, Choice

Row = list[Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


def mixture(gains: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...] | None:
    """Shares of the other choices (their sum is 1 at most, the rest stays) whose mixture beats this one.

    gains: for each other choice by how much it is better on each objective, negative where it is worse. None when no
    mixture beats this choice: then there are weights above zero for which it is best.

    A choice on the front is never best for any weights above zero exactly when some mixture of choices is nowhere
    worse and somewhere better (Ehrgott, Multicriteria Optimization, 2005, chapter 3: supported and unsupported
    points; the test is the linear program of Wendell and Lee 1977). It is solved by the simplex method with Bland's
    rule on fractions, so that no rounding decides.
    """
    if not gains:
        return None
    shares = _maximize(gains)
    better = any(sum(s * row[i] for s, row in zip(shares, gains, strict=True)) for i in range(len(gains[0])))
    return tuple(shares) if better else None


def _maximize(gains: Sequence[Sequence[Fraction]]) -> Row:
    """Shares >= 0 of at most 1 in all that are nowhere worse and add up to the most."""
    count, size = len(gains), len(gains[0]) + 1
    rows: list[Row] = [*([-gain for gain in column] for column in zip(*gains, strict=True)), [ONE] * count]
    table = [
        [*row, *(ONE if j == i else ZERO for j in range(size)), ONE if i == size - 1 else ZERO]
        for i, row in enumerate(rows)
    ]
    goal = [-sum(row, ZERO) for row in gains] + [ZERO] * (size + 1)
    basis = [count + i for i in range(size)]
    while (enter := next((j for j, v in enumerate(goal[:-1]) if v < 0), None)) is not None:
        ratios = [(row[-1] / row[enter], basis[i], i) for i, row in enumerate(table) if row[enter] > 0]
        _, _, leave = min(ratios)  # the row of the sum bounds every share, so there is one
        basis[leave] = enter
        pivot = [v / table[leave][enter] for v in table[leave]]
        for i, row in enumerate(table):
            table[i] = pivot if i == leave else [a - row[enter] * b for a, b in zip(row, pivot, strict=True)]
        goal = [a - goal[enter] * b for a, b in zip(goal, pivot, strict=True)]
    values = {variable: table[i][-1] for i, variable in enumerate(basis)}
    return [values.get(j, ZERO) for j in range(count)]


LESS, MORE = Fraction(7, 10), Fraction(13, 10)
Weights = Mapping[int, Fraction]
"""Place of an objective -> money for one unit of it."""
Limits = Mapping[int, Fraction]
"""Place of an objective -> the worst value that is allowed."""


class Break(NamedTuple):
    """Within these values of one weight, the others as they are, the best choice stays best; None: without end."""

    low: Fraction | None
    high: Fraction | None


@dataclass(frozen=True, slots=True)
class Weighed:
    """What follows from a case.

    over: choices that break a limit, and on which objective. beaten: name -> by whom, among those that keep all
    limits. equal: names with the same values, in groups. unchosen: best choices that no weights above zero choose,
    with the mixture of others that is better. ranking, best: highest utility first; several in `best` are a tie.
    turning: weights that change the choice alone, with the factor (30% less, 30% more) at which they do. joint: who
    wins when every weight may be 30% off against the best choice; "" when nobody does.
    """

    case: Case
    weights: Weights
    limits: Limits
    over: Mapping[str, int]
    beaten: Mapping[str, tuple[str, ...]]
    front: tuple[str, ...]
    equal: tuple[tuple[str, ...], ...]
    unchosen: Mapping[str, tuple[tuple[str, Fraction], ...]]
    utility: Mapping[str, Fraction]
    ranking: tuple[str, ...] = ()
    best: tuple[str, ...] = ()
    breaks: Mapping[int, Break] | None = None
    turning: tuple[tuple[int, Fraction], ...] = ()
    joint: str = ""

    def choice(self, name: str) -> Choice:
        return next(c for c in self.case.choices if c.name == name)

    @property
    def base(self) -> Choice:
        return self.case.choices[0]


def weigh(case: Case, weights: Weights, limits: Limits) -> Weighed:
    """Compares every choice with the first one. Without weights there is no ranking."""
    over = {c.name: at for c in case.choices if (at := _broken_limit(case, c, limits)) is not None}
    allowed = [c for c in case.choices if c.name not in over]
    beaten = {c.name: by for c in allowed if (by := tuple(o.name for o in allowed if beats(case, o, c)))}
    front = tuple(c.name for c in allowed if c.name not in beaten)
    same = {c.values: tuple(o.name for o in allowed if o.values == c.values) for c in allowed}
    found = Weighed(
        case=case,
        weights=weights,
        limits=limits,
        over=over,
        beaten=beaten,
        front=front,
        equal=tuple(names for names in same.values() if len(names) > 1),
        unchosen=_find_unchosen(case, [c for c in allowed if c.name in front]),
        utility={c.name: utility(case, weights, c, case.choices[0]) for c in case.choices} if weights else {},
    )
    return _rank(found, allowed) if weights and allowed else found


def beats(case: Case, one: Choice, other: Choice) -> bool:
    """No worse in anything and better in something (Pareto): equal choices don't beat each other."""
    gains = [case.gain(at, one, other) for at in range(len(case.objectives))]
    return min(gains) >= 0 and max(gains) > 0


def utility(case: Case, weights: Weights, one: Choice, other: Choice) -> Fraction:
    """What `one` is worth more than `other`, in the money of the weights."""
    return sum((w * case.gain(at, one, other) for at, w in weights.items()), Fraction(0))


def _broken_limit(case: Case, choice: Choice, limits: Limits) -> int | None:
    """The first objective whose limit the choice breaks; exactly at the limit is within it."""
    for at, limit in limits.items():
        value = choice.values[at]
        if value < limit if case.objectives[at].higher else value > limit:
            return at
    return None


def _find_unchosen(case: Case, front: Sequence[Choice]) -> dict[str, tuple[tuple[str, Fraction], ...]]:
    found = {}
    for choice in front:
        others = [c for c in front if c.values != choice.values]
        gains = [[case.gain(at, other, choice) for at in range(len(case.objectives))] for other in others]
        if shares := mixture(gains):
            pairs = zip(others, shares, strict=True)
            found[choice.name] = tuple((o.name, share) for o, share in pairs if share)
    return found


# under weights


def _rank(found: Weighed, allowed: Sequence[Choice]) -> Weighed:
    best = _best(found, allowed, found.weights)
    order = sorted(allowed, key=lambda c: (-found.utility[c.name], c.name not in best))
    top = next(c for c in order if c.name in best)
    rivals = [c for c in allowed if c.name not in best]
    moved = [
        (at, {**found.weights, at: w * by}, by) for at, w in found.weights.items() for by in (LESS, MORE)
    ]
    return replace(
        found,
        ranking=tuple(c.name for c in order),
        best=best,
        breaks={at: _break(found, at, top, rivals) for at in found.weights},
        turning=tuple((at, by) for at, off, by in moved if set(_best(found, allowed, off)) != set(best)),
        joint=_joint(found, top, rivals),
    )


def _best(found: Weighed, allowed: Sequence[Choice], weights: Weights) -> tuple[str, ...]:
    """Of a tie only those that nobody beats: an objective without a weight may still decide."""
    worth = {c.name: utility(found.case, weights, c, found.base) for c in allowed}
    top = max(worth.values())
    return tuple(name for name, value in worth.items() if value == top and name not in found.beaten)


def _break(found: Weighed, at: int, top: Choice, rivals: Iterable[Choice]) -> Break:
    """Where one weight, moved alone, hands the first place to somebody else.

    With g the gain of the best over a rival on this objective and r what the other weights make of the rest, they
    tie at the weight -r / g.
    """
    rest = {i: w for i, w in found.weights.items() if i != at}
    ties = [
        (gain, -utility(found.case, rest, top, rival) / gain)
        for rival in rivals
        if (gain := found.case.gain(at, top, rival))
    ]
    low = max((tie for gain, tie in ties if gain > 0 and tie > 0), default=None)
    return Break(low, min((tie for gain, tie in ties if gain < 0 and tie >= 0), default=None))


def _joint(found: Weighed, top: Choice, rivals: Iterable[Choice]) -> str:
    """Who wins where each weight is 30% off in the rival's favor: less on what the best gains, more on the rest."""
    worst, who = Fraction(0), ""
    for rival in rivals:
        gains = {at: found.case.gain(at, top, rival) for at in found.weights}
        against = {at: w * (LESS if gains[at] > 0 else MORE) for at, w in found.weights.items()}
        lead = utility(found.case, against, top, rival)
        if lead < worst:
            worst, who = lead, rival.name
    return who


def spread(found: Weighed) -> tuple[Fraction, Fraction]:
    """The least and the greatest utility of the best choice when every weight may be 30% off."""
    top = found.choice(found.best[0])
    worths = [
        utility(found.case, dict(zip(found.weights, moved, strict=True)), top, found.base)
        for moved in product(*((w * LESS, w * MORE) for w in found.weights.values()))
    ]
    return min(worths), max(worths)
