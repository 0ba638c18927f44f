"""Reading a backup that may be anything: cut off, damaged, changed by somebody, or made to take all memory.

Its lines are hashed first. What they say is looked at only when the signature fits, or when a person has accepted
that there is none.
"""

import gzip
import hashlib
import hmac
import json
import math
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from bot import __version__
from bot.backup.backup import PASSING
from bot.backup.form import BYTES, LINE, VERSION, BackupRefused, Head, Tail, kind_counted
from bot.store import keys
from bot.store.backup_pages import Item, Page

HEAD = 100_000
"""Bytes of the longest first line."""
LONG_LINE = 16_000_000
"""Bytes of the longest line of an unsigned backup, whose lines were not kept short."""
RATIO = 200
"""To how much a byte may expand: members' data to 5, jobs that are all alike to 50, a bomb to 1,000."""
_FREE = 1_000_000
"""Bytes that are read before the ratio counts."""
_GZIP = bytes.fromhex("1f8b08000000000000ff")
"""How a file of ours begins."""
_STREAM_ID = re.compile(rb"(\d{1,20})-(\d{1,20})")
_SIZES = dict.fromkeys(("hash", "zset"), (2, 2)) | dict.fromkeys(("list", "set", "string"), (1, 1))
_SIZES["stream"] = (3, 1_001)
"""How many texts an item has, at least and at most."""


class Checked(NamedTuple):
    """The ends of a file, the groups that have records in it, and what each of its lines has to be when it's read
    once more: whoever can write to the file may do so meanwhile."""

    head: Head
    tail: Tail
    groups: set[str]
    digests: tuple[bytes, ...]


def read_head(file: Path) -> Head:
    """The head; nothing in it can be relied on yet.
    Raises BackupRefused: the file isn't a backup, is damaged, or is a newer release's."""
    with _lines(file, LONG_LINE) as found:
        first = next(found, b"")
        try:
            return _head(file, first)
        except BackupRefused:
            for _ in found:  # a file that's damaged says so at its end, and its head says anything
                pass
            raise


def check_file(file: Path, signature: hmac.HMAC, *, unsigned: bool) -> Checked:
    """Reads the whole file. `unsigned`: one that was made before backups were signed will do.

    Raises:
        BackupRefused: it's damaged, was changed by somebody, isn't signed, or has something that isn't ours.
    """
    head, tail, digests = _verify(file, signature, unsigned=unsigned)
    counts, groups = Counter[str](), set[str]()
    newest: dict[str, tuple[int, int]] = {}
    for page in read_pages(file, digests):
        if not all(_is_ours(page, item, newest) for item in page.items):
            raise BackupRefused(
                f"{file} holds something that isn't Loopmate's, or isn't of its form: the key {page.key[:80]!r}. "
                "Nothing was touched. Restore it with the version that made it, or take another backup."
            )
        counts[kind_counted(page.key)] += len(page.items)
        groups |= group_of(page.key)
    if tail.counts != dict(counts):
        raise damage_error(file)
    return Checked(head, tail, groups, digests)


def read_pages(file: Path, digests: Sequence[bytes]) -> Iterator[Page]:
    """The pages of a file that was read before.
    Raises BackupRefused: it's another one now."""
    with _lines(file, LONG_LINE) as found:
        for number, (line, digest) in enumerate(zip_longest(found, digests, fillvalue=b"")):
            if hashlib.sha256(line).digest() != digest:
                raise BackupRefused(
                    f"{file} was changed while it was read. Nothing was touched. Begin again once nobody "
                    "writes to it."
                )
            if 0 < number < len(digests) - 1:  # between head and tail
                yield _page(file, line)


def group_of(key: str) -> set[str]:
    """The group whose records, or whose tombstones, a key has, if it has any."""
    kind, _, rest = key.split(":", 2)[2].partition(":")
    return {rest.split(":")[0]} if kind in ("rec", "gone") else set()


def _verify(file: Path, signature: hmac.HMAC, *, unsigned: bool) -> tuple[Head, Tail, tuple[bytes, ...]]:
    sum_, digests = hashlib.sha256(), list[bytes]()
    head = read_head(file)
    is_signed = head.loopmate_backup > 1
    with _lines(file, LINE if is_signed else LONG_LINE) as found:
        last = b""
        for line in found:
            sum_.update(last)
            signature.update(last)
            last = line
            digests.append(hashlib.sha256(line).digest())
    try:
        tail = Tail.model_validate_json(last)
    except ValidationError as error:
        raise (damage_error if last.startswith(b"{") else _cut_error)(file) from error
    if (tail.sha256, tail.lines) != (sum_.hexdigest(), len(digests) - 2):
        raise damage_error(file)
    if is_signed and not hmac.compare_digest(tail.hmac.encode(), signature.hexdigest().encode()):
        raise BackupRefused(
            f"{file} was changed after Loopmate had made it: its signature doesn't fit. Nothing was touched. Take "
            "another backup, and find out who could write to this one."
        )
    if not is_signed and not unsigned:
        raise BackupRefused(
            f"{file} isn't signed: it says that Loopmate {head.release[:40]} made it, before backups had signatures. "
            "Whoever could write to it could have changed anything in it, such as who is an organizer. Nothing was "
            "touched. Fix: if you trust the place where it was kept, restore it with --accept-unsigned."
        )
    return head, tail, tuple(digests)


# lines


@contextmanager
def _lines(file: Path, longest: int) -> Iterator[Iterator[bytes]]:
    if file.exists() and not file.is_file():  # a pipe would be waited for, and is read only once
        raise BackupRefused(f"{file} isn't a file. Nothing was touched. Name a backup.")
    try:
        with file.open("rb") as packed, gzip.GzipFile(fileobj=packed) as found:
            yield _short(file, packed.tell, found, longest)
    except EOFError as error:
        raise _cut_error(file) from error
    except (gzip.BadGzipFile, zlib.error) as error:
        raise (damage_error if _begins_like_ours(file) else _foreign_error)(file) from error
    except OSError as error:
        raise BackupRefused(
            f"{file} can't be read: {error.strerror}. Nothing was touched. Name a backup."
        ) from error


def _short(file: Path, packed: Callable[[], int], found: gzip.GzipFile, longest: int) -> Iterator[bytes]:
    """The lines, none longer than `longest`, and not many times more of them than was `packed`."""
    size = 0
    while line := found.readline(longest + 1):
        size += len(line)
        if len(line) > longest or size > _FREE + RATIO * packed():
            raise BackupRefused(
                f"{file} unpacks to far more than Loopmate writes into a file of its size. Nothing was touched. Take "
                "another backup, and find out where this one comes from."
            )
        yield line


def _begins_like_ours(file: Path) -> bool:
    """Whether what can't be unpacked was a backup: by its first bytes, of which one may be wrong, or by its head."""
    with file.open("rb") as packed:
        first = packed.read(4_096)
    right = sum(is_ == was for is_, was in zip(first, _GZIP, strict=False))
    if right >= len(_GZIP) - 1:
        return True
    with suppress(zlib.error):
        return b'"loopmate_backup"' in zlib.decompressobj(wbits=31).decompress(first, 4_096)
    return False


def _head(file: Path, line: bytes) -> Head:
    """A newer form may have other fields, so its version is read before them."""
    if len(line) > HEAD:
        raise _foreign_error(file)
    try:
        said: dict[str, Any] = json.loads(line)
        version, release = int(said["loopmate_backup"]), str(said["release"])[:40]
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise _foreign_error(file) from error
    if version > VERSION:
        newer = f"its form has version {version}, not {VERSION}"
        raise newer_error(file, release, __version__, newer)
    try:
        return Head.model_validate_json(line)
    except ValidationError as error:
        raise damage_error(file) from error


def _page(file: Path, line: bytes) -> Page:
    try:
        key, type_, items = json.loads(line)
        found = [tuple(part.encode(errors=BYTES) for part in item) for item in items]
        return Page(str(key), str(type_), found)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise damage_error(file) from error


# what is refused


def _is_ours(page: Page, item: Item, newest: dict[str, tuple[int, int]]) -> bool:
    """Whether a backup of ours can have this; `newest` is the last id of each stream."""
    try:
        if not keys.is_ours(page.key, page.type) or keys.kind_of(page.key) in PASSING:
            return False
        least, most = _SIZES[page.type]
        if not least <= len(item) <= most:
            return False
        if page.type == "zset":
            return math.isfinite(float(item[1]))
        if page.type == "stream":
            match, before = _STREAM_ID.fullmatch(item[0]), newest.get(page.key, (0, 0))
            newest[page.key] = (int(match[1]), int(match[2])) if match else before
            return len(item) % 2 == 1 and newest[page.key] > before
        return keys.kind_of(page.key) != "job" or len(item[0].decode().split("/", 2)) == 3
    except ValueError:
        return False


def _foreign_error(file: Path) -> BackupRefused:
    return BackupRefused(f"{file} isn't a Loopmate backup. Nothing was touched. Name another file.")


def newer_error(file: Path, release: str, here: str, difference: str = "") -> BackupRefused:
    """`difference` tells two programs apart that have the same release, such as two states of a checkout."""
    more = f" ({difference})" if difference else ""
    return BackupRefused(
        f"{file} was made by a newer program: Loopmate {release}, and this is {here}{more}. Nothing was touched. "
        "Fix: restore it with the version that made it, or a newer one."
    )


def _cut_error(file: Path) -> BackupRefused:
    return BackupRefused(
        f"{file} is damaged: its end is missing. Nothing was touched. Copy it again, or take another backup."
    )


def damage_error(file: Path) -> BackupRefused:
    return BackupRefused(
        f"{file} is damaged: it isn't what Loopmate wrote. Nothing was touched. Copy it again, or take another "
        "backup."
    )
