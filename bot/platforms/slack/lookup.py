"""Whether an interrupted message has arrived: the last messages of its conversation are read, once for all."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from bot.platforms.slack.post import EVENT_TYPE
from bot.platforms.slack.web import Refused, Web

READ = 100
"""Messages read of a conversation."""
FRESH = 60.0
"""Seconds for which what was read is taken for the state of things, with what was sent since."""
KEPT = 1_000
_SCOPES: Final = {"dm": "im:history", "meeting": "mpim:history"}

Sent = dict[str, str]
"""The id of a delivery -> the `ts` of its message."""


class Lookup:
    """Finds deliveries in conversations. `counts` gets how often that was not possible."""

    def __init__(
        self, web: Web, monotonic: Callable[[], float], counts: Counter[str], *, allowed: bool
    ) -> None:
        self._counts = counts
        self._web = web
        self._monotonic = monotonic
        self._allowed = allowed
        self._read: dict[str, tuple[float, asyncio.Future[Sent]]] = {}

    async def find(self, place: str, channel: str, delivery: str) -> str | None:
        """The `ts` of a message that was sent before; None: it was not, or nobody can tell."""
        if not self._allowed or _SCOPES.get(place) not in self._web.scopes:
            self._counts["not looked up"] += 1
            return None
        try:
            return (await self._sent(channel)).get(delivery)
        except Refused:
            self._counts["not looked up"] += 1
            return None

    async def _sent(self, channel: str) -> Sent:
        now = self._monotonic()
        at, reading = self._read.get(channel, (float("-inf"), None))
        if reading is None or now - at > FRESH or (reading.done() and reading.exception() is not None):
            if len(self._read) >= KEPT:
                del self._read[next(iter(self._read))]
            reading = asyncio.ensure_future(self._history(channel))
            self._read[channel] = (now, reading)
            self._counts["looked up"] += 1
        return await asyncio.shield(reading)

    async def _history(self, channel: str) -> Sent:
        history = self._web.client.conversations_history(
            channel=channel, limit=READ, include_all_metadata=True
        )
        answer = await self._web.ask(history)
        pairs = ((_delivery_of(message), str(message["ts"])) for message in answer.get("messages", ()))
        return {delivery: ts for delivery, ts in pairs if delivery}

    def note(self, channel: str, delivery: str, ts: str) -> None:
        """A message was sent: whoever looks it up again finds it."""
        if channel in self._read:
            reading = self._read[channel][1]
            if reading.done() and reading.exception() is None:
                reading.result()[delivery] = ts


def _delivery_of(message: Mapping[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return ""
    return str((metadata.get("event_payload") or {}).get("id", ""))
