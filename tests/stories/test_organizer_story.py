"""What organizers tell the channel, and whom they remove: each is shown first, and done once they say so."""

from handlers.stories.calls import Rated
from tests.channel import organizer
from tests.stories.mock_rounds import in_, to_pairing
from tests.world import World

TEXT = "Mock night is on Friday at 19:00. <!channel> @everyone"


async def test_a_card_posts_once_and_once_more_only_when_that_is_asked_for(w: World) -> None:
    alice = await organizer(w)
    summary = alice.seen[-1]
    invite = next(label for label in summary.labels if label.startswith("Post in"))
    drafted = await alice.say(f"/prep-admin announce {TEXT}")
    for label, on in ((invite, summary), ("Post it", drafted)):
        await alice.press(label, on=on)
        await w.advance(minutes=8)
        posts = len(w.channel)
        assert (await alice.press(label, on=on)).text.startswith("It's already posted.")
        await w.time.drain()
        assert len(w.channel) == posts
        assert (await alice.press("Post it again")).text.startswith("Posted in ")
        await w.time.drain()
        assert len(w.channel) == posts + 1


async def test_an_announcement_is_asked_for_in_a_form_and_can_be_changed(w: World) -> None:
    alice = await organizer(w)
    await alice.say("/prep-admin announce")
    assert (await alice.fill(text="Mocks on Fryday")).text.startswith("Ready to post in ")
    await alice.press("Change the text")
    assert "Mocks on Friday" in (await alice.fill(text="Mocks on Friday")).text
    await alice.press("Post it")
    await w.time.drain()
    assert [("Fryday" in s.text, "Friday" in s.text) for s in w.channel] == [(False, True)]


async def test_who_is_removed_is_told_and_nothing_is_kept_of_them(w: World) -> None:
    alice, erin = await organizer(w), await w.member("erin-the-member")
    shown = await alice.say("/prep-admin remove erin-the-member")
    assert shown.text.startswith("Remove erin-the-member?")
    assert "They have no upcoming mocks." in shown.text
    assert "erin-the-member" in (await alice.say("/prep-admin members")).text
    await alice.press("Remove this member", on=shown)
    await w.time.drain()
    assert erin.inbox[-1].text.startswith("An organizer removed you from the study group.")
    assert "Nobody has joined yet." in (await alice.say("/prep-admin members")).text
    heard = len(erin.inbox)
    await w.advance(days=3)
    assert len(erin.inbox) == heard
    assert "You haven't joined yet." in (await erin.say("/prep help")).text


async def test_partners_of_who_is_removed_hear_that_they_cannot_come(w: World) -> None:
    alice = await organizer(w)
    dave, _ = [await in_(w, name, "sat 9:00-9:45") for name in ("dave", "erin")]
    await to_pairing(w)
    shown = await alice.say("/prep-admin remove erin")
    assert "Their mock will be canceled" in shown.text
    await alice.press("Remove this member", on=shown)
    await w.time.drain()
    assert "can't come" in dave.inbox[-1].text
    assert "removed" not in dave.inbox[-1].text


async def test_only_of_who_lets_them_organizers_see_that_somebody_is_quiet(w: World) -> None:
    alice = await organizer(w)
    frank, _ = [await w.member(name, "UTC", days="tue") for name in ("frank", "erin")]
    await frank.say("/prep privacy show")
    assert "organizers see if you go quiet" in (await frank.press("Let organizers check in")).text
    await w.advance(days=28)
    listed = (await alice.say("/prep-admin members")).text
    assert ("frank, UTC, quiet for 28 days" in listed, listed.count("quiet")) == (True, 1)


async def test_nobody_removes_themselves_or_somebody_unknown(w: World) -> None:
    alice = await organizer(w)
    await alice.say("/prep start zone=UTC")
    w.person("zoe")
    assert "That's you." in (await alice.say("/prep-admin remove alice")).text
    unknown = (await alice.say("/prep-admin remove zoe")).text
    assert "I don't know a member called" in unknown or "That person isn't a member of this group" in unknown


async def test_the_form_of_the_set_up_holds_nothing_of_the_organizers_own(w: World) -> None:
    alice = await organizer(w)
    await alice.say("/prep start zone=Asia/Kolkata")
    assert "Asia/Kolkata" not in (await alice.say("/prep-admin setup wrapup=noon")).text
    await alice.fill(channel="#general", wrapup="fri 16:00")
    assert "in UTC time" in (await alice.say("/prep-admin setup")).text


async def test_without_a_channel_an_announcement_asks_for_one(w: World) -> None:
    shown = await w.person("alice", organiser=True).say("/prep-admin announce Mocks on Friday")
    assert shown.text.startswith("Tell me where to post first.")


async def test_whoever_practiced_anything_is_active_in_the_report(w: World) -> None:
    alice = await organizer(w)
    people = [await w.member(name, "UTC") for name in ("bob", "carol", "dave")]
    assert "Active members: fewer than 3" in (await alice.say("/prep-admin report")).text
    for who in people:
        await who.choose(Rated(how="clear").call())  # a story told aloud, and nothing else
    assert "Active members: 3" in (await alice.say("/prep-admin report")).text
