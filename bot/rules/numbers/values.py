"""Quantities into values: which two numbers are one change, which number is a delta, which a level."""

from collections.abc import Sequence

from bot.rules.facts import Quantity, Value
from bot.rules.numbers.pairs import Pairs
from bot.rules.numbers.singles import Singles
from bot.rules.words.lex import Token
from bot.rules.words.lexicon import Hits, Lexicon


def tie(lexicon: Lexicon, tokens: Sequence[Token], hits: Hits, quantities: Sequence[Quantity]) -> list[Value]:
    """The values of a text in order; each quantity is in one of them."""
    if not quantities:
        return []
    singles = Singles(lexicon, tokens, hits)
    if len(quantities) == 1:
        return [singles.read(quantities[0])]
    pairs = Pairs(lexicon, tokens, hits)
    quantities = pairs.merge_ranges(quantities)
    values: list[Value] = []
    at = 0
    while at < len(quantities):
        taken = pairs.take(quantities[at : at + 3])
        values.append(taken or singles.read(quantities[at]))
        at += 2 if taken else 1
    return values
