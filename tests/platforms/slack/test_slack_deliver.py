"""Deliveries on Slack: where they go, what becomes of those that cannot, and that none is sent twice."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.core.values import AccountId, account_id, channel_id, space_id
from bot.platforms.port import Booked, Booking, Busy, Receipt
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.error_mapping import Refused, receipt
from tests.platforms.door import row, said, settled
from tests.platforms.slack.loopback import SCOPES, slack
from tests.platforms.slack.slackdesk import (
    PICTURE,
    Desk,
    Later,
    another,
    at_desk,
    delivery,
    open_door,
    options_for,
    services_on,
)
from tests.platforms.slack.workspace import Workspace

REMINDER = card("Today, 15 minutes", row("Start"))
CHART = card("Best choices: A", PICTURE)
WITHOUT_HISTORY = tuple(scope for scope in SCOPES if not scope.endswith(":history"))


async def complete(done: Receipt) -> None:
    """What follows the words, as after their acknowledgement."""
    assert done.send_rest is not None
    await done.send_rest()


def threads(desk: Desk, channel: str) -> list[str]:
    return [m.thread_ts for m in desk.space.team.messages if m.channel == channel]


# where they go


async def test_a_dm_is_opened_by_its_first_message_and_each_arrives_with_its_id(desk: Desk) -> None:
    bob = desk.space.person("bob")
    done = [await desk.send(REMINDER, bob.user.id, id=f"member/reminder/{n}") for n in range(3)]
    assert [(d.outcome, d.ref) for d in done] == [("sent", s.ref) for s in bob.seen]
    assert {(s.where, s.text) for s in bob.seen} == {("dm", "Today, 15 minutes\n[Start]")}
    assert desk.slack.count("conversations.open") == 0
    payload = {"event_type": "loopmate_entry", "event_payload": {"id": "member/reminder/2"}}
    assert desk.space.team.messages[-1].metadata == payload
    posted = [c.args for c in desk.slack.calls if c.method == "chat.postMessage"]
    assert {(p["mrkdwn"], p["unfurl_links"], p["unfurl_media"]) for p in posted} == {(False, False, False)}
    assert ({p["channel"] for p in posted}, {d.dm for d in done}) == ({bob.user.id}, {bob.seen[0].ref[:9]})


async def test_a_meeting_is_a_group_dm_with_a_huddle_and_a_lone_person_has_neither(desk: Desk) -> None:
    people, team = [desk.space.person(name) for name in ("dave", "erin")], desk.space.team.id
    both = [person.user.id for person in people]
    accounts = tuple(account_id(space_id("slack", team), one) for one in both)
    wish = Booking(people=accounts, at=dt.datetime(2026, 12, 5, 15, tzinfo=dt.UTC), minutes=45)
    booked = await desk.platform.book(wish)
    done = await desk.send(card("It is time."), both[0], place="meeting", people=both)
    channel = done.ref.partition(":")[0]
    assert (done.outcome, [s.where for s in people[1].seen]) == ("sent", ["meeting"])
    assert booked == Booked(place=f"https://app.slack.com/huddle/{team}/{channel}", venue="huddle")
    lone = await desk.send(card("It is time."), both[0], place="meeting", people=both[:1])
    assert lone.outcome == "alone"
    assert await desk.platform.book(wish.model_copy(update={"people": accounts[:1]})) == Booked()
    assert await desk.platform.book(Booking(ref="nothing")) == Booked()
    desk.space.team.conversations[channel].archived = True
    gone = await desk.send(card("Two minutes"), both[0], place="meeting", people=both, id="m2")
    assert (gone.outcome, "is_archived" in gone.why) == ("alone", True)


async def test_a_topic_is_one_thread_below_its_first_message_and_begins_anew_when_that_is_gone(
    desk: Desk,
) -> None:
    general = desk.space.channel("general").id
    first = await desk.send(CHART, general, id="a", place="channel", topic="Lists")
    await complete(first)
    more = {"place": "channel", "topic": "Lists", "thread": first.ref}
    second = await desk.send(CHART, general, id="b", **more)
    await complete(second)
    head = first.ref.rpartition(":")[2]
    assert threads(desk, general) == ["", head, head, head]
    desk.slack.fail("chat.postMessage", error="thread_not_found")
    third = await desk.send(REMINDER, general, id="c", **more)
    assert [first.head, second.head, third.head] == [True, False, True]
    assert threads(desk, general)[-1] == ""


async def test_a_picture_follows_its_card_once_that_is_acknowledged_and_its_words_stand_in_for_it(
    desk: Desk,
) -> None:
    bob = desk.space.person("bob")
    first = delivery(desk, CHART, bob.user.id)
    await desk.platform.deliver(first)  # interrupted: nobody has acknowledged it, nor begun with the picture
    done = await desk.platform.deliver(first.model_copy(update={"again": True}))
    assert [len(s.files) for s in bob.seen] == [0]
    await complete(done)
    assert [len(s.files) for s in bob.seen] == [0, 1]
    desk.slack.fail("upload", status=500, times=50)
    done = await desk.send(CHART, bob.user.id, id="entry-2")
    await complete(done)
    assert (done.outcome, len(bob.seen)) == ("sent", 4)
    assert "The picture shows: A is above B" in bob.seen[-1].lines


async def test_the_home_is_published_anew(desk: Desk) -> None:
    bob = desk.space.person("bob")
    for words in ("Two left", "One left"):
        assert (await desk.send(card(words), bob.user.id, place="home")).outcome == "sent"
    assert [(s.where, s.lines) for s in bob.seen] == [("home", ["One left"])]


async def test_the_first_dm_says_that_replies_cannot_be_read_where_that_is_so() -> None:
    async with at_desk(scopes=WITHOUT_HISTORY) as desk:
        bob = desk.space.person("bob")
        for n in (1, 2):
            await desk.send(card("Today"), bob.user.id, id=f"entry-{n}")
        hint = "I can't read replies here. Use the buttons, or type a command that begins with /prep."
        assert [s.lines for s in bob.seen] == [["Today", hint], ["Today"]]


# who is not there, and what is closed


async def test_who_has_left_is_gone_for_their_own_dm_and_for_a_meeting(desk: Desk) -> None:
    dave, erin = desk.space.person("dave"), desk.space.person("erin")
    lead = f"slack:{desk.space.team.id}:"
    await erin.leave()
    assert [call.values for call in desk.door.news] == [{"account": lead + erin.user.id}]
    both = [dave.user.id, erin.user.id]
    met = await desk.send(card("It is time."), dave.user.id, place="meeting", people=both)
    assert met.outcome == "alone"
    known = desk.space.team.direct([erin.user.id]).id
    for dm in ("", known):
        assert (await desk.send(REMINDER, erin.user.id, dm=dm)).outcome == "gone"
    asked = [await desk.platform.here(AccountId(lead + one)) for one in (*both, "U0NOBODY")]
    assert asked == [True, False, False]
    desk.slack.fail("users.info", error="missing_scope")
    assert await desk.platform.here(AccountId(lead + dave.user.id)) is None


async def test_a_deactivated_person_is_looked_up_before_the_days_list_once_a_day(desk: Desk) -> None:
    alice = desk.space.person("alice")
    desk.slack.fail("users.info", error="internal_error")
    for number in range(4):  # what Slack cannot say isn't a departure
        done = await desk.send(REMINDER, alice.user.id, id=f"list-{number}", daily=True)
        assert done.outcome == "sent"
    assert desk.slack.count("users.info") == 2
    alice.user.deleted = True
    desk.slack.wait(24 * 3600)
    assert (await desk.send(REMINDER, alice.user.id, id="list-9", daily=True)).outcome == "gone"
    assert len(alice.seen) == 4


@pytest.mark.parametrize("refusal", ["cannot_dm_bot", "messages_tab_disabled", "user_not_visible"])
async def test_a_closed_dm_is_closed_and_not_tried_again(desk: Desk, refusal: str) -> None:
    bob = desk.space.person("bob")
    bob.user.refuses = refusal
    with capture_logs() as logs:
        assert (await desk.send(REMINDER, bob.user.id)).outcome == "closed"
    (told,) = (e for e in logs if e["event"] == "slack.refused")
    assert (told["place"], told["error"], bob.user.id in told["to"]) == ("dm", refusal, True)


@pytest.mark.parametrize(
    ("event", "words"), [("kick_bot", "not in the channel"), ("archive", "archived"), ("delete", "is gone")]
)
async def test_a_channel_that_cannot_be_posted_in_is_closed_with_the_mend(event: str, words: str) -> None:
    async with at_desk(word="drill") as desk:
        desk.space.subscribed = set()
        general = desk.space.channel("general").id
        await getattr(desk.space, event)("general")
        done = await desk.send(REMINDER, general, place="channel")
        assert (done.outcome, words in done.why, "{word}" in done.why) == ("closed", True, False)


@pytest.mark.parametrize("kind", ["read_only_channel", "thread_only_channel", "non_threadable_channel"])
async def test_a_channel_in_which_only_some_may_post_is_closed(desk: Desk, kind: str) -> None:
    desk.slack.fail("chat.postMessage", error=f"restricted_action_{kind}")
    done = await desk.send(REMINDER, desk.space.channel("general").id, place="channel")
    assert (done.outcome, "Only some people" in done.why) == ("closed", True)


async def test_another_workspaces_member_is_not_written_to(desk: Desk) -> None:
    elsewhere = delivery(desk, REMINDER, "U1").model_copy(update={"to": "slack:T9999:U1"})
    assert (await desk.platform.deliver(elsewhere)).outcome == "closed"
    assert desk.slack.count("chat.postMessage") == 0


async def test_before_it_is_connected_everything_waits(desk: Desk) -> None:
    async with slack() as server:
        space = Workspace(server, Later())
        platform = SlackPlatform(services_on(server, open_door()), options_for(server, space))
        with pytest.raises(Busy):
            await platform.deliver(delivery(desk, REMINDER, "U1"))
        assert await platform.here(AccountId(f"slack:{space.team.id}:U1")) is None


def test_an_error_that_nobody_foresaw_is_no_outcome() -> None:
    for place in ("dm", "channel", "meeting", "home"):
        assert receipt(place, Refused("fatal_error"), "prep", "loopmate") is None


# Slack is busy, or breaks


async def test_a_short_wait_is_waited_and_a_long_one_is_busy_and_nothing_was_sent(desk: Desk) -> None:
    bob = desk.space.person("bob")
    desk.slack.fail("chat.postMessage", retry_after=0)
    assert (await desk.send(REMINDER, bob.user.id)).outcome == "sent"
    desk.slack.fail("chat.postMessage", retry_after=30)
    for _ in range(2):
        with pytest.raises(Busy) as busy:
            await desk.send(REMINDER, bob.user.id, id="entry-2")
        assert busy.value.seconds == 30
    assert (len(bob.seen), desk.slack.count("chat.postMessage")) == (1, 3)
    desk.slack.wait(30)
    assert (await desk.send(REMINDER, bob.user.id, id="entry-2")).outcome == "sent"


@pytest.mark.parametrize(
    "error",
    ["ratelimited", "rate_limited", "message_limit_exceeded", "org_login_required", "team_added_to_org"],
)
async def test_what_passes_by_itself_is_waited_for_and_ends_nothing(desk: Desk, error: str) -> None:
    bob = desk.space.person("bob")
    desk.slack.fail("chat.postMessage", error=error)
    with pytest.raises(Busy):
        await desk.send(REMINDER, bob.user.id)
    desk.slack.wait(30)
    assert (await desk.send(REMINDER, bob.user.id)).outcome == "sent"


async def test_a_flood_to_one_channel_is_put_back_and_delays_nobody_else() -> None:
    async with at_desk(patient=0) as desk:
        bob, erin = desk.space.person("bob"), desk.space.person("erin")
        with pytest.raises(Busy):
            for n in range(20):
                await desk.send(REMINDER, bob.user.id, id=f"entry-{n}")
        assert len(bob.seen) == 10
        assert (await desk.send(REMINDER, erin.user.id)).outcome == "sent"


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_slack_took_before_it_broke_is_found_again_and_what_it_did_not_take_is_sent(
    desk: Desk, arrived: bool
) -> None:
    bob = desk.space.person("bob")
    desk.slack.fail("chat.postMessage", status=500, after=arrived)
    with pytest.raises(Exception, match="500"):
        await desk.send(REMINDER, bob.user.id)
    assert len(bob.seen) == arrived
    done = await desk.send(REMINDER, bob.user.id, again=True)
    assert [(s.ref, done.outcome) for s in bob.seen] == [(done.ref, "sent")]


@pytest.mark.parametrize("how", ["scope", "distributed"])
async def test_where_nothing_can_be_looked_up_it_is_sent_again_and_counted(how: str) -> None:
    scopes = WITHOUT_HISTORY if how == "scope" else SCOPES
    async with at_desk(scopes=scopes, client_id="1.2" if how == "distributed" else "") as desk:
        bob = desk.space.person("bob")
        assert (await desk.send(REMINDER, bob.user.id, again=True)).outcome == "sent"
        live = delivery(desk, REMINDER, bob.user.id, id="entry-2", answer=said(REMINDER, flow="list"))
        assert (await desk.platform.deliver(live)).outcome == "sent"
        assert desk.slack.count("conversations.history") == 0
        assert desk.platform.counts["not looked up"] == 1


async def test_a_private_channel_is_looked_up_like_any_other(desk: Desk) -> None:
    general = desk.space.channel("general")
    general.private = True
    for again in (False, True):
        await desk.send(REMINDER, general.id, place="channel", again=again)
    assert (len(desk.space.team.messages), desk.platform.counts["not looked up"]) == (1, 0)


async def test_a_message_in_a_topics_thread_is_looked_up_there_and_beside_it_when_the_thread_is_gone(
    desk: Desk,
) -> None:
    general = desk.space.channel("general").id
    more: dict[str, Any] = {"place": "channel", "topic": "Lists"}
    first = await desk.send(REMINDER, general, id="a", **more)
    assert (await desk.send(REMINDER, general, id="a", again=True, **more)).head
    more["thread"] = first.ref
    await desk.send(REMINDER, general, id="b", **more)
    assert not (await desk.send(REMINDER, general, id="b", again=True, **more)).head
    assert len(desk.space.team.messages) == 2
    desk.slack.fail("chat.postMessage", error="thread_not_found")
    await desk.send(REMINDER, general, id="c", **more)
    desk.slack.fail("conversations.replies", error="thread_not_found")
    assert (await desk.send(REMINDER, general, id="c", again=True, **more)).head
    assert len(desk.space.team.messages) == 3


async def test_a_token_that_is_refused_says_nothing_of_a_channel_or_a_person(desk: Desk) -> None:
    space, general = space_id("slack", desk.space.team.id), desk.space.channel("general").id
    for method in ("conversations.info", "users.info"):
        desk.slack.fail(method, error="token_revoked")
    assert await desk.platform.channel_problem(channel_id(space, general)) is None
    assert await desk.platform.here(account_id(space, desk.space.person("bob").user.id)) is None


async def test_a_dm_that_is_not_where_it_was_is_opened_anew(desk: Desk) -> None:
    bob = desk.space.person("bob")
    done = await desk.send(REMINDER, bob.user.id, dm="D0OTHER")
    assert (done.outcome, len(bob.seen)) == ("sent", 1)
    assert done.dm == bob.seen[0].ref.split(":")[0]


async def test_in_a_thread_where_people_have_argued_for_long_a_message_is_found_as_well(desk: Desk) -> None:
    general, alice = desk.space.channel("general").id, desk.space.person("alice")
    more: dict[str, Any] = {"place": "channel", "topic": "Lists"}
    first = await desk.send(card("Lists"), general, id="a", **more)
    root = desk.space.team.messages[-1]
    for number in range(150):
        desk.space.team.post(root.channel, alice.user.id, f"No. {number}", thread_ts=root.ts)
    more["thread"] = first.ref
    sent = await desk.send(card("Monday"), general, id="b", **more)
    assert (await desk.send(card("Monday"), general, id="b", again=True, **more)).ref == sent.ref
    assert desk.slack.count("chat.postMessage") == 2


@pytest.mark.parametrize("first", [True, False])
async def test_lists_of_a_big_workspace_meet_no_limit_and_what_is_urgent_does_not_wait_for_them(
    desk: Desk, first: bool
) -> None:
    """Slack takes some hundred messages in a minute, and opens some 50 conversations."""
    desk.slack.limit("chat.postMessage", a_minute=300)
    desk.slack.limit("conversations.open", a_minute=50)
    people = [desk.space.person(f"m{number}").user.id for number in range(320)]
    dms = {who: "" if first else desk.space.team.direct([who]).id for who in people}
    lists = [delivery(desk, REMINDER, who, id=who, daily=True, dm=dms[who]) for who in people]
    begun = desk.slack.clock.now()
    receipts = await settled(desk.platform, desk.slack.clock, lists)
    assert {receipt.outcome for receipt in receipts} == {"sent"}
    assert desk.slack.count("chat.postMessage") == len(people), "each is asked for once"
    assert (desk.slack.clock.now() - begun).total_seconds() <= 70
    ends = desk.slack.clock.now()
    await desk.send(card("It's time"), people[0], id="mock")
    assert desk.slack.clock.now() == ends


async def test_looking_up_who_has_left_leaves_room_for_what_people_ask(desk: Desk) -> None:
    desk.slack.limit("users.info", a_minute=100)
    people = [desk.space.person(f"m{number}").user.id for number in range(120)]
    lists = [delivery(desk, REMINDER, who, id=who, daily=True) for who in people]
    await settled(desk.platform, desk.slack.clock, lists)
    assert [call.method for call in desk.slack.calls if call.answer != "ok"] == []
    assert await desk.platform.here(account_id(space_id("slack", desk.space.team.id), people[0]))


@pytest.mark.parametrize("restarted", [False, True])
async def test_yesterdays_lists_leave_room_for_what_people_press(desk: Desk, restarted: bool) -> None:
    """Slack lets about 50 messages be changed, and 50 conversations be read, in a minute."""
    people = [desk.space.person(f"m{number}") for number in range(100)]
    dms = {one.user.id: desk.space.team.direct([one.user.id]).id for one in people}

    async def send_lists(day: int, to: SlackPlatform) -> None:
        answer = said(REMINDER, flow="list")
        given = [{"id": f"{day}/{who}", "dm": dm, "answer": answer} for who, dm in dms.items()]
        lists = [
            delivery(desk, REMINDER, who, daily=True, **more) for who, more in zip(dms, given, strict=True)
        ]
        await settled(to, desk.slack.clock, lists)

    await send_lists(1, desk.platform)
    desk.slack.clock.set(desk.slack.clock.now() + dt.timedelta(days=1))
    for method in ("chat.update", "conversations.history"):
        desk.slack.limit(method, a_minute=50)
    async with another(desk) as again:
        await send_lists(2, again.platform if restarted else desk.platform)
    desk.answers(said(card("Done 1"), replace=True))
    await people[0].press(REMINDER.buttons[0].label)
    assert [call.method for call in desk.slack.calls if call.answer != "ok"] == []
    assert people[0].seen[0].labels == [], "yesterday's"
    assert people[0].seen[-1].lines == ["Done 1"]


async def test_a_workspace_that_asks_for_a_pause_gets_one_from_all_lists(desk: Desk) -> None:
    for method in ("chat.postMessage", "users.info"):
        desk.slack.limit(method, a_minute=60)
    people = [desk.space.person(f"m{number}").user.id for number in range(150)]
    dms = {who: desk.space.team.direct([who]).id for who in people}
    lists = [delivery(desk, REMINDER, who, id=who, daily=True, dm=dms[who]) for who in people]
    receipts = await settled(desk.platform, desk.slack.clock, lists)
    assert {receipt.outcome for receipt in receipts} == {"sent"}
    refused = Counter(call.method for call in desk.slack.calls if call.answer != "ok")
    assert max(refused.values()) <= 4, "one or two each minute, and not each of the others again and again"
