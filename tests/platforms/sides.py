"""Each platform, for what all of them promise: a mock's two people, and processes of the bot that come and go."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Any, ClassVar, Self

from bot.core.reply import Answer
from bot.core.values import AccountId
from bot.core.wall_time import ManualClock
from bot.platforms.port import Delivery, Platform, Receipt
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.loopback import Loopback, loopback
from tests.platforms.discord.person import Person
from tests.platforms.discord.process import running
from tests.platforms.discord.state import START
from tests.platforms.door import Door, InThisProcess, said
from tests.platforms.slack.member import Member
from tests.platforms.slack.slackdesk import Desk, another, at_desk

FLOW = "mock.7"
TOPIC = "dave and erin, Saturday 5 December"


class Side:
    """One platform. Requests are named for what they do: find, edit, send, open, look up (a person)."""

    UNSETTLED: ClassVar[str]
    """What is logged when a card keeps its buttons."""
    opened: ClassVar[Callable[..., AbstractAsyncContextManager[Any]]]
    platform: Platform
    clock: ManualClock
    door: Door
    dave: Any
    erin: Any
    general: str
    """The address of a channel."""
    account: Callable[[Any], AccountId]
    person: Callable[[str], Any]
    process: Callable[[], AbstractAsyncContextManager[Any]]
    fail: Callable[..., None]
    count: Callable[[str], int]
    refused: Callable[[], list[str]]
    """Requests that the platform did not take."""
    limit_openings: Callable[[], None]

    def __init__(self) -> None:
        self.processes = AsyncExitStack()

    async def restart(self) -> None:
        """Another process of the bot."""
        await self.processes.aclose()
        self.platform = (await self.processes.enter_async_context(self.process())).platform

    def delivery(self, entry: str, place: str = "dm", *, flow: str = "", **more: Any) -> Delivery:
        """A card with [Go], for erin's DM, the meeting of the two, or #general."""
        about: dict[str, Any] = {"to": self.general if place == "channel" else self.account(self.erin)}
        if place == "meeting":
            people = (self.account(self.dave), self.account(self.erin))
            about |= {"people": people, "channel": self.general, "topic": TOPIC}
        answer = said(entry, flow=flow)
        given = {"id": entry, "place": place, "answer": answer} | about | more
        return Delivery(**given)

    async def tell(self, entry: str, place: str = "dm", **more: Any) -> Receipt:
        return await self.platform.deliver(self.delivery(entry, place, **more))

    def labels(self, place: str = "dm") -> list[list[str]]:
        """The buttons of each card there, as erin sees it."""
        return [seen.labels for seen in self.erin.seen if seen.where == place]


class SlackSide(Side):
    UNSETTLED = "slack.unsettled"
    REQUESTS: ClassVar = {
        "find": "conversations.history",
        "edit": "chat.update",
        "send": "chat.postMessage",
        "open": "conversations.open",
        "look up": "users.info",
    }
    dave: Member
    erin: Member

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.door, self.clock, self.platform = desk, desk.door, desk.slack.clock, desk.platform
        self.dave, self.erin = (self.person(name) for name in ("dave", "erin"))
        self.general = f"slack:{desk.space.team.id}:{desk.space.channel('general').id}"

    @classmethod
    @asynccontextmanager
    async def opened(cls, **more: Any) -> AsyncIterator[Self]:
        async with at_desk(**more) as desk:
            side = cls(desk)
            async with side.processes:
                yield side

    def account(self, person: Member) -> AccountId:
        return AccountId(f"slack:{self.desk.space.team.id}:{person.user.id}")

    def fail(self, request: str, **fault: Any) -> None:
        self.desk.slack.fail(self.REQUESTS[request], **fault)

    def refused(self) -> list[str]:
        return [call.method for call in self.desk.slack.calls if call.answer != "ok"]

    def count(self, request: str) -> int:
        return self.desk.slack.count(self.REQUESTS[request])

    def limit_openings(self) -> None:
        self.desk.slack.limit(self.REQUESTS["open"], a_minute=50)

    def person(self, name: str) -> Member:
        return self.desk.space.person(name)

    def process(self) -> Any:
        return another(self.desk)


class DiscordSide(Side):
    UNSETTLED = "card unsettled"
    MESSAGES = "/channels/*/messages"
    REQUESTS: ClassVar = {
        "find": ("GET", MESSAGES),
        "edit": ("PATCH", f"{MESSAGES}/*"),
        "send": ("POST", MESSAGES),
        "open": ("POST", "/users/@me/channels"),
        "look up": ("GET", "/guilds/*/members/*"),
    }
    dave: Person
    erin: Person

    def __init__(self, api: Loopback, clock: ManualClock, door: Door) -> None:
        super().__init__()
        self.api, self.clock, self.guild, self.door = api, clock, Guild(api), door
        self.work = InThisProcess()
        self.dave, self.erin = (self.person(name) for name in ("dave", "erin"))
        self.general = f"discord:{self.guild.id}:{self.guild.channel('general').id}"

    @classmethod
    @asynccontextmanager
    async def opened(cls, door: Door | None = None) -> AsyncIterator[Self]:
        clock = ManualClock(START)
        async with loopback(clock.now) as api:
            side = cls(api, clock, door or Door())
            async with side.processes:
                await side.restart()
                yield side

    def account(self, person: Person) -> AccountId:
        return AccountId(f"discord:@:{person.id}")

    def fail(self, request: str, *, status: int = 200, code: int = 0, **fault: Any) -> None:
        self.api.fail(*self.REQUESTS[request], status, {"message": "no", "code": code}, **fault)

    def refused(self) -> list[str]:
        return [asked.path for asked in self.api.asked if asked.status >= 400]

    def count(self, request: str) -> int:
        return len(self.api.requests(*self.REQUESTS[request]))

    def limit_openings(self) -> None:
        self.api.bucket(*self.REQUESTS["open"], limit=10, reset=10)

    def person(self, name: str) -> Person:
        return self.guild.person(name)

    def process(self) -> Any:
        return running(self.api, self.door, clock=self.clock, work=self.work)

    async def dm(
        self, person: Person, answer: Answer | None = None, entry: str = "e1", **more: Any
    ) -> Receipt:
        answer = answer or said("Your list")
        return await self.tell(entry, to=self.account(person), answer=answer, **more)

    async def post(self, entry: str = "e1", **more: Any) -> Receipt:
        return await self.tell(entry, "channel", **({"answer": said("Pairing is open")} | more))

    async def meet(self, *people: Person, entry: str = "m1", **more: Any) -> Receipt:
        accounts = tuple(map(self.account, people or (self.dave, self.erin)))
        given = {"to": accounts[0], "people": accounts, "answer": said("It is time")} | more
        return await self.tell(entry, "meeting", **given)


SIDES: dict[str, type[Side]] = {"slack": SlackSide, "discord": DiscordSide}
