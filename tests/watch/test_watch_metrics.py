"""Figures: what happens is counted where it happens, and no id, name or text is in any of them."""

import contextlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from prometheus_client.parser import text_string_to_metric_families

from bot.core.card import card
from bot.core.errors import StoreDown
from bot.core.reply import Answer, Inbound, Said
from bot.core.values import AccountId
from bot.platforms.port import Busy, Delivery, Platform, Receipt, Unready
from bot.store import keys
from bot.store.store import Store
from bot.store.wire import Command
from bot.watch import Watch
from tests.records import group_of
from tests.stage import Silent
from tests.world import GENERAL, World, world

ALICE = AccountId("console:main:alice")
DELIVERY = Delivery(id="d1", to=ALICE, answer=Answer(body=card("Hello.")))


class Tick:
    """Seconds that pass only when somebody looks: 0.02 between two looks."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        self._now += 0.02
        return self._now


@pytest.fixture
def watch() -> Watch:
    return Watch(since=Tick())


@pytest_asyncio.fixture
async def w(tmp_path: Path, watch: Watch) -> AsyncIterator[World]:
    async with world(tmp_path, wrap=watch.wire) as made:
        yield made


async def figures(watch: Watch, w: World) -> dict[tuple[str, ...], float]:
    """Every sample: its name and the values of its labels, in their alphabet -> its value."""
    page = (await watch.page(w.app.store, w.clock)).decode()
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


# messages


class Moody(Platform):
    """A platform that does what the list says, one after the other."""

    name = "slack"

    def __init__(self, *plan: Receipt | Exception) -> None:
        self._plan = list(plan)
        self.counts: Counter[str] = Counter()

    async def run(self, ready: Callable[[str], None]) -> None:
        ready("connected")
        if isinstance(step := self._plan.pop(0), Exception):
            raise step

    async def deliver(self, _: Delivery) -> Receipt:
        if isinstance(step := self._plan.pop(0), Exception):
            raise step
        return step

    async def here(self, _: AccountId) -> bool | None:
        return None


async def test_messages_are_counted_by_platform_and_outcome_and_errors_go_on(watch: Watch, w: World) -> None:
    moody = watch.platform(Moody(Receipt(), Receipt(outcome="closed"), Busy(3), ValueError(), Receipt()))
    for error in (None, None, Busy, ValueError, None):
        if error is None:
            await moody.deliver(DELIVERY)
        else:
            with pytest.raises(error):
                await moody.deliver(DELIVERY)
    found = await figures(watch, w)
    sent = {key[1]: value for key, value in found.items() if key[0] == "loopmate_sends_total"}
    assert sent == {"sent": 2, "closed": 1, "busy": 1, "failed": 1}
    assert found["loopmate_send_seconds_count", "slack"] == 5
    assert found["loopmate_send_seconds_sum", "slack"] == pytest.approx(5 * 0.02)


# the connection


async def test_a_platform_is_missing_from_its_start_until_it_is_connected(watch: Watch, w: World) -> None:
    slack = watch.platform(Moody(ConnectionError(), Receipt(), Unready("fix me")))
    connected = "loopmate_platform_connected", "slack"
    assert await watch.missing(w.app.store) == []  # nobody has started it
    seen = []

    with pytest.raises(ConnectionError):
        await slack.run(lambda words: seen.append((words, slack.state)))
    assert seen == [("connected", "connected")]
    assert await watch.missing(w.app.store) == ["slack"]
    assert (await figures(watch, w))[connected] == 0
    slack.state = "connected"
    assert await watch.missing(w.app.store) == []
    await slack.run(look_at_nothing)
    with pytest.raises(Unready):
        await slack.run(look_at_nothing)
    assert (
        await watch.missing(w.app.store) == []
    )  # only a person can help: no reason to start the others again
    assert (await figures(watch, w))[connected] == 0


def look_at_nothing(_: str) -> None:
    """Nobody listens."""


# Redis


class Broken:
    """A wire whose server is gone, full, or answers nonsense."""

    def __init__(self, *plan: Any) -> None:
        self._plan = list(plan)

    async def execute(self, _: Sequence[Command]) -> list[Any]:
        if isinstance(step := self._plan.pop(0), StoreDown):
            raise step
        return [step]

    async def close(self) -> None: ...


@contextmanager
def gone(store: Store) -> Iterator[None]:
    """The server of the store does not answer meanwhile."""
    wire = store.wire
    store.wire = store.pipe.wire = Broken(*[StoreDown()] * 99)
    yield
    store.wire = store.pipe.wire = wire


class NoScriptError(Exception):
    """As the client calls it."""


async def test_redis_errors_are_counted_by_kind_and_a_forgotten_script_is_none(
    watch: Watch, w: World
) -> None:
    before = await figures(watch, w)
    plan = (StoreDown(), Exception("OOM command not allowed"), Exception("WRONGTYPE"), NoScriptError(), b"OK")
    wire = watch.wire(Broken(*plan))
    with pytest.raises(StoreDown):
        await wire.execute([("PING",)])
    for _ in range(4):
        await wire.execute([("PING",)])
    found = await figures(watch, w)
    new = {k: v - before.get(k, 0) for k, v in found.items() if k[0] == "loopmate_store_errors_total"}
    assert new == {(*("loopmate_store_errors_total",), kind): 1 for kind in ("down", "full", "refused")}


async def test_depth_and_lag_are_those_of_the_store(watch: Watch, w: World) -> None:
    await w.member("alice")
    group = await group_of(w)
    partition = f"{keys.partition_of(group):02d}"
    assert (await figures(watch, w))["loopmate_due_lag_seconds",] == 0
    due = await w.app.runner.agenda.next_due()
    assert due is not None
    w.clock.set(due)
    w.clock.set(due.replace(microsecond=0).replace(second=due.second + 30))
    found = await figures(watch, w)
    assert found["loopmate_due_lag_seconds",] == 30
    assert found["loopmate_outbox_entries", partition, "waiting"] == 0
    moved = await w.app.runner.agenda.tick(w.now)
    found = await figures(watch, w)
    assert moved > 0
    assert found["loopmate_outbox_entries", partition, "waiting"] == moved
    assert found["loopmate_store_up",] == 1


async def test_figures_of_a_store_that_is_gone_are_left_out_and_not_the_last_known(
    watch: Watch, w: World
) -> None:
    assert ("loopmate_outbox_entries", "00", "waiting") in await figures(watch, w)
    with gone(w.app.store):
        found = await figures(watch, w)
        assert await watch.missing(w.app.store) == ["store"]
    assert found["loopmate_store_up",] == 0
    assert not [key for key in found if key[0] == "loopmate_outbox_entries"]
    assert found["loopmate_due_lag_seconds",] != found["loopmate_due_lag_seconds",]  # not a number
    assert (await figures(watch, w))["loopmate_store_up",] == 1


# calls


async def test_handlers_are_timed_by_path_also_when_they_fail(watch: Watch, w: World) -> None:
    command = w.app.registry.find("help")
    assert command is not None
    timed = watch.command(command)
    assert (timed.path, timed.access, timed.form) == (command.path, command.access, command.form)
    with pytest.raises(AttributeError):
        await timed.run(None, None)
    found = await figures(watch, w)
    assert found["loopmate_handler_seconds_count", "command", "help"] == 1
    assert found["loopmate_handler_seconds_sum", "command", "help"] == pytest.approx(0.02)


# the app as it is built


async def test_a_day_shows_in_the_figures(tmp_path: Path) -> None:
    async with world(tmp_path) as w:
        alice = await w.member("alice", organiser=True)
        await alice.say("/prep today")
        await w.advance(hours=24)
        assert await w.app.runner.attempt() == 0
        seen = await figures(w.app.watch, w)
    assert seen["loopmate_handler_seconds_count", "command", "today"]
    assert seen["loopmate_handler_seconds_count", "message", "checklist.reminder"]
    assert seen["loopmate_sends_total", "sent", "console"]
    assert seen["loopmate_store_up",]


async def test_a_round_that_is_completed_is_told_and_one_that_failed_is_not(w: World) -> None:
    told: list[str] = []
    w.app.runner.on_round(lambda: told.append("round"))
    await w.app.runner.attempt()
    assert told == ["round"]
    with gone(w.app.store):
        await w.app.runner.attempt()
    assert told == ["round"]


# what must not be in them


async def test_no_id_name_or_text_is_in_a_figure(watch: Watch, w: World) -> None:
    watch.metrics.events(w.app.dispatcher.counts, w.app.runner.counts)
    alice = await w.member("alice-needle", organiser=True)
    await alice.say("/prep needle-text please")
    await alice.say("needle-text in a DM", dm=True)
    stage = watch.platform(w.app.platforms["console"])
    await stage.deliver(DELIVERY.model_copy(update={"id": "needle-id"}))
    door = watch.door(w.app.dispatcher)
    inbound = Inbound(
        event="needle-event",
        account=ALICE,
        name="needle-name",
        channel=GENERAL,
        signal=Said(text="x", root=None),
    )
    await door.handle(inbound, Silent())
    for command in w.app.registry:
        with contextlib.suppress(AttributeError, TypeError):
            await watch.command(command).run(None, None)
    page = (await watch.page(w.app.store, w.clock)).decode()
    member = re.findall(r"[\w-]+", (await group_of(w)))[0]
    for needle in ("needle", "alice", "main", member):
        assert needle not in page
    paths = {command.path for command in w.app.registry}
    labels = set(re.findall(r'(\w+)="([^"]*)"', page))
    closed = {"path", "kind", "platform", "outcome", "partition", "state", "event", "le"}
    assert {name for name, _ in labels} <= closed
    assert {value for name, value in labels if name == "path"} == paths
