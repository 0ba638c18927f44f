"""Entries that this version cannot read: a newer one's are handed over, what nobody can read is set aside.

An entry that stays pending with a worker that lives on is never looked at again, and is dropped when that
worker leaves. So it moves to a consumer that never beats: every process finds that one dead soon, and takes
the entry over. One that cannot read it either does the same again.
"""

from bot.core.ids import new_id
from bot.store import keys
from bot.store.agenda import newer
from bot.store.outbox import Claimed
from bot.store.scripts import Script
from bot.store.store import Store
from bot.store.unit import keys_group

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


async def let_go(store: Store, claimed: Claimed) -> None:
    """Gives up an entry whose text this version cannot read."""
    out, stream_id = keys.out(claimed.partition), claimed.stream_id
    found = await store.pipe("XRANGE", out, stream_id, stream_id)
    body = found[0][1][b"e"] if found else b""
    if newer(body):
        nobody = f"newer/{new_id(store.chance)}"
        await _HAND_OVER(store.pipe, [out, keys.beat(claimed.partition)], [keys_group(), nobody, stream_id])
    else:
        await _SET_ASIDE(store.pipe, [keys.dead(claimed.partition), out], [keys_group(), stream_id, body])
