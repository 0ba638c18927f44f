"""From settings to a Store: the embedded server, or the one that a URL names, checked before it is trusted."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

from bot.core.errors import StoreRefused
from bot.store import keys
from bot.store.place import StoreError
from bot.store.repo import Repo
from bot.store.server import Embedded
from bot.store.store import Store
from bot.store.vault import Vault
from bot.store.wire import RedisWire, Wire, cluster_wire, redis_wire, sentinel_wire

FORMAT = 1
OLDEST = {"redis": (7, 0), "valkey": (8, 0)}
Say = Callable[[str], None]
Wrap = Callable[[Wire], Wire]
"""Lets a simulation stand between the store and its server."""


def _unchanged(wire: Wire) -> Wire:
    return wire


@asynccontextmanager
async def embedded_store(
    folder: Path, vault: Vault, chance: Random, repos: Iterable[Repo[Any]], say: Say, wrap: Wrap = _unchanged
) -> AsyncIterator[Store]:
    """A store on the server of a data folder, shared with whoever else uses that folder."""
    server = await Embedded.open(folder, say=say)
    wire = redis_wire(socket=str(server.socket))

    async def recover() -> bool:
        try:
            await server.restart_if_dead()
        except StoreError as error:
            say(str(error))
            return False
        return True

    async def rewrite() -> bool:
        answer = (await wire.execute([("BGREWRITEAOF",)]))[0]
        if isinstance(answer, Exception):
            return False
        await asyncio.to_thread(_remove_copies, folder)
        return True

    store = Store(wrap(wire), vault, chance, repos, recover=recover, rewrite=rewrite)
    try:
        await check_format(store)
        yield store
    finally:
        await store.close()
        await server.close()


@asynccontextmanager
async def url_store(
    url: str,
    vault: Vault,
    chance: Random,
    repos: Iterable[Repo[Any]],
    *,
    accept_lossy: bool = False,
    wait_replicas: int = 0,
    wrap: Wrap = _unchanged,
) -> AsyncIterator[Store]:
    """A store on the server, the cluster or the sentinels that `url` names.

    Raises:
        StoreRefused: the server is too old, or would lose data quietly and that was not accepted.
    """
    wire = await _wire_of(url, wait_replicas)
    store = Store(wrap(wire), vault, chance, repos, recover=_reconnects)
    try:
        await check_server(wire, accept_lossy=accept_lossy)
        await check_format(store)
        yield store
    finally:
        await store.close()


def _remove_copies(folder: Path) -> None:
    """A copy of a damaged file would keep what was forgotten."""
    for copy in folder.glob("aof-broken-*"):
        shutil.rmtree(copy)


async def _reconnects() -> bool:
    """redis-py opens a new connection by itself: worth a second try."""
    return True


async def _wire_of(url: str, wait_replicas: int) -> RedisWire:
    parts = urlsplit(url)
    if parts.scheme == "redis+sentinel":
        return sentinel_wire(url)
    if parts.scheme not in ("redis", "rediss", "unix"):
        raise StoreRefused(
            "LOOPMATE_REDIS_URL begins with redis://, rediss://, unix:// or redis+sentinel://. "
            "Mend: for a server on this machine, redis://localhost:6379/0."
        )
    wire = redis_wire(url=url, wait_replicas=wait_replicas)
    info = await _info(wire, "cluster")
    if info.get("cluster_enabled") != "1":
        return wire
    await wire.close()
    return cluster_wire(url)


async def check_server(wire: Wire, *, accept_lossy: bool) -> None:
    """Refuses a server that is too old, or that would lose data without a word."""
    about = await _info(wire, "server")
    name = about.get("server_name", "redis")
    version = about.get(f"{name}_version") or about.get("redis_version", "0.0")
    if tuple(int(n) for n in version.split(".")[:2]) < OLDEST.get(name, (7, 0)):
        raise StoreRefused(f"This is {name} {version}; Loopmate needs Redis 7, Valkey 8 or newer.")
    if accept_lossy:
        return
    memory, persistence = await _info(wire, "memory"), await _info(wire, "persistence")
    policy = memory.get("maxmemory_policy", "noeviction")
    if policy != "noeviction" and memory.get("maxmemory", "0") != "0":
        raise StoreRefused(
            f"This Redis throws records away when memory is full (maxmemory-policy {policy}). Mend: CONFIG SET "
            "maxmemory-policy noeviction, or accept the loss with LOOPMATE_ACCEPT_LOSSY_REDIS=1."
        )
    if persistence.get("aof_enabled") != "1":
        raise StoreRefused(
            "This Redis keeps no append-only file, so a restart would lose minutes or everything. Mend: CONFIG "
            "SET appendonly yes, or accept the loss with LOOPMATE_ACCEPT_LOSSY_REDIS=1."
        )


async def _info(wire: Wire, section: str) -> dict[str, str]:
    answer = (await wire.execute([("INFO", section)]))[0]
    if isinstance(answer, Exception):
        raise StoreRefused(f"Redis does not let us ask what it is: {answer}") from answer
    if isinstance(answer, dict):
        return {str(k): str(v) for k, v in _first_node(answer).items()}
    lines = (line.partition(":") for line in answer.decode().splitlines() if ":" in line)
    return {name: value for name, _, value in lines}


def _first_node(answer: dict[str, Any]) -> dict[str, Any]:
    """A cluster answers with one dict a node."""
    first = next(iter(answer.values()), None)
    return first if isinstance(first, dict) and len(first) > 3 else answer


async def check_format(store: Store) -> None:
    """Writes the store's format at the first start; later refuses one that this program does not know."""
    mine = json.dumps({"format": FORMAT, "partitions": keys.PARTITIONS})
    await store.pipe("SET", keys.FORMAT, mine, "NX")
    found = json.loads(await store.pipe("GET", keys.FORMAT))
    if found["format"] > FORMAT or found["partitions"] != keys.PARTITIONS:
        raise StoreRefused(
            f"This store was written by a newer Loopmate (format {found['format']}, this program knows {FORMAT}). "
            "Nothing was touched. Mend: start the newer version again."
        )
