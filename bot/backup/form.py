"""The file of a backup: lines of JSON in gzip (docs/operators/backup.md describes it); and a folder of such files.

The first line says what it is, the last one how many lines there were, their SHA-256, their HMAC and what they held.
Each line between is `[key, type, [item, ...]]`; an item is a list of texts. Bytes that aren't UTF-8 are in a text as
the characters U+DC80 to U+DCFF, as Python's `surrogateescape` has it.
"""

import datetime as dt
import gzip
import hashlib
import hmac
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from bot.core.errors import StoreRefused
from bot.core.text import many
from bot.core.values import Frozen
from bot.store.backup_pages import Page
from bot.store.data_dir import whole_file

T = TypeVar("T")
VERSION = 2
"""Of the form; one that is read has this or an earlier one. 1 had no HMAC, and lines of any length."""
LINE = 4_000_000
"""Bytes of the longest line: a record has half a million at most, and JSON writes six characters for the worst."""
BYTES = "surrogateescape"


class BackupRefused(StoreRefused):
    """A backup that cannot be made or put back; a sentence with the fix."""


class Head(Frozen):
    """The head. `keys` are the fingerprints of the encryption keys in use, newest first, never a key;
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
    """The tail: `lines` after the head, `counts` of items by kind, `sha256` and `hmac` of all lines before
    this, in hexadecimal digits; the HMAC is keyed by the vault."""

    lines: int
    counts: dict[str, int]
    sha256: str
    hmac: str = ""


@dataclass
class BackupWriter:
    """Writes a backup: its head first, then pages, then `end`."""

    out: gzip.GzipFile
    signature: hmac.HMAC
    counts: Counter[str] = field(default_factory=Counter)
    lines: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def begin(self, head: Head) -> None:
        self._write(head.model_dump_json().encode())

    def page(self, page: Page) -> None:
        # in portions, so that a line stays short
        for items in portions(page.items, lambda item: sum(map(len, item)), 128_000):
            texts = [[part.decode(errors=BYTES) for part in item] for item in items]
            self._write(json.dumps([page.key, page.type, texts], separators=(",", ":")).encode())
            self.lines += 1
        self.counts[kind_counted(page.key)] += len(page.items)

    def end(self) -> Tail:
        tail = Tail(
            lines=self.lines,
            counts=dict(sorted(self.counts.items())),
            sha256=self.digest.hexdigest(),
            hmac=self.signature.hexdigest(),
        )
        self.out.write(tail.model_dump_json().encode() + b"\n")
        return tail

    def _write(self, line: bytes) -> None:
        if len(line) >= LINE:
            raise BackupRefused(
                f"An item in the store is larger than any that Loopmate writes: {line[:60]!r}. No backup was made. "
                "`loopmate doctor --deep` names what can't be read."
            )
        self.digest.update(line + b"\n")
        self.signature.update(line + b"\n")
        self.out.write(line + b"\n")


def portions(
    items: Iterable[T], weigh: Callable[[T], int], heaviest: int, most: int = sys.maxsize
) -> Iterator[list[T]]:
    """The items in their order, at most `most` at a time, and as long as they aren't too heavy together."""
    some: list[T] = []
    weight = 0
    for item in items:
        own = weigh(item)
        if some and (len(some) == most or weight + own > heaviest):
            yield some
            some, weight = [], 0
        some.append(item)
        weight += own
    yield some


def kind_counted(key: str) -> str:
    """Under what a key's items are counted: its kind, records by theirs (`rec:members`)."""
    kind, _, rest = key.split(":", 2)[2].partition(":")
    return f"rec:{rest.split(':', 1)[1]}" if kind == "rec" and ":" in rest else kind


@contextmanager
def open_new_file(file: Path, signature: hmac.HMAC) -> Iterator[BackupWriter]:
    """A writer for a new file, which appears whole, on the disk and for its owner alone, or not at all.
    Raises BackupRefused: the file is there already, or cannot be written."""
    if file.exists():
        raise BackupRefused(f"{file} is there already. Nothing was touched. Fix: give the backup a new name.")
    try:
        _remove_dead_drafts(file)
        # level 3: half of what the highest saves, in a tenth of its time
        with whole_file(file, new=True) as raw, gzip.GzipFile("", "wb", 3, raw, mtime=0) as out:
            yield BackupWriter(out, signature)
    except OSError as error:
        raise BackupRefused(
            f"{file} can't be written: {error.strerror}. Fix: name a file in a folder of yours with room."
        ) from error


DEAD_AFTER = 3600.0
"""Seconds since a draft was written to, after which nobody is writing it anymore: a backup writes all the time."""


def _remove_dead_drafts(file: Path) -> None:
    """Removes what killed backups left beside `file`: those of its name, and those of nights. Raises OSError."""
    draft = re.compile(rf"\.({re.escape(file.name)}|{_NAME.pattern})-\w{{8}}\.part")
    for one in filter(lambda one: draft.fullmatch(one.name), file.parent.iterdir()):
        with suppress(OSError):  # another process removes it as well, or it's another user's
            if time.time() - one.stat().st_mtime > DEAD_AFTER:
                one.unlink()


# a folder of nightly backups: how its files are named, which are kept, and how old the newest is

DAYS, WEEKS = 7, 4
"""What is kept: each of the last seven backups, and the newest of each of the last four weeks."""
_NAME = re.compile(r"loopmate-(\d{4}-\d{2}-\d{2})\.gz")


def file_of(folder: Path, day: dt.date) -> Path:
    """The backup of a day, in UTC."""
    return folder / f"loopmate-{day:%Y-%m-%d}.gz"


def days_in(folder: Path) -> list[dt.date]:
    """The days that have a backup, oldest first; other files don't count. Raises OSError."""
    return sorted(
        dt.date.fromisoformat(found[1]) for file in folder.iterdir() if (found := _NAME.fullmatch(file.name))
    )


def superfluous(days: Iterable[dt.date]) -> list[dt.date]:
    newest = sorted(days, reverse=True)
    of_week = {day.isocalendar()[:2]: day for day in reversed(newest)}
    weekly = sorted(of_week.values(), reverse=True)[:WEEKS]
    return [day for day in newest[DAYS:] if day not in weekly]


def age_of_newest(folder: Path, now: dt.datetime) -> tuple[Path, dt.timedelta] | None:
    """The newest backup by its name, and how long ago it was finished; None where there is none. Raises OSError."""
    days = days_in(folder)
    if not days:
        return None
    file = file_of(folder, days[-1])
    return file, now - dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)


def age_in_words(age: dt.timedelta) -> str:
    """Rounded down: `5 hours`, `3 days`."""
    hours = max(0, int(age.total_seconds() // 3600))
    return many(hours, "hour") if hours < 48 else many(hours // 24, "day")
