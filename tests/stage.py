"""Platforms in memory, for tests: where people are, what was delivered to them, and who cannot be reached."""

import datetime as dt
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.core.reply import Answer, Responder
from bot.core.values import (
    EVERYWHERE,
    AccountId,
    ChannelId,
    SpaceId,
    account_id,
    channel_id,
    platform_of,
    space_id,
)
from bot.platforms.port import Booked, Booking, Delivery, PlatformServices, Receipt


@dataclass(frozen=True)
class Home:
    """Where people of a platform are in a test: a space, its channel, and what the space is called there."""

    space: SpaceId
    channel: ChannelId
    place: str = ""
    everywhere: bool = False
    """Whether accounts belong to no single space."""

    def account(self, name: str) -> AccountId:
        """Somebody's account, with an id as the platform makes them."""
        number = zlib.crc32(name.encode())
        if platform_of(self.space) == "console":
            return account_id(self.space, name)
        if self.everywhere:
            return account_id(space_id("discord", EVERYWHERE), f"4{number:017}")
        return account_id(self.space, f"U{number:010X}")


def home(platform: str, name: str = "main", place: str = "") -> Home:
    """A space: `home("slack", "T02")`, `home("discord", "222", "Study hall")`."""
    if platform == "console":
        space = space_id("console", name)
        return Home(space, channel_id(space, "#general"), place)
    if platform == "discord":
        space = space_id("discord", name if name.isdigit() else "111111111111111111")
        return Home(space, channel_id(space, "333333333333333333"), place or "ML Loop on Discord", True)
    space = space_id("slack", name if name.startswith("T") else "T01MAIN")
    return Home(space, channel_id(space, "C0123PREP"), place or "ML Loop")


@dataclass
class Backstage:
    """What all stages of a world share: what was delivered, who is unreachable, and what fails."""

    delivered: list[tuple[Delivery, dt.datetime]] = field(default_factory=list)
    closed: set[AccountId] = field(default_factory=set)
    """Whose DMs are closed."""
    gone: set[AccountId] = field(default_factory=set)
    """Who is not in the space any more."""
    shut: set[ChannelId] = field(default_factory=set)
    """Channels in which nothing can be posted."""
    alone: bool = False
    """Whether no shared place can be made."""
    broken: int = 0
    """How many of the next deliveries fail."""
    asked_about: int = 0
    """How often it was asked whether a channel is open."""
    rooms: Booked | None = field(default_factory=Booked)
    """What people are given to meet in; None: asking for it fails."""
    booked: list[Booking] = field(default_factory=list)
    looked: list[AccountId] = field(default_factory=list)
    """After whom was asked."""


class Stage:
    """A platform in memory. It honours what a platform promises, and can be told to fail."""

    def __init__(
        self, house: PlatformServices, name: str, back: Backstage, check: Callable[[Answer], None]
    ) -> None:
        self.house = house
        self.name = name
        self.back = back
        self._check = check

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def here(self, account: AccountId) -> bool | None:
        self.back.looked.append(account)
        return account not in self.back.gone

    async def channel_problem(self, channel: ChannelId) -> str | None:
        self.back.asked_about += 1
        return "is_archived" if channel in self.back.shut else ""

    async def book(self, booking: Booking) -> Booked:
        if self.back.rooms is None:
            raise ConnectionError("the stage has no rooms")
        self.back.booked.append(booking)
        return self.back.rooms if booking.at else Booked()

    async def deliver(self, delivery: Delivery) -> Receipt:
        if self.back.broken:
            self.back.broken -= 1
            raise ConnectionError("the stage is broken")
        if delivery.to in self.back.gone:
            return Receipt(outcome="gone")
        if delivery.place == "meeting" and self.back.alone:
            return Receipt(outcome="alone")
        if (delivery.place == "dm" and delivery.to in self.back.closed) or delivery.to in self.back.shut:
            return Receipt(outcome="closed", why="is_archived" if delivery.place == "channel" else "")
        self.back.delivered.append((delivery, self.house.clock.now()))
        self._check(delivery.answer)
        return Receipt(ref=str(len(self.back.delivered)))


class Silent(Responder):
    """A responder for a caller whose answer nobody looks at."""

    async def send(self, answer: Answer) -> None: ...
