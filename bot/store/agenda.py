"""The agenda: what's due, and when. Any number of processes may tick.

Each reads what is due, computes the next instants, and one script moves only those whose score is still what
was read, adding the entry in the same step. A job never leaves the index while it is being moved; losing the
race is harmless.
"""

import datetime as dt
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from typing import Any, NamedTuple

from bot.core.entry import Entry, Job, pack, spell_out
from bot.core.errors import log
from bot.core.wall_time import Wall, from_ms, next_instant, to_ms, zone_info
from bot.store import keys
from bot.store.store import Store, partitions, together
from bot.store.wire import ALLOW_OOM, Command, Script, chunks, pairs

Scored = tuple[bytes, int]
"""A job's key and its score: the instant in ms."""
TICK = Script(
    """
#!lua flags=allow-oom
-- What waits in the agenda is also what is to be sent again, and the work that deletes: full memory must not stop it.
-- KEYS: due, job, out, seen, then the sets of the jobs that leave. Per job: key, score read, next score or '',
-- the place of its set in KEYS where it leaves, the entry's id ('' adds it unasked) and the entry ('' for none).
local want = {'zset', 'hash', 'stream', 'zset'}
for i = 1, #KEYS do
  local is = redis.call('TYPE', KEYS[i]).ok
  if is ~= 'none' and is ~= (want[i] or 'set') then return redis.error_reply('TYPE ' .. KEYS[i]) end
end
local now, moved = ARGV[1], 0
for at = 2, #ARGV, 6 do
  local job, score, later = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2]
  local is = redis.call('ZSCORE', KEYS[1], job)
  if is and tonumber(is) == score then
    moved = moved + 1
    if later == '' then
      redis.call('ZREM', KEYS[1], job)
      redis.call('HDEL', KEYS[2], job)
      redis.call('SREM', KEYS[tonumber(ARGV[at + 3])], job)
    else
      redis.call('ZADD', KEYS[1], later, job)
    end
    local id, entry = ARGV[at + 4], ARGV[at + 5]
    if entry ~= '' and (id == '' or redis.call('ZADD', KEYS[4], 'NX', now, id) == 1) then
      redis.call('XADD', KEYS[3], '*', 'e', ARGV[at + 5])
    end
  end
end
return moved
"""
)
_UNREADABLE = Script(
    """
#!lua flags=allow-oom
-- KEYS: due, job, dead. ARGV: key, score and body that were read. Another process may have moved it meanwhile.
local is = redis.call('ZSCORE', KEYS[1], ARGV[1])
local body = redis.call('HGET', KEYS[2], ARGV[1])
if not is or tonumber(is) ~= tonumber(ARGV[2]) or (body or '') ~= ARGV[3] then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
if body then redis.call('HSET', KEYS[3], ARGV[1], body) end
return 1
"""
)


class Due(NamedTuple):
    """A job whose time has come: the score that was read, the entry, the next instant if any."""

    job: Job
    score: int
    entry: Entry
    later: dt.datetime | None


class Agenda:
    def __init__(self, store: Store) -> None:
        self._store = store

    async def tick(self, now: dt.datetime, batch: int = 500) -> int:
        """Moves at most `batch` due jobs of each partition; returns how many this process moved."""
        pages = await self._store.pipe.all(_page(p, now, 0, batch) for p in partitions())
        moved = await together(
            self._tick(p, _read_scores(page), now, batch) for p, page in enumerate(pages) if page
        )
        if total := sum(moved):
            self._store.nudge()
        return total

    async def next_due(self) -> dt.datetime | None:
        """The earliest instant in the agenda."""
        first = await self._store.pipe.all(("ZRANGE", keys.due(p), 0, 0, "WITHSCORES") for p in partitions())
        scores = [score for answer in first for _, score in _read_scores(answer)]
        return from_ms(min(scores)) if scores else None

    async def _tick(self, partition: int, scores: list[Scored], now: dt.datetime, batch: int) -> int:
        """Jobs that are not ours to move stay where they are: the page goes on after them."""
        kept = 0
        while True:
            due = await self._jobs(partition, scores, now)
            moved = await self._move(partition, due, now) if due else 0
            if moved or len(scores) < batch:
                return moved
            kept += len(scores) - len(due)
            scores = _read_scores(await self._store.pipe(*_page(partition, now, kept, batch)))

    async def _jobs(self, partition: int, scores: list[Scored], now: dt.datetime) -> list[Due]:
        """The jobs among these that can be moved; the others are put off or set aside."""
        if not scores:
            return []
        bodies = await self._store.pipe("HMGET", keys.job(partition), *(name for name, _ in scores))
        due = []
        for (name, score), body in zip(scores, bodies, strict=True):
            try:
                job = read_job(self._store, name, body)
            except ValueError:
                await self._unreadable(partition, name, score, body or b"", now)
                continue
            if job is not None:
                due.append(_due(job, score, now))
        return due

    async def _unreadable(
        self, partition: int, name: bytes, score: int, body: bytes, now: dt.datetime
    ) -> None:
        """A job whose zone this machine does not know waits a day, and is shown; another one is set aside."""
        if (lost := without_zone(self._store, name, body, score)) is None:
            names = [keys.due(partition), keys.job(partition), keys.dead(partition)]
            if await _UNREADABLE(self._store.pipe, names, [name, score, body]):
                log.error("job set aside", partition=partition, job=name.decode(errors="replace"))
            return
        log.error("time zone unknown", partition=partition, job=name.decode(errors="replace"))
        await self._store.pipe("HSET", keys.dead(partition), name, pack(lost, self._store.vault.context))
        tomorrow = to_ms(now + dt.timedelta(days=1))
        await _rescore(self._store, partition, [(name, score, tomorrow)])

    async def _move(self, partition: int, due: list[Due], now: dt.datetime) -> int:
        names = _tick_keys(partition)
        place: dict[str, int] = {}
        args: list[Any] = [to_ms(now)]
        for one in due:
            key = "" if one.later else keys.jobs(partition, one.job.group, one.job.owner)
            args += [
                one.job.key,
                one.score,
                "" if one.later is None else to_ms(one.later),
                place.setdefault(key, len(place) + len(names) + 1) if key else "",
                "" if one.job.held and not one.job.fresh else self._store.seen_id(one.entry.id),
                pack(one.entry, self._store.vault.context),
            ]
        return int(await TICK(self._store.pipe, [*names, *place], args))


async def _rescore(store: Store, partition: int, moves: Iterable[tuple[bytes, int, int]]) -> int:
    """Gives jobs another score, where theirs is still what was read (key, score, next score); how many it gave."""
    args = [0, *(part for move in moves for part in (*move, "", "", ""))]
    return int(await TICK(store.pipe, _tick_keys(partition), args))


def _tick_keys(partition: int) -> list[str]:
    return [keys.due(partition), keys.job(partition), keys.out(partition), keys.seen(partition)]


def _page(partition: int, now: dt.datetime, skip: int, most: int) -> Command:
    return ("ZRANGE", keys.due(partition), "-inf", to_ms(now), "BYSCORE", "LIMIT", skip, most, "WITHSCORES")


def _due(job: Job, score: int, now: dt.datetime) -> Due:
    """The entry for the last instant that has come; the first one missed before it is named in the entry."""
    first = last = from_ms(score)
    if job.held is not None or job.rule is None:
        return Due(job, score, job.entry(first), None)
    later = next_instant(job.rule, last)
    for _ in range(400):  # so many that were missed are walked through one by one
        if later is None or later > now:
            break
        last, later = later, next_instant(job.rule, later)
    else:
        later = next_instant(job.rule, now)
    entry = job.entry(last)
    if last != first:
        entry = entry.copy_with(missed=first)
    return Due(job, score, entry, later)


def read_job(store: Store, name: bytes, body: bytes | None) -> Job | None:
    """A job as it is stored under its key; None: a newer version wrote it, and it is left to that.
    Raises ValueError: nobody can read it, or this machine doesn't know its time zone."""
    text = spell_out(name.decode(errors="replace"), body or b"")
    try:
        job = Job.model_validate_json(text, context=store.vault.context)
    except ValueError:
        if body is not None and newer(text, store.version):
            return None
        raise
    if job.rule is not None and job.v <= store.version:
        zone_info(job.rule.zone)
    return job if job.v <= store.version else None


def without_zone(store: Store, name: bytes, body: bytes, score: int) -> Entry | None:
    """What to show of a job that cannot be read only because its zone is unknown here; None: not only that."""
    try:
        read = json.loads(spell_out(name.decode(errors="replace"), body))
        zone = str(read["rule"]["zone"])
        read["rule"]["zone"] = "UTC"
        job = Job.model_validate_json(json.dumps(read), context=store.vault.context)
    except (ValueError, KeyError, TypeError):
        return None
    entry = job.entry(from_ms(score))
    return entry.copy_with(reason=f"this machine knows no time zone {zone[:40]}")


def newer(body: bytes, version: int) -> bool:
    """Whether a job that cannot be read says that a version newer than this one wrote it."""
    try:
        return int(json.loads(body).get("v", 0)) > version
    except (ValueError, AttributeError, TypeError):
        return False


def _read_scores(answer: Any) -> list[Scored]:
    return [(name, int(float(score))) for name, score in pairs(answer)]


# rescheduling: next instants computed again when the rules of time zones have changed, or the clock went back. What
# was meant stays meant once: entries are named for their local date, and `seen` knows those that were added before

PAGE = 300
"""Jobs that are read at once."""
Again = Callable[[Wall, dt.datetime], dt.datetime | None]
"""A rule and the next instant in the agenda -> the next instant as it should be."""


async def reschedule_by_new_rules(store: Store, edition: str) -> int:
    """Computes every next instant again, once a partition for an edition of the rules; how many have moved."""
    moved = sum(await together(_reschedule_partition(store, p, edition) for p in partitions()))
    if moved:
        log.warning("time zones changed", moved=moved)
    return moved


async def _reschedule_partition(store: Store, partition: int, edition: str) -> int:
    if await store.pipe("GET", keys.tz(partition)) == edition.encode():
        return 0
    # a zone's clocks are changed by less than half a day, so the instant that was meant is within it
    half = dt.timedelta(hours=12)
    moved = await _reschedule(store, partition, lambda rule, at: next_instant(rule, at - half))
    # a process that starts while memory is full has to get beyond this, to what deletes
    await ALLOW_OOM(store.pipe, [keys.tz(partition)], ["SET", edition])
    return moved


async def reschedule_by_set_back_clock(store: Store, now: dt.datetime) -> int:
    """Moves back the jobs that a clock that was ahead had moved on; how many."""

    def sooner(rule: Wall, at: dt.datetime) -> dt.datetime | None:
        soonest = next_instant(rule, now)
        return min(soonest, at) if soonest is not None else None

    moved = sum(await together(_reschedule(store, p, sooner) for p in partitions()))
    log.warning("clock went back", moved=moved)
    return moved


async def _reschedule(store: Store, partition: int, again: Again) -> int:
    moved = 0
    async for jobs in _pages(store, partition):
        names = [name for name, _ in jobs]
        scores = await store.pipe("ZMSCORE", keys.due(partition), *names)
        moves = []
        for (name, job), score in zip(jobs, scores, strict=True):
            if score is None or job.rule is None or job.held is not None:
                continue
            was = int(float(score))
            should = again(job.rule, from_ms(was))
            if should is not None and to_ms(should) != was:
                moves.append((name, was, to_ms(should)))
        if moves:
            moved += await _rescore(store, partition, moves)
        await store.pipe("HDEL", keys.dead(partition), *names)  # what can be read now is set aside no more
    return moved


async def _pages(store: Store, partition: int) -> AsyncIterator[list[tuple[bytes, Job]]]:
    """The jobs that this version can read, some at a time."""
    cursor = b"0"
    while True:
        cursor, flat = await store.pipe("HSCAN", keys.job(partition), cursor, "COUNT", PAGE)
        found = list(pairs(flat))
        for some in chunks(found, PAGE):
            known: list[tuple[bytes, Job]] = []
            for name, body in some:
                with suppress(ValueError):
                    if (job := read_job(store, name, body)) is not None:
                        known.append((name, job))
            if known:
                yield known
        if int(cursor) == 0:
            return
