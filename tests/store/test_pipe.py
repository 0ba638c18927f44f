"""The pipe: what one turn of the event loop asks for travels together, and reads of one hash as one command."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from bot.core.errors import StoreDown
from bot.store.store import Store
from bot.store.wire import BATCH, Command, Pipe
from tests.wires import Breakable


class Listening(Breakable):
    """Remembers what went through it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Command] = []

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        self.sent += [] if self.cut else commands
        return await super().execute(commands)


async def test_reads_of_one_hash_are_one_command_and_each_gets_its_own_answer(anywhere: Store) -> None:
    wire = Listening().around(anywhere.wire)
    pipe = Pipe(wire)
    await pipe("HSET", "{x}a", "f", "1", "g", "2")
    await pipe("HSET", "{x}b", "f", "3")
    wire.sent.clear()
    asked = [("{x}a", "f"), ("{x}b", "f"), ("{x}a", "g"), ("{x}a", "none"), ("{x}a", "f")]
    found = await asyncio.gather(*(pipe("HGET", *one) for one in asked))
    assert found == [b"1", b"3", b"2", None, b"1"]
    assert wire.sent == [("HMGET", "{x}a", "f", "g", "none", "f"), ("HMGET", "{x}b", "f")]


async def test_no_read_moves_before_a_write_that_was_asked_for_first(anywhere: Store) -> None:
    pipe = Pipe(anywhere.wire)
    await pipe("HSET", "{x}a", "f", "old")
    before = pipe("HGET", "{x}a", "f")
    pipe("HSET", "{x}a", "f", "new")
    after = pipe("HGET", "{x}a", "f")
    assert (await before, await after) == (b"old", b"new")


async def test_an_error_is_everybodys_and_a_list_stays_a_list(anywhere: Store) -> None:
    wire = Listening().around(anywhere.wire)
    pipe = Pipe(wire)
    await pipe("SET", "{x}c", "no hash")
    await pipe("HSET", "{x}a", "f", "1")
    wrong = [pipe("HGET", "{x}c", "f"), pipe("HGET", "{x}c", "g")]
    assert await pipe("HMGET", "{x}a", "f") == [b"1"]
    found = await asyncio.gather(*wrong, return_exceptions=True)
    assert [str(error)[:9] for error in found] == ["WRONGTYPE"] * 2
    wire.cut = True
    with pytest.raises(StoreDown):
        await pipe.all([("HGET", "{x}a", "f"), ("HGET", "{x}a", "g")])


async def test_many_commands_of_one_who_asks_travel_in_batches_and_are_answered_in_their_order(
    store: Store,
) -> None:
    wire = Listening().around(store.wire)
    pipe = Pipe(wire)
    await pipe.all(("HSET", "{x}a", n, n) for n in range(BATCH))
    alone = pipe("HGET", "{x}a", 1)
    found = await pipe.all(("HGET", "{x}a", n) for n in range(2 * BATCH + 1))
    assert found == [b"%d" % n for n in range(BATCH)] + [None] * (BATCH + 1)
    assert await alone == b"1"
    assert [len(command) - 2 for command in wire.sent if command[0] == "HMGET"] == [1, BATCH, BATCH, 1]
    assert await pipe.all([]) == []


async def test_of_what_a_lost_server_was_asked_the_reads_are_asked_again_and_the_writes_are_not(
    store: Store,
) -> None:
    wire = Listening().around(store.wire)

    async def recover() -> bool:
        wire.cut = False
        return True

    pipe = Pipe(wire, recover)
    await pipe("HSET", "{x}a", "f", "1")
    wire.cut = True
    asked = [pipe("HSET", "{x}a", "f", "2"), pipe("HGET", "{x}a", "f"), pipe("EXISTS", "{x}a")]
    lost, *found = await asyncio.gather(*asked, return_exceptions=True)
    assert isinstance(lost, StoreDown)
    assert found == [b"1", 1]


async def test_who_gave_up_waiting_takes_nobody_elses_answer(store: Store) -> None:
    pipe = Pipe(store.wire)
    await pipe("HSET", "{x}a", "f", "1", "g", "2")
    gone = asyncio.create_task(pipe.all([("HGET", "{x}a", "f"), ("HGET", "{x}a", "g")]))
    await asyncio.sleep(0)
    stays = asyncio.create_task(pipe.all([("HGET", "{x}a", "g")]))
    gone.cancel()
    assert await stays == [b"2"]
