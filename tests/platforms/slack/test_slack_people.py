"""People of the loopback Slack at their keyboards, against a Bolt app of a few lines."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import Loopback, slack
from tests.platforms.slack.member import REQUIRED, smart
from tests.platforms.slack.samples import FORM, SAID
from tests.platforms.slack.sockets import Ack
from tests.platforms.slack.state import Json
from tests.platforms.slack.transports import InProcess
from tests.platforms.slack.workspace import Workspace

CARD = [*SAID, {"type": "actions", "elements": [
    {"type": "button", "text": {"type": "plain_text", "text": "Next"}, "value": "1:next", "action_id": "press"},
    {"type": "button", "text": {"type": "plain_text", "text": "Why?"}, "value": "1:why", "action_id": "why"},
]}]  # fmt: skip


@dataclass
class Desk:
    """The loopback, its workspace, the bot, and what the bot heard."""

    server: Loopback
    space: Workspace
    app: AsyncApp
    heard: list[Json]

    async def hears(self, count: int) -> list[Json]:
        """Bolt acknowledges an event before its listener runs: waits for that many."""
        await self.server.until(lambda: len(self.heard) >= count, f"{count} events")
        return self.heard


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with slack() as server:
        client = AsyncWebClient(base_url=server.url, token="xoxb-1-planted")  # noqa: S106 # it opens nothing
        app = AsyncApp(client=client, request_verification_enabled=False)
        yield Desk(server, Workspace(server, InProcess(app)), app, bot(app, server))


def bot(app: AsyncApp, server: Loopback) -> list[Json]:
    """A bot of a few lines: a card for a command, a form for a button, an echo for what is typed."""
    heard: list[Json] = []

    async def hear(body: Json) -> None:
        heard.append(body)
        await server.tell()

    @app.command("/prep")
    async def command(ack: Any, respond: Any, body: Json) -> None:
        await ack()
        await hear(body)
        await respond(text="Today, 15 minutes", blocks=CARD)

    @app.action("press")
    async def press(ack: Any, client: AsyncWebClient, body: Json) -> None:
        await ack()
        await hear(body)
        await client.views_open(trigger_id=body["trigger_id"], view=FORM | {"callback_id": "form"})

    @app.action("why")
    async def why(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="Because.", replace_original=True)

    @app.view("form")
    async def submit(ack: Any, body: Json, client: AsyncWebClient) -> None:
        zone = body["view"]["state"]["values"]["zone"]["zone"]["value"]
        if zone == "Mars":
            await ack(response_action="errors", errors={"zone": "Mars has no zone. Write Europe/Berlin."})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"It is {zone} for you.")

    @app.event("message")
    async def typed(body: Json, client: AsyncWebClient) -> None:
        await hear(body)
        await client.chat_postMessage(channel=body["event"]["channel"], text=body["event"]["text"])

    @app.event("app_home_opened")
    async def home(body: Json, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=body["event"]["user"], view={"type": "home", "blocks": CARD})

    @app.shortcut("critique")
    async def shortcut(ack: Any, respond: Any, body: Json) -> None:
        await ack()
        await respond(text=f"1 of 1: {body['message']['text']}")

    for kind in (
        "channel_archive",
        "channel_deleted",
        "channel_left",
        "app_uninstalled",
        "tokens_revoked",
    ):
        app.event(kind)(hear)
    app.event("user_change")(hear)
    return heard


async def test_a_command_is_answered_to_its_caller_alone(desk: Desk) -> None:
    alice, bob = desk.space.person("alice", admin=True), desk.space.person("bob")
    await alice.slash("/prep start zone=UTC & more", channel="general")
    card = await alice.sees("Today, 15 minutes")
    assert (card.where, card.labels, card.payloads) == ("caller", ["Next", "Why?"], ["1:next", "1:why"])
    assert alice.notices == ["Today, 15 minutes"]
    assert bob.seen == []
    asked = desk.heard[0]
    assert (asked["text"], asked["user_name"], asked["channel_name"]) == (
        "start zone=UTC &amp; more", "alice", "general"
    )  # fmt: skip


async def test_in_a_dm_the_channel_is_called_directmessage(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.slash(smart('/prep bullet text="one two"'), channel=None)
    await alice.sees("Today")
    assert desk.heard[0]["channel_name"] == "directmessage"
    assert desk.heard[0]["text"] == "bullet\u00a0text=“one\u00a0two”"


async def test_a_press_opens_a_form_that_keeps_its_problems_until_they_are_mended(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.slash("/prep")
    await alice.sees("Today")
    await alice.press("Next")
    form = await alice.sees("Start")
    assert (form.title, form.fields) == ("Start", {"zone": ""})
    assert desk.heard[1]["container"]["is_ephemeral"] and "message" not in desk.heard[1]
    assert await alice.fill() == {"zone": REQUIRED}
    assert await alice.fill(zone="Mars") == {"zone": "Mars has no zone. Write Europe/Berlin."}
    assert (await alice.sees("Start")).problems == {"zone": "Mars has no zone. Write Europe/Berlin."}
    assert await alice.fill(zone="UTC") == {}
    assert (await alice.sees("It is UTC for you.")).where == "dm"
    assert alice.modal is None


async def test_a_card_may_be_replaced_and_an_ephemeral_one_dies_with_a_reload(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.slash("/prep")
    await alice.press("Why?", on=await alice.sees("Today"))
    await alice.sees("Because.")
    assert [card.text for card in alice.seen] == ["Because.\n"]
    alice.reload()
    assert alice.seen == []


async def test_a_button_pressed_twice_is_two_triggers(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.slash("/prep")
    card = await alice.sees("Today")
    await alice.press("Next", on=card)
    await alice.press("Next", on=card)
    await desk.server.until(lambda: desk.server.count("views.open") == 2, "two forms")
    assert [one.answer for one in desk.server.calls if one.method == "views.open"] == ["ok", "ok"]


async def test_what_is_typed_in_a_dm_arrives_escaped_and_only_with_its_scope(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.dm("done <1> & https://x.example")
    assert (await alice.sees("done")).lines == ["done <1> & https://x.example"]
    assert desk.heard[0]["event"]["text"] == "done &lt;1&gt; &amp; <https://x.example>"
    assert desk.space.live() == ["<https://x.example>"]
    desk.space.team.scopes.discard("im:history")
    await alice.dm("done 2")
    assert len(desk.heard) == 1


async def test_a_file_in_a_dm_can_be_fetched_with_the_token(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.upload("cv.pdf", b"%PDF-1.4", text="my resume")
    file = (await desk.hears(1))[0]["event"]["files"][0]
    assert (file["name"], file["mimetype"], file["size"]) == ("cv.pdf", "application/pdf", 8)
    assert file["url_private"].startswith(desk.server.root)


async def test_a_shortcut_carries_the_message(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.shortcut(alice.says("Improved F1 to 0.81"))
    assert (await alice.sees("1 of 1: Improved F1 to 0.81")).where == "caller"


async def test_the_home_is_published_when_it_is_opened_and_its_buttons_work(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.open_home()
    home = await alice.sees("Today", where="home")
    await alice.press("Next", on=home)
    await alice.sees("Start")
    pressed = desk.heard[-1]
    assert pressed["container"]["type"] == "view" and "response_url" not in pressed


async def test_what_happens_to_channels_and_to_the_app_is_told(desk: Desk) -> None:
    alice, space = desk.space.person("alice"), desk.space
    space.subscribed |= {"user_change"}
    for name in ("one", "two"):
        space.channel(name)
    await space.archive("one")
    await space.delete("two")
    await alice.leave_channel("general")
    await space.kick_bot("general")
    await alice.leave()
    await space.uninstall()
    events = [(body["event"]["type"], body["event"].get("user")) for body in await desk.hears(6)]
    assert [name for name, _ in events] == [
        "channel_archive", "channel_deleted", "channel_left", "user_change", "tokens_revoked", "app_uninstalled",
    ]  # fmt: skip
    assert len({body["event_id"] for body in desk.heard}) == 6


async def test_the_same_event_can_come_twice(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.dm("done 1")
    await desk.space.again()
    assert [body["event_id"] for body in await desk.hears(2)] == [desk.heard[0]["event_id"]] * 2


async def test_a_bot_that_does_not_answer_is_a_complaint(desk: Desk) -> None:
    alice = desk.space.person("alice")
    assert await alice.slash("/other") == Ack(False, why='status 404: {"error": "unhandled request"}')
    assert desk.server.complaints.pop().startswith("/other  was not acknowledged")


async def test_people_find_only_what_stands_there(desk: Desk) -> None:
    alice = desk.space.person("alice")
    await alice.slash("/prep")
    await alice.sees("Today")
    with pytest.raises(AssertionError, match=r"sees no \[Later\]"):
        await alice.press("Later")
    desk.server.patience = 0.01
    with pytest.raises(AssertionError, match="alice should see 'Tomorrow'"):
        await alice.sees("Tomorrow")
