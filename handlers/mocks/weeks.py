"""What is kept of the weekly pairing, and what follows from it: weeks, histories, roles, reminders. Pure.

A week is named by its Monday. The people of a week and its history are turned into candidates and matched
here, by functions that can run in a process of their own.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Final, Literal, Self, cast

from bot.core.frozen import Frozen
from bot.core.ids import MemberId
from bot.core.member import Group, Member
from bot.core.when import Quiet, Wall, instant_of, local, local_date, out_of_quiet
from handlers.mocks.matching import LeftReason, Match, Outcome, overlapping, pair, week_later
from handlers.mocks.mock import ANY, Mock, Round
from handlers.mocks.model import QUARTER, Window, block_instant, block_starts, week_bitmap
from handlers.mocks.policy import NEVER, Candidate, Part, Policy, Role
from handlers.mocks.table import Table

NOTICE: Final = dt.timedelta(hours=24)
"""From the hour at which somebody hears of a mock to the first at which it may begin."""
AHEAD: Final = 26
"""Weeks for which one can say in advance that one is out."""
OTHERS: Final = 3
"""Other common times that a mock keeps."""
REMEMBERED: Final = 104
"""Weeks after which a mock is deleted."""
MOST: Final = 3
"""Mocks of somebody in a week of a season."""
SPARE: Final = dt.timedelta(hours=1)
"""Between two mocks of one person."""
_DAY = dt.timedelta(days=1)
_WEEK = dt.timedelta(days=7)
_HOUR = dt.timedelta(hours=1)
_CHECKS_BEFORE = (dt.timedelta(minutes=30), dt.timedelta(minutes=5))
_LEVELS: Mapping[str, int] = {"junior": 2, "mid": 3, "senior": 4, "staff": 5}
"""Levels as numbers; who named none is in the middle."""


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


# who takes part


@dataclass(frozen=True, slots=True)
class Loop:
    """A season so far: the rounds that are still open in it, and with whom it has been."""

    still: frozenset[str]
    partners: frozenset[MemberId] = frozenset()


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is in this week, before their hours are looked at."""

    id: MemberId
    zone: str
    windows: tuple[Window, ...]
    seat: Seat
    avoids: frozenset[MemberId] = frozenset()
    waited: int = NEVER
    quiet: Quiet | None = None
    level: str = ""
    focus: Mapping[str, float] = field(default_factory=dict)
    done: Mapping[str, int] = field(default_factory=dict)
    last: Part | None = None
    wanted: int = 1
    """Mocks in this week."""
    busy: tuple[tuple[dt.datetime, dt.datetime], ...] = ()
    """From when to when they have one already."""
    loop: Loop | None = None


def candidates(people: Iterable[Person], monday: dt.date, told: dt.datetime) -> tuple[Candidate, ...]:
    """The same people with the quarter hours of this week of which they hear a day before.

    Who is told at `told`, or when their quiet hours end, can meet from NOTICE after that on.
    """
    return tuple(
        _candidate(p, _free(_from(week_bitmap(p.windows, p.zone, monday), p, monday, told), p, monday))
        for p in people
    )


def _from(bitmap: int, who: Person, monday: dt.date, told: dt.datetime) -> int:
    earliest = out_of_quiet(told, who.zone, who.quiet) + NOTICE
    first = max(-((block_instant(monday, 0) - earliest) // QUARTER), 0)
    return bitmap >> first << first


def _free(bitmap: int, who: Person, monday: dt.date) -> int:
    """Without the mocks that they have already, and the time before and after them."""
    for begin, end in who.busy:
        first = max((begin - SPARE - block_instant(monday, 0)) // QUARTER, 0)
        last = max(-((block_instant(monday, 0) - end - SPARE) // QUARTER), first)
        bitmap &= ~(((1 << last - first) - 1) << first)
    return bitmap


def _candidate(who: Person, bitmap: int) -> Candidate:
    chosen: frozenset[str] | None = None if who.seat.round == ANY else frozenset({who.seat.round})
    offered: frozenset[str] | None = None
    opened: frozenset[str] = frozenset()
    if who.loop is not None and who.loop.still:
        chosen = offered = opened = who.loop.still
    return Candidate(
        id=who.id,
        bitmap=bitmap,
        zone=who.zone,
        wants=frozenset() if who.seat.role == "interviewer" else chosen,
        offers=frozenset() if who.seat.role == "candidate" else offered,
        level=_LEVELS.get(who.level, 3),
        focus=who.focus,
        done=who.done,
        last=who.last,
        open=opened,
        avoids=frozenset(who.avoids),
        waited=who.waited,
        size=who.seat.size,
    )


@dataclass(frozen=True, slots=True)
class Past:
    """What somebody has done in mocks: which rounds they answered in, and their part in the last one."""

    done: Mapping[str, int] = field(default_factory=dict)
    last: Part | None = None


def pasts(mocks: Iterable[Mock]) -> dict[MemberId, Past]:
    """The past of everybody who was in a mock that counts."""
    done: dict[MemberId, Counter[str]] = {}
    last: dict[MemberId, Part] = {}
    for mock in sorted((m for m in mocks if m.counts and len(m.members) > 1), key=lambda m: m.at):
        done.setdefault(mock.candidate, Counter())[mock.round] += 1
        last |= {mock.candidate: "candidate", mock.interviewer: "interviewer"}
    return {m: Past(done.get(m, Counter()), last[m]) for m in last}


def history(mocks: Iterable[Mock], monday: dt.date) -> dict[frozenset[str], int]:
    """Weeks since two people last had a mock, as of the week of `monday`."""
    found: dict[frozenset[str], int] = {}
    for mock in sorted(mocks, key=lambda m: m.week):
        if mock.counts:
            ago = max((monday - mock.week).days // 7, 0)
            found.update(dict.fromkeys(map(frozenset, combinations(mock.members, 2)), ago))
    return found


def overlap(me: Person, others: Sequence[Person], monday: dt.date, told: dt.datetime) -> int:
    """With how many of the others a mock would fit; who avoids whom is not looked at."""
    mine, *theirs = candidates((me, *others), monday, told)
    return overlapping(mine, theirs)


def has_time(who: Person, monday: dt.date, told: dt.datetime) -> bool:
    """Whether a mock fits into the hours that somebody has left in this week."""
    return any(block_starts(c.bitmap) for c in candidates([who], monday, told))


def match(
    people: Sequence[Person],
    past: Mapping[frozenset[str], int],
    seed: int,
    monday: dt.date,
    told: dt.datetime,
    policy: Policy,
) -> Outcome:
    """The week's pairs, groups of three and people left."""
    return pair(candidates(people, monday, told), past, seed, policy, monday)


@dataclass(frozen=True, slots=True)
class Tally:
    """How pairings came out, without names: people left by reason, each once a week."""

    people: int = 0
    pairs: int = 0
    threes: int = 0
    repeats: int = 0
    left: Mapping[LeftReason, int] = field(default_factory=dict)


def tally(outcomes: Sequence[Outcome], people: int) -> Tally:
    """The sums of all outcomes."""
    matches = [m for o in outcomes for m in (*o.pairs, *o.threes)]
    return Tally(
        people=people,
        pairs=sum(len(o.pairs) for o in outcomes),
        threes=sum(len(o.threes) for o in outcomes),
        repeats=sum(m.weeks is not None for m in matches),
        left=Counter(left.reason for o in outcomes for left in o.left),
    )


def simulate(
    people: Sequence[Person],
    past: Mapping[frozenset[str], int],
    seed: int,
    monday: dt.date,
    told: dt.datetime,
    weeks: int,
    policy: Policy,
) -> Tally:
    """The next weeks as if nothing changed: everybody with the same hours, and everybody meets."""
    who = candidates(people, monday, told)
    outcomes: list[Outcome] = []
    for week in range(weeks):
        outcomes.append(pair(who, past, seed + week, policy, monday))
        who, past = week_later(who, past, outcomes[-1])
    return tally(outcomes, len(who))


# what a match becomes


def mock_of(found: Match, seats: Mapping[MemberId, Seat], monday: dt.date) -> Mock:
    """The appointment of a match, with two other times at which it would fit."""
    members = tuple(MemberId(m) for m in found.members)
    return Mock(
        week=monday,
        at=block_instant(monday, found.block_start),
        members=members,
        minutes=found.minutes,
        round=cast(Round, found.round),
        others=tuple(block_instant(monday, quarter) for quarter in found.others[:OTHERS]),
        blocks=found.blocks,
        weeks=found.weeks,
        reasons=found.reasons,
        swap=all(seats[m].role == "both" for m in members),
    )


# when it is said


def day_reminder(at: dt.datetime, member: Member) -> dt.datetime:
    """The day before a mock, at the time of the member's list."""
    return instant_of(local_date(at, member.zone) - _DAY, member.at, member.zone)


def last_reminder(at: dt.datetime, zone: str, quiet: Quiet | None) -> dt.datetime:
    """A quarter of an hour before a mock; earlier when quiet hours would hold it back until the mock has begun."""
    wish = at - QUARTER
    if out_of_quiet(wish, zone, quiet) < at:
        return wish
    while quiet is not None and quiet.covers(local(wish, zone).time()):
        wish -= QUARTER
    return wish


def awake_together(people: Sequence[Member], now: dt.datetime, by: dt.datetime) -> dt.datetime | None:
    """The first instant from `now` to `by` that lies in nobody's quiet hours, if there is one."""
    at = now
    while at <= by:
        later = max(out_of_quiet(at, m.zone, m.quiet) for m in people)
        if later == at:
            return at
        at = later
    return None


def checks(at: dt.datetime, people: Iterable[Member]) -> tuple[dt.datetime, ...]:
    """When it is looked at whether everybody still takes part: before the first reminder, before the hour's,
    and just before it begins, for who leaves after the reminders."""
    return min(day_reminder(at, m) for m in people) - QUARTER, *(at - span for span in _CHECKS_BEFORE)


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


def overlaps(people: Sequence[Person], monday: dt.date, told: dt.datetime) -> dict[MemberId, int]:
    """With how many of the others each of them shares a block; who avoids whom is not looked at."""
    who = tuple(replace(c, avoids=frozenset()) for c in candidates(people, monday, told))
    table = Table(who, {}, 0, Policy(), monday)
    return {MemberId(p.id): int(table.row(i)[0].sum()) for i, p in enumerate(table.people)}
