"""Leases: of all processes on a store one alone does something, such as holding a bot's gateway.

As with workers, death is judged by a counter that stands still on the observer's monotonic clock: the server's
own clock may jump, and a lease that expired by it would be held twice.
"""

from dataclasses import dataclass, field

from bot.core.clock import Clock
from bot.core.ids import new_id
from bot.store import keys
from bot.store.scripts import LEASE, RELEASE
from bot.store.store import Store

LAPSES = 15.0
"""Seconds without a sign of the holder after which another takes the lease."""


@dataclass
class StoreLease:
    """One process's side of a lease."""

    store: Store
    clock: Clock
    name: str
    me: str = ""
    _seen: tuple[str, str] = ("", "")
    _since: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.me = self.me or new_id(self.store.chance)

    async def hold(self) -> bool:
        """Takes the lease if nobody lives who has it, or keeps it; whether this process has it now."""
        dead = self._seen[1] if self._seen[1] and self.clock.monotonic() - self._since >= LAPSES else ""
        holder, count = await LEASE(self.store.pipe, [keys.lease(self.name)], [self.me, dead])
        seen = (holder.decode(), count.decode())
        if seen != self._seen:
            self._seen, self._since = seen, self.clock.monotonic()
        return bool(seen[0] == self.me)

    async def release(self) -> None:
        """Gives the lease up, so that nobody waits for it to lapse."""
        await RELEASE(self.store.pipe, [keys.lease(self.name)], [self.me])
