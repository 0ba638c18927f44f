"""What is kept of mock rounds: a mock of two or three, and who is in, with which hours. Pure.

How a mock goes from an introduction to "we met":

    proposed -> accepted -> running -> met | not met
    any of the first three -> cancelled; before them `draft`, while an organizer looks at the pairing

Whoever leaves the others their hour back cancels; whoever says nothing is asked, and asked again. What a mock
has been is decided by what its people pressed, never by a clock: a pair that did not meet has not met.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, Literal, Self

from bot.core.member import Member
from bot.core.rounds import ANY
from bot.core.values import Frozen, MemberId
from bot.core.wall_time import DAY, WEEK, local_date, monday_of
from bot.pairing import BLOCK_MINUTES
from bot.pairing.hours import Window
from bot.pairing.policy import LeftReason, Reason, Role

Round = Literal["any", "coding_algorithms", "coding_ml", "system_design", "inference", "behavioural"]
State = Literal["draft", "proposed", "accepted", "running", "met", "not_met", "cancelled"]
OPEN: Final[tuple[State, ...]] = ("proposed", "accepted")
"""States in which it can still be moved or cancelled by its people."""
LATE_BY: Final = dt.timedelta(minutes=15)
"""Who comes ten minutes late is asked after so long; and so long before it, one can say that one is there."""
NOTICE: Final = dt.timedelta(hours=24)
"""From the hour at which somebody hears of a mock to the first at which it may begin."""
AHEAD: Final = 26
"""Weeks for which one can say in advance that one is out."""
REMEMBERED: Final = 104
"""Weeks after which a mock is deleted."""
MOST: Final = 3
"""Mocks of somebody in a week of a season."""


class Mock(Frozen):
    """An appointment of two or three. The first of `members` answers, the second interviews, a third listens.

    blocks: how many common times there were; weeks: since any two of them had met, None for never.
    """

    week: dt.date
    """The Monday of the week that it was paired for."""
    at: dt.datetime
    members: tuple[MemberId, ...]
    minutes: int = BLOCK_MINUTES
    round: Round = ANY
    state: State = "proposed"
    question: str = ""
    """The id of the brief that the interviewer was given."""
    place: str = ""
    """Where they talk, as a link; empty: where they were introduced."""
    venue: Literal["", "link", "shared", "voice", "huddle"] = ""
    """What that link leads to; "" for a link that was made before this was noted."""
    event: str = ""
    """A link to its date in the server's calendar."""
    booking: str = ""
    """What the platform calls what was made for it there, to be deleted afterward."""
    accepted: tuple[MemberId, ...] = ()
    here: tuple[MemberId, ...] = ()
    """Who said that they are there."""
    late: tuple[MemberId, ...] = ()
    """Who said that they come ten minutes late."""
    out: tuple[MemberId, ...] = ()
    """Who said at its time that they cannot come, while the other can still find somebody."""
    yes: tuple[MemberId, ...] = ()
    """Who said afterwards that they met."""
    no: tuple[MemberId, ...] = ()
    """Who said afterwards that they did not."""
    relay: tuple[MemberId, ...] = ()
    """Who agrees that messages are carried between them."""
    standbys: tuple[MemberId, ...] = ()
    """Who was asked to step in; each is asked once."""
    replaced: tuple[MemberId, ...] = ()
    """Who did not come, so that somebody on standby stepped in."""
    pressed: tuple[MemberId, ...] = ()
    """Who pressed anything at all on this mock's cards: the others were silent."""
    others: tuple[dt.datetime, ...] = ()
    """Other common times that can be proposed instead, in order."""
    wish: dt.datetime | None = None
    """Another time that `wisher` asked for and the others have not agreed to."""
    wisher: MemberId | None = None
    sequence: int = 0
    """How often the appointment has changed: what calendars compare."""
    blocks: int = 1
    weeks: int | None = None
    reasons: tuple[Reason, ...] = ()
    swap: bool = False
    """Whether all of them would take either role."""
    batch: int = 0
    after_all: bool = False
    """Whether one of them had heard that there was no partner in this week."""

    @property
    def cancelled(self) -> bool:
        return self.state == "cancelled"

    @property
    def counts(self) -> bool:
        """Whether it counts as a meeting of its people: not when it was cancelled, nor when they did not meet."""
        return self.state not in ("draft", "cancelled", "not_met") and not self.deserted

    @property
    def deserted(self) -> bool:
        """Whether it has not begun for want of somebody who said at its time that they cannot come."""
        return self.state in OPEN and bool(self.out)

    @property
    def end(self) -> dt.datetime:
        return self.at + dt.timedelta(minutes=self.minutes)

    @property
    def candidate(self) -> MemberId:
        """Who answers (first, where both do)."""
        return self.members[0]

    @property
    def interviewer(self) -> MemberId:
        return self.members[1]

    @property
    def missing(self) -> tuple[MemberId, ...]:
        """Who hasn't said that they are there."""
        return tuple(m for m in self.members if m not in self.here)

    @property
    def filed(self) -> bool:
        """Whether its people were given a file for calendars: once all agreed, and whenever it was moved."""
        return self.agreed() or self.sequence > (1 if self.cancelled else 0)

    def coming(self, now: dt.datetime) -> bool:
        return self.state not in ("draft", "cancelled") and self.at > now

    def is_expected(self, now: dt.datetime) -> bool:
        """Whether its people count on each other now: it's still to come, or its hour has begun."""
        return self.coming(now) or (self.state in OPEN and now < self.end)

    def partners(self, member: str) -> tuple[MemberId, ...]:
        """The others."""
        return tuple(m for m in self.members if m != member)

    @property
    def everybody(self) -> tuple[MemberId, ...]:
        """Its people, and those in whose place somebody stepped in."""
        return (*self.members, *self.replaced)

    @property
    def holders(self) -> tuple[MemberId, ...]:
        """Whose mock of the week this is: nobody's when it was cancelled, nor theirs who came in vain and said so."""
        if self.cancelled:
            return ()
        came = set(self.members) - set(self.out) if self.out else set(self.here)
        free = came & set(self.no) if self.state == "not_met" else set()
        return tuple(m for m in self.members if m not in free)

    def agreed(self) -> bool:
        """Whether everybody has accepted."""
        return set(self.members) <= set(self.accepted)

    # what its people press; each answers the mock as it is then

    def touch(self, member: MemberId) -> "Mock":
        """The member has shown a sign of life."""
        return self.copy_with(pressed=_and(self.pressed, member))

    def accept(self, member: MemberId) -> "Mock":
        """The member can come; the last to say so makes it an appointment."""
        after = self.touch(member).copy_with(accepted=_and(self.accepted, member))
        return after.copy_with(state="accepted") if after.agreed() and self.state == "proposed" else after

    def without(self, out: frozenset[MemberId]) -> "Mock":
        """The same mock of those who are left; whom the others waited for does not hold them up anymore."""
        kept = {
            name: tuple(m for m in getattr(self, name) if m not in out)
            for name in ("members", "accepted", "here", "late", "out", "yes", "no", "relay", "pressed")
        }
        after = self.copy_with(**kept)
        if self.wisher in out:
            after = after.copy_with(wish=None, wisher=None)
        if after.state in OPEN and set(after.members) <= set(after.here):
            return after.copy_with(state="running")
        return after.copy_with(state="accepted") if after.agreed() and after.state == "proposed" else after

    def move(self, at: dt.datetime, by: tuple[MemberId, ...]) -> "Mock":
        """The same mock at another time, to which `by` have agreed already."""
        moved = self.copy_with(
            at=at, state="proposed", accepted=(), wish=None, wisher=None, sequence=self.sequence + 1
        ).without_booking()
        for member in by:
            moved = moved.accept(member)
        return moved.copy_with(others=tuple(o for o in self.others if o != at))

    def cancel(self) -> "Mock":
        return self.copy_with(state="cancelled", sequence=self.sequence + 1, wish=None, wisher=None)

    def arrive(self, member: MemberId) -> "Mock":
        """The member is there; with the last of them the mock is running."""
        late, out = _without(self.late, member), _without(self.out, member)
        after = self.touch(member).copy_with(here=_and(self.here, member), late=late, out=out)
        begins = self.state in OPEN and set(self.members) <= set(after.here)
        return after.copy_with(state="running") if begins else after

    def decline(self, member: MemberId) -> "Mock":
        """The member cannot come, and says so when it is time."""
        here, late = _without(self.here, member), _without(self.late, member)
        return self.touch(member).copy_with(here=here, late=late, out=_and(self.out, member))

    def replace_with(self, member: MemberId, by: MemberId) -> "Mock":
        """The same mock with somebody on standby, who is there."""
        members = tuple(by if m == member else m for m in self.members)
        after = self.copy_with(
            members=members,
            out=_without(self.out, member),
            standbys=_without(self.standbys, by),
            replaced=_and(_without(self.replaced, by), member),
        )
        return after.without_booking().arrive(by)

    def without_booking(self) -> "Mock":
        """Without what was made for its people at its time; a link that anybody can open stays."""
        made = {"place": "", "venue": ""} if self.venue in ("voice", "huddle") or self.booking else {}
        return self.copy_with(**made, event="", booking="")

    @property
    def relayed(self) -> bool:
        """Whether everybody agrees that messages are carried."""
        return set(self.members) <= set(self.relay) and not self.cancelled

    def set_relay(self, member: MemberId, *, on: bool) -> "Mock":
        relay = _and(self.relay, member) if on else _without(self.relay, member)
        return self.touch(member).copy_with(relay=relay)

    def delay(self, member: MemberId) -> "Mock":
        return self.touch(member).copy_with(late=_and(self.late, member))

    def answer(self, member: MemberId, met: Literal["yes", "no"]) -> "Mock":
        """What the member says afterwards. Who says yes is believed: the other may have pressed the wrong button."""
        yes, no = _without(self.yes, member), _without(self.no, member)
        yes, no = (_and(yes, member), no) if met == "yes" else (yes, _and(no, member))
        state: State = "met" if yes else "not_met"
        return self.touch(member).copy_with(yes=yes, no=no, state=state)


def _and(who: tuple[MemberId, ...], member: MemberId) -> tuple[MemberId, ...]:
    return who if member in who else (*who, member)


def _without(who: tuple[MemberId, ...], member: MemberId) -> tuple[MemberId, ...]:
    return tuple(m for m in who if m != member)


# who is in


class Hours(Frozen):
    """When somebody could do a mock, in a usual week of their own zone; and other hours for single `weeks`."""

    windows: tuple[Window, ...] = ()
    weeks: dict[dt.date, tuple[Window, ...]] = {}
    """By the Monday."""

    def in_week(self, monday: dt.date) -> tuple[Window, ...]:
        return self.weeks.get(monday, self.windows)

    def from_week(self, monday: dt.date) -> Self:
        """Without the weeks before."""
        return self.copy_with(weeks={m: windows for m, windows in self.weeks.items() if m >= monday})

    def with_week(self, monday: dt.date, windows: tuple[Window, ...]) -> Self:
        """With other hours for one week; with no windows that week is as usual again."""
        others = {m: w for m, w in self.weeks.items() if m != monday}
        return self.copy_with(weeks=others | ({monday: windows} if windows else {}))


class Season(Frozen):
    """The whole loop in a few weeks: up to `most` mocks in each, every further one with somebody new."""

    begun: dt.date
    """The Monday of its first week."""
    weeks: Literal[2, 3]

    @property
    def last(self) -> dt.date:
        """The Sunday on which it ends."""
        return self.begun + self.weeks * WEEK - DAY

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
    preview: bool = False
    """Whether what waits was made to be looked at: nothing tells of it but the organizer's approval."""


# weeks, named by their Monday


def skip_problem(monday: dt.date, today: dt.date) -> str | None:
    """Why one cannot skip this week, in words; None when one can."""
    if monday < monday_of(today):
        return f"The week of {write_day(monday)} is over. Write a day of a week to come."
    if monday > today + AHEAD * WEEK:
        return f"That is more than {AHEAD} weeks ahead. Write a day of a week before that."
    return None


def write_day(date: dt.date) -> str:
    """Monday 30 November."""
    return f"{date:%A} {date.day} {date:%B}"


def absent_members(mock: Mock, people: Mapping[MemberId, Member]) -> frozenset[MemberId]:
    """Who of a mock cannot be expected: they have left, are gone, or paused beyond its day."""
    return frozenset(
        m for m in mock.members if m not in people or is_away(people[m], local_date(mock.at, people[m].zone))
    )


UNSEEN: Final = dt.timedelta(days=10)
"""Without a press or a word: after so long nothing is said of mock rounds that have no partner in them."""
INACTIVE: Final = dt.timedelta(days=14)
"""Without a press or a word: after so long nobody is paired with them until they come back."""


def is_away(member: Member, day: dt.date) -> bool:
    """Whether somebody is not asked on their local day: they have paused, or are not in the space anymore."""
    return member.gone is not None or member.paused(day)


def is_inactive(member: Member, day: dt.date) -> bool:
    """Whether no partner should count on somebody: they are away, or have been silent for two weeks."""
    return is_away(member, day) or member.quiet_for(day) > INACTIVE


SILENT: Final = 3
"""Mocks in a row at which somebody pressed nothing, after which they are not asked anymore."""


def is_silent(mocks: Iterable[Mock], member: MemberId, now: dt.datetime) -> bool:
    """Whether a member pressed nothing at all on the cards of their last three mocks."""
    past = (m for m in mocks if member in m.members and not m.cancelled and m.end <= now)
    mine = sorted(past, key=lambda m: m.at)
    return len(mine) >= SILENT and not any(member in m.pressed for m in mine[-SILENT:])
