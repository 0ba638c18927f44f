"""A table of options, typed or from a CSV file: any number of objectives, each with a unit and a direction.

    name, accuracy (% higher), p99 (ms lower), memory (GB lower)
    base, 90.0, 20, 16
    small, 89.1, 0.012 s, 8000 MB

Python's csv module reads it. Sizes are looked at before anything is parsed. A cell may name a unit of its own when
it measures the same thing, and is converted; what measures something else is refused.
"""

import csv
import io
import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from bot.core.kinds import Upload
from bot.core.text import echo
from handlers.tradeoff.case import HIGHER, LOWER, Case, Choice, Objective, convert, measures, unit_of
from handlers.tradeoff.options import MOST_DIGITS, MOST_NAME, Unreadable, number_of, parse_amount

LARGEST = 400_000
"""Bytes of a file."""
MOST_ROWS = 40
MOST_OBJECTIVES = 6
FIRST = ("name", "option", "options", "model", "choice")
"""How the first cell of a table begins; else a text is read as a list of options."""
EXAMPLE = "Write a header such as: name, accuracy (% higher), p99 (ms lower)"
DIRECTIONS = {
    **dict.fromkeys(("higher", "high", "max", "up"), True),
    **dict.fromkeys(("lower", "low", "min", "down"), False),
}
HEADER = re.compile(r"(?P<name>[^()]{1,60})(?:\((?P<more>[^()]{0,40})\))?")
CELL = re.compile(
    r"(?P<sign>[+-]?)(?P<money>[$€£]?)(?P<digits>[0-9]+(?:[.,][0-9]+)*|\.[0-9]+)\s*(?P<unit>[^\s0-9].{0,11})?"
)


def is_table(text: str) -> bool:
    """Whether a text begins as a table does."""
    return re.split(r"[,;\t\n(]", text.strip(), maxsplit=1)[0].strip().casefold() in FIRST


def text_of(file: Upload) -> str:
    """The text of a CSV file.

    Raises:
        Unreadable: it is too large, or no text.
    """
    if len(file.data) > LARGEST:
        raise Unreadable("The file", f"it has {len(file.data):,} bytes. Keep it under {LARGEST:,}.")
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file", "it isn't UTF-8 text. Save it as CSV, not as a spreadsheet.") from None


def parse(text: str) -> Case:
    """The case of a table.

    Raises:
        Unreadable: naming the line and the column that is wrong.
    """
    rows = _rows(text)
    header, *body = rows
    if len(body) < 2:
        raise Unreadable("The table", f"it has {len(body)} options. Two at least can be compared.")
    if len(body) > MOST_ROWS:
        raise Unreadable("The table", f"it has {len(body):,} options. Keep the best {MOST_ROWS} at most.")
    if not 2 <= len(header) - 1 <= MOST_OBJECTIVES:
        raise Unreadable(
            "The header", f"it has {len(header) - 1} objectives, 2 to {MOST_OBJECTIVES} are read. {EXAMPLE}"
        )
    for line, row in enumerate(body, 2):
        if len(row) != len(header):
            raise Unreadable(
                f"Line {line}", f"it has {len(row)} cells, the header has {len(header)}. Make them equal."
            )
    objectives = tuple(_objective(cell, [row[at] for row in body]) for at, cell in enumerate(header) if at)
    _refuse_twice([o.name for o in objectives], "The header")
    names = [_name(row[0], line) for line, row in enumerate(body, 2)]
    _refuse_twice(names, "The first column")
    choices = [
        Choice(
            name,
            tuple(_value(cell, objective, line) for cell, objective in zip(row[1:], objectives, strict=True)),
        )
        for line, (name, row) in enumerate(zip(names, body, strict=True), 2)
    ]
    return Case(objectives, tuple(choices))


def _rows(text: str) -> list[list[str]]:
    if len(text) > LARGEST:
        raise Unreadable("The table", f"it has {len(text):,} characters. Keep it under {LARGEST:,}.")
    first = text.strip().splitlines()[0] if text.strip() else ""
    if "\n" not in text.strip():  # typed on one line: rows end with a semicolon
        text = text.replace(";", "\n")
    delimiter = "," if "," in first else "\t" if "\t" in first else ";"
    try:
        found = csv.reader(io.StringIO(text.strip()), delimiter=delimiter, skipinitialspace=True, strict=True)
        rows = [[cell.strip() for cell in row] for row in found if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable(
            "The table", f"it can't be read as CSV ({error}). Check its quotation marks."
        ) from None
    if not rows:
        raise Unreadable("The table", f"nothing is there yet. {EXAMPLE}")
    return rows


def _name(cell: str, line: int) -> str:
    name = " ".join("".join(c if c.isprintable() else " " for c in cell).split())
    if not name or len(name) > MOST_NAME:
        raise Unreadable(
            f"Line {line}", f"the first cell is the option's name, of 1 to {MOST_NAME} characters."
        )
    return name


def _refuse_twice(names: Sequence[str], where: str) -> None:
    seen: set[str] = set()
    for name in names:
        if name.casefold() in seen:
            raise Unreadable(where, f"{echo(name)} is there twice. Give each its own name.")
        seen.add(name.casefold())


def _objective(cell: str, column: Sequence[str]) -> Objective:
    found = HEADER.fullmatch(cell)
    if found is None:
        raise Unreadable("The header", f"{echo(cell)} isn't an objective. {EXAMPLE}")
    words = (found["more"] or "").replace(",", " ").split()
    name = found["name"].strip()
    if found["more"] is None:
        name, words = _trailing(name)
    ways = [DIRECTIONS[w.casefold()] for w in words if w.casefold() in DIRECTIONS]
    units = [unit_of(w) for w in words if w.casefold() not in DIRECTIONS]
    unit = units[0] if units else _unit_in(column, name)
    if len(name) > MOST_NAME:
        raise Unreadable("The header", f"{echo(name)} is longer than {MOST_NAME} characters. Shorten it.")
    if ways:
        return Objective(name, unit, ways[0])
    if measures(unit) in HIGHER | LOWER:
        return Objective(name, unit, measures(unit) in HIGHER)
    raise Unreadable(
        "The header", f"is more of {echo(name)} better? Write {name[:20]} ({unit} higher), or lower."
    )


def _trailing(name: str) -> tuple[str, list[str]]:
    """`p99 ms lower` without parentheses: what comes after the name."""
    words = name.split()
    more: list[str] = []
    while len(words) > 1 and (
        words[-1].casefold() in DIRECTIONS or measures(unit_of(words[-1])) in HIGHER | LOWER
    ):
        more.insert(0, words.pop())
    return " ".join(words), more


def _unit_in(column: Sequence[str], name: str) -> str:
    """The unit of the first cell that names one."""
    for cell in column:
        found = CELL.fullmatch(cell)
        if found and (found["money"] or found["unit"]):
            return unit_of(found["money"] + (found["unit"] or ""))
    raise Unreadable("The header", f"{echo(name)} has no unit. Write one after it: {name[:20]} (ms lower).")


def _value(cell: str, objective: Objective, line: int) -> Fraction:
    where = f"Line {line}, {objective.name}"
    found = CELL.fullmatch(cell) if len(cell) <= 60 else None
    if found is None:
        raise Unreadable(where, f"{echo(cell)} isn't a number. Write one such as 91.2 or 120 ms.")
    number = Fraction(number_of(where, found["digits"])) * (-1 if found["sign"] == "-" else 1)
    typed = found["money"] + (found["unit"] or "")
    # a bare $ in a column of dollars for something means the column's own unit
    same = not typed or (typed in ("$", "€", "£") and objective.unit.startswith(typed))
    unit = objective.unit if same else unit_of(typed)
    value = convert(number, unit, objective.unit)
    if value is None:
        raise Unreadable(where, f"{echo(cell)} isn't in {objective.unit}, and can't be converted into it.")
    return value


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
    """Place of an objective -> money for one unit of it, of a text such as `$400K a point, $16K a ms`.

    Raises:
        Unreadable: a piece names no amount, or no objective of the case.
    """
    found: dict[int, Fraction] = {}
    for piece in _pieces(text, "The weights"):
        parts = PIECE.fullmatch(piece)
        if parts is None:
            raise Unreadable("The weights", f"{echo(piece)} isn't a weight. Write $400K a point, $16K a ms.")
        amount = Fraction(parse_amount(parts["amount"], "The weights"))
        at, size = _find_weighed(parts["what"].strip(), case)
        if at in found:
            raise Unreadable("The weights", f"two weights for {case.objectives[at].name}. Keep one of them.")
        found[at] = amount / size
    return found


def _find_weighed(what: str, case: Case) -> tuple[int, Fraction]:
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
        size = convert(Fraction(1), unit, case.objectives[alike[0]].unit)
        if size is not None:
            return alike[0], size
    known = ", ".join(f"{o.name} ({o.unit})" for o in case.objectives)
    said = "can mean several objectives" if len(alike) > 1 else "is none of the objectives"
    raise Unreadable("The weights", f"{echo(what)} {said}. Name one of: {known}.")


def limits_of(text: str, case: Case) -> dict[int, Fraction]:
    """Place of an objective -> its hard limit in its unit, of a text such as `p99 30 ms, memory 16 GB`.

    Raises:
        Unreadable: a piece names no value, or no objective of the case, or has another's unit.
    """
    found: dict[int, Fraction] = {}
    for piece in _pieces(text, "The limits"):
        parts = BOUND.fullmatch(piece)
        if parts is None:
            raise Unreadable("The limits", f"{echo(piece)} isn't a limit. Write p99 30 ms, memory 16 GB.")
        typed = parts["money"] + (parts["unit"] or "")
        at = _find_objective(parts["name"].strip(), unit_of(typed) if typed else "", case)
        objective = case.objectives[at]
        number = Fraction(number_of("The limits", parts["digits"]))
        value = convert(number, unit_of(typed) if typed else objective.unit, objective.unit)
        if value is None:
            raise Unreadable("The limits", f"{objective.name} is in {objective.unit}, not in {echo(typed)}.")
        found[at] = value
    return found


def _find_objective(name: str, unit: str, case: Case) -> int:
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
        Unreadable: it isn't above zero, or too large to be a weight.
    """
    if not value.is_finite() or value <= 0:
        raise Unreadable(where, "this must be a number above 0, such as 400000.")
    if abs(value.adjusted()) > MOST_DIGITS or len(value.as_tuple().digits) > 2 * MOST_DIGITS:
        raise Unreadable(where, f"this has more than {MOST_DIGITS} digits. Round it.")
    return Fraction(value)
