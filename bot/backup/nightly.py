"""The backup of each night, and what becomes of the older ones."""

import asyncio
from pathlib import Path

import structlog

from bot import __version__
from bot.backup.backup import Maker, backup
from bot.backup.form import BackupRefused
from bot.core.clock import Clock
from bot.store.backup_folder import days_in, file_of, superfluous
from bot.store.store import Store

HOUR = 3
"""From this hour on, UTC, a day has its backup."""
log = structlog.get_logger("loopmate")


async def back_up_nightly(store: Store, clock: Clock, folder: Path, fingerprints: tuple[str, ...]) -> int:
    """Makes today's backup if it's time and there is none, and removes what is no longer kept; how many it made.

    Called once an hour, it makes up for a night in which nobody ran, and of several processes with one folder the
    first makes it. A folder that can't be written is in the log each hour, and in what `loopmate doctor` says.

    Raises:
        StoreDown: Redis went away; no file was made.
    """
    now = clock.now()
    file = file_of(folder, now.date())
    if now.hour < HOUR or file.exists():
        return 0
    try:
        await asyncio.to_thread(folder.mkdir, mode=0o700, parents=True, exist_ok=True)
        await backup(store, file, Maker(__version__, fingerprints, now))
        gone = superfluous(days_in(folder))
        for day in gone:
            file_of(folder, day).unlink(missing_ok=True)
    except (BackupRefused, OSError) as error:
        log.warning("no nightly backup", error=str(error))
        return 0
    log.info("nightly backup", what=file.name, removed=len(gone))
    return 1
