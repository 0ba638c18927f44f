"""What the loopback Slack refuses in blocks, and how it reads them."""

import datetime as dt
from typing import Any

import pytest

from tests.platforms.slack.blocks import Refused, check_message, check_view, live, live_blocks, plain, read
from tests.platforms.slack.samples import FORM


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": "Next"}, "action_id": "a"} | more


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ([section("x")] * 51, "1 to 50 items"),
        ([section(" ")], "more than 0 characters"),
        ([section("x" * 3001)], "less than 3001"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "less than 151"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be plain_text"),
        ([{"type": "actions", "elements": [button(), button()]}], "action_id 'a' already exists"),
        ([section("x") | {"block_id": "b"}] * 2, "block_id 'b' already exists"),
        ([{"type": "actions", "elements": [button(value="x" * 2001)]}], "less than 2001"),
        ([{"type": "actions", "elements": [button(style="loud")]}], "primary or danger"),
        ([{"type": "actions", "elements": [button(action_id=str(n)) for n in range(26)]}], "1 to 25 items"),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}], "1 to 10 items"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "1 to 10 items"),
        ([{"type": "image", "image_url": "https://x.example/a.png", "alt_text": ""}], "needs alt_text"),
        ([section("x") | {"colour": "red"}], "invalid additional property: colour"),
        ([{"type": "table"}], "unknown block"),
        ([section("x" * 2700)] * 5, "13500 characters in all blocks"),
    ],
)
def test_blocks_beyond_a_limit_are_refused_with_the_place(blocks: list[dict[str, Any]], why: str) -> None:
    with pytest.raises(Refused) as raised:
        check_message("a notification", blocks)
    assert why in raised.value.why


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "less than 25"),
        ({"submit": None}, "must not be null"),
        ({"private_metadata": "x" * 3001}, "less than 3001"),
        ({"blocks": []}, "1 to 100 items"),
        ({"colour": "red"}, "invalid additional property"),
    ],
)
def test_a_form_beyond_a_limit_is_refused(change: dict[str, Any], why: str) -> None:
    check_view(FORM, "modal")
    with pytest.raises(Refused, match=why):
        check_view(FORM | change, "modal")


@pytest.mark.parametrize(
    ("missing", "why"), [("title", "missing required"), ("submit", "where an input stands")]
)
def test_a_form_needs_a_title_and_a_button_to_submit(missing: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_view({name: value for name, value in FORM.items() if name != missing}, "modal")


def test_what_is_alive_in_a_text_is_found_and_what_is_escaped_is_not() -> None:
    text = (
        "<@U1> <!channel> <#C1> <https://x.example|click> <!date^1764000000^{time}|8> www.y.org &lt;@U2&gt;"
    )
    tokens = ["<@U1>", "<!channel>", "<#C1>", "<https://x.example|click>", "<!date^1764000000^{time}|8>"]
    assert live(text) == [*tokens, "www.y.org"]
    assert live(text, verbatim=True) == tokens


def test_a_text_is_read_as_a_person_reads_it() -> None:
    moment = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
    text = (
        f"*Today* <!date^{int(moment.timestamp())}^{{time}}|08:00> `/prep quiz` 2 * 3 &lt;b&gt; <@U1>, a_b_c"
    )
    assert plain(text, {"U1": "alice"}) == "Today 2026-11-24T08:00Z /prep quiz 2 * 3 <b> @alice, a_b_c"
    page = read([section("one\ntwo"), {"type": "actions", "elements": [button(value="1:x")]}])
    assert (page.lines, page.labels, page.payloads) == (["one", "two"], ["Next"], ["1:x"])


def test_a_pictures_name_is_alive_unless_emoji_are_off() -> None:
    shown = {"type": "plain_text", "text": "in :fire: now"}
    assert live_blocks([{"type": "section", "text": shown}]) == [":fire:"]
    assert live_blocks([{"type": "section", "text": shown | {"emoji": False}}]) == []
    date = {"type": "mrkdwn", "text": "at <!date^1764000000^{time}|08:00:00>"}
    assert live_blocks([{"type": "section", "text": date}]) == ["<!date^1764000000^{time}|08:00:00>"]


def test_rich_text_is_read_and_its_mentions_are_alive() -> None:
    words = [
        {"type": "text", "text": "hello "},
        {"type": "user", "user_id": "U1"},
        {"type": "broadcast", "range": "channel"},
        {"type": "link", "url": "https://x.example"},
    ]
    rich = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": words[:2]}]}]
    check_message("hello", rich)
    assert read(rich, {"U1": "alice"}).lines == ["hello @alice"]
    rich[0]["elements"] = [{"type": "rich_text_quote", "elements": words}]
    assert live_blocks(rich) == ["U1", "channel", "https://x.example"]


def test_what_becomes_formatting_is_not_read_as_it_was_typed() -> None:
    assert plain("say *bold* and _all_, `code`") == "say bold and all, code"
    assert plain("&gt; said") == "said"
    assert plain("```\n*raw*\n```") == "*raw*"
    assert plain("5 &lt; 6 &amp;amp; 2*3*4") == "5 < 6 &amp; 2*3*4"


def test_fields_headers_and_pictures_are_lines_and_inputs_are_fields() -> None:
    option = {"text": {"type": "plain_text", "text": "Weekly"}, "value": "weekly"}
    select = {"type": "static_select", "action_id": "repeat", "options": [option], "initial_option": option}
    blocks: list[dict[str, Any]] = [
        {"type": "header", "text": {"type": "plain_text", "text": "Your week"}},
        {
            "type": "section",
            "fields": [{"type": "mrkdwn", "text": "*Days*"}, {"type": "plain_text", "text": "5 of 7"}],
        },
        {"type": "image", "image_url": "https://x.example/a.png", "alt_text": "Five of seven days"},
        {"type": "input", "label": {"type": "plain_text", "text": "How often"}, "element": select},
    ]
    check_message("Your week", blocks)
    page = read(blocks)
    assert page.lines == ["Your week", "Days", "5 of 7", "Five of seven days"]
    assert page.fields == {"repeat": "weekly"}
