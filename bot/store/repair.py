"""What is done when the embedded server refuses its append-only file: copy it, cut the last part, say so.

The server keeps the file in parts, listed in a manifest: one base, then what was written since. Only the end of
the last part can be mended; whatever follows the damage there is lost, and stays in the copy.
"""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "appendonly.aof.manifest"

_PART = re.compile(r"^file (?P<name>\S+) seq \d+ type (?P<kind>[bhi])\b", re.MULTILINE)
_TRUNCATED = re.compile(r"Truncating the AOF (\S+) at offset (\d+)")
_COMPLAINT = re.compile(r"^\d+:\w .*? # (?P<words>.*\S)", re.MULTILINE)
_DAMAGE = re.compile(r"append.only|append log|\bAOF\b|\bRDB\b", re.IGNORECASE)
_NAMED = re.compile(r"appendonly\.aof(?:\.\w+)+")


@dataclass(frozen=True)
class Cut:
    """The end of one part, taken off: the file's name, its size before, and the bytes kept from its start."""

    file: str
    size: int
    kept: int

    @property
    def lost(self) -> int:
        """Bytes that were cut."""
        return self.size - self.kept


def sizes(aof: Path) -> dict[str, int]:
    """Bytes of each file in the folder of the append-only file; empty before the first start."""
    return {path.name: path.stat().st_size for path in aof.glob("*")}


def cuts_while_loading(log: str, before: Mapping[str, int]) -> tuple[Cut, ...]:
    """What the server itself cut from an unfinished end, by its log of this start and the sizes before it."""
    found = ((name, int(offset)) for name, offset in _TRUNCATED.findall(log))
    return tuple(Cut(name, before[name], kept) for name, kept in found if before.get(name, 0) > kept)


def complaint(log: str) -> str:
    """The last warning in the server's log, without the stored values that it may quote; "" if there is none."""
    words = [match["words"] for match in _COMPLAINT.finditer(log)]
    return words[-1].partition(", with args")[0] if words else ""


def speaks_of_damage(words: str) -> bool:
    """Whether a complaint is about the stored files, not about the socket, the memory or the like."""
    return _DAMAGE.search(words) is not None


def refused_file(aof: Path, words: str) -> Path:
    """The file that a complaint speaks of: named in it, or else the base if it speaks of RDB, or the manifest."""
    if named := _NAMED.search(words):
        return aof / named[0]
    bases = [name for name, kind in _parts(aof) if kind == "b"]
    return aof / (bases[-1] if bases and "RDB" in words else MANIFEST)


def last_part(aof: Path) -> Path | None:
    """The part that the server was writing to, by the manifest; None if the manifest names none that exists."""
    written = [aof / name for name, kind in _parts(aof) if kind == "i"]
    return written[-1] if written and written[-1].is_file() else None


def copy_beside(aof: Path) -> Path:
    """Copy the folder to `aof-broken-<n>` beside it; the newest copy is used again if it already is the same.

    Raises OSError when there is no room; a copy is never left half-made under its name.
    """
    taken = sorted(_number(path) for path in aof.parent.glob("aof-broken-*") if _number(path))
    newest = aof.parent / f"aof-broken-{taken[-1]}" if taken else None
    if newest and _stamps(newest) == _stamps(aof):
        return newest
    copy = aof.parent / f"aof-broken-{taken[-1] + 1 if taken else 1}"
    unfinished = copy.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shutil.copytree(aof, unfinished)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    unfinished.rename(copy)
    os.sync()  # the copy must be on the disk before its original is cut
    return copy


async def cut_damage(binary: Path, part: Path) -> Cut | None:
    """Cut the part after its last complete command or transaction; None if nothing had to be, or could be, cut.

    The server's binary is its own checker when it is called by that name.
    """
    before = await asyncio.to_thread(_size, part)
    process = await asyncio.create_subprocess_exec(
        "valkey-check-aof",
        "--fix",
        str(part),
        executable=str(binary),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        env={},
    )
    await process.communicate(b"y\n")
    after = await asyncio.to_thread(_size, part)
    return Cut(part.name, before, after) if after < before else None


def unfinished_words(cut: Cut) -> str:
    """What the organiser reads when the server cut an unfinished end by itself."""
    return (
        f"The last write to the store was never finished, so {cut.lost:,} of {cut.size:,} bytes were cut from the "
        f"end of {cut.file}. Everything before them is kept."
    )


def repaired_words(cut: Cut, copy: Path) -> str:
    """What the organiser reads when a damaged end was cut."""
    return (
        f"The store's file {cut.file} was damaged from byte {cut.kept:,} on. Its last {cut.lost:,} of {cut.size:,} "
        f"bytes were cut, everything before them is kept. The files as they were are in {copy}. Remove that copy "
        "when nothing is missing: it also keeps what members delete later."
    )


def unrepairable_words(file: Path, words: str, copy: Path) -> str:
    """What the organiser reads when the damage lies elsewhere than at the end."""
    return (
        f"The store's file {file} is damaged in a way that the bot cannot repair: {words or 'no reason given'}. "
        f"A copy of the files is in {copy}. Restore a backup with `loopmate restore`, or mend the file by hand, "
        "then start again."
    )


def _parts(aof: Path) -> list[tuple[str, str]]:
    try:
        text = (aof / MANIFEST).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [(match["name"], match["kind"]) for match in _PART.finditer(text)]


def _size(path: Path) -> int:
    return path.stat().st_size


def _number(copy: Path) -> int:
    tail = copy.name.removeprefix("aof-broken-")
    return int(tail) if tail.isdecimal() else 0


def _stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.glob("*")}
