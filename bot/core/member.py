"""The records that all capabilities share: a member's profile and accounts, the group, and what members used."""

import datetime as dt
from abc import abstractmethod
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

from pydantic import Field

from bot.core.rounds import ROUNDS
from bot.core.values import AccountId, ChannelId, Frozen, GroupId, MemberId, SpaceId, space_of
from bot.core.wall_time import WEEKDAYS, Quiet, Wall, instant_of, local_date

Where = Literal["dm", "channel", "both"]
EventKind = Literal["interview", "screen", "onsite", "decision"]
EVENT_KINDS: tuple[EventKind, ...] = ("interview", "screen", "onsite", "decision")
QUIET = Quiet(start=dt.time(21), end=dt.time(7))
"""The default."""


FEW = 3
"""How many members have to be behind a count, or a place, before others see it: fewer could point at a person."""
APART = dt.timedelta(minutes=30)
"""Between two messages that would come in the same minute."""


class Pause(Frozen):
    """One pause for everything, which may be ahead; `until` is the first local day on which messages come again, if
    known."""

    since: dt.datetime
    until: dt.date | None = None


class Event(Frozen):
    """A date that matters; an `interview` may be a screen or an onsite: nobody has said which."""

    kind: EventKind
    date: dt.date


class Member(Frozen):
    """A person in a group, and how they want to be treated."""

    id: MemberId
    name: str
    zone: str
    joined: dt.datetime
    accounts: tuple[AccountId, ...] = ()
    """How they are reached; messages go to the first."""
    minutes: int = Field(15, ge=5, le=240)
    days: tuple[int, ...] = WEEKDAYS
    """On which a list comes; on none, who asks for it has one all the same."""
    at: dt.time = dt.time(8)
    quiet: Quiet | None = QUIET
    where: Where = "dm"
    nudge: int = 0
    """Minutes after the reminder, 0 for none."""
    names: bool = False
    """Whether the channel's digest may name them."""
    date: dt.date | None = None
    """An interview day, with no word yet on whether it's a screen or an onsite."""
    screen: dt.date | None = None
    onsite: dt.date | None = None
    decision: dt.date | None = None
    """The day on which the company has promised its answer."""
    rounds: tuple[str, ...] = ROUNDS
    level: str = ""
    discreet: bool = False
    streak: bool = True
    """Whether the streak is shown."""
    pause: Pause | None = None
    dm_open: bool | None = None
    """What the last try to write a DM showed; None before the first."""
    dm: str = ""
    """What the platform calls the DM with the first account, once one arrived: it need not be opened again."""
    home: AccountId | None = None
    """The account whose App Home shows the day's list, once it was opened there."""
    gone: dt.datetime | None = None
    """Since when the platform says that they are not in the space anymore; they are forgotten 30 days later."""
    seen: dt.datetime | None = None
    """When they pressed or typed something: the first time of a day, and the first after the hour of the list. None:
    not since this is noted."""
    checkin: bool = False
    """Whether organizers may see that they've been silent."""
    focus: dict[str, float] = {}
    """Topic -> weight: where quizzes and mocks leave what is weak."""

    def daily(self) -> Wall | None:
        """When the list comes; None where it never comes by itself."""
        return Wall(at=self.at, zone=self.zone, days=self.days) if self.days else None

    def note_at(self, day: dt.date) -> dt.datetime:
        """When something other than the list is said on a local day: half an hour later, not in its minute."""
        last = instant_of(day, dt.time(23, 59), self.zone)
        return min(instant_of(day, self.at, self.zone) + APART, last)

    @property
    def events(self) -> tuple[Event, ...]:
        """Their dates, the earliest first."""
        dates = (self.date, self.screen, self.onsite, self.decision)
        named = zip(EVENT_KINDS, dates, strict=True)
        known = (Event(kind=kind, date=date) for kind, date in named if date is not None)
        return tuple(sorted(known, key=lambda event: event.date))

    def event_on(self, day: dt.date) -> Event | None:
        return next((e for e in self.events if e.date == day), None) if self.silent(day) else None

    def interview_on(self, day: dt.date) -> bool:
        """Whether they are interviewed on a local day; a decision doesn't count."""
        return day in (self.date, self.screen, self.onsite)

    def next_interview(self, today: dt.date) -> Event | None:
        """The next interview from the local day `today` on, that day included."""
        return next((e for e in self.events if e.date >= today and e.kind != "decision"), None)

    def silent(self, day: dt.date) -> bool:
        """Whether a local day is one on which nothing is written to them unasked: the day of an event."""
        return day in (self.date, self.screen, self.onsite, self.decision)

    def quiet_for(self, today: dt.date) -> dt.timedelta:
        """How many days ago they pressed or typed anything, or ended a pause; none where nobody knows."""
        if self.seen is None or self.paused(today):
            return dt.timedelta()
        seen = local_date(self.seen, self.zone)
        return today - (max(seen, self.pause.until) if self.pause and self.pause.until else seen)

    def paused(self, day: dt.date) -> bool:
        return (
            self.has_pause(day) and self.pause is not None and local_date(self.pause.since, self.zone) <= day
        )

    def has_pause(self, today: dt.date) -> bool:
        """Whether a pause holds, or is ahead."""
        return self.pause is not None and (self.pause.until is None or today < self.pause.until)


class Account(Frozen):
    id: AccountId
    member: MemberId
    space: SpaceId


class Thread(Frozen):
    """The thread that was begun last in a channel: what it is about, and the platform's id of its first message."""

    topic: str
    head: str


class Group(Frozen):
    """A study group; `channel` is where it is invited and told things."""

    id: GroupId
    spaces: tuple[SpaceId, ...]
    name: str = ""
    """What its first space is called."""
    channel: ChannelId | None = None
    channels: tuple[ChannelId, ...] = ()
    """The channels in its other spaces, one each."""
    closed: dict[ChannelId, str] = {}
    """Channels in which nothing can be posted, and why, in words."""
    removed: dict[SpaceId, dt.datetime] = {}
    """Spaces that have removed the bot, and when."""
    threads: dict[ChannelId, Thread] = {}
    """Where platforms cannot find a thread by its name."""
    organisers: tuple[MemberId, ...] = ()
    """Whom the platform's admins have named."""
    contact: MemberId | None = None
    """Who set the group up last, if that's a member: they hear of what needs an organizer."""
    contact_account: AccountId | None = None
    """The same by their account, as long as they aren't a member."""
    zone: str = "UTC"
    lost_zone: str = ""
    """The zone that UTC stands for, while the machine doesn't know it."""
    country: str = ""
    """Whose public holidays are rest days (ISO code), or none."""
    pairing: Wall | None = None
    wrap_up: Wall | None = None
    """When the channels hear what the group did this week; None: at the usual time."""
    posted: tuple[str, ...] = ()
    """Cards whose button has posted in the channel, the newest last."""

    @property
    def all_channels(self) -> tuple[ChannelId, ...]:
        """The channels of its spaces, one each, the first space's first."""
        return (*((self.channel,) if self.channel else ()), *self.channels)

    @property
    def open_channels(self) -> tuple[ChannelId, ...]:
        return tuple(c for c in self.all_channels if c not in self.closed)

    def channel_in(self, space: SpaceId) -> ChannelId | None:
        """Where the group is told things in one of its spaces."""
        return next((c for c in self.all_channels if space_of(c) == space), None)

    def in_zone(self, zone: str, lost: str = "") -> "Group":
        """The group with another zone than its own, which may be `lost` for now."""
        rules = {"pairing": self.pairing, "wrap_up": self.wrap_up}
        moved = {name: rule.copy_with(zone=zone) for name, rule in rules.items() if rule is not None}
        return self.copy_with(zone=zone, lost_zone=lost, **moved)

    def with_channel(self, channel: ChannelId) -> "Group":
        """The group with `channel` as the one of its space; the first space's comes first."""
        space = space_of(channel)
        if self.channel is None or space_of(self.channel) == space:
            return self.copy_with(channel=channel)
        others = tuple(c for c in self.channels if space_of(c) != space)
        return self.copy_with(channels=(*others, channel))


class Activity(Frozen):
    """A record that notes uses one by one, in the form in which its capability has always stored them."""

    @abstractmethod
    def uses(self) -> set[tuple[dt.date, str]]:
        """Commands as one would type them, such as `quiz topic=latency`, each with the local day."""

    @abstractmethod
    def with_use(self, spec: str, day: dt.date) -> Self:
        """The same with one more use."""


class LastUses(Activity):
    """Command -> the last local day on which the member used it; never with what they typed."""

    last: dict[str, dt.date] = {}

    def uses(self) -> set[tuple[dt.date, str]]:
        return {(day, spec) for spec, day in self.last.items()}

    def with_use(self, spec: str, day: dt.date) -> Self:
        return self.copy_with(last=self.last | {spec: day})


@dataclass(frozen=True, slots=True)
class Counted:
    """How much was done, and by how many members."""

    total: int
    members: int

    @property
    def shown(self) -> int | None:
        """The total; None when too few members are behind it."""
        return self.total if self.members >= FEW else None


def shared_zones(members: Iterable[Member], group_zone: str) -> list[str]:
    """The zones in which most members of the group live, then the group's own. Who isn't a member sees them, so one
    in which fewer than FEW live isn't among them."""
    counts = Counter(m.zone for m in members)
    shared = [zone for zone, count in counts.items() if count >= FEW]
    ranked = sorted(shared, key=lambda zone: (-counts[zone], zone))
    return list(dict.fromkeys([*ranked, group_zone]))
