"""The commit: everything or nothing, once, on fresh state."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.entry import Job, To
from bot.core.errors import Conflict, Duplicate, LoopmateError, RepeatedEntry, StoreDown, StoreFull
from bot.core.values import Call, Frozen, GroupId, MemberId
from bot.core.wall_time import Wall
from bot.store import keys, members
from bot.store.outbox import Outbox
from bot.store.repo import NOBODY, Repo
from bot.store.store import Store, Unit
from bot.store.vault import Vault
from bot.store.wire import Command
from tests.records import stored
from tests.store.crowd import GROUP, NOW, entry
from tests.wires import Between
from tests.world import KEY

ANN = MemberId("ann")


class Note(Frozen):
    text: str


NOTES = Repo("notes", Note, owned_by=NOBODY)


def busy_unit(store: Store) -> Unit:
    """A unit that writes to every kind of key that a commit can write to."""
    unit = store.unit(GROUP, NOW)
    NOTES.put(unit, "a", Note(text="one"))
    rule = Wall(at=NOW.time().replace(tzinfo=None), zone="UTC")
    unit.schedule(Job(name="daily", group=GROUP, to=To(member=ANN), call=Call(path="today"), rule=rule), NOW)
    unit.tell(entry("hello", ANN))
    unit.bury(entry("poison", ANN))
    unit.ledger(ANN, "{}")
    unit.audit(act="test")
    unit.add("number")
    unit.once("in/1")
    typed = Call(path="x", values={"text": "typed"}, private=frozenset({"text"}))
    members.keep(unit, ANN, typed, Random(2))
    return unit


async def test_a_commit_writes_records_jobs_and_entries_together(anywhere: Store) -> None:
    await busy_unit(anywhere).commit()
    unit = anywhere.unit(GROUP, NOW)
    assert await NOTES.get(unit, "a") == Note(text="one")
    assert set(await unit.jobs(ANN)) == {"daily"}
    outbox = Outbox(anywhere, "w1")
    await outbox.prepare()
    assert [c.entry.id for c in await outbox.claim(10) if c.entry] == ["ann/hello"]
    assert await unit.counts() == {"number": 1}


async def test_what_was_read_and_changed_meanwhile_is_a_conflict(anywhere: Store) -> None:
    first, second = anywhere.unit(GROUP, NOW), anywhere.unit(GROUP, NOW)
    assert await NOTES.get(first, "a") is None
    assert await NOTES.get(second, "a") is None
    NOTES.put(first, "a", Note(text="first"))
    await first.commit()
    NOTES.put(second, "b", Note(text="second"))
    with pytest.raises(Conflict):
        await second.commit()
    fresh = anywhere.unit(GROUP, NOW)
    assert await NOTES.all(fresh) == {"a": Note(text="first")}


async def test_an_event_is_worked_on_once(anywhere: Store) -> None:
    await busy_unit(anywhere).commit()
    again = anywhere.unit(GROUP, NOW)
    NOTES.put(again, "a", Note(text="two"))
    again.once("in/1")
    with pytest.raises(Duplicate):
        await again.commit()
    assert await NOTES.get(anywhere.unit(GROUP, NOW), "a") == Note(text="one")


async def test_another_entry_of_an_id_in_a_unit_is_a_bug_that_loses_nothing_else(store: Store) -> None:
    first = entry("hello", ANN)
    other = first.model_copy(update={"call": Call(path="other")})
    unit = store.unit(GROUP, NOW)
    unit.tell(first)
    unit.tell(first)
    with capture_logs() as logs:
        with pytest.warns(RepeatedEntry, match="other: two entries of one id"):
            unit.tell(other)
        with pytest.warns(RepeatedEntry):
            unit.park(other, NOW + dt.timedelta(hours=1), fresh=True)
    NOTES.put(unit, "a", Note(text="one"))
    await unit.commit()
    assert [(line["event"], line["error"], line["path"]) for line in logs] == [
        ("bug", "RepeatedEntry", "other")
    ] * 2
    assert await NOTES.get(store.unit(GROUP, NOW), "a") == Note(text="one")
    outbox = Outbox(store, "w1")
    await outbox.prepare()
    assert [c.entry for c in await outbox.claim(10)] == [first]


async def test_repeating_the_same_commit_changes_nothing(anywhere: Store) -> None:
    unit = busy_unit(anywhere)
    await unit.commit()
    before = await stored(anywhere)
    await unit.commit()
    changed = {key for key, *_ in before ^ await stored(anywhere)}
    assert changed == {keys.done(keys.partition_of(GROUP)).encode()}  # says when: a write to wait for


async def test_only_units_of_one_group_are_written_together(store: Store) -> None:
    mine, more, other = (store.unit(group, NOW) for group in (GROUP, GROUP, GroupId("g2")))
    for unit in (mine, more, other):
        unit.add("number")
    await Unit.join([mine, more]).commit()
    assert await store.unit(GROUP, NOW).counts() == {"number": 2}
    with pytest.raises(ValueError, match="units of one group"):
        Unit.join([mine, other])


@pytest.mark.parametrize(
    "kind",
    ["done", "seen", "out", "due", "job", "jobs", "rec", "led", "audit", "dead", "count", "gone", "expiry"],
)
async def test_a_wrong_type_anywhere_leaves_nothing_half_done(store: Store, kind: str) -> None:
    unit = busy_unit(store)
    names = unit.arguments(unit.writes())[0]
    planted = next(name for name in names if keys.kind_of(name) == kind)
    await store.pipe("SET", planted, "somebody else's")
    before = await stored(store)
    with pytest.raises(LoopmateError, match="somebody else writes"):
        await unit.commit()
    assert await stored(store) == before


async def test_every_kind_of_key_that_a_unit_writes_is_planted_above(store: Store) -> None:
    unit = busy_unit(store)
    names = unit.arguments(unit.writes())[0]
    apart = {"beat", "space", "user", "lease", "code", "tz"}
    assert {keys.kind_of(n) for n in names} | apart == set(keys.TYPES)


async def test_more_than_a_chunk_of_members_is_written_whole(store: Store) -> None:
    unit = store.unit(GROUP, NOW)
    for number in range(2_500):
        NOTES.put(unit, str(number), Note(text="x"))
    await unit.commit()
    assert await NOTES.count(store.unit(GROUP, NOW)) == 2_500


async def test_a_server_that_forgot_its_scripts_is_told_again(anywhere: Store) -> None:
    await busy_unit(anywhere).commit()
    client: Any = anywhere.wire.client  # type: ignore[attr-defined]
    await client.script_flush()
    unit = anywhere.unit(GROUP, NOW)
    NOTES.put(unit, "b", Note(text="after"))
    await unit.commit()
    assert await NOTES.get(anywhere.unit(GROUP, NOW), "b") == Note(text="after")


async def test_when_memory_is_full_only_what_takes_away_alone_and_what_drains_is_welcome(
    store: Store,
) -> None:
    unit = store.unit(GROUP, NOW)
    for name in ("a", "b", "c"):
        NOTES.put(unit, name, Note(text="kept"))
    unit.tell(entry("hello", ANN))
    await unit.commit()
    await (outbox := Outbox(store, "w1")).prepare()
    alone, once, more, adds, drains = (store.unit(GROUP, NOW) for _ in range(5))
    drains.ack((await outbox.claim(1))[0].stream_id)
    drains.ledger(ANN, "{}")
    for number, one in enumerate((alone, once, more, adds)):
        NOTES.delete(one, "abcc"[number])
    once.once("an event")
    NOTES.put(more, "d", Note(text="no"))
    adds.add("a count")
    await store.pipe("CONFIG", "SET", "maxmemory", "1")
    try:
        await alone.commit()
        await drains.commit(drain=True)
        for one in (once, more, adds):
            with pytest.raises(StoreFull):
                await one.commit()
    finally:
        await store.pipe("CONFIG", "SET", "maxmemory", "0")
    assert set(await NOTES.all(store.unit(GROUP, NOW))) == {"b", "c"}
    assert await store.pipe("XLEN", keys.out(keys.partition_of(GROUP))) == 0


class LosesReplies(Between):
    """Loses the answers to scripts: they ran, and nobody learns of it."""

    def __init__(self, times: int) -> None:
        self.times = times

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        answers = await super().execute(commands)
        if self.times and any(
            c[0] in ("EVALSHA", "EVAL") and not isinstance(a, Exception)
            for c, a in zip(commands, answers, strict=True)
        ):
            self.times -= 1
            raise StoreDown("the answer was lost")
        return answers


async def _there() -> bool:
    return True


async def test_a_lost_answer_is_asked_for_again_and_the_commit_happens_once(store: Store) -> None:
    lossy = Store(LosesReplies(1).around(store.wire), Vault([KEY]), Random(3), store.repos, recover=_there)
    unit = lossy.unit(GROUP, NOW)
    NOTES.put(unit, "a", Note(text="one"))
    unit.add("number")
    unit.once("in/9")
    await unit.commit()
    fresh = store.unit(GROUP, NOW)
    assert await fresh.counts() == {"number": 1}
    assert await NOTES.get(fresh, "a") == Note(text="one")
