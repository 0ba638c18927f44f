"""The outbox: entries are worked on once, and those of a dead worker are taken over."""

from collections.abc import Awaitable, Callable, Sequence
from random import Random
from typing import Any

from bot.core.entry import ENTRY_VERSION
from bot.store import keys
from bot.store.outbox import DEAD_AFTER, Outbox
from bot.store.store import Store
from bot.store.vault import Vault
from bot.store.wire import Command
from tests.store.crowd import GROUP, NOW, entry, tell
from tests.wires import Between
from tests.world import KEY


async def worker(store: Store, name: str) -> Outbox:
    outbox = Outbox(store, name)
    await outbox.prepare()
    return outbox


async def acked(store: Store, *stream_ids: str) -> None:
    unit = store.unit(GROUP, NOW)
    for one in stream_ids:
        unit.ack(one)
    await unit.commit(drain=True)


async def test_each_entry_goes_to_one_worker_and_leaves_when_acknowledged(anywhere: Store) -> None:
    one, two = await worker(anywhere, "one"), await worker(anywhere, "two")
    await tell(anywhere, *(entry(str(n)) for n in range(10)))
    first, second = await one.claim(6), await two.claim(6)
    assert (len(first), len(second)) == (6, 4)
    assert (await one.depth())[:2] == (0, 10)
    await acked(anywhere, *(c.stream_id for c in first + second))
    assert await one.depth() == (0, 0, 0, 0)


async def test_a_worker_that_stops_beating_loses_its_entries_to_another(anywhere: Store) -> None:
    dead, alive = await worker(anywhere, "dead"), await worker(anywhere, "alive")
    await tell(anywhere, entry("a"), entry("b"))
    await alive.beat()  # and then no more: nobody takes themselves for dead
    assert len(await dead.claim(10)) == 2
    for second in (-2.0, -1.0, 0.0):
        await dead.beat()
        assert await alive.take_over(second) == []
    assert await alive.take_over(DEAD_AFTER - 1) == []
    taken = await alive.take_over(DEAD_AFTER)
    assert [c.entry.id for c in taken if c.entry] == ["-/a", "-/b"]
    assert all(c.again for c in taken)
    await acked(anywhere, *(c.stream_id for c in taken))
    await alive.take_over(DEAD_AFTER * 2)
    assert await anywhere.pipe("HKEYS", keys.beat(keys.partition_of(GROUP))) == [b"alive"]


class ReadsBeats(Between):
    """Something happens right after the beats were read, once it's armed."""

    def __init__(self, event: Callable[[], Awaitable[None]]) -> None:
        self._event = event
        self.is_armed = False

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        answers = await super().execute(commands)
        if self.is_armed and any(c[0] == "HGETALL" for c in commands):
            self.is_armed = False
            await self._event()
        return answers


async def test_a_worker_that_beats_again_while_it_is_taken_for_dead_keeps_its_entries(store: Store) -> None:
    slow = await worker(store, "slow")
    wire = ReadsBeats(slow.beat).around(store.wire)
    other = await worker(Store(wire, Vault([KEY]), Random(3), store.repos), "other")
    await tell(store, entry("a"))
    await slow.beat()
    await slow.claim(10)
    assert await other.take_over(0.0) == []
    wire.is_armed = True
    assert await other.take_over(DEAD_AFTER) == []
    assert not wire.is_armed
    assert len(await slow.claim_again()) == 1


async def test_a_worker_that_was_buried_and_comes_back_is_alive_to_whoever_missed_the_burial(
    store: Store,
) -> None:
    back, sexton, other = [await worker(store, name) for name in ("back", "sexton", "other")]
    await back.beat()
    for watcher in (sexton, other):
        assert await watcher.take_over(0.0) == []
    assert await sexton.take_over(DEAD_AFTER) == []
    assert b"back" not in await store.pipe("HKEYS", keys.beat(0))
    await back.beat()
    await tell(store, entry("a"))
    assert len(await back.claim(10)) == 1
    assert await other.take_over(DEAD_AFTER) == []


async def test_nobody_is_taken_for_dead_who_was_silent_only_while_redis_was(store: Store) -> None:
    quiet, other = await worker(store, "quiet"), await worker(store, "other")
    await tell(store, entry("a"))
    await quiet.beat()
    await quiet.claim(10)
    assert await other.take_over(0.0) == []
    other.note_outage()
    assert await other.take_over(60.0) == []
    assert len(await other.take_over(60.0 + DEAD_AFTER)) == 1


async def test_an_entry_of_a_newer_version_is_claimed_by_nobody_older(store: Store) -> None:
    one = await worker(store, "one")
    await tell(store, entry("new", v=ENTRY_VERSION + 1))
    (claimed,) = await one.claim(10)
    assert claimed.entry is None


async def test_a_stream_that_somebody_deleted_is_made_again(store: Store) -> None:
    one = await worker(store, "one")
    await store.pipe("DEL", keys.out(keys.partition_of(GROUP)))
    assert await one.claim(10) == []
    await tell(store, entry("a"))
    assert len(await one.claim(10)) == 1
