"""The processes of a run, whoever ends them, and what became of what they were to do."""

import asyncio
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bot.core.entry import Entry
from bot.core.errors import StoreDown
from bot.core.member import Account, Member
from bot.core.values import GroupId, MemberId, account_id, space_id
from bot.store import keys, members
from bot.store.connect import url_store
from bot.store.outbox import Outbox
from bot.store.store import Store, partitions
from bot.store.vault import Vault
from tests.real.play import message_entry, work_entry
from tests.real.worker import Crooked, whole_lines
from tests.world import KEY

ROOT = Path(__file__).parents[2]
SPACE = space_id("real", "main")
LOOK = 0.05
"""Seconds between two looks: there is no event to wait for across processes."""
PAGE = 500
Note = Callable[[str, object], None]


@dataclass
class Outcome:
    """What was to be done, and what became of it. `lag`: seconds by which the last message came late."""

    messages: int = 0
    works: int = 0
    lost: int = 0
    doubled: int = 0
    late: int = 0
    lag: float = 0.0
    works_lost: int = 0
    works_doubled: int = 0

    @property
    def clean(self) -> bool:
        """Nothing lost, doubled or late."""
        return not (self.lost or self.doubled or self.late or self.works_lost or self.works_doubled)

    def __str__(self) -> str:
        return (
            f"{self.messages:,} messages: lost {self.lost}, doubled {self.doubled}, late {self.late}, the last "
            f"after {self.lag:.1f} s; {self.works:,} works: lost {self.works_lost}, doubled {self.works_doubled}"
        )


@dataclass
class Troupe:
    """Processes on one store. `url` is where they find it; `options` are those of `tests.real.worker`."""

    url: str
    folder: Path
    store: Store
    options: tuple[str, ...] = ()
    groups: tuple[GroupId, ...] = (GroupId("g1"), GroupId("g2"), GroupId("g5"))
    running: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    ended: "list[subprocess.Popen[bytes]]" = field(default_factory=list)
    due: dict[str, dt.datetime] = field(default_factory=dict)
    works: set[str] = field(default_factory=set)
    made: int = 0

    # processes

    def start(self, *options: str) -> None:
        self.made += 1
        command = [sys.executable, "-m", "tests.real.worker", self.url, str(self.folder), f"w{self.made}"]
        self.running.append(
            subprocess.Popen(
                [*command, *self.options, *options], cwd=ROOT, env=os.environ | {"LOOPMATE_KEY": KEY}
            )
        )

    def kill(self, which: int, *options: str) -> None:
        """kill -9, and one more in its place."""
        dead = self.running.pop(which)
        dead.send_signal(signal.SIGKILL)
        dead.wait()
        self.start(*options)

    def leave(self, which: int) -> None:
        """Asks one to end."""
        self.running[which].send_signal(signal.SIGTERM)
        self.ended.append(self.running.pop(which))

    # time

    @property
    def clock(self) -> Path:
        """Says by how many seconds everybody's clock is wrong."""
        return self.folder / "clock"

    def now(self) -> dt.datetime:
        return Crooked(self.clock).now()

    def set_clock(self, at: dt.datetime) -> None:
        self.skew((at - dt.datetime.now(dt.UTC)).total_seconds())

    def skew(self, seconds: float) -> None:
        """Everybody's clock is wrong by so much from now on; nobody ever reads half of it."""
        written = self.clock.with_suffix(".new")
        written.write_text(str(seconds))
        written.replace(self.clock)

    # what is to be done

    async def members(self, count: int) -> list[tuple[GroupId, MemberId]]:
        """Members, spread over the groups."""
        now, found = dt.datetime.now(dt.UTC), []
        for place, group in enumerate(self.groups):
            unit = self.store.unit(group, now)
            for number in range(place, count, len(self.groups)):
                who, account = MemberId(f"m{number}"), account_id(SPACE, f"m{number}")
                member = Member(
                    id=who, name=f"m{number}", zone="UTC", joined=now, accounts=(account,), dm_open=True
                )
                members.MEMBERS.put(unit, who, member)
                members.ACCOUNTS.put(unit, account, Account(id=account, member=who, space=SPACE))
                found.append((group, who))
            await unit.commit()
        return found

    async def plan(
        self, people: list[tuple[GroupId, MemberId]], each: int, works: int, within: float
    ) -> None:
        """Messages of each and works of each group, due at instants of the next `within` seconds."""
        chance, now = Random(len(people)), dt.datetime.now(dt.UTC)

        def soon() -> dt.datetime:
            return now + dt.timedelta(seconds=chance.random() * within)

        for group in self.groups:
            mine = [who for of, who in people if of == group]
            entries = [message_entry(group, who, n, soon()) for who in mine for n in range(each)]
            entries += [work_entry(group, f"{group}-{n}", soon()) for n in range(works)]
            for start in range(0, len(entries), PAGE):
                await self._planned(group, entries[start : start + PAGE], now)

    async def _planned(self, group: GroupId, entries: list[Entry], now: dt.datetime) -> None:
        unit = self.store.unit(group, now)
        for entry in entries:
            unit.park(entry, entry.due, fresh=True)
        await unit.commit()
        self.due |= {self.store.seen_id(e.id): e.due for e in entries if e.to}
        self.works |= {e.call.values["name"] for e in entries if not e.to}

    # what came of it

    def sent(self) -> list[tuple[str, float]]:
        """Ids and instants of what the platform has taken, in its order."""
        lines, _ = whole_lines(self.folder / "sent")
        return [(line.split(" ")[0], float(line.split(" ")[1])) for line in lines]

    async def until_sent(self, count: int) -> None:
        await until(lambda: len(self.sent()) >= count, f"{count} messages were sent")

    async def until_drained(self) -> None:
        await until(self._drained, "nothing was due and nothing was held", 600)

    async def _drained(self) -> bool:
        """Due times first, then what is held, then due times again: what moves from the one to the other, or back
        for another minute, is seen in one of the three."""
        return not await self._due() and await self._depth() == (0, 0) and not await self._due()

    async def _due(self) -> int:
        return sum([await self.store.pipe("ZCARD", keys.due(p)) for p in partitions()])

    async def _depth(self) -> tuple[int, int]:
        depth = await Outbox(self.store, "-").depth()
        return depth.waiting, depth.working

    async def outcome(self) -> Outcome:
        times, works = Counter(name for name, _ in self.sent()), Counter[str]()
        for group in self.groups:
            works += await self.store.unit(group, dt.datetime.now(dt.UTC)).counts()
        lags = [at - self.due[name].timestamp() for name, at in self.sent() if name in self.due]
        return Outcome(
            messages=len(self.due),
            works=len(self.works),
            lost=len(self.due.keys() - times.keys()),
            doubled=sum(count - 1 for count in times.values()),
            late=sum(lag > 7_200 for lag in lags),
            lag=max(lags, default=0.0),
            works_lost=len(self.works - works.keys()),
            works_doubled=sum(count - 1 for count in works.values()),
        )


async def until(ready: Callable[[], bool | Awaitable[bool]], what: str, seconds: float = 120) -> None:
    """Looks until `ready` says so, or fails."""
    end = time.monotonic() + seconds
    while not await _is_so(ready):
        assert time.monotonic() < end, f"not within {seconds} s: {what}"
        await asyncio.sleep(LOOK)


async def _is_so(ready: Callable[[], bool | Awaitable[bool]]) -> bool:
    try:
        found = ready()
        return found if isinstance(found, bool) else await found
    except StoreDown:
        return False


@asynccontextmanager
async def troupe(
    url: str, folder: Path, *options: str, processes: int = 3, **more: Any
) -> AsyncIterator[Troupe]:
    """Processes on the server that `url` names; all are ended at the end."""
    async with url_store(url, Vault([KEY]), Random(1), (), accept_lossy=True) as store:
        one = Troupe(url, folder, store, options, **more)
        try:
            for _ in range(processes):
                one.start()
            yield one
        finally:
            for process in (*one.running, *one.ended):
                process.kill()
                process.wait()


@asynccontextmanager
async def half_done(
    t: Troupe, note: Note, *, members: int = 200, each: int = 10, what: str = ""
) -> AsyncIterator[None]:
    """Members, half of whose messages have gone out; afterwards all must be done, and once."""
    await t.plan(await t.members(members), each, works=100, within=3)
    await t.until_sent(len(t.due) // 2)
    yield
    await t.until_drained()
    outcome = await t.outcome()
    note("counted", str(outcome))
    assert outcome.clean, str(outcome)
