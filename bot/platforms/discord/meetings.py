"""Where and when the people of a mock meet: a thread, a voice channel, an event in the server's calendar."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Literal

import discord

from bot.core.errors import log
from bot.core.values import AccountId, ChannelId, name_in
from bot.platforms.discord.channels import guild_of
from bot.platforms.discord.client import Buckets
from bot.platforms.discord.inbound import NAME, guild_channel
from bot.platforms.discord.render import label
from bot.platforms.port import Booked, Booking, Busy, Delivery
from bot.platforms.traffic import Bounded

KNOWN = 5_000
"""Threads remembered."""
_NAME: Final = 100
"""Characters of the name of a thread, a channel or an event."""
WEEK: Literal[10080] = 10080
"""Minutes without a message after which Discord archives a thread: its longest."""
_PUBLIC: Literal[11] = 11
_PRIVATE: Literal[12] = 12
_NOT_HERE = frozenset({50001, 50013, 50024, 10003, 160006})
"""No such thread can be made: rights, kind of channel, or too many threads."""
Key = tuple[ChannelId, str, tuple[AccountId, ...]]


class Threads:
    """Finds or makes the threads; the same topic and people meet in the same one."""

    def __init__(self, client: discord.Client, buckets: Buckets) -> None:
        self._client = client
        self._buckets = buckets
        self._known: Bounded[Key, int] = Bounded(KNOWN)
        self._begun: Bounded[Key, int] = Bounded(KNOWN)
        """Those that don't have all of their people yet."""
        self._making = asyncio.Lock()

    async def place(self, delivery: Delivery) -> int | None:
        """The id of the thread, or None where none can be made.

        Raises:
            Busy: no thread is there yet, and Discord takes no more just now.
        """
        key = _key(delivery)
        if key is None:
            return None
        async with self._making:  # two messages of one mock must not make two threads
            if key not in self._known:
                thread = await self._find(key) or await self._make(key)
                if thread is None:
                    return None
                self._known[key] = thread
            return self._known[key]

    def forget(self, delivery: Delivery) -> None:
        """Forgets a thread that is gone; the next message makes another."""
        if (key := _key(delivery)) is not None:
            self._known.pop(key, None)

    async def _find(self, key: Key) -> int | None:
        """One that this bot made before it was restarted. Its people tell it from another of the same name."""
        channel, topic, people = key
        active = await self._client.http.get_active_threads(guild_of(channel))
        for thread in active["threads"]:
            told = thread["name"], str(thread["parent_id"]), str(thread["owner_id"])
            is_ours = told == (topic, name_in(channel), str(self._client.user and self._client.user.id))
            if is_ours and await self._all_in(int(thread["id"]), people):
                return int(thread["id"])
        return None

    async def _all_in(self, thread: int, people: tuple[AccountId, ...]) -> bool:
        try:
            for person in people:
                await self._client.http.get_thread_member(thread, int(name_in(person)))
        except discord.NotFound:
            return False
        return True

    async def _make(self, key: Key) -> int | None:
        """A new one, with its people in it; where they couldn't be added, the next message tries that again.

        Raises:
            discord.NotFound: one of them is not in the server; nothing was made.
        """
        home, _, people = key
        for person in people:
            await self._client.http.get_member(guild_of(home), int(name_in(person)))
        thread = self._begun.pop(key, None) or await self._open(key)
        if thread is None:
            return None
        try:
            for person in people:
                await self._client.http.add_user_to_thread(thread, int(name_in(person)))
        except (discord.DiscordServerError, discord.Forbidden, Busy):
            self._begun[key] = thread
            raise
        return thread

    async def _open(self, key: Key) -> int | None:
        """One with nobody in it; private for some people, where that's allowed."""
        home, topic, people = key
        channel = int(name_in(home))
        for kind in (_PRIVATE, _PUBLIC) if people else (_PUBLIC,):
            self._buckets.check("POST", f"/channels/{channel}/threads")
            try:
                made = await self._client.http.start_thread_without_message(
                    channel, name=topic, auto_archive_duration=WEEK, type=kind, invitable=False
                )
                return int(made["id"])
            except discord.HTTPException as error:
                if error.code not in _NOT_HERE:
                    raise
        return None


def _key(delivery: Delivery) -> Key | None:
    """The key by which a meeting's place is the same: its name as Discord keeps it, and its people."""
    channel = ChannelId(delivery.to) if delivery.place == "channel" else delivery.channel
    if channel is None:
        return None
    return channel, label(delivery.topic)[:_NAME] or "Mock interview", delivery.people


# a voice channel of their own, made for a mock and deleted after it, or the one that the organizer chose; and a
# scheduled event, which shows the date in the server. Each needs a right that the invite link asks for only on
# request (channels.py, ROOMS); without it nothing is made, and cards tell people to call each other. A channel of
# their own is hidden from everybody else, and so is its event

_VOICE: Final = 2
_VIEW_AND_CONNECT: Final = 1 << 10 | 1 << 20
_VIEW: Final = 1 << 10
_ROLE, _MEMBER = 0, 1
_IN_VOICE: Final = 2
_ELSEWHERE: Final = 3
_GUILD_ONLY: Final = 2
_LINK: Final = "https://discord.com"
Shown = Mapping[str, Any]


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
        name, me = f"{booking.title}, {booking.at:%d %b %H:%M} UTC"[:_NAME], self._client.user
        seen = [*(name_in(person) for person in booking.people), *([str(me.id)] if me else [])]
        # the people and the bot see it, and nobody else
        rules = [
            {"id": str(guild), "type": _ROLE, "allow": "0", "deny": str(_VIEW)},
            *({"id": who, "type": _MEMBER, "allow": str(_VIEW_AND_CONNECT), "deny": "0"} for who in seen),
        ]
        wanted = {rule["id"] for rule in rules}
        there: Shown
        for there in listed:
            named = {str(rule["id"]) for rule in there.get("permission_overwrites") or ()}
            if there["name"] == name and wanted <= named:
                return there
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
        room = f"/{guild}/{name_in(booking.channel)}" if booking.channel else ""
        where: dict[str, Any] = (
            {"entity_type": _IN_VOICE, "channel_id": channel["id"]}
            if channel
            else {"entity_type": _ELSEWHERE, "entity_metadata": {"location": f"{_LINK}/channels{room}"}}
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
