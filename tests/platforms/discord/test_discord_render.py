"""Cards and forms as Discord shows them: what is typed stays text, what is ours works, and every limit holds.

What each kind of block and field is made of stands in tests/gallery/snapshots/discord.
"""

import datetime as dt
import os
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core import kinds
from bot.core.card import (
    Ask,
    Block,
    Button,
    Buttons,
    Card,
    File,
    Form,
    Instant,
    Item,
    Items,
    Line,
    Link,
    Pairs,
    Person,
    Quoted,
    Text,
    Typed,
    buttons,
    card,
    code,
    quote,
    small,
)
from bot.core.overflow import fit
from bot.core.values import Call
from bot.platforms.discord.modal import modal, read_custom_id, read_fields
from bot.platforms.discord.render import Message, message
from bot.platforms.discord.render import shown as read_back
from tests.onstage.telling import FULL
from tests.platforms.discord import rules
from tests.platforms.discord.markdown import live, read
from tests.visible import visible as seen

SHARE = 1 if os.environ.get(FULL) else 10
"""`make test` takes a tenth of the texts."""
AT = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
FRAGMENTS = [
    "@everyone", "@here", "<@1>", "<@!22>", "<@&3>", "<#4>", "</prep today:55>", "<:a:1>", "<a:b:2>", ":smile:",
    "<t:1700000000:R>", "<id:guide>", "https://evil.example/x", "http://", "steam://run", "[a](https://b.example)",
    "<https://c.example>", "<mailto:a@b.example>", "discord.gg/abc", "Discord.com/invite/x", "**", "__", "*", "_",
    "~~", "||", "`", "```", "```py\n", "\n# ", "\n-# ", "\n> ", "\n>>> ", "\n- ", "\n* ", "\n+ ", "\n1. ", "1. ",
    "\\", "\\\\", "\n", " ", "\t", "é", "日本", "🙂", "\u202e", "\u200b", "\x00", "\x1b[31m", "\r\n", "\u2028",
    "a", "word", "x_y", "(", ")", "[", "]", "<", ">", "&", "#", "-", "+", ":", "/", ".", "!", '"', "'", "1", "0",
]  # fmt: skip
hostile = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), max_size=30).map("".join),
    st.text(max_size=60),
    st.text(alphabet="@<>#*_~`|\\[]():/.-+! \n1a", max_size=40),
)


def visible(text: str) -> str:
    """What a person can see of a text, without the character that undoes a mention."""
    return seen(text).replace("\u200b", "")


def shown(body: Card, word: str = "prep") -> Message:
    return message(body, [f"1:g:p{n}" for n in range(len(body.buttons))], word)


def below(*blocks: Block | str | Line, word: str = "prep") -> str:
    """The markdown below a headline."""
    head, *rest = shown(card("First.", *blocks), word).texts
    assert head == "### First."
    return "\n".join(rest)


def buttons_of(sent: Message) -> list[dict[str, Any]]:
    return [button for part in sent.parts if part["type"] == 1 for button in part["components"]]


@settings(max_examples=200 // SHARE, deadline=None)
@given(st.lists(hostile, min_size=50, max_size=50))
def test_a_quoted_text_is_neither_alive_nor_short_of_a_character(texts: list[str]) -> None:
    """Fifty texts an example, 10,000 in the long run."""
    for text in texts:
        content = below((Quoted(text=text),))
        assert live(content) == []
        assert read(content) == f'"{visible(text)}"'


@given(hostile, hostile)
def test_in_lines_lists_and_rows_only_our_own_marks_are_alive(one: str, two: str) -> None:
    content = below((Person(name=one), " is here."), f"{one} it is.")
    assert live(content) == []
    assert read(content) == visible(f"{one} is here.\n{one} it is.")
    entries = Items(items=(Item(line=(one, Quoted(text=two)), mark="Done"),), numbered=True)
    content = below(entries, Pairs(rows=(("Said", (Quoted(text=two),)),)))
    assert live(content) == ["1. ", "**Said\\:**"]
    words = visible(f'1. Done: {one}"{two}"\nSaid: "{two}"')
    assert read(content).replace("1. ", "", 1) == words.replace("1. ", "", 1)


@given(st.lists(hostile, min_size=1, max_size=60).map("\n".join))
def test_whatever_fits_by_its_weight_fits_into_a_message(text: str) -> None:
    first, _ = fit(card("You wrote:", (Quoted(text=text),), buttons(Button(label="Go", call=Call(path="p")))))
    sent = shown(first)
    assert sum(map(len, sent.texts)) <= 2_000
    assert not list(rules.message_problems(sent.body()))


def test_instants_are_written_so_that_each_reader_sees_their_own_time() -> None:
    line = (Instant(at=AT, style="time"), Instant(at=AT, style="day"), Instant(at=AT))
    stamp = 1795507200  # 2026-11-24T08:00Z: 20,781 days of 86,400 seconds and 8 hours after 1970
    assert below(line) == f"<t:{stamp}:t><t:{stamp}:D><t:{stamp}:F>"
    assert below((Instant(at=AT, style="relative"),)) == f"<t:{stamp}:R>"
    assert stamp == 20_781 * 86_400 + 8 * 3_600


def test_a_registered_command_without_values_is_a_mention_and_any_other_is_code() -> None:
    plain, given = Call(path="mock.hours"), Call(path="mock.hours", values={"windows": "sat 9-12"})
    admin = Call(path="admin.connect", values={"code": "K7QX-29"})
    body = card("Type it.", (Typed(call=plain), " or ", Typed(call=given), " or ", Typed(call=admin)))
    sent = message(body, (), "loop", {"loop mock hours": "123456789012345678"})
    said = "\n".join(sent.texts)
    mention = "</loop mock hours:123456789012345678>"
    assert f"{mention} or `/loop mock hours windows:sat 9-12` or `/loop-admin connect code:K7QX-29`" in said
    assert "Type it.\n/loop mock hours or" in read(said)


@given(hostile)
def test_what_was_typed_in_a_command_of_ours_is_inert(text: str) -> None:
    said = below((Typed(call=Call(path="ask", values={"question": text})),))
    assert [raw for raw in live(said) if not raw.startswith("`")] == []
    assert read(said) == visible(f"/prep ask question:{text}")


def test_a_link_of_ours_is_one_and_its_address_cannot_end_early() -> None:
    content = below(Link(label="Meet [here]", url="https://meet.example/a)b c?x=1&y=2>"))
    assert content == r"[Meet \[here\]](<https://meet.example/a%29b%20c?x=1&y=2%3E>)"
    assert live(content)[0] == content


def test_plain_text_is_readable_as_it_is_and_a_list_that_goes_on_counts_on() -> None:
    assert below(Items(items=(Item(line=("x",)),), numbered=True, start=4)) == "4. x"
    body = Card(blocks=(Text(line=("0.81 to 0.84 (+3 points), 15 ms faster.",)),))
    assert read(shown(body).texts[0]) == "0.81 to 0.84 (+3 points), 15 ms faster."


@given(hostile)
def test_whatever_role_a_line_has_nothing_typed_in_it_is_alive(text: str) -> None:
    made = below(quote(Quoted(text=text)), small(Quoted(text=text)))
    assert [raw for raw in live(made) if raw.strip() not in (">", "-#")] == []
    fenced = below(code(f"x{text}"))
    assert fenced.count("```") == 2
    assert not re.search("@(?:everyone|here|!?&?[0-9])", fenced)


def test_equal_buttons_get_ids_of_their_own_and_nobody_is_pinged() -> None:
    button = Button(label="A", call=Call(path="p"))
    sent = message(card("Hi", Buttons(buttons=(button, button))), ["1:g:p", "1:g:p"], "prep")
    assert [b["custom_id"] for b in buttons_of(sent)] == ["1:g:p", "2|1:g:p"]
    body = sent.body()
    assert (body["allowed_mentions"], body["flags"] & 4) == ({"parse": []}, 4)


@given(st.lists(st.integers(1, 9), max_size=8))
def test_up_to_25_buttons_find_a_place_in_their_order(sizes: list[int]) -> None:
    rows = [Buttons(buttons=tuple(Button(label="x", call=Call(path="p")) for _ in range(n))) for n in sizes]
    body = card("Hi", *rows)
    if len(body.buttons) > 31:
        with pytest.raises(ValueError, match="components, 40 at most"):
            shown(body)
        return
    sent = shown(body)
    assert not list(rules.message_problems(sent.body()))
    assert [b["custom_id"] for b in buttons_of(sent)] == [f"1:g:p{n}" for n in range(len(body.buttons))]


def test_a_file_has_a_name_that_discord_keeps_and_one_that_it_does_not_take_is_said_to_be_left_out() -> None:
    sent = shown(card("Export", File(name="a b.zip", about="Yours", data=b"z")))
    assert [(f.name, f.about) for f in sent.files] == [("a_b.zip", "Yours")]
    assert not list(rules.message_problems(sent.body()))
    sent = shown(card("Export", File(name="all.zip", about="Everything", data=bytes(12_000_000))))
    assert sent.files == ()
    assert "12 MB" in sent.texts[-1]


@pytest.mark.parametrize(
    "body",
    [
        card("x" * 4_001),
        Card(blocks=()),
        card("x", Buttons(buttons=(Button(label="\u202e", call=Call(path="p")),))),
    ],
)
def test_a_broken_limit_is_an_error_of_ours(body: Card) -> None:
    with pytest.raises(ValueError, match=r"at most|needs content|has 1 to"):
        shown(body)


# forms


def ask(name: str, kind: kinds.Kind = kinds.ZONE, **more: Any) -> Ask:
    return Ask(name=name, label=more.pop("label", name.capitalize()), kind=kind, **more)


def form(*asks: Ask, page: int = 1, note: str = "") -> Form:
    return Form(title="Start", call=Call(path="start"), asks=asks, page=page, note=note)


def components(one: Form) -> list[dict[str, Any]]:
    shape = modal(one, "1:g:start")
    assert not list(rules.modal_problems(shape))
    return list(shape["components"])


def test_a_choice_has_radio_buttons_unless_nothing_may_be_chosen_or_there_are_many() -> None:
    few, many = kinds.choice("dm", "channel"), kinds.choice(*(f"c{n}" for n in range(25)))
    shown = components(
        form(
            ask("a", few, value="Channel"),
            ask("b", few, required=True),
            ask("c", few),
            ask("d", many, value="c24"),
        )
    )
    assert [c["component"]["type"] for c in shown] == [21, 21, 3, 3]
    options = shown[0]["component"]["options"]
    assert [(o["value"], o["default"]) for o in options] == [("dm", False), ("channel", True)]
    assert [c["component"]["required"] for c in shown] == [False, True, False, False]
    assert len(shown[3]["component"]["options"]) == 25


def test_somebody_is_picked_from_discords_own_list() -> None:
    (who,) = components(form(ask("who", kinds.PERSON)))
    assert who["component"] == {"type": 5, "custom_id": "who", "required": False, "min_values": 0}
    (picked,) = components(form(ask("who", kinds.PERSON, value="<@123456789012345678>")))
    assert picked["component"]["default_values"] == [{"id": "123456789012345678", "type": "user"}]


def test_more_words_than_a_group_of_checkboxes_holds_are_chosen_from_a_menu() -> None:
    words = tuple(f"word-{n}" for n in range(12))
    many = kinds.Kind("many", lambda text: tuple(text.split(",")), wire="several", several=words)
    (shown,) = components(form(ask("many", many, value="word-3,word-7")))
    assert (shown["component"]["type"], shown["component"]["max_values"]) == (3, 12)
    assert [o["value"] for o in shown["component"]["options"] if o["default"]] == ["word-3", "word-7"]


@pytest.mark.parametrize(("kind", "typed"), [(kinds.PERSON, "erin"), (kinds.DAYS, "moonday")])
def test_what_was_typed_and_stands_in_no_picker_can_be_corrected_as_text(
    kind: kinds.Kind, typed: str
) -> None:
    (shown,) = components(form(ask("one", kind, value=typed)))
    assert (shown["component"]["type"], shown["component"]["value"]) == (4, typed)


@pytest.mark.parametrize(("value", "label"), [("mon", "Days"), ("moonday", "Days: daily or mon,wed")])
def test_what_to_type_is_said_above_text_and_not_above_a_picker(value: str, label: str) -> None:
    (shown,) = components(form(ask("days", kinds.DAYS, value=value, label="Days: daily or mon,wed")))
    assert shown["label"] == label


def test_below_a_field_stands_what_was_wrong_then_a_long_label_then_an_example() -> None:
    wrong, long = "Mars isn't a time zone I know.", "How many minutes a day do you want to practice?"
    zone, minutes, text = components(
        form(
            ask("zone", problem=wrong),
            ask("minutes_a_day", kinds.number(5, 90), label=long),
            ask("text", kinds.text(50), value="x" * 80),
        )
    )
    assert zone["description"] == f"{wrong} Such as Europe/Berlin"
    assert (minutes["label"], minutes["description"]) == ("Minutes a day", long)
    assert text["component"]["max_length"] == 80, "a field is as wide as what stands in it"


def test_a_problem_longer_than_fits_below_its_field_is_cut_there_and_stands_in_full_above_all() -> None:
    long = "'screen-to-codng' isn't a wait that I know. The closest are screen-to-coding, screen-to-offer, onsite."
    above, stage, date = components(form(ask("stage", kinds.text(), problem=long), ask("date", kinds.text())))
    assert "closest are screen\\-to\\-coding" in above["content"]
    assert stage["description"].startswith(long[:60])
    assert len(stage["description"]) <= 100
    assert "description" not in date
    full = components(form(ask("stage", problem=long), *(ask(f"other{n}") for n in range(4))))
    assert (len(full), full[0]["description"][-1]) == (5, "…")


def test_a_value_that_no_field_can_hold_is_kept_by_an_empty_field() -> None:
    (one,) = components(form(ask("text", kinds.text(6_000), value="x" * 4_001, required=True)))
    field = one["component"]
    assert "value" not in field
    assert not field["required"]
    assert "4,001 characters" in one["description"]
    assert read_fields([{"type": 18, "component": {**field, "value": ""}}]) == ({}, None)
    assert read_fields([{"type": 18, "component": {**field, "value": "new"}}]) == ({"text": "new"}, None)


def test_fifteen_fields_are_shown_by_fives_and_a_page_names_itself() -> None:
    asks = tuple(ask(f"f{n}") for n in range(12))
    pages = [modal(form(*asks, page=k), "1:g:start") for k in (1, 2, 3)]
    names = [[c["component"]["custom_id"] for c in page["components"]] for page in pages]
    assert names == [[f"f{n}" for n in range(k, min(k + 5, 12))] for k in (0, 5, 10)]
    assert [read_custom_id(page["custom_id"]) for page in pages] == [(k, "1:g:start") for k in (1, 2, 3)]
    assert [page["title"] for page in pages] == [f"Start ({k} of 3)" for k in (1, 2, 3)]


def test_a_form_of_one_page_is_submitted_as_a_whole_and_its_note_stands_above_where_there_is_room() -> None:
    assert read_custom_id(modal(form(ask("zone")), "1:g:start")["custom_id"]) == (0, "1:g:start")
    first, _ = components(form(ask("zone"), note="Kept for 30 minutes."))
    assert first == {"type": 10, "content": "Kept for 30 minutes."}
    assert len(components(form(*(ask(f"f{n}") for n in range(5)), note="Kept."))) == 5


@given(
    st.lists(
        st.tuples(st.text(max_size=200), st.text(max_size=300), st.text(max_size=120)), min_size=1, max_size=5
    )
)
def test_no_value_label_or_problem_breaks_a_form(fields: list[tuple[str, str, str]]) -> None:
    asks = [
        ask(f"f{n}", kinds.text(250), value=value, label=label, problem=problem)
        for n, (label, value, problem) in enumerate(fields)
    ]
    for part in components(form(*asks)):
        assert 1 <= len(part["label"]) <= 45
        assert len(part.get("description", "")) <= 100
        assert len(part["component"].get("value", "")) <= part["component"]["max_length"]


def test_a_submitted_form_gives_its_values_and_its_file_back() -> None:
    sent: list[Mapping[str, Any]] = [
        {"type": 18, "component": {"type": 4, "custom_id": "zone", "value": "UTC"}},
        {"type": 18, "component": {"type": 3, "custom_id": "level", "values": ["senior"]}},
        {"type": 18, "component": {"type": 22, "custom_id": "days", "values": ["mon", "wed"]}},
        {"type": 18, "component": {"type": 21, "custom_id": "round", "value": None}},
        {"type": 18, "component": {"type": 5, "custom_id": "who", "values": ["1"]}},
        {"type": 18, "component": {"type": 19, "custom_id": "file", "values": ["77"]}},
        {"type": 10},
    ]
    values = {"zone": "UTC", "level": "senior", "days": "mon,wed", "round": "", "who": "<@1>"}
    assert read_fields(sent) == (values, "77")


def test_a_card_of_the_former_kind_is_replaced_by_one_of_components() -> None:
    """Discord takes the flag on an edit, but no text or embed beside it."""
    body = shown(card("Done.", buttons(Button(label="Undo", call=Call(path="p"))))).change()
    assert (body["content"], body["embeds"], body["flags"] & (1 << 15)) == (None, [], 1 << 15)
    assert not list(rules.message_problems(body))


def test_a_card_says_its_flow_and_is_known_by_it_without_its_buttons() -> None:
    sent = message(
        card("Q?", buttons(Button(label="A", call=Call(path="p")))), ["1:g:p"], "prep", flow="quiz"
    )
    back = sent.body()["components"]
    found = read_back(back, "quiz")
    assert found is not None
    assert found.bare == Message(({"type": 10, "content": "### Q?"},), (), "quiz")
    assert read_back(back, "list") is None
    assert read_back([{"type": 1, "components": []}], "quiz") is None
    assert read_back([], "quiz") is None
