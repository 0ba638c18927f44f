"""From a file to a store, replacing whatever is there. No bot starts on the store until that's finished."""

import asyncio
import datetime as dt
import json
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.backup.backup import BATCH, Maker
from bot.backup.form import BackupRefused, Head, Tail, portions
from bot.backup.reader import Checked, check_file, damage_error, group_of, newer_error, read_head, read_pages
from bot.core.entry import ENTRY_VERSION
from bot.core.errors import StoreDown, StoreFull
from bot.core.finding import map_refusal
from bot.core.values import GroupId, MemberId, new_id
from bot.core.wall_time import from_ms
from bot.runner import BEAT
from bot.store import forget, keys, wire
from bot.store.backup_pages import Page, names, raw
from bot.store.connect import FORMAT, read_format
from bot.store.expiry import delete_expired
from bot.store.forget import Tombstones, sweep_again
from bot.store.outbox import Outbox
from bot.store.repo import Repo
from bot.store.store import Store, partitions
from bot.store.vault import Vault
from bot.store.wire import Command, chunks, pairs

UNFINISHED = 1_000_000
"""The format of a store that is being filled: every program takes it for a newer one's, and keeps out."""
Pause = Callable[[float], Awaitable[None]]
_VERBS = {"hash": "HSET", "set": "SADD", "list": "RPUSH", "string": "SET"}
WORDS = 2_000
"""Commands are sent once there are more, so that large records don't gather in memory."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the person at the keyboard accepts: that the store's data is replaced; that who was forgotten since
    the backup comes back; that nobody can tell whether the backup was changed."""

    replace: bool = False
    returned: bool = False
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What it held, how many members were forgotten again, and whether nobody knows who else was forgotten since."""

    head: Head
    tail: Tail
    forgotten: int
    is_unsure: bool


async def restore(
    store: Store, file: Path, maker: Maker, consent: Consent, pause: Pause = asyncio.sleep
) -> Restored:
    """Puts a backup back; started again after an interruption, it ends the same.

    The store's vault has to hold the keys, and hashes ids as the backup does afterwards.

    Raises:
        BackupRefused: nothing was touched, unless it says so. StoreDown: nothing was.
    """
    head = await asyncio.to_thread(read_head, file)
    _refuse_newer(file, head, maker, store.repos)
    _refuse_other_key(file, head, maker, store.vault)
    found = await asyncio.to_thread(check_file, file, store.vault.signature(), unsigned=consent.unsigned)
    head = found.head  # what was read before may have been another file's
    target = await _look_at_target(store, found.groups)
    await _refuse_running(store, pause)
    if target.occupied and not (consent.replace or target.unfinished):
        raise BackupRefused(
            "There is a group's data in this store already. Nothing was touched. Fix: make a backup of it, then add "
            "--replace, and the older backup takes its place."
        )
    has_list = store.forgotten is not None and store.forgotten.is_file()
    is_unsure = not (has_list or target.covered)
    if is_unsure and target.occupied and not consent.returned:
        raise BackupRefused(
            f"Nobody here knows who was forgotten after {head.made:%Y-%m-%d %H:%M} UTC: {store.forgotten} isn't "
            "there, and the store is another group's. They would come back with all that was kept of them then: "
            "profile, answers, texts, reminders. Nothing was touched. Put the file `forgotten` back next to the key, "
            "or accept it with --accept-returned and ask your members."
        )
    return Restored(head, found.tail, await _replace(store, file, found, target, maker.now), is_unsure)


@dataclass(frozen=True, slots=True)
class Target:
    """The store as it is before. `alike`: it hashes ids as the backup does, so that its tombstones speak of the
    same members. `covered`: of each group in the backup it knows who was forgotten since. `occupied`: it holds, or
    held before a restore that hasn't ended, data of a group."""

    occupied: bool
    unfinished: bool
    alike: bool
    covered: bool


# what is refused


def check_backup(file: Path, maker: Maker, vault: Vault, repos: Iterable[Repo[Any]]) -> Checked:
    """Reads the whole of a backup, which touches no store: whether this program could put it back, with the keys in
    `vault`.

    Raises:
        BackupRefused: it isn't.
    """
    head = read_head(file)
    _refuse_newer(file, head, maker, repos)
    _refuse_other_key(file, head, maker, vault)
    return check_file(file, vault.signature(), unsigned=False)


def _refuse_newer(file: Path, head: Head, maker: Maker, repos: Iterable[Repo[Any]]) -> None:
    made, mine = ([int(n) for n in re.findall(r"\d+", one)] for one in (head.release, maker.release))
    versions = [
        ("store has format", head.store, FORMAT),
        ("messages have version", head.entries, ENTRY_VERSION),
        *((f"{one.name} records have version", head.records.get(one.name, 0), one.version) for one in repos),
    ]
    newer = [f"its {what} {there}, not {here}" for what, there, here in versions if there > here]
    if made > mine or newer:
        raise newer_error(file, head.release, maker.release, *newer[:1])
    if head.partitions != keys.PARTITIONS:
        raise BackupRefused(
            f"{file} has {head.partitions} partitions, this program {keys.PARTITIONS}. Nothing was touched. Fix: "
            "restore it with the version that made it."
        )


def _refuse_other_key(file: Path, head: Head, maker: Maker, vault: Vault) -> None:
    """Every key that was in use is needed: any of them may have sealed a text."""
    if missing := [one for one in head.keys if one not in maker.fingerprints]:
        raise BackupRefused(
            f"The texts in {file} are encrypted with a key that isn't here (fingerprint {', '.join(missing)}). "
            "Nothing was touched. Fix: put back the key file, or LOOPMATE_KEY, of the time of the backup; after a "
            "key change, list the old key after the new one, with a comma between them."
        )
    try:
        vault.adopt(head.ids)
    except ValueError as error:  # its keys are here, and open it no more
        raise damage_error(file) from error


async def _refuse_running(store: Store, pause: Pause) -> None:
    """Who beats within the time of a beat lives; what a dead worker left does not."""
    if not any(before := await _beats(store)):
        return
    await pause(BEAT + 1)
    if await _beats(store) != before:
        raise BackupRefused(
            "A Loopmate that is running uses this store: loopmate run, or loopmate console. Nothing was touched. "
            "Fix: stop it, on each machine that shares the store (a console by `quit`), then begin again."
        )


async def _beats(store: Store) -> list[Any]:
    return await asyncio.gather(*(store.pipe("HGETALL", keys.beat(p)) for p in partitions()))


# what the store has now


async def _look_at_target(store: Store, groups: set[str]) -> Target:
    said = await read_format(store)
    alike = False
    with suppress(ValueError):
        alike = store.vault.open(said.get("ids", "")) == store.vault.open(store.vault.sealed_hash_key)
    if "restoring" in said:
        return Target(
            occupied=bool(said.get("occupied", True)),
            unfinished=True,
            alike=alike,
            covered=alike and bool(said.get("covered")),
        )
    here: set[str] = set()
    for partition in partitions():
        for kind in ("rec", "gone"):
            async for name in names(store, partition, kind):
                here |= group_of(name)
    return Target(occupied=bool(here), unfinished=False, alike=alike, covered=alike and groups <= here)


# the replacement


async def _replace(store: Store, file: Path, found: Checked, target: Target, now: dt.datetime) -> int:
    """The tombstones in this store stay throughout, so that one more try knows them as well."""
    head = found.head
    before = {"covered": target.covered, "occupied": target.occupied}
    await _mark(store, head, UNFINISHED, restoring=f"{head.made:%Y-%m-%dT%H:%M:%SZ}", **before)
    try:
        await empty_store(store, but=("gone",) if target.alike else ())
        await fill_store(store, read_pages(file, found.digests))
        await hand_out_entries(store)
        await delete_expired(store, now)
        again = await sweep_again(store, await _graves(store))
        await store.rewrite()  # what was replaced, and what has expired, leaves the disk
        await _mark(store, head, FORMAT)
    except BackupRefused as error:  # it was fine a moment ago
        raise _half_error(f"{file} was changed while it was put back", "find out who writes to it") from error
    except (StoreDown, StoreFull) as error:
        why = map_refusal("", error)
        raise _half_error(why.found, why.fix) from error
    return again


def _half_error(found: str, fix: str) -> BackupRefused:
    return BackupRefused(
        f"{found.rstrip('.')}. Only a part of the backup is back, and no bot starts on it. Fix: {fix.rstrip('.')}; "
        "then run the same command again."
    )


async def _mark(store: Store, head: Head, format_: int, **more: Any) -> None:
    mark = {"format": format_, "partitions": head.partitions, "ids": head.ids} | more
    await store.pipe("SET", keys.FORMAT, json.dumps(mark))


async def _graves(store: Store) -> Tombstones:
    """All tombstones that are known: those outside, the backup's, and those of the store that it replaces."""
    found = forget.read_tombstones(store.forgotten) if store.forgotten else {}
    for partition in partitions():
        async for name in names(store, partition, "gone"):
            some = found.setdefault(GroupId(name.split(":", 3)[3]), {})
            for hashed, at in pairs(await store.pipe("HGETALL", name)):
                some[hashed.decode()] = from_ms(at)
    return found


# from pages to an empty store: what they hold, and what was left out because it can be rebuilt


async def empty_store(store: Store, *, but: tuple[str, ...] = ()) -> None:
    """Removes every key of ours, except those of some kinds and the store's format."""
    for partition in partitions():
        found = [raw(n) async for n in names(store, partition) if keys.kind_of(n) not in but]
        for some in chunks(found, BATCH):
            await store.pipe("UNLINK", *some)


async def fill_store(store: Store, pages: Iterable[Page]) -> None:
    """Writes pages into an empty store.
    Raises StoreFull, StoreDown, or the server's own error: some of it is written."""
    commands = (command for page in pages for command in _commands(page))
    # at most what the wire sends in one piece, since the order within a key has to hold
    for some in portions(commands, len, WORDS, wire.BATCH):
        await asyncio.gather(*(store.pipe(*command) for command in some))


def _commands(page: Page) -> Iterator[Command]:
    key = raw(page.key)
    if page.type == "stream":
        yield from (("XADD", key, *item) for item in page.items)
    elif page.type == "zset":
        yield ("ZADD", key, *(part for member, score in page.items for part in (score, member)))
    else:
        yield (_VERBS[page.type], key, *(part for item in page.items for part in item))
    if keys.kind_of(page.key) == "job":
        partition = int(page.key[4:6])
        for job, *_ in page.items:  # `<group>/<owner>/<name>` says in whose set it is
            group, owner, _ = job.decode().split("/", 2)
            yield ("SADD", keys.jobs(partition, GroupId(group), MemberId(owner)), job)


async def hand_out_entries(store: Store) -> None:
    """What was in the outbox may have been sent since: it goes to a worker that never beats. Everybody finds that
    one dead, takes its entries over, and looks them up before they are sent again."""
    await Outbox(store, "-").prepare()

    async def hand_out(partition: int) -> None:
        out, nobody = keys.out(partition), f"restored/{new_id(store.chance)}"
        read = ("XREADGROUP", "GROUP", keys.CONSUMERS, nobody, "COUNT", BATCH, "STREAMS", out, ">")
        while await store.pipe(*read):
            await store.pipe("HSETNX", keys.beat(partition), nobody, 0)

    await asyncio.gather(*map(hand_out, partitions()))
