"""Voice channels and dates for people who meet, on a simulated Discord."""

import datetime as dt
import time
from collections.abc import AsyncIterator

import discord
import pytest
from simcord.backend.access import channel_accessible

from bot.core.values import ChannelId, channel_id, space_id
from bot.platforms.discord.client import Buckets
from bot.platforms.discord.inbound import account_of, guild_channel
from bot.platforms.discord.meetings import Bookings
from bot.platforms.port import Booked, Booking
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.harness import Harness, discord_around
from tests.platforms.discord.person import Person

AT = dt.datetime(2026, 12, 5, 15, tzinfo=dt.UTC)


class Hall:
    """A server with a pair who meet, and somebody else."""

    def __init__(self, harness: Harness) -> None:
        self.harness, self.guild = harness, Guild(harness)
        self.bob, self.erin, self.sam = map(self.guild.person, ("bob", "erin", "sam"))
        self.bookings = Bookings(harness.client, Buckets(time.monotonic))

    def wish(self, **more: object) -> Booking:
        known: dict[str, object] = {
            "people": tuple(account_of(str(p.id)) for p in (self.bob, self.erin)),
            "channel": guild_channel(str(self.guild.id), str(self.guild.channel("general").id)),
            "title": "Mock interview",
            "at": AT,
            "minutes": 45,
        }
        return Booking.model_validate(known | more)

    @property
    def rooms(self) -> list[str]:
        return [str(c.name) for c in self.harness.state.channels.values() if c.type == 2]

    @property
    def events(self) -> list[tuple[str, int]]:
        events = self.harness.state.guilds[self.guild.id].scheduled_events.values()
        return [(event.name, int(event.entity_type)) for event in events]

    def sees(self, person: Person, booked: Booked) -> bool:
        return channel_accessible(self.harness.state, int(booked.place.rpartition("/")[2]), person.id)


@pytest.fixture
async def h() -> AsyncIterator[Hall]:
    async with discord_around(discord.AutoShardedClient(intents=discord.Intents(guilds=True))) as harness:
        yield Hall(harness)


async def test_two_get_a_hidden_voice_channel_and_its_event_once_until_they_are_given_up(
    h: Hall,
) -> None:
    booked = await h.bookings.book(h.wish())
    assert booked.venue == "voice"
    assert booked.place.startswith(f"https://discord.com/channels/{h.guild.id}/")
    assert booked.event.startswith(f"https://discord.com/events/{h.guild.id}/")
    assert [h.sees(p, booked) for p in (h.bob, h.erin, h.sam)] == [True, True, False]
    assert await h.bookings.book(h.wish()) == booked, "as after an answer that was lost"
    assert h.rooms == ["Mock interview, 05 Dec 15:00 UTC"]
    assert h.events == [("Mock interview", 2)]
    for _ in range(2):
        assert await h.bookings.book(Booking(ref=booked.ref)) == Booked()
        assert (h.rooms, h.events) == ([], [])


async def test_the_organizers_voice_channel_is_shared_and_stays_and_a_deleted_one_is_made_up_for(
    h: Hall,
) -> None:
    study, space = h.guild.handle.create_voice_channel("study"), space_id("discord", str(h.guild.id))
    booked = await h.bookings.book(h.wish(voice=channel_id(space, str(study.id))))
    assert (booked.venue, booked.place.rpartition("/")[2]) == ("shared", str(study.id))
    assert h.events == [("Mock interview", 2)]
    await h.bookings.book(Booking(ref=booked.ref))
    assert (h.rooms, h.events) == (["study"], [])
    gone = channel_id(space, "123456789012345678")
    assert (await h.bookings.book(h.wish(voice=gone))).venue == "voice"


async def test_a_date_for_everybody_is_an_event_in_the_groups_channel(h: Hall) -> None:
    general = h.guild.channel("general").id
    booked = await h.bookings.book(h.wish(people=(), title="Committee night"))
    assert (booked.place, booked.venue) == ("", "")
    assert h.events == [("Committee night", 3)]
    (event,) = h.harness.state.guilds[h.guild.id].scheduled_events.values()
    location = (event.entity_metadata or {})["location"]
    assert location == f"https://discord.com/channels/{h.guild.id}/{general}"


@pytest.mark.parametrize("refused", ["/guilds/{}/channels", "/guilds/{}/scheduled-events"])
async def test_a_missing_right_costs_what_needs_it_and_nothing_else(h: Hall, refused: str) -> None:
    h.harness.fail("POST", refused.format(h.guild.id), status=403, code=50013)
    booked = await h.bookings.book(h.wish())
    assert (bool(booked.place), bool(booked.event)) == ("events" in refused, False)


async def test_without_a_channel_nothing_is_made_and_trouble_of_discords_is_told(
    h: Hall,
) -> None:
    assert await h.bookings.book(h.wish(channel=None)) == Booked()
    h.harness.fail("GET", f"/guilds/{h.guild.id}/channels", status=500, times=10)
    with pytest.raises(discord.HTTPException):
        await h.bookings.book(h.wish())
    assert ChannelId("") not in h.rooms
