"""The disk under the built-in server. The server confirms a write before it knows whether the disk takes it, so room
is kept in reserve: a change is refused while there still is some.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import DiskFull, StoreReadOnly
from bot.store.data_dir import FILES

RESERVE = 32 << 20
"""Bytes that stay free: what others write to the disk between a look at it and the server's own write."""
_SHARE = 4
"""Of a small disk a quarter is kept; a quarter of the reserve is left to what takes away or notes what was sent."""


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes on a disk."""

    free: int
    total: int
    reserve: int

    @property
    def is_short(self) -> bool:
        """Whether no change is taken."""
        return self.free < self.reserve

    @property
    def words(self) -> str:
        """For the organizer: what is left of what, and from where on no change is taken."""
        free, total, reserve = (
            f"{size / (1 << 20):,.1f} MB" for size in (self.free, self.total, self.reserve)
        )
        return f"{free} left of {total}; below {reserve} no change is taken"


def room_in(folder: Path, reserve: int | None = None) -> Room:
    """What is on the disk of a folder; `reserve` in bytes, None for the usual. Raises OSError."""
    found = os.statvfs(folder)
    total = found.f_blocks * found.f_frsize
    return Room(
        found.f_bavail * found.f_frsize, total, min(RESERVE, total // _SHARE) if reserve is None else reserve
    )


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk on which `folder` is; `reserve` in bytes, None for the usual."""

    folder: Path
    reserve: int | None = None

    def room(self) -> Room:
        """What is on it now.

        Raises:
            StoreReadOnly: the server's files are gone, so what it writes now would be lost with it.
        """
        try:
            return room_in(self.folder / FILES, self.reserve)
        except OSError as error:
            raise StoreReadOnly(
                f"The store's files in {self.folder} can't be found ({error.strerror}), though its server runs. "
                "Mend: stop the bot, put the folder back, then start it again."
            ) from error

    def refuse_short(self, *, drains: bool) -> None:
        """Before a commit; `drains` for one that takes away, or writes down what was sent.

        Raises:
            DiskFull: there's no room for changes. StoreReadOnly: not for anything.
        """
        room = self.room()
        if room.free < room.reserve // _SHARE:
            raise StoreReadOnly(self.words(room))
        if room.is_short and not drains:
            raise DiskFull(self.words(room))

    def words(self, room: Room) -> str:
        """For the organizer, with what to do."""
        return f"The disk of {self.folder} is full ({room.words}). Mend: make room on that disk."
