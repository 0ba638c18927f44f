"""Messages that nobody is waiting for: into DMs and channels by REST, each with a nonce and in its turn."""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import discord

from bot.core.card import Card
from bot.core.errors import log, log_bug
from bot.core.reply import Answer
from bot.core.stock_cards import reopen_card, too_long_card
from bot.core.values import ChannelId, name_in
from bot.platforms.discord import render
from bot.platforms.discord.channels import FOREIGN, Channels, Foreign
from bot.platforms.discord.client import Buckets, files_of, parameters
from bot.platforms.discord.error_mapping import (
    ACKNOWLEDGED,
    NO_CHANNEL,
    REFUSED,
    outcome,
    readable,
    wait_for,
)
from bot.platforms.discord.meetings import Threads
from bot.platforms.discord.render import Message
from bot.platforms.port import Busy, Delivery, PlatformServices, Receipt, Unready
from bot.platforms.traffic import PATIENT, Bounded, LiveCards, Pace

LOOKED_AT = 50
"""Messages of a conversation that are compared with one that may have been sent."""
LOOKED_BACK = dt.timedelta(minutes=15)
KNOWN = 10_000
"""DMs, and messages of this process, that are remembered."""
NONCE = 25


class DiscordMessages:
    """Sends as one bot; `burst` messages to one channel at once, then one a second. `counts` gets how often
    somebody else had answered, and how often nobody could say whether a message had been sent before."""

    def __init__(
        self,
        client: discord.Client,
        services: PlatformServices,
        burst: int,
        counts: Counter[str],
        buckets: Buckets,
    ) -> None:
        self._counts = counts
        self.command_ids: Mapping[str, str] = {}
        """Discord's ids of the registered commands, by their names: cards mention them."""
        self._client = client
        self.services = services
        self._buckets = buckets
        monotonic, sleep = services.clock.monotonic, services.sleep
        self._opening = Pace(1.0, 5, monotonic, sleep)
        """DMs: Discord stops a bot that opens many fast, whatever its buckets say."""
        self._each = Pace(1, burst, monotonic, sleep)
        self._all = Pace(40, 40, monotonic, sleep)
        """Messages and edits, of the 50 requests a second that a bot has; the others are for what people press."""
        self.lists = Pace(30, 30, monotonic, sleep)
        """Messages of a day, each with its place in the line: thousands that came back at once would keep the process
        busy, and what somebody's mock waits for shouldn't stand behind them."""
        self._looks = Pace(5, 5, monotonic)
        """For older cards: messages need the other requests, so in a flood one keeps its buttons."""
        self._dms: Bounded[str, int] = Bounded(KNOWN)
        self._sent: Bounded[str, str] = Bounded(KNOWN)
        """What this process sent: the id of a message -> its nonce."""
        self.live: LiveCards[Message] = LiveCards()

    async def dm(self, user: str, opened: str = "") -> int:
        """The id of the DM with a user; `opened`: as whichever process that opened it before was told.

        Raises:
            Busy: it would have to be opened, and others have their turn first.
        """
        if user not in self._dms and opened.isdecimal():
            self._dms[user] = int(opened)
        if user not in self._dms:
            self._buckets.check("POST", "/users/@me/channels")
            await self._opening.turn("", ticket=user)
            with readable():
                made = await self._client.http.start_private_message(int(user))
                self._dms[user] = int(made["id"])
        return self._dms[user]

    def forget_dm(self, user: str) -> None:
        self._dms.pop(user, None)

    def written(self, answer: Answer) -> Message:
        """The answer as a message; a form cannot be sent, so what opens it is. What breaks a limit of Discord's is
        told in words, never with silence."""
        body, payloads, flow = answer.body, answer.payloads, answer.flow
        if not isinstance(body, Card):
            body, payloads, flow = reopen_card(body), payloads[1:], ""
        word, ids = self.services.word, self.command_ids
        try:
            return render.message(body, payloads, word, ids, flow)
        except ValueError as error:
            log_bug(error, "discord.limit")
            return render.message(too_long_card("Discord"), (), word, ids)

    async def post(
        self,
        channel: int,
        message: Message,
        meaning: str,
        *,
        silent: bool = False,
        patient: float = PATIENT,
        below: str = "",
    ) -> str:
        """Sends a message, perhaps as a reply `below` another, and returns its id; `meaning` is the same when the
        same is sent again.

        It waits for its turn at most `patient` seconds.

        Raises:
            Busy: it would have to wait; nothing was sent.
        """
        await self._turn(channel, patient)
        message, files = await self.draw(message)
        body = message.body(render.SILENT if silent else 0)
        body |= {"nonce": nonce(meaning), "enforce_nonce": True}
        if below:  # who deletes what they said gets an answer all the same
            body["message_reference"] = {"message_id": below, "fail_if_not_exists": False}
        self._buckets.check("POST", f"/channels/{channel}/messages")
        with readable():
            sent = await self._client.http.send_message(channel, params=parameters(body, files))
            self._sent[str(sent["id"])] = nonce(meaning)
        return str(sent["id"])

    async def draw(self, message: Message) -> tuple[Message, list[discord.File]]:
        """The message and its files; a picture that can't be drawn is told in words."""
        work = self.services.work
        try:
            return message, await files_of(message.files, work)
        except Exception as error:
            log_bug(error, "discord.picture")
            return message.in_words, await files_of(message.in_words.files, work)

    async def _turn(self, channel: int, patient: float) -> None:
        await self._each.turn(str(channel), patient)
        await self._all.turn("", patient)

    async def answer(self, channel: int, answer: Answer, meaning: str, below: str = "") -> None:
        """Sends what somebody is waiting for; there is no queue that it could come back to."""
        message = self.written(answer)
        sent = await self.post(channel, message, meaning, patient=10.0, below=below)
        await self.follow(channel, sent, message)

    async def follow(self, channel: int, ref: str, message: Message) -> None:
        """A card is in a DM or a mock's thread; the one of its flow that was live there loses its buttons.

        Tried once, in its turn among the messages.
        """
        if not message.flow or not ref:
            return
        is_known = self.live.knows(str(channel), message.flow)
        before = self.live.follow(str(channel), message.flow, ref, message.bare)
        try:
            with readable():
                if not is_known and not self._looks.wait("", 0):
                    before = await self._find_live(channel, message.flow, int(ref))
                if before is not None:
                    await self._turn(channel, PATIENT)
                    self._buckets.check("PATCH", f"/channels/{channel}/messages/{before[0]}")
                    changed = parameters(before[1].change())
                    await self._client.http.edit_message(channel, int(before[0]), params=changed)
        except Exception as error:
            wait_for(error)  # raises what is a mistake of ours
            log.info("card unsettled", platform="discord", code=getattr(error, "code", 0))

    async def _find_live(self, channel: int, flow: str, before: int) -> tuple[str, Message] | None:
        """The newest card of a flow, before another, that still has its buttons; it's without them here."""
        last: Any = await self._client.http.logs_from(channel, LOOKED_AT, before)
        ours = ((str(m["id"]), render.shown(m.get("components") or (), flow)) for m in last if self._by_me(m))
        return next(((ref, bare) for ref, card in ours if card and (bare := card.bare) is not None), None)

    def note_late(self, interaction: str, why: Exception | None) -> None:
        """The interaction no longer takes an answer."""
        code = getattr(why, "code", 0)
        log.warning("late answer", platform="discord", interaction=interaction, code=code)
        if code != ACKNOWLEDGED:
            return
        self._counts["answered elsewhere"] += 1
        if self._counts["answered elsewhere"] == 3:  # a single one can be a request of ours that was repeated
            log.error(
                "another process answers with this token",
                platform="discord",
                fix="stop the other process, or give it a bot of its own",
            )

    def note_lost(self, what: str, event: str, why: Exception | None) -> None:
        """No way to the reader of an answer was left."""
        log.warning("answer lost", platform="discord", code=getattr(why, "code", 0), **{what: event})

    async def find(self, channel: int, message: Message, meaning: str, due: dt.datetime | None) -> str | None:
        """The id of this message if it is among the last ones of the channel.

        Discord may forget the nonce of a message that is asked for again; then one of ours of the last minutes,
        and not from before it was `due`, that says the same with the same buttons is taken for it.
        """
        try:
            last = await self._client.http.logs_from(channel, LOOKED_AT)
        except discord.Forbidden:  # without the right to read what was said, the nonce alone has to do
            self._counts["not looked up"] += 1
            return None
        since, wanted = self.services.clock.now() - LOOKED_BACK, nonce(meaning)
        since = max(since, due) if due else since
        ours = (m for m in map(dict, last) if self._by_me(m))
        free = (m for m in ours if self._sent.get(str(m["id"]), wanted) == wanted)
        return next((str(m["id"]) for m in free if _is(m, message, wanted, since)), None)

    def _by_me(self, found: dict[str, Any]) -> bool:
        me = self._client.user
        return me is not None and str(found["author"]["id"]) == str(me.id)


def _is(found: dict[str, Any], message: Message, wanted: str, since: dt.datetime) -> bool:
    if str(found.get("nonce")) == wanted:
        return True
    if not message.texts or discord.utils.snowflake_time(int(found["id"])) < since:
        return False
    return _words(found.get("components") or ()) == _words(message.parts)


def _words(components: Iterable[Mapping[str, Any]]) -> list[str]:
    """The texts and labels of components and of those inside of them."""
    found: list[str] = []
    for one in components:
        found += [str(one[name]) for name in ("content", "label") if one.get(name)]
        found += _words(one.get("components") or ())
    return found


def nonce(meaning: str) -> str:
    """25 characters that are always the same for what a message means."""
    return hashlib.sha256(meaning.encode()).hexdigest()[:NONCE]


_DELETED = 10003
_NOT_IN_THREAD = frozenset({20016, 50001, 50013, 50083, 160005})
"""Slow mode, hidden, no right, archived, locked: what keeps the bot out of a thread may not hold for its channel."""
SOON = 30.0
"""Seconds that the people of a mock wait for their thread; if it takes longer, each hears at home."""


class Deliverer:
    def __init__(self, messages: DiscordMessages, threads: Threads, channels: Channels) -> None:
        self._messages = messages
        self._channels = channels
        self._threads = threads

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message.

        Raises:
            Busy: later; nothing was sent.
            Unready: the token is refused.
        """
        try:
            channel = ChannelId(delivery.to) if delivery.place == "channel" else delivery.channel
            if channel is not None:
                await self._channels.check_owner(channel)
            return await self._to(delivery)
        except Foreign:
            return Receipt(outcome="closed", why=FOREIGN)
        except discord.HTTPException as error:
            if error.status == 401:
                raise Unready(REFUSED) from error
            if delivery.dm and error.code in NO_CHANNEL:  # another bot's, which had this one's place
                self._messages.forget_dm(name_in(delivery.to))
                return await self.deliver(delivery.model_copy(update={"dm": ""}))
            receipt = outcome(error, direct=delivery.place == "dm")
            if receipt is None:
                raise
            return receipt

    async def _to(self, delivery: Delivery) -> Receipt:
        match delivery.place:
            case "home":  # Discord has no such page: everything on it can be asked for by a command
                return Receipt()
            case "dm":
                if delivery.daily:
                    await self._messages.lists.turn("", ticket=delivery.id)
                channel = await self._messages.dm(name_in(delivery.to), delivery.dm)
                sent = await self._post(channel, delivery)
                return sent.model_copy(update={"dm": str(channel)})
            case "channel" if delivery.topic:
                receipt = await self._in_thread(delivery)
                return receipt or await self._post(int(name_in(delivery.to)), delivery)
            case "channel":
                return await self._post(int(name_in(delivery.to)), delivery)
            case "meeting":
                return await self._meet(delivery)

    async def _meet(self, delivery: Delivery) -> Receipt:
        try:
            receipt = await self._in_thread(delivery)
        except discord.HTTPException as error:
            if error.code in (10007, 10013, 50001):  # then each is told at home
                return Receipt(
                    outcome="alone", why="One of them can't see the channel, or has left the server."
                )
            raise
        except Busy as busy:
            if busy.seconds < SOON:
                raise
            return Receipt(outcome="alone", why="Discord takes no more threads for some minutes.")
        return receipt or Receipt(
            outcome="alone",
            why="I'm not allowed to make a thread in the group's channel. Fix: the channel's settings > "
            "Permissions > my role: Create Private Threads, Send Messages in Threads.",
        )

    async def _in_thread(self, delivery: Delivery, again: bool = True) -> Receipt | None:
        """Into the thread of its topic and people, another one if that was deleted; None where none can be made, or
        this one takes nothing."""
        thread = await self._threads.place(delivery)
        try:
            return None if thread is None else await self._post(thread, delivery)
        except discord.HTTPException as error:
            if error.code in _NOT_IN_THREAD:
                return None
            if error.code != _DELETED or not again:
                raise
            self._threads.forget(delivery)
            return await self._in_thread(delivery, again=False)

    async def _post(self, channel: int, delivery: Delivery) -> Receipt:
        message = self._messages.written(delivery.answer)
        if delivery.again and (
            found := await self._messages.find(channel, message, delivery.id, delivery.since)
        ):
            return Receipt(ref=found)
        sent = await self._messages.post(channel, message, delivery.id, silent=delivery.silent)
        if delivery.place in ("dm", "meeting"):
            await self._messages.follow(channel, sent, message)
        return Receipt(ref=sent)
