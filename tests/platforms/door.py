"""A door for an adapter alone: it keeps what comes in and what is reported, and answers what the test says."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from bot.core.card import Ask, Button, Buttons, Card, Form, buttons, card
from bot.core.command import ANYONE, Args, command, press
from bot.core.errors import Refusal, StoreDown
from bot.core.kinds import Rest, Suggest, Upload, Zone, choice, text
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Responder
from bot.core.values import AccountId, Call, Private, SpaceId
from bot.core.wall_time import ManualClock
from bot.platforms.port import Busy, Delivery, Platform, PlatformServices, Receipt
from bot.work import Pool, Worker
from tests.core.declared import handler

BERLIN = "Europe/Berlin"
GO = Button(label="Go", call=Call(path="today"))


async def zones(ctx: Any, typed: str) -> list[str]:
    return []


class Start(Args, path="start"):
    zone: Annotated[Zone, Suggest(zones)] = Field("UTC", description="Your time zone")
    minutes: int = Field(15, ge=5, le=90, description="Minutes a day")


class Resume(Args, path="resume"):
    file: Upload | None = Field(None, description="Your resume")


class Hours(Args, path="mock.hours"):
    text: str = Field("", description="When you can")


class Remind(Args, path="remind"):
    at: dt.time = Field(description="When, on your clock")
    where: Annotated[str, choice("dm", "channel", "both")] = Field("dm", description="Where")
    words: Annotated[str, text(4_000)] = Field("", description="Words of your own")


class Bullet(Args, path="bullet"):
    text: Annotated[Private[str], Rest()] = Field(description="One bullet of your resume")


class Today(Args, path="today"): ...


class Home(Args, path="home"): ...


class Setup(Args, path="admin.setup"): ...


REGISTRY = Registry(
    [
        *(command(one.path)(handler(one)) for one in (Start, Resume, Hours, Bullet, Today, Setup)),
        command("When I write to you", form=("at", "where", "words"), title="Remind me")(handler(Remind)),
        press(access=ANYONE)(handler(Home)),
    ]
)


def said(body: str | Card | Form, **more: Any) -> Answer:
    """An answer for a reader in Berlin; words have a button. A payload tells its button's label or form."""
    body = card(body, buttons(GO)) if isinstance(body, str) else body
    calls = (
        (body.call.path, f"?{body.call.path}") if isinstance(body, Form) else (b.label for b in body.buttons)
    )
    given = {"zone": BERLIN, "payloads": tuple(f"1:g:{call}" for call in calls)} | more
    return Answer(body=body, **given)


def row(*labels: str) -> Buttons:
    return Buttons(buttons=tuple(Button(label=label, call=Call(path="today")) for label in labels))


def asked(*asks: Ask, page: int = 1) -> Answer:
    """A form."""
    return said(Form(title="Start", call=Call(path="start"), asks=asks, page=page))


@dataclass
class Door:
    """`answer` says what each inbound gets; None drops it. `defers` makes it say first that it is thinking."""

    answer: Callable[[Inbound], Answer | None] = lambda _: said("Hello")
    registry: Registry = REGISTRY
    defers: bool = False
    offers: Sequence[str] = ()
    hangs: bool = False
    asks_admin: bool = True
    down: int = 0
    """How many reports find the store down."""
    pause: asyncio.Event | None = None
    """Work that takes its time goes on when it is set."""
    inbounds: list[Inbound] = field(default_factory=list)
    reports: list[tuple[SpaceId, str, Call]] = field(default_factory=list)
    asked_for: list[tuple[AccountId, str, str, str, SpaceId | None]] = field(default_factory=list)
    organisers: list[bool] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        self.inbounds.append(inbound)
        if self.pause is not None:
            await self.pause.wait()
        if self.asks_admin:
            try:
                self.organisers.append(await responder.admin())
            except Refusal as refusal:
                self.refused.append(refusal.text)
        if self.defers:
            await responder.defer()
        answer = self.answer(inbound)
        await (responder.send(answer) if answer else responder.drop())

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        self.asked_for.append((account, path, field, typed, space))
        if self.hangs:
            await asyncio.Event().wait()
        return self.offers

    async def report(self, space: SpaceId, event: str, what: Call) -> None:
        if self.down:
            self.down -= 1
            raise StoreDown("down")
        if event not in [known for _, known, _ in self.reports]:
            self.reports.append((space, event, what))

    @property
    def news(self) -> list[Call]:
        """What was reported, but that a place is there."""
        return [call for _, _, call in self.reports if call.path != "space.returned"]


async def settled(platform: Platform, clock: ManualClock, waiting: list[Delivery]) -> list[Receipt]:
    """What becomes of deliveries with an outbox that comes back when it was told to."""
    due, receipts = [(clock.now(), one) for one in waiting], list[Receipt]()
    while due:
        due.sort(key=lambda pair: pair[0])
        at, one = due.pop(0)
        clock.set(max(at, clock.now()))
        try:
            receipts.append(await platform.deliver(one))
        except Busy as busy:
            due.append((clock.now() + dt.timedelta(seconds=busy.seconds), one))
    return receipts


@dataclass
class Key:
    """A lease that is had or not, as the test says."""

    had: bool = True
    released: int = 0

    async def hold(self) -> bool:
        return self.had

    async def release(self) -> None:
        self.released += 1


class Here(Pool):
    """Work is done at once, in this process."""

    async def __call__(self, function: Any, *args: Any, **_: Any) -> Any:
        return function(*args)


class InThisProcess(Worker):
    """Every pool works here."""

    def __init__(self) -> None:
        self.pictures = self.files = self.matching = Here(lambda _: None)


def sleep_by(clock: ManualClock) -> Callable[[float], Awaitable[None]]:
    """Whoever waits moves the clock."""

    async def sleep(seconds: float) -> None:
        clock.set(clock.now() + dt.timedelta(seconds=seconds))

    return sleep


def services(door: Door, clock: ManualClock, **more: Any) -> PlatformServices:
    """What a platform is given that has this door."""
    given: dict[str, Any] = {"work": InThisProcess(), "lease": lambda _: Key()}
    return PlatformServices(door=door, clock=clock, **given | more)
