"""Cards and forms as Slack shows them: what Slack accepts, nothing alive in it, and no character lost."""

import datetime as dt
import os
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.card import Block as BlockOf
from bot.core.card import (
    Button,
    Buttons,
    Card,
    Chart,
    Instant,
    Item,
    Items,
    Line,
    Link,
    Pairs,
    Part,
    Person,
    Quoted,
    Text,
    Typed,
    card,
    items,
    line,
    small,
)
from bot.core.layout import Look
from bot.core.reply import Answer
from bot.core.values import Call
from bot.platforms.slack.render import Message, flow_of, pack, read_typed, render, unpack
from tests.onstage.telling import FULL
from tests.platforms.slack.blocks import check_message
from tests.platforms.slack.mrkdwn import emoji_blocks, escape, live, live_blocks, plain, read
from tests.visible import visible as seen

SHARE = 1 if os.environ.get(FULL) else 20
"""`make test` takes a twentieth of the texts."""
NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
LOOK = Look("Europe/Berlin", NOW, "prep")
SATURDAY = dt.datetime(2026, 12, 5, 14, tzinfo=dt.UTC)
UNIX = 1_796_479_200  # Saturday 5 December 2026, 14:00 UTC: 20,792 days and 14 hours
CHART = Chart(title="F1 and latency", x="ms", y="F1", points=())


def shown(body: Card) -> Message:
    payloads = tuple(f"1:g:{n}" for n, _ in enumerate(body.buttons))
    return render(Answer(body=body, zone=LOOK.zone, payloads=payloads), LOOK)


def texts(message: Message) -> list[dict[str, Any]]:
    """The texts of a message in their order: text objects, and the elements of rich text."""
    found: list[dict[str, Any]] = []
    for block in message.blocks:
        found += [block["text"]] if "text" in block else block.get("fields", [])
        for element in block["elements"] if block["type"] in ("rich_text", "context") else []:
            sections = element["elements"] if element["type"] == "rich_text_list" else [element]
            found += [word for one in sections for word in one.get("elements", [one])]
    return found


def below(*blocks: BlockOf | str | Line | None) -> list[dict[str, Any]]:
    """The texts below a headline."""
    return texts(shown(card("First.", *blocks)))[1:]


# each kind of block


def test_a_moment_is_shown_in_each_readers_zone_and_falls_back_to_the_readers_own() -> None:
    head, before, moment, after = texts(
        shown(card("Not done: *F1* for <@U1>.", line("At ", Instant(at=SATURDAY), " & no later")))
    )
    assert head == {"type": "plain_text", "text": "Not done: *F1* for <@U1>.", "emoji": True}
    assert moment == {
        "type": "date",
        "timestamp": UNIX,
        "format": "{date_short_pretty} {time}",
        "fallback": "Sat 5 Dec, 15:00 (Europe/Berlin)",
    }
    assert (before, after["text"]) == ({"type": "text", "text": "At "}, " & no later")


@pytest.mark.parametrize("name", ["*carol*", "a_b_c", "`carol`", "~x~", ":wave:", "> carol"])
def test_beside_a_name_that_markup_would_eat_a_moment_is_written_in_the_readers_zone(name: str) -> None:
    (text,) = below(small(Person(name=name), ", ", Instant(at=SATURDAY)))
    assert text["type"] == "plain_text"
    assert text["text"] == f"{name}, Sat 5 Dec, 15:00 (Europe/Berlin)"


def test_what_reads_like_an_escape_of_slacks_is_not_read_as_one_and_a_payload_holds_none() -> None:
    (text,) = texts(shown(card("write &lt; for < and &amp; for &")))
    assert plain(text["text"]) == "write &\N{WORD JOINER}lt; for < and &\N{WORD JOINER}amp; for &"
    (long,) = shown(card("&lt;" * 37)).blocks  # no header holds that with its joiners
    assert long["type"] == "rich_text"
    payload = "1:g:quiz:a<b&c>d%25"
    assert pack(payload) == "1:g:quiz:a%3Cb%26c%3Ed%25"
    assert unpack(pack(payload)) == payload
    first, second = (texts(shown(card(text)))[0] for text in (":wave:", "\N{WAVING HAND SIGN}"))
    assert (first["emoji"], second["emoji"]) == (False, True)


def test_a_command_is_spelt_with_the_root_word_of_the_place() -> None:
    call = Call(path="admin.quiz", values={"topic": "feature stores", "count": "3"})
    message = render(Answer(body=card(line("Try ", Typed(call=call)))), Look("UTC", NOW, "drill"))
    assert message.text == 'Try /drill-admin quiz topic="feature stores" count=3'


def test_named_values_are_fields_ten_to_a_section() -> None:
    rows = tuple((f"Name {n}", line(f"value {n}")) for n in range(12))
    first, second = shown(Card(blocks=(Pairs(rows=rows),))).blocks
    assert [f["text"] for f in second["fields"]] == ["*Name 10*\nvalue 10", "*Name 11*\nvalue 11"]
    assert len(first["fields"]) == 10


def test_a_named_value_by_itself_has_the_whole_width() -> None:
    bold = {"type": "text", "text": "Next pairing: ", "style": {"bold": True}}
    assert below(Pairs(rows=(("Next pairing", ("on <@U1>.",)),))) == [
        bold,
        {"type": "text", "text": "on <@U1>."},
    ]


def test_a_list_has_words_as_marks_and_goes_on_with_its_own_number() -> None:
    entries = (Item(line=line("baseline"), mark="Not done"), Item(line=line("quiz"), mark="Done"))
    (listed,) = shown(Card(blocks=(Items(items=entries, numbered=True, start=4),))).blocks[0]["elements"]
    assert (listed["style"], listed["offset"]) == ("ordered", 3)
    said = ["".join(word["text"] for word in one["elements"]) for one in listed["elements"]]
    assert said == ["Not done: baseline", "Done: quiz"]
    mixed = items("first", line("second ", Instant(at=SATURDAY)), "third")
    assert [t.get("text", t["type"]) for t in below(mixed)] == ["first", "second ", "date", "third"]


def test_a_link_of_ours_is_one_and_holds_no_second_target_and_what_is_no_address_becomes_none() -> None:
    body = card("Place", Link(label="The *room*", url="https://meet.example/a?b=1&c=<|>"))
    address = "https://meet.example/a?b=1&c=%3C%7C%3E"
    assert texts(shown(body))[1] == {"type": "link", "url": address, "text": "The *room*"}
    assert live_blocks(shown(body).blocks) == [address]
    body = card("Place", Link(label="Room", url="javascript:alert(1)"))
    assert texts(shown(body))[1]["text"] == "Room: javascript:alert(1)"


def test_buttons_carry_their_payloads_in_order_and_a_name_for_screen_readers() -> None:
    first = Button(label="A", call=Call(path="today"), spoken="A: yes, plus 690", style="main")
    row = Buttons(buttons=(first, Button(label="Stop", call=Call(path="today"), style="danger")))
    body = card("Question", row, "and", Buttons(buttons=(Button(label="Next", call=Call(path="today")),)))
    elements = [e for b in shown(body).blocks if b["type"] == "actions" for e in b["elements"]]
    assert [(e["text"]["text"], e["value"], e.get("style")) for e in elements] == [
        ("A", "1:g:0", "primary"),
        ("Stop", "1:g:1", "danger"),
        ("Next", "1:g:2", None),
    ]
    assert [e.get("accessibility_label") for e in elements] == ["A: yes, plus 690", None, None]
    assert len({e["action_id"] for e in elements}) == 3


def test_beside_blocks_there_are_always_words() -> None:
    only_buttons = Card(blocks=(Buttons(buttons=(Button(label="Next <&>", call=Call(path="today")),)),))
    assert shown(only_buttons).text == "Next &lt;&amp;&gt;"
    moment = line("At ", Instant(at=SATURDAY, style="time"), " <!channel>")
    assert shown(card(moment)).text == "At 15:00 &lt;!channel&gt;"


# limits


@pytest.mark.parametrize(
    ("body", "limit"),
    [
        (card("Front.", small("x" * 3_001)), "small print of 3001 characters, 3000 at most"),
        (card(*["line"] * 51), "51 blocks, 1 to 50"),
        (card(*["x" * 2_900] * 5), "14500 characters in all, 13000 at most"),
        (
            Card(blocks=(Pairs(rows=(("a", line("x" * 2_000)), ("b", ("c",)))),)),
            "a field of 2004 characters, 2000 at most",
        ),
        (card(" "), "0 blocks, 1 to 50"),
    ],
)
def test_a_card_that_breaks_a_limit_is_refused_by_its_name(body: Card, limit: str) -> None:
    with pytest.raises(ValueError, match=limit):
        shown(body)


# members' words are inert

_ALIVE = (
    "<!channel> <!here> <@U0000001> <#C1|x> <https://x.io|bank> https://evil.example @everyone &lt; &amp; "
    "*b* _i_ ~s~ `c` ```x``` :wave: > - 1. \n | ^ <!date^1^{time}|x> \u202e \u200b"
)
LIVE = st.sampled_from(_ALIVE.split(" "))
WORDS = st.lists(LIVE | st.text(max_size=12), min_size=1, max_size=6).map("".join)
PARTS: st.SearchStrategy[Part] = (
    WORDS
    | st.builds(Person, name=WORDS)
    | st.builds(Quoted, text=WORDS)
    | st.builds(
        Typed, call=st.builds(Call, path=st.just("ask"), values=st.fixed_dictionaries({"question": WORDS}))
    )
    | st.builds(Instant, at=st.just(SATURDAY))
)
LINES: st.SearchStrategy[Line] = st.lists(PARTS, min_size=1, max_size=4).map(tuple)
LABELS = st.text(min_size=1, max_size=75).filter(lambda t: seen(t).strip())
BLOCKS = (
    st.builds(Text, line=LINES)
    | st.builds(Pairs, rows=st.lists(st.tuples(WORDS, LINES), min_size=1, max_size=3).map(tuple))
    | st.builds(
        Items,
        items=st.lists(st.builds(Item, line=LINES, mark=WORDS), min_size=1, max_size=3).map(tuple),
        numbered=st.booleans(),
    )
    | st.builds(Link, label=WORDS, url=st.just("https://meet.example/a"))
    | st.builds(Text, line=LINES, role=st.sampled_from(["quote", "code", "small"]))
)
ROWS = st.lists(
    st.builds(Button, label=LABELS, call=st.just(Call(path="today")), spoken=WORDS), min_size=1, max_size=3
).map(lambda found: Buttons(buttons=tuple(found)))
CARDS = st.builds(
    lambda blocks, row: Card(blocks=(Text(line=("First",)), *blocks, row)), st.lists(BLOCKS, max_size=3), ROWS
)
OURS = ("<!date^", "https://meet.example/a", str(UNIX))


@settings(max_examples=1_000 // SHARE, deadline=None)
@given(CARDS)
def test_whatever_stands_on_a_card_slack_takes_it_and_nothing_typed_is_alive(body: Card) -> None:
    message = shown(body)
    check_message(message.text, message.blocks)
    assert [token for token in live_blocks(message.blocks) if not token.startswith(OURS)] == []
    assert live(message.text, verbatim=True) == []


@settings(max_examples=200 // SHARE, deadline=None)
@given(st.lists(WORDS, min_size=50, max_size=50))
def test_no_character_that_a_member_typed_is_lost(words: list[str]) -> None:
    """Fifty texts an example, 10,000 in the long run, each once by itself and once beside a moment."""
    for said in words:
        if seen(said).strip():
            visible = _visible(seen(said))
            assert _read(card("First.", said)) == f"First.\n{visible}"
            beside = line(Quoted(text=said), " at ", Instant(at=SATURDAY))
            assert _read(card("First.", beside)) == f'First.\n"{visible}" at 2026-12-05T14:00Z'


def _read(body: Card) -> str:
    return _visible("\n".join(read(shown(body).blocks).lines))


def _visible(text: str) -> str:
    """Without the character that has no width, which keeps `&lt;` from being read as one sign."""
    return text.replace("\N{WORD JOINER}", "")


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\0", codec="utf-8"), max_size=60))
def test_a_message_that_slack_escaped_is_read_as_it_was_typed(said: str) -> None:
    sent = escape(said)
    assert read_typed({"text": sent, "blocks": emoji_blocks(sent)}) == said


@pytest.mark.parametrize(
    ("sent", "was_typed"),
    [
        ("a &lt;b&gt; &amp;lt; c", "a <b> &lt; c"),
        ("see <https://x.io/a?b=1&amp;c=2>", "see https://x.io/a?b=1&c=2"),
        ("see <https://x.io|x.io>", "see x.io"),
        ("<mailto:bob@x.io|bob@x.io> in <#C1|general>", "bob@x.io in #general"),
        ("<@U123> and <!here>", "@U123 and @here"),
        ("admin setup channel=<#C0PREP123|>", "admin setup channel=C0PREP123"),
    ],
)
def test_links_and_mentions_that_slack_made_are_words_again(sent: str, was_typed: str) -> None:
    assert read_typed({"text": sent}) == was_typed


def test_a_card_says_its_flow_in_its_buttons_and_one_of_the_former_kind_has_none() -> None:
    body = card("Q?", Buttons(buttons=(Button(label="A", call=Call(path="today")),)))
    answer = Answer(body=body, payloads=("1:g:0",), flow="mock.k3f-9")
    made = render(answer, LOOK)
    (button,) = made.blocks[1]["elements"]
    assert flow_of(button["action_id"]) == "mock.k3f-9"
    assert [flow_of(known) for known in ("press-2-0", "press-0-11", "")] == ["", "", ""]
    assert made.bare is not None
    assert [block["type"] for block in made.bare.blocks] == ["header"]
    assert made.bare.bare is None
