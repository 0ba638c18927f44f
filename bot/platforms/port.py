"""What a platform is to the bot, and the bot to a platform."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pydantic import Field

from bot.core.errors import LoopmateError
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Responder
from bot.core.values import AccountId, Call, ChannelId, Frozen, SpaceId
from bot.core.wall_time import Clock
from bot.store.installs import Installs
from bot.work import Worker

Destination = Literal["dm", "channel", "meeting", "home"]
Sleep = Callable[[float], Awaitable[None]]


class Busy(Exception):
    """The platform asks for patience; nothing was sent."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"busy for {seconds} s")
        self.seconds = seconds


class Unready(LoopmateError):
    """What only a person can fix: a wrong token, a missing scope. A sentence that names the fix."""


class Delivery(Frozen):
    """One message to send. `again`: it may have been sent before, so look it up first where that is possible.

    `to` is a person's account (of a meeting, the first one's), or a channel. A meeting is a place that its
    `people` share, all of one space; `channel` is the group's own there, for a platform that makes a thread of
    it, and `topic` is its name: the same name, the same place. In a channel, `topic` names a thread of it, and
    `thread` is the id of its first message, as a receipt gave it, if there is one already.
    """

    id: str
    to: AccountId | ChannelId
    place: Destination = "dm"
    people: tuple[AccountId, ...] = ()
    channel: ChannelId | None = None
    topic: str = ""
    thread: str = ""
    dm: str = ""
    """The platform's id of the DM with `to`, if a receipt has named it."""
    answer: Answer
    again: bool = False
    daily: bool = False
    """Of the messages of a day: a platform that tells nobody who has left looks the person up before it."""
    since: dt.datetime | None = None
    """When it was due: what looks the same and is older is another message."""
    silent: bool = False


class Receipt(Frozen):
    """What became of it. `ref` is the platform's id of the message, `why` is for the organizer; `head`: what
    follows on its topic belongs below it. `send_rest` sends what travels apart from the words, such as a picture.
    It's called once the message is acknowledged, so that nothing that happens there can send the words again.

    - closed: this person takes no DMs, or nothing can be posted in this channel
    - gone: this person is not in the space anymore
    - alone: no shared place can be made here; tell each at home
    """

    outcome: Literal["sent", "closed", "gone", "alone"] = "sent"
    ref: str = ""
    why: str = ""
    head: bool = False
    dm: str = ""
    """The platform's id of the DM into which it went."""
    send_rest: Callable[[], Awaitable[object]] | None = Field(None, repr=False)


class Booking(Frozen):
    """A place and a date that are wanted for `people`, all of one space, or (none named) for everybody.

    `channel` is the group's own there, `voice` the voice channel that its organizer chose. `at` None: nothing is
    wanted anymore, and what `ref` stands for is given up.
    """

    people: tuple[AccountId, ...] = ()
    channel: ChannelId | None = None
    voice: ChannelId | None = None
    title: str = ""
    at: dt.datetime | None = None
    minutes: int = 0
    ref: str = ""


class Booked(Frozen):
    """What there is: links to a place and to a date, and `ref`, by which it's given up; nothing where the platform
    has none, or doesn't allow it."""

    place: str = ""
    event: str = ""
    venue: Literal["", "link", "shared", "voice", "huddle"] = ""
    """Where people talk: a link made for them alone, one that others have as well, their voice channel or huddle."""
    ref: str = ""


class Platform(Protocol):
    """One place where members are. What it answers by default is right where nobody leaves."""

    name: str

    async def run(self, ready: Callable[[str], None]) -> None:
        """Connects, says so in words each time, and works until it is canceled.

        Raises:
            Unready: a person has to fix something. Whatever else is raised, the platform is started again.
        """
        ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        """Sends a message.

        Raises:
            Busy: later. Anything else is a failure that is tried again.
        """
        ...

    async def here(self, account: AccountId) -> bool | None:  # noqa: ARG002 - for those who look
        """Whether the person is still there; None: cannot be said."""
        return True

    async def channel_problem(self, channel: ChannelId) -> str | None:  # noqa: ARG002 - for those who look
        """Why nothing can be posted in a channel, with the fix; "": something can; None: it can't be said now."""
        return ""

    async def book(self, booking: Booking) -> Booked:  # noqa: ARG002 - for those who look
        """Makes a place and a date for people who meet, or gives them up.

        Raises:
            Busy: later.
        """
        return Booked()


class DispatchPort(Protocol):
    """Where everything that people do comes in."""

    @property
    def registry(self) -> Registry: ...

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        """Works on one inbound and answers through the responder; never raises for what a person did."""
        ...

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        """At most 25 values for an argument while a member types."""
        ...

    async def report(self, space: SpaceId, event: str, what: Call) -> None:
        """Something happened that nobody asked for: it becomes work of the space's group, once for each event.

        Raises:
            StoreDown: report it again.
        """
        ...


class DoorMiddleware:
    """A door in front of `door`: it decides what becomes of an inbound, and passes everything else on."""

    def __init__(self, door: DispatchPort) -> None:
        self.door = door

    @property
    def registry(self) -> Registry:
        return self.door.registry

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        return await self.door.suggest(account, path, field, typed, space)

    async def report(self, space: SpaceId, event: str, what: Call) -> None:
        await self.door.report(space, event, what)


class Lease(Protocol):
    """The right to be the only one of all processes on this store that does something."""

    async def hold(self) -> bool:
        """Takes it or keeps it, and says whether this process has it. Ask every few seconds, or lose it."""
        ...

    async def release(self) -> None: ...


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


async def _one() -> int:
    return 1


@dataclass(frozen=True, slots=True)
class PlatformServices:
    """All that a platform is given."""

    door: DispatchPort
    clock: Clock
    work: Worker
    lease: Callable[[str], Lease]
    guests: DispatchPort | None = None
    """The door for guests, who brought the bot along; None: they come in by `door`."""
    word: str = "prep"
    """The root word; organizers' commands are under `<word>-admin`."""
    sleep: Sleep = asyncio.sleep
    processes: Callable[[], Awaitable[int]] = _one
    """How many processes work on this store, this one among them."""
    installs: Installs | None = None
    """Where a platform keeps the tokens that it's given in many places; None: nowhere."""
