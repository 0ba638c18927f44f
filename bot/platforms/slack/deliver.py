"""Deliveries: what is said to somebody who did not ask just now. Slack knows no silent messages."""

import asyncio
from collections import Counter

import structlog

from bot.core.card import Card, Text
from bot.core.clock import Clock
from bot.core.ids import name_in, space_id, space_of
from bot.core.reply import Answer
from bot.platforms.pace import Pace
from bot.platforms.port import Busy, Delivery, Receipt
from bot.platforms.slack.files import Parcels, apart
from bot.platforms.slack.lookup import Lookup
from bot.platforms.slack.outcomes import receipt
from bot.platforms.slack.post import Post
from bot.platforms.slack.render import Message, render
from bot.platforms.slack.text import Look
from bot.platforms.slack.web import Refused
from bot.platforms.slack.words import BUTTONS_ONLY

NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})
"""What Slack says of a thread that is deleted, or never was one."""
log = structlog.get_logger("loopmate")


class Deliverer:
    """Sends what the outbox holds for one workspace."""

    def __init__(
        self,
        post: Post,
        parcels: Parcels,
        lookup: Lookup,
        pace: Pace,
        clock: Clock,
        word: str,
        patient: float,
        counts: Counter[str],
    ) -> None:
        self._post = post
        self._parcels = parcels
        self._lookup = lookup
        self._pace = pace
        self._clock = clock
        self._word = word
        self._patient = patient
        self._counts = counts
        self._hinted: set[str] = set()

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message, unless it is there already.

        Raises:
            Busy: nothing was sent. Unready: a person has to mend the token.
        """
        try:
            done = await self._delivered(delivery)
        except Refused as refused:
            done = self._refused(delivery, refused)
        except Busy as busy:
            self._pace.hold(str(delivery.to), busy.seconds)
            raise
        self._counts[done.outcome] += 1
        return done

    def _refused(self, delivery: Delivery, refused: Refused) -> Receipt:
        done = receipt(delivery.place, refused, self._word)
        log.warning("slack.refused", place=delivery.place, to=delivery.to, error=refused.error)
        if done is None:
            raise refused
        return done

    async def _delivered(self, delivery: Delivery) -> Receipt:
        if space_of(delivery.to) != space_id("slack", self._post.web.team):
            return Receipt(outcome="closed", why="My token is for another workspace than that.")
        if delivery.place == "home":
            return await self._published(delivery)
        if delivery.place == "meeting" and len(delivery.people) < 2:
            return Receipt(outcome="alone", why="Only one of them is in this workspace.")
        await self._turn(str(delivery.to))
        channel = await self._channel(delivery)
        if delivery.again and (found := await self._lookup.find(delivery.place, channel, delivery.id)):
            return Receipt(ref=f"{channel}:{found}")
        return await self._sent(delivery, channel)

    async def _turn(self, key: str) -> None:
        """Waits for this message's turn, if that is soon."""
        wait = self._pace.wait(key, self._patient)
        if wait > self._patient:
            raise Busy(wait)
        if wait:
            await asyncio.sleep(wait)

    async def _channel(self, delivery: Delivery) -> str:
        if delivery.place == "channel":
            return name_in(delivery.to)
        if delivery.place == "meeting":
            return await self._post.together([name_in(person) for person in delivery.people])
        return await self._post.dm(name_in(delivery.to))

    async def _sent(self, delivery: Delivery, channel: str) -> Receipt:
        answer = self._with_hint(delivery)
        ts, begins = await self._said(channel, render(answer, self._look(answer)), delivery)
        self._lookup.note(channel, delivery.id, ts)
        if isinstance(answer.body, Card) and (things := apart(answer.body)):
            # the words have arrived: what fails here may not send them again
            await self._parcels.send(things, channel, ts if delivery.place == "channel" else "")
        return Receipt(ref=f"{channel}:{ts}", head=begins)

    async def _said(self, channel: str, message: Message, delivery: Delivery) -> tuple[str, bool]:
        """Its `ts`, and whether it begins the thread of its topic, as it does when the thread is gone."""
        head = delivery.thread.rpartition(":")[2]
        if head:
            try:
                return await self._post.say(channel, message, thread=head, delivery=delivery.id), False
            except Refused as refused:
                if refused.error not in NO_THREAD:
                    raise
        ts = await self._post.say(channel, message, delivery=delivery.id)
        return ts, delivery.place == "channel" and bool(delivery.topic)

    async def _published(self, delivery: Delivery) -> Receipt:
        answer = delivery.answer
        await self._post.publish(name_in(delivery.to), self.home(answer))
        return Receipt(ref="home")

    def _with_hint(self, delivery: Delivery) -> Answer:
        """The first DM to somebody says that replies cannot be read, where that is so."""
        if delivery.place != "dm" or delivery.to in self._hinted or self._reads:
            return delivery.answer
        self._hinted.add(delivery.to)
        return self._hint(delivery.answer)

    def _hint(self, answer: Answer) -> Answer:
        if not isinstance(answer.body, Card):
            return answer
        hint = Text(line=(BUTTONS_ONLY.format(word=self._word),))
        return answer.model_copy(update={"body": answer.body.plus(hint)})

    @property
    def _reads(self) -> bool:
        return "im:history" in self._post.web.scopes

    def home(self, answer: Answer) -> list[dict[str, object]]:
        """The blocks of a card for the App Home."""
        answer = answer if self._reads else self._hint(answer)
        return render(answer, self._look(answer), "home").blocks

    def _look(self, answer: Answer) -> Look:
        return Look(answer.reader.zone, self._clock.now(), self._word)
