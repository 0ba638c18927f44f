"""Backups in tests: made by the same program, put back at once, and a process that is killed at a given moment."""

import datetime as dt
from pathlib import Path
from random import Random

import pytest

from bot.backup.backup import Maker, fingerprints
from bot.backup.form import BackupRefused
from bot.backup.restore import Consent, Restored, restore
from bot.store.connect import check_format
from bot.store.outbox import DEAD_AFTER, Claimed, Outbox
from bot.store.store import Store
from bot.store.vault import Vault
from tests.records import stored
from tests.store.crowd import GROUP, NOTES, NOW, flush, who
from tests.wires import Dying
from tests.world import KEY

MAKER = Maker("0.1.0", fingerprints([KEY]), NOW)
TOMORROW = NOW + dt.timedelta(hours=23)
"""08:00 in Berlin, of the day after."""


async def no_pause(_: float) -> None:
    """Nobody beats meanwhile."""


async def put_back(store: Store, file: Path, **consent: bool) -> Restored:
    return await restore(store, file, MAKER, Consent(**consent), no_pause)


async def emptied(store: Store) -> None:
    """A new host: the same key, nothing in the store."""
    await flush(store)
    await check_format(store)


async def taken_over(store: Store) -> list[Claimed]:
    outbox = Outbox(store, "me")
    await outbox.take_over(0.0)
    return await outbox.take_over(DEAD_AFTER)


async def text(store: Store, number: int) -> str | None:
    found = await NOTES.get(store.unit(GROUP, NOW), who(number))
    return found.text.value if found else None


async def refused(store: Store, file: Path, maker: Maker = MAKER, **consent: bool) -> str:
    """The words of a refusal, after which the store holds what it held."""
    before = await stored(store)
    with pytest.raises(BackupRefused) as told:
        await restore(store, file, maker, Consent(**consent), no_pause)
    assert await stored(store) == before
    assert "Nothing was touched" in str(told.value)
    return str(told.value)


def dying(store: Store, after: int) -> Store:
    return Store(
        Dying(after).around(store.wire), Vault([KEY]), Random(2), store.repos, forgotten=store.forgotten
    )
