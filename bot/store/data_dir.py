"""Data folders: their lock files, where their server listens, and the register of which store was in which place."""

import hashlib
import os
import shlex
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from bot.core.errors import StoreRefused

if sys.platform != "win32":  # there the embedded server isn't built, and nobody locks a folder
    import fcntl

    SHARED, ALONE = fcntl.LOCK_SH, fcntl.LOCK_EX

SHORTEST = "/tmp"  # noqa: S108 - a private folder in it, whose owner and mode are checked
"""Where the socket goes when even TMPDIR is too long a path."""
FILES = "appendonlydir"
"""In the data folder, where the server keeps its append-only file in parts."""
LONGEST_SOCKET = 100  # bytes; the kernels take 107 (Linux) and 103 (macOS)

PATHS = "surrogateescape"
"""How Python has the bytes of a path that isn't UTF-8."""
OWN_SERVER = "set LOOPMATE_REDIS_URL to a Redis 7 or Valkey 8 server of your own"


def repair_command(choice: str, place: str) -> str:
    """What an organizer types about the store in a folder or at an address; whatever folder the settings name."""
    return f"loopmate repair {choice}" + ("" if "://" in place else f" --data {shlex.quote(place)}")


def open_lock(path: Path) -> int:
    """A descriptor for a lock file, which is made if it is absent; children do not inherit it."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def try_lock(lock: int, kind: int) -> bool:
    """Try to lock, without waiting: `kind` is SHARED or ALONE. True if it worked."""
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def release_lock(lock: int) -> None:
    fcntl.flock(lock, fcntl.LOCK_UN)  # a child between fork and exec still shares the descriptor
    os.close(lock)


def make_private(folder: Path) -> None:
    """Makes a folder, and whatever is missing above it, for their owner alone; Python's own way leaves those above
    it to the umask. Raises OSError."""
    if not folder.parent.exists():
        make_private(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def prepare_folder(folder: Path) -> Path:
    """The data folder as an absolute path: made if absent, and closed to everybody else. Raises StoreRefused."""
    try:
        path = folder.expanduser().resolve()
        make_private(path)
        path.chmod(0o700)
    except OSError as error:
        raise StoreRefused(explain_unusable(folder, error)) from error
    return path


@contextmanager
def whole_file(file: Path, *, new: bool = False) -> Iterator[BinaryIO]:
    """What is written here appears whole, on the disk and for its owner alone, or not at all.

    It takes the place of an older file; one that has to be `new` never does, even if another was made meanwhile.

    Raises:
        OSError; FileExistsError: it isn't new.
    """
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-", suffix=".part")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        if new:
            os.link(draft, file)
        else:
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def append_line(file: Path, line: str) -> None:
    """Adds a line to a file that only its owner can read, and flushes it to the disk. Raises OSError."""
    make_private(file.parent)
    file.touch(0o600)
    with file.open("a", encoding="utf-8", errors=PATHS) as out:
        out.write(f"{line}\n")
        out.flush()
        os.fsync(out.fileno())


def find_socket(folder: Path) -> Path:
    """Where the server of the folder listens: in it, or where the starter's link points for a long path."""
    direct = folder / "redis.sock"
    return direct.readlink() if direct.is_symlink() else direct


def place_socket(folder: Path) -> Path:
    """Where a new server is to listen; for a path that is too long a link is left, so that all processes agree."""
    direct = folder / "redis.sock"
    direct.unlink(missing_ok=True)
    if _fits(direct):
        return direct
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    name = f"loopmate-{os.getuid()}-{digest}"
    shorts = [Path(place) / name / "redis.sock" for place in (tempfile.gettempdir(), SHORTEST)]
    short = next((path for path in shorts if _fits(path)), shorts[0])
    if not _fits(short) or not short.parent.parent.is_dir():
        raise StoreRefused(
            f"The paths {direct} and {short} are too long for a socket; set LOOPMATE_DATA to a shorter one."
        )
    short.parent.mkdir(mode=0o700, exist_ok=True)
    found = short.parent.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise StoreRefused(
            f"{short.parent} isn't a private folder of yours; remove it, or set LOOPMATE_DATA to a shorter path."
        )
    direct.symlink_to(short)
    return short


def _fits(socket: Path) -> bool:
    return len(os.fsencode(socket)) <= LONGEST_SOCKET


def remove_socket_link(folder: Path, socket: Path) -> None:
    """Remove what `place_socket` left outside and in the folder, once the server is gone."""
    direct = folder / "redis.sock"
    if direct.is_symlink():
        direct.unlink()
        with suppress(OSError):
            socket.parent.rmdir()


def explain_unusable(folder: Path, error: OSError) -> str:
    """What the organizer reads when the system refuses the data folder."""
    where = f" ({error.filename})" if error.filename else ""
    why = "it's a file" if isinstance(error, FileExistsError) else f"{error.strerror}{where}"
    return (
        f"The data folder {folder} can't be used: {why}. "
        f"Set LOOPMATE_DATA to a folder of yours on a local disk, or {OWN_SERVER}."
    )


# the register next to the key: which store each place held when the bot used it last. A folder that isn't mounted, a
# file that was deleted, a server that was emptied: each looks like a first start, but not to the register

_DROPPED = "-"


@dataclass(frozen=True, slots=True)
class Register:
    """What `file` says of one `place`: a line is the store's id and the place; the last line of a place counts."""

    file: Path
    place: str

    @property
    def known(self) -> str | None:
        """The id of the store that was here; None if none is known."""
        return self._ids().get(self.place)

    def _ids(self) -> dict[str, str]:
        found: dict[str, str] = {}
        with suppress(OSError):
            for line in self.file.read_text(encoding="utf-8", errors=PATHS).splitlines():
                id_, _, place = line.partition(" ")
                found[place] = id_
        return {place: id_ for place, id_ in found.items() if id_ != _DROPPED}

    def note(self, id_: str) -> bool:
        """Notes that the place holds this store; True if it was in no place before. Raises OSError."""
        is_new = id_ not in self._ids().values()
        if id_ != self.known:
            append_line(self.file, f"{id_} {self.place}")
        return is_new

    def drop(self) -> None:
        """Makes the next start accept whatever it finds in the place. Raises OSError."""
        if self.known is not None:
            append_line(self.file, f"{_DROPPED} {self.place}")

    def refuse_empty(self) -> None:
        """For a place that holds no store now: raises StoreRefused if it did."""
        if self.known is not None:
            raise StoreRefused(
                f"There is no store in {self.place}, but this bot's was there (id {self.known}, by {self.file}). "
                "Is a volume not mounted, or was something moved or deleted? Nothing was touched. Fix: put the "
                f"data back; or `{repair_command('start-empty', self.place)}`, then `loopmate restore FILE` puts a "
                "backup back."
            )

    def refuse_other(self, id_: str) -> None:
        """Raises StoreRefused if the place held another store."""
        if self.known not in (None, id_):
            raise StoreRefused(
                f"The store in {self.place} is another bot's: its id is {id_}, and this bot's is {self.known} (by "
                f"{self.file}). Nothing was touched. Fix: put this bot's data back, or correct LOOPMATE_DATA or "
                f"LOOPMATE_REDIS_URL; if this is the right one, `{repair_command('accept-store', self.place)}`."
            )


def id_of(ids: str) -> str:
    """A store's id, by what it hashes ids with: sealed at its first start, so that no two stores have the same."""
    return hashlib.sha256(ids.encode()).hexdigest()[:12]


def place_of(url: str) -> str:
    """A server's place without its user and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
