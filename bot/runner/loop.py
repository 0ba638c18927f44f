"""The loop: it turns due times into entries, hands entries to the dispatcher and the sender, and keeps house.

APScheduler keeps the process's calendar, but its heartbeat only sets an event: the loop below waits for that
event or five seconds of monotonic time, because alone it stops ticking when the wall clock steps back. What the
scheduler calls is a coroutine: a plain function would run in a thread of its pool, and an asyncio event may only be
set in its own loop.
"""

import asyncio
import datetime as dt
import math
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.core.entry import read_entries
from bot.core.errors import Later, LoopmateError, StoreDown, StoreFull, Upgrading, log, log_bug
from bot.core.values import new_id
from bot.core.wall_time import ManualClock, edition, to_ms
from bot.dispatcher import Dispatcher
from bot.platforms.port import Busy, Platform
from bot.runner.message_sender import DEADLINE, MessageSender
from bot.runner.worker_pool import WorkerPool
from bot.store import agenda, expiry, keys
from bot.store.agenda import Agenda
from bot.store.outbox import CLAIM, DEAD_AFTER, Claimed, Outbox
from bot.store.store import Store, partitions, together

BATCH = 200
"""Entries claimed of one partition in one step."""
BEAT = 5.0
"""Seconds between this worker's beats."""
GRACE = 8.0
"""Seconds for what is being sent when this process has to end: service managers usually wait ten."""
FULL = dt.timedelta(minutes=1)
"""How long work waits for memory."""


class Runner:
    """One process's worker.

    It beats every `pulse` seconds, takes others for dead if they haven't beaten for `dead_after`, and gives a
    platform `deadline` for a message.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        platforms: Mapping[str, Platform],
        pulse: float = BEAT,
        deadline: float = DEADLINE,
        dead_after: float = DEAD_AFTER,
    ) -> None:
        self._store = store = dispatcher.contexts.store
        self._clock = dispatcher.contexts.clock
        self.agenda = Agenda(store)
        self.outbox = Outbox(store, new_id(store.chance), dead_after)
        self.counts: Counter[str] = Counter()
        self._dispatcher = dispatcher
        self._sender = MessageSender(dispatcher, platforms, self.counts, deadline)
        self._housekeeping = Housekeeping(store, self.outbox)
        self._pulse = pulse
        self._wake = asyncio.Event()
        self._workers = WorkerPool(self._one, self._wake.set)
        self._rounds: list[Callable[[], None]] = []
        self._hourly: list[Callable[[], Awaitable[int]]] = []
        self._stopping = False
        self._unfinished = False
        self._outage = ""
        self._beaten = float("-inf")
        store.on_nudge(self._wake.set)

    def on_round(self, call: Callable[[], None]) -> None:
        """Calls `call` after each look at the agenda and the outbox that came through."""
        self._rounds.append(call)

    def every_hour(self, call: Callable[[], Awaitable[int]]) -> None:
        """Calls `call` when `run` begins and each hour after that; it may fail, and says how much it did."""
        self._hourly.append(call)

    # the loop

    async def run(self) -> None:
        """Works until `stop`; survives whatever Redis does."""
        scheduler = self.calendar()
        scheduler.start()
        try:
            async with self.keep_beating():
                await self._loop()
        finally:
            scheduler.shutdown(wait=False)

    def calendar(self) -> AsyncIOScheduler:
        """What comes by the clock while `run` works: a look each second, and the hourly calls."""
        scheduler = AsyncIOScheduler(timezone=dt.UTC)
        scheduler.add_job(self._look_again, Every(dt.timedelta(seconds=1)), misfire_grace_time=None)
        scheduler.add_job(
            self._work_hourly,
            Every(dt.timedelta(hours=1)),
            next_run_time=self._clock.now(),
            misfire_grace_time=None,
        )
        return scheduler

    async def _work_hourly(self) -> None:
        for call in self._hourly:
            await self._survive(call)

    async def _look_again(self) -> None:
        self._wake.set()

    @asynccontextmanager
    async def keep_beating(self) -> AsyncIterator[None]:
        """Shows other processes that this one lives and uses the store, whatever it does or waits for inside."""

        async def beat() -> None:  # while the steps run: a slow step must not look like a death
            while True:
                try:
                    await self.outbox.beat()
                except StoreDown:
                    pass  # as the loop says
                except Exception as error:  # the next beat may be heard
                    log.warning("no beat", error=type(error).__name__)
                await asyncio.sleep(self._pulse)

        heart = asyncio.create_task(beat())
        try:
            yield
        finally:
            heart.cancel()
            await asyncio.gather(heart, return_exceptions=True)

    async def _loop(self) -> None:
        while not self._stopping:
            self._wake.clear()
            if not await self._survive(self._take_up):
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), 5)

    async def attempt(self) -> int:
        """One step that survives a lost server, and whatever else may happen."""
        return await self._survive(self.step)

    async def _survive(self, what: Callable[[], Awaitable[int]]) -> int:
        try:
            done = await what()
        except StoreDown as error:
            self._unfinished = True
            self.outbox.note_outage()
            self._note_outage(str(error))
            await self._store.recover()
        except Exception as error:  # the loop must outlive any mistake of ours, which is logged
            log_bug(error, new_id(self._store.chance, 8))
        else:
            self._note_outage("")
            return done
        return 0

    def _note_outage(self, why: str) -> None:
        """Logs why the store is down, or that it's back: once, however long that lasts."""
        if why != self._outage:
            self._outage = why
            if why:
                log.warning("store down", reason=why)
            else:
                log.info("store back")

    def stop(self) -> None:
        """Ends the loop; `leave` settles what this worker still holds."""
        self._stopping = True
        self._wake.set()

    async def leave(self) -> None:
        """Finishes what is in flight, gives the rest back, and says goodbye, so that nobody waits for a beat.

        What may have been sent, and is not written down, goes to somebody who looks it up. A worker that can no
        longer do that just falls silent, and is taken for dead.
        """
        fresh, begun = await self._workers.stop(GRACE)
        try:
            await self.outbox.give_back([one for one in fresh if not one.again])
            for one in [*begun, *(one for one in fresh if one.again)]:
                await self.outbox.hand_over(one)
            while left := await self.outbox.claim_again():
                for one in left:
                    await self.outbox.hand_over(one)
            await self.outbox.leave()
        except StoreDown as error:
            log.warning("store down", reason=str(error))

    # one step

    async def step(self) -> int:
        """Does what is due now, to the end; returns how much of it was moved and finished."""
        moved, _ = await self._look()
        return moved + await self._workers.finish_all()

    async def _take_up(self) -> int:
        return sum(await self._look())

    async def _look(self) -> tuple[int, int]:
        """Begins with what is due now; how much was moved into the outbox, and taken out of it."""
        self._store.refuse_short(drains=True)
        if self._is_beat_due:
            await self._store.check_identity()
        now = self._clock.now()
        await self._housekeeping.keep(now, self._clock.monotonic())
        moved = await self.agenda.tick(now)
        found = await self._find_left_over()
        if room := self._workers.free // len(partitions()):
            found += await self.outbox.claim(min(BATCH, room))
        self._workers.take(found)
        for call in self._rounds:
            call()
        return moved, len(found)

    @property
    def _is_beat_due(self) -> bool:
        return self._clock.monotonic() - self._beaten >= self._pulse

    async def _find_left_over(self) -> list[Claimed]:
        """Entries that this worker could not finish, and those of dead workers."""
        found: list[Claimed] = []
        if self._unfinished:
            held = self._workers.held  # before the question: what is finished meanwhile isn't left over
            mine = await self.outbox.claim_again()
            found += [one for one in mine if (one.partition, one.stream_id) not in held]
            # again, if some partition holds more of this worker's entries than one look shows
            self._unfinished = any(n >= CLAIM for n in Counter(one.partition for one in mine).values())
        if self._is_beat_due:
            self._beaten = self._clock.monotonic()
            await self.outbox.beat()
            found += await self.outbox.take_over(self._beaten)
        return found

    async def _one(self, claimed: Claimed) -> bool:
        """Whether the entry is finished; if not it stays with this worker, which looks at it again."""
        try:
            await self._settle(claimed)
        except StoreDown:
            self._unfinished = True
            return False
        except Exception as error:  # not even its failure could be written down
            self._unfinished = True
            log_bug(error, new_id(self._store.chance, 8))
            return False
        return True

    async def _settle(self, claimed: Claimed) -> None:
        self._store.refuse_short(drains=True)  # what can't be noted as sent would be sent again and again
        entry = claimed.entry
        if entry is None:
            await self.outbox.let_go(claimed)
            return
        try:
            if entry.to is None:
                await self._dispatcher.perform(entry, claimed.stream_id)
            else:
                await self._sender.send(entry, entry.to, claimed)
        except StoreDown:
            raise
        except (Busy, Later) as wait:
            # rounded up to what the agenda counts in: less than half a millisecond would be due at once again
            pause = dt.timedelta(milliseconds=math.ceil(wait.seconds * 1_000))
            await self._sender.postpone(entry, claimed, self._clock.now() + pause)
        except StoreFull:  # nobody's fault, and no try
            await self._sender.postpone(entry, claimed, self._clock.now() + FULL)
        except Upgrading as error:  # a newer version's record or work: left to its process while there's time
            if self._clock.now() <= entry.expires:
                await self._sender.leave_to_others(entry, claimed)
            else:
                await self._sender.note_failure(entry, claimed, error)
        except Exception as error:  # counted in the entry, and set aside after five
            await self._sender.note_failure(entry, claimed, error)


class Every(BaseTrigger):  # type: ignore[misc] # it has no types
    """Again so long after now. APScheduler's own interval counts each time that a machine slept through: for 20 days
    that holds the event loop up for seconds."""

    def __init__(self, pause: dt.timedelta) -> None:
        self._pause = pause

    def get_next_fire_time(self, _: dt.datetime | None, now: dt.datetime) -> dt.datetime:
        return now + self._pause


# simulated time, for the terminal and for tests


class SimulatedTime:
    """Clockwork: moves a ManualClock and does what falls due on the way, in order."""

    def __init__(self, runner: Runner, dispatcher: Dispatcher, clock: ManualClock) -> None:
        self._runner = runner
        self._dispatcher = dispatcher
        self._clock = clock
        self._turn = asyncio.Lock()  # a terminal and a page may both act

    async def drain(self) -> None:
        async with self._turn:
            await self._settle()

    async def _settle(self) -> None:
        await self._dispatcher.idle()
        for _ in range(10_000):
            if not await self._runner.step():
                return
        raise LoopmateError("work that is due now makes more work that is due now, without end")

    async def advance(self, to: dt.datetime) -> None:
        async with self._turn:
            await self._settle()
            before = None
            while (due := await self._runner.agenda.next_due()) is not None and due <= to:
                if due == before:
                    raise LoopmateError("something in the agenda cannot be moved: a newer version wrote it")
                before = due
                self._clock.set(max(due, self._clock.now()))
                await self._settle()
            self._clock.set(max(to, self._clock.now()))
            await self._settle()

    async def leap(self, to: dt.datetime) -> None:
        async with self._turn:
            if self._dispatcher.counts or to >= self._clock.now():
                self._clock.set(to)
            else:
                self._clock.rebase(to)
            await self._settle()


# housekeeping: forgets what was seen long ago, and notices when clocks or their rules have changed

STEADY = dt.timedelta(minutes=1)
"""How far a clock may be set without anything having to be computed again."""


class Housekeeping:
    """Once an hour, and at the first step of a process; what has expired goes three times a minute."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox
        self._kept: dt.datetime | None = None
        self._expired: float | None = None
        self._begun: dt.datetime | None = None
        """When the monotonic clock was at 0, by the wall clock's last reading."""

    async def keep(self, now: dt.datetime, monotonic: float) -> None:
        if self._expired is None or monotonic - self._expired >= 20:
            self._expired = monotonic
            await expiry.delete_expired(self._store, now)
        begun = now - dt.timedelta(seconds=monotonic)
        jumped = begun - self._begun if self._begun is not None else dt.timedelta()
        if jumped > STEADY:
            log.info("clock went forward", minutes=round(jumped / dt.timedelta(minutes=1)))
        elif jumped < -STEADY:
            await agenda.reschedule_by_set_back_clock(self._store, now)
        self._begun = begun
        if self._kept is None:
            await agenda.reschedule_by_new_rules(self._store, edition())
            if await self._committed_after(now + STEADY):
                await agenda.reschedule_by_set_back_clock(self._store, now)
        elif abs(jumped) <= STEADY and dt.timedelta() <= now - self._kept < dt.timedelta(hours=1):
            return
        await self._outbox.prepare()
        if self._kept is not None and abs(jumped) <= STEADY:  # a clock must be steady to say what is old
            await together(self._forget(p, now) for p in partitions())
        self._kept = now

    async def _committed_after(self, at: dt.datetime) -> bool:
        """Whether a commit says that it was made later: this clock or that of an earlier process is wrong."""
        pipe = self._store.pipe
        newest = await pipe.all(("ZCOUNT", keys.done(p), f"({to_ms(at)}", "+inf") for p in partitions())
        return any(newest)

    async def _forget(self, partition: int, now: dt.datetime) -> None:
        pipe = self._store.pipe
        seen, done = keys.seen(partition), keys.done(partition)
        aside, *_ = await pipe.all(
            [
                ("HGETALL", keys.dead(partition)),
                ("ZREMRANGEBYSCORE", seen, "-inf", to_ms(now - dt.timedelta(days=14))),
                ("ZREMRANGEBYSCORE", done, "-inf", to_ms(now - dt.timedelta(hours=1))),
            ]
        )
        entries = read_entries(aside[1::2], self._store.vault.context)
        found = zip(aside[::2], entries, strict=True)
        month = now - dt.timedelta(days=30)  # so long the organizer can read why an entry was set aside
        if old := [name for name, entry in found if entry is not None and entry.due < month]:
            await pipe("HDEL", keys.dead(partition), *old)
