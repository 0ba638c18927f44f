"""A few days of a group on the real server, with two processes in one thread and a wire that breaks by a seed.

Everything random comes from the seed, so a failure is replayed by the line that it prints.
"""

import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bot.app import App, open_app
from bot.core.clock import ManualClock
from bot.core.errors import StoreDown
from bot.core.ids import AccountId, account_id
from bot.core.reply import Inbound, Said
from bot.platforms.port import Delivery, House, Receipt
from bot.settings import Settings
from bot.store import ledger, members
from bot.store.directory import Directory
from bot.store.scripts import DRAIN, TICK
from bot.store.wire import Command, Wire
from tests.world import KEY, SPACE, START, Silent

MEMBERS = {"ann": "Europe/Berlin", "bob": "America/New_York", "eve": "Asia/Kathmandu"}
DAYS = 3
Bend = Callable[[Command], Command | None]
"""A planted fault: what becomes of a command (None: it is dropped, and nobody is told)."""


@dataclass
class Report:
    """What happened: faults by kind, what was sent, and what the checkers say."""

    seed: int
    faults: Counter[str] = field(default_factory=Counter)
    sent: list[tuple[str, dt.datetime, bool]] = field(default_factory=list)
    late: set[str] = field(default_factory=set)
    """What the ledger says was left out, because no step came through within two hours."""
    pending: int = 0

    def problems(self) -> list[str]:
        """Lost, doubled without a look-up, early, and what is still pending after two quiet hours."""
        times = Counter(name for name, _, _ in self.sent)
        known = {name for name, _, again in self.sent if again}
        expected = self._expected()
        found = [f"lost {name}" for name in expected if name not in times and name not in self.late]
        found += [f"doubled {name}" for name, count in times.items() if count > 1 and name not in known]
        found += [f"early {name}" for name, at, _ in self.sent if name in expected and at < expected[name]]
        return found + ([f"{self.pending} pending"] if self.pending else [])

    def _expected(self) -> dict[str, dt.datetime]:
        """Every weekday's 08:00 of each member, counted in their zone by hand."""
        days = {}
        for name, zone in MEMBERS.items():
            for number in range(DAYS + 1):
                day = dt.datetime.combine(
                    START.date() + dt.timedelta(days=number), dt.time(8), ZoneInfo(zone)
                )
                if START < day <= START + dt.timedelta(days=DAYS) and day.weekday() < 5:
                    days[f"{name} {day:%Y-%m-%d}"] = day
        return days

    def __str__(self) -> str:
        return f"replay: seed={self.seed} faults={dict(self.faults)} problems={self.problems()}"


class ChaosWire:
    """Breaks by chance: a command is not sent, or it runs and its answer is lost."""

    def __init__(self, wire: Wire, chance: Random, report: Report, bend: Bend) -> None:
        self._wire = wire
        self._chance = chance
        self._report = report
        self._bend = bend
        self.rate = 0.0

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        roll = self._chance.random()
        if roll < self.rate:
            self._report.faults["not sent"] += 1
            raise StoreDown("not sent")
        bent = [self._bend(command) for command in commands]
        ran = await self._wire.execute([c for c in bent if c is not None])
        answers = iter(ran)
        result = [1 if c is None else next(answers) for c in bent]
        if roll < 2 * self.rate:
            self._report.faults["answer lost"] += 1
            raise StoreDown("answer lost")
        return result

    async def close(self) -> None:
        await self._wire.close()


class Postman:
    """A platform that notes what it was given, and fails by chance: before sending, or after."""

    name = "console"

    def __init__(self, house: House, chance: Random, report: Report) -> None:
        self._house = house
        self._chance = chance
        self._report = report
        self.rate = 0.0

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def here(self, _: AccountId) -> bool | None:
        return True

    async def deliver(self, delivery: Delivery) -> Receipt:
        roll = self._chance.random()
        if roll < self.rate:
            self._report.faults["platform refused"] += 1
            raise ConnectionError("refused")
        name = delivery.to.rsplit(":", 1)[1]
        meaning = delivery.id.rsplit("/", 1)[1][:10] if "/reminder/" in delivery.id else delivery.id
        self._report.sent.append((f"{name} {meaning}", self._house.clock.now(), delivery.again))
        if roll < 2 * self.rate:
            self._report.faults["platform failed after sending"] += 1
            raise ConnectionError("500 after sending")
        return Receipt()


def straight(command: Command) -> Command | None:
    """No planted fault."""
    return command


def hasty_tick(command: Command) -> Command | None:
    """The tick looks an hour ahead: reminders come early."""
    if command[0] == "ZRANGE" and "BYSCORE" in command:
        return (*command[:3], int(command[3]) + 3_600_000, *command[4:])
    return command


def deaf_ack(command: Command) -> Command | None:
    """Entries are never acknowledged: they stay pending for good."""
    if command[0] == "EVALSHA" and "XACK" in command:
        text = DRAIN.text.replace(
            "redis.call(name, key", "if name ~= 'XACK' and name ~= 'XDEL' then redis.call(name, key"
        )
        text = text.replace("unpack(ARGV, at + 1, at + count))", "unpack(ARGV, at + 1, at + count)) end")
        return ("EVAL", text, *command[2:])
    return command


def forgotten_entries(command: Command) -> Command | None:
    """The tick moves a job on without adding its entry: a reminder is lost."""
    if command[0] in ("EVALSHA", "EVAL") and len(command) > 3 and str(command[3]).endswith(":due"):
        text = TICK.text.replace("redis.call('XADD', KEYS[3], '*', 'e', ARGV[at + 5])", "moved = moved + 0")
        return ("EVAL", text, *command[2:])
    return command


async def simulate(folder: Path, seed: int, bend: Bend = straight, rate: float = 0.02) -> Report:
    """Three days with faults, then two quiet hours in which all must drain."""
    report, chance, clock = Report(seed), Random(seed), ManualClock(START)
    async with _two_apps(folder, seed, clock, report, bend) as (apps, wires, postmen):
        for name, zone in MEMBERS.items():
            await _join(apps[0], name, zone)
        _set_rate(wires, postmen, rate)
        while clock.now() < START + dt.timedelta(days=DAYS):
            clock.set(clock.now() + dt.timedelta(minutes=chance.choice((1, 5, 20, 40))))
            for _ in range(chance.randint(1, 4)):
                await chance.choice(apps).runner.attempt()
        _set_rate(wires, postmen, 0.0)
        for _ in range(24):
            clock.set(clock.now() + dt.timedelta(minutes=5))
            for app in apps:
                while await app.runner.attempt():
                    continue
        depth = await apps[0].runner.outbox.depth()
        report.pending = depth.waiting + depth.working + depth.lost
        report.late = {name async for name in _left_out(apps[0])}
    return report


@asynccontextmanager
async def _two_apps(
    folder: Path, seed: int, clock: ManualClock, report: Report, bend: Bend
) -> AsyncIterator[tuple[list[App], list[ChaosWire], list[Postman]]]:
    apps: list[App] = []
    wires: list[ChaosWire] = []
    postmen: list[Postman] = []

    def wrap(wire: Wire) -> Wire:
        wires.append(ChaosWire(wire, Random(f"wire {seed} {len(wires)}"), report, bend))
        return wires[-1]

    def postman(house: House) -> Postman:
        postmen.append(Postman(house, Random(f"post {seed} {len(postmen)}"), report))
        return postmen[-1]

    async with AsyncExitStack() as stack:
        for place in range(2):
            settings = Settings(data=folder, key=KEY)
            opened = open_app(settings, {"console": postman}, clock=clock, seed=f"{seed}/{place}", wrap=wrap)
            apps.append(await stack.enter_async_context(opened))
        yield apps, wires, postmen


async def _left_out(app: App) -> AsyncIterator[str]:
    """The reminders that the ledgers call late, by member and local day."""
    unit = app.store.unit(await Directory(app.store).group_of(SPACE), app.clock.now())
    for name, zone in MEMBERS.items():
        member = await members.find(unit, account_id(SPACE, name))
        for line in await ledger.read(unit, member.id) if member else ():
            if line.outcome == "late" and line.path == "checklist.reminder":
                yield f"{name} {line.due.astimezone(ZoneInfo(zone)):%Y-%m-%d}"


def _set_rate(wires: list[ChaosWire], postmen: list[Postman], rate: float) -> None:
    for wire in wires:
        wire.rate = rate
    for postman in postmen:
        postman.rate = 6 * rate


async def _join(app: App, name: str, zone: str) -> None:
    inbound = Inbound(
        event=f"join {name}",
        account=account_id(SPACE, name),
        name=name,
        channel=None,
        signal=Said(text=f"start zone={zone} quiet=none"),
        organiser=False,
    )
    await app.dispatcher.handle(inbound, Silent())
