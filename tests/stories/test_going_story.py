"""Who leaves and comes back, a space that removes the bot, channels that are closed: nobody waits in vain."""

import asyncio
import datetime as dt

from structlog.testing import capture_logs

from bot.core.values import channel_id
from bot.store import members
from bot.store.members import Directory
from handlers.mocks.records import MOCKS
from tests.channel import set_up
from tests.records import every_value, group_of, profile, unit_of
from tests.stories.mock_rounds import in_, told
from tests.stories.two_platforms import DISCORD, SLACK, connected, linked, record_at
from tests.world import Somebody, World

SUNDAY = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
MONTH = {"days": 30, "minutes": 1}


async def seated(w: World, name: str, hours: str = "sat 10-11") -> Somebody:
    """A member on Slack who takes part in the mock rounds."""
    return await in_(w, name, hours, on=SLACK)


async def left(w: World, who: Somebody) -> None:
    """They leave the space, and the platform says so."""
    w.stage.gone.add(who.account)
    await w.happened(who.where, "member.gone", account=who.account)


# people


async def test_who_leaves_is_looked_up_an_hour_before_the_pairing_and_not_paired(w: World) -> None:
    bob, erin, dave = [await seated(w, name) for name in ("bob", "erin", "dave")]
    skipping = await seated(w, "frank")
    await skipping.say("/prep mock skip")
    await w.time.advance(SUNDAY - dt.timedelta(hours=1, minutes=1))
    assert w.stage.looked == []
    w.stage.gone.add(dave.account)
    await w.time.advance(SUNDAY)
    assert sorted(w.stage.looked) == sorted(p.account for p in (bob, erin, dave))
    (mock,) = (await MOCKS.all(await unit_of(w, SLACK))).values()
    assert set(mock.members) == {(await profile(w, bob)).id, (await profile(w, erin)).id}
    assert (await profile(w, dave)).gone == SUNDAY - dt.timedelta(hours=1)
    assert (await profile(w, bob)).gone is None


async def test_a_delivery_that_finds_nobody_withdraws_them_and_the_partner_is_told(w: World) -> None:
    bob, erin = await seated(w, "bob"), await seated(w, "erin")
    await w.time.advance(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC))
    w.stage.gone.add(bob.account)
    with capture_logs() as logs:
        await w.advance(days=2, hours=1)  # bob's list is due on Wednesday at 08:00
    (gone,) = (e for e in logs if e["event"] == "member gone")
    assert (gone["platform"], gone["delivery"].split("/")[1:]) == ("slack", ["reminder", "2026-12-02"])
    assert told(erin)[1:] == ["Canceled: the mock with bob, 2026-12-05T10:00Z, “can't come”."]
    assert (await profile(w, bob)).gone == dt.datetime(2026, 12, 2, 8, tzinfo=dt.UTC)
    await erin.say("/prep mock hours sat 10-11")
    await w.advance(days=7)
    assert not [line for line in told(erin)[2:] if "bob" in line]


async def test_the_partner_of_a_mock_that_was_moved_is_told_as_well(w: World) -> None:
    bob, erin = [await seated(w, name, "sat 10-12") for name in ("bob", "erin")]
    await w.time.advance(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC))
    await bob.press("Sat 5 Dec 10:45")
    await erin.press("The new time works")
    await left(w, bob)
    assert told(erin)[-1].startswith("Canceled: the mock with bob")


async def test_who_leaves_in_the_middle_of_a_mock_is_not_waited_for(w: World) -> None:
    bob, erin = await seated(w, "bob"), await seated(w, "erin")
    await w.time.advance(dt.datetime(2026, 12, 5, 10, 20, tzinfo=dt.UTC))
    await left(w, bob)
    assert erin.inbox[-1].text.startswith("bob can't come after all.")


async def test_who_comes_back_finds_everything_and_is_welcomed_once(w: World) -> None:
    bob = await w.member("bob", "UTC", on=SLACK, days="daily")
    await bob.say("/prep today")
    await bob.say("/prep done 1")
    await left(w, bob)
    heard = len(bob.inbox)
    await w.advance(days=20)
    assert len(bob.inbox) == heard
    w.stage.gone.clear()
    shown = await bob.say("/prep settings")
    assert "Your list: 15 minutes, daily" in shown.text
    assert "Welcome back. Everything is as you left it" in bob.inbox[-1].text
    assert (await profile(w, bob)).gone is None
    await bob.say("/prep today")
    assert len(bob.inbox) == heard + 1
    await bob.say("/prep done 2")
    assert "2-day streak" in bob.seen[-1].text  # the days away do not count, and break nothing
    await w.advance(days=20)
    assert len(bob.inbox) > heard + 5  # lists come again, until silence makes them rarer
    assert (await profile(w, bob)).gone is None  # the first leaving's day has passed


async def test_two_calls_at_once_welcome_once_and_a_second_leaving_is_welcomed_again(w: World) -> None:
    bob = await w.member("bob", "UTC", on=SLACK)
    for _ in range(2):
        await left(w, bob)
        await left(w, bob)
        await w.advance(hours=1)
        w.stage.gone.clear()
        await asyncio.gather(*(bob.say("/prep settings") for _ in range(3)))
    assert len([s for s in bob.inbox if "Welcome back" in s.text]) == 2


async def test_who_stays_away_is_forgotten_thirty_days_after_they_left_last(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True, on=SLACK, days="sun")
    bob = await w.member("bob", "UTC", on=SLACK, days="sun")
    marks = [(await profile(w, bob)).id.encode(), bob.account.encode()]
    await left(w, bob)
    await w.advance(days=20)
    await bob.say("/prep today")
    await left(w, bob)
    shown = await alice.say("/prep-admin members")
    assert "bob, UTC, no longer in the space" in shown.text
    assert "Group: 2 members, 1 no longer in the space;" in (await alice.say("/prep-admin health")).text
    await w.advance(days=29, hours=23)
    stored = await every_value(w)
    assert all(mark in stored for mark in marks)
    await w.advance(hours=2)
    stored = await every_value(w)
    assert [mark for mark in marks if mark in stored] == []
    assert "Group: 1 member;" in (await alice.say("/prep-admin health")).text
    assert "You're in." in (await bob.say("/prep start zone=UTC")).text


async def test_who_has_another_account_goes_on_there(w: World) -> None:
    await connected(w)
    bob, again = await w.member("bob", "UTC", on=SLACK), w.person("bobby", on=DISCORD)
    await linked(w, bob, again)
    await left(w, bob)
    assert "Your Slack account isn't in the space anymore, so I'll write to you here." in (
        again.inbox[-1].text
    )
    member = await profile(w, again)
    assert (member.gone, member.accounts) == (None, (again.account,))
    await w.advance(**MONTH)
    assert len(again.inbox) > 5  # lists come here now, until silence makes them rarer
    assert await Directory(w.app.store).groups_of(bob.account) == []


async def test_a_stranger_who_leaves_is_nobodys_business(w: World) -> None:
    await w.member("bob", "UTC", on=SLACK)
    before = await every_value(w)
    await w.happened(SLACK, "member.gone", account=f"{SLACK.space}:UNOBODY")
    await w.happened(SLACK, "member.gone", account="")
    await w.happened(DISCORD, "member.gone", account="x")
    after = await every_value(w)
    assert after.count(b":rec:") == before.count(b":rec:")
    assert (await profile(w, w.person("bob", on=SLACK))).gone is None


# spaces


async def test_a_space_that_removes_the_bot_hears_nothing_and_finds_all_when_it_returns(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True, on=SLACK)
    bob, erin = await seated(w, "bob"), await seated(w, "erin")
    await set_up(alice)
    await w.time.advance(dt.datetime(2026, 11, 30, 8, tzinfo=dt.UTC))
    early = w.person("early", on=SLACK)
    await early.say("/prep start zone=UTC")
    await left(w, early)
    await w.advance(hours=1)
    await w.happened(SLACK, "space.removed", space=SLACK.space)
    await w.happened(SLACK, "space.removed", space=SLACK.space)
    sent = len(w.stage.delivered)
    await w.advance(days=29)
    assert len(w.stage.delivered) == sent
    await w.happened(SLACK, "space.returned", space=SLACK.space)
    for who in (alice, bob, erin):
        assert [("Welcome back" in s.text) for s in who.inbox][-1]
    assert (await profile(w, early)).gone is not None  # who had left before is still gone
    assert (await record_at(w, SLACK)).removed == {}
    assert "sat 10:00-11:00" in (await bob.say("/prep mock hours")).text
    await w.advance(days=2)
    assert await members.MEMBERS.count(await unit_of(w, SLACK)) == 3
    assert len(w.stage.delivered) > sent + 3


async def test_a_call_from_a_removed_space_says_that_the_bot_is_back(w: World) -> None:
    bob, erin = await w.member("bob", "UTC", on=SLACK), await w.member("erin", "UTC", on=SLACK)
    await w.happened(SLACK, "space.removed", space=SLACK.space)
    await w.advance(days=3)
    await bob.say("/prep today")
    assert "Welcome back" in erin.inbox[-1].text
    assert (await record_at(w, SLACK)).removed == {}


async def test_a_space_that_stays_away_is_forgotten_with_its_members_and_begins_anew(w: World) -> None:
    alice, olga = await connected(w)
    await set_up(olga)
    bob, again = await w.member("bob", "UTC", on=SLACK), w.person("bobby", on=DISCORD)
    third = w.person("bobbie", on=DISCORD)
    for who in (again, third):
        await linked(w, bob, who)
    dora = await w.member("dora", "UTC", on=DISCORD)
    group = await group_of(w, SLACK)
    marks = [(await profile(w, dora)).id.encode(), dora.account.encode(), again.account.encode()]
    await bob.press("Write to me on Discord", on=await bob.say("/prep settings"))
    await w.happened(DISCORD, "space.removed", space=DISCORD.space)
    assert (await profile(w, bob)).accounts == (bob.account, again.account, third.account)
    assert "A space on Discord has removed me today." in (await alice.say("/prep-admin health")).text
    heard = len(dora.inbox)
    await w.advance(hours=24)
    assert (len(dora.inbox), again.inbox) == (heard, [])
    assert "Today, 14 minutes" in bob.inbox[-1].text
    await w.advance(**MONTH)
    stored = await every_value(w)
    assert [mark for mark in marks if mark in stored] == []
    record = await record_at(w, SLACK)
    assert (record.spaces, record.removed, record.channels) == ((SLACK.space,), {}, ())
    assert (await profile(w, bob)).accounts == (bob.account,)
    assert [await Directory(w.app.store).groups_of(who.account) for who in (again, third)] == [[], []]
    assert await Directory(w.app.store).find_group(DISCORD.space) is None
    assert await group_of(w, DISCORD) != group
    assert "You haven't joined yet" in (await dora.say("/prep today")).text


async def test_nothing_is_posted_in_a_channel_of_a_removed_space(w: World) -> None:
    alice, olga = await connected(w)
    shown = await set_up(olga)
    await w.happened(DISCORD, "space.removed", space=DISCORD.space)
    await olga.press("Post in this channel", on=shown)
    assert w.sent_to(DISCORD.channel) == []
    assert alice.inbox


# channels


async def test_a_closed_channel_stands_in_health_with_the_mend_until_a_post_arrives(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True, on=SLACK)
    done = await set_up(alice)
    other = channel_id(SLACK.space, "C0OTHER")
    await w.happened(SLACK, "space.channel-gone", channel=other, why="archived")
    assert "Nothing is wrong." in (await alice.say("/prep-admin health")).text
    await w.happened(SLACK, "space.channel-gone", channel=SLACK.channel, why="archived")
    shown = await alice.say("/prep-admin health")
    assert "I can't post in this channel." in shown.text
    assert "It's archived. Unarchive it, or press Set up to choose another." in shown.text
    w.stage.shut.add(SLACK.channel)
    with capture_logs() as logs:
        await alice.press("Post in this channel", on=done)
    assert SLACK.channel in [e["channel"] for e in logs if e["event"] == "channel closed"]
    assert "is_archived" in (await alice.say("/prep-admin health")).text
    w.stage.shut.clear()
    await alice.press("Post the invitation", on=await alice.say("/prep-admin health"))
    assert w.sent_to(SLACK.channel)
    assert "Nothing is wrong." in (await alice.say("/prep-admin health")).text
    await w.happened(SLACK, "space.channel-gone", channel=SLACK.channel, why="x" * 200)
    await alice.say("/prep-admin health")
    await w.happened(SLACK, "space.channel-open", channel=SLACK.channel)
    assert "Nothing is wrong." in (await alice.say("/prep-admin health")).text


async def test_however_much_is_wrong_health_is_a_short_card_with_more_behind_it(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True, on=SLACK)
    await connected_channel(w, alice)
    for channel, why in ((SLACK.channel, "w " * 100), (DISCORD.channel, "removed")):
        await w.happened(SLACK, "space.channel-gone", channel=channel, why=why)
    await w.happened(DISCORD, "space.removed", space=DISCORD.space)
    shown = await alice.say("/prep-admin health")
    assert "More" in shown.labels
    more = await alice.press("More")
    assert "Invite me again" in shown.text + more.text
    assert "A space on Discord has removed me today." in more.text
    assert "There's no more." in (await alice.say("/prep-admin health page=9")).text


async def connected_channel(w: World, alice: Somebody) -> None:
    """The group's channels on both platforms."""
    _, olga = await connected(w)
    for who in (alice, olga):
        await set_up(who)


async def test_that_a_dm_is_closed_is_said_in_the_channel_of_the_members_own_space(w: World) -> None:
    await connected_channel(w, await w.member("alice", "UTC", organiser=True, on=SLACK))
    erin = w.person("erin", on=DISCORD)
    w.stage.closed.add(erin.account)
    await erin.say("/prep start zone=UTC")
    await w.advance(minutes=2)
    assert ["erin, I couldn't send you a DM." in s.text for s in w.sent_to(DISCORD.channel)] == [True]
    assert w.sent_to(SLACK.channel) == []


# the App Home


async def test_the_home_of_a_stranger_invites_and_a_members_shows_the_day_and_follows_it(w: World) -> None:
    sam, bob = w.person("sam", on=SLACK), await w.member("bob", "UTC", on=SLACK)
    shown = await sam.look_home()
    assert shown.labels == ["Join", "What do you keep?"]
    assert w.homes_of(sam) == []
    shown = await bob.look_home()
    assert shown.text == (await bob.say("/prep today")).text
    assert (await profile(w, bob)).home == bob.account
    assert w.homes_of(bob) == []  # the answer was the page
    assert not [s for s in bob.inbox if "Today" in s.text]
    await bob.say("/prep done 1")
    assert "1. Done: " in w.homes_of(bob)[-1].text
    published = len(w.homes_of(bob))
    await bob.say("/prep settings")  # changes nothing
    assert len(w.homes_of(bob)) == published


async def test_the_home_of_who_was_forgotten_is_left_alone_until_it_is_opened(w: World) -> None:
    bob = await w.member("bob", "UTC", on=SLACK)
    await bob.look_home()
    await bob.say("/prep privacy forget")
    published = len(w.homes_of(bob))
    await bob.press("Forget everything now")
    assert len(w.homes_of(bob)) == published
    assert "Join" in (await bob.look_home()).labels
