"""A door for the Discord adapter alone: it notes what comes in and answers what the test says."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from bot.core.card import Ask, Button, Card, Form, buttons, card
from bot.core.command import Args, command
from bot.core.kinds import Suggest, Upload, Zone
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Reader, Visible
from bot.core.values import Call
from bot.core.wall_time import Clock, ManualClock
from bot.platforms.discord.settings import DiscordOptions
from bot.platforms.port import Lease, PlatformServices
from bot.work import Worker
from tests.core.declared import handler
from tests.platforms.discord.harness import START
from tests.platforms.door import Door, Key

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


class Setup(Args, path="admin.setup"): ...


REGISTRY = Registry(command(one.path)(handler(one)) for one in (Start, Resume, Hours, Setup))


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
class Doorway(Door):
    answer: Callable[[Inbound], Answer | None] = lambda _: said("Hello")
    registry: Registry = REGISTRY


def services(
    door: Doorway, key: Key | None = None, names: list[str] | None = None, clock: Clock | None = None
) -> PlatformServices:
    """A house with that door; `names` collects the leases that are asked for."""

    def lease(name: str) -> Lease:
        if names is not None:
            names.append(name)
        return key or Key()

    return PlatformServices(door=door, clock=clock or ManualClock(START), work=Worker(), lease=lease)
