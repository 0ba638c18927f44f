"""From pages to an empty store: what they hold, and what was left out because it can be made anew."""

import asyncio
from collections.abc import Iterable, Iterator
from typing import Any

from bot.backup.snapshot import BATCH
from bot.core.ids import GroupId, MemberId, new_id
from bot.store import keys, wire
from bot.store.backup_pages import Item, Page, names, raw
from bot.store.outbox import Outbox
from bot.store.store import Store, partitions

_VERBS = {"hash": "HSET", "set": "SADD", "list": "RPUSH", "string": "SET"}
Command = tuple[Any, ...]
WORDS = 2_000
"""Beyond so many commands are sent, so that large records do not gather in memory."""


async def emptied(store: Store, *, but: tuple[str, ...] = ()) -> None:
    """Removes every key of ours, except those of some kinds and the store's format."""
    for partition in partitions():
        found = [raw(n) async for n in names(store, partition) if keys.kind_of(n) not in but]
        for start in range(0, len(found), BATCH):
            await store.pipe("UNLINK", *found[start : start + BATCH])


async def filled(store: Store, pages: Iterable[Page]) -> None:
    """Writes pages into an empty store.

    Raises:
        StoreFull, StoreDown, or the server's own error: some of it is written.
    """
    for some in _batches(command for page in pages for command in _commands(page)):
        await asyncio.gather(*(store.pipe(*command) for command in some))


def _batches(commands: Iterable[Command]) -> Iterator[list[Command]]:
    """At most what the wire sends in one piece, since the order within a key has to hold."""
    some: list[Command] = []
    words = 0
    for command in commands:
        some.append(command)
        words += len(command)
        if len(some) == wire.BATCH or words > WORDS:
            yield some
            some, words = [], 0
    yield some


def _commands(page: Page) -> Iterator[Command]:
    key = raw(page.key)
    if page.type == "stream":
        yield from (("XADD", key, *item) for item in page.items)
    elif page.type == "zset":
        yield ("ZADD", key, *(part for member, score in page.items for part in (score, member)))
    else:
        yield (_VERBS[page.type], key, *(part for item in page.items for part in item))
    if keys.kind_of(page.key) == "job":
        yield from _indexes(page)


def _indexes(page: Page) -> Iterator[Command]:
    """The sets of jobs; `<group>/<owner>/<name>` says whose one is."""
    partition = int(page.key[4:6])
    for job, *_ in page.items:
        group, owner, _ = job.decode().split("/", 2)
        yield ("SADD", keys.jobs(partition, GroupId(group), MemberId(owner)), job)


async def handed_out(store: Store) -> None:
    """What was in the outbox may have been sent since: it goes to a worker that never beats. Everybody finds that
    one dead, takes its entries over, and looks them up before they are sent again."""
    await Outbox(store, "-").prepare()
    await asyncio.gather(*(_handed_out(store, p) for p in partitions()))


async def _handed_out(store: Store, partition: int) -> None:
    out, nobody = keys.out(partition), f"restored/{new_id(store.chance)}"
    read = ("XREADGROUP", "GROUP", keys.CONSUMERS, nobody, "COUNT", BATCH, "STREAMS", out, ">")
    while await store.pipe(*read):
        await store.pipe("HSETNX", keys.beat(partition), nobody, 0)


def items_of(pages: Iterable[Page], kind: str) -> Iterator[tuple[str, Item]]:
    """All items of one kind, with their keys."""
    for page in pages:
        if keys.kind_of(page.key) == kind:
            yield from ((page.key, item) for item in page.items)
