"""Messages that nobody waits for: where they go, and what becomes of those that cannot go there."""

import asyncio
import datetime as dt
from dataclasses import replace

import discord
import pytest
from structlog.testing import capture_logs

from bot.core.card import Ask
from bot.core.kinds import ZONE
from bot.core.values import Call
from bot.platforms.discord.adapter import DiscordPlatform
from bot.platforms.port import Busy, Receipt
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.process import at_work, options, serving
from tests.platforms.discord.state import START
from tests.platforms.door import Door, asked, said, services
from tests.platforms.sides import TOPIC, DiscordSide


async def test_a_dm_arrives_with_its_buttons_and_a_channel_gets_its_message(t: DiscordSide) -> None:
    receipt = await t.dm(t.erin)
    (got,) = t.erin.inbox
    assert (got.lines, got.labels) == (["Your list"], ["Go"])
    assert (receipt.outcome, receipt.ref) == ("sent", got.ref)
    await t.dm(t.erin, asked(Ask(name="zone", label="Zone", kind=ZONE)), entry="e2", silent=True)
    assert t.erin.inbox[-1].payloads == ["1:g:?start"], "a form comes as the button that opens it"
    assert t.api.requests(*t.REQUESTS["send"])[-1].body["flags"] & (1 << 12)
    assert (await t.post(entry="e3")).outcome == "sent"
    assert (t.erin.seen[-1].where, t.erin.seen[-1].lines) == ("channel", ["Pairing is open"])
    # home is nowhere on Discord
    assert await t.dm(t.erin, place="home") == Receipt()
    assert t.count("send") == 3


async def test_a_topic_of_a_channel_is_one_public_thread_also_after_a_restart(t: DiscordSide) -> None:
    refs = [(await t.post(topic="Lists of the week", entry="e1")).ref]
    await t.restart()
    refs += [(await t.post(topic="Lists of the week", entry="e2")).ref]
    refs += [(await t.post(topic="Lists of the next week", entry="e3")).ref]
    assert len(set(refs)) == 3
    threads = t.guild.threads()
    assert [one.name for one in threads] == ["Lists of the week", "Lists of the next week"]
    assert {one.type for one in threads} == {11}
    await t.erin.slash("/prep start", channel="Lists of the week")
    assert t.door.inbounds[-1].channel == t.general, (
        "where the group lives, also for what's asked in a thread"
    )


async def test_a_deleted_thread_is_made_again_and_without_the_right_its_topic_is_in_the_channel(
    t: DiscordSide,
) -> None:
    await t.post(topic="Lists", entry="e1")
    t.api.state.delete_channel(t.guild.thread("Lists").id)
    assert (await t.post(topic="Lists", entry="e2")).outcome == "sent"
    t.guild.deny("general", discord.Permissions(create_public_threads=True))
    assert (await t.post(topic="Lists of another week", entry="e3")).outcome == "sent"
    assert t.erin.seen[-1].lines == ["Pairing is open"]
    assert [one.name for one in t.guild.threads()] == ["Lists"]


@pytest.mark.parametrize("code", [20016, 50001, 50013, 50083, 160005])
async def test_a_thread_that_takes_nothing_sends_its_topic_to_the_channel_and_a_mock_home(
    t: DiscordSide, code: int
) -> None:
    await t.post(topic="Lists", entry="e1")
    await t.meet(entry="m1")
    for topic in ("Lists", TOPIC):
        t.fail("send", status=403, code=code)
        sent = t.meet(entry="m2") if topic == TOPIC else t.post(topic=topic, entry="e2")
        assert (await sent).outcome == ("alone" if topic == TOPIC else "sent")
    in_channel = [m.id for m in t.api.state.messages[t.guild.channel("general").id].values() if m.components]
    assert len(in_channel) == 1
    t.fail("send", status=403, code=50013, times=2)
    assert (await t.post(topic="Lists", entry="e3")).outcome == "closed", "the channel itself takes nothing"


async def test_an_earlier_message_that_says_the_same_is_not_taken_for_a_new_one(t: DiscordSide) -> None:
    first = await t.dm(t.erin, since=START)
    t.clock.set(START + dt.timedelta(seconds=30))
    second = await t.dm(t.erin, entry="e2", again=True, since=START)
    assert first.ref != second.ref  # this process knows whose the first one was
    await t.restart()
    third = await t.dm(t.erin, entry="e3", again=True, since=START + dt.timedelta(seconds=31))
    assert third.ref not in (first.ref, second.ref)  # another process sees that they are older
    assert len(t.erin.inbox) == 3


async def test_closed_dms_are_told_and_not_tried_again_and_who_has_gone_is_gone(t: DiscordSide) -> None:
    t.erin.close_dms()
    with capture_logs() as logs:
        assert (await t.dm(t.erin)).outcome == "closed"
    assert t.count("send") == 1
    assert [(e["event"], e["entry"], e["outcome"]) for e in logs] == [("not delivered", "e1", "closed")]
    kim, ben = t.person("kim"), t.person("ben")
    kim.delete_account()
    assert (await t.dm(kim)).outcome == "gone"
    t.fail("send", status=403, code=50278)
    assert (await t.dm(ben)).outcome == "gone", "shares no server any more"


@pytest.mark.parametrize("code", [10003, 50001])
async def test_a_dm_that_this_bot_does_not_have_is_opened_anew_before_anybody_counts_as_gone(
    t: DiscordSide, code: int
) -> None:
    """As after another application has taken the place of the one that opened it."""
    t.fail("send", status=404 if code == 10003 else 403, code=code)
    receipt = await t.dm(t.erin, dm="123456789012345678")
    assert (receipt.outcome, [s.lines for s in t.erin.inbox]) == ("sent", [["Your list"]])
    assert receipt.dm == str(t.api.state.get_dm_channel(t.erin.id).id)
    kim = t.person("kim")
    kim.delete_account()
    t.fail("send", status=403, code=code)
    assert (await t.dm(kim, entry="e2", dm="123456789012345679")).outcome == "gone"


@pytest.mark.parametrize(
    ("what", "says"), [("hide", "can't see"), ("mute", "not allowed to write"), ("delete", "deleted")]
)
async def test_a_channel_that_takes_nothing_is_told_in_words(t: DiscordSide, what: str, says: str) -> None:
    {"hide": t.guild.hide, "mute": t.guild.mute, "delete": t.guild.delete_channel}[what]("general")
    receipt = await t.post()
    assert receipt.outcome == "closed"
    assert says in receipt.why


async def test_beyond_a_burst_a_channel_gets_a_message_a_second_and_no_other_waits(t: DiscordSide) -> None:
    platform = DiscordPlatform(services(Door(), t.clock), replace(options(t.api), burst=2))
    async with serving(platform, t.api):
        waiting = [asyncio.create_task(platform.deliver(t.delivery(f"e{n}"))) for n in range(5)]
        done, _ = await asyncio.wait(waiting, return_when=asyncio.FIRST_EXCEPTION)
        busy = next(error for task in done if (error := task.exception()) is not None)
        # two at once, two within the two seconds that a message waits, and the fifth comes back later
        assert isinstance(busy, Busy)
        assert busy.seconds == 3
        assert (await platform.deliver(t.delivery("e1", "channel"))).outcome == "sent"
        for task in waiting:
            task.cancel()


# mocks


async def test_a_mock_meets_in_one_private_thread_of_its_people_also_after_a_restart(t: DiscordSide) -> None:
    ben = t.person("ben")
    await t.meet(topic=" dave\n and  erin\u202e ")
    await t.meet(topic=" dave\n and  erin\u202e ", entry="m2")
    await t.restart()
    await t.meet(topic=" dave\n and  erin\u202e ", entry="m3", answer=said("Two minutes left"))
    for person in (t.dave, t.erin):
        assert {s.where for s in person.seen} == {"meeting"}
        assert [s.lines for s in person.seen] == [*[["It is time"]] * 2, ["Two minutes left"]]
    assert ben.seen == []
    assert [(one.name, one.type) for one in t.guild.threads()] == [("dave and erin", 12)]


async def test_two_other_people_of_the_same_names_get_a_thread_of_their_own(t: DiscordSide) -> None:
    await t.meet()
    await t.restart()
    dave2, erin2 = t.person("dave"), t.person("erin")
    await t.meet(dave2, erin2, entry="m2")
    assert len(t.guild.threads()) == 2
    assert len(t.dave.seen) == len(dave2.seen) == 1


async def test_a_mocks_deleted_thread_is_made_again_and_without_its_channel_each_is_told_at_home(
    t: DiscordSide,
) -> None:
    await t.meet()
    t.api.state.delete_channel(t.guild.thread(TOPIC).id)
    assert (await t.meet(entry="m2")).outcome == "sent"
    assert len(t.dave.seen) == 1
    t.api.state.delete_channel(t.guild.thread(TOPIC).id)
    t.api.state.delete_channel(t.guild.channel("general").id)
    assert (await t.meet(entry="m3")).outcome == "alone"


async def test_without_private_threads_it_is_a_public_one_and_without_any_each_is_told_at_home(
    t: DiscordSide,
) -> None:
    t.guild.forbid("create_private_threads")
    assert (await t.meet()).outcome == "sent"
    assert t.guild.thread(TOPIC).type == 11
    t.guild.deny("general", discord.Permissions(create_private_threads=True, create_public_threads=True))
    receipt = await t.meet(topic="Another", entry="m2")
    assert receipt.outcome == "alone"
    assert "Create Private Threads" in receipt.why


async def test_one_who_cannot_be_added_to_the_thread_leaves_one_empty_thread_and_no_more(
    t: DiscordSide,
) -> None:
    no_access = {"message": "Missing Access", "code": 50001}
    t.api.fail("PUT", f"/channels/*/thread-members/{t.erin.id}", 403, no_access, times=2)
    assert {(await t.meet(entry=entry)).outcome for entry in ("m1", "m2")} == {"alone"}
    assert (await t.meet(entry="m3")).outcome == "sent"
    assert len(t.guild.threads()) == 1


async def test_without_a_channel_or_without_one_of_them_each_is_told_at_home(t: DiscordSide) -> None:
    assert (await t.meet(channel=None)).outcome == "alone"
    t.erin.leave()
    assert (await t.meet()).outcome == "alone"
    assert t.guild.threads() == []


# coming and going


async def test_who_is_here_is_asked_of_each_server_and_unknown_where_discord_does_not_say(
    t: DiscordSide,
) -> None:
    elsewhere = Guild(t.api, "Other")
    account = t.account(t.erin)
    assert await t.platform.here(account) is True
    t.erin.leave()
    assert await t.platform.here(account) is False
    elsewhere.welcome(t.erin)
    assert await t.platform.here(account) is True
    t.api.fail("GET", "/guilds/*/members/*", 403, {"code": 50001}, times=2)
    assert await t.platform.here(account) is None


async def test_a_server_that_removes_the_bot_and_takes_it_back_is_reported(t: DiscordSide) -> None:
    await t.guild.kick_bot()
    await t.guild.invite_bot()
    await t.api.changes.until(lambda: len(t.door.reports) == 2)
    space = f"discord:{t.guild.id}"
    assert [(s, call) for s, _, call in t.door.reports] == [
        (space, Call(path="space.removed", values={"space": space})),
        (space, Call(path="space.returned", values={"space": space})),
    ]
    assert len({event for _, event, _ in t.door.reports}) == 2


async def test_a_deleted_channel_is_reported_also_when_the_store_was_down_meanwhile(t: DiscordSide) -> None:
    channel, t.door.down = t.general, 2
    t.guild.delete_channel("general")
    await t.api.changes.until(lambda: t.door.news)
    _, _, call = t.door.reports[-1]
    assert call == Call(path="space.channel-gone", values={"channel": channel, "why": "deleted"})
    assert t.door.down == 0


# the command tree


async def test_the_tree_is_sent_once_and_again_only_where_it_differs(t: DiscordSide) -> None:
    assert len(t.api.requests("PUT", "*/commands")) == 1
    assert {c["name"] for c in t.api.commands} == {"prep", "prep-admin", "Critique with Loopmate"}
    await t.restart()
    assert len(t.api.requests("PUT", "*/commands")) == 1
    t.api.state.register_commands(None, [{"type": 1, "name": "prep", "description": "Old"}])
    await t.restart()
    assert len(t.api.requests("PUT", "*/commands")) == 2
    assert len(t.api.commands) == 3


@pytest.mark.parametrize("refused", [1, 2])
async def test_a_refused_tree_is_tried_without_users_and_harms_nothing_else(
    t: DiscordSide, refused: int
) -> None:
    t.api.state.register_commands(None, [])
    t.api.fail("PUT", "/applications/*/commands", 400, {"message": "no", "code": 50035}, times=refused)
    with capture_logs() as logs:
        await t.restart()
    assert (await t.dm(t.erin)).outcome == "sent"
    if refused == 1:  # an application that users can't install
        assert {tuple(c["integration_types"]) for c in t.api.commands} == {(0,)}
        assert logs == []
    else:
        assert [(e["event"], e["code"]) for e in logs] == [("commands not registered", 50035)]
        assert logs[0]["reason"]


async def test_before_it_is_logged_in_deliveries_wait_and_nobody_can_be_looked_for(t: DiscordSide) -> None:
    platform = DiscordPlatform(services(Door(), t.clock), options(t.api))
    with pytest.raises(Busy):
        await platform.deliver(t.delivery("e"))
    assert await platform.here(t.account(t.erin)) is None


async def test_of_many_lists_at_once_each_comes_back_in_its_own_turn() -> None:
    async with at_work() as (_, erin, bot):
        lists = [bot.tell(erin, f"e{number}", daily=True) for number in range(200)]
        found = await asyncio.gather(*lists, return_exceptions=True)
    busy = [one.seconds for one in found if isinstance(one, Busy)]
    assert len(busy) > 90
    assert len({round(seconds, 3) for seconds in busy}) == len(busy)
