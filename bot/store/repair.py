"""What is done when the embedded server refuses its append-only file: cut a write that was never finished, or say
what is damaged and leave the choice to the organizer.

The server keeps the file in parts, listed in a manifest: one base, then what was written since.
"""

import errno
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.core.errors import StoreRefused
from bot.store.aof import Gap, Reading, read_part
from bot.store.data_dir import repair_command, whole_file

MANIFEST = "appendonly.aof.manifest"
Remedy = Literal["skip-damage", "cut", "start-empty"]
"""What an organizer can choose: leave out the damaged writes; keep what comes before them; set the files aside."""

_PART = re.compile(r"^file (?P<name>\S+) seq \d+ type (?P<kind>[bhi])\b", re.MULTILINE)
_FILE = re.compile(r"appendonly\.aof\.(?P<seq>\d+)\.(?P<kind>base|incr)\.(?:rdb|aof)")
_COMPLAINT = re.compile(r"^\d+:\w .*? # (?P<words>.*\S)", re.MULTILINE)
_DAMAGE = re.compile(r"append.only|append log|\bAOF\b|\bRDB\b", re.IGNORECASE)
_NAMED = re.compile(r"appendonly\.aof(?:\.\w+)+")
_UNKNOWN = re.compile(r"Unknown command '(\w+)'", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Damage:
    """The file that the server refused, in its own words; `reading` where it can be read write by write."""

    file: Path
    complaint: str
    reading: Reading | None

    @property
    def is_unfinished(self) -> bool:
        """Whether all that is wrong is a write at the very end that was never finished."""
        return self.reading is not None and not self.reading.gaps and self.reading.unfinished > 0


def size(aof: Path) -> int:
    """Bytes of all files in the folder of the append-only file; 0 before the first start."""
    return sum(path.stat().st_size for path in aof.glob("*"))


def complaint(log: str) -> str:
    """The last warning in the server's log, without the stored values that it may quote; "" if there is none."""
    words = [match["words"] for match in _COMPLAINT.finditer(log)]
    return words[-1].partition(", with args")[0] if words else ""


def speaks_of_damage(words: str) -> bool:
    """Whether a complaint is about the stored files, not about the socket, the memory, a full disk or the like."""
    return _DAMAGE.search(words) is not None and os.strerror(errno.ENOSPC) not in words


def missing_manifest(aof: Path) -> Damage | None:
    """The damage that the server would not see: without its manifest it takes what is there for an empty store."""
    if (aof / MANIFEST).exists() or not any(_FILE.fullmatch(path.name) for path in aof.glob("*")):
        return None
    return Damage(aof / MANIFEST, "it's missing, though the files that it lists are there", None)


def damage(aof: Path, words: str) -> Damage:
    """What is wrong, after the server refused to load with these words."""
    # the file that they speak of: named in them, or else the base if they speak of RDB, or the manifest
    named, bases = _NAMED.search(words), [name for name, kind in _parts(aof) if kind == "b"]
    file = aof / (named[0] if named else bases[-1] if bases and "RDB" in words else MANIFEST)
    parts = _increments(aof)
    if file not in parts:
        return Damage(file, words, None)
    found = read_part(file.read_bytes(), [name.upper().encode() for name in _UNKNOWN.findall(words)])
    if found.unfinished and file != parts[-1]:  # what comes after it was written on top of it
        gap = Gap(found.finished, found.size)
        found = Reading(found.size, found.size, (*found.gaps, gap), found.before, found.after)
    return Damage(file, words, found)


def cut_unfinished(damage: Damage) -> str:
    """Cuts the write that was never finished; what the organizer reads of it."""
    found = damage.reading
    assert found is not None  # noqa: S101 - narrows the type
    _replace(damage.file, found.finished)
    return (
        f"The last write to the store was never finished, so {found.unfinished:,} of {found.size:,} bytes were cut "
        f"from the end of {damage.file.name}. Everything before them is kept."
    )


def refusal(damage: Damage) -> str:
    """What the organizer reads of a damage: where, how much, and how to choose."""
    return f"{_what(damage)} Nothing was changed. Fix: {_choices(damage)}"


def apply_remedy(aof: Path, damage: Damage, how: Remedy) -> str:
    """Does what the organizer chose, after a copy; what they read of it.
    Raises StoreRefused: there is no room for the copy, or this damage can't be repaired that way."""
    if not _is_repairable(damage):
        raise StoreRefused(refusal(damage))
    try:
        copy = copy_beside(aof)
    except OSError as error:
        raise StoreRefused(
            f"{_what(damage)} The files couldn't be copied before the repair: {error.strerror}. Nothing was changed. "
            f"Fix: make room in {aof.parent}, then try again."
        ) from error
    done = _without_gaps(aof, damage, how) if damage.reading is not None else _with_new_manifest(aof)
    return f"{done} {_promise(copy)}"


def set_aside(aof: Path) -> str:
    """Moves the files out of the server's way; what the organizer reads of it."""
    if not any(aof.glob("*")):
        return "There were no files of the store; the next start begins with an empty one."
    copy = _next_copy(aof)
    aof.rename(copy)
    return f"The store starts empty. {_promise(copy)}"


def _promise(copy: Path) -> str:
    command = repair_command("remove-copies", str(copy.parent))
    return (
        f"The files as they were are in {copy}. They stay there until you delete them with `{command}`, or until "
        "somebody is forgotten who is still in them; I'll say so then."
    )


def _what(damage: Damage) -> str:
    found = damage.reading
    if found is None or not found.gaps:
        return (
            f"The store's file {damage.file} is damaged: {damage.complaint or 'the server gave no reason'}."
        )
    places = "1 place" if len(found.gaps) == 1 else f"{len(found.gaps):,} places"
    return (
        f"The store's file {damage.file} is damaged from byte {found.gaps[0].start:,} on: {found.damaged:,} of "
        f"{found.size:,} bytes in {places} can't be read. {found.before:,} writes before them and {found.after:,} "
        "after them can."
    )


def _choices(damage: Damage) -> str:
    """The folder is that of the store's files."""
    command = repair_command("CHOICE", str(damage.file.parent.parent))
    choices = ["start-empty (sets the files aside, then `loopmate restore FILE` puts a backup back)"]
    if _is_repairable(damage) and damage.reading is None:
        choices.insert(0, "skip-damage (goes on with the files that are there)")
    elif _is_repairable(damage):
        choices.insert(0, "cut (keeps only what comes before the damage)")
        choices.insert(0, "skip-damage (leaves out only the damaged writes)")
    return f"`{command}`, where CHOICE is {' or '.join(choices)}. Each keeps a copy of the files."


def _is_repairable(damage: Damage) -> bool:
    """A base is whole or useless; a manifest can be rebuilt where it's clear which files belong to it."""
    if damage.reading is not None:
        return bool(damage.reading.gaps)
    return ".base." not in damage.file.name and len(_find_files(damage.file.parent, "base")) == 1


def _without_gaps(aof: Path, damage: Damage, how: Remedy) -> str:
    found = damage.reading
    assert found is not None  # noqa: S101 - narrows the type
    if how == "cut":
        _replace(damage.file, found.gaps[0].start)
        parts = _increments(aof)
        for later in parts[parts.index(damage.file) + 1 :]:
            _replace(later, 0)
        lost = found.size - found.gaps[0].start
        return f"{lost:,} of {found.size:,} bytes were cut from the end of {damage.file.name}."
    _replace(damage.file, found.finished, found.gaps)
    return (
        f"{found.damaged:,} damaged bytes of {found.size:,} were left out of {damage.file.name}. The "
        f"{found.before:,} writes before them and the {found.after:,} after them are kept."
    )


def _with_new_manifest(aof: Path) -> str:
    parts = [*_find_files(aof, "base"), *_find_files(aof, "incr")]
    lines = [f"file {name} seq {seq} type {kind[0]}\n" for seq, kind, name in parts]
    _write(aof / MANIFEST, "".join(lines).encode())
    return f"The list of the store's files was rebuilt: {', '.join(name for _, _, name in parts)}."


def copies(folder: Path) -> list[Path]:
    return sorted((path for path in folder.glob("aof-broken-*") if _number(path)), key=_number)


def drop_copies(folder: Path, owners: Iterable[str]) -> list[Path]:
    """Deletes the copies that still have one of these ids in them, and would bring back who was forgotten; which.

    Raises OSError. The server compresses nothing that it stores, so an id is there as it is.
    """
    words = [owner.encode() for owner in owners]
    found = [copy for copy in copies(folder) if _holds(copy, words)]
    for copy in found:
        with suppress(FileNotFoundError):  # another process deletes them as well
            shutil.rmtree(copy)
    return found


def _holds(copy: Path, words: list[bytes]) -> bool:
    return any(word in file.read_bytes() for file in copy.glob("*") for word in words)


def copy_beside(aof: Path) -> Path:
    """Copies the folder to `aof-broken-<n>` next to it.

    Raises OSError when there is no room; a copy is never left half-made under its name.
    """
    copy = _next_copy(aof)
    unfinished = copy.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        shutil.copytree(aof, unfinished, copy_function=_copy_to_disk)
    except OSError:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    unfinished.rename(copy)
    return copy


def _copy_to_disk(source: str, target: str) -> None:
    """The copy has to be on the disk before its original is changed."""
    shutil.copy2(source, target)
    with Path(target).open("rb") as copied:
        os.fsync(copied.fileno())


def _next_copy(aof: Path) -> Path:
    taken = copies(aof.parent)
    return aof.parent / f"aof-broken-{_number(taken[-1]) + 1 if taken else 1}"


def _increments(aof: Path) -> list[Path]:
    """What was written since the base, by the manifest, oldest first; those that exist."""
    return [aof / name for name, kind in _parts(aof) if kind == "i" and (aof / name).is_file()]


def _parts(aof: Path) -> list[tuple[str, str]]:
    try:
        text = (aof / MANIFEST).read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return []
    return [(match["name"], match["kind"]) for match in _PART.finditer(text)]


def _find_files(aof: Path, kind: str) -> list[tuple[int, str, str]]:
    """The files of a kind that are there, manifest or not: sequence number, kind, name."""
    named = [match for path in aof.glob("*") if (match := _FILE.fullmatch(path.name))]
    return sorted((int(match["seq"]), kind, match[0]) for match in named if match["kind"] == kind)


def _replace(file: Path, end: int, gaps: tuple[Gap, ...] = ()) -> None:
    """Replaces the file by itself up to `end`, without the gaps."""
    whole, kept, start = file.read_bytes(), bytearray(), 0
    for gap in gaps:
        kept += whole[start : gap.start]
        start = gap.end
    _write(file, kept + whole[start:end] if start < end else kept)


def _write(file: Path, content: bytes | bytearray) -> None:
    with whole_file(file) as out:
        out.write(content)


def _number(copy: Path) -> int:
    tail = copy.name.removeprefix("aof-broken-")
    return int(tail) if tail.isdecimal() else 0
