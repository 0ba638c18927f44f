"""What is kept of the weekly pairing: seats, seasons and turns, the weeks themselves, and who is asked. Pure.

A week is named by its Monday.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, Literal, Self

from bot.core.ids import MemberId
from bot.core.member import Group, Member
from bot.core.values import Frozen
from bot.core.when import Wall, local_date
from handlers.mocks.hours import Window
from handlers.mocks.model import ANY, Mock, Round
from handlers.mocks.policy import LeftReason, Role

NOTICE: Final = dt.timedelta(hours=24)
"""From the hour at which somebody hears of a mock to the first at which it may begin."""
AHEAD: Final = 26
"""Weeks for which one can say in advance that one is out."""
REMEMBERED: Final = 104
"""Weeks after which a mock is deleted."""
MOST: Final = 3
"""Mocks of somebody in a week of a season."""
_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_HOUR = dt.timedelta(hours=1)


class Hours(Frozen):
    """When somebody could do a mock, in a usual week of their own zone; and other hours for single `weeks`."""

    windows: tuple[Window, ...]
    weeks: dict[dt.date, tuple[Window, ...]] = {}
    """By the Monday."""

    def in_week(self, monday: dt.date) -> tuple[Window, ...]:
        return self.weeks.get(monday, self.windows)

    def from_week(self, monday: dt.date) -> Self:
        """Without the weeks before."""
        kept = {m: windows for m, windows in self.weeks.items() if m >= monday}
        return self.model_copy(update={"weeks": kept})

    def with_week(self, monday: dt.date, windows: tuple[Window, ...]) -> Self:
        """With other hours for one week; with no windows that week is as usual again."""
        others = {m: w for m, w in self.weeks.items() if m != monday}
        changed = others | ({monday: windows} if windows else {})
        return self.model_copy(update={"weeks": changed})


class Season(Frozen):
    """The whole loop in a few weeks: up to `most` mocks in each, every further one with somebody new."""

    begun: dt.date
    """The Monday of its first week."""
    weeks: Literal[2, 3]

    @property
    def last(self) -> dt.date:
        """The Sunday on which it ends."""
        return self.begun + self.weeks * _WEEK - _DAY

    @property
    def most(self) -> int:
        """Mocks in one of its weeks: what a week must hold, so that one may be missed."""
        return MOST if self.weeks == 2 else MOST - 1

    def under_way(self, monday: dt.date) -> bool:
        return self.begun <= monday <= self.last

    def wanted(self, monday: dt.date, still: int, has: int) -> int:
        """Mocks that it takes in this week: `still` rounds are open, and there are `has` mocks in it already."""
        if not self.under_way(monday):
            return 1
        left = self.weeks - (monday - self.begun).days // 7
        return max(1, min(self.most, -(-(still + has) // left)))


class Seat(Frozen):
    """Somebody is in. `only`: for this week alone; `skips`: weeks in which they are not asked."""

    round: Round = ANY
    role: Role = "both"
    size: Literal[2, 3] = 3
    only: dt.date | None = None
    skips: tuple[dt.date, ...] = ()
    resting: bool = False
    """Whether they were silent at three mocks in a row, and have not come back."""
    season: Season | None = None

    def takes_part(self, monday: dt.date) -> bool:
        return not self.resting and monday not in self.skips and self.only in (None, monday)


class Avoided(Frozen):
    """With whom somebody is never paired; known to them alone."""

    who: tuple[MemberId, ...] = ()


class Turn(Frozen):
    """The last week in which somebody had no partner, or (`reason` None) was one of three."""

    week: dt.date
    batch: int
    reason: LeftReason | None = None


class Pairing(Frozen):
    """What has been paired of a week: how many batches of people there are, and how many of them were told."""

    batches: int = 0
    told: int = 0


def rule_of(group: Group) -> Wall:
    """When the group is paired: as it was set, else on Sundays at 18:00 in the group's zone."""
    return group.pairing or Wall(at=dt.time(18), zone=group.zone, days=(6,))


def look_rule(rule: Wall) -> Wall:
    """An hour before the pairing, by the clock: on the day before for one in the first hour of a day."""
    at = (dt.datetime.combine(dt.date.min + _DAY, rule.at) - _HOUR).time()
    days = rule.days if at < rule.at else tuple(sorted((day - 1) % 7 for day in rule.days))
    return rule.model_copy(update={"at": at, "days": days})


HEADS_UP_AT: Final = dt.time(10)


def heads_up_rule(rule: Wall) -> Wall:
    """At ten on the day before the pairing."""
    return rule.model_copy(
        update={"at": HEADS_UP_AT, "days": tuple(sorted((day - 1) % 7 for day in rule.days))}
    )


def heads_up_late(rule: Wall) -> dt.timedelta:
    """For how long that is of use: until the pairing; an hour less, for a night in which clocks go forward."""
    midnight = dt.datetime.combine(dt.date.min, dt.time())
    between = dt.datetime.combine(midnight, rule.at) - dt.datetime.combine(midnight, HEADS_UP_AT)
    return _DAY + between - dt.timedelta(hours=1)


def monday_of(date: dt.date) -> dt.date:
    """The Monday of a date's week."""
    return date - date.weekday() * _DAY


def week_after(instant: dt.datetime, zone: str) -> dt.date:
    """The first Monday after the instant's date in the zone: the week that is paired then."""
    return monday_of(local_date(instant, zone)) + _WEEK


def skip_problem(monday: dt.date, today: dt.date) -> str | None:
    """Why one cannot skip this week, in words; None when one can."""
    if monday < monday_of(today):
        return f"The week of {written(monday)} is over. Write a day of a week to come."
    if monday > today + AHEAD * _WEEK:
        return f"That is more than {AHEAD} weeks ahead. Write a day of a week before that."
    return None


def written(date: dt.date) -> str:
    """Monday 30 November."""
    return f"{date:%A} {date.day} {date:%B}"


def gone(mock: Mock, people: Mapping[MemberId, Member]) -> frozenset[MemberId]:
    """Who of a mock cannot be expected: they have left, are gone, or paused beyond its day."""
    return frozenset(
        m for m in mock.members if m not in people or away(people[m], local_date(mock.at, people[m].zone))
    )


def away(member: Member, day: dt.date) -> bool:
    """Whether somebody is not asked on their local day: they have paused, or are not in the space any more."""
    return member.gone is not None or member.paused(day)


SILENT: Final = 3
"""Mocks in a row at which somebody pressed nothing, after which they are not asked any more."""


def silent(mocks: Iterable[Mock], member: MemberId, now: dt.datetime) -> bool:
    """Whether a member pressed nothing at all on the cards of their last three mocks."""
    mine = sorted(
        (m for m in mocks if member in m.members and not m.cancelled and m.end <= now), key=lambda m: m.at
    )
    return len(mine) >= SILENT and not any(member in m.pressed for m in mine[-SILENT:])
