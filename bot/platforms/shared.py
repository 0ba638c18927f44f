"""Two platforms that show the same people of one space: what one is told the other shows too."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.core.ids import AccountId, ChannelId
from bot.core.reply import Answer, Inbound, Profile, Responder, Visible
from bot.platforms.port import Booked, Booking, Delivery, DispatchPort, DoorMiddleware, Platform, Receipt


class Onlooker(Protocol):
    """Shows what somebody did elsewhere."""

    def overhear(self, inbound: Inbound) -> Responder:
        """Shows it, and answers who shows its answer."""
        ...


class OnlookerMiddleware(DoorMiddleware):
    """The door of one of the platforms, where the others look on."""

    def __init__(self, door: DispatchPort, others: Sequence[Onlooker]) -> None:
        super().__init__(door)
        self._others = others

    async def handle(self, inbound: Inbound, responder: Responder) -> None:
        onlookers = [other.overhear(inbound) for other in self._others]
        await self._door.handle(inbound, SharedResponder(responder, onlookers))


class SharedResponder:
    """Sends every answer to the one who waits for it, and shows it to those who look on."""

    def __init__(self, own: Responder, onlookers: Sequence[Responder]) -> None:
        self._own = own
        self._onlookers = onlookers
        self.patience = own.patience

    async def defer(self, visible: Visible) -> None:
        await self._own.defer(visible)

    async def send(self, answer: Answer) -> None:
        await self._own.send(answer)
        for one in self._onlookers:
            await one.send(answer)

    async def drop(self) -> None:
        await self._own.drop()

    async def admin(self) -> bool:
        return await self._own.admin()

    async def profile(self) -> Profile:
        return await self._own.profile()

    async def find_channel(self, named: str) -> ChannelId:
        return await self._own.find_channel(named)


class SharedPlatform:
    """All of them as one: what the bot says by itself is sent by the first, and then shown by the others."""

    def __init__(self, first: Platform, others: Sequence[Platform]) -> None:
        self.name = first.name
        self._first = first
        self._others = others

    async def run(self, ready: Callable[[str], None]) -> None:
        await self._first.run(ready)

    async def deliver(self, delivery: Delivery) -> Receipt:
        receipt = await self._first.deliver(delivery)
        if receipt.outcome == "sent":
            for other in self._others:
                await other.deliver(delivery)
        return receipt

    async def here(self, account: AccountId) -> bool | None:
        return await self._first.here(account)

    async def channel_problem(self, channel: ChannelId) -> str | None:
        return await self._first.channel_problem(channel)

    async def book(self, booking: Booking) -> Booked:
        return await self._first.book(booking)
