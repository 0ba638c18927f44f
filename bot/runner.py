"""Due times to entries, entries to the dispatcher and the platforms. It knows no capability.

APScheduler keeps the process's calendar, but its heartbeat only sets an event: the loop below waits for that
event or five seconds of monotonic time, because alone it stops ticking when the wall clock steps back.
"""

import asyncio
import contextlib
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.clock import Clock, ManualClock
from bot.core.entry import TRIES, Entry
from bot.core.errors import Conflict, Later, LoopmateError, StoreDown, StoreFull
from bot.core.faults import log_bug
from bot.core.ids import MemberId, new_id, platform_of
from bot.core.member import Member
from bot.core.reply import Hold, Skip
from bot.dispatcher import Composed, Dispatcher
from bot.platforms.port import Busy, Delivery, Platform, Receipt
from bot.store import keys, ledger, members
from bot.store.agenda import Agenda
from bot.store.handover import let_go
from bot.store.ledger import Outcome
from bot.store.outbox import CLAIM, Claimed, Outbox
from bot.store.store import Store, partitions
from bot.store.unit import Unit, ms

BATCH = 200
"""Entries claimed of one partition in one step."""
BEAT = 5.0
"""Seconds between this worker's beats."""
NOTED = 3
"""How often it is tried to note whether a DM arrives, when others change the profile meanwhile."""
SEEN_FOR = dt.timedelta(days=14)
DONE_FOR = dt.timedelta(hours=1)
HOUSEKEEPING = dt.timedelta(hours=1)
FULL = dt.timedelta(minutes=1)
"""How long work waits for memory."""
ELSEWHERE = dt.timedelta(minutes=1)
"""How long an entry waits that another process must send: a newer version, or another platform."""
log = structlog.get_logger("loopmate")


class Runner:
    """One process's worker; it beats every `pulse` seconds."""

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        platforms: Mapping[str, Platform],
        clock: Clock,
        pulse: float = BEAT,
    ) -> None:
        self.agenda = Agenda(store)
        self.outbox = Outbox(store, new_id(store.chance))
        self.counts: Counter[str] = Counter()
        self._store = store
        self._dispatcher = dispatcher
        self._platforms = platforms
        self._clock = clock
        self._pulse = pulse
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
        heart = asyncio.create_task(self._heart())
        try:
            await self._loop()
        finally:
            heart.cancel()
            await asyncio.gather(heart, return_exceptions=True)
            scheduler.shutdown(wait=False)

    async def _heart(self) -> None:
        """Beats beside the steps: a step that takes long must not look like a death."""
        while True:
            try:
                await self.outbox.beat()
            except Exception as error:  # the next beat may be heard
                log.warning("no beat", error=type(error).__name__)
            await asyncio.sleep(self._pulse)

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
        """Says goodbye, so that nobody waits for this worker's beat; who holds something just falls silent."""
        try:
            if not self._unfinished and not await self.outbox.mine():
                await self.outbox.leave()
        except StoreDown:
            log.warning("store down")

    # one step

    async def step(self) -> int:
        """Does what is due now; answers how much of it was finished."""
        now = self._clock.now()
        await self._keep_house(now)
        moved = await self.agenda.tick(now)
        claimed = [*await self._left_over(), *await self.outbox.claim(BATCH)]
        return moved + await self._work_on(claimed)

    async def _left_over(self) -> list[Claimed]:
        """Entries that this worker could not finish, and those of dead workers."""
        found: list[Claimed] = []
        if self._unfinished:
            found += await self.outbox.mine()
            self._unfinished = _cut_off(found)
        if self._clock.monotonic() - self._beaten >= BEAT:
            self._beaten = self._clock.monotonic()
            await self.outbox.beat()
            found += await self.outbox.take_over(self._beaten)
        return found

    async def _work_on(self, claimed: list[Claimed]) -> int:
        """Addressees at once, the entries of one addressee in their order."""
        queues: defaultdict[tuple[str, str], list[Claimed]] = defaultdict(list)
        for one in claimed:
            queues[_addressee(one.entry)].append(one)
        return sum(await asyncio.gather(*(self._queue(queue) for queue in queues.values())))

    async def _queue(self, queue: list[Claimed]) -> int:
        """How many were finished; the others stay with this worker, which looks at them again."""
        for done, one in enumerate(queue):
            try:
                await self._one(one)
            except StoreDown:
                self._unfinished = True
                return done
            except Exception as error:  # not even its failure could be written down
                self._unfinished = True
                log_bug(error, new_id(self._store.chance, 8))
                return done
        return len(queue)

    async def _one(self, claimed: Claimed) -> None:
        entry = claimed.entry
        if entry is None:
            await let_go(self._store, claimed)
            return
        try:
            if entry.to is None:
                await self._dispatcher.perform(entry, claimed.stream_id)
            else:
                await self._say(entry, claimed)
        except StoreDown:
            raise
        except (Busy, Later) as wait:
            await self._later(entry, claimed, self._clock.now() + dt.timedelta(seconds=wait.seconds))
        except StoreFull:  # nobody's fault, and no try
            await self._later(entry, claimed, self._clock.now() + FULL)
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
        where = "DM" if member is not None else "channel"
        await self._finish(entry, claimed, receipt.outcome, where=where, ref=receipt.ref)
        if member is not None and member.dm_open is not open_now:
            await self._note_dm(entry, member.id, open_now)

    async def _note_dm(self, entry: Entry, who: MemberId, open_now: bool) -> None:
        """Whether a DM arrives is part of the profile; the command that needs it next says so.

        The message is gone and acknowledged: nothing that fails here may send it again.
        """
        for _ in range(NOTED):
            unit = self._unit(entry)
            member = await members.MEMBERS.get(unit, who)
            if member is None or member.dm_open is open_now:
                return
            members.MEMBERS.put(unit, who, member.model_copy(update={"dm_open": open_now}))
            with contextlib.suppress(Conflict, StoreFull):
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
        await self.outbox.prepare()
        for partition in partitions():
            await self._store.pipe("ZREMRANGEBYSCORE", keys.seen(partition), "-inf", ms(now - SEEN_FOR))
            await self._store.pipe("ZREMRANGEBYSCORE", keys.done(partition), "-inf", ms(now - DONE_FOR))
        self._kept_house = now


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
        before = None
        while (due := await self._runner.agenda.next_due()) is not None and due <= to:
            if due == before:
                raise LoopmateError("something in the agenda cannot be moved: a newer version wrote it")
            before = due
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


def _cut_off(found: list[Claimed]) -> bool:
    """Whether some partition holds more of this worker's entries than one look shows."""
    return any(count >= CLAIM for count in Counter(one.partition for one in found).values())


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
