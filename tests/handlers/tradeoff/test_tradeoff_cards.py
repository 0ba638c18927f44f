"""Every card of the bench keeps the rules of cards, and says what is wrong with today's option."""

from decimal import Decimal
from fractions import Fraction

import pytest

from bot.core.card import LINE_LENGTH, Card, Part, Quoted, plain
from bot.core.private import Private
from handlers.tradeoff import cards, model
from handlers.tradeoff.calls import Tradeoff
from handlers.tradeoff.reading import MOST_NAME, MOST_OPTIONS
from tests.world import card_problems, write


def quoting(part: Part) -> str:
    """As a platform writes it that puts names in quotation marks."""
    return f'"{part.text}"' if isinstance(part, Quoted) else write(part)


def shown(
    options: str, w1: str = "", w2: str = "", limit: str = "", *, everything: bool = False
) -> tuple[Card, str]:
    """The card, and its first line."""
    most = Decimal(limit) if limit else None
    point, millisecond = (Decimal(w1), Decimal(w2)) if w1 else (None, None)
    found = model.evaluate(model.parse(options), point, millisecond, most)
    again = Tradeoff(options=Private(options)).call()
    card = cards.result(found, limit=Fraction(most) if most else None, again=again, everything=everything)
    return card, plain(card, write)[0]


def named(letter: str) -> str:
    return letter * MOST_NAME


FRONT = ";".join(f"{named('abcdefgh'[n])}: {10 + n}.123% {100 + n}.456ms" for n in range(MOST_OPTIONS))
BEATEN = ";".join(f"{named('abcdefgh'[n])}: {50 - n}.123% {100 + n}.456ms" for n in range(MOST_OPTIONS))
VAST = f"{named('a')}: 0% 999999999999ms; {named('b')}: 100% 0ms; {named('c')}: 99.99% 0.000001ms"


@pytest.mark.parametrize("options", [FRONT, BEATEN, VAST], ids=["front", "beaten", "vast"])
@pytest.mark.parametrize("weights", [("", ""), ("999999999999", "0.000000000001"), ("1", "999999999999")])
@pytest.mark.parametrize("limit", ["", "105.5", "999999999999", "0.0000001"])
def test_the_longest_names_and_figures_stay_on_their_lines(
    options: str, weights: tuple[str, str], limit: str
) -> None:
    few, _ = shown(options, *weights, limit)
    assert card_problems(few) == []
    everything, _ = shown(options, *weights, limit, everything=True)
    assert max(len(line) for c in (few, everything) for line in plain(c, quoting)) <= LINE_LENGTH


def test_todays_option_is_named_when_the_best_one_beats_it() -> None:
    _, first = shown("base: 78% 120ms; A: 79% 110ms", "400", "30")
    assert first == "Take A: utility +700 against today, which it beats."


def test_todays_option_is_named_when_it_is_over_the_limit() -> None:
    _, first = shown("base: 78% 120ms; A: 77% 100ms", "400", "30", "110")
    assert first == "Take A within 110 ms: utility +200 against today, which is over the limit."


def test_one_option_that_is_left_needs_no_weights() -> None:
    _, first = shown("base: 78% 120ms; A: 79.5% 139ms", limit="130")
    assert first == "Only base is left within 130 ms: no weights change that."


def test_a_huge_figure_is_short() -> None:
    assert cards.figure(Fraction(123_456_789), signed=True) == "+123,456,789"
    assert cards.figure(Fraction(-1_234_000_000_000_000)) == "-1.23e+15"
