"""A week of mock rounds by the real handlers under kill -9: all are paired once, and each stage is said once."""

import asyncio
import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from bot.context import ContextFactory
from bot.core.entry import entry_id
from bot.core.reply import Inbound, Pressed
from bot.core.values import GroupId, MemberId, account_id
from bot.dispatcher import Dispatcher
from bot.pairing.hours import Window
from bot.store.agenda import Agenda
from bot.store.members import Directory
from bot.store.outbox import Outbox
from bot.work import Worker
from content.finder import Content, load
from handlers.mocks import entries
from handlers.mocks.model import Hours, Mock, Seat
from handlers.mocks.records import HOURS, MOCKS, SEATS
from handlers.session.calls import Over, Said, Start, Tick, Time
from handlers.session.model import SESSIONS, WARNINGS, Session, marks
from tests.real.play import DID, real_handlers, work_of
from tests.real.troupe import SPACE, Note, Troupe, troupe, until
from tests.real.worker import Crooked
from tests.servers import one_server, valkey_binary
from tests.stage import Silent

pytestmark = pytest.mark.soak
PEOPLE = 60
SATURDAY, NINE, TEN = 5, dt.time(9), dt.time(10)


@dataclass
class Found:
    """A mock as it came out: its group, id, record and session."""

    group: GroupId
    key: str
    mock: Mock
    session: Session


async def test_pairings_and_session_stages_happen_once_under_kills(
    tmp_path: Path, record_property: Note
) -> None:
    chance = Random(5)
    with one_server(valkey_binary(), tmp_path) as url:
        async with troupe(url, tmp_path, "--handlers") as t:
            await _seated(t)
            await _paired(t, chance)
            await _played(t, chance, await _saturday(t))
            await _started(t)
            await _played(t, chance, t.now() + dt.timedelta(hours=1))
            found, content = await _found(t), load()
            sent = [name for name, _ in t.sent()]
            done = {g: await t.store.unit(g, t.now()).counts() for g in t.groups}
            kills = t.made - 3
    works = [(one.group, f"{DID}{name}") for one in found for name in _works(one, content)]
    messages = [t.store.seen_id(name) for one in found for name in _messages(one, content)]
    record_property(
        "counted",
        f"{kills} kills: {len(found)} mocks of {PEOPLE} people, {len(works)} works, {len(messages)} messages",
    )
    assert sorted(m for one in found for m in one.mock.members) == sorted(f"m{n}" for n in range(PEOPLE))
    assert [name for g, name in works if name not in done[g]] == [], "lost work"
    assert {name: n for some in done.values() for name, n in some.items() if n > 1} == {}, "doubled work"
    assert [name for name in messages if name not in sent] == [], "lost"
    assert sorted(sent) == sorted(set(sent)), "doubled"


async def _seated(t: Troupe) -> None:
    """Everybody takes part, and has one hour on Saturday."""
    hours = Hours(windows=(Window(day=SATURDAY, start=NINE, end=TEN),))
    for group, who in await t.members(PEOPLE):
        unit = t.store.unit(group, t.now())
        SEATS.put(unit, who, Seat())
        HOURS.put(unit, who, hours)
        await unit.commit()


async def _paired(t: Troupe, chance: Random) -> None:
    """The pairing of each group runs, and a process is killed again and again meanwhile."""
    for group in t.groups:
        unit = t.store.unit(group, t.now())
        unit.tell(work_of(group, "pairing", entries.PairingRun().call(), t.now()))
        await unit.commit()
    for _ in range(4):
        await asyncio.sleep(0.3 + chance.random())
        t.kill(chance.randrange(3))
    await _settled(t)


async def _saturday(t: Troupe) -> dt.datetime:
    mocks = [m for g in t.groups for m in (await MOCKS.all(t.store.unit(g, t.now()))).values()]
    return max(mock.at for mock in mocks)


async def _played(t: Troupe, chance: Random, end: dt.datetime) -> None:
    """Time goes from instant to instant at which something is due; at every third a process is killed."""
    agenda = Agenda(t.store)
    while (due := await agenda.next_due()) is not None and due <= end:
        t.set_clock(due)
        if chance.random() < 1 / 3:
            await asyncio.sleep(chance.random() / 4)
            t.kill(chance.randrange(3))
        await _settled(t)
    t.set_clock(end)


async def _settled(t: Troupe) -> None:
    async def settled() -> bool:
        due = await Agenda(t.store).next_due()
        depth = await Outbox(t.store, "-").depth()
        return depth[:2] == (0, 0) and (due is None or due > t.now())

    await until(settled, "nothing is due and nothing is held")


async def _started(t: Troupe) -> None:
    """The first of each mock starts its clock."""
    worker, known, directory = Worker(), real_handlers(), Directory(t.store)
    dispatcher = Dispatcher(ContextFactory(known, t.store, load(), Crooked(t.clock), worker))
    for group in t.groups:
        for key, mock in (await MOCKS.all(t.store.unit(group, t.now()))).items():
            account = account_id(SPACE, mock.candidate)
            await directory.mark_used(account, group, t.now())
            pressed = Pressed(payload=known.encode(group, Start(mock=key).call()) or "")
            who = Inbound(event=f"start {key}", account=account, name="", channel=None, signal=pressed)
            await dispatcher.handle(who, Silent())
    worker.close()


async def _found(t: Troupe) -> list[Found]:
    found = []
    for group in t.groups:
        unit = t.store.unit(group, t.now())
        sessions = await SESSIONS.all(unit)
        found += [Found(group, key, m, sessions[key]) for key, m in (await MOCKS.all(unit)).items()]
    return found


def _works(one: Found, content: Content) -> list[str]:
    """Ids of work that must have been done about a mock."""
    count = len(marks(content.rounds[one.session.round], None, alone=False))
    ticks = [entry_id(None, Tick.path, one.key, "1", str(step)) for step in range(count)]
    return [entry_id(None, entries.Begin.path, one.key, "0"), *ticks]


def _messages(one: Found, content: Content) -> list[str]:
    """Ids of messages that must have been sent about a mock."""
    key, people, interviewer = one.key, one.session.people, one.session.interviewer
    count = len(marks(content.rounds[one.session.round], None, alone=False))
    stages = [entry_id(interviewer, Said.path, key, "1", str(step)) for step in range(1, count)]
    others = [MemberId(m) for m in people if m != interviewer]
    times = [entry_id(m, Time.path, key, "1", str(left)) for m in others for left in WARNINGS]
    overs = [entry_id(m, Over.path, key) for m in people]
    return [entry_id(None, entries.Outcome.path, key), *stages, *times, *overs]
