"""A mock as its cards speak of it: who is in it, who reads, where they meet, and the words that all cards share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.context import Context
from bot.core.card import Block, Button, Instant, Line, Link, Part, Person, join_parts, line, pairs, small
from bot.core.member import Member
from bot.core.rounds import round_title
from bot.core.text import one_line
from bot.core.values import MemberId
from bot.core.wall_time import local
from bot.pairing.policy import Reason
from handlers.mocks import calls
from handlers.mocks.model import Mock
from handlers.mocks.records import people_of

HISTORY = calls.History().button("My mock rounds")
NAME = 24
"""Characters of a name on a card with several."""
_VENUES: Mapping[str, tuple[str, str]] = {
    "": ("Join the call", ""),
    "link": ("Join the call", ""),
    "shared": ("Join the call", "All pairs share this place, so somebody else may be in it."),
    "voice": ("Join the voice channel", "Only you see it, until two hours after the mock."),
    "huddle": ("Join the huddle", "Or start one here: the headphones, top right."),
}
"""What a place is called, and what people should know about it, if anything."""


@dataclass(frozen=True, slots=True)
class MockView:
    """A mock and its reader; `me` None: all of them, in a place that they share. `known`: who is still a member."""

    key: str
    mock: Mock
    known: Mapping[MemberId, Member]
    me: Member | None
    call: str = ""
    """How they can call each other where they share a place: ", in a huddle"."""

    @property
    def people(self) -> list[Member]:
        """Those of it who are still members, in order."""
        return [self.known[m] for m in self.mock.members if m in self.known]

    @property
    def others(self) -> list[Member | None]:
        """All but the reader."""
        return self.find(self.mock.partners(self.me.id if self.me else ""))

    @property
    def waiting(self) -> list[Member | None]:
        """Who is there but the reader."""
        return self.find(m for m in self.mock.here if self.me is None or m != self.me.id)

    @property
    def missing(self) -> list[Member | None]:
        """Who hasn't said that they are there."""
        return self.find(self.mock.missing)

    @property
    def when(self) -> Instant:
        return Instant(at=self.mock.at)

    @property
    def zones(self) -> list[str]:
        """Those of the readers."""
        return [m.zone for m in ([self.me] if self.me else self.people)]

    def find(self, who: Iterable[MemberId]) -> list[Member | None]:
        """These, in order; None for who is gone."""
        return [self.known.get(m) for m in who]

    @property
    def accept(self) -> Button:
        return calls.Accept(mock=self.key).button("Works for me", style="main")

    @property
    def cannot_come(self) -> Button:
        return cannot_come(self.key, self.mock, *self.zones)

    @property
    def relay(self) -> Button | None:
        """To who is told at home and has no link to meet at."""
        alone = self.me is not None and not self.mock.place
        return calls.Relay(mock=self.key).button("Write through me") if alone else None

    def place(self, *, introduced: bool = True) -> tuple[Block | None, ...]:
        """Where to talk; `introduced`: whether the reader has met the others in a place that they share."""
        if self.mock.place:
            label, remark = _VENUES[self.mock.venue]
            date = Link(label="Open the event", url=self.mock.event) if self.mock.event else None
            return Link(label=label, url=self.mock.place), date, small(remark) if remark else None
        if self.me is None:
            where = f"call each other here{self.call}."
        elif introduced:
            where = "call each other where I introduced you. If that place is gone, press Write through me."
        else:
            where = (
                "you don't share one. Press Write through me, and I'll carry messages until the mock ends."
            )
        return (pairs(("Place", where)),)

    @property
    def parts(self) -> tuple[str, Line]:
        """The round, how long it takes, and who does what in it."""
        first, second, *others = (person(m) for m in self.people)
        which = f"{round_title(self.mock.round)}, {self.mock.minutes} min"
        if others:
            return which, line(first, " answers, ", second, " interviews, ", others[0], " listens; rotate.")
        if Reason.TAKE_TURNS in self.mock.reasons:
            return which, line(first, " answers first, then you swap.")
        again = "; you'll swap next time." if self.mock.swap else ", as you asked."
        return which, line(first, " answers, ", second, " interviews", again)


async def view_of(ctx: Context, key: str, mock: Mock) -> MockView:
    """For the caller or the addressee; for all of them where a message goes to a place that they share."""
    known = await people_of(ctx, mock)
    return MockView(key, mock, known, ctx.joined, ctx.call_place([*known.values()]))


def person(member: Member | None) -> Part:
    """A name that leaves room for others; `someone` for a person who is gone."""
    if member is None:
        return "someone"
    return Person(name=one_line(member.name, NAME))


def list_people(people: Sequence[Member | None]) -> Line:
    """`bob`, `bob and erin`, `bob, erin and dave`."""
    return join_parts([person(member) for member in people], last=" and ")


def inflect(people: Sequence[Member | None], one: str, several: str) -> str:
    """The words that follow `list_people`: `one` after a single name, else `several`."""
    return one if len(people) == 1 else several


def report(key: str) -> Button:
    return calls.Complain(mock=key).button("Report privately", ask=True)


def cannot_come(key: str, mock: Mock, *zones: str, hour: bool = False) -> Button:
    """The label names the day, where it is the same one in all these zones; `hour`: and when on that day."""
    times = [local(mock.at, zone) for zone in zones]
    days = {f"{at.day} {at:%b}, {at:%H:%M}" if hour else f"on {at:%a} {at.day} {at:%b}" for at in times}
    label = f"Can't come {next(iter(days))}" if len(days) == 1 else "Can't make this mock"
    return calls.Cannot(mock=key).button(label, style="danger")
