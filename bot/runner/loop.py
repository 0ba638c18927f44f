"""The loop: due times to entries, entries to the dispatcher and the post. It knows no capability.

APScheduler keeps the process's calendar, but its heartbeat only sets an event: the loop below waits for that
event or five seconds of monotonic time, because alone it stops ticking when the wall clock steps back.
"""

import asyncio
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.core.clock import Clock
from bot.core.entry import Entry
from bot.core.errors import Later, StoreDown, StoreFull
from bot.core.faults import log_bug
from bot.core.ids import new_id
from bot.dispatcher import Dispatcher
from bot.platforms.port import Busy, Platform
from bot.runner.post import DEADLINE, Post
from bot.store import keys
from bot.store.agenda import Agenda
from bot.store.handover import let_go
from bot.store.outbox import CLAIM, Claimed, Outbox
from bot.store.store import Store, partitions
from bot.store.unit import ms

BATCH = 200
"""Entries claimed of one partition in one step."""
BEAT = 5.0
"""Seconds between this worker's beats."""
SEEN_FOR = dt.timedelta(days=14)
DONE_FOR = dt.timedelta(hours=1)
HOUSEKEEPING = dt.timedelta(hours=1)
FULL = dt.timedelta(minutes=1)
"""How long work waits for memory."""
log = structlog.get_logger("loopmate")


class Runner:
    """One process's worker; it beats every `pulse` seconds, and gives a platform `deadline` for a message."""

    def __init__(
        self,
        store: Store,
        dispatcher: Dispatcher,
        platforms: Mapping[str, Platform],
        clock: Clock,
        pulse: float = BEAT,
        deadline: float = DEADLINE,
    ) -> None:
        self.agenda = Agenda(store)
        self.outbox = Outbox(store, new_id(store.chance))
        self.counts: Counter[str] = Counter()
        self._store = store
        self._dispatcher = dispatcher
        self._post = Post(store, dispatcher, platforms, clock, self.counts, deadline)
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
                await self._post.say(entry, claimed)
        except StoreDown:
            raise
        except (Busy, Later) as wait:
            await self._post.later(entry, claimed, self._clock.now() + dt.timedelta(seconds=wait.seconds))
        except StoreFull:  # nobody's fault, and no try
            await self._post.later(entry, claimed, self._clock.now() + FULL)
        except Exception as error:  # counted in the entry, and set aside after five
            await self._post.failed(entry, claimed, error)

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


def _cut_off(found: list[Claimed]) -> bool:
    """Whether some partition holds more of this worker's entries than one look shows."""
    return any(count >= CLAIM for count in Counter(one.partition for one in found).values())


def _addressee(entry: Entry | None) -> tuple[str, str]:
    if entry is None or entry.to is None:
        return (entry.group if entry else "", "")
    return (entry.group, entry.to.member or entry.to.channel or ",".join(entry.to.people))
