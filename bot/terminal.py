"""A group on this machine: in the terminal, on a page in the browser, or both at once."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import TextIO

import content
from bot.app import START, App, open_app, run_beside, seed_of
from bot.core.errors import StoreStopped
from bot.core.values import new_id
from bot.core.wall_time import ManualClock, SystemClock
from bot.platforms.console import session
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.web.space import Address, NoPort, WebSpace, listen, wait_for_visitor
from bot.runner import SimulatedTime
from bot.settings import Settings
from bot.store.connect import Say
from bot.store.vault import new_key

DEMO = Path(content.__file__).parent / "demo.story"
"""Two weeks of six people."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """How a terminal is opened. `keep`: a simulation on the data folder of the settings, not a throw-away one.

    `seed`: chance in a simulation; None: a script's own, which is 0 where lines come from standard input.
    `page`: the port of the page in the browser; None: there's no page.
    """

    script: str = ""
    simulate: bool = False
    keep: bool = False
    seed: int | None = None
    organiser: str | None = None
    page: int | None = None

    def run(self) -> tuple[str, str | None]:
        """How the ids of a run begin, and its seed (None: the machine's own randomness).

        Equal simulations draw the same; a store that is kept sees no id twice.
        """
        if not self.simulate:
            return new_id(SystemRandom()), None
        by_name = self.seed is None and self.script not in ("", "-")
        if self.keep or not by_name:
            run = new_id(SystemRandom()) if self.keep else f"s{self.seed or 0}"
            return run, f"{self.seed or 0}/{run}"
        name = Path(self.script).stem.encode(errors="backslashreplace").decode()
        return name, seed_of(name)


async def terminal(settings: Settings, how: Terminal, say: Say) -> int:
    """Plays a story, or lets somebody type; returns the exit code."""
    async with AsyncExitStack() as stack:
        lines = stack.enter_context(_lines(how.script))
        if how.simulate and not how.keep:
            settings = stack.enter_context(throw_away(settings))
        group = await stack.enter_async_context(open_group(settings, how, say))
        interactive = lines is sys.stdin and sys.stdin.isatty()
        is_served = False
        if group.page is not None:
            group.page.open_demo = LazyDemo(settings, how.page or 0, stack, say)
            try:
                say(f"The same group in a browser: {await stack.enter_async_context(serve_page(group.page))}")
                is_served = True
            except NoPort as error:
                say(f"There is no page. {error}")
        code = await session.run(
            group.console,
            group.app.services,
            group.console.clockwork,
            lines,
            sys.stdout,
            interactive=interactive,
            history=None if how.simulate else settings.data.with_name("loopmate-history"),
        )
        if is_served and not interactive:
            group.console.attach(group.app.services, None, group.console.clockwork)
            say("The story is over. The page stays until Ctrl-C.")
            await _ctrl_c()
        return code


async def demo(settings: Settings, port: int, say: Say) -> None:
    """Opens the demo group, and serves its page until it's canceled. Raises NoPort: it can't be served."""
    say("Two weeks pass in a group of six. That takes a few seconds.")
    async with open_demo(settings, port, say) as address:
        say(f"Here they are: {address}\nBe anybody there, and press anything. Ctrl-C ends it.")
        await _ctrl_c()


async def _ctrl_c() -> None:
    """Waits for it."""
    leave = asyncio.Event()
    with session.ctrl_c(leave):
        await leave.wait()


@dataclass(frozen=True, slots=True)
class LocalGroup:
    """A group of this machine."""

    app: App
    console: ConsolePlatform
    page: WebSpace | None


@asynccontextmanager
async def open_group(settings: Settings, how: Terminal, say: Say) -> AsyncIterator[LocalGroup]:
    """The people of one space, whom the console shows and, if it's asked for, the page as well."""
    run, seed = how.run()
    console = ConsolePlatform(
        organiser=how.organiser,
        prefix=run,
        downloads=None if how.simulate else settings.data.with_name("loopmate-downloads"),
    )
    page = None if how.page is None else WebSpace(console, how.page, session.own_name())
    clock = ManualClock(START) if how.simulate else SystemClock()
    async with open_app(settings, {console.name: lambda _: console}, clock=clock, seed=seed, say=say) as app:
        time = SimulatedTime(app.runner, app.dispatcher, clock) if isinstance(clock, ManualClock) else None
        console.attach(app.services, None, time)
        # simulated time may stop for as long as somebody thinks, and the store is in use all the same
        async with app.runner.keep_beating() if time else run_beside(app.runner):
            yield LocalGroup(app, console, page)


@asynccontextmanager
async def open_demo(settings: Settings, port: int, say: Say) -> AsyncIterator[str]:
    """A group in which two weeks have passed, on a store that is thrown away; its page's address."""
    how = Terminal(script=str(DEMO), simulate=True, page=port)
    async with AsyncExitStack() as stack:
        own = stack.enter_context(throw_away(settings))
        group = await stack.enter_async_context(open_group(own, how, say))
        assert group.page is not None  # noqa: S101 - asked for above
        for trouble in await group.console.play_all(DEMO.read_text("utf-8").splitlines()):
            say(f"The demo group goes on without a step. {trouble}")
        yield await stack.enter_async_context(serve_page(group.page))


class LazyDemo:
    """Opens the demo group the first time that it's asked for; it stays open as long as the terminal."""

    def __init__(self, settings: Settings, port: int, stack: AsyncExitStack, say: Say) -> None:
        self._settings = settings
        self._port = port
        self._stack = stack
        self._say = say
        self._opening: asyncio.Task[str] | None = None

    async def __call__(self) -> str:
        if self._opening is None or (self._opening.done() and self._opening.exception()):
            opened = open_demo(self._settings, self._port, self._say)
            self._opening = asyncio.create_task(self._stack.enter_async_context(opened))
        return await asyncio.shield(self._opening)


@asynccontextmanager
async def serve_page(page: WebSpace) -> AsyncIterator[str]:
    """Serves the page while the block runs; its address. Raises NoPort: it can't be served."""
    with listen(page.port) as listening:
        address = Address(listening.getsockname()[1])

        async def serve_visitors() -> None:
            await wait_for_visitor(listening)
            from bot.platforms.web.server import serve  # noqa: PLC0415 - 0.3 s and 15 MB, for visitors alone

            await serve(page, address, listening)

        serving = asyncio.create_task(serve_visitors())
        try:
            yield address.url
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


@contextmanager
def _lines(script: str) -> Iterator[TextIO]:
    if script in ("", "-"):
        yield sys.stdin
        return
    with Path(script).open(encoding="utf-8") as lines:
        yield lines


@contextmanager
def throw_away(settings: Settings) -> Iterator[Settings]:
    """Settings for a store of its own that is deleted at the end."""
    with tempfile.TemporaryDirectory(prefix="loopmate-") as folder:
        place = Path(folder)
        own = {"data": place, "xdg_config_home": place, "key": new_key(), "redis_url": ""}
        try:
            yield settings.model_copy(update=own)
        except StoreStopped as error:
            raise StoreStopped(
                "The built-in Redis stopped, so the simulation ended. Fix: start it again; it starts over, because "
                "its store is thrown away. --data keeps one."
            ) from error
