"""A server with a channel, a platform before it, and deliveries in few words."""

from typing import Any, Generic, TypeVar

from bot.core.reply import Answer
from bot.core.values import AccountId, ChannelId
from bot.core.wall_time import ManualClock
from bot.platforms.port import Delivery, Platform, Receipt
from tests.platforms.discord.doorway import said
from tests.platforms.discord.guild import Guild
from tests.platforms.discord.person import Discord, Person

D = TypeVar("D", bound=Discord)
TOPIC = "dave and erin, Saturday 5 December"


class Town(Generic[D]):
    """`harness` is the Discord around it, `platform` the bot's process of the moment; all go by one clock."""

    platform: Platform

    def __init__(self, harness: D, clock: ManualClock) -> None:
        self.harness, self.clock, self.guild = harness, clock, Guild(harness)

    def channel(self, name: str = "general") -> ChannelId:
        return ChannelId(f"discord:{self.guild.id}:{self.guild.channel(name).id}")

    def account(self, person: Person) -> AccountId:
        return AccountId(f"discord:@:{person.id}")

    async def deliver(self, **fields: Any) -> Receipt:
        return await self.platform.deliver(Delivery(**fields))

    async def dm(
        self, person: Person, answer: Answer | None = None, entry: str = "e1", **more: Any
    ) -> Receipt:
        answer = answer or said("Your list")
        return await self.deliver(id=entry, to=self.account(person), answer=answer, **more)

    async def post(self, entry: str = "e1", **more: Any) -> Receipt:
        given = {"to": self.channel(), "answer": said("Pairing is open")} | more
        return await self.deliver(id=entry, place="channel", **given)

    async def meet(self, *people: Person, entry: str = "m1", topic: str = TOPIC, **more: Any) -> Receipt:
        accounts = tuple(map(self.account, people))
        given = {"channel": self.channel(), "answer": said("It is time")} | more
        return await self.deliver(
            id=entry, to=accounts[0], place="meeting", people=accounts, topic=topic, **given
        )
