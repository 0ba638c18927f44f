"""Where the people of a mock hear of each other and meet: made by the platform, or set by an organizer."""

import datetime as dt
from pathlib import Path

from bot.platforms.port import Booked
from handlers.mocks.records import MOCKS
from tests.records import every_value, id_of, unit_of
from tests.stories.mock_rounds import in_, mails, pair, to_pairing, told
from tests.stories.two_platforms import DISCORD, SLACK, connected
from tests.world import Somebody, World, world

ROOM = Booked(
    place="https://discord.com/channels/1/2",
    event="https://discord.com/events/1/3",
    venue="voice",
    ref="console:main:2.3",
)


async def agree(w: World, *people: Somebody) -> None:
    for who in people:
        await who.press("Works for me")
    await w.time.drain()


def agreement(who: Somebody) -> str:
    """The newest card that says that everybody can come."""
    return next(s.text for s in reversed(who.inbox) if "Agreed" in s.text)


async def test_who_agree_get_a_place_and_a_date_that_are_given_up_two_hours_after_the_mock(w: World) -> None:
    w.stage.rooms = ROOM
    bob, erin = await pair(w)
    await agree(w, bob, erin)
    (wanted,) = w.stage.booked
    assert set(wanted.people) == {bob.account, erin.account}
    assert (wanted.title, wanted.minutes) == ("Mock interview", 45)
    assert wanted.at == dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
    for who in (bob, erin):
        assert "Join the voice channel: https://discord.com/channels/1/2" in agreement(who)
        assert "Open the event: https://discord.com/events/1/3" in agreement(who)
        assert "call each other" not in agreement(who)
    await w.time.advance(dt.datetime(2026, 12, 5, 12, 30, tzinfo=dt.UTC))
    assert any("It's time" in s.text and "Join the voice channel" in s.text for s in bob.inbox)
    assert [b.ref for b in w.stage.booked[1:]] == []
    await w.time.advance(dt.datetime(2026, 12, 5, 13, tzinfo=dt.UTC))
    assert [(b.at, b.ref) for b in w.stage.booked[1:]] == [(None, ROOM.ref)]


async def test_without_the_right_or_where_it_fails_people_call_each_other_where_they_are(
    tmp_path: Path,
) -> None:
    for number, rooms in enumerate((Booked(), None)):
        async with world(tmp_path / f"{number}") as w:
            w.stage.rooms = rooms
            bob, erin = await pair(w)
            await agree(w, bob, erin)
            assert "Place: call each other here" in agreement(bob)
            (mock,) = (await MOCKS.all(await unit_of(w))).values()
            assert (mock.state, mock.place, mock.booking) == ("accepted", "", "")


async def test_a_mock_that_is_cancelled_gives_up_its_place_at_once(w: World) -> None:
    w.stage.rooms = ROOM
    bob, erin = await pair(w)
    await agree(w, bob, erin)
    await bob.press("Can't come on Sat 5 Dec")
    await w.time.drain()
    assert [b.ref for b in w.stage.booked] == ["", ROOM.ref]
    await w.time.advance(dt.datetime(2026, 12, 6, tzinfo=dt.UTC))
    assert len(w.stage.booked) == 2


async def test_a_link_of_the_organizers_needs_no_place_of_the_platforms_and_says_who_shares_it(
    tmp_path: Path,
) -> None:
    for number, link in enumerate(("https://meet.example/room", "https://meet.example/{token}")):
        async with world(tmp_path / f"{number}") as w:
            w.stage.rooms = ROOM
            alice = await w.member("alice", "UTC", organiser=True)
            saved = await alice.say(f"/prep-admin pairing rules {link}")
            assert ("somebody else may be in it" in saved.text) == ("{" not in link)
            bob, erin = await pair(w)
            await agree(w, bob, erin)
            assert w.stage.booked == []
            assert "Join the call: https://meet.example/" in agreement(bob)
            assert ("All pairs share this place" in agreement(bob)) == ("{" not in link)


async def test_the_introduction_goes_once_into_a_place_that_they_share_and_its_buttons_are_for_each(
    w: World,
) -> None:
    bob, erin = await pair(w)
    (said,) = [d for d, _ in w.stage.delivered if d.place == "meeting"]
    assert set(said.people) == {bob.account, erin.account}
    first, second = sorted((bob, erin), key=lambda who: said.people.index(who.account))
    assert said.topic == f"Mock: {first.name} and {second.name}, 5 Dec"
    assert "Place: call each other here." in mails(bob)[0].text
    assert "Why?" not in mails(bob)[0].labels
    assert (len(mails(bob)), len(mails(erin))) == (1, 1)

    assert "You're out of the mock" in (await erin.press("Can't come on Sat 5 Dec")).text
    assert told(bob)[1:] == ["Canceled: the mock with erin, 2026-12-05T10:00Z, “can't come”."]


async def test_a_pair_across_platforms_is_told_each_at_home_at_their_own_hour(w: World) -> None:
    await connected(w)
    dave = await in_(w, "dave", "sat 10:00-11:00", "Europe/Berlin", on=SLACK)
    erin = await in_(w, "erin", "sat 14:30-15:30", "Asia/Kolkata", on=DISCORD)
    await to_pairing(w)
    assert not [d for d, _ in w.stage.delivered if d.place == "meeting"]
    assert [f"{s.at:%d %H:%M}" for s in mails(dave)] == ["29 18:00"]
    assert [f"{s.at:%d %H:%M}" for s in mails(erin)] == ["30 01:30"]
    for who, other in ((dave, "Local time: erin "), (erin, "Local time: dave ")):
        assert other in mails(who)[0].text
        assert "Write through me" in mails(who)[0].labels
    await dave.press("Works for me")
    last = await erin.press("Works for me")
    await w.time.drain()
    assert last.text.startswith("It's on: ")
    assert (last.labels[1], [f.name for f in last.files]) == ("Write through me", ["study-session.ics"])
    assert ["Agreed" in "".join(told(who)) for who in (dave, erin)] == [True, False]


async def test_where_nobody_is_awake_together_in_time_each_is_told_at_home(w: World) -> None:
    # awake from 7 to 15 UTC, and from 16 to 6: never at once
    bob = await in_(w, "bob", "sat 10-11", quiet="15:00-07:00")
    erin = await in_(w, "erin", "sat 10-11", quiet="06:00-16:00")
    await to_pairing(w)
    assert [f"{s.at:%d %H:%M}" for s in mails(bob)] == ["30 07:00"]
    assert [f"{s.at:%d %H:%M}" for s in mails(erin)] == ["29 18:00"]


async def test_an_introduction_that_waits_for_the_morning_names_nobody_in_the_store(w: World) -> None:
    carol = await in_(w, "carol", "sun 18:00-19:00", "Europe/Berlin")
    dave = await in_(w, "dave", "sun 22:00-24:00", "Asia/Kolkata")
    await w.time.advance(dt.datetime(2026, 11, 29, 19, tzinfo=dt.UTC))  # dave sleeps, so it waits
    assert (mails(carol), mails(dave)) == ([], [])
    mark = (await id_of(w, dave)).encode()
    assert mark in await every_value(w)
    await dave.say("/prep privacy forget")
    await dave.press("Forget everything now")
    assert mark not in await every_value(w)
    await w.advance(days=1)
    assert told(carol) == ["Canceled: the mock with someone, 2026-12-06T17:00Z, “can't come”."]
    assert carol.inbox[-1].text.startswith("I found no other partner for the week of Monday 30 November.")


async def test_two_who_are_left_of_three_meet_in_a_place_of_their_own(w: World) -> None:
    people = [await in_(w, name, "sat 10-11") for name in ("bob", "erin", "dave")]
    await to_pairing(w)
    await people[0].press("Can't come on Sat 5 Dec")
    three, two = [d for d, _ in w.stage.delivered if d.place == "meeting"]
    assert set(three.people) == {who.account for who in people}
    assert set(two.people) == {who.account for who in people[1:]}
    assert two.topic.startswith("Mock: ")
    assert people[0].name not in two.topic
