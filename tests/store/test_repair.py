"""What a damaged append-only file costs, and what the organiser is told: on real servers and real damage."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store.place import StoreError
from bot.store.server import Embedded
from tests.store.folders import as_written, data_folder, filled, reopened


@pytest.fixture
def folder() -> Iterator[Path]:
    with data_folder() as path:
        yield path


async def test_a_last_command_cut_short_is_dropped_and_said(folder: Path) -> None:
    part = await filled(folder, 3)
    size = part.stat().st_size - 5
    os.truncate(part, size)
    keys, heard = await reopened(folder)
    assert keys == {"k0", "k1"}
    lost = len(as_written(2)) - 5
    assert len(heard) == 1
    assert f"{lost} of {size} bytes were cut from the end of {part.name}" in heard[0]


async def test_a_command_cut_in_the_middle_of_its_words_is_dropped_and_said(folder: Path) -> None:
    part = await filled(folder, 3)
    os.truncate(part, part.stat().st_size - len(as_written(2)) + len(b"*3\r\n$3\r\nSE"))
    keys, heard = await reopened(folder)
    assert keys == {"k0", "k1"}
    assert "10 of " in heard[0]


async def test_a_transaction_cut_short_is_dropped_as_a_whole(folder: Path) -> None:
    part = await filled(folder, 1)
    with part.open("ab") as file:
        file.write(b"*1\r\n$5\r\nMULTI\r\n" + as_written(1) + as_written(2))
    keys, heard = await reopened(folder)
    assert keys == {"k0"}
    assert len(heard) == 1


async def test_zero_bytes_at_the_end_are_cut_after_a_copy_and_nothing_else_is_lost(folder: Path) -> None:
    part = await filled(folder, 3)
    size = part.stat().st_size
    with part.open("ab") as file:
        file.write(bytes(100))
    keys, heard = await reopened(folder)
    assert keys == {"k0", "k1", "k2"}
    copy = folder / "aof-broken-1"
    assert len(heard) == 1
    assert f"{part.name} was damaged from byte {size} on" in heard[0]
    assert f"last 100 of {size + 100} bytes" in heard[0]
    assert str(copy) in heard[0]
    assert (copy / part.name).stat().st_size == size + 100
    assert await reopened(folder) == ({"k0", "k1", "k2"}, [])


async def test_damage_within_costs_what_follows_it_and_the_copy_has_it_all(folder: Path) -> None:
    part = await filled(folder, 3)
    whole = bytearray(part.read_bytes())
    whole[whole.index(as_written(1))] = 0
    part.write_bytes(whole)
    keys, heard = await reopened(folder)
    assert keys == {"k0"}
    assert f"Its last {len(as_written(1) + as_written(2))} of {len(whole)} bytes were cut" in heard[0]
    assert (folder / "aof-broken-1" / part.name).read_bytes() == whole


async def test_a_second_repair_keeps_the_first_copy(folder: Path) -> None:
    part = await filled(folder, 1)
    for _ in range(2):
        with part.open("ab") as file:
            file.write(b"\0")
        await reopened(folder)
    assert (folder / "aof-broken-1" / part.name).exists()
    assert (folder / "aof-broken-2" / part.name).exists()


def spoilt_base(aof: Path) -> Path:
    base = aof / "appendonly.aof.1.base.rdb"
    whole = bytearray(base.read_bytes())
    whole[-1] ^= 0xFF  # the checksum stands at the end
    base.write_bytes(whole)
    return base


def spoilt_manifest(aof: Path) -> Path:
    manifest = aof / "appendonly.aof.manifest"
    manifest.write_bytes(bytes(40))
    return manifest


def spoilt_command(aof: Path) -> Path:
    part = aof / "appendonly.aof.1.incr.aof"
    part.write_bytes(part.read_bytes().replace(b"SET", b"XET", 1).replace(b"$1\r\nv", b"$7\r\nprivate", 1))
    return part


@pytest.mark.parametrize("spoil", [spoilt_base, spoilt_manifest, spoilt_command])
async def test_other_damage_is_refused_with_the_file_and_one_copy(
    folder: Path, spoil: Callable[[Path], Path]
) -> None:
    await filled(folder, 2)
    aof = folder / "appendonlydir"
    file = spoil(aof)
    spoilt = {path.name: path.read_bytes() for path in aof.iterdir()}
    for _ in range(2):
        with pytest.raises(StoreError) as refusal:
            await Embedded.open(folder)
        assert str(file) in str(refusal.value)
        assert str(folder / "aof-broken-1") in str(refusal.value)
        assert "private" not in str(refusal.value)
    assert {path.name: path.read_bytes() for path in aof.iterdir()} == spoilt
    assert {path.name: path.read_bytes() for path in (folder / "aof-broken-1").iterdir()} == spoilt
    assert not (folder / "aof-broken-2").exists()


async def test_a_missing_part_is_refused(folder: Path) -> None:
    part = await filled(folder, 1)
    part.unlink()
    with pytest.raises(StoreError, match=part.name):
        await Embedded.open(folder)
