"""Figures as cards write them: rounded to two decimals, short when they are huge or tiny."""

from fractions import Fraction

HUGE = 10**9
TINY = Fraction(1, 200)


def figure(value: Fraction, *, signed: bool = False) -> str:
    """A figure with at most two decimals, as 1.23e+15 when it is huge, and a sign where a change is meant."""
    if value and abs(value) < TINY:
        text = f"{float(value):.2g}"
    elif abs(value) < HUGE:
        text = f"{float(round(value, 2)):,.2f}".rstrip("0").rstrip(".")
    else:
        text = f"{float(value):.2e}"
    return f"+{text}" if signed and value > 0 else text


def money(value: Fraction, *, signed: bool = False) -> str:
    """Money in $K or $M where that is shorter: 240000 is 240K."""
    for size, mark in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if abs(value) >= 10 * size or (abs(value) >= size and value % (size // 100) == 0):
            return f"{figure(value / size, signed=signed)}{mark}"
    return figure(value, signed=signed)
