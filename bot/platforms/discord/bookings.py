"""Where and when the people of a mock meet: a voice channel of their own, made for it and deleted after it, or the
one that the organizer chose; and a scheduled event, which shows the date in the server.

Each needs a right that the invite link asks for only on request (channels.py, ROOMS). Without it nothing is made,
and cards tell people to call each other. A channel of their own is hidden from everybody else, and so is its event.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

import discord
import structlog

from bot.core.values import AccountId, ChannelId, name_in
from bot.platforms.discord.channels import guild_of
from bot.platforms.discord.client import Buckets
from bot.platforms.discord.inbound import NAME, guild_channel
from bot.platforms.port import Booked, Booking

_VOICE: Final = 2
_VIEW_AND_CONNECT: Final = 1 << 10 | 1 << 20
_VIEW: Final = 1 << 10
_ROLE, _MEMBER = 0, 1
_IN_VOICE: Final = 2
_ELSEWHERE: Final = 3
_GUILD_ONLY: Final = 2
_NAME: Final = 100
"""Characters of a channel's or an event's name."""
_LINK: Final = "https://discord.com"
Shown = Mapping[str, Any]
Rule = dict[str, str | int]
log = structlog.get_logger("loopmate")


class Bookings:
    """Makes and deletes them by REST, for whichever process holds the connection."""

    def __init__(self, client: discord.Client, buckets: Buckets) -> None:
        self._client = client
        self._buckets = buckets

    async def book(self, booking: Booking) -> Booked:
        """What was made; nothing where the server doesn't allow it.

        Raises:
            discord.DiscordException: Discord has trouble of its own, or asks for patience.
        """
        if booking.at is None:
            await self._give_up(booking.ref)
            return Booked()
        home = booking.voice or booking.channel
        if home is None:
            return Booked()
        guild = guild_of(home)
        channel = await self._allowed("channel", self._find_channel(guild, booking))
        event = await self._allowed("event", self._make_event(guild, booking, channel))
        own = channel is not None and not _is_chosen(booking, channel)
        made = [str(channel["id"]) if channel and own else "0", str(event["id"]) if event else "0"]
        return Booked(
            place=f"{_LINK}/channels/{guild}/{channel['id']}" if channel else "",
            event=f"{_LINK}/events/{guild}/{event['id']}" if event else "",
            venue="" if channel is None else "voice" if own else "shared",
            ref="" if made == ["0", "0"] else guild_channel(str(guild), ".".join(made)),
        )

    async def _allowed(self, what: str, making: Any) -> Shown | None:
        """What comes of it; None where a right or a limit of the server forbids it, or it is gone already."""
        try:
            made: Shown | None = await making
        except discord.HTTPException as error:
            if error.status >= 500 or error.status in (401, 429):
                raise
            log.info("booking refused", platform=NAME, what=what, status=error.status, code=error.code)
            return None
        return made

    # the voice channel

    async def _find_channel(self, guild: int, booking: Booking) -> Shown | None:
        """The organizer's, or the one of these people: made unless it is there from an earlier try."""
        listed = await self._client.http.get_all_guild_channels(guild)
        chosen = [c for c in listed if c["type"] == _VOICE and _is_chosen(booking, c)]
        if chosen or not booking.people:
            return next(iter(chosen), None)
        name = f"{booking.title}, {booking.at:%d %b %H:%M} UTC"[:_NAME]
        rules = _only_for(guild, self._client.user, booking.people)
        wanted = {rule["id"] for rule in rules}
        there: list[Shown] = [c for c in listed if c["name"] == name and wanted <= _targets(c)]
        if there:
            return there[0]
        beside = [c for c in listed if booking.channel and str(c["id"]) == name_in(booking.channel)]
        self._buckets.check("POST", f"/guilds/{guild}/channels")
        return await self._client.http.create_channel(
            guild,
            _VOICE,
            name=name,
            parent_id=beside[0]["parent_id"] if beside else None,
            permission_overwrites=rules,
            reason="A mock interview; it's deleted afterward",
        )

    # the date

    async def _make_event(self, guild: int, booking: Booking, channel: Shown | None) -> Shown | None:
        """In the voice channel; a date for everybody may be anywhere. Nobody else sees one in a hidden channel."""
        assert booking.at is not None  # noqa: S101 - narrows the type
        if channel is None and booking.people:
            return None
        start, name = booking.at.astimezone(dt.UTC), booking.title[:_NAME]
        known: Shown
        for known in await self._client.http.get_scheduled_events(guild, with_user_count=False):
            same = (known["name"], dt.datetime.fromisoformat(known["scheduled_start_time"])) == (name, start)
            if same and str(known.get("channel_id") or "") == str(channel["id"] if channel else ""):
                return known
        end = start + dt.timedelta(minutes=booking.minutes)
        self._buckets.check("POST", f"/guilds/{guild}/scheduled-events")
        where: dict[str, Any] = (
            {"entity_type": _IN_VOICE, "channel_id": channel["id"]}
            if channel
            else {"entity_type": _ELSEWHERE, "entity_metadata": {"location": _link(booking.channel)}}
        )
        return await self._client.http.create_guild_scheduled_event(
            guild,
            name=name,
            privacy_level=_GUILD_ONLY,
            scheduled_start_time=start.isoformat(),
            scheduled_end_time=end.isoformat(),
            **where,
        )

    async def _give_up(self, ref: str) -> None:
        """Deletes what was made; somebody may have done so before."""
        made = ChannelId(ref)
        guild, (channel, event) = guild_of(made), name_in(made).split(".")
        if event != "0":
            await self._allowed("event", self._client.http.delete_scheduled_event(guild, int(event)))
        if channel != "0":
            await self._allowed("channel", self._client.http.delete_channel(int(channel)))


def _is_chosen(booking: Booking, channel: Shown) -> bool:
    return booking.voice is not None and str(channel["id"]) == name_in(booking.voice)


def _link(channel: ChannelId | None) -> str:
    return f"{_LINK}/channels/{guild_of(channel)}/{name_in(channel)}" if channel else f"{_LINK}/channels"


def _targets(channel: Shown) -> set[str]:
    return {str(rule["id"]) for rule in channel.get("permission_overwrites") or ()}


def _only_for(guild: int, me: discord.ClientUser | None, people: Sequence[AccountId]) -> list[Rule]:
    """Rules by which the people and the bot see a channel, and nobody else."""
    seen = [*(name_in(person) for person in people), *([str(me.id)] if me else [])]
    hidden: Rule = {"id": str(guild), "type": _ROLE, "allow": "0", "deny": str(_VIEW)}
    open_to: list[Rule] = [
        {"id": who, "type": _MEMBER, "allow": str(_VIEW_AND_CONNECT), "deny": "0"} for who in seen
    ]
    return [hidden, *open_to]
