"""The only place that builds anything: from settings to a running bot."""

import importlib
import pkgutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random, SystemRandom
from types import ModuleType
from typing import Any

import handlers
from bot.core.clock import Clock, SystemClock
from bot.core.registry import Registry
from bot.dispatcher import Dispatcher
from bot.platforms.port import House, Platform
from bot.runner import Runner
from bot.settings import Settings
from bot.store import members
from bot.store.connect import Say, Wrap, _unchanged, embedded_store, url_store
from bot.store.repo import Repo
from bot.store.store import Store
from bot.store.vault import Vault, load_keys
from bot.work import Worker
from content.finder import Content, load

Factory = Callable[[House], Platform]


@dataclass(frozen=True, slots=True)
class App:
    """A bot that is built and connected; nothing runs until somebody runs the runner."""

    registry: Registry
    store: Store
    content: Content
    dispatcher: Dispatcher
    runner: Runner
    platforms: Mapping[str, Platform]
    clock: Clock
    house: House


def _modules(name: str) -> Iterator[ModuleType]:
    """The modules of one name in all capabilities: `handlers/*/commands.py`."""
    for folder in pkgutil.iter_modules(handlers.__path__):
        inside = importlib.import_module(f"handlers.{folder.name}")
        if any(m.name == name for m in pkgutil.iter_modules(inside.__path__)):
            yield importlib.import_module(f"handlers.{folder.name}.{name}")


def registry() -> Registry:
    """All commands, presses, messages and works there are."""
    return Registry.of_modules(_modules("commands"))


def repos() -> tuple[Repo[Any], ...]:
    """All kinds of records there are."""
    modules = [members, *_modules("store")]
    found = {id(r): r for m in modules for r in vars(m).values() if isinstance(r, Repo)}
    return tuple(found.values())


def _silent(_: str) -> None:
    """For stores that nobody watches."""


@asynccontextmanager
async def open_store(
    settings: Settings, chance: Random, say: Say = _silent, wrap: Wrap = _unchanged
) -> AsyncIterator[Store]:
    """The store that the settings name."""
    vault = Vault(load_keys(settings.key, settings.key_file))
    if settings.redis_url:
        opened = url_store(
            settings.redis_url,
            vault,
            chance,
            repos(),
            accept_lossy=settings.accept_lossy_redis,
            wait_replicas=settings.wait_replicas,
            wrap=wrap,
        )
    else:
        opened = embedded_store(settings.data, vault, chance, repos(), say, wrap)
    async with opened as store:
        yield store


@asynccontextmanager
async def open_app(
    settings: Settings,
    factories: Mapping[str, Factory],
    *,
    clock: Clock | None = None,
    seed: int | None = None,
    say: Say = _silent,
    wrap: Wrap = _unchanged,
) -> AsyncIterator[App]:
    """Builds the bot, and takes it down again: the runner first, then the store.

    `seed` makes every random value but encryption's reproducible; None takes the machine's own randomness.
    """
    clock = clock or SystemClock()
    chance = SystemRandom() if seed is None else Random(seed)  # noqa: S311 - reproducible on purpose
    worker = Worker()
    async with AsyncExitStack() as stack:
        stack.callback(worker.close)
        store = await stack.enter_async_context(open_store(settings, chance, say, wrap))
        content = load()
        dispatcher = Dispatcher(
            registry(), store, content, clock, worker, seed=chance.getrandbits(64) if seed is None else seed
        )
        house = House(door=dispatcher, clock=clock, word=settings.command)
        platforms = {name: factory(house) for name, factory in factories.items()}
        runner = Runner(store, dispatcher, platforms, clock)
        await runner.outbox.prepare()
        yield App(dispatcher.registry, store, content, dispatcher, runner, platforms, clock, house)
        await dispatcher.idle()
        await runner.leave()


@asynccontextmanager
async def throw_away(settings: Settings, key: str) -> AsyncIterator[Settings]:
    """Settings for a store of its own that is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="loopmate-") as folder:
        yield settings.model_copy(update={"data": Path(folder), "key": key, "redis_url": ""})
