"""The scripts. A script does not roll back: each checks all that can fail before its first write.

The commit and the drain are one text with two flags: a commit is refused when memory is full, sending and
forgetting are not. Arguments are flat lists; numbers travel as strings; records are opaque bytes.
"""

from bot.store.wire import Script

_APPLY = """
local at = 0
local function take() at = at + 1; return ARGV[at] end
local uid, now = take(), take()
for i = 1, #KEYS do
  local want, is = take(), redis.call('TYPE', KEYS[i]).ok
  if is ~= 'none' and is ~= want then return {'type', KEYS[i], is} end
end
if redis.call('ZSCORE', KEYS[1], uid) then
  redis.call('ZINCRBY', KEYS[1], 1, uid) -- WAIT counts from a connection's last write: without one it waits for none
  return {'ok'}
end
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
for i = 1, tonumber(take()) do
  local key, who = KEYS[tonumber(take())], take()
  if redis.call('HEXISTS', key, who) == 1 then return {'stale', who} end
end
redis.call('ZADD', KEYS[1], now, uid)
for i = 1, #once do redis.call('ZADD', KEYS[2], now, once[i]) end
local skip = 0
for i = 1, tonumber(take()) do
  local name, key, count = take(), KEYS[tonumber(take())], tonumber(take())
  if skip > 0 then
    skip = skip - 1
    at = at + count
  elseif name == 'UNLESS' then
    local who, ops = take(), tonumber(take())
    if redis.call('HEXISTS', key, who) == 1 then skip = ops end
  elseif name == 'ENTRY' then
    local id, entry = take(), take()
    if id == '' or redis.call('ZADD', KEYS[2], 'NX', now, id) == 1 then
      redis.call('XADD', key, '*', 'e', entry)
    end
  elseif name == 'DONE' then
    redis.call('XACK', key, unpack(ARGV, at + 1, at + count))
    redis.call('XDEL', key, unpack(ARGV, at + 2, at + count))
    at = at + count
  else
    redis.call(name, key, unpack(ARGV, at + 1, at + count))
    at = at + count
  end
end
return {'ok'}
"""
_TICK = """
#!lua flags=allow-oom
-- What waits in the agenda is also what is to be sent again, and the work that deletes: full memory must not stop it.
-- KEYS: due, job, out, seen, then the sets of the jobs that leave. Per job: key, score read, next score or '',
-- the place of its set in KEYS where it leaves, the entry's id ('' adds it unasked) and the entry.
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
_RESCORE = """
#!lua flags=allow-oom
-- KEYS: due. Per job: key, score read, next score.
local moved = 0
for at = 1, #ARGV, 3 do
  local is = redis.call('ZSCORE', KEYS[1], ARGV[at])
  if is and tonumber(is) == tonumber(ARGV[at + 1]) then
    redis.call('ZADD', KEYS[1], ARGV[at + 2], ARGV[at])
    moved = moved + 1
  end
end
return moved
"""
_UNREADABLE = """
#!lua flags=allow-oom
-- KEYS: due, job, dead. ARGV: key, score and body that were read. Another process may have moved it meanwhile.
local is = redis.call('ZSCORE', KEYS[1], ARGV[1])
local body = redis.call('HGET', KEYS[2], ARGV[1])
if not is or tonumber(is) ~= tonumber(ARGV[2]) or (body or '') ~= ARGV[3] then return 0 end
redis.call('ZREM', KEYS[1], ARGV[1])
if body then redis.call('HSET', KEYS[3], ARGV[1], body) end
return 1
"""
_EDITION = """
#!lua flags=allow-oom
-- A process that starts while memory is full has to get beyond this, to what deletes.
return redis.call('SET', KEYS[1], ARGV[1])
"""
_PREPARE = """
#!lua flags=allow-oom
local made = redis.pcall('XGROUP', 'CREATE', KEYS[1], ARGV[1], '0', 'MKSTREAM')
if made.err and not string.find(made.err, 'BUSYGROUP') then return made end
return 1
"""
_BEAT = """
#!lua flags=allow-oom
-- The count is the worker's own: one that the server kept would begin again after a burial, and look like no beat.
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
"""
_DEPTH = """
#!lua flags=no-writes
-- KEYS: out, dead. One script, so that no entry moves between two looks and seems lost.
local length, dead = redis.call('XLEN', KEYS[1]), redis.call('HLEN', KEYS[2])
if redis.call('EXISTS', KEYS[1]) == 0 then return {0, 0, dead, 0} end
local groups = redis.call('XINFO', 'GROUPS', KEYS[1])
if #groups == 0 then return {length, 0, dead, 0} end
local of = {}
for i = 1, #groups[1], 2 do of[groups[1][i]] = groups[1][i + 1] end
local waiting, last = 0, of['last-delivered-id']
repeat
  local page = redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', 1000)
  waiting = waiting + #page
  if #page > 0 then last = page[#page][1] end
until #page < 1000
return {waiting, of['pending'], dead, length - waiting - of['pending']}
"""
_TAKE_OVER = """
#!lua flags=allow-oom
-- KEYS: out, beat. ARGV: group, the dead worker, the one that takes over, how many at most, where its beats ended.
-- It may have come to life since that was read: then it is about to work.
-- A consumer is deleted only with nothing pending.
if redis.call('HGET', KEYS[2], ARGV[2]) ~= ARGV[5] then return {} end
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', ARGV[4], ARGV[2])
if #pending == 0 then
  redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
  redis.call('HDEL', KEYS[2], ARGV[2])
  return {}
end
local ids = {}
for i, entry in ipairs(pending) do ids[i] = entry[1] end
return redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[3], 0, unpack(ids))
"""
_CLAIM_SPACE = """
#!lua
local is = redis.call('GET', KEYS[1])
if is then return is end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
"""
_LEASE = """
#!lua flags=allow-oom
-- ARGV: who asks, and the count at which the holder is taken for dead ('' for never). A count that rises is a life.
local holder, count = redis.call('HGET', KEYS[1], 'holder'), redis.call('HGET', KEYS[1], 'count')
if holder and holder ~= ARGV[1] and count ~= ARGV[2] then return {holder, count} end
redis.call('HSET', KEYS[1], 'holder', ARGV[1])
return {ARGV[1], tostring(redis.call('HINCRBY', KEYS[1], 'count', 1))}
"""
_RELEASE = """
#!lua flags=allow-oom
if redis.call('HGET', KEYS[1], 'holder') == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

COMMIT = Script("#!lua" + _APPLY)
DRAIN = Script("#!lua flags=allow-oom" + _APPLY)
TICK = Script(_TICK)
RESCORE = Script(_RESCORE)
UNREADABLE = Script(_UNREADABLE)
EDITION = Script(_EDITION)
PREPARE = Script(_PREPARE)
BEAT = Script(_BEAT)
DEPTH = Script(_DEPTH)
CLAIM_SPACE = Script(_CLAIM_SPACE)
TAKE_OVER = Script(_TAKE_OVER)
LEASE = Script(_LEASE)
RELEASE = Script(_RELEASE)
