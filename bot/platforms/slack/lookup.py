"""Whether an interrupted message has arrived: the last messages where it belongs are read, once for all."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from bot.core.clock import Clock
from bot.platforms.port import Bounded
from bot.platforms.slack.client import Web
from bot.platforms.slack.error_mapping import Refused

EVENT_TYPE: Final = "loopmate_entry"
"""Of the metadata by which a message is found again."""
READ = 100
"""Messages read of a conversation or a thread."""
SINCE = dt.timedelta(days=7)
"""How far back a thread is read, which Slack lists from its beginning."""
FRESH = 60.0
"""Seconds for which what was read is taken for the state of things, with what was sent since."""
KEPT = 1_000
NO_THREAD: Final = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
"""What Slack says of a thread that is deleted, or never was one."""
_SCOPES: Final = {
    "dm": ("im:history",),
    "meeting": ("mpim:history",),
    "channel": ("channels:history", "groups:history"),
}
"""One of them is enough; which one a channel takes shows when it is asked."""

Sent = dict[str, str]
"""The id of a delivery -> the `ts` of its message."""
Where = tuple[str, str]
"""A conversation, and the `ts` that begins a thread in it; "" for the conversation itself."""


class Lookup:
    """Finds deliveries in conversations. `counts` gets how often that was not possible."""

    def __init__(self, web: Web, clock: Clock, counts: Counter[str], *, allowed: bool) -> None:
        self._counts = counts
        self._web = web
        self._clock = clock
        self._allowed = allowed
        self._read: Bounded[Where, tuple[float, asyncio.Future[Sent]]] = Bounded(KEPT)

    async def find(self, place: str, channel: str, delivery: str, thread: str = "") -> tuple[str, str] | None:
        """The `ts` of a message that was sent before, and the thread that it is in: `thread`, or none ("").

        None: it was not sent, or nobody can tell.
        """
        if not self._allowed or self._web.scopes.isdisjoint(_SCOPES.get(place, ())):
            self._counts["not looked up"] += 1
            return None
        try:
            for one in dict.fromkeys((thread, "")):
                if found := (await self._sent((channel, one))).get(delivery):
                    return found, one
        except Refused:
            self._counts["not looked up"] += 1
        return None

    async def _sent(self, where: Where) -> Sent:
        now = self._clock.monotonic()
        at, reading = self._read.get(where, (float("-inf"), None))
        if reading is None or now - at > FRESH or (reading.done() and reading.exception() is not None):
            reading = asyncio.ensure_future(self._history(*where))
            self._read[where] = (now, reading)
            self._counts["looked up"] += 1
        return await asyncio.shield(reading)

    async def _history(self, channel: str, thread: str) -> Sent:
        client = self._web.client
        if thread:
            since = str((self._clock.now() - SINCE).timestamp())
            asked = client.conversations_replies(
                channel=channel, ts=thread, oldest=since, limit=READ, include_all_metadata=True
            )
        else:
            asked = client.conversations_history(channel=channel, limit=READ, include_all_metadata=True)
        try:
            return _deliveries(await self._web.ask(asked))
        except Refused as refused:
            if refused.error not in NO_THREAD:
                raise
            return {}

    def note(self, channel: str, delivery: str, ts: str, thread: str = "") -> None:
        """A message was sent: whoever looks it up again finds it."""
        if (channel, thread) in self._read:
            reading = self._read[channel, thread][1]
            if reading.done() and reading.exception() is None:
                reading.result()[delivery] = ts


def _deliveries(answer: Mapping[str, Any]) -> Sent:
    pairs = ((_delivery_of(message), str(message["ts"])) for message in answer.get("messages", ()))
    return {delivery: ts for delivery, ts in pairs if delivery}


def _delivery_of(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("id", ""))
