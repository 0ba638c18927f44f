"""World: the whole bot in a test. The real app on a real server, simulated time, and a stage for a platform.

async with world(folder) as w:
    await w.person("alice").say("/prep start zone=Europe/Berlin")
    await w.advance(hours=24)
"""

import base64
import datetime as dt
import itertools
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.app import App, Factory, open_app
from bot.core.card import (
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
    Strong,
    Typed,
    plain,
)
from bot.core.command import Command
from bot.core.errors import StoreDown
from bot.core.kinds import Upload
from bot.core.layout import LINES
from bot.core.reply import Answer, Chosen, Inbound, Pressed, Responder, Said, Signal, Submitted
from bot.core.text import LINE_LENGTH
from bot.core.values import AccountId, Call, ChannelId, SpaceId, channel_id, is_global, space_id
from bot.core.wall_time import Clock, ManualClock
from bot.platforms.local import split_root
from bot.platforms.port import DispatchPort
from bot.runner import SimulatedTime
from bot.settings import Settings
from bot.store import keys, members
from bot.store.backup_pages import groups
from bot.store.connect import Wrap, unchanged
from bot.store.store import partitions
from bot.store.wire import RedisWire, Wire
from bot.work import Worker
from tests.stage import Backstage, Home, Stage, home

START = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
SPACE = space_id("console", "main")
GENERAL = channel_id(SPACE, "#general")
KEY = base64.urlsafe_b64encode(b"for stores that are thrown away ").decode()
"""Encrypts the stores of tests, which are thrown away."""
WORKER = Worker()
"""For all worlds of a run of the tests, which closes it: each process anew imports what draws for half a second."""
PATIENCE = 60.0
"""Seconds that a world waits for its server: a machine under load may take longer than a member would wait."""


def patient(wire: Wire) -> Wire:
    """The wire, with more time for an answer."""
    assert isinstance(wire, RedisWire)
    wire.timeout = PATIENCE
    return wire


@dataclass(frozen=True)
class Shown:
    """A card or form as somebody saw it."""

    answer: Answer
    at: dt.datetime
    order: int = field(default=0, kw_only=True)
    """How much had been delivered by then, itself included: an answer comes before what it leads to."""

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

    @property
    def payloads(self) -> tuple[str, ...]:
        """What the buttons send, in their order; of a form, what submits it comes first."""
        return self.answer.payloads

    def payload(self, label: str) -> str:
        assert label in self.labels, f"[{label}] is not on this card:\n{self.text}"
        return self.payloads[self.labels.index(label)]


def write(part: Part) -> str:
    """A part of a line as tests read it: instants in UTC."""
    match part:
        case str():
            return part
        case Instant(at=at):
            return f"{at:%Y-%m-%dT%H:%MZ}"
        case Person(name=text) | Quoted(text=text) | Strong(text=text):
            return text
        case Typed(call=call):
            return "/prep " + " ".join([*call.path.split("."), *(f"{k}={v}" for k, v in call.values.items())])


def card_problems(card: Card) -> list[str]:
    """What breaks the rules that every card is held against."""
    lines = plain(card, write)
    labels = [b.label for b in card.buttons]
    problems = [] if lines and lines[0].strip() else ["the first line says nothing"]
    counted = len(lines) - sum(isinstance(b, (File, Picture, Link)) for b in card.blocks)
    if counted > LINES:
        problems.append(f"{counted} lines")
    # what stands for a picture says all that the picture shows, and has a limit of its own
    beside = plain(Card(blocks=tuple(b for b in card.blocks if not isinstance(b, Picture))), write)
    problems += [f"a line of {len(text)} characters: {text}" for text in beside if len(text) > LINE_LENGTH]
    problems += [f"two buttons called {label}" for label in set(labels) if labels.count(label) > 1]
    if any(isinstance(b, Buttons) and not b.buttons for b in card.blocks):
        problems.append("an empty row of buttons")
    return problems


def check(answer: Answer) -> None:
    """Every card that anybody is ever shown in a test is held against the rules."""
    if isinstance(answer.body, Card):
        problems = card_problems(answer.body)
        assert not problems, "; ".join(problems)
        assert len(answer.payloads) == len(answer.body.buttons)
        assert all(0 < len(p) <= 100 for p in answer.payloads)


@dataclass
class _Responder(Responder):
    """What one inbound is answered through."""

    is_admin: bool
    space: SpaceId
    answers: list[Answer] = field(default_factory=list)

    async def send(self, answer: Answer) -> None:
        check(answer)
        self.answers.append(answer)

    async def admin(self) -> bool:
        return self.is_admin

    async def find_channel(self, named: str) -> ChannelId:
        return channel_id(self.space, named)


class Somebody:
    """A person on the stage: says, presses, fills in, and reads."""

    def __init__(self, world: "World", name: str, *, organiser: bool, where: Home) -> None:
        self._world = world
        self.name = name
        self.organiser = organiser
        self.where = where
        self.account = where.account(name)
        self.door: DispatchPort = world.app.dispatcher
        self.seen: list[Shown] = []

    async def say(self, text: str, *, dm: bool = False, upload: Upload | None = None) -> Shown:
        """Types a command in #general, or anything in a DM; answers what they see."""
        root, rest = split_root(text, "prep")
        return await self._do(Said(text=rest, root=root), None if dm else self.where.channel, upload)

    async def unfold(self, shown: Shown) -> str:
        """A card's text, and what waits behind its [More]."""
        return f"{shown.text}\n{(await self.press('More', on=shown)).text}"

    async def press(self, label: str, *, on: Shown | None = None, dm: bool = False, nth: int = 1) -> Shown:
        """Presses the button of that label on the newest card that has it, or on the nth newest."""
        shown = on or self._newest(label, nth)
        return await self._do(Pressed(payload=shown.payload(label)), None if dm else self.where.channel)

    async def fill(self, **values: str) -> Shown:
        """Fills in the form they were shown last."""
        shown = next(s for s in reversed(self.seen) if isinstance(s.answer.body, Form))
        filled = {a.name: a.value for a in shown.form.asks} | values
        return await self._do(Submitted(payload=shown.answer.payloads[0], values=filled), self.where.channel)

    async def choose(self, call: Call, upload: Upload | None = None) -> Shown:
        """Makes a Call as it comes from a platform's own menu."""
        return await self._do(Chosen(call=call), self.where.channel, upload)

    async def look_home(self) -> Shown:
        """Opens the bot's App Home."""
        return await self._do(Chosen(call=Call(path="home")), None)

    async def send(
        self, signal: Signal, *, event: str = "", channel: ChannelId | None = GENERAL
    ) -> list[Shown]:
        """One inbound as it is; answers all that came back (nothing, for a duplicate)."""
        channel = self.where.channel if channel == GENERAL else channel
        return await self._handle(signal, channel, None, event or self._world.event())

    async def _handle(
        self, signal: Signal, channel: ChannelId | None, upload: Upload | None, event: str
    ) -> list[Shown]:
        nowhere = channel is None and is_global(self.account)
        inbound = Inbound(
            event=event,
            account=self.account,
            name=self.name,
            channel=channel,
            signal=signal,
            organiser=self.organiser and not nowhere,
            upload=upload,
            space=self.where.space if is_global(self.account) and not nowhere else None,
            place="" if nowhere else self.where.place,
        )
        responder = _Responder(self.organiser, self.where.space)
        await self.door.handle(inbound, responder)
        order = len(self._world.stage.delivered)
        return [Shown(answer, self._world.now, order=order) for answer in responder.answers]

    async def _do(self, signal: Signal, channel: ChannelId | None, upload: Upload | None = None) -> Shown:
        answers = await self._handle(signal, channel, upload, self._world.event())
        await self._world.time.drain()
        assert answers, f"{self.name} got no answer"
        self.seen.append(answers[-1])
        return answers[-1]

    def close_dms(self) -> None:
        """Takes no DMs from now on."""
        self._world.stage.closed.add(self.account)

    def open_dms(self) -> None:
        self._world.stage.closed.discard(self.account)

    def _newest(self, label: str, nth: int) -> Shown:
        posted = self._world.sent_to(self.where.channel)
        everything = sorted([*posted, *self.inbox, *self.seen], key=lambda s: s.order)
        found = [shown for shown in reversed(everything) if label in shown.labels]
        assert len(found) >= nth, f"{self.name} sees no [{label}]"
        return found[nth - 1]

    @property
    def inbox(self) -> list[Shown]:
        """Their DMs and what was said in places that they share with others, oldest first."""
        return self._world.sent_to(self.account)


class World:
    """A group, a clock, and the people in it."""

    stage: Backstage
    """What its stages share; platforms that are real have none."""

    def __init__(self, app: App, clock: ManualClock) -> None:
        self.app = app
        self.clock = clock
        self.time = SimulatedTime(app.runner, app.dispatcher, clock)
        self._events = itertools.count(1)
        self._lead = f"{app.store.chance.getrandbits(32):x}/"

    @property
    def now(self) -> dt.datetime:
        return self.clock.now()

    @property
    def space(self) -> SpaceId:
        """Where the group is."""
        return SPACE

    def event(self) -> str:
        return f"{self._lead}{next(self._events)}"

    def tells(self, script: str) -> None:
        """What people do has the ids from now on that the terminal gives when it plays this script."""
        self._lead, self._events = f"{script}-", itertools.count(1)

    def person(self, name: str, *, organiser: bool = False, on: str | Home = "console") -> Somebody:
        """Somebody, on the platform of that name or in that space."""
        return Somebody(self, name, organiser=organiser, where=on if isinstance(on, Home) else home(on))

    async def member(
        self,
        name: str,
        zone: str = "Europe/Berlin",
        *,
        organiser: bool = False,
        on: str | Home = "console",
        **more: str,
    ) -> Somebody:
        """A person who has joined."""
        person = self.person(name, organiser=organiser, on=on)
        rest = " ".join(f"{k}={v}" for k, v in more.items())
        shown = await person.say(f"/prep start zone={zone} {rest}")
        assert any(f"You're {how}" in shown.text for how in ("in", "already in")), shown.text
        return person

    async def advance(self, **span: float) -> None:
        """Lets time pass: `advance(hours=24)`."""
        await self.time.advance(self.now + dt.timedelta(**span))

    def sent_to(self, address: AccountId | ChannelId) -> list[Shown]:
        """What was sent there; an App Home is a page, and no message."""
        return [
            Shown(d.answer, at, order=order)
            for order, (d, at) in enumerate(self.stage.delivered, 1)
            if d.place != "home" and (d.to == address or address in d.people)
        ]

    async def happened(self, where: Home, path: str, **values: str) -> None:
        """A platform reports what nobody asked for."""
        await self.app.dispatcher.report(where.space, self.event(), Call(path=path, values=values))
        await self.time.drain()

    def homes_of(self, person: Somebody) -> list[Shown]:
        """What their App Home has shown without being opened."""
        found = (pair for pair in self.stage.delivered if pair[0].place == "home")
        return [Shown(d.answer, at) for d, at in found if d.to == person.account]

    @property
    def channel(self) -> list[Shown]:
        """What was posted in #general."""
        return self.sent_to(GENERAL)


def app_in(
    folder: Path,
    factories: Mapping[str, Factory],
    clock: Clock,
    *,
    seed: int | str = 0,
    wrap: Wrap = unchanged,
    more: Iterable[Command] = (),
) -> AbstractAsyncContextManager[App]:
    """The whole bot on a server in `folder`, with the worker that all worlds share."""
    settings = Settings(data=folder, xdg_config_home=folder / "config", key=KEY)

    return open_app(
        settings,
        factories,
        clock=clock,
        seed=seed,
        wrap=lambda wire: wrap(patient(wire)),
        more=more,
        worker=WORKER,
    )


@asynccontextmanager
async def in_memory(folder: Path, *, at: dt.datetime = START, **more: Any) -> AsyncIterator[World]:
    """A World whose platforms are stages."""
    clock, back = ManualClock(at), Backstage()

    def stage(name: str) -> Factory:
        return lambda services: Stage(services, name, back, check)

    factories = {name: stage(name) for name in ("console", "slack", "discord")}
    async with app_in(folder, factories, clock, **more) as app:
        made = World(app, clock)
        made.stage = back
        yield made
        with suppress(StoreDown):  # which some tests leave it
            await check_names(made)


async def check_names(w: World) -> None:
    """What was said and done is remembered for longer than a member who is forgotten: it names nobody."""
    store, flat = w.app.store, [await w.app.store.pipe("ZRANGE", keys.seen(p), 0, -1) for p in partitions()]
    seen = b" ".join(name for names in flat for name in names)
    for group in await groups(store):
        people = await members.MEMBERS.all(store.unit(group, w.now), {})
        named = [who for who in people if who.encode() in seen]
        assert not named, f"remembered by name: {seen[seen.index(named[0].encode()) - 80 :][:120]!r}"


Opens = Callable[..., AbstractAsyncContextManager[World]]
OPENS: list[Opens] = [in_memory]
"""Where the worlds of a test are opened, by the last of them: in memory, unless its story is told on a platform."""


def world(folder: Path, *, at: dt.datetime = START, **more: Any) -> AbstractAsyncContextManager[World]:
    """A World on a server of its own in `folder`, which can be used again; `more` is for app_in."""
    return OPENS[-1](folder, at=at, **more)
