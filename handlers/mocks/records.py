"""What is kept of mock rounds (hours, seats, secret lists, mocks, when which command was used), and a week of it read
at once for a pairing."""

import asyncio
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from bot.context import Context
from bot.core.member import LastUses, Member
from bot.core.values import Frozen, MemberId, Private
from bot.core.wall_time import local_date, monday_of
from bot.pairing.policy import NEVER, Policy
from bot.store import members
from bot.store.repo import KEY, NOBODY, Repo
from bot.store.store import Unit
from handlers.mocks import candidates
from handlers.mocks.candidates import Person
from handlers.mocks.model import Avoided, Hours, Mock, Pairing, Seat, Turn, is_inactive

AT_ONCE: Final = 200
"""People after whom others have their turn."""
HOURS = Repo("mock-hours", Hours, owned_by=KEY)
SEATS = Repo("mock-seats", Seat, owned_by=KEY)
TURNS = Repo("mock-turns", Turn, owned_by=KEY)
"""Written by pairings alone."""
AVOIDED = Repo("mock-avoided", Avoided, owned_by=KEY, mentions=("who",), secret_from=("who",))


def _with_states(old: dict[str, Any]) -> dict[str, Any]:
    """Version 1 knew only whether a mock was cancelled."""
    return old | {"state": "cancelled" if old.pop("cancelled", False) else "proposed"}


MOCKS = Repo(
    "mocks",
    Mock,
    mentions=(
        *("members", "accepted", "here", "late", "out", "yes", "no", "relay", "pressed", "wisher"),
        *("standbys", "replaced"),
    ),
    secret_from=("standbys",),
    version=2,
    migrations={1: _with_states},
)
"""Also the history of who met whom: what was neither cancelled nor said not to have taken place."""


class Rules(Frozen):
    """What a group's organizer has chosen for its pairing."""

    repeat: Literal["decay", "never"] = "decay"
    preview: bool = False
    """Whether the organizer sees a pairing before it is told."""
    place: Private[str] | None = None
    """A link to talk at; with {token} in it each pair has one of its own."""
    voice: str = ""
    """A voice channel where pairs talk; "": one is made for each mock where the platform can."""

    def place_for(self, token: str) -> str:
        """The link of one mock; empty where the organizer gave none."""
        return self.place.value.replace("{token}", token) if self.place else ""

    @property
    def venue(self) -> Literal["", "link", "shared"]:
        """What the organizer's link is for a pair."""
        if self.place is None:
            return ""
        return "link" if "{token}" in self.place.value else "shared"

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
    """What a member wrote to the organizers about a mock, privately."""

    by: MemberId
    mock: str
    text: Private[str]
    at: dt.datetime


COMPLAINTS = Repo("mock-reports", Written, owned_by="by")


async def complaints_for(unit: Unit, reader: Member | None) -> list[Written]:
    """What an organizer may read, newest first: of a mock of their own what they wrote themselves."""
    written, mocks = await asyncio.gather(COMPLAINTS.all(unit), MOCKS.all(unit))
    hidden = {key for key, mock in mocks.items() if reader and reader.id in mock.everybody}
    shown = [w for w in written.values() if w.mock not in hidden or (reader and w.by == reader.id)]
    return sorted(shown, key=lambda w: w.at, reverse=True)


RULES = Repo("mock-rules", Rules, owned_by=NOBODY)
THE_RULES = "rules"


async def rules(unit: Unit) -> Rules:
    """The group's, or what holds before anybody chose."""
    return await RULES.get_or_new(unit, THE_RULES)


PAIRINGS = Repo("mock-pairings", Pairing, owned_by=NOBODY)
"""By the Monday of the week."""


PRACTICE = Repo("mock-practice", LastUses, owned_by=KEY)


async def settled_tasks(unit: Unit, member: MemberId, day: dt.date) -> frozenset[str]:
    """The keys of tasks that need no doing: hours were saved, or the week was chosen, before `day`."""
    hours, seat = await HOURS.get(unit, member), await SEATS.get(unit, member)
    used = await members.uses_of(unit, member, PRACTICE)
    joined = seat is not None and (seat.only is None or monday_of(day) <= seat.only)
    known = {"mock-hours": (bool(hours and hours.windows), "mock.hours"), "mock-join": (joined, "mock.join")}
    return frozenset(key for key, (is_set, path) in known.items() if is_set and (day, path) not in used)


async def drafts(unit: Unit, monday: dt.date) -> dict[str, Mock]:
    """What an organizer can look at of a week's pairing, by id."""
    return {k: m for k, m in (await MOCKS.all(unit)).items() if (m.week, m.state) == (monday, "draft")}


async def mocks_of(unit: Unit, member: MemberId) -> dict[str, Mock]:
    """All mocks that a member has or had, by id, the latest first."""
    known = {key: mock for key, mock in (await MOCKS.all(unit)).items() if mock.state != "draft"}
    mine = {key: mock for key, mock in known.items() if member in mock.members}
    return dict(sorted(mine.items(), key=lambda pair: pair[1].at, reverse=True))


async def mocks_to_come(unit: Unit, member: MemberId) -> dict[str, Mock]:
    """The mocks that a member is expected at, by id, the next one first."""
    mine = await mocks_of(unit, member)
    return {key: mock for key, mock in reversed(mine.items()) if mock.coming(unit.now)}


async def members_of(ctx: Context, who: Iterable[MemberId]) -> list[Member | None]:
    """These, in order, checked at the commit; None for who is gone."""
    return list(await asyncio.gather(*(members.MEMBERS.get(ctx.unit, m) for m in who)))


async def faces_of(ctx: Context, who: Iterable[MemberId]) -> list[Member]:
    """Those who are still members, in order."""
    return [m for m in await members_of(ctx, who) if m is not None]


async def people_of(ctx: Context, mock: Mock) -> dict[MemberId, Member]:
    """Those of a mock who are still members."""
    return {m.id: m for m in await faces_of(ctx, mock.members)}


# a week before it is paired


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A week before it is paired. `without` are in and have given no hours; the numbers are of the others."""

    monday: dt.date
    people: tuple[Person, ...]
    without: tuple[MemberId, ...]
    mocks: Mapping[str, Mock]
    turns: Mapping[str, Turn]
    inactive: int = 0
    skipping: int = 0
    paired: int = 0


async def snapshot(ctx: Context, monday: dt.date) -> Snapshot:
    """Everybody who is in this week and has no partner yet, or in a season not as many as they want."""
    unit = ctx.unit
    everyone, seats, hours, avoided, turns, mocks = await asyncio.gather(
        members.MEMBERS.all(unit),
        SEATS.all(unit),
        HOURS.all(unit),
        AVOIDED.all(unit),
        TURNS.all(unit),
        MOCKS.all(unit),
    )
    seated = {m: s for m, s in seats.items() if m in everyone}
    active = {
        m: s for m, s in seated.items() if not is_inactive(everyone[m], local_date(ctx.now, everyone[m].zone))
    }
    asked = {m: s for m, s in active.items() if s.takes_part(monday)}
    this_week = [m for m in mocks.values() if m.week == monday]
    mine = _by_member(mocks.values())
    wishes = {m: candidates.wanted_mocks(s, monday, mine.get(MemberId(m), ())) for m, s in asked.items()}
    busy = {m: [o for o in mine.get(MemberId(m), ()) if o.week == monday and m in o.holders] for m in asked}
    free = [MemberId(m) for m in sorted(asked) if len(busy[m]) < wishes[m][0]]
    given = {m: windows for m in free if m in hours and (windows := hours[m].in_week(monday))}
    past, nothing = candidates.pasts(mocks.values()), candidates.Past()
    people: list[Person] = []
    for number, (m, windows) in enumerate(given.items(), 1):
        if number % AT_ONCE == 0:
            await asyncio.sleep(0)
        people.append(
            Person(
                id=m,
                zone=everyone[m].zone,
                windows=windows,
                seat=asked[m],
                avoids=_ids_to_avoid(m, avoided, this_week),
                waited=(monday - turns[m].week).days // 7 if m in turns else NEVER,
                quiet=everyone[m].quiet,
                level=everyone[m].level,
                focus=everyone[m].focus,
                done=past.get(m, nothing).done,
                last=past.get(m, nothing).last,
                busy=tuple((mock.at, mock.end) for mock in busy[m]),
                loop=wishes[m][1],
            )
        )
    return Snapshot(
        monday=monday,
        people=tuple(people),
        without=tuple(m for m in free if m not in given and not busy[m]),
        mocks=mocks,
        turns=turns,
        inactive=len(seated) - len(active),
        skipping=len(active) - len(asked),
        paired=len(asked) - len(free),
    )


def _by_member(mocks: Iterable[Mock]) -> dict[MemberId, list[Mock]]:
    found: dict[MemberId, list[Mock]] = {}
    for mock in mocks:
        for who in mock.members:
            found.setdefault(who, []).append(mock)
    return found


def _ids_to_avoid(
    who: MemberId, avoided: Mapping[str, Avoided], this_week: Iterable[Mock]
) -> frozenset[MemberId]:
    """Whom they avoid, and with whom a mock of this week did not take place already."""
    failed = [m for m in this_week if m.state in ("cancelled", "not_met") and who in m.members]
    return frozenset(
        {*avoided.get(who, Avoided()).who, *(m for mock in failed for m in mock.members)} - {who}
    )
