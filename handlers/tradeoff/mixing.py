"""Which best choices no weights can choose: those that a mixture of others would beat.

A choice on the front is never best for any weights above zero exactly when some mixture of choices is nowhere worse
and somewhere better (Ehrgott, Multicriteria Optimization, 2005, chapter 3: supported and unsupported points; the
test is the linear programme of Wendell and Lee 1977). It is solved here by the simplex method with Bland's rule on
fractions, so that no rounding decides.
"""

from collections.abc import Sequence
from fractions import Fraction

Row = list[Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


def mixture(gains: Sequence[Sequence[Fraction]]) -> tuple[Fraction, ...] | None:
    """Shares of the other choices (their sum is 1 at most, the rest stays) whose mixture beats this one.

    gains: for each other choice by how much it is better on each objective, negative where it is worse. None when no
    mixture beats this choice: then there are weights above zero for which it is best.
    """
    if not gains:
        return None
    shares = _maximised([sum(row, ZERO) for row in gains], gains)
    better = [
        sum((s * row[i] for s, row in zip(shares, gains, strict=True)), ZERO) for i in range(len(gains[0]))
    ]
    return tuple(shares) if any(better) else None


def _maximised(worth: Sequence[Fraction], gains: Sequence[Sequence[Fraction]]) -> Row:
    """Shares >= 0 of at most 1 in all that are nowhere worse and add up to the most."""
    count, objectives = len(gains), len(gains[0])
    rows: list[Row] = [[-row[i] for row in gains] for i in range(objectives)]
    rows.append([ONE] * count)
    size = len(rows)
    table = [row + [ONE if j == i else ZERO for j in range(size)] for i, row in enumerate(rows)]
    for i, row in enumerate(table):
        row.append(ONE if i == size - 1 else ZERO)
    goal = [-w for w in worth] + [ZERO] * (size + 1)
    basis = [count + i for i in range(size)]
    while (enter := next((j for j, v in enumerate(goal[:-1]) if v < 0), None)) is not None:
        ratios = [(row[-1] / row[enter], basis[i], i) for i, row in enumerate(table) if row[enter] > 0]
        _, _, leave = min(ratios)  # the row of the sum bounds every share, so there is one
        _pivot(table, goal, leave, enter)
        basis[leave] = enter
    values = {variable: table[i][-1] for i, variable in enumerate(basis)}
    return [values.get(j, ZERO) for j in range(count)]


def _pivot(table: list[Row], goal: Row, leave: int, enter: int) -> None:
    pivot = table[leave][enter]
    table[leave] = [v / pivot for v in table[leave]]
    for i, row in enumerate(table):
        if i != leave and row[enter]:
            table[i] = [a - row[enter] * b for a, b in zip(row, table[leave], strict=True)]
    factor = goal[enter]
    goal[:] = [a - factor * b for a, b in zip(goal, table[leave], strict=True)]
