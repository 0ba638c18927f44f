"""What a platform is to the bot, and the bot to a platform."""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, Protocol, TypeVar

from pydantic import Field

from bot.core.call import Call
from bot.core.clock import Clock
from bot.core.errors import LoopmateError
from bot.core.ids import AccountId, ChannelId, SpaceId
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Responder
from bot.core.values import Frozen
from bot.store.installs import Installs
from bot.work import Worker

Destination = Literal["dm", "channel", "meeting", "home"]


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
    opens: str = ""
    """The name of a thread that the message begins below itself; where any message can be answered, nothing."""
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
    - gone: this person is not in the space any more
    - alone: no shared place can be made here; tell each at home
    """

    outcome: Literal["sent", "closed", "gone", "alone"] = "sent"
    ref: str = ""
    why: str = ""
    head: bool = False
    dm: str = ""
    """The platform's id of the DM into which it went."""
    send_rest: Callable[[], Awaitable[object]] | None = Field(None, repr=False)


Venue = Literal["", "link", "shared", "voice", "huddle"]
"""Where people talk: a link made for them alone, one that others have as well, their voice channel or huddle."""


class Booking(Frozen):
    """A place and a date that are wanted for `people`, all of one space, or (none named) for everybody.

    `channel` is the group's own there, `voice` the voice channel that its organizer chose. `at` None: nothing is
    wanted any more, and what `ref` stands for is given up.
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
    venue: Venue = ""
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
    """Where everything that people do goes in."""

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
    """A door before a door. Everything passes; whoever is one says what they add."""

    def __init__(self, door: DispatchPort) -> None:
        self._door = door

    @property
    def registry(self) -> Registry:
        return self._door.registry

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        await self._door.handle(inbound, responder)

    async def suggest(
        self, account: AccountId, path: str, field: str, typed: str, space: SpaceId | None = None
    ) -> Sequence[str]:
        return await self._door.suggest(account, path, field, typed, space)

    async def report(self, space: SpaceId, event: str, what: Call) -> None:
        await self._door.report(space, event, what)


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


# what is remembered of the last while

K = TypeVar("K")
V = TypeVar("V")
KNOWN_CARDS = 2_000
"""Live cards remembered, a few kilobytes each."""


class Bounded(dict[K, V]):
    """At most `most` keys: the one that was added longest ago goes."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        if len(self) > self._most:
            del self[next(iter(self))]


class Recent:
    """Events that a platform sends again, believing that they did not arrive: each is worked on once."""

    def __init__(self, most: int = 10_000) -> None:
        self._seen: Bounded[str, None] = Bounded(most)

    def is_first(self, event: str) -> bool:
        """Whether it comes for the first time."""
        known = event in self._seen
        self._seen[event] = None
        return not known


class LiveCards(Generic[V]):
    """The newest card of each flow in each conversation, as it is without its buttons, which it loses when the next
    one comes.

    In memory alone: what is said is stored nowhere. Of a flow that it doesn't know, since a restart for example, the
    platform looks for the live card among the last messages of a DM, where each card says its flow.
    """

    def __init__(self) -> None:
        self._newest: Bounded[tuple[str, str], tuple[str, V | None]] = Bounded(KNOWN_CARDS)

    def knows(self, place: str, flow: str) -> bool:
        """Whether a card of this flow was shown there."""
        return (place, flow) in self._newest

    def follow(self, place: str, flow: str, ref: str, bare: V | None) -> tuple[str, V] | None:
        """A card is shown in a place, `bare` if it has buttons; answers the one of its flow that was live there."""
        known, was = self._newest.pop((place, flow), ("", None))
        self._newest[(place, flow)] = (ref, bare)
        return (known, was) if was is not None and (known != ref or not ref) else None


# answers that somebody is waiting for: each is tried by every way that its platform lists, while that way is open.
# A way closes when its life is over or when the platform refuses it. Trouble that passes (a 503, a rate limit, a
# dropped connection) is waited for within the life; if the wait is long, the next way has its turn meanwhile

SHORT_WAIT = 2.0
"""Seconds worth waiting for the better way before the next one is tried."""
FIRST_RETRY, LONGEST_RETRY = 0.25, 30.0
"""Seconds before a way is tried again, doubled each time; a platform may ask for more."""
TRY_SECONDS = 20.0
"""Seconds for one try: a connection that hangs must not use up the whole life."""
LEAST_TRY_SECONDS = 0.5
"""Seconds that a try gets when its life is all but over: the platform knows better than our clock."""

Sleep = Callable[[float], Awaitable[None]]
Wait = Callable[[Exception], float | None]
"""What an error means: seconds before the same way is worth another try, at least; None: it is closed."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to the reader: `send` answers a reference of its own, `life` is in seconds since the question."""

    name: str
    send: Callable[[], Awaitable[str]]
    life: float


@dataclass(frozen=True, slots=True)
class Arrival:
    """By which way an answer arrived, and what that way calls it."""

    way: str
    ref: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that a person did and waits for; `begun` is when it came in, by `monotonic`."""

    begun: float
    monotonic: Callable[[], float]
    sleep: Sleep

    async def answer(self, ways: Sequence[Way], wait: Wait) -> Arrival | None:
        """Sends by the first way that takes it; None when all of them are closed.

        Each way is tried at least once. What `wait` raises, it raises.
        """
        ready, tries = [self.begun] * len(ways), [0] * len(ways)
        still = list(range(len(ways)))
        while still:
            now = self.monotonic()
            soon = next((n for n in still if ready[n] <= now + SHORT_WAIT), None)
            n = min(still, key=ready.__getitem__) if soon is None else soon
            left = self.begun + ways[n].life - max(ready[n], now)
            if left < 0 and tries[n]:
                still.remove(n)
                continue
            if ready[n] > now:
                await self.sleep(ready[n] - now)
            try:
                async with asyncio.timeout(min(TRY_SECONDS, max(left, LEAST_TRY_SECONDS))):
                    return Arrival(ways[n].name, await ways[n].send())
            except Exception as error:
                seconds = wait(error)
            if seconds is None:
                still.remove(n)
                continue
            ready[n] = self.monotonic() + max(seconds, min(FIRST_RETRY * 2 ** tries[n], LONGEST_RETRY))
            tries[n] += 1
        return None


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
    """Where it goes in what people do who brought the bot along; None: where everything does."""
    word: str = "prep"
    """The root word; organizers' commands are under `<word>-admin`."""
    sleep: Sleep = asyncio.sleep
    processes: Callable[[], Awaitable[int]] = _one
    """How many processes work on this store, this one among them."""
    installs: Installs | None = None
    """Where a platform keeps the tokens that it's given in many places; None: nowhere."""

    def question(self) -> Question:
        """What somebody has just done, and waits for the answer to."""
        return Question(self.clock.monotonic(), self.clock.monotonic, self.sleep)
