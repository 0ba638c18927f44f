"""Deliveries on Slack: into a DM, a group DM or a channel, with the id of what they mean, and none twice."""

import asyncio
import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import structlog

from bot.core.reply import Answer, Reader
from bot.core.values import name_in
from bot.core.wall_time import Clock
from bot.platforms.port import Busy, Delivery, Receipt
from bot.platforms.slack.client import EVENT_TYPE, SlackMessages, Things, Web, not_sent
from bot.platforms.slack.connection import await_answer
from bot.platforms.slack.error_mapping import Refused, receipt
from bot.platforms.traffic import Bounded, Pace

log = structlog.get_logger("loopmate")

# whether an interrupted message has arrived: the last messages where it belongs are read, once for all

READ = 100
"""Messages read of a conversation or a thread."""
READ_SINCE = dt.timedelta(days=7)
"""How far back a thread is read, which Slack lists from its beginning."""
FRESH = 60.0
"""Seconds for which what was read is taken for the state of things, with what was sent since."""
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


@dataclass(slots=True)
class Lookup:
    """Finds deliveries in conversations, if that's `allowed`; `counts` gets how often it was not possible."""

    web: Web
    clock: Clock
    counts: Counter[str]
    allowed: bool
    _read: Bounded[tuple[str, str], tuple[float, asyncio.Future[Sent]]] = field(
        default_factory=lambda: Bounded(1_000)
    )
    """By conversation and the `ts` that begins a thread in it; "" for the conversation itself."""

    async def find(self, place: str, channel: str, delivery: str, thread: str = "") -> tuple[str, str] | None:
        """The `ts` of a message that was sent before, and the thread that it is in: `thread`, or none ("").

        None: it was not sent, or nobody can tell.
        """
        if not self.allowed or self.web.scopes.isdisjoint(_SCOPES.get(place, ())):
            self.counts["not looked up"] += 1
            return None
        try:
            for one in dict.fromkeys((thread, "")):
                if found := (await self._sent(channel, one)).get(delivery):
                    return found, one
        except Refused:
            self.counts["not looked up"] += 1
        return None

    async def _sent(self, channel: str, thread: str) -> Sent:
        now = self.clock.monotonic()
        at, reading = self._read.get((channel, thread), (float("-inf"), None))
        if reading is None or now - at > FRESH or (reading.done() and reading.exception() is not None):
            reading = asyncio.ensure_future(self._history(channel, thread))
            self._read[channel, thread] = (now, reading)
        return await asyncio.shield(reading)

    async def _history(self, channel: str, thread: str) -> Sent:
        client = self.web.client
        if thread:
            since = str((self.clock.now() - READ_SINCE).timestamp())
            asked = client.conversations_replies(
                channel=channel, ts=thread, oldest=since, limit=READ, include_all_metadata=True
            )
        else:
            asked = client.conversations_history(channel=channel, limit=READ, include_all_metadata=True)
        try:
            messages = (await await_answer(asked)).get("messages", ())
        except Refused as refused:
            if refused.error not in NO_THREAD:
                raise
            return {}
        marks = ((message.get("metadata") or {}, str(message["ts"])) for message in messages)
        ours = ((mark, ts) for mark, ts in marks if mark.get("event_type") == EVENT_TYPE)
        return {str((mark.get("event_payload") or {}).get("id", "")): ts for mark, ts in ours}

    def note(self, channel: str, delivery: str, ts: str, thread: str = "") -> None:
        """Notes that a message was sent, so that a later look-up finds it."""
        if (channel, thread) in self._read:
            reading = self._read[channel, thread][1]
            if reading.done() and reading.exception() is None:
                reading.result()[delivery] = ts


RATE, BURST = 1.0, 10
"""Messages a second to one conversation, and at once: Slack's own limit, which lets bursts pass."""
LOOKED_UP_FOR = dt.timedelta(hours=20)
"""How long somebody is taken to be here who was."""


class Deliverer:
    """Sends what the outbox holds for one workspace."""

    def __init__(self, post: SlackMessages, lookup: Lookup, patient: float) -> None:
        self._post = post
        self._lookup = lookup
        self._pace = Pace(RATE, BURST, post.services.clock.monotonic)
        self._patient = patient
        self._hinted: set[str] = set()
        self._here_until: Bounded[str, dt.datetime] = Bounded(10_000)

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message, unless it is there already.

        Raises:
            Busy: nothing was sent. Unready: a person has to fix the token.
        """
        try:
            return await self._deliver(delivery)
        except Refused as refused:
            if delivery.dm and refused.error == "channel_not_found":  # the DM has moved
                self._post.conversations.pop((name_in(delivery.to),), None)
                return await self.deliver(delivery.model_copy(update={"dm": ""}))
            log.warning("slack.refused", place=delivery.place, to=delivery.to, error=refused.error)
            mapped = receipt(delivery.place, refused, self._post.web.me.word, self._post.web.bot_name)
            if mapped is None:
                raise
            return mapped
        except Busy as busy:
            self._pace.hold(str(delivery.to), busy.seconds)
            raise

    async def _deliver(self, delivery: Delivery) -> Receipt:
        if delivery.place == "home":
            await self._post.publish(name_in(delivery.to), delivery.answer)
            return Receipt(ref="home")
        if delivery.place == "meeting" and len(delivery.people) < 2:
            return Receipt(outcome="alone", why="Only one of them is in this workspace.")
        if delivery.daily and await self._has_left(name_in(delivery.to)):
            return Receipt(outcome="gone", why="They have left the workspace.")
        wait = self._pace.wait(str(delivery.to), self._patient)
        if wait > self._patient:
            raise Busy(wait)
        if wait:
            await asyncio.sleep(wait)
        channel, thread = await self._channel(delivery), delivery.thread.rpartition(":")[2]
        found = None
        if delivery.again:
            found = await self._lookup.find(delivery.place, channel, delivery.id, thread)
        ts, thread = found or await self._send(delivery, channel, thread)
        # the words are there. Outside of a thread they begin that of their topic; a picture goes below them
        in_channel, things = delivery.place == "channel", delivery.answer.body.attachments
        below = (thread or ts) if in_channel else ""
        return Receipt(
            ref=f"{channel}:{ts}",
            head=in_channel and bool(delivery.topic) and not thread,
            dm=channel if delivery.place == "dm" else "",
            send_rest=partial(self._send_rest, things, channel, below) if things else None,
        )

    async def _has_left(self, user: str) -> bool:
        """Whether somebody was deactivated: Slack goes on taking messages to them. Asked at most once a day."""
        now = self._post.services.clock.now()
        if now < self._here_until.get(user, now):
            return False
        left = await self._post.web.has_left(user)
        if left is False:
            self._here_until[user] = now + LOOKED_UP_FOR
        return bool(left)

    async def _channel(self, delivery: Delivery) -> str:
        if delivery.place == "channel":
            return name_in(delivery.to)
        if delivery.place == "meeting":
            return await self._post.together([name_in(person) for person in delivery.people])
        user = name_in(delivery.to)
        if delivery.dm and (user,) not in self._post.conversations:  # some process has opened it before
            self._post.conversations[(user,)] = delivery.dm
        return await self._post.dm(user)

    async def _send(self, delivery: Delivery, channel: str, thread: str) -> tuple[str, str]:
        """The `ts` of the message, and the thread that it is in: none ("") when that is gone."""
        answer = delivery.answer
        if delivery.place == "dm" and delivery.to not in self._hinted:
            self._hinted.add(delivery.to)
            answer = self._post.with_hint(answer)
        message = self._post.draw(answer)
        try:
            ts = await self._post.say(channel, message, thread=thread, delivery=delivery.id)
        except Refused as refused:
            if not thread or refused.error not in NO_THREAD:
                raise
            thread, ts = "", await self._post.say(channel, message, delivery=delivery.id)
        self._lookup.note(channel, delivery.id, ts, thread)
        if delivery.place in ("dm", "meeting"):
            await self._post.follow(channel, answer.flow, ts, message)
        return ts, thread

    async def _send_rest(self, things: Things, channel: str, below: str) -> None:
        """Pictures and files; the words of a picture that Slack doesn't take."""
        for thing, why in await self._post.send_files(things, channel, below):
            body = Answer(body=not_sent((thing,), why), reader=Reader())
            await self._post.say(channel, self._post.draw(body), thread=below)
