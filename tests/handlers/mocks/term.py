"""A term of mock rounds: a group's weeks on simulated time, with people who accept, move, drop out, do not come, pause.

Everything goes the way of the product: the dispatcher, the store, the runner, the weekly run in the worker. What
people do is drawn from a seed. `Term.problems` says what was lost, doubled or left unsaid; it looks at what was
delivered, and at the records only to know who was in and which mocks there were.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from random import Random

from bot.core.ids import AccountId, MemberId, account_id
from bot.core.member import Account, Member
from bot.core.reply import Pressed, Said
from bot.core.when import Quiet, local_date
from bot.store import members
from handlers.mocks import weeks
from handlers.mocks.mock import Mock
from handlers.mocks.model import parse_windows
from handlers.mocks.store import HOURS, MOCKS, SEATS, STANDBY, Standby
from handlers.mocks.weeks import Hours, Season, Seat
from tests.stories.mock_rounds import unit_of
from tests.world import SPACE, Shown, Somebody, World

FIRST = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
"""The first pairing; the group's zone is UTC."""
MONDAY = dt.date(2026, 11, 30)
WEEK, DAY, MINUTE = dt.timedelta(weeks=1), dt.timedelta(days=1), dt.timedelta(minutes=1)
QUARTER = 15 * MINUTE
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu")
WHEN = ("weekdays 18-21", "tue 18-21, sat 9-14", "sat 9-18, sun 9-18", "mon 18-20, thu 18-20, sun 15-19", "daily 19-21")
QUIET = Quiet(start=dt.time(22), end=dt.time(7))


def kind_of(text: str) -> str:
    """What a message is about, by its words."""
    first = text.splitlines()[0]
    for start, kind in (
        ("No partner this week", "none"),
        ("Cancelled: ", "cancelled"),
        ("You are two now", "fewer"),
        ("It is time: ", "time"),
        ("I found no other partner", "none"),
        ("Did you meet", "asked"),
    ):
        if first.startswith(start):
            return kind
    if "has not answered yet" in first:
        return "waiting"
    return "introduced" if "\nWhy you " in text else ""


@dataclass(frozen=True)
class Heard:
    """One message as one person got it."""

    who: AccountId
    at: dt.datetime
    id: str
    kind: str
    first: str
    shown: Shown


@dataclass
class Term:
    """So many members for so many weeks."""

    w: World
    count: int
    weeks: int
    chance: Random
    heard: list[Heard] = field(default_factory=list)
    expected: dict[dt.date, set[MemberId]] = field(default_factory=dict)
    """Who was in at each pairing, awake and with no word of an absence."""
    out: dict[MemberId, list[dt.datetime]] = field(default_factory=lambda: defaultdict(list))
    """When somebody left, paused or skipped by their own word."""
    did: Counter[str] = field(default_factory=Counter)
    _todo: list[tuple[dt.datetime, int, AccountId, str, str]] = field(default_factory=list)
    _seen: int = 0

    async def play(self) -> None:
        await self._join()
        for number in range(self.weeks):
            pairing = FIRST + number * WEEK
            await self._until(pairing - MINUTE)
            self.expected[MONDAY + number * WEEK] = await self._who_is_in(MONDAY + number * WEEK)
            await self._until(pairing + MINUTE)
        await self._until(FIRST + self.weeks * WEEK - 2 * MINUTE)

    async def _join(self) -> None:
        """Members as they are after joining; their lists come on no day, so that only mocks are spoken of."""
        unit = await self._unit_made()
        for n in range(self.count):
            who, account = _member(n), _account(n)
            zone = self.chance.choice(ZONES)
            member = Member(
                id=who, name=f"t{n:03}", zone=zone, joined=self.w.now, accounts=(account,), quiet=QUIET
            )
            members.MEMBERS.put(unit, who, member)
            members.ACCOUNTS.put(unit, account, Account(id=account, member=who, space=SPACE))
            length = self.chance.choice((2, 3))
            season = Season(begun=MONDAY, weeks=3 if length == 3 else 2) if n % 8 == 0 else None
            SEATS.put(unit, who, Seat(season=season))
            HOURS.put(unit, who, Hours(windows=parse_windows(self.chance.choice(WHEN))))
            if n % 10 == 0:
                STANDBY.put(unit, who, Standby(since=self.w.now))
        await unit.commit()

    async def _unit_made(self) -> weeks.Any:  # type: ignore[name-defined]
        first = await self.w.member("first", "UTC", days="wed")
        await first.say("/prep mock join repeat=weekly")
        await first.say("/prep mock leave")
        return await unit_of(self.w)
