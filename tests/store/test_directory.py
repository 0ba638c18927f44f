"""Directories: which group a space belongs to, and which of its groups an account used last."""

import datetime as dt

from bot.core.ids import AccountId, GroupId, SpaceId
from bot.store.directory import Directory
from bot.store.store import Store

NOW = dt.datetime(2026, 11, 24, 8, tzinfo=dt.UTC)
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
