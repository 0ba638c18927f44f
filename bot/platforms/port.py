"""What a platform is to the bot, and the bot to a platform."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.core.clock import Clock
from bot.core.frozen import Frozen
from bot.core.ids import AccountId, ChannelId
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Responder


class Busy(Exception):
    """The platform asks for patience; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"busy for {seconds} s")
        self.seconds = seconds


class Delivery(Frozen):
    """One message to send. `again`: it may have been sent before, so look it up first where that is possible."""

    id: str
    to: AccountId | ChannelId
    direct: bool
    """To a person's DM, not to a channel."""
    answer: Answer
    again: bool = False


class Receipt(Frozen):
    """What became of it; `closed`: this person takes no DMs. `ref` is the platform's id of the message."""

    outcome: Literal["sent", "closed"] = "sent"
    ref: str = ""


class Platform(Protocol):
    """One place where members are."""

    name: str

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message.

        Raises:
            Busy: later. Anything else is a failure that is tried again.
        """
        ...


class Door(Protocol):
    """Where everything that people do goes in."""

    @property
    def registry(self) -> Registry: ...

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        """Works on one inbound and answers through the responder; never raises for what a person did."""
        ...

    async def suggest(self, account: AccountId, path: str, field: str, typed: str) -> Sequence[str]:
        """At most 25 values for an argument while a member types."""
        ...


class Clockwork(Protocol):
    """Simulated time, for the terminal and for tests."""

    async def drain(self) -> None:
        """Does everything that is due now, and what comes of it."""
        ...

    async def advance(self, to: dt.datetime) -> None:
        """Moves the clock to `to`, doing what falls due on the way, in order."""
        ...

    async def leap(self, to: dt.datetime) -> None:
        """Sets the clock to `to` at once, then settles what fell due by the rule for lateness.

        Before anybody has said anything `to` may be earlier; after that ValueError says that it may not.
        """
        ...


@dataclass(frozen=True, slots=True)
class House:
    """All that a platform is given."""

    door: Door
    clock: Clock
    word: str = "prep"
    """The root word; organisers' commands stand under `<word>-admin`."""
