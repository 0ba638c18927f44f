"""The records of a group's days and nights, as values."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from typing import Literal

from bot.core.member import Group
from bot.core.values import ChannelId, Frozen, MemberId, Private
from bot.core.wall_time import Wall
from bot.store import members
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.store import Unit

State = Literal["open", "closed", "counted"]


class Plan(Frozen):
    """When the channel gets a question; `case` is the weekday of committee night, 0 for Monday."""

    on: bool = False
    at: dt.time = dt.time(9)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    teams: int = 0
    case: int | None = None
    dates: tuple[str, ...] = ()
    """What platforms call the dates that they show of the next committee night."""

    def rule(self, group: Group) -> Wall:
        """The days of both in one rule; which of them is due is asked on the day."""
        days = sorted({*self.days, *([self.case] if self.case is not None else [])})
        return Wall(at=self.at, zone=group.zone, days=tuple(days))


class Day(Frozen):
    """A question of the day. `order`: its option keys behind the letters A, B, C...; `counts`: how many pressed
    each key, `x` for I don't know, once it was counted."""

    question: str
    topic: str
    order: str
    opened: dt.datetime
    closes: dt.datetime
    state: State = "open"
    channels: tuple[ChannelId, ...] | None = None
    """Where it was posted; None: by an earlier version, which didn't say."""
    counts: dict[str, int] = {}


class Player(Frozen):
    """What a member pressed, by day; whether their name is on the board, and in which team."""

    named: bool = False
    team: int = 0
    given: dict[str, str] = {}


class Night(Frozen):
    """A committee night, and its votes once they were counted."""

    case: str
    opened: dt.datetime
    closes: dt.datetime
    state: State = "open"
    channels: tuple[ChannelId, ...] | None = None
    hire: int = 0
    no_hire: int = 0


class Ballot(Frozen):
    """A member's vote of the latest night that they voted on."""

    night: str
    side: Literal["hire", "no_hire"]
    sentence: Private[str]
    show: Literal["named", "anonymous", "no"] = "no"


THE_PLAN = "plan"
PLANS = Repo("channel.plan", Plan, owned_by=NOBODY)
DAYS = Repo("channel.days", Day, owned_by=NOBODY)
"""By the local date on which it was opened."""
PLAYERS = Repo("channel.players", Player, owned_by=KEY)
NIGHTS = Repo("channel.nights", Night, owned_by=NOBODY)
BALLOTS = Repo("channel.ballots", Ballot, owned_by=KEY)


async def plan(unit: Unit) -> Plan:
    return await PLANS.get(unit, THE_PLAN) or Plan()


async def player(unit: Unit, member: MemberId) -> Player:
    return await PLAYERS.get(unit, member) or Player()


async def names(unit: Unit, who: Iterable[str]) -> dict[str, str]:
    """What these members are called, of those who are still there."""
    found = await asyncio.gather(*(members.MEMBERS.get(unit, m) for m in who))
    return {m.id: m.name for m in found if m is not None}
