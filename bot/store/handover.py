"""Entries that change hands: given back when a worker leaves, or not to be read by this version.

Of the latter, a newer one's are handed over, and what nobody can read is set aside.

An entry that stays pending with a worker that lives on is never looked at again, and is dropped when that
worker leaves. So it moves to a consumer that never beats: every process finds that one dead soon, and takes
the entry over. One that cannot read it either does the same again.
"""

from collections import defaultdict
from collections.abc import Sequence

import structlog

from bot.core.ids import new_id
from bot.store import keys
from bot.store.agenda import newer
from bot.store.outbox import Claimed
from bot.store.store import Store
from bot.store.wire import Script

log = structlog.get_logger("loopmate")
SOME = 200
"""Entries given back in one script."""
_HAND_OVER = Script(
    """
#!lua flags=allow-oom
-- KEYS: out, beat. The consumer's name is new each time: nobody can be about to delete it.
redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
redis.call('HSETNX', KEYS[2], ARGV[2], 0)
return 1
"""
)
_SET_ASIDE = Script(
    """
#!lua flags=allow-oom
-- KEYS: dead, out.
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
redis.call('XACK', KEYS[2], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[2], ARGV[2])
return 1
"""
)


_GIVE_BACK = Script(
    """
#!lua flags=allow-oom
-- KEYS: out. ARGV: group, this worker, then stream ids. Only what is still this worker's is given back: as new.
local given = 0
for i = 3, #ARGV do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[i], ARGV[i], 1, ARGV[2])
  local found = #pending > 0 and redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i]) or {}
  if #found > 0 then
    redis.call('XADD', KEYS[1], '*', unpack(found[1][2]))
    redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
    redis.call('XDEL', KEYS[1], ARGV[i])
    given = given + 1
  end
end
return given
"""
)


async def give_back(store: Store, worker: str, claimed: Sequence[Claimed]) -> None:
    """Puts entries behind those that wait: for anybody, at once. They must not have been begun by anybody."""
    by_partition: defaultdict[int, list[str]] = defaultdict(list)
    for one in claimed:
        by_partition[one.partition].append(one.stream_id)
    for partition, ids in by_partition.items():
        for start in range(0, len(ids), SOME):
            args = [keys.CONSUMERS, worker, *ids[start : start + SOME]]
            await _GIVE_BACK(store.pipe, [keys.out(partition)], args)


async def hand_over(store: Store, claimed: Claimed) -> None:
    """Gives an entry that may have been begun to whoever notices first that nobody works on it."""
    names = [keys.out(claimed.partition), keys.beat(claimed.partition)]
    nobody = f"left/{new_id(store.chance)}"
    await _HAND_OVER(store.pipe, names, [keys.CONSUMERS, nobody, claimed.stream_id])


async def let_go(store: Store, claimed: Claimed) -> None:
    """Gives up an entry whose text this version cannot read."""
    out, stream_id = keys.out(claimed.partition), claimed.stream_id
    log.warning("entry not readable", partition=claimed.partition, stream_id=stream_id)
    found = await store.pipe("XRANGE", out, stream_id, stream_id)
    body = found[0][1][1] if found else b""
    if newer(body, store.version):
        nobody = f"newer/{new_id(store.chance)}"
        await _HAND_OVER(store.pipe, [out, keys.beat(claimed.partition)], [keys.CONSUMERS, nobody, stream_id])
    else:
        await _SET_ASIDE(store.pipe, [keys.dead(claimed.partition), out], [keys.CONSUMERS, stream_id, body])
