"""Deliveries on Discord: where each goes, and what became of it."""

import discord

from bot.core.ids import ChannelId, name_in
from bot.platforms.discord.channels import FOREIGN, Channels, Foreign
from bot.platforms.discord.deliveries import Mail
from bot.platforms.discord.error_mapping import REFUSED, outcome
from bot.platforms.discord.meeting import Meetings
from bot.platforms.port import Busy, Delivery, Receipt, Unready

_ALONE = Receipt(
    outcome="alone",
    why="I may not make a thread in the group's channel. Mend: the channel's settings > Permissions > my role: "
    "Create Private Threads, Send Messages in Threads.",
)
_FOREIGN = Receipt(
    outcome="closed",
    why=FOREIGN,
)
_DELETED = 10003
SOON = 30.0
"""Seconds that the people of a mock wait for their thread; if it takes longer, each hears at home."""


class Deliverer:
    """Sends deliveries as one bot."""

    def __init__(self, mail: Mail, meetings: Meetings, channels: Channels) -> None:
        self._mail = mail
        self._channels = channels
        self._meetings = meetings

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
            return _FOREIGN
        except discord.RateLimited as error:
            raise Busy(error.retry_after) from error
        except discord.HTTPException as error:
            if error.status == 401:
                raise Unready(REFUSED) from error
            receipt = outcome(error, direct=delivery.place == "dm")
            if receipt is None:
                raise
            return receipt

    async def _to(self, delivery: Delivery) -> Receipt:
        match delivery.place:
            case "home":  # Discord has no such page: everything on it can be asked for by a command
                return Receipt()
            case "dm":
                if delivery.dm.isdecimal():
                    self._mail.know(name_in(delivery.to), int(delivery.dm))
                channel = await self._mail.dm(name_in(delivery.to))
                sent = await self._post(channel, delivery)
                return sent.model_copy(update={"dm": str(channel)})
            case "channel" if delivery.topic:
                return await self._in_thread(delivery)
            case "channel":
                return await self._announce(int(name_in(delivery.to)), delivery)
            case "meeting":
                return await self._meet(delivery)

    async def _announce(self, channel: int, delivery: Delivery) -> Receipt:
        """A message in a channel, and the thread below it in which its readers can argue, if it opens one."""
        receipt = await self._post(channel, delivery)
        if delivery.opens:
            await self._meetings.begin_thread(channel, int(receipt.ref), delivery.opens)
        return receipt

    async def _meet(self, delivery: Delivery, again: bool = True) -> Receipt:
        try:
            thread = await self._meetings.place(delivery)
        except discord.HTTPException as error:
            if error.code in (10007, 10013):  # one of them has left: the others are told at home
                return Receipt(outcome="alone", why="One of them is not in the server any more.")
            raise
        except Busy as busy:
            if busy.seconds < SOON:
                raise
            return Receipt(outcome="alone", why="Discord takes no more threads for some minutes.")
        if thread is None:
            return _ALONE
        try:
            return await self._post(thread, delivery)
        except discord.HTTPException as error:
            if error.code != _DELETED or not again:
                raise
            self._meetings.forget(delivery)
            return await self._meet(delivery, again=False)

    async def _in_thread(self, delivery: Delivery, again: bool = True) -> Receipt:
        """Into the thread of its topic; into the channel itself where none can be made."""
        channel = int(name_in(delivery.to))
        thread = await self._meetings.place(delivery)
        try:
            return await self._post(thread or channel, delivery)
        except discord.HTTPException as error:
            if error.code != _DELETED or not again or thread is None:
                raise
            self._meetings.forget(delivery)
            return await self._in_thread(delivery, again=False)

    async def _post(self, channel: int, delivery: Delivery) -> Receipt:
        message = self._mail.written(delivery.answer)
        if delivery.again and (found := await self._mail.find(channel, message, delivery.id, delivery.since)):
            return Receipt(ref=found)
        return Receipt(ref=await self._mail.post(channel, message, delivery.id, silent=delivery.silent))
