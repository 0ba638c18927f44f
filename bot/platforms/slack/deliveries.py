"""Deliveries on Slack: into a DM, a group DM or a channel, with the id of what they mean, and none twice."""

import datetime as dt
from functools import partial

from bot.core.errors import log
from bot.core.reply import Answer
from bot.core.values import name_in
from bot.platforms.port import Busy, Delivery, Receipt
from bot.platforms.slack.client import NO_THREAD, SlackMessages, Things, not_sent
from bot.platforms.slack.error_mapping import Refused, receipt
from bot.platforms.traffic import Pace

RATE, BURST = 1.0, 10
"""Messages a second to one conversation, and at once: Slack's own limit, which lets bursts pass."""
LISTS, LISTS_AT_ONCE = 4.0, 60
"""Messages of a day a second to a whole workspace, and at once: Slack takes some hundred of all kinds in a minute,
and what somebody's mock waits for shouldn't stand behind them."""
LOOKS, LOOKS_AT_ONCE = 1.0, 30
"""People looked up a second, and at once: Slack takes about 100 in a minute, organizers among them."""
LOOKED_UP_FOR = dt.timedelta(hours=20)
"""How long somebody is taken to be here who was."""


class Deliverer:
    """Sends what the outbox holds for one workspace."""

    def __init__(self, messages: SlackMessages, patient: float) -> None:
        self._messages = messages
        self._pace = Pace(RATE, BURST, messages.services.clock.monotonic, messages.services.sleep)
        self._lists = Pace(LISTS, LISTS_AT_ONCE, messages.services.clock.monotonic, messages.services.sleep)
        self._patient = patient
        self._hinted: set[str] = set()
        self._looks = Pace(LOOKS, LOOKS_AT_ONCE, messages.services.clock.monotonic)

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message, unless it is there already.

        Raises:
            Busy: nothing was sent. Unready: a person has to fix the token.
        """
        try:
            return await self._deliver(delivery)
        except Refused as refused:
            log.warning("slack.refused", place=delivery.place, to=delivery.to, error=refused.error)
            mapped = receipt(delivery.place, refused, self._messages.web.me.word, self._messages.web.bot_name)
            if mapped is None:
                raise
            return mapped
        except Busy as busy:
            self._pace.hold(str(delivery.to), busy.seconds)
            raise

    async def _deliver(self, delivery: Delivery) -> Receipt:
        if delivery.place == "home":
            await self._messages.publish(name_in(delivery.to), delivery.answer)
            return Receipt(ref="home")
        if delivery.place == "meeting" and len(delivery.people) < 2:
            return Receipt(outcome="alone", why="Only one of them is in this workspace.")
        if delivery.daily:
            await self._lists.turn("", self._patient, ticket=delivery.id)
        if delivery.place == "dm" and await self._has_left(name_in(delivery.to)):
            return Receipt(outcome="gone", why="They have left the workspace.")
        await self._pace.turn(str(delivery.to), self._patient)
        channel, thread = await self._channel(delivery), delivery.thread.rpartition(":")[2]
        found = None
        if delivery.again:
            found = await self._messages.find(delivery.place, channel, delivery.id, thread)
        try:
            ts, thread = found or await self._send(delivery, channel, thread)
        except Busy as busy:
            if delivery.daily:  # of which no DM gets too many: it's the workspace that has to pause
                self._lists.hold("", busy.seconds)
            raise
        # the words are there. Outside of a thread they begin that of their topic; a picture goes below them
        in_channel, things = delivery.place == "channel", delivery.answer.body.attachments
        channel = self._messages.dm(channel)
        below = (thread or ts) if in_channel else ""
        return Receipt(
            ref=f"{channel}:{ts}",
            head=in_channel and bool(delivery.topic) and not thread,
            dm=channel if delivery.place == "dm" else "",
            send_rest=partial(self._send_rest, things, channel, below) if things else None,
        )

    async def _has_left(self, user: str) -> bool:
        """Whether somebody was deactivated: Slack goes on taking messages to them. Asked at most once a day."""
        now, here = self._messages.services.clock.now(), self._messages.here
        if (user in here and now < here[user] + LOOKED_UP_FOR) or self._looks.wait("", 0):
            return False
        try:
            left = await self._messages.web.has_left(user)
        except Busy as busy:  # the list doesn't wait for it
            self._looks.hold("", busy.seconds)
            left = None
        if left is False:
            here[user] = now
        return bool(left)

    async def _channel(self, delivery: Delivery) -> str:
        if delivery.place == "channel":
            return name_in(delivery.to)
        if delivery.place == "meeting":
            return await self._messages.together([name_in(person) for person in delivery.people])
        user = name_in(delivery.to)
        if delivery.dm and (user,) not in self._messages.conversations:  # where what was sent is looked up
            self._messages.conversations[(user,)] = delivery.dm
        return user

    async def _send(self, delivery: Delivery, channel: str, thread: str) -> tuple[str, str]:
        """The `ts` of the message, and the thread that it is in: none ("") when that is gone."""
        answer = delivery.answer
        if delivery.place == "dm" and delivery.to not in self._hinted:
            self._hinted.add(delivery.to)
            answer = self._messages.with_hint(answer)
        message = self._messages.draw(answer)
        try:
            ts = await self._messages.say(channel, message, thread=thread, delivery=delivery.id)
        except Refused as refused:
            if not thread or refused.error not in NO_THREAD:
                raise
            thread, ts = "", await self._messages.say(channel, message, delivery=delivery.id)
        if delivery.place in ("dm", "meeting"):
            channel = self._messages.dm(channel)
            await self._messages.follow(channel, answer.flow, ts, message, daily=delivery.daily)
        return ts, thread

    async def _send_rest(self, things: Things, channel: str, below: str) -> None:
        """Pictures and files; the words of a picture that Slack doesn't take."""
        for thing, why in await self._messages.send_files(things, channel, below):
            body = Answer(body=not_sent(thing, why))
            await self._messages.say(channel, self._messages.draw(body), thread=below)
