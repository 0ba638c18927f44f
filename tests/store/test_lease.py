"""Leases: one process at a time, and another only when the first gives no sign of life."""

import datetime as dt

from bot.core.clock import ManualClock
from bot.store.directory import LAPSES, StoreLease
from bot.store.store import Store

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)


def two(store: Store, clock: ManualClock) -> tuple[StoreLease, StoreLease]:
    return StoreLease(store, clock, "discord/1"), StoreLease(store, clock, "discord/1")


def wait(clock: ManualClock, seconds: float) -> None:
    clock.set(clock.now() + dt.timedelta(seconds=seconds))


async def test_who_falls_silent_loses_it_after_a_while_and_not_before(anywhere: Store) -> None:
    clock = ManualClock(NOW)
    first, second = two(anywhere, clock)
    assert await first.hold()
    assert not await second.hold()
    wait(clock, LAPSES - 1)
    assert not await second.hold()
    wait(clock, 1)
    assert await second.hold()
    assert not await first.hold()


async def test_two_who_wait_for_the_same_lapse_do_not_both_get_it(anywhere: Store) -> None:
    clock = ManualClock(NOW)
    dead, one = two(anywhere, clock)
    other = StoreLease(anywhere, clock, "discord/1")
    assert await dead.hold()
    assert [await one.hold(), await other.hold()] == [False, False]
    wait(clock, LAPSES)
    assert [await one.hold(), await other.hold()] == [True, False]
