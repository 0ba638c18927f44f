"""Where the people of a mock meet, and on what date: what the platform made for them, or what an organizer set."""

import datetime as dt
from pathlib import Path

from bot.platforms.port import Booked
from handlers.mocks.records import MOCKS
from tests.stories.mock_rounds import in_, to_pairing, unit_of
from tests.world import Somebody, World, world

ROOM = Booked(
    place="https://discord.com/channels/1/2",
    event="https://discord.com/events/1/3",
    venue="voice",
    ref="console:main:2.3",
)


async def pair(w: World) -> tuple[Somebody, Somebody]:
    """Two who are paired for Saturday, 10:00."""
    bob, erin = await in_(w, "bob", "sat 10-11"), await in_(w, "erin", "sat 10-11")
    await to_pairing(w)
    return bob, erin


async def agree(w: World, *people: Somebody) -> None:
    for who in people:
        await who.press("Works for me")
    await w.time.drain()


def agreement(who: Somebody) -> str:
    """The newest card that says that everybody can come."""
    return next(s.text for s in reversed(who.inbox) if "Agreed" in s.text)


async def test_who_agree_get_a_place_and_a_date_that_are_given_up_two_hours_after_the_mock(
    tmp_path: Path,
) -> None:
    async with world(tmp_path) as w:
        w.stage.back.rooms = ROOM
        bob, erin = await pair(w)
        await agree(w, bob, erin)
        (wanted,) = w.stage.back.booked
        assert set(wanted.people) == {bob.account, erin.account}
        assert (wanted.title, wanted.minutes) == ("Mock interview", 45)
        assert wanted.at == dt.datetime(2026, 12, 5, 10, tzinfo=dt.UTC)
        for who in (bob, erin):
            assert "Join the voice channel: https://discord.com/channels/1/2" in agreement(who)
            assert "Open the event: https://discord.com/events/1/3" in agreement(who)
            assert "call each other" not in agreement(who)
        await w.time.advance(dt.datetime(2026, 12, 5, 12, 30, tzinfo=dt.UTC))
        assert any("It's time" in s.text and "Join the voice channel" in s.text for s in bob.inbox)
        assert [b.ref for b in w.stage.back.booked[1:]] == []
        await w.time.advance(dt.datetime(2026, 12, 5, 13, tzinfo=dt.UTC))
        assert [(b.at, b.ref) for b in w.stage.back.booked[1:]] == [(None, ROOM.ref)]


async def test_without_the_right_or_where_it_fails_people_call_each_other_where_they_are(
    tmp_path: Path,
) -> None:
    for number, rooms in enumerate((Booked(), None)):
        async with world(tmp_path / f"{number}") as w:
            w.stage.back.rooms = rooms
            bob, erin = await pair(w)
            await agree(w, bob, erin)
            assert "Place: call each other here" in agreement(bob)
            (mock,) = (await MOCKS.all(await unit_of(w))).values()
            assert (mock.state, mock.place, mock.booking) == ("accepted", "", "")


async def test_a_mock_that_is_cancelled_gives_up_its_place_at_once(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        w.stage.back.rooms = ROOM
        bob, erin = await pair(w)
        await agree(w, bob, erin)
        await bob.press("Can't come on Sat 5 Dec")
        await w.time.drain()
        assert [b.ref for b in w.stage.back.booked] == ["", ROOM.ref]
        await w.time.advance(dt.datetime(2026, 12, 6, tzinfo=dt.UTC))
        assert len(w.stage.back.booked) == 2


async def test_a_link_of_the_organizers_needs_no_place_of_the_platforms_and_says_who_shares_it(
    tmp_path: Path,
) -> None:
    for number, (link, remark) in enumerate(
        (
            ("https://meet.example/room", "All pairs share this place"),
            ("https://meet.example/{token}", "made for you alone"),
        )
    ):
        async with world(tmp_path / f"{number}") as w:
            w.stage.back.rooms = ROOM
            alice = await w.member("alice", "UTC", organiser=True)
            saved = await alice.say(f"/prep-admin pairing rules {link}")
            assert ("somebody else may be in it" in saved.text) == ("{" not in link)
            bob, erin = await pair(w)
            await agree(w, bob, erin)
            assert w.stage.back.booked == []
            assert "Join the call: https://meet.example/" in agreement(bob)
            assert remark in agreement(bob)
