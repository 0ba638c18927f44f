"""Every record, job and entry in the store, read as the bot would read it. Names keys and ids, never a value."""

from collections import Counter
from collections.abc import AsyncIterator
from random import SystemRandom
from typing import Any

from bot.app import open_store
from bot.core.entry import Entry, Job, spell_out
from bot.core.errors import StoreDown, StoreRefused, Upgrading
from bot.core.finding import Finding, map_refusal
from bot.settings import Settings
from bot.store import keys
from bot.store.agenda import newer
from bot.store.backup_pages import Item, names, pages
from bot.store.repo import Repo
from bot.store.store import Store, partitions

AREA = "Records"
LISTED = 20
"""What is wrong is listed up to here, and counted beyond."""
_WRONG = {
    "newer": (
        "was written by a newer version",
        "start the newer version again; nothing of it is lost",
    ),
    "sealed": (
        "cannot be decrypted with any key here",
        "put the key that it was sealed with behind the present one in LOOPMATE_KEY, with a comma between them",
    ),
    "broken": (
        "is not of the form that its version has",
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
    looked: Counter[str] = Counter()
    wrong = [one async for one in _wrong(store, looked)]
    if not wrong:
        counts = f"{looked['rec']:,} records, {looked['job']:,} jobs, {looked['out']:,} entries"
        return [Finding(area=AREA, state="ready", found=f"{counts}: all can be read")]
    more = len(wrong) - LISTED
    rest = Finding(area=AREA, state="failed", found=f"{more:,} more like these")
    return [*wrong[:LISTED], *([rest] if more > 0 else [])]


async def _wrong(store: Store, looked: Counter[str]) -> AsyncIterator[Finding]:
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
                        yield Finding(
                            area=AREA,
                            state="warning" if why == "newer" else "failed",
                            found=f"{key} {name} {found}",
                            fix=fix,
                            private=(key, name),
                        )


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
        return _kind_of(error, body, store.version, is_record=keys.kind_of(key) == "rec")
    return "newer" if version > store.version else ""


def _kind_of(error: Exception, body: bytes, version: int, *, is_record: bool) -> str:
    if not is_record and newer(body, version):
        return "newer"
    return "sealed" if "sealed with another key" in str(error) else "broken"
