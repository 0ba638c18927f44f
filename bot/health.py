"""How the bot is, in numbers and in words: for `loopmate health`, `loopmate doctor` and a container's check."""

from collections.abc import Iterator

from bot.core.clock import Clock
from bot.core.frozen import Frozen
from bot.store.agenda import Agenda
from bot.store.connect import infos
from bot.store.outbox import Depth, Outbox
from bot.store.store import Store

BEHIND = 60.0
"""Seconds after which what is due and not yet moved is a fault."""


class Health(Frozen):
    """`ok` is false when a person should look; `trouble` says at what, in words."""

    ok: bool
    waiting: int
    working: int
    set_aside: int
    lost: int
    behind: float
    """Seconds by which the agenda is late."""
    trouble: tuple[str, ...]


async def health(store: Store, clock: Clock) -> Health:
    """Looks at the agenda and the outbox; raises StoreDown when Redis does not answer."""
    await store.ping()
    depth = await Outbox(store, "-").depth()
    due = await Agenda(store).next_due()
    behind = max(0.0, (clock.now() - due).total_seconds()) if due else 0.0
    trouble = (*_late(behind), *_stuck(depth), *await _disk(store))
    return Health(
        ok=not trouble,
        waiting=depth.waiting,
        working=depth.working,
        set_aside=depth.dead,
        lost=depth.lost,
        behind=behind,
        trouble=trouble,
    )


def _late(behind: float) -> Iterator[str]:
    if behind > BEHIND:
        yield f"Reminders are {behind:,.0f} s late. Is the bot running? Start it with: loopmate console"


def _stuck(depth: Depth) -> Iterator[str]:
    if depth.dead:
        what = "1 entry was" if depth.dead == 1 else f"{depth.dead} entries were"
        yield f"{what} set aside: five tries failed, or nobody can read it. /prep-admin health says more."
    if depth.lost:
        what = "1 entry is" if depth.lost == 1 else f"{depth.lost} entries are"
        yield f"{what} in no list. Nothing should do that: keep the logs and report it."


async def _disk(store: Store) -> list[str]:
    """What the server says of its file, where it has one."""
    found = []
    for persistence in await infos(store.wire, "persistence"):
        if persistence.get("aof_last_write_status") == "err":
            found.append("The last write to the disk failed, and nothing new is kept. Make room on the disk.")
        if persistence.get("aof_last_bgrewrite_status") == "err":
            found.append(
                "The file on the disk could not be rewritten, so deleted text may still be in it. "
                "Make room on the disk; the next deletion tries again."
            )
    return found
