"""A door for the Discord adapter alone: it notes what comes in and answers what the test says."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import Field

from bot.core.card import Ask, Button, Card, Form, buttons, card
from bot.core.command import Args, Command, command
from bot.core.errors import StoreDown
from bot.core.kinds import Suggest, Upload, Zone
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Reader, Reply, Responder, Visible
from bot.core.values import AccountId, Call, SpaceId
from bot.core.when import Clock, ManualClock
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import Lease, PlatformServices
from bot.work import Worker
from tests.platforms.discord.harness import START

QUICK = DiscordOptions("a-token", beat=0.02, patience=1.5, burst=1_000)
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


class Setup(Args, path="admin.setup"):
    pass


def _declared(args: type[Args], about: str) -> Command:
    async def run(ctx: Any, args: Args) -> Reply:
        raise AssertionError("the doorway runs nothing")

    run.__annotations__["args"] = args
    return command(about)(run)


REGISTRY = Registry(_declared(one, one.path) for one in (Start, Resume, Hours, Setup))


def said(*lines: str, visible: Visible = "caller", replace: bool = False) -> Answer:
    """A card with one button."""
    body = card(*lines, buttons(GO))
    return Answer(body=body, reader=Reader(), visible=visible, replace=replace, payloads=("1:g:today",))


def asked(*asks: Ask, page: int = 1) -> Answer:
    """A form."""
    body = Form(title="Start", call=Call(path="start"), asks=asks, page=page)
    return Answer(body=body, reader=Reader(), payloads=("1:g:start", "1:g:?start"))


def of(body: Card) -> Answer:
    """Any card, with payloads for its buttons."""
    return Answer(body=body, reader=Reader(), payloads=tuple(f"1:g:p{n}" for n in range(len(body.buttons))))


@dataclass
class Doorway:
    """`answer` says what each inbound gets; None drops it. `defers` makes it say first that it is thinking."""

    answer: Callable[[Inbound], Answer | None] = lambda _: said("Hello")
    defers: Visible | None = None
    offers: Sequence[str] = ()
    hangs: bool = False
    down: int = 0
    """How many reports find the store down."""
    inbounds: list[Inbound] = field(default_factory=list)
    reports: list[tuple[SpaceId, str, Call]] = field(default_factory=list)
    asked_for: list[tuple[str, str, str, SpaceId | None]] = field(default_factory=list)
    organisers: list[bool] = field(default_factory=list)
    registry: Registry = REGISTRY

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        self.inbounds.append(inbound)
        self.organisers.append(await responder.admin())
        if self.defers is not None:
            await responder.defer(self.defers)
        answer = self.answer(inbound)
        if answer is None:
            await responder.drop()
        else:
            await responder.send(answer)

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        assert account.startswith("discord:@:")
        self.asked_for.append((path, field, typed, space))
        if self.hangs:
            await asyncio.Event().wait()
        return self.offers

    async def report(self, space: SpaceId, event: str, what: Call) -> None:
        if self.down:
            self.down -= 1
            raise StoreDown("down")
        self.reports.append((space, event, what))


@dataclass
class Key:
    """A lease that is had or not, as the test says."""

    had: bool = True
    asked: int = 0
    released: int = 0

    async def hold(self) -> bool:
        self.asked += 1
        return self.had

    async def release(self) -> None:
        self.released += 1


def services(
    door: Doorway, key: Key | None = None, names: list[str] | None = None, clock: Clock | None = None
) -> PlatformServices:
    """A house with that door; `names` collects the leases that are asked for."""

    def lease(name: str) -> Lease:
        if names is not None:
            names.append(name)
        return key or Key()

    return PlatformServices(door=door, clock=clock or ManualClock(START), work=Worker(), lease=lease)
