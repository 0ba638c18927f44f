"""Every key there is, by kind. All keys of a group carry its partition as hash tag: `lm:{07}:...`.

`TYPES` says which Redis type each kind has; the commit checks it before its first write.
"""

import functools
import re
import zlib
from collections.abc import Callable

from bot.core.values import GroupId, MemberId

PARTITIONS = 16
"""Fixed for the life of a store: written into `lm:format` at the first start and checked at every later one."""
BUCKETS = 1_024
"""Sets of job keys in a partition: with a million members each holds about sixty keys, which the server packs."""
FORMAT = "lm:format"
CONSUMERS = "workers"
"""The consumer group of every outbox."""
TYPES: dict[str, str] = {"jobs": "set"}
"""Kind -> Redis type. The kind is the first word after the partition."""
_SHARED: set[str] = set()
"""Kinds of which a partition has one key."""
_BY_NAME: set[str] = set()
"""Kinds whose partition follows from all that comes after; that of the others follows from the group."""
_TAGS = tuple(f"lm:{{{partition:02d}}}" for partition in range(PARTITIONS))
_KEY = re.compile(r"lm:\{(\d\d)\}:([a-z]+)(?::(.+))?", re.DOTALL)


def partition_of(name: str) -> int:
    """The partition of a group, or of what a directory is looked up by."""
    return zlib.crc32(name.encode()) % PARTITIONS


def kind_of(key: str) -> str:
    """The kind of a key: `rec` of `lm:{07}:rec:<group>:members`."""
    return key.split(":", 3)[2]


def is_ours(key: str, type_: str) -> bool:
    """Whether a key has a kind that this program knows, is in the right partition, and is of the kind's type."""
    match = _KEY.fullmatch(key)
    if match is None or TYPES.get(match[2]) != type_:
        return False
    partition, kind, rest = int(match[1]), match[2], match[3] or ""
    if kind in _SHARED:
        return not rest and partition < PARTITIONS
    named = rest if kind in _BY_NAME else rest.partition(":")[0]
    return bool(named) and partition_of(named) == partition


def ending(group: GroupId, repo: str, key: str) -> str:
    """What `expiry` calls a record."""
    return f"{group}/{repo}/{key}"


def _shared(kind: str, type_: str) -> Callable[[int], str]:
    """One key of a partition."""
    TYPES[kind] = type_
    _SHARED.add(kind)
    found = tuple(f"{tag}:{kind}" for tag in _TAGS)
    return lambda partition: found[partition]


def _of_group(kind: str, type_: str) -> Callable[[int, GroupId], str]:
    TYPES[kind] = type_
    return lambda partition, group: f"{_TAGS[partition]}:{kind}:{group}"


def _of_groups(kind: str, type_: str) -> Callable[[int, GroupId, str], str]:
    """A key for each of something that a group has several of."""
    TYPES[kind] = type_
    return functools.lru_cache(4_096)(
        lambda partition, group, name: f"{_TAGS[partition]}:{kind}:{group}:{name}"
    )


def _named(kind: str, type_: str) -> Callable[[str], str]:
    """In the partition of a name."""
    TYPES[kind] = type_
    _BY_NAME.add(kind)
    return lambda name: f"{_TAGS[partition_of(name)]}:{kind}:{name}"


done = _shared("done", "zset")
"""Commits that happened (unit id -> ms), so that repeating one is harmless; kept an hour."""
seen = _shared("seen", "zset")
"""Inbound events and entries that were accepted (id -> ms); kept 14 days."""
out = _shared("out", "stream")
"""The outbox: a stream of entries."""
due = _shared("due", "zset")
"""The agenda: job -> next instant in ms."""
job = _shared("job", "hash")
"""Job key -> Job as JSON."""
dead = _shared("dead", "hash")
"""Entries set aside after five tries: id -> entry with its reason."""
beat = _shared("beat", "hash")
"""Worker -> a counter that it raises; who stops counting is dead."""
expiry = _shared("expiry", "zset")
"""When records end that are kept for a while only (group, kind and id -> ms)."""
tz = _shared("tz", "string")
"""By which edition of the rules of time zones the partition's next instants were computed."""
audit = _of_group("audit", "stream")
"""What organizers did, and each forgetting; no texts."""
count = _of_group("count", "hash")
"""Numbers that many add to at once: name -> count."""
gone = _of_group("gone", "hash")
"""Tombstones: hashed member id -> ms of forgetting."""
rec = _of_groups("rec", "hash")
"""The records of one kind in a group: record id -> stamp, version, JSON."""
led = _of_groups("led", "list")
"""A member's ledger: the last 50 messages and what became of them, newest first."""
space = _named("space", "string")
"""Space -> group."""
user = _named("user", "hash")
"""Account -> its groups (group -> ms of last use)."""
lease = _named("lease", "hash")
"""Who alone does something (holder, count)."""
code = _named("code", "hash")
"""The group of a code that members pass on."""


@functools.lru_cache(4_096)
def jobs(partition: int, group: GroupId, owner: MemberId | None) -> str:
    """The keys of the jobs of a few members, this one (or the group) among them: a set for each takes three times
    the memory."""
    bucket = zlib.crc32(f"{group}/{owner or '-'}".encode()) % BUCKETS
    return f"{_TAGS[partition]}:jobs:{bucket}"


def own_jobs(partition: int, group: GroupId, owner: MemberId | None) -> str:
    """Where 0.1.0 kept the keys of one member's jobs. Nothing is added anymore."""
    return f"{_TAGS[partition]}:jobs:{group}:{owner or '-'}"
