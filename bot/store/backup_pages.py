"""Everything in a store, page by page, as bytes: for backups and for the doctor. Nothing here knows what it means.

A script asks for the names, with a key of the partition: so a cluster asks the node that holds it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from bot.core.values import GroupId
from bot.store import keys
from bot.store.store import Store, partitions
from bot.store.wire import Script, pairs

LOOK = 5_000
"""Names that the server looks at in one go: about a millisecond."""
PAGE = 200
"""Items of one page. A record has a few thousand bytes, and half a million at most."""
SCAN = Script(
    """
#!lua flags=no-writes
-- KEYS: any name of the partition. ARGV: cursor, pattern, how many names to look at.
return redis.call('SCAN', ARGV[1], 'MATCH', ARGV[2], 'COUNT', ARGV[3])
"""
)
Item = tuple[bytes, ...]
"""A hash's field and value, a sorted set's member and score, a stream's id, fields and values, or one value."""


Items = Callable[[list[bytes]], list[Item]]
"""An answer of the server as items."""


class Page(NamedTuple):
    """Some items of one key; `type` is what Redis calls it."""

    key: str
    type: str
    items: list[Item]


async def names(store: Store, partition: int, kind: str = "*") -> AsyncIterator[str]:
    """The names of the partition's keys, each once, in no order; those that appear meanwhile may be missing."""
    beginning, seen = f"lm:{{{partition:02d}}}:", set[str]()
    pattern, cursor = beginning + (kind if kind == "*" else f"{kind}:*"), b"0"
    while True:
        cursor, found = await SCAN(store.pipe, [keys.done(partition)], [cursor, pattern, LOOK])
        for name in (raw.decode(errors="surrogateescape") for raw in found):
            if name not in seen:
                seen.add(name)
                yield name
        if int(cursor) == 0:
            return


async def groups(store: Store) -> list[GroupId]:
    """The groups that have records, by id."""
    found = [name.split(":")[3] for part in partitions() async for name in names(store, part, "rec")]
    return [GroupId(one) for one in sorted(set(found))]


async def pages(store: Store, key: str) -> AsyncIterator[Page]:
    """All that a key holds. A hash that is being changed may repeat a field."""
    type_ = (await store.pipe("TYPE", key)).decode()
    if type_ not in _READERS:
        return
    async for items in _READERS[type_](store.pipe, key):
        yield Page(key, type_, items)


async def several(store: Store, some: Sequence[str]) -> AsyncIterator[Page]:
    """All that several keys hold, asked for at once: for keys that are small."""
    for found in await asyncio.gather(*(_collect(store, key) for key in some)):
        for page in found:
            yield page


async def _collect(store: Store, key: str) -> list[Page]:
    return [page async for page in pages(store, key)]


def raw(name: str) -> bytes:
    return name.encode(errors="surrogateescape")


Ask = Callable[..., Awaitable[Any]]


async def _scan(verb: str, items: Items, ask: Ask, key: str) -> AsyncIterator[list[Item]]:
    cursor: Any = 0
    while True:
        cursor, found = await ask(verb, raw(key), cursor, "COUNT", PAGE)
        if found:
            yield items(found)
        if int(cursor) == 0:
            return


async def _read_range(verbs: tuple[str, ...], items: Items, ask: Ask, key: str) -> AsyncIterator[list[Item]]:
    count, verb, *more = verbs
    for start in range(0, await ask(count, raw(key)), PAGE):
        yield items(await ask(verb, raw(key), start, start + PAGE - 1, *more))


async def _stream(ask: Ask, key: str) -> AsyncIterator[list[Item]]:
    after, found = b"-", [()] * PAGE
    while len(found) == PAGE:
        if found := await ask("XRANGE", raw(key), after, "+", "COUNT", PAGE):
            yield [(id_, *fields) for id_, fields in found]
            after = b"(" + found[-1][0]


async def _string(ask: Ask, key: str) -> AsyncIterator[list[Item]]:
    if (found := await ask("GET", raw(key))) is not None:
        yield [(found,)]


def _score(score: Any) -> bytes:
    """A score as the server takes it: milliseconds are whole, and have more digits than `%g` shows."""
    number = float(score)
    return b"%d" % number if number.is_integer() else repr(number).encode()


def _singles(found: list[bytes]) -> list[Item]:
    return [(one,) for one in found]


def _with_scores(found: list[bytes]) -> list[Item]:
    return [(member, _score(score)) for member, score in pairs(found)]


_READERS: dict[str, Callable[[Ask, str], AsyncIterator[list[Item]]]] = {
    "hash": partial(_scan, "HSCAN", lambda found: list(pairs(found))),
    "set": partial(_scan, "SSCAN", _singles),
    "list": partial(_read_range, ("LLEN", "LRANGE"), _singles),
    "zset": partial(_read_range, ("ZCARD", "ZRANGE", "WITHSCORES"), _with_scores),
    "stream": _stream,
    "string": _string,
}
