"""Deliveries on Slack: where they go, what becomes of those that cannot, and that none is sent twice."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from bot.core.card import card
from bot.core.ids import AccountId, account_id, space_id
from bot.platforms.port import Booked, Booking, Busy, Delivery, Receipt, Unready
from bot.platforms.slack.adapter import SlackPlatform
from bot.platforms.slack.error_mapping import Refused, receipt
from tests.platforms.slack.loopback import SCOPES, slack
from tests.platforms.slack.slackdesk import (
    PICTURE,
    Desk,
    Keeper,
    Later,
    at_desk,
    delivery,
    house_for,
    options_for,
    row,
)
from tests.platforms.slack.workspace import Workspace

REMINDER = card("Today, 15 minutes", row("Start"))
WITHOUT_HISTORY = tuple(scope for scope in SCOPES if not scope.endswith(":history"))


async def complete(done: Receipt) -> None:
    """What follows the words, as after their acknowledgement."""
    assert done.send_rest is not None
    await done.send_rest()


async def test_a_dm_arrives_with_its_id_and_answers_where_it_went() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        done = await desk.platform.deliver(
            delivery(desk, REMINDER, bob.user.id, id="member/reminder/2026-11-24")
        )
        (seen,) = bob.seen
        assert (done.outcome, done.ref) == ("sent", seen.ref)
        assert (seen.where, seen.text) == ("dm", "Today, 15 minutes\n[Start]")
        payload = {"event_type": "loopmate_entry", "event_payload": {"id": "member/reminder/2026-11-24"}}
        assert desk.space.team.messages[-1].metadata == payload
        posted = [c.args for c in desk.slack.calls if c.method == "chat.postMessage"]
        assert [(p["mrkdwn"], p["unfurl_links"], p["unfurl_media"]) for p in posted] == [
            (False, False, False)
        ]


async def test_the_conversation_is_opened_once() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        for n in range(3):
            await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id, id=f"entry-{n}"))
        assert desk.slack.count("conversations.open") == 1
        assert len(bob.seen) == 3


async def test_a_meeting_is_a_group_dm_and_a_lone_person_has_none() -> None:
    async with at_desk() as desk:
        dave, erin = desk.space.person("dave"), desk.space.person("erin")
        both = [dave.user.id, erin.user.id]
        sent = delivery(desk, card("It is time."), dave.user.id, place="meeting", people=both)
        assert (await desk.platform.deliver(sent)).outcome == "sent"
        assert [s.where for s in erin.seen] == ["meeting"]
        lone = delivery(desk, card("It is time."), dave.user.id, place="meeting", people=both[:1])
        assert (await desk.platform.deliver(lone)).outcome == "alone"


async def test_the_people_of_a_mock_get_the_huddle_of_their_group_dm_and_a_lone_person_none() -> None:
    async with at_desk() as desk:
        people = [desk.space.person(name) for name in ("dave", "erin")]
        team = desk.space.team.id
        accounts = tuple(account_id(space_id("slack", team), p.user.id) for p in people)
        wish = Booking(people=accounts, at=dt.datetime(2026, 12, 5, 15, tzinfo=dt.UTC), minutes=45)
        booked = await desk.platform.book(wish)
        sent = delivery(
            desk, card("Agreed"), people[0].user.id, place="meeting", people=[p.user.id for p in people]
        )
        channel = (await desk.platform.deliver(sent)).ref.partition(":")[0]
        assert booked == Booked(place=f"https://app.slack.com/huddle/{team}/{channel}", venue="huddle")
        assert await desk.platform.book(wish.model_copy(update={"people": accounts[:1]})) == Booked()
        assert await desk.platform.book(Booking(ref="nothing")) == Booked()


async def test_a_meeting_with_somebody_who_left_is_none_and_their_own_dm_tells_that_they_are_gone() -> None:
    async with at_desk() as desk:
        dave, erin = desk.space.person("dave"), desk.space.person("erin")
        await erin.leave()
        both = [dave.user.id, erin.user.id]
        sent = delivery(desk, card("It is time."), dave.user.id, place="meeting", people=both)
        assert (await desk.platform.deliver(sent)).outcome == "alone"
        assert (await desk.platform.deliver(delivery(desk, REMINDER, erin.user.id))).outcome == "gone"
        assert await desk.platform.here(AccountId(f"slack:{desk.space.team.id}:{erin.user.id}")) is False
        assert await desk.platform.here(AccountId(f"slack:{desk.space.team.id}:{dave.user.id}")) is True
        assert await desk.platform.here(AccountId(f"slack:{desk.space.team.id}:U0NOBODY")) is False


async def test_a_group_dm_that_was_archived_is_no_place_any_more_and_nothing_is_tried_again() -> None:
    async with at_desk() as desk:
        dave, erin = desk.space.person("dave"), desk.space.person("erin")
        both = [dave.user.id, erin.user.id]
        sent = delivery(desk, card("It is time."), dave.user.id, place="meeting", people=both)
        assert (await desk.platform.deliver(sent)).outcome == "sent"
        (place,) = (c for c in desk.space.team.conversations.values() if c.kind == "mpim")
        place.archived = True
        again = delivery(desk, card("Two minutes"), dave.user.id, place="meeting", people=both, id="m2")
        done = await desk.platform.deliver(again)
        assert (done.outcome, "is_archived" in done.why) == ("alone", True)


async def test_a_topic_is_one_thread_below_its_first_message_and_begins_anew_when_that_is_gone() -> None:
    async with at_desk() as desk:
        general = desk.space.channel("general").id
        first = await desk.platform.deliver(
            delivery(desk, REMINDER, general, place="channel", id="a", topic="Lists")
        )
        assert first.head
        more = {"place": "channel", "topic": "Lists", "thread": first.ref}
        second = await desk.platform.deliver(delivery(desk, REMINDER, general, id="b", **more))
        assert not second.head
        threads = [m.thread_ts for m in desk.space.team.messages if m.channel == general]
        assert threads == ["", first.ref.rpartition(":")[2]]
        desk.slack.fail("chat.postMessage", error="thread_not_found")
        third = await desk.platform.deliver(delivery(desk, REMINDER, general, id="c", **more))
        assert (third.outcome, third.head) == ("sent", True)


async def test_whether_somebody_is_there_cannot_be_said_without_the_scope() -> None:
    async with at_desk(scopes=set(SCOPES) - {"users:read"}) as desk:
        bob = desk.space.person("bob")
        assert await desk.platform.here(AccountId(f"slack:{desk.space.team.id}:{bob.user.id}")) is None


@pytest.mark.parametrize("refusal", ["cannot_dm_bot", "messages_tab_disabled"])
async def test_a_closed_dm_is_closed_and_not_tried_again(refusal: str) -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        bob.user.refuses = refusal
        with capture_logs() as logs:
            assert (await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id))).outcome == "closed"
        (told,) = (e for e in logs if e["event"] == "slack.refused")
        assert (told["place"], told["error"], bob.user.id in told["to"]) == ("dm", refusal, True)


@pytest.mark.parametrize(
    ("event", "words"),
    [("kick", "not in the channel"), ("archive", "archived"), ("delete", "is gone")],
)
async def test_a_channel_that_cannot_be_posted_in_is_closed_with_the_mend(event: str, words: str) -> None:
    async with at_desk(word="drill") as desk:
        desk.space.subscribed = set()
        general = desk.space.channel("general").id
        does = {"kick": desk.space.kick_bot, "archive": desk.space.archive, "delete": desk.space.delete}
        await does[event]("general")
        with capture_logs() as logs:
            done = await desk.platform.deliver(delivery(desk, REMINDER, general, place="channel"))
        assert done.outcome == "closed"
        assert words in done.why
        (told,) = (e for e in logs if e["event"] == "slack.refused")
        assert (told["place"], general in told["to"]) == ("channel", True)
        assert "{word}" not in done.why


async def test_a_picture_follows_its_card_once_that_is_acknowledged_and_its_words_stand_in_for_it() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        body = card("Best choices: A", PICTURE)
        done = await desk.platform.deliver(delivery(desk, body, bob.user.id))
        assert [len(s.files) for s in bob.seen] == [0]
        await complete(done)
        assert [len(s.files) for s in bob.seen] == [0, 1]
        desk.slack.fail("upload", status=500, times=50)
        done = await desk.platform.deliver(delivery(desk, body, bob.user.id, id="entry-2"))
        await complete(done)
        assert done.outcome == "sent"
        assert len(bob.seen) == 4
        assert "The picture shows: A is above B" in bob.seen[-1].lines


async def test_a_picture_of_words_that_were_interrupted_comes_without_them() -> None:
    """Nobody had acknowledged them, so nobody had begun with the picture."""
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        first = delivery(desk, card("Best choices: A", PICTURE), bob.user.id)
        await desk.platform.deliver(first)
        await complete(await desk.platform.deliver(first.model_copy(update={"again": True})))
        assert [len(s.files) for s in bob.seen] == [0, 1]


async def test_a_picture_in_a_topics_thread_goes_below_the_message_that_begins_it() -> None:
    async with at_desk() as desk:
        general = desk.space.channel("general").id
        more = {"place": "channel", "topic": "Lists"}
        body = card("Best choices: A", PICTURE)
        first = await desk.platform.deliver(delivery(desk, body, general, id="a", **more))
        await complete(first)
        await complete(
            await desk.platform.deliver(delivery(desk, body, general, id="b", thread=first.ref, **more))
        )
        head = first.ref.rpartition(":")[2]
        threads = [m.thread_ts for m in desk.space.team.messages if m.channel == general]
        assert threads == ["", head, head, head]


async def test_the_home_is_published_anew() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        for words in ("Two left", "One left"):
            done = await desk.platform.deliver(delivery(desk, card(words), bob.user.id, place="home"))
        assert done.outcome == "sent"
        assert [(s.where, s.lines) for s in bob.seen] == [("home", ["One left"])]


async def test_another_workspaces_member_is_not_written_to() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        elsewhere = delivery(desk, REMINDER, bob.user.id).model_copy(update={"to": "slack:T9999:U1"})
        assert (await desk.platform.deliver(elsewhere)).outcome == "closed"
        assert desk.slack.count("chat.postMessage") == 0


# Slack is busy, or breaks


async def test_a_short_wait_is_waited_and_a_long_one_is_busy_and_nothing_was_sent() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        desk.slack.fail("chat.postMessage", retry_after=0)
        assert (await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id))).outcome == "sent"
        desk.slack.fail("chat.postMessage", retry_after=30)
        with pytest.raises(Busy) as busy:
            await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id, id="entry-2"))
        assert busy.value.seconds == 30
        assert len(bob.seen) == 1
        with pytest.raises(Busy) as still:
            await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id, id="entry-2"))
        assert still.value.seconds == 30
        assert desk.slack.count("chat.postMessage") == 3
        desk.slack.clock.advance(30)
        assert (
            await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id, id="entry-2"))
        ).outcome == "sent"


async def test_a_flood_to_one_channel_is_put_back_and_delays_nobody_else() -> None:
    async with at_desk(patient=0) as desk:
        bob, erin = desk.space.person("bob"), desk.space.person("erin")
        sent = 0
        with pytest.raises(Busy):
            for n in range(20):
                await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id, id=f"entry-{n}"))
                sent += 1
        assert sent == 10
        assert (await desk.platform.deliver(delivery(desk, REMINDER, erin.user.id))).outcome == "sent"


async def test_what_slack_took_before_it_broke_is_found_again_and_not_sent_twice() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        desk.slack.fail("chat.postMessage", status=500, after=True)
        first = delivery(desk, REMINDER, bob.user.id, id="entry-1")
        with pytest.raises(Exception, match="500"):
            await desk.platform.deliver(first)
        done = await desk.platform.deliver(first.model_copy(update={"again": True}))
        assert (done.outcome, done.ref) == ("sent", bob.seen[0].ref)
        assert len(bob.seen) == 1


async def test_what_never_arrived_is_sent_at_the_second_try() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        desk.slack.fail("chat.postMessage", status=500)
        first = delivery(desk, REMINDER, bob.user.id)
        with pytest.raises(Exception, match="500"):
            await desk.platform.deliver(first)
        assert bob.seen == []
        await desk.platform.deliver(first.model_copy(update={"again": True}))
        assert len(bob.seen) == 1


async def test_a_conversation_is_read_once_for_all_its_entries() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id, id="entry-0"))
        tried = [delivery(desk, REMINDER, bob.user.id, id=f"entry-{n}", again=True) for n in (0, 1, 2)]
        await asyncio.gather(*(desk.platform.deliver(one) for one in tried))
        assert desk.slack.count("conversations.history") == 1
        assert len(bob.seen) == 3
        for one in tried:
            await desk.platform.deliver(one)
        assert desk.slack.count("conversations.history") == 1
        assert len(bob.seen) == 3


@pytest.mark.parametrize("how", ["scope", "distributed"])
async def test_where_nothing_can_be_looked_up_it_is_sent_again_and_counted(how: str) -> None:
    scopes = WITHOUT_HISTORY if how == "scope" else SCOPES
    async with at_desk(scopes=scopes, client_id="1.2" if how == "distributed" else "") as desk:
        bob = desk.space.person("bob")
        again = delivery(desk, REMINDER, bob.user.id, again=True)
        assert (await desk.platform.deliver(again)).outcome == "sent"
        assert desk.slack.count("conversations.history") == 0
        assert desk.platform.counts["not looked up"] == 1


@pytest.mark.parametrize("place", ["meeting", "channel", "private channel"])
async def test_a_group_dm_and_a_channel_are_looked_up_like_a_dm(place: str) -> None:
    async with at_desk() as desk:
        desk.space.channel("general").private = place == "private channel"
        dave, erin = desk.space.person("dave"), desk.space.person("erin")
        people = [dave.user.id, erin.user.id] if place == "meeting" else []
        to = dave.user.id if people else desk.space.channel("general").id
        sent = delivery(desk, card("It is time."), to, place=place.rsplit(maxsplit=1)[-1], people=people)
        first = await desk.platform.deliver(sent)
        again = await desk.platform.deliver(sent.model_copy(update={"again": True}))
        assert again.ref == first.ref
        assert len(erin.seen) == 1
        assert desk.platform.counts["not looked up"] == 0


async def test_a_message_in_a_topics_thread_is_looked_up_there_and_beside_it_when_the_thread_is_gone() -> (
    None
):
    async with at_desk() as desk:
        general = desk.space.channel("general").id
        more = {"place": "channel", "topic": "Lists"}
        first = await desk.platform.deliver(delivery(desk, REMINDER, general, id="a", **more))
        begun = delivery(desk, REMINDER, general, id="a", again=True, **more)
        assert (await desk.platform.deliver(begun)).head
        second = delivery(desk, REMINDER, general, id="b", thread=first.ref, **more)
        await desk.platform.deliver(second)
        found = await desk.platform.deliver(second.model_copy(update={"again": True}))
        assert not found.head
        assert len(desk.space.team.messages) == 2
        third = delivery(desk, REMINDER, general, id="c", thread=first.ref, **more)
        desk.slack.fail("chat.postMessage", error="thread_not_found")
        await desk.platform.deliver(third)
        desk.slack.clock.advance(61)
        desk.slack.fail("conversations.replies", error="thread_not_found")
        assert (await desk.platform.deliver(third.model_copy(update={"again": True}))).head
        assert len(desk.space.team.messages) == 3


async def test_a_token_that_died_says_how_to_mend_it() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        desk.space.team.trouble = "token_revoked"
        with pytest.raises(Unready, match=r"revoked.*SLACK_BOT_TOKEN"):
            await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id))


async def test_before_it_is_connected_everything_waits() -> None:
    async with slack() as server:
        space = Workspace(server, Later())
        platform = SlackPlatform(house_for(Keeper(), server), options_for(server, space))
        bob = space.person("bob")
        async with at_desk() as desk:
            message = delivery(desk, REMINDER, bob.user.id)
        with pytest.raises(Busy):
            await platform.deliver(message)
        assert await platform.here(AccountId(f"slack:{space.team.id}:{bob.user.id}")) is None


async def test_the_first_dm_says_that_replies_cannot_be_read_where_that_is_so() -> None:
    async with at_desk(scopes=WITHOUT_HISTORY) as desk:
        bob = desk.space.person("bob")
        for n in (1, 2):
            await desk.platform.deliver(delivery(desk, card("Today"), bob.user.id, id=f"entry-{n}"))
        hint = "I can't read replies here. Use the buttons, or type a command that begins with /prep."
        assert [s.lines for s in bob.seen] == [["Today", hint], ["Today"]]


def test_an_error_that_nobody_foresaw_is_no_outcome() -> None:
    for place in ("dm", "channel", "meeting", "home"):
        assert receipt(place, Refused("fatal_error"), "prep", "loopmate") is None


# many at once


async def settled(desk: Desk, waiting: list[Delivery]) -> list[Receipt]:
    """What becomes of them with an outbox that comes back when it was told to."""
    due, receipts = [(desk.slack.clock.now(), one) for one in waiting], list[Receipt]()
    while due:
        due.sort(key=lambda pair: pair[0])
        at, one = due.pop(0)
        desk.slack.clock.at = max(at, desk.slack.clock.now())
        try:
            receipts.append(await desk.platform.deliver(one))
        except Busy as busy:
            due.append((desk.slack.clock.now() + dt.timedelta(seconds=busy.seconds), one))
    return receipts


@asynccontextmanager
async def another(desk: Desk) -> AsyncIterator[Desk]:
    """The bot starts again before the same Slack."""
    platform = SlackPlatform(house_for(desk.door, desk.slack), options_for(desk.slack, desk.space))
    async with platform.open_web():
        yield replace(desk, platform=platform)


async def test_150_lists_after_a_restart_meet_no_limit_and_the_last_is_there_in_time() -> None:
    async with at_desk() as desk:
        desk.slack.limit("conversations.open", a_minute=50)
        people, begun = [desk.space.person(f"m{n}") for n in range(150)], desk.slack.clock.now()
        lists = [delivery(desk, REMINDER, who.user.id, id=f"e{n}") for n, who in enumerate(people)]
        receipts = await settled(desk, lists)
        assert [call.answer for call in desk.slack.calls if call.answer not in ("ok", "0")] == []
        assert (desk.slack.clock.now() - begun).total_seconds() <= 200
        assert all(len(who.seen) == 1 for who in people)
        # the next process is told where they were
        desk.slack.clock.advance(600)
        opened, again = desk.slack.count("conversations.open"), desk.slack.clock.now()
        async with another(desk) as later:
            known = [
                delivery(later, REMINDER, who.user.id, id=f"n{n}", dm=receipt.dm)
                for n, (who, receipt) in enumerate(zip(people, receipts, strict=True))
            ]
            await settled(later, known)
        assert desk.slack.count("conversations.open") == opened == 150
        assert desk.slack.clock.now() == again


async def test_a_dm_that_is_not_where_it_was_is_opened_anew() -> None:
    async with at_desk() as desk:
        bob = desk.space.person("bob")
        done = await desk.platform.deliver(delivery(desk, REMINDER, bob.user.id, dm="D0OTHER"))
        assert (done.outcome, len(bob.seen)) == ("sent", 1)
        assert done.dm == bob.seen[0].ref.split(":")[0]
