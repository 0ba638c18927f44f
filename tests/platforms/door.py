"""A door for an adapter alone: it keeps what comes in and what is reported, and answers what the test says."""

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.core.errors import Refusal, StoreDown
from bot.core.registry import Registry
from bot.core.reply import Answer, Inbound, Responder, Visible
from bot.core.values import AccountId, Call, SpaceId
from bot.core.wall_time import ManualClock
from bot.platforms.port import Busy, Delivery, Platform, Receipt


@dataclass
class Door:
    """`answer` says what each inbound gets; None drops it. `defers` makes it say first that it is thinking."""

    answer: Callable[[Inbound], Answer | None]
    registry: Registry
    defers: Visible | None = None
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
        if self.defers is not None:
            await responder.defer(self.defers)
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
