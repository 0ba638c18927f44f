"""Whatever lies in a store, to put a backup in its place: it is opened without a look at what it holds."""

import functools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import SystemRandom

from bot.app import repos
from bot.settings import Settings
from bot.store.connect import Say, _wire_of, check_server, dropping
from bot.store.expiry import compact
from bot.store.server import Embedded
from bot.store.store import Store
from bot.store.vault import Vault
from bot.store.wire import Wire, redis_wire


@asynccontextmanager
async def opened(settings: Settings, vault: Vault, say: Say) -> AsyncIterator[Store]:
    """The store that the settings name.

    Raises:
        StoreRefused, StoreDown: it cannot be reached, or would lose data quietly.
    """
    async with _wire(settings, say) as wire:
        store = Store(
            wire,
            vault,
            SystemRandom(),
            repos(),
            rewrite=None if settings.redis_url else functools.partial(compact, wire),
            forgotten=settings.forgotten_file,
        )
        if not settings.redis_url:
            store.drop_copies = dropping(settings.data, say)
        yield store


@asynccontextmanager
async def _wire(settings: Settings, say: Callable[[str], None]) -> AsyncIterator[Wire]:
    if settings.redis_url:
        wire = await _wire_of(settings.redis_url, settings.wait_replicas)
        try:
            await check_server(wire, accept_lossy=settings.accept_lossy_redis)
            yield wire
        finally:
            await wire.close()
        return
    server = await Embedded.open(settings.data, say=say)
    wire = redis_wire(socket=str(server.socket))
    try:
        yield wire
    finally:
        try:
            await wire.close()
        finally:
            await server.close()
