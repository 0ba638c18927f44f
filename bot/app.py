"""The composition root: from settings to a running bot. Nothing else builds anything."""

import asyncio
import datetime as dt
import functools
import gc
import importlib
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from random import Random, SystemRandom
from typing import Any, TypeVar

import handlers
from bot.context import ContextFactory
from bot.core.command import Command
from bot.core.registry import Registry
from bot.core.wall_time import Clock, SystemClock
from bot.dispatcher import Dispatcher, GuestDoor
from bot.platforms.port import Platform, PlatformServices
from bot.platforms.spec import specs, specs_for
from bot.runner import GRACE, Runner
from bot.settings import Settings
from bot.store import installs, members
from bot.store.connect import Say, Wrap, embedded_store, silent, unchanged, url_store
from bot.store.data_dir import Register, place_of
from bot.store.outbox import StoreLease, workers
from bot.store.repo import Repo
from bot.store.server import system_binary
from bot.store.store import Store
from bot.store.vault import vault_of
from bot.watch import Watch
from bot.work import Worker
from content.finder import Content, load

Factory = Callable[[PlatformServices], Platform]


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
    services: PlatformServices
    watch: Watch


Declared = TypeVar("Declared")


@functools.cache
def _find_declared(kind: type[Declared]) -> tuple[Declared, ...]:
    """What the modules of all capabilities declare of a kind, each once."""
    names = (found.name for found in pkgutil.walk_packages(handlers.__path__, "handlers."))
    # all but what only the command line needs: `handlers/*/cli.py`
    modules = [importlib.import_module(name) for name in names if not name.endswith(".cli")]
    held = (one for module in (members, installs, *modules) for one in vars(module).values())
    return tuple({id(one): one for one in held if isinstance(one, kind)}.values())


def registry(more: Iterable[Command] = ()) -> Registry:
    """All commands, presses, messages and works there are, and perhaps some more."""
    return Registry([*_find_declared(Command), *more])


def repos() -> tuple[Repo[Any], ...]:
    """All kinds of records there are."""
    return _find_declared(Repo)


async def report_quizzes(
    store: Store, now: dt.datetime
) -> tuple[list[tuple[Mapping[str, object], str]], list[str]]:
    """How questions were answered, for the command line: rows, each with its line, and the ids of damaged records."""
    from handlers.quiz import difficulty

    rows, damaged = await difficulty.report(store, now)
    return [(row, difficulty.as_text(row)) for row in rows], damaged


def register_of(settings: Settings) -> Register:
    """What is known, next to the key, about the store that the settings name."""
    place = place_of(settings.redis_url) if settings.redis_url else str(settings.data.resolve())
    return Register(settings.register_file, place)


@asynccontextmanager
async def open_store(
    settings: Settings,
    chance: Random,
    say: Say = silent,
    wrap: Wrap = unchanged,
    *,
    checked: bool = True,
) -> AsyncIterator[Store]:
    """The store that the settings name; one that isn't `checked` is to be replaced by a backup, whatever it holds."""
    kinds = repos()
    if not gc.isenabled():  # the command line has put it off until all is imported, which stays for good
        gc.freeze()
        gc.enable()
    vault = vault_of(settings.key, settings.key_file)
    register = register_of(settings) if checked else None
    opens = (
        functools.partial(
            url_store,
            settings.redis_url,
            accept_lossy=settings.accept_lossy_redis,
            wait_replicas=settings.wait_replicas,
        )
        if settings.redis_url
        else functools.partial(
            embedded_store, settings.data, binary=system_binary(settings.valkey_server, settings.data)
        )
    )
    async with opens(
        vault=vault,
        chance=chance,
        repos=kinds,
        say=say,
        wrap=wrap,
        forgotten=settings.forgotten_file,
        register=register,
        checked=checked,
    ) as store:
        yield store


@asynccontextmanager
async def open_app(
    settings: Settings,
    factories: Mapping[str, Factory],
    *,
    clock: Clock | None = None,
    seed: int | str | None = None,
    say: Say = silent,
    wrap: Wrap = unchanged,
    more: Iterable[Command] = (),
    worker: Worker | None = None,
) -> AsyncIterator[App]:
    """Builds the bot, and takes it down again: the runner first, then the store.

    `more` are commands beside those of the handlers (a benchmark's empty one). `worker` is one that the caller
    closes, for several apps one after another; None: the app's own.
    `seed` makes every random value but encryption's reproducible; None takes the machine's own randomness.
    """
    clock = clock or SystemClock()
    chance = SystemRandom() if seed is None else Random(seed)  # noqa: S311 - reproducible on purpose
    watch = Watch()
    async with AsyncExitStack() as stack:
        if worker is None:
            worker = stack.enter_context(closing(Worker()))
        store = await stack.enter_async_context(
            open_store(settings, chance, say, lambda wire: watch.wire(wrap(wire)))
        )
        content, seed = load(), chance.getrandbits(64) if seed is None else seed
        known = Registry(map(watch.command, (*_find_declared(Command), *more)))
        words = {spec.name: spec.words for spec in specs()}
        dispatcher = Dispatcher(ContextFactory(known, store, content, clock, worker, seed, words))
        services = PlatformServices(
            door=watch.door(dispatcher),
            guests=watch.door(GuestDoor(dispatcher)),
            clock=clock,
            work=worker,
            lease=lambda name: StoreLease(store, clock, name),
            word=settings.command,
            processes=lambda: workers(store),
            installs=installs.Installs(store, clock),
        )
        platforms = {name: watch.platform(factory(services)) for name, factory in factories.items()}
        runner = Runner(dispatcher, platforms)
        watch.metrics.events(dispatcher.counts, runner.counts)
        runner.on_round(watch.round)
        await runner.outbox.prepare()
        try:
            yield App(
                dispatcher.registry, store, content, dispatcher, runner, platforms, clock, services, watch
            )
        finally:  # also when a service manager says so
            await dispatcher.idle(GRACE)
            await runner.leave()


# the platforms that have tokens


async def serve(settings: Settings, say: Say, prepare: Callable[[App], None] = lambda _: None) -> int:
    """Works on all platforms that have tokens, until it is canceled; returns 1 when none of them can start.

    `prepare` is given what is open before any of it works."""
    from bot.platforms.supervision import supervise

    factories = {
        spec.name: functools.partial(build, settings)
        for spec in specs_for(settings)
        if spec.is_set_up(settings) and (build := spec.build)
    }
    async with open_app(settings, factories, say=say) as app:
        prepare(app)
        async with (
            freeze_garbage(),
            _serve_figures(app, settings, say),
            run_beside(app.runner),
            asyncio.TaskGroup() as group,
        ):
            for platform in app.platforms.values():
                group.create_task(supervise(platform, say))
    return 1


@asynccontextmanager
async def freeze_garbage() -> AsyncIterator[None]:
    """What a process has loaded by now stays until it ends: the collector of garbage need not walk it again, and
    looks for cycles less often. That is a third of what a message takes."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, *before[1:])  # Python's own 700 objects are less than a card
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@asynccontextmanager
async def _serve_figures(app: App, settings: Settings, say: Say) -> AsyncIterator[None]:
    """Serves health and metrics over HTTP."""
    from bot.watch.http import Heartbeat, Served, build_application, serve

    heart = Heartbeat(settings.heartbeat_url, app.clock.monotonic, app.watch.metrics)
    app.runner.on_round(heart.round)
    inner = [one.inner for one in app.watch.platforms]
    routes = [route for one in inner if isinstance(one, Served) for route in one.routes]
    made = build_application(app.watch, app.store, app.clock, routes)
    server = (
        asyncio.create_task(serve(made, settings.http_host, settings.http_port, say))
        if settings.http_port
        else None
    )
    try:
        yield
    finally:
        await heart.close()
        if server is not None:
            server.cancel()
            await asyncio.gather(server, return_exceptions=True)


# simulations

START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
"""When a simulation begins."""


def seed_of(script: str) -> str:
    """The seed of a script by its name: it draws the same in the terminal, the gallery and the tests."""
    return f"gallery/{script}"


@asynccontextmanager
async def run_beside(runner: Runner) -> AsyncIterator[None]:
    """Runs the runner while the block runs."""
    task = asyncio.create_task(runner.run())
    try:
        yield
    finally:
        runner.stop()
        await task
