"""What a damaged append-only file costs, and what the organizer is told: on real servers and real damage."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import StoreRefused
from bot.store.aof import UNFINISHED, Gap, read_part
from bot.store.repair import Remedy, copies
from bot.store.server import Embedded
from bot.store.wire import redis_wire
from tests.store.folders import as_written, data_folder, filled, reopened
from tests.world import world


@pytest.mark.parametrize(
    ("changed", "kept", "cut"),
    [
        (lambda whole: whole[:-5], {"k0", "k1"}, len(as_written(2)) - 5),
        (lambda whole: whole + bytes(100), {"k0", "k1", "k2"}, 100),
    ],
    ids=["a command cut short", "zero bytes"],
)
async def test_what_is_unfinished_at_the_end_is_cut_once_and_said(
    folder: Path, changed: Callable[[bytes], bytes], kept: set[str], cut: int
) -> None:
    part = await filled(folder, 3)
    part.write_bytes(changed(part.read_bytes()))
    size = part.stat().st_size
    keys, (heard,) = await reopened(folder)
    assert keys == kept
    assert f"{cut} of {size} bytes were cut from the end of {part.name}" in heard
    assert await reopened(folder) == (kept, [])


# damage that nobody but the organizer may cut


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def refused(folder: Path) -> str:
    """The words of a refusal that changed no byte and left no copy, however often it's tried."""
    aof = folder / "appendonlydir"
    before = contents(aof)
    for _ in range(2):
        with pytest.raises(StoreRefused) as refusal:
            await Embedded.open(folder)
        assert contents(aof) == before
        assert copies(folder) == []
    return str(refusal.value)


async def spoiled_near_the_start(folder: Path, count: int = 100) -> Path:
    """64 damaged bytes at two percent of the file: a part of k2, all of k3, a part of k4."""
    part = await filled(folder, count)
    whole = bytearray(part.read_bytes())
    start = whole.index(as_written(2)) + 10
    whole[start : start + 64] = bytes(range(1, 65))
    part.write_bytes(whole)
    return part


NEIGHBORS = {"k2", "k3", "k4"}


async def test_damage_near_the_start_of_the_file_is_refused_with_counts_and_the_choices(folder: Path) -> None:
    part = await spoiled_near_the_start(folder)
    words = await refused(folder)
    assert f"{part} is damaged from byte 79 on: " in words
    lost = sum(len(as_written(number)) for number in (2, 3, 4))
    assert f"{lost} of {part.stat().st_size:,} bytes in 1 place can't be read" in words
    assert "3 writes before them and 95 after them can" in words  # SELECT is a write, too
    for choice in ("skip-damage", "cut", "start-empty"):
        assert f" {choice} (" in words
    assert f"loopmate repair CHOICE --data {folder}" in words


async def repaired(folder: Path, how: Remedy) -> tuple[set[str], list[str]]:
    """The keys after a repair, and what was said."""
    said: list[str] = []
    held = await Embedded.open(folder, say=said.append, remedy=how)
    await held.close()
    keys, heard = await reopened(folder)
    assert heard == []
    return keys, said


@pytest.mark.parametrize(
    ("how", "kept", "words"),
    [
        ("skip-damage", {f"k{number}" for number in range(100)} - NEIGHBORS, "95 after them are kept"),
        ("cut", {"k0", "k1"}, "bytes were cut from the end"),
    ],
)
async def test_skipping_keeps_what_is_around_the_damage_cutting_what_is_before_and_each_a_copy(
    folder: Path, how: Remedy, kept: set[str], words: str
) -> None:
    part = await spoiled_near_the_start(folder)
    before = contents(part.parent)
    keys, said = await repaired(folder, how)
    assert keys == kept
    assert contents(folder / "aof-broken-1") == before
    assert str(folder / "aof-broken-1") in said[0]
    assert words in said[0]


async def test_cutting_drops_the_later_parts_as_well(folder: Path) -> None:
    part = await filled(folder, 3)
    later = part.with_name("appendonly.aof.2.incr.aof")  # as while the server rewrites its file
    later.write_bytes(as_written(9))
    with (part.parent / "appendonly.aof.manifest").open("a") as manifest:
        manifest.write(f"file {later.name} seq 2 type i\n")
    assert await reopened(folder) == ({"k0", "k1", "k2", "k9"}, [])
    part.write_bytes(part.read_bytes().replace(as_written(1), as_written(1).replace(b"SET", b"XET")))
    assert (await repaired(folder, "cut"))[0] == {"k0"}


async def test_a_second_repair_keeps_the_first_copy(folder: Path) -> None:
    for number in (1, 2):
        await spoiled_near_the_start(folder, 10 * number)
        await repaired(folder, "skip-damage")
    assert (folder / "aof-broken-1").is_dir()
    assert (folder / "aof-broken-2").is_dir()


async def test_a_sound_store_is_not_changed_by_a_repair(folder: Path) -> None:
    await filled(folder, 2)
    assert await repaired(folder, "skip-damage") == ({"k0", "k1"}, [])
    assert copies(folder) == []


async def test_a_store_in_use_is_not_repaired(folder: Path) -> None:
    held = await Embedded.open(folder)
    with pytest.raises(StoreRefused, match="in use"):
        await Embedded.open(folder, remedy="start-empty")
    await held.close()


LAST = "appendonly.aof.1.incr.aof"
DAMAGE: dict[str, tuple[str, Callable[[bytes], bytes | None]]] = {
    "a base": ("appendonly.aof.1.base.rdb", lambda whole: whole[:-1] + bytes([whole[-1] ^ 0xFF])),
    "a manifest": ("appendonly.aof.manifest", lambda _: bytes(40)),
    "no manifest": ("appendonly.aof.manifest", lambda _: None),
    "a command": (
        LAST,
        lambda whole: whole.replace(b"SET", b"XET", 1).replace(b"$1\r\nv", b"$7\r\nprivate", 1),
    ),
    "no part": (LAST, lambda _: None),
}
"""A file of the folder, and what takes the place of what is in it: None, the file is gone."""


async def spoilt(folder: Path, what: str) -> Path:
    """The file that is damaged in a folder that was filled."""
    await filled(folder, 2)
    name, changed = DAMAGE[what]
    file = folder / "appendonlydir" / name
    now = changed(file.read_bytes())
    file.write_bytes(now or b"")
    if now is None:
        file.unlink()
    return file


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ("a manifest", {"k0", "k1"}),
        ("no manifest", {"k0", "k1"}),
        ("a command", {"k1"}),
        ("no part", set()),
    ],
)
async def test_other_damage_is_refused_with_the_file_and_skipping_it_goes_on_with_what_is_there(
    folder: Path, what: str, kept: set[str]
) -> None:
    file = await spoilt(folder, what)
    words = await refused(folder)
    assert str(file) in words
    assert "private" not in words
    assert (await repaired(folder, "skip-damage"))[0] == kept


async def test_each_damage_that_shows_behind_another_is_skipped_as_well(folder: Path) -> None:
    part = await filled(folder, 9)
    whole = part.read_bytes()
    for number, name in ((2, b"XET"), (5, b"YET")):
        whole = whole.replace(as_written(number), as_written(number).replace(b"SET", name))
    part.write_bytes(whole[:-3])
    keys, said = await repaired(folder, "skip-damage")
    assert keys == {f"k{number}" for number in (0, 1, 3, 4, 6, 7)}
    assert len(said) == 2
    assert contents(folder / "aof-broken-1")[part.name] == whole[:-3]


async def test_what_the_server_refuses_for_no_reason_that_shows_leads_to_a_backup_alone(folder: Path) -> None:
    (await filled(folder, 2)).unlink()
    base = folder / "appendonlydir" / "appendonly.aof.1.base.rdb"
    base.rename(base.with_name("appendonly.aof.2.base.rdb"))
    (base.parent / "appendonly.aof.3.base.rdb").touch()
    words = await refused(folder)
    assert "start-empty" in words
    assert "skip-damage" not in words


async def test_a_damaged_base_leads_to_a_backup_alone(folder: Path) -> None:
    file = await spoilt(folder, "a base")
    words = await refused(folder)
    assert str(file) in words
    assert "start-empty" in words
    assert "skip-damage" not in words
    with pytest.raises(StoreRefused):
        await Embedded.open(folder, remedy="skip-damage")
    assert (await repaired(folder, "start-empty"))[0] == set()


# damage anywhere in the file

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
        except StoreRefused as refusal:
            assert "skip-damage" in str(refusal)
            assert await counted(folder, "skip-damage") >= items * 0.9


def spoil(folder: Path, chance: Random) -> None:
    (part,) = folder.glob("appendonlydir/*.incr.aof")
    whole = bytearray(part.read_bytes())
    at = chance.randrange(len(whole) - 64)
    whole[at : at + 64] = chance.randbytes(64)
    part.write_bytes(whole)


# the file as bytes

MULTI = b"*1\r\n$5\r\nMULTI\r\n"
EXEC = b"*1\r\n$4\r\nEXEC\r\n"


def transaction(first: int) -> bytes:
    return MULTI + as_written(first) + as_written(first + 1) + EXEC


FILE = as_written(0) + transaction(1) + as_written(3) + transaction(4)
ENDS = [
    len(as_written(0)),
    len(as_written(0) + transaction(1)),
    len(as_written(0) + transaction(1) + as_written(3)),
    len(FILE),
]


def test_wherever_a_file_is_cut_off_only_the_last_write_is_unfinished() -> None:
    for size in range(len(FILE)):
        found = read_part(FILE[:size])
        assert found.gaps == (), size
        assert found.finished == max([0, *(end for end in ENDS if end <= size)]), size


def test_more_zeros_than_one_write_could_leave_are_damage() -> None:
    found = read_part(FILE + bytes(UNFINISHED + 1))
    assert found.gaps == (Gap(len(FILE), len(FILE) + UNFINISHED + 1),)
    assert found.unfinished == 0


@pytest.mark.parametrize("byte", [b"\xff", b"!"])
def test_damage_within_a_transaction_takes_the_whole_transaction_and_nothing_else(byte: bytes) -> None:
    for at in range(ENDS[0], ENDS[1]):
        spoiled = FILE[:at] + byte + FILE[at + 1 :]
        found = read_part(spoiled)
        assert found.gaps in ((Gap(ENDS[0], ENDS[1]),), ()), at
        assert found.unfinished == 0, at


def test_a_damaged_last_write_that_is_not_cut_off_is_damage() -> None:
    assert read_part(FILE[:-2] + b"!!").gaps == (Gap(ENDS[2], len(FILE)),)
    assert read_part(FILE[:-2] + b"!").gaps == (Gap(ENDS[2], len(FILE) - 1),)


def test_many_damaged_places_take_no_more_steps_than_bytes() -> None:
    many = 20_000
    assert read_part(b"*3\r\n$9999999\r\nSET" * many).gaps == (Gap(0, 17 * (many - 1)),)
    singles = b"".join(as_written(number) for number in range(many))
    spoiled = b"!" + singles[1:] + b"!" + FILE
    found = read_part(spoiled)
    assert found.gaps == (Gap(0, len(singles) + 1),)
    assert found.after == 4


@given(st.data())
def test_what_is_left_without_the_gaps_is_a_whole_file(data: st.DataObject) -> None:
    spoiled = bytearray(FILE * 2)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(spoiled) - 1))
        spoiled[at : at + 8] = data.draw(st.binary(max_size=9))
    found = read_part(bytes(spoiled))
    kept, start = b"", 0
    for gap in found.gaps:
        assert start <= gap.start < gap.end
        kept, start = kept + bytes(spoiled[start : gap.start]), gap.end
    kept += bytes(spoiled[start : found.finished])
    again = read_part(kept)
    assert (again.gaps, again.unfinished, again.before) == ((), 0, found.before + found.after)
