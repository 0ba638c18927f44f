"""The agenda anew: next instants computed again when the rules of time zones have changed, or the clock went back.

What was meant stays meant once: entries are named for their local date, and `seen` knows those that
were added before.
"""

import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import Any

import structlog

from bot.core.clock import from_ms, to_ms
from bot.core.entry import Job
from bot.core.when import Wall, next_instant
from bot.store import keys
from bot.store.agenda import read_job
from bot.store.scripts import EDITION, RESCORE
from bot.store.store import Store, partitions, together
from bot.store.wire import pairs

PAGE = 300
"""Jobs that are looked at in one go."""
HALF_A_DAY = dt.timedelta(hours=12)
"""A zone's clocks are changed by less: within it lies the instant that was meant."""
Again = Callable[[Wall, dt.datetime], dt.datetime | None]
"""A rule and the next instant in the agenda -> the next instant as it should be."""
log = structlog.get_logger("loopmate")


async def after_new_rules(store: Store, edition: str) -> int:
    """Computes every next instant again, once a partition for an edition of the rules; how many have moved."""
    moved = sum(await together(_by_edition(store, p, edition) for p in partitions()))
    if moved:
        log.warning("time zones changed", moved=moved)
    return moved


async def _by_edition(store: Store, partition: int, edition: str) -> int:
    if await store.pipe("GET", keys.tz(partition)) == edition.encode():
        return 0
    moved = await _anew(store, partition, _meant)
    await EDITION(store.pipe, [keys.tz(partition)], [edition])
    return moved


async def after_a_clock_that_ran_ahead(store: Store, now: dt.datetime) -> int:
    """Takes back what a clock that was ahead has moved on; how many jobs."""

    def sooner(rule: Wall, at: dt.datetime) -> dt.datetime | None:
        soonest = next_instant(rule, now)
        return min(soonest, at) if soonest is not None else None

    moved = sum(await together(_anew(store, p, sooner) for p in partitions()))
    log.warning("clock went back", moved=moved)
    return moved


def _meant(rule: Wall, at: dt.datetime) -> dt.datetime | None:
    return next_instant(rule, at - HALF_A_DAY)


async def _anew(store: Store, partition: int, again: Again) -> int:
    moved = 0
    async for jobs in _pages(store, partition):
        names = [name for name, _ in jobs]
        scores = await store.pipe("ZMSCORE", keys.due(partition), *names)
        args: list[Any] = []
        for (name, job), score in zip(jobs, scores, strict=True):
            if score is None or job.rule is None or job.held is not None:
                continue
            was = int(float(score))
            should = again(job.rule, from_ms(was))
            if should is not None and to_ms(should) != was:
                args += [name, was, to_ms(should)]
        if args:
            moved += int(await RESCORE(store.pipe, [keys.due(partition)], args))
        await _shown_no_more(store, partition, names)
    return moved


async def _shown_no_more(store: Store, partition: int, names: list[bytes]) -> None:
    """What can be read now is not set aside any more."""
    await store.pipe("HDEL", keys.dead(partition), *names)


async def _pages(store: Store, partition: int) -> AsyncIterator[list[tuple[bytes, Job]]]:
    """The jobs that this version can read, some at a time."""
    cursor = b"0"
    while True:
        cursor, flat = await store.pipe("HSCAN", keys.job(partition), cursor, "COUNT", PAGE)
        found = list(pairs(flat))
        for start in range(0, len(found), PAGE):
            jobs = [(name, _read(store, name, body)) for name, body in found[start : start + PAGE]]
            if known := [(name, job) for name, job in jobs if job is not None]:
                yield known
        if int(cursor) == 0:
            return


def _read(store: Store, name: bytes, body: bytes) -> Job | None:
    try:
        return read_job(store, name, body)
    except ValueError:
        return None
