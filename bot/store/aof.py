"""The append-only file as bytes: what in it can be read, what is damaged, and whether its end is an unfinished write.

The server's own checker stops at the first fault and calls everything after it lost. Here a part is read to its end:
after a fault, from the next write that is complete by itself.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

UNFINISHED = 1 << 20
"""Bytes at the very end that may be cut without asking: far more than one commit, far less than a group's data."""
_BEGIN = re.compile(rb"\*[1-9]\d{0,6}\r\n\$[1-9]\d{0,8}\r\n")
_COUNT = re.compile(rb"\*([1-9]\d{0,6})\r\n")
_LENGTH = re.compile(rb"\$(\d{1,9})\r\n")
_CUT = {_COUNT: re.compile(rb"(\*\d{0,7}\r?)?"), _LENGTH: re.compile(rb"(\$\d{0,9}\r?)?")}
"""What is left of a count or a length when the file ends within it."""


class _Damaged(Exception):
    """The bytes here aren't a command."""


class _Unfinished(Exception):
    """The file ends within a command; what there is of it is as it should be."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Damaged bytes from `start` up to `end`: whole writes, since half a transaction must not be applied."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What a part of the append-only file holds: a write is a command or a transaction.

    `size` in bytes. `finished`: the bytes up to the end of the last whole write; what follows was never finished.
    `before` and `after`: how many writes can be read before the first gap, and after it.
    """

    size: int
    finished: int
    gaps: tuple[Gap, ...]
    before: int
    after: int

    @property
    def damaged(self) -> int:
        return sum(gap.end - gap.start for gap in self.gaps)

    @property
    def unfinished(self) -> int:
        """Bytes at the very end of a write that was never finished."""
        return self.size - self.finished


def read_part(data: bytes, unknown: Collection[bytes] = ()) -> Reading:
    """Reads a part to its end. `unknown`: names of commands that the server refused, which are damaged therefore."""
    # zeros are what a disk has instead of bytes that it didn't get to before the power went
    walk = _Walk(data.rstrip(b"\0"), frozenset(unknown))
    gaps: list[Gap] = []
    counts = [0, 0]
    resumed: int | None = 0
    while resumed is not None:
        top, fault, number = walk.whole_writes(resumed)
        counts[bool(gaps)] += number
        if fault is None:
            break
        resumed = walk.next_write(fault)
        gaps.append(Gap(top, len(data) if resumed is None else resumed))
    if resumed is None:
        top = len(data)
    elif len(data) - top > UNFINISHED:
        gaps.append(Gap(top, len(data)))
        top = len(data)
    return Reading(len(data), top, tuple(gaps), *counts)


@dataclass(frozen=True, slots=True)
class _Walk:
    data: bytes
    unknown: frozenset[bytes]

    def whole_writes(self, start: int) -> tuple[int, int | None, int]:
        """Where the last whole write ends; where a fault begins after it, or None at the end of the file; and how
        many writes there are."""
        top = at = start
        number, within = 0, False
        try:
            for end, name in _commands(self.data, start):
                if name in self.unknown or name == (b"MULTI" if within else b"EXEC"):
                    return top, at, number
                within = name == b"MULTI" or (within and name != b"EXEC")
                at = end
                if not within:
                    top, number = end, number + 1
        except _Damaged:
            return top, at, number
        except _Unfinished:
            pass
        return top, None, number

    def next_write(self, fault: int) -> int | None:
        """Where the first write begins that is complete by itself, after a fault; None if there is none."""
        at = fault
        while found := _BEGIN.search(self.data, at):
            start, at = self._stands_alone(found.start())
            if start is not None:
                return start
        return None

    def _stands_alone(self, start: int) -> tuple[int | None, int]:
        """Commands up to an EXEC belong to a transaction that began in the damage: what follows it stands alone.

        The second number is where to look on, when nothing does: no byte is read twice.
        """
        at = start
        try:
            for end, name in _commands(self.data, start):
                if name in (b"MULTI", b"EXEC"):
                    return start if name == b"MULTI" else end, end
                at = end
                if name in self.unknown:
                    return None, at
        except _Damaged:
            return None, at + 1
        except _Unfinished:
            pass
        return start, at


def _commands(data: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The end and the name of each command from `at` on."""
    while at < len(data):
        at, name = _command(data, at)
        yield at, name


def _command(data: bytes, start: int) -> tuple[int, bytes]:
    count, at = _number(data, start, _COUNT)
    name = b""
    for number in range(count):
        length, at = _number(data, at, _LENGTH)
        end = at + length
        if end + 2 > len(data):
            # with other commands inside, its length is damaged
            raise _Damaged if data[end:] not in (b"", b"\r") or _BEGIN.search(data, at) else _Unfinished
        if data[end : end + 2] != b"\r\n":
            raise _Damaged
        if number == 0 and not (name := data[at:end].upper()).isalpha():
            raise _Damaged
        at = end + 2
    return at, name


def _number(data: bytes, at: int, form: re.Pattern[bytes]) -> tuple[int, int]:
    if found := form.match(data, at):
        return int(found[1]), found.end()
    raise _Unfinished if _CUT[form].fullmatch(data, at) else _Damaged
