"""What is left of somebody in a store: every key and value is looked at."""

from typing import Any

from bot.store.store import Store

_READS: dict[bytes, tuple[Any, ...]] = {
    b"string": ("GET",),
    b"hash": ("HGETALL",),
    b"set": ("SMEMBERS",),
    b"list": ("LRANGE", 0, -1),
    b"zset": ("ZRANGE", 0, -1),
    b"stream": ("XRANGE", "-", "+"),
}


async def traces(store: Store, *needles: str) -> list[str]:
    """The kinds of keys in whose names or values a needle stands."""
    found = []
    cursor: Any = 0
    while True:
        cursor, names = await store.pipe("SCAN", cursor, "COUNT", 1_000)
        for name in names:
            read, *rest = _READS[await store.pipe("TYPE", name)]
            text = repr((name, await store.pipe(read, name, *rest)))
            if any(needle in text for needle in needles):
                found.append(name.decode().split(":")[2])
        if int(cursor) == 0:
            return sorted(found)
