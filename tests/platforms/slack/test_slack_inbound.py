"""What Slack sends, read: pure, the same id for the same event, and no surprise whatever comes."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.reply import Chosen, Said
from bot.core.values import Call
from bot.core.wall_time import ManualClock
from bot.platforms.slack.inbound import NOT_YOURS, Asked, Happened, Me, read
from bot.platforms.slack.modal import Kept, view
from tests.platforms.slack import payloads
from tests.platforms.slack.slackdesk import form
from tests.platforms.slack.state import START, Conversation, Message, Team, User, View

ME = Me("T0001", user="U1BOT", place="ML Loop")
CLOCK = ManualClock(START)
TEAM = Team("T0001", "ML Loop", "ml-loop", "xoxb", set(), CLOCK, User("U1BOT", "loopmate", bot=True))
ALICE = User("U0000002", "alice")
GENERAL = Conversation("C0000001", "general", "channel", [ALICE.id, TEAM.bot.id])
DM = Conversation("D0000001", "directmessage", "im", [ALICE.id, TEAM.bot.id])
for place in (GENERAL, DM):
    TEAM.conversations[place.id] = place
TEAM.users |= {ALICE.id: ALICE, TEAM.bot.id: TEAM.bot}


def message(channel: Conversation, user: User, text: str, **more: Any) -> Message:
    return Message(channel.id, TEAM.stamp(), user.id, text, TEAM.turn, CLOCK.now(), **more)


BUTTON = {"type": "button", "action_id": "press-0-0", "value": "1:g:today", "text": {"type": "plain_text"}}
BLOCK = {"type": "actions", "block_id": "b1", "elements": [BUTTON]}
HOOK = "https://hooks.slack.com/actions/T0001/1/x"
SHOWN = view(form(at="08:00"), Kept(payload="1:g:~:t", path="remind", hook=HOOK))
OPENED = View("V1", ALICE.id, SHOWN, "h1", 1, CLOCK.now())

BODIES: dict[str, dict[str, Any]] = {
    "slash": payloads.slash(TEAM, ALICE, GENERAL, "/prep", "quiz count=3", HOOK),
    "press": payloads.press(TEAM, ALICE, message(GENERAL, TEAM.bot, "x"), BLOCK, BUTTON, HOOK),
    "form": payloads.submission(
        TEAM, ALICE, OPENED, {"at": {"at": {"type": "plain_text_input", "value": "09:00"}}}
    ),
    "shortcut": payloads.shortcut(TEAM, ALICE, message(GENERAL, ALICE, "F1 to 0.81"), "critique", HOOK),
    "words": payloads.event(TEAM, payloads.typed(TEAM, message(DM, ALICE, "done 1"), [])),
    "named": payloads.event(TEAM, payloads.naming(TEAM, message(GENERAL, ALICE, "<@U1BOT> today"))),
    "home": payloads.event(
        TEAM, {"type": "app_home_opened", "user": ALICE.id, "tab": "home", "channel": DM.id}
    ),
    "archived": payloads.event(TEAM, {"type": "channel_archive", "channel": GENERAL.id}),
}


def test_two_events_have_two_ids_and_one_that_is_sent_again_has_the_id_that_it_had() -> None:
    found = [read(body, ME) for body in BODIES.values()]
    asked = [one.inbound for one in found if isinstance(one, Asked)]
    assert {(one.account, one.space) for one in asked} == {("slack:T0001:U0000002", "slack:T0001")}
    assert len({one.event for one in asked}) == len(BODIES) - 1
    assert found == [read(copy.deepcopy(body), ME) for body in BODIES.values()]


@pytest.mark.parametrize(
    "change",
    [
        {"bot_id": "B1"},
        {"user": "U1BOT"},
        {"subtype": "message_changed"},
        {"subtype": "bot_message"},
        {"channel_type": "channel"},
        {"channel_type": "mpim"},
    ],
)
def test_what_no_person_typed_to_the_bot_is_not_heard(change: dict[str, str]) -> None:
    body = copy.deepcopy(BODIES["words"])
    body["event"] |= change
    assert read(body, ME) is None


def test_what_was_forwarded_has_no_words_and_asks_for_no_list() -> None:
    body = copy.deepcopy(BODIES["words"])
    body["event"]["text"] = ""
    found = read(body, ME)
    assert isinstance(found, Asked)
    assert found.inbound.signal == Said(text=":)")


def test_the_bots_own_message_is_nobodys_bullet() -> None:
    body = copy.deepcopy(BODIES["shortcut"])
    body["message"]["bot_id"] = "B1"
    found = read(body, ME)
    assert isinstance(found, Asked)
    nothing = Call(path="bullet", values={"text": ""}, private=frozenset({"text"}))
    assert (found.instead, found.inbound.signal) == (NOT_YOURS, Chosen(call=nothing))
    body["callback_id"] = "another apps"
    assert read(body, ME) is None


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"type": "group_archive"}, "archived"),
        ({"type": "group_deleted"}, "deleted"),
        ({"type": "channel_left"}, "removed"),
        ({"type": "member_left_channel", "user": "U1BOT"}, "removed"),
    ],
)
def test_a_channel_goes_in_several_ways(event: dict[str, str], why: str) -> None:
    found = read(payloads.event(TEAM, event | {"channel": "C9"}), ME)
    assert isinstance(found, Happened)
    assert (found.what.path, found.what.values) == (
        "space.channel-gone",
        {"channel": "slack:T0001:C9", "why": why},
    )


def test_what_happens_to_another_person_is_no_news() -> None:
    revoked = {"type": "tokens_revoked", "tokens": {"oauth": ["U0000002"], "bot": []}}
    left = {"type": "member_left_channel", "channel": "C9", "user": "U0000002"}
    assert [read(payloads.event(TEAM, event), ME) for event in (revoked, left)] == [None, None]


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
JUNK: st.SearchStrategy[Any] = PLAIN | st.lists(PLAIN, max_size=1) | st.builds(dict)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_is_wrong_in_a_payload_it_is_one_of_the_errors_that_are_expected(
    data: st.DataObject,
) -> None:
    body = copy.deepcopy(data.draw(st.sampled_from(list(BODIES.values()))))
    for _ in range(data.draw(st.integers(1, 3))):
        _break(body, data)
    try:
        found = read(body, ME)
    except (KeyError, TypeError, ValueError, AttributeError):
        return
    assert found is None or isinstance(found, (Asked, Happened))


def _break(inside: Any, data: st.DataObject) -> None:
    """Replaces or removes something, anywhere in it."""
    while inside:
        keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
        key = data.draw(st.sampled_from(keys))
        deeper = inside[key]
        if isinstance(deeper, (dict, list)) and deeper and data.draw(st.booleans()):
            inside = deeper
            continue
        if isinstance(inside, dict) and data.draw(st.booleans()):
            del inside[key]
        else:
            inside[key] = data.draw(JUNK)
        return
