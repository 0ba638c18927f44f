"""`loopmate backup` and `loopmate restore`, and the backup that a running bot makes each night."""

import asyncio
import datetime as dt
from contextlib import suppress
from pathlib import Path
from random import SystemRandom

from bot import __version__
from bot.app import open_store, register_of, repos
from bot.backup.backup import Maker, backup, fingerprints
from bot.backup.form import BackupRefused, Tail, days_in, file_of, superfluous
from bot.backup.restore import Consent, check_backup, restore
from bot.core.errors import log
from bot.core.wall_time import Clock, SystemClock
from bot.settings import Settings
from bot.store.connect import Say
from bot.store.data_dir import FILES, id_of, make_private
from bot.store.store import Store
from bot.store.vault import Vault, load_keys


async def save(settings: Settings, file: Path, say: Say) -> str:
    """Makes a backup; returns what is in it, in words.
    Raises BackupRefused, StoreRefused, StoreDown: no file was made."""
    has_store = settings.redis_url or (settings.data / FILES).is_dir()
    if not has_store and register_of(settings).known is None:  # a lost one is named where it's opened
        raise BackupRefused(
            f"There is no store in {settings.data}, so there's nothing to back up. Fix: set LOOPMATE_DATA and "
            "XDG_CONFIG_HOME as where the bot runs."
        )
    _, maker = _keys_and_maker(settings)
    async with open_store(settings, SystemRandom(), say) as store:
        tail = await backup(store, file, maker)
    return (
        f"Saved in {file}: {describe(tail)}. The key isn't in it (fingerprint {', '.join(maker.fingerprints)}): "
        "keep the key and the file of those who were forgotten apart from it, but keep them."
    )


async def check(settings: Settings, file: Path) -> str:
    """Reads a backup and returns what is in it.
    Raises BackupRefused: it's damaged, or made with another key."""
    secrets, maker = _keys_and_maker(settings)
    found = await asyncio.to_thread(check_backup, file, maker, Vault(secrets), repos())
    made = f"{found.head.made:%Y-%m-%d %H:%M} UTC"
    return f"{file} is whole, and your key opens it. Made {made}: {describe(found.tail)}."


async def put_back(settings: Settings, file: Path, consent: Consent, say: Say) -> str:
    """Puts a backup back; returns what is there now, in words.
    Raises BackupRefused, StoreRefused, StoreDown: it is not back, and no bot starts on half of it."""
    _, maker = _keys_and_maker(settings)
    async with open_store(settings, SystemRandom(), say, checked=False) as store:
        done = await restore(store, file, maker, consent)
    with suppress(OSError):  # where nothing can be noted, `loopmate doctor` says so
        register_of(settings).note(id_of(done.head.ids))
    again = {0: "", 1: " 1 member was forgotten again."}.get(
        done.forgotten, f" {done.forgotten:,} members were forgotten again."
    )
    made = f"{done.head.made:%Y-%m-%d %H:%M} UTC"
    unsure = (
        f" Nobody here knows who was forgotten after that: {settings.forgotten_file} isn't there. Put it back from "
        "where you keep the key, and the next start forgets them again; without it, ask your members."
        if done.is_unsure
        else ""
    )
    ahead = (
        f" That's later than now ({maker.now:%Y-%m-%d %H:%M} UTC), so check this machine's clock."
        if done.head.made > maker.now + dt.timedelta(minutes=1)  # so much may two machines' clocks differ
        else ""
    )
    return f"The store is as it was at {made}: {describe(done.tail)}.{again}{unsure}{ahead}"


def describe(tail: Tail) -> str:
    """What a backup holds, for people."""
    counts = tail.counts
    records = sum(count for kind, count in counts.items() if kind.startswith("rec:"))
    return (
        f"groups {counts.get('rec:group', 0):,}, members {counts.get('rec:members', 0):,}, records {records:,}, "
        f"reminders and other jobs {counts.get('job', 0):,}, waiting {counts.get('out', 0):,}"
    )


def _keys_and_maker(settings: Settings) -> tuple[list[str], Maker]:
    """The keys there are (one that was made just now would open nothing), and who makes the backup now."""
    if found := load_keys(settings.key, settings.key_file):
        return found, Maker(__version__, fingerprints(found), SystemClock().now())
    raise BackupRefused(
        f"There is no key here: neither LOOPMATE_KEY nor the file {settings.key_file}. Nothing was touched. "
        "Fix: put back the key that the store was used with."
    )


# the backup of each night, and what becomes of the older ones

HOUR = 3
"""The hour, UTC, after which the day's backup is made."""


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
        await asyncio.to_thread(make_private, folder)
        await backup(store, file, Maker(__version__, fingerprints, now))
        gone = superfluous(days_in(folder))
        for day in gone:
            file_of(folder, day).unlink(missing_ok=True)
    except (BackupRefused, OSError) as error:
        log.warning("no nightly backup", error=str(error))
        return 0
    log.info("nightly backup", what=file.name, removed=len(gone))
    return 1
