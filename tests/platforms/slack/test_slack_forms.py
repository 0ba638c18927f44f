"""Forms of the loopback Slack as people fill them: every kind of field, and every answer to a submission."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import Loopback, slack
from tests.platforms.slack.member import Member
from tests.platforms.slack.samples import FORM, SAID
from tests.platforms.slack.state import Json
from tests.platforms.slack.transports import InProcess
from tests.platforms.slack.views import new_view
from tests.platforms.slack.workspace import Workspace


def words(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def option(value: str) -> Json:
    return {"text": words(value.title()), "value": value}


def asks(name: str, kind: str, **more: Any) -> Json:
    element = {"type": kind, "action_id": name} | more
    return {
        "type": "input",
        "block_id": f"{name}-row",
        "label": words(name),
        "element": element,
        "optional": True,
    }


DAYS = [option("mon"), option("tue"), option("wed")]
ALL = FORM | {
    "notify_on_close": True,
    "blocks": [
        *SAID,
        asks("text", "plain_text_input", multiline=True, max_length=10, initial_value="kept"),
        asks("round", "static_select", options=DAYS),
        asks("days", "checkboxes", options=DAYS, initial_options=DAYS[:1]),
        asks("level", "radio_buttons", options=DAYS, initial_option=DAYS[2]),
        asks("date", "datepicker"),
        asks("time", "timepicker", initial_time="08:00"),
        asks("who", "users_select"),
        asks("file", "file_input"),
    ],
}


class Bot:
    """Answers a submission with what a test wants, and remembers what came."""

    def __init__(self, app: AsyncApp) -> None:
        self.answer: Json = {}
        self.heard: list[Json] = []

        async def hear(ack: Any, body: Json) -> None:
            self.heard.append(body)
            await ack(**(self.answer if body["type"] == "view_submission" else {}))

        app.view("")(hear)
        app.view_closed("")(hear)
        app.event("app_rate_limited")(hear)


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    async with slack() as made:
        yield made


@pytest.fixture
def app(server: Loopback) -> AsyncApp:
    client = AsyncWebClient(base_url=server.url, token="xoxb-1-planted")  # noqa: S106 # it opens nothing
    return AsyncApp(client=client, request_verification_enabled=False)


@pytest.fixture
def bot(app: AsyncApp) -> Bot:
    return Bot(app)


@pytest.fixture
def alice(server: Loopback, app: AsyncApp, bot: Bot) -> Member:
    member = Workspace(server, InProcess(app)).person("alice")
    new_view(member.team, member.user.id, ALL)
    return member


async def test_every_kind_of_field_comes_back_as_slack_writes_it(alice: Member, bot: Bot) -> None:
    given = {"round": "Tue", "days": "tue, wed", "date": "2027-03-01", "who": "U1"}
    assert await alice.fill(text="a & b", file=("cv.pdf", b"%PDF"), **given) == {}
    values = bot.heard[0]["view"]["state"]["values"]
    assert values["text-row"] == {"text": {"type": "plain_text_input", "value": "a & b"}}
    assert values["round-row"]["round"]["selected_option"] == option("tue")
    assert values["days-row"]["days"]["selected_options"] == [option("tue"), option("wed")]
    assert values["level-row"]["level"]["selected_option"] == option("wed")
    assert values["date-row"]["date"]["selected_date"] == "2027-03-01"
    assert values["time-row"]["time"]["selected_time"] == "08:00"
    assert values["who-row"]["who"]["selected_user"] == "U1"
    file = values["file-row"]["file"]["files"][0]
    assert (file["name"], file["url_private"].startswith("http://127.0.0.1")) == ("cv.pdf", True)


async def test_what_was_left_alone_stays_as_it_stood(alice: Member, bot: Bot) -> None:
    await alice.fill()
    values = bot.heard[0]["view"]["state"]["values"]
    assert values["text-row"]["text"]["value"] == "kept"
    assert values["days-row"]["days"]["selected_options"] == [option("mon")]
    assert values["round-row"]["round"]["selected_option"] is None


async def test_slacks_own_client_refuses_what_is_too_long(alice: Member, bot: Bot) -> None:
    assert await alice.fill(text="x" * 11) == {"text": "at most 10 characters"}
    assert bot.heard == []


async def test_only_what_is_in_the_form_can_be_filled_in(alice: Member) -> None:
    with pytest.raises(AssertionError, match="not in the form"):
        await alice.fill(colour="red")
    with pytest.raises(AssertionError, match="'sun' cannot be chosen"):
        await alice.fill(round="sun")


async def test_a_submission_may_be_answered_with_another_form(alice: Member, bot: Bot) -> None:
    bot.answer = {"response_action": "update", "view": FORM}
    await alice.fill()
    assert alice.modal and list(alice.seen[-1].fields) == ["zone"]
    bot.answer = {"response_action": "push", "view": FORM | {"title": words("Again")}}
    await alice.fill(zone="UTC")
    assert [one.title for one in alice.seen] == ["Start", "Again"]
    bot.answer = {"response_action": "clear"}
    await alice.fill(zone="UTC")
    assert alice.modal is None


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        ({"response_action": "errors", "errors": {"colour-row": "no"}}, "must name its inputs"),
        ({"response_action": "update", "view": {"type": "modal", "blocks": SAID}}, "missing required field"),
        ({"response_action": "shout"}, "unknown acknowledgement"),
    ],
)
async def test_an_answer_that_slack_does_not_know_is_a_complaint(
    alice: Member, bot: Bot, server: Loopback, answer: Json, complaint: str
) -> None:
    bot.answer = answer
    await alice.fill()
    assert complaint in server.complaints.pop()


async def test_closing_a_form_is_told_only_where_it_was_asked_for(alice: Member, bot: Bot) -> None:
    await alice.cancel()
    assert [(body["type"], body["is_cleared"]) for body in bot.heard] == [("view_closed", False)]
    new_view(alice.team, alice.user.id, FORM)
    await alice.cancel()
    assert len(bot.heard) == 1
    assert alice.modal is None


async def test_rate_limited_events_are_told_without_an_event(alice: Member, server: Loopback) -> None:
    ack = await alice.workspace.rate_limited()
    kind, payload = alice.workspace.last or ("", {})
    assert (kind, payload["type"], "event" in payload) == ("events_api", "app_rate_limited", False)
    assert payload["minute_rate_limited"] == int(server.clock.now().timestamp())
    assert not ack.ok
    assert "app_rate_limited was not acknowledged" in server.complaints.pop()


async def test_what_an_admin_deletes_is_gone_for_everybody(alice: Member) -> None:
    place = alice.team.direct([alice.user.id])
    alice.team.post(place.id, alice.team.bot.id, "hello")
    alice.erase(await alice.sees("hello"))
    assert [one.title for one in alice.seen] == ["Start"]
