"""Quantities into values: which two numbers are one change, which number is a delta, which a level."""

from bot.rules.facts import Value
from bot.rules.numbers.pairs import merge_ranges, take
from bot.rules.numbers.quantities import read_quantities
from bot.rules.numbers.scene import NumberScene
from bot.rules.numbers.singles import read_single


def read_values(scene: NumberScene) -> list[Value]:
    """The values of a text in order; each quantity is in one of them."""
    quantities = read_quantities(scene)
    if len(quantities) > 1:
        quantities = merge_ranges(scene, quantities)
    values: list[Value] = []
    at = 0
    while at < len(quantities):
        pair = take(scene, quantities[at : at + 3])
        values.append(pair or read_single(scene, quantities[at]))
        at += 2 if pair else 1
    return values
