"""How the bot is, in numbers and in words: for `loopmate health`, `loopmate doctor` and a container's check."""

from bot.core.clock import Clock
from bot.core.frozen import Frozen
from bot.store.agenda import Agenda
from bot.store.outbox import Outbox
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
    trouble = []
    if behind > BEHIND:
        trouble.append(f"Reminders are {behind:,.0f} s late. Is the bot running? Start it with: loopmate run")
    if depth.dead:
        trouble.append(f"{depth.dead} messages were set aside after five tries. /prep-admin health says why.")
    if depth.lost:
        trouble.append(
            f"{depth.lost} entries are in no list. Nothing should do that: keep the logs and report it."
        )
    return Health(
        ok=not trouble,
        waiting=depth.waiting,
        working=depth.working,
        set_aside=depth.dead,
        lost=depth.lost,
        behind=behind,
        trouble=tuple(trouble),
    )
