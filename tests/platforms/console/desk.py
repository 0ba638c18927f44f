"""Desk: a door with the few answers that a test gives it, so that the console is tested on its own."""

import asyncio
import datetime as dt
import io
from collections.abc import AsyncIterator, Sequence

from bot.core.card import Ask, Card, Form, card
from bot.core.kinds import Kind, text
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Pressed, Said, Signal, Submitted
from bot.core.values import AccountId, Call, ChannelId, SpaceId
from bot.core.wall_time import ManualClock
from bot.platforms.console.adapter import ConsolePlatform
from bot.platforms.console.render import PlainPage
from bot.platforms.console.session import Prompt, own_name, run
from bot.platforms.console.story import read_lines
from bot.platforms.port import Delivery, Destination
from tests.platforms.door import Door, row, said, services

START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
NO_COMMANDS = Registry([])


def with_buttons(first: str, *labels: str) -> Card:
    """A card of one line and some buttons."""
    return card(first, row(*labels))


def ask(
    name: str, *, value: str = "", problem: str = "", required: bool = False, kind: Kind | None = None
) -> Ask:
    """A field of a form, labeled by its name in capitals."""
    return Ask(
        name=name, label=name.upper(), kind=kind or text(), value=value, problem=problem, required=required
    )


def form(*asks: Ask) -> Form:
    return Form(title="Your settings", call=Call(path="settings"), asks=asks)


def key(signal: Signal) -> str:
    """What an answer is looked up by."""
    match signal:
        case Said(text=said):
            return said
        case Pressed(payload=payload) | Submitted(payload=payload):
            return payload
        case _:
            return signal.call.path


class Desk(Door):
    """Answers by what was said or pressed, one after the other; keeps what came in."""

    def __init__(self, registry: Registry = NO_COMMANDS) -> None:
        super().__init__(self._next, registry, asks_admin=False)
        self._answers: dict[str, list[Answer]] = {}

    def on(self, what: str, *answers: Answer) -> "Desk":
        self._answers[what] = list(answers)
        return self

    def _next(self, inbound: Inbound) -> Answer | None:
        waiting = self._answers.get(key(inbound.signal), [])
        return waiting.pop(0) if len(waiting) > 1 else next(iter(waiting), None)

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        assert space is None, "a terminal has no other space"
        await super().suggest(account, path, field, typed)
        return ["Europe/Berlin", "Europe/Bern"] if typed == "ber" else []

    @property
    def signals(self) -> list[Signal]:
        return [inbound.signal for inbound in self.inbounds]


def delivery(
    what: str, to: AccountId | ChannelId, body: Card, *, place: Destination = "dm", again: bool = False
) -> Delivery:
    return Delivery(id=what, to=to, place=place, answer=said(body), again=again)


class Bell:
    """Simulated time that delivers what it was given when that falls due."""

    def __init__(self, clock: ManualClock, platform: ConsolePlatform) -> None:
        self.clock = clock
        self.due: dict[dt.datetime, Delivery] = {}
        self._platform = platform

    async def drain(self) -> None:
        for at in [at for at in sorted(self.due) if at <= self.clock.now()]:
            await self._platform.deliver(self.due.pop(at))

    async def advance(self, to: dt.datetime) -> None:
        for at in [at for at in sorted(self.due) if at <= to]:
            self.clock.set(at)
            await self.drain()
        self.clock.set(to)

    async def leap(self, to: dt.datetime) -> None:
        self.clock.set(to)
        await self.drain()


class TypedLines:
    """Somebody who types lines after the prompt. A line that was awaited in vain comes next."""

    def __init__(self, lines: AsyncIterator[str], out: io.StringIO) -> None:
        self._lines, self._out = lines, out
        self.waiting: asyncio.Future[str | None] | None = None

    async def read(self, prompt: str) -> str | None:
        self._out.write(prompt)
        self.waiting = self.waiting or asyncio.ensure_future(anext(self._lines, None))
        line = await asyncio.shield(self.waiting)
        self.waiting = None
        return line


class Room:
    """A console with a desk behind it and a bell beside it."""

    def __init__(self, desk: Desk | None = None, *, platform: ConsolePlatform | None = None) -> None:
        self.desk = desk or Desk()
        self.platform = platform or ConsolePlatform()
        self.clock = ManualClock(START)
        self.bell = Bell(self.clock, self.platform)
        self.services = services(self.desk, self.clock)
        self.out = io.StringIO()

    async def play(self, story: str, *, simulated: bool = True) -> int:
        """Plays a story; answers the exit code, and prints into `out`."""
        bell = self.bell if simulated else None
        lines = story.splitlines()
        return await run(self.platform, self.services, bell, lines, self.out, interactive=False)

    async def type(self, lines: str | AsyncIterator[str]) -> None:
        """Types at the prompt, and prints into `out`."""
        page = PlainPage(self.out, brief=True)
        self.platform.attach(self.services, page, self.bell)
        typed = TypedLines(read_lines(lines.splitlines()) if isinstance(lines, str) else lines, self.out)
        await Prompt(self.platform, page, own_name(), typed).run()
        if typed.waiting is not None:
            typed.waiting.cancel()

    @property
    def printed(self) -> str:
        return self.out.getvalue()
