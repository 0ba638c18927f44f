"""People and worlds on a real platform: the surface of tests.world, and what each platform does its own way."""

import abc
import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial

from bot.app import App
from bot.core.kinds import Upload
from bot.core.reply import Chosen, Inbound, Pressed, Responder, Said, Signal, Submitted
from bot.core.values import AccountId, ChannelId, SpaceId
from bot.core.wall_time import ManualClock
from bot.platforms.port import Booked, Booking, Delivery, DispatchPort, DoorMiddleware, Platform, Receipt
from tests.onstage.shown import Displayed
from tests.records import group_of
from tests.stage import Home
from tests.world import GENERAL, Shown, Somebody, World

AGAIN = ("Correct it", "Open the form")
"""How the buttons begin that open a form which a platform could not show at once."""


@dataclass(frozen=True)
class Sent:
    """A delivery that arrived, and the changes that the platform's messages had seen before and after it."""

    delivery: Delivery
    ref: str
    at: dt.datetime
    before: int
    after: int


class Witness:
    """Stands before a platform and notes what it delivers; all else is the platform's own."""

    def __init__(self, platform: Platform, changes: Callable[[], int], clock: ManualClock) -> None:
        self.platform, self.name = platform, platform.name
        self.sent: list[Sent] = []
        self._changes, self._clock = changes, clock

    async def run(self, ready: Callable[[str], None]) -> None:
        await self.platform.run(ready)

    async def here(self, account: AccountId) -> bool | None:
        return await self.platform.here(account)

    async def channel_problem(self, channel: ChannelId) -> str | None:
        return await self.platform.channel_problem(channel)

    async def book(self, booking: Booking) -> Booked:
        return await self.platform.book(booking)

    async def deliver(self, delivery: Delivery) -> Receipt:
        before = self._changes()
        receipt = await self.platform.deliver(delivery)
        if receipt.outcome == "sent":
            now, after = self._clock.now(), self._changes()
            self.sent.append(Sent(delivery, receipt.ref, now, before, after))
        if receipt.send_rest is None:
            return receipt
        return receipt.model_copy(
            update={"send_rest": partial(self._complete, len(self.sent) - 1, receipt.send_rest)}
        )

    async def _complete(self, number: int, send_rest: Callable[[], Awaitable[object]]) -> None:
        """What follows the words of a message belongs to it."""
        await send_rest()
        self.sent[number] = replace(self.sent[number], after=self._changes())


class Numbered(DoorMiddleware):
    """Stands before the dispatcher as a platform's door; while a script is played it writes ids of its own.

    Chance is seeded by an inbound's id, and each platform makes those its own way. In a turn the first inbound has
    the turn's id, as in memory, and what a platform needs beside it (to open a form by a button, to turn its pages)
    is numbered on. An inbound that comes twice keeps its id. Before the first turn the platform's ids pass.
    """

    def __init__(self, door: DispatchPort) -> None:
        super().__init__(door)
        self._turn, self._of_this_turn = "", 0
        self._ids: dict[str, str] = {}

    def begin(self, turn: str) -> None:
        """Somebody does the next thing."""
        self._turn, self._of_this_turn = turn, 0

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        await self.door.handle(inbound.model_copy(update={"event": self._id(inbound.event)}), responder)

    def _id(self, event: str) -> str:
        if not self._turn:
            return event
        if event not in self._ids:
            self._of_this_turn += 1
            first = self._of_this_turn == 1
            self._ids[event] = self._turn if first else f"{self._turn}.{self._of_this_turn}"
        return self._ids[event]


class Player(Somebody, abc.ABC):
    """A person of a real platform. One does one thing after the other, and reads what came of it."""

    def __init__(self, world: "Troupe", name: str, account: AccountId, *, organiser: bool) -> None:
        home = Home(world.space, world.room)
        super().__init__(world, name, organiser=organiser, where=home)
        self.account = account
        self._troupe = world

    @abc.abstractmethod
    async def _typed(self, text: str, *, dm: bool, upload: Upload | None) -> Displayed: ...

    @abc.abstractmethod
    async def _pressed(self, label: str, card: Displayed | None, nth: int) -> Displayed: ...

    @abc.abstractmethod
    async def _filled(self, values: dict[str, str]) -> Displayed: ...

    @abc.abstractmethod
    async def forge(self, payload: str) -> Displayed | None:
        """Presses a button that nobody has shown them."""

    @abc.abstractmethod
    async def forge_form(self, payload: str, values: dict[str, str]) -> Displayed | None:
        """Submits a form that nobody has shown them, with whatever in it."""

    async def say(self, text: str, *, dm: bool = False, upload: Upload | None = None) -> Shown:
        async with self._troupe.turn():
            shown = await self._typed(text, dm=dm, upload=upload)
            return await self._saw(shown)

    async def press(self, label: str, *, on: Shown | None = None, dm: bool = False, nth: int = 1) -> Shown:
        assert not dm, "a card is pressed where it stands"
        async with self._troupe.turn():
            return await self._saw(await self._pressed(label, on if isinstance(on, Displayed) else None, nth))

    async def fill(self, **values: str) -> Shown:
        async with self._troupe.turn():
            return await self._saw(await self._filled(values))

    async def send(
        self, signal: Signal, *, event: str = "", channel: ChannelId | None = GENERAL
    ) -> list[Shown]:
        """What no screen offers: a forged press, form, or Call."""
        assert (event, channel) == ("", GENERAL), "both are the platform's business"
        async with self._troupe.turn():
            shown = await self._forged(signal)
            await self._troupe.time.drain()
            return [] if shown is None else [shown]

    async def _forged(self, signal: Signal) -> Displayed | None:
        match signal:
            case Pressed(payload=payload):
                return await self.forge(payload)
            case Submitted(payload=payload, values=values):
                return await self.forge_form(payload, dict(values))
            case Said(text=text, root=root):
                lead = {"prep": "/prep ", "admin": "/prep-admin ", None: ""}[root]
                return await self._typed(lead + text, dm=root is None, upload=None)
            case Chosen(call=call):
                group = await group_of(self._troupe)
                written = self._troupe.app.registry.encode(group, call)
                assert written is not None, f"no button can hold {call.path}"
                return await self.forge(written)

    async def _saw(self, shown: Displayed) -> Displayed:
        self.seen.append(shown)
        await self._troupe.time.drain()
        return shown


class Troupe(World, abc.ABC):
    """A group on one space of a real platform, before the real app with the real adapter."""

    def __init__(self, app: App, clock: ManualClock, witness: Witness, door: Numbered) -> None:
        super().__init__(app, clock)
        self.witness, self.door = witness, door
        self._one_at_a_time = asyncio.Lock()
        self._scripted = False

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """In it one person does one thing; what a script has them do has the id that it would have in memory."""
        async with self._one_at_a_time:
            if self._scripted:
                self.door.begin(self.event())
            yield

    def tells(self, script: str) -> None:
        super().tells(script)
        self._scripted = True

    @property
    @abc.abstractmethod
    def space(self) -> SpaceId: ...

    @property
    @abc.abstractmethod
    def room(self) -> ChannelId:
        """#general."""

    @abc.abstractmethod
    def player(self, name: str, *, organiser: bool) -> Player: ...

    @abc.abstractmethod
    def displayed(self, sent: Sent) -> Displayed:
        """What stands where something was delivered."""

    def person(self, name: str, *, organiser: bool = False, on: str | Home = "console") -> Somebody:
        assert on == "console", "a troupe is on one platform"
        return self.player(name, organiser=organiser)

    def sent_to(self, address: AccountId | ChannelId) -> list[Shown]:
        found = [s for s in self.witness.sent if address in (s.delivery.to, *s.delivery.people)]
        return [self.displayed(s) for s in found if s.delivery.place != "home"]

    @property
    def channel(self) -> list[Shown]:
        return self.sent_to(self.room)
