"""One group on two platforms: a code joins a second space, another joins a second account."""

import asyncio

from bot.core.reply import Said
from bot.store import members
from bot.store.members import Directory
from tests.channel import set_up
from tests.records import every_value, group_of, profile, unit_of
from tests.stage import home
from tests.stories.two_platforms import DISCORD, SLACK, code_in, connected, linked, record_at
from tests.world import Somebody, World

OTHER = home("slack", "T02OTHER", "Another workspace")


# spaces


async def test_a_second_space_joins_by_a_code_and_both_sides_are_told(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True, on=SLACK)
    olga = w.person("olga", organiser=True, on=DISCORD)
    before = await group_of(w, DISCORD)
    shown = await alice.say("/prep-admin connect")
    assert "It works once, until 2026-11-24T08:10Z" in shown.text
    assert f"/prep admin connect code={code_in(shown)}" in shown.text
    shown = await olga.say(f"/prep-admin connect code={code_in(shown).lower().replace('-', '')}")
    assert "Connected: this space now belongs to the group ML Loop, which has 1 member." in shown.text
    assert await group_of(w, DISCORD) == await group_of(w, SLACK) != before
    assert (await record_at(w, SLACK)).spaces == (SLACK.space, DISCORD.space)
    assert "Your code was used: ML Loop on Discord belongs to this group now." in alice.inbox[-1].text
    bob = await w.member("bob", "UTC", on=DISCORD)
    listed = (await alice.say("/prep-admin members")).text
    assert "2 members." in listed
    assert bob.name in listed


async def test_a_code_works_once_for_ten_minutes_and_only_the_newest_one(w: World) -> None:
    alice = w.person("alice", organiser=True, on=SLACK)
    olga = w.person("olga", organiser=True, on=DISCORD)
    eve = w.person("eve", organiser=True, on=OTHER)
    old = code_in(await alice.say("/prep-admin connect"))
    new = code_in(await alice.say("/prep-admin connect"))
    assert "I don't recognize that code" in (await olga.say(f"/prep-admin connect code={old}")).text
    await w.advance(minutes=10)
    late = await olga.say(f"/prep-admin connect code={new}")
    assert "That code has expired" in late.text
    assert late.labels == ["Make a code here"]
    assert await group_of(w, DISCORD) != await group_of(w, SLACK)
    new = code_in(await alice.say("/prep-admin connect"))
    assert "Connected" in (await olga.say(f"/prep-admin connect code={new}")).text
    (posted,) = w.sent_to(SLACK.channel)  # alice isn't a member, so she hears of it where she typed
    assert "Your code was used" in posted.text
    assert "I don't recognize that code" in (await eve.say(f"/prep-admin connect code={new}")).text
    assert await group_of(w, OTHER) != await group_of(w, SLACK)


async def test_two_spaces_with_one_code_at_the_same_moment_are_not_both_in(w: World) -> None:
    alice = w.person("alice", organiser=True, on=SLACK)
    people = [w.person("olga", organiser=True, on=DISCORD), w.person("eve", organiser=True, on=OTHER)]
    code = code_in(await alice.say("/prep-admin connect"))
    typed = Said(text=f"connect code={code}", root="admin")
    await asyncio.gather(*(p.send(typed, channel=p.where.channel) for p in people))
    await w.time.drain()
    group = await group_of(w, SLACK)
    joined = [p.where.space for p in people if await group_of(w, p.where) == group]
    assert len(joined) == 1
    assert (await record_at(w, SLACK)).spaces == (SLACK.space, *joined)


async def test_ones_own_code_and_that_of_the_same_group_change_nothing(w: World) -> None:
    alice, olga = await connected(w)
    code = code_in(await alice.say("/prep-admin connect"))
    assert "this group's own" in (await alice.say(f"/prep-admin connect code={code}")).text
    assert "one group already" in (await olga.say(f"/prep-admin connect code={code}")).text
    assert (await record_at(w, SLACK)).spaces == (SLACK.space, DISCORD.space)


async def test_a_space_whose_group_has_members_is_refused_with_their_number_and_what_to_do(w: World) -> None:
    alice = w.person("alice", organiser=True, on=SLACK)
    olga = w.person("olga", organiser=True, on=DISCORD)
    await w.member("bob", on=DISCORD)
    await w.member("erin", on=DISCORD)
    code = code_in(await alice.say("/prep-admin connect"))
    shown = await olga.say(f"/prep-admin connect code={code}")
    assert "2 people have joined here already, and would lose their plans." in shown.text
    code = code_in(await olga.press("Make a code here"))
    shown = await alice.say(f"/prep-admin connect code={code}")
    assert "the group ML Loop on Discord, which has 2 members" in shown.text


async def test_guesses_are_refused_in_words_and_soon_not_even_looked_at(w: World) -> None:
    olga = w.person("olga", organiser=True, on=DISCORD)
    for typed in ("AAAA-2", "IIII-OO", "<@everyone>", "x" * 5_000):
        shown = await olga.say(f"/prep-admin connect code={typed}")
        assert "isn't a code" in shown.text or "characters" in shown.text
        await w.advance(minutes=1)
    said = [
        s[0].text
        for n in range(6)
        if (s := await olga.send(Said(text=f"connect code=AAAA-A{'BCDEFG'[n]}", root="admin")))
    ]
    assert [("don't recognize" in text, "a lot at once" in text) for text in said] == [
        *[(True, False)] * 3,
        *[(False, True)] * 3,
    ]


async def test_members_and_strangers_cannot_connect_and_a_dm_belongs_to_no_server(w: World) -> None:
    alice, olga = await connected(w)
    bob = await w.member("bob", on=SLACK)
    assert "people who organize" in (await bob.say("/prep-admin connect")).text
    sam = w.person("sam", on=OTHER)
    code = code_in(await alice.say("/prep-admin connect"))
    assert "people who organize" in (await sam.say(f"/prep-admin connect code={code}")).text
    await olga.say("/prep start zone=UTC")
    assert "people who organize" in (await olga.say("/prep-admin connect", dm=True)).text
    await alice.press("Promote olga", on=await alice.say("/prep-admin members"))
    shown = await olga.say("/prep-admin setup", dm=True)
    assert "Go to a channel of it, type / and choose setup there." in shown.text


async def test_nothing_of_a_code_lies_in_the_store(w: World) -> None:
    alice = await w.member("alice", "UTC", organiser=True, on=SLACK)
    shown = await alice.say("/prep-admin connect")
    code, hashed = code_in(shown), members.hash_code(w.app.store, code_in(shown))
    stored = await every_value(w)
    assert code.encode() not in stored
    assert hashed.encode() in stored
    assert await Directory(w.app.store).find_by_code(hashed) == await group_of(w, SLACK)
    olga = w.person("olga", organiser=True, on=DISCORD)
    await olga.say(f"/prep-admin connect code={code}")
    assert await Directory(w.app.store).find_by_code(hashed) is None


async def test_the_invitation_goes_where_the_button_was_pressed_and_each_space_has_a_channel(
    w: World,
) -> None:
    alice, olga = await connected(w)
    assert "I'd post in: this channel" in (await alice.say("/prep-admin setup")).text
    assert "Saved: this channel, UTC" in (await alice.press("Use these settings")).text
    await set_up(olga)
    record = await record_at(w, SLACK)
    assert (record.channel_in(SLACK.space), record.channel_in(DISCORD.space)) == (
        SLACK.channel,
        DISCORD.channel,
    )
    assert "Posted in this channel." in (await olga.press("Post in this channel")).text
    assert ["Join" in s.labels for s in w.sent_to(DISCORD.channel)] == [True]
    assert [s for s in w.sent_to(SLACK.channel) if "Join" in s.labels] == []
    assert "What time is it for you?" in (await w.person("bob", on=DISCORD).press("Join")).text


async def test_a_channel_is_read_as_platforms_write_it(w: World) -> None:
    alice = w.person("alice", organiser=True, on=SLACK)
    await alice.say('/prep-admin setup channel="<#C0456OTHR|interview-prep>"')
    assert (await record_at(w, SLACK)).channel == f"{SLACK.space}:C0456OTHR"


# organisers


async def test_who_is_named_organises_until_the_name_is_taken_back(w: World, alice: Somebody) -> None:
    carol = await w.member("carol", "UTC")
    assert "people who organize" in (await carol.say("/prep-admin members")).text
    await alice.say("/prep-admin members")
    shown = await alice.press("Promote carol")
    assert "carol is an organizer now. 2 members." in shown.text
    assert "carol, UTC, organizer" in shown.text
    assert "2 members" in (await carol.say("/prep-admin members")).text
    shown = await carol.press("Promote alice")
    assert "alice is an organizer now" in shown.text
    await alice.say("/prep-admin members")
    held = await carol.say("/prep-admin members")
    assert "carol isn't an organizer anymore." in (await alice.press("Demote carol")).text
    assert "people who organize" in (await carol.press("Demote alice", on=held)).text
    assert "people who organize" in (await carol.say("/prep-admin health")).text


async def test_two_of_one_name_have_buttons_of_their_own_and_who_left_has_none(
    w: World, alice: Somebody
) -> None:
    one, two = w.person("c1"), w.person("c2")
    for who in (one, two):
        who.name = "carol"
        await w.advance(minutes=1)
        await who.say("/prep start zone=UTC")
    shown = await alice.say("/prep-admin members")
    assert shown.labels == ["Promote alice", "Promote carol", "Promote carol 2"]
    await two.say("/prep privacy forget")
    await two.press("Forget everything now")
    assert "isn't in this group anymore" in (await alice.press("Promote carol 2", on=shown)).text


# accounts


async def test_a_second_account_is_the_same_member_with_one_plan_and_one_dm(w: World) -> None:
    await connected(w)
    bob = await w.member("bob", "UTC", on=SLACK)
    await bob.say("/prep today")
    await bob.say("/prep done 1")
    again = w.person("bobby", on=DISCORD)
    await linked(w, bob, again)
    assert "Another account was linked to yours: Discord." in bob.inbox[-1].text
    assert again.inbox == []
    assert (await profile(w, again)).id == (await profile(w, bob)).id
    assert (await profile(w, bob)).accounts == (bob.account, again.account)
    assert await members.MEMBERS.count(await unit_of(w, SLACK)) == 2  # alice and bob
    assert "1. Done: " in (await again.say("/prep today")).text
    await again.say("today", dm=True)
    heard = len(bob.inbox)
    await w.advance(hours=24)
    assert (len(bob.inbox), again.inbox) == (heard + 1, [])


async def test_messages_go_where_the_member_chooses(w: World) -> None:
    await connected(w)
    bob, again = await w.member("bob", "UTC", on=SLACK), w.person("bobby", on=DISCORD)
    assert "Link another account" in (await bob.say("/prep settings")).labels
    await linked(w, bob, again)
    shown = await bob.say("/prep settings")
    assert "I write on Slack; also yours: Discord." in shown.text.splitlines()[0]
    assert "From now on I write to you on Discord." in (await bob.press("Write to me on Discord")).text
    heard = len(bob.inbox)
    await w.advance(hours=24)
    assert len(bob.inbox) == heard
    assert "Today, 14 minutes" in again.inbox[-1].text
    shown = await again.press("My accounts", on=await again.say("/prep settings"))
    assert shown.text.splitlines()[:2] == ["I write to you on Discord.", "- Slack: yours as well"]
    assert "I no longer know that" in (await again.press("Unlink Slack")).text
    assert "haven't joined" in (await bob.say("/prep settings")).text
    assert "isn't linked to you anymore" in (await again.press("Unlink Slack", on=shown)).text
    assert "only account" in (await again.say(f"/prep member.unlink account={again.account}")).text


async def test_a_code_for_an_account_is_refused_where_it_cannot_be_used(w: World) -> None:
    await connected(w)
    bob, erin = await w.member("bob", "UTC", on=SLACK), await w.member("erin", "UTC", on=DISCORD)
    sam, far = w.person("sam", on=DISCORD), w.person("far", on=OTHER)
    await bob.say("/prep settings")
    old = code_in(await bob.press("Link another account"))
    code = code_in(await bob.say("/prep member.link"))
    for who, typed, said in (
        (sam, old, "I don't recognize that code here"),
        (far, code, "in the same group"),
        (bob, code, "yours already"),
        (erin, code, "has a plan of its own in this group"),
    ):
        assert said in (await who.say(f"/prep start code={typed}")).text
    assert "isn't a code" in (await sam.say("/prep start code=<!channel>")).text
    await w.advance(minutes=10)
    assert "That code has expired" in (await sam.say(f"/prep start code={code}")).text
    assert (await profile(w, bob)).accounts == (bob.account,)
    await w.advance(days=1)
    assert members.hash_code(w.app.store, code).encode() not in await every_value(w)


async def test_who_forgets_their_own_plan_first_can_be_linked_then(w: World) -> None:
    await connected(w)
    bob, erin = await w.member("bob", "UTC", on=SLACK), await w.member("erin", "UTC", on=DISCORD)
    await bob.say("/prep settings")
    code = code_in(await bob.press("Link another account"))
    await erin.say(f"/prep start code={code}")
    await erin.press("Forget everything")
    await erin.press("Forget everything now")
    assert "This account is linked" in (await erin.say(f"/prep start code={code}")).text
    again = await w.person("eve", on=DISCORD).say(f"/prep start code={code}")
    assert "I don't recognize that code here" in again.text


async def test_only_so_many_accounts_are_one_member(w: World) -> None:
    await connected(w)
    bob = await w.member("bob", "UTC", on=SLACK)
    for n in range(3):
        code = code_in(await bob.say("/prep member.link"))
        await w.person(f"b{n}", on=DISCORD).say(f"/prep start code={code}")
    assert "4 accounts are linked already" in (await bob.say("/prep member.link")).text
    labels = (await bob.press("My accounts")).labels
    assert {"Unlink Slack", "Unlink Discord", "Unlink Discord 2", "Unlink Discord 3"} <= set(labels)
    assert len(set(labels)) == len(labels)


async def test_forgetting_takes_all_accounts_and_the_last_word_goes_where_messages_go(w: World) -> None:
    await connected(w)
    bob, again = await w.member("bob", "UTC", on=SLACK), w.person("bobby", on=DISCORD)
    await linked(w, bob, again)
    marks = [(await profile(w, bob)).id.encode(), bob.account.encode(), again.account.encode()]
    before = await every_value(w)
    assert all(mark in before for mark in marks)
    await again.say("/prep privacy forget")
    assert "Deleted here within a minute" in (await again.press("Forget everything now")).text
    after = await every_value(w)
    assert [mark for mark in marks if mark in after] == []
    for who in (bob, again):
        assert "haven't joined" in (await who.say("/prep settings")).text
        assert await Directory(w.app.store).groups_of(who.account) == []


# several groups


async def test_a_dm_that_two_groups_share_says_which_it_is_about_and_can_be_given_to_the_other(
    w: World,
) -> None:
    one, two = home("discord", "101", "Loop A"), home("discord", "202", "Loop B")
    bob, there = await w.member("bob", "UTC", on=one), w.person("bob", on=two)
    assert there.account == bob.account
    await w.advance(minutes=1)
    await there.say("/prep start zone=Asia/Tokyo minutes=30")
    shown = await bob.say("settings", dm=True)
    assert "Group: Loop B" in shown.labels
    assert "30 minutes" in shown.text
    shown = await bob.press("Group: Loop B", dm=True)
    assert shown.labels == ["Use Loop A"]
    shown = await bob.press("Use Loop A", dm=True)
    assert "From now on this DM is about Loop A." in shown.text
    assert shown.labels == ["Choose another group"]
    shown = await bob.say("settings", dm=True)
    assert "15 minutes" in shown.text
    assert "Group: Loop A" in shown.labels
    in_a_channel = await there.say("/prep settings")
    assert "30 minutes" in in_a_channel.text
    assert not [label for label in in_a_channel.labels if label.startswith("Group")]


async def test_groups_whose_names_are_too_long_for_a_label_are_listed_and_chosen_by_number(w: World) -> None:
    long = "Applied AI interview preparation"
    homes = [home("discord", "101", f"{long} A"), home("discord", "202", f"{long} B"), home("discord", "303")]
    for there in homes:
        bob = await w.member("bob", "UTC", on=there)
        await w.advance(minutes=1)
    shown = await bob.press("Change the group", on=await bob.say("settings", dm=True), dm=True)
    assert (f"1. {long} B" in shown.text, f"2. {long} A" in shown.text) == (True, True)
    assert shown.labels == ["Use number 1", "Use number 2"]
    assert f"From now on this DM is about {long} A." in (await bob.press("Use number 2", dm=True)).text


async def test_a_group_that_is_not_ones_own_cannot_be_used(w: World) -> None:
    bob = await w.member("bob", "UTC", on=SLACK)
    eve = await w.member("eve", "UTC", on=OTHER)
    theirs = await group_of(w, OTHER)
    assert "Link another account" not in (await bob.say("/prep settings")).labels
    assert "aren't in that group" in (await bob.say(f"/prep group.use group={theirs}")).text
    # as after leaving, until the directory has heard of it
    await Directory(w.app.store).mark_used(eve.account, await group_of(w, SLACK), w.now)
    assert "You're in one group only" in (await eve.say("/prep group.pick")).text
