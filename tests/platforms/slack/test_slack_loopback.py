"""The loopback Slack refuses what Slack refuses: its strictness is what all other tests rest on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.platforms.door import said
from tests.platforms.slack.blocks import Refused, check_message, check_view
from tests.platforms.slack.loopback import APP_TOKEN, Loopback, slack
from tests.platforms.slack.member import REQUIRED
from tests.platforms.slack.mrkdwn import live, live_blocks, plain, read
from tests.platforms.slack.slackdesk import at_desk, form
from tests.platforms.slack.state import Conversation, Json, Team, User
from tests.platforms.slack.workspace import Workspace

SAID = [{"type": "section", "text": {"type": "mrkdwn", "text": "*Today*, 15 minutes"}}]
FIELD = {
    "type": "input",
    "block_id": "zone",
    "label": {"type": "plain_text", "text": "Zone"},
    "element": {"type": "plain_text_input", "action_id": "zone"},
}
FORM = {
    "type": "modal",
    "title": {"type": "plain_text", "text": "Start"},
    "submit": {"type": "plain_text", "text": "Save"},
    "blocks": [FIELD],
}


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with slack() as made:
        yield made


@pytest.fixture
def team(server: Loopback) -> Team:
    made = server.team()
    made.users |= {"U1": User("U1", "alice", admin=True), "U2": User("U2", "bob")}
    return made


@pytest.fixture
def client(server: Loopback, team: Team) -> AsyncWebClient:
    return AsyncWebClient(token=team.token, base_url=server.url)


async def error(call: Any) -> str:
    """The error that a call earns."""
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


# blocks


def section(text: str) -> Json:
    return {"type": "section", "text": {"type": "plain_text", "text": text}}


def actions(*elements: Json) -> list[Json]:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Next"}, "action_id": "a"}
    return [{"type": "actions", "elements": [button | one for one in elements]}]


@pytest.mark.parametrize(
    ("blocks", "why"),
    [
        ([section("x")] * 51, "1 to 50 items"),
        ([section(" ")], "more than 0 characters"),
        ([section("x" * 3001)], "less than 3001"),
        ([{"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}], "exceed 150"),
        ([{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}], "must be plain_text"),
        (actions({}, {}), "action_id 'a' already exists"),
        ([section("x") | {"block_id": "b"}] * 2, "block_id 'b' already exists"),
        (actions({"value": "x" * 2001}), "exceed 2000"),
        (actions({"style": "loud"}), "style"),
        (actions(*({"action_id": str(n)} for n in range(26))), "1 to 25 items"),
        ([{"type": "section", "fields": [{"type": "mrkdwn", "text": "x"}] * 11}], "1 to 10 items"),
        (
            [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": []}]}],
            "1 to 1000 items",
        ),
        ([section("x") | {"color": "red"}], "unknown, or null: color"),
        ([{"type": "table"}], "unknown block"),
        ([section("x" * 2700)] * 5, "13500 characters in all blocks"),
    ],
)
def test_blocks_beyond_a_limit_are_refused_with_the_place(blocks: list[Json], why: str) -> None:
    with pytest.raises(Refused) as raised:
        check_message("a notification", blocks)
    assert why in raised.value.why


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": {"type": "plain_text", "text": "x" * 25}}, "1 and 24"),
        ({"submit": None}, "null: submit"),
        ({"private_metadata": "x" * 3001}, "exceed 3000"),
        ({"blocks": []}, "1 to 100 items"),
    ],
)
def test_a_form_beyond_a_limit_is_refused(change: Json, why: str) -> None:
    check_view(FORM, "modal")
    with pytest.raises(Refused, match=why):
        check_view(FORM | change, "modal")


@pytest.mark.parametrize(("missing", "why"), [("title", "missing required"), ("submit", "missing required")])
def test_a_form_needs_a_title_and_a_button_to_submit(missing: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        check_view({name: value for name, value in FORM.items() if name != missing}, "modal")


def test_what_is_alive_in_a_text_is_found_and_what_is_escaped_is_not() -> None:
    tokens = ["<@U1>", "<!channel>", "<#C1>", "<https://x.example|click>", "<!date^1764000000^{time}|8>"]
    text = f"{' '.join(tokens)} www.y.org &lt;@U2&gt;"
    assert live(text) == [*tokens, "www.y.org"]
    assert live(text, verbatim=True) == tokens
    shown = {"type": "plain_text", "text": "in :fire: now"}
    assert live_blocks([{"type": "section", "text": shown}]) == [":fire:"]
    assert live_blocks([{"type": "section", "text": shown | {"emoji": False}}]) == []
    words = [{"type": "user", "user_id": "U1"}, {"type": "link", "url": "https://x.example"}]
    rich = [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": words}]}]
    assert live_blocks(rich) == ["U1", "https://x.example"]


def test_a_text_is_read_as_a_person_reads_it_and_what_becomes_formatting_not_as_it_was_typed() -> None:
    text = "*Today* <!date^1795507200^{time}|08:00> `/prep quiz` 2*3*4 &lt;b&gt; &amp;amp; a_b_c"
    assert plain(text) == "Today 2026-11-24T08:00Z /prep quiz 2*3*4 <b> &amp; a_b_c"
    assert plain("say *bold* and _all_") == "say bold and all"
    assert plain("&gt; said") == "said"
    assert plain("```\n*raw*\n```") == "*raw*"
    page = read([section("one\ntwo"), *actions({"value": "1:x"}), FIELD])
    assert (page.lines, page.labels, page.payloads) == (["one", "two"], ["Next"], ["1:x"])
    assert page.fields == {"zone": ""}


# the Web API


async def test_whoever_shows_no_token_names_nobody_or_too_many_is_refused(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    assert await error(AsyncWebClient(base_url=server.url).auth_test()) == "not_authed"
    assert await error(client.conversations_open(users="U9")) == "user_not_found"
    assert await error(client.conversations_open(users=[f"U{n}" for n in range(9)])) == "too_many_users"
    team.users["U1"].deleted = True
    assert "tz" not in (await client.users_info(user="U1"))["user"]
    team.conversations["C1"] = Conversation("C1", "prep", "channel", ["U1", team.bot.id])
    assert await error(client.chat_postEphemeral(channel="C1", user="U2", text="x")) == "user_not_in_channel"


async def test_a_trigger_opens_one_form_within_three_seconds_and_a_file_needs_its_scope(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    used, late, file = team.trigger("U1"), team.trigger("U1"), team.trigger("U1")
    await client.views_open(trigger_id=used, view=FORM)
    assert await error(client.views_open(trigger_id=used, view=FORM)) == "exchanged_trigger_id"
    assert await error(client.views_open(trigger_id="1.2.x", view=FORM)) == "invalid_trigger_id"
    team.scopes.discard("files:read")
    asks = FORM | {"blocks": [FIELD | {"element": {"type": "file_input"}}]}
    assert await error(client.views_open(trigger_id=file, view=asks)) == "missing_scope"
    server.wait(3.1)
    assert await error(client.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"


async def test_an_answer_to_a_press_replaces_or_adds_and_has_to_say_which(
    server: Loopback, team: Team
) -> None:
    place = team.direct(["U1"])
    pressed = team.post(place.id, team.bot.id, "before", only_for="U1")
    hook = AsyncWebhookClient(f"{server.root}/hooks/{team.hook('U1', place.id, pressed.ts).id}")
    await hook.send(text="after", replace_original=True)
    await hook.send(text="to all", replace_original=False, response_type="in_channel")
    assert [m.text for m in team.visible("U1")] == ["after", "to all"]
    assert (await hook.send(text="which?")).status_code == 400
    assert "replace_original" in server.complaints.pop()


async def test_what_slack_does_not_know_is_a_complaint(client: AsyncWebClient, server: Loopback) -> None:
    assert await error(client.api_call("chat.shout", json={"text": "x"})) == "unknown_method"
    await client.api_call("auth.test", json={"loud": True})
    wrong = client.api_call("chat.postMessage", json={"channel": "U1", "blocks": SAID})
    assert await error(wrong) == "invalid_blocks"
    named = [line.split(":")[0] for line in server.complaints]
    assert named == ["chat.shout", "auth.test", "chat.postMessage"]
    server.complaints.clear()


def test_a_loopback_that_was_complained_to_fails_its_test() -> None:
    async def noisy() -> None:
        async with slack() as made:
            made.complain("a method that nobody knows")

    with pytest.raises(AssertionError, match="a method that nobody knows"):
        asyncio.run(noisy())


# people at their keyboards


async def test_slacks_own_client_refuses_what_a_field_does_not_take() -> None:
    async with at_desk() as desk:
        alice = desk.space.person("alice")
        desk.answers(said(form()))
        await alice.slash("/prep remind")
        assert await alice.fill() == {"at": REQUIRED}
        assert await alice.fill(at="08:00", words="x" * 3_001) == {"words": "at most 3000 characters"}
        with pytest.raises(AssertionError, match="not in the form"):
            await alice.fill(color="red")
        with pytest.raises(AssertionError, match="'pigeon' cannot be chosen"):
            await alice.fill(where="pigeon")
        with pytest.raises(AssertionError, match=r"sees no \[Later\]"):
            await alice.press("Later")
        assert len(desk.door.inbounds) == 1


# connections


async def test_without_a_connection_a_person_gets_no_answer_and_an_address_works_once(
    server: Loopback,
) -> None:
    assert not (await Workspace(server, server.sockets).person("alice").slash("/prep")).ok
    assert server.complaints.pop() == "/prep  was not acknowledged: no connection"
    client = AsyncWebClient(base_url=server.url)
    address = (await client.apps_connections_open(app_token=APP_TOKEN))["url"]
    async with aiohttp.ClientSession() as session:
        await (await session.ws_connect(address)).close()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(address)
