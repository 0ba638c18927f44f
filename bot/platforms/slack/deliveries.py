"""Messages on their way to Slack: into a DM, a group DM or a channel, with the id of what they mean."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

import structlog

from bot.core.card import Card, File, Picture, small
from bot.core.clock import Clock
from bot.core.ids import name_in
from bot.core.reply import Answer, Reader
from bot.platforms.pace import PATIENT, Pace
from bot.platforms.plain_text import Look
from bot.platforms.port import Bounded, Busy, Delivery, LiveCards, PlatformServices, Receipt
from bot.platforms.slack.client import Web
from bot.platforms.slack.error_mapping import GONE, Refused, Unreached, receipt
from bot.platforms.slack.files import FileUploads
from bot.platforms.slack.lookup import EVENT_TYPE, NO_THREAD, Lookup
from bot.platforms.slack.render import Message, render
from bot.platforms.slack.words import BUTTONS_ONLY, not_sent

log = structlog.get_logger("loopmate")

OPENINGS, OPENED_AT_ONCE = 0.75, 5
"""Conversations opened a second, and at once: Slack takes about 50 a minute."""
DMS = 10_000
"""Conversations remembered."""
NOT_THERE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""The message that was to be changed is not there any more, or cannot be changed."""


class SlackMessages:
    """Sends messages through one connection."""

    def __init__(self, web: Web, services: PlatformServices) -> None:
        self.web = web
        self._services = services
        self._opening = Pace(OPENINGS, OPENED_AT_ONCE, services.clock.monotonic)
        self._conversations: Bounded[tuple[str, ...], str] = Bounded(DMS)
        self.live: LiveCards[Message] = LiveCards()

    def know(self, user: str, channel: str) -> None:
        """The DM with a person was opened before, by whichever process."""
        if (user,) not in self._conversations:
            self._conversations[(user,)] = channel

    def forget(self, user: str) -> None:
        """The DM is not where it was."""
        self._conversations.pop((user,), None)

    async def dm(self, user: str) -> str:
        """The channel of the DM with a person."""
        return await self.together((user,))

    async def together(self, users: Sequence[str]) -> str:
        """The channel that the bot shares with these people, one for a DM: the same people, the same channel.

        Raises:
            Refused: one of them is not there any more, or takes no DMs. Busy: others have their turn first.
        """
        key = tuple(sorted(users))
        if key not in self._conversations:
            if (wait := self._opening.wait_in_line("", ",".join(key))) > PATIENT:
                raise Busy(wait)
            await self._services.sleep(wait)
            answer = await self.web.ask(self.web.client.conversations_open(users=list(users)))
            self._conversations[key] = str(answer["channel"]["id"])
        return self._conversations[key]

    async def say(self, channel: str, message: Message, *, thread: str = "", delivery: str = "") -> str:
        """Posts a message, and answers its `ts`. Nothing in it is looked at for links to unfold."""
        more: dict[str, Any] = {"thread_ts": thread} if thread else {}
        if delivery:
            more["metadata"] = {"event_type": EVENT_TYPE, "event_payload": {"id": delivery}}
        answer = await self.web.ask(
            self.web.client.chat_postMessage(
                channel=channel,
                text=message.text,
                blocks=message.blocks,
                mrkdwn=False,
                unfurl_links=False,
                unfurl_media=False,
                **more,
            )
        )
        return str(answer["ts"])

    async def say_to(self, user: str, channel: str, message: Message, thread: str = "") -> None:
        """Posts a message that one person of a channel sees, until they reload."""
        more: dict[str, Any] = {"thread_ts": thread} if thread else {}
        call = self.web.client.chat_postEphemeral(
            channel=channel, user=user, text=message.text, blocks=message.blocks, **more
        )
        await self.web.ask(call)

    async def change(self, channel: str, ts: str, message: Message) -> str:
        """Puts a message in the place of another one; if that was deleted, it becomes a new one."""
        try:
            await self.web.ask(
                self.web.client.chat_update(channel=channel, ts=ts, text=message.text, blocks=message.blocks)
            )
        except Refused as refused:
            if refused.error not in NOT_THERE:
                raise
            log.info("slack.deleted", channel=channel, message=ts)
            return await self.say(channel, message)
        return ts

    async def settle(self, channel: str, ts: str, bare: Message) -> None:
        """Takes the buttons of a card whose flow has gone on; nobody waits for it, so it's tried once."""
        try:
            await self.web.ask(
                self.web.client.chat_update(channel=channel, ts=ts, text=bare.text, blocks=bare.blocks)
            )
        except (Refused, Busy, Unreached) as error:
            log.info("slack.unsettled", channel=channel, error=type(error).__name__)

    async def follow(self, channel: str, flow: str, ts: str, message: Message) -> None:
        """A card is in a DM or group DM; the one of its flow that was live there loses its buttons."""
        if flow and (before := self.live.follow(channel, flow, ts, message.bare)) is not None:
            await self.settle(channel, *before)

    async def publish(self, user: str, blocks: Sequence[Mapping[str, Any]]) -> None:
        """Shows something in a person's App Home."""
        view = {"type": "home", "blocks": list(blocks)}
        await self.web.ask(self.web.client.views_publish(user_id=user, view=view))


LOOKED_UP_FOR = dt.timedelta(hours=20)
KNOWN = 10_000
"""People of whom it's remembered that they were here."""


class Deliverer:
    """Sends what the outbox holds for one workspace."""

    def __init__(
        self,
        post: SlackMessages,
        uploads: FileUploads,
        lookup: Lookup,
        pace: Pace,
        clock: Clock,
        patient: float,
        counts: Counter[str],
    ) -> None:
        self._post = post
        self._uploads = uploads
        self._lookup = lookup
        self._pace = pace
        self._clock = clock
        self._word = post.web.word
        self._patient = patient
        self._counts = counts
        self._hinted: set[str] = set()
        self._here_until: Bounded[str, dt.datetime] = Bounded(KNOWN)

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message, unless it is there already.

        Raises:
            Busy: nothing was sent. Unready: a person has to fix the token.
        """
        try:
            done = await self._deliver(delivery)
        except Refused as refused:
            if delivery.dm and refused.error == "channel_not_found":  # the DM has moved
                self._post.forget(name_in(delivery.to))
                return await self.deliver(delivery.model_copy(update={"dm": ""}))
            done = self._map_refusal(delivery, refused)
        except Busy as busy:
            self._pace.hold(str(delivery.to), busy.seconds)
            raise
        self._counts[done.outcome] += 1
        return done

    def _map_refusal(self, delivery: Delivery, refused: Refused) -> Receipt:
        done = receipt(delivery.place, refused, self._word, self._post.web.bot_name)
        log.warning("slack.refused", place=delivery.place, to=delivery.to, error=refused.error)
        if done is None:
            raise refused
        return done

    async def _deliver(self, delivery: Delivery) -> Receipt:
        if delivery.place == "home":
            return await self._publish(delivery)
        if delivery.place == "meeting" and len(delivery.people) < 2:
            return Receipt(outcome="alone", why="Only one of them is in this workspace.")
        if delivery.daily and await self._has_left(name_in(delivery.to)):
            return Receipt(outcome="gone", why="They have left the workspace.")
        await self._wait_turn(str(delivery.to))
        channel = await self._channel(delivery)
        thread = delivery.thread.rpartition(":")[2]
        if delivery.again and (
            found := await self._lookup.find(delivery.place, channel, delivery.id, thread)
        ):
            return self._receipt(delivery, channel, *found)
        return await self._send(delivery, channel, thread)

    async def _has_left(self, user: str) -> bool:
        """Whether somebody was deactivated: Slack goes on taking messages to them. Asked at most once a day."""
        now = self._clock.now()
        if now < self._here_until.get(user, now):
            return False
        web = self._post.web
        try:
            known = (await web.ask(web.client.users_info(user=user)))["user"]
        except Refused as refused:
            return refused.error in GONE
        except (Busy, Unreached):
            return False
        self._here_until[user] = now + LOOKED_UP_FOR
        return bool(known.get("deleted"))

    async def _wait_turn(self, key: str) -> None:
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
        if delivery.dm:
            self._post.know(name_in(delivery.to), delivery.dm)
        return await self._post.dm(name_in(delivery.to))

    async def _send(self, delivery: Delivery, channel: str, thread: str) -> Receipt:
        answer = self._with_hint(delivery)
        message = render(answer, self._look(answer))
        ts, thread = await self._say(channel, message, thread, delivery.id)
        self._lookup.note(channel, delivery.id, ts, thread)
        if delivery.place in ("dm", "meeting"):
            await self._post.follow(channel, answer.flow, ts, message)
        return self._receipt(delivery, channel, ts, thread)

    def _receipt(self, delivery: Delivery, channel: str, ts: str, thread: str) -> Receipt:
        """The words are there. Outside of a thread they begin that of their topic; a picture goes below them."""
        in_channel, body = delivery.place == "channel", delivery.answer.body
        things = body.attachments if isinstance(body, Card) else ()
        below = (thread or ts) if in_channel else ""
        return Receipt(
            ref=f"{channel}:{ts}",
            head=in_channel and bool(delivery.topic) and not thread,
            dm=channel if delivery.place == "dm" else "",
            send_rest=partial(self._send_rest, things, channel, below) if things else None,
        )

    async def _send_rest(self, things: Sequence[Picture | File], channel: str, below: str) -> None:
        """Pictures and files; the words of a picture that Slack doesn't take."""
        for failed in await self._uploads.send(tuple(things), channel, below):
            body = Answer(body=not_sent((failed.thing,), failed.why), reader=Reader())
            await self._post.say(channel, render(body, self._look(body)), thread=below)

    async def _say(self, channel: str, message: Message, thread: str, delivery: str) -> tuple[str, str]:
        """Its `ts`, and the thread that it is in: none ("") when that is gone."""
        if thread:
            try:
                return await self._post.say(channel, message, thread=thread, delivery=delivery), thread
            except Refused as refused:
                if refused.error not in NO_THREAD:
                    raise
        return await self._post.say(channel, message, delivery=delivery), ""

    async def _publish(self, delivery: Delivery) -> Receipt:
        answer = delivery.answer
        await self._post.publish(name_in(delivery.to), self.home(answer))
        return Receipt(ref="home")

    def _with_hint(self, delivery: Delivery) -> Answer:
        """The first DM to somebody says that replies cannot be read, where that is so."""
        if delivery.place != "dm" or delivery.to in self._hinted or self._reads:
            return delivery.answer
        self._hinted.add(delivery.to)
        return self._add_hint(delivery.answer)

    def _add_hint(self, answer: Answer) -> Answer:
        if not isinstance(answer.body, Card):
            return answer
        hint = small(BUTTONS_ONLY.format(word=self._word))
        return answer.model_copy(update={"body": answer.body.plus(hint)})

    @property
    def _reads(self) -> bool:
        return "im:history" in self._post.web.scopes

    def home(self, answer: Answer) -> list[dict[str, object]]:
        """The blocks of a card for the App Home."""
        answer = answer if self._reads else self._add_hint(answer)
        return render(answer, self._look(answer), "home").blocks

    def _look(self, answer: Answer) -> Look:
        return Look(answer.reader.zone, self._clock.now(), self._word)
