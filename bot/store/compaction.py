"""Compaction: what was deleted leaves the built-in server's append-only file, which holds it until it's written anew.

A deletion plans one for the next full hour, for everybody who deletes something within that hour.
"""

import asyncio
import datetime as dt

from bot.core.call import Call
from bot.core.entry import Entry, entry_id
from bot.store.store import Store
from bot.store.unit import Unit
from bot.store.wire import Wire, infos

PATH = "member.rewrite"
"""The work that compacts."""
AHEAD = dt.timedelta(minutes=1)
"""How long before the promised instant it begins: a gigabyte is written anew in seconds."""
KEPT_PLANNED = dt.timedelta(days=7)
"""How long the work is tried again, when the disk is full for example."""
_COMMIT = dt.timedelta(seconds=10)
"""How long a commit may take."""
_PAUSE = 0.01  # seconds between two looks at a rewrite that runs


def promised(since: dt.datetime) -> dt.datetime:
    """By when something that was deleted at `since` has left the disk: a full hour, at least two minutes later."""
    return (since + dt.timedelta(hours=1) + 2 * AHEAD).replace(minute=0, second=0, microsecond=0)


def plan(store: Store, unit: Unit, since: dt.datetime) -> dt.datetime | None:
    """Have what this commit deletes leave the disk as well; answers by when, as a card has promised at `since`.

    None: the disk isn't ours.
    """
    if not store.embedded:
        return None
    store.is_compact = False
    by = promised(since)
    at = by - AHEAD
    # the hour's may have begun before this commit ends: then this one has its own
    late = at <= unit.now + _COMMIT
    meaning = unit.uid if late else f"{by:%Y-%m-%dT%H}"
    entry = Entry(
        id=entry_id(None, PATH, meaning),
        group=unit.group,
        to=None,
        call=Call(path=PATH),
        due=max(at, unit.now),
        expires=unit.now + KEPT_PLANNED,
    )
    if late:
        unit.tell(entry)
    else:
        unit.park(entry, at, fresh=True)
    return by


async def compact(wire: Wire) -> bool:
    """Have the server write its append-only file anew; returns once that's over: True if it went well.

    A rewrite that somebody else began earlier may hold what was deleted since: it's waited for, and doesn't count.

    Raises:
        StoreDown: the server went away meanwhile.
    """
    while True:
        await _finished(wire)
        (answer,) = await wire.execute([("BGREWRITEAOF",)])
        if not isinstance(answer, Exception):
            return (await _finished(wire)).get("aof_last_bgrewrite_status") == "ok"
        if "in progress" not in str(answer):
            return False


async def _finished(wire: Wire) -> dict[str, str]:
    """What the server says of its file once no rewrite runs or waits to run."""
    while True:
        (info,) = await infos(wire, "persistence")
        if info["aof_rewrite_in_progress"] == info["aof_rewrite_scheduled"] == "0":
            return info
        await asyncio.sleep(_PAUSE)
