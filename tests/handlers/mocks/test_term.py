"""A term of mock rounds: weeks on simulated time, with people who accept, move, drop out, do not come, pause.

Everything goes the way of the product: the dispatcher, the store, the runner, the pairing in the worker. What people
do is drawn from a seed. `problems` says what was lost, doubled or left unsaid: it looks at what was delivered, and at
the records only to know who was in and which mocks there were.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

from bot.core.member import Account, Member
from bot.core.reply import Pressed
from bot.core.values import AccountId, MemberId, account_id
from bot.core.wall_time import Quiet, local_date
from bot.pairing.hours import parse_windows
from bot.store import members
from handlers.mocks import model
from handlers.mocks.model import Hours, Mock, Season, Seat
from handlers.mocks.records import HOURS, MOCKS, SEATS, STANDBY, Standby
from tests.records import unit_of
from tests.world import SPACE, Shown, Somebody, World, world

FIRST = dt.datetime(2026, 11, 29, 18, tzinfo=dt.UTC)
"""The first pairing; the group's zone is UTC."""
MONDAY = dt.date(2026, 11, 30)
WEEK, DAY, MINUTE = dt.timedelta(weeks=1), dt.timedelta(days=1), dt.timedelta(minutes=1)
STEP = 5 * MINUTE
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu")
WHEN = (
    "weekdays 18-21",
    "tue 18-21, sat 9-14",
    "sat 9-18, sun 9-18",
    "mon 18-20, thu 18-20, sun 15-19",
    "daily 19-21",
)
QUIET = Quiet(start=dt.time(22), end=dt.time(7))
KINDS = {
    "No partner for the week": "none",
    "I found no other partner": "none",
    "Canceled: ": "cancelled",
    "It's the two of you now": "fewer",
    "It's time: ": "time",
    "Did you meet": "asked",
}
PRESSES: Mapping[str, tuple[tuple[str, float], ...]] = {
    "introduced": (("Works for me", 0.75), ("Another time", 0.05), ("Can't come", 0.06)),
    "time": (("I'm here", 0.82), ("10 minutes late", 0.05), ("Can't come", 0.02)),
    "waiting": (("Wait 5 more", 0.3), ("Find someone on standby", 0.5)),
    "asked": (("Yes, we met", 0.6), ("No, we didn't", 0.15), ("Not yet", 0.1)),
}
"""What is pressed on which message, and how likely; else nothing."""


def kind_of(text: str) -> str:
    """What a message is about, by its words."""
    first = text.splitlines()[0]
    known = next((kind for start, kind in KINDS.items() if first.startswith(start)), "")
    if "n't answered yet" in first or "can't come after all" in first:
        return "waiting"
    return known or ("introduced" if "free slot" in text else "")


@dataclass(frozen=True)
class Heard:
    """One message as one person got it; `words`: all of it, as plain text."""

    at: dt.datetime
    id: str
    kind: str
    words: str


class Term:
    """So many members for so many weeks."""

    def __init__(self, w: World, count: int, length: int, seed: int = 0) -> None:
        self.w, self.count, self.length = w, count, length
        self.chance = Random(seed)
        self.people = [Mate(w, n) for n in range(count)]
        self.by_account = {p.account: p for p in self.people}
        self.expected: dict[dt.date, list[Mate]] = {}
        """Who was in at each pairing, awake and with hours."""

        self.mocks: dict[str, Mock] = {}
        self._read = 0
        self._times: list[dt.datetime] = []
        self._stale = True

    async def play(self) -> None:
        await self._join()
        for number in range(self.length):
            pairing = FIRST + number * WEEK
            await self._until(pairing - MINUTE)
            await self._absences()
            self.expected[MONDAY + number * WEEK] = await self._who_is_in(MONDAY + number * WEEK)
        await self._until(FIRST + self.length * WEEK - 2 * MINUTE)
        self.mocks = await MOCKS.all(await unit_of(self.w))

    async def _join(self) -> None:
        """Members as they are after joining; no daily list is set up, so that only mocks are spoken of."""
        first = await self.w.member("first", "UTC", days="wed")
        await first.say("/prep mock join repeat=weekly")
        await first.say("/prep mock leave")
        unit = await unit_of(self.w)
        for n, mate in enumerate(self.people):
            member = Member(
                id=mate.id,
                name=mate.name,
                zone=self.chance.choice(ZONES),
                joined=self.w.now,
                accounts=(mate.account,),
                quiet=QUIET,
            )
            members.MEMBERS.put(unit, mate.id, member)
            members.ACCOUNTS.put(unit, mate.account, Account(id=mate.account, member=mate.id, space=SPACE))
            season = Season(begun=MONDAY, weeks=3 if n % 16 else 2) if n % 8 == 0 else None
            SEATS.put(unit, mate.id, Seat(season=season))
            HOURS.put(unit, mate.id, Hours(windows=parse_windows(self.chance.choice(WHEN))))
            if n % 10 == 0:
                STANDBY.put(unit, mate.id, Standby(since=self.w.now))
        await unit.commit()

    async def _absences(self) -> None:
        """In the last minute before a pairing some pause, skip, leave, or come back."""
        for mate in self.people:
            draw = self.chance.random()
            if mate.away:
                back = {"pause": "/prep resume", "leave": "/prep mock join repeat=weekly"}
                if draw < 0.5 or mate.away == "skip":
                    if mate.away in back:
                        await self._say(mate, back[mate.away])
                    mate.away = ""
            elif draw < 0.06:
                mate.away = ("pause", "skip", "leave")[int(draw * 50)]
                said = {"pause": "/prep pause", "skip": "/prep mock skip", "leave": "/prep mock leave"}
                await self._say(mate, said[mate.away])
        self._look()

    async def _say(self, mate: "Mate", text: str) -> None:

        mate.cut.append(self.w.now)
        await mate.who.say(text)

    async def _who_is_in(self, monday: dt.date) -> list["Mate"]:
        unit = await unit_of(self.w)
        seats, everyone = await SEATS.all(unit), await members.MEMBERS.all(unit)
        return [
            p
            for p in self.people
            if p.id in seats
            and seats[p.id].takes_part(monday)
            and not model.is_away(everyone[p.id], local_date(self.w.now, everyone[p.id].zone))
        ]

    async def _until(self, end: dt.datetime) -> None:
        """Lets time pass in steps; after each, people press on what they were sent in it."""
        while self.w.now < end:
            await self.w.time.advance(min(await self._next_look(), end))
            for mate, heard, shown in list(self._look()):
                await self._answer(mate, heard, shown)
            await self.w.time.drain()

    async def _next_look(self) -> dt.datetime:
        """Five minutes on while a mock begins; else when the next one does, an hour on at most."""
        if self._stale:
            self._times = sorted({m.at for m in (await MOCKS.all(await unit_of(self.w))).values()})
            self._stale = False
        now = self.w.now
        if any(now - 30 * MINUTE < at <= now for at in self._times):
            return now + STEP
        return min([at for at in self._times if at > now] + [now + 60 * MINUTE])

    def _look(self) -> Iterator[tuple["Mate", Heard, Shown]]:
        """What was delivered since the last look."""
        fresh = self.w.stage.delivered[self._read :]
        self._read = len(self.w.stage.delivered)
        found = []
        for delivery, at in fresh:
            shown = Shown(delivery.answer, at)
            heard = Heard(at, delivery.id, kind_of(shown.text), shown.text)
            for account in delivery.people or (AccountId(delivery.to),):
                if (mate := self.by_account.get(account)) is not None:
                    mate.heard.append(heard)
                    found.append((mate, heard, shown))
        return iter(found)

    async def _answer(self, mate: "Mate", heard: Heard, shown: Shown) -> None:
        draw = self.chance.random()
        for label, share in PRESSES.get(heard.kind, ()):
            draw -= share
            self._stale |= heard.kind == "introduced"
            found = next((one for one in shown.labels if one.startswith(label)), None)
            if draw < 0 and found is not None:
                await self._press(mate, found, shown)
                return

    async def _press(self, mate: "Mate", label: str, shown: Shown) -> None:
        if label.startswith("Can't "):
            mate.cut.append(self.w.now)
        (answer,) = await mate.who.send(Pressed(payload=shown.payload(label)), channel=None)
        if "Match me again" in answer.labels:
            await self._press(mate, "Match me again", answer)

    # what was lost, doubled or left unsaid

    def problems(self) -> list[str]:
        return [*self._twice(), *self._weeks(), *self._meetings()]

    def _twice(self) -> Iterator[str]:
        for mate in self.people:
            ids = Counter(h.id for h in mate.heard)
            yield from (f"{mate.name} got {id_} {n} times" for id_, n in ids.items() if n > 1)
            said = Counter((h.at, h.words) for h in mate.heard if h.kind)
            yield from (
                f"{mate.name} was told twice at {at}: {words}" for (at, words), n in said.items() if n > 1
            )

    def _weeks(self) -> Iterator[str]:
        """Whoever was in hears of each mock of theirs once, or once that there is none; unless they dropped out."""
        for monday, mates in self.expected.items():
            pairing = dt.datetime.combine(monday - DAY, FIRST.time(), dt.UTC)
            for mate in mates:
                first = [h for h in mate.heard if pairing <= h.at < pairing + DAY]
                told = Counter(h.kind for h in first)
                dropped = any(pairing <= at < pairing + DAY for at in mate.cut)
                some = told["introduced"] + told["none"] + told["cancelled"]
                if not some and not dropped:
                    yield f"{mate.name} heard nothing of the week of {monday}"
                if told["none"] and told["introduced"] and not told["cancelled"]:
                    yield f"{mate.name} heard of a partner and of none in the week of {monday}"
                said = [h.kind for h in first if h.kind in ("introduced", "none", "cancelled", "fewer")]
                if any(a == b == "none" for a, b in pairwise(said)):
                    yield f"{mate.name} heard twice that there is no partner in the week of {monday}: {said}"
                lines = Counter(h.words.splitlines()[0] for h in first if h.kind == "introduced")
                yield from (f"{mate.name} was introduced {n} times: {at}" for at, n in lines.items() if n > 1)

    def _meetings(self) -> Iterator[str]:
        """Everybody of a mock hears each of its stages once."""
        by_id = {p.id: p for p in self.people}
        for key, mock in self.mocks.items():
            if mock.end + DAY > self.w.now:
                continue
            begun = mock.state != "cancelled"
            for mate in (by_id[m] for m in mock.members):
                now = [h for h in mate.heard if h.kind == "time" and h.at == mock.at]
                stood_in = mate.id in mock.here and mate.id not in mock.accepted and not now
                if begun and len(now) != 1 and not stood_in:
                    yield f"{mate.name} heard {len(now)} times that it is time for {key} at {mock.at}"
                waited = [
                    h for h in mate.heard if h.kind == "waiting" and mock.at <= h.at <= mock.at + 21 * MINUTE
                ]
                alone = begun and mate.id in mock.here and set(mock.members) - set(mock.here)
                if alone and not waited:
                    yield f"{mate.name} waited for {key} at {mock.at} and heard nothing"
                told = any(h.kind in ("cancelled", "waiting") for h in mate.heard if h.at <= mock.at + DAY)
                mine = any(mock.at - 9 * DAY <= at <= mock.at + DAY for at in mate.cut)
                if not begun and not told and not mine:
                    yield f"{mate.name} does not know that {key} at {mock.at} is cancelled"


class Mate:
    """A member, what they heard, and when they took themselves out of something."""

    def __init__(self, w: World, n: int) -> None:
        self.id, self.name = MemberId(f"mate{n:04}"), f"t{n:04}"
        self.account = account_id(SPACE, self.name)
        self.who: Somebody = w.person(self.name)
        self.heard: list[Heard] = []
        self.cut: list[dt.datetime] = []
        self.away = ""


async def played(folder: Path, count: int, length: int, seed: int = 0) -> tuple[Term, dict[str, int]]:
    """A term that is over, and what the runner says of its messages."""
    async with world(folder, seed=seed) as w:
        term = Term(w, count, length, seed)
        await term.play()
        return term, dict(w.app.runner.counts)


def needed(term: Term, mate: Mate, one: Heard) -> bool:
    """Whether a message is the only one of its kind to somebody at a mock which they waited through in vain."""
    if one.kind != "waiting":
        return True
    for mock in term.mocks.values():
        told = sum(h.kind == one.kind and mock.at <= h.at <= mock.end for h in mate.heard)
        in_vain = mate.id in mock.here and set(mock.members) > set(mock.here) and not mock.cancelled
        if mock.at <= one.at <= mock.end and mock.end + DAY < term.w.now:
            return told == 1 and in_vain
    return False


async def test_a_week_of_twelve_leaves_nobody_without_a_word_and_says_nothing_twice(tmp_path: Path) -> None:
    term, sent = await played(tmp_path, 12, 1, seed=2)
    assert term.problems() == []
    assert sent.get("set aside", 0) == sent.get("late", 0) == 0
    assert sum(heard.kind == "introduced" for mate in term.people for heard in mate.heard) == 12
    for kind, words in (
        ("introduced", "heard nothing"),
        ("time", "heard 0 times"),
        ("waiting", "waited for"),
    ):
        # of what is said again when somebody waits on, one may be lost unseen: here somebody heard it once
        mate, one = next(
            (m, h) for m in term.people for h in m.heard if h.kind == kind and needed(term, m, h)
        )
        mate.heard.remove(one)
        assert any(words in problem for problem in term.problems()), f"a lost {kind} is found"
        mate.heard += [one, one]
        assert any("times" in problem for problem in term.problems()), f"a doubled {kind} is found"
        mate.heard.remove(one)
    assert term.problems() == []


@pytest.mark.soak
async def test_a_term_of_five_hundred_for_twelve_weeks(tmp_path: Path) -> None:
    term, sent = await played(tmp_path, 500, 12)
    assert term.problems() == []
    assert sent.get("set aside", 0) == sent.get("late", 0) == 0
