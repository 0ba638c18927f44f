"""Numbers inside prose: `{= formula | spec }` is replaced by the formula's value, so nobody types a result.

    "F1 is {= 2*80/(2*80+20+40) | .3}"    ->  "F1 is 0.727"
    "{= 0.6*400 - 15*30 | +,.0}"          ->  "-210"

The spec is an optional + (show the sign), an optional comma (thousands), a point and the number of decimals;
`.2e` writes powers of ten as in 8.40e22. Without a spec the value is written exactly, which must be possible
with at most six decimals. Halves are rounded away from zero.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from content.formula import FormulaError, Number, as_decimal, evaluate

SLOT = re.compile(r"\{=([^{}|]*)(?:\|([^{}|]*))?\}")
MONEY = re.compile(r"(\$[0-9,]*\.[0-9])(?![0-9A-Za-z]| (?:thousand|million|billion)\b)")
"""Dollars with one decimal: `$0.2`, but not `$1.2 million` or `$18.9K`."""
SPEC = re.compile(r"(\+?)(,?)\.([0-9])(e?)")


def filled(text: str) -> str:
    """`text` with every slot replaced, and dollars with two decimals. Raises FormulaError with a sentence."""
    shown = SLOT.sub(lambda slot: written(evaluate(slot[1].strip()), (slot[2] or "").strip()), text)
    if "{=" in shown:
        raise FormulaError("a slot is not closed: write {= formula | .2}")
    return MONEY.sub(r"\g<1>0", shown)


def written(value: Number, spec: str = "") -> str:
    """`value` as `spec` says. Raises FormulaError for a spec that is none."""
    if not spec:
        return _exactly(as_decimal(value))
    match = SPEC.fullmatch(spec)
    if match is None:
        raise FormulaError(f"'{spec}' does not say how to write a number: use for example .2 or +,.0")
    sign, comma, places, power = match.groups()
    if power:
        return f"{as_decimal(value):{sign}.{places}e}".replace("e+", "e")
    return f"{rounded(value, int(places)):{sign}{comma}.{places}f}"


def with_unit(number: str, unit: str, *, is_measure: bool = False) -> str:
    """A number and its unit as engineers write them: `20 ms`, `35%`, and `kappa 0.61` of a measure."""
    if is_measure:
        return f"{unit} {number}"
    return f"{number}{'' if unit.startswith('%') else ' '}{unit}"


def rounded(value: Number, places: int) -> Decimal:
    """`value` with `places` decimals, halves away from zero."""
    return as_decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _exactly(value: Decimal) -> str:
    short = rounded(value, 6)
    if short != value:
        raise FormulaError("the value has more than six decimals: say how many to write, as in {= 1/3 | .3}")
    return f"{short:f}".rstrip("0").rstrip(".")
