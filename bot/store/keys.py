"""Every key there is, by kind. All keys of a group carry its partition as hash tag: `lm:{07}:...`.

`TYPES` says which Redis type each kind has; the commit checks it before its first write.
"""

import functools
import re
import zlib

from bot.core.ids import GroupId, MemberId

PARTITIONS = 16
"""Fixed for the life of a store: written into `lm:format` at the first start and checked at every later one."""
SHELVES = 1_024
"""Sets of job keys in a partition: with a million members each holds about sixty keys, which the server packs."""
FORMAT = "lm:format"
CONSUMERS = "workers"
"""The consumer group of every outbox."""
TYPES = {
    "done": "zset",
    "seen": "zset",
    "out": "stream",
    "due": "zset",
    "job": "hash",
    "jobs": "set",
    "rec": "hash",
    "led": "list",
    "audit": "stream",
    "dead": "hash",
    "beat": "hash",
    "space": "string",
    "user": "hash",
    "gone": "hash",
    "count": "hash",
    "lease": "hash",
    "code": "hash",
    "tz": "string",
    "expiry": "zset",
}
"""Kind -> Redis type. The kind is the first word after the partition."""


def partition_of(name: str) -> int:
    """The partition of a group, or of what a directory is looked up by."""
    return zlib.crc32(name.encode()) % PARTITIONS


_TAGS = tuple(f"lm:{{{partition:02d}}}" for partition in range(PARTITIONS))


def _key(partition: int, *parts: str) -> str:
    return ":".join((_TAGS[partition], *parts))


def kind_of(key: str) -> str:
    """The kind of a key: `rec` of `lm:{07}:rec:<group>:members`."""
    return key.split(":", 3)[2]


_KEY = re.compile(r"lm:\{(\d\d)\}:([a-z]+)(?::(.+))?", re.DOTALL)
_SHARED = frozenset({"done", "seen", "out", "due", "job", "dead", "beat", "tz", "expiry"})
"""Kinds of which a partition has one key."""
_BY_NAME = frozenset({"space", "user", "lease", "code"})
"""Kinds whose partition follows from all that comes after; that of the others follows from the group."""


def is_ours(key: str, type_: str) -> bool:
    """Whether a key has a kind that this program knows, lies in the right partition, and is of the kind's type."""
    match = _KEY.fullmatch(key)
    if match is None or TYPES.get(match[2]) != type_:
        return False
    partition, kind, rest = int(match[1]), match[2], match[3] or ""
    if kind in _SHARED:
        return not rest and partition < PARTITIONS
    named = rest if kind in _BY_NAME else rest.partition(":")[0]
    return bool(named) and partition_of(named) == partition


def done(partition: int) -> str:
    """Commits that happened (unit id -> ms), so that repeating one is harmless; kept an hour."""
    return _key(partition, "done")


def seen(partition: int) -> str:
    """Inbound events and entries that were accepted (id -> ms); kept 14 days."""
    return _key(partition, "seen")


def out(partition: int) -> str:
    """The outbox: a stream of entries."""
    return _key(partition, "out")


def due(partition: int) -> str:
    """The agenda: job -> next instant in ms."""
    return _key(partition, "due")


def job(partition: int) -> str:
    """Job key -> Job as JSON."""
    return _key(partition, "job")


@functools.lru_cache(4_096)
def jobs(partition: int, group: GroupId, owner: MemberId | None) -> str:
    """The keys of the jobs of a few members, this one (or the group) among them: a set for each takes three times
    the memory."""
    return _key(partition, "jobs", str(zlib.crc32(f"{group}/{owner or '-'}".encode()) % SHELVES))


def own_jobs(partition: int, group: GroupId, owner: MemberId | None) -> str:
    """Where 0.1.0 kept the keys of one member's jobs. Nothing is added any more."""
    return _key(partition, "jobs", group, owner or "-")


@functools.lru_cache(4_096)
def rec(partition: int, group: GroupId, repo: str) -> str:
    """The records of one kind in a group: record id -> stamp, version, JSON."""
    return _key(partition, "rec", group, repo)


def led(partition: int, group: GroupId, member: MemberId) -> str:
    """A member's ledger: the last 50 messages and what became of them, newest first."""
    return _key(partition, "led", group, member)


def audit(partition: int, group: GroupId) -> str:
    """What organisers did, and each forgetting; no texts."""
    return _key(partition, "audit", group)


def dead(partition: int) -> str:
    """Entries set aside after five tries: id -> entry with its reason."""
    return _key(partition, "dead")


def beat(partition: int) -> str:
    """Worker -> a counter that it raises; who stops counting is dead."""
    return _key(partition, "beat")


def expiry(partition: int) -> str:
    """When records end that are kept for a while only (group, kind and id -> ms)."""
    return _key(partition, "expiry")


def ending(group: GroupId, repo: str, key: str) -> str:
    """What `expiry` calls a record."""
    return f"{group}/{repo}/{key}"


def count(partition: int, group: GroupId) -> str:
    """Numbers that many add to at once: name -> count."""
    return _key(partition, "count", group)


def space(space_id: str) -> str:
    """Space -> group, in the partition of the space."""
    return _key(partition_of(space_id), "space", space_id)


def user(account_id: str) -> str:
    """Account -> its groups (group -> ms of last use), in the partition of the account."""
    return _key(partition_of(account_id), "user", account_id)


def lease(name: str) -> str:
    """Who alone does something (holder, count), in the partition of its name."""
    return _key(partition_of(name), "lease", name)


def code(word: str) -> str:
    """What a code that members pass on stands for, in the partition of the code."""
    return _key(partition_of(word), "code", word)


def tz(partition: int) -> str:
    """By which edition of the rules of time zones the partition's next instants were computed."""
    return _key(partition, "tz")


@functools.lru_cache(4_096)
def gone(partition: int, group: GroupId) -> str:
    """Tombstones: hashed member id -> ms of forgetting."""
    return _key(partition, "gone", group)
