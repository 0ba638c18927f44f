"""A data folder: who may use it, its lock files, and where its server listens."""

import fcntl
import hashlib
import os
import shlex
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import DiskFull, StoreReadOnly, StoreRefused

SHORTEST = "/tmp"  # noqa: S108 - a private folder in it, whose owner and mode are checked
"""Where the socket goes when even TMPDIR is too long a path."""
FILES = "appendonlydir"
"""In the data folder, where the server keeps its append-only file in parts."""
LONGEST_SOCKET = 100  # bytes; the kernels take 107 (Linux) and 103 (macOS)

OWN_SERVER = "set LOOPMATE_REDIS_URL to a Redis 7 or Valkey 8 server of your own"


def repair_command(choice: str, place: str) -> str:
    """What an organizer types about the store in a folder or at an address; whatever folder the settings name."""
    return f"loopmate repair {choice}" + ("" if "://" in place else f" --data {shlex.quote(place)}")


class StoreError(StoreRefused):
    """The store cannot be used; the message is for the organiser: what, where, what to do next."""


def open_lock(path: Path) -> int:
    """A descriptor for a lock file, which is made if it is absent; children do not inherit it."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(lock: int, kind: int) -> bool:
    """Try to lock, without waiting: `kind` is LOCK_SH or LOCK_EX. True if it worked."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release_lock(lock: int) -> None:
    """Free the lock and close its descriptor."""
    fcntl.flock(lock, fcntl.LOCK_UN)  # a child between fork and exec still shares the descriptor
    os.close(lock)


def prepare_folder(folder: Path) -> Path:
    """The data folder as an absolute path: made if absent, and closed to everybody else. Raises StoreError."""
    try:
        path = folder.expanduser().resolve()
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as error:
        raise StoreError(explain_unusable(folder, error)) from error
    return path


def find_socket(folder: Path) -> Path:
    """Where the server of the folder listens: in it, or where the starter's link points for a long path."""
    direct = folder / "redis.sock"
    return direct.readlink() if direct.is_symlink() else direct


def place_socket(folder: Path) -> Path:
    """Where a new server shall listen; for a path that is too long a link is left, so that all processes agree."""
    direct = folder / "redis.sock"
    direct.unlink(missing_ok=True)
    if _fits(direct):
        return direct
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    name = f"loopmate-{os.getuid()}-{digest}"
    shorts = [Path(place) / name / "redis.sock" for place in (tempfile.gettempdir(), SHORTEST)]
    short = next((path for path in shorts if _fits(path)), shorts[0])
    if not _fits(short) or not short.parent.parent.is_dir():
        raise StoreError(
            f"The paths {direct} and {short} are too long for a socket; set LOOPMATE_DATA to a shorter one."
        )
    _private(short.parent)
    direct.symlink_to(short)
    return short


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= LONGEST_SOCKET


def _private(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077:
        return
    raise StoreError(
        f"{folder} is not a private folder of yours; remove it, or set LOOPMATE_DATA to a shorter path."
    )


def remove_socket_link(folder: Path, socket: Path) -> None:
    """Remove what `place_socket` left outside and in the folder, once the server is gone."""
    direct = folder / "redis.sock"
    if direct.is_symlink():
        direct.unlink()
        with suppress(OSError):
            socket.parent.rmdir()


def explain_unusable(folder: Path, error: OSError) -> str:
    """What the organiser reads when the system refuses the data folder."""
    where = f" ({error.filename})" if error.filename else ""
    return (
        f"The data folder {folder} cannot be used: {error.strerror}{where}. "
        f"Set LOOPMATE_DATA to a folder of yours on a local disk, or {OWN_SERVER}."
    )


# the disk under the built-in server, which confirms a write before it knows whether the disk takes it: room is kept
# in reserve, and a change is refused while there still is some

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
