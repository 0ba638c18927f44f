"""The simulated group's mock rounds: three a day, whose people say nothing but that one of them is there."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.context import Context
from bot.core.card import card
from bot.core.command import Args, press
from bot.core.member import Member
from bot.core.reply import Reply
from bot.core.values import AccountId, account_id
from bot.core.wall_time import monday_of
from bot.store import members
from handlers.mocks import scheduling
from handlers.mocks.model import Mock, Seat
from handlers.mocks.records import MOCKS, SEATS
from tests.world import SPACE, START

PAIRS = (("fay", "gus", 5), ("ann", "bob", 13), ("cho", "dov", 21))
"""Who meets on each day, and at half past which hour (UTC)."""
ASKED_AFTER = dt.timedelta(minutes=10)
"""From the end of a mock until its people are asked whether they met."""
STAGES = ("now", "alone", "missed", "did-you-meet")
"""What is said of a mock, by the path's last word: the first three not after its end."""


@dataclass(frozen=True)
class Appointment:
    """A mock as the checkers know it. `key` names day and hour."""

    key: str
    people: tuple[str, str]
    at: dt.datetime

    @property
    def end(self) -> dt.datetime:
        return self.at + dt.timedelta(minutes=45)


def appointments(days: int) -> Iterator[Appointment]:
    """All mocks of so many days."""
    for number in range(days):
        for one, other, hour in PAIRS:
            at = dt.datetime.combine(START.date() + dt.timedelta(days=number), dt.time(hour, 30), dt.UTC)
            if at > START:
                yield Appointment(f"{at:%d%H}", (one, other), at)


class Appoint(Args, path="sim.appoint"):
    """Sets up all mocks of so many days."""

    days: int


@press()
async def appoint(ctx: Context, args: Appoint) -> Reply:
    found = {name: await _id(ctx, name) for pair in PAIRS for name in pair[:2]}
    for who in found.values():
        SEATS.put(ctx.unit, who.id, Seat())
    for one in appointments(args.days):
        people = [found[name] for name in one.people]
        mock = Mock(
            week=monday_of(one.at.date()),
            at=one.at,
            members=tuple(member.id for member in people),
            here=(people[0].id,),
        )
        MOCKS.put(ctx.unit, one.key, mock)
        scheduling.schedule(ctx, one.key, mock, people)
    return Reply(body=card("Appointed."))


async def _id(ctx: Context, name: str) -> Member:
    member = await members.find(ctx.unit, AccountId(account_id(SPACE, name)))
    assert member is not None, f"{name} has not joined"
    return member


def stage_of(delivery_id: str) -> tuple[str, str] | None:
    """Which stage of which mock a message is, by its id: `("now", "2413")`."""
    words: Sequence[str] = delivery_id.split("/")
    for place, word in enumerate(words[:-1]):
        if word.startswith("mocks.") and word.removeprefix("mocks.") in STAGES:
            return word.removeprefix("mocks."), words[place + 1]
    return None
