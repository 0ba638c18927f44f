"""Removing a member whose name isn't theirs alone, or who is gone by the time it is confirmed."""

from tests.world import World


async def test_of_two_members_of_one_name_the_organizer_says_which_is_removed(w: World) -> None:
    alice = w.person("alice", organiser=True)
    await w.member("alex", "UTC")
    await w.advance(minutes=1)
    other = w.person("alex2")
    other.name = "Alex"
    await other.say("/prep start zone=Asia/Tokyo")
    shown = await alice.say("/prep-admin remove alex")
    assert shown.text.startswith("Several members have that name. Which one?")
    assert (await alice.press("Remove number 2")).text.startswith("Remove Alex?")
    await alice.press("Remove this member")
    await w.time.drain()
    left = (await alice.say("/prep-admin members")).text
    assert "alex, UTC" in left
    assert "Tokyo" not in left


async def test_a_removal_confirmed_twice_says_that_the_member_is_not_there_anymore(w: World) -> None:
    alice, _ = w.person("alice", organiser=True), await w.member("erin")
    shown = await alice.say("/prep-admin remove erin")
    await alice.press("Remove this member", on=shown)
    await w.time.drain()
    again = await alice.press("Remove this member", on=shown)
    assert "isn't in this group anymore" in again.text


async def test_a_removed_organizer_organizes_no_more(w: World) -> None:
    alice, bob = w.person("alice", organiser=True), await w.member("bob")
    await alice.say("/prep-admin members")
    await alice.press("Promote bob")
    assert "Nobody has joined" not in (await bob.say("/prep-admin members")).text
    await alice.say("/prep-admin remove bob")
    await alice.press("Remove this member")
    await w.time.drain()
    await bob.say("/prep start zone=UTC")
    assert "who organize this group" in (await bob.say("/prep-admin members")).text
