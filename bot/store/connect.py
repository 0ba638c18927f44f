"""From settings to a Store: the embedded server, or the one that a URL names, checked before it is trusted."""

import asyncio
import functools
import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import SplitResult, urlsplit

from redis.exceptions import ResponseError

from bot.core.errors import StoreDown, StoreReadOnly, StoreRefused, StoreStopped, log
from bot.store import forget, keys, repair
from bot.store.commit import Disk
from bot.store.data_dir import FILES, Register, id_of
from bot.store.expiry import compact
from bot.store.repo import Repo
from bot.store.server import Embedded
from bot.store.store import Store
from bot.store.vault import Vault
from bot.store.wire import RedisWire, Wire, cluster_wire, infos, redis_wire, sentinel_wire

FORMAT = 1
_KINDS_OF_URL = (
    "It begins with redis://, rediss://, unix:// or redis+sentinel://. "
    "Fix: for a server on this machine, redis://localhost:6379/0."
)
RECOVERY = 10.0
"""Seconds that a command waits for the built-in server to come back, before it says that it isn't done."""
OWN_STORE = (
    "give this bot a store of its own (LOOPMATE_DATA, LOOPMATE_REDIS_URL) if that one is another bot's"
)
PROMPT = 1.0
"""Seconds in which a server of the organizer's own has to answer before anything is asked of it a second time."""
OLDEST = {"redis": (7, 0), "valkey": (8, 0)}
Say = Callable[[str], None]
Wrap = Callable[[Wire], Wire]
"""Lets a simulation come between the store and its server."""


def unchanged(wire: Wire) -> Wire:
    return wire


def silent(_: str) -> None:
    """For callers that ignore the words."""


@asynccontextmanager
async def embedded_store(
    folder: Path,
    vault: Vault,
    chance: Random,
    repos: Iterable[Repo[Any]],
    say: Say,
    wrap: Wrap = unchanged,
    forgotten: Path | None = None,
    register: Register | None = None,
    binary: Path | None = None,
    *,
    checked: bool = True,
) -> AsyncIterator[Store]:
    """A store on the server of a data folder, shared with every other process on that folder.

    `forgotten` is the file of tombstones outside store and data folder, next to the key; `register` knows which
    store was here; `binary` is the server's, unless the shipped one is meant. One that isn't `checked` is opened
    without a look at what it holds, to put a backup in its place.
    """

    refuse_emptied = functools.partial(_refuse_emptied, folder, register)
    refuse_emptied()
    server = await Embedded.open(folder, say=say, binary=binary)
    recovery = Recovery(server, refuse_emptied, say)
    wire = wrap(redis_wire(socket=str(server.socket)))
    store = Store(
        wire,
        vault,
        chance,
        repos,
        recover=recovery,
        rewrite=functools.partial(compact, wire),
        forgotten=forgotten,
        drop_copies=functools.partial(_drop_copies, folder, say),
        disk=Disk(folder) if checked else None,
    )
    try:
        if checked:
            await _admit(store, register, say)
        yield store
    except StoreReadOnly:
        raise
    except StoreDown as error:
        raise StoreStopped(
            f"The built-in Redis stopped, so this ended. Nothing saved in {folder} is lost. Fix: start it again."
        ) from error
    finally:
        try:
            await _leave(store)
        finally:  # also when the closing is cancelled
            recovery.end()
            await server.close()


def _refuse_emptied(folder: Path, register: Register | None) -> None:
    """A server that starts without files would be an empty one. Raises StoreRefused: a store was here."""
    if register is not None and not any((folder / FILES).glob("*")):
        register.refuse_empty()


async def _drop_copies(folder: Path, say: Say, owners: Iterable[str]) -> None:
    for copy in await asyncio.to_thread(repair.drop_copies, folder, owners):
        say(f"The copy {copy} was deleted: somebody who was forgotten now was still in it.")


class Recovery:
    """Starts a built-in server that has died again: once for all who ask, each of whom waits `patience` seconds."""

    def __init__(
        self, server: Embedded, refuse_emptied: Callable[[], None], say: Say, patience: float = RECOVERY
    ) -> None:
        self._server = server
        self._patience = patience
        self._refuse_emptied = refuse_emptied
        self._say = say
        self._refusal = ""
        self._restart: asyncio.Task[bool] | None = None

    async def __call__(self) -> bool:
        if self._restart is None or self._restart.done():
            self._restart = asyncio.create_task(self._restart_if_dead())
        done, _ = await asyncio.wait({self._restart}, timeout=self._patience)
        return any(task.result() for task in done)

    async def _restart_if_dead(self) -> bool:
        try:
            self._refuse_emptied()
            if await self._server.restart_if_dead():
                log.warning("built-in server restarted")
        except StoreRefused as error:
            if str(error) != self._refusal:  # it's tried each second
                self._refusal = str(error)
                self._say(self._refusal)
            return False
        self._refusal = ""
        return True

    def end(self) -> None:
        if self._restart is not None:
            self._restart.cancel()


@asynccontextmanager
async def url_store(
    url: str,
    vault: Vault,
    chance: Random,
    repos: Iterable[Repo[Any]],
    *,
    accept_lossy: bool = False,
    wait_replicas: int = 0,
    wrap: Wrap = unchanged,
    forgotten: Path | None = None,
    register: Register | None = None,
    say: Say = silent,
    checked: bool = True,
) -> AsyncIterator[Store]:
    """A store on the server, the cluster or the sentinels that `url` names; `checked` as for `embedded_store`.
    Raises StoreRefused: the server is too old, or would lose data quietly and that was not accepted."""
    try:
        wire = await _connect(url, wait_replicas)
    except (ValueError, TypeError) as error:  # its words may quote the URL, and with it the password
        raise StoreRefused(
            f"LOOPMATE_REDIS_URL can't be read: a part of it isn't a host, port, number, or option. {_KINDS_OF_URL}"
        ) from error
    seen = wrap(wire)
    answers = functools.partial(_answers, seen)
    store = Store(seen, vault, chance, repos, recover=answers, forgotten=forgotten)
    try:
        await check_server(wire, accept_lossy=accept_lossy)
        if checked:
            await _admit(store, register, say)
        yield store
    finally:
        await store.close()


async def _leave(store: Store) -> None:
    """What was deleted and has yet to leave the disk leaves it now: later, nobody may be running."""
    try:
        if not store.is_compact:
            await store.rewrite()
    except StoreDown as error:  # the work that was planned for it is still there
        log.warning("store down", reason=str(error))
    finally:
        await store.close()


async def _admit(store: Store, register: Register | None, say: Say) -> None:
    """Refuses a store that isn't this bot's or that this program can't use; then it's in the register, and whoever an
    old copy of the data has brought back is forgotten again."""
    before = await _store_id(store)
    if register is not None and before is None:
        register.refuse_empty()
    elif register is not None and before:
        register.refuse_other(before)
    await check_format(store)
    if register is not None and (id_ := await _store_id(store)):
        with suppress(OSError):  # where nothing can be noted, `loopmate doctor` says so
            if register.note(id_) and before:
                say(
                    f"The store in {register.place} wasn't known here; {register.file} has its id now ({id_})."
                )
    await forget.replay(store)


async def _store_id(store: Store) -> str | None:
    """The id of the store that is there; "" for one that has none or can't be read; None if nobody has used it."""
    try:
        about = await read_format(store)
    except StoreRefused:  # the check of the format says so
        return ""
    # while a backup is put back, the id is already the backup's
    has_own = "ids" in about and "restoring" not in about
    return (id_of(str(about["ids"])) if has_own else "") if about else None


async def _answers(wire: Wire) -> bool:
    """Whether a server that was lost answers now, on a connection that redis-py opens by itself: a second question to
    one that hangs would double the wait."""
    try:
        async with asyncio.timeout(PROMPT):
            await wire.execute([("EXISTS", keys.FORMAT)])
    except (StoreDown, TimeoutError):
        return False
    return True


async def _connect(url: str, wait_replicas: int) -> RedisWire:
    scheme = urlsplit(url).scheme
    if scheme == "redis+sentinel":
        return sentinel_wire(url, wait_replicas)
    if scheme not in ("redis", "rediss", "unix"):
        raise StoreRefused(f"LOOPMATE_REDIS_URL names no Redis. {_KINDS_OF_URL}")
    database = urlsplit(url).path.strip("/")  # redis-py takes one that isn't a number for 0
    if scheme != "unix" and database and not database.isdecimal():
        raise StoreRefused(
            "LOOPMATE_REDIS_URL has no number of a database after its host. Fix: end it as in "
            "redis://localhost:6379/0, and write %2F for a / in a password."
        )
    wire = redis_wire(url=url, wait_replicas=wait_replicas)
    asking = asyncio.ensure_future(infos(wire, "cluster"))
    try:
        done, _ = await asyncio.wait({asking}, timeout=PROMPT)
        if scheme == "rediss" and (not done or type(asking.exception()) is StoreDown):
            await _refuse_without_tls(urlsplit(url))
        (info, *_) = await asking
    except BaseException:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await wire.close()
        raise
    if info.get("cluster_enabled") != "1":
        return wire
    await wire.close()
    if wait_replicas:
        raise StoreRefused(
            "LOOPMATE_WAIT_REPLICAS doesn't work with a cluster: a promise that nobody would keep. Fix: set it "
            "to 0, or use one server with replicas."
        )
    return cluster_wire(url)


async def _refuse_without_tls(at: SplitResult) -> None:
    """A server without TLS waits for the end of a line that may never come, and answers a PING at once.
    Raises StoreRefused: this is one."""
    said = b""
    with suppress(OSError, TimeoutError):
        async with asyncio.timeout(PROMPT):
            answer, question = await asyncio.open_connection(at.hostname or "localhost", at.port or 6379)
            question.write(b"PING\r\n")
            said = await answer.read(1)
            question.close()
    if said in (b"+", b"-"):
        raise StoreRefused(
            "This Redis has no TLS. Fix: switch it on there, or begin LOOPMATE_REDIS_URL with redis:// if nobody can "
            "listen on the way."
        )


async def check_server(wire: Wire, *, accept_lossy: bool) -> None:
    """Refuses a server that is too old, or that would lose data without a word; of a cluster, each node."""
    for about in await infos(wire, "server"):
        name, version = name_and_version(about)
        if tuple(int(n) for n in version.split(".")[:2]) < OLDEST.get(name, (7, 0)):
            raise StoreRefused(
                f"This is {name} {version}; Loopmate needs Redis 7, Valkey 8 or newer. Fix: upgrade it, or remove "
                "LOOPMATE_REDIS_URL: a server is built in."
            )
    # of a cluster the primaries are among them
    if all(one.get("role") == "slave" for one in await infos(wire, "replication")):
        raise StoreRefused("This Redis is a read-only replica. Fix: name its primary in LOOPMATE_REDIS_URL.")
    if accept_lossy:
        return
    for memory in await infos(wire, "memory"):
        policy = memory.get("maxmemory_policy", "noeviction")
        if policy != "noeviction" and memory.get("maxmemory", "0") != "0":
            raise StoreRefused(
                f"This Redis throws records away when memory is full (maxmemory-policy {policy}). Fix: CONFIG SET "
                "maxmemory-policy noeviction, or accept the loss with LOOPMATE_ACCEPT_LOSSY_REDIS=1."
            )
    for persistence in await infos(wire, "persistence"):
        if persistence.get("aof_enabled") != "1":
            raise StoreRefused(
                "This Redis keeps no append-only file, so a restart would lose minutes or everything. Fix: CONFIG "
                "SET appendonly yes, or accept the loss with LOOPMATE_ACCEPT_LOSSY_REDIS=1."
            )


def name_and_version(about: Mapping[str, str]) -> tuple[str, str]:
    """Which server it is, by its INFO: `valkey`, `8.1.0`."""
    name = about.get("server_name", "redis")
    return name, about.get(f"{name}_version") or about.get("redis_version", "0.0")


async def check_format(store: Store) -> None:
    """Writes the store's format at the first start; later refuses one that this program does not know, or whose
    texts none of its keys opens."""
    if (file := store.vault.unsaved) is not None:  # a key that was just made opens nothing in this store
        if await store.pipe("EXISTS", keys.FORMAT):
            raise StoreRefused(
                f"There is no key here: neither LOOPMATE_KEY nor the file {file}. The texts in this store are "
                "encrypted with one. Nothing was touched. Fix: put the key back from where you keep a copy (without "
                f"it nobody can read them), or {OWN_STORE}."
            )
        await asyncio.to_thread(store.vault.save_key)
    mine = {"format": FORMAT, "partitions": keys.PARTITIONS, "ids": store.vault.sealed_hash_key}
    if not (found := await read_format(store)):  # a server that can't write can be looked at
        await store.pipe("SET", keys.FORMAT, json.dumps(mine), "NX")
        found = await read_format(store)
    if "restoring" in found:
        raise StoreRefused(
            "A backup was being put back into this store, and that hasn't ended: a part of it is missing. Nothing "
            "was touched. Fix: run loopmate restore with the same file again."
        )
    if found["format"] > FORMAT:
        raise StoreRefused(
            f"This store was written by a newer Loopmate (format {found['format']}, this program knows {FORMAT}). "
            "Nothing was touched. Fix: start the newer version again."
        )
    if found["partitions"] != keys.PARTITIONS:
        raise StoreRefused(
            f"This store has {found['partitions']} partitions, this program {keys.PARTITIONS}. Nothing was "
            "touched. Fix: start the version that made it."
        )
    if "ids" not in found:
        await store.pipe("SET", keys.FORMAT, json.dumps(mine))
        found = mine
    ids = str(found["ids"])
    store.identity = ids.encode()
    try:
        store.vault.adopt(ids)
    except ValueError as error:
        raise StoreRefused(
            "The texts in this store are encrypted with another key. Nothing was touched. Fix: put back the key "
            "file or the LOOPMATE_KEY that it was used with (after a key change, list the old key after the new "
            f"one, with a comma between them), or {OWN_STORE}."
        ) from error


async def read_format(store: Store) -> dict[str, Any]:
    """What the store says of itself; nothing where nobody has ever used it.
    Raises StoreRefused: what is there is somebody else's."""
    try:
        if (there := await store.pipe("GET", keys.FORMAT)) is None:
            return {}
        found: dict[str, Any] = json.loads(there)
        return {"format": int(found["format"]), "partitions": int(found["partitions"])} | found
    except (ResponseError, ValueError, KeyError, TypeError) as error:
        raise StoreRefused(
            f"The key {keys.FORMAT} of this Redis isn't Loopmate's: somebody else writes to it. Nothing was "
            "touched. Fix: give Loopmate a Redis of its own in LOOPMATE_REDIS_URL."
        ) from error
