"""The register beside the key: which store each place held when the bot used it last.

A data folder that isn't mounted, an append-only file that was deleted, a server that was emptied: each looks like a
first start. The register, which lies elsewhere, knows better.
"""

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from redis.exceptions import ResponseError

from bot.core.errors import StoreRefused
from bot.store import keys
from bot.store.data_dir import repair_command
from bot.store.store import Store

_DROPPED = "-"


@dataclass(frozen=True, slots=True)
class Register:
    """What `file` says of one `place`: a line is the store's id and the place; the last line of a place counts."""

    file: Path
    place: str

    @property
    def known(self) -> str | None:
        """The id of the store that was here; None if none is known."""
        return self._ids().get(self.place)

    def _ids(self) -> dict[str, str]:
        found: dict[str, str] = {}
        with suppress(OSError):
            for line in self.file.read_text(encoding="utf-8", errors="replace").splitlines():
                id_, _, place = line.partition(" ")
                found[place] = id_
        return {place: id_ for place, id_ in found.items() if id_ != _DROPPED}

    def note(self, id_: str) -> bool:
        """From now on the place holds this store; True if it was in no place before. Raises OSError."""
        is_new = id_ not in self._ids().values()
        if id_ != self.known:
            self._add(id_)
        return is_new

    def drop(self) -> None:
        """Whatever the next start finds in the place is right. Raises OSError."""
        if self.known is not None:
            self._add(_DROPPED)

    def _add(self, id_: str) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.file.touch(0o600)
        with self.file.open("a", encoding="utf-8") as out:
            out.write(f"{id_} {self.place}\n")

    def refuse_empty(self) -> None:
        """For a place that holds no store now: raises StoreRefused if it did."""
        if self.known is not None:
            raise StoreRefused(
                f"There is no store in {self.place}, but this bot's was there (id {self.known}, by {self.file}). "
                "Is a volume not mounted, or was something moved or deleted? Nothing was touched. Fix: put the "
                f"data back; or `{repair_command('start-empty', self.place)}`, then `loopmate restore FILE` puts a "
                "backup back."
            )

    def refuse_other(self, id_: str) -> None:
        """Raises StoreRefused if the place held another store."""
        if self.known not in (None, id_):
            raise StoreRefused(
                f"The store in {self.place} is another bot's: its id is {id_}, and this bot's is {self.known} (by "
                f"{self.file}). Nothing was touched. Fix: put this bot's data back, or correct LOOPMATE_DATA or "
                f"LOOPMATE_REDIS_URL; if this is the right one, `{repair_command('accept-store', self.place)}`."
            )


def id_of(ids: str) -> str:
    """A store's id, by what it hashes ids with: sealed at its first start, so that no two stores have the same."""
    return hashlib.sha256(ids.encode()).hexdigest()[:12]


def place_of(url: str) -> str:
    """A server's place without its user and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


async def store_id(store: Store) -> str | None:
    """The id of the store that is there; "" for one that has none or can't be read; None if nobody has used it."""
    try:
        if (found := await store.pipe("GET", keys.FORMAT)) is None:
            return None
        about = json.loads(found)
    except (ResponseError, ValueError):  # whoever checks the format says what's wrong
        return ""
    # while a backup is put back, the id is already the backup's
    has_own = isinstance(about, dict) and "ids" in about and "restoring" not in about
    return id_of(str(about["ids"])) if has_own else ""


async def recognize(store: Store, register: Register) -> bool:
    """Whether the store that is there has an id already.

    Raises:
        StoreRefused: the place should hold a store and doesn't, or holds another one. Nothing was written.
    """
    id_ = await store_id(store)
    if id_ is None:
        register.refuse_empty()
    elif id_:
        register.refuse_other(id_)
    return bool(id_)
