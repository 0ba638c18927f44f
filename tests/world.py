"""World: the whole bot in a test. The real app on a real server, simulated time, and a stage for a platform.

async with world(folder) as w:
    alice = w.person("alice", organiser=True)
    await alice.say("/prep start zone=Europe/Berlin")
    await w.advance(hours=24)
    assert "Today, 15 minutes" in alice.inbox[-1].text
"""

import base64
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.app import App, open_app
from bot.core.card import (
    LINE_LENGTH,
    LINES,
    Buttons,
    Card,
    File,
    Form,
    Instant,
    Link,
    Part,
    Person,
    Picture,
    Quoted,
    Typed,
    plain,
)
from bot.core.clock import ManualClock
from bot.core.ids import AccountId, ChannelId, account_id, channel_id, space_id
from bot.core.kinds import Upload
from bot.core.reply import Answer, Inbound, Pressed, Said, Signal, Submitted, Visible
from bot.platforms.port import Delivery, House, Receipt
from bot.runner import SimulatedTime
from bot.settings import Settings
from bot.store.connect import Wrap, _unchanged

START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
SPACE = space_id("console", "main")
GENERAL = channel_id(SPACE, "#general")
KEY = base64.urlsafe_b64encode(b"for stores that are thrown away ").decode()
"""Encrypts the stores of tests, which are thrown away."""


@dataclass(frozen=True)
class Shown:
    """A card or form as somebody saw it."""

    answer: Answer
    at: dt.datetime

    @property
    def text(self) -> str:
        """The plain rendering, buttons as labels in brackets."""
        if isinstance(self.answer.body, Form):
            rows = [f"{a.name} = {a.value} {a.problem}".rstrip() for a in self.answer.body.asks]
            return "\n".join([self.answer.body.title, *rows])
        return "\n".join([*plain(self.answer.body, write), " ".join(f"[{label}]" for label in self.labels)])

    @property
    def labels(self) -> list[str]:
        return [b.label for b in self.answer.body.buttons] if isinstance(self.answer.body, Card) else []

    @property
    def form(self) -> Form:
        assert isinstance(self.answer.body, Form), self.text
        return self.answer.body

    @property
    def files(self) -> list[File]:
        assert isinstance(self.answer.body, Card)
        return [b for b in self.answer.body.blocks if isinstance(b, File)]

    def payload(self, label: str) -> str:
        assert label in self.labels, f"[{label}] is not on this card:\n{self.text}"
        return self.answer.payloads[self.labels.index(label)]


def write(part: Part) -> str:
    """A part of a line as tests read it: instants in UTC."""
    match part:
        case str():
            return part
        case Instant(at=at):
            return f"{at:%Y-%m-%dT%H:%MZ}"
        case Person(name=name):
            return name
        case Typed(call=call):
            return "/prep " + " ".join([*call.path.split("."), *(f"{k}={v}" for k, v in call.values.items())])
        case Quoted(text=text):
            return text


def card_problems(card: Card) -> list[str]:
    """What breaks the rules that every card is held against."""
    lines = plain(card, write)
    labels = [b.label for b in card.buttons]
    problems = []
    if not lines or not lines[0].strip():
        problems.append("the first line says nothing")
    counted = len(lines) - sum(isinstance(b, (File, Picture, Link)) for b in card.blocks)
    if counted > LINES:
        problems.append(f"{counted} lines")
    problems += [f"a line of {len(text)} characters: {text}" for text in lines if len(text) > LINE_LENGTH]
    problems += [f"two buttons called {label}" for label in set(labels) if labels.count(label) > 1]
    if any(isinstance(b, Buttons) and not b.buttons for b in card.blocks):
        problems.append("an empty row of buttons")
    return problems


class Stage:
    """A platform in memory. It honours what a platform promises, and can be told to fail."""

    name = "console"

    def __init__(self, house: House) -> None:
        self.house = house
        self.delivered: list[tuple[Delivery, dt.datetime]] = []
        self.closed: set[AccountId] = set()
        self.broken = 0
        """How many of the next deliveries fail."""

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def here(self, _: AccountId) -> bool | None:
        return True

    async def deliver(self, delivery: Delivery) -> Receipt:
        if self.broken:
            self.broken -= 1
            raise ConnectionError("the stage is broken")
        if delivery.place == "dm" and delivery.to in self.closed:
            return Receipt(outcome="closed")
        self.delivered.append((delivery, self.house.clock.now()))
        check(delivery.answer)
        return Receipt(ref=str(len(self.delivered)))


def check(answer: Answer) -> None:
    """Every card that anybody is ever shown in a test is held against the rules."""
    if isinstance(answer.body, Card):
        problems = card_problems(answer.body)
        assert not problems, "; ".join(problems)
        assert len(answer.payloads) == len(answer.body.buttons)
        assert all(0 < len(p) <= 100 for p in answer.payloads)


@dataclass
class _Responder:
    """What one inbound is answered through."""

    is_admin: bool
    answers: list[Answer] = field(default_factory=list)
    patience: float | None = None
    deferred: list[Visible] = field(default_factory=list)

    async def defer(self, visible: Visible) -> None:
        self.deferred.append(visible)

    async def send(self, answer: Answer) -> None:
        check(answer)
        self.answers.append(answer)

    async def drop(self) -> None: ...

    async def admin(self) -> bool:
        return self.is_admin


class Silent:
    """A responder for a caller whose answer nobody looks at."""

    patience: float | None = None

    async def defer(self, visible: Visible) -> None: ...

    async def send(self, answer: Answer) -> None: ...

    async def drop(self) -> None: ...

    async def admin(self) -> bool:
        return False


class Somebody:
    """A person on the stage: says, presses, fills in, and reads."""

    def __init__(self, world: "World", name: str, *, organiser: bool) -> None:
        self._world = world
        self.name = name
        self.organiser = organiser
        self.account = account_id(SPACE, name)
        self.seen: list[Shown] = []

    async def say(self, text: str, *, dm: bool = False, upload: Upload | None = None) -> Shown:
        """Types a command in #general, or anything in a DM; answers what they see."""
        signal: Signal
        if text.startswith("/prep-admin"):
            signal = Said(text=text.removeprefix("/prep-admin"), root="admin")
        elif text.startswith("/prep"):
            signal = Said(text=text.removeprefix("/prep"), root="prep")
        else:
            signal = Said(text=text, root=None)
        return await self._do(signal, None if dm else GENERAL, upload)

    async def press(self, label: str, *, on: Shown | None = None, dm: bool = False) -> Shown:
        """Presses the button of that label on the newest card that has it."""
        shown = on or self._newest(label)
        return await self._do(Pressed(payload=shown.payload(label)), None if dm else GENERAL)

    async def fill(self, **values: str) -> Shown:
        """Fills in the form they were shown last."""
        shown = next(s for s in reversed(self.seen) if isinstance(s.answer.body, Form))
        filled = {a.name: a.value for a in shown.form.asks} | values
        return await self._do(Submitted(payload=shown.answer.payloads[0], values=filled), GENERAL)

    async def send(
        self, signal: Signal, *, event: str = "", channel: ChannelId | None = GENERAL
    ) -> list[Shown]:
        """One inbound as it is; answers all that came back (nothing, for a duplicate)."""
        responder = _Responder(self.organiser)
        inbound = Inbound(
            event=event or self._world.event(),
            account=self.account,
            name=self.name,
            channel=channel,
            signal=signal,
            organiser=self.organiser,
        )
        await self._world.app.dispatcher.handle(inbound, responder)
        return [Shown(a, self._world.now) for a in responder.answers]

    async def _do(self, signal: Signal, channel: ChannelId | None, upload: Upload | None = None) -> Shown:
        responder = _Responder(self.organiser, patience=self._world.patience)
        inbound = Inbound(
            event=self._world.event(),
            account=self.account,
            name=self.name,
            channel=channel,
            signal=signal,
            organiser=self.organiser,
            upload=upload,
        )
        await self._world.app.dispatcher.handle(inbound, responder)
        await self._world.time.drain()
        assert responder.answers, f"{self.name} got no answer"
        self.seen.append(Shown(responder.answers[-1], self._world.now))
        return self.seen[-1]

    def _newest(self, label: str) -> Shown:
        everything = sorted([*self._world.channel, *self.inbox, *self.seen], key=lambda s: s.at)
        for shown in everything[::-1]:
            if label in shown.labels:
                return shown
        raise AssertionError(f"{self.name} sees no [{label}]")

    @property
    def inbox(self) -> list[Shown]:
        """Their DMs, oldest first."""
        return self._world.sent_to(self.account)


class World:
    """A group, a clock, and the people in it."""

    def __init__(self, app: App, clock: ManualClock, stage: Stage) -> None:
        self.app = app
        self.clock = clock
        self.stage = stage
        self.time = SimulatedTime(app.runner, app.dispatcher, clock)
        self.patience: float | None = None
        self._events = itertools.count(1)
        self._run = app.store.chance.getrandbits(32)

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    def event(self) -> str:
        return f"{self._run:x}/{next(self._events)}"

    def person(self, name: str, *, organiser: bool = False) -> Somebody:
        return Somebody(self, name, organiser=organiser)

    async def member(
        self, name: str, zone: str = "Europe/Berlin", *, organiser: bool = False, **more: str
    ) -> Somebody:
        """A person who has joined."""
        person = self.person(name, organiser=organiser)
        rest = " ".join(f"{k}={v}" for k, v in more.items())
        shown = await person.say(f"/prep start zone={zone} {rest}")
        assert "You are in" in shown.text, shown.text
        return person

    async def advance(self, **span: float) -> None:
        """Lets time pass: `advance(hours=24)`."""
        await self.time.advance(self.now + dt.timedelta(**span))

    def sent_to(self, address: AccountId | ChannelId) -> list[Shown]:
        return [Shown(d.answer, at) for d, at in self.stage.delivered if d.to == address]

    @property
    def channel(self) -> list[Shown]:
        """What was posted in #general."""
        return self.sent_to(GENERAL)


@asynccontextmanager
async def world(
    folder: Path, *, at: dt.datetime = START, seed: int = 0, redis_url: str = "", wrap: Wrap = _unchanged
) -> AsyncIterator[World]:
    """A World on a server of its own in `folder` (or at `redis_url`); the folder can be used again."""
    clock = ManualClock(at)
    stages: list[Stage] = []

    def stage(house: House) -> Stage:
        stages.append(Stage(house))
        return stages[0]

    settings = Settings(data=folder, key=KEY, redis_url=redis_url, accept_lossy_redis=bool(redis_url))
    async with open_app(settings, {"console": stage}, clock=clock, seed=seed, wrap=wrap) as app:
        yield World(app, clock, stages[0])
