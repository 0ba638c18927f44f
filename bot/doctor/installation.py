"""Settings, key, storage and the records in it: what is on this machine, or what its settings name."""

import datetime as dt
import os
import stat
import struct
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AsyncExitStack
from pathlib import Path
from random import SystemRandom
from typing import Any

from bot.app import open_store, register_of
from bot.backup.form import age_in_words, age_of_newest
from bot.core.entry import Entry, Job, spell_out
from bot.core.errors import StoreDown, StoreRefused, Upgrading
from bot.core.finding import Finding, State, map_refusal, split_fix
from bot.core.values import ChannelId, SpaceId
from bot.core.wall_time import SystemClock
from bot.health import health
from bot.platforms.spec import all_settings, specs_for
from bot.settings import FILE, Settings, repeated_names, strange_names
from bot.store import keys, members
from bot.store.agenda import newer
from bot.store.backup_pages import Item, names, pages
from bot.store.commit import Disk
from bot.store.connect import check_server, name_and_version
from bot.store.installs import Installs
from bot.store.members import Directory
from bot.store.outbox import workers
from bot.store.repo import Repo
from bot.store.store import Store, partitions
from bot.store.vault import load_keys, vault_of
from bot.store.wire import infos


def _one(area: str, state: State, found: str, fix: str = "") -> list[Finding]:
    return [Finding(area=area, state=state, found=found, fix=fix)]


def examine_settings(environment: Iterable[str]) -> list[Finding]:
    """Names that aren't settings stop a start; a file that others can read does not."""
    fix = f"correct the name, or remove it from {FILE}"
    strange = strange_names(all_settings(), environment)
    found = [Finding(area="Settings", state="failed", found=sentence, fix=fix) for sentence in strange]
    for twice in repeated_names():
        found += _one("Settings", "warning", twice, "keep one line of them")
    return [*found, *_open_to_others("Settings", Path(FILE))] or _one("Settings", "ready", "understood")


def examine_key(settings: Settings) -> list[Finding]:
    """The key, before anything is opened with it."""
    try:
        made = vault_of(settings.key, settings.key_file).unsaved
    except StoreRefused as error:
        return [map_refusal("Key", error)]
    where = settings.key_file
    if made:
        return _one("Key", "ready", f"none yet in {where}; a new store gets one, a used one needs its own")
    found = _forgotten_found(settings.forgotten_file)
    if settings.key:
        found += _unused_key_found(settings)
        return found or _one("Key", "ready", "from LOOPMATE_KEY")
    found += _open_to_others("Key", where)
    if where.is_relative_to(settings.data):
        found += _one(
            "Key",
            "warning",
            f"{where} is in the data folder, so a copy of the data opens every text",
            "set LOOPMATE_DATA or XDG_CONFIG_HOME to another folder, and move the key there",
        )
    return found or _one("Key", "ready", f"in {where}; back it up apart from the data")


def examine_backups(folder: Path | None) -> list[Finding]:
    """Whether there's a backup of last night; none being set up is mentioned, and isn't a failure."""
    if folder is None:
        fix = "set LOOPMATE_BACKUP_DIR to a folder of yours, and a backup is made each night"
        return _one("Backups", "skipped", "none are made", fix)
    try:
        newest = age_of_newest(folder, SystemClock().now())
    except FileNotFoundError:
        newest = None
    except OSError as error:
        found = f"{folder} can't be read: {error.strerror}"
        fix = "let this user read and write it, or set LOOPMATE_BACKUP_DIR to a folder of yours"
        return _one("Backups", "failed", found, fix)
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):  # the mode alone doesn't say: /proc, a full disk, root
            pass
    except OSError as error:
        found = f"{folder} can't be written: {error.strerror}"
        fix = f"let this user write into {there}, or set LOOPMATE_BACKUP_DIR to a folder of yours"
        return _one("Backups", "failed", found, fix)
    if newest is None:
        return _one("Backups", "ready", f"none yet in {folder}; the bot makes the first one after 03:00 UTC")
    file, age = newest
    found = f"the newest is {age_in_words(age)} old, {file}"
    if age > dt.timedelta(hours=36):  # it has missed a night
        fix = "is the bot running, and has the disk room? Its log says why no backup was made"
        return _one("Backups", "warning", found, fix)
    return _one("Backups", "ready", found)


def _unused_key_found(settings: Settings) -> list[Finding]:
    """A key file as well as LOOPMATE_KEY, with another key in it: which of them is the store's?"""
    file = settings.key_file
    try:
        unused = set(load_keys("", file)) - set(load_keys(settings.key, file))
    except StoreRefused:
        return []
    if not unused:
        return []
    fix = "put it after the other in LOOPMATE_KEY if texts were sealed with it; then move the file away"
    return _one("Key", "warning", f"LOOPMATE_KEY is used, and {file} has another key, which isn't", fix)


def _forgotten_found(file: Path) -> list[Finding]:
    """A list of the forgotten that can't be written."""
    there = next(path for path in (file, *file.parents) if path.exists())
    if os.access(there, os.W_OK) and (there == file or there.is_dir()):
        return []
    found = f"{file} can't be written, so an old copy of the data would bring back who was forgotten since"
    return _one("Key", "warning", found, f"let this user write into {file.parent}")


def _open_to_others(area: str, file: Path) -> list[Finding]:
    """A file of secrets that other users of this machine can read."""
    if not file.is_file() or not stat.S_IMODE(file.stat().st_mode) & 0o077:
        return []
    return _one(area, "warning", f"{file} can be read by other users of this machine", f"chmod 600 {file}")


async def examine_storage(settings: Settings) -> tuple[list[Finding], float | None]:
    """The storage and the work that waits in it; and by how many seconds another server's clock is ahead."""
    notes: list[str] = []
    try:
        async with AsyncExitStack() as stack:
            store = await stack.enter_async_context(open_store(settings, SystemRandom(), say=notes.append))
            await store.pipe("PING")  # refused by a server that can't write
            found = [
                *await _storage(store, settings),
                *_disk_found(store.disk),
                *_register_found(settings),
                *await _work(store),
            ]
            found += await examine_channels(settings, store)
            installs = Installs(store, SystemClock())
            found += [
                one for spec in specs_for(settings) for one in await spec.examine_installs(settings, installs)
            ]
            seconds = None
            if settings.redis_url:
                answer = await store.pipe("TIME")
                whole, micro = next(iter(answer.values())) if isinstance(answer, dict) else answer
                seconds = int(whole) + int(micro) / 1e6 - time.time()
    except (StoreRefused, StoreDown) as error:
        return [map_refusal("Storage", error)], None
    return [*(one for note in notes for one in _one("Storage", "warning", note)), *found], seconds


async def examine_channels(settings: Settings, store: Store) -> list[Finding]:
    """The groups' channels, whose own rules may keep the bot from posting."""

    async def channel_of(space: SpaceId) -> ChannelId | None:
        group = await Directory(store).find_group(space)
        if group is None:
            return None
        return (await members.group(store.unit(group, SystemClock().now()))).channel_in(space)

    ready = [spec for spec in specs_for(settings) if spec.is_set_up(settings)]
    return [one for spec in ready for one in await spec.examine_channels(settings, channel_of)]


def _disk_found(disk: Disk | None) -> list[Finding]:
    """A disk that takes no change is a failure; one with less than twice the reserve is soon."""
    if disk is None or (room := disk.room()).free >= 2 * room.reserve:
        return []
    state: State = "failed" if room.is_short else "warning"
    found = f"the disk of {disk.folder} is {'' if room.is_short else 'nearly '}full: {room.words}"
    return _one("Storage", state, found, "make room on that disk")


def _register_found(settings: Settings) -> list[Finding]:
    """A store that was opened and isn't in the register can be lost without anybody noticing."""
    register = register_of(settings)
    if register.known is not None:
        return []
    found = f"{register.file} can't be written, so a store that's lost would look like a first start"
    return _one("Storage", "warning", found, f"let this user write into {register.file.parent}")


async def _storage(store: Store, settings: Settings) -> list[Finding]:
    about = (await infos(store.wire, "server"))[0]
    name, version = name_and_version(about)
    if not settings.redis_url:
        where = f"built-in, saved in {settings.data}, survives a restart"
        held = f"{name} {version}, {_built(Path(about['executable']))}"
        return _one("Storage", "ready", f"{where}; held by {held}")
    where = f"{name} {version}, named by LOOPMATE_REDIS_URL"
    try:
        await check_server(store.wire, accept_lossy=False)
    except StoreRefused as error:
        lossy = map_refusal("Storage", error)
        accepted = f"{where}. {lossy.found}; accepted by LOOPMATE_ACCEPT_LOSSY_REDIS"
        return [lossy.copy_with(state="warning", found=accepted)]
    return _one("Storage", "ready", f"{where}, saved on disk, nothing is thrown away")


def _built(binary: Path) -> str:
    """Which binary holds the data, and how it's hardened. None of it has to be fixed; the ADR weighs it."""
    found = hardening(binary) or {}
    told = [str(binary)]
    for word, has in (("built with", True), ("without", False)):
        if names := ", ".join(name for name, kept in found.items() if kept is has):
            told.append(f"{word} {names}")
    return "; ".join(told)


async def _work(store: Store) -> list[Finding]:
    now = await health(store, SystemClock())
    if now.trouble:
        return [one for said in now.trouble for one in _one("Work", "warning", *split_fix(said))]
    at_work = await workers(store)
    busy = f"{at_work} of the bot's processes at work" if at_work else "the bot isn't running here now"
    return _one("Work", "ready", f"{now.waiting} waiting, {busy}")


# every record, job and entry in the store, read as the bot would read it; names keys and ids, never a value

AREA = "Records"
LISTED = 20
"""How many faults are listed; the rest are counted."""
_WRONG = {
    "newer": ("was written by a newer version", "start the newer version again; nothing of it is lost"),
    "sealed": (
        "can't be decrypted with any key here",
        "put the key that it was sealed with after the present one in LOOPMATE_KEY, with a comma between them",
    ),
    "broken": (
        "doesn't have the form of its version",
        "keep a copy of the store, report it, and restore a backup from before: loopmate restore",
    ),
}
"""What is wrong with an item, and what to do."""


async def examine_records(settings: Settings) -> list[Finding]:
    """Looks at everything in the store that the settings name; it may take a minute for a million."""
    try:
        async with open_store(settings, SystemRandom()) as store:
            return await examine_all(store)
    except (StoreRefused, StoreDown) as error:
        return [map_refusal(AREA, error)]


async def examine_all(store: Store) -> list[Finding]:
    """A finding for each item that cannot be read, or one that says how many can."""
    looked, wrong = Counter[str](), list[Finding]()
    repos = {repo.name: repo for repo in store.repos}
    for partition in partitions():
        async for key in names(store, partition):
            kind = keys.kind_of(key)
            if kind not in ("rec", "job", "out"):
                continue
            async for page in pages(store, key):
                looked[kind] += len(page.items)
                for item in page.items:
                    if why := _why(store, repos, key, item):
                        name, (found, fix) = item[0].decode(errors="backslashreplace"), _WRONG[why]
                        told, private = f"{key} {name} {found}", (key, name)
                        state: State = "warning" if why == "newer" else "failed"
                        wrong.append(Finding(area=AREA, state=state, found=told, fix=fix, private=private))
    if not wrong:
        counts = f"{looked['rec']:,} records, {looked['job']:,} jobs, {looked['out']:,} entries"
        return _one(AREA, "ready", f"{counts}: all can be read")
    more = len(wrong) - LISTED
    return [*wrong[:LISTED], *(_one(AREA, "failed", f"{more:,} more like these") if more > 0 else [])]


def _why(store: Store, repos: dict[str, Repo[Any]], key: str, item: Item) -> str:
    """Why an item cannot be read, a word of `_WRONG`; empty when it can."""
    body = item[-1]
    if keys.kind_of(key) == "job":
        body = spell_out(item[0].decode(errors="replace"), body)
    try:
        match keys.kind_of(key):
            case "rec":
                repos[key.split(":", 4)[4]].unpack(body, store.vault)
                return ""
            case "job":
                version = Job.model_validate_json(body, context=store.vault.context).v
            case _:
                version = Entry.model_validate_json(body, context=store.vault.context).v
    except (Upgrading, KeyError):  # a kind of record that this version does not have
        return "newer"
    except Exception as error:  # whatever a damaged record does to a migration or a model
        if keys.kind_of(key) != "rec" and newer(body, store.version):
            return "newer"
        return "sealed" if "sealed with another key" in str(error) else "broken"
    return "newer" if version > store.version else ""


# hardening: what a compiler and a linker put between a mistake in the server and an attacker who could use it

_SHARED, _DYNAMIC, _STACK, _RELRO = 3, 2, 0x6474E551, 0x6474E552
_BIND_NOW, _FLAGS, _FLAGS_1, _END = 24, 30, 0x6FFFFFFB, 0


def hardening(binary: Path) -> dict[str, bool] | None:
    """Protection -> whether the binary has it; None where that can't be told (it isn't a 64-bit ELF file)."""
    data = binary.read_bytes()
    if data[:6] != b"\x7fELF\x02\x01":
        return None
    (start,), (size, count) = struct.unpack_from("<Q", data, 32), struct.unpack_from("<HH", data, 54)
    headers = {}  # of each segment its kind: flags, offset and size (`man 5 elf`)
    for at in range(start, start + size * count, size):
        kind, flags, offset, _, _, length = struct.unpack_from("<IIQQQQ", data, at)
        headers[kind] = flags, offset, length
    executable, _, _ = headers.get(_STACK, (1, 0, 0))
    binds = _RELRO in headers and _binds_now(data, *headers.get(_DYNAMIC, (0, 0, 0))[1:])
    return {
        "position-independent code": struct.unpack_from("<H", data, 16)[0] == _SHARED,
        "read-only relocations": binds,
        "no executable stack": not executable & 1,
        "stack protector": b"__stack_chk_fail" in data,
    }


def _binds_now(data: bytes, offset: int, size: int) -> bool:
    """Whether all is bound at the start, after which the tables can be made read-only."""
    for at in range(offset, offset + size, 16):
        tag, value = struct.unpack_from("<QQ", data, at)
        if tag == _END:
            return False
        if tag == _BIND_NOW or (tag == _FLAGS and value & 8) or (tag == _FLAGS_1 and value & 1):
            return True
    return False
