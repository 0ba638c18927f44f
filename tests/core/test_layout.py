"""A card on a phone: how many lines it has."""

from bot.core.card import Button, Chart, Link, Pairs, Picture, buttons, card, items
from bot.core.layout import PHONE, count_lines
from bot.core.values import Call


def test_lines_are_counted_as_a_phone_shows_them() -> None:
    chart = Chart(title="t", x="x", y="y", points=())
    row = buttons(Button(label="Go", call=Call(path="today")))
    assert count_lines(card("One.", row)) == 1
    assert count_lines(card("x" * PHONE)) == 1
    assert count_lines(card(f"{'x' * PHONE} y", "One\nand two.")) == 4
    assert count_lines(card("One.", items("a", "b"), Pairs(rows=(("Name", ("c",)),)))) == 4
    assert count_lines(card("One.", Link(label="Notes", url="https://example.org/" + "x" * 90))) == 2
    assert count_lines(card("One.", Picture(chart=chart, alt="x" * 200))) == 1
