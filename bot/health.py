"""Health of the bot, in numbers and in words: for `loopmate health`, `loopmate doctor` and a container's check."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import SystemRandom

from bot.core.errors import StoreDown, StoreReadOnly, StoreRefused
from bot.core.text import many
from bot.core.values import Frozen
from bot.core.wall_time import Clock
from bot.settings import Settings
from bot.store.agenda import Agenda
from bot.store.commit import Disk
from bot.store.connect import read_format, url_store
from bot.store.data_dir import find_socket
from bot.store.outbox import Outbox
from bot.store.store import Store
from bot.store.vault import Vault, new_key
from bot.store.wire import infos, redis_wire

UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
"""Seconds of each."""


class Health(Frozen):
    """`ok` is false when a person should look; `trouble` says in words at what."""

    ok: bool
    waiting: int
    working: int
    set_aside: int
    lost: int
    behind: float
    """Seconds by which the agenda is late."""
    trouble: tuple[str, ...]


@asynccontextmanager
async def observe_store(settings: Settings) -> AsyncIterator[Store]:
    """The store of a bot that runs, to look at: no built-in server is started, none kept from ending.
    Raises StoreRefused: also when nobody runs on the data folder. StoreDown: as everywhere."""
    chance = SystemRandom()
    vault = Vault([new_key()])  # no text is opened here, and the real key may belong to another user
    if settings.redis_url:
        async with url_store(
            settings.redis_url,
            vault,
            chance,
            (),
            accept_lossy=settings.accept_lossy_redis,
            checked=False,  # nothing is written, also not into a server that was emptied
        ) as store:
            if not await read_format(store):
                raise StoreRefused(
                    "There's no store: the bot never ran on this server, or it was emptied. Try loopmate doctor."
                )
            yield store
        return
    wire, disk = redis_wire(socket=str(find_socket(settings.data))), Disk(settings.data)
    store = Store(wire, vault, chance, disk=disk)
    try:
        await store.ping()
    except StoreDown:
        await store.close()
        raise StoreRefused(
            "The bot isn't running: nobody has its built-in server open. Start it with: loopmate run"
        ) from None
    try:
        yield store
    finally:
        await store.close()


async def health(store: Store, clock: Clock) -> Health:
    """Looks at the agenda and the outbox; raises StoreDown when Redis doesn't answer."""
    trouble = []
    try:
        await store.pipe("PING")
    except StoreReadOnly as error:  # why the server takes no writes, though it answers: not even to a PING
        trouble.append(str(error))
    depth = await Outbox(store, "-").depth()
    due = await Agenda(store).next_due()
    behind = max(0.0, (clock.now() - due).total_seconds()) if due else 0.0
    on_disk = await _disk(store, refuses=bool(trouble))
    for memory in await infos(store.wire, "memory"):
        if 0 < (most := int(memory.get("maxmemory", 0))) <= int(memory["used_memory"]):
            trouble.append(
                f"Redis has used all its {most / 1e6:,.0f} MB, so nothing new is saved. Raise maxmemory."
            )
    if behind > 60:
        size, unit = next((size, unit) for size, unit in UNITS if behind >= 2 * size or size == 1)
        late = many(int(behind / size), unit)
        trouble.append(f"Reminders are {late} late. Is the bot running? Start it with: loopmate run")
    if depth.dead:
        what = "1 entry was" if depth.dead == 1 else f"{depth.dead} entries were"
        trouble.append(
            f"{what} set aside: five tries failed, or nobody can read it. /prep-admin health says more."
        )
    if depth.lost:
        what = "1 entry is" if depth.lost == 1 else f"{depth.lost} entries are"
        trouble.append(f"{what} in no list. Nothing should do that: keep the logs and report it.")
    trouble += on_disk
    return Health(
        ok=not trouble,
        waiting=depth.waiting,
        working=depth.working,
        set_aside=depth.dead,
        lost=depth.lost,
        behind=behind,
        trouble=tuple(trouble),
    )


async def _disk(store: Store, *, refuses: bool) -> list[str]:
    """What the server says of its file, where it has one; and whether the disk has room for more."""
    found = []
    if store.disk is not None and (room := store.disk.room()).is_short:
        found.append(store.disk.words(room))
    for persistence in await infos(store.wire, "persistence"):
        if persistence.get("aof_last_write_status") == "err" and not refuses:
            found.append("The last write to the disk failed, so nothing new is saved. Make room on the disk.")
        if persistence.get("aof_last_bgrewrite_status") == "err":
            found.append(
                "The file on the disk couldn't be rewritten, so deleted text may still be in it. "
                "Make room on the disk; the next deletion tries again."
            )
    return found
