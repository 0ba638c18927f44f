"""Weights and limits as they are typed, for the objectives of a case.

$400K a point, $16K a ms        p99 30 ms, memory 16 GB
"""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from bot.core.text import echo
from handlers.tradeoff.case import Case, Objective, converted, measures, unit_of
from handlers.tradeoff.reading import MOST_DIGITS, Unreadable, number_of, parse_amount

MOST = 200
PIECE = re.compile(
    r"(?P<amount>[^\s/]+(?: ?[km])?)\s*(?:/|\b(?:an?|per|for|each)\b)\s*(?P<what>.{1,40})", re.I
)
BOUND = re.compile(
    r"(?P<name>.*?)\s*(?:<=|>=|=|:|at most|at least)?\s*(?P<money>[$€£]?)"
    r"(?P<digits>[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)\s*"
    r"(?P<unit>[^\s0-9][^\s]{0,11})?",
    re.I,
)


def weights_of(text: str, case: Case) -> dict[int, Fraction]:
    """Place of an objective -> money for one unit of it.

    Raises:
        Unreadable: a piece names no amount, or no objective of the case.
    """
    found: dict[int, Fraction] = {}
    for piece in _pieces(text, "The weights"):
        parts = PIECE.fullmatch(piece)
        if parts is None:
            raise Unreadable("The weights", f"{echo(piece)} is no weight. Write $400K a point, $16K a ms.")
        amount = Fraction(parse_amount(parts["amount"], "The weights"))
        at, size = _meant(parts["what"].strip(), case)
        if at in found:
            raise Unreadable("The weights", f"two weights for {case.objectives[at].name}. Keep one of them.")
        found[at] = amount / size
    return found


def _meant(what: str, case: Case) -> tuple[int, Fraction]:
    """The objective that a text names, by its own name or its unit; and how many of its units one of these is."""
    word = what.casefold()
    by_name = [
        at
        for at, o in enumerate(case.objectives)
        if word in (o.name.casefold(), f"{o.unit} of {o.name}".casefold())
    ]
    if len(by_name) == 1:
        return by_name[0], Fraction(1)
    unit = unit_of(what)
    alike = [at for at, o in enumerate(case.objectives) if measures(o.unit) == measures(unit)]
    if len(alike) == 1:
        size = converted(Fraction(1), unit, case.objectives[alike[0]].unit)
        if size is not None:
            return alike[0], size
    known = ", ".join(f"{o.name} ({o.unit})" for o in case.objectives)
    said = "can mean several objectives" if len(alike) > 1 else "is none of the objectives"
    raise Unreadable("The weights", f"{echo(what)} {said}. Name one of: {known}.")


def limits_of(text: str, case: Case) -> dict[int, Fraction]:
    """Place of an objective -> its hard limit, in the objective's unit.

    Raises:
        Unreadable: a piece names no value, or no objective of the case, or has another's unit.
    """
    found: dict[int, Fraction] = {}
    for piece in _pieces(text, "The limits"):
        parts = BOUND.fullmatch(piece)
        if parts is None:
            raise Unreadable("The limits", f"{echo(piece)} is no limit. Write p99 30 ms, memory 16 GB.")
        typed = parts["money"] + (parts["unit"] or "")
        at = _limited(parts["name"].strip(), unit_of(typed) if typed else "", case)
        objective = case.objectives[at]
        number = Fraction(number_of("The limits", parts["digits"]))
        value = converted(number, unit_of(typed) if typed else objective.unit, objective.unit)
        if value is None:
            raise Unreadable("The limits", f"{objective.name} is in {objective.unit}, not in {echo(typed)}.")
        found[at] = value
    return found


def _limited(name: str, unit: str, case: Case) -> int:
    """The objective of a limit: by its name, or without one by the only objective of its unit."""
    named = [at for at, o in enumerate(case.objectives) if o.name.casefold() == name.casefold()]
    alike = [at for at, o in enumerate(case.objectives) if unit and measures(o.unit) == measures(unit)]
    found = named if name else alike
    if len(found) != 1:
        known = ", ".join(o.name for o in case.objectives)
        raise Unreadable(
            "The limits", f"{echo(name or unit)} names no single objective. Name one of: {known}."
        )
    return found[0]


def _pieces(text: str, where: str) -> Sequence[str]:
    if len(text) > MOST:
        raise Unreadable(where, f"that is more than {MOST} characters. Shorten it.")
    return [piece.strip() for piece in re.split(r"[;\n]|,(?=\s|[$€£])| and ", text) if piece.strip()]


def exact(where: str, value: Decimal) -> Fraction:
    """Size before conversion: a fraction of 1E+999999 would take minutes.

    Raises:
        Unreadable: it is not above zero, or too large to be a weight.
    """
    if not value.is_finite() or value <= 0:
        raise Unreadable(where, "this must be a number above 0, such as 400000.")
    if abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > 2 * MOST_DIGITS:
        raise Unreadable(where, f"this has more than {MOST_DIGITS} digits. Round it.")
    return Fraction(value)


def named(objective: Objective) -> str:
    """`a point`, `one ms`: one unit of an objective as a weight speaks of it."""
    return "point" if objective.unit == "points" else objective.unit
