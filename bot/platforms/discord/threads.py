"""Threads of the group's channel: the private one in which the two of a mock meet, and public ones by their topic."""

import asyncio
from typing import Literal

import discord
import structlog

from bot.core.values import AccountId, ChannelId, name_in
from bot.platforms.discord.channels import guild_of
from bot.platforms.discord.client import Buckets
from bot.platforms.discord.render import label
from bot.platforms.port import Delivery
from bot.platforms.traffic import Bounded

KNOWN = 5_000
NAME = 100
"""Characters of a thread's name."""
WEEK: Literal[10080] = 10080
"""Minutes without a message after which Discord archives a thread: its longest."""
_PUBLIC: Literal[11] = 11
_PRIVATE: Literal[12] = 12
_NOT_HERE = frozenset({50001, 50013, 50024, 10003, 160006})
"""No such thread can be made: rights, kind of channel, or too many threads."""

log = structlog.get_logger("loopmate")

Key = tuple[ChannelId, str, tuple[AccountId, ...]]


class Threads:
    """Finds or makes the threads; the same topic and people meet in the same one."""

    def __init__(self, client: discord.Client, buckets: Buckets) -> None:
        self._client = client
        self._buckets = buckets
        self._known: Bounded[Key, int] = Bounded(KNOWN)
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

    async def begin_thread(self, channel: int, message: int, topic: str) -> None:
        """A thread under a message. The message has arrived: where no thread can be made, it stays without one."""
        try:
            await self._client.http.start_thread_with_message(
                channel, message, name=label(topic)[:NAME], auto_archive_duration=WEEK
            )
        except discord.HTTPException as error:
            log.warning("discord.thread", channel=channel, code=error.code)

    def forget(self, delivery: Delivery) -> None:
        """The thread is gone; the next message makes another."""
        if (key := _key(delivery)) is not None:
            self._known.pop(key, None)

    async def _find(self, key: Key) -> int | None:
        """One that this bot made before it was restarted. Its people tell it from another of the same name."""
        channel, topic, people = key
        active = await self._client.http.get_active_threads(guild_of(channel))
        for thread in active["threads"]:
            if (thread["name"], str(thread["parent_id"])) != (topic, name_in(channel)):
                continue
            if self._is_ours(str(thread["owner_id"])) and await self._all_in(int(thread["id"]), people):
                return int(thread["id"])
        return None

    def _is_ours(self, owner: str) -> bool:
        return self._client.user is not None and owner == str(self._client.user.id)

    async def _all_in(self, thread: int, people: tuple[AccountId, ...]) -> bool:
        try:
            for person in people:
                await self._client.http.get_thread_member(thread, int(name_in(person)))
        except discord.NotFound:
            return False
        return True

    async def _make(self, key: Key) -> int | None:
        """A new one, with its people in it.

        Raises:
            discord.NotFound: one of them is not in the server; nothing was made.
        """
        channel, topic, people = key
        guild = guild_of(channel)
        for person in people:
            await self._client.http.get_member(guild, int(name_in(person)))
        for kind in (_PRIVATE, _PUBLIC) if people else (_PUBLIC,):
            thread = await self._thread(int(name_in(channel)), topic, kind)
            if thread is not None:
                for person in people:
                    await self._client.http.add_user_to_thread(thread, int(name_in(person)))
                return thread
        return None

    async def _thread(self, channel: int, topic: str, kind: Literal[11, 12]) -> int | None:
        self._buckets.check("POST", f"/channels/{channel}/threads")
        try:
            made = await self._client.http.start_thread_without_message(
                channel, name=topic, auto_archive_duration=WEEK, type=kind, invitable=False
            )
        except discord.HTTPException as error:
            if error.code in _NOT_HERE:
                return None
            raise
        return int(made["id"])


def _key(delivery: Delivery) -> Key | None:
    """What makes a meeting's place the same; its name as Discord keeps it."""
    channel = ChannelId(delivery.to) if delivery.place == "channel" else delivery.channel
    if channel is None:
        return None
    return channel, label(delivery.topic)[:NAME] or "Mock interview", delivery.people
