"""The file of a backup: lines of JSON in gzip. docs/watching.md describes it.

The first line says what it is, the last one how many lines there were, their SHA-256 and what they held. Each line
between is `[key, type, [item, ...]]`; an item is a list of texts. Bytes that are no UTF-8 stand in a text as the
characters U+DC80 to U+DCFF, as Python's `surrogateescape` has it.
"""

import datetime as dt
import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot.core.errors import StoreRefused
from bot.core.frozen import Frozen
from bot.store.backup_pages import Page

VERSION = 1
"""Of the form; one that is read has this or an earlier one."""
COMPRESSION = 3
"""Half of what the most would save, at a tenth of its time."""
_BYTES = "surrogateescape"


class BackupRefused(StoreRefused):
    """A backup that cannot be made or put back; a sentence with the mend."""


class Head(Frozen):
    """What stands first. `keys` are the fingerprints of the encryption keys in use, newest first, never a key;
    `ids` is the key of the hashes, sealed with one of them. `records` has the version of each kind of record.
    """

    loopmate_backup: int = VERSION
    release: str
    made: dt.datetime
    store: int
    partitions: int
    ids: str
    keys: tuple[str, ...]
    entries: int
    records: dict[str, int]


class Tail(Frozen):
    """What stands last: `lines` after the head, `counts` of items by kind, `sha256` of all lines before this."""

    lines: int
    counts: dict[str, int]
    sha256: str


@dataclass
class Pen:
    """Writes a backup: its head first, then pages, then `end`."""

    out: gzip.GzipFile
    counts: Counter[str] = field(default_factory=Counter)
    lines: int = 0

    def __post_init__(self) -> None:
        self._sum = hashlib.sha256()

    def begin(self, head: Head) -> None:
        self._write(head.model_dump_json().encode())

    def page(self, page: Page) -> None:
        items = [[part.decode(errors=_BYTES) for part in item] for item in page.items]
        self._write(json.dumps([page.key, page.type, items], separators=(",", ":")).encode())
        self.lines += 1
        self.counts[counted(page.key)] += len(items)

    def end(self) -> Tail:
        tail = Tail(lines=self.lines, counts=dict(sorted(self.counts.items())), sha256=self._sum.hexdigest())
        self.out.write(tail.model_dump_json().encode() + b"\n")
        return tail

    def _write(self, line: bytes) -> None:
        self._sum.update(line + b"\n")
        self.out.write(line + b"\n")


def counted(key: str) -> str:
    """Under what a key's items are counted: its kind, records by theirs (`rec:members`)."""
    kind, _, rest = key.split(":", 2)[2].partition(":")
    return f"rec:{rest.split(':', 1)[1]}" if kind == "rec" and ":" in rest else kind


@contextmanager
def written(file: Path) -> Iterator[Pen]:
    """A pen for a new file, which appears whole, on the disk and for its owner alone, or not at all.

    Raises:
        BackupRefused: the file is there already, or cannot be written.
    """
    if file.exists():
        raise BackupRefused(
            f"{file} is there already. Nothing was touched. Mend: give the backup a new name."
        )
    try:
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-", suffix=".part")
        draft = Path(name)
        try:
            with os.fdopen(handle, "wb") as raw:
                with gzip.GzipFile("", "wb", COMPRESSION, raw, mtime=0) as out:
                    yield Pen(out)
                raw.flush()
                os.fsync(raw.fileno())
            os.link(draft, file)  # unlike a renaming, this never replaces a file that has come meanwhile
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise BackupRefused(
            f"{file} cannot be written: {error.strerror}. Mend: name a file in a folder of yours with room."
        ) from error


class Checked(NamedTuple):
    """The ends of a file, and the groups that have records in it."""

    head: Head
    tail: Tail
    groups: set[str]


def checked(file: Path) -> Checked:
    """Reads the whole file.

    Raises:
        BackupRefused: it is none of ours, is cut off, was changed, or is a newer release's.
    """
    sum_, counts, lines, groups = hashlib.sha256(), Counter[str](), 0, set[str]()
    with _opened(file) as found:
        head = _head(file, first := next(found, b""))
        sum_.update(first)
        last = next(found, b"")
        for line in found:
            sum_.update(last)
            page = _page(file, last)
            counts[counted(page.key)] += len(page.items)
            groups |= group_of(page.key)
            lines += 1
            last = line
    tail = _tail(file, last)
    if (tail.sha256, tail.lines, tail.counts) != (sum_.hexdigest(), lines, dict(counts)):
        raise _changed(file)
    return Checked(head, tail, groups)


def group_of(key: str) -> set[str]:
    """The group whose records, or whose tombstones, a key has, if it has any."""
    kind, _, rest = key.split(":", 2)[2].partition(":")
    return {rest.split(":")[0]} if kind in ("rec", "gone") else set()


def read(file: Path) -> Iterator[Page]:
    """The pages of a file that was checked."""
    with _opened(file) as found:
        next(found)
        last = next(found)
        for line in found:
            yield _page(file, last)
            last = line


@contextmanager
def _opened(file: Path) -> Iterator[Iterator[bytes]]:
    try:
        with gzip.open(file, "rb") as found:
            yield iter(found)
    except gzip.BadGzipFile as error:
        raise _foreign(file) from error
    except EOFError as error:
        raise _cut(file) from error
    except zlib.error as error:
        raise _changed(file) from error
    except OSError as error:
        raise BackupRefused(
            f"{file} cannot be read: {error.strerror}. Nothing was touched. Mend: name a backup."
        ) from error


def _head(file: Path, line: bytes) -> Head:
    """A newer form may have other fields, so its version is read before them."""
    try:
        said: dict[str, Any] = json.loads(line)
        version, release = int(said["loopmate_backup"]), str(said["release"])[:40]
    except (ValueError, KeyError, TypeError) as error:
        raise _foreign(file) from error
    if version > VERSION:
        raise BackupRefused(
            f"{file} was made by Loopmate {release} (backup version {version}); this program reads versions up to "
            f"{VERSION}. Nothing was touched. Mend: restore it with Loopmate {release} or newer."
        )
    try:
        return Head.model_validate_json(line)
    except ValidationError as error:
        raise _changed(file) from error


def _page(file: Path, line: bytes) -> Page:
    try:
        key, type_, items = json.loads(line)
        page = Page(
            str(key), str(type_), [tuple(part.encode(errors=_BYTES) for part in item) for item in items]
        )
        counted(page.key)
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise _changed(file) from error
    return page


def _tail(file: Path, line: bytes) -> Tail:
    try:
        return Tail.model_validate_json(line)
    except ValidationError as error:
        raise (_changed if line.startswith(b"{") else _cut)(file) from error


def _foreign(file: Path) -> BackupRefused:
    return BackupRefused(f"{file} is no backup of Loopmate. Nothing was touched. Mend: name another file.")


def _cut(file: Path) -> BackupRefused:
    return BackupRefused(
        f"{file} is cut off: its end is missing. Nothing was touched. Mend: copy it again, or take another backup."
    )


def _changed(file: Path) -> BackupRefused:
    return BackupRefused(
        f"{file} is not what was written: its checksum differs. Nothing was touched. Mend: copy it again, or take "
        "another backup."
    )
