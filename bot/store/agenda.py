"""The agenda: what is due when. Any number of processes may tick.

Each reads what is due, computes the next instants, and one script moves only those whose score is still what
was read, adding the entry in the same step. A job never leaves the index while it is being moved; losing the
race is harmless.
"""

import asyncio
import datetime as dt
import json
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.core.entry import ENTRY_VERSION, Entry, Job
from bot.core.when import next_instant
from bot.store import keys
from bot.store.scripts import TICK
from bot.store.store import Store, partitions
from bot.store.unit import ms

MISSED = 400
"""Instants that one job may have missed and still be walked through one by one."""


class Due(NamedTuple):
    """A job whose time has come: the score that was read, the entry, the next instant if any."""

    job: Job
    score: int
    entry: Entry
    later: dt.datetime | None


class Agenda:
    """Moves what is due into the outbox."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def tick(self, now: dt.datetime, batch: int = 500) -> int:
        """Moves at most `batch` due jobs of each partition; answers how many this process moved."""
        moved = await asyncio.gather(*(self._tick(p, now, batch) for p in partitions()))
        if total := sum(moved):
            self._store.nudge()
        return total

    async def next_due(self) -> dt.datetime | None:
        """The earliest instant in the agenda."""
        first = await asyncio.gather(
            *(self._store.pipe("ZRANGE", keys.due(p), 0, 0, "WITHSCORES") for p in partitions())
        )
        scores = [score for answer in first for _, score in _scored(answer)]
        return dt.datetime.fromtimestamp(min(scores) / 1_000, dt.UTC) if scores else None

    async def _tick(self, partition: int, now: dt.datetime, batch: int) -> int:
        answer = await self._store.pipe(
            "ZRANGE", keys.due(partition), "-inf", ms(now), "BYSCORE", "LIMIT", 0, batch, "WITHSCORES"
        )
        scores = _scored(answer)
        if not scores:
            return 0
        packed = await self._store.pipe("HMGET", keys.job(partition), *(name for name, _ in scores))
        due = []
        for (name, score), body in zip(scores, packed, strict=True):
            if (job := await self._job(partition, name, body)) is not None:
                due.append(_due(job, score, now))
        return await self._move(partition, due, now) if due else 0

    async def _job(self, partition: int, name: bytes, body: bytes | None) -> Job | None:
        """The job, or None when it is not ours to move; one that nobody can read is set aside."""
        try:
            job = Job.model_validate_json(body or b"", context=self._store.vault.context)
        except (ValidationError, ValueError):
            if body is None or not newer(body):
                await self._store.pipe("HSET", keys.dead(partition), name, body or b"")
                await self._store.pipe("ZREM", keys.due(partition), name)
            return None
        return job if job.v <= ENTRY_VERSION else None

    async def _move(self, partition: int, due: list[Due], now: dt.datetime) -> int:
        sets = list(dict.fromkeys(keys.jobs(partition, d.job.group, d.job.owner) for d in due))
        names = [keys.due(partition), keys.job(partition), keys.out(partition), keys.seen(partition), *sets]
        args: list[Any] = [ms(now)]
        for one in due:
            args += [
                one.job.key,
                one.score,
                "" if one.later is None else ms(one.later),
                names.index(keys.jobs(partition, one.job.group, one.job.owner)) + 1,
                "" if one.job.held and not one.job.fresh else self._store.seen_id(one.entry.id),
                one.entry.model_dump_json(context=self._store.vault.context),
            ]
        return int(await TICK(self._store.pipe, names, args))


def _due(job: Job, score: int, now: dt.datetime) -> Due:
    """The entry for the last instant that has come; the first one missed before it is named in the entry."""
    first = last = dt.datetime.fromtimestamp(score / 1_000, dt.UTC)
    if job.held is not None or job.rule is None:
        return Due(job, score, job.entry(first), None)
    later = next_instant(job.rule, last)
    for _ in range(MISSED):
        if later is None or later > now:
            break
        last, later = later, next_instant(job.rule, later)
    else:
        later = next_instant(job.rule, now)
    entry = job.entry(last)
    if last != first:
        entry = entry.model_copy(update={"missed": first})
    return Due(job, score, entry, later)


def newer(body: bytes) -> bool:
    """Whether a job that cannot be read says that a newer version wrote it."""
    try:
        return int(json.loads(body).get("v", 0)) > ENTRY_VERSION
    except (ValueError, AttributeError, TypeError):
        return False


def _scored(answer: Any) -> list[tuple[bytes, int]]:
    """ZRANGE ... WITHSCORES as pairs: flat or nested, as the protocol and redis-py have it."""
    if answer and isinstance(answer[0], (list, tuple)):
        return [(name, int(float(score))) for name, score in answer]
    return [(answer[i], int(float(answer[i + 1]))) for i in range(0, len(answer), 2)]
