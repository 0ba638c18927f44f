"""Due times to entries, entries to the dispatcher and the platforms. It knows no capability.

APScheduler keeps the process's calendar, but its heartbeat only sets an event: the loop below waits for that
event or five seconds of monotonic time, because alone it stops ticking when the wall clock steps back.
"""

import asyncio
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.clock import Clock, ManualClock
from bot.core.entry import TRIES, Entry
from bot.core.errors import Later, LoopmateError, StoreDown
from bot.core.faults import log_bug
from bot.core.ids import MemberId, new_id, platform_of
from bot.core.member import Member
from bot.core.reply import Hold, Skip
from bot.dispatcher import Composed, Dispatcher
from bot.platforms.port import Busy, Delivery, Platform, Receipt
from bot.store import keys, ledger, members
from bot.store.agenda import Agenda
from bot.store.ledger import Outcome
from bot.store.outbox import Claimed, Outbox
from bot.store.store import Store, partitions
from bot.store.unit import Unit, ms

BATCH = 200
"""Entries claimed of one partition in one step."""
BEAT = 5.0
"""Seconds between this worker's beats."""
SEEN_FOR = dt.timedelta(days=14)
DONE_FOR = dt.timedelta(hours=1)
HOUSEKEEPING = dt.timedelta(hours=1)
ELSEWHERE = dt.timedelta(minutes=1)
"""How long an entry waits that another process must send: a newer version, or another platform."""
log = structlog.get_logger("loopmate")


class Runner:
    """One process's worker."""

    def __init__(
        self, store: Store, dispatcher: Dispatcher, platforms: Mapping[str, Platform], clock: Clock
    ) -> None:
        self.agenda = Agenda(store)
        self.outbox = Outbox(store, new_id(store.chance))
        self.counts: Counter[str] = Counter()
        self._store = store
        self._dispatcher = dispatcher
        self._platforms = platforms
        self._clock = clock
        self._wake = asyncio.Event()
        self._stopping = False
        self._unfinished = False
        self._beaten = float("-inf")
        self._kept_house: dt.datetime | None = None
        store.on_nudge(self._wake.set)

    # the loop

    async def run(self) -> None:
        """Works until `stop`; survives whatever Redis does."""
        scheduler = AsyncIOScheduler(timezone=dt.UTC)
        scheduler.add_job(self._wake.set, "interval", seconds=1, coalesce=True, misfire_grace_time=None)
        scheduler.start()
        try:
            await self._loop()
        finally:
            scheduler.shutdown(wait=False)

    async def _loop(self) -> None:
        while not self._stopping:
            self._wake.clear()
            if await self.attempt():
                continue
            try:
                await asyncio.wait_for(self._wake.wait(), 5)
            except TimeoutError:
                continue

    async def attempt(self) -> int:
        """One step that survives a lost server, and whatever else may happen."""
        try:
            return await self.step()
        except StoreDown:
            self._unfinished = True
            log.warning("store down")
            await self._store.recover()
        except Exception as error:  # the loop must outlive any mistake of ours, which is logged
            log_bug(error, new_id(self._store.chance, 8))
        return 0

    def stop(self) -> None:
        """Ends the loop after the step that is running."""
        self._stopping = True
        self._wake.set()

    async def leave(self) -> None:
        """Says goodbye, so that nobody waits for this worker's beat."""
        if not self._unfinished:
            await self.outbox.leave()

    # one step

    async def step(self) -> int:
        """Does what is due now; answers how much that was."""
        now = self._clock.now()
        await self._keep_house(now)
        moved = await self.agenda.tick(now)
        claimed = [*await self._left_over(), *await self.outbox.claim(BATCH)]
        await self._work_on(claimed)
        return moved + len(claimed)

    async def _left_over(self) -> list[Claimed]:
        """Entries that this worker could not finish, and those of dead workers."""
        found: list[Claimed] = []
        if self._unfinished:
            found += await self.outbox.mine()
            self._unfinished = False
        if self._clock.monotonic() - self._beaten >= BEAT:
            self._beaten = self._clock.monotonic()
            await self.outbox.beat()
            found += await self.outbox.take_over(self._beaten)
        return found

    async def _work_on(self, claimed: list[Claimed]) -> None:
        """Addressees at once, the entries of one addressee in their order."""
        queues: defaultdict[tuple[str, str], list[Claimed]] = defaultdict(list)
        for one in claimed:
            queues[_addressee(one.entry)].append(one)
        await asyncio.gather(*(self._queue(queue) for queue in queues.values()))

    async def _queue(self, queue: list[Claimed]) -> None:
        for one in queue:
            try:
                await self._one(one)
            except StoreDown:
                self._unfinished = True
                return

    async def _one(self, claimed: Claimed) -> None:
        entry = claimed.entry
        if entry is None:
            return  # a newer version's: it stays pending, and that version takes it over
        try:
            if entry.to is None:
                await self._dispatcher.perform(entry, claimed.stream_id)
            else:
                await self._say(entry, claimed)
        except StoreDown:
            raise
        except (Busy, Later) as wait:
            await self._later(entry, claimed, self._clock.now() + dt.timedelta(seconds=wait.seconds))
        except Exception as error:  # counted in the entry, and set aside after five
            await self._failed(entry, claimed, error)

    # messages

    async def _say(self, entry: Entry, claimed: Claimed) -> None:
        if self._clock.now() > entry.expires:
            await self._finish(entry, claimed, "late")
            return
        composed = await self._dispatcher.compose(entry)
        if isinstance(composed, Skip):
            await self._finish(entry, claimed, "skipped", why=composed.why)
        elif isinstance(composed, Hold):
            moved = composed.until + (entry.expires - entry.due)
            await self._later(entry.model_copy(update={"expires": moved}), claimed, composed.until)
        else:
            await self._deliver(entry, claimed, composed)

    async def _deliver(self, entry: Entry, claimed: Claimed, composed: Composed) -> None:
        address = _address(entry, composed.member)
        platform = self._platforms.get(platform_of(address))
        if platform is None:
            await self._later(entry, claimed, self._clock.now() + ELSEWHERE)
            return
        receipt = await platform.deliver(
            Delivery(
                id=self._store.seen_id(entry.id),
                to=address,
                direct=composed.member is not None,
                answer=composed.answer,
                again=claimed.again or entry.tries > 0,
            )
        )
        await self._sent(entry, claimed, composed.member, receipt)

    async def _sent(self, entry: Entry, claimed: Claimed, member: Member | None, receipt: Receipt) -> None:
        self.counts[receipt.outcome] += 1
        open_now = receipt.outcome == "sent"
        if member is not None and member.dm_open is not open_now:
            await self._note_dm(entry, open_now)
        where = "DM" if member is not None else "channel"
        await self._finish(entry, claimed, receipt.outcome, where=where, ref=receipt.ref)

    async def _note_dm(self, entry: Entry, open_now: bool) -> None:
        """Whether a DM arrives is part of the profile; the command that needs it next says so."""
        unit = self._unit(entry)
        member = await members.MEMBERS.get(unit, entry.to.member) if entry.to and entry.to.member else None
        if member is not None:
            members.MEMBERS.put(unit, member.id, member.model_copy(update={"dm_open": open_now}))
            await unit.commit()

    async def _finish(
        self,
        entry: Entry,
        claimed: Claimed,
        outcome: Outcome,
        *,
        where: str = "",
        why: str = "",
        ref: str = "",
    ) -> None:
        """Acknowledges a message and writes what became of it into the ledger."""
        unit = self._unit(entry)
        unit.ack(claimed.stream_id)
        if entry.to is not None and (member := entry.to.member) is not None and why != "they have left":
            if entry.missed is not None:
                self._line(unit, entry, member, "late", due=entry.missed)
            self._line(unit, entry, member, outcome, where=where, why=why, ref=ref)
        await unit.commit(drain=True)

    def _line(
        self,
        unit: Unit,
        entry: Entry,
        member: MemberId,
        outcome: Outcome,
        *,
        due: dt.datetime | None = None,
        where: str = "",
        why: str = "",
        ref: str = "",
    ) -> None:
        line = ledger.Line(
            at=unit.now,
            due=due or entry.due,
            path=entry.call.path,
            outcome=outcome,
            where=where,
            why=why,
            ref=ref,
        )
        ledger.write(unit, member, line)

    async def _later(self, entry: Entry, claimed: Claimed, until: dt.datetime) -> None:
        unit = self._unit(entry)
        unit.ack(claimed.stream_id)
        unit.park(entry, until)
        await unit.commit(drain=True)

    async def _failed(self, entry: Entry, claimed: Claimed, error: Exception) -> None:
        tries = entry.tries + 1
        log_bug(error, new_id(self._store.chance, 8), path=entry.call.path, tries=str(tries))
        tried = entry.model_copy(update={"tries": tries, "reason": type(error).__name__})
        if tries < TRIES:
            await self._later(tried, claimed, self._clock.now() + dt.timedelta(seconds=5 * 2**tries))
            return
        self.counts["set aside"] += 1
        unit = self._unit(entry)
        unit.ack(claimed.stream_id)
        unit.bury(tried)
        await unit.commit(drain=True)

    def _unit(self, entry: Entry) -> Unit:
        return self._store.unit(entry.group, self._clock.now())

    # housekeeping

    async def _keep_house(self, now: dt.datetime) -> None:
        """Forgets, once an hour, which events and commits were seen long ago."""
        if self._kept_house is not None and now - self._kept_house < HOUSEKEEPING:
            return
        self._kept_house = now
        await self.outbox.prepare()
        for partition in partitions():
            await self._store.pipe("ZREMRANGEBYSCORE", keys.seen(partition), "-inf", ms(now - SEEN_FOR))
            await self._store.pipe("ZREMRANGEBYSCORE", keys.done(partition), "-inf", ms(now - DONE_FOR))


class SimulatedTime:
    """Clockwork: moves a ManualClock and does what falls due on the way, in order."""

    def __init__(self, runner: Runner, dispatcher: Dispatcher, clock: ManualClock) -> None:
        self._runner = runner
        self._dispatcher = dispatcher
        self._clock = clock

    async def drain(self) -> None:
        await self._dispatcher.idle()
        for _ in range(10_000):
            if not await self._runner.step():
                return
        raise LoopmateError("work that is due now makes more work that is due now, without end")

    async def advance(self, to: dt.datetime) -> None:
        await self.drain()
        while (due := await self._runner.agenda.next_due()) is not None and due <= to:
            self._clock.set(max(due, self._clock.now()))
            await self.drain()
        self._clock.set(to)
        await self.drain()

    async def leap(self, to: dt.datetime) -> None:
        if self._dispatcher.counts or to >= self._clock.now():
            self._clock.set(to)
        else:
            self._clock.rebase(to)
        await self.drain()


def _addressee(entry: Entry | None) -> tuple[str, str]:
    if entry is None or entry.to is None:
        return (entry.group if entry else "", "")
    return (entry.group, entry.to.member or entry.to.channel or "")


def _address(entry: Entry, member: Member | None) -> str:
    if member is not None:
        if not member.accounts:
            raise LoopmateError("a member without an account cannot be reached")
        return member.accounts[0]
    return (entry.to.channel if entry.to else None) or ""
