"""The loopback Slack refuses what Slack refuses: shown with slack_sdk alone."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.http_retry.builtin_async_handlers import AsyncServerErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.platforms.slack.loopback import Loopback, slack
from tests.platforms.slack.oauth import CLIENT_ID, CLIENT_SECRET
from tests.platforms.slack.samples import FORM, HOME, SAID
from tests.platforms.slack.state import Conversation, Team, User


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with slack() as made:
        yield made


@pytest.fixture
def team(server: Loopback) -> Team:
    made = server.team()
    for number, name in enumerate(["alice", "bob"], start=1):
        made.users[f"U{number}"] = User(f"U{number}", name, tz="Europe/Berlin", admin=name == "alice")
    return made


@pytest.fixture
def client(server: Loopback, team: Team) -> AsyncWebClient:
    return AsyncWebClient(token=team.token, base_url=server.url)


async def error(call: Any) -> str:
    """The error that a call earns."""
    with pytest.raises(SlackApiError) as raised:
        await call
    return str(raised.value.response["error"])


async def test_a_token_names_its_workspace_and_its_scopes(client: AsyncWebClient, team: Team) -> None:
    answer = await client.auth_test()
    assert (answer["team"], answer["user_id"]) == ("ML Loop", team.bot.id)
    assert "chat:write" in answer.headers["X-OAuth-Scopes"].split(",")


async def test_wrong_and_dead_tokens_are_told_apart(
    server: Loopback, team: Team, client: AsyncWebClient
) -> None:
    assert (
        await error(AsyncWebClient(token=f"{team.token}x", base_url=server.url).auth_test()) == "invalid_auth"
    )
    assert await error(AsyncWebClient(base_url=server.url).auth_test()) == "not_authed"
    await client.auth_revoke()
    assert await error(client.auth_test()) == "token_revoked"


async def test_a_missing_scope_is_named_beside_those_given(client: AsyncWebClient, team: Team) -> None:
    team.scopes = {"users:read"}
    with pytest.raises(SlackApiError) as raised:
        await client.chat_postMessage(channel="U1", text="hello")
    assert raised.value.response["needed"] == "chat:write"
    assert raised.value.response["provided"] == "users:read"
    assert await error(client.conversations_open(users="U1")) == "missing_scope"


async def test_the_same_people_share_one_place_in_any_order(client: AsyncWebClient) -> None:
    alone = (await client.conversations_open(users="U1"))["channel"]["id"]
    both = (await client.conversations_open(users=["U1", "U2"]))["channel"]["id"]
    assert both == (await client.conversations_open(users=["U2", "U1"]))["channel"]["id"]
    assert alone == (await client.chat_postMessage(channel="U1", text="hello"))["channel"]
    assert alone != both
    assert await error(client.conversations_open(users=[f"U{n}" for n in range(9)])) == "too_many_users"


async def test_people_who_left_or_take_no_messages_are_refused(client: AsyncWebClient, team: Team) -> None:
    team.users["U1"].deleted = True
    team.users["U2"].refuses = "messages_tab_disabled"
    assert await error(client.conversations_open(users="U1")) == "user_disabled"
    assert await error(client.conversations_open(users="U9")) == "user_not_found"
    assert await error(client.chat_postMessage(channel="U2", text="hello")) == "messages_tab_disabled"
    assert await error(client.users_info(user="U9")) == "user_not_found"
    assert "tz" not in (await client.users_info(user="U1"))["user"]


async def test_a_channel_takes_a_message_only_from_a_member_while_it_lives(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    place = Conversation("C1", "prep", "channel", ["U1"])
    team.conversations["C1"] = place
    assert await error(client.chat_postMessage(channel="C2", text="hello")) == "channel_not_found"
    assert await error(client.chat_postMessage(channel="C1", text="hello")) == "not_in_channel"
    place.members.append(team.bot.id)
    assert await error(client.chat_postEphemeral(channel="C1", user="U2", text="x")) == "user_not_in_channel"
    place.archived = True
    assert await error(client.chat_postMessage(channel="C1", text="hello")) == "is_archived"
    place.deleted = True
    assert await error(client.chat_postMessage(channel="C1", text="hello")) == "channel_not_found"


async def test_a_message_is_found_by_its_metadata_where_history_may_be_read(
    client: AsyncWebClient, team: Team
) -> None:
    mark = {"event_type": "loopmate_entry", "event_payload": {"id": "reminder:1"}}
    sent = await client.chat_postMessage(channel="U1", text="hello", metadata=mark)
    history = await client.conversations_history(channel=sent["channel"], include_all_metadata=True, limit=15)
    assert history["messages"][0]["metadata"] == mark
    bare = await client.conversations_history(channel=sent["channel"])
    assert "metadata" not in bare["messages"][0]
    assert await error(client.chat_postMessage(channel="U1", text="x", metadata={"event_type": "y"})) == (
        "invalid_metadata_format"
    )
    team.scopes.discard("im:history")
    assert await error(client.conversations_history(channel=sent["channel"])) == "missing_scope"


async def test_a_message_changes_and_goes_once(client: AsyncWebClient, team: Team) -> None:
    sent = await client.chat_postMessage(channel="U1", text="one", blocks=SAID)
    await client.chat_update(channel=sent["channel"], ts=sent["ts"], text="two")
    message = team.find(sent["channel"], sent["ts"])
    assert message and (message.text, message.blocks, message.edited) == ("two", [], True)
    await client.chat_delete(channel=sent["channel"], ts=sent["ts"])
    assert await error(client.chat_delete(channel=sent["channel"], ts=sent["ts"])) == "message_not_found"


async def test_a_trigger_opens_one_form_within_three_seconds(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    used, late = team.trigger("U1"), team.trigger("U1")
    view = (await client.views_open(trigger_id=used, view=FORM))["view"]
    assert await error(client.views_open(trigger_id=used, view=FORM)) == "exchanged_trigger_id"
    assert await error(client.views_open(trigger_id="1.2.x", view=FORM)) == "invalid_trigger_id"
    server.clock.advance(3.1)
    assert await error(client.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"
    changed = (await client.views_update(view_id=view["id"], hash=view["hash"], view=FORM))["view"]
    assert changed["hash"] != view["hash"]
    assert (
        await error(client.views_update(view_id=view["id"], hash=view["hash"], view=FORM)) == "hash_conflict"
    )


async def test_the_home_is_one_for_each_person(client: AsyncWebClient, team: Team) -> None:
    first = await client.views_publish(user_id="U1", view=HOME)
    assert first["view"]["id"] == (await client.views_publish(user_id="U1", view=HOME))["view"]["id"]
    assert first["view"]["id"] != (await client.views_publish(user_id="U2", view=HOME))["view"]["id"]


async def test_a_response_url_is_good_for_five_answers_in_half_an_hour(server: Loopback, team: Team) -> None:
    team.direct(["U1"])
    place = next(iter(team.conversations))
    spent, old = [AsyncWebhookClient(f"{server.root}/hooks/{team.hook('U1', place).id}") for _ in range(2)]
    answers = [await spent.send(text=f"answer {n}") for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert "used_url" in answers[5].body
    server.clock.advance(30 * 60 + 1)
    assert "expired_url" in (await old.send(text="late")).body
    assert [message.only_for for message in team.messages] == ["U1"] * 5


async def test_an_answer_to_a_press_replaces_deletes_or_adds(server: Loopback, team: Team) -> None:
    place = team.direct(["U1"])
    pressed = team.post(place.id, team.bot.id, "before", only_for="U1")
    hook = AsyncWebhookClient(f"{server.root}/hooks/{team.hook('U1', place.id, pressed.ts).id}")
    await hook.send(text="after", replace_original=True)
    assert pressed.text == "after"
    await hook.send(text="to all", replace_original=False, response_type="in_channel")
    await hook.send(delete_original=True)
    assert [m.text for m in team.visible("U1")] == ["to all"]
    assert (await hook.send(text="which?")).status_code == 400
    assert "replace_original" in server.complaints.pop()


async def test_a_file_is_seen_where_it_was_shared_and_nowhere_else(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    place = team.direct(["U1"])
    answer = await client.files_upload_v2(
        filename="week.png", content=b"PNG", alt_txt="Six of seven days done", channel=place.id
    )
    hidden = await client.files_upload_v2(filename="alone.png", content=b"PNG")
    file = team.files[answer["file"]["id"]]
    assert (file.data, file.alt, file.shared) == (b"PNG", "Six of seven days done", [place.id])
    assert team.files[hidden["file"]["id"]].shared == []
    assert [m.files for m in team.visible("U1")] == [[file.id]]
    address = (await client.files_info(file=file.id))["file"]["url_private_download"]
    async with aiohttp.ClientSession() as session:
        async with session.get(address, headers={"Authorization": f"Bearer {team.token}"}) as mine:
            assert await mine.read() == b"PNG"
        async with session.get(address) as nobody:
            assert nobody.content_type == "text/html"
    assert await error(client.files_getUploadURLExternal(filename="a", length=1, alt_txt="x" * 1001)) == (
        "alt_txt_too_large"
    )


async def test_an_installation_is_exchanged_once(server: Loopback, team: Team) -> None:
    client, code = AsyncWebClient(base_url=server.url), server.oauth.code(team)
    given = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "code": code}
    answer = await client.api_call("oauth.v2.access", data=given)
    assert (answer["access_token"], answer["team"]["name"]) == (team.token, "ML Loop")
    assert await error(client.api_call("oauth.v2.access", data=given)) == "invalid_code"


async def test_faults_come_as_asked_and_then_are_over(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    server.fail("auth.test", retry_after=7)
    server.fail("auth.test", error="fatal_error")
    with pytest.raises(SlackApiError) as raised:
        await client.auth_test()
    assert (raised.value.response.status_code, raised.value.response.headers["Retry-After"]) == (429, "7")
    assert await error(client.auth_test()) == "fatal_error"
    await client.auth_test()
    assert [one.answer for one in server.calls] == ["429", "fatal_error", "ok"]


async def test_a_fault_after_the_work_leaves_the_message_there(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    server.fail("chat.postMessage", status=500, after=True)
    client.retry_handlers.append(AsyncServerErrorRetryHandler(max_retry_count=0))
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="U1", text="once")
    assert [message.text for message in team.messages] == ["once"]


async def test_a_call_that_hangs_ends_with_the_callers_patience(server: Loopback, team: Team) -> None:
    server.fail("auth.test", hang=True)
    client = AsyncWebClient(token=team.token, base_url=server.url, timeout=1)
    client.timeout = 0.05  # type: ignore[assignment] # the SDK says int and hands it to aiohttp
    with pytest.raises(TimeoutError):
        await client.auth_test()


async def test_what_slack_does_not_know_is_a_complaint(client: AsyncWebClient, server: Loopback) -> None:
    assert await error(client.api_call("chat.shout", json={"text": "x"})) == "unknown_method"
    await client.api_call("auth.test", json={"loud": True})
    assert await error(client.api_call("chat.postMessage", json={"channel": "U1", "blocks": SAID})) == (
        "invalid_blocks"
    )
    assert [line.split(":")[0] for line in server.complaints] == [
        "chat.shout",
        "auth.test",
        "chat.postMessage",
    ]
    server.complaints.clear()


def test_a_loopback_that_was_complained_to_fails_its_test() -> None:
    async def noisy() -> None:
        async with slack() as made:
            made.complain("a method that nobody knows")

    with pytest.raises(AssertionError, match="a method that nobody knows"):
        asyncio.run(noisy())


async def test_places_people_and_threads_can_be_asked_for(client: AsyncWebClient, team: Team) -> None:
    team.scopes.add("channels:history")
    team.conversations["C1"] = Conversation("C1", "prep", "channel", ["U1", team.bot.id])
    first = await client.chat_postMessage(channel="C1", text="a mock")
    await client.chat_postMessage(channel="C1", text="its picture", thread_ts=first["ts"])
    replies = await client.conversations_replies(channel="C1", ts=first["ts"])
    assert [one["text"] for one in replies["messages"]] == ["a mock", "its picture"]
    assert len((await client.conversations_history(channel="C1"))["messages"]) == 1
    assert (await client.conversations_members(channel="C1"))["members"] == ["U1", team.bot.id]
    assert (await client.conversations_info(channel="C1"))["channel"]["is_member"]
    assert [c["id"] for c in (await client.users_conversations())["channels"]] == ["C1"]
    await client.chat_postEphemeral(channel="C1", user="U1", text="only you")
    assert [m.text for m in team.visible("U1")] == ["a mock", "its picture", "only you"]


async def test_a_form_may_lie_on_another(client: AsyncWebClient, team: Team) -> None:
    under = (await client.views_open(trigger_id=team.trigger("U1"), view=FORM))["view"]
    over = (await client.views_push(trigger_id=team.trigger("U1", under["id"]), view=FORM))["view"]
    assert (over["root_view_id"], over["previous_view_id"]) == (under["id"], under["id"])
    assert await error(client.views_push(trigger_id=team.trigger("U1"), view=FORM)) == "not_found"
    assert await error(client.views_update(view_id="V0", view=FORM)) == "not_found"


async def test_a_form_that_takes_a_file_needs_the_scope_for_files(client: AsyncWebClient, team: Team) -> None:
    asks = {
        "type": "input",
        "label": {"type": "plain_text", "text": "File"},
        "element": {"type": "file_input"},
    }
    team.scopes.discard("files:read")
    assert await error(client.views_open(trigger_id=team.trigger("U1"), view=FORM | {"blocks": [asks]})) == (
        "missing_scope"
    )


async def test_response_urls_uploads_and_downloads_fail_on_demand_too(
    client: AsyncWebClient, server: Loopback, team: Team
) -> None:
    place = team.direct(["U1"])
    hook = AsyncWebhookClient(f"{server.root}/hooks/{team.hook('U1', place.id).id}")
    server.fail("response_url", status=500)
    assert [(await hook.send(text="x")).status_code for _ in range(2)] == [500, 200]
    server.fail("upload", status=503)
    with pytest.raises(SlackRequestError, match="503"):
        await client.files_upload_v2(filename="a.png", content=b"PNG", channel=place.id)
    sent = await client.files_upload_v2(filename="a.png", content=b"PNG", channel=place.id)
    server.fail("download", retry_after=3)
    headers = {"Authorization": f"Bearer {team.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(sent["file"]["url_private"]) as got,
    ):
        assert (got.status, got.headers["Retry-After"]) == (429, "3")
    await client.files_delete(file=sent["file"]["id"])
    assert await error(client.files_info(file=sent["file"]["id"])) == "file_not_found"
