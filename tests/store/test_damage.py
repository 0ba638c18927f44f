"""64 damaged bytes anywhere in the file of a bot that was really used: nothing is cut unasked, and little is lost."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from bot.store.data_dir import StoreError
from bot.store.repair import Remedy
from bot.store.server import Embedded
from bot.store.wire import redis_wire
from tests.store.folders import data_folder
from tests.world import world

SEEDS = range(60 if os.environ.get("LOOPMATE_FULL") else 4)
COUNTS = {"hash": "HLEN", "zset": "ZCARD", "stream": "XLEN", "list": "LLEN", "set": "SCARD"}


@pytest.fixture(scope="module")
def used() -> Iterator[Path]:
    with data_folder() as path:
        yield path


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def items(used: Path) -> int:
    """Fills the folder; how many items are in it."""
    async with world(used) as w:
        for number in range(6):
            member = await w.member(f"m{number}")
            for minutes in (15, 20, 25):
                await member.say(f"/prep settings minutes={minutes}")
        await w.advance(hours=48)
    return await counted(used)


async def counted(folder: Path, remedy: Remedy | None = None) -> int:
    """The items that a start finds: fields, members, entries."""
    held = await Embedded.open(folder, say=lambda _: None, remedy=remedy)
    wire = redis_wire(socket=str(held.socket))
    try:
        (names,) = await wire.execute([("KEYS", "*")])
        kinds = await wire.execute([("TYPE", name) for name in names])
        verbs = [
            (COUNTS[kind.decode()], name)
            for kind, name in zip(kinds, names, strict=True)
            if kind != b"string"
        ]
        return sum(await wire.execute(verbs))
    finally:
        await wire.close()
        await held.close()


@pytest.mark.parametrize("seed", SEEDS)
async def test_damage_anywhere_is_refused_or_costs_nothing_and_skipping_it_costs_little(
    used: Path, items: int, seed: int
) -> None:
    with data_folder() as folder:
        spoil(shutil.copytree(used, folder), Random(seed))
        try:
            assert await counted(folder) >= items * 0.99  # damaged inside values: `doctor --deep` finds it
        except StoreError as refusal:
            assert "skip-damage" in str(refusal)
            assert await counted(folder, "skip-damage") >= items * 0.9


def spoil(folder: Path, chance: Random) -> None:
    (part,) = folder.glob("appendonlydir/*.incr.aof")
    whole = bytearray(part.read_bytes())
    at = chance.randrange(len(whole) - 64)
    whole[at : at + 64] = chance.randbytes(64)
    part.write_bytes(whole)
