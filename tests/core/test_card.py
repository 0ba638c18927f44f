"""Cards are documents: what is in them is read as lines, and text in them is inert."""

import datetime as dt

import pytest

from bot.core.card import (
    Button,
    Card,
    Chart,
    File,
    Instant,
    Item,
    Link,
    Pairs,
    Part,
    Person,
    Picture,
    Point,
    Quoted,
    Strong,
    Text,
    Typed,
    buttons,
    card,
    code,
    items,
    line,
    plain,
    quote,
    small,
    strong,
)
from bot.core.layout import lay_out, split_headline
from bot.core.overflow import fit
from bot.core.text import wrap_lines
from bot.core.values import Call

AT = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
CHART = Chart(title="T", x="ms", y="%", points=(Point(x=1, y=2, label="A"),))
GO = Button(label="Go", call=Call(path="today"))


def write(part: Part) -> str:
    match part:
        case str():
            return part
        case Instant(at=at, style=style):
            return f"<{style} {at:%H:%M}>"
        case Person(name=name):
            return f"<{name}>"
        case Typed(call=call):
            return f"</{call.path}>"
        case Quoted(text=text):
            return f"<'{text}'>"
        case Strong(text=text):
            return f"<!{text}!>"


def test_every_block_has_a_plain_rendering_in_its_order() -> None:
    made = card(
        "First.",
        Pairs(rows=(("Time", (Instant(at=AT, style="time"),)), ("Who", (Person(name="bob"),)))),
        items("one", Item(line=("two ", Quoted(text="x")), mark="Not done"), numbered=True),
        items(("three", Typed(call=Call(path="quiz")))),
        Picture(chart=CHART, alt="A is best."),
        File(name="a.zip", about="all of it", data=b"x"),
        Link(label="Room", url="https://meet.example/a"),
        buttons(GO),
    )
    assert plain(made, write) == [
        "First.",
        "Time: <time 08:00>",
        "Who: <bob>",
        "1. one",
        "2. Not done: two <'x'>",
        "- three</quiz>",
        "Picture: A is best.",
        "File a.zip: all of it",
        "Room: https://meet.example/a",
    ]


def test_a_files_bytes_do_not_show_in_its_repr() -> None:
    assert "needle" not in repr(File(name="a", about="b", data=b"needle"))


def test_lines_that_were_cut_to_be_counted_are_one_paragraph_where_they_are_shown() -> None:
    text = " ".join(["thirty-two characters make a bar"] * 10)
    cut = card("First.", *wrap_lines(text), "Last.")
    assert len(cut.blocks) > 4
    shown = lay_out(Card.model_validate_json(cut.model_dump_json()))
    assert plain(shown, str) == ["First.", text, "Last."]


def test_the_first_sentence_of_a_card_is_its_headline() -> None:
    first = line("Right: 0.81. It rose from ", Instant(at=AT), ".")
    shown = lay_out(card(first, "More."))
    assert [(b.role, b.line[0]) for b in shown.blocks if isinstance(b, Text)] == [
        ("headline", "Right: 0.81."),
        ("body", "It rose from "),
        ("body", "More."),
    ]


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("Today: 15 minutes. 12 days to go.", "Today: 15 minutes."),
        ("1. Give it a baseline. Then rest.", "1. Give it a baseline."),
        ("A vs. b is open.", "A vs. b is open."),
        ("Who answered? You did.", "Who answered?"),
        ("No end here", "No end here"),
        ("word " * 30, ""),
        ("I keep: " + "settings, " * 20, "I keep:"),
    ],
)
def test_a_headline_ends_where_its_sentence_does(text: str, head: str) -> None:
    found, rest = split_headline((text,))
    assert "".join(map(str, found)) == head
    assert " ".join(map(str, (*found, *rest))) == text


def test_the_roles_of_lines_survive_storing_and_cutting() -> None:
    body = card(
        "Head.",
        quote("said"),
        code("/prep"),
        small("Kept for a day."),
        line("Up ", strong("3")),
    )
    again = Card.model_validate_json(body.model_dump_json())
    assert again == body
    assert plain(again, write) == ["Head.", "said", "/prep", "Kept for a day.", "Up <!3!>"]
    shown, rest = fit(card("Head.", *(small("word " * 90) for _ in range(6))))
    assert rest is not None
    roles = [b.role for one in (shown, rest) for b in one.blocks[1:] if isinstance(b, Text)]
    assert set(roles) == {"small"}


def test_a_list_or_a_row_of_nothing_is_left_out_of_a_card() -> None:
    assert card("First.", items(), buttons(None)) == card("First.")
    listed = plain(card("First.", items("a", "b", numbered=True, start=4)), str)
    assert listed == ["First.", "4. a", "5. b"]
