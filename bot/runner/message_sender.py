"""The sender: composes messages, hands them to the platforms, and writes down what became of them."""

import asyncio
import contextlib
import datetime as dt
from collections import Counter
from collections.abc import Mapping

from bot.context import find_meeting
from bot.core.entry import TRIES, Entry, To, entry_id, work_entry
from bot.core.errors import Conflict, LoopmateError, StoreDown, StoreFull, log, log_bug
from bot.core.reply import Hold, Skip
from bot.core.values import AccountId, Call, ChannelId, GroupId, MemberId, new_id, platform_of
from bot.dispatcher import Apart, Composed, Dispatcher
from bot.platforms.port import Booked, Booking, Busy, Delivery, Destination, Platform, Receipt
from bot.store import members
from bot.store.members import Outcome
from bot.store.outbox import Claimed
from bot.store.store import Unit

DEADLINE = 30
"""Seconds that a platform has for the words of one message, and again for what follows them."""
GONE = "member.gone"
DM_REFUSED = "member.dm-refused"
CHANNEL_GONE = "space.channel-gone"
CHANNEL_OPEN = "space.channel-open"
"""Paths of the work that notes a member who has left, a DM that didn't arrive, a channel that is closed,
and one that is open."""
ELSEWHERE = dt.timedelta(minutes=1)
"""How long an entry waits on average that another process must settle: a newer version, or another platform."""
TOGETHER = 100
"""Messages whose outcomes are written in one script: about a millisecond of the server."""


class MessageSender:
    """Sends messages; `counts` has how often each outcome came of that."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        platforms: Mapping[str, Platform],
        counts: Counter[str],
        deadline: float = DEADLINE,
    ) -> None:
        self._deadline = deadline
        self.counts = counts
        self._store = dispatcher.contexts.store
        self._dispatcher = dispatcher
        self._platforms = platforms
        self._clock = dispatcher.contexts.clock
        self._batches = BatchCommitter()

    async def send(self, entry: Entry, to: To, claimed: Claimed) -> None:
        """Sends a message `to` whom it is for, or asks what only a platform knows."""
        if self._clock.now() > entry.expires:
            await self._finish(entry, claimed, "late")
            return
        if to.way in ("look", "book"):
            await (self._look if to.way == "look" else self._book)(entry, to, claimed)
            return
        composed = await self._dispatcher.compose(entry)
        if isinstance(composed, Skip):
            await self._finish(entry, claimed, "skipped", why=composed.why)
        elif isinstance(composed, Apart):
            await self._apart(entry, to, claimed)
        elif isinstance(composed, Hold):
            moved = composed.until + (entry.expires - entry.due)
            await self.postpone(entry.copy_with(expires=moved), claimed, composed.until)
        else:
            await self._deliver(entry, to, claimed, composed)

    async def _deliver(self, entry: Entry, to: To, claimed: Claimed, composed: Composed) -> None:
        address = _address(to, composed)
        private: Destination = "home" if to.way == "home" else "dm"
        place = "channel" if to.channel else "meeting" if to.people else private
        platform = self._platforms.get(platform_of(address))
        if platform is None:
            await self.leave_to_others(entry, claimed)
            return
        delivery = Delivery(
            id=self._store.seen_id(entry.id),
            to=ChannelId(address) if to.channel else AccountId(address),
            place=place,
            people=composed.meeting.people if composed.meeting else (),
            channel=composed.meeting.channel if composed.meeting else None,
            topic=to.topic,
            thread=await self._thread(entry, to),
            dm=composed.member.dm if composed.member and place == "dm" else "",
            answer=composed.answer,
            again=claimed.again or entry.again or entry.tries > 0,
            since=entry.due,
            silent=composed.silent,
            daily=composed.daily,
        )
        async with asyncio.timeout(self._deadline):
            receipt = await platform.deliver(delivery)
        if delivery.place == "meeting" and receipt.outcome != "sent":
            await self._apart(entry, to, claimed)  # who has left shows when each is told alone
            return
        await self._note_sent(entry, claimed, composed, delivery, receipt)
        if receipt.send_rest is not None:
            try:
                async with asyncio.timeout(self._deadline):
                    await receipt.send_rest()
            except Exception as error:  # the words before it are acknowledged, whatever happens here
                log.warning("message incomplete", delivery=delivery.id, error=type(error).__name__)

    async def _thread(self, entry: Entry, to: To) -> str:
        """The first message of the thread that a message belongs to; "" for none yet."""
        if to.channel is None or not to.topic:
            return ""
        begun = (await members.group(self._unit(entry))).threads.get(to.channel)
        return begun.head if begun is not None and begun.topic == to.topic else ""

    async def _apart(self, entry: Entry, to: To, claimed: Claimed) -> None:
        """Sends the message to each person by DM, since they share no place."""
        unit = self._unit(entry, claimed)
        for member in to.people:
            unit.tell(entry.copy_with(id=entry_id(member, entry.id), to=To(member=member), tries=0))
        await unit.commit(drain=True)

    async def _look(self, entry: Entry, to: To, claimed: Claimed) -> None:
        """Asks the platforms whether a member is still there; one who isn't anywhere is reported as gone."""
        if to.channel is not None:
            await self._look_at_channel(entry, to.channel, claimed)
            return
        member = await members.MEMBERS.get(self._unit(entry), to.member or "")
        gone = []
        for account in member.accounts if member else ():
            platform = self._platforms.get(platform_of(account))
            async with asyncio.timeout(self._deadline):
                here = await platform.here(account) if platform else None
            gone += [account] if here is False else []
        unit = self._unit(entry, claimed)
        for account in gone:
            self._report(unit, entry, Call(path=GONE, values={"account": account}))
        await unit.commit(drain=True)

    async def _book(self, entry: Entry, to: To, claimed: Claimed) -> None:
        """Asks a platform for a place and a date; whatever comes of it, the entry's work is done with that."""
        values = entry.call.values
        meeting = await find_meeting(self._unit(entry), to.people) if to.people else None
        address = values.get("ref") or to.channel or (meeting.people[0] if meeting else "")
        platform = self._platforms.get(platform_of(address))
        if address and platform is None:
            await self.leave_to_others(entry, claimed)
            return
        booking = Booking(
            people=meeting.people if meeting else (),
            channel=to.channel or (meeting.channel if meeting else None),
            voice=ChannelId(values["voice"]) if values.get("voice") else None,
            title=values.get("title", ""),
            at=dt.datetime.fromisoformat(values["at"]) if "at" in values else None,
            minutes=int(values.get("minutes", 0)),
            ref=values.get("ref", ""),
        )
        booked = Booked()
        try:
            async with asyncio.timeout(self._deadline):
                booked = await platform.book(booking) if platform else booked
        except Busy:
            raise
        except Exception as error:  # people call each other where they are
            if booking.at is None:
                raise
            log.warning("not booked", platform=platform_of(address), error=type(error).__name__)
        unit = self._unit(entry, claimed)
        if booking.at is not None:
            found = {name: value for name, value in booked.model_dump().items() if value}
            what = entry.call.copy_with(values={**values, **found})
            self._report(unit, entry, what)
        await unit.commit(drain=True)

    async def _look_at_channel(self, entry: Entry, channel: ChannelId, claimed: Claimed) -> None:
        platform = self._platforms.get(platform_of(channel))
        async with asyncio.timeout(self._deadline):
            problem = await platform.channel_problem(channel) if platform else None
        unit = self._unit(entry, claimed)
        if problem is not None:
            path, more = (CHANNEL_GONE, {"why": problem[:200]}) if problem else (CHANNEL_OPEN, {})
            self._report(unit, entry, Call(path=path, values={"channel": channel, **more}))
        await unit.commit(drain=True)

    async def _note_sent(
        self, entry: Entry, claimed: Claimed, composed: Composed, delivery: Delivery, receipt: Receipt
    ) -> None:
        self.counts[receipt.outcome] += 1
        await self._finish(
            entry,
            claimed,
            receipt.outcome,
            self._name_event(entry, delivery, receipt),
            where="DM" if delivery.place == "dm" else delivery.place,
            why=composed.instead,
            ref=receipt.ref,
        )
        open_now, member = receipt.outcome == "sent", composed.member
        if member is None or delivery.place != "dm":
            return
        noted = {"dm_open": open_now} | ({"dm": receipt.dm} if receipt.dm else {})
        if any(getattr(member, name) != value for name, value in noted.items()):
            await self._note_dm(entry, member.id, delivery.to, noted)

    def _name_event(self, entry: Entry, delivery: Delivery, receipt: Receipt) -> Call | None:
        """What the group has to know of a message that did not arrive, or of a channel that takes them again."""
        if receipt.outcome == "gone":
            log.warning("member gone", delivery=delivery.id, platform=platform_of(delivery.to))
            return Call(path=GONE, values={"account": delivery.to})
        if delivery.place == "dm" and receipt.outcome == "closed" and entry.owner is not None:
            return Call(path=DM_REFUSED, values={"member": entry.owner, "about": entry.call.path})
        if delivery.place != "channel":
            return None
        if receipt.outcome == "sent":
            head = {"topic": delivery.topic, "head": receipt.ref} if receipt.head else {}
            return Call(path=CHANNEL_OPEN, values={"channel": delivery.to, **head})
        if receipt.outcome == "closed":
            log.warning("channel closed", delivery=delivery.id, channel=delivery.to)
            lost = " ".join([entry.call.path, *entry.call.values.values()]) if not entry.call.private else ""
            values = {"channel": delivery.to, "why": receipt.why[:200], "lost": lost[:100]}
            return Call(path=CHANNEL_GONE, values=values)
        return None

    def _report(self, unit: Unit, entry: Entry, what: Call) -> None:
        if self._dispatcher.registry.find(what.path) is not None:
            meant = self._store.seen_id(entry.id)  # what is seen holds no member's id
            unit.tell(work_entry(entry.group, what, meant, now=unit.now, about=entry.owner))

    async def _note_dm(self, entry: Entry, who: MemberId, account: str, noted: Mapping[str, object]) -> None:
        """Whether a DM arrives, and where, is part of the profile; the command that needs it next says so.

        The message is gone and acknowledged: nothing that fails here may send it again.
        """
        for _ in range(3):  # others may change the profile meanwhile
            unit = self._unit(entry)
            member = await members.MEMBERS.get(unit, who)
            if member is None or account not in member.accounts[:1]:
                return
            if all(getattr(member, name) == value for name, value in noted.items()):
                return
            members.MEMBERS.put(unit, who, member.copy_with(**noted))
            with contextlib.suppress(Conflict, StoreFull):
                await unit.commit()

    async def _finish(
        self, entry: Entry, claimed: Claimed, outcome: Outcome, happened: Call | None = None, **facts: str
    ) -> None:
        """Acknowledges a message and writes what became of it into the ledger; `facts` are fields of its line."""
        unit = self._unit(entry, claimed)
        if happened is not None:
            self._report(unit, entry, happened)
        for member in _readers(entry) if facts.get("why") != "they have left" else ():
            if entry.missed is not None:
                _write_line(unit, member, entry, "late", entry.missed)
            _write_line(unit, member, entry, outcome, entry.due, **facts)
        await self._batches.commit(unit)

    async def postpone(self, entry: Entry, claimed: Claimed, until: dt.datetime) -> None:
        """The entry waits, and is still known as one that somebody may have sent."""
        unit = self._unit(entry, claimed)
        unit.park(entry.copy_with(again=entry.again or claimed.again), until)
        await self._batches.commit(unit)

    async def leave_to_others(self, entry: Entry, claimed: Claimed) -> None:
        """Each entry waits for a time of its own. What comes due at one instant goes as a whole to the process that
        looks first, and the one that can't do it looks first again and again."""
        wait = ELSEWHERE * self._store.chance.uniform(0.5, 1.5)
        await self.postpone(entry, claimed, self._clock.now() + wait)

    async def note_failure(self, entry: Entry, claimed: Claimed, error: Exception) -> None:
        tries = entry.tries + 1
        ids = {"delivery": self._store.seen_id(entry.id), "group": entry.group, "tries": str(tries)}
        log_bug(error, new_id(self._store.chance, 8), path=entry.call.path, **ids)
        tried = entry.copy_with(tries=tries, reason=type(error).__name__)
        if tries < TRIES:
            await self.postpone(tried, claimed, self._clock.now() + dt.timedelta(seconds=5 * 2**tries))
            return
        self.counts["set aside"] += 1
        unit = self._unit(entry, claimed)
        unit.bury(tried)
        for member in _readers(tried):
            _write_line(unit, member, tried, "failed", tried.due)
        await unit.commit(drain=True)

    def _unit(self, entry: Entry, claimed: Claimed | None = None) -> Unit:
        """A unit on the entry's group, in which it is acknowledged as `claimed`."""
        unit = self._store.unit(entry.group, self._clock.now())
        if claimed is not None:
            unit.ack(claimed.stream_id)
        return unit


def _write_line(
    unit: Unit, member: MemberId, entry: Entry, outcome: Outcome, due: dt.datetime, **facts: str
) -> None:
    line = members.LedgerLine(at=unit.now, due=due, path=entry.call.path, outcome=outcome, **facts)
    members.write_ledger(unit, member, line)


def _readers(entry: Entry) -> tuple[MemberId, ...]:
    """The members in whose ledgers a message is noted: an App Home isn't a message."""
    if entry.to is None or entry.to.way != "dm":
        return ()
    return (entry.to.member,) if entry.to.member else entry.to.people


def _address(to: To, composed: Composed) -> str:
    member = composed.member
    if composed.meeting is not None:
        return composed.meeting.people[0]
    if member is None:
        return to.channel or to.account or ""
    if to.way == "home":
        return member.home or ""
    if not member.accounts:
        raise LoopmateError("a member without an account can't be reached")
    return member.accounts[0]


# what became of many messages is written down in one commit


class BatchCommitter:
    """Joins the units of one group that come in the same turn of the event loop; they must only write."""

    def __init__(self) -> None:
        self._open: dict[GroupId, tuple[list[Unit], asyncio.Task[None]]] = {}

    async def commit(self, unit: Unit) -> None:
        """Writes it with the others; where that is refused, something is wrong with one of them, and each is
        written alone. Raises what the commit raises."""
        if unit.group not in self._open:
            begun: list[Unit] = []
            self._open[unit.group] = begun, asyncio.ensure_future(self._write(unit.group, begun))
        units, written = self._open[unit.group]
        units.append(unit)
        if len(units) == TOGETHER:
            del self._open[unit.group]
        try:
            await asyncio.shield(written)
        except Exception as error:
            if isinstance(error, StoreDown) or len(units) == 1:
                raise
            await unit.commit(drain=True)

    async def _write(self, group: GroupId, units: list[Unit]) -> None:
        """Starts once this turn is over."""
        if len(units) < TOGETHER:
            del self._open[group]
        await (Unit.join(units) if len(units) > 1 else units[0]).commit(drain=True)
