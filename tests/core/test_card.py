"""Cards are documents: what is in them is read as lines, and text in them is inert."""

import datetime as dt

import pytest
from pydantic import TypeAdapter, ValidationError

from bot.core.call import Call
from bot.core.card import (
    COLOURS,
    Ask,
    Block,
    Button,
    Buttons,
    Card,
    Chart,
    File,
    Form,
    Instant,
    Item,
    Line,
    Link,
    Pairs,
    Part,
    Person,
    Picture,
    Point,
    Progress,
    Quoted,
    Strong,
    Text,
    Typed,
    buttons,
    card,
    code,
    items,
    join,
    line,
    plain,
    quote,
    section,
    small,
    strong,
)
from bot.core.kinds import number
from bot.core.layout import fit, lay_out, split_headline
from bot.core.text import wrap_lines

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


def test_texts_and_lines_become_paragraphs_and_what_is_none_is_left_out() -> None:
    made = card("Done.", None, ("Next at ", Instant(at=AT)), None)
    assert made.blocks == (Text(line=("Done.",)), Text(line=("Next at ", Instant(at=AT))))


def test_a_line_takes_parts_and_splices_lines() -> None:
    assert line("a", ("b", Person(name="bob")), "c") == ("a", "b", Person(name="bob"), "c")


def test_every_block_has_a_plain_rendering_in_its_order() -> None:
    made = card(
        "First.",
        Pairs(rows=(("Time", (Instant(at=AT, style="time"),)), ("Who", (Person(name="bob"),)))),
        items("one", Item(line=("two ", Quoted(text="x")), mark="Not done"), numbered=True),
        items(("three", Typed(call=Call(path="quiz")))),
        Picture(chart=CHART, alt="A is best."),
        File(name="a.zip", about="all of it", data=b"x"),
        Link(label="Room", url="https://meet.example/a"),
        Progress(done=2, total=3, what="tasks"),
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
        "2 of 3 tasks",
    ]


def test_what_looks_like_markup_in_a_text_stays_text() -> None:
    hostile = "<@U123> @everyone [x](http://evil.example) `code` <!channel>"
    assert plain(card(hostile), write) == [hostile]
    assert join((hostile,), write) == hostile


def test_a_row_of_buttons_leaves_out_what_is_none_and_is_none_when_empty() -> None:
    assert buttons(None, GO, None) == Buttons(buttons=(GO,))
    assert buttons(None, None) is None
    assert card("x", buttons(None)).blocks == (Text(line=("x",)),)


def test_the_buttons_of_a_card_are_all_buttons_in_their_order() -> None:
    stop = GO.model_copy(update={"label": "Stop"})
    made = card("x", buttons(GO), "y", buttons(stop))
    assert made.buttons == (GO, stop)


def test_one_more_button_joins_the_last_row_or_makes_one() -> None:
    why = Button(label="Why?", call=Call(path="why"))
    assert card("x", buttons(GO)).with_button(why) == card("x", buttons(GO, why))
    assert card("x").with_button(why) == card("x", buttons(why))
    assert card("x", buttons(GO), "y").with_button(why) == card("x", buttons(GO), "y", buttons(why))
    assert Card(blocks=()).with_button(why).buttons == (why,)


def test_more_blocks_are_added_at_the_end_and_the_card_itself_never_changes() -> None:
    made = card("x")
    assert made.plus(None, Text(line=("y",))) == card("x", "y")
    assert made == card("x")
    with pytest.raises(ValidationError):
        made.blocks = ()  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize("label", ["", "x" * 76])
def test_a_buttons_label_has_one_to_seventy_five_characters(label: str) -> None:
    with pytest.raises(ValidationError):
        Button(label=label, call=Call(path="today"))


def test_a_picture_needs_words_that_stand_for_it() -> None:
    for alt in ("", "x" * 1_001):
        with pytest.raises(ValidationError):
            Picture(chart=CHART, alt=alt)


def test_a_chart_has_a_colour_for_every_style_and_no_more() -> None:
    assert len(set(COLOURS)) == 5
    assert Point(x=0, y=0, label="A", style=len(COLOURS) - 1).style == 4
    with pytest.raises(ValidationError):
        Point(x=0, y=0, label="A", style=len(COLOURS))


def test_a_files_bytes_do_not_show_in_its_repr() -> None:
    assert "needle" not in repr(File(name="a", about="b", data=b"needle"))


def test_blocks_are_told_apart_by_their_kind_when_read_from_json() -> None:
    blocks: TypeAdapter[Block] = TypeAdapter(Block)
    for block in (Text(line=("a", Person(name="b"))), Progress(done=1, total=2, what="c")):
        assert blocks.validate_json(blocks.dump_json(block)) == block
    with pytest.raises(ValidationError):
        blocks.validate_json('{"kind": "table"}')


def asks(count: int) -> tuple[Ask, ...]:
    return tuple(Ask(name=f"a{n}", label="A", kind=number(1, 9)) for n in range(count))


@pytest.mark.parametrize(("count", "pages"), [(1, [1]), (5, [5]), (6, [5, 1]), (15, [5, 5, 5])])
def test_a_form_comes_in_pages_of_five(count: int, pages: list[int]) -> None:
    form = Form(title="T", call=Call(path="quiz"), asks=asks(count))
    assert [len(page) for page in form.pages] == pages
    assert [ask.name for page in form.pages for ask in page] == [f"a{n}" for n in range(count)]


@pytest.mark.parametrize("count", [0, 16])
def test_a_form_has_one_to_fifteen_fields(count: int) -> None:
    with pytest.raises(ValidationError):
        Form(title="T", call=Call(path="quiz"), asks=asks(count))


def test_a_forms_title_fits_a_modal() -> None:
    with pytest.raises(ValidationError):
        Form(title="x" * 46, call=Call(path="quiz"), asks=asks(1))


def test_a_form_that_comes_back_names_its_problems() -> None:
    wrong = asks(1)[0].model_copy(update={"problem": "No."})
    assert Form(title="T", call=Call(path="quiz"), asks=(wrong, *asks(1))).problems == {"a0": "No."}


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
        "Head.", section("Part"), quote("said"), code("/prep"), small("Kept for a day."), strong_line()
    )
    again = Card.model_validate_json(body.model_dump_json())
    assert again == body
    assert plain(again, write) == ["Head.", "Part", "said", "/prep", "Kept for a day.", "Up <!3!>."]
    shown, rest = fit(card("Head.", *(small("word " * 90) for _ in range(6))))
    assert rest is not None
    roles = [b.role for one in (shown, rest) for b in one.blocks[1:] if isinstance(b, Text)]
    assert set(roles) == {"small"}


def strong_line() -> Line:
    return line("Up ", strong("3"), ".")
