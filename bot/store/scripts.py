"""The scripts. A script does not roll back: each checks all that can fail before its first write.

The commit and the drain are one text with two flags: a commit is refused when memory is full, sending and
forgetting are not. Arguments are flat lists; numbers travel as strings; records are opaque bytes.
"""

from collections.abc import Sequence
from hashlib import sha1
from typing import Any

from redis.exceptions import NoScriptError

from bot.store.wire import Pipe

_APPLY = """
local at = 0
local function take() at = at + 1; return ARGV[at] end
local uid, now = take(), take()
for i = 1, #KEYS do
  local want, is = take(), redis.call('TYPE', KEYS[i]).ok
  if is ~= 'none' and is ~= want then return {'type', KEYS[i], is} end
end
if redis.call('ZSCORE', KEYS[1], uid) then return {'ok'} end
local once = {}
for i = 1, tonumber(take()) do
  once[i] = take()
  if redis.call('ZSCORE', KEYS[2], once[i]) then return {'duplicate', once[i]} end
end
for i = 1, tonumber(take()) do
  local key, field, stamp = KEYS[tonumber(take())], take(), take()
  local value = redis.call('HGET', key, field)
  local is = value and string.match(value, '^[^\\n]*') or ''
  if is ~= stamp then return {'stale', field} end
end
redis.call('ZADD', KEYS[1], now, uid)
for i = 1, #once do redis.call('ZADD', KEYS[2], now, once[i]) end
for i = 1, tonumber(take()) do
  local name, key, count = take(), KEYS[tonumber(take())], tonumber(take())
  if name == 'ENTRY' then
    local id, entry = take(), take()
    if id == '' or redis.call('ZADD', KEYS[2], 'NX', now, id) == 1 then
      redis.call('XADD', key, '*', 'e', entry)
    end
  else
    redis.call(name, key, unpack(ARGV, at + 1, at + count))
    at = at + count
  end
end
return {'ok'}
"""
_TICK = """
#!lua
-- KEYS: due, job, out, seen, then the sets of jobs. Per job: key, score read, next score or '',
-- the place of its set in KEYS, the entry's id ('' adds it unasked) and the entry.
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
    local id = ARGV[at + 4]
    if id == '' or redis.call('ZADD', KEYS[4], 'NX', now, id) == 1 then
      redis.call('XADD', KEYS[3], '*', 'e', ARGV[at + 5])
    end
  end
end
return moved
"""
_CLAIM_SPACE = """
#!lua
local is = redis.call('GET', KEYS[1])
if is then return is end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
"""


class Script:
    """A script by its digest, loaded again when a server has forgotten it (a failover empties the cache)."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self._digest = sha1(self.text.encode(), usedforsecurity=False).hexdigest()

    async def __call__(self, pipe: Pipe, keys: Sequence[str], args: Sequence[Any]) -> Any:
        try:
            return await pipe("EVALSHA", self._digest, len(keys), *keys, *args)
        except NoScriptError:
            return await pipe("EVAL", self.text, len(keys), *keys, *args)


COMMIT = Script("#!lua" + _APPLY)
DRAIN = Script("#!lua flags=allow-oom" + _APPLY)
TICK = Script(_TICK)
CLAIM_SPACE = Script(_CLAIM_SPACE)
