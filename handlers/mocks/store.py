"""What is kept of mock rounds: hours, seats, secret lists, mocks, and when which command was used."""

import asyncio
import datetime as dt
from typing import Any, Literal

from bot.core.ids import MemberId
from bot.core.member import LastUses, Member
from bot.core.values import Frozen, Private
from bot.store import members
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.unit import Unit
from handlers.mocks.model import Mock
from handlers.mocks.policy import Policy
from handlers.mocks.weeks import Avoided, Hours, Pairing, Seat, Turn

HOURS = Repo("mock-hours", Hours, owned_by=KEY)
SEATS = Repo("mock-seats", Seat, owned_by=KEY)
TURNS = Repo("mock-turns", Turn, owned_by=KEY)
"""Written by pairings alone."""
AVOIDED = Repo("mock-avoided", Avoided, owned_by=KEY, mentions=("who",), secret_from=("who",))


def _with_states(old: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew only whether a mock was cancelled."""
    cancelled = old.pop("cancelled", False)
    return old | {"state": "cancelled" if cancelled else "proposed"}


MOCKS = Repo(
    "mocks",
    Mock,
    mentions=("members", "accepted", "here", "late", "out", "yes", "no", "relay", "pressed", "wisher"),
    version=2,
    migrations={1: _with_states},
)
"""Also the history of who met whom: what was neither cancelled nor said not to have taken place."""


class Rules(Frozen):
    """What a group's organiser has chosen for its pairing."""

    repeat: Literal["decay", "never"] = "decay"
    preview: bool = False
    """Whether the organiser sees a pairing before it is told."""
    place: Private[str] | None = None
    """A link to talk at, with {token} in it."""

    def place_for(self, token: str) -> str:
        """The link of one mock; empty where the organiser gave none."""
        return self.place.value.replace("{token}", token) if self.place else ""

    @property
    def policy(self) -> Policy:
        return Policy(repeat=self.repeat)


class Standby(Frozen):
    """Somebody may be asked when a partner does not come."""

    since: dt.datetime


STANDBY = Repo("mock-standby", Standby, owned_by=KEY)


async def on_standby(unit: Unit, member: MemberId) -> bool:
    """Whether the member may be asked."""
    return await STANDBY.get(unit, member) is not None


class Written(Frozen):
    """What a member wrote to the organisers about a mock, privately."""

    by: MemberId
    mock: str
    text: Private[str]
    at: dt.datetime


COMPLAINTS = Repo("mock-reports", Written, owned_by="by")
RULES = Repo("mock-rules", Rules, owned_by=NOBODY)
THE_RULES = "rules"


async def rules(unit: Unit) -> Rules:
    """The group's, or what holds before anybody chose."""
    return await RULES.get(unit, THE_RULES) or Rules()


PAIRINGS = Repo("mock-pairings", Pairing, owned_by=NOBODY)
"""By the Monday of the week."""


PRACTICE = Repo("mock-practice", LastUses, owned_by=KEY)


async def standing(unit: Unit, member: MemberId, day: dt.date) -> frozenset[str]:
    """The keys of tasks that need no doing: hours were saved, or every week was chosen, before `day`."""
    hours, seat = await HOURS.get(unit, member), await SEATS.get(unit, member)
    used = await members.uses_of(unit, member, PRACTICE)
    every_week = seat is not None and seat.only is None
    known = {"mock-hours": (hours is not None, "mock.hours"), "mock-join": (every_week, "mock.join")}
    return frozenset(key for key, (stands, path) in known.items() if stands and (day, path) not in used)


async def mocks_of(unit: Unit, member: MemberId) -> dict[str, Mock]:
    """All mocks that a member has or had, by id, the latest first."""
    mine = {key: mock for key, mock in (await MOCKS.all(unit)).items() if _told(mock, member)}
    return dict(sorted(mine.items(), key=lambda pair: pair[1].at, reverse=True))


def _told(mock: Mock, member: MemberId) -> bool:
    return member in mock.members and mock.state != "draft"


async def coming(unit: Unit, member: MemberId) -> dict[str, Mock]:
    """The mocks that a member is expected at, by id, the next one first."""
    mine = await mocks_of(unit, member)
    return {key: mock for key, mock in reversed(mine.items()) if mock.coming(unit.now)}


async def people_of(unit: Unit, mock: Mock) -> dict[MemberId, Member]:
    """Those of a mock who are still members, checked at the commit."""
    found = await asyncio.gather(*(members.MEMBERS.get(unit, m) for m in mock.members))
    return {m.id: m for m in found if m is not None}
