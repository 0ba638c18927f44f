"""Directories: which group a space belongs to, and which of its groups an account used last; what a code that people
carry stands for; and leases, which one process has at a time."""

import asyncio
import datetime as dt
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.values import AccountId, GroupId, SpaceId
from bot.core.wall_time import ManualClock
from bot.store.members import Directory, new_code, read_code
from bot.store.outbox import LAPSES, StoreLease
from bot.store.store import Store
from tests.store.crowd import NOW

BOB = AccountId("discord:@:4")
ONE, TWO, THREE = GroupId("one"), GroupId("two"), GroupId("three")
SPACE = SpaceId("slack:T1")


async def test_the_group_used_last_comes_first_also_within_one_millisecond(anywhere: Store) -> None:
    directory = Directory(anywhere)
    for group in (ONE, TWO, THREE, ONE):
        await directory.mark_used(BOB, group, NOW)
    assert await directory.groups_of(BOB) == [ONE, THREE, TWO]
    await directory.mark_used(BOB, TWO, NOW - dt.timedelta(hours=1))  # a clock that was set back
    assert await directory.groups_of(BOB) == [TWO, ONE, THREE]
    await directory.leave(BOB, TWO)
    assert await directory.groups_of(BOB) == [ONE, THREE]


async def test_a_space_that_several_ask_for_at_once_gets_one_group(anywhere: Store) -> None:
    found = await asyncio.gather(*(Directory(anywhere).group_of(SPACE) for _ in range(5)))
    assert set(found) == {await Directory(anywhere).find_group(SPACE)}


async def test_a_space_is_let_go_of_by_its_own_group_alone(anywhere: Store) -> None:
    directory = Directory(anywhere)
    await directory.join(SPACE, ONE)
    await directory.drop(SPACE, TWO)
    assert await directory.find_group(SPACE) == ONE
    await directory.drop(SPACE, ONE)
    assert await directory.find_group(SPACE) is None


async def test_a_code_leads_to_its_group_until_it_is_used(anywhere: Store) -> None:
    codes = Directory(anywhere)
    assert await codes.find_by_code("hash") is None
    for _ in range(2):  # work may be repeated
        await codes.put_code("hash", ONE)
    assert await codes.find_by_code("hash") == ONE
    await codes.drop_code("hash")
    assert await codes.find_by_code("hash") is None


# codes


@given(st.integers())
def test_every_code_is_read_back_however_it_is_typed(seed: int) -> None:
    code = new_code(Random(seed))
    assert len(code) == 7
    assert not set(code) & set("IO01")
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        f" {code} ",
        code.replace("-", " "),
        "-".join(code),
        f"code={code}",
        f"code:{code}",
    ):
        assert read_code(typed) == code


@pytest.mark.parametrize(
    "typed", ["", "-", "K7QX-2", "K7QX-299", "K7QX-2O", "K7QX-2\x00", "К7QX-29", "K7QX_29"]
)
def test_what_is_no_code_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValueError, match="K7QX-29"):
        read_code(typed)


# leases


async def test_who_falls_silent_loses_it_after_a_while_and_not_before_and_to_one_alone(
    anywhere: Store,
) -> None:
    clock = ManualClock(NOW)
    first, second, third = (StoreLease(anywhere, clock, "discord/1") for _ in range(3))
    assert await first.hold()
    assert [await second.hold(), await third.hold()] == [False, False]
    clock.set(clock.now() + dt.timedelta(seconds=LAPSES - 1))
    assert not await second.hold()
    clock.set(clock.now() + dt.timedelta(seconds=1))
    assert [await second.hold(), await third.hold(), await first.hold()] == [True, False, False]
