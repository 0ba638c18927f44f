"""Voice channels and dates for people who meet, on a loopback Discord."""

import datetime as dt
from collections.abc import AsyncIterator

import discord
import pytest
from simcord.backend.access import channel_accessible

from bot.core.values import ChannelId, channel_id, space_id
from bot.platforms.port import Booked, Booking
from tests.platforms.discord.person import Person
from tests.platforms.sides import DiscordSide

AT = dt.datetime(2026, 12, 5, 15, tzinfo=dt.UTC)


class Meetings(DiscordSide):
    """A server with dave and erin, who meet, and sam."""

    async def book(self, **more: object) -> Booked:
        known: dict[str, object] = {
            "people": (self.account(self.dave), self.account(self.erin)),
            "channel": self.general,
            "title": "Mock interview",
            "at": AT,
            "minutes": 45,
        }
        return await self.platform.book(Booking.model_validate(known | more))

    @property
    def rooms(self) -> list[str]:
        return [str(c.name) for c in self.api.state.channels.values() if c.type == 2]

    @property
    def events(self) -> list[tuple[str, int]]:
        events = self.api.state.guilds[self.guild.id].scheduled_events.values()
        return [(event.name, int(event.entity_type)) for event in events]

    def sees(self, person: Person, booked: Booked) -> bool:
        return channel_accessible(self.api.state, int(booked.place.rpartition("/")[2]), person.id)


@pytest.fixture
async def h() -> AsyncIterator[Meetings]:
    async with Meetings.opened() as one:
        yield one


async def test_two_get_a_hidden_voice_channel_and_its_event_once_until_they_are_given_up(h: Meetings) -> None:
    booked = await h.book()
    assert booked.venue == "voice"
    assert booked.place.startswith(f"https://discord.com/channels/{h.guild.id}/")
    assert booked.event.startswith(f"https://discord.com/events/{h.guild.id}/")
    assert [h.sees(p, booked) for p in (h.dave, h.erin, h.person("sam"))] == [True, True, False]
    assert await h.book() == booked, "as after an answer that was lost"
    assert h.rooms == ["Mock interview, 05 Dec 15:00 UTC"]
    assert h.events == [("Mock interview", 2)]
    for _ in range(2):
        assert await h.platform.book(Booking(ref=booked.ref)) == Booked()
        assert (h.rooms, h.events) == ([], [])


async def test_the_organizers_voice_channel_is_shared_and_stays_and_a_deleted_one_is_made_up_for(
    h: Meetings,
) -> None:
    study, space = h.guild.handle.create_voice_channel("study"), space_id("discord", str(h.guild.id))
    booked = await h.book(voice=channel_id(space, str(study.id)))
    assert (booked.venue, booked.place.rpartition("/")[2]) == ("shared", str(study.id))
    assert h.events == [("Mock interview", 2)]
    await h.platform.book(Booking(ref=booked.ref))
    assert (h.rooms, h.events) == (["study"], [])
    gone = channel_id(space, "123456789012345678")
    assert (await h.book(voice=gone)).venue == "voice"


async def test_a_date_for_everybody_is_an_event_in_the_groups_channel(h: Meetings) -> None:
    general = h.guild.channel("general").id
    booked = await h.book(people=(), title="Committee night")
    assert (booked.place, booked.venue) == ("", "")
    assert h.events == [("Committee night", 3)]
    (event,) = h.api.state.guilds[h.guild.id].scheduled_events.values()
    location = (event.entity_metadata or {})["location"]
    assert location == f"https://discord.com/channels/{h.guild.id}/{general}"


@pytest.mark.parametrize("refused", ["/guilds/{}/channels", "/guilds/{}/scheduled-events"])
async def test_a_missing_right_costs_what_needs_it_and_nothing_else(h: Meetings, refused: str) -> None:
    h.api.fail("POST", refused.format(h.guild.id), 403, {"message": "no", "code": 50013})
    booked = await h.book()
    assert (bool(booked.place), bool(booked.event)) == ("events" in refused, False)


async def test_without_a_channel_nothing_is_made_and_trouble_of_discords_is_told(h: Meetings) -> None:
    assert await h.book(channel=None) == Booked()
    h.api.fail("GET", f"/guilds/{h.guild.id}/channels", 500, times=10)
    with pytest.raises(discord.HTTPException):
        await h.book()
    assert ChannelId("") not in h.rooms
