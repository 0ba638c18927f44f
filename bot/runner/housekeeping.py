"""Housekeeping: forgets what was seen long ago, and notices when clocks or their rules have changed."""

import datetime as dt

from bot.core.entry import read_entries
from bot.core.when import edition, to_ms
from bot.store import agenda, expiry, keys
from bot.store.outbox import Outbox
from bot.store.store import Store, partitions, together

SEEN_FOR = dt.timedelta(days=14)
DONE_FOR = dt.timedelta(hours=1)
DEAD_FOR = dt.timedelta(days=30)
"""How long the organizer can read why an entry was set aside."""
HOUSEKEEPING = dt.timedelta(hours=1)
EXPIRES_EVERY = 20.0
"""Seconds between two looks at what has expired."""
STEADY = dt.timedelta(minutes=1)
"""By so much a clock may be set without anything having to be computed again."""


class Housekeeping:
    """Once an hour, and at the first step of a process; what has expired goes three times a minute."""

    def __init__(self, store: Store, outbox: Outbox) -> None:
        self._store = store
        self._outbox = outbox
        self._kept: dt.datetime | None = None
        self._expired: float | None = None
        self._begun: dt.datetime | None = None
        """When the monotonic clock stood at 0, by the wall clock's last word."""

    async def keep(self, now: dt.datetime, monotonic: float) -> None:
        if self._expired is None or monotonic - self._expired >= EXPIRES_EVERY:
            self._expired = monotonic
            await expiry.delete_expired(self._store, now)
        begun = now - dt.timedelta(seconds=monotonic)
        jumped = begun - self._begun if self._begun is not None else dt.timedelta()
        if jumped < -STEADY:
            await agenda.reschedule_by_set_back_clock(self._store, now)
        self._begun = begun
        if self._kept is None:
            await agenda.reschedule_by_new_rules(self._store, edition())
            if await self._committed_after(now + STEADY):
                await agenda.reschedule_by_set_back_clock(self._store, now)
        elif abs(jumped) <= STEADY and dt.timedelta() <= now - self._kept < HOUSEKEEPING:
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
                ("ZREMRANGEBYSCORE", seen, "-inf", to_ms(now - SEEN_FOR)),
                ("ZREMRANGEBYSCORE", done, "-inf", to_ms(now - DONE_FOR)),
            ]
        )
        entries = read_entries(aside[1::2], self._store.vault.context)
        found = zip(aside[::2], entries, strict=True)
        if old := [name for name, entry in found if entry is not None and entry.due < now - DEAD_FOR]:
            await pipe("HDEL", keys.dead(partition), *old)
