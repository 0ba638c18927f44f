"""The records of a group's days and nights, as values."""

import datetime as dt
from typing import Literal

from bot.core.ids import ChannelId
from bot.core.member import Group
from bot.core.values import Frozen, Private
from bot.core.when import Wall

State = Literal["open", "closed", "counted"]


class Plan(Frozen):
    """When the channel gets a question; `case` is the weekday of committee night, 0 for Monday."""

    on: bool = False
    at: dt.time = dt.time(9)
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    teams: int = 0
    case: int | None = None

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
    """What a member pressed, by day; whether their name stands on the board, and in which team."""

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
