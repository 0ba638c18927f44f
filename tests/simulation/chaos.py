"""Days of a group on the real server, with three processes in one thread, and all that can break, by a seed."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from bot.app import registry, repos
from bot.context import ContextFactory
from bot.core.entry import Job, To
from bot.core.kinds import Upload
from bot.core.member import Member
from bot.core.reply import Answer, Chosen, Inbound, Responder, Said, Signal
from bot.core.stock_cards import DOWN_CARD, FULL_CARD, UNWRITABLE_CARD
from bot.core.values import AccountId, Call, GroupId, account_id
from bot.core.wall_time import ManualClock, Wall
from bot.dispatcher import Dispatcher
from bot.runner import Runner
from bot.store import agenda, commit, members, outbox
from bot.store.connect import check_format
from bot.store.members import Directory
from bot.store.store import Store
from bot.store.vault import Vault
from bot.store.wire import Command, Script, redis_wire
from bot.work import Worker
from content.finder import load
from tests.records import stored
from tests.simulation.faults import ChaosWire, Postman, Shortage, Skewed, skews
from tests.simulation.mocks import Appoint, appoint
from tests.simulation.planted import NOTHING, Plant
from tests.simulation.play import PLAY, TALLIES, Add, Poison, Stage
from tests.simulation.report import FORGOTTEN, HOURS, MEMBERS, Report
from tests.simulation.turns import OWNER, Turns, owned_tasks
from tests.simulation.uploads import FILES, Drawer, SimulatedWorker, SlowReader
from tests.world import KEY, SPACE, START

APPS = 3
RATE = 0.015
"""How often something breaks on the way to the server."""
SENDING = 0.25
"""How often something breaks on the way to a member."""
SHORTAGES = {"full": "memory full for an hour", "misconf": "disk full for an hour"}
REGISTRY = registry((*PLAY, appoint))
REPOS = (*repos(), TALLIES)
CONTENT = load()


class Listener(Responder):
    """Whom an inbound answers: `heard` says whether it was done, as far as the one who pressed can tell."""

    def __init__(self) -> None:
        self.failed = False

    async def send(self, answer: Answer) -> None:
        self.failed = answer.body in (DOWN_CARD, FULL_CARD, UNWRITABLE_CARD)


@dataclass(eq=False)
class Process:
    """One of the three: what it runs, and whether it still lives."""

    store: Store
    wire: ChaosWire
    postman: Postman
    clock: Skewed
    dispatcher: Dispatcher
    runner: Runner
    tasks: set[asyncio.Task[Any]] = field(default_factory=set)
    alive: bool = True

    def kill(self) -> None:
        self.alive = False
        for task in list(self.tasks):
            task.cancel()

    async def step(self) -> None:
        await self._own(self.runner.attempt())

    async def hear(self, inbound: Inbound, listener: Listener) -> None:
        await self._own(self.dispatcher.handle(inbound, listener))

    async def _own(self, part: Coroutine[Any, Any, Any]) -> None:
        """As a task that ends with this process."""
        OWNER.set(self.tasks)
        task = asyncio.create_task(part)
        await asyncio.wait({task})
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error


class Simulation:
    """The stage of one run."""

    def __init__(self, socket: str, report: Report, plant: Plant) -> None:
        self.report = report
        self.true = ManualClock(START)
        self.chance = Random(f"what happens {report.seed}")
        self.turns = Turns(self.chance)
        self._socket = socket
        self._plant = plant
        self.reader = SlowReader(self.turns, Random(f"files {report.seed}"), self._held_up)
        self.worker: Worker = SimulatedWorker(
            self.reader, self.reader if plant.one_worker else Drawer(self.turns)
        )
        self._shortage = Shortage(self.true)
        self._unheard_yet: tuple[Inbound, ...] = ()
        self._others = cycle(sorted({*MEMBERS} - {"ann", FORGOTTEN}))
        self._box: dict[str, int] = {}
        self._made = 0
        self.rate = self.sending = 0.0
        self.processes: list[Process] = []

    def start(self) -> None:
        """One more process."""
        self._made += 1
        name, tasks = f"{self.report.seed}/{self._made}", set[asyncio.Task[Any]]()
        clock = Skewed(self.true)

        def kill() -> None:
            process.kill()

        inner, chance = redis_wire(socket=self._socket), Random(f"wire {name}")
        bends, shortage = self._plant.bends, self._shortage
        wire = ChaosWire(inner, self.turns, chance, self._broke, bends, kill, shortage)
        store = Store(wire, Vault([KEY]), Random(name), REPOS)
        chance, again = Random(f"post {name}"), self._plant.told_again
        postman = Postman(self.turns, self.true, chance, self.report, self._box, again, self._draw)
        dispatcher = Dispatcher(ContextFactory(REGISTRY, store, CONTENT, clock, self.worker, name))
        runner = Runner(dispatcher, {"console": postman})
        process = Process(store, wire, postman, clock, dispatcher, runner, tasks)
        wire.rate, postman.rate = self.rate, self.sending
        self.processes.append(process)

    async def _draw(self) -> None:
        """A message's picture."""
        await self.worker.pictures(str)

    def _held_up(self) -> None:
        self.report.held_up += 1

    def _broke(self, fault: str) -> None:
        self.report.faults[fault] += 1
        self.report.troubles.append(self.true.now())

    def set_rates(self, rate: float, sending: float) -> None:
        self.rate, self.sending = rate, sending
        for process in self.processes:
            process.wire.rate, process.postman.rate = rate, sending

    async def bury(self) -> None:
        """Those that were killed are started anew."""
        for process in [p for p in self.processes if not p.alive]:
            await asyncio.gather(*process.tasks, return_exceptions=True)
            await process.store.close()
            self.processes.remove(process)
            self.start()

    # what happens

    async def round(self) -> None:
        """Some of the processes look, at the same time."""
        some = self.chance.sample(self.processes, self.chance.randint(1, APPS))
        await self.turns.play(*(process.step() for process in some))
        await self.bury()

    async def press(self, *inbounds: Inbound) -> None:
        """Some press at once, until all are answered; sometimes the platform brings it to two processes.

        While the server takes no writes they give up, and press again later.
        """
        inbounds = (*self._unheard_yet, *inbounds)
        while inbounds and not self._shortage.lacking:
            inbounds = await self._unheard(inbounds)
        self._unheard_yet = inbounds

    async def _unheard(self, inbounds: Sequence[Inbound]) -> tuple[Inbound, ...]:
        ears = [
            (inbound, process, Listener())
            for inbound in inbounds
            for process in self.chance.sample(self.processes, self.chance.choice((1, 1, 2)))
        ]
        await self.turns.play(*(process.hear(what, ear) for what, process, ear in ears))
        heard = {what.event for what, process, ear in ears if process.alive and not ear.failed}
        await self.bury()
        return tuple(one for one in inbounds if one.event not in heard)

    async def happen(self, number: int) -> None:
        """Time passes, clocks jump, people press, processes look."""
        self.pass_minutes(self.chance.choice((2, 20, 60, 90)))
        if self.chance.random() < 0.015:
            self._asleep()
        self._be_short()
        if self.chance.random() < 0.06:
            self._broke("clock jump")
            self.chance.choice(self.processes).clock.wrong = skews(self.chance)
        if self.chance.random() < 0.3:
            who = ("ann", next(self._others))  # nobody is silent for so long that their lists end
            self.report.pressed += len(who)
            await self.press(
                *(_inbound(one, f"press {number} {one}", Chosen(call=Add().call())) for one in who)
            )
        else:
            await self.press()
        self.report.looks.append(self.true.now())
        if self.chance.random() < 0.05:
            await self.flood(number)
        else:
            await self.round()

    def pass_minutes(self, number: int) -> None:
        self.true.set(self.true.now() + dt.timedelta(minutes=number))

    def _be_short(self) -> None:
        """The server's memory or disk fills up, and somebody makes room an hour later."""
        if self._shortage.lacking:
            self.report.troubles.append(self.true.now())
        elif self.chance.random() < 0.03:
            kind = self.chance.choice(tuple(SHORTAGES))
            self._broke(SHORTAGES[kind])
            self._shortage.begin(kind, self.true.now() + dt.timedelta(hours=1))

    def end_shortage(self) -> None:
        self._shortage.begin("", self.true.now())

    def _asleep(self) -> None:
        """The machine sleeps: shorter or longer than a mock takes, or for a night."""
        self.report.faults["asleep"] += 1
        for _ in range(2 * self.chance.choice((1, 3, 9))):
            self.report.troubles.append(self.true.now())
            self.pass_minutes(30)

    async def flood(self, number: int) -> None:
        """Ann sends many files at once to one process. None is read before all others are done with what they do."""
        self.report.faults["file flood"] += 1
        process = self.chance.choice(self.processes)
        self.reader.begin()
        files = [process.hear(_upload(f"file {number} {n}"), Listener()) for n in range(FILES)]
        look = _inbound("bob", f"look {number}", Chosen(call=Call(path="today")))

        async def others() -> None:
            await asyncio.gather(process.hear(look, Listener()), *(one.step() for one in self.processes))
            self.reader.others_done()

        await self.turns.play(*files, others())
        self.report.files.append(len(self.reader.read))
        await self.bury()


async def simulate(socket: str, seed: int, days: int = 2, plant: Plant = NOTHING) -> Report:
    """Days with faults on an empty store, then two quiet hours in which all must drain."""
    report = Report(seed, days, plant.name)
    async with _stage(socket, report, plant) as sim:
        await _beginning(sim)
        sim.set_rates(RATE, SENDING)
        number = 0
        while sim.true.now() < report.end:
            number += 1
            await sim.happen(number)
            if report.forgotten is None and sim.true.now() > report.end - dt.timedelta(days=days / 2):
                report.forgotten = sim.true.now()
                await sim.press(_inbound(FORGOTTEN, "forget", Chosen(call=Call(path="member.forget-now"))))
        await _quiet(sim)
        await sim.turns.play(_found(sim.processes[0], report))
    return report


@asynccontextmanager
async def _stage(socket: str, report: Report, plant: Plant) -> AsyncIterator[Simulation]:
    loop = asyncio.get_running_loop()
    before = loop.get_task_factory()
    loop.set_task_factory(owned_tasks)
    sim = Simulation(socket, report, plant)
    try:
        for _ in range(APPS):
            sim.start()
        yield sim
    finally:
        loop.set_task_factory(before)
        sim.worker.matching.close()
        for process in sim.processes:
            await process.store.close()


async def _beginning(sim: Simulation) -> None:
    first = sim.processes[0]
    await sim.turns.play(
        first.store.wire.execute([("FLUSHALL",), ("SCRIPT", "FLUSH"), *_known(sim.report.seed)])
    )
    await sim.turns.play(check_format(first.store))
    for process in sim.processes:
        await sim.turns.play(process.runner.outbox.prepare())
    for name, zone in MEMBERS.items():
        await sim.press(
            _inbound(name, f"join {name}", Said(text=f"start zone={zone} quiet=none", root="prep"))
        )
    await sim.press(_inbound("ann", "appoint", Chosen(call=Appoint(days=sim.report.days).call())))
    await sim.turns.play(_group_work(first, sim.report))


def _inbound(who: str, event: str, signal: Signal) -> Inbound:
    account = account_id(SPACE, who)
    return Inbound(event=event, account=account, name=who, channel=None, signal=signal, organiser=False)


def _upload(event: str) -> Inbound:
    file = Upload(name="resume.txt", data=f"{event}: cut p99 latency from 900 ms to 300 ms.".encode())
    return _inbound("ann", event, Chosen(call=Call(path="bullet"))).copy_with(upload=file)


def _known(seed: int) -> list[Command]:
    """With every other seed the server knows the scripts; with the others it has to be told."""
    users = (agenda, commit, outbox)
    known = [one for user in users for one in vars(user).values() if isinstance(one, Script)]
    return [("SCRIPT", "LOAD", script.text) for script in known] if seed % 2 else []


async def _group_work(process: Process, report: Report) -> None:
    """What is due in the group, and a message that fails to build; and by what the forgotten is known."""
    forgotten = await _member(process, FORGOTTEN)
    report.known_as = (account_id(SPACE, FORGOTTEN), *((forgotten.id,) if forgotten else ()))
    group = await _group(process)
    unit = process.store.unit(group, process.clock.now())
    for hour in HOURS:
        rule = Wall(at=dt.time(hour), zone="UTC")
        unit.schedule(
            Job(name=f"stage{hour}", group=group, to=None, call=Stage().call(), rule=rule), unit.now
        )
    ann = await _member(process, "ann")
    rule = Wall(at=dt.time(12), zone="UTC", date=unit.now.date())
    to = To(member=ann.id) if ann else None
    job = Job(name="poison", group=group, to=to, call=Poison().call(), rule=rule, late=86_400)
    unit.schedule(job, unit.now)
    await unit.commit()


async def _group(process: Process) -> GroupId:
    return await Directory(process.store).group_of(SPACE)


async def _member(process: Process, name: str) -> Member | None:
    unit = process.store.unit(await _group(process), process.clock.now())
    return await members.find(unit, AccountId(account_id(SPACE, name)))


async def _quiet(sim: Simulation) -> None:
    sim.set_rates(0, 0)
    for process in sim.processes:
        process.clock.wrong = dt.timedelta()
    sim.end_shortage()
    await sim.press()
    for _ in range(12):
        sim.pass_minutes(10)
        await sim.turns.play(*(process.step() for process in sim.processes))


async def _found(process: Process, report: Report) -> None:
    """What is in the store at the end."""
    depth = await process.runner.outbox.depth()
    report.pending = depth.waiting + depth.working + depth.lost
    group = await _group(process)
    unit = process.store.unit(group, process.clock.now())
    counts = await unit.counts()
    report.works = {name: count for name, count in counts.items() if name[2:3] == "-"}
    tally = await TALLIES.get_or_new(unit, "all")
    report.counted = (counts.get("presses", 0), tally.total)
    aside, _ = await process.runner.outbox.set_aside(group)
    report.aside = {one.call.path: one.tries for one in aside}
    for name in MEMBERS:
        member = await _member(process, name)
        for line in await members.read_ledger(unit, member.id) if member else ():
            report.note(name, line)
    report.traces = sorted(
        key.decode().split(":")[2]
        for key, _, item in await stored(process.store)
        if any(needle.encode() in key + item for needle in report.known_as)
    )
