"""The append-only file as bytes: what is called unfinished, what damaged, and where reading goes on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.store.aof import UNFINISHED, Gap, read_part
from tests.store.folders import as_written

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
