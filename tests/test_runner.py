"""The runner: messages are sent once, late ones are left out and named, poison is set aside, quiet is kept."""

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.core.entry import Entry, Job, To, work_entry
from bot.core.errors import StoreLocked
from bot.core.values import Call, MemberId
from bot.core.wall_time import Wall, to_ms
from bot.platforms.port import Busy, Delivery, Platform, Receipt
from bot.runner import Runner
from bot.runner.loop import Every
from bot.runner.message_sender import MessageSender
from bot.store import keys, members
from bot.store.members import LedgerLine
from bot.store.outbox import DEAD_AFTER, Outbox
from bot.store.wire import Command
from tests.records import group_of, id_of, profile, unit_of
from tests.wires import Between, Breakable
from tests.world import Shown, Somebody, World, world


async def ledger_of(w: World, person: Somebody) -> list[LedgerLine]:
    return await members.read_ledger(await unit_of(w), await id_of(w, person))


async def tell(w: World, person: Somebody | None = None, *, number: int = 1) -> None:
    """Messages to a person, or to people who have left: those are acknowledged, and nothing is sent."""
    unit, to = await unit_of(w), await id_of(w, person) if person else None
    for n in range(number):
        call = Call(path="member.dm-test" if to else "checklist.reminder")
        who, expires = To(member=to or MemberId(f"nobody{n}")), w.now + dt.timedelta(hours=2)
        unit.tell(Entry(id=f"nobody{n}/x", group=unit.group, to=who, call=call, due=w.now, expires=expires))
    await unit.commit()


def reminders(person: Somebody) -> list[dt.datetime]:
    return [shown.at for shown in person.inbox if "Today" in shown.text.splitlines()[0]]


async def test_what_a_member_asked_for_comes_also_in_their_quiet_hours(w: World) -> None:
    bob = await w.member("bob", "UTC", quiet="07:00-09:30")
    asked = w.now
    await bob.press("Test DM", on=await bob.say("/prep settings"))
    assert [shown.at for shown in bob.inbox][-1:] == [asked]


@pytest.mark.parametrize("slept", [dt.timedelta(), dt.timedelta(weeks=4)])
def test_no_time_that_a_machine_slept_through_is_counted(slept: dt.timedelta) -> None:
    hour, last = dt.timedelta(hours=1), dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
    assert Every(hour).get_next_fire_time(last, last + slept) == last + slept + hour


async def test_the_calendar_of_a_runner_counts_no_time_that_the_machine_slept_through(w: World) -> None:
    last, slept = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC), dt.timedelta(weeks=4)
    triggers = [job.trigger for job in w.app.runner.calendar().get_jobs()]
    assert [one.get_next_fire_time(last, last + slept) > last + slept for one in triggers] == [True, True]


async def test_after_an_outage_nobody_is_taken_for_dead_who_could_not_beat_meanwhile(tmp_path: Path) -> None:
    wire = Breakable()
    async with world(tmp_path, wrap=wire.around) as w:
        other = Outbox(w.app.store, "other")
        await tell(w)
        assert len(await other.claim(1)) == 1
        await other.beat()
        await w.app.runner.attempt()
        wire.cut = True
        w.clock.set(w.now + dt.timedelta(seconds=2 * DEAD_AFTER))
        await w.app.runner.attempt()
        wire.cut = False
        await w.app.runner.attempt()
        assert len(await other.claim_again()) == 1
        w.clock.set(w.now + dt.timedelta(seconds=DEAD_AFTER))
        await w.app.runner.attempt()
        assert await other.claim_again() == []


async def test_what_a_dead_worker_may_have_sent_is_looked_up_also_when_the_platform_is_busy_first(
    w: World,
) -> None:
    await tell(w, await w.member("bob", "UTC"))
    before = len(w.stage.delivered)
    (claimed,) = await w.app.runner.outbox.claim(1)
    assert claimed.entry is not None
    waits = w.now + dt.timedelta(seconds=30)
    sender = MessageSender(w.app.dispatcher, {}, Counter())
    await sender.postpone(claimed.entry, claimed._replace(again=True), waits)
    await w.advance(minutes=1)
    assert [d.again for d, _ in w.stage.delivered[before:]] == [True]


async def test_poison_is_set_aside_after_five_tries_with_its_reason(w: World, alice: Somebody) -> None:
    w.stage.broken = 5
    await w.advance(hours=25)
    assert reminders(alice) == []
    shown = await alice.say("/prep-admin health")
    assert "I set aside 1 queued item of your group after five tries." in shown.text
    assert "checklist.reminder, 1: it couldn't be built or sent, five times (ConnectionError)." in shown.text
    assert (await ledger_of(w, alice))[0].outcome == "failed"
    await w.advance(hours=24)
    assert len(reminders(alice)) == 1


async def test_what_cannot_be_read_built_or_planned_stops_nobody_and_is_shown_to_the_organizer_and_logged(
    w: World, alice: Somebody
) -> None:
    """Half an entry, a card of nonsense, and a time zone that this machine doesn't know anymore."""
    bob, partition = await w.member("bob", "UTC"), keys.partition_of(await group_of(w))
    unit, to, later = await unit_of(w), To(member=await id_of(w, bob)), w.now + dt.timedelta(days=1)
    nonsense = Call(path="mocks.outcome", values={"week": "no date"})
    unit.tell(Entry(id="-/unbuilt", group=unit.group, to=to, call=nonsense, due=w.now, expires=later))
    rule = Wall(at=dt.time(8), zone="UTC").model_copy(update={"zone": "Mars/Olympus_Mons"})
    daily = Call(path="checklist.reminder")
    unit.put_job(Job(name="reminder", group=unit.group, to=to, call=daily, rule=rule), w.now)
    await unit.commit()
    with capture_logs() as logged:
        await w.app.store.pipe("XADD", keys.out(partition), "*", "e", '{"id": "half of an en')
        await w.advance(hours=25)
    assert [len(reminders(who)) for who in (alice, bob)] == [1, 0]
    events = {line["event"]: line for line in logged}
    assert [line["partition"] for line in logged if line["event"] == "entry not readable"] == [partition]
    assert events["entry not readable"]["stream_id"]
    assert events["time zone unknown"]["job"]
    assert events["bug"]["delivery"] == "-/unbuilt"
    health = await alice.unfold(await alice.say("/prep-admin health"))
    assert "checklist.reminder, 1: this machine knows no time zone Mars/Olympus_Mons." in health
    assert "mocks.outcome, 1: it couldn't be built or sent, five times (BadArguments)." in health
    assert "Damaged in the store and set aside: 1." in health


class CutAfterClaim(Breakable):
    """Breaks as soon as somebody has claimed entries, once it's armed."""

    armed = False

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        answers = await super().execute(commands)
        self.cut = self.armed and any(c[0] == "XREADGROUP" for c in commands)
        return answers


async def test_all_that_was_claimed_before_redis_went_away_is_done_when_it_is_back(tmp_path: Path) -> None:
    wire = CutAfterClaim()
    async with world(tmp_path, wrap=wire.around) as w:
        await tell(w, number=150)
        wire.armed = True
        assert await w.app.runner.attempt() == 0
        wire.armed = wire.cut = False
        assert (await w.app.runner.outbox.depth()).working == 150
        await w.time.drain()
        depth = await w.app.runner.outbox.depth()
        assert (depth.waiting, depth.working, depth.lost) == (0, 0, 0)


async def test_an_outage_is_logged_once_with_its_reason_and_so_is_its_end(tmp_path: Path) -> None:
    wire = Breakable()
    async with world(tmp_path, wrap=wire.around) as w:
        with capture_logs() as logged:
            for wire.cut in (False, True, True, True, False, False):
                await w.app.runner.attempt()
    assert [(line["event"], line.get("reason")) for line in logged] == [
        ("store down", "cut"),
        ("store back", None),
    ]


async def test_a_store_that_is_down_when_a_worker_leaves_is_logged_with_the_reason(tmp_path: Path) -> None:
    wire = Breakable()
    async with world(tmp_path, wrap=wire.around) as w:
        wire.cut = True
        with capture_logs() as logged:
            await w.app.runner.leave()
        wire.cut = False
    assert [(line["event"], line.get("reason")) for line in logged] == [("store down", "cut")]


async def test_members_of_a_store_that_vanished_are_not_asked_to_join_again(w: World) -> None:
    bob, wire = await w.member("bob"), w.app.store.wire
    (ours,) = await wire.execute([("GET", keys.FORMAT)])
    for command in (("DEL", keys.FORMAT), ("SET", keys.FORMAT, b'{"ids": "another"}')):
        await wire.execute([command])
        w.clock.set(w.now + dt.timedelta(seconds=6))
        await w.app.runner.attempt()
        with pytest.raises(StoreLocked, match="emptied, or is another one"):
            await bob.say("/prep settings")
    await wire.execute([("SET", keys.FORMAT, ours)])
    await w.app.runner.attempt()
    assert "Your list" in (await bob.say("/prep settings")).text


class StaleOnce(Between):
    """Somebody else has just changed the profile, the first time that `dm_open` is noted."""

    stale = 1

    async def execute(self, commands: Sequence[Command]) -> list[Any]:
        if self.stale and any(b'"dm_open":true' in str(c).encode() for c in commands):
            self.stale -= 1
            return [[b"stale", b"profile"] for _ in commands]
        return await super().execute(commands)


async def test_a_profile_that_changes_meanwhile_makes_no_message_come_twice(tmp_path: Path) -> None:
    wire = StaleOnce()
    async with world(tmp_path, wrap=wire.around) as w:
        bob = await w.member("bob", "UTC")
        await w.advance(minutes=10)
        assert wire.stale == 0
        ids = [delivery.id for delivery, _ in w.stage.delivered]
        assert len(ids) == len(set(ids)) > 0
        assert (await profile(w, bob)).dm_open is True


class Endless(Platform):
    """A platform on which a message takes as long as its gate is shut."""

    name = "console"

    def __init__(self) -> None:
        self.begun, self.gate = asyncio.Event(), asyncio.Event()

    async def run(self, ready: Callable[[str], None]) -> None: ...

    async def deliver(self, delivery: Delivery) -> Receipt:
        self.begun.set()
        await self.gate.wait()
        return Receipt(ref=delivery.id)


async def test_a_worker_that_is_busy_for_long_goes_on_beating(w: World) -> None:
    bob, slow = await w.member("bob", "UTC"), Endless()
    runner = Runner(w.app.dispatcher, {"console": slow}, pulse=0)
    work = asyncio.create_task(runner.run())
    await tell(w, bob)
    async with asyncio.timeout(60):
        await slow.begun.wait()
        first = await beats(w, runner)
        while await beats(w, runner) < first + 3:
            continue
    slow.gate.set()
    runner.stop()
    await work
    await runner.leave()


def test_the_heartbeat_wakes_the_loop_from_within_also_in_asyncios_debug_mode(tmp_path: Path) -> None:
    """Debug mode refuses what other threads do to a loop; three looks are the first and two heartbeats.

    On a loop of its own: a runner that waits for a wake-up that was refused cannot even be cancelled.
    """

    async def three_looks() -> None:
        async with world(tmp_path) as w:
            runner = Runner(w.app.dispatcher, {})
            looks = asyncio.Semaphore(0)
            runner.on_round(looks.release)
            work = asyncio.create_task(runner.run())
            async with asyncio.timeout(20):
                for _ in range(3):
                    await looks.acquire()
            runner.stop()
            await work
            await runner.leave()

    loop = asyncio.new_event_loop()
    loop.set_debug(True)
    try:
        loop.run_until_complete(three_looks())
    finally:
        loop.close()


async def test_a_message_that_a_platform_never_finishes_is_tried_again_as_one_that_may_have_arrived(
    w: World,
) -> None:
    bob, slow = await w.member("bob", "UTC"), Endless()
    runner = Runner(w.app.dispatcher, {"console": slow}, deadline=0)
    await tell(w, bob)
    await runner.step()
    await runner.leave()
    await w.advance(minutes=1)
    (again,) = [d for d, _ in w.stage.delivered if "DM" in Shown(d.answer, w.now).text and d.again]
    assert again.place == "dm"


class Illustrated(Endless):
    """A platform on which words arrive at once, and their picture never."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Delivery] = []

    async def deliver(self, delivery: Delivery) -> Receipt:
        self.sent.append(delivery)
        return Receipt(ref=delivery.id, send_rest=self.gate.wait)


async def test_a_picture_that_never_comes_sends_its_words_no_second_time(w: World) -> None:
    bob, slow = await w.member("bob", "UTC"), Illustrated()
    runner = Runner(w.app.dispatcher, {"console": slow}, deadline=0)
    await tell(w, bob)
    with capture_logs() as logs:
        await runner.step()
    assert [e["error"] for e in logs if e["event"] == "message incomplete"] == ["TimeoutError"]
    assert [line.outcome for line in await ledger_of(w, bob)][-1:] == ["sent"]
    await runner.leave()
    before = len(w.stage.delivered)
    await w.advance(minutes=10)
    assert (len(slow.sent), len(w.stage.delivered) - before) == (1, 0)


async def test_who_leaves_finishes_what_is_in_flight_and_hands_back_the_rest_as_new(w: World) -> None:
    bob, slow = await w.member("bob", "UTC"), Endless()
    runner = Runner(w.app.dispatcher, {"console": slow})
    await tell(w, bob, number=2)
    stepping = asyncio.create_task(runner.step())
    await slow.begun.wait()
    leaving = asyncio.create_task(runner.leave())
    await asyncio.sleep(0)
    slow.gate.set()
    await asyncio.gather(stepping, leaving)
    assert (await w.app.runner.outbox.depth())[:2] == (1, 0)
    before = len(w.stage.delivered)
    await w.time.drain()
    assert [d.again for d, _ in w.stage.delivered[before:]] == [False]


async def test_what_is_kept_of_sent_messages_has_an_end(w: World, bob: Somebody) -> None:
    partition = keys.partition_of(await group_of(w))
    unit, who = await unit_of(w), await id_of(w, bob)
    for number in range(60):
        members.write_ledger(unit, who, LedgerLine(at=w.now, due=w.now, path=str(number), outcome="sent"))
    await unit.commit()
    seen = keys.seen(partition)
    for days in (13, 15):
        await w.app.store.pipe("ZADD", seen, to_ms(w.now - dt.timedelta(days=days)), f"{days} days ago")
    await w.advance(hours=2)
    kept = await w.app.store.pipe("ZRANGE", seen, 0, -1)
    assert (b"13 days ago" in kept, b"15 days ago" in kept) == (True, False)
    assert [line.path for line in await ledger_of(w, bob)] == [str(n) for n in range(59, 9, -1)]


async def beats(w: World, runner: Runner) -> int:
    return int(await w.app.store.pipe("HGET", keys.beat(0), runner.outbox.worker) or 0)


async def test_work_that_only_a_newer_version_knows_waits_for_it_and_is_no_poison_meanwhile(w: World) -> None:
    unit, later = await unit_of(w), w.now + dt.timedelta(hours=1)
    call = Call(path="future.work")
    unit.tell(Entry(id="-/future", group=unit.group, to=None, call=call, due=w.now, expires=later))
    await unit.commit()
    await w.advance(minutes=50)
    assert (await w.app.runner.outbox.depth()).dead == 0
    await w.advance(minutes=20)
    assert (await w.app.runner.outbox.depth()).dead == 1


async def test_what_is_left_to_others_comes_back_at_different_times(w: World) -> None:
    """Else whoever can't do it, and looks first, would have all of it each time."""
    unit = await unit_of(w)
    for number in range(40):
        unit.tell(work_entry(unit.group, Call(path="future.work"), f"{number}", now=w.now))
    await unit.commit()
    await w.time.drain()
    due = await w.app.store.pipe("ZRANGE", keys.due(keys.partition_of(unit.group)), 0, -1, "WITHSCORES")
    near = Counter(s for at in due[1::2] if 0 < (s := round(float(at) / 1_000 - w.now.timestamp())) < 120)
    assert (near.total(), min(near) >= 30, max(near) <= 90, max(near.values()) < 10) == (40, True, True, True)


async def test_work_is_done_once_also_when_two_workers_hold_its_entry(w: World) -> None:
    gone = Call(path="member.gone", values={"account": "console:main:nobody"})
    entry = work_entry(await group_of(w), gone, "x", now=w.now)
    for stream_id in ("1-1", "1-2"):
        await w.app.dispatcher.perform(entry, stream_id)
    assert w.app.dispatcher.counts["member.gone"] == 1


class Paced(Endless):
    """A platform whose next message has its turn a fifth of a millisecond later."""

    async def deliver(self, delivery: Delivery) -> Receipt:
        assert delivery.id
        raise Busy(0.0002)


async def test_a_turn_within_the_same_millisecond_is_not_due_at_once_again(w: World, bob: Somebody) -> None:
    runner = Runner(w.app.dispatcher, {"console": Paced()})
    await tell(w, bob)
    steps = 0
    while await runner.step():
        steps += 1
        assert steps < 9, "it comes back without end while the clock stands still"
